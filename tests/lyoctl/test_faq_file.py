"""Are frequent questions read from YAML, CSV and Markdown, and mistakes told by their lines?"""

import pytest

from lyoctl.csv_file import CsvError
from lyoctl.faq_entries import id_of
from lyoctl.faq_file import LARGEST, FaqFileError, lines_of


@pytest.fixture
def read(tmp_path):
    """Writes a file of this name, and reads it."""

    def write(name: str, text: str | bytes, language: str = "", **columns: str):
        path = tmp_path / name
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        return lines_of(path, columns, language)

    return write


def entries(lines):
    assert [each for each in lines if each.item is None] == []
    return [(each.item.entry_id, list(each.item.phrasings), each.item.answer) for each in lines]


def told(lines):
    return [(each.number, each.reason, each.detail) for each in lines if each.item is None]


PARKING = ("parking", ["Where can I park?", "Is there a garage?"], "Behind the house.")

YAML = """\
- id: parking
  questions: [Where can I park?, Is there a garage?]
  answer: Behind the house.
"""
CSV = """\
id,question,answer
parking,Where can I park?,Behind the house.
parking,Is there a garage?,
"""
MARKDOWN = """\
# Questions
Some words before.

## Where can I park? {#parking}
## Is there a garage?
Behind the house.
"""


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("faq.yaml", YAML),
        ("faq.yml", "faq:\n" + YAML),
        ("FAQ.CSV", CSV),
        ("faq.csv", CSV.replace(",", ";")),
        (
            "faq.csv",
            'id,question,answer\nparking,"Where can I park?\nIs there a garage?",'
            "Behind the house.\n",
        ),
        ("faq.md", MARKDOWN),
        ("faq.markdown", MARKDOWN.replace("\n", "\r\n")),
        ("faq.md", "\ufeff" + MARKDOWN),
    ],
)
def test_the_same_is_read_from_every_kind_of_file(read, name, text):
    assert entries(read(name, text)) == [PARKING]


def test_an_entry_without_an_id_is_called_by_its_first_question(read):
    (line,) = read("faq.md", "# Où puis-je me garer ?\nDerrière.")

    assert line.item.entry_id == "ou-puis-je-me-garer"


@pytest.mark.parametrize(
    ("question", "name"),
    [
        ("Where can I park?", "where-can-i-park"),
        ("x " * 100, ("x-" * 40).strip("-")),
        ("Wo ist die Straße?", "wo-ist-die-strasse"),
    ],
)
def test_an_id_is_made_of_words(question, name):
    assert id_of(question) == name


def test_what_has_no_latin_letters_gets_a_number_that_stays():
    assert id_of("أين؟") == id_of("أين") != id_of("متى؟")
    assert id_of("أين؟").startswith("question-")


def test_language_and_tags_are_read_and_a_default_fills_in(read):
    text = 'question,answer,language,tags\nDove?,Qui.,it,"via, mappa"\nWhere?,Here.,,\n'
    first, second = (each.item for each in read("faq.csv", text, language="en"))

    assert (first.language, list(first.tags)) == ("it", ["via", "mappa"])
    assert (second.language, list(second.tags)) == ("en", [])


def test_columns_of_other_names_are_mapped(read):
    lines = read("faq.csv", "Domanda,Risposta\nDove?,Qui.\n", question="Domanda", answer="Risposta")

    assert entries(lines) == [("dove", ["Dove?"], "Qui.")]


SECTIONS = """\
# The salon

## Money

### How can I pay?
By card.

- Visa
- Mastercard

Also:

- Do you take cards?
- Can I pay cash?

No checks.

Tags: visa, card

### Is there a discount? ###
```
# not a heading
```

## Dogs?
Yes.
"""


def test_parts_of_a_page_are_no_questions_and_lists_stay_in_the_answer(read):
    lines = read("faq.md", SECTIONS)

    assert entries(lines) == [
        (
            "how-can-i-pay",
            ["How can I pay?", "Do you take cards?", "Can I pay cash?"],
            "By card.\n\n- Visa\n- Mastercard\n\nNo checks.",
        ),
        ("is-there-a-discount", ["Is there a discount?"], "```\n# not a heading\n```"),
        ("dogs", ["Dogs?"], "Yes."),
    ]
    assert list(lines[0].item.tags) == ["visa", "card"]
    assert [each.number for each in lines] == [5, 20, 25]


@pytest.mark.parametrize(
    ("name", "text", "mistakes"),
    [
        ("a.md", "# One?\nYes.\n\n# Two?\n", [(4, "FIELD_MISSING", "has no answer")]),
        (
            "a.md",
            "# One?\nYes.\n# One\nNo.\n",
            [(3, "ENTRY_REPEATED", "one is the entry of line 1")],
        ),
        (
            "a.md",
            "# One? {#Not An Id}\nYes.\n",
            [(1, "FIELD_INVALID", "id 'Not An Id': small letters, digits and hyphens, 80 at most")],
        ),
        (
            "a.md",
            f"# {'x' * 301}\nYes.\n",
            [(1, "FIELD_INVALID", "a question has more than 300 characters")],
        ),
        (
            "a.md",
            f"# x\n{'y' * 3501}\n",
            [(1, "FIELD_INVALID", "the answer has more than 3,500 characters")],
        ),
        (
            "a.md",
            "# x\n\u202e\n",
            [(1, "FIELD_INVALID", "has a text with nothing that can be seen")],
        ),
        (
            "a.csv",
            "question,answer\nOne?,Yes.\n,No.\nThree?,\n",
            [(3, "FIELD_MISSING", "has no question"), (4, "FIELD_MISSING", "has no answer")],
        ),
        (
            "a.csv",
            "id,question,answer\na,One?,Yes.\na,Two?,No.\n",
            [(3, "ENTRY_REPEATED", "a has another answer on line 2")],
        ),
        ("a.csv", "question,answer\nOne?\n", [(2, "FIELD_MISSING", "has only 1 columns")]),
        (
            "a.csv",
            "question,answer,language\nOne?,Yes.,English\n",
            [(2, "FIELD_INVALID", "language 'English': write it or pt-BR")],
        ),
        (
            "a.yaml",
            "- questions: [One?]\n  anser: Yes\n",
            [
                (1, "FIELD_INVALID", "0.answer: is missing"),
                (2, "FIELD_INVALID", "0.anser: there is no such key"),
            ],
        ),
        (
            "a.yaml",
            "- questions: [One?]\n  answer: yes\n",
            [(2, "FIELD_INVALID", "0.answer: must be a text: put it in quotes")],
        ),
        (
            "a.yaml",
            "faq:\n  - questions: One?\n    answer: Sure\n",
            [(2, "FIELD_INVALID", "faq.0.questions: must be a list, as in [one, two]")],
        ),
        (
            "a.yaml",
            "- {questions: [One?], answer: A}\n- {questions: [One], answer: B}\n",
            [(2, "ENTRY_REPEATED", "one is the entry of line 1")],
        ),
        (
            "a.yaml",
            "- just words\n",
            [(1, "FIELD_INVALID", "0: write it as {questions: [Where?, ...], answer: Here.}")],
        ),
    ],
)
def test_a_mistake_is_told_by_its_line(read, name, text, mistakes):
    assert told(read(name, text)) == mistakes


@pytest.mark.parametrize(
    ("name", "text", "says"),
    [
        ("a.txt", "One?", "is no .yaml"),
        ("a.md", "Only words.\n", "there is no question in it"),
        ("a.md", "", "there is no question in it"),
        ("a.yaml", "", "1:1: the file is empty"),
        ("a.yaml", "- a\n\t- b\n", "a tab"),
        ("a.yaml", "- &a [x]\n- *a\n", "2:3: aliases are not used here"),
        ("a.md", b"# One\n\xff\xfe", ":2: is no UTF-8 text"),
        ("a.md", "# One?\nYes.\n" * 900_000, "has more than 3.5 MB"),
        ("a.csv", "question,answer\n" + "One?,Yes.\n" * 400_000, "has more than 3.5 MB"),
        ("a.yaml", "- " * 5_000_000, "has more than 3.5 MB"),
        ("a.md", "".join(f"# Q{n}\nA\n" for n in range(2001)), "has 2,001 entries"),
    ],
    ids=[
        "kind",
        "no heading",
        "empty",
        "empty yaml",
        "tab",
        "alias",
        "bytes",
        "10 MB of Markdown",
        "4 MB of CSV",
        "10 MB of YAML",
        "too many",
    ],
)
def test_a_file_that_cannot_be_used_is_refused_in_one_line(read, name, text, says):
    assert len(text) < LARGEST or "3.5 MB" in says
    with pytest.raises((FaqFileError, CsvError)) as refused:
        read(name, text)
    assert says in str(refused.value)
    assert "\n" not in str(refused.value)


def test_a_csv_file_names_its_columns(read):
    with pytest.raises(CsvError, match="say which column has the answer"):
        read("a.csv", "question\nOne?\n")


def test_a_mapping_is_for_csv_files_alone(read):
    with pytest.raises(FaqFileError, match="--map is for CSV files"):
        read("a.md", "# One?\nYes.", question="Q")


def test_markup_in_an_answer_stays_as_it_is(read):
    answer = "<script>alert(1)</script> **bold** [link](http://x) {{7*7}} %s"
    (line,) = read("a.md", f"# One?\n{answer}\n")

    assert line.item.answer == answer
