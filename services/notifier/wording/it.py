"""Italian."""

from services.notifier.wording.texts import Said, Texts

TEXTS = Texts(
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
    declined=Said(
        "La richiesta presso {business} non è stata accettata, quindi nulla è prenotato:",
        "La richiesta non è stata accettata, quindi nulla è prenotato:",
        "Ci dispiace. Per provare un altro orario basta scrivere qui.",
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
    attending=Said(
        "Grazie della conferma! La prenotazione presso {business}:",
        "Grazie della conferma! La prenotazione:",
        "A presto!",
    ),
    moves_offered=Said(
        "Per ora la prenotazione presso {business} è questa:",
        "Per ora la prenotazione è questa:",
        "Si può spostare. Quale di questi orari va bene?",
    ),
    no_moves=Said(
        "La prenotazione presso {business} resta com'è:",
        "La prenotazione resta com'è:",
        "Al momento non c'è un altro orario libero. Per trovarne uno insieme basta scrivere qui.",
    ),
    outdated=Said(
        "Questa scelta non vale più. Adesso la prenotazione presso {business} è:",
        "Questa scelta non vale più. Adesso la prenotazione è:",
    ),
    too_late=Said(
        "La prenotazione presso {business} non si può più cambiare qui:",
        "La prenotazione non si può più cambiare qui:",
        "Per qualsiasi cosa basta scrivere qui.",
    ),
    party="Per {count} persone",
    where="Dove: {place}",
    reason="Motivo: {reason}",
    confirm="Conferma",
    move="Sposta",
    cancel="Annulla",
    times="Orari liberi",
    opted_out=Said(
        "Da {business} qui non arriveranno più messaggi, se non in risposta.",
        "Qui non arriveranno più messaggi da parte nostra, se non in risposta.",
        "Per riceverli di nuovo basta scrivere START.",
    ),
    promotions_ended=Said(
        "Da {business} qui non arriverà più pubblicità.",
        "Qui non arriverà più pubblicità da parte nostra.",
        "I messaggi sulle prenotazioni arrivano ancora. Per non riceverne più basta scrivere STOP.",
    ),
    opted_in=Said(
        "Da {business} arriveranno di nuovo qui i messaggi sulle prenotazioni.",
        "Qui arriveranno di nuovo i messaggi sulle prenotazioni.",
        "Per non riceverli più basta scrivere STOP.",
    ),
    somebody="gentile cliente",
    test="Questo è un messaggio di prova. Se si legge, i messaggi arrivano.",
)
