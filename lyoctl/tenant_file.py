"""A tenant as a YAML file: who it is, where it is reached, what can be booked.

Read strictly: an unknown key or a wrong value is refused with the file and the place in it.
"""

import os
import re
from collections.abc import Hashable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Annotated, Any, Literal

import yaml
from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, ValidationError

LARGEST = 10 * 1024 * 1024
WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
Name = Annotated[str, Field(pattern=r"^[a-z][a-z0-9-]{0,39}$")]


class TenantFileError(ValueError):
    """The file cannot be used; the text says where and why."""


def length_of(text: object) -> timedelta:
    """`30m`, `1h`, `1h30m` as a length."""
    found = re.fullmatch(r"(?:(\d+)h)?(?:(\d+)m)?", str(text))
    if not found or not any(found.groups()):
        raise ValueError("write a length as 30m, 1h or 1h30m")
    return timedelta(hours=int(found[1] or 0), minutes=int(found[2] or 0))


def weekdays_of(text: str) -> list[int]:
    """`mon`, `tue-sat` or `daily` as ISO weekdays, 1 is Monday."""
    first, _, last = ("mon-sun" if text == "daily" else text).partition("-")
    if first not in WEEKDAYS or (last and last not in WEEKDAYS):
        raise ValueError(f"{text!r} is not daily, a day (mon) or days (tue-sat)")
    begin, end = WEEKDAYS.index(first), WEEKDAYS.index(last or first)
    return [day % 7 + 1 for day in range(begin, end + 1 if end >= begin else end + 8)]


def minutes_of(text: str) -> tuple[int, int]:
    """`09:00-13:00` as minutes from midnight; an end of 24:00 is midnight."""
    found = re.fullmatch(r"(\d\d):(\d\d)-(\d\d):(\d\d)", text)
    if not found:
        raise ValueError(f"{text!r} is not written as 09:00-13:00")
    hour, minute, last_hour, last_minute = (int(part) for part in found.groups())
    begin, end = hour * 60 + minute, last_hour * 60 + last_minute
    if minute > 59 or last_minute > 59 or end > 24 * 60:
        raise ValueError(f"{text!r} is not a stretch of one day")
    if begin >= end:
        raise ValueError(f"{text!r} must end after it starts")
    return begin, end


def _checked_hours(hours: dict[str, list[str]]) -> dict[str, list[str]]:
    for days, stretches in hours.items():
        weekdays_of(days)
        for stretch in stretches:
            minutes_of(stretch)
    return hours


def _priced(text: object) -> tuple[int, str]:
    """`25 EUR` or `12.50 EUR` as hundredths and the currency."""
    found = re.fullmatch(r"(\d{1,9})(?:\.(\d\d))? ([A-Z]{3})", str(text))
    if not found:
        raise ValueError("write a price as 25 EUR or 12.50 EUR")
    return int(found[1]) * 100 + int(found[2] or 0), found[3]


def _token_of(text: str) -> str:
    """What `env:NAME` or `file:PATH` stands for; a token of the sandbox stands for itself."""
    kind, _, rest = text.partition(":")
    if kind == "env":
        if not os.environ.get(rest):
            raise ValueError(f"{rest} is not set")
        return os.environ[rest]
    if kind == "file":
        try:
            return Path(rest).read_text().strip()
        except (OSError, UnicodeDecodeError):
            raise ValueError(f"{rest} cannot be read") from None
    if not text.startswith("sandbox-"):
        raise ValueError("write it as env:NAME or file:PATH, never in the file")
    return text


Token = Annotated[str, AfterValidator(_token_of)]
Length = Annotated[timedelta, BeforeValidator(length_of)]
Price = Annotated[tuple[int, str], BeforeValidator(_priced)]
Hours = Annotated[dict[str, list[str]], AfterValidator(_checked_hours)]


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Profile(_Part):
    """Who the tenant is."""

    name: Name
    display_name: str
    time_zone: str
    languages: list[str]


class WhatsAppNumber(_Part):
    """A number of the WhatsApp Cloud API; `address` is its phone_number_id."""

    platform: Literal["whatsapp"]
    address: str
    waba_id: str = ""
    display_number: str = ""
    access_token: Token = Field(default="", repr=False)


class Offering(_Part):
    """What can be booked."""

    name: Name
    display_name: str
    length: Length
    step: Length | None = None
    price: Price | None = None
    default: bool = False


class Resource(_Part):
    """Who or what performs offerings, and when: {tue-sat: [09:00-13:00, 14:00-19:00]}."""

    name: Name
    display_name: str
    performs: list[Name]
    hours: Hours
    capacity: int = 0

    def openings(self) -> Iterator[tuple[int, int, int]]:
        """Every stretch of the week: ISO weekday, first minute, end minute."""
        for days, stretches in self.hours.items():
            for weekday in weekdays_of(days):
                for stretch in stretches:
                    yield (weekday, *minutes_of(stretch))


class TenantFile(_Part):
    """All that one file says of one tenant."""

    tenant: Profile
    approval: Literal["automatic", "by-hand"] = "automatic"
    channels: list[WhatsAppNumber] = []
    offerings: list[Offering] = []
    resources: list[Resource] = []


def read(path: Path) -> TenantFile:
    """The tenant in the file, or TenantFileError."""
    if path.stat().st_size > LARGEST:
        raise TenantFileError(f"{path}: larger than 10 MB")
    try:
        content = yaml.load(path.read_text("utf-8"), Loader=_PlainLoader)  # noqa: S506 - a SafeLoader
    except UnicodeDecodeError as error:
        raise TenantFileError(f"{path}: is no UTF-8 text") from error
    except (yaml.YAMLError, ValueError) as error:  # a date that is none is a ValueError
        raise TenantFileError(f"{path}: {' '.join(str(error).split())}") from error
    if content is None:
        raise TenantFileError(f"{path}: the file is empty")
    try:
        return TenantFile.model_validate(content)
    except ValidationError as error:
        raise TenantFileError("\n".join(_complaints(path, error.errors()))) from None


def _complaints(path: Path, errors: list[Any]) -> Iterator[str]:
    for error in errors:
        place = ".".join(str(part) for part in error["loc"])
        yield f"{path}: {place or 'the file'}: {error['msg'].removeprefix('Value error, ')}"


class _PlainLoader(yaml.SafeLoader):
    """Safe YAML that refuses aliases (they explode) and keys given twice (one would be lost)."""

    def compose_node(self, parent: Any, index: Any) -> Any:
        if self.check_event(yaml.AliasEvent):
            mark = self.peek_event().start_mark  # type: ignore[no-untyped-call]
            raise yaml.MarkedYAMLError(problem="aliases are not used here", problem_mark=mark)
        return super().compose_node(parent, index)

    def construct_mapping(self, node: Any, deep: bool = False) -> dict[Hashable, Any]:
        keys = [self.construct_object(key) for key, _ in node.value]
        for position, key in enumerate(keys):
            if key in keys[:position]:
                mark = node.value[position][0].start_mark
                raise yaml.MarkedYAMLError(problem=f"{key!r} is given twice", problem_mark=mark)
        return super().construct_mapping(node, deep=deep)
