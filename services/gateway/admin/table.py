"""Every route of /admin: the one place where they are listed.

The request of a call is made of the path, and of the query (GET) or the JSON body (POST, PUT,
PATCH); `docs/admin.md` says how. Which scope a route needs is the scope of its call, out of
services/scopes.toml.
"""

from typing import NamedTuple


class Route(NamedTuple):
    """An HTTP method and a path, and the call that answers there."""

    method: str
    path: str
    rpc: str
    """`lyo.<service>.v1.<Service>/<Method>`."""


_TENANT = "lyo.tenant.v1.TenantService"
_CHANNEL = "lyo.tenant.v1.ChannelService"
_CUSTOMER = "lyo.tenant.v1.CustomerService"
_ACCESS = "lyo.tenant.v1.AccessService"

_ALL = "/admin/tenants"
_ONE = f"{_ALL}/{{tenant_id}}"
_CHANNEL_PATH = f"{_ONE}/channels/{{channel_id}}"
_CUSTOMER_PATH = f"{_ONE}/customers/{{customer_id}}"
_MEMBER_PATH = f"{_ONE}/members/{{member_id}}"

ROUTES = (
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
