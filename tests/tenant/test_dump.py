"""What does a thief have who has a dump of the database, and nothing else?"""

import base64
import os
import subprocess
from dataclasses import replace
from uuid import UUID

import pytest

from lyoctl.embedded_files import programs
from services.tenant.domain.api_key import base_62, parsed
from services.tenant.storage.data_keys import DataKeyRepository
from tests.tenant.keys import create, refusal_of
from tests.tenant.rotating import Installation, fill
from tests.tenant.running import PEPPER, running_tenant

KEK = os.urandom(32)


@pytest.fixture(scope="module")
async def robbed(lyo_databases, tmp_path_factory):
    """A service with tokens and keys in it, these, and a dump of its database."""
    database = lyo_databases("tenant")
    installation = Installation(tmp_path_factory.mktemp("robbed"), database)
    ring = installation.ring(kek=KEK)
    async with running_tenant(database, ring=ring) as tenant:
        tokens = await fill(tenant, 2, 2)
        owners = sorted({tenant_id for tenant_id, _ in tokens})
        keys = [await create(tenant, tenant_id=owners[0]), await create(tenant, all_tenants=True)]
        data_keys = [await data_key(tenant, ring, UUID(owner)) for owner in owners]
        yield tenant, list(tokens.values()), keys, data_keys, dumped(database)


async def data_key(tenant, ring, tenant_id):
    async with tenant.database.tenant_transaction(tenant_id) as connection:
        return (await DataKeyRepository(connection, tenant_id, ring).current()).key


def dumped(database):
    """The whole database as text."""
    command = [programs(database.postgres.major) / "pg_dump", database.superuser_url]
    return subprocess.run(command, capture_output=True, check=True).stdout


def forms(secret):
    """How bytes may stand in a text; base64 is looked for at each of its three alignments."""
    yield secret
    yield secret.hex().encode()
    yield secret.hex().upper().encode()
    for shift in range(3):
        coded = base64.b64encode(bytes(shift) + secret)
        yield coded[4 if shift else 0 : -4]


def found_in(dump, secrets):
    """What is in the dump of secrets, whole or half."""
    parts = [part for each in secrets for part in (each, each[:16], each[-16:])]
    return [form for part in parts for form in forms(part) if form in dump]


def test_there_is_something_in_the_dump(robbed):
    _, tokens, keys, _, dump = robbed
    for table in (b"credentials", b"api_keys", b"data_keys"):
        assert b"COPY tenant." + table in dump
    assert keys[0].api_key.api_key_id.encode() in dump
    assert dump.count(b"filled-") >= 2
    assert len(tokens) == 4


def test_what_is_looked_for_would_be_found():
    secret = os.urandom(32)
    for text in (secret, secret.hex().encode(), base64.b64encode(b"x" + secret + b"yz")):
        assert found_in(b"before" + text + b"after", [secret])


def test_there_is_no_token_in_it(robbed):
    _, tokens, _, _, dump = robbed
    assert found_in(dump, [each.encode() for each in tokens]) == []


def test_there_is_no_api_key_in_it(robbed):
    _, _, keys, _, dump = robbed
    assert found_in(dump, [parsed(each.plain).secret.encode() for each in keys]) == []


def test_there_is_no_key_in_it_that_would_open_anything(robbed):
    _, _, _, data_keys, dump = robbed
    assert len(set(data_keys)) == 2
    assert found_in(dump, [KEK, PEPPER, *data_keys]) == []


async def test_what_is_kept_of_an_api_key_does_not_open(robbed):
    tenant, _, keys, _, dump = robbed
    kept = {row[b"api_key_id"].decode(): row[b"digest"] for row in rows_of(dump, b"api_keys")}
    for key in keys:
        presented = parsed(key.plain)
        digest = bytes.fromhex(kept[presented.api_key_id].decode().removeprefix(r"\\x"))
        as_secret = replace(presented, secret=base_62(int.from_bytes(digest), 43))

        assert len(digest) == 32
        for text in (as_secret.plain, digest.hex(), base64.b64encode(digest).decode()):
            assert (await refusal_of(tenant, text)).reason == "KEY_UNKNOWN"


def rows_of(dump, table):
    """The rows of a table in a dump, each by the names of its columns."""
    _, _, begun = dump.partition(b"COPY tenant." + table + b" (")
    columns, _, rest = begun.partition(b") FROM stdin;\n")
    lines = rest.partition(b"\n\\.\n")[0].splitlines()
    return [dict(zip(columns.split(b", "), each.split(b"\t"), strict=True)) for each in lines]
