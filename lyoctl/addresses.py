"""The addresses of an installation: well formed, and free before it starts."""

import errno
import socket
from collections.abc import Iterator

from lyoctl.installation import Installation

HIGHEST_PORT = 65535


class CannotStart(RuntimeError):
    """What is wrong and what to do, in one line."""


def every_address(installation: Installation) -> Iterator[tuple[str, str]]:
    """Every address that we will listen on, with the variable that changes it."""
    for name, address in installation.listen.items():
        yield f"LYO_{name.upper()}_LISTEN", address
    for name, address in installation.metrics.items():
        yield f"LYO_{name.upper()}_METRICS_LISTEN", address
    for name, address in installation.team.items():
        yield f"LYO_{name.upper()}_TEAM_LISTEN", address
    yield "LYO_SANDBOX_LISTEN", installation.sandbox


def host_and_port(variable: str, address: str) -> tuple[str, int]:
    """The two parts of an address; CannotStart if it is none."""
    host, _, port = address.rpartition(":")
    if not (host and port.isdecimal() and 0 < int(port) <= HIGHEST_PORT):
        raise CannotStart(f"{variable}={address} is not an address such as 127.0.0.1:8080")
    return host, int(port)


def check_free(variable: str, address: str) -> None:
    host, port = host_and_port(variable, address)
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except UnicodeError:
            raise CannotStart(f"{variable}={address}: there is no such host") from None
        except OSError as error:
            what = "is in use" if error.errno == errno.EADDRINUSE else str(error.strerror)
            raise CannotStart(
                f"{address} {what}: end the process that holds it, or set {variable} to another "
                "address"
            ) from None
