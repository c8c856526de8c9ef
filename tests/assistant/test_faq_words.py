"""Which words are the same, and does it hold whatever a stranger writes?"""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.assistant.domain.knowledge.entry import Entry
from services.assistant.domain.knowledge.preparing import prepared
from services.assistant.domain.knowledge.words import folded, language_of, stem


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("¿Dónde está?", ["donde", "esta"]),
        ("Où êtes-vous ?", ["ou", "etes", "vous"]),
        ("Straße, MÜNCHEN!", ["strasse", "munchen"]),
        ("l'orario", ["l", "orario"]),
        ("\uff37\uff29\uff26\uff29", ["wifi"]),
        ("पार्किंग कहाँ है", ["पार्किंग", "कहाँ", "है"]),
        ("👍 :-)", []),
        ("", []),
    ],
)
def test_capitals_accents_and_signs_do_not_count(text, words):
    assert folded(text) == words


@pytest.mark.parametrize(
    "alike",
    [
        "parking parked park parks",
        "price prices pricing",
        "cancel cancelled cancellation cancelar cancelacion cancellare cancellazione",
        "pago pagar pagamento pagare",
        "annuler annulation",
        "stornieren stornierung",
        "direccion direcciones",
        "horaire horaires",
    ],
)
def test_words_that_differ_by_their_endings_are_one(alike):
    assert len({stem(each) for each in alike.split()}) == 1


@pytest.mark.parametrize("different", ["park pack", "pay day", "hour our", "menu men", "b2b b2c"])
def test_words_that_differ_by_more_are_two(different):
    assert len({stem(each) for each in different.split()}) == 2


@pytest.mark.parametrize(
    ("text", "said", "language"),
    [
        ("where is the car park of your salon", "it", "en"),
        ("dove posso parcheggiare la macchina", "en", "it"),
        ("parking", "it", "it"),
        ("parking", "pt-BR", "pt"),
        ("wie komme ich zu euch", "", "de"),
        ("xyz", "", ""),
    ],
)
def test_the_small_words_tell_the_language_else_the_conversation_does(text, said, language):
    assert language_of(folded(text), said) == language


def test_a_misspelt_word_still_finds():
    index = prepared(
        [Entry("a", ("Do you have an elevator?",), "a"), Entry("b", ("Parking",), "b")]
    )

    assert [each.entry.entry_id for each in index.search("elevatr", "en")] == ["a"]
    assert [each.entry.entry_id for each in index.search("parkign", "en")] == ["b"]


def test_an_entry_in_the_language_of_the_question_goes_first():
    index = prepared(
        [
            Entry("a-it", ("Wifi password",), "La password è ciao", "it"),
            Entry("b-en", ("Wifi password",), "The password is hello", "en"),
        ]
    )

    assert index.search("what is the wifi password", "en")[0].entry.entry_id == "b-en"
    assert index.search("la password del wifi qual è", "it")[0].entry.entry_id == "a-it"


def test_an_entry_is_found_by_a_word_of_its_answer_too_but_later():
    index = prepared(
        [
            Entry("a", ("How do I get there?",), "Take the subway to Bryant Park."),
            Entry("b", ("Is there a subway nearby?",), "Yes."),
        ]
    )

    assert index.search("which subway", "en")[0].entry.entry_id == "b"


def test_nothing_is_found_where_there_is_nothing():
    assert prepared([]).search("where?", "en") == []


HOSTILE = {
    "empty": "",
    "emoji": "👍" * 1000,
    "controls": "\x00\x1b[2J\u202eevil\u2066",
    "right to left": "أين يمكنني ركن السيارة؟",
    "one long word": "a" * 60_000,
    "many words": "park pay dog " * 5000,
    "no spaces": "x,y;z" * 12_000,
    "accents": "a" + "\u0301" * 5000,
    "markup": "<script>alert(1)</script> {{7*7}} %s $(id) '; DROP TABLE faq_entries; --",
}
INDEX = prepared(
    [
        Entry(f"e{n}", tuple(f"Where can I park {n} {k} today" for k in range(5)), "Here.")
        for n in range(100)
    ]
)


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)
def test_whatever_is_asked_is_compared(text):
    assert isinstance(INDEX.search(text, "en"), list)


@given(st.text(max_size=800))
def test_every_text_has_scores_from_zero_to_one(text):
    assert all(0 <= each.score <= 1.0000001 for each in INDEX.search(text, "en"))


def test_a_question_of_any_length_costs_no_more_than_one_of_five_hundred_characters():
    def cost(text: str) -> float:
        begun = time.process_time()
        INDEX.search(text, "en")
        return time.process_time() - begun

    short = min(cost("where can I park today " * 21) for _ in range(5))
    long = min(cost("where can I park today " * 100_000) for _ in range(5))
    assert long < short * 20 + 0.05
