"""Are the sandbox's vectors good enough to find an answer by, and the same at every start?"""

import math

import pytest

from sandbox.openai.vectors import vector_of

SMALL = "text-embedding-3-small"


async def vectors_of(side, *texts, **more):
    found = await side.sdk.embeddings.create(model=SMALL, input=list(texts), **more)
    return [each.embedding for each in found.data]


def nearness(one, other):
    return math.fsum(a * b for a, b in zip(one, other, strict=True))


async def test_similar_texts_are_nearer_than_others(side):
    question, like, other = await vectors_of(
        side,
        "Do you have parking for customers?",
        "Is there a parking place near you?",
        "How long does a hair colour take?",
    )

    assert nearness(question, like) > nearness(question, other) + 0.1


async def test_accents_case_and_order_matter_little(side):
    one, same, turned = await vectors_of(
        side, "Qual è il prezzo?", "QUAL E IL PREZZO", "prezzo: qual è"
    )

    assert nearness(one, same) > 0.999
    assert nearness(one, turned) > 0.8


@pytest.mark.parametrize("encoding", ["float", "base64"])
async def test_both_encodings_say_the_same(side, encoding):
    posted = {"model": SMALL, "input": "Ciao", "encoding_format": encoding}
    answer = (await side.posts(posted, path="/v1/embeddings")).json()["data"][0]["embedding"]
    [by_sdk] = await vectors_of(side, "Ciao", encoding_format="float")

    assert isinstance(answer, str) == (encoding == "base64")
    assert by_sdk == vector_of("Ciao", 1536)
    assert await vectors_of(side, "Ciao") == [pytest.approx(by_sdk, abs=1e-6)]


@pytest.mark.parametrize(("model", "usual"), [(SMALL, 1536), ("text-embedding-3-large", 3072)])
async def test_dimensions_can_be_fewer_and_the_length_is_one(side, model, usual):
    for dimensions, more in ((usual, {}), (256, {"dimensions": 256}), (1, {"dimensions": 1})):
        found = await side.sdk.embeddings.create(model=model, input="Ciao a tutti", **more)
        vector = found.data[0].embedding

        assert len(vector) == dimensions
        assert nearness(vector, vector) == pytest.approx(1, abs=1e-5)


async def test_several_texts_keep_their_order_and_are_paid_for(side):
    found = await side.sdk.embeddings.create(model=SMALL, input=["Ciao", "Buongiorno"])

    assert [each.index for each in found.data] == [0, 1]
    assert (found.usage.prompt_tokens, found.usage.total_tokens) == (4, 4)
    assert [found.data[1].embedding] == await vectors_of(side, "Buongiorno")


async def test_emoji_have_a_direction_too(side):
    [one, other] = await vectors_of(side, "🎉", "🌧")

    assert nearness(one, one) == pytest.approx(1, abs=1e-5)
    assert nearness(one, other) < 0.99


@pytest.mark.parametrize("given", [[1, 2, 3], [[1, 2], [3]]], ids=["tokens", "lists"])
async def test_numbers_of_tokens_are_taken(side, given):
    found = await side.sdk.embeddings.create(model=SMALL, input=given)

    assert len(found.data) == (1 if given == [1, 2, 3] else 2)


@pytest.mark.parametrize(
    ("change", "status"),
    [
        ({"input": None}, 400),
        ({"input": ""}, 400),
        ({"input": []}, 400),
        ({"input": ["Ciao", ""]}, 400),
        ({"input": ["Ciao", 1]}, 400),
        ({"input": ["x"] * 2049}, 400),
        ({"input": "word " * 7000}, 400),
        ({"input": ["word " * 5000] * 60}, 400),
        ({"dimensions": 0}, 400),
        ({"dimensions": 1537}, 400),
        ({"model": "text-embedding-ada-002", "dimensions": 256}, 400),
        ({"encoding_format": "hex"}, 400),
        ({"words": 1}, 400),
        ({"model": "nobody"}, 404),
        ({"model": "scripted"}, 404),
    ],
    ids=lambda value: str(value)[:30] if isinstance(value, dict) else None,
)
async def test_what_openai_refuses_is_refused(side, change, status):
    posted = {"model": SMALL, "input": "Ciao", **change}
    answer = await side.posts(posted, path="/v1/embeddings")

    assert (answer.status_code, set(answer.json())) == (status, {"error"})
