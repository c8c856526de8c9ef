"""German, as to Sie."""

from services.assistant.domain.conversation import Kind
from services.assistant.wording.texts import Texts

GERMAN = Texts(
    confirmed="bestätigt",
    requested="angefragt",
    cancelled="storniert",
    local_time="Ortszeit {city}",
    see_you="Bis dann!",
    to_be_approved="{business} muss das noch bestätigen.",
    taken="Diese Zeit ist leider schon vergeben: {line}.",
    closed="Das ist leider außerhalb der Öffnungszeiten: {line}.",
    not_offered="Genau zu dieser Uhrzeit kann man leider nicht buchen: {line}.",
    past="Diese Zeit ist leider schon vorbei: {line}.",
    sold_out="Das ist leider ausgebucht: {line}.",
    too_soon="Es ist leider zu spät, um das per Nachricht zu buchen: {line}.",
    too_far="Das kann man leider noch nicht buchen, es ist noch zu lange hin: {line}.",
    own="Diese Buchung haben Sie schon: {line}.",
    nearest="Die nächsten freien Zeiten:",
    which_one="Tippen Sie auf Ihre Wahl oder antworten Sie mit der Nummer.",
    which_booking="Tippen Sie auf Ihre Wahl oder antworten Sie mit der Nummer.",
    which_number="Bitte antworten Sie mit der Nummer.",
    none_free="In den Wochen um diesen Tag ist nichts frei.",
    another_day="Nennen Sie mir einen anderen Tag, dann schaue ich noch einmal nach.",
    party_too_large="Das kann man leider für höchstens {most} Personen buchen. Wenn Sie mehr sind,"
    " fragen Sie bitte direkt bei {business}.",
    party_too_small="Das ist leider nur für Gruppen, und ich kann es nicht per Nachricht buchen."
    " Fragen Sie bitte direkt bei {business}.",
    blocked="Ich kann im Moment leider nicht für Sie buchen, weil frühere Buchungen versäumt"
    " wurden. Fragen Sie bitte direkt bei {business}.",
    which_offering="Sehr gern! Was möchten Sie buchen?",
    nothing_to_book="Hier kann man leider nichts per Nachricht buchen.",
    how_to_book="Sehr gern! Für welchen Tag und welche Uhrzeit? Zum Beispiel: morgen um 15 Uhr.",
    no_such_date="{written} gibt es nicht. Bitte schreiben Sie zuerst den Monat, dann den Tag, dann"
    " die Uhrzeit, zum Beispiel: book 12/24 15:30",
    day_first="{written} gibt es nicht: Der Monat kommt zuerst. Meinten Sie: book {suggestion}?",
    no_such_time="{time} gibt es an diesem Tag nicht ({day}), weil die Uhren vorgestellt werden."
    " Welche andere Uhrzeit würde Ihnen passen?",
    your_bookings="Ihre Buchungen:",
    how_to_cancel="Um eine zu stornieren, schreiben Sie stornieren und die Nummer dazu.",
    no_bookings="Sie haben im Moment keine Buchungen. Für eine neue nennen Sie mir einfach Tag und"
    " Uhrzeit.",
    nothing_to_cancel="Sie haben keine Buchungen, die man stornieren könnte.",
    which_to_cancel="Welche soll ich stornieren?",
    really_cancel="Soll ich diese Buchung stornieren: {line}?",
    changed="Diese Buchung hat sich inzwischen geändert.",
    yes="Ja, stornieren",
    no="Nein, behalten",
    kept="In Ordnung, Ihre Buchung bleibt: {line}.",
    gone="Diese Buchung gibt es nicht mehr. Schreiben Sie meine Buchungen, dann sehen Sie, was"
    " Sie gebucht haben.",
    too_late_to_cancel="Diese Buchung ist vorbei und kann nicht mehr storniert werden.",
    notice_over="{line}: Das konnte man bis {until} per Nachricht stornieren. Bitte sagen Sie"
    " direkt bei {business} Bescheid, dass Sie nicht kommen können.",
    no_such_number="Bitte antworten Sie mit einer Nummer von 1 bis {count}.",
    expired="Diese Auswahl gilt nicht mehr. Schreiben Sie Hilfe, um zu sehen, was ich kann.",
    greeting="Guten Tag! Hier ist der Assistent von {business}.",
    help="Schreiben Sie einfach, was Sie möchten, zum Beispiel:\n"
    "• morgen um 15 Uhr\n"
    "• was ist am Freitag noch frei?\n"
    "• Buchung verschieben\n"
    "• meine Buchungen\n"
    "• stornieren\n"
    "• Öffnungszeiten, Preise\n"
    "• Mitarbeiter: ein Mensch antwortet Ihnen",
    not_understood="Das habe ich leider nicht verstanden.",
    welcome="Gern geschehen!",
    noted="In Ordnung! Schreiben Sie Hilfe, um zu sehen, was ich kann.",
    no_such_day="Diesen Tag gibt es im Kalender nicht. Welcher Tag würde Ihnen passen, und um"
    " welche Uhrzeit?",
    day_is_over="Dieser Tag ist schon vorbei. Welcher andere Tag würde Ihnen passen?",
    how_many="Für wie viele Personen?",
    free_slots="Freie Zeiten für {offering}:",
    or_another="Oder nennen Sie mir einen anderen Tag oder eine andere Uhrzeit.",
    not_free="Das ist leider nicht frei: {line}.",
    day_not_free="{offering}: Für {day} ist leider nichts frei.",
    nothing_free="{offering}: In dieser Zeit ist leider nichts frei.",
    not_by="{resource} bietet das leider nicht an: {offering}. Nennen Sie mir Tag und Uhrzeit, dann"
    " schaue ich, wer frei ist.",
    with_resource="bei {resource}",
    for_people="für {count} Personen",
    for_name="auf den Namen {name}",
    shall_i_book="Soll ich das buchen?",
    shall_i_move="Soll ich Ihre Buchung so verschieben?",
    yes_book="Ja, buchen",
    yes_move="Ja, verschieben",
    no_change="Nein, ändern",
    what_else="Was möchten Sie stattdessen? Nennen Sie mir einen anderen Tag, eine andere Uhrzeit"
    " oder was sonst anders sein soll. Zum Beenden schreiben Sie abbrechen.",
    nothing_to_move="Sie haben keine Buchungen, die man verschieben könnte.",
    which_to_move="Welche soll ich verschieben?",
    move_to_when="{line}: Auf welchen Tag und welche Uhrzeit soll ich das verschieben?",
    moved="Erledigt. Ihre Buchung ist jetzt:\n{line}",
    move_notice_over="{line}: Das konnte man bis {until} per Nachricht verschieben. Fragen Sie"
    " bitte direkt bei {business}.",
    too_late_to_move="Diese Buchung ist vorbei und kann nicht mehr verschoben werden.",
    open_on="{day}: geöffnet {hours}.",
    closed_on="{day}: geschlossen.",
    opening_hours="Öffnungszeiten:",
    closed_day="geschlossen",
    prices="Preise:",
    see_you_at="Danke, dass Sie Bescheid geben! Bis dann: {line}.",
    person_asked="Ich habe notiert, dass Ihnen ein Mensch antworten soll. {business} sieht das"
    " hier, und jemand schreibt Ihnen, sobald es geht. Bis dahin bin ich weiter für Buchungen da.",
    offer_person="Das verstehe ich leider immer noch nicht. Versuchen Sie es mit anderen Worten,"
    " oder schreiben Sie Mitarbeiter, dann antwortet Ihnen hier jemand von {business}.",
    which_question="Meinten Sie eine dieser Fragen? "
    "Tippen Sie eine an, oder antworten Sie mit der Nummer.",
    goodbye="Auf Wiedersehen!",
    dropped="In Ordnung, lassen wir das. Es wurde nichts gebucht oder geändert.",
    not_known="Das weiß ich leider nicht. Schreiben Sie Mitarbeiter, dann antwortet Ihnen hier"
    " jemand von {business}.",
    failed="Das hat leider nicht geklappt. Versuchen Sie bitte eine andere Uhrzeit oder einen"
    " anderen Tag, oder schreiben Sie Hilfe.",
    cannot_read={
        Kind.IMAGE: "Danke für das Bild! Ich kann keine Bilder ansehen. Bitte schreiben Sie mir in"
        " Worten, was ich für Sie tun kann.",
        Kind.VIDEO: "Danke für das Video! Ich kann keine Videos ansehen. Bitte schreiben Sie mir in"
        " Worten, was ich für Sie tun kann.",
        Kind.AUDIO: "Sprachnachrichten kann ich noch nicht anhören. Könnten Sie es mir bitte"
        " schreiben?",
        Kind.DOCUMENT: "Danke für die Datei! Ich kann keine Dateien lesen. Bitte schreiben Sie mir"
        " in Worten, was ich für Sie tun kann.",
        Kind.STICKER: "Wie nett! Schreiben Sie Hilfe, um zu sehen, was ich für Sie tun kann.",
        Kind.LOCATION: "Danke für den Standort! Ich kann keine Karten lesen. Bitte schreiben Sie"
        " mir in Worten, was ich für Sie tun kann.",
        Kind.CONTACTS: "Danke für den Kontakt! Ich kann keine Kontakte lesen. Bitte schreiben Sie"
        " mir in Worten, was ich für Sie tun kann.",
        Kind.ORDER: "Danke! Bestellungen aus dem Katalog kann ich hier nicht annehmen, aber ich"
        " kann für Sie buchen: Schreiben Sie Hilfe, um zu sehen, wie.",
        Kind.FORM: "Danke fürs Ausfüllen! Ich kann hier keine Formulare lesen. Bitte schreiben Sie"
        " mir in Worten, was ich für Sie tun kann.",
        Kind.UNSUPPORTED: "Diese Art von Nachricht kann ich nicht lesen. Könnten Sie es mir bitte"
        " schreiben?",
    },
)
