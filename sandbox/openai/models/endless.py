"""`endless`: asks for one tool after the other, and never comes to an end."""

from sandbox.openai.filling import arguments_for
from sandbox.openai.scene import Said, Scene, ToolCall

UNOFFERED = ToolCall("think", "{}")


def ask_for_ever(scene: Scene) -> Said:
    """Also where the caller wants no tools any more."""
    if not scene.tools:
        return Said(calls=(UNOFFERED,))
    tool = scene.tools[scene.round % len(scene.tools)]
    return Said(calls=(ToolCall(tool.name, arguments_for(tool, scene)),))
