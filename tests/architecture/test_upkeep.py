"""Is everything that grows with each message forgotten one day?"""

import re

import pytest

from tests.architecture.conftest import ROOT

SERVICES = ("tenant", "booking", "assistant", "notifier")


@pytest.mark.parametrize("service", SERVICES)
def test_a_service_that_keeps_request_ids_forgets_the_old_ones(service):
    folder = ROOT / "services" / service
    keeps = any("requests.keep(" in path.read_text() for path in folder.rglob("*.py"))
    forgets = re.search(r"Upkeep\(.*requests\.purge", (folder / "__main__.py").read_text())

    assert keeps
    assert forgets
