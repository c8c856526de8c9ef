"""What is said to a language model and what it answers, whoever makes the model."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from typing import Any


@dataclass(frozen=True)
class Tool:
    """What a model may ask for."""

    name: str
    description: str
    parameters: Mapping[str, Any]
    """A JSON Schema that names every property as required and allows no other."""


@dataclass(frozen=True)
class ToolCall:
    """What a model asks for. Nothing of it is to be believed."""

    call_id: str
    name: str
    arguments: str
    """As it was written: JSON, or not."""


@dataclass(frozen=True)
class Instructions:
    """What we tell a model. Nothing that anybody else wrote belongs here."""

    text: str


@dataclass(frozen=True)
class FromCustomer:
    """What a customer wrote, or what we know of them, as data."""

    text: str


@dataclass(frozen=True)
class FromModel:
    """What a model answered before."""

    text: str = ""
    calls: tuple[ToolCall, ...] = ()


@dataclass(frozen=True)
class FromTool:
    """What became of a call, as data."""

    call_id: str
    text: str


Said = Instructions | FromCustomer | FromModel | FromTool
"""One message of a prompt. Each call of a FromModel is followed by its FromTool."""


@dataclass(frozen=True)
class TokenUse:
    """What a call was billed for."""

    prompt_tokens: int = 0
    completion_tokens: int = 0


@dataclass(frozen=True)
class ModelAnswer:
    """What a model says, or asks for, or both."""

    text: str
    calls: tuple[ToolCall, ...]
    usage: TokenUse


class Failure(StrEnum):
    """Why there is no answer."""

    TOO_LATE = "TOO_LATE"
    """The turn has no time left."""
    BREAKER_OPEN = "BREAKER_OPEN"
    """It failed too often just now; nobody asked it."""
    MODEL_TIMEOUT = "MODEL_TIMEOUT"
    MODEL_UNREACHABLE = "MODEL_UNREACHABLE"
    MODEL_DOWN = "MODEL_DOWN"
    """It says that something is wrong with itself."""
    RATE_LIMITED = "RATE_LIMITED"
    QUOTA_SPENT = "QUOTA_SPENT"
    """The account of the installation has no money left."""
    KEY_REFUSED = "KEY_REFUSED"
    REQUEST_REFUSED = "REQUEST_REFUSED"
    """It does not take what we ask: no such model, too long, a schema that it does not know."""
    CONTENT_FILTERED = "CONTENT_FILTERED"
    """It does not want to answer this."""
    ANSWER_UNREADABLE = "ANSWER_UNREADABLE"
    CALLS_UNREADABLE = "CALLS_UNREADABLE"
    """It asks for tools that cannot be named, or in no way that is known."""
    ANSWER_EMPTY = "ANSWER_EMPTY"
    ANSWER_TOO_LONG = "ANSWER_TOO_LONG"
    ARGUMENTS_TOO_LONG = "ARGUMENTS_TOO_LONG"


class ModelFailed(Exception):
    """There is no answer that could be used: the rules have to go on. It says nothing of what was
    asked or answered, so that it may stand in a log."""

    def __init__(
        self,
        reason: Failure,
        usage: TokenUse | None = None,
        *,
        again_after: timedelta | None = None,
    ) -> None:
        super().__init__(reason.value)
        self.reason = reason
        self.usage = usage or TokenUse()
        """What was billed all the same."""
        self.again_after = again_after
        """When it says that it may be asked again."""
