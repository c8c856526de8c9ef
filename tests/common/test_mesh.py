"""Who may call whom, and how does a caller prove who it is?"""

from datetime import UTC, datetime, timedelta

import pytest

from services.common.clients import files_of, methods_of, name_of
from services.common.errors import Unauthenticated
from services.common.mesh import VALID_FOR, Policy, Signer, Verifier, service_of

KEY = b"a key that all processes of a test share"
NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)


class Clock:
    def __init__(self):
        self.time = NOON

    def __call__(self):
        return self.time


@pytest.fixture
def clock():
    return Clock()


def test_a_token_says_who_made_it(clock):
    token = Signer(KEY, "booking", now=clock).token()

    assert Verifier(KEY, now=clock).caller(token) == "booking"
    assert token.startswith("v1.booking.")


def test_a_token_is_made_anew_before_it_expires(clock):
    signer = Signer(KEY, "booking", now=clock)
    first = signer.token()
    clock.time += VALID_FOR / 2 - timedelta(seconds=1)
    assert signer.token() == first
    clock.time += timedelta(seconds=2)
    assert signer.token() != first


def test_an_expired_token_is_refused_even_if_it_was_known(clock):
    verifier = Verifier(KEY, now=clock)
    token = Signer(KEY, "booking", now=clock).token()
    verifier.caller(token)
    clock.time += VALID_FOR

    for each in (verifier, Verifier(KEY, now=clock)):
        with pytest.raises(Unauthenticated) as refusal:
            each.caller(token)
        assert refusal.value.reason == "TOKEN_EXPIRED"


@pytest.mark.parametrize(
    "change",
    [
        lambda token: token[:-1],
        lambda token: token.replace("booking", "gateway"),
        lambda token: token.replace("v1", "v2"),
        lambda token: token + ".x",
        lambda token: "...",
        lambda token: "é",
        lambda token: "",
        lambda token: None,
        lambda token: Signer(b"another", "booking").token(),
    ],
)
def test_a_changed_token_is_refused(clock, change):
    token = Signer(KEY, "booking", now=clock).token()

    with pytest.raises(Unauthenticated) as refusal:
        Verifier(KEY, now=clock).caller(change(token))

    assert refusal.value.reason == "CALLER_UNKNOWN"


def test_what_a_verifier_remembers_is_bounded(clock):
    verifier = Verifier(KEY, now=clock)
    for number in range(3000):
        verifier.caller(Signer(KEY, f"caller{number}", now=clock).token())

    assert len(verifier._known) <= 1024


class TestTheCallGraph:
    policy = Policy.load()

    def test_it_has_no_cycle(self):
        left = {name: set(callees) for name, callees in self.policy.calls.items()}
        while left:
            leaves = {name for name, callees in left.items() if not callees & left.keys()}
            assert leaves, f"a cycle among {sorted(left)}"
            left = {name: callees for name, callees in left.items() if name not in leaves}

    def test_who_is_called_is_known_and_listens_somewhere(self):
        for callees in self.policy.calls.values():
            assert callees <= self.policy.calls.keys()
        assert self.policy.listen.keys() == self.policy.calls.keys()
        assert self.policy.metrics.keys() == self.policy.calls.keys()
        addresses = [*self.policy.listen.values(), *self.policy.metrics.values()]
        assert len(set(addresses)) == len(addresses)

    @pytest.mark.parametrize(
        ("caller", "method", "allowed"),
        [
            ("gateway", "lyo.booking.v1.BookingService/CreateBooking", True),
            ("assistant", "lyo.booking.v1.BookingService/CreateBooking", True),
            ("notifier", "lyo.booking.v1.BookingService/CreateBooking", False),
            ("tenant", "lyo.booking.v1.BookingService/CreateBooking", False),
            ("booking", "lyo.booking.v1.BookingService/CreateBooking", False),
            ("gateway", "lyo.assistant.v1.ConversationService/HandleTurn", True),
            ("booking", "lyo.assistant.v1.ConversationService/HandleTurn", False),
            ("gateway", "lyo.tenant.v1.CustomerService/ResolveInbound", True),
            ("assistant", "lyo.tenant.v1.CustomerService/ResolveInbound", False),
            ("gateway", "lyo.tenant.v1.ChannelService/GetAccountChannels", True),
            ("notifier", "lyo.tenant.v1.ChannelService/GetAccountChannels", False),
            ("notifier", "lyo.tenant.v1.ChannelService/GetCredential", True),
            ("booking", "lyo.tenant.v1.ChannelService/GetCredential", True),
            ("gateway", "lyo.tenant.v1.ChannelService/GetCredential", False),
            ("lyoctl", "lyo.tenant.v1.ChannelService/GetCredential", False),
            ("lyoctl", "lyo.tenant.v1.TenantService/CreateTenant", True),
            ("lyoctl", "lyo.notifier.v1.MessageService/RecordStatuses", True),
            ("assistant", "lyo.notifier.v1.MessageService/RecordStatuses", False),
            ("stranger", "lyo.tenant.v1.TenantService/GetTenant", False),
            ("", "lyo.tenant.v1.TenantService/GetTenant", False),
            ("gateway", "some.other.v1.TenantService/GetTenant", False),
            ("gateway", "nonsense", False),
        ],
    )
    def test_it_says_who_may_call_what(self, caller, method, allowed):
        assert self.policy.allows(caller, method) is allowed
        assert self.policy.allows(caller, f"/{method}") is allowed

    def test_every_method_that_it_names_exists_and_its_callers_may_call_its_service(self):
        for method, callers in self.policy.only.items():
            known = {
                name_of(each) for file in files_of(service_of(method)) for each in methods_of(file)
            }
            assert method in known
            for caller in callers:
                assert service_of(method) in self.policy.calls[caller]
        assert self.policy.not_for_operators <= self.policy.only.keys()
