"""How Graph says no: one form for all, the codes of Meta's list."""

import base64
import secrets
from dataclasses import dataclass
from typing import Any

from sandbox.door import Answer

DOCUMENTATION = "https://developers.facebook.com/docs/whatsapp/cloud-api/support/error-codes/"


@dataclass(eq=False)
class Refusal(Exception):
    """A call that Graph does not accept."""

    code: int
    message: str
    details: str | None = None
    status: int = 400
    subcode: int | None = None
    kind: str = "OAuthException"
    transient: bool = False

    def answer(self) -> Answer:
        return Answer(self.status, {"error": self._body()}, f"{self.code}: {self._summary()}")

    def _summary(self) -> str:
        return self.details or self.message.removeprefix(f"(#{self.code}) ")

    def _body(self) -> dict[str, Any]:
        body: dict[str, Any] = {"message": self.message, "type": self.kind, "code": self.code}
        if self.subcode is not None:
            body["error_subcode"] = self.subcode
        if self.transient:
            body["is_transient"] = True
        if self.details is not None:
            body["error_data"] = {"messaging_product": "whatsapp", "details": self.details}
        return {**body, "fbtrace_id": _trace_id()}


@dataclass(frozen=True)
class Reason:
    """What an error code stands for."""

    title: str
    details: str
    status: int = 400
    transient: bool = False


REASONS = {
    0: Reason("Authentication Error", "Unable to authenticate the app user.", 401),
    1: Reason("API Unknown", "Possibly a temporary issue due to downtime.", 500, transient=True),
    2: Reason("Service temporarily unavailable", "Try again later.", 503, transient=True),
    3: Reason("API Method", "Capability or permissions issue.", 500),
    4: Reason("Application request limit reached", "Too many calls.", 429, transient=True),
    10: Reason("Application does not have permission for this action", "Permission missing.", 403),
    33: Reason("Parameter value is not valid", "The business phone number has been deleted."),
    100: Reason("Invalid parameter", "The request holds a parameter that is not valid."),
    190: Reason("Error validating access token", "The access token has expired.", 401),
    200: Reason("API permission", "Permission is either not granted or has been removed.", 403),
    368: Reason("Temporarily blocked for policies violations", "The account is blocked.", 403),
    80007: Reason("Rate limit issues", "The account has reached its rate limit.", 429),
    130429: Reason("Rate limit hit", "Message throughput has been reached.", 429),
    130472: Reason("User's number is part of an experiment", "Message was not sent."),
    130497: Reason(
        "Business account is restricted from messaging users in this country", "No.", 403
    ),
    131000: Reason("Something went wrong", "Message failed due to an unknown error.", 500),
    131008: Reason("Required parameter is missing", "A required parameter is missing."),
    131009: Reason("Parameter value is not valid", "One or more values are not valid."),
    131016: Reason("Service unavailable", "A service is temporarily unavailable.", 500),
    131021: Reason("Recipient cannot be sender", "Sender and recipient are the same."),
    131026: Reason("Message undeliverable", "Unable to deliver the message."),
    131030: Reason("Recipient phone number not in allowed list", "Add it to the list."),
    131031: Reason("Account has been locked", "The business account was locked.", 403),
    131037: Reason("Display name approval needed", "The display name is not approved."),
    131042: Reason("Business eligibility payment issue", "There is a payment problem."),
    131045: Reason("Incorrect certificate", "The phone number is not registered.", 500),
    131047: Reason(
        "Re-engagement message",
        "Message failed to send because more than 24 hours have passed since the customer last"
        " replied to this number.",
    ),
    131048: Reason("Spam rate limit hit", "Too many messages were blocked or flagged.", 429),
    131049: Reason("Meta chose not to deliver", "To maintain healthy ecosystem engagement."),
    131050: Reason("User stopped marketing messages", "The user has chosen to stop them."),
    131051: Reason("Unsupported message type", "Message type is currently not supported."),
    131052: Reason("Media download error", "Unable to download the media."),
    131053: Reason("Media upload error", "Unable to upload the media."),
    131056: Reason("Pair rate limit hit", "Too many messages to this phone number.", 429),
    131057: Reason("Account in maintenance mode", "The account is being upgraded.", 500),
    131062: Reason("Business-scoped user id not supported", "The message needs a phone number."),
    131063: Reason("Marketing template not allowed here", "Use marketing_messages."),
    131064: Reason("Messaging limit reached", "Too many unique customers in 24 hours.", 429),
    132000: Reason("Number of parameters does not match the expected number of params", "Count."),
    132001: Reason("Template name does not exist in the translation", "Not approved.", 404),
    132005: Reason("Translated text too long", "The template is too long."),
    132007: Reason("Template format character policy violated", "A character is not allowed."),
    132008: Reason("Template parameter format is invalid", "Format."),
    132012: Reason("Parameter format does not match format in the created template", "Format."),
    132015: Reason("Template is paused", "Low quality."),
    132016: Reason("Template is disabled", "Paused too many times."),
    132018: Reason("There's an issue with the parameters in your template", "Parameters."),
    132068: Reason("Flow is in blocked state", "The flow is blocked."),
    132069: Reason("Flow is in throttled state", "Ten messages an hour."),
    133004: Reason("Server temporarily unavailable", "Try again later.", 503, transient=True),
    135000: Reason("Generic user error", "Message failed because of an unknown parameter error."),
}
_UNKNOWN = Reason("Unknown error", "The sandbox has no words for this code.")


def known(code: int, details: str = "") -> Refusal:
    """One of Meta's codes as an answer; `details` say it better than its usual ones."""
    reason = REASONS.get(code, _UNKNOWN)
    return Refusal(
        code,
        f"(#{code}) {reason.title}",
        details or reason.details,
        status=reason.status,
        transient=reason.transient,
    )


def in_status(code: int) -> dict[str, Any]:
    """One of Meta's codes as it stands in a failed status."""
    reason = REASONS.get(code, _UNKNOWN)
    return {
        "code": code,
        "title": reason.title,
        "message": reason.title,
        "error_data": {"details": reason.details},
        "href": DOCUMENTATION,
    }


def unknown_token() -> Refusal:
    return Refusal(190, "Invalid OAuth access token - Cannot parse access token", status=401)


def unknown_object(object_id: str) -> Refusal:
    """A number that does not exist."""
    message = (
        f"Unsupported post request. Object with ID '{object_id}' does not exist, cannot be loaded"
        " due to missing permissions, or does not support this operation."
    )
    return Refusal(100, message, subcode=33, kind="GraphMethodException")


def unknown_path(path: str) -> Refusal:
    return Refusal(2500, f"Unknown path components: {path}")


def _trace_id() -> str:
    return "A" + base64.urlsafe_b64encode(secrets.token_bytes(16)).decode().rstrip("=")
