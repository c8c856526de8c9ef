"""WhatsApp Cloud API: what account events say of templates."""

from services.gateway.channels.news import Notice, Said
from services.gateway.channels.shape import Object, text_in
from services.gateway.items import NoticeKind

LONGEST_NAME = 512
LONGEST_LANGUAGE = 20
LONGEST_REASON = 300
ODD = "EVENT_ODD"

# FLAGGED may still be sent: people dislike it. What waits for a review was never sent, or may be
# sent as it was before.
_STATES = {
    "APPROVED": NoticeKind.TEMPLATE_APPROVED,
    "REINSTATED": NoticeKind.TEMPLATE_APPROVED,
    "UNARCHIVED": NoticeKind.TEMPLATE_APPROVED,
    "PAUSED": NoticeKind.TEMPLATE_PAUSED,
    "DISABLED": NoticeKind.TEMPLATE_DISABLED,
    "REJECTED": NoticeKind.TEMPLATE_DISABLED,
    "ARCHIVED": NoticeKind.TEMPLATE_DISABLED,
    "DELETED": NoticeKind.TEMPLATE_DISABLED,
    "PENDING_DELETION": NoticeKind.TEMPLATE_DISABLED,
    "FLAGGED": NoticeKind.ALERT,
}


def status(value: Object) -> Said | None:
    """message_template_status_update."""
    word = text_in(value, "event", ODD, limit=100)
    reason = text_in(value, "reason", ODD, limit=LONGEST_REASON)
    if word not in _STATES:
        return None
    told = f"{word} {reason}" if reason not in {"", "NONE"} else word
    return _said(value, _STATES[word], told)


def quality(value: Object) -> Said | None:
    """message_template_quality_update."""
    names = ("previous_quality_score", "new_quality_score")
    before, after = (text_in(value, name, ODD, limit=100) for name in names)
    return _said(value, NoticeKind.ALERT, f"quality {before} {after}".strip()) if after else None


def _said(value: Object, kind: NoticeKind, detail: str) -> Said | None:
    name = text_in(value, "message_template_name", ODD, limit=LONGEST_NAME)
    language = text_in(value, "message_template_language", ODD, limit=LONGEST_LANGUAGE)
    return Said((), detail, notices=(Notice(kind, name, language),)) if name else None
