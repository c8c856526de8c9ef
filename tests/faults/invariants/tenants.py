"""I7: nothing of one tenant is seen by another, and nothing of a customer in what we print."""

import re
from collections.abc import Iterator, Mapping
from uuid import UUID

from tests.faults.invariants.evidence import Evidence, grouped
from tests.faults.invariants.findings import Breach

SHORT = 9
"""Texts below this length (`help`, `list`) are words that logs have of themselves."""

_NOBODY = re.compile("(?!)")
_DIGITS = str.maketrans("123456789", "000000000")


def apart(evidence: Evidence) -> Iterator[Breach]:
    yield from _ids_known(evidence)
    yield from _sent_by_their_own(evidence)
    yield from _sent_to_their_own(evidence)
    yield from _nothing_printed(evidence)


def _ids_known(evidence: Evidence) -> Iterator[Breach]:
    for each in evidence.stored.strangers:
        what = f"{each.place} names {each.what} {each.id}"
        yield Breach("I7", f"{what}, which tenant {each.tenant_id} does not have")


def _sent_by_their_own(evidence: Evidence) -> Iterator[Breach]:
    """Each call left by a number of its message's tenant, and speaks of no other tenant."""
    foreign = _foreign_names(evidence)
    for call in evidence.calls:
        message = evidence.messages.get(call.message_id)
        if message is None:
            continue  # which I3 tells
        name = f"journal {call.entry} of tenant {message.tenant_id}"
        channel = evidence.channels.get(message.channel_id)
        if channel is None or channel.tenant_id != message.tenant_id:
            yield Breach("I7", f"{name} left by a channel that is not theirs")
        elif call.address != channel.address:
            yield Breach("I7", f"{name} left by {call.address}, not by {channel.address}")
        if found := foreign.get(message.tenant_id, _NOBODY).search(call.text):
            yield Breach("I7", f"{name} speaks of {found[0]!r}")


def _foreign_names(evidence: Evidence) -> Mapping[UUID, re.Pattern[str]]:
    """For each tenant, what only other tenants are called or offer."""
    names = grouped(evidence.stored.names, lambda each: each.tenant_id)
    own = {tenant: {each.name for each in theirs} for tenant, theirs in names.items()}
    every = set().union(*own.values())
    return {
        tenant: re.compile(rf"\b(?:{'|'.join(map(re.escape, sorted(every - theirs))) or '(?!)'})\b")
        for tenant, theirs in own.items()
    }


def _sent_to_their_own(evidence: Evidence) -> Iterator[Breach]:
    """The recipient is an address of this customer, at this tenant."""
    known = {
        (each.tenant_id, each.kind, each.value): each.customer_id
        for each in evidence.stored.identities
    }
    for message in evidence.stored.outbound:
        place = (message.tenant_id, message.recipient_kind, message.recipient)
        if known.get(place) != message.customer_id:
            what = f"message {message.message_id} of customer {message.customer_id}"
            yield Breach("I7", f"{what} goes to an address that is not theirs")


def _nothing_printed(evidence: Evidence) -> Iterator[Breach]:
    """No phone number and no text, in any line of ours."""
    phones = {written.customer for written in evidence.ledger}
    longest = {len(phone) for phone in phones}
    for line in evidence.said:
        for run in re.findall(r"\d{9,}", line):
            parts = {run[n : n + size] for size in longest for n in range(len(run) - size + 1)}
            if parts & phones:
                yield Breach("I7", f"a phone number was printed: {line[:200]}")
    yield from _texts_printed(evidence)


def _texts_printed(evidence: Evidence) -> Iterator[Breach]:
    """Digits count alike: one text of a kind finds them all."""
    printed = "\n".join(evidence.said).translate(_DIGITS)
    if not printed:
        return
    lines = [line.text for line in evidence.stored.lines]
    texts = {text.split("\n")[0].translate(_DIGITS) for text in lines}
    for text in texts:
        at = printed.find(text) if len(text) >= SHORT else -1
        if at >= 0:
            found = evidence.said[printed.count("\n", 0, at)]
            yield Breach("I7", f"a text of a message was printed: {found[:200]}")
