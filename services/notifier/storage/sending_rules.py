"""Every query for what a tenant has laid down about sending: one document."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from psycopg.types.json import Jsonb

from services.common.database import Connection
from services.notifier.domain.booking_event import BookingEventKind
from services.notifier.domain.sending_rules import QuietHours, SendingRules, TemplateRule


async def quiet_hours(connection: Connection, tenant_id: UUID) -> QuietHours | None:
    """When the tenant wants it quiet; None: it says nothing."""
    cursor = await connection.execute(
        "SELECT document -> 'quiet_hours' FROM sending_rules WHERE tenant_id = %s", (tenant_id,)
    )
    row = await cursor.fetchone()
    return QuietHours(*row[0]) if row and row[0] else None


async def find(connection: Connection, tenant_id: UUID) -> SendingRules:
    """The rules; empty ones where nothing was laid down."""
    cursor = await connection.execute(
        "SELECT document, revision FROM sending_rules WHERE tenant_id = %s", (tenant_id,)
    )
    row = await cursor.fetchone()
    return _rules(*row) if row else SendingRules()


async def lock(connection: Connection, tenant_id: UUID, now: datetime) -> SendingRules:
    """The rules, held against other changes until the transaction ends."""
    await connection.execute(
        "INSERT INTO sending_rules (tenant_id, document, revision, update_time)"
        " VALUES (%s, '{}', 0, %s) ON CONFLICT DO NOTHING",
        (tenant_id, now),
    )
    cursor = await connection.execute(
        "SELECT document, revision FROM sending_rules WHERE tenant_id = %s FOR UPDATE", (tenant_id,)
    )
    row = await cursor.fetchone()
    return _rules(*row) if row else SendingRules()


async def save(connection: Connection, tenant_id: UUID, rules: SendingRules, now: datetime) -> None:
    """Store the rules, which are held."""
    await connection.execute(
        "UPDATE sending_rules SET document = %s, revision = %s, update_time = %s"
        " WHERE tenant_id = %s",
        (Jsonb(_document(rules)), rules.revision, now, tenant_id),
    )


def _document(rules: SendingRules) -> dict[str, Any]:
    quiet = rules.quiet_hours
    templates = [
        [each.event, each.offering, each.template_name, list(each.parameters)]
        for each in rules.templates
    ]
    return {
        "quiet_hours": [quiet.start_minute, quiet.end_minute] if quiet else None,
        "templates": templates,
    }


def _rules(document: Mapping[str, Any], revision: int) -> SendingRules:
    quiet = document.get("quiet_hours")
    templates = [
        TemplateRule(BookingEventKind(event), name, offering, tuple(parameters))
        for event, offering, name, parameters in document.get("templates", [])
    ]
    return SendingRules(QuietHours(*quiet) if quiet else None, tuple(templates), revision)
