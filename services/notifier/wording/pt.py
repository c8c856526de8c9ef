"""Portuguese."""

from services.notifier.wording.texts import Said, Texts

TEXTS = Texts(
    confirmed=Said(
        "A reserva em {business} está confirmada:",
        "A reserva está confirmada:",
        "Até breve!",
    ),
    requested=Said(
        "O pedido de reserva em {business} foi recebido:",
        "O pedido de reserva foi recebido:",
        "Ainda falta a confirmação, que será enviada por aqui assim que possível.",
    ),
    changed=Said(
        "A reserva em {business} mudou. Agora é:",
        "A reserva mudou. Agora é:",
    ),
    cancelled=Said(
        "A reserva em {business} foi cancelada:",
        "A reserva foi cancelada:",
    ),
    declined=Said(
        "O pedido de reserva em {business} não foi aprovado, por isso nada está reservado:",
        "O pedido de reserva não foi aprovado, por isso nada está reservado:",
        "Lamentamos. Para tentar outro horário, basta escrever por aqui.",
    ),
    expired=Said(
        "O pedido de reserva em {business} não foi confirmado a tempo e já não é válido:",
        "O pedido de reserva não foi confirmado a tempo e já não é válido:",
        "Lamentamos. Para tentar outro horário, basta escrever por aqui.",
    ),
    reminder=Said(
        "Um lembrete da reserva em {business}:",
        "Um lembrete da reserva:",
        "Até breve!",
    ),
    attending=Said(
        "Agradecemos a confirmação da reserva em {business}:",
        "Agradecemos a confirmação da reserva:",
        "Até breve!",
    ),
    moves_offered=Said(
        "Por enquanto, a reserva em {business} é esta:",
        "Por enquanto, a reserva é esta:",
        "É possível mudar. Qual destes horários é melhor?",
    ),
    no_moves=Said(
        "A reserva em {business} continua como estava:",
        "A reserva continua como estava:",
        "Neste momento não há outro horário livre. Para encontrar um, basta escrever por aqui.",
    ),
    outdated=Said(
        "Essa opção já não é válida. Agora a reserva em {business} é:",
        "Essa opção já não é válida. Agora a reserva é:",
    ),
    too_late=Said(
        "A reserva em {business} já não pode ser alterada por aqui:",
        "A reserva já não pode ser alterada por aqui:",
        "Se for preciso alguma coisa, basta escrever por aqui.",
    ),
    party="Para {count} pessoas",
    where="Onde: {place}",
    reason="Motivo: {reason}",
    confirm="Confirmar",
    move="Remarcar",
    cancel="Cancelar",
    times="Horários livres",
    opted_out=Said(
        "{business} não enviará mais mensagens por aqui, a não ser em resposta.",
        "Não enviaremos mais mensagens por aqui, a não ser em resposta.",
        "Para voltar a receber mensagens, basta escrever START.",
    ),
    promotions_ended=Said(
        "{business} não enviará mais publicidade por aqui.",
        "Não enviaremos mais publicidade por aqui.",
        "As mensagens sobre as reservas continuam. Para parar também essas, basta escrever STOP.",
    ),
    opted_in=Said(
        "{business} voltará a enviar por aqui mensagens sobre as reservas.",
        "Voltaremos a enviar por aqui mensagens sobre as reservas.",
        "Para deixar de receber mensagens, basta escrever STOP.",
    ),
    somebody="cliente",
    test="Esta é uma mensagem de teste. Se for possível lê-la, as mensagens chegam aqui.",
)
