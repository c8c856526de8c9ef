"""The models: a request's `model` chooses who answers, and after a slash what of it."""

from collections.abc import Callable

from sandbox.openai.models.attacker import attack
from sandbox.openai.models.attacks import ATTACKS
from sandbox.openai.models.echo import say_back
from sandbox.openai.models.endless import ask_for_ever
from sandbox.openai.models.garbage import GARBAGE, rubbish
from sandbox.openai.models.receptionist import receive
from sandbox.openai.parts import Parts
from sandbox.openai.scene import Answered, Scene, Silence

MODELS: dict[str, Callable[[Scene, Parts], Answered]] = {
    "scripted": lambda scene, parts: parts.scripts.answer(scene),
    "receptionist": lambda scene, _: receive(scene),
    "attacker": lambda scene, _: attack(scene),
    "garbage": lambda scene, parts: rubbish(scene, parts.next_rubbish()),
    "endless": lambda scene, _: ask_for_ever(scene),
    "mute": lambda _, __: Silence(),
    "echo": lambda scene, _: say_back(scene),
}
WISHES = frozenset(
    [*(f"attacker/{name}" for name in ATTACKS), *(f"garbage/{name}" for name in GARBAGE)]
)


def answer_of(model: str, scene: Scene, parts: Parts) -> Answered:
    return MODELS[model](scene, parts)
