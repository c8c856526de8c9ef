"""Does what is sealed open in its place, with the right key, and nowhere else?"""

import itertools

import pytest
from lyo.tenant.v1 import channel_service_pb2 as pb

from services.common.envelope import KeyRing, SealBroken
from services.common.grpc_errors import UpstreamFailed
from services.common.settings import BadSettings
from services.tenant.settings import Settings
from services.tenant.storage.data_keys import key_ring
from services.tenant.storage.rotation import SEALED
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
            address="399999999999999",
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


# What is kept as bytes and is no ciphertext, because nobody shall ever read it.
DIGESTS = ("requests.digest", "api_keys.digest")


def sealed_columns(database):
    """Every table and column that holds ciphertexts, and the column that tells its rows apart."""
    return database.rows(
        """SELECT c.table_name, c.column_name, k.column_name
             FROM information_schema.columns c
             JOIN information_schema.table_constraints t USING (table_schema, table_name)
             JOIN information_schema.key_column_usage k
               USING (table_schema, table_name, constraint_name)
            WHERE c.table_schema = 'tenant' AND c.data_type = 'bytea'
              AND t.constraint_type = 'PRIMARY KEY' AND k.column_name <> 'tenant_id'
              AND c.table_name || '.' || c.column_name <> ALL (%s)
            ORDER BY 1""",
        list(DIGESTS),
    )


def ciphertexts(database):
    """Every ciphertext there is: table, column, how to find its row, whose it is, the bytes."""
    return [
        (table, column, key, row, str(owner), text)
        for table, column, key in sealed_columns(database)
        for owner, row, text in database.rows(
            f"SELECT tenant_id, {key}, {column} FROM tenant.{table} ORDER BY 1, 2"
        )
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
    assert {(table, column) for table, column, *_ in everything} == {
        (table, column) for table, column, _ in sealed_columns(database)
    }, "no column without a ciphertext to swap"

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
    " create_time, update_time, delete_time, purge_time, success_time",
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


async def test_every_sealed_column_is_sealed_anew_when_data_keys_change(sealed):
    _, database, _ = sealed
    columns = {(table, column, key) for table, column, key in sealed_columns(database)}
    by_rotation = {(each.table, each.column, each.row) for each in SEALED}
    assert columns == by_rotation | {("data_keys", "wrapped", "dek_id")}


async def test_one_tenant_whose_key_is_under_a_key_that_is_not_there_is_enough(sealed):
    tenant, database, places = sealed
    await check_keys(tenant.database, key_ring(KEY))
    database.rows(
        "UPDATE tenant.data_keys SET kek_id = 'gone' WHERE tenant_id = %s RETURNING 1",
        places[-1][0],
    )

    with pytest.raises(SealBroken, match="key gone is not on the ring"):
        await check_keys(tenant.database, key_ring(KEY))


async def test_a_key_that_has_the_id_of_another_is_found_out(sealed):
    tenant, _, _ = sealed
    right = key_ring(KEY)
    with pytest.raises(SealBroken):
        await check_keys(tenant.database, KeyRing({right.current: OTHER_KEY}, right.current))


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


# The keys that an operator gives


def listed(n):
    return f"{n:064x}"


def test_without_keys_of_its_own_an_installation_has_the_one_of_its_key_file():
    ring = key_ring(KEY, Settings().key_encryption_keys)
    assert list(ring.keys.values()) == [KEY]


@pytest.mark.parametrize("how", ["variable", "file"])
def test_the_first_key_seals_and_all_open_that_of_the_key_file_too(monkeypatch, tmp_path, how):
    keys = [f"2026-11:{listed(2)}", f"2026-05:{listed(1)}"]
    if how == "variable":
        monkeypatch.setenv("LYO_TENANT_KEYS", ", ".join(keys))
    else:
        (tmp_path / "keys").write_text("\n".join(keys) + "\n\n")
        monkeypatch.setenv("LYO_TENANT_KEYS_FILE", str(tmp_path / "keys"))

    ring = key_ring(KEY, Settings().key_encryption_keys)

    assert ring.current == "2026-11"
    assert ring.keys["2026-11"] == bytes.fromhex(listed(2))
    assert set(ring.keys.values()) == {KEY, bytes.fromhex(listed(1)), bytes.fromhex(listed(2))}


@pytest.mark.parametrize(
    "wrong",
    [listed(7), f"a:{listed(7)[1:]}", f"a b:{listed(7)}", f"a:{listed(7)},a:{listed(8)}", ","],
)
def test_keys_that_cannot_be_read_are_refused_and_not_repeated(monkeypatch, tmp_path, wrong):
    monkeypatch.setenv("LYO_TENANT_KEYS", wrong)
    with pytest.raises(BadSettings, match=r"^LYO_TENANT_KEYS: ") as of_variable:
        Settings()
    monkeypatch.delenv("LYO_TENANT_KEYS")
    (tmp_path / "keys").write_text(wrong.replace(",", "\n"))
    monkeypatch.setenv("LYO_TENANT_KEYS_FILE", str(tmp_path / "keys"))
    with pytest.raises(BadSettings, match=r"^LYO_TENANT_KEYS_FILE: ") as of_file:
        Settings()

    assert listed(7)[1:] not in f"{of_variable.value}{of_file.value}"


def test_a_file_of_keys_that_is_not_there_is_told(monkeypatch, tmp_path):
    monkeypatch.setenv("LYO_TENANT_KEYS_FILE", str(tmp_path / "none"))
    with pytest.raises(BadSettings, match=r"LYO_TENANT_KEYS_FILE: .*none cannot be read"):
        Settings()


def test_keys_are_given_in_one_place(monkeypatch, tmp_path):
    (tmp_path / "keys").write_text(f"a:{listed(1)}")
    monkeypatch.setenv("LYO_TENANT_KEYS_FILE", str(tmp_path / "keys"))
    monkeypatch.setenv("LYO_TENANT_KEYS", f"b:{listed(2)}")
    with pytest.raises(BadSettings, match="unset one of them"):
        Settings()


def test_settings_show_no_key(monkeypatch):
    monkeypatch.setenv("LYO_TENANT_KEYS", f"a:{listed(7)}")
    assert listed(7) not in repr(Settings())
