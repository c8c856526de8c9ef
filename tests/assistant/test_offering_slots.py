"""Which of many free starts are offered?"""

from datetime import timedelta
from zoneinfo import ZoneInfo

from services.assistant.domain.slots import spread
from services.assistant.domain.tools import Slot
from tests.assistant.people import ROME, wall

NEW_YORK = ZoneInfo("America/New_York")


def hourly(first: str, count: int, zone: ZoneInfo) -> list[Slot]:
    return [Slot(wall(first, zone) + timedelta(hours=n)) for n in range(count)]


def test_of_a_long_day_the_first_one_in_the_middle_and_the_last_are_offered():
    slots = hourly("2026-12-24 09:00", 5, ROME)

    assert spread(slots, ROME) == [slots[0], slots[2], slots[4]]


def test_an_evening_belongs_to_the_day_of_the_business():
    evening = hourly("2026-12-24 17:00", 5, NEW_YORK)  # the last three are tomorrow in UTC

    assert spread(evening, NEW_YORK) == [evening[0], evening[2], evening[4]]
