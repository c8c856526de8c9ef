"""Which messages say that a customer wants no more of them, or wants them again?"""

import re

import pytest

from services.gateway.channels import whatsapp
from services.gateway.stop_words import Word, heard_in, word_of
from services.gateway.words import de, en, es, fr, it, pt
from tests.gateway.payloads import EVERY_KIND, message, raw, text, webhook

LANGUAGES = (en, es, it, pt, fr, de)
EVERY_STOP = sorted({each for language in LANGUAGES for each in language.STOP})
EVERY_STOP_PROMOTIONS = sorted({each for one in LANGUAGES for each in one.STOP_PROMOTIONS})
EVERY_START = sorted({each for language in LANGUAGES for each in language.START})
EVERY_WORD = EVERY_STOP + EVERY_STOP_PROMOTIONS + EVERY_START


def read(*messages):
    return whatsapp.read(raw(webhook(*messages))).items


def said(body):
    (item,) = read(text(body))
    return word_of(item)


def tapped(**button):
    """A tap on a button of a template."""
    (item,) = read(message("button", button))
    return word_of(item)


@pytest.mark.parametrize("word", EVERY_STOP)
def test_every_word_of_every_language_stops(word):
    assert said(word) is Word.STOP


@pytest.mark.parametrize("word", EVERY_STOP_PROMOTIONS)
def test_every_word_of_every_language_stops_promotions_alone(word):
    assert said(word) is Word.STOP_PROMOTIONS


@pytest.mark.parametrize("word", EVERY_START)
def test_every_word_of_every_language_starts(word):
    assert said(word) is Word.START


@pytest.mark.parametrize(
    "body",
    [
        "STOP",
        "Stop.",
        "  stop\n",
        "¡STOP!",
        "«stop»",
        "STOP 🛑",
        "stop all",
        "Stop - All!",
        "ARRÊT",
        "arre\u0302t",
        "Désabonner",
        "no más mensajes",
        "\uff33\uff34\uff2f\uff30",
        "*STOP*",
        "_stop_",
        " " * 60 + "stop",
    ],
)
def test_case_accents_punctuation_and_blanks_do_not_matter(body):
    assert said(body) is Word.STOP


@pytest.mark.parametrize(
    "body",
    [
        "please stop",
        "stop it",
        "don't stop",
        "stopover",
        "bus stop at 5?",
        "stop, I want to book for Friday",
        "start at 5",
        "S T O P",
        "",
        "...",
        "stop" * 20,
    ],
)
def test_a_word_among_others_is_a_message_like_any_other(body):
    assert said(body) is None


@pytest.mark.parametrize(
    "body",
    [
        *("cancel", "cancel all", "end", "quit", "no", "enough", "fine", "subscribe"),
        *("cancelar", "anular", "basta", "alto", "fin", "salir"),
        *("cancella", "annulla", "disdici", "esci", "iscrivimi"),
        *("desmarcar", "voltar", "fim", "inscrever"),
        *("annuler", "non", "fini"),
        *("stornieren", "absagen", "abbestellen", "ende", "anmelden"),
    ],
)
def test_what_undoes_a_booking_or_ends_an_answer_stops_nothing(body):
    assert said(body) is None


def test_no_word_says_two_things():
    assert len(set(EVERY_WORD)) == len(EVERY_WORD)


def test_the_words_are_written_as_they_are_compared():
    odd = [each for each in EVERY_WORD if not re.fullmatch("[a-z]+( [a-z]+)*", each)]

    assert odd == []


@pytest.mark.parametrize(
    ("button", "word"),
    [
        ({"payload": "STOP", "text": "No more offers"}, Word.STOP),
        ({"payload": "Stop", "text": "Stop"}, Word.STOP),
        ({"payload": "campaign-7", "text": "BAJA"}, Word.STOP),
        ({"text": "Unsubscribe"}, Word.STOP),
        ({"payload": "Stop promotions", "text": "Stop promotions"}, Word.STOP_PROMOTIONS),
        ({"payload": "campaign-7", "text": "Stop promotions"}, Word.STOP_PROMOTIONS),
        ({"payload": "START", "text": "Yes, please"}, Word.START),
        ({"text": "Start"}, Word.START),
        ({"payload": "offering:start", "text": "Start"}, None),
        ({"payload": "confirm", "text": "I will come"}, None),
    ],
)
def test_a_button_that_says_so_means_it(button, word):
    assert tapped(**button) is word


@pytest.mark.parametrize("kind", sorted(set(EVERY_KIND) - {"text"}))
def test_no_other_kind_of_message_is_a_word(kind):
    (item,) = read(EVERY_KIND[kind])

    assert word_of(item) is None


def test_a_caption_is_no_word():
    picture = {"id": "1", "mime_type": "image/jpeg", "sha256": "abc=", "caption": "stop"}
    (item,) = read(message("image", picture))

    assert word_of(item) is None


@pytest.mark.parametrize(
    ("bodies", "word", "place"),
    [
        (["hello", "there"], None, None),
        (["hello", "STOP", "there"], Word.STOP, 1),
        (["STOP", "START"], Word.START, 1),
        (["START", "hello", "STOP"], Word.STOP, 2),
        (["STOP", "stop promotions"], Word.STOP, 0),
        (["stop promotions", "STOP"], Word.STOP, 1),
        (["STOP", "START", "stop promotions"], Word.STOP_PROMOTIONS, 2),
    ],
)
def test_of_several_words_the_last_one_counts(bodies, word, place):
    items = read(*map(text, bodies))
    heard = heard_in(items)

    assert (heard and heard.word) == word
    assert (heard and items.index(heard.message)) == place
