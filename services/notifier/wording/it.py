"""Italian."""

from services.notifier.wording.texts import Said, Texts

ITALIAN = Texts(
    confirmed=Said(
        "La prenotazione presso {business} è confermata:",
        "La prenotazione è confermata:",
        "A presto!",
    ),
    requested=Said(
        "La richiesta di prenotazione presso {business} è arrivata:",
        "La richiesta di prenotazione è arrivata:",
        "Manca ancora la conferma, che arriverà qui appena possibile.",
    ),
    changed=Said(
        "La prenotazione presso {business} è cambiata. Adesso è:",
        "La prenotazione è cambiata. Adesso è:",
    ),
    cancelled=Said(
        "La prenotazione presso {business} è stata annullata:",
        "La prenotazione è stata annullata:",
    ),
    expired=Said(
        "La richiesta presso {business} non è stata confermata in tempo e non vale più:",
        "La richiesta non è stata confermata in tempo e non vale più:",
        "Ci dispiace. Per provare un altro orario basta scrivere qui.",
    ),
    reminder=Said(
        "Un promemoria della prenotazione presso {business}:",
        "Un promemoria della prenotazione:",
        "A presto!",
    ),
    party="Per {count} persone",
    where="Dove: {place}",
    reason="Motivo: {reason}",
)
