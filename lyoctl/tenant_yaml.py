"""YAML as people write it by hand: small, flat, without aliases; each value knows its place."""

import itertools
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

LARGEST = 1024 * 1024
DEEPEST = 20

_TEXT = "tag:yaml.org,2002:str"
_TIMESTAMP, _MERGE = "tag:yaml.org,2002:timestamp", "tag:yaml.org,2002:merge"
_UNPRINTABLE = re.compile(r"[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


@dataclass(frozen=True)
class Place:
    """A line and a column of a text, both from 1."""

    line: int = 1
    column: int = 1

    def __str__(self) -> str:
        return f"{self.line}:{self.column}"


class BadYaml(ValueError):
    """The text cannot be used; where, and why."""

    def __init__(self, place: Place, what: str) -> None:
        super().__init__(what)
        self.place = place


class _Loader(getattr(yaml, "CSafeLoader", yaml.SafeLoader)):  # type: ignore[misc]
    """Only words, numbers, yes and no: a date is a word, `<<` is a key like others."""

    yaml_implicit_resolvers = {  # noqa: RUF012 - the library's own name and form
        first: [(tag, known) for tag, known in found if tag not in {_TIMESTAMP, _MERGE}]
        for first, found in yaml.SafeLoader.yaml_implicit_resolvers.items()
    }


@dataclass(frozen=True)
class Document:
    """What a text says, and where each part of it stands."""

    content: Any
    root: yaml.Node

    def place(self, path: Sequence[str | int], *, key: bool = False) -> Place:
        """Where the value of this path stands, or its key; of what is not there, what holds it."""
        node, mark = self.root, self.root.start_mark
        for part in path:
            if found := _child(node, part):
                name, node = found
                mark = (name if key else node).start_mark
        return _place(mark)

    def known(self, path: Sequence[str | int]) -> list[str | int]:
        """The parts of the path that stand in the text, and what is missing at its end."""
        node, parts = self.root, []
        for position, part in enumerate(path):
            found = _child(node, part)
            if found:
                node = found[1]
            if found or position == len(path) - 1:
                parts.append(part)
        return parts


def read_yaml(path: Path) -> Document:
    """The document in the file, or BadYaml."""
    text = _text(path)
    try:
        _check_events(text)
        root = yaml.compose(text, Loader=_Loader)
        if root is None:
            raise BadYaml(Place(), "the file is empty")
        _check_keys(root)
        return Document(yaml.constructor.SafeConstructor().construct_document(root), root)
    except yaml.MarkedYAMLError as error:
        place = _place(error.problem_mark or error.context_mark)
        what = ", ".join(each for each in (error.context, error.problem) if each)
        tab = _character(text, place) == "\t"
        raise BadYaml(place, "a tab: indent with spaces" if tab else what) from None
    except yaml.YAMLError as error:
        raise BadYaml(Place(), str(error).partition("\n")[0]) from None


def _text(path: Path) -> str:
    with path.open("rb") as file:
        read = file.read(LARGEST + 1)
    if len(read) > LARGEST:
        raise BadYaml(_place_of(read, LARGEST), "the file goes on beyond 1 MB")
    try:
        text = read.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise BadYaml(_place_of(read, error.start), "is no UTF-8 text") from None
    if found := _UNPRINTABLE.search(text):
        place = _place_of(text.encode(), len(text[: found.start()].encode()))
        raise BadYaml(place, "a character that nobody can see")
    return text


def _check_events(text: str) -> None:
    """Refuse, before anything is built of it, what explodes or only looks like a tenant."""
    depth = documents = 0
    for event in yaml.parse(text, Loader=_Loader):
        if isinstance(event, yaml.AliasEvent):
            raise BadYaml(_place(event.start_mark), "aliases are not used here")
        if isinstance(event, yaml.DocumentStartEvent):
            documents += 1
        depth += isinstance(event, yaml.CollectionStartEvent)
        depth -= isinstance(event, yaml.CollectionEndEvent)
        if depth > DEEPEST:
            raise BadYaml(_place(event.start_mark), f"nested more than {DEEPEST} deep")
        if documents > 1:
            raise BadYaml(_place(event.start_mark), "a second document: one file is one tenant")


def _check_keys(root: yaml.Node) -> None:
    for node in _nodes(root):
        if not isinstance(node, yaml.MappingNode):
            continue
        known: set[str] = set()
        for key, _ in node.value:
            if key.tag != _TEXT:
                raise BadYaml(_place(key.start_mark), "a key is a word: write no, yes, 1 in quotes")
            if key.value in known:
                raise BadYaml(_place(key.start_mark), f"{key.value!r} is given twice")
            known.add(key.value)


def _nodes(root: yaml.Node) -> Iterator[yaml.Node]:
    waiting = [root]
    while waiting:
        node = waiting.pop()
        yield node
        if isinstance(node, yaml.MappingNode):
            waiting += itertools.chain.from_iterable(reversed(node.value))
        elif isinstance(node, yaml.SequenceNode):
            waiting += reversed(node.value)


def _child(node: yaml.Node, part: str | int) -> tuple[yaml.Node, yaml.Node] | None:
    """The key and the value of this part; an item is its own key."""
    if isinstance(node, yaml.MappingNode):
        return next(((key, value) for key, value in node.value if key.value == str(part)), None)
    if isinstance(node, yaml.SequenceNode) and isinstance(part, int) and part < len(node.value):
        return node.value[part], node.value[part]
    return None


def _place(mark: Any) -> Place:
    """The place of a mark of the library's, which may be missing."""
    return Place(mark.line + 1, mark.column + 1) if mark else Place()


def _character(text: str, place: Place) -> str:
    lines = text.splitlines()
    return (
        lines[place.line - 1][place.column - 1 : place.column] if place.line <= len(lines) else ""
    )


def _place_of(read: bytes, position: int) -> Place:
    before = read[:position]
    return Place(before.count(b"\n") + 1, position - before.rfind(b"\n"))
