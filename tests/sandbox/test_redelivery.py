"""Does a webhook come again until the gateway has taken it?"""

from tests.sandbox.gateway import listening


async def test_a_refused_webhook_comes_again_with_the_same_bytes(sandbox, gateway):
    gateway.statuses = [503, 500]
    written = await sandbox.writes(text="hello")

    await gateway.wait_for(3)
    assert written["gateway_status"] == 503
    assert gateway.bodies[0] == gateway.bodies[1] == gateway.bodies[2]


async def test_the_phone_shows_when_the_gateway_took_it(sandbox, gateway):
    gateway.statuses = [503]
    await sandbox.writes(text="hello")
    waiting = await sandbox.chat()
    taken = await sandbox.chat(since=waiting["revision"], wait=5)

    assert waiting["messages"][0]["status"] == "accepted"
    assert taken["messages"][0]["status"] == "delivered"


async def test_a_gateway_that_is_away_gets_it_when_it_is_back(open_sandbox):
    async with listening() as gateway:
        away = gateway.url
    async with open_sandbox(gateway_url=away) as sandbox:
        written = await sandbox.writes(text="anybody there?")
        assert written["gateway_status"] is None

        async with _listening_at(away) as back:
            [message] = await back.messages()
    assert message["text"]["body"] == "anybody there?"


async def test_a_reset_gives_up_what_is_under_way(open_sandbox, gateway):
    gateway.statuses = [503] * 100
    async with open_sandbox(redelivery_first_seconds=0.5) as sandbox:
        await sandbox.writes(text="hello")
        await sandbox.http.post("/reset")
        assert len(gateway.bodies) == 1
        assert (await sandbox.chat())["messages"] == []


def _listening_at(url: str):
    return listening(int(url.rsplit(":", 1)[1]))
