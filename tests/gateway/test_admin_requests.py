"""Does what is sent to /admin become the right request, and is what is odd named?"""

import pytest
from lyo.tenant.v1 import access_service_pb2 as access_pb
from lyo.tenant.v1 import channel_service_pb2 as channel_pb
from lyo.tenant.v1 import customer_service_pb2 as customer_pb
from lyo.tenant.v1 import tenant_service_pb2 as pb

from services.common.errors import InvalidArgument
from services.gateway.admin import json_text
from services.gateway.admin.requests import request_of, tenant_in
from services.gateway.admin.shapes import Shape
from services.gateway.admin.table import ROUTES

TENANT = "7f2c1d34-0000-4000-8000-000000000001"
CHANNEL = "7f2c1d34-0000-4000-8000-000000000002"
ID = "7f2c1d34-0000-4000-8000-000000000003"
SECRET = "EAAG-very-secret"


def shape(rpc: str) -> Shape:
    return next(Shape(route) for route in ROUTES if route.rpc.endswith(f"/{rpc}"))


def made(rpc, body=b"", *, query=b"", headers=(), **path):
    return request_of(shape(rpc), path, query, headers, body)


def refusal(rpc, body=b"", **more) -> InvalidArgument:
    with pytest.raises(InvalidArgument) as refused:
        made(rpc, body, **more)
    return refused.value


def fields(error: InvalidArgument) -> list[str]:
    return [each.field for each in error.violations]


# The request


def test_a_body_gives_the_fields_and_the_path_the_ids():
    body = b'{"platform": "PLATFORM_WHATSAPP", "address": "100"}'
    headers = [(b"idempotency-key", ID.encode())]
    request = made("CreateChannel", body, tenant_id=TENANT, headers=headers)

    assert request == channel_pb.CreateChannelRequest(
        tenant_id=TENANT,
        request_id=ID,
        platform=channel_pb.PLATFORM_WHATSAPP,
        address="100",
    )


def test_the_fields_that_a_patch_gives_are_the_mask():
    body = b'{"display_name": "Bella", "persona": ""}'
    request = made("UpdateTenant", body, tenant_id=TENANT, headers=[(b"if-match", b'"abc"')])

    assert list(request.update_mask.paths) == ["display_name", "persona"]
    assert request.tenant == pb.Tenant(display_name="Bella")
    assert request.etag == "abc"


def test_a_patch_of_nothing_is_refused():
    assert refusal("UpdateTenant", b"{}", tenant_id=TENANT).reason == "FIELD_MISSING"


def test_null_in_a_patch_empties_the_field():
    request = made("UpdateTenant", b'{"persona": null}', tenant_id=TENANT)

    assert list(request.update_mask.paths) == ["persona"]
    assert request.tenant.persona == ""


def test_a_query_gives_numbers_words_and_names():
    query = b"page_size=7&page_token=a%2Bb&show_deleted=true&platform=PLATFORM_TWILIO"
    request = made("ListChannels", query=query, tenant_id=TENANT)

    assert request == channel_pb.ListChannelsRequest(
        tenant_id=TENANT,
        page_size=7,
        page_token="a+b",
        show_deleted=True,
        platform=channel_pb.PLATFORM_TWILIO,
    )


def test_a_mutation_without_a_key_of_its_own_gets_one_each_time():
    one = made("DeleteTenant", tenant_id=TENANT)
    other = made("DeleteTenant", tenant_id=TENANT)

    assert len(one.request_id) == 36
    assert one.request_id != other.request_id


def test_any_etag_will_do_for_a_star():
    assert made("DeleteTenant", tenant_id=TENANT, headers=[(b"if-match", b"*")]).etag == ""


def test_lists_of_objects_are_read():
    body = b'{"customers": [{"identities": [{"kind": "IDENTITY_KIND_PHONE", "value": "+39333"}]}]}'
    request = made("ImportCustomers", body, tenant_id=TENANT)

    (each,) = request.customers
    assert each.identities[0].kind == customer_pb.IDENTITY_KIND_PHONE


def test_instants_are_read():
    body = b'{"client": "x", "scopes": ["*"], "expire_time": "2027-01-01T00:00:00Z"}'
    request: access_pb.CreateApiKeyRequest = made("CreateApiKey", body, tenant_id=TENANT)

    assert request.expire_time.seconds == 1_798_761_600


# What is refused


@pytest.mark.parametrize(
    ("rpc", "body", "field"),
    [
        ("CreateTenant", b'{"nmae": "x"}', "nmae"),
        ("CreateTenant", b'{"displayName": "x"}', "displayName"),
        ("CreateTenant", b'{"request_id": "x"}', "request_id"),
        ("CreateChannel", b'{"tenant_id": "x"}', "tenant_id"),
        ("CreateApiKey", b'{"tenant_id": "x"}', "tenant_id"),
        ("UpdateTenant", b'{"update_mask": "name"}', "update_mask"),
        ("UpdateTenant", b'{"tenant": {"persona": "x"}}', "tenant"),
        ("ImportCustomers", b'{"customers": [{}, {"nmae": 1}]}', "customers[1].nmae"),
        (
            "CreateCustomer",
            b'{"identities": [{"value": "1", "valeu": "2"}]}',
            "identities[0].valeu",
        ),
    ],
)
def test_a_field_that_does_not_exist_is_named(rpc, body, field):
    error = refusal(rpc, body)

    assert error.reason == "FIELD_UNKNOWN"
    assert fields(error) == [field]


@pytest.mark.parametrize("query", [b"page_sise=5", b"tenant_id=x", b"request_id=x"])
def test_a_parameter_that_does_not_exist_is_named(query):
    error = refusal("ListTenants", query=query)

    assert error.reason == "FIELD_UNKNOWN"
    assert fields(error) == [query.decode().partition("=")[0]]


@pytest.mark.parametrize(
    ("rpc", "body", "field"),
    [
        ("SetCredential", f'{{"access_token": ["{SECRET}"]}}', "access_token"),
        ("SetCredential", f'{{"access_token": {{"{SECRET}": 1}}}}', "access_token"),
        ("CreateTenant", f'{{"languages": "{SECRET}"}}', "languages"),
        ("CreateTenant", f'{{"name": 5, "persona": "{SECRET}"}}', "name"),
        ("CreateTenant", f'{{"name": "{SECRET}\\ud800"}}', "name"),
        ("CreateTenant", f'{{"name": "{SECRET}\\u0000"}}', "name"),
        ("CreateChannel", f'{{"platform": "{SECRET}"}}', "platform"),
        ("CreateApiKey", f'{{"expire_time": "{SECRET}"}}', "expire_time"),
        ("CreateApiKey", '{"calls_per_minute": 2147483648}', "calls_per_minute"),
        ("CreateApiKey", '{"calls_per_minute": true}', "calls_per_minute"),
        ("CreateApiKey", '{"calls_per_minute": 1.5}', "calls_per_minute"),
        ("SetFlag", '{"enabled": "yes"}', "enabled"),
        ("CreateCustomer", f'{{"identities": ["{SECRET}"]}}', "identities[0]"),
    ],
)
def test_a_value_of_the_wrong_kind_is_named_and_never_repeated(rpc, body, field):
    error = refusal(rpc, body.encode())

    assert error.reason == "FIELD_INVALID"
    assert fields(error) == [field]
    assert SECRET not in str(error) + repr(error.violations)


@pytest.mark.parametrize(
    "query",
    [b"page_size=x", b"page_size=1.5", b"page_size=99999999999", b"page_size=\xc2\xb2"],
)
def test_a_parameter_that_is_no_number_is_refused(query):
    assert refusal("ListTenants", query=query).reason == "FIELD_INVALID"


@pytest.mark.parametrize("query", [b"page_size=1&page_size=2", b"page_token=%ff"])
def test_a_parameter_that_is_there_twice_or_unreadable_is_refused(query):
    assert refusal("ListTenants", query=query).reason == "FIELD_INVALID"


def test_a_mutation_reads_no_query():
    assert fields(refusal("CreateTenant", b"{}", query=b"name=x")) == ["query"]


@pytest.mark.parametrize(
    ("rpc", "header", "value"),
    [
        ("DeleteTenant", b"idempotency-key", b"5"),
        ("DeleteTenant", b"if-match", b"abc"),
        ("DeleteTenant", b"if-match", b'W/"abc"'),
        ("DeleteTenant", b"if-match", b'"a", "b"'),
        ("UndeleteTenant", b"if-match", b'"abc"'),
        ("CreateTenant", b"if-match", b"*"),
    ],
)
def test_a_header_that_cannot_be_kept_to_is_refused(rpc, header, value):
    error = refusal(rpc, headers=[(header, value)])

    assert [each.lower() for each in fields(error)] == [header.decode()]


def test_a_header_that_is_there_twice_is_refused():
    twice = [(b"if-match", b'"a"'), (b"if-match", b'"b"')]

    assert fields(refusal("DeleteTenant", headers=twice)) == ["If-Match"]


@pytest.mark.parametrize("given", ["bella-salon", "", TENANT[:-1], TENANT.replace("-", "")])
def test_a_tenant_is_named_by_its_id(given):
    with pytest.raises(InvalidArgument) as refused:
        tenant_in({"tenant_id": given})

    assert fields(refused.value) == ["tenant_id"]


def test_an_id_in_capitals_is_the_same_tenant():
    assert tenant_in({"tenant_id": TENANT.upper()}) == TENANT


# JSON


def nested(depth: int) -> bytes:
    """Objects in each other, so many with the outermost."""
    return b'{"a":' * (depth - 1) + b"{}" + b"}" * (depth - 1)


def test_32_levels_are_read_and_33_are_not():
    assert json_text.read(nested(32))
    with pytest.raises(InvalidArgument) as refused:
        json_text.read(nested(33))
    assert refused.value.reason == "BODY_TOO_DEEP"


@pytest.mark.parametrize("body", [b"[" * 200_000, b'{"a":' * 200_000])
def test_thousands_of_brackets_are_an_error_and_no_crash(body):
    with pytest.raises(InvalidArgument) as refused:
        json_text.read(body)
    assert refused.value.reason in {"BODY_TOO_DEEP", "BODY_NOT_JSON"}


@pytest.mark.parametrize(
    "body",
    [
        b"{",
        b"\xff{}",
        b"[]",
        b"5",
        b'"text"',
        b"null",
        b"{'a': 1}",
        b'{"a": NaN}',
        b'{"a": Infinity}',
        b'{"a": -Infinity}',
        b'{"a": 1e999}',
        b'{"a": ' + b"1" * 5000 + b"}",
        "{}".encode("utf-16"),
        b"\xef\xbb\xbf{}",
        b"{} {}",
    ],
)
def test_what_is_not_one_json_object_is_refused(body):
    with pytest.raises(InvalidArgument) as refused:
        json_text.read(body)
    assert refused.value.reason == "BODY_NOT_JSON"


@pytest.mark.parametrize("body", [b'{"a": 1, "a": 2}', b'{"x": [{"a": 1, "a": 1}]}'])
def test_a_name_that_is_there_twice_is_refused(body):
    with pytest.raises(InvalidArgument) as refused:
        json_text.read(body)
    assert refused.value.reason == "FIELD_REPEATED"
    assert fields(refused.value) == ["a"]


def test_no_body_is_an_empty_object():
    assert json_text.read(b" \n") == {}
