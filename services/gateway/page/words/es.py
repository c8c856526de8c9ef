"""Spanish."""

from services.gateway.page.words.texts import Texts

SPANISH = Texts(
    will_you_come="¿Vas a venir?",
    i_will_come="Sí, voy a ir",
    see_you="Gracias. ¡Te esperamos!",
    choose="Elige otra hora",
    choose_another="Otra hora",
    none_free="No hay otra hora libre cerca. Ponte en contacto con nosotros.",
    taken="Esa hora se acaba de ocupar. Elige otra",
    move_here="¿Cambiar tu reserva a esta hora?",
    move="Cambiarla",
    new_time="Nueva hora",
    moved="Tu reserva ha cambiado de hora",
    cancel_this="¿Cancelar esta reserva?",
    cancel="Sí, cancelarla",
    cancel_it="Cancelar la reserva",
    cancelled="Tu reserva está cancelada",
    outdated="Este enlace ya no es válido. Tu reserva ahora:",
    too_late="Es demasiado tarde para cambiarla aquí. Ponte en contacto con nosotros",
    write_to_us="¿Otra hora, o una pregunta? Escríbenos en el chat donde recibiste este enlace.",
    unknown="No conocemos este enlace",
    unknown_more="Puede que esté incompleto. Ábrelo otra vez desde tu mensaje.",
    later="Inténtalo de nuevo en un momento",
    later_more="Ahora mismo no hemos podido consultar tu reserva.",
    with_whom="Con {}",
    people="Para {} personas",
    pending="Aún tenemos que confirmarla",
    was_cancelled="Cancelada",
)
