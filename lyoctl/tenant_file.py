"""A tenant's file, read strictly: what is wrong is refused with file, line, column and reason."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from lyoctl.tenant_mistakes import mistake
from lyoctl.tenant_rules import complaints
from lyoctl.tenant_schema import TenantFile
from lyoctl.tenant_secrets import secret_of
from lyoctl.tenant_yaml import BadYaml, Document, Place, read_yaml

LISTS = {name for name, field in TenantFile.model_fields.items() if isinstance(field.default, list)}
MOST_COMPLAINTS = 20


class TenantFileError(ValueError):
    """The file cannot be used; the text says where and why."""


@dataclass(frozen=True)
class Source:
    """A tenant's file: where it is, what it says, where in it each thing stands."""

    path: Path
    says: TenantFile
    document: Document

    def where(self, *path: str | int) -> str:
        """`file:line:column` of what stands at the path."""
        return f"{self.path}:{self.document.place(path)}"

    def gives(self, key: str) -> bool:
        """Whether the file has the key at all, even with nothing under it."""
        return key in self.says.model_fields_set

    def secret(self, source: str, *path: str | int) -> str:
        """What `env:NAME` or `file:PATH` stands for, or TenantFileError."""
        try:
            return secret_of(source, self.path.parent)
        except ValueError as error:
            raise TenantFileError(f"{self.where(*path)}: {error}") from None


def read(path: Path) -> Source:
    """The tenant in the file, or TenantFileError."""
    try:
        document = read_yaml(path)
    except BadYaml as error:
        raise TenantFileError(f"{path}:{error.place}: {error}") from None
    except OSError as error:
        raise TenantFileError(f"{path}: {error.strerror}") from None
    try:
        file = TenantFile.model_validate(_filled(document.content))
    except ValidationError as error:
        raise _refusal(path, list(_found(document, error.errors()))) from None
    if wrong := list(complaints(file)):
        raise _refusal(path, [(document.place(at), _named(at, what)) for at, what in wrong])
    return Source(path, file, document)


def _filled(content: Any) -> Any:
    """`channels:` with nothing under it says that there are none."""
    if not isinstance(content, dict):
        return content
    return {key: [] if value is None and key in LISTS else value for key, value in content.items()}


def _found(document: Document, errors: Sequence[Any]) -> Iterator[tuple[Place, str]]:
    for error in errors:
        path = [part for part in error["loc"] if part != "[key]"]
        unknown = error["type"] == "extra_forbidden" or "[key]" in error["loc"]
        if error["type"] == "union_tag_invalid":
            path.append("platform")
        yield document.place(path, key=unknown), _named(document.known(path), mistake(error))


def _named(path: Sequence[str | int], text: str) -> str:
    return f"{'.'.join(map(str, path)) or 'the file'}: {text}"


def _refusal(path: Path, found: Sequence[tuple[Place, str]]) -> TenantFileError:
    lines = [f"{path}:{place}: {text}" for place, text in found[:MOST_COMPLAINTS]]
    if len(found) > MOST_COMPLAINTS:
        lines.append(f"{path}: and {len(found) - MOST_COMPLAINTS} more")
    return TenantFileError("\n".join(lines))
