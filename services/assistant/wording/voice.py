"""How times and bookings are named in the language of the turn."""

from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime, time, timedelta

from babel.dates import format_date, get_timezone_location
from babel.numbers import format_currency

from services.assistant.domain.answer import Button, Spoken
from services.assistant.domain.catalog import Offered
from services.assistant.domain.dialogue import Offer
from services.assistant.domain.scene import Scene
from services.assistant.domain.tools import Booking
from services.assistant.wording.de import GERMAN
from services.assistant.wording.en import ENGLISH
from services.assistant.wording.es import SPANISH
from services.assistant.wording.fr import FRENCH
from services.assistant.wording.it import ITALIAN
from services.assistant.wording.pt import PORTUGUESE
from services.common.dates import SHORT, day_and_time, short_day_and_time
from services.common.dates import day as named_day

LANGUAGES = {
    "de": GERMAN,
    "en": ENGLISH,
    "es": SPANISH,
    "fr": FRENCH,
    "it": ITALIAN,
    "pt": PORTUGUESE,
}
MOST_BUTTONS = 3
FAR = timedelta(days=180)
"""Beyond this a day without its year would be taken for a nearer one."""


class Voice:
    """The texts of a language, and the wall time of the business."""

    def __init__(self, scene: Scene) -> None:
        self.scene = scene
        self.texts = LANGUAGES[scene.language]

    def when(self, start: datetime) -> str:
        """`Thursday 24 December, 15:30`; with the place where the customer's clock differs, and
        with the year where it is far."""
        zone, language = self.scene.zone, self.scene.language
        named = day_and_time(start, zone, language)
        wall = start.astimezone(zone)
        notes = []
        if start - self.scene.now > FAR:
            notes.append(str(wall.year))
        if wall.utcoffset() != start.astimezone(self.scene.customer_zone).utcoffset():
            city = get_timezone_location(zone, locale=language, return_city=True)
            notes.append(self.texts.local_time.format(city=city))
        return f"{named} ({', '.join(notes)})" if notes else named

    def day(self, instant: datetime) -> str:
        """`Sunday 28 March`."""
        named = day_and_time(instant, self.scene.customer_zone, self.scene.language)
        return named.rsplit(", ", 1)[0]

    def calendar_day(self, day: date) -> str:
        """`Sunday 28 March`, of a day of the calendar."""
        return named_day(datetime.combine(day, time(12), UTC), UTC, self.scene.language)

    def weekday(self, day: date) -> str:
        """`Sunday`."""
        return format_date(day, "EEEE", locale=self.scene.language)

    def price(self, offered: Offered) -> str:
        """`€25.00`, as the language writes it."""
        language = self.scene.language
        return format_currency(offered.price_cents / 100, offered.currency, locale=language)

    def offer(self, offer: Offer) -> str:
        """`Thursday 24 December, 15:30, with Anna`."""
        when = self.when(offer.start)
        if not offer.resource_name:
            return when
        return f"{when}, {self.texts.with_resource.format(resource=offer.resource_name)}"

    def summary(self, offer: Offer, name: str) -> list[str]:
        """Everything that a yes would settle, a line each."""
        texts, offered = self.texts, self.scene.catalog.offering(offer.offering_id)
        lines = [offer.offering_name, self.when(offer.start)]
        if offer.resource_name:
            lines.append(texts.with_resource.format(resource=offer.resource_name))
        if offer.party > 1:
            lines.append(texts.for_people.format(count=offer.party))
        if name:
            lines.append(texts.for_name.format(name=name))
        if offered and offered.price_cents:
            lines.append(self.price(offered))
        return lines

    def line(self, offering_name: str, start: datetime) -> str:
        """`Taglio, Thursday 24 December, 15:30`."""
        when = self.when(start)
        return f"{offering_name}, {when}" if offering_name else when

    def booking(self, booking: Booking) -> str:
        """`Taglio, Thursday 24 December, 15:30`."""
        return self.line(booking.offering_name, booking.start)

    def state(self, booking: Booking) -> str:
        """`Taglio, Thursday 24 December, 15:30: confirmed`."""
        state = self.texts.requested if booking.requested else self.texts.confirmed
        return f"{self.booking(booking)}: {state}"

    def short(self, start: datetime) -> str:
        """`Thu 24 Dec 15:30`."""
        return short_day_and_time(start, self.scene.zone, self.scene.language)


def hours(stretches: Sequence[tuple[int, int]]) -> str:
    """`09:00-13:00, 14:00-19:00`."""
    return ", ".join(f"{_clock(start)}-{_clock(end)}" for start, end in stretches)


def _clock(minutes: int) -> str:
    return f"{minutes // 60:02}:{minutes % 60:02}"


def numbered(lines: Iterable[str]) -> str:
    """The lines with the numbers that they are picked by."""
    return "\n".join(f"{n}. {line}" for n, line in enumerate(lines, 1))


def buttons(choices: Sequence[tuple[str, str]]) -> tuple[Button, ...]:
    """Buttons for all of the choices (id, title), or none where a platform would refuse them."""
    titles = [title for _, title in choices]
    fit = all(0 < len(title) <= SHORT for title in titles)
    if len(choices) > MOST_BUTTONS or len(set(titles)) < len(titles) or not fit:
        return ()
    return tuple(Button(choice_id, title) for choice_id, title in choices)


def to_pick(listed: str, taps: tuple[Button, ...], voice: Voice, which_one: str) -> Spoken:
    """A list, and how to pick from it: by a tap only where there is something to tap."""
    how = which_one if taps else voice.texts.which_number
    return Spoken(f"{listed}\n{how}", taps)
