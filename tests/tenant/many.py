"""Many tenants with many customers, written by the thousand: for what must hold at scale.

Tenant n has the WhatsApp address n. The customers go round among the first of them: customer c is
of tenant 1 + (c - 1) % owners, with the phone +39 3000000000 + c and the user id IT.c.
"""

from typing import Any

import psycopg

_TENANT = "md5('t' || 1 + (c - 1) %% %(owners)s)::uuid"
_EACH_TENANT = "FROM generate_series(1, %(tenants)s) n"
_EACH_CUSTOMER = "FROM generate_series(1, %(customers)s) c"

_STATEMENTS = [
    f"""INSERT INTO tenant.tenants (tenant_id, name, display_name, time_zone, languages,
               revision, create_time, update_time)
        SELECT md5('t' || n)::uuid, 'many-' || n, 'Salon ' || n, 'Europe/Rome', '{{it,en}}',
               1, now(), now() {_EACH_TENANT}""",
    f"""INSERT INTO tenant.channels (tenant_id, channel_id, platform, address, account_id,
               display_address, revision, create_time, update_time)
        SELECT md5('t' || n)::uuid, md5('h' || n)::uuid, 'whatsapp', n::text, '', '',
               1, now(), now() {_EACH_TENANT}""",
    f"""INSERT INTO tenant.addresses (platform, address, tenant_id, channel_id)
        SELECT 'whatsapp', n::text, md5('t' || n)::uuid, md5('h' || n)::uuid {_EACH_TENANT}""",
    f"""INSERT INTO tenant.customers (tenant_id, customer_id, display_name, create_time)
        SELECT {_TENANT}, md5('c' || c)::uuid, 'Customer ' || c, now() {_EACH_CUSTOMER}""",
    f"""INSERT INTO tenant.identities (tenant_id, kind, value, customer_id, create_time)
        SELECT {_TENANT}, 'phone', '+39' || 3000000000 + c, md5('c' || c)::uuid, now()
        {_EACH_CUSTOMER}""",
    f"""INSERT INTO tenant.identities (tenant_id, kind, value, customer_id, create_time)
        SELECT {_TENANT}, 'whatsapp_user', 'IT.' || c, md5('c' || c)::uuid, now()
        {_EACH_CUSTOMER}""",
]


def seed(
    connection: psycopg.Connection[tuple[Any, ...]], *, tenants: int, owners: int, customers: int
) -> None:
    """Write them as the superuser, without the checks that take most of the time."""
    sizes = {"tenants": tenants, "owners": owners, "customers": customers}
    connection.execute("SET LOCAL session_replication_role = replica")
    for statement in _STATEMENTS:
        connection.execute(statement.encode(), sizes)
    connection.execute("ANALYZE")
