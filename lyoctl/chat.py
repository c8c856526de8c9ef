"""`lyoctl chat`: the phones of the sandbox in a terminal."""

import asyncio
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, TextIO
from urllib.parse import quote

import httpx

from lyoctl.keyboard import typed_lines

ANSWER_SECONDS = 20.0
QUIET_SECONDS = 0.4
LONG_POLL_SECONDS = 25

CURE = "; when it ends it forgets the numbers of applied files: `lyoctl apply FILE` once more"
"""For a number that the sandbox does not know."""


class ChatError(RuntimeError):
    """Nobody to write to, or nobody answers; the text says what to do."""


@dataclass
class Chat:
    """One chat: what was shown of it, and the choices that can be tapped now."""

    http: httpx.AsyncClient
    path: str
    out: TextIO
    revision: int = 0
    shown: set[str] = field(default_factory=set)
    choices: list[dict[str, str]] = field(default_factory=list)

    async def send(self, words: str) -> None:
        """Write the words; `/2` taps the second choice of the last answer."""
        content: dict[str, Any] = {"text": words}
        if words.startswith("/") and words[1:].isdigit():
            content = {"button": self._choice(int(words[1:]))}
        status = _said(await self.http.post(self.path, json=content))["gateway_status"]
        if status != httpx.codes.OK:
            said = "did not answer" if status is None else f"answered {status}"
            print(f"  (the gateway {said}; it is delivered again)", file=self.out)

    async def show_new(self, wait: float) -> int:
        """Print what the business wrote since the last time; return how many messages that were."""
        asked = {"since": self.revision, "wait": wait}
        news = _said(await self.http.get(self.path, params=asked, timeout=wait + 10))
        self.revision = news["revision"]
        fresh = [each for each in news["messages"] if self._is_new(each)]
        for message in fresh:
            self._show(message)
        return len(fresh)

    def _is_new(self, message: dict[str, Any]) -> bool:
        fresh = message["sender"] == "business" and message["id"] not in self.shown
        self.shown.add(message["id"])
        return fresh

    def _show(self, message: dict[str, Any]) -> None:
        for line in message["text"].splitlines() or [f"[{message['kind']}]"]:
            print(f"  | {line}", file=self.out)
        self.choices = list(_choices(message["content"]))
        for number, choice in enumerate(self.choices, 1):
            print(f"  |   /{number} [{choice['title']}]", file=self.out)
        self.out.flush()

    def _choice(self, number: int) -> dict[str, str]:
        if not 1 <= number <= len(self.choices):
            raise ChatError(f"there is no choice /{number} to tap")
        return self.choices[number - 1]


def _said(answer: httpx.Response) -> Any:
    """What the sandbox answers; what it refuses is told in its own words."""
    if answer.is_success:
        return answer.json()
    try:
        reason = answer.json()["detail"]
    except (ValueError, KeyError, TypeError):
        reason = f"status {answer.status_code}"
    cure = CURE if answer.status_code == httpx.codes.NOT_FOUND else ""
    raise ChatError(f"the sandbox refuses: {reason}{cure}")


def _choices(content: dict[str, Any]) -> Iterator[dict[str, str]]:
    """The reply buttons of a message, in Meta's form."""
    interactive = content.get("interactive", content)
    for button in interactive.get("action", {}).get("buttons", []):
        yield button["reply"]


async def chat(
    sandbox_url: str,
    tenant: str,
    customer: str,
    words: Sequence[str],
    out: TextIO,
    *,
    number: str = "",
) -> None:
    """Send the words and print the answers; without words, talk until the input ends.

    The tenant is found by its `number` where one is given: the sandbox knows the names of the demo
    tenants, and the numbers of all that were applied.
    """
    if not customer:
        raise ChatError("--customer: say who writes, a phone number such as 393331234567")
    try:
        async with httpx.AsyncClient(base_url=sandbox_url, trust_env=False, timeout=30) as http:
            address = number or await _address(http, tenant)
            path = f"/phones/whatsapp/{address}/{quote(customer, safe='')}/messages"
            talk = Chat(http, path, out)
            await _forget_the_past(talk)
            await (_say(talk, words) if words else _talk(talk))
    except httpx.TransportError:
        raise ChatError(f"the sandbox does not answer on {sandbox_url}: make run") from None


async def _address(http: httpx.AsyncClient, tenant: str) -> str:
    tenants = {each["name"]: each for each in _said(await http.get("/phones"))["tenants"]}
    for channel in tenants.get(tenant, {"channels": []})["channels"]:
        if channel["platform"] == "whatsapp":
            return str(channel["address"])
    reachable = ", ".join(name for name, each in tenants.items() if _has_whatsapp(each))
    if tenant in tenants:
        raise ChatError(f"{tenant} has no WhatsApp number; there are {reachable}")
    raise ChatError(
        f"the sandbox does not know {tenant}: it knows only the tenants of LYO_SANDBOX_TENANTS; "
        f"there are {reachable}; of others say the phone_number_id: --number"
    )


def _has_whatsapp(tenant: dict[str, Any]) -> bool:
    return any(channel["platform"] == "whatsapp" for channel in tenant["channels"])


async def _forget_the_past(talk: Chat) -> None:
    news = _said(await talk.http.get(talk.path))
    talk.revision = news["revision"]
    talk.shown |= {message["id"] for message in news["messages"]}


async def _say(talk: Chat, words: Sequence[str]) -> None:
    for argument in words:
        each = argument.encode(errors="surrogateescape").decode(errors="replace")
        print(f"> {each}", file=talk.out, flush=True)
        await talk.send(each)
        if not await _answer(talk):
            raise ChatError(f"no answer within {ANSWER_SECONDS:.0f} s; see the log of make run")
        while await talk.show_new(QUIET_SECONDS):
            pass


async def _answer(talk: Chat) -> bool:
    """Wait for the first message of the business; statuses of ours come in between."""
    end = asyncio.get_running_loop().time() + ANSWER_SECONDS
    while (left := end - asyncio.get_running_loop().time()) > 0:
        if await talk.show_new(left):
            return True
    return False


async def _talk(talk: Chat) -> None:
    print("Write as a customer; /1 taps the first choice; Ctrl-D ends.", file=talk.out, flush=True)
    feed = asyncio.create_task(_follow(talk))
    try:
        async for line in typed_lines(sys.stdin.fileno()):
            if words := line.strip():
                await _try_to_send(talk, words)
    finally:
        feed.cancel()


async def _try_to_send(talk: Chat, words: str) -> None:
    try:
        await talk.send(words)
    except ChatError as error:
        print(f"  ({error})", file=talk.out, flush=True)


async def _follow(talk: Chat) -> None:
    """Print what comes, also after the sandbox was away for a while."""
    while True:
        try:
            await talk.show_new(LONG_POLL_SECONDS)
        except (httpx.TransportError, ChatError):
            await asyncio.sleep(1)
