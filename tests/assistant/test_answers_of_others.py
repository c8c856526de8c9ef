"""Is what others answered in booking dialogues understood: yes, no, and no date where none is?"""

import json
import re
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from services.assistant.domain.understanding.heard import Frame
from services.assistant.domain.understanding.intent import Intent, Question
from services.assistant.domain.understanding.message import Reading, read
from services.assistant.domain.understanding.names import Names

SHARED = Path(__file__).parents[3] / "shared" / "corpora"
FALSE_HITS = 2
DATED = re.compile(
    r"\d|day|week|month|tomorrow|tonight|morning|afternoon|evening|night|noon|o.clock|later"
    r"|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|march|half|quarter",
    re.IGNORECASE,
)
"""What a day or a time is never said without."""


def cases(name: str) -> list[dict[str, Any]]:
    path = SHARED / name
    if not path.exists():
        pytest.skip(f"NOT MEASURED: {name} is not there")
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def reading(case: dict[str, Any], asked: Question | None = None) -> Reading:
    now = datetime.fromisoformat(case["now"])
    frame = Frame(now, "en", offerings=Names([]), resources=Names([]), asked=asked)
    return read(case["utterance"], frame)


def test_no_answer_to_a_summary_is_turned_round():
    turned = [
        (case["utterance"], intent)
        for case in cases("turns.affirm.en.jsonl")
        for intent in [reading(case, Question.CONFIRM).intent]
        if (case["gold"]["answer"] == "no" and intent is Intent.YES)
        or (case["gold"]["answer"] == "yes" and intent in {Intent.NO, Intent.ABORT})
    ]

    assert turned == []


def test_most_answers_to_a_summary_are_understood():
    found = cases("turns.affirm.en.jsonl")
    yes = [case for case in found if case["gold"]["answer"] == "yes"]
    understood = [case for case in yes if reading(case, Question.CONFIRM).intent is Intent.YES]

    assert len(understood) >= 0.93 * len(yes)


def test_what_says_no_day_and_no_time_is_read_as_none():
    undated = [
        case for case in cases("turns.intent.en.jsonl") if not DATED.search(case["utterance"])
    ]
    hits = [case["utterance"] for case in undated if reading(case).details.moment.said]

    assert len(undated) > 150
    assert len(hits) <= FALSE_HITS, hits
