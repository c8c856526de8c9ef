"""Portuguese."""

from services.gateway.page.words.texts import Texts

PORTUGUESE = Texts(
    will_you_come="Você vem?",
    i_will_come="Sim, eu vou",
    see_you="Obrigado. Até lá!",
    choose="Escolha outro horário",
    choose_another="Outro horário",
    none_free="Não há outro horário livre por perto. Fale conosco.",
    taken="Esse horário acabou de ser ocupado. Escolha outro",
    move_here="Mudar sua reserva para este horário?",
    move="Mudar",
    new_time="Novo horário",
    moved="Sua reserva mudou de horário",
    cancel_this="Cancelar esta reserva?",
    cancel="Sim, cancelar",
    cancel_it="Cancelar a reserva",
    cancelled="Sua reserva está cancelada",
    outdated="Este link não vale mais. Sua reserva agora:",
    too_late="É tarde demais para mudar aqui. Fale conosco",
    write_to_us="Outro horário, ou uma pergunta? "
    "Escreva para nós na conversa em que recebeu este link.",
    unknown="Não conhecemos este link",
    unknown_more="Talvez esteja incompleto. Abra-o de novo na sua mensagem.",
    later="Tente de novo daqui a pouco",
    later_more="Não conseguimos consultar sua reserva agora.",
    with_whom="Com {}",
    people="Para {} pessoas",
    pending="Ainda precisamos confirmar",
    was_cancelled="Cancelada",
)
