"""Guards by which what comes from outside does what it may, once, and nothing more."""

from tests.faults.mutants.mutant import Mutant

_LINKS = "tests/booking/test_links.py"
_FOLLOWED = "tests/booking/test_follow_link.py"
_WORDS = "tests/gateway/test_inbound_words.py"
_TWILIO = "tests/gateway/test_twilio_hostile.py"

MUTANTS = (
    Mutant(
        name="signature of a link",
        loses="a link that we did not write does nothing",
        file="services/booking/domain/link.py",
        old="        if not hmac.compare_digest(tag, self._tag(content)):\n",
        new="        if not tag:\n",
        tests=(
            f"{_LINKS}::test_a_link_of_another_installation_is_none_of_ours",
            f"{_FOLLOWED}::test_a_link_that_was_changed_is_refused",
        ),
    ),
    Mutant(
        name="link that is used up",
        loses="a link to a slot moves a booking once",
        file="services/booking/domain/link.py",
        old="    if link.kind is LinkKind.MOVE_TO and booking.revision != link.revision:\n",
        new="    if False:\n",
        tests=(
            f"{_LINKS}"
            "::test_a_link_to_a_slot_is_outdated_once_the_booking_was_changed_even_where_it_came_back",
            f"{_FOLLOWED}::test_a_link_to_a_slot_is_used_up_although_the_booking_was_moved_back",
        ),
    ),
    Mutant(
        name="end of a link",
        loses="a link expires when the booking begins",
        file="services/booking/domain/link.py",
        old="    if not _holds(link, booking) or now >= link.start:\n",
        new="    if not _holds(link, booking):\n",
        tests=(
            f"{_LINKS}::test_once_the_booking_begins_every_link_is_outdated",
            "tests/booking/test_link_states.py::test_a_link_expires_when_the_booking_begins",
        ),
    ),
    Mutant(
        name="page that only shows",
        loses="to open the page of a link changes nothing",
        file="services/gateway/routes/booking_page.py",
        old="            answer = await self._links.GetLink(pb.GetLinkRequest(link=text))\n",
        new="            await self._follow(text)\n"
        "            answer = await self._links.GetLink(pb.GetLinkRequest(link=text))\n",
        tests=("tests/gateway/test_booking_page.py::test_to_open_a_page_changes_nothing",),
    ),
    Mutant(
        name="words before the turn",
        loses="STOP is heard before anybody answers it",
        file="services/gateway/inbound.py",
        old="await preferences.heard(messages, turn_id, found, identities, mesh.preferences)",
        new="messages",
        tests=(
            f"{_WORDS}::test_stop_ends_all_that_is_not_asked_for",
            f"{_WORDS}::test_stop_is_confirmed_in_the_language_of_the_business_and_not_answered",
        ),
    ),
    Mutant(
        name="signature of Twilio",
        loses="a webhook that Twilio did not sign is refused",
        file="services/gateway/twilio_signatures.py",
        old="            if hmac.compare_digest(expected, shown) and fits:\n",
        new="            if fits:\n",
        tests=(
            f"{_TWILIO}::test_without_the_right_signature_nothing_is_taken",
            f"{_TWILIO}::test_a_parameter_that_was_changed_on_the_way_is_noticed",
        ),
    ),
)
