"""As which template a message is sent where free text does not reach the customer. Each inside the
caller's transaction."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from uuid import UUID

from services.common.database import Connection
from services.notifier.domain.booking_event import BookingEvent
from services.notifier.domain.content import TemplateUse
from services.notifier.domain.message import Message
from services.notifier.domain.outcomes import NO_TEMPLATE, Refused
from services.notifier.domain.sending_rules import TemplateRule
from services.notifier.domain.template import Template, TemplateButton, TemplateState
from services.notifier.domain.template_choice import Named, choose, names_for, same_language
from services.notifier.domain.template_filling import together, wrong_with
from services.notifier.storage import sending_rules
from services.notifier.storage.templates import TemplateRepository
from services.notifier.wording.rendering import somebody

WRONG_PARAMETERS = "TEMPLATE_PARAMETERS_WRONG"

Chosen = tuple[TemplateUse, Template]


async def template_for(
    connection: Connection, tenant_id: UUID, message: Message, channel_id: UUID
) -> Chosen | Refused:
    """The template that says the message, and what is filled in; or why there is none."""
    templates = TemplateRepository(connection, tenant_id)
    if message.content.template is not None:
        return await _wanted(templates, channel_id, message.content.template)
    if message.event is None:
        return Refused(NO_TEMPLATE, "it is free text, which has no template")
    return await _of_event(connection, tenant_id, message.event, channel_id)


async def hold(  # noqa: PLR0917 (what a platform tells, in its order)
    connection: Connection,
    tenant_id: UUID,
    channel_id: UUID,
    name: str,
    language: str,
    state: TemplateState,
    detail: str,
    now: datetime,
) -> None:
    """A provider said at that time whether a template may be sent; without a language: in any."""
    templates = TemplateRepository(connection, tenant_id)
    await templates.set_state((channel_id, name, language), state, detail, now)


async def _of_event(
    connection: Connection, tenant_id: UUID, event: BookingEvent, channel_id: UUID
) -> Chosen | Refused:
    rules = (await sending_rules.find(connection, tenant_id)).templates
    named = names_for(event, rules)
    stored = await TemplateRepository(connection, tenant_id).named(
        channel_id, {name for name, _ in named}
    )
    return _chosen(event, rules, stored) or Refused(NO_TEMPLATE, _why(named, stored))


def _chosen(
    event: BookingEvent, rules: Sequence[TemplateRule], stored: Sequence[Template]
) -> Chosen | None:
    """One that needs no name goes first where the customer has none; else they are greeted without
    it, in the template's language."""
    found = choose(event, rules, stored)
    if found or event.customer_name:
        return found
    greeted = choose(replace(event, customer_name=somebody(event.language)), rules, stored)
    if greeted is None:
        return None
    _, template = greeted
    return choose(replace(event, customer_name=somebody(template.language)), rules, [template])


async def _wanted(
    templates: TemplateRepository, channel_id: UUID, use: TemplateUse
) -> Chosen | Refused:
    """The one that the caller named; as they said where nothing is known of the channel's."""
    found = [
        each
        for each in await templates.named(channel_id, [use.name])
        if same_language(each.language, use.language)
    ]
    if not found and not await templates.listed(channel_id, after=None, limit=1):
        return use, _believed(use, channel_id)
    # Two tags may mean the same; the one as it was written goes first.
    found.sort(key=lambda each: each.language != use.language)
    approved = [each for each in found if each.state is TemplateState.APPROVED]
    if not approved:
        return Refused(NO_TEMPLATE, _why([(use.name, None)], found))
    if wrong := "; ".join(wrong_with(use, approved[0])):
        return Refused(WRONG_PARAMETERS, wrong)
    filled = together(use.parameters, approved[0])
    return replace(use, language=approved[0].language, parameters=filled), approved[0]


def _believed(use: TemplateUse, channel_id: UUID) -> Template:
    """What the template is if the caller is right."""
    return Template(
        channel_id=channel_id,
        name=use.name,
        language=use.language,
        state=TemplateState.APPROVED,
        category="",
        text="",
        parameter_names=tuple(str(number) for number in range(1, len(use.parameters) + 1)),
        buttons=(TemplateButton("quick_reply", ""),) * len(use.choice_ids),
    )


def _why(named: Sequence[Named], stored: Sequence[Template]) -> str:
    """What there is instead, for who has to change that."""
    tried = ", ".join(dict.fromkeys(name for name, _ in named))
    known = ", ".join(sorted(f"{each.name} {each.language}: {_short(each)}" for each in stored))
    return f"none of {tried} can be sent; known: {known or 'none of them'}"


def _short(template: Template) -> str:
    approved = template.state is TemplateState.APPROVED
    return "a parameter is not known" if approved else template.state
