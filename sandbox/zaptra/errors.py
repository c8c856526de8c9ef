"""How Zaptra says no. It has no codes of its own: what Meta said is passed on as text."""

from dataclasses import dataclass

from sandbox.door import Answer
from sandbox.meta.errors import Refusal as MetaRefusal


@dataclass(eq=False)
class Refusal(Exception):
    """A call that Zaptra does not accept."""

    status: int
    message: str
    code: int | None = None
    """Meta's code, where Meta refused it."""

    def answer(self) -> Answer:
        body: dict[str, object] = {"status": "error", "message": self.message}
        if self.code is not None:
            body["error"] = {"code": self.code, "message": self.message}
        return Answer(self.status, body, self.message)


def by_meta(refusal: MetaRefusal) -> Refusal:
    """What Meta said, as Zaptra passes it on."""
    said = ": ".join(filter(None, (refusal.message, refusal.details)))
    return Refusal(refusal.status, said, refusal.code)


def of_status(status: int) -> Refusal:
    return Refusal(status, "Too Many Attempts." if status == 429 else "Server Error")
