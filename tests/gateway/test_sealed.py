"""Does what the gateway seals open in its place, and nowhere else?"""

import hashlib
import itertools
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from services.common.database import Database
from services.common.envelope import SealBroken, open_sealed, seal
from services.common.lanes import Job
from services.gateway.items import DeliveryState, DeliveryStatus, Platform
from services.gateway.jobs import Jobs
from services.gateway.storage.set_aside import SetAside, SetAsides
from tests.architecture.test_row_security import SERVICES

KEY = b"k" * 32

# Every column of bytes of every schema: what is sealed in it, or why nothing is.
SEALED = {
    "gateway.lane_jobs.payload",
    "gateway.set_aside.body",
    "tenant.credentials.sealed",  # these two: tests/tenant/test_ciphertexts.py
    "tenant.data_keys.wrapped",
}
DIGESTS = {
    "assistant.unanswered.digest",
    "gateway.set_aside.sha256",
    "tenant.api_keys.digest",
    *(f"{each}.requests.digest" for each in ("tenant", "booking", "assistant", "notifier")),
}
IDS = {"booking.lane_jobs.payload", "notifier.lane_jobs.payload"}
"""Under the policy of their tenant, ids of rows that say the rest, and times."""


def test_every_column_of_bytes_is_known_as_sealed_or_as_no_secret(lyo_databases):
    rows = lyo_databases(*SERVICES).rows(
        """SELECT table_schema || '.' || table_name || '.' || column_name
             FROM information_schema.columns
            WHERE data_type = 'bytea' AND table_schema = ANY (%s)""",
        list(SERVICES),
    )
    assert {name for (name,) in rows} == SEALED | DIGESTS | IDS


def test_no_two_jobs_can_be_swapped():
    jobs = Jobs(sealing_key=KEY, lane_key=KEY)
    kept = [a_job(jobs, message_id) for message_id in ("wamid.1", "wamid.2")]
    assert [jobs.status(each).message_id for each in kept] == ["wamid.1", "wamid.2"]

    for one, other in itertools.permutations(kept, 2):
        with pytest.raises(SealBroken):
            jobs.status(replace(one, payload=other.payload))


async def test_no_two_bodies_that_were_set_aside_can_be_swapped(lyo_database):
    url = lyo_database("gateway").url("gateway")
    async with Database.opened(url, schema="gateway") as database:
        bodies = [SetAside(Platform.WHATSAPP, body, {"x": 1}) for body in (b"one", b"two")]
        async with database.transaction() as connection:
            await SetAsides(KEY).add(connection, bodies)
            cursor = await connection.execute("SELECT sha256, body FROM set_aside")
            rows = await cursor.fetchall()

    assert {open_sealed(KEY, body, place_of(digest)) for digest, body in rows} == {b"one", b"two"}
    for (one, _), (_, other) in itertools.permutations(rows, 2):
        with pytest.raises(SealBroken):
            open_sealed(KEY, other, place_of(one))


def test_a_body_that_was_set_aside_is_no_job():
    jobs = Jobs(sealing_key=KEY, lane_key=KEY)
    job = a_job(jobs, "wamid.1")
    aside = seal(KEY, b"{}", place_of(hashlib.sha256(b"{}").digest()))

    with pytest.raises(SealBroken):
        jobs.status(replace(job, payload=aside))


def a_job(jobs, message_id):
    """The job that keeps a status, as it is read again."""
    status = DeliveryStatus(Platform.WHATSAPP, "1", message_id, DeliveryState.READ, 1)
    new = jobs.of(status)
    return Job(1, new.payload, new.dedup_key, datetime(2026, 3, 1, tzinfo=UTC))


def place_of(digest):
    return f"gateway|set_aside|body|{digest.hex()}"
