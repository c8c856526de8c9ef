"""`receptionist`: a simple model that uses tools well enough to be tried by hand.

It goes by words: what the customer wants chooses the tool, and what the tool found is said. It
remembers nothing: ids are those that stand in the texts of the request.
"""

import re
from collections.abc import Callable

from sandbox.openai.filling import arguments_for
from sandbox.openai.forms import Function
from sandbox.openai.models.languages import language_of
from sandbox.openai.scene import Said, Scene, ToolCall, values_in

HUMAN = r"\bhuman|real person|\bagent\b|operat|umano|una persona|uma pessoa|mensch|quelqu"
CANCEL = r"\bcancel|annull|cancela|stornier|absagen|annuler|disdi"
MOVE = r"\bmove|reschedul|spost|mueve|mover|cambia|remarcar|verschieb|déplacer"
MINE = r"my booking|mie prenotazion|mis reserva|minhas reserva|meine buchung|mes réservation"
DAY = (
    r"\d[:h.]\d\d|\b\d\d?[/.]\d\d?\b|\b\d\d? ?(am|pm|uhr)\b|today|tomorrow|week|day\b|oggi|domani|"
    r"settimana|luned|marted|mercoled|gioved|venerd|sabato|domenica|hoy|mañana|semana|lunes|martes|"
    r"miércoles|jueves|viernes|sábado|domingo|hoje|amanhã|segunda|terça|quarta|quinta|sexta|"
    r"aujourd|demain|semaine|lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche|heute|morgen|"
    r"woche|tag\b|mittwoch|sonnabend"
)
QUESTION = r"\?|hour|price|cost|where|orari|prezz|dove|horario|preci|dónde|preço|onde|wo\b|prix"
PICK = re.compile(r"^\W*([1-9])\W*$")
SAID = ("summary", "answer", "text", "message", "body")
"""Keys under which tools put what is to be said."""
MOST_ROUNDS = 3

WHICH = {
    "en": "I have found: {}. Which one suits you?",
    "es": "He encontrado: {}. ¿Cuál le va bien?",
    "it": "Ho trovato: {}. Quale preferisce?",
    "pt": "Encontrei: {}. Qual prefere?",
    "fr": "J'ai trouvé : {}. Lequel vous convient ?",
    "de": "Ich habe gefunden: {}. Was passt Ihnen?",
}
WHAT = {
    "en": "Hello! I can look for a free time, show your bookings or answer a question.",
    "es": "¡Hola! Puedo buscar una hora libre, mostrar sus reservas o responder a una pregunta.",
    "it": "Buongiorno! Posso cercare un orario libero, mostrare le prenotazioni o rispondere.",
    "pt": "Olá! Posso procurar um horário livre, mostrar as suas reservas ou responder.",
    "fr": "Bonjour ! Je peux chercher un horaire, montrer vos réservations ou répondre.",
    "de": "Guten Tag! Ich suche freie Zeiten, zeige Ihre Buchungen oder beantworte Fragen.",
}
NOTHING = {
    "en": "I have found nothing. Another day, perhaps?",
    "es": "No he encontrado nada. ¿Quizás otro día?",
    "it": "Non ho trovato nulla. Magari un altro giorno?",
    "pt": "Não encontrei nada. Talvez outro dia?",
    "fr": "Je n'ai rien trouvé. Un autre jour, peut-être ?",
    "de": "Ich habe nichts gefunden. Vielleicht an einem anderen Tag?",
}


def receive(scene: Scene) -> Said:
    call = _wanted(scene) if scene.round < MOST_ROUNDS else None
    if call is not None:
        return Said(calls=(call,))
    return Said(_reported(scene) if scene.results else WHAT[language_of(scene.customer)])


def _wanted(scene: Scene) -> ToolCall | None:
    """The next call; None where there is something to say."""
    slot = _picked(scene)
    if slot is not None and not _asks(scene, f"{CANCEL}|{MOVE}"):
        return _first(scene, "prepare_booking", slot_id=slot)
    return next((call(scene) for words, call in WISHES if _asks(scene, words)), None)


def _asks(scene: Scene, words: str) -> bool:
    return re.search(words, scene.customer, re.IGNORECASE) is not None


def _first(scene: Scene, *names: str, **given: str) -> ToolCall | None:
    """A call of the first offered of these tools, where nothing was called yet."""
    tool = scene.tool(*names)
    return _call(tool, scene, **given) if tool and not scene.results else None


def _of_booking(scene: Scene, name: str) -> ToolCall | None:
    """Look the bookings up; then prepare what is wanted with the only one."""
    found = scene.values("booking_id")
    tool = scene.tool(name)
    if not scene.results:
        return _first(scene, "list_my_bookings", "list")
    if scene.round > 1 or tool is None or len(found) != 1:
        return None
    if "slot_id" in tool.parameters.get("properties", {}) and not scene.values("slot_id"):
        return _call(slots, scene) if (slots := scene.tool("find_slots")) else None
    return _call(tool, scene, booking_id=found[0])


def _picked(scene: Scene) -> str | None:
    """The slot meant by its number, or by its own words."""
    slots, labels = scene.values("slot_id"), scene.values("label")
    number = PICK.match(scene.customer)
    if number and int(number[1]) <= len(slots):
        return slots[int(number[1]) - 1]
    said = scene.customer.casefold()
    return next(
        (slot for slot, label in zip(slots, labels, strict=False) if label.casefold() in said), None
    )


def _call(tool: Function, scene: Scene, **given: str) -> ToolCall:
    return ToolCall(tool.name, arguments_for(tool, scene, **given))


def _reported(scene: Scene) -> str:
    """What the last tool found, in words."""
    last, language = scene.results[-1], language_of(scene.customer)
    labels = values_in(last, "label")
    if labels:
        return WHICH[language].format(", ".join(labels))
    for key in SAID:
        if said := values_in(last, key):
            return said[0]
    return NOTHING[language] if not last or last[0] in "{[" else last


WISHES: tuple[tuple[str, Callable[[Scene], ToolCall | None]], ...] = (
    (HUMAN, lambda scene: _first(scene, "handoff", "human")),
    (CANCEL, lambda scene: _of_booking(scene, "prepare_cancel")),
    (MOVE, lambda scene: _of_booking(scene, "prepare_move")),
    (MINE, lambda scene: _first(scene, "list_my_bookings", "list")),
    (DAY, lambda scene: _first(scene, "find_slots", "slots")),
    (QUESTION, lambda scene: _first(scene, "search_faq", "get_business_info")),
)
"""What customers want, by their words, and what to call then; the first that fits."""
