"""How OpenAI says no: one form for all, words for codes."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from sandbox.door import Answer

AGAIN_SECONDS = "1"
INVALID = "invalid_request_error"


@dataclass(eq=False)
class Refusal(Exception):
    """A call that OpenAI does not accept."""

    message: str
    code: str | None = None
    param: str | None = None
    status: int = 400
    kind: str = INVALID
    headers: Mapping[str, str] = field(default_factory=dict)

    def answer(self) -> Answer:
        error = {
            "message": self.message,
            "type": self.kind,
            "param": self.param,
            "code": self.code,
        }
        said = f"{self.code or self.kind}: {self.message}"
        return Answer(self.status, {"error": error}, said, self.headers)


def unknown_key(key: str) -> Refusal:
    """No more of the key is said than OpenAI says of it."""
    if not key:
        return Refusal("You didn't provide an API key.", status=401)
    shown = f"{key[:4]}***{key[-4:]}" if len(key) > 12 else "***"
    return Refusal(f"Incorrect API key provided: {shown}.", "invalid_api_key", status=401)


def unknown_model(name: str) -> Refusal:
    message = f"The model `{name}` does not exist or you do not have access to it."
    return Refusal(message, "model_not_found", status=404)


def unknown_path(method: str, path: str) -> Refusal:
    return Refusal(f"Invalid URL ({method} {path})", status=404)


def too_long(tokens: int, most: int, param: str) -> Refusal:
    message = (
        f"This model's maximum context length is {most} tokens. However, your {param} resulted in"
        f" {tokens} tokens. Please reduce the length of the {param}."
    )
    return Refusal(message, "context_length_exceeded", param)


def of_status(status: int) -> Refusal:
    """What OpenAI says with a plain HTTP status."""
    for known in _BY_CODE.values():
        if known.status == status:
            return known
    kind = "server_error" if status >= 500 else INVALID
    return Refusal("The request failed on purpose.", None, status=status, kind=kind)


def of_code(code: str) -> Refusal:
    """One of OpenAI's codes as an answer."""
    return _BY_CODE.get(code) or Refusal("The request failed on purpose.", code)


_AGAIN = {"Retry-After": AGAIN_SECONDS}
_BY_CODE = {
    "invalid_api_key": Refusal("Incorrect API key provided: ***.", "invalid_api_key", status=401),
    "model_not_found": Refusal("The model does not exist.", "model_not_found", status=404),
    "rate_limit_exceeded": Refusal(
        "Rate limit reached for requests. Please try again in 1s.",
        "rate_limit_exceeded",
        status=429,
        kind="requests",
        headers=_AGAIN,
    ),
    "insufficient_quota": Refusal(
        "You exceeded your current quota, please check your plan and billing details.",
        "insufficient_quota",
        status=429,
        kind="insufficient_quota",
    ),
    "context_length_exceeded": Refusal(
        "This model's maximum context length was exceeded.", "context_length_exceeded", "messages"
    ),
    "content_filter": Refusal("The prompt was filtered by our content policy.", "content_filter"),
    "server_error": Refusal(
        "The server had an error while processing your request. Sorry about that!",
        None,
        status=500,
        kind="server_error",
    ),
    "overloaded": Refusal(
        "The engine is currently overloaded, please try again later.",
        None,
        status=503,
        kind="server_error",
    ),
}
