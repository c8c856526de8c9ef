"""What the contracts say of their calls and fields, out of the image beside the stubs."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from google.protobuf.descriptor_pb2 import FileDescriptorProto, FileDescriptorSet
from lyo.tenant.v1 import tenant_service_pb2

IMAGE = Path(str(tenant_service_pb2.__file__)).parents[3] / "image.binpb"

_MESSAGE, _SERVICE, _METHOD_OR_FIELD = 4, 6, 2
_LISTED = re.compile(
    r"^\* (?P<code>[A-Z_]+) / (?P<reason>[A-Z0-9_]+): (?P<text>.*(?:\n  .*)*)", re.M
)


@dataclass(frozen=True)
class Refusal:
    """One line of the errors that a contract lists."""

    code: str
    reason: str
    text: str


class Comments:
    """All comments by full name: `lyo.x.v1.XService.DoThis`, `lyo.x.v1.X.field`."""

    def __init__(self, texts: Mapping[str, str]) -> None:
        self._texts = texts

    @classmethod
    def read(cls, path: Path = IMAGE) -> "Comments":
        """Those of the image; none where it is not installed."""
        if not path.exists():
            return cls({})
        image = FileDescriptorSet.FromString(path.read_bytes())
        files = [file for file in image.file if file.package.startswith("lyo.")]
        return cls({name: text for file in files for name, text in _of(file)})

    def of(self, full_name: str) -> str:
        """What is said of it; empty where nothing is."""
        return self._texts.get(full_name, "")

    def said(self, call: str) -> str:
        """What is said of a call, without its errors."""
        return self.of(call).partition("Errors:")[0].strip()

    def refusals(self, call: str) -> list[Refusal]:
        """The errors that the contract of a call lists."""
        found = _LISTED.finditer(self.of(call))
        return [
            Refusal(each["code"], each["reason"], " ".join(each["text"].split())) for each in found
        ]


class _File:
    """One file of the image, and how to name what a comment stands before."""

    def __init__(self, file: FileDescriptorProto) -> None:
        self.file = file

    @cached_property
    def named(self) -> dict[tuple[int, ...], str]:
        """The full name of what is at each path of the file."""
        return dict(self._names())

    def _names(self) -> Iterator[tuple[tuple[int, ...], str]]:
        kinds: tuple[tuple[int, Any, str], ...] = (
            (_MESSAGE, self.file.message_type, "field"),
            (_SERVICE, self.file.service, "method"),
        )
        for kind, things, inner in kinds:
            for at, thing in enumerate(things):
                name = f"{self.file.package}.{thing.name}"
                yield (kind, at), name
                for number, each in enumerate(getattr(thing, inner)):
                    yield (kind, at, _METHOD_OR_FIELD, number), f"{name}.{each.name}"


def _of(file: FileDescriptorProto) -> Iterator[tuple[str, str]]:
    named = _File(file).named
    for location in file.source_code_info.location:
        name = named.get(tuple(location.path))
        if name and location.leading_comments:
            lines = location.leading_comments.splitlines()
            yield name, "\n".join(line.removeprefix(" ") for line in lines)
