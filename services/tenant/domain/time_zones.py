"""Which texts are time zones: names of IANA, such as Europe/Rome."""

import zoneinfo

from services.common.errors import Violation

TIME_ZONES = zoneinfo.available_timezones() - {"Factory", "localtime", "posixrules"}
"""The names of IANA: without that of this machine, and without the one that says "not set"."""


def wrong_with_time_zone(field: str, name: str) -> list[Violation]:
    """What is wrong with the name of a zone."""
    if name in TIME_ZONES:
        return []
    return [Violation(field, "TIME_ZONE_UNKNOWN", "is no IANA time zone, such as Europe/Rome")]
