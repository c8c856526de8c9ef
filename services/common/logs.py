"""Logs: one JSON object a line, fields instead of formatted text, nothing personal in clear.

    log = logging.getLogger(__name__)
    event(log, "verify_address", attempts=2, phone=Phone("+393331234567"))

`event` is the one way we write a line: a constant name and fields. Request id, tenant and service
are added here. What is personal is wrapped in `Phone` or `Secret`, which show themselves masked
everywhere; texts that people write never go into a log at all.
"""

import json
import logging
import re
import sys
import time
import traceback
from typing import Any, TextIO

from services.common import context


class Masked:
    """A text that is shown masked by str, repr, format and JSON; `reveal()` gives it away."""

    def __init__(self, text: str) -> None:
        self._text = text

    def reveal(self) -> str:
        """The text itself: for the wire and the database only."""
        return self._text

    def masked(self) -> str:
        """What may be shown."""
        return "***"

    def __str__(self) -> str:
        return self.masked()

    def __repr__(self) -> str:
        return f"{type(self).__name__}({self.masked()})"

    def __format__(self, spec: str) -> str:
        return format(self.masked(), spec)

    def __eq__(self, other: object) -> bool:
        return type(other) is type(self) and other._text == self._text

    def __hash__(self) -> int:
        return hash((type(self), self._text))


class Secret(Masked):
    """A token, a password, a key: nothing of it is shown."""


class Phone(Masked):
    """An address of a person: `+39*****001`, enough to recognise, too little to call."""

    def masked(self) -> str:
        """The first three characters and the last three, of those that are long enough."""
        if len(self._text) < 9:
            return "***"
        return f"{self._text[:3]}*****{self._text[-3:]}"


def event(
    log: logging.Logger,
    name: str,
    /,
    *,
    level: int = logging.INFO,
    error: BaseException | None = None,
    **fields: object,
) -> None:
    """Write one line: what happened, its fields, and where `error` was raised."""
    if log.isEnabledFor(level):
        info = (type(error), error, error.__traceback__) if error else None
        # Made here, not by log.log(), which looks for the caller's line: half of the price.
        record = logging.LogRecord(log.name, level, "", 0, name, None, info)
        record.fields = fields
        log.handle(record)


_encode = json.JSONEncoder(default=str).encode
_quote = json.encoder.encode_basestring_ascii


class JsonLines(logging.Formatter):
    """Renders a record as one line of JSON; control characters are escaped, none can forge one.

    Every call writes a line, so the part that all lines have is put together by hand.
    """

    def __init__(self, service: str) -> None:
        super().__init__()
        self.service = _quote(service)
        self.second = 0
        self.stamp = ""

    def format(self, record: logging.LogRecord) -> str:
        """Our own fields first, then those of the event, then the error."""
        fields = _fields(record)
        if record.exc_info and record.exc_info[1]:
            fields = {**fields, "error": scrubbed(record.exc_info[1])}
        head = (
            f'{{"time": "{self.time(record.created)}", "level": "{record.levelname.lower()}",'
            f' "event": {_quote(record.getMessage())}, "service": {self.service},'
            f' "request_id": {_quote(context.request_id.get())},'
            f' "tenant": {_quote(context.tenant.get())}'
        )
        return f"{head}, {_encode(fields)[1:]}" if fields else head + "}"

    def time(self, created: float) -> str:
        """The instant in UTC to the millisecond; the text of a second is made once."""
        second = int(created)
        if second != self.second:
            self.second = second
            self.stamp = time.strftime("%Y-%m-%dT%H:%M:%S", time.gmtime(second))
        return f"{self.stamp}.{int((created - second) * 1000):03}Z"


def configure(service: str, level: str = "INFO", *, stream: TextIO | None = None) -> None:
    """Send the logs of the whole process to `stream` (standard output) as JSON lines."""
    # What we never show costs nothing to leave out of every record.
    logging.logThreads = logging.logProcesses = False
    logging.logMultiprocessing = False
    handler = logging.StreamHandler(stream or sys.stdout)
    handler.setFormatter(JsonLines(service))
    root = logging.getLogger()
    for old in root.handlers[:]:
        root.removeHandler(old)
    root.addHandler(handler)
    root.setLevel(level.upper())
    for chatty in ("httpx", "httpcore", "asyncio", "uvicorn", "grpc._cython.cygrpc"):
        logging.getLogger(chatty).setLevel("WARNING")


def scrubbed(error: BaseException) -> list[str]:
    """The error and what caused it, each with its frames; of the texts, what cannot be personal.

    A driver's message may quote a row, a parser's the input: of each text the first line is kept,
    with quotations, addresses and long numbers taken out. No line of source, no local variable.
    """
    lines: list[str] = []
    seen: set[int] = set()
    each: BaseException | None = error
    while each is not None and id(each) not in seen:
        seen.add(id(each))
        lines.append(f"{type(each).__module__}.{type(each).__qualname__}: {_scrub(str(each))}")
        frames = traceback.extract_tb(each.__traceback__)
        lines += [f"  {_place(frame)}" for frame in frames[-20:]]
        each = each.__cause__ or (None if each.__suppress_context__ else each.__context__)
    return lines


_QUOTED = re.compile(r"'[^']*'?|\"[^\"]*\"?|«[^»]*»?|`[^`]*`?")
_ADDRESS = re.compile(r"\S+@\S+|\+?\d[\d ().-]{6,}\d|\b[\w-]{24,}\b")


def _scrub(text: str) -> str:
    first = text.split("\n", 1)[0][:300]
    return _ADDRESS.sub("***", _QUOTED.sub("'***'", first))


def _place(frame: traceback.FrameSummary) -> str:
    """`services/x/usecases.py:31 do_this`, without the machine's folders."""
    path = frame.filename.replace("\\", "/")
    for mark in ("/site-packages/", "/services/", "/lyoctl/", "/sandbox/", "/tests/"):
        if mark in path:
            path = (mark if mark != "/site-packages/" else "/").lstrip("/") + path.split(mark)[-1]
            break
    return f"{path}:{frame.lineno} {frame.name}"


_STANDARD = frozenset(vars(logging.makeLogRecord({}))) | {"message", "asctime"}


def _fields(record: logging.LogRecord) -> dict[str, Any]:
    """The fields of `event`; of a library's record, what it gave as `extra`."""
    fields: dict[str, Any] | None = getattr(record, "fields", None)
    if isinstance(fields, dict):
        return fields
    return {name: value for name, value in vars(record).items() if name not in _STANDARD}
