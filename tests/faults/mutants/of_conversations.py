"""Guards by which a customer's words act once, and never on a place that is taken."""

from tests.faults.mutants.mutant import Mutant

_TURNS = "tests/assistant/test_turns_once.py"
_HEARD = "tests/assistant/test_handle_turn.py"
_AT_ONCE = "tests/booking/test_bookings_at_once.py"
_APART = "tests/booking/test_tenants_apart.py"

MUTANTS = (
    Mutant(
        name="exclusion constraint",
        loses="two bookings never hold one resource at one time",
        file="services/booking/storage/migrations/0001_catalogs_and_bookings.py",
        old="        during WITH &&\n    ) WHERE (state IN ('held', 'pending', 'confirmed'))",
        new="        during WITH &&\n    ) WHERE (state IN ('expired'))",
        tests=(
            f"{_AT_ONCE}::test_of_32_at_once_on_one_slot_one_wins_and_31_are_told_what_is_free",
            f"{_APART}::test_the_database_refuses_what_overlaps_for_one_resource",
        ),
    ),
    Mutant(
        name="no plain insert",
        loses="who comes second is told that the place is taken, not that there is a bug",
        file="services/booking/storage/bookings.py",
        old="    ON CONFLICT DO NOTHING RETURNING tenant_id\n), booking AS (",
        new="    RETURNING tenant_id\n), booking AS (",
        tests=(
            f"{_AT_ONCE}::test_of_32_at_once_on_one_slot_one_wins_and_31_are_told_what_is_free",
        ),
    ),
    Mutant(
        name="request_id digest",
        loses="one request_id does not stand for two different requests",
        file="services/common/requests.py",
        old="    if digest != key.digest:\n",
        new="    if not digest:\n",
        tests=(
            "tests/common/test_requests.py::test_the_same_id_for_something_else_is_refused",
            f"{_AT_ONCE}::test_the_same_id_with_another_wish_is_refused",
            f"{_TURNS}::test_the_id_of_a_turn_with_other_messages_is_refused_before_anything_is_done",
        ),
    ),
    Mutant(
        name="request kept",
        loses="the same request again gives what the first one did",
        file="services/common/requests.py",
        old="    if inserted.rowcount:\n",
        new="    if inserted.rowcount >= 0:\n",
        tests=(
            f"{_AT_ONCE}::test_the_same_request_gives_the_same_booking",
            f"{_TURNS}::test_the_same_turn_again_gets_the_same_answer_and_books_nothing",
        ),
    ),
    Mutant(
        name="lease of a conversation",
        loses="two turns of one customer do not run at once",
        file="services/assistant/storage/conversations.py",
        old="               OR held.busy_until <= %(now)s\n",
        new="               OR held.busy_until > %(now)s\n",
        tests=(
            f"{_TURNS}::test_of_two_turns_at_once_the_second_is_asked_to_wait_on_whichever_channel",
        ),
    ),
    Mutant(
        name="version of a conversation",
        loses="a turn that lost the conversation stores nothing over the one that had it",
        file="services/assistant/storage/conversations.py",
        old="              AND version = %(version)s AND busy_turn_id = %(turn_id)s\n",
        new="",
        tests=(f"{_TURNS}::test_the_same_turn_many_times_at_once_is_one",),
    ),
    Mutant(
        name="message handled before",
        loses="a message that comes again in another turn is left alone",
        file="services/assistant/usecases/handle_turn.py",
        old="            if each.provider_message_id not in known:\n",
        new="            if each.provider_message_id:\n",
        tests=(f"{_TURNS}::test_a_message_that_was_handled_in_another_turn_is_left_alone",),
    ),
    Mutant(
        name="booking named by the message",
        loses="a message of an interrupted turn books once, in whatever turn it comes again",
        file="services/assistant/providers/booking.py",
        old="    return str(derived(session.tenant_id, action, *message))\n",
        new="    return str(__import__('uuid').uuid4())\n",
        tests=(
            f"{_TURNS}"
            "::test_a_message_of_an_interrupted_turn_books_once_in_whatever_turn_it_comes_again",
            f"{_TURNS}::test_an_interrupted_turn_is_taken_up_again_at_once_and_books_once",
        ),
    ),
    Mutant(
        name="yes to what was read",
        loses="a yes written before its question was sent does not count",
        file="services/assistant/usecases/talk.py",
        old="            unread = dialogue.asked is not None and dialogue != shown\n",
        new="            unread = False\n",
        tests=(
            f"{_HEARD}::test_what_is_offered_in_a_turn_is_not_picked_by_the_messages_of_that_turn",
            f"{_HEARD}::test_what_is_asked_in_a_turn_is_not_affirmed_by_the_messages_of_that_turn",
        ),
    ),
)
