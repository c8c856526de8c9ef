"""What the booking service counts. No tenant and no id is a label."""

from services.common.metrics import counter

EVENTS = counter(
    "booking_events_total",
    "What followed changes of bookings, by the change (or `look`, `reminder`) and how it ended:"
    " `told`, `silent`, `superseded`, `unreachable`, `void`, `missed`, `changed`, `dead`.",
    ["kind", "outcome"],
)
