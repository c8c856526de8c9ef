"""Between preferences on the wire and values of the domain. No decisions here."""

from collections.abc import Iterable

from lyo.notifier.v1 import message_service_pb2 as message_pb
from lyo.notifier.v1 import preference_service_pb2 as pb

from services.common.fields import text_of, time_of, timestamp, uuid_of
from services.notifier.domain.message import Recipient, RecipientKind
from services.notifier.domain.preference import Category, Preference, PreferenceChange, Source
from services.notifier.usecases.preferences import Receipt, Wish

_CATEGORIES = {each: pb.MessageCategory.Value(f"MESSAGE_CATEGORY_{each.name}") for each in Category}
_SOURCES = {each: pb.PreferenceSource.Value(f"PREFERENCE_SOURCE_{each.name}") for each in Source}
_CATEGORY_OF = {wire: category for category, wire in _CATEGORIES.items()}
_SOURCE_OF = {wire: source for source, wire in _SOURCES.items()}
_KIND_OF = {
    message_pb.RecipientKind.Value(f"RECIPIENT_KIND_{each.name}"): each for each in RecipientKind
}


def wish(request: pb.SetPreferencesRequest) -> Wish:
    """What SetPreferences asks for."""
    return Wish(
        customer_id=uuid_of(request, "customer_id"),
        categories=sorted({_CATEGORY_OF[each] for each in request.categories} or set(Category)),
        opted_out=request.opted_out,
        source=_SOURCE_OF[request.source],
        change_time=time_of(request, "change_time") if request.HasField("change_time") else None,
        detail=request.detail,
        receipt=_receipt(request.receipt) if request.HasField("receipt") else None,
    )


def _receipt(receipt: pb.PreferenceReceipt) -> Receipt:
    recipient = receipt.recipient
    return Receipt(
        channel_id=uuid_of(receipt, "channel_id"),
        recipient=Recipient(_KIND_OF[recipient.kind], text_of(recipient, "value")),
        language=receipt.language,
        wrote_time=time_of(receipt, "wrote_time"),
    )


def to_preferences(preferences: Iterable[Preference]) -> list[pb.Preference]:
    """What the customer wants of each kind, also of those of which nothing was ever said."""
    known = {each.category: each for each in preferences}
    return [
        _to_preference(known[category])
        if category in known
        else pb.Preference(category=_CATEGORIES[category])
        for category in Category
    ]


def to_change(change: PreferenceChange) -> pb.PreferenceChange:
    return pb.PreferenceChange(
        category=_CATEGORIES[change.category],
        opted_out=change.opted_out,
        source=_SOURCES[change.source],
        change_time=timestamp(change.change_time),
        detail=change.detail,
    )


def _to_preference(preference: Preference) -> pb.Preference:
    return pb.Preference(
        category=_CATEGORIES[preference.category],
        opted_out=preference.opted_out,
        change_time=timestamp(preference.change_time),
        source=_SOURCES[preference.source],
    )
