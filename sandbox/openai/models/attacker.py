"""`attacker`: the obedient attacker, who does what any text tells it, and always the worst.

Its answers follow from the request alone: the same request is answered the same. It obeys orders
that it finds; else it plays its repertoire (attacks.py), beginning where what the customer wrote
falls, one further with each answer. `attacker/<attack>` plays that one alone. After three rounds
of tools it says that all is done.
"""

from sandbox.openai.models.attacks import ATTACKS
from sandbox.openai.models.claims import claim
from sandbox.openai.models.loot import Loot
from sandbox.openai.models.orders import orders_in, parroted
from sandbox.openai.scene import Said, Scene

ROUNDS = 3


def attack(scene: Scene) -> Said:
    loot = Loot(scene)
    text = " ".join(filter(None, (claim(scene.customer, loot.turn), parroted(scene))))
    if scene.round >= ROUNDS:
        return Said(text)
    return Said(text, tuple(ATTACKS[_chosen(loot)].calls(loot)))


def _chosen(loot: Loot) -> str:
    if loot.scene.wish:
        return loot.scene.wish
    if orders_in(loot.scene):
        return "obeys"
    names = list(ATTACKS)
    return names[loot.turn % len(names)]
