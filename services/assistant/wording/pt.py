"""Portuguese, of Brazil, as to você."""

from services.assistant.domain.conversation import Kind
from services.assistant.wording.texts import Texts

PORTUGUESE = Texts(
    confirmed="confirmada",
    requested="solicitada",
    cancelled="cancelada",
    local_time="horário de {city}",
    see_you="Até lá!",
    to_be_approved="Ainda falta a confirmação de {business}.",
    taken="Desculpe, este horário já está ocupado: {line}.",
    closed="Desculpe, {line} está fora do horário de funcionamento.",
    not_offered="Desculpe, não dá para reservar exatamente neste horário: {line}.",
    past="Desculpe, este horário já passou: {line}.",
    sold_out="Desculpe, não há mais vagas para {line}.",
    too_soon="Desculpe, já é tarde para reservar {line} por mensagem.",
    too_far="Desculpe, ainda não dá para reservar {line}: falta muito tempo.",
    own="Você já tem esta reserva: {line}.",
    nearest="Os horários livres mais próximos:",
    which_one="Toque na sua escolha ou responda com o número.",
    which_booking="Toque na sua escolha ou responda com o número.",
    which_number="Responda com o número, por favor.",
    none_free="Não há nada livre nas semanas próximas dessa data.",
    another_day="É só me dizer outro dia que eu procuro de novo.",
    party_too_large="Desculpe, dá para reservar para no máximo {most} pessoas. Para um grupo maior,"
    " fale diretamente com {business}.",
    party_too_small="Desculpe, isso é só para grupos e não posso reservar por mensagem. Fale"
    " diretamente com {business}.",
    blocked="Desculpe, no momento não posso fazer uma reserva para você, porque houve faltas em"
    " reservas anteriores. Fale diretamente com {business}.",
    which_offering="Com prazer! O que você gostaria de reservar?",
    nothing_to_book="Desculpe, aqui não há nada que possa ser reservado por mensagem.",
    how_to_book="Com prazer! Para que dia e horário? Por exemplo: amanhã às 15h.",
    no_such_date="{written} não existe. Escreva primeiro o mês, depois o dia e o horário, por"
    " exemplo: book 12/24 15:30",
    day_first="{written} não existe: o mês vem primeiro. Você quis dizer: book {suggestion}?",
    no_such_time="{time} não existe nesse dia ({day}), porque os relógios são adiantados. Que outro"
    " horário fica bom para você?",
    your_bookings="Suas reservas:",
    how_to_cancel="Para cancelar uma, escreva cancelar e o número dela.",
    no_bookings="No momento você não tem reservas. Para fazer uma, me diga um dia e um horário.",
    nothing_to_cancel="Você não tem reservas que possam ser canceladas.",
    which_to_cancel="Qual delas você quer cancelar?",
    really_cancel="Posso cancelar {line}?",
    changed="Nesse meio-tempo, esta reserva mudou.",
    yes="Sim, cancelar",
    no="Não, manter",
    kept="Tudo bem, sua reserva está mantida: {line}.",
    gone="Esta reserva não existe mais. Escreva minhas reservas para ver as que você tem.",
    too_late_to_cancel="Esta reserva já passou e não pode mais ser cancelada.",
    notice_over="{line}: dava para cancelar por mensagem até {until}. Por favor, avise diretamente"
    " {business} que você não pode vir.",
    no_such_number="Responda com um número de 1 a {count}, por favor.",
    expired="Esta opção não vale mais. Escreva ajuda para ver o que posso fazer.",
    greeting="Olá! Aqui é o assistente de {business}.",
    help="É só escrever o que você deseja, por exemplo:\n"
    "• amanhã às 15h\n"
    "• o que tem livre na sexta?\n"
    "• remarcar a reserva\n"
    "• minhas reservas\n"
    "• cancelar\n"
    "• horário de funcionamento, preços\n"
    "• atendente: uma pessoa responde",
    not_understood="Desculpe, não entendi.",
    welcome="De nada!",
    noted="Tudo bem! Escreva ajuda para ver o que posso fazer.",
    no_such_day="Esse dia não existe no calendário. Que dia fica bom para você, e a que horas?",
    day_is_over="Esse dia já passou. Que outro dia fica bom para você?",
    how_many="Para quantas pessoas?",
    free_slots="Horários livres para {offering}:",
    or_another="Ou me diga outro dia ou horário.",
    not_free="Desculpe, este horário não está livre: {line}.",
    day_not_free="Desculpe, {offering}: não há nada livre para {day}.",
    nothing_free="Desculpe, {offering}: não há nada livre nesse período.",
    not_by="Desculpe, {resource} não faz {offering}. Me diga um dia e um horário, e eu vejo quem"
    " está livre.",
    with_resource="com {resource}",
    for_people="para {count} pessoas",
    for_name="em nome de {name}",
    shall_i_book="Posso fazer esta reserva?",
    shall_i_move="Posso remarcar sua reserva assim?",
    yes_book="Sim, reservar",
    yes_move="Sim, remarcar",
    no_change="Não, alterar",
    what_else="O que você prefere então? Me diga outro dia, outro horário ou o que deve ser"
    " diferente. Para parar por aqui, escreva deixa pra lá.",
    nothing_to_move="Você não tem reservas que possam ser remarcadas.",
    which_to_move="Qual delas você quer remarcar?",
    move_to_when="{line}: para que dia e horário você quer remarcar?",
    moved="Pronto. Agora sua reserva é:\n{line}",
    move_notice_over="{line}: dava para remarcar por mensagem até {until}. Por favor, fale"
    " diretamente com {business}.",
    too_late_to_move="Esta reserva já passou e não pode mais ser remarcada.",
    open_on="Horário de {day}: {hours}.",
    closed_on="Horário de {day}: fechado.",
    opening_hours="Horário de funcionamento:",
    closed_day="fechado",
    prices="Preços:",
    see_you_at="Obrigado por avisar! Até lá: {line}.",
    person_asked="Anotei que você gostaria que uma pessoa respondesse. {business} vê isso aqui, e"
    " alguém vai escrever para você assim que puder. Enquanto isso, continuo aqui para as"
    " reservas.",
    offer_person="Desculpe, ainda não entendi. Tente com outras palavras ou escreva atendente, e"
    " alguém de {business} vai responder a você por aqui.",
    which_question="Você quis perguntar uma destas coisas? Toque em uma ou responda com o número.",
    goodbye="Até logo!",
    dropped="Tudo bem, deixei isso de lado. Nada foi reservado nem alterado.",
    not_known="Infelizmente, isso eu não sei. Escreva atendente, e alguém de {business} vai"
    " responder a você por aqui.",
    failed="Desculpe, não deu certo. Tente outro horário ou outro dia, ou escreva ajuda.",
    cannot_read={
        Kind.IMAGE: "Obrigado pela foto! Não consigo ver imagens, então me diga em palavras como"
        " posso ajudar.",
        Kind.VIDEO: "Obrigado pelo vídeo! Não consigo ver vídeos, então me diga em palavras como"
        " posso ajudar.",
        Kind.AUDIO: "Ainda não consigo ouvir mensagens de voz. Você pode escrever, por favor?",
        Kind.DOCUMENT: "Obrigado pelo arquivo! Não consigo ler arquivos, então me diga em palavras"
        " como posso ajudar.",
        Kind.STICKER: "Que legal! Escreva ajuda para ver o que posso fazer por você.",
        Kind.LOCATION: "Obrigado pela localização! Não consigo ler mapas, então me diga em palavras"
        " como posso ajudar.",
        Kind.CONTACTS: "Obrigado pelo contato! Não consigo ler contatos, então me diga em palavras"
        " como posso ajudar.",
        Kind.ORDER: "Obrigado! Aqui não posso receber pedidos do catálogo, mas posso fazer"
        " reservas: escreva ajuda para ver como.",
        Kind.FORM: "Obrigado por preencher! Aqui não consigo ler formulários, então me diga em"
        " palavras como posso ajudar.",
        Kind.UNSUPPORTED: "Não consigo ler este tipo de mensagem. Você pode escrever, por favor?",
    },
)
