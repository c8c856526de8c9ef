"""Which persons has a tenant, and what is said of them?"""

import asyncio

import pytest
from lyo.tenant.v1 import member_pb2 as pb

from services.common.errors import Aborted, FailedPrecondition, InvalidArgument, NotFound
from tests.tenant.people import (
    NOBODY,
    PHONE,
    a_change,
    a_member,
    added,
    asked,
    deleted,
    listed,
    meant,
)
from tests.tenant.running import OpenTenant, new_id


async def test_a_member_is_as_it_was_asked_for(tenant, salon):
    made = await added(
        tenant, salon, role=pb.MEMBER_ROLE_OWNER, phone=PHONE, email="Anna@example.com"
    )

    assert (made.display_name, made.role, made.phone, made.email) == (
        "Anna Bianchi",
        pb.MEMBER_ROLE_OWNER,
        PHONE,
        "Anna@example.com",
    )
    assert made.etag
    assert made.create_time == made.update_time
    assert not made.HasField("delete_time")
    assert (await tenant.tenants.GetMember(asked(salon, made))).member == made


async def test_a_member_needs_neither_phone_nor_email(tenant, salon):
    for name in ("Anna", "Marco"):
        made = await added(tenant, salon, display_name=name)
        assert (made.phone, made.email) == ("", "")


async def test_a_member_who_is_not_there_is_not_found(tenant, salon):
    with pytest.raises(NotFound) as refusal:
        await tenant.tenants.GetMember(asked(salon, NOBODY))
    assert refusal.value.reason == "MEMBER_NOT_FOUND"


async def test_a_tenant_that_is_not_there_gets_no_member(tenant, salon):
    with pytest.raises(NotFound) as refusal:
        await tenant.tenants.CreateMember(a_member(salon, tenant_id=new_id()))
    assert refusal.value.reason == "TENANT_NOT_FOUND"


async def test_the_same_request_again_adds_nobody(tenant, salon):
    request = a_member(salon, phone=PHONE)

    first = await tenant.tenants.CreateMember(request)
    assert await tenant.tenants.CreateMember(request) == first
    assert len((await listed(tenant, salon)).members) == 1


async def test_the_same_request_many_times_at_once_adds_one(tenant, salon):
    request = a_member(salon, phone=PHONE)

    answers = await asyncio.gather(*(tenant.tenants.CreateMember(request) for _ in range(8)))

    assert len({each.member.member_id for each in answers}) == 1


async def test_a_request_id_means_one_request(tenant, salon):
    request = a_member(salon)
    await tenant.tenants.CreateMember(request)
    request.display_name = "Another"

    with pytest.raises(InvalidArgument) as refusal:
        await tenant.tenants.CreateMember(request)
    assert refusal.value.reason == "REQUEST_ID_REUSED"


@pytest.mark.parametrize(
    ("changes", "reason", "field"),
    [
        ({"phone": "393331234567"}, "NOT_E164", "phone"),
        ({"phone": "+39 333 1234567"}, "NOT_E164", "phone"),
        ({"phone": "+39333"}, "NOT_E164", "phone"),
        ({"phone": "+99912345678"}, "NOT_E164", "phone"),
        ({"phone": "+1-800-FLOWERS"}, "NOT_E164", "phone"),
        ({"phone": "+\uff13\uff19333123456"}, "NOT_E164", "phone"),
        ({"email": "anna"}, "FIELD_INVALID", "email"),
        ({"email": "@example.com"}, "FIELD_INVALID", "email"),
        ({"email": "anna@"}, "FIELD_INVALID", "email"),
        ({"email": "an@na@example.com"}, "FIELD_INVALID", "email"),
        ({"email": "an na@example.com"}, "FIELD_INVALID", "email"),
        ({"email": "anna@example.com\n"}, "FIELD_INVALID", "email"),
        ({"email": "a" * 249 + "@it.it"}, "FIELD_INVALID", "email"),
        ({"display_name": ""}, "FIELD_MISSING", "display_name"),
        ({"display_name": "  "}, "FIELD_MISSING", "display_name"),
        ({"display_name": "x" * 201}, "FIELD_INVALID", "display_name"),
        ({"display_name": "An\x00na"}, "FIELD_INVALID", "display_name"),
        ({"role": pb.MEMBER_ROLE_UNSPECIFIED}, "FIELD_INVALID", "role"),
        ({"role": 99}, "FIELD_INVALID", "role"),
    ],
)
async def test_a_field_that_is_wrong_is_named_and_nobody_is_added(
    tenant, salon, changes, reason, field
):
    with pytest.raises(InvalidArgument) as refusal:
        await tenant.tenants.CreateMember(a_member(salon, **changes))
    assert refusal.value.reason == reason
    assert [each.field for each in refusal.value.violations] == [field]
    assert list((await listed(tenant, salon)).members) == []


@pytest.mark.parametrize(
    ("first", "again", "reason"),
    [
        ({"phone": PHONE}, {"phone": PHONE}, "PHONE_TAKEN"),
        ({"email": "anna@example.com"}, {"email": "anna@example.com"}, "EMAIL_TAKEN"),
        ({"email": "anna@example.com"}, {"email": "Anna@Example.com"}, "EMAIL_TAKEN"),
    ],
)
async def test_of_the_members_of_a_tenant_one_has_it(tenant, salon, first, again, reason):
    await added(tenant, salon, **first)
    marco = await added(tenant, salon, display_name="Marco")

    for attempt in (
        lambda: tenant.tenants.CreateMember(a_member(salon, **again)),
        lambda: tenant.tenants.UpdateMember(a_change(salon, marco, **again)),
    ):
        with pytest.raises(FailedPrecondition) as refusal:
            await attempt()
        assert refusal.value.reason == reason
    assert (await tenant.tenants.GetMember(asked(salon, marco))).member == marco


async def test_of_many_who_want_a_phone_at_once_one_gets_it(tenant, salon):
    answers = await asyncio.gather(
        *(tenant.tenants.CreateMember(a_member(salon, phone=PHONE)) for _ in range(8)),
        return_exceptions=True,
    )

    refused = [each for each in answers if isinstance(each, FailedPrecondition)]
    assert [each.reason for each in refused] == ["PHONE_TAKEN"] * 7


async def test_the_same_person_may_belong_to_two_tenants(tenant, salon, rival):
    for each in (salon, rival):
        assert (await added(tenant, each, phone=PHONE, email="a@b.it")).phone == PHONE


async def test_what_the_mask_names_is_changed_and_nothing_else(tenant, salon):
    anna = await added(tenant, salon, phone=PHONE)
    request = a_change(
        salon, anna, "role", "phone", role=pb.MEMBER_ROLE_ADMIN, phone="", display_name="not meant"
    )

    changed = (await tenant.tenants.UpdateMember(request)).member

    assert (changed.display_name, changed.role, changed.phone) == (
        "Anna Bianchi",
        pb.MEMBER_ROLE_ADMIN,
        "",
    )
    assert changed.etag != anna.etag
    assert changed.update_time.seconds > anna.update_time.seconds
    assert (await tenant.tenants.GetMember(asked(salon, anna))).member == changed


async def test_the_same_change_again_is_made_once(tenant, salon):
    request = a_change(salon, await added(tenant, salon), display_name="Anna Rossi")

    first = await tenant.tenants.UpdateMember(request)
    assert await tenant.tenants.UpdateMember(request) == first


async def test_of_changes_that_are_based_on_the_same_state_one_is_made(tenant, salon):
    anna = await added(tenant, salon)

    answers = await asyncio.gather(
        *(
            tenant.tenants.UpdateMember(
                a_change(salon, anna, display_name=f"Anna {n}", etag=anna.etag)
            )
            for n in range(6)
        ),
        return_exceptions=True,
    )

    refused = [each for each in answers if isinstance(each, Aborted)]
    assert [each.reason for each in refused] == ["ETAG_STALE"] * 5


@pytest.mark.parametrize("path", ["member_id", "etag", "*", "colour", "delete_time"])
async def test_a_field_that_cannot_be_changed_is_refused(tenant, salon, path):
    anna = await added(tenant, salon)

    with pytest.raises(InvalidArgument) as refusal:
        await tenant.tenants.UpdateMember(a_change(salon, anna, "phone", path, phone=PHONE))
    assert refusal.value.reason == "MASK_PATH_UNKNOWN"
    assert (await tenant.tenants.GetMember(asked(salon, anna))).member == anna


async def test_a_change_to_something_wrong_names_the_field_inside_the_member(tenant, salon):
    anna = await added(tenant, salon)
    request = a_change(salon, anna, "role", "phone", "email", role=99, phone="1", email="x")

    with pytest.raises(InvalidArgument) as refusal:
        await tenant.tenants.UpdateMember(request)
    assert refusal.value.reason == "NOT_E164"
    assert [each.field for each in refusal.value.violations] == [
        "member.role",
        "member.phone",
        "member.email",
    ]


async def test_a_member_who_is_not_there_cannot_be_changed(tenant, salon):
    with pytest.raises(NotFound) as refusal:
        await tenant.tenants.UpdateMember(a_change(salon, NOBODY, display_name="x"))
    assert refusal.value.reason == "MEMBER_NOT_FOUND"


async def test_members_are_listed_in_the_order_in_which_they_came(tenant, salon):
    for name in ("Zoe", "Anna", "Marco", "Bea", "Luca"):
        await added(tenant, salon, display_name=name)

    pages, token = [], ""
    while not pages or token:
        page = await listed(tenant, salon, page_size=2, page_token=token)
        pages.append([each.display_name for each in page.members])
        token = page.next_page_token

    assert pages == [["Zoe", "Anna"], ["Marco", "Bea"], ["Luca"]]


async def test_a_page_token_is_good_for_its_own_list_only(tenant, salon, rival):
    for name in ("Anna", "Marco"):
        await added(tenant, salon, display_name=name)
    token = (await listed(tenant, salon, page_size=1)).next_page_token

    for of, fields in (
        (rival, {"page_token": token}),
        (salon, {"page_token": token, "show_deleted": True}),
        (salon, {"page_token": "somewhere"}),
    ):
        with pytest.raises(InvalidArgument) as refusal:
            await listed(tenant, of, **fields)
        assert refusal.value.reason == "PAGE_TOKEN_INVALID"


async def test_a_page_cannot_be_smaller_than_nothing(tenant, salon):
    with pytest.raises(InvalidArgument) as refusal:
        await listed(tenant, salon, page_size=-1)
    assert [each.field for each in refusal.value.violations] == ["page_size"]


@pytest.mark.parametrize("whose", ["nobody's", "theirs"])
@pytest.mark.parametrize("method", ["Get", "Update", "Delete", "Undelete", "Purge"])
async def test_their_member_is_as_unknown_to_us_as_nobody(tenant, salon, rival, method, whose):
    theirs = await added(tenant, rival)
    member = theirs if whose == "theirs" else NOBODY
    calls = {
        "Get": lambda: tenant.tenants.GetMember(asked(salon, member)),
        "Update": lambda: tenant.tenants.UpdateMember(a_change(salon, member, display_name="x")),
        "Delete": lambda: deleted(tenant, salon, member),
        "Undelete": lambda: tenant.tenants.UndeleteMember(
            pb.UndeleteMemberRequest(**meant(salon, member))
        ),
        "Purge": lambda: tenant.tenants.PurgeMember(pb.PurgeMemberRequest(**meant(salon, member))),
    }

    with pytest.raises(NotFound) as refusal:
        await calls[method]()
    assert refusal.value.reason == "MEMBER_NOT_FOUND"
    assert (await tenant.tenants.GetMember(asked(rival, theirs))).member == theirs


async def test_our_list_has_nobody_of_theirs(tenant, salon, rival):
    await added(tenant, rival)

    assert list((await listed(tenant, salon)).members) == []
    nowhere = OpenTenant(type(salon.tenant)(tenant_id=new_id()), salon.channel)
    assert list((await listed(tenant, nowhere)).members) == []
