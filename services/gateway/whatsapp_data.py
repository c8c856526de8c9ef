"""All that a message about a booking says: who booked, what, when and where."""

from datetime import UTC
from zoneinfo import ZoneInfo

from google.protobuf.timestamp_pb2 import Timestamp
from lyo.booking.v1 import booking_service_pb2 as pb
from lyo.tenant.v1 import customer_service_pb2 as customer_pb
from pydantic import BaseModel, Field

from services.gateway.booking_places import Place


class WhatsAppCustomer(BaseModel):
    """The customer of a booking."""

    customer_id: str = Field(description="Our id of the customer. UUID.")
    external_ref: str = Field(description="The tenant's own id of the customer. May be empty.")
    name: str = Field(description="What the customer is called. May be empty.")
    phone: str = Field(description="The phone, E.164 with its plus. Empty: none is known.")
    identity_kind: str = Field(
        description="Of what kind `identity` is, for example `IDENTITY_KIND_PHONE`. May be empty."
    )
    identity: str = Field(description="The phone, else another address. Empty: none is left.")
    language: str = Field(description="The language of the customer, BCP 47. May be empty.")


class WhatsAppEvent(BaseModel):
    """What a booking is for, and when."""

    offering_id: str = Field(description="Our id of the offering. UUID.")
    name: str = Field(description="What customers know it as.")
    start_time: str = Field(description="When it begins, UTC, RFC 3339.")
    end_time: str = Field(description="When it ends, UTC, RFC 3339.")
    time_zone: str = Field(description="Where its wall times are read: an IANA zone.")
    starts: str = Field(description="When it begins on the clocks of that zone, RFC 3339.")
    ends: str = Field(description="When it ends on the clocks of that zone, RFC 3339.")
    with_whom: list[str] = Field(description="Who or what performs it. May be empty.")
    party_size: int = Field(description="For how many people.")
    price_cents: int = Field(description="In hundredths of the currency's unit. 0: not stated.")
    currency_code: str = Field(description="ISO 4217 code of the price. May be empty.")


class WhatsAppVenue(BaseModel):
    """The place of a booking."""

    name: str = Field(description="What the place is called; without a venue the business.")
    address: str = Field(description="The postal address in one line. May be empty.")


class WhatsAppData(BaseModel):
    """A booking with all that a message about it says."""

    booking_id: str = Field(description="Our id of the booking. UUID.")
    external_ref: str = Field(description="The tenant's own id of the booking. May be empty.")
    state: str = Field(description="Where it stands, for example `BOOKING_STATE_CONFIRMED`.")
    business: str = Field(description="What customers know the tenant as.")
    customer: WhatsAppCustomer = Field(description="Who booked.")
    event: WhatsAppEvent = Field(description="What was booked.")
    venue: WhatsAppVenue = Field(description="Where it takes place.")


def whatsapp_data(
    booking: pb.Booking, customer: customer_pb.Customer, place: Place, business: str
) -> WhatsAppData:
    """What a message about the booking says."""
    return WhatsAppData(
        booking_id=booking.booking_id,
        external_ref=booking.external_ref,
        state=pb.BookingState.Name(booking.state),
        business=business,
        customer=_customer_data(customer),
        event=_event_data(booking),
        venue=WhatsAppVenue(name=place.name, address=place.address),
    )


def _customer_data(customer: customer_pb.Customer) -> WhatsAppCustomer:
    """By phone, where there is one; else by the oldest address."""
    phones = [each for each in customer.identities if each.kind == customer_pb.IDENTITY_KIND_PHONE]
    first = next(iter([*phones, *customer.identities]), None)
    return WhatsAppCustomer(
        customer_id=customer.customer_id,
        external_ref=customer.external_ref,
        name=customer.display_name,
        phone=phones[0].value if phones else "",
        identity_kind=customer_pb.IdentityKind.Name(first.kind) if first else "",
        identity=first.value if first else "",
        language=customer.language,
    )


def _event_data(booking: pb.Booking) -> WhatsAppEvent:
    return WhatsAppEvent(
        offering_id=booking.offering_id,
        name=booking.offering_name,
        start_time=booking.start_time.ToJsonString(),
        end_time=booking.end_time.ToJsonString(),
        time_zone=booking.time_zone,
        starts=_on_the_wall(booking.start_time, booking.time_zone),
        ends=_on_the_wall(booking.end_time, booking.time_zone),
        with_whom=list(dict.fromkeys(each.resource_name for each in booking.segments)),
        party_size=booking.party_size,
        price_cents=booking.price_cents,
        currency_code=booking.currency_code,
    )


def _on_the_wall(stamp: Timestamp, zone: str) -> str:
    return stamp.ToDatetime(tzinfo=UTC).astimezone(ZoneInfo(zone)).isoformat()
