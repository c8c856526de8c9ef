"""Guards by which seats, holds and changes of bookings are counted once."""

from tests.faults.mutants.mutant import Mutant

_GROUPS = "tests/booking/test_group_bookings.py"
_HOLDS = "tests/booking/test_hold_slot.py"
_EXPIRED = "tests/booking/test_expired_holds.py"
_IMPORTS = "tests/booking/test_import_bookings.py"
_PLACES = "tests/booking/test_import_places.py"
_SEATS = "tests/faults/test_seats.py"
_RACES = "tests/faults/test_booking_races.py"
_CUT = "tests/faults/test_commit_cut.py"

MUTANTS = (
    Mutant(
        name="seats lock",
        loses="seats of an occurrence are counted by one booking at a time",
        file="services/booking/storage/occurrences.py",
        old="start_time = %(start_time)s\nFOR NO KEY UPDATE\n",
        new="start_time = %(start_time)s\n",
        tests=(
            f"{_SEATS}::test_200_at_once_for_40_seats_are_40_bookings",
            f"{_GROUPS}::test_of_50_at_once_for_10_seats_ten_get_one",
        ),
    ),
    Mutant(
        name="seats counted",
        loses="an occurrence has no more bookings than seats",
        file="services/booking/usecases/placing.py",
        old="raise await refused(change, aim, Refusal.SOLD_OUT)\n    if seats.resource_id",
        new="pass\n    if seats.resource_id",
        tests=(f"{_SEATS}::test_200_at_once_for_40_seats_are_40_bookings",),
    ),
    Mutant(
        name="seats of an import",
        loses="an import sells no seat twice",
        file="services/booking/usecases/import_places.py",
        old="            occurrence.taken += plan.booking.party_size\n",
        new="",
        tests=(f"{_PLACES}::test_bookings_of_a_group_share_an_occurrence_until_it_is_sold_out",),
    ),
    Mutant(
        name="hold limit",
        loses="a customer keeps three slots at most",
        file="services/booking/usecases/creating.py",
        old="MOST_HOLDS = 3\n",
        new="MOST_HOLDS = 4\n",
        tests=(f"{_HOLDS}::test_a_customer_keeps_three_slots_and_no_fourth",),
    ),
    Mutant(
        name="lock of a customer's holds",
        loses="holds of one customer are counted one after the other",
        file="services/booking/storage/customers.py",
        old="        await self.connection.execute(_LOCK, values)\n",
        new="",
        tests=(f"{_HOLDS}::test_of_eight_holds_at_once_a_customer_gets_three",),
    ),
    Mutant(
        name="holds that are over",
        loses="what nobody keeps any more makes way",
        file="services/booking/usecases/placing.py",
        old="    return left != over\n",
        new="    return False\n",
        tests=(f"{_EXPIRED}::test_a_hold_that_is_over_makes_way_for_who_needs_its_place",),
    ),
    Mutant(
        name="holds that are over, in an import",
        loses="what nobody keeps any more makes way for an import",
        file="services/booking/usecases/imports.py",
        old="await expire(self.change, await self.imports.stale(self.change.now), self.rules)",
        new="await self.imports.stale(self.change.now)",
        tests=(f"{_PLACES}::test_a_hold_that_is_over_makes_way",),
    ),
    Mutant(
        name="lock of a booking",
        loses="two changes of one booking come one after the other",
        file="services/booking/storage/bookings.py",
        old="booking_id = %(booking_id)s\nFOR NO KEY UPDATE\n",
        new="booking_id = %(booking_id)s\n",
        tests=(f"{_RACES}::test_who_races_never_shares_a_resource_nor_loses_a_change",),
    ),
    Mutant(
        name="request kept with the booking",
        loses="who was not told that it is booked does not book again",
        file="services/common/requests.py",
        old="    if inserted.rowcount:\n",
        new="    if inserted.rowcount >= 0:\n",
        tests=(
            f"{_CUT}::test_bookings_are_as_many_as_request_ids_though_answers_to_commit_are_cut",
        ),
    ),
    Mutant(
        name="external_ref of two imports",
        loses="two imports of one line at once store it once",
        file="services/booking/storage/imports.py",
        old="ON CONFLICT (tenant_id, external_ref) WHERE external_ref <> '' DO NOTHING\n",
        new="",
        tests=(f"{_PLACES}::test_the_same_lines_at_once_are_stored_once",),
    ),
    Mutant(
        name="external_ref of another booking",
        loses="a line is not taken for a booking that is another",
        file="services/booking/usecases/imports.py",
        old="    if found.customer_id != line.customer_id or (",
        new="    if False and (",
        tests=(
            f"{_IMPORTS}::test_a_ref_that_another_customers_booking_has_is_refused",
            f"{_IMPORTS}::test_a_ref_that_a_booking_of_another_time_has_is_refused",
        ),
    ),
)
