"""Is an address that is none told with its variable?"""

import pytest

from lyoctl.addresses import CannotStart, host_and_port


@pytest.mark.parametrize("address", ["nonsense", "127.0.0.1:", "127.0.0.1:99999", ":80", "a:0"])
def test_what_is_no_address(address):
    with pytest.raises(CannotStart, match=r"LYO_X=.* is not an address such as"):
        host_and_port("LYO_X", address)


def test_an_address_has_two_parts():
    assert host_and_port("LYO_X", "127.0.0.1:8080") == ("127.0.0.1", 8080)
