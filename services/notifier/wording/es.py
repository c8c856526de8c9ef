"""Spanish, as to usted."""

from services.notifier.wording.texts import Said, Texts

SPANISH = Texts(
    confirmed=Said(
        "Su reserva en {business} está confirmada:",
        "Su reserva está confirmada:",
        "¡Hasta pronto!",
    ),
    requested=Said(
        "Hemos recibido su solicitud de reserva en {business}:",
        "Hemos recibido su solicitud de reserva:",
        "Todavía falta confirmarla. Le avisaremos aquí en cuanto lo esté.",
    ),
    changed=Said(
        "Su reserva en {business} ha cambiado. Ahora es:",
        "Su reserva ha cambiado. Ahora es:",
    ),
    cancelled=Said(
        "Su reserva en {business} ha sido cancelada:",
        "Su reserva ha sido cancelada:",
    ),
    expired=Said(
        "{business} no pudo confirmar su solicitud a tiempo y ya no es válida:",
        "Su solicitud no se pudo confirmar a tiempo y ya no es válida:",
        "Lo sentimos. Para probar otra hora, escríbanos aquí.",
    ),
    reminder=Said(
        "Le recordamos su reserva en {business}:",
        "Le recordamos su reserva:",
        "¡Hasta pronto!",
    ),
    party="Para {count} personas",
    where="Dónde: {place}",
    reason="Motivo: {reason}",
)
