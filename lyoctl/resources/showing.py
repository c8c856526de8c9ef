"""How resources are shown: as a table for people, as JSON or YAML for programs."""

import json
import sys
from collections.abc import Sequence
from typing import Any, Literal, TextIO

import yaml
from google.protobuf.json_format import MessageToDict
from google.protobuf.message import Message
from rich.console import Console
from rich.table import Table

from lyoctl.resources.kind import Listed

Form = Literal["table", "json", "yaml"]
WIDE = 400
"""Columns where nobody looks: a program that reads a table wants its lines whole."""


def content(one: Message) -> dict[str, Any]:
    """Its fields as the contract calls them, those that are empty included."""
    return MessageToDict(
        one, preserving_proto_field_name=True, always_print_fields_with_no_presence=True
    )


def show_list(kind: Listed, found: Sequence[Any], form: Form, out: TextIO = sys.stdout) -> None:
    """All of them: a table, or one list."""
    if form != "table":
        _write([content(each) for each in found], form, out)
        return
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0), header_style="bold")
    for column in kind.columns:
        table.add_column(column.upper(), overflow="fold")
    for each in found:
        table.add_row(*kind.row(each))
    Console(file=out, width=None if out.isatty() else WIDE, markup=False).print(table)


def show_one(said: dict[str, Any], form: Form, out: TextIO = sys.stdout) -> None:
    """One with all that is known of it; as a table, in words of YAML."""
    _write(said, "yaml" if form == "table" else form, out)


def _write(said: Any, form: Form, out: TextIO) -> None:
    if form == "json":
        print(json.dumps(said, indent=2, ensure_ascii=False), file=out)
    else:
        yaml.safe_dump(said, out, sort_keys=False, allow_unicode=True)
