"""All that sends, put together."""

from collections.abc import Callable
from dataclasses import dataclass

from services.common.clock import Clock
from services.common.database import Database
from services.common.flags import Flags
from services.common.lanes import Lanes
from services.notifier.providers.channel_health import ChannelHealth
from services.notifier.providers.directory import Directory
from services.notifier.settings import Settings
from services.notifier.usecases.calling import Calling
from services.notifier.usecases.delivery import Delivery
from services.notifier.usecases.gates import Gates
from services.notifier.usecases.recovering import Recovering
from services.notifier.usecases.settling import Settling
from services.notifier.usecases.showing import Showing
from services.notifier.usecases.stock import Stock
from services.notifier.usecases.taking import Taking


@dataclass(frozen=True)
class Around:
    """What sending needs, and shares with others."""

    database: Database
    lanes: Lanes
    calling: Calling
    gates: Gates
    directory: Directory
    health: ChannelHealth
    flags: Flags
    stock: Stock
    key: Callable[[str], bytes]
    now: Clock


def delivery(settings: Settings, around: Around) -> Delivery:
    """What handles the lanes of messages."""
    database, lanes, gates, now = around.database, around.lanes, around.gates, around.now
    secret = around.key("notifier lanes")
    showing = Showing(gates, around.stock, settings.page_url)
    recovering = Recovering(
        database,
        lanes,
        around.calling,
        gates,
        showing=showing,
        stock=around.stock,
        directory=around.directory,
        health=around.health,
        fallback=settings.fallback_enabled,
        lane_secret=secret,
        now=now,
    )
    taking = Taking(
        database,
        lanes,
        gates,
        showing,
        patience=settings.patience,
        quiet=settings.quiet,
        lane_secret=secret,
        now=now,
    )
    return Delivery(
        taking,
        around.calling,
        Settling(database, lanes, gates, recovering, lane_secret=secret, now=now),
        recovering,
        stock=around.stock,
        directory=around.directory,
        health=around.health,
        flags=around.flags,
        patience=settings.patience,
        per_channel=max(settings.concurrency // 2, 1),
        now=now,
    )
