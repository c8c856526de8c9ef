"""Spanish, as to usted."""

from services.assistant.domain.conversation import Kind
from services.assistant.wording.texts import Texts

SPANISH = Texts(
    confirmed="confirmada",
    requested="solicitada",
    cancelled="cancelada",
    local_time="hora de {city}",
    see_you="¡Hasta pronto!",
    to_be_approved="Falta que {business} la confirme.",
    taken="Lo sentimos, {line} ya no está disponible.",
    closed="Lo sentimos, {line} está fuera del horario de apertura.",
    not_offered="Lo sentimos, {line} no se puede reservar a esa hora exacta.",
    past="Lo sentimos, {line} ya ha pasado.",
    sold_out="Lo sentimos, {line} está completo.",
    too_soon="Lo sentimos, ya es tarde para reservar {line} por mensaje.",
    too_far="Lo sentimos, todavía no se puede reservar {line}: falta demasiado.",
    own="Ya tiene esta reserva: {line}.",
    nearest="Los horarios libres más cercanos:",
    which_one="Toque uno o responda con su número.",
    which_booking="Toque una o responda con su número.",
    which_number="Responda con su número, por favor.",
    none_free="No hay nada libre en las semanas cercanas a esa fecha.",
    another_day="Dígame otro día y vuelvo a buscar.",
    party_too_large="Lo sentimos, se puede reservar para {most} personas como máximo. Si son más,"
    " consulte directamente con {business}.",
    party_too_small="Lo sentimos, eso es solo para grupos y no puedo reservarlo por mensaje."
    " Consulte directamente con {business}.",
    blocked="Lo sentimos, por ahora no puedo hacerle una reserva, porque no se acudió a reservas"
    " anteriores. Consulte directamente con {business}.",
    which_offering="¡Con gusto! ¿Qué desea reservar?",
    nothing_to_book="Lo sentimos, aquí no se puede reservar nada por mensaje.",
    how_to_book="¡Con gusto! ¿Para qué día y a qué hora? Por ejemplo: mañana a las 3 de la tarde.",
    no_such_date="{written} no existe. Escriba primero el mes, luego el día y la hora, por"
    " ejemplo: book 12/24 15:30",
    day_first="{written} no existe: el mes va primero. ¿Quiso decir: book {suggestion}?",
    no_such_time="El {day} se adelanta el reloj y las {time} no existen. ¿Qué otra hora le viene"
    " bien?",
    your_bookings="Sus reservas:",
    how_to_cancel="Para cancelar una, escriba cancela y su número.",
    no_bookings="Por ahora no tiene reservas. Para hacer una, dígame un día y una hora.",
    nothing_to_cancel="No tiene reservas que se puedan cancelar.",
    which_to_cancel="¿Qué reserva desea cancelar?",
    really_cancel="¿Cancelar {line}?",
    changed="Entretanto esta reserva ha cambiado.",
    yes="Sí, cancelar",
    no="No, mantener",
    kept="De acuerdo, se mantiene: {line}.",
    gone="Esta reserva ya no existe. Escriba lista para ver sus reservas.",
    too_late_to_cancel="Esta reserva ya pasó y no se puede cancelar.",
    notice_over="{line}: se podía cancelar por mensaje hasta: {until}. Avise, por favor,"
    " directamente a {business} si no puede venir.",
    no_such_number="Responda con un número del 1 al {count}, por favor.",
    expired="Esta opción ya no es válida. Escriba ayuda para ver lo que puedo hacer.",
    greeting="¡Hola! Soy el asistente de {business}.",
    help="Escriba con sus palabras lo que desea, por ejemplo:\n"
    "• mañana a las 3 de la tarde\n"
    "• ¿qué hay libre el viernes?\n"
    "• mover la reserva\n"
    "• mis reservas\n"
    "• cancelar\n"
    "• horario, precios\n"
    "• hablar con una persona: alguien le responde",
    not_understood="Lo siento, no lo he entendido.",
    welcome="¡Con mucho gusto!",
    noted="¡De acuerdo! Escriba ayuda para ver lo que puedo hacer.",
    no_such_day="Ese día no existe en el calendario. ¿Qué día le viene bien, y a qué hora?",
    day_is_over="Ese día ya pasó. ¿Qué otro día le viene bien?",
    how_many="¿Para cuántas personas?",
    free_slots="Horarios libres para {offering}:",
    or_another="O dígame otro día u otra hora.",
    not_free="Lo sentimos, {line} no está libre.",
    day_not_free="Lo sentimos, {offering}: no hay nada libre el {day}.",
    nothing_free="Lo sentimos, {offering}: no hay nada libre en ese momento.",
    not_by="Lo sentimos, {resource} no ofrece {offering}. Dígame un día y una hora, y miro quién"
    " está libre.",
    with_resource="con {resource}",
    for_people="para {count} personas",
    for_name="a nombre de {name}",
    shall_i_book="¿Hago esta reserva?",
    shall_i_move="¿Muevo así su reserva?",
    yes_book="Sí, reservar",
    yes_move="Sí, mover",
    no_change="No, modificar",
    what_else="¿Qué prefiere entonces? Dígame otro día, otra hora o lo que deba ser distinto. Para"
    " dejarlo, escriba olvídalo.",
    nothing_to_move="No tiene reservas que se puedan mover.",
    which_to_move="¿Qué reserva desea mover?",
    move_to_when="{line}: ¿a qué día y hora muevo la reserva?",
    moved="Listo. Su reserva queda así:\n{line}",
    move_notice_over="{line}: se podía mover por mensaje hasta: {until}. Consulte directamente con"
    " {business}.",
    too_late_to_move="Esta reserva ya pasó y no se puede mover.",
    open_on="Horario del {day}: {hours}.",
    closed_on="El {day} está cerrado.",
    opening_hours="Horario de apertura:",
    closed_day="cerrado",
    prices="Precios:",
    see_you_at="¡Gracias por avisar! Hasta entonces: {line}.",
    person_asked="He anotado que desea que le responda una persona. {business} lo ve aquí, y"
    " alguien le escribirá en cuanto pueda. Mientras tanto, sigo aquí para sus reservas.",
    offer_person="Lo siento, sigo sin entenderlo. Pruebe con otras palabras, o escriba hablar con"
    " una persona y alguien de {business} le responderá aquí.",
    which_question="¿Quería preguntar algo de esto? Toque una opción o responda con su número.",
    goodbye="¡Hasta luego!",
    dropped="De acuerdo, lo dejamos. No se ha reservado ni cambiado nada.",
    not_known="Lo siento, eso no lo sé. Escriba hablar con una persona y alguien de {business} le"
    " responderá aquí.",
    failed="Lo siento, no ha funcionado. Pruebe con otra hora u otro día, o escriba ayuda.",
    cannot_read={
        Kind.IMAGE: "¡Gracias por la foto! No puedo ver imágenes; dígame con palabras en qué puedo"
        " ayudarle.",
        Kind.VIDEO: "¡Gracias por el video! No puedo ver videos; dígame con palabras en qué puedo"
        " ayudarle.",
        Kind.AUDIO: "Todavía no puedo escuchar mensajes de voz. ¿Me lo puede escribir, por favor?",
        Kind.DOCUMENT: "¡Gracias por el archivo! No puedo leer archivos; dígame con palabras en"
        " qué puedo ayudarle.",
        Kind.STICKER: "¡Qué simpático! Escriba ayuda para ver lo que puedo hacer.",
        Kind.LOCATION: "¡Gracias por la ubicación! No puedo leer mapas; dígame con palabras en qué"
        " puedo ayudarle.",
        Kind.CONTACTS: "¡Gracias por el contacto! No puedo leer contactos; dígame con palabras en"
        " qué puedo ayudarle.",
        Kind.ORDER: "¡Gracias! Aquí no puedo recibir pedidos del catálogo, pero sí hacer reservas:"
        " escriba ayuda para ver cómo.",
        Kind.FORM: "¡Gracias por el formulario! Aquí no puedo leerlo; dígame con palabras en qué"
        " puedo ayudarle.",
        Kind.UNSUPPORTED: "No puedo leer este tipo de mensaje. ¿Me lo puede escribir, por favor?",
    },
)
