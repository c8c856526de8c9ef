"""WhatsApp Cloud API of Meta: the only file that knows how its messages are written."""

from typing import Any
from urllib.parse import quote

from services.common.clock import Clock
from services.notifier.domain.message import Button, Content, Message, Recipient, RecipientKind
from services.notifier.domain.outcomes import Accepted, Refused, Unclear
from services.notifier.providers.http import Answer, Http
from services.notifier.providers.meta_errors import failure
from services.notifier.providers.provider import Sender

HOSTS = frozenset({"graph.facebook.com"})


class Meta:
    """Sends in the name of one phone number, whose id is the sender's address."""

    name = "meta"

    def __init__(self, http: Http, graph_url: str, version: str, now: Clock) -> None:
        self._http = http
        self._now = now
        self._root = f"{graph_url}/{version}"

    async def send(self, message: Message, sender: Sender) -> Accepted:
        """Post it. There is no idempotency key: our id in `biz_opaque_callback_data` comes back
        in its statuses, and settles what an answer that never came leaves open."""
        url = f"{self._root}/{quote(sender.address, safe='')}/messages"
        token = sender.token.reveal()
        answer = await self._http.post(url, token=token, body=payload(message))
        if 200 <= answer.status < 300:
            return Accepted(_wamid(answer))
        raise failure(answer, token=token, attempt=message.attempts, now=self._now())


def payload(message: Message) -> dict[str, Any]:
    """The body of the request."""
    return {
        "messaging_product": "whatsapp",
        "recipient_type": "individual",
        **_addressed(message.recipient),
        **_written(message.content),
        "biz_opaque_callback_data": str(message.message_id),
    }


def _addressed(recipient: Recipient) -> dict[str, str]:
    if recipient.kind is RecipientKind.PHONE:
        return {"to": recipient.value.removeprefix("+")}
    if recipient.kind is RecipientKind.WHATSAPP_USER:
        return {"recipient": recipient.value}
    raise Refused("RECIPIENT_NOT_SUPPORTED", f"{recipient.kind} is no address on WhatsApp")


def _written(content: Content) -> dict[str, Any]:
    if not content.buttons:
        return {"type": "text", "text": {"body": content.text, "preview_url": False}}
    return {
        "type": "interactive",
        "interactive": {
            "type": "button",
            "body": {"text": content.text},
            "action": {"buttons": [_button(each) for each in content.buttons]},
        },
    }


def _button(button: Button) -> dict[str, Any]:
    return {"type": "reply", "reply": {"id": button.choice_id, "title": button.title}}


def _wamid(answer: Answer) -> str:
    """The id of the message. Taken without one is as good as no answer: its status will say."""
    match answer.body:
        case {"messages": [{"id": str(wamid)}, *_]} if wamid:
            return wamid
    raise Unclear("ANSWER_UNREADABLE", f"HTTP {answer.status} without a message id")
