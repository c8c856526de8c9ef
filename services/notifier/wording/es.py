"""Spanish, as to usted."""

from services.notifier.wording.texts import Said, Texts

TEXTS = Texts(
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
    declined=Said(
        "Su solicitud de reserva en {business} no ha sido aceptada y no hay nada reservado:",
        "Su solicitud de reserva no ha sido aceptada y no hay nada reservado:",
        "Lo sentimos. Para probar otra hora, escríbanos aquí.",
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
    attending=Said(
        "Gracias por confirmar su asistencia a {business}:",
        "Gracias por confirmar su asistencia:",
        "¡Hasta pronto!",
    ),
    moves_offered=Said(
        "Por ahora, su reserva en {business} es esta:",
        "Por ahora, su reserva es esta:",
        "Se puede cambiar. ¿Cuál de estas horas le conviene?",
    ),
    no_moves=Said(
        "Su reserva en {business} sigue como estaba:",
        "Su reserva sigue como estaba:",
        "En este momento no hay otra hora libre. Para buscar una juntos, escríbanos aquí.",
    ),
    outdated=Said(
        "Esa opción ya no es válida. Su reserva en {business} es ahora:",
        "Esa opción ya no es válida. Su reserva es ahora:",
    ),
    too_late=Said(
        "Su reserva en {business} ya no se puede cambiar aquí:",
        "Su reserva ya no se puede cambiar aquí:",
        "Si necesita algo, escríbanos aquí.",
    ),
    party="Para {count} personas",
    where="Dónde: {place}",
    reason="Motivo: {reason}",
    confirm="Confirmar",
    move="Cambiar",
    cancel="Cancelar",
    times="Horas libres",
    opted_out=Said(
        "{business} ya no le escribirá aquí, salvo para responderle.",
        "Ya no le escribiremos aquí, salvo para responderle.",
        "Para volver a recibir mensajes, escriba START.",
    ),
    promotions_ended=Said(
        "{business} ya no le enviará publicidad aquí.",
        "Ya no le enviaremos publicidad aquí.",
        "Los mensajes sobre sus reservas siguen llegando. "
        "Para no recibirlos tampoco, escriba STOP.",
    ),
    opted_in=Said(
        "{business} volverá a escribirle aquí sobre sus reservas.",
        "Volveremos a escribirle aquí sobre sus reservas.",
        "Para dejar de recibir mensajes, escriba STOP.",
    ),
    somebody="cliente",
    test="Este es un mensaje de prueba. Si puede leerlo, los mensajes llegan aquí.",
)
