"""The scene of the pure tests: a customer of a salon in Rome, a Monday in December."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from services.assistant.domain import answering, tools
from services.assistant.domain.catalog import Catalog, Hours, Offered, Performer
from services.assistant.domain.commands import Command
from services.assistant.domain.conversation import Inbound, Kind
from services.assistant.domain.dialogue import Dialogue
from services.assistant.domain.outcome import Outcome
from services.assistant.domain.reducer import Event, reduce
from services.assistant.domain.scene import Scene
from services.assistant.domain.tools import Booking, CreateBooking, Offering
from services.assistant.domain.understanding.commanding import understand
from services.assistant.wording.rendering import render

ROME = ZoneInfo("Europe/Rome")
NOW = datetime(2026, 12, 21, 10, 0, tzinfo=UTC)
LATER = timedelta(minutes=16)

TAGLIO = Offering("11111111-1111-4111-8111-111111111111", "Taglio")
COLORE = Offering("22222222-2222-4222-8222-222222222222", "Colore")

SALON = Catalog(
    offerings=(
        Offered(TAGLIO.offering_id, "Taglio", 30, 2500, "EUR", is_default=True),
        Offered(COLORE.offering_id, "Colore", 90, 6000, "EUR"),
    ),
    resources=(Performer("r1", "Anna"), Performer("r2", "Marco")),
    hours=tuple(Hours(day, 9 * 60, 19 * 60) for day in range(1, 6)),
)


def wall(text: str, zone: ZoneInfo = ROME) -> datetime:
    """An instant by the wall clock: `2026-12-24 15:30`."""
    return datetime.fromisoformat(text).replace(tzinfo=zone).astimezone(UTC)


WANTED = wall("2026-12-24 15:30")
FREE = (wall("2026-12-24 15:00"), wall("2026-12-24 16:00"), wall("2026-12-26 09:00"))
"""What a customer asks for in vain, and what is free near it."""


def scene(language: str = "en", at: datetime = NOW, *, customer_zone: ZoneInfo = ROME) -> Scene:
    return Scene(
        at=at,
        now=at,
        language=language,
        zone=ROME,
        customer_zone=customer_zone,
        business="Bella Salon",
        catalog=SALON,
    )


def command(text: str, frame: Scene | None = None, dialogue: Dialogue | None = None) -> Command:
    """What this text means, written into this dialogue."""
    written = Inbound("wamid.1", NOW, Kind.TEXT, text)
    where = answering.frame(dialogue or Dialogue(), frame or scene())
    return understand(written, where)[0]


def booking(when: str = "2026-12-24 15:30", *, number: int = 1, requested: bool = False) -> Booking:
    booking_id = f"{number:08d}-0000-4000-8000-000000000000"
    return Booking(booking_id, "Taglio", wall(when), requested, "1", TAGLIO.offering_id)


def told(outcome: Outcome, language: str = "en") -> str:
    """All that is said, in words."""
    return "\n".join(render(each, scene(language)).text for each in outcome.replies)


class Chat:
    """A dialogue that goes on: each event finds it as the one before left it."""

    def __init__(self, dialogue: Dialogue | None = None) -> None:
        self.dialogue = dialogue or Dialogue()
        self.at = NOW

    def hears(self, event: Event) -> Outcome:
        outcome = reduce(self.dialogue, event, scene(at=self.at))
        self.dialogue = outcome.dialogue
        return outcome


def refused(reason="SLOT_TAKEN", alternatives=FREE, offering=TAGLIO):
    return tools.NotBooked(CreateBooking(WANTED), reason, offering, tuple(alternatives))


def lost(chat, **refusal):
    """The wanted time is taken, by somebody else."""
    look = chat.hears(refused(**refusal)).call
    return chat.hears(tools.BookingsFound(look, ()))
