"""What of all that could be said in one turn is said."""

from collections.abc import Sequence

from services.assistant.domain.replies import Help, NotUnderstood, Reply


def sensible(replies: Sequence[Reply]) -> list[Reply]:
    """Nothing twice; what we can do at most once, and no hello before an answer."""
    once = list(dict.fromkeys(replies))
    about_us = [each for each in once if _says_what_we_can_do(each)]
    answers = [each for each in once if not _says_what_we_can_do(each)]
    if not answers:
        return list(about_us[:1])
    kept = next((each for each in about_us if each != Help(greeting=True)), None)
    return [each for each in once if each in answers or each == kept]


def _says_what_we_can_do(reply: Reply) -> bool:
    return isinstance(reply, Help) or reply == NotUnderstood()
