"""What the gateway counts beside its calls and its lanes."""

from services.common import metrics
from services.gateway.items import AccountEvent, DeliveryStatus, Echo, InboundMessage, Platform

WEBHOOKS = metrics.counter(
    "webhook_received_total",
    "Webhooks that were signed, by what became of them: processed, unreadable, unavailable.",
    ["channel", "result"],
)
REJECTED = metrics.counter(
    "webhook_rejected_total", "Webhooks that were refused, by reason.", ["channel", "reason"]
)
SIGNED = metrics.counter(
    "webhook_signed_total",
    "Webhooks by the secret that signed them, counted from 1: when may the old one go?",
    ["channel", "secret"],
)
ACK = metrics.histogram(
    "webhook_ack_duration_seconds", "From the whole body to the answer of a webhook.", ["channel"]
)
ITEMS = metrics.counter(
    "inbox_items_total",
    "Items that came in and were stored, redeliveries included, by kind.",
    ["channel", "kind"],
)
SET_ASIDE = metrics.counter(
    "inbox_set_aside_total",
    "Bodies and parts of bodies that were set aside, by reason.",
    ["channel", "reason"],
)
KNOWN = metrics.counter(
    "inbox_redelivered_total", "Items that had been stored before: nothing was done.", ["channel"]
)
GROUPS = metrics.histogram(
    "inbox_group_size",
    "How many webhooks one transaction stored.",
    buckets=(1, 2, 4, 8, 16, 32, 64, 128),
)
REPLIED = metrics.histogram(
    "inbox_to_reply_seconds",
    "From a stored message to its answer, accepted to be sent.",
    ["channel"],
    buckets=(0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 15.0, 60.0, 900.0),
)
ENDED = metrics.counter(
    "inbox_ended_total", "Claims that were finished, by outcome.", ["channel", "outcome"]
)


class ChannelMetrics:
    """The instruments of one channel, bound once: a label that is looked up costs more than it."""

    def __init__(self, platform: Platform) -> None:
        self.channel = platform.value
        self.processed = WEBHOOKS.labels(self.channel, "processed")
        self.unreadable = WEBHOOKS.labels(self.channel, "unreadable")
        self.unavailable = WEBHOOKS.labels(self.channel, "unavailable")
        self.acknowledged = ACK.labels(self.channel)
        self.redelivered = KNOWN.labels(self.channel)
        kinds = (InboundMessage, DeliveryStatus, Echo, AccountEvent)
        self.items = {each.type: ITEMS.labels(self.channel, each.type) for each in kinds}

    def rejected(self, reason: str) -> None:
        """A webhook was refused."""
        REJECTED.labels(self.channel, reason).inc()

    def set_aside(self, reason: str, count: int) -> None:
        """So many parts of a body, or all of it, were set aside."""
        SET_ASIDE.labels(self.channel, reason).inc(count)
