"""Italian."""

from services.gateway.page.words.texts import Texts

ITALIAN = Texts(
    will_you_come="Verrai?",
    i_will_come="Sì, ci sarò",
    see_you="Grazie. A presto!",
    choose="Scegli un altro orario",
    choose_another="Un altro orario",
    none_free="Non ci sono altri orari liberi vicini. Contattaci.",
    taken="Quell'orario è appena stato preso. Scegline un altro",
    move_here="Spostare la prenotazione a questo orario?",
    move="Spostala",
    new_time="Nuovo orario",
    moved="La tua prenotazione è stata spostata",
    cancel_this="Annullare questa prenotazione?",
    cancel="Sì, annullala",
    cancel_it="Annulla la prenotazione",
    cancelled="La tua prenotazione è annullata",
    outdated="Questo link non è più valido. La tua prenotazione ora:",
    too_late="È troppo tardi per cambiarla qui. Contattaci",
    write_to_us="Un altro orario, o una domanda? "
    "Scrivici nella chat in cui hai ricevuto questo link.",
    unknown="Non conosciamo questo link",
    unknown_more="Forse è incompleto. Aprilo di nuovo dal tuo messaggio.",
    later="Riprova tra un momento",
    later_more="In questo momento non abbiamo potuto leggere la tua prenotazione.",
    with_whom="Con {}",
    people="Per {} persone",
    pending="Dobbiamo ancora confermarla",
    was_cancelled="Annullata",
)
