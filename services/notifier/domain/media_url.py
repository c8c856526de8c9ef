"""Whether a file's address may be handed to a provider, which fetches it; we never do.

By its text alone, without a look at DNS: https, the usual port, a host that is public by its name
or number. Who hides numbers behind names of their own reaches the provider's network, not ours.
"""

import re
import unicodedata
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network
from urllib.parse import urlsplit

LONGEST = 2000

_PRIVATE = (
    "localhost",
    "localdomain",
    "local",
    "internal",
    "intranet",
    "private",
    "corp",
    "home",
    "lan",
    "home.arpa",
    "onion",
)
"""Ends of names that are no public host."""

_LABEL = re.compile(r"[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9])?")
_NUMBER = re.compile(r"[0-9]+|0x[0-9a-f]*")
_PLAIN = re.compile(r"[!-~]+")
"""Without blanks, control characters, and letters that have to be written as %.. or punycode."""

_CLOUD = frozenset({IPv4Address("168.63.129.16"), IPv4Address("192.0.0.192")})
"""Public by number, and answered inside of a cloud."""
_TRANSLATED = (ip_network("64:ff9b::/96"), ip_network("64:ff9b:1::/48"), ip_network("::/96"))
"""Where the end of an IPv6 address is an IPv4 address."""


class _NotPublic(ValueError):
    """The text says why, and repeats nothing of the address."""


def wrong_with_url(url: str) -> str:
    """Why it is not an https address of a public host; empty where it is one."""
    try:
        _check(url)
    except _NotPublic as wrong:
        return str(wrong)
    return ""


def _check(url: str) -> None:
    if not 0 < len(url) <= LONGEST:
        raise _NotPublic(f"an address has 1 to {LONGEST} characters")
    if not _PLAIN.fullmatch(url) or "\\" in url:
        raise _NotPublic("an address has no blanks, backslashes, or characters beyond ASCII")
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        raise _NotPublic("that is not an address") from None
    if parts.scheme != "https":
        raise _NotPublic("only https is taken")
    if "@" in parts.netloc:
        raise _NotPublic("no user or password may stand in it")
    if port not in {None, 443} or parts.netloc.endswith(":"):
        raise _NotPublic("only the usual port is taken")
    _check_host(parts.hostname or "", in_brackets="[" in parts.netloc)


def _check_host(host: str, *, in_brackets: bool) -> None:
    host = host.removesuffix(".")
    labels = host.split(".")
    if in_brackets or _NUMBER.fullmatch(labels[-1]):
        _check_number(host)
    elif not all(_LABEL.fullmatch(each) for each in labels) or len(host) > 253:
        raise _NotPublic("the host is not a name")
    else:
        _check_name(host, labels)


def _check_name(host: str, labels: list[str]) -> None:
    if len(labels) < 2:
        raise _NotPublic("the host is not public: it has one part only")
    if any(host == each or host.endswith(f".{each}") for each in _PRIVATE):
        raise _NotPublic("the host is not public")
    if any(_is_plain_in_disguise(each) for each in labels):
        raise _NotPublic("the host is a plain name written as punycode")


def _is_plain_in_disguise(label: str) -> bool:
    """Punycode of what is ASCII, or becomes it where it is read."""
    if not label.startswith("xn--"):
        return False
    try:
        decoded = label[4:].encode().decode("punycode")
        return unicodedata.normalize("NFKC", decoded).isascii()
    except (UnicodeError, ValueError, OverflowError):
        return True


def _check_number(host: str) -> None:
    """Only as it is usually written: what else reads as a number, each reader reads its own way."""
    try:
        address = ip_address(host)
    except ValueError:
        raise _NotPublic("the host is a number that is not written as usual") from None
    if isinstance(address, IPv6Address) and _embeds(address):
        raise _NotPublic("the host is an IPv4 address written as IPv6")
    if not address.is_global or address.is_multicast or address in _CLOUD:
        raise _NotPublic("the host is not public")


def _embeds(address: IPv6Address) -> bool:
    embedded = address.ipv4_mapped or address.sixtofour or address.teredo
    return bool(embedded) or any(address in each for each in _TRANSLATED)
