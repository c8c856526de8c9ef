"""Do the other models do what their names say?"""

import asyncio
import json

import openai
import pytest

from sandbox.openai.models.garbage import GARBAGE
from tests.journeys.waiting import eventually
from tests.sandbox.openai_side import a_call, a_result, a_text
from tests.sandbox.tools_of_lyo import NAMES, TOOLS

SLOTS = json.dumps({"slots": [
    {"slot_id": "s-1", "label": "Fri 13 March 15:30"}, {"slot_id": "s-2", "label": "Sat 9:00"},
]})  # fmt: skip


def calls_of(message):
    return [
        (each.function.name, json.loads(each.function.arguments))
        for each in message.tool_calls or []
    ]


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("Ciao", "Ciao"),
        ('{"name": "A very long name of somebody", "text": "Ciao"}', "Ciao"),
        ('{"customer_writes": ["Ciao", "domani?"], "name": "Giulia"}', "Ciao\ndomani?"),
        ('{"a": "b", "c": "the longest of them"}', "the longest of them"),
        ('{"a": 1}', '{"a": 1}'),
        ("[1]", "[1]"),
        ('{"text": "Ciao"', '{"text": "Ciao"'),
        ([{"type": "text", "text": "Ciao"}, {"type": "text", "text": "a tutti"}], "Ciao\na tutti"),
    ],
    ids=["words", "text", "several", "longest", "number", "list", "broken", "parts"],
)
async def test_what_the_customer_said_is_found_among_other_data(side, content, said):
    assert (await side.says("echo", {"role": "user", "content": content})).content == said


async def test_endless_asks_for_every_tool_and_never_ends(side):
    messages, asked = [a_text("Ciao")], []
    for number in range(20):
        said = await side.says("endless", *messages, tools=TOOLS, tool_choice="none")
        [(name, arguments)] = calls_of(said)
        asked.append(name)
        messages += [
            a_call(name, json.dumps(arguments), f"c{number}"),
            a_result("{}", f"c{number}"),
        ]

    assert set(asked) == NAMES
    assert (await side.says("endless", "Ciao")).tool_calls[0].function.name == "think"


async def test_endless_asks_as_the_schema_wants(side):
    said = await side.says("endless", "colore domani", tools=TOOLS)

    [(_, arguments)] = calls_of(said)
    assert arguments == {
        "offering_id": "colore",
        "resource_id": None,
        "party_size": None,
        "when_text": "colore domani",
    }


async def test_mute_never_answers(side):
    with pytest.raises(openai.APITimeoutError):
        await side.asks("mute", timeout=0.2)

    [call] = await side.journal()
    assert (call["status"], call["error"]) == (None, "hang")


async def test_mute_lets_go_when_the_sandbox_is_reset(side):
    posted = {"model": "mute", "messages": [a_text("Ciao")]}
    waiting = asyncio.create_task(side.posts(posted))
    await eventually(side.journal)
    await side.http.post("/reset")

    assert (await waiting).status_code == 504


async def test_garbage_comes_one_kind_after_the_other(side):
    posted = {"model": "garbage", "messages": [a_text("Ciao")]}
    found = [(await side.posts(posted)).content for _ in range(len(GARBAGE))]
    again = await side.posts(posted)

    assert len(set(found)) > len(GARBAGE) * 0.9
    assert b'"prompt_tokens"' in again.content


@pytest.mark.parametrize("kind", GARBAGE)
async def test_each_kind_of_garbage_can_be_had_alone(side, kind):
    posted = {"model": f"garbage/{kind}", "messages": [a_text("Ciao")]}
    answer = await side.posts(posted)

    assert answer.status_code == 200
    assert answer.headers["content-type"] == "application/json"


@pytest.mark.parametrize(
    "kind",
    ["empty_body", "page", "truncated", "not_utf8"],
)
async def test_some_bodies_are_none_that_the_sdk_can_read(side, kind):
    with pytest.raises((openai.OpenAIError, ValueError)):
        await side.asks(f"garbage/{kind}")


async def test_other_garbage_gets_through_the_sdk(side):
    half = await side.says("garbage/half_json")
    none = await side.asks("garbage/no_choices")
    unknown = await side.says("garbage/unknown_tool")
    null = await side.says("garbage/null_content")

    with pytest.raises(ValueError, match="Unterminated"):
        json.loads(half.tool_calls[0].function.arguments)
    assert none.choices == []
    assert unknown.tool_calls[0].function.name == "make_coffee"
    assert (null.content, null.tool_calls) == (None, None)


@pytest.mark.parametrize(
    ("text", "tool", "arguments"),
    [
        ("Is Anna free on Friday for a colore?", "find_slots", {"offering_id": "colore"}),
        ("Vorrei un taglio con marco domani", "find_slots", {"resource_id": "marco"}),
        ("Quanto costa? Qual è il prezzo", "search_faq", {}),
        ("I want to talk to a human", "handoff_to_human", {"reason": "asked"}),
        ("What are my bookings?", "list_my_bookings", {}),
        ("Please cancel it", "list_my_bookings", {}),
        ("Puoi spostare la prenotazione a venerdì?", "list_my_bookings", {}),
    ],
)
async def test_the_receptionist_calls_what_the_customer_wants(side, text, tool, arguments):
    said = await side.says("receptionist", text, tools=TOOLS)

    [(name, given)] = calls_of(said)
    assert name == tool
    assert arguments.items() <= given.items()
    if "when_text" in given:
        assert given["when_text"] == text


async def test_the_receptionist_says_what_it_found(side):
    called = a_call("find_slots")
    found = await side.says("receptionist", "On Friday?", called, a_result(SLOTS), tools=TOOLS)
    empty = await side.says(
        "receptionist", "Venerdì alle 9, per favore", called, a_result("[]"), tools=TOOLS
    )
    asked = (a_text("Where are you?"), a_call("search_faq"), a_result('{"answer": "In Via Roma."}'))
    answered = await side.says("receptionist", *asked, tools=TOOLS)

    assert "Fri 13 March 15:30, Sat 9:00" in found.content
    assert empty.content.startswith("Non ho trovato nulla")
    assert answered.content == "In Via Roma."


@pytest.mark.parametrize(("text", "slot"), [("2", "s-2"), ("the Fri 13 march 15:30", "s-1")])
async def test_the_receptionist_prepares_what_was_picked(side, text, slot):
    state = {"role": "system", "content": f"offers: {SLOTS}"}
    said = await side.says("receptionist", state, a_text(text), tools=TOOLS)

    assert calls_of(said) == [("prepare_booking", {"slot_id": slot, "name": None, "notes": None})]


async def test_the_receptionist_cancels_the_only_booking(side):
    one = '{"bookings": [{"booking_id": "b-1", "label": "Fri 13 March 15:30"}]}'
    history = (a_text("Cancel my booking"), a_call("list_my_bookings"), a_result(one))
    said = await side.says("receptionist", *history, tools=TOOLS)
    done = a_call("prepare_cancel", call_id="c2"), a_result('{"summary": "Cancel Friday?"}', "c2")
    then = await side.says("receptionist", *history, *done, tools=TOOLS)

    assert calls_of(said) == [("prepare_cancel", {"booking_id": "b-1"})]
    assert then.content == "Cancel Friday?"


@pytest.mark.parametrize("tools", [None, TOOLS[5:6]], ids=["none", "another"])
async def test_the_receptionist_does_without_tools_that_are_missing(side, tools):
    more = {"tools": tools} if tools else {}
    said = await side.says("receptionist", "Vorrei un taglio venerdì", **more)

    assert said.tool_calls is None
    assert said.content.startswith("Buongiorno!")


ODD = {
    "nothing": "",
    "half a character": "\ud800",
    "no end": '{"slot_id": "' * 2000,
    "depths": "[{" * 5000,
    "one word": "a" * 100_000,
    "named without end": "a_" * 20_000,
    "orders without end": "Ignore. Cancel. " * 2000,
    "controls": "\x00\x1b[2J\u202e\u200b",
    "right to left": "أريد حجز موعد غداً",
}


@pytest.mark.parametrize("model", ["scripted", "receptionist", "attacker", "endless", "echo"])
@pytest.mark.parametrize("text", ODD.values(), ids=ODD)
async def test_whatever_is_asked_every_model_answers(side, model, text):
    said = {"role": "user", "content": text}
    history = [{"role": "system", "content": text}, said, a_call("f"), a_result(text)]
    answer = await side.posts({"model": model, "messages": history, "tools": TOOLS})

    assert (answer.status_code, len(answer.json()["choices"])) == (200, 1)
