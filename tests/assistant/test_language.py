"""In which language is a customer answered?"""

import pytest

from services.assistant.domain.understanding.language import first_spoken, vote


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Hello, I would like to come tomorrow", "en"),
        ("yes please", "en"),
        ("Ciao, vorrei prenotare", "it"),
        ("sì", "it"),
        ("Buongiorno, posso venire domani alle 15?", "it"),
        ("aiuto", "it"),
        ("Hola", "es"),
        ("¿Puedo ir mañana por la tarde?", "es"),
        ("sí", "es"),
        ("ayuda", "es"),
    ],
)
def test_words_of_one_language_are_a_clear_vote(text, language):
    assert vote(text) == language


@pytest.mark.parametrize(
    "text", ["book 12/24 15:30", "list", "cancel", "help", "lista", "ok", "no", "1", "", "👍", "si"]
)
def test_command_words_that_belong_to_no_language_are_no_vote(text):
    assert vote(text) is None


@pytest.mark.parametrize("text", ["hello ciao", "hola, can you help?  gracias thanks"])
def test_a_tie_is_no_vote(text):
    assert vote(text) is None


def test_a_language_does_not_pass_for_its_neighbour():
    assert vote("Olá, quero reservar uma mesa para amanhã") == "pt"


def test_the_first_language_that_we_speak_is_taken():
    assert first_spoken(["hi", "", "es-MX", "en"]) == "es"
    assert first_spoken(["IT"]) == "it"


def test_english_is_left_where_none_is_spoken():
    assert first_spoken(["hi", "zh"]) == "en"
    assert first_spoken([]) == "en"
