"""Does anything that can be done with bookings, in any order, and compares it with the model."""

from uuid import UUID, uuid4

from hypothesis import strategies as st
from hypothesis.stateful import initialize, precondition, rule

from services.booking.domain.booking import Origin
from services.booking.domain.wish import FromHold, Move, Wish
from services.common.fields import RequestKey
from tests.faults.booking_model import CLASS_STARTS, DAY, LENGTHS, OPENS, Booked
from tests.faults.booking_state import CUSTOMERS, BookingState, instant

customers = st.sampled_from(["ada", "ada", "bob", "cid"])
asking = st.sampled_from(["", "own", "own", "ada"])
offerings = st.sampled_from(sorted(LENGTHS))
members = st.booleans()
wanted_by = st.sampled_from(["", "", "anna", "marco"])
parties = st.integers(1, 3)
picks = st.integers(0, 63)
minutes = st.sampled_from([540, 570, 600, 600, 600, 630, 660, 690, 510, 605])
starts = st.builds(
    lambda day, minute: day * DAY + minute, st.sampled_from([0, 1, 1, 2, 3]), minutes
)
wanted = st.tuples(st.booleans(), customers, offerings, starts, wanted_by, parties, members)


def nearly_of_class(start: int) -> int:
    """When the class begins, mostly: few other times are of use."""
    day, minute = divmod(start, DAY)
    return start if minute < OPENS else max(day, 1) * DAY + CLASS_STARTS


class BookingMachine(BookingState):
    """Three customers, two resources, a class, and members of the tenant."""

    # Who books

    @initialize(first=st.lists(wanted, min_size=4, max_size=8))
    def begin(self, first) -> None:
        for each in first:
            self.ask(each)

    @rule(wanted=wanted)
    def ask(self, wanted) -> None:
        hold, customer, offering, start, who, party, member = wanted
        who, party = ("", party) if offering == "yoga" else (who, 1)
        start = nearly_of_class(start) if offering == "yoga" else start
        bound, origin = not member, Origin.STAFF if member else Origin.CONVERSATION
        wish = Wish(
            customer_id=CUSTOMERS[customer],
            start=instant(start),
            origin=origin,
            offering_ids=(self.salon.offerings[offering],),
            resource_id=self.salon.resources.get(who),
            party_size=party,
        )

        def expected() -> set[str]:
            if hold:
                self.model.may_hold(customer)
            if bound:
                self.model.trusts(customer)
            self.model.slot(offering, start, bound=bound)
            return self.model.place(offering, start, party, who)

        use_case = self.bench.creating.hold_slot if hold else self.bench.creating.create_booking
        key = RequestKey(uuid4(), b"it")
        self.compare(
            "hold" if hold else "book",
            expected,
            lambda: use_case(self.salon.tenant_id, wish, key=key),
        )

    @precondition(lambda self: self.model.bookings)
    @rule(pick=picks, customer=asking, member=members)
    def book_held(self, pick, customer, member) -> None:
        booked = self.picked(pick, "held")
        name, customer = booked.name, self.who(booked, customer) or booked.customer
        origin = Origin.STAFF if member else Origin.CONVERSATION
        wanted = FromHold(UUID(name), CUSTOMERS[customer], origin)
        key = RequestKey(uuid4(), b"it")
        self.compare(
            "book_held",
            lambda: self.model.of_hold(name, customer, bound=not member),
            lambda: self.bench.creating.create_booking(self.salon.tenant_id, wanted, key=key),
        )

    # What happens to what was booked

    @precondition(lambda self: self.model.bookings)
    @rule(pick=picks, customer=asking, offering=offerings, start=starts, who=wanted_by)
    def move(self, pick, customer, offering, start, who) -> None:
        booked = self.picked(pick)
        name, customer = booked.name, self.who(booked, customer)
        if offering == "yoga":
            who, start = "", nearly_of_class(start)
        move = Move(
            customer_id=CUSTOMERS.get(customer),
            start=instant(start),
            offering_id=self.salon.offerings[offering],
            resource_id=self.salon.resources.get(who),
        )

        def expected() -> set[str]:
            self.model.belongs(booked, customer)
            self.model.may_change(booked)
            same = (booked.offering, booked.start) == (offering, start)
            if same and who in {"", booked.resource}:
                return {booked.resource}
            self.model.in_time(booked, customer)
            bound = bool(customer) and start != booked.start
            self.model.slot(offering, start, bound=bound)
            return self.model.place(offering, start, booked.party, who, without=name)

        key = RequestKey(uuid4(), b"it")
        self.compare(
            "move",
            expected,
            lambda: self.bench.moving.reschedule_booking(
                self.salon.tenant_id, UUID(name), move, key=key
            ),
        )

    @precondition(lambda self: self.model.bookings)
    @rule(
        pick=picks,
        what=st.sampled_from(["approve", "cancel", "attend", "miss"]),
        customer=asking,
    )
    def decide(self, pick, what, customer) -> None:
        booked = self.picked(pick, "pending" if what == "approve" else "confirmed")
        self.decided(booked, what, self.who(booked, customer))

    def decided(self, booked: Booked, what: str, customer: str) -> None:
        name = booked.name
        deciding, model, key = self.bench.deciding, self.model, RequestKey(uuid4(), b"it")
        where = self.salon.tenant_id, UUID(name)
        as_customer = {"customer_id": CUSTOMERS.get(customer)}
        expected, asked = {
            "approve": (
                lambda: model.approve(name),
                lambda: deciding.approve_booking(*where, key=key),
            ),
            "cancel": (
                lambda: model.cancel(name, customer),
                lambda: deciding.cancel_booking(*where, key=key, **as_customer),
            ),
            "attend": (
                lambda: model.attend(name, customer),
                lambda: deciding.confirm_attendance(*where, key=key, **as_customer),
            ),
            "miss": (
                lambda: model.miss(name),
                lambda: deciding.mark_no_show(*where, key=key),
            ),
        }[what]
        self.compare(what, expected, asked)

    @precondition(lambda self: self.last)
    @rule()
    def repeat(self) -> None:
        """The same request again gives the booking as it stands, and changes nothing."""
        asked, name = self.last
        again = self.bench.run(asked())
        assert self.said(again) == self.model.bookings[name], again
        self.bench.tally["repeat"] += 1

    @rule(by=st.sampled_from([1, 10, 10, 30, 60, 180]))
    def turn(self, by: int) -> None:
        self.model.now += by
        self.bench.turn(instant(self.model.now))

    @precondition(lambda self: self.model.bookings)
    @rule(pick=picks, member=members)
    def come_to_its_start(self, pick, member) -> None:
        """Turn to where the booking begins, or to where customers may change it no more."""
        booked = self.picked(pick, "confirmed")
        by = booked.start - (0 if member else 30) - self.model.now
        self.turn(max(by, 1))

    @precondition(lambda self: self.model.bookings)
    @rule(pick=picks)
    def come_and_miss(self, pick) -> None:
        """Nobody comes to the next one."""
        confirmed = [each for each in self.model.bookings.values() if each.state == "confirmed"]
        if pick % 3 == 0 and confirmed:
            booked = min(confirmed, key=lambda each: each.start)
            self.turn(max(booked.start - self.model.now, 1))
            self.decided(booked, "miss", "")
