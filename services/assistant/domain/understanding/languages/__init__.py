"""The languages that are understood: a data file each, `<language>.toml`, and how it is read.

To add one, add its file (copy that of a language of the same family), its wording, and its corpus
in tests/assistant/corpus. In every list phrases are separated by `|`, written as people write them;
accents and capital letters do not matter. A phrase may stand in several lists: what it means is
decided by what stands beside it.

    date_order   MDY where 7/6 is the 6th of July, else DMY
    numbers      by value, from zero to fifty-nine
    ordinals     by value, from 1 (the first entry is empty) to 31
    weekdays     from Monday
    months       from January
    [days]       how many days from today a phrase means
    [day_parts]  the same, with a part of that day
    [parts]      morning, afternoon, evening, night
    [marks]      the words that hold a date or a time together, by kind: ../times.py, ../dates.py
    markers      words that no other language has: by them a language is known
    claims       words by which somebody says that a thing was done; a language model may not
    names_that_are_words  first names that are also words: one is a name only after "with"
    [synonyms]   what people say for a word of which names of offerings are often made
    [people]     the words around a number of people
    [cues]       what points to an intent, whole phrases: ../intent.py, ../people.py, ../picking.py
    [glued]      letters that stand at a number without a space
"""

import tomllib
from functools import cache
from importlib import resources
from typing import Any

SUFFIX = ".toml"


@cache
def tables() -> dict[str, dict[str, Any]]:
    """The data files, by language."""
    files = sorted(resources.files(__name__).iterdir(), key=lambda each: each.name)
    return {
        each.name.removesuffix(SUFFIX): tomllib.loads(each.read_text(encoding="utf-8"))
        for each in files
        if each.name.endswith(SUFFIX)
    }
