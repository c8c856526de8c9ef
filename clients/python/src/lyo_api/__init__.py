"""Calls the gRPC APIs of Lyo. `Lyo` is the client; what it raises derives from `LyoError`."""

from lyo_api.client import Lyo
from lyo_api.errors import (
    Aborted,
    FailedPrecondition,
    InternalError,
    InvalidArgument,
    LyoError,
    NotFound,
    PermissionDenied,
    ResourceExhausted,
    Unauthenticated,
    Unavailable,
    Violation,
)

__all__ = [
    "Aborted",
    "FailedPrecondition",
    "InternalError",
    "InvalidArgument",
    "Lyo",
    "LyoError",
    "NotFound",
    "PermissionDenied",
    "ResourceExhausted",
    "Unauthenticated",
    "Unavailable",
    "Violation",
]
