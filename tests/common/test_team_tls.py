"""Is what internal teams send hidden on the way, and can the certificate be changed meanwhile?"""

import contextlib
import datetime as dt
import ipaddress
import os
from pathlib import Path

import grpc
import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from services.common.server import serving
from services.common.settings import BadSettings, ProcessSettings
from services.common.team_tls import team_credentials
from tests.common import echo
from tests.common.fixtures import servicer
from tests.common.serving import refused
from tests.common.test_team_door import team_calls, with_key

__all__ = ["servicer"]


def write_certificate(folder: Path, name: str) -> bytes:
    """A certificate that signs itself, for this machine; what a caller must trust."""
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    now = dt.datetime.now(dt.UTC)
    here = x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))])
    signed = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - dt.timedelta(minutes=1))
        .not_valid_after(now + dt.timedelta(hours=1))
        .add_extension(here, critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    plain = key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
    shown = signed.public_bytes(serialization.Encoding.PEM)
    (folder / "tls.key").write_bytes(plain)
    (folder / "tls.crt").write_bytes(shown)
    return shown


def settings_with(folder: Path, **more) -> ProcessSettings:
    pair = {"team_tls_certificate": folder / "tls.crt", "team_tls_key": folder / "tls.key"}
    return ProcessSettings(env="production", **{**pair, **more})


@contextlib.asynccontextmanager
async def served(servicer, folder):
    credentials = team_credentials(settings_with(folder))
    async with serving(
        "127.0.0.1:0", echo.registered(servicer), team_calls(), credentials=credentials
    ) as server:
        yield server.port


async def answer(port: int, trusted: bytes) -> str:
    credentials = grpc.ssl_channel_credentials(root_certificates=trusted)
    # A pool of its own: else gRPC would use the connection that stands already.
    options = [("grpc.use_local_subchannel_pool", 1)]
    async with grpc.aio.secure_channel(f"127.0.0.1:{port}", credentials, options) as channel:
        stub = echo.rpc.EchoServiceStub(channel)
        said = await stub.GetEcho(echo.hello(), metadata=with_key("right"), timeout=5)
    return said.text


async def test_a_caller_who_trusts_the_certificate_is_answered(servicer, tmp_path):
    trusted = write_certificate(tmp_path, "first")

    async with served(servicer, tmp_path) as port:
        assert await answer(port, trusted) == "hello"


async def test_a_caller_who_speaks_plainly_is_not(servicer, tmp_path):
    write_certificate(tmp_path, "first")

    async with (
        served(servicer, tmp_path) as port,
        grpc.aio.insecure_channel(f"127.0.0.1:{port}") as channel,
    ):
        stub = echo.rpc.EchoServiceStub(channel)
        failure = await refused(stub.GetEcho(echo.hello(), metadata=with_key("right"), timeout=5))

    assert failure.code() is grpc.StatusCode.UNAVAILABLE
    assert servicer.calls == 0


async def test_a_new_certificate_is_shown_without_a_restart(servicer, tmp_path):
    before = write_certificate(tmp_path, "first")
    async with served(servicer, tmp_path) as port:
        assert await answer(port, before) == "hello"
        after = write_certificate(tmp_path, "second")
        os.utime(tmp_path / "tls.crt", (1, 1))  # whatever the clock of the disk says: it changed

        assert await answer(port, after) == "hello"


async def test_half_of_a_new_pair_leaves_the_old_one(servicer, tmp_path):
    before = write_certificate(tmp_path, "first")
    async with served(servicer, tmp_path) as port:
        (tmp_path / "tls.key").unlink()

        assert await answer(port, before) == "hello"


@pytest.mark.parametrize("missing", ["team_tls_certificate", "team_tls_key"])
def test_half_a_pair_is_refused_by_name(tmp_path, missing):
    write_certificate(tmp_path, "first")

    with pytest.raises(BadSettings, match="LYO_TEAM_TLS"):
        team_credentials(settings_with(tmp_path, **{missing: None}))


def test_production_has_no_team_door_without_a_certificate():
    with pytest.raises(BadSettings, match="LYO_TEAM_TLS_CERTIFICATE"):
        team_credentials(ProcessSettings(env="production"))


def test_a_file_that_is_not_there_is_named(tmp_path):
    with pytest.raises(BadSettings, match=r"tls\.key"):
        team_credentials(settings_with(tmp_path))


async def test_a_pair_that_is_no_pair_is_told_by_its_variables(servicer, tmp_path):
    write_certificate(tmp_path, "first")
    (tmp_path / "tls.crt").write_text("not a certificate")

    with pytest.raises(BadSettings, match="LYO_TEAM_TLS_CERTIFICATE"):
        async with served(servicer, tmp_path):
            raise AssertionError("it serves")
