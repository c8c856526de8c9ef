"""Whatever is merged and taken apart, in any order: does each end with what they began with?"""

import random

import pytest

from services.common.errors import FailedPrecondition
from tests.tenant.clientele import added, merged, read, unmerged
from tests.tenant.senders import phone

PEOPLE, STEPS, SEEDS = 5, 25, range(6)


@pytest.fixture
async def people(tenant, salon):
    """Some with an own id of the tenant, some without."""
    return [
        await added(
            tenant,
            salon,
            phone(f"+39333000000{n}"),
            external_ref=f"crm-{n}" if n % 2 else "",
        )
        for n in range(PEOPLE)
    ]


@pytest.mark.parametrize("seed", SEEDS)
async def test_when_all_merges_are_undone_each_has_their_own(tenant, salon, people, seed):
    chance = random.Random(seed)
    into = {}
    for _ in range(STEPS):
        one, other = chance.sample(range(PEOPLE), 2)
        if one in into:
            await unmerged(tenant, salon, people[one])
            del into[one]
        elif other in into:
            with pytest.raises(FailedPrecondition):
                await merged(tenant, salon, people[one], into=people[other])
        else:
            await merged(tenant, salon, people[one], into=people[other])
            into[one] = other
        await nothing_is_lost(tenant, salon, people, into)

    for one in chance.sample(sorted(into), len(into)):
        await unmerged(tenant, salon, people[one])

    now = [await read(tenant, salon, each) for each in people]
    assert [each.identities for each in now] == [each.identities for each in people]
    assert [each.external_ref for each in now] == [each.external_ref for each in people]


async def nothing_is_lost(tenant, salon, people, into):
    """Each identity is with the one at the end of its merges, and each own id is somebody's."""
    now = [await read(tenant, salon, each) for each in people]
    for n, each in enumerate(people):
        heir = n
        while heir in into:
            heir = into[heir]
        assert each.identities[0] in now[heir].identities
    refs = sorted(each.external_ref for each in now if each.external_ref)
    assert refs == sorted(each.external_ref for each in people if each.external_ref)
