"""What the business itself answers to questions: one answer, some to choose from, or none."""

from dataclasses import replace

from services.assistant.domain import replies, tools
from services.assistant.domain.answering import open_question
from services.assistant.domain.dialogue import Asked, Dialogue
from services.assistant.domain.outcome import Outcome, say
from services.assistant.domain.scene import Scene


def answered(dialogue: Dialogue, result: tools.Answered, scene: Scene) -> Outcome:
    """The answer, and then what was asked before it once more."""
    again = open_question(dialogue, scene)
    told = replies.Answer(result.text)
    if dialogue.question_at(scene.at) is Asked.FAQ:
        return say(dialogue.answered(), told)
    return say(dialogue, told, *([again] if again else []))


def may_be_meant(dialogue: Dialogue, result: tools.MayBeMeant, scene: Scene) -> Outcome:
    """Which of these? What was under way stays, but it is asked for this first."""
    asking = replace(dialogue.answered(), faqs=result.choices)
    return say(asking.asking(Asked.FAQ, scene.open_until), replies.WhichQuestion(result.choices))


def not_answered(dialogue: Dialogue, _result: tools.NotAnswered, _scene: Scene) -> Outcome:
    """Say so: a person may know."""
    return say(dialogue, replies.NotKnown())
