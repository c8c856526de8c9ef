"""What people say in Italian."""

from services.assistant.domain.understanding.words import Words

ITALIAN = Words(
    book=frozenset({"prenota", "prenotare", "prenotazione", "prenotami", "prenoto"}),
    listing=frozenset(
        {
            *("elenco", "lista", "prenotazioni", "le mie prenotazioni", "mie prenotazioni"),
            *("elenco prenotazioni", "la mia prenotazione"),
        }
    ),
    cancel=frozenset(
        {
            *("annulla", "annullare", "annullamento", "annullo"),
            *("cancella", "cancellare", "disdici", "disdire", "disdetta"),
        }
    ),
    help=frozenset(
        {"aiuto", "menu", "comandi", "cosa sai fare", "cosa puoi fare", "come funziona"}
    ),
    yes=frozenset(
        {
            *("si", "si annulla", "si annullare", "si cancella", "certo", "certamente", "esatto"),
            *("ok", "va bene", "d'accordo", "confermo", "conferma", "perfetto", "volentieri"),
        }
    ),
    no=frozenset(
        {
            *("no", "no mantenere", "no non annullare", "non annullare", "non cancellare"),
            *(
                "mantieni",
                "mantenere",
                "lascia stare",
                "niente",
                "nessuno",
                "nessuna",
                "per niente",
            ),
        }
    ),
    greetings=frozenset(
        {
            *("ciao", "salve", "buongiorno", "buon giorno", "buonasera", "buona sera"),
            *("buon pomeriggio", "buondi"),
        }
    ),
    thanks=frozenset({"grazie", "grazie mille", "molte grazie", "ti ringrazio", "la ringrazio"}),
    please=frozenset({"per favore", "per piacere", "per cortesia", "grazie", "grazie mille"}),
    wishes=frozenset(
        {
            *("vorrei", "voglio", "posso", "potrei", "devo", "mi piacerebbe", "puoi", "potete"),
            *("si puo", "volevo"),
        }
    ),
    before_date=frozenset({"per", "il", "per il"}),
    before_time=frozenset({"alle", "alle ore", "ore", "all'", "h"}),
    numbers=(
        frozenset({"uno", "una", "primo", "il primo", "la prima"}),
        frozenset({"due", "secondo", "seconda", "il secondo", "la seconda"}),
        frozenset({"tre", "terzo", "terza", "il terzo", "la terza"}),
    ),
    before_number=frozenset({"numero", "opzione", "il numero", "la numero"}),
    markers=frozenset(
        {
            *("il", "gli", "che", "non", "sono", "vorrei", "voglio", "per", "di", "alle", "ore"),
            *("grazie", "ciao", "salve", "buongiorno", "buonasera", "sì", "prenotare", "prenota"),
            *("prenotazione", "prenotazioni", "annulla", "annullare", "cancella", "cancellare"),
            *("disdire", "disdici", "aiuto", "elenco", "domani", "oggi", "posso", "mio", "mia"),
            *("mie", "favore", "quanto", "anche", "perché", "è", "va", "bene", "ho", "avete"),
            *("due", "tre", "primo", "seconda", "secondo", "terzo", "terza", "questo", "della"),
            *("mille", "potrei", "perfetto", "certo", "d'accordo"),
        }
    ),
)
