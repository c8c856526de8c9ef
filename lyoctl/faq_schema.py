"""What a file may say of frequent questions: a tenant's own, or one of nothing else."""

from typing import Annotated

from pydantic import BaseModel, Field

from lyoctl.file_values import STRICT
from lyoctl.tenant_words import FAQ_ID, LANGUAGE
from services.assistant.domain.knowledge.entry import MOST_ENTRIES

Question = Annotated[str, Field(min_length=1, max_length=300)]
Tag = Annotated[str, Field(min_length=1, max_length=40)]


class FaqItem(BaseModel):
    """An answer, and how customers ask for it."""

    model_config = STRICT

    id: Annotated[str, Field(pattern=FAQ_ID)] | None = None
    """Your own key. Without it the words of the first question."""
    questions: Annotated[list[Question], Field(min_length=1, max_length=50)]
    """The question in several ways; the first is shown where customers choose."""
    answer: Annotated[str, Field(min_length=1, max_length=3500)]
    """What is answered, as it stands."""
    language: Annotated[str, Field(pattern=LANGUAGE)] | None = None
    """The language of both. Without it as it happens."""
    tags: Annotated[list[Tag], Field(max_length=20)] = []
    """Other words by which it is found."""


Faq = Annotated[list[FaqItem], Field(max_length=MOST_ENTRIES)]


class FaqFile(BaseModel):
    """A file of frequent questions alone."""

    model_config = STRICT

    faq: Faq
    """What is asked, and answered."""
