"""The sandbox's HTTP: who answers which path.

* `GET /` the phones; `GET /phones` who can be written to and who writes
* `POST /phones/{channel}/{address}/{customer}/messages` write as that customer (phones/wish.py)
* `GET` on the same path: the chat; `?since=<revision>&wait=<seconds>` waits for what is new
* `GET /owner/{tenant}/day?date=` the owner's side; `POST` on `.../bookings/{id}/{step}` decides
* `GET /journal?provider=&to=&since=` every call that providers received, oldest first
* `POST /faults`, `GET /faults`, `DELETE /faults[/{id}]` what shall go wrong (faults.py)
* `POST /statuses` a status out of the row; `POST /numbers`, `/twilio/senders`, `/zaptra/accounts`
  another number, sender, account; `POST /zaptra/answers` how Zaptra answers
* `POST /templates` adds, pauses or replaces a template; `GET /templates`, `DELETE /templates/...`
* `POST /reset`, `GET /health`
* `POST /v{version}/{phone_number_id}/messages`, `GET /v{version}/{waba_id}/message_templates` the
  Graph API (meta/)
* `/2010-04-01/Accounts/{sid}/Messages.json`, `/v1/Content` Twilio (twilio/)
* `/v1/chat/completions`, `/v1/embeddings`, `/v1/models` OpenAI (openai/); `POST /models/scripts`
  what the model `scripted` answers, `GET` and `DELETE` on the same path
* `/api/wpbox/sendmessage`, `/sendtemplatemessage`, `/getTemplates` Zaptra (zaptra/)
"""

from fastapi import FastAPI
from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from sandbox.controls import control_routes, fault_routes
from sandbox.meta.controls import meta_control_routes
from sandbox.meta.routes import graph_routes
from sandbox.openai.routes import openai_control_routes, openai_routes
from sandbox.phones.owner import owner_routes
from sandbox.phones.routes import page_routes, phone_routes
from sandbox.statuses import status_routes
from sandbox.templates.controls import template_routes
from sandbox.twilio.controls import twilio_control_routes
from sandbox.twilio.routes import twilio_routes
from sandbox.world import World
from sandbox.zaptra.routes import zaptra_control_routes, zaptra_routes

HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:;"
        " connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "no-store",
}


class Guarded:
    """Sets the headers that keep a browser from running anything but our own files."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def send_guarded(message: Message) -> None:
            if message["type"] == "http.response.start":
                MutableHeaders(scope=message).update(HEADERS)
            await send(message)

        await self.app(scope, receive, send_guarded)


def create_app(world: World) -> FastAPI:
    app = FastAPI(title="Lyo sandbox", docs_url=None, redoc_url=None, openapi_url=None)
    app.add_middleware(Guarded)
    app.include_router(page_routes())
    app.include_router(phone_routes(world))
    app.include_router(owner_routes(world.owner))
    app.include_router(control_routes(world))
    app.include_router(fault_routes(world.faults))
    app.include_router(status_routes(world))
    app.include_router(template_routes(world.templates))
    app.include_router(meta_control_routes(world.meta))
    app.include_router(twilio_control_routes(world.twilio_parts.accounts))
    app.include_router(zaptra_control_routes(world.zaptra_parts))
    app.include_router(openai_control_routes(world.openai_parts.scripts))
    app.include_router(openai_routes(world))  # before Graph, as Twilio's
    app.include_router(twilio_routes(world))  # before Graph, which takes all of /v...
    app.include_router(zaptra_routes(world))
    app.include_router(graph_routes(world))
    return app
