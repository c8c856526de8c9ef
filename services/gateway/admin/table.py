"""Every route of /admin and /api: the one place where they are listed.

The request of a call is made of the path, and of the query (GET) or the JSON body (POST, PUT,
PATCH); `docs/admin.md` and `docs/api.md` say how. Which scope a route needs is the scope of its
call, out of services/scopes.toml.
"""

from collections.abc import Iterator

from services.gateway.admin.route import Form, Route
from services.gateway.admin.table_sending import sending

_TENANT = "lyo.tenant.v1.TenantService"
_CHANNEL = "lyo.tenant.v1.ChannelService"
_CUSTOMER = "lyo.tenant.v1.CustomerService"
_ACCESS = "lyo.tenant.v1.AccessService"

_ALL = "/admin/tenants"
_ONE = f"{_ALL}/{{tenant_id}}"
_CHANNEL_PATH = f"{_ONE}/channels/{{channel_id}}"
_CUSTOMER_PATH = f"{_ONE}/customers/{{customer_id}}"
_MEMBER_PATH = f"{_ONE}/members/{{member_id}}"

_USAGE = "lyo.assistant.v1.UsageService"
_BOOKING = "lyo.booking.v1.BookingService"
_CATALOG = "lyo.booking.v1.CatalogService"

_TENANT_ROUTES = (
    Route("GET", _ALL, f"{_TENANT}/ListTenants"),
    Route("POST", _ALL, f"{_TENANT}/CreateTenant"),
    Route("GET", _ONE, f"{_TENANT}/GetTenant"),
    Route("PATCH", _ONE, f"{_TENANT}/UpdateTenant"),
    Route("DELETE", _ONE, f"{_TENANT}/DeleteTenant"),
    Route("POST", f"{_ONE}/undelete", f"{_TENANT}/UndeleteTenant"),
    Route("POST", f"{_ONE}/purge", f"{_TENANT}/PurgeTenant"),
    Route("GET", f"{_ONE}/channels", f"{_CHANNEL}/ListChannels"),
    Route("POST", f"{_ONE}/channels", f"{_CHANNEL}/CreateChannel"),
    Route("GET", _CHANNEL_PATH, f"{_CHANNEL}/GetChannel"),
    Route("PATCH", _CHANNEL_PATH, f"{_CHANNEL}/UpdateChannel"),
    Route("DELETE", _CHANNEL_PATH, f"{_CHANNEL}/DeleteChannel"),
    Route("POST", f"{_CHANNEL_PATH}/undelete", f"{_CHANNEL}/UndeleteChannel"),
    Route("POST", f"{_CHANNEL_PATH}/purge", f"{_CHANNEL}/PurgeChannel"),
    Route("PUT", f"{_CHANNEL_PATH}/credential", f"{_CHANNEL}/SetCredential"),
    Route("GET", f"{_CHANNEL_PATH}/health", f"{_CHANNEL}/GetChannelHealth"),
    Route("GET", f"{_ONE}/customers", f"{_CUSTOMER}/ListCustomers"),
    Route("POST", f"{_ONE}/customers", f"{_CUSTOMER}/CreateCustomer"),
    Route("POST", f"{_ONE}/customers/import", f"{_CUSTOMER}/ImportCustomers"),
    Route("POST", f"{_ONE}/customers/unmerge", f"{_CUSTOMER}/UnmergeCustomers"),
    Route("GET", _CUSTOMER_PATH, f"{_CUSTOMER}/GetCustomer"),
    Route("PATCH", _CUSTOMER_PATH, f"{_CUSTOMER}/UpdateCustomer"),
    Route("DELETE", _CUSTOMER_PATH, f"{_CUSTOMER}/DeleteCustomer"),
    Route("POST", f"{_CUSTOMER_PATH}/undelete", f"{_CUSTOMER}/UndeleteCustomer"),
    Route("POST", f"{_CUSTOMER_PATH}/purge", f"{_CUSTOMER}/PurgeCustomer"),
    Route("POST", f"{_CUSTOMER_PATH}/merge", f"{_CUSTOMER}/MergeCustomers"),
    Route("GET", f"{_ONE}/members", f"{_TENANT}/ListMembers"),
    Route("POST", f"{_ONE}/members", f"{_TENANT}/CreateMember"),
    Route("GET", _MEMBER_PATH, f"{_TENANT}/GetMember"),
    Route("PATCH", _MEMBER_PATH, f"{_TENANT}/UpdateMember"),
    Route("DELETE", _MEMBER_PATH, f"{_TENANT}/DeleteMember"),
    Route("POST", f"{_MEMBER_PATH}/undelete", f"{_TENANT}/UndeleteMember"),
    Route("POST", f"{_MEMBER_PATH}/purge", f"{_TENANT}/PurgeMember"),
    Route("GET", "/admin/flags", f"{_TENANT}/GetFlags"),
    Route("PUT", "/admin/flags/{name}", f"{_TENANT}/SetFlag"),
    Route("GET", f"{_ONE}/flags", f"{_TENANT}/GetFlags"),
    Route("PUT", f"{_ONE}/flags/{{name}}", f"{_TENANT}/SetFlag"),
    Route("GET", "/admin/keys", f"{_ACCESS}/ListApiKeys"),
    Route("POST", "/admin/keys", f"{_ACCESS}/CreateApiKey"),
    Route("GET", "/admin/keys/{api_key_id}", f"{_ACCESS}/GetApiKey"),
    Route("DELETE", "/admin/keys/{api_key_id}", f"{_ACCESS}/RevokeApiKey"),
    Route("GET", f"{_ONE}/keys", f"{_ACCESS}/ListApiKeys"),
    Route("POST", f"{_ONE}/keys", f"{_ACCESS}/CreateApiKey"),
    Route("GET", f"{_ONE}/keys/{{api_key_id}}", f"{_ACCESS}/GetApiKey"),
    Route("DELETE", f"{_ONE}/keys/{{api_key_id}}", f"{_ACCESS}/RevokeApiKey"),
)

_STAFF, _API = (("origin", "ORIGIN_STAFF"),), (("origin", "ORIGIN_API"),)


def _bookings(below: str, origin: tuple[tuple[str, str], ...]) -> Iterator[Route]:
    """What can be booked, and what is. `origin`: who books below this path, unless they say."""
    asks = "{tenant_id}" not in below
    one = f"{below}/bookings/{{booking_id}}"
    calendar = Route("GET", f"{one}.ics", f"{_BOOKING}/GetBooking")
    yield calendar._replace(asks_tenant=asks, by_ref=True, form=Form.CALENDAR)
    rows = (
        Route("GET", f"{below}/bookings", f"{_BOOKING}/ListBookings"),
        Route("POST", f"{below}/bookings", f"{_BOOKING}/CreateBooking", by_phone=True),
        Route("POST", f"{below}/bookings/hold", f"{_BOOKING}/HoldSlot", by_phone=True),
        Route("POST", f"{below}/bookings/import", f"{_BOOKING}/ImportBookings"),
        Route("GET", one, f"{_BOOKING}/GetBooking", by_ref=True),
        Route("POST", f"{one}/approve", f"{_BOOKING}/ApproveBooking"),
        Route("POST", f"{one}/move", f"{_BOOKING}/RescheduleBooking"),
        Route("POST", f"{one}/cancel", f"{_BOOKING}/CancelBooking"),
        Route("POST", f"{one}/attendance", f"{_BOOKING}/ConfirmAttendance"),
        Route("POST", f"{one}/no-show", f"{_BOOKING}/MarkNoShow"),
        Route("GET", f"{below}/slots", f"{_BOOKING}/ListFreeSlots"),
        Route("GET", f"{below}/slots/nearest", f"{_BOOKING}/SuggestSlots"),
        Route("GET", f"{below}/offerings", f"{_CATALOG}/ListOfferings"),
        Route("GET", f"{below}/resources", f"{_CATALOG}/ListResources"),
        Route("PUT", f"{below}/catalog", f"{_CATALOG}/ApplyCatalog"),
    )
    for row in rows:
        yield row._replace(asks_tenant=asks, defaults=origin)


ROUTES = (
    *_TENANT_ROUTES,
    *_bookings(_ONE, _STAFF),
    *_bookings("/admin", _STAFF),
    *_bookings("/api", _API),
    Route("GET", f"{_ONE}/usage", f"{_USAGE}/GetUsage"),
    Route("GET", "/admin/usage", f"{_USAGE}/GetUsage", asks_tenant=True),
    *sending(_ONE),
    *sending("/admin"),
    *sending("/api"),
    Route(
        "GET",
        "/api/booking/{booking_id}/whatsapp-data",
        f"{_BOOKING}/GetBooking",
        asks_tenant=True,
        by_ref=True,
        form=Form.WHATSAPP,
    ),
)
