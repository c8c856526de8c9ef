"""A booking as the page shows it: what, when, with whom, where."""

from datetime import UTC

from google.protobuf.timestamp_pb2 import Timestamp
from lyo.booking.v1 import booking_service_pb2 as pb

from services.common.dates import day_and_time
from services.gateway.page.languages import LANGUAGES
from services.gateway.page.markup import Markup, element, joined


def card(booking: pb.Booking, language: str, *, over: bool = False) -> Markup:
    """`over`: it does not take place."""
    texts = LANGUAGES[language]
    names = ", ".join(dict.fromkeys(each.resource_name for each in booking.segments))
    place = ", ".join(filter(None, (booking.venue.name, booking.venue.address)))
    more = [
        texts.with_whom.format(names) if names else None,
        texts.people.format(booking.party_size) if booking.party_size > 1 else None,
        place or None,
    ]
    return element(
        "section",
        element("p", booking.offering_name, class_="what"),
        element("p", moment(booking.start_time, booking, language), class_="when"),
        *(element("p", each) for each in more if each),
        _standing(booking, language),
        class_="card over" if over else "card",
    )


def moment(stamp: Timestamp, booking: pb.Booking, language: str) -> Markup:
    """An instant on the clocks of where the booking takes place."""
    instant = stamp.ToDatetime(tzinfo=UTC)
    words = day_and_time(instant, booking.time_zone, language)
    return element("time", joined(words), datetime=instant.isoformat())


def _standing(booking: pb.Booking, language: str) -> Markup | None:
    texts = LANGUAGES[language]
    said = {
        pb.BOOKING_STATE_PENDING: texts.pending,
        pb.BOOKING_STATE_CANCELLED: texts.was_cancelled,
    }.get(booking.state)
    return element("p", said, class_="standing") if said else None
