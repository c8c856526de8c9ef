"""As what a message is sent: as free text, in as many parts as it takes, or as a template."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import Enum, auto
from uuid import UUID

from services.notifier.domain.content import Content
from services.notifier.domain.limits import Limits
from services.notifier.domain.message import Message
from services.notifier.domain.outcomes import NO_TEMPLATE, Refused
from services.notifier.domain.sendable import read
from services.notifier.domain.shaping import parts
from services.notifier.domain.template import Template
from services.notifier.storage.templates import TemplateRepository
from services.notifier.usecases.choosing import Chosen, template_for
from services.notifier.usecases.gates import Gates
from services.notifier.usecases.moment import Moment
from services.notifier.usecases.stock import Stock, TemplatesUnknown
from services.notifier.wording.rendering import told


class Form(Enum):
    """How what is to be said may be said."""

    TEXT = auto()
    TEMPLATE = auto()
    EITHER = auto()
    """As a template where one says it, because nobody knows whether a text would arrive."""


@dataclass(frozen=True)
class Shown:
    """What is still to be sent of a message, in order."""

    parts: Sequence[Content]
    text: str
    """What the customer reads, all of it."""
    template: Template | None = None

    @property
    def template_name(self) -> str:
        """Empty: it is free text."""
        use = self.parts[0].template
        return use.name if use else ""


class Showing:
    """`page_url`: where the pages are that links lead to, without a slash at the end; empty: there
    are none."""

    def __init__(self, gates: Gates, stock: Stock, page_url: str) -> None:
        self.gates = gates
        self.stock = stock
        self.page_url = page_url

    async def shown(self, at: Moment, message: Message, limits: Limits) -> Shown | Refused:
        """The message as its provider takes it now; Refused where it does in no form. Raises
        TemplatesUnknown where it would take a template, and nobody knows whether there is one."""
        form = await self._form(at, message, limits)
        if form is Form.TEXT:
            return self._as_text(message, limits)
        if not limits.templates:
            return Refused(NO_TEMPLATE, "the provider has no templates")
        chosen = await template_for(at.connection, at.tenant_id, message, message.channel_id)
        if not isinstance(chosen, Refused):
            return _as_template(message, chosen)
        if not await _known(at, message.channel_id):
            if message.content.template:
                return Shown([message.content], message.content.text)
            if self.stock.may_have((at.tenant_id, message.channel_id)):
                raise TemplatesUnknown
        return self._as_text(message, limits) if form is Form.EITHER else chosen

    async def _form(self, at: Moment, message: Message, limits: Limits) -> Form:
        if message.as_template or message.content.template:
            return Form.TEMPLATE
        if not (message.unasked and limits.templates):
            return Form.TEXT  # whoever is answered has just written
        if not limits.window:
            return Form.EITHER
        gates, connection, tenant_id = self.gates, at.connection, at.tenant_id
        is_open = await gates.window_open(connection, tenant_id, message, at.now)
        return Form.TEXT if is_open else Form.TEMPLATE

    def _as_text(self, message: Message, limits: Limits) -> Shown:
        content, text = message.content, message.content.text
        if message.event is not None:
            taps = limits.taps and limits.buttons > 0
            content = told(message.event, taps=taps, page_url=self.page_url)
            text = told(message.event).text
        found = parts(content, limits)
        return Shown(found[min(message.parts_sent, len(found) - 1) :], text)


async def _known(at: Moment, channel_id: UUID) -> bool:
    """Whether it is known which templates the channel has: if not, those who name one are
    believed."""
    templates = TemplateRepository(at.connection, at.tenant_id)
    return bool(await templates.listed(channel_id, after=None, limit=1))


def _as_template(message: Message, chosen: Chosen) -> Shown:
    use, template = chosen
    text = read(use, template) or message.content.text  # of one that is only believed
    content = replace(message.content, text=text, buttons=(), menu=None, template=use)
    return Shown([content], text, template)
