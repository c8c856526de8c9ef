"""Which texts may stand in a name, a log or a table without being taken for something else?"""

import pytest

from services.common.texts import cleaned, has_control


@pytest.mark.parametrize(
    "text",
    ["a\0b", "a\nb", "a\x1b[2Kb", "a\u202eb", "a\u2028b", "a\u200bb", "a\ufeffb", "a\U000e0041b"],
    ids=["nul", "line", "escape", "override", "separator", "no width", "mark", "tag"],
)
def test_what_nobody_sees_is_refused_and_cleaned_away(text):
    assert has_control(text)
    assert cleaned(text).replace(" ", "") in ("ab", "a[2Kb")


@pytest.mark.parametrize(
    "text",
    [
        "Jos\u00e9 \u00d1ez",
        "\u0646\u06cc\u0645\u200c\u0641",
        "\u200f\u0639\u0644\u064a",
        "O'Brien & S\u00f6hne",
    ],
    ids=["accents", "a joiner", "a mark of direction", "signs"],
)
def test_what_languages_need_stays(text):
    assert not has_control(text)
    assert cleaned(text) == text
