"""Guards by which a message leaves once and its story never runs backwards."""

from tests.faults.mutants.mutant import Mutant

_PARKED = "tests/notifier/test_parked.py"

MUTANTS = (
    Mutant(
        name="statuses only rise",
        loses="a late status takes nothing back",
        file="services/notifier/domain/states.py",
        old="    return other in _NEXT.get(state, frozenset())\n",
        new="    return other != state\n",
        tests=(
            "tests/notifier/test_states.py::test_the_answer_that_comes_after_a_status_takes_nothing_back",
            "tests/notifier/test_record_statuses.py::test_all_orders_inside_one_call_too",
        ),
    ),
    Mutant(
        name="call found in the middle",
        loses="a message whose call was cut off waits for its status",
        file="services/notifier/domain/steps.py",
        old="        return Plan(Step.WAIT, message.interrupted(now), patience.look)\n",
        new="        return Plan(Step.SEND, message)\n",
        tests=(
            "tests/notifier/test_steps.py"
            "::test_a_message_found_in_mid_call_is_not_sent_again_before_its_status_had_time",
        ),
    ),
    Mutant(
        name="message stored once",
        loses="a message that two requests ask for is stored and sent once",
        file="services/notifier/storage/messages.py",
        old="ON CONFLICT (tenant_id, message_id) DO NOTHING RETURNING message_id\n",
        new="ON CONFLICT (tenant_id, message_id) DO UPDATE SET state = 'queued'"
        " RETURNING message_id\n",
        tests=(
            "tests/notifier/test_delivery.py"
            "::test_a_message_that_was_sent_and_is_asked_for_by_another_request_stays_sent",
        ),
    ),
    Mutant(
        name="lease before a call",
        loses="who was frozen past its lease does not call the provider as well",
        file="services/notifier/usecases/calling.py",
        old="        claim.insist()\n        called =",
        new="        called =",
        tests=(
            "tests/faults/test_frozen_notifier.py"
            "::test_a_message_is_sent_once_though_who_took_it_froze_before_the_call",
        ),
    ),
    Mutant(
        name="end of a message",
        loses="what is too late to be of use is not sent",
        file="services/notifier/domain/steps.py",
        old="    if now >= message.expire_time:\n",
        new="    if now < message.create_time:\n",
        tests=(
            "tests/notifier/test_steps.py"
            "::test_an_expired_message_is_not_sent_and_keeps_what_kept_it",
        ),
    ),
    Mutant(
        name="statuses that came too early",
        loses="a status that came before our own commit counts",
        file="services/notifier/usecases/settling.py",
        old="        if called.taken.way.provider.name in NAME_OURS:\n",
        new="        if called.taken:\n",
        tests=(
            f"{_PARKED}::test_a_status_that_comes_before_our_own_commit_counts",
            f"{_PARKED}::test_all_orders_of_four_statuses_half_of_them_before_our_own_commit",
        ),
    ),
    Mutant(
        name="lock of early statuses",
        loses="a status is not put aside while the id that it names is being stored",
        file="services/notifier/storage/parked.py",
        old="    await _lock(connection, tenant_id, _ALONE)\n",
        new="",
        tests=(f"{_PARKED}::test_a_status_that_comes_while_the_id_is_being_stored_counts",),
    ),
)
