"""What customers want to be written unasked."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Category(StrEnum):
    """What kind of message it is for those who do not want to be written to."""

    SERVICE = "service"
    MARKETING = "marketing"


class Source(StrEnum):
    """Who said what a customer wants."""

    WORD = "word"
    BUTTON = "button"
    PLATFORM = "platform"
    REFUSAL = "refusal"
    API = "api"


@dataclass(frozen=True)
class Preference:
    """What holds. Whoever never said anything is not in the table, and wants everything."""

    category: Category
    opted_out: bool
    source: Source
    change_time: datetime


@dataclass(frozen=True)
class PreferenceChange:
    """Something that was said, whether or not it changed anything."""

    category: Category
    opted_out: bool
    source: Source
    change_time: datetime
    detail: str = ""
