"""`echo`: says back what was written, or what the tools answered."""

from sandbox.openai.scene import Said, Scene


def say_back(scene: Scene) -> Said:
    return Said("\n".join(scene.results) or scene.customer)
