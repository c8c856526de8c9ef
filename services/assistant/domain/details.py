"""What a dialogue collects of what is wanted: offering, who, how many, day, time."""

from dataclasses import dataclass, replace
from datetime import date, time

from services.assistant.domain.understanding.message import Details as Said


@dataclass(frozen=True)
class Details:
    """Empty or None: not said yet. Days and times are on the customer's clocks."""

    offering_id: str = ""
    resource_id: str = ""
    party: int = 0
    name: str = ""
    first: date | None = None
    last: date | None = None
    """The days that are wanted, from the first to the last."""
    at: time | None = None
    or_at: time | None = None
    """The other reading of the time, where it is not known which half of the day is meant."""
    part: str = ""
    after: time | None = None
    before: time | None = None

    @property
    def has_day(self) -> bool:
        return self.first is not None

    @property
    def has_time(self) -> bool:
        return self.at is not None

    @property
    def one_day(self) -> bool:
        return self.first is not None and self.first == self.last

    def with_said(self, said: Said) -> "Details":
        """With what was said now: it replaces what it is about, and everything else stays."""
        new = replace(
            self,
            offering_id=said.offering_id or self.offering_id,
            resource_id="" if said.any_resource else said.resource_id or self.resource_id,
            party=said.party or self.party,
            name=said.name or self.name,
        )
        moment = said.moment
        if moment.days:
            new = replace(new, first=moment.days.first, last=moment.days.last)
        if moment.at or moment.part or moment.after or moment.before:
            new = replace(
                new,
                at=moment.at,
                or_at=moment.or_at,
                part=moment.part or "",
                after=moment.after,
                before=moment.before,
            )
        return new


NOTHING = Details()
