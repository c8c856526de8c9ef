"""How Twilio's API writes messages to WhatsApp (forms), and lists contents, its templates."""

import json
import re
from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from services.notifier.domain.message import Recipient, RecipientKind
from services.notifier.domain.outcomes import Refused
from services.notifier.domain.remedy import Remedy
from services.notifier.domain.template import Template, TemplateButton, TemplateState
from services.notifier.providers.meta_messages import on_one_line, takes_choice
from services.notifier.providers.meta_templates import is_named, parameters_in
from services.notifier.providers.provider import Outgoing

CONTENT_SID = re.compile(r"HX[0-9a-fA-F]{32}")

OURS = "message_id"
"""The parameter of the address for statuses that holds our id. Twilio signs all of it."""

_KINDS = (RecipientKind.PHONE, RecipientKind.WHATSAPP_USER)


def form(outgoing: Outgoing, address: str, statuses_url: str) -> dict[str, str]:
    """What is posted to send it from the address `whatsapp:+...`."""
    written = {
        "To": _to(outgoing.recipient),
        "From": address if address.startswith("whatsapp:") else f"whatsapp:{address}",
        **_written(outgoing),
    }
    if statuses_url:
        message_id = str(outgoing.message_id)
        named = message_id if outgoing.last else f"{message_id}/{outgoing.part}"
        written["StatusCallback"] = f"{statuses_url}?{OURS}={named}"
    return written


def _to(recipient: Recipient) -> str:
    if recipient.kind not in _KINDS:
        raise Refused("RECIPIENT_NOT_SUPPORTED", f"{recipient.kind} is no address on WhatsApp")
    return f"whatsapp:{recipient.value}"


def _written(outgoing: Outgoing) -> dict[str, str]:
    content = outgoing.content
    if content.template is not None:
        return _template(outgoing)
    written = {"Body": content.text} if content.text else {}
    return {**written, "MediaUrl": content.media.url} if content.media is not None else written


def _template(outgoing: Outgoing) -> dict[str, str]:
    """A content is named by its id alone. Variables of its buttons count on from those of its
    text."""
    use, known = outgoing.content.template, outgoing.template
    if use is None or known is None or not CONTENT_SID.fullmatch(known.provider_template_id):
        detail = "a template of Twilio is sent by its ContentSid, which is not known"
        raise Refused("TEMPLATE_MISSING", detail, remedy=Remedy.HOLD_TEMPLATE)
    filled = map(on_one_line, use.parameters)
    variables = dict(zip(known.parameter_names, filled, strict=False))
    takers = sum(takes_choice(each) for each in known.buttons)
    first = len(known.parameter_names) + 1
    for number, choice_id in enumerate(use.choice_ids[:takers], first):
        variables[str(number)] = choice_id
    return {
        "ContentSid": known.provider_template_id,
        "ContentVariables": json.dumps(variables, ensure_ascii=False),
    }


def template_of(content: Any, approval: Any, channel_id: UUID) -> Template | None:
    """A content, with what WhatsApp says of it; None where it is none that we can send."""
    if not isinstance(content, dict) or not isinstance(content.get("types"), dict):
        return None
    sid, language = content.get("sid"), content.get("language")
    if not isinstance(sid, str) or not CONTENT_SID.fullmatch(sid) or not isinstance(language, str):
        return None
    said = approval if isinstance(approval, dict) else {}
    kind, shape = _shape(content["types"])
    text = _text(shape.get("body"))
    names = parameters_in(text)
    state, detail = _state(said, _wrong_with(kind, shape, names))
    return Template(
        channel_id=channel_id,
        name=_text(said.get("name")) or _text(content.get("friendly_name")) or sid,
        language=language[:20],
        state=state,
        category=_text(said.get("category")).upper(),
        text=text,
        parameter_names=names,
        named=is_named(names),
        buttons=tuple(_button(each) for each in _actions(shape)),
        provider_template_id=sid,
        detail=detail,
    )


_STATES = {
    "approved": TemplateState.APPROVED,
    "paused": TemplateState.PAUSED,
    "rejected": TemplateState.DISABLED,
    "disabled": TemplateState.DISABLED,
}
_SHAPES = ("twilio/text", "twilio/quick-reply", "twilio/call-to-action", "whatsapp/card")
"""Those that are text and buttons."""


def _shape(types: Mapping[str, Any]) -> tuple[str, Mapping[str, Any]]:
    for kind, shape in types.items():
        if kind in _SHAPES and isinstance(shape, dict):
            return kind, shape
    return "", {}


def _wrong_with(kind: str, shape: Mapping[str, Any], names: Sequence[str]) -> str:
    """Why nobody could fill it in; empty where we can."""
    if not kind or shape.get("media") or parameters_in(_text(shape.get("header_text"))):
        return "it is more than text and buttons: not sent"
    filled = [name for each in _actions(shape) for name in parameters_in(_variable_in(each))]
    first = len(names) + 1
    if filled != [str(number) for number in range(first, first + len(filled))]:
        return "the variables of its buttons do not count on from those of its text: not sent"
    return ""


def _state(approval: Mapping[str, Any], wrong: str) -> tuple[TemplateState, str]:
    word = _text(approval.get("status"))
    state = _STATES.get(word, TemplateState.PENDING)
    if state is TemplateState.APPROVED and wrong:
        return TemplateState.DISABLED, wrong
    why = _text(approval.get("rejection_reason"))
    approved = state is TemplateState.APPROVED
    return state, "" if approved else ": ".join(each for each in (word, why) if each)


def _actions(shape: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    actions = shape.get("actions")
    listed = actions if isinstance(actions, list) else []
    return [each for each in listed if isinstance(each, dict)]


def _kind(action: Mapping[str, Any]) -> str:
    return _text(action.get("type")).lower() or "quick_reply"


def _variable_in(action: Mapping[str, Any]) -> str:
    """Where a variable may stand: what comes back, or the end of an address."""
    return _text(action.get("id" if _kind(action) == "quick_reply" else "url"))


def _button(action: Mapping[str, Any]) -> TemplateButton:
    """A quick reply whose id is fixed brings nothing of ours back: it is called so."""
    kind, title = _kind(action), _text(action.get("title"))
    fills = bool(parameters_in(_variable_in(action)))
    if kind == "quick_reply":
        return TemplateButton("quick_reply" if fills else "fixed_quick_reply", title)
    return TemplateButton(kind, title, fills)


def _text(value: Any) -> str:
    return value.replace("\0", "")[:4096] if isinstance(value, str) else ""
