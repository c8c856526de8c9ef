"""Can a valid request be made of every method, so that the matrices leave none out?"""

import pytest
from google.protobuf.descriptor import FieldDescriptor

from services.common.clients import name_of
from tests.isolation.filling import VALIDATOR, all_methods, is_required, request_of

METHODS = {name_of(each): each for each in all_methods()}


@pytest.mark.parametrize("name", METHODS)
def test_a_valid_request_can_be_made_of_every_method(name):
    request = request_of(METHODS[name], {})

    assert VALIDATOR.collect_violations(request) == []
    assert request.ByteSize() > 0 or not any(map(is_required, METHODS[name].input_type.fields))


@pytest.mark.parametrize("name", METHODS)
def test_what_it_shall_be_about_stands_in_the_request(name):
    ours = {
        field.name: "0b3f8a52-6c1d-4e7f-9a20-1d2c3b4a5f60"
        for field in METHODS[name].input_type.fields
        if field.name.endswith("_id")
        and field.type == FieldDescriptor.TYPE_STRING
        and is_required(field)
        and field.name != "api_key_id"
    }
    request = request_of(METHODS[name], ours)

    assert {each: getattr(request, each) for each in ours} == ours
