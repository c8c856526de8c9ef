"""Does `scripted` say what a test has written beforehand?"""

import json

import openai
import pytest

from tests.sandbox.openai_side import a_call, a_result, a_text

SLOTS = json.dumps({"slots": [
    {"slot_id": "s-1", "label": "venerdì 15:30"}, {"slot_id": "s-2", "label": "sabato 9:00"},
]})  # fmt: skip
BOOK = {"calls": [{"name": "prepare_booking", "arguments": {"slot_id": "{{slot_id:2}}"}}]}


def calls_of(message):
    return [(each.function.name, each.function.arguments) for each in message.tool_calls]


async def test_a_dialogue_is_answered_line_by_line(side):
    await side.scripts("one", "two")

    said = [(await side.says("scripted", text)).content for text in ("Ciao", "Ciao", "Ciao")]
    assert said[:2] == ["one", "two"]
    assert said[2].startswith("I am sorry")


async def test_each_conversation_has_the_dialogue_for_itself(side):
    await side.scripts("one", "two")

    said = [(await side.says("scripted", "Ciao", safety_identifier=who)).content for who in "abab"]
    assert said == ["one", "one", "two", "two"]


async def test_a_script_may_be_of_one_conversation(side):
    await side.scripts("for Giulia", conversation="giulia")
    await side.scripts("for all")

    assert (await side.says("scripted", "Ciao", prompt_cache_key="anna")).content == "for all"
    assert (await side.says("scripted", "Ciao", prompt_cache_key="giulia")).content == "for Giulia"


async def test_what_the_customer_wrote_chooses_the_script(side):
    await side.scripts("closed", when="domenica|sunday")
    await side.scripts({"calls": [{"name": "find_slots"}]}, "Friday?", when="venerd.")

    first = await side.says("scripted", "E di DOMENICA?", "O venerdì?")
    then = await side.says("scripted", "O venerdì?", a_call("find_slots"), a_result("none"))
    assert calls_of(first) == [("find_slots", "{}")]
    assert then.content == "Friday?"
    assert (await side.says("scripted", "E di DOMENICA?")).content == "closed"


async def test_the_same_call_has_the_same_answer_and_ids_again(side):
    await side.scripts({"calls": [{"name": "list_my_bookings"}] * 2}, when=".")

    first, again = [(await side.says("scripted", "Ciao")).tool_calls for _ in range(2)]
    assert [call.id for call in first] == [call.id for call in again]
    assert len({call.id for call in first}) == 2


async def test_an_answer_may_name_what_a_tool_has_found(side):
    await side.scripts({"calls": [{"name": "find_slots"}]}, BOOK, "{{label}}? {{nothing}}")

    await side.says("scripted", "Ciao")
    second = await side.says("scripted", "Ciao", a_call("find_slots"), a_result(SLOTS))
    third = await side.says("scripted", a_text("Ciao"), a_text(SLOTS))
    assert calls_of(second) == [("prepare_booking", '{"slot_id": "s-2"}')]
    assert third.content == "venerdì 15:30? {{nothing}}"


async def test_what_stands_in_words_can_be_named_too(side):
    await side.scripts("{{slot_id}}")

    assert (await side.says("scripted", "offers: slot_id=s-7 (Friday)")).content == "s-7"


async def test_all_that_a_model_may_answer_can_be_scripted(side):
    await side.scripts(
        {"refusal": "I cannot help with that."},
        {"text": "and so", "finish_reason": "content_filter"},
        {"text": "dear", "usage": {"prompt_tokens": 900_000, "completion_tokens": 5}},
        {"text": "both", "calls": [{"name": "f", "arguments": "{not json", "id": "mine"}]},
    )

    refused, filtered, dear, both = [await side.asks("scripted", "Ciao") for _ in range(4)]
    assert refused.choices[0].message.refusal == "I cannot help with that."
    assert filtered.choices[0].finish_reason == "content_filter"
    assert (dear.usage.prompt_tokens, dear.usage.total_tokens) == (900_000, 900_005)
    assert both.choices[0].finish_reason == "tool_calls"
    assert both.choices[0].message.tool_calls[0].id == "mine"
    assert calls_of(both.choices[0].message) == [("f", "{not json")]


async def test_a_refused_call_uses_no_answer_up(side):
    await side.scripts("one")
    await side.fault(action="status", value=500)
    with pytest.raises(openai.InternalServerError):
        await side.asks("scripted")

    assert (await side.says("scripted")).content == "one"


async def test_one_can_see_what_was_played_and_begin_anew(side):
    await side.scripts("one", "two")
    await side.says("scripted")
    http = side.http

    [script] = (await http.get("/models/scripts")).json()
    assert (script["played"], len(script["answers"])) == (1, 2)
    assert (await http.delete("/models/scripts")).status_code == 204
    assert (await http.get("/models/scripts")).json() == []
    assert (await side.says("scripted")).content.startswith("I am sorry")


async def test_a_reset_forgets_the_scripts(side):
    await side.scripts("one")
    await side.http.post("/reset")

    assert (await side.http.get("/models/scripts")).json() == []


@pytest.mark.parametrize(
    "wrong",
    [{}, {"answers": []}, {"answers": ["text"]}, {"answers": [{"say": "x"}]},
     {"answers": [{"text": "x"}], "when": "("}],
    ids=["empty", "none", "word", "unknown", "expression"],
)  # fmt: skip
async def test_a_script_that_makes_no_sense_is_refused(sandbox, wrong):
    assert (await sandbox.http.post("/models/scripts", json=wrong)).status_code == 422
