"""The tables of the chain, and the demo tenants in them."""

from datetime import datetime

from sqlalchemy import (
    BigInteger,
    Computed,
    DateTime,
    ForeignKey,
    Identity,
    Index,
    UniqueConstraint,
    create_engine,
    text,
)
from sqlalchemy.dialects.postgresql import TSTZRANGE, ExcludeConstraint, Range
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column

from lyoctl.mesh import DEMO_TENANTS
from lyoctl.tenant_file import read
from lyoctl.tenant_schema import TenantFile, WhatsApp


class Base(DeclarativeBase):
    type_annotation_map = {int: BigInteger, datetime: DateTime(timezone=True)}  # noqa: RUF012


class Row:
    id: Mapped[int] = mapped_column(Identity(), primary_key=True)


class Tenant(Row, Base):
    __tablename__ = "tenants"
    display_name: Mapped[str]
    time_zone: Mapped[str]
    offering_name: Mapped[str] = mapped_column(default="")
    offering_seconds: Mapped[int] = mapped_column(default=0)


class Channel(Row, Base):
    __tablename__ = "channels"
    tenant_id: Mapped[int] = mapped_column(ForeignKey("tenants.id"))
    address: Mapped[str] = mapped_column(unique=True)
    access_token: Mapped[str]


class Resource(Row, Base):
    __tablename__ = "resources"
    tenant_id: Mapped[int] = mapped_column(ForeignKey("tenants.id"), index=True)
    capacity: Mapped[int]


class Opening(Row, Base):
    __tablename__ = "openings"
    resource_id: Mapped[int] = mapped_column(ForeignKey("resources.id"), index=True)
    weekday: Mapped[int]
    start_minute: Mapped[int]
    end_minute: Mapped[int]


class Customer(Row, Base):
    __tablename__ = "customers"
    __table_args__ = (UniqueConstraint("tenant_id", "phone"),)
    tenant_id: Mapped[int] = mapped_column(ForeignKey("tenants.id"))
    phone: Mapped[str]
    name: Mapped[str]


class Conversation(Row, Base):
    __tablename__ = "conversations"
    customer_id: Mapped[int] = mapped_column(ForeignKey("customers.id"), unique=True)
    update_time: Mapped[datetime]


class Said(Row, Base):
    """What was written in a conversation, by the customer (with Meta's id) or by us."""

    __tablename__ = "conversation_messages"
    conversation_id: Mapped[int] = mapped_column(ForeignKey("conversations.id"), index=True)
    wamid: Mapped[str | None] = mapped_column(unique=True)
    text: Mapped[str]
    create_time: Mapped[datetime]


class Booking(Row, Base):
    __tablename__ = "bookings"
    tenant_id: Mapped[int] = mapped_column(ForeignKey("tenants.id"))
    customer_id: Mapped[int] = mapped_column(ForeignKey("customers.id"), index=True)
    resource_id: Mapped[int] = mapped_column(ForeignKey("resources.id"))
    start_time: Mapped[datetime]
    end_time: Mapped[datetime]
    during: Mapped[Range[datetime]] = mapped_column(
        TSTZRANGE, Computed("tstzrange(start_time, end_time, '[)')", persisted=True)
    )
    state: Mapped[str]
    __table_args__ = (
        Index("bookings_by_start", "resource_id", "start_time"),
        ExcludeConstraint(
            (text("int8range(resource_id, resource_id, '[]')"), "&&"),
            ("during", "&&"),
            name="bookings_no_overlap",
            where=text("state = 'confirmed'"),
        ),
    )


class Message(Row, Base):
    """What was sent, and what became of it."""

    __tablename__ = "messages"
    customer_id: Mapped[int] = mapped_column(ForeignKey("customers.id"), index=True)
    wamid: Mapped[str] = mapped_column(unique=True)
    text: Mapped[str]
    state: Mapped[str]
    create_time: Mapped[datetime]
    update_time: Mapped[datetime]


def prepare(url: str) -> None:
    """Make the tables, and put the demo tenants into them."""
    engine = create_engine(with_driver(url))
    Base.metadata.create_all(engine)
    with Session(engine) as session:
        for path in DEMO_TENANTS:
            _add(session, read(path).says)
        session.commit()
    engine.dispose()


def with_driver(url: str) -> str:
    """The URL as SQLAlchemy wants it."""
    return url.replace("postgresql://", "postgresql+psycopg://", 1)


def _add(session: Session, file: TenantFile) -> None:
    tenant = Tenant(display_name=file.tenant.display_name, time_zone=file.tenant.time_zone)
    for offering in file.offerings:
        if offering.default:
            tenant.offering_name = offering.display_name
            tenant.offering_seconds = int(offering.length.total_seconds())
    session.add(tenant)
    session.flush()
    for number in file.channels:
        if not isinstance(number, WhatsApp):
            continue
        session.add(
            Channel(tenant_id=tenant.id, address=number.address, access_token=number.access_token)
        )
    for each in file.resources:
        resource = Resource(tenant_id=tenant.id, capacity=each.capacity)
        session.add(resource)
        session.flush()
        for weekday, start, end in each.openings():
            session.add(
                Opening(
                    resource_id=resource.id, weekday=weekday, start_minute=start, end_minute=end
                )
            )
