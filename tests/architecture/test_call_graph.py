"""Who calls whom: is the graph without cycles, and does the code keep to it?"""

import re
from graphlib import TopologicalSorter

import pytest

from services.common.mesh import Policy
from tests.architecture.conftest import ROOT

SERVICES = ("gateway", "tenant", "booking", "assistant", "notifier")
STUB = re.compile(r"^\s*from lyo\.(\w+)\.v1 import", re.MULTILINE)


def test_the_graph_has_no_cycle_and_ends_at_tenant():
    calls = Policy.load().calls
    order = list(TopologicalSorter(calls).static_order())
    assert order[0] == "tenant"
    assert order[-1] == "gateway"
    assert set(order) == set(SERVICES)


@pytest.mark.parametrize("service", SERVICES)
def test_a_service_knows_the_contracts_only_of_those_it_may_call(service):
    allowed = {service, *Policy.load().calls[service]}
    for path in (ROOT / "services" / service).rglob("*.py"):
        for known in STUB.findall(path.read_text()):
            assert known in allowed, f"{path} imports the contract of {known}"


def test_every_method_of_the_rules_exists(files):
    methods = {
        f"{file.package}.{service.name}/{method.name}"
        for file in files
        for service in file.service
        for method in service.method
    }
    policy = Policy.load()
    assert set(policy.only) <= methods
    assert policy.never_repeated <= methods
    assert policy.not_for_operators <= methods
