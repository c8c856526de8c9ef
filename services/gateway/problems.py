"""Errors as problem+json (RFC 9457): the one place where they become HTTP."""

import json
import logging
import math
import uuid
from http import HTTPStatus
from typing import Any

from services.common import context, errors
from services.common.grants import is_about_key
from services.common.logs import event
from services.gateway.answers import PROBLEM, Answer, Headers

log = logging.getLogger(__name__)

STATUS: dict[type[errors.MeshError], int] = {
    errors.InvalidArgument: 400,
    errors.Unauthenticated: 401,
    errors.PermissionDenied: 403,
    errors.NotFound: 404,
    errors.FailedPrecondition: 409,
    errors.Aborted: 412,
    errors.ResourceExhausted: 429,
    errors.Unavailable: 503,
}
KEYS_WANTED: Headers = ((b"www-authenticate", b'Bearer realm="lyo"'),)
RETRY_SECONDS = 5
"""Told where the error itself does not say when to come back."""


def status_of(error: errors.MeshError) -> int:
    """The HTTP status of the class, also of a class derived from it."""
    return next(STATUS[kind] for kind in type(error).__mro__ if kind in STATUS)


def answer_to(error: errors.MeshError) -> Answer:
    """The problem that the error is."""
    if isinstance(error, errors.Unauthenticated) and not is_about_key(error):
        return answer_to_bug(error)  # a service refused us, who have let the caller in
    more: dict[str, Any] = {}
    headers: Headers = ()
    if error.details:
        more["details"] = error.details
    if isinstance(error, errors.InvalidArgument) and error.violations:
        more["errors"] = [
            {"field": each.field, "reason": each.reason, "detail": each.message}
            for each in error.violations
        ]
    if isinstance(error, errors.Unauthenticated):
        headers = KEYS_WANTED
    if isinstance(error, errors.Later):
        after = error.retry_after.total_seconds() if error.retry_after else RETRY_SECONDS
        headers = [(b"retry-after", str(max(1, math.ceil(after))).encode())]
    return problem(status_of(error), error.reason, error.message, more, headers)


def answer_to_bug(error: Exception) -> Answer:
    """An id to look up in the log, and nothing else."""
    error_id = uuid.uuid4().hex
    event(log, "request_failed", level=logging.ERROR, error=error, error_id=error_id)
    return problem(500, "INTERNAL", f"internal error {error_id}", {"error_id": error_id})


def problem(
    status: int,
    reason: str,
    detail: str,
    more: dict[str, Any] | None = None,
    headers: Headers = (),
) -> Answer:
    """`instance` is the id of the request: what to tell us when asking about it."""
    content = {
        "type": f"urn:lyo:problem:{reason}",
        "title": HTTPStatus(status).phrase,
        "status": status,
        "detail": detail,
        "instance": context.request_id.get(),
        "reason": reason,
        **(more or {}),
    }
    return Answer.of(status, json.dumps(content).encode(), PROBLEM, headers)
