"""What tests do with the sandbox's Twilio."""

from typing import Any

import httpx

from tests.sandbox.conftest import Sandbox
from tests.sandbox.gateway import ListeningGateway

ACCOUNT, TOKEN = "AC00000000000000000000000000000001", "sandbox-twilio-token"
FROM, TO = "whatsapp:+390655500011", "whatsapp:+393335550101"
CHAT = f"/phones/twilio/{FROM}/393335550101/messages"
CALLBACK = object()


class Twilio:
    """Of the salon, with Giulia at the other end."""

    def __init__(self, sandbox: Sandbox, gateway: ListeningGateway) -> None:
        self.sandbox = sandbox
        self.gateway = gateway

    async def sends(
        self, form: dict[str, Any], login: tuple[str, str] | None = (ACCOUNT, TOKEN)
    ) -> httpx.Response:
        """A call of the API; what is None is left out."""
        data = {key: self._said(value) for key, value in form.items() if value is not None}
        path = f"/2010-04-01/Accounts/{ACCOUNT}/Messages.json"
        return await self.sandbox.http.post(path, data=data, auth=login)

    async def asks(self, sid: str) -> httpx.Response:
        return await self.gets(f"/2010-04-01/Accounts/{ACCOUNT}/Messages/{sid}.json")

    async def gets(self, path: str, **query: str) -> httpx.Response:
        asked = {"params": query} if query else {}
        return await self.sandbox.http.get(path, auth=(ACCOUNT, TOKEN), **asked)

    async def writes(self, **wish: Any) -> dict[str, Any]:
        answer = await self.sandbox.http.post(CHAT, json=wish)
        assert answer.status_code == 200, answer.text
        return dict(answer.json())

    async def chat(self) -> list[dict[str, Any]]:
        return list((await self.sandbox.http.get(CHAT)).json()["messages"])

    async def fault(self, **asked: Any) -> None:
        await self.sandbox.fault(provider="twilio", **asked)

    def _said(self, value: Any) -> Any:
        return f"{self.gateway.url}/webhooks/twilio?message_id=1" if value is CALLBACK else value


def a_message(body: str | None, *, callback: bool = False) -> dict[str, Any]:
    told = {"StatusCallback": CALLBACK} if callback else {}
    return {"To": TO, "From": FROM, "Body": body, **told}


async def content_of(twilio: Twilio, **template: Any) -> dict[str, Any]:
    """A template that is there from now on, as Twilio's content."""
    answer = await twilio.sandbox.http.post("/templates", json=template)
    assert answer.status_code == 201, answer.text
    contents = (await twilio.gets("/v1/Content")).json()["contents"]
    return next(each for each in contents if each["language"] == template["language"])
