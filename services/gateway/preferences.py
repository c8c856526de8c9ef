"""What customers say of being written to unasked, told to the notifier before anything else."""

from collections.abc import Sequence
from typing import TYPE_CHECKING
from uuid import UUID

from lyo.notifier.v1 import preference_service_pb2 as pb

from services.common import context
from services.common.fields import derived
from services.common.texts import cleaned
from services.gateway.channels.whatsapp_preferences import Choice
from services.gateway.directory import Found
from services.gateway.items import AccountEvent, Identity, InboundMessage
from services.gateway.messages import instant, recipient
from services.gateway.stop_words import Heard, Word, heard_in, word_of

if TYPE_CHECKING:
    from lyo.notifier.v1.preference_service_pb2_grpc import PreferenceServiceAsyncStub

    from services.gateway.inbound import Mesh

_CATEGORIES = {
    Word.STOP_PROMOTIONS: [pb.MESSAGE_CATEGORY_MARKETING],
    Word.START: [pb.MESSAGE_CATEGORY_SERVICE],
}
"""Of which kinds a word speaks; else of all. START asks for no advertisements."""
SECONDS = 20.0
"""For the answer: the notifier waits for a call that is under way."""
LONGEST_DETAIL = 200


async def heard(
    messages: Sequence[InboundMessage],
    turn_id: UUID,
    found: Found,
    identities: Sequence[Identity],
    stub: "PreferenceServiceAsyncStub",
) -> Sequence[InboundMessage]:
    """Tell what was said by a word, if anything; the messages that are left to be answered. The
    word that was said last counts. START from somebody who was written to anyway is a message like
    any other."""
    said = heard_in(messages)
    if said is None:
        return messages
    request = _request(said, turn_id, found, identities)
    answer = await stub.SetPreferences(request, timeout=SECONDS)
    meant_otherwise = said.word is Word.START and not answer.changed
    return [
        each
        for each in messages
        if word_of(each) is None or (meant_otherwise and each is said.message)
    ]


def _request(
    said: Heard, turn_id: UUID, found: Found, identities: Sequence[Identity]
) -> pb.SetPreferencesRequest:
    message = said.message
    source = pb.PREFERENCE_SOURCE_BUTTON if said.tapped else pb.PREFERENCE_SOURCE_WORD
    return pb.SetPreferencesRequest(
        tenant_id=found.tenant_id,
        # Of the customer too: told again, it may be somebody they were merged into meanwhile.
        request_id=str(derived(turn_id, "preferences", found.customer_id)),
        customer_id=found.customer_id,
        categories=_CATEGORIES.get(said.word, ()),
        opted_out=said.word is not Word.START,
        source=source,
        change_time=instant(message.sent_at),
        detail=cleaned(message.text or message.choice_id)[:LONGEST_DETAIL],
        receipt=pb.PreferenceReceipt(
            channel_id=found.channel_id,
            recipient=recipient(identities),
            language=found.language or found.tenant_language,
            wrote_time=instant(message.sent_at),
        ),
    )


async def told(event: AccountEvent, address: str, choice: Choice, mesh: "Mesh") -> bool:
    """Tell what a customer told the platform of the advertisements of whoever has the address;
    False: nobody has it."""
    chosen = (event.platform, address, choice.identities[-1].value, str(choice.told_at))
    choice_id = derived("choice", *chosen, str(choice.opted_out))
    found = await mesh.directory.find(
        derived(choice_id, "resolve"), event.platform, address, choice.identities
    )
    if found is None:
        return False
    request = pb.SetPreferencesRequest(
        tenant_id=found.tenant_id,
        request_id=str(derived(choice_id, found.customer_id)),
        customer_id=found.customer_id,
        categories=[pb.MESSAGE_CATEGORY_MARKETING],
        opted_out=choice.opted_out,
        source=pb.PREFERENCE_SOURCE_PLATFORM,
        change_time=instant(choice.told_at),
        detail=cleaned(choice.detail)[:LONGEST_DETAIL],
    )
    with context.work(request=str(choice_id), tenant_id=found.tenant_id):
        await mesh.preferences.SetPreferences(request, timeout=SECONDS)
    return True
