"""Portuguese. Not "cancelar" (a booking) nor "voltar" (one step back)."""

STOP = {"parar", "pare", "sair", "descadastrar", "parar mensagens"}
STOP_PROMOTIONS = {"interromper promocoes", "parar promocoes"}
# Not "inscrever", which asks for a place in a course.
START = {"ativar", "reativar", "ativar mensagens"}
