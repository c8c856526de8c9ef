"""Who wrote, when many messages of the same person come at once?"""

import asyncio

import psycopg

from tests.tenant.senders import OTHER_PHONE, OTHER_USER, PHONE, USER, phone


async def test_fifty_messages_at_once_make_one_customer(resolve, salon, tenant_database):
    answers = await asyncio.gather(*(resolve(PHONE, USER, name="Giulia") for _ in range(50)))

    assert len({each.customer.customer_id for each in answers}) == 1
    assert {each.customer.display_name for each in answers} == {"Giulia"}
    assert stored(tenant_database, "customers", salon) == 1
    assert stored(tenant_database, "identities", salon) == 2


async def test_fifty_nameless_messages_change_the_customer_not_once(resolve):
    answers = await asyncio.gather(*(resolve(PHONE) for _ in range(50)))

    assert len({each.customer.etag for each in answers}) == 1


async def test_identities_in_any_order_at_once_make_one_customer(resolve, salon, tenant_database):
    many = [phone(f"+3933300000{n}") for n in range(10)]

    answers = await asyncio.gather(*(resolve(*many[:: (-1) ** n]) for n in range(32)))

    assert len({each.customer.customer_id for each in answers}) == 1
    assert stored(tenant_database, "customers", salon) == 1
    assert stored(tenant_database, "identities", salon) == 10


async def test_two_who_name_the_same_identities_in_other_orders_never_block_each_other(
    resolve, salon, tenant_database
):
    first, middle, last = (phone(f"+3933300000{n}") for n in range(3))
    async with await psycopg.AsyncConnection.connect(tenant_database.superuser_url) as somebody:
        # Both have to wait in the middle, each with what it took before.
        await somebody.execute(
            """INSERT INTO tenant.identities (tenant_id, kind, value, customer_id, create_time)
               VALUES (%s, 'phone', %s, gen_random_uuid(), now())""",
            (salon.tenant_id, middle.value),
        )
        forwards = asyncio.create_task(resolve(first, middle, last))
        await waiting(tenant_database, 1)
        backwards = asyncio.create_task(resolve(last, middle, first))
        await waiting(tenant_database, 2)
        await somebody.rollback()

    answers = await asyncio.gather(forwards, backwards)

    assert answers[0].customer == answers[1].customer


async def test_new_identities_at_once_all_go_to_the_customer_who_is_known(
    resolve, salon, tenant_database
):
    known = (await resolve(USER)).customer
    sets = [(PHONE, USER), (USER, PHONE), (USER,), (PHONE, USER, OTHER_PHONE)]

    answers = await asyncio.gather(*(resolve(*sets[n % 4]) for n in range(48)))

    assert {each.customer.customer_id for each in answers} == {known.customer_id}
    assert stored(tenant_database, "customers", salon) == 1
    assert stored(tenant_database, "identities", salon) == 3


async def test_whoever_comes_first_no_identity_is_left_without_a_customer(
    resolve, salon, tenant_database
):
    sets = [(PHONE,), (USER,), (PHONE, USER), (OTHER_USER, PHONE), (OTHER_PHONE, USER)]

    await asyncio.gather(*(resolve(*sets[n % 5]) for n in range(50)))

    orphans = tenant_database.rows(
        """SELECT i.value FROM tenant.identities i
            LEFT JOIN tenant.customers c USING (tenant_id, customer_id)
            WHERE i.tenant_id = %s AND c.customer_id IS NULL""",
        salon.tenant_id,
    )
    childless = tenant_database.rows(
        """SELECT c.customer_id FROM tenant.customers c
            LEFT JOIN tenant.identities i USING (tenant_id, customer_id)
            WHERE c.tenant_id = %s AND i.customer_id IS NULL""",
        salon.tenant_id,
    )
    assert (orphans, childless) == ([], [])
    assert stored(tenant_database, "identities", salon) == 4


async def waiting(database, count):
    """Return once so many transactions wait for another one."""
    query = """SELECT count(*) FROM pg_stat_activity
                WHERE datname = current_database() AND wait_event_type = 'Lock'"""
    async with asyncio.timeout(5):
        while database.rows(query) != [(count,)]:  # noqa: ASYNC110 (PostgreSQL tells nobody)
            await asyncio.sleep(0.01)


def stored(database, table, tenant):
    """How many rows of the tenant the table has."""
    [(count,)] = database.rows(
        f"SELECT count(*) FROM tenant.{table} WHERE tenant_id = %s", tenant.tenant_id
    )
    return count
