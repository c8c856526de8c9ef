"""Reads what a catalog says of a booking that is made already."""

from collections.abc import Sequence
from datetime import timedelta
from typing import LiteralString
from uuid import UUID

from services.booking.domain.catalog import Approval
from services.booking.domain.terms import Terms
from services.booking.storage.documents import rules_of
from services.common.database import Connection

# Also of offerings that are retired: who booked them keeps what they booked.
_TERMS: LiteralString = """
SELECT c.rules, max(coalesce(o.approval, c.approval)), max(o.cancel_notice_seconds),
    max(o.move_notice_seconds)
FROM catalogs c
LEFT JOIN offerings o ON o.tenant_id = c.tenant_id AND o.offering_id = ANY (%(offering_ids)s)
WHERE c.tenant_id = %(tenant_id)s
GROUP BY c.tenant_id
"""


async def terms_of(connection: Connection, tenant_id: UUID, offering_ids: Sequence[UUID]) -> Terms:
    """The strictest that hold for these offerings."""
    values = {"tenant_id": tenant_id, "offering_ids": list(offering_ids)}
    row = await (await connection.execute(_TERMS, values)).fetchone()
    if row is None:
        return Terms()
    rules, approval, cancel, move = row
    return Terms(
        rules=rules_of(rules),
        approval=Approval(approval),
        cancel_notice=timedelta(seconds=cancel or 0),
        move_notice=timedelta(seconds=move or 0),
    )
