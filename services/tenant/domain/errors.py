"""Why the tenant service says no. The reasons are part of the API."""

from collections.abc import Sequence
from uuid import UUID

from services.common.errors import (
    Aborted,
    FailedPrecondition,
    InvalidArgument,
    NotFound,
    PermissionDenied,
    Unauthenticated,
    Violation,
)

MOST_REPEATED, LONGEST_REPEATED = 20, 100
"""What an answer repeats of a request: gRPC carries no error that is longer than 8 KB."""


class TenantNotFound(NotFound):
    def __init__(self, which: UUID | str) -> None:
        super().__init__("TENANT_NOT_FOUND", f"no tenant {which}")


class ChannelNotFound(NotFound):
    def __init__(self, channel_id: UUID) -> None:
        super().__init__("CHANNEL_NOT_FOUND", f"no channel {channel_id}")


class CustomerNotFound(NotFound):
    def __init__(self, which: UUID | str) -> None:
        super().__init__("CUSTOMER_NOT_FOUND", f"no customer {which}")


class MemberNotFound(NotFound):
    def __init__(self, member_id: UUID) -> None:
        super().__init__("MEMBER_NOT_FOUND", f"no member {member_id}")


class AddressUnknown(NotFound):
    def __init__(self) -> None:
        super().__init__("ADDRESS_UNKNOWN", "no tenant has this address")


class NameTaken(FailedPrecondition):
    def __init__(self, name: str) -> None:
        super().__init__("NAME_TAKEN", f"another tenant is called {name}")


class AddressTaken(FailedPrecondition):
    """Does not say by whom: one tenant shall not learn of another."""

    def __init__(self) -> None:
        super().__init__("ADDRESS_TAKEN", "the address is in use")


class NotDeleted(FailedPrecondition):
    def __init__(self) -> None:
        super().__init__("NOT_DELETED", "delete it first: what is purged never comes back")


class PhoneTaken(FailedPrecondition):
    def __init__(self) -> None:
        super().__init__("PHONE_TAKEN", "another member has this phone")


class EmailTaken(FailedPrecondition):
    def __init__(self) -> None:
        super().__init__("EMAIL_TAKEN", "another member has this e-mail")


class IdentityTaken(FailedPrecondition):
    def __init__(self) -> None:
        super().__init__("IDENTITY_TAKEN", "another customer has one of these identities")


class ExternalRefTaken(FailedPrecondition):
    def __init__(self) -> None:
        super().__init__("EXTERNAL_REF_TAKEN", "another customer has this external_ref")


class AlreadyMerged(FailedPrecondition):
    def __init__(self, customer_id: UUID) -> None:
        super().__init__("ALREADY_MERGED", f"customer {customer_id} was merged into another")


class NotMerged(FailedPrecondition):
    def __init__(self, customer_id: UUID) -> None:
        super().__init__("NOT_MERGED", f"customer {customer_id} was not merged into another")


class CredentialMissing(FailedPrecondition):
    def __init__(self, channel_id: UUID) -> None:
        super().__init__("CREDENTIAL_MISSING", f"channel {channel_id} has no credential")


class EtagStale(Aborted):
    def __init__(self) -> None:
        super().__init__("ETAG_STALE", "it was changed meanwhile: read it again")


class KeyUnknown(Unauthenticated):
    def __init__(self) -> None:
        super().__init__("KEY_UNKNOWN", "no such API key")


class KeyMistyped(Unauthenticated):
    def __init__(self) -> None:
        text = "the API key has a wrong checksum: a character is missing or another"
        super().__init__("KEY_MISTYPED", text)


class KeyNotFound(NotFound):
    def __init__(self, api_key_id: str) -> None:
        super().__init__("KEY_NOT_FOUND", f"no API key {api_key_id}")


class TwoKeysActive(FailedPrecondition):
    def __init__(self, client: str) -> None:
        super().__init__("TWO_KEYS_ACTIVE", f"{client} has two active keys: revoke one")


class KeyShownBefore(FailedPrecondition):
    def __init__(self, api_key_id: str) -> None:
        text = f"this request made key {api_key_id}, which was shown then and never again"
        super().__init__("KEY_SHOWN_BEFORE", text, details={"api_key_id": api_key_id})


class KeyOutlivesMaker(PermissionDenied):
    def __init__(self) -> None:
        text = "the key that asks for it has ended, or ends before this one would"
        super().__init__("KEY_OUTLIVES_MAKER", text)


class KeyFasterThanMaker(PermissionDenied):
    def __init__(self, calls_per_minute: int) -> None:
        text = f"the key that asks for it may make {calls_per_minute} calls a minute itself"
        super().__init__("KEY_FASTER_THAN_MAKER", text)


class ScopeUnknown(InvalidArgument):
    def __init__(self, scopes: Sequence[str], known: Sequence[str]) -> None:
        rule = f"{_repeated(scopes)}: no such scope; there are: {', '.join(known)}"
        violation = Violation("scopes", "SCOPE_UNKNOWN", rule)
        super().__init__("SCOPE_UNKNOWN", f"scopes: {rule}", violations=[violation])


class ExpireTimePast(InvalidArgument):
    def __init__(self) -> None:
        violation = Violation("expire_time", "EXPIRE_TIME_PAST", "has been")
        super().__init__("EXPIRE_TIME_PAST", "expire_time has been", violations=[violation])


class FlagUnknown(InvalidArgument):
    def __init__(self, name: str, known: Sequence[str]) -> None:
        rule = f"{name} is no flag; there are: {', '.join(known)}"
        violation = Violation("name", "FLAG_UNKNOWN", rule)
        super().__init__("FLAG_UNKNOWN", f"name: {rule}", violations=[violation])


class SameCustomer(InvalidArgument):
    def __init__(self) -> None:
        violation = Violation("merged_id", "SAME_CUSTOMER", "is the customer that stays")
        super().__init__("SAME_CUSTOMER", "both are the same customer", violations=[violation])


class RequestIdReused(InvalidArgument):
    def __init__(self) -> None:
        rule = "was used for another request"
        violation = Violation("request_id", "REQUEST_ID_REUSED", rule)
        super().__init__("REQUEST_ID_REUSED", f"request_id {rule}", violations=[violation])


class MaskPathUnknown(InvalidArgument):
    def __init__(self, paths: Sequence[str], known: Sequence[str]) -> None:
        rule = f"{_repeated(paths)} cannot be changed; what can: {', '.join(known)}"
        violation = Violation("update_mask", "MASK_PATH_UNKNOWN", rule)
        super().__init__("MASK_PATH_UNKNOWN", f"update_mask: {rule}", violations=[violation])


class FieldsWrong(InvalidArgument):
    """One error for all fields that break a rule; its reason is the most telling of theirs."""

    def __init__(self, violations: Sequence[Violation]) -> None:
        text = "; ".join(f"{each.field}: {each.message}" for each in violations)
        reasons = [each.reason for each in violations]
        telling = [each for each in reasons if not each.startswith("FIELD_")]
        super().__init__((telling or reasons)[0], text, violations=violations)


def _repeated(words: Sequence[str]) -> str:
    """Words of the request, cut to what an answer can carry."""
    told = ", ".join(each[:LONGEST_REPEATED] for each in words[:MOST_REPEATED])
    return f"{told}, ..." if len(words) > MOST_REPEATED else told
