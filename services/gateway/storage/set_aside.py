"""Bodies of webhooks that could not be read, wholly or in part, for a person to look at."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import NamedTuple

from services.common.database import Connection
from services.common.envelope import seal
from services.gateway.items import Platform


class SetAside(NamedTuple):
    """A body, and how many parts of it were set aside for which reason."""

    platform: Platform
    body: bytes
    reasons: Mapping[str, int]


class SetAsides:
    """The table of them. The same body is kept once, however often it is delivered."""

    def __init__(self, sealing_key: bytes) -> None:
        self._sealing_key = sealing_key

    async def add(self, connection: Connection, bodies: Sequence[SetAside]) -> None:
        """Keep the bodies, in the caller's transaction."""
        digests = [hashlib.sha256(each.body).digest() for each in bodies]
        sealed = [
            seal(self._sealing_key, each.body, f"gateway|set_aside|body|{digest.hex()}")
            for each, digest in zip(bodies, digests, strict=True)
        ]
        values = {
            "digests": digests,
            "platforms": [each.platform.value for each in bodies],
            "reasons": [json.dumps(dict(each.reasons)) for each in bodies],
            "bodies": sealed,
        }
        await connection.execute(_ADD, values)

    async def purge(self, connection: Connection, before: datetime, limit: int) -> int:
        """Forget bodies received before then, at most so many; how many there were."""
        cursor = await connection.execute(_PURGE, (before, limit))
        return cursor.rowcount


KEPT = timedelta(days=30)
"""Long enough to look at them, and to mend what could not read them."""

_PURGE = """
DELETE FROM gateway.set_aside WHERE sha256 IN (
    SELECT sha256 FROM gateway.set_aside WHERE received_time < %s LIMIT %s)"""

# In the order of their digests: groups that overlap wait for each other and never deadlock.
_ADD = """
INSERT INTO gateway.set_aside (sha256, platform, reasons, body)
SELECT sha256, platform, reasons::jsonb, body
  FROM unnest(%(digests)s::bytea[], %(platforms)s::text[], %(reasons)s::text[], %(bodies)s::bytea[])
    AS t (sha256, platform, reasons, body)
 ORDER BY sha256
ON CONFLICT DO NOTHING"""
