"""What people say in Spanish."""

from services.assistant.domain.understanding.words import Words

SPANISH = Words(
    book=frozenset({"reserva", "reservar", "reserve", "reservame", "reservo"}),
    listing=frozenset(
        {
            *("lista", "listar", "reservas", "mis reservas", "mi reserva", "lista de reservas"),
            *("ver mis reservas", "ver reservas"),
        }
    ),
    cancel=frozenset({"cancela", "cancelar", "cancelo", "anula", "anular", "cancelacion"}),
    help=frozenset(
        {"ayuda", "menu", "comandos", "que puedes hacer", "que sabes hacer", "como funciona"}
    ),
    yes=frozenset(
        {
            *("si", "si cancelar", "si cancela", "si cancelarla", "claro", "por supuesto"),
            *("ok", "vale", "de acuerdo", "confirmo", "confirmar", "correcto", "perfecto"),
            *("esta bien", "adelante", "dale", "si claro"),
        }
    ),
    no=frozenset(
        {
            *("no", "no mantener", "no mantenerla", "no cancelar", "no canceles", "no la canceles"),
            *("mantener", "dejalo", "mejor no", "ninguno", "ninguna", "nada"),
        }
    ),
    greetings=frozenset(
        {
            *("hola", "buenos dias", "buenas tardes", "buenas noches", "buenas", "buen dia"),
            *("hola buenas", "que tal", "hola que tal"),
        }
    ),
    thanks=frozenset({"gracias", "muchas gracias", "mil gracias", "muchisimas gracias"}),
    please=frozenset({"por favor", "porfa", "porfavor", "gracias", "muchas gracias"}),
    wishes=frozenset(
        {
            *("quiero", "quisiera", "puedo", "podria", "me gustaria", "necesito", "deseo"),
            *("queria", "puedes", "pueden"),
        }
    ),
    before_date=frozenset({"para", "el", "para el"}),
    before_time=frozenset({"a las", "a la"}),
    numbers=(
        frozenset({"uno", "una", "primero", "primera", "el primero", "la primera"}),
        frozenset({"dos", "segundo", "segunda", "el segundo", "la segunda"}),
        frozenset({"tres", "tercero", "tercera", "el tercero", "la tercera"}),
    ),
    before_number=frozenset({"numero", "opcion", "el numero", "la opcion"}),
    markers=frozenset(
        {
            *("el", "los", "las", "que", "qué", "quiero", "quisiera", "para", "hola", "buenos"),
            *("buenas", "días", "dias", "tardes", "noches", "gracias", "sí", "reservar", "reserva"),
            *("reservas", "cancelar", "cancela", "anular", "anula", "ayuda", "mañana", "hoy"),
            *("cuándo", "cuando", "puedo", "mis", "por", "favor", "cuánto", "cuanto"),
            *("también", "está", "es", "dos", "tres", "primero", "segundo", "segunda"),
            *("tercero", "tercera", "listar", "muchas", "tienen", "claro", "vale", "perfecto"),
        }
    ),
)
