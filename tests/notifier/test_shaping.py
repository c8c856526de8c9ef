"""Is what a provider cannot show shown in another way, with nothing lost?"""

import re
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as some

from services.notifier.domain.content import (
    Button,
    Content,
    Media,
    MediaKind,
    Menu,
    MenuRow,
    TemplateUse,
)
from services.notifier.domain.limits import Limits
from services.notifier.domain.shaping import parts
from services.notifier.domain.splitting import pieces
from services.notifier.providers.meta import Meta
from services.notifier.providers.twilio import Twilio
from services.notifier.providers.zaptra import Zaptra

SMALL = Limits(
    text=40,
    text_beside_choices=20,
    buttons=3,
    button_title=10,
    rows=4,
    row_title=12,
    caption=15,
    media=True,
    taps=True,
    window=True,
    templates=True,
)
ALL = (SMALL, Meta.limits, Twilio.limits, Zaptra.limits)

titles = some.text("abc \u00e9\u4e2d", min_size=1, max_size=30).filter(str.strip)
words = some.text(
    some.sampled_from(
        "ab. \n!?\u00e9\u4e2d\u3002e\u0301\U0001f469\u200d\U0001f4bb\U0001f1ee\U0001f1f9"
    ),
    max_size=300,
)
long_words = some.builds(lambda text, times: text * times, words, some.integers(1, 40))
buttons = some.lists(titles, max_size=10).map(
    lambda named: tuple(Button(f"id:{n}", each) for n, each in enumerate(named))
)
rows = some.lists(some.tuples(titles, some.sampled_from(["", "more"])), min_size=1, max_size=50)
menus = rows.map(
    lambda named: Menu("Open", tuple(MenuRow(f"id:{n}", *each) for n, each in enumerate(named)))
)
media = some.builds(Media, some.sampled_from(MediaKind), some.just("https://example.com/a.png"))
contents = some.one_of(
    some.builds(Content, long_words),
    some.builds(Content, long_words, buttons),
    some.builds(Content, long_words, menu=menus),
    some.builds(Content, long_words, media=media),
)


def joined(text):
    return re.sub(r"\s+", "", text)


def shown(content):
    """All that a customer reads of it, without blanks."""
    texts = [content.text, *[each.title for each in content.buttons]]
    if content.menu:
        texts += [text for row in content.menu.rows for text in (row.title, row.description)]
    return joined("".join(texts))


def is_within(part, limits):
    choices = part.buttons or part.menu
    most = limits.text_beside_choices if choices else limits.text
    if part.media:
        most = 0 if part.media.kind is MediaKind.AUDIO else limits.caption
    menu_rows = part.menu.rows if part.menu else ()
    return (
        len(part.text) <= most
        and len(part.buttons) <= limits.buttons
        and all(len(each.title) <= limits.button_title for each in part.buttons)
        and len(menu_rows) <= limits.rows
        and all(len(each.title) <= limits.row_title for each in menu_rows)
        and (limits.media or not part.media)
    )


@given(contents, some.sampled_from(ALL))
def test_no_part_is_over_a_limit(content, limits):
    assert all(is_within(part, limits) for part in parts(content, limits))


@given(contents, some.sampled_from(ALL))
def test_all_words_are_shown_in_their_order(content, limits):
    found = "".join(shown(part) for part in parts(content, limits))
    expected = joined(content.text)
    place = found.find(expected)

    assert place >= 0
    rest = found[place + len(expected) :]
    for title in [each.title for each in content.buttons] or [
        each.title for each in (content.menu.rows if content.menu else ())
    ]:
        at = rest.find(joined(title))
        assert at >= 0, title
        rest = rest[at + len(joined(title)) :]


@given(contents, some.sampled_from(ALL))
def test_only_the_last_part_has_choices_and_no_part_is_empty(content, limits):
    *before, last = parts(content, limits)

    assert all(not part.buttons and not part.menu for part in before)
    assert all(part.text.strip() or part.media for part in before)
    if content.buttons or content.menu:
        assert last.text.strip()


@given(contents, some.sampled_from(ALL))
def test_a_file_is_in_one_part_or_its_address_is_in_the_text(content, limits):
    found = parts(content, limits)
    files = [part.media for part in found if part.media]
    if content.media and limits.media:
        assert files == [content.media]
    elif content.media:
        assert content.media.url in "".join(part.text for part in found)
    else:
        assert files == []


@given(contents, some.sampled_from(ALL))
def test_what_comes_back_of_a_tap_is_what_was_given(content, limits):
    given_ids = [each.choice_id for each in content.buttons]
    if content.menu:
        given_ids = [each.choice_id for each in content.menu.rows]
    last = parts(content, limits)[-1]
    found = [each.choice_id for each in (last.buttons or (last.menu.rows if last.menu else ()))]

    assert found in ([], given_ids)


ONE = {
    "accent": "e\u0301",
    "coder": "\U0001f469\u200d\U0001f4bb",
    "flag": "\U0001f1ee\U0001f1f9",
    "thumb": "\U0001f44d\U0001f3fd",
    "hindi": "\u0939\u093f",
    "hangul": "\u1112\u1161\u11ab",
    "heart": "\u2764\ufe0f",
}


@pytest.mark.parametrize("whole", ONE.values(), ids=ONE)
@pytest.mark.parametrize("limit", [7, 8, 9, 10, 11])
def test_what_is_seen_as_one_character_is_never_cut(whole, limit):
    found = pieces(whole * 30, limit)

    assert "".join(found) == whole * 30
    assert all(each == whole * (len(each) // len(whole)) for each in found)


def test_a_character_without_end_is_cut_all_the_same():
    found = pieces("a" + "\u0301" * 100, 10)

    assert [len(each) for each in found] == [10] * 10 + [1]


@given(words, some.integers(1, 50))
def test_pieces_lose_nothing_but_blanks(text, limit):
    found = pieces(text, limit)

    assert joined("".join(found)) == joined(text)
    assert all(0 < len(each) <= limit for each in found)


@given(some.text("ab e\u0301\u0300", max_size=200), some.integers(8, 50))
def test_no_piece_begins_with_an_accent_of_the_one_before(text, limit):
    lone = re.compile(r"\s[\u0300\u0301]|^[\u0300\u0301]|[\u0300\u0301]{6}")
    if not lone.search(text):
        assert all(not unicodedata.combining(each[0]) for each in pieces(text, limit))


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("One two three.\n\nFour five. Six seven", "One two three."),
        ("One two three four\nfive six seven", "One two three four"),
        ("One two. Three four. Five six seven", "One two. Three four."),
        ("One two three four five six", "One two three four"),
        ("Onetwothreefourfivesixseven", "Onetwothreefourfivesi"),
    ],
    ids=["paragraph", "line", "sentence", "word", "character"],
)
def test_a_text_is_cut_where_a_person_would(text, first):
    assert pieces(text, 21)[0] == first


def four(title="Slot"):
    return tuple(Button(f"slot:{n}", f"{title} {n}") for n in range(1, 5))


def test_what_fits_stays_as_it_is():
    content = Content("When?", four()[:3])

    assert parts(content, Meta.limits) == [content]


def test_more_buttons_than_there_may_be_become_a_menu():
    (part,) = parts(Content("When?", four()), Meta.limits)

    assert part.buttons == ()
    assert [row.choice_id for row in part.menu.rows] == ["slot:1", "slot:2", "slot:3", "slot:4"]


@pytest.mark.parametrize("limits", [Twilio.limits, Zaptra.limits], ids=["twilio", "zaptra"])
def test_where_there_are_no_buttons_choices_are_numbered_lines(limits):
    (part,) = parts(Content("When?", four()), limits)

    assert part == Content("When?\n1. Slot 1\n2. Slot 2\n3. Slot 3\n4. Slot 4")


def test_a_button_whose_title_is_too_long_makes_them_a_numbered_text():
    (part,) = parts(Content("When?", (Button("a", "x" * 40), Button("b", "No"))), Meta.limits)

    assert part == Content(f"When?\n1. {'x' * 40}\n2. No")


def test_buttons_that_read_alike_are_a_numbered_text():
    (part,) = parts(Content("?", (Button("a", "Yes"), Button("b", "Yes"))), Meta.limits)

    assert part == Content("?\n1. Yes\n2. Yes")


def test_a_menu_with_too_many_rows_is_a_numbered_text_with_what_they_say():
    menu = Menu("Open", tuple(MenuRow(f"{n}", f"Row {n}", "more") for n in range(1, 12)))

    (part,) = parts(Content("Choose", menu=menu), Meta.limits)

    assert part.menu is None
    assert part.text.splitlines()[11] == "11. Row 11: more"


def test_a_long_text_stands_before_the_one_beside_the_choices():
    text = " ".join(["word"] * 1200)

    *before, last = parts(Content(text, four()[:2]), Meta.limits)

    assert len(last.text) <= Meta.limits.text_beside_choices
    assert last.buttons == four()[:2]
    assert " ".join([*(part.text for part in before), last.text]) == text


def test_a_text_that_is_too_long_for_a_caption_follows_the_file():
    picture = Media(MediaKind.IMAGE, "https://example.com/a.png")

    found = parts(Content("x" * 1025, media=picture), Meta.limits)

    assert found == [Content(media=picture), Content("x" * 1025)]


def test_sound_has_no_caption():
    voice = Media(MediaKind.AUDIO, "https://example.com/a.ogg")

    assert parts(Content("Hi", media=voice), Meta.limits) == [Content(media=voice), Content("Hi")]


def test_a_provider_without_files_sends_the_address():
    picture = Media(MediaKind.IMAGE, "https://example.com/a.png")

    found = parts(Content("Look", media=picture), Zaptra.limits)

    assert found == [Content("Look\nhttps://example.com/a.png")]


def test_a_template_is_never_touched():
    content = Content(template=TemplateUse("reminder", "it", ("x" * 5000,)))

    assert parts(content, SMALL) == [content]
