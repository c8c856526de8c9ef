"""In which language somebody reads the page: as their browser asks for it."""

from services.gateway.page.words.de import GERMAN
from services.gateway.page.words.en import ENGLISH
from services.gateway.page.words.es import SPANISH
from services.gateway.page.words.fr import FRENCH
from services.gateway.page.words.it import ITALIAN
from services.gateway.page.words.pt import PORTUGUESE
from services.gateway.page.words.texts import Texts

FALLBACK = "en"
LANGUAGES: dict[str, Texts] = {
    FALLBACK: ENGLISH,
    "es": SPANISH,
    "it": ITALIAN,
    "pt": PORTUGUESE,
    "fr": FRENCH,
    "de": GERMAN,
}
MOST_ASKED = 20


def spoken(accepted: str, booked_in: str = "") -> str:
    """Of `Accept-Language` what is liked best and spoken here; else the language that was booked
    in, else English."""
    asked = [_liked(each) for each in accepted.split(",")[:MOST_ASKED]]
    asked.sort(key=lambda each: -each[0])  # of equals the first
    wanted = [*(tag for liking, tag in asked if liking > 0), booked_in]
    primary = (each.replace("_", "-").split("-")[0].strip().lower() for each in wanted)
    return next((each for each in primary if each in LANGUAGES), FALLBACK)


def _liked(part: str) -> tuple[float, str]:
    """How much, and what: `pt-BR;q=0.8` is (0.8, "pt-BR")."""
    tag, _, quality = part.partition(";q=")
    try:
        return (float(quality) if quality else 1.0), tag.strip()
    except ValueError:
        return 0.0, tag.strip()
