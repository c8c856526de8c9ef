"""The routes of what is sent: messages, templates, preferences, providers."""

from collections.abc import Iterator

from services.gateway.admin.route import Form, Route

_MESSAGE = "lyo.notifier.v1.MessageService"
_TEMPLATE = "lyo.notifier.v1.TemplateService"
_PREFERENCE = "lyo.notifier.v1.PreferenceService"
_PROVIDER = "lyo.notifier.v1.ProviderService"

_UNASKED = (("purpose", "PURPOSE_NOTIFICATION"),)
_SAID_HERE = (("source", "PREFERENCE_SOURCE_API"),)


def sending(below: str) -> Iterator[Route]:
    """All of them below a path; whose they are stands in it, or in the query or the body."""
    asks = "{tenant_id}" not in below
    one = f"{below}/messages/{{message_id}}"
    whatsapp = f"{below}/whatsapp"
    wants = f"{below}/customer/{{customer_id}}/preferences"
    rows = (
        Route("GET", f"{below}/messages", f"{_MESSAGE}/ListMessages"),
        Route(
            "POST",
            f"{below}/messages",
            f"{_MESSAGE}/Send",
            by_phone=True,
            form=Form.MESSAGE,
            withheld=("wrote_time",),
            later=f"{_MESSAGE}/Schedule",
            defaults=_UNASKED,
        ),
        Route("GET", f"{below}/messages/dead", f"{_MESSAGE}/ListDead"),
        Route("POST", f"{below}/messages/redrive", f"{_MESSAGE}/Redrive"),
        Route("POST", f"{below}/messages/cancel", f"{_MESSAGE}/Cancel"),
        Route("GET", one, f"{_MESSAGE}/GetMessage"),
        Route("POST", f"{one}/reschedule", f"{_MESSAGE}/Reschedule"),
        Route("POST", f"{whatsapp}/test", f"{_PROVIDER}/SendTest"),
        Route("GET", f"{whatsapp}/health", f"{_PROVIDER}/GetProviderHealth"),
        Route("GET", f"{whatsapp}/events", f"{_PROVIDER}/ListAccountEvents"),
        Route("GET", f"{whatsapp}/templates", f"{_TEMPLATE}/ListTemplates"),
        Route("POST", f"{whatsapp}/templates/sync", f"{_TEMPLATE}/SyncTemplates"),
        Route("GET", f"{whatsapp}/rules", f"{_PREFERENCE}/GetSendingRules"),
        Route("PUT", f"{whatsapp}/rules", f"{_PREFERENCE}/ApplySendingRules"),
        Route("GET", wants, f"{_PREFERENCE}/GetPreferences", of_customer=True),
        Route(
            "PUT",
            wants,
            f"{_PREFERENCE}/SetPreferences",
            of_customer=True,
            needed=("opted_out",),
            withheld=("receipt",),
            defaults=_SAID_HERE,
        ),
    )
    for row in rows:
        yield row._replace(asks_tenant=asks)
