"""Why the tenant service says no. The reasons are part of the API."""

from collections.abc import Sequence
from uuid import UUID

from services.common.errors import (
    Aborted,
    FailedPrecondition,
    InvalidArgument,
    NotFound,
    Unauthenticated,
    Violation,
)


class TenantNotFound(NotFound):
    def __init__(self, which: UUID | str) -> None:
        super().__init__("TENANT_NOT_FOUND", f"no tenant {which}")


class ChannelNotFound(NotFound):
    def __init__(self, channel_id: UUID) -> None:
        super().__init__("CHANNEL_NOT_FOUND", f"no channel {channel_id}")


class CustomerNotFound(NotFound):
    def __init__(self, customer_id: UUID) -> None:
        super().__init__("CUSTOMER_NOT_FOUND", f"no customer {customer_id}")


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


class CredentialMissing(FailedPrecondition):
    def __init__(self, channel_id: UUID) -> None:
        super().__init__("CREDENTIAL_MISSING", f"channel {channel_id} has no credential")


class EtagStale(Aborted):
    def __init__(self) -> None:
        super().__init__("ETAG_STALE", "it was changed meanwhile: read it again")


class KeyUnknown(Unauthenticated):
    def __init__(self) -> None:
        super().__init__("KEY_UNKNOWN", "no such API key")


class RequestIdReused(InvalidArgument):
    def __init__(self) -> None:
        rule = "was used for another request"
        violation = Violation("request_id", "REQUEST_ID_REUSED", rule)
        super().__init__("REQUEST_ID_REUSED", f"request_id {rule}", violations=[violation])


class MaskPathUnknown(InvalidArgument):
    def __init__(self, paths: Sequence[str], known: Sequence[str]) -> None:
        rule = f"{', '.join(paths)} cannot be changed; what can: {', '.join(known)}"
        violation = Violation("update_mask", "MASK_PATH_UNKNOWN", rule)
        super().__init__("MASK_PATH_UNKNOWN", f"update_mask: {rule}", violations=[violation])


class FieldsWrong(InvalidArgument):
    """One error for all fields that break a rule; its reason is the most telling of theirs."""

    def __init__(self, violations: Sequence[Violation]) -> None:
        text = "; ".join(f"{each.field}: {each.message}" for each in violations)
        reasons = [each.reason for each in violations]
        telling = [each for each in reasons if not each.startswith("FIELD_")]
        super().__init__((telling or reasons)[0], text, violations=violations)
