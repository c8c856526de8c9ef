"""Do the contracts list the reasons that the code gives, and no others?"""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from services.common import errors
from services.common.mesh import Policy
from tests.architecture.conftest import ROOT
from tests.architecture.test_proto_style import ERROR_LINE, methods

SERVICES = ("tenant", "booking", "assistant", "notifier")
REASON = re.compile(r"[A-Z][A-Z0-9]*(_[A-Z0-9]+)+")
KINDS = {name for name, value in vars(errors).items() if isinstance(value, type)}

# A request that breaks the rules written beside its fields: any method may say so, none lists it.
OF_ANY_METHOD = {"FIELD_INVALID", "FIELD_MISSING"}
# Repeated they find what they made, so they keep nothing under the id and cannot tell that it was
# reused.
KEEPS_NO_REQUEST = {"RecordInbound", "ReportChannelHealth", "ResolveInbound", "SyncTemplates"}


def listed(files, service: str) -> set[str]:
    """The reasons in the contract of a service."""
    return {
        reason
        for file, _, comment in methods(files)
        if file.package.split(".")[1] == service
        for reason in reasons_in(comment)
    }


def reasons_in(comment: str) -> set[str]:
    found = (ERROR_LINE.match(line) for line in comment.splitlines())
    return {each["reason"] for each in found if each}


def given(service: str) -> set[str]:
    """The reasons with which its code refuses: what its errors and violations are made with."""
    folder = ROOT / "services" / service
    own = folder / "domain" / "errors.py"
    kinds = KINDS | {"_invalid"} | classes_in(own)
    return {
        reason
        for path in folder.rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text()))
        if path == own or (isinstance(node, ast.Call) and name_of(node.func) in kinds)
        for reason in words_of(node)
    }


def classes_in(path: Path) -> set[str]:
    if not path.exists():
        return set()
    return {
        node.name for node in ast.parse(path.read_text()).body if isinstance(node, ast.ClassDef)
    }


def name_of(called: ast.expr) -> str:
    return getattr(called, "id", "") or getattr(called, "attr", "")


def words_of(node: ast.AST) -> Iterator[str]:
    """The words in capitals that are written in a call, or in a line such as `TAKEN = "TAKEN"`."""
    values = [*node.args] if isinstance(node, ast.Call) else [getattr(node, "value", None)]
    for value in values:
        if isinstance(value, ast.Constant) and REASON.fullmatch(str(value.value)):
            yield value.value


@pytest.mark.parametrize("service", SERVICES)
def test_every_reason_of_a_contract_is_given_somewhere(files, service):
    behind = {service, "common", *Policy.load().calls[service]}
    assert listed(files, service) - set().union(*map(given, behind)) == set()


@pytest.mark.parametrize("service", SERVICES)
def test_every_reason_that_a_service_gives_is_in_its_contract(files, service):
    assert given(service) - listed(files, service) - OF_ANY_METHOD == set()


def test_what_the_shared_code_refuses_is_listed_where_it_can_happen(files):
    only = {method.rpartition("/")[2] for method in Policy.load().only}
    for file, method, comment in methods(files):
        fields = fields_of(files, file.package, f"{method.name}Request")
        expected = {
            "PAGE_TOKEN_INVALID": "page_token" in fields,
            "REQUEST_ID_REUSED": "request_id" in fields and method.name not in KEEPS_NO_REQUEST,
            "CALLER_NOT_ALLOWED": method.name in only,
        }
        found = reasons_in(comment)
        assert {each: each in found for each in expected} == expected, method.name


def fields_of(files, package: str, message: str) -> set[str]:
    (found,) = (
        each
        for file in files
        if file.package == package
        for each in file.message_type
        if each.name == message
    )
    return {field.name for field in found.field}
