"""Italian."""

from services.assistant.domain.conversation import Kind
from services.assistant.wording.texts import Texts

ITALIAN = Texts(
    confirmed="confermato",
    requested="richiesto",
    cancelled="annullato",
    local_time="ora di {city}",
    see_you="A presto!",
    to_be_approved="Manca ancora la conferma di {business}.",
    taken="Spiacenti, {line} non è più disponibile.",
    closed="Spiacenti, {line} è fuori dall'orario di apertura.",
    not_offered="Spiacenti, {line} non si può prenotare a quell'ora esatta.",
    past="Spiacenti, {line} è già passato.",
    sold_out="Spiacenti, {line} è al completo.",
    too_soon="Spiacenti, è tardi per prenotare via messaggio {line}.",
    too_far="Spiacenti, {line} non si può ancora prenotare: manca troppo tempo.",
    own="Questa prenotazione c'è già: {line}.",
    nearest="Gli orari liberi più vicini:",
    which_one="Basta toccarne uno o rispondere con il numero.",
    which_booking="Basta toccarne una o rispondere con il numero.",
    which_number="Basta rispondere con il numero.",
    none_free="Non c'è niente di libero nelle settimane vicine a quella data.",
    another_day="Basta dirmi un altro giorno e guardo di nuovo.",
    party_too_large="Spiacenti, si può prenotare per {most} persone al massimo. Per un gruppo più"
    " grande basta chiedere direttamente a {business}.",
    party_too_small="Spiacenti, questo è solo per gruppi e non posso prenotarlo via messaggio."
    " Basta chiedere direttamente a {business}.",
    blocked="Spiacenti, al momento non posso fare altre prenotazioni, perché quelle di prima sono"
    " state mancate. Si può chiedere direttamente a {business}.",
    which_offering="Volentieri! Che cosa si desidera prenotare?",
    nothing_to_book="Spiacenti, qui non si può prenotare nulla via messaggio.",
    how_to_book="Volentieri! Per quale giorno e a che ora? Per esempio: domani alle 15.",
    no_such_date="{written} non esiste. Prima il mese, poi il giorno, poi l'ora, per esempio:"
    " book 12/24 15:30",
    day_first="{written} non esiste: il mese va scritto per primo. Forse si intendeva: book"
    " {suggestion}?",
    no_such_time="Le {time} di {day} non esistono: si passa all'ora legale. Quale altro orario"
    " andrebbe bene?",
    your_bookings="Ecco le prenotazioni:",
    how_to_cancel="Per annullarne una basta scrivere annulla e il suo numero.",
    no_bookings="Al momento non ci sono prenotazioni. Per farne una basta dirmi un giorno e"
    " un'ora.",
    nothing_to_cancel="Non ci sono prenotazioni da annullare.",
    which_to_cancel="Quale prenotazione va annullata?",
    really_cancel="Annullare {line}?",
    changed="Nel frattempo questa prenotazione è cambiata.",
    yes="Sì, annullare",
    no="No, mantenere",
    kept="Va bene, resta tutto com'è: {line}.",
    gone="Questa prenotazione non c'è più. Scrivendo elenco si vedono tutte le prenotazioni.",
    too_late_to_cancel="Questa prenotazione è già passata e non si può più annullare.",
    notice_over="{line}: si poteva annullare via messaggio fino a questo momento: {until}. Se"
    " non si può venire, basta avvisare direttamente {business}.",
    no_such_number="Basta rispondere con un numero da 1 a {count}.",
    expired="Questa scelta non è più valida. Scrivendo aiuto si vede che cosa posso fare.",
    greeting="Salve! Qui l'assistente di {business}.",
    help="Basta scrivere che cosa si desidera, per esempio:\n"
    "• domani alle 15\n"
    "• che cosa c'è di libero venerdì?\n"
    "• spostare la prenotazione\n"
    "• le mie prenotazioni\n"
    "• annulla\n"
    "• orari di apertura, prezzi\n"
    "• operatore: risponde una persona",
    not_understood="Purtroppo non ho capito.",
    welcome="Prego, è un piacere!",
    noted="Va bene! Scrivendo aiuto si vede che cosa posso fare.",
    no_such_day="Questo giorno sul calendario non c'è. Quale giorno andrebbe bene, e a che ora?",
    day_is_over="Quel giorno è già passato. Quale altro giorno andrebbe bene?",
    how_many="Per quante persone?",
    free_slots="Gli orari liberi per {offering}:",
    or_another="Oppure basta dirmi un altro giorno o un'altra ora.",
    not_free="Spiacenti, {line} non è libero.",
    day_not_free="Spiacenti, {offering}: per {day} non c'è niente di libero.",
    nothing_free="Spiacenti, {offering}: in quel periodo non c'è niente di libero.",
    not_by="Spiacenti, {offering} non è tra i servizi di {resource}. Basta dirmi un giorno e un'ora"
    " e guardo chi è libero.",
    with_resource="con {resource}",
    for_people="per {count} persone",
    for_name="a nome di {name}",
    shall_i_book="Procedo con la prenotazione?",
    shall_i_move="Sposto così la prenotazione?",
    yes_book="Sì, prenotare",
    yes_move="Sì, spostare",
    no_change="No, modificare",
    what_else="Che cosa va cambiato? Basta dirmi un altro giorno, un altro orario o quello che deve"
    " essere diverso. Per interrompere basta scrivere lascia stare.",
    nothing_to_move="Non ci sono prenotazioni da spostare.",
    which_to_move="Quale prenotazione va spostata?",
    move_to_when="{line}: a quale giorno e a che ora sposto la prenotazione?",
    moved="Fatto. Adesso la prenotazione è:\n{line}",
    move_notice_over="{line}: si poteva spostare via messaggio fino a questo momento: {until}. Si"
    " può chiedere direttamente a {business}.",
    too_late_to_move="Questa prenotazione è già passata e non si può più spostare.",
    open_on="Orario di {day}: {hours}.",
    closed_on="Chiuso {day}.",
    opening_hours="Orari di apertura:",
    closed_day="chiuso",
    prices="Prezzi:",
    see_you_at="Grazie per la conferma! A presto: {line}.",
    person_asked="Ho preso nota della richiesta di parlare con una persona. {business} la vede qui,"
    " e qualcuno scriverà appena possibile. Nel frattempo resto a disposizione"
    " per le prenotazioni.",
    offer_person="Purtroppo non capisco ancora. Si può provare con altre parole, oppure scrivere"
    " operatore: risponderà qui qualcuno di {business}.",
    which_question="Forse la domanda era una di queste? "
    "Basta toccarne una, o rispondere con il suo numero.",
    goodbye="Arrivederci!",
    dropped="Va bene, lasciamo stare. Nulla è stato prenotato o modificato.",
    not_known="Questo purtroppo non lo so. Basta scrivere operatore: risponderà qui qualcuno di"
    " {business}.",
    failed="Purtroppo non ha funzionato. Si può provare con un altro orario o un altro giorno,"
    " oppure scrivere aiuto.",
    cannot_read={
        Kind.IMAGE: "Grazie per la foto! Non posso guardare le immagini: basta scrivermi che cosa"
        " serve.",
        Kind.VIDEO: "Grazie per il video! Non posso guardare i video: basta scrivermi che cosa"
        " serve.",
        Kind.AUDIO: "Non posso ancora ascoltare i messaggi vocali: basta scrivermi che cosa serve.",
        Kind.DOCUMENT: "Grazie per il file! Non posso leggere i file: basta scrivermi che cosa"
        " serve.",
        Kind.STICKER: "Simpatico! Scrivendo aiuto si vede che cosa posso fare.",
        Kind.LOCATION: "Grazie per la posizione! Non posso leggere le mappe: basta scrivermi che"
        " cosa serve.",
        Kind.CONTACTS: "Grazie per il contatto! Non posso leggere i contatti: basta scrivermi che"
        " cosa serve.",
        Kind.ORDER: "Grazie! Qui non posso ricevere ordini dal catalogo, ma posso prenotare:"
        " scrivendo aiuto si vede come.",
        Kind.FORM: "Grazie per aver compilato il modulo! Qui non posso leggere i moduli: basta"
        " scrivermi che cosa serve.",
        Kind.UNSUPPORTED: "Non posso leggere questo tipo di messaggio: basta scrivermi che cosa"
        " serve.",
    },
)
