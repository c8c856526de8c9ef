"""Who books: a customer by id, who must be there, or by phone, found or added."""

from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Annotated, Any, Self
from uuid import UUID

import grpc
from lyo.tenant.v1 import customer_service_pb2 as pb
from lyo.tenant.v1 import customer_service_pb2_grpc as rpc
from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError

from services.common.actor import Actor
from services.common.errors import FailedPrecondition, InvalidArgument, NotFound, Violation
from services.common.fields import derived
from services.common.scopes import Scopes
from services.gateway.admin.fields import renamed
from services.gateway.admin.requests import is_uuid

if TYPE_CHECKING:
    from lyo.tenant.v1.customer_service_pb2_grpc import CustomerServiceAsyncStub

CREATE = "lyo.tenant.v1.CustomerService/CreateCustomer"
WORDS = {
    "extra_forbidden": ("FIELD_UNKNOWN", "is not a field of this request"),
    "missing": ("FIELD_MISSING", "is required"),
    "string_too_short": ("FIELD_MISSING", "is required"),
    "string_too_long": ("FIELD_INVALID", "must have at most {max_length} characters"),
    "model_type": ("FIELD_INVALID", "must be an object with phone and name"),
}
PLACES = {"identity_value": "phone", "identities[0].value": "phone", "display_name": "name"}
"""What the tenant service calls the fields."""


def _without_nul(text: str) -> str:
    if "\0" in text:
        raise ValueError
    return text


_Text = Annotated[str, AfterValidator(_without_nul)]


class ByPhone(BaseModel):
    """A customer by phone: who has it in this tenant, else one who is added. Instead of
    `customer_id`."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)

    phone: _Text = Field(
        min_length=1,
        max_length=200,
        description="The phone, E.164 with its plus, for example `+393331234567`. Required.",
    )
    name: _Text = Field(
        default="",
        max_length=200,
        description="What a new customer is called. At most 200 characters. May be empty.",
    )

    @classmethod
    def taken_from(cls, asked: dict[str, Any]) -> Self | None:
        """Take `customer` out of what is asked; None where nobody is named so."""
        if "customer" not in asked:
            return None
        given = asked.pop("customer")
        if asked.get("customer_id"):
            raise _refused({"customer": ("FIELD_INVALID", "give this or customer_id, not both")})
        try:
            return cls.model_validate(given)
        except ValidationError as error:
            raise _refused(_found(error)) from None


class Customers:
    """Asks the tenant service."""

    def __init__(self, channel: grpc.aio.Channel, scopes: Scopes) -> None:
        self._stub: CustomerServiceAsyncStub = rpc.CustomerServiceStub(channel)
        self._scope = scopes.of(CREATE) or ""

    def require(self, actor: Actor) -> None:
        """Raise PermissionDenied where the actor may add nobody."""
        actor.require_scopes([self._scope])

    async def check(self, tenant_id: str, customer_id: str) -> None:
        """Raise where nobody is named, or nobody who is there. Who was merged is there."""
        if not customer_id:
            raise _refused({"customer_id": ("FIELD_MISSING", "or customer is required")})
        request = pb.GetCustomerRequest(tenant_id=tenant_id, customer_id=customer_id)
        customer = (await self._stub.GetCustomer(request)).customer
        if customer.HasField("delete_time"):
            raise NotFound("CUSTOMER_NOT_FOUND", f"customer {customer_id} is deleted")

    async def named(self, tenant_id: str, name: str) -> str:
        """The id of the customer, who is named by our id or by the tenant's own; of one who was
        merged the id of the other."""
        by_id = {"customer_id": name} if is_uuid(name) else {"external_ref": name}
        request = pb.GetCustomerRequest(tenant_id=tenant_id, **by_id)
        customer = (await self._stub.GetCustomer(request)).customer
        if customer.HasField("delete_time"):
            raise NotFound("CUSTOMER_NOT_FOUND", f"customer {name[:100]} is deleted")
        return customer.merged_into_id or customer.customer_id

    async def find(self, tenant_id: str, who: ByPhone, request_id: str) -> str:
        """The id of who has the phone. Who is added stays, whatever becomes of the booking."""
        try:
            found = await self._having(tenant_id, who.phone)
            return found or await self._added(tenant_id, who, request_id)
        except InvalidArgument as error:
            raise _refused_there(error) from error

    async def _having(self, tenant_id: str, phone: str) -> str:
        request = pb.ListCustomersRequest(tenant_id=tenant_id, identity_value=phone)
        listed = (await self._stub.ListCustomers(request)).customers
        having = (each for each in listed if _identity(phone) in each.identities)
        return next((each.customer_id for each in having), "")

    async def _added(self, tenant_id: str, who: ByPhone, request_id: str) -> str:
        request = pb.CreateCustomerRequest(
            tenant_id=tenant_id,
            request_id=str(derived(UUID(request_id), "customer")),
            identities=[_identity(who.phone)],
            display_name=who.name,
        )
        try:
            return (await self._stub.CreateCustomer(request)).customer.customer_id
        except FailedPrecondition as refusal:
            if refusal.reason != "IDENTITY_TAKEN":
                raise
            found = await self._having(tenant_id, who.phone)  # added by another just now
            if not found:
                raise
            return found


def _identity(phone: str) -> pb.Identity:
    return pb.Identity(kind=pb.IDENTITY_KIND_PHONE, value=phone)


def _found(error: ValidationError) -> dict[str, tuple[str, str]]:
    """What is wrong, by the field; nothing of it is repeated."""
    found = {}
    for each in error.errors(include_url=False, include_input=False):
        place = ".".join(["customer", *(str(part)[:100] for part in each["loc"])])
        reason, rule = WORDS.get(each["type"], ("FIELD_INVALID", "must be a text"))
        found[place] = reason, rule.format(**each.get("ctx", {}))
    return found


def _refused(found: Mapping[str, tuple[str, str]]) -> InvalidArgument:
    violations = [Violation(field, reason, said) for field, (reason, said) in found.items()][:20]
    named = "; ".join(f"{each.field} {each.message}" for each in violations)
    return InvalidArgument(violations[0].reason, named, violations=violations)


def _refused_there(error: InvalidArgument) -> InvalidArgument:
    """The error with the fields named as they were given here."""
    return renamed(
        error, lambda each: replace(each, field=f"customer.{PLACES.get(each.field, each.field)}")
    )
