"""Which addresses of files are handed to a provider, and does anybody connect to one of them?"""

import socket
import sys

import pytest

from services.notifier.domain.media_url import LONGEST, wrong_with_url

PUBLIC = (
    "https://files.example.com/menu.pdf",
    "https://files.example.com:443/menu.pdf",
    "https://cdn.example.co.uk/a/b.png?size=2&v=%20#page",
    "https://xn--caf-dma.example.com/menu.pdf",
    "https://EXAMPLE.com/menu.pdf",
    "https://example.com./menu.pdf",
    "https://93.184.216.34/menu.pdf",
    "https://[2606:2800:220:1:248:1893:25c8:1946]/menu.pdf",
    "https://a_b.example.com/menu.pdf",
    "https://127.0.0.1.example.com/menu.pdf",
)

SCHEMES = (
    "http://files.example.com/a.png",
    "ftp://files.example.com/a.png",
    "file:///etc/passwd",
    "gopher://files.example.com/",
    "data:image/png;base64,AAAA",
    "javascript:alert(1)",
    "//files.example.com/a.png",
    "files.example.com/a.png",
    "https:files.example.com/a.png",
    "https:///a.png",
    "https://",
    "",
)
LOOPBACK = (
    "https://localhost/",
    "https://LOCALHOST/",
    "https://localhost./",
    "https://a.localhost/",
    "https://localhost.localdomain/",
    "https://127.0.0.1/",
    "https://127.1/",
    "https://127.0.1/",
    "https://127.255.255.254/",
    "https://2130706433/",
    "https://017700000001/",
    "https://0x7f000001/",
    "https://0x7f.0.0.1/",
    "https://0177.0.0.1/",
    "https://0177.0.0.01/",
    "https://127.0.0.1./",
    "https://0/",
    "https://0.0.0.0/",
    "https://[::1]/",
    "https://[::]/",
    "https://[0:0:0:0:0:0:0:1]/",
    "https://[::ffff:127.0.0.1]/",
    "https://[::ffff:7f00:1]/",
    "https://[::127.0.0.1]/",
    "https://[64:ff9b::127.0.0.1]/",
    "https://[2002:7f00:1::]/",
    "https://[2001:0:7f00:1::]/",
    "https://xn--localhost-/",
    "https://xn--localhost-.example.com/",
    "https://xn--0-7ga1a3v.example.com\u3002/",
    "https://\uff4c\uff4f\uff43\uff41\uff4c\uff48\uff4f\uff53\uff54/",
    "https://\u2460\u2461\u2466.0.0.1/",
)
PRIVATE = (
    "https://10.0.0.1/",
    "https://172.16.0.1/",
    "https://192.168.1.1/",
    "https://100.64.0.1/",
    "https://198.18.0.1/",
    "https://203.0.113.7/",
    "https://224.0.0.1/",
    "https://255.255.255.255/",
    "https://[fc00::1]/",
    "https://[fd12:3456::1]/",
    "https://[fe80::1]/",
    "https://[fe80::1%25eth0]/",
    "https://[ff02::1]/",
    "https://printer/",
    "https://printer.local/",
    "https://db.internal/",
    "https://wiki.corp/",
    "https://router.lan/",
    "https://nas.home.arpa/",
)
METADATA = (
    "https://169.254.169.254/latest/meta-data/",
    "https://[::ffff:169.254.169.254]/",
    "https://[fd00:ec2::254]/",
    "https://2852039166/",
    "https://0xa9fea9fe/",
    "https://0251.0376.0251.0376/",
    "https://metadata.google.internal/",
    "https://100.100.100.200/",
    "https://168.63.129.16/",
)
TRICKS = (
    "https://user@files.example.com/",
    "https://user:password@files.example.com/",
    "https://files.example.com@127.0.0.1/",
    "https://127.0.0.1#@files.example.com/",
    "https://127.0.0.1\\@files.example.com/",
    "https://files.example.com\\.evil.test/",
    "https://files.example.com:8443/",
    "https://files.example.com:80/",
    "https://files.example.com:/",
    "https://files.example.com:99999/",
    "https://files.example.com:4 43/",
    "https://files.example.com/a b.png",
    "https://files.example.com/a\nb.png",
    "https://local\thost/",
    "https://files.example.com/\x00",
    "https://files.example.com/\u00e9.png",
    "https://files..example.com/",
    "https://-files.example.com/",
    "https://files%2eexample.com/",
    "https://[::1/",
    "https://1.2.3.4.5/",
    "https://256.256.256.256/",
    f"https://files.example.com/{'a' * LONGEST}",
)
REFUSED = (*SCHEMES, *LOOPBACK, *PRIVATE, *METADATA, *TRICKS)


@pytest.mark.parametrize("url", PUBLIC)
def test_an_address_of_a_public_host_is_taken(url):
    assert wrong_with_url(url) == ""


@pytest.mark.parametrize("url", REFUSED, ids=range(len(REFUSED)))
def test_any_other_address_is_refused(url):
    assert wrong_with_url(url) != ""


def test_the_corpus_is_as_large_as_it_is_meant_to_be():
    assert len(set(REFUSED)) >= 60


@pytest.mark.parametrize("url", ["https://user:hunter2@10.0.0.1/", "https://secret.internal/x"])
def test_a_refusal_repeats_nothing_of_the_address(url):
    why = wrong_with_url(url)

    assert why != ""
    assert "hunter2" not in why
    assert "secret" not in why


_asked_of_the_network: list[str] = []


def _heard(event, _):
    if event in {"socket.connect", "socket.getaddrinfo", "socket.gethostbyname", "socket.sendto"}:
        _asked_of_the_network.append(event)


def test_nobody_is_asked_or_connected_to_while_addresses_are_checked():
    sys.addaudithook(_heard)
    with socket.create_server(("127.0.0.1", 0)) as listening:
        socket.create_connection(listening.getsockname()).close()
    assert _asked_of_the_network != [], "the test would not notice"

    _asked_of_the_network.clear()
    for url in (*PUBLIC, *REFUSED):
        wrong_with_url(url)

    assert _asked_of_the_network == []
