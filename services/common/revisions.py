"""The revisions of a service as files: which there are, which is the newest, making the next.

services/<service>/storage/migrations/NNNN_name.py, in one line of descent.
"""

import ast
import re
from dataclasses import dataclass
from pathlib import Path

SERVICES = Path(__file__).resolve().parent.parent
TEMPLATE = Path(__file__).parent / "migrations_env" / "revision.txt"


@dataclass(frozen=True)
class Revision:
    revision: str
    down_revision: str | None
    path: Path


def migrations_of(service: str) -> Path:
    """The folder that holds the revisions of the service."""
    return SERVICES / service / "storage" / "migrations"


def revisions(folder: Path) -> list[Revision]:
    """All revisions of a service, oldest first. Read, not run: starting must not cost Alembic."""
    found = [_read(path) for path in sorted(folder.glob("[0-9]*.py"))]
    before = [None, *(each.revision for each in found)]
    for each, expected in zip(found, before, strict=False):
        if each.down_revision != expected:
            raise ValueError(f"{each.path.name} must follow {expected}, not {each.down_revision}")
    return found


def new_revision(service: str, message: str, folder: Path | None = None) -> Path:
    """Write the next revision, empty, for someone to fill."""
    folder = folder or migrations_of(service)
    known = revisions(folder)
    last = known[-1].revision if known else None
    number = f"{int(last) + 1 if last else 1:04}"
    name = re.sub(r"[^a-z0-9]+", "_", message.lower()).strip("_")
    path = folder / f"{number}_{name}.py"
    filled = {"message": message[:1].upper() + message[1:], "revision": number}
    text = TEMPLATE.read_text().format(**filled, down_revision=f'"{last}"' if last else None)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)
    return path


def _read(path: Path) -> Revision:
    """The two names that Alembic reads from the file, without running it."""
    values: dict[str, str | None] = {}
    for statement in ast.parse(path.read_text()).body:
        if isinstance(statement, ast.Assign) and isinstance(statement.targets[0], ast.Name):
            name = statement.targets[0].id
            if name in {"revision", "down_revision"}:
                values[name] = ast.literal_eval(statement.value)
    if not values.get("revision"):
        raise ValueError(f"{path} has no revision")
    return Revision(str(values["revision"]), values.get("down_revision"), path)
