"""How the WhatsApp Cloud API writes messages: the bodies of its requests."""

from collections.abc import Iterator
from itertools import zip_longest
from typing import Any

from services.notifier.domain.content import Button, Content, Media, MediaKind, Menu, TemplateUse
from services.notifier.domain.message import Recipient, RecipientKind
from services.notifier.domain.outcomes import Refused
from services.notifier.domain.template import Template, TemplateButton
from services.notifier.providers.provider import Outgoing

Object = dict[str, Any]

QUICK_REPLY = TemplateButton("quick_reply", "")


def payload(outgoing: Outgoing) -> Object:
    """The body that sends it. Our id comes back in its statuses, and settles what an answer that
    never came leaves open; statuses of earlier parts name no message."""
    ours = str(outgoing.message_id)
    return {
        "messaging_product": "whatsapp",
        "recipient_type": "individual",
        **_addressed(outgoing.recipient),
        **_written(outgoing.content, outgoing.template),
        "biz_opaque_callback_data": ours if outgoing.last else f"{ours}/{outgoing.part}",
    }


def read_mark(provider_message_id: str, *, typing: bool) -> Object:
    """The body that shows a message of the customer as read."""
    mark: Object = {
        "messaging_product": "whatsapp",
        "status": "read",
        "message_id": provider_message_id,
    }
    return {**mark, "typing_indicator": {"type": "text"}} if typing else mark


def components(use: TemplateUse, known: Template | None) -> list[Object]:
    """What is filled into a template, for Meta and for those who hand it on to Meta."""
    names = known.parameter_names if known is not None and known.named else ()
    pairs = zip_longest(use.parameters, names[: len(use.parameters)])
    filled = [_parameter(*each) for each in pairs]
    body = [{"type": "body", "parameters": filled}] if filled else []
    return [*body, *_buttons_of(use, known)]


def on_one_line(text: str) -> str:
    """A parameter as WhatsApp takes it: no line breaks and tabs in it, nor many blanks in a row,
    nor nothing."""
    return " ".join(text.split()) or "-"


def _parameter(text: str, name: str | None) -> Object:
    parameter = {"type": "text", "text": on_one_line(text)}
    return {**parameter, "parameter_name": name} if name else parameter


def _buttons_of(use: TemplateUse, known: Template | None) -> Iterator[Object]:
    """Each choice goes to the next button that takes one. Where the template is not known, all of
    its buttons are taken for quick replies."""
    buttons = known.buttons if known is not None else (QUICK_REPLY,) * len(use.choice_ids)
    takers = [(n, each) for n, each in enumerate(buttons) if takes_choice(each)]
    for (number, button), choice_id in zip(takers, use.choice_ids, strict=False):
        if button.fills_url:
            yield _button_of("url", number, {"type": "text", "text": choice_id})
        else:
            yield _button_of("quick_reply", number, {"type": "payload", "payload": choice_id})


def takes_choice(button: TemplateButton) -> bool:
    """Whether something of ours stands in the button."""
    return button.kind == "quick_reply" or button.fills_url


def _button_of(kind: str, number: int, parameter: Object) -> Object:
    return {"type": "button", "sub_type": kind, "index": str(number), "parameters": [parameter]}


def _addressed(recipient: Recipient) -> dict[str, str]:
    if recipient.kind is RecipientKind.PHONE:
        return {"to": recipient.value.removeprefix("+")}
    if recipient.kind is RecipientKind.WHATSAPP_USER:
        return {"recipient": recipient.value}
    raise Refused("RECIPIENT_NOT_SUPPORTED", f"{recipient.kind} is no address on WhatsApp")


def _written(content: Content, known: Template | None) -> Object:
    if content.template is not None:
        return {"type": "template", "template": _template(content.template, known)}
    if content.media is not None:
        return {"type": content.media.kind.value, content.media.kind.value: _media(content)}
    if content.buttons or content.menu is not None:
        return {"type": "interactive", "interactive": _interactive(content)}
    return {"type": "text", "text": {"body": content.text, "preview_url": False}}


def _template(use: TemplateUse, known: Template | None) -> Object:
    written: Object = {"name": use.name, "language": {"code": use.language}}
    filled = components(use, known)
    return {**written, "components": filled} if filled else written


def _media(content: Content) -> Object:
    media = content.media or Media(MediaKind.DOCUMENT, "")
    written: Object = {"link": media.url}
    if content.text:
        written["caption"] = content.text
    if media.kind is MediaKind.DOCUMENT and media.file_name:
        written["filename"] = media.file_name
    return written


def _interactive(content: Content) -> Object:
    if content.menu is not None:
        kind, action = "list", _menu(content.menu)
    else:
        kind, action = "button", {"buttons": [_button(each) for each in content.buttons]}
    return {"type": kind, "body": {"text": content.text}, "action": action}


def _button(button: Button) -> Object:
    return {"type": "reply", "reply": {"id": button.choice_id, "title": button.title}}


def _menu(menu: Menu) -> Object:
    rows = []
    for each in menu.rows:
        row = {"id": each.choice_id, "title": each.title}
        rows.append({**row, "description": each.description} if each.description else row)
    return {"button": menu.label, "sections": [{"rows": rows}]}
