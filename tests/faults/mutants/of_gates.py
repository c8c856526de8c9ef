"""Guards by which nothing leaves that is not wanted, not allowed, or too soon."""

from tests.faults.mutants.mutant import Mutant

_GATES = "tests/notifier/test_gates.py"
_TROUBLE = "tests/notifier/test_trouble.py"
_OPT_OUT = "tests/notifier/test_opt_out_while_queued.py"
_INSTEAD = "tests/notifier/test_templates_instead.py"
_STANDING = "services/notifier/domain/standing.py"

MUTANTS = (
    Mutant(
        name="opt-out",
        loses="who opted out is not written to, whatever was queued before",
        file="services/notifier/usecases/taking.py",
        old="await preferences.refuses({message.customer_id, *person.ids}, message.category):",
        new="await preferences.refuses(set(), message.category):",
        tests=(
            f"{_OPT_OUT}::test_from_the_answer_on_nothing_leaves_but_the_confirmation",
            f"{_OPT_OUT}::test_who_wants_no_advertisements_gets_what_is_of_their_booking",
        ),
    ),
    Mutant(
        name="lock of a customer's wishes",
        loses="an opt-out is not stored between the question and the call",
        file="services/notifier/storage/preferences.py",
        old="            await self._lock(_ASKING, customer_id)\n",
        new="            pass\n",
        tests=(
            "tests/notifier/test_preferences.py"
            "::test_whoever_marks_a_message_as_sent_and_an_opt_out_wait_for_each_other",
        ),
    ),
    Mutant(
        name="notifications switched off",
        loses="nobody is written to unasked while that is switched off",
        file="services/notifier/usecases/delivery.py",
        old="        return on\n",
        new="        return True\n",
        tests=(
            "tests/notifier/test_notifications_off.py"
            "::test_what_is_withheld_is_recorded_and_never_sent",
        ),
    ),
    Mutant(
        name="window",
        loses="who did not write is not written to in free text",
        file="services/notifier/usecases/showing.py",
        old="        return Form.TEXT if is_open else Form.TEMPLATE\n",
        new="        return Form.TEXT\n",
        tests=(
            f"{_INSTEAD}::test_a_customer_who_did_not_write_gets_the_template",
            f"{_INSTEAD}::test_where_no_template_tells_of_it_the_message_fails_and_says_so",
        ),
    ),
    Mutant(
        name="end of the window",
        loses="the window closes 24 hours after the customer wrote",
        file="services/notifier/usecases/gates.py",
        old="        return wrote is not None and now < wrote + WINDOW\n",
        new="        return wrote is not None\n",
        tests=(f"{_GATES}::test_the_window_is_open_for_24_hours_after_the_customer_wrote",),
    ),
    Mutant(
        name="approved templates",
        loses="a template that is not approved, or held, is not sent",
        file="services/notifier/domain/template_choice.py",
        old="[each for each in templates if each.state is TemplateState.APPROVED]",
        new="list(templates)",
        tests=(
            "tests/notifier/test_template_choice.py::test_what_may_not_be_sent_is_not_chosen",
            f"{_INSTEAD}::test_a_template_that_is_refused_is_held_and_the_next_one_sent",
        ),
    ),
    Mutant(
        name="address of a file",
        loses="no provider is sent to an address that is not public",
        file="services/notifier/domain/sendable.py",
        old="(why := wrong_with_url(content.media.url)):",
        new="(why := ''):",
        tests=(
            "tests/notifier/test_bad_input.py::test_a_file_that_is_not_public_is_refused_by_name",
        ),
    ),
    Mutant(
        name="pause of a number",
        loses="nothing leaves by a number before the time that the provider named",
        file=_STANDING,
        old='        found = [(pauses.until, pauses.reason or "SENDER_PAUSED")]\n',
        new='        found = [(None, "")]\n',
        tests=(
            f"{_TROUBLE}::test_no_call_of_the_number_is_made_before_the_time_the_provider_named",
            f"{_GATES}"
            "::test_too_much_from_a_number_delays_all_that_leaves_by_it_exactly_as_long_as_was_said",
        ),
    ),
    Mutant(
        name="time that the provider named",
        loses="a number rests as long as it was told to, and not as long as we think",
        file="services/notifier/usecases/gates.py",
        old="named or _grown(2, call.message, LONGEST_NUMBER)",
        new="_grown(2, call.message, LONGEST_NUMBER)",
        tests=(
            f"{_GATES}"
            "::test_too_much_from_a_number_delays_all_that_leaves_by_it_exactly_as_long_as_was_said",
        ),
    ),
    Mutant(
        name="pause of a pair",
        loses="a recipient of whom the provider had enough is left alone",
        file=_STANDING,
        old="        if until is None or until <= now:\n",
        new="        if until is None or until:\n",
        tests=(
            f"{_GATES}"
            "::test_too_much_to_one_recipient_delays_them_alone_and_exactly_as_long_as_was_said",
        ),
    ),
    Mutant(
        name="pace of a pair",
        loses="one recipient gets a burst and then one message in six seconds",
        file=_STANDING,
        old="            or (self._paired(now, pair) if pair else None)\n",
        new="",
        tests=(
            "tests/notifier/test_pacing.py"
            "::test_one_recipient_gets_a_burst_and_then_one_message_in_six_seconds",
        ),
    ),
    Mutant(
        name="breaker",
        loses="an account whose calls fail is not called for a while",
        file=_STANDING,
        old="        if retry_time is None or retry_time <= now:\n",
        new="        if retry_time is None or retry_time:\n",
        tests=(
            f"{_GATES}::test_after_five_failures_nobody_calls_the_account_for_a_minute",
            f"{_GATES}::test_a_call_that_was_under_way_when_it_opened_does_not_close_it",
        ),
    ),
    Mutant(
        name="single probe",
        loses="one call of all replicas is made to see whether a provider is back",
        file="services/notifier/storage/breakers.py",
        old="(probe_until IS NULL OR probe_until <= %s)",
        new="(true OR probe_until <= %s)",
        tests=(f"{_GATES}::test_replicas_that_ask_at_the_same_moment_make_one_call_among_them",),
    ),
)
