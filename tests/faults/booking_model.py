"""What a booking service must answer, as simply as it can be said: one list, and whole minutes.

Knows nothing of the code. Two resources, Anna and Marco, are there from 09:00 to 12:00 every day,
and slots start every half hour. A class has three seats, at 10:00 on some days, and nobody performs
it. Minutes are counted from midnight of the first day.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field

DAY, OPENS, CLOSES, STEP = 1440, 540, 720, 30
RESOURCES = ("anna", "marco")
CLASS_DAYS, CLASS_STARTS, SEATS = (1, 2), 600, 3
LENGTHS = {"taglio": 30, "colore": 60, "yoga": 60}
BY_HAND = {"colore"}
NOTICE = {"taglio": 60, "colore": 0, "yoga": 0}
"""How long before their start customers book, cancel and move them."""
PENDING_EXPIRY, HOLD, MOST_HOLDS = 180, 10, 3
MISSED_LIMIT, MISSED_UNTIL = 1, DAY
STANDING = {"held", "pending", "confirmed"}


class Refused(Exception):
    """The reason that must be given."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass
class Booked:
    """A booking as it must stand."""

    name: str
    customer: str
    offering: str
    start: int
    party: int
    state: str
    made: int
    expires: int | None = None
    resource: str = ""
    attended: int | None = None
    changes: int = 1

    @property
    def end(self) -> int:
        return self.start + LENGTHS[self.offering]


@dataclass
class Model:
    """All that was booked. What is over and still stands is `stale`: it may make way any time."""

    now: int = 480
    bookings: dict[str, Booked] = field(default_factory=dict)

    # What stands

    def stale(self, each: Booked) -> bool:
        over = each.expires is not None and each.expires <= self.now
        return each.state in {"held", "pending"} and over

    def kept(self, without: str = "") -> Iterator[Booked]:
        """Those that hold their place for certain."""
        for each in self.bookings.values():
            if each.name != without and each.state in STANDING and not self.stale(each):
                yield each

    def free(self, offering: str, start: int, without: str = "") -> set[str]:
        """Who could perform it then."""
        end = start + LENGTHS[offering]
        others = [each for each in self.kept(without) if each.resource]
        return {
            who
            for who in RESOURCES
            if not any(
                each.resource == who and each.start < end and start < each.end for each in others
            )
        }

    def seats_left(self, start: int, without: str = "") -> int:
        taken = sum(
            each.party
            for each in self.kept(without)
            if each.offering == "yoga" and each.start == start
        )
        return SEATS - taken

    # What can be asked

    def slot(self, offering: str, start: int, *, bound: bool) -> None:
        """Refuse a start that is no slot, whatever is taken."""
        if start <= self.now:
            raise Refused("IN_THE_PAST")
        if bound and start < self.now + NOTICE[offering]:
            raise Refused("NOTICE_TOO_SHORT")
        day, minute = divmod(start, DAY)
        if offering == "yoga":
            if day not in CLASS_DAYS:
                raise Refused("OUTSIDE_OPENING_HOURS")
            if minute != CLASS_STARTS:
                raise Refused("START_NOT_OFFERED")
            return
        if not OPENS <= minute < CLOSES:
            raise Refused("OUTSIDE_OPENING_HOURS")
        if (minute - OPENS) % STEP or minute + LENGTHS[offering] > CLOSES:
            raise Refused("START_NOT_OFFERED")

    def place(self, offering: str, start: int, party: int, who: str, without: str = "") -> set[str]:
        """Who may be found to perform it; nobody for a class."""
        if offering == "yoga":
            if party > self.seats_left(start, without):
                raise Refused("SOLD_OUT")
            return {""}
        free = self.free(offering, start, without)
        found = free & {who} if who else free
        if not found:
            raise Refused("SLOT_TAKEN")
        return found

    def trusts(self, customer: str) -> None:
        own = (each for each in self.bookings.values() if each.customer == customer)
        if sum(each.state == "no_show" for each in own) >= MISSED_LIMIT:
            raise Refused("CUSTOMER_BLOCKED")

    def may_hold(self, customer: str) -> None:
        own = (each for each in self.kept() if each.customer == customer)
        if sum(each.state == "held" for each in own) >= MOST_HOLDS:
            raise Refused("TOO_MANY_HOLDS")

    def booked(self, offering: str, start: int, made: int) -> tuple[str, int | None]:
        """The state in which a booking begins, and when it expires."""
        if offering in BY_HAND:
            return "pending", min(made + PENDING_EXPIRY, start)
        return "confirmed", None

    def of_hold(self, name: str, customer: str, *, bound: bool) -> None:
        """Make a hold a booking."""
        hold = self.bookings[name]
        self.belongs(hold, customer)
        if hold.state in {"expired", "cancelled"}:
            raise Refused("HOLD_EXPIRED")
        if hold.state != "held":
            raise Refused("BOOKING_NOT_FOUND")
        if hold.start <= self.now:
            raise Refused("IN_THE_PAST")
        if bound:
            self.trusts(customer)
        hold.state, hold.expires = self.booked(hold.offering, hold.start, self.now)
        hold.changes += 1

    # What can be done with what was booked

    def belongs(self, booked: Booked, customer: str) -> None:
        if customer not in {"", booked.customer}:
            raise Refused("NOT_THIS_CUSTOMERS")

    def in_time(self, booked: Booked, customer: str) -> None:
        """Refuse a customer who changes their mind too late."""
        late = self.now > booked.start - NOTICE[booked.offering]
        if customer and booked.state != "held" and late:
            raise Refused("NOTICE_TOO_SHORT")

    def approve(self, name: str) -> None:
        booked = self.bookings[name]
        if booked.state == "confirmed":
            return
        if booked.state == "held":
            raise Refused("NOT_REQUESTED")
        self.stands(booked)
        if self.now >= booked.start:
            raise Refused("BOOKING_OVER")
        booked.state, booked.expires = "confirmed", None
        booked.changes += 1

    def cancel(self, name: str, customer: str) -> None:
        booked = self.bookings[name]
        self.belongs(booked, customer)
        if booked.state == "cancelled":
            return
        self.may_change(booked)
        self.in_time(booked, customer)
        booked.state, booked.expires = "cancelled", None
        booked.changes += 1

    def attend(self, name: str, customer: str) -> None:
        booked = self.bookings[name]
        self.belongs(booked, customer)
        self.stands(booked)
        if booked.attended is not None:
            return
        if booked.state != "confirmed" or self.now >= booked.start:
            raise Refused("NOT_CONFIRMED")
        booked.attended = self.now
        booked.changes += 1

    def miss(self, name: str) -> None:
        booked = self.bookings[name]
        if booked.state == "no_show":
            return
        self.may_change(booked)
        if booked.state != "confirmed" or self.now < booked.start:
            raise Refused("NOT_BEGUN")
        booked.state = "no_show"
        booked.changes += 1

    def may_change(self, booked: Booked) -> None:
        """Refuse also what is completed by now, though nobody looked yet."""
        self.stands(booked)
        if booked.state == "confirmed" and self.now >= booked.end + MISSED_UNTIL:
            raise Refused("BOOKING_OVER")

    def stands(self, booked: Booked) -> None:
        if booked.state not in STANDING:
            raise Refused("BOOKING_OVER")
