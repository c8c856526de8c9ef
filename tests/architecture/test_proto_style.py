"""Do the contracts keep the rules that buf does not know?"""

import re

from google.protobuf.descriptor_pb2 import FieldDescriptorProto, MethodOptions

# They find the tenant, list all of them, or make one.
CALLED_WITHOUT_A_TENANT = {
    "CreateTenantRequest",
    "FollowLinkRequest",
    "GetAccountChannelsRequest",
    "GetLinkRequest",
    "ListTenantsRequest",
    "ResolveInboundRequest",
    "VerifyApiKeyRequest",
}
READS = ("Get", "List", "Search", "Suggest", "Verify")
ERROR_LINE = re.compile(r"^ \* (?P<code>[A-Z_]+) / (?P<reason>[A-Z0-9_]+): \S")
CODES = {
    "INVALID_ARGUMENT",
    "UNAUTHENTICATED",
    "PERMISSION_DENIED",
    "NOT_FOUND",
    "FAILED_PRECONDITION",
    "ABORTED",
    "RESOURCE_EXHAUSTED",
    "UNAVAILABLE",
}


def methods(files):
    for file in files:
        for at, service in enumerate(file.service):
            for number, method in enumerate(service.method):
                yield file, method, comment_at(file, [6, at, 2, number])


def requests(files):
    for file in files:
        for message in file.message_type:
            if message.name.endswith("Request"):
                yield message


def comment_at(file, path):
    for location in file.source_code_info.location:
        if list(location.path) == path:
            return location.leading_comments
    return ""


def test_a_package_is_its_folder_and_ends_in_a_version(files):
    for file in files:
        assert file.package.replace(".", "/") == file.name.rpartition("/")[0]
        assert re.fullmatch(r"v\d+", file.package.rsplit(".", 1)[1])


def test_every_rpc_has_its_own_request_and_response(files):
    for file, method, _ in methods(files):
        assert method.input_type == f".{file.package}.{method.name}Request"
        assert method.output_type == f".{file.package}.{method.name}Response"


def test_every_request_names_its_tenant_first(files):
    for message in requests(files):
        if message.name not in CALLED_WITHOUT_A_TENANT:
            assert (message.field[0].name, message.field[0].number) == ("tenant_id", 1), (
                message.name
            )


def test_every_mutation_carries_a_request_id_and_says_that_it_may_be_repeated(files):
    by_name = {message.name: message for message in requests(files)}
    for _, method, _ in methods(files):
        read = method.name.startswith(READS)
        fields = {field.name for field in by_name[f"{method.name}Request"].field}
        assert ("request_id" in fields) is not read, method.name
        expected = MethodOptions.NO_SIDE_EFFECTS if read else MethodOptions.IDEMPOTENT
        assert method.options.idempotency_level == expected, method.name


def test_every_rpc_lists_its_errors_as_code_and_reason(files):
    for _, method, comment in methods(files):
        lines = [line for line in comment.splitlines() if line.startswith(" * ")]
        assert "Errors:" in comment, method.name
        assert lines, method.name
        for line in lines:
            found = ERROR_LINE.match(line)
            assert found, f"{method.name}: {line}"
            assert found["code"] in CODES, f"{method.name}: {line}"


def test_every_list_is_paged(files):
    for file in files:
        for message in file.message_type:
            names = {field.name for field in message.field}
            if message.name.startswith("List") and message.name.endswith("Request"):
                assert {"page_size", "page_token"} <= names, message.name
            if message.name.startswith("List") and message.name.endswith("Response"):
                assert "next_page_token" in names, message.name


def test_instants_end_in_time_and_are_timestamps(files):
    for file in files:
        for message in file.message_type:
            for field in message.field:
                instant = field.type_name == ".google.protobuf.Timestamp"
                windows = {"ends_after", "starts_before"}
                named = field.name.endswith("_time") or field.name in windows
                assert instant == named, f"{message.name}.{field.name}"


def test_enum_values_begin_with_the_name_of_their_enum_and_zero_is_unspecified(files):
    for file in files:
        for enum in file.enum_type:
            prefix = re.sub(r"(?<!^)(?=[A-Z])", "_", enum.name).upper()
            assert enum.value[0].name == f"{prefix}_UNSPECIFIED"
            assert all(value.name.startswith(f"{prefix}_") for value in enum.value)


def test_no_message_is_shared_between_services(files):
    for file in files:
        for message in file.message_type:
            for field in message.field:
                if field.type in (
                    FieldDescriptorProto.TYPE_MESSAGE,
                    FieldDescriptorProto.TYPE_ENUM,
                ):
                    own = field.type_name.startswith((f".{file.package}.", ".google.protobuf."))
                    assert own, f"{message.name}.{field.name}"


SECRET = re.compile(r"token$|secret|password|credential|plain|(^|_)key$|digest|sealed|pepper")
NO_SECRET = {"next_page_token"}
TEXTS = (FieldDescriptorProto.TYPE_STRING, FieldDescriptorProto.TYPE_BYTES)


def test_no_response_holds_a_secret_but_the_one_that_gives_it_and_the_one_that_shows_it(files):
    holders = {
        (message.name, field.name)
        for file in files
        for message in of_responses(file)
        for field in message.field
        if field.type in TEXTS and SECRET.search(field.name) and field.name not in NO_SECRET
    }
    assert holders == {("GetCredentialResponse", "access_token"), ("CreateApiKeyResponse", "plain")}


def of_responses(file):
    """Every message that is no request, and all within it: what an answer can hold."""
    waiting = [each for each in file.message_type if not each.name.endswith("Request")]
    while waiting:
        message = waiting.pop()
        yield message
        waiting += message.nested_type
