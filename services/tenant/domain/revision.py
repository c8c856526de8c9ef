"""Which version of a thing a change is based on, and which of its fields the change names."""

import hashlib
from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from services.common.errors import Violation
from services.tenant.domain.errors import EtagStale, FieldsWrong, MaskPathUnknown


def etag_of(thing_id: UUID, revision: int) -> str:
    """A text that is another one after each change, and tells nothing else."""
    return hashlib.sha256(f"{thing_id}/{revision}".encode()).hexdigest()[:16]


def require_etag(given: str, current: str) -> None:
    """Refuse a change that is based on another version; one based on none is let through."""
    if given and given != current:
        raise EtagStale


def chosen(paths: Sequence[str], changeable: Mapping[str, Any]) -> dict[str, Any]:
    """Of all values that may be changed, those that the mask names."""
    if not paths:
        raise FieldsWrong([Violation("update_mask", "FIELD_MISSING", "names no field")])
    unknown = [path for path in paths if path not in changeable]
    if unknown:
        raise MaskPathUnknown(unknown, list(changeable))
    return {path: changeable[path] for path in paths}
