"""WhatsApp Cloud API: one of `messages[]` as an inbound message."""

from services.gateway.channels.shape import Object, required_id_in, seconds_in
from services.gateway.channels.whatsapp_content import content_of
from services.gateway.channels.whatsapp_names import Names
from services.gateway.channels.whatsapp_senders import sender_of
from services.gateway.items import InboundMessage, Platform


def read(message: Object, address: str, names: Names) -> InboundMessage:
    """The message, which was sent to `address`."""
    sender = sender_of(message)
    content = content_of(message)
    return InboundMessage(
        platform=Platform.WHATSAPP,
        address=address,
        identities=sender.identities,
        message_id=required_id_in(message, "id", "MESSAGE_ID_ODD"),
        sent_at=seconds_in(message, "timestamp", "TIMESTAMP_ODD"),
        kind=content.kind,
        text=content.text,
        choice_id=content.choice_id,
        about=content.about,
        display_name=names.of(sender.phone, sender.user_id),
        former=sender.former,
    )
