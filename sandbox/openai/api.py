"""OpenAI's API: two calls that cost, and the list of models."""

import hmac
from typing import Any

from sandbox.door import Answer, Call
from sandbox.openai import errors
from sandbox.openai.answers import completion
from sandbox.openai.embeddings import DIMENSIONS, embedded
from sandbox.openai.errors import Refusal
from sandbox.openai.forms import ChatForm
from sandbox.openai.models import MODELS, WISHES, answer_of
from sandbox.openai.parts import Parts
from sandbox.openai.reading import chat_in, embeddings_in
from sandbox.openai.scene import Raw, Scene, Silence
from sandbox.openai.tokens import prompt_tokens

ROOT = "/v1"
MOST_TOKENS = 128_000
LONGEST_JOURNALED, DEEPEST_JOURNALED = 20_000, 50
SINCE = 1_735_689_600
"""When every model was made, in seconds since 1970: OpenAI says such a time of each."""


class OpenAI:
    name = "openai"

    def __init__(self, parts: Parts) -> None:
        self.parts = parts

    def recipient(self, call: Call) -> str | None:
        del call
        return None

    def journaled(self, call: Call) -> Any:
        """The key stands in a header; of arguments of ten megabytes the beginning will do."""
        return _abridged(call.body)

    def handle(self, call: Call) -> Answer | None:
        try:
            self._check(call)
            match call.method, call.path.removeprefix(ROOT):
                case "POST", "/chat/completions":
                    return self._chat(chat_in(call.body), call)
                case "POST", "/embeddings":
                    return Answer(200, embedded(embeddings_in(call.body)))
                case "GET", "/models":
                    names = [*MODELS, *WISHES, *DIMENSIONS]
                    return Answer(200, {"object": "list", "data": list(map(_model, names))})
                case "GET", path if path.startswith("/models/"):
                    return self._one(path.removeprefix("/models/"))
            raise errors.unknown_path(call.method, call.path)
        except Refusal as refusal:
            return refusal.answer()

    def handle_then_fail(self, call: Call, code: Any) -> Answer | None:
        """Nothing is reported later: what was asked is answered at once, or refused."""
        del call
        return self.refusal(code)

    def refusal(self, code: Any) -> Answer:
        return errors.of_code(str(code)).answer()

    def out_of_order(self, status: int) -> Answer:
        return errors.of_status(status).answer()

    def _check(self, call: Call) -> None:
        scheme, _, key = call.headers.get("authorization", "").partition(" ")
        known = hmac.compare_digest(key.encode(), self.parts.key.encode())
        if scheme.lower() != "bearer" or not known:
            raise errors.unknown_key(key.strip())

    def _one(self, name: str) -> Answer:
        if name not in {*MODELS, *WISHES, *DIMENSIONS}:
            raise errors.unknown_model(name)
        return Answer(200, _model(name))

    def _chat(self, form: ChatForm, call: Call) -> Answer | None:
        if form.model not in MODELS and form.model not in WISHES:
            raise errors.unknown_model(form.model)
        model, _, wish = form.model.partition("/")
        tokens = prompt_tokens(call.body)
        if tokens > MOST_TOKENS:
            raise errors.too_long(tokens, MOST_TOKENS, "messages")
        said = answer_of(model, Scene(form, wish), self.parts)
        if isinstance(said, Silence):
            return None
        if isinstance(said, Raw):
            return Answer(200, said.body)
        number, now = self.parts.next_number(), int(self.parts.now().timestamp())
        return Answer(200, completion(form, call, said, number=number, now=now))


def _model(name: str) -> dict[str, Any]:
    return {"id": name, "object": "model", "created": SINCE, "owned_by": "sandbox"}


def _abridged(value: Any, levels: int = DEEPEST_JOURNALED) -> Any:
    if isinstance(value, str) and len(value) > LONGEST_JOURNALED:
        return f"{value[:LONGEST_JOURNALED]}... ({len(value)} characters)"
    if isinstance(value, list | dict) and levels == 0:
        return "..."
    if isinstance(value, list):
        return [_abridged(each, levels - 1) for each in value]
    if isinstance(value, dict):
        return {key: _abridged(each, levels - 1) for key, each in value.items()}
    return value
