"""Between templates of the domain and messages on the wire. No decisions here."""

from lyo.notifier.v1 import template_service_pb2 as pb

from services.common.fields import timestamp
from services.notifier.domain.template import Template, TemplateState
from services.notifier.usecases.templates import Synced

_STATES = {each: pb.TemplateState.Value(f"TEMPLATE_STATE_{each.name}") for each in TemplateState}


def to_template(template: Template) -> pb.Template:
    """The template as callers see it."""
    update_time = template.update_time
    return pb.Template(
        channel_id=str(template.channel_id),
        name=template.name,
        language=template.language,
        state=_STATES[template.state],
        category=template.category,
        text=template.text,
        parameter_names=template.parameter_names,
        buttons=[
            pb.TemplateButton(kind=each.kind, title=each.title, fills_url=each.fills_url)
            for each in template.buttons
        ],
        provider_template_id=template.provider_template_id,
        update_time=timestamp(update_time) if update_time else None,
        detail=template.detail,
    )


def to_synced(synced: Synced) -> pb.SyncedChannel:
    """What came of a channel."""
    return pb.SyncedChannel(
        channel_id=str(synced.channel_id),
        templates=synced.templates,
        approved=synced.approved,
        reason=synced.reason,
    )
