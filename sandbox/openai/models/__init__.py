"""The models: a request's `model` chooses who answers, and after a slash what of it."""

from collections.abc import Callable

from sandbox.openai.models.echo import say_back
from sandbox.openai.models.endless import ask_for_ever
from sandbox.openai.parts import Parts
from sandbox.openai.scene import Answered, Scene, Silence

MODELS: dict[str, Callable[[Scene, Parts], Answered]] = {
    "scripted": lambda scene, parts: parts.scripts.answer(scene),
    "endless": lambda scene, _: ask_for_ever(scene),
    "echo": lambda scene, _: say_back(scene),
    "mute": lambda _, __: Silence(),
}
WISHES: frozenset[str] = frozenset()


def answer_of(model: str, scene: Scene, parts: Parts) -> Answered:
    return MODELS[model](scene, parts)
