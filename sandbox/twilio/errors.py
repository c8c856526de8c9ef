"""How Twilio says no: one form for all, the codes of its list."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from sandbox.door import Answer

PAGES = "https://www.twilio.com/docs/errors/"
AGAIN_SECONDS = "1"


@dataclass(eq=False)
class Refusal(Exception):
    """A call that Twilio does not accept."""

    code: int
    message: str
    status: int = 400
    headers: Mapping[str, str] = field(default_factory=dict)

    def answer(self) -> Answer:
        body = {
            "code": self.code,
            "message": self.message,
            "more_info": f"{PAGES}{self.code}",
            "status": self.status,
        }
        return Answer(self.status, body, f"{self.code}: {self.message}", self.headers)


WORDS = {
    20001: "Invalid parameter",
    20003: "Authenticate",
    20404: "The requested resource was not found",
    20429: "Too Many Requests",
    20500: "An internal server error has occurred",
    20503: "Service unavailable",
    21211: "Invalid 'To' Phone Number",
    21603: "A 'From' phone number is required.",
    21604: "A 'To' phone number is required.",
    21606: "The 'From' phone number provided is not a valid message-capable Twilio phone number",
    21609: "Invalid 'StatusCallback' URL",
    21610: "Attempt to send to unsubscribed recipient",
    21617: "The concatenated message body exceeds the 1600 character limit",
    21619: "A text message body or media urls must be specified.",
    21620: "Invalid media URL(s)",
    21623: "Number of media files exceeds allowed limit",
    21654: "ContentSid Required",
    21655: "The ContentSid is Invalid",
    21656: "The ContentVariables Parameter is invalid",
    21910: "Invalid 'From' and 'To' pair. 'From' and 'To' should be of the same channel",
    63007: "Twilio could not find a Channel with the specified From address",
    63016: "Failed to send freeform message because you are outside the allowed window.",
    63017: "Channel rate limit exceeded",
    63018: "Rate limit exceeded for Channel",
    63021: "Channel invalid content error",
    63024: "Invalid message recipient",
    63038: "Account exceeded the daily messages limit",
}
_STATUS = {20003: 401, 20404: 404, 20429: 429, 20500: 500, 20503: 503, 63017: 429, 63038: 429}


def known(code: int, more: str = "") -> Refusal:
    """One of Twilio's codes as an answer."""
    headers = {"Retry-After": AGAIN_SECONDS} if code == 20429 else {}
    words = WORDS.get(code, "Unknown error")
    said = f"{words}: {more}" if more else words
    return Refusal(code, said, _STATUS.get(code, 400), headers)


def of_status(status: int) -> Refusal:
    """What Twilio says with a plain HTTP status."""
    code = {401: 20003, 404: 20404, 429: 20429, 500: 20500, 503: 20503}.get(status, 20001)
    return Refusal(code, WORDS[code], status)
