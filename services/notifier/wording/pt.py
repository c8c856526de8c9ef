"""Portuguese."""

from services.notifier.wording.texts import Said, Texts

PORTUGUESE = Texts(
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
    party="Para {count} pessoas",
    where="Onde: {place}",
    reason="Motivo: {reason}",
)
