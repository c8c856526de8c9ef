"""What customers write, a file each language: a frame, then messages with what they mean.

Each line is `{"text", "asked"?, "offers"?, "expect"}`; what is not in `expect` was not said. A
message that was not understood in production becomes a line here, without names and numbers.
"""

import json
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any

from services.assistant.domain.understanding.heard import Frame
from services.assistant.domain.understanding.intent import Question
from services.assistant.domain.understanding.message import Reading
from services.assistant.domain.understanding.names import Named, Names
from services.assistant.domain.understanding.picking import Listed

Line = dict[str, Any]
INTENT_ONLY = {"none", "yes", "no", "thanks", "greet", "bye", "person", "menu", "abort", "faq"}
"""Intents of which the details do not matter."""


@cache
def lines(language: str) -> tuple[Line, tuple[Line, ...]]:
    """The frame and the messages."""
    text = (Path(__file__).parent / f"{language}.jsonl").read_text(encoding="utf-8")
    first, *others = map(json.loads, text.splitlines())
    return first["frame"], tuple(others)


def frame_of(language: str, line: Line) -> Frame:
    """Where the conversation stands when the message comes."""
    frame, _ = lines(language)
    offers = [
        Listed(datetime.fromisoformat(each["start"]), resource_id=each.get("resource", ""))
        for each in line.get("offers", [])
    ]
    return Frame(
        now=datetime.fromisoformat(frame["now"]),
        language=language,
        offerings=Names([Named(each, each) for each in frame["offerings"]]),
        resources=Names([Named(each, each) for each in frame["resources"]]),
        asked=Question(line["asked"]) if "asked" in line else None,
        listed=offers,
    )


def said(reading: Reading) -> Line:
    """A reading in the words of the corpus."""
    if reading.intent in INTENT_ONLY:
        return {"intent": str(reading.intent)}
    if reading.intent == "pick":
        return {"intent": "pick", "number": reading.number}
    details = reading.details
    found = {
        "intent": str(reading.intent),
        **_moment(reading),
        "offering": details.offering_id,
        "resource": details.resource_id,
        "any_resource": details.any_resource,
        "party": details.party,
        "name": details.name,
    }
    return {key: value for key, value in found.items() if value}


def _moment(reading: Reading) -> Line:
    moment = reading.details.moment
    clocks = {"after": moment.after, "before": moment.before, "time": moment.at}
    found: Line = {key: f"{clock:%H:%M}" for key, clock in clocks.items() if clock}
    if moment.at and moment.or_at:
        found["times"] = sorted([found.pop("time"), f"{moment.or_at:%H:%M}"])
    if moment.days and moment.days.first == moment.days.last:
        found["date"] = moment.days.first.isoformat()
    elif moment.days:
        found["from"] = moment.days.first.isoformat()
        found["to"] = moment.days.last.isoformat()
    return found | ({"part": moment.part} if moment.part else {})


def wanted(line: Line) -> Line:
    return (
        _settled({"intent": line["expect"]["intent"]}) if _only(line) else _settled(line["expect"])
    )


def settled(found: Line) -> Line:
    return _settled(found)


def _only(line: Line) -> bool:
    return line["expect"]["intent"] in INTENT_ONLY


def _settled(found: Line) -> Line:
    """With the one reading of an open time that is within the hours of the frame, 9 to 19."""
    found = dict(found)
    inside = [each for each in found.get("times", []) if "09:00" <= each < "19:00"]
    if len(inside) == 1:
        del found["times"]
        found["time"] = inside[0]
    if "time" in found:
        found.pop("part", None)
    return found
