"""Every query for the templates that providers have, bound to one tenant."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from psycopg.types.json import Jsonb

from services.common.database import Connection
from services.notifier.domain.template import Template, TemplateButton, TemplateState

Key = tuple[UUID, str, str]
"""Channel, name and language: by these they are listed."""

_COLUMNS = (
    "channel_id, name, language, state, category, text, parameter_names, named, buttons,"
    " provider_template_id, detail, update_time"
)

_REPLACE = f"""
INSERT INTO templates (tenant_id, {_COLUMNS})
VALUES (%(tenant_id)s, %(channel_id)s, %(name)s, %(language)s, %(state)s, %(category)s, %(text)s,
        %(parameter_names)s, %(named)s, %(buttons)s, %(provider_template_id)s, %(detail)s, %(now)s)
ON CONFLICT (tenant_id, channel_id, name, language) DO NOTHING
"""  # noqa: S608 (a constant)


class TemplateRepository:
    """The templates of one tenant, inside one transaction."""

    def __init__(self, connection: Connection, tenant_id: UUID) -> None:
        self.connection = connection
        self.tenant_id = tenant_id

    async def replace(self, channel_id: UUID, templates: Sequence[Template], now: datetime) -> None:
        """The channel has these and no others. Who replaces them at the same time is waited for."""
        await self.connection.execute(
            "SELECT pg_advisory_xact_lock(hashtextextended(%(tenant_id)s || %(of)s, 0))",
            {"tenant_id": str(self.tenant_id), "of": f" templates of {channel_id}"},
        )
        await self.connection.execute(
            "DELETE FROM templates WHERE tenant_id = %s AND channel_id = %s",
            (self.tenant_id, channel_id),
        )
        rows = [self._row(channel_id, each, now) for each in templates]
        async with self.connection.cursor() as cursor:
            await cursor.executemany(_REPLACE, rows)

    async def listed(
        self, channel_id: UUID | None, *, after: Key | None, limit: int
    ) -> list[Template]:
        """Those behind the key, in its order."""
        cursor = await self.connection.execute(
            f"SELECT {_COLUMNS} FROM templates WHERE tenant_id = %(tenant_id)s"  # noqa: S608
            + (" AND channel_id = %(channel_id)s" if channel_id else "")
            + (
                " AND (channel_id, name, language) > (%(after)s, %(name)s, %(language)s)"
                if after
                else ""
            )
            + " ORDER BY channel_id, name, language LIMIT %(limit)s",
            {
                "tenant_id": self.tenant_id,
                "channel_id": channel_id,
                "limit": limit,
                **(dict(zip(("after", "name", "language"), after, strict=True)) if after else {}),
            },
        )
        return [_template(row) for row in await cursor.fetchall()]

    async def named(self, channel_id: UUID, names: Collection[str]) -> list[Template]:
        """Those of the channel with one of the names, in every language and state."""
        cursor = await self.connection.execute(
            f"SELECT {_COLUMNS} FROM templates"  # noqa: S608
            " WHERE tenant_id = %s AND channel_id = %s AND name = ANY (%s)",
            (self.tenant_id, channel_id, list(names)),
        )
        return [_template(row) for row in await cursor.fetchall()]

    async def set_state(self, key: Key, state: TemplateState, detail: str, now: datetime) -> None:
        """What somebody said of it at that time; what was said before is known better by now. An
        empty language is every language."""
        channel_id, name, language = key
        await self.connection.execute(
            "UPDATE templates SET state = %(state)s, detail = %(detail)s, update_time = %(now)s"
            " WHERE tenant_id = %(tenant_id)s AND channel_id = %(channel_id)s AND name = %(name)s"
            " AND (language = %(language)s OR %(language)s = '')"
            # Platforms tell whole seconds.
            " AND date_trunc('second', update_time) <= %(now)s",
            {
                "tenant_id": self.tenant_id,
                "channel_id": channel_id,
                "name": name,
                "language": language,
                "state": state,
                "detail": detail,
                "now": now,
            },
        )

    def _row(self, channel_id: UUID, template: Template, now: datetime) -> dict[str, Any]:
        return {
            "tenant_id": self.tenant_id,
            "channel_id": channel_id,
            "name": template.name,
            "language": template.language,
            "state": template.state,
            "category": template.category,
            "text": template.text,
            "parameter_names": list(template.parameter_names),
            "named": template.named,
            "buttons": Jsonb([[b.kind, b.title, b.fills_url] for b in template.buttons]),
            "provider_template_id": template.provider_template_id,
            "detail": template.detail,
            "now": now,
        }


def _template(row: Sequence[Any]) -> Template:
    channel_id, name, language, state, category, text, names, named, buttons, *more = row
    provider_template_id, detail, update_time = more
    return Template(
        channel_id=channel_id,
        name=name,
        language=language,
        state=TemplateState(state),
        category=category,
        text=text,
        parameter_names=tuple(names),
        named=named,
        buttons=tuple(TemplateButton(*each) for each in buttons),
        provider_template_id=provider_template_id,
        detail=detail,
        update_time=update_time,
    )
