"""`POST /v1/embeddings`: which models there are, and what they answer."""

from typing import Any

from sandbox.openai.errors import Refusal, too_long, unknown_model
from sandbox.openai.forms import EmbeddingsForm
from sandbox.openai.tokens import tokens_of
from sandbox.openai.vectors import packed, vector_of

DIMENSIONS = {
    "text-embedding-3-small": 1536,
    "text-embedding-3-large": 3072,
    "text-embedding-ada-002": 1536,
}
FIXED = "text-embedding-ada-002"
"""The one model whose dimensions cannot be chosen."""
MOST_TOKENS, MOST_TOKENS_TOGETHER = 8192, 300_000


def embedded(form: EmbeddingsForm) -> dict[str, Any]:
    """Raise Refusal where it cannot be done."""
    dimensions = _dimensions(form)
    texts = _texts(form)
    tokens = [tokens_of(text) for text in texts]
    if max(tokens) > MOST_TOKENS:
        raise too_long(max(tokens), MOST_TOKENS, "input")
    if sum(tokens) > MOST_TOKENS_TOGETHER:
        raise Refusal("Requested too many tokens at once.", "max_tokens_per_request")
    return {
        "object": "list",
        "data": [_item(form, text, dimensions, index) for index, text in enumerate(texts)],
        "model": form.model,
        "usage": {"prompt_tokens": sum(tokens), "total_tokens": sum(tokens)},
    }


def _item(form: EmbeddingsForm, text: str, dimensions: int, index: int) -> dict[str, Any]:
    vector = vector_of(text, dimensions)
    shown = packed(vector) if form.encoding_format == "base64" else vector
    return {"object": "embedding", "index": index, "embedding": shown}


def _dimensions(form: EmbeddingsForm) -> int:
    most = DIMENSIONS.get(form.model)
    if most is None:
        raise unknown_model(form.model)
    if form.dimensions is None:
        return most
    if form.model == FIXED:
        raise Refusal("This model does not support specifying dimensions.", None, "dimensions")
    if form.dimensions > most:
        message = f"Invalid value for 'dimensions' = {form.dimensions}. Must be at most {most}."
        raise Refusal(message, None, "dimensions")
    return form.dimensions


def _texts(form: EmbeddingsForm) -> list[str]:
    """Numbers of tokens are taken for words: there is no tokenizer here."""
    if isinstance(form.input, str):
        return [form.input]
    lists = [each for each in form.input if isinstance(each, list)]
    if lists:
        return [" ".join(map(str, each)) for each in lists]
    words = [each for each in form.input if isinstance(each, str)]
    return words or [" ".join(map(str, form.input))]
