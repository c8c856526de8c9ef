"""German."""

from services.gateway.page.words.texts import Texts

GERMAN = Texts(
    will_you_come="Kommen Sie?",
    i_will_come="Ja, ich komme",
    see_you="Danke. Bis dann!",
    choose="Wählen Sie eine andere Zeit",
    choose_another="Eine andere Zeit",
    none_free="In der Nähe ist keine andere Zeit frei. Bitte melden Sie sich bei uns.",
    taken="Diese Zeit wurde gerade vergeben. Wählen Sie eine andere",
    move_here="Ihre Buchung auf diese Zeit verschieben?",
    move="Verschieben",
    new_time="Neue Zeit",
    moved="Ihre Buchung wurde verschoben",
    cancel_this="Diese Buchung absagen?",
    cancel="Ja, absagen",
    cancel_it="Buchung absagen",
    cancelled="Ihre Buchung ist abgesagt",
    outdated="Dieser Link gilt nicht mehr. Ihre Buchung jetzt:",
    too_late="Es ist zu spät, das hier zu ändern. Bitte melden Sie sich bei uns",
    write_to_us="Eine andere Zeit, oder eine Frage? "
    "Schreiben Sie uns einfach dort, wo Sie diesen Link bekommen haben.",
    unknown="Wir kennen diesen Link nicht",
    unknown_more="Vielleicht ist er unvollständig. Öffnen Sie ihn noch einmal aus Ihrer Nachricht.",
    later="Bitte versuchen Sie es gleich noch einmal",
    later_more="Wir konnten Ihre Buchung gerade nicht nachsehen.",
    with_whom="Bei {}",
    people="Für {} Personen",
    pending="Noch nicht von uns bestätigt",
    was_cancelled="Abgesagt",
)
