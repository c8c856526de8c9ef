"""A server to call, and a client that calls it."""

from collections.abc import Iterator

import pytest
from lyo_api import Lyo

from tests.clients.other_end import OtherEnd, served

API_KEY = "lyo_test_abcdefghijkl_secret_crc"


@pytest.fixture(scope="session")
def serving_end() -> Iterator[tuple[OtherEnd, int]]:
    other_end = OtherEnd()
    server, port = served(other_end, "127.0.0.1:0")
    yield other_end, port
    server.stop(None).wait()


@pytest.fixture
def other_end(serving_end: tuple[OtherEnd, int]) -> OtherEnd:
    """The server, which has seen nothing yet."""
    other_end, _ = serving_end
    other_end.refusals.clear()
    other_end.seen.clear()
    return other_end


@pytest.fixture
def lyo(other_end: OtherEnd, serving_end: tuple[OtherEnd, int]) -> Iterator[Lyo]:
    """A client of that server."""
    _, port = serving_end
    with Lyo({"tenant": f"127.0.0.1:{port}"}, API_KEY) as lyo:
        yield lyo
