"""Does what is sealed open in its place, with the right key, and nowhere else?"""

import itertools

import pytest
from lyo.tenant.v1 import channel_service_pb2 as pb

from services.common.envelope import SealBroken
from services.common.grpc_errors import UpstreamFailed
from services.tenant.storage.data_keys import key_ring
from services.tenant.usecases.keys import check_keys
from tests.tenant.running import KEY, new_id, running_tenant

OTHER_KEY = bytes(32)


@pytest.fixture
async def sealed(lyo_database):
    """A database of its own with two tenants, one of them with two channels, each with a token."""
    database = lyo_database("tenant")
    async with running_tenant(database) as tenant:
        first = await tenant.open("first", token="token-1")
        request = pb.CreateChannelRequest(
            tenant_id=first.tenant_id,
            request_id=new_id(),
            platform=pb.PLATFORM_WHATSAPP,
            address="another",
        )
        another = (await tenant.channels.CreateChannel(request)).channel
        await tenant.set_token(first.tenant_id, another.channel_id, "token-2")
        second = await tenant.open("second", token="token-3")
        places = [
            (first.tenant_id, first.channel_id),
            (first.tenant_id, another.channel_id),
            (second.tenant_id, second.channel_id),
        ]
        yield tenant, database, places


def ciphertexts(database):
    """Every ciphertext there is: table, column, how to find its row, whose it is, the bytes."""
    keys = database.rows("SELECT tenant_id, dek_id, wrapped FROM tenant.data_keys")
    tokens = database.rows("SELECT tenant_id, channel_id, sealed FROM tenant.credentials")
    return [
        *(("data_keys", "wrapped", "dek_id", row, str(owner), text) for owner, row, text in keys),
        *(
            ("credentials", "sealed", "channel_id", row, str(owner), text)
            for owner, row, text in tokens
        ),
    ]


def write(database, place, text):
    """Put a ciphertext into a place, as somebody who has the whole database in hands."""
    table, column, key, row, owner, _ = place
    database.rows(
        f"UPDATE tenant.{table} SET {column} = %s WHERE tenant_id = %s AND {key} = %s RETURNING 1",
        text,
        owner,
        row,
    )


def touched(place, tenant_id, channel_id):
    """Whether a token needs this ciphertext to be opened."""
    table, _, _, row, owner, _ = place
    return owner == tenant_id and (table == "data_keys" or str(row) == channel_id)


async def opens(tenant, place):
    """Whether the token of a channel can be had."""
    try:
        await tenant.token_of(*place)
    except UpstreamFailed:
        return False
    return True


async def test_no_two_ciphertexts_can_be_swapped(sealed):
    tenant, database, places = sealed
    everything = ciphertexts(database)
    assert len(everything) == 5

    for one, other in itertools.combinations(everything, 2):
        write(database, one, other[-1])
        write(database, other, one[-1])
        for place in places:
            expected = not (touched(one, *place) or touched(other, *place))
            assert await opens(tenant, place) == expected, (one[:2], other[:2])
        write(database, one, one[-1])
        write(database, other, other[-1])

    assert [await tenant.token_of(*place) for place in places] == ["token-1", "token-2", "token-3"]


async def test_a_token_copied_to_another_tenant_with_all_it_needs_does_not_open(sealed):
    tenant, database, places = sealed
    (robbed, channel), _, (thief, _) = places
    for table, columns in COPIED.items():
        database.rows(
            f"""INSERT INTO tenant.{table} (tenant_id, {columns}) SELECT %s, {columns}
                  FROM tenant.{table} WHERE tenant_id = %s RETURNING 1""",
            thief,
            robbed,
        )

    assert not await opens(tenant, (thief, channel))
    assert await opens(tenant, (robbed, channel))


COPIED = {
    "data_keys": "dek_id, kek_id, wrapped, create_time",
    "channels": "channel_id, platform, address, account_id, display_address, revision,"
    " create_time, update_time",
    "credentials": "channel_id, dek_id, sealed, update_time",
}


@pytest.mark.parametrize("change", [b"", b"\x00", b"\x02" + bytes(60), bytes(5000)])
async def test_a_ciphertext_that_was_changed_does_not_open(sealed, change):
    tenant, database, places = sealed
    for place in ciphertexts(database):
        write(database, place, change)

    assert [await opens(tenant, place) for place in places] == [False] * 3


async def test_with_another_key_file_nothing_opens_and_the_process_is_not_ready(sealed):
    tenant, database, places = sealed
    async with running_tenant(database, key=OTHER_KEY) as other:
        assert [await opens(other, place) for place in places] == [False] * 3
        with pytest.raises(SealBroken, match="right key file"):
            await check_keys(other.database, key_ring(OTHER_KEY))

    await check_keys(tenant.database, key_ring(KEY))
    assert await tenant.token_of(*places[0]) == "token-1"


async def test_what_cannot_be_opened_is_told_as_an_id_and_nothing_else(sealed):
    _, database, places = sealed
    async with running_tenant(database, key=OTHER_KEY) as other:
        with pytest.raises(UpstreamFailed) as failure:
            await other.token_of(*places[0])
    assert failure.value.error_id
    assert "key" not in str(failure.value).lower().replace(failure.value.error_id, "")


async def test_a_new_installation_is_ready_before_it_has_a_tenant(lyo_database):
    async with running_tenant(lyo_database("tenant")) as tenant:
        await check_keys(tenant.database, key_ring(OTHER_KEY))


async def test_each_tenant_has_a_key_of_its_own(sealed):
    _, database, _ = sealed
    rows = database.rows("SELECT count(*), count(DISTINCT wrapped) FROM tenant.data_keys")
    assert rows == [(2, 2)]


async def test_without_its_data_key_a_tenants_token_is_gone_for_good(sealed):
    tenant, database, places = sealed
    for place in ciphertexts(database):
        if place[0] == "data_keys" and place[4] == places[0][0]:
            write(database, place, b"")

    assert [await opens(tenant, place) for place in places] == [False, False, True]


def test_a_key_ring_tells_nothing_of_its_key():
    ring = key_ring(KEY)
    assert KEY.hex()[:12] not in repr(ring)
    assert repr(KEY) not in repr(ring)
