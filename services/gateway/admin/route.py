"""What a row of the table says: a path, the call that answers there, and what the door adds."""

from enum import StrEnum
from typing import NamedTuple


class Form(StrEnum):
    """As what the answer of a call is shown."""

    JSON = "application/json"
    WHATSAPP = "whatsapp-data"
    """A booking with all that a message about it says."""
    CALENDAR = "text/calendar"
    """A booking as a calendar file."""
    MESSAGE = "message"
    """One message to send, which the body says in a simple form, and which is shown alone."""


class Route(NamedTuple):
    """An HTTP method and a path, and the call that answers there."""

    method: str
    path: str
    rpc: str
    """`lyo.<service>.v1.<Service>/<Method>`."""

    asks_tenant: bool = False
    """The tenant stands in the query or the body, or is the only one of the key."""
    defaults: tuple[tuple[str, str], ...] = ()
    """What fields of a request hold that says nothing of them, as far as the call has them."""
    needed: tuple[str, ...] = ()
    """Fields that must be given, though on the wire their absence is a value too."""
    by_phone: bool = False
    """Somebody is named: `customer_id` must be there; `customer` instead, a phone and a name, is
    made where new."""
    by_ref: bool = False
    """The booking may also be named by the tenant's own id, its `external_ref`."""
    of_customer: bool = False
    """The customer of the path must be there, and may be named by the tenant's own id."""
    form: Form = Form.JSON
    withheld: tuple[str, ...] = ()
    """Fields of the call that only services may fill."""
    later: str = ""
    """The call instead where `send_at` says when."""
