"""Where does the client connect to, and does it ever speak in the clear to another machine?"""

from datetime import UTC, datetime, timedelta
from ipaddress import ip_address

import grpc
import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from lyo.tenant.v1 import tenant_service_pb2 as pb
from lyo_api import Lyo, Unavailable
from lyo_api.channels import PORTS, is_loopback, targets_of
from lyo_api.client import STUBS

from services.common.clients import files_of
from services.common.mesh import Policy
from services.common.scopes import Scopes
from tests.clients.conftest import API_KEY
from tests.clients.other_end import OtherEnd, served

GET = pb.GetTenantRequest(name="bella-salon")
ANY_ADDRESS = "0.0.0.0"  # noqa: S104 - leads to this machine, and is no loopback address


def certified() -> tuple[bytes, bytes]:
    """A private key and a certificate that it signed itself, for this machine."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "lyo")])
    now = datetime.now(UTC)
    names = [x509.IPAddress(ip_address(each)) for each in ("127.0.0.1", ANY_ADDRESS)]
    certificate = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(now - timedelta(hours=1))
        .not_valid_after(now + timedelta(hours=1))
        .add_extension(x509.SubjectAlternativeName(names), critical=False)
        .sign(key, hashes.SHA256())
    )
    pem = serialization.Encoding.PEM
    form = serialization.PrivateFormat.PKCS8
    return (
        key.private_bytes(pem, form, serialization.NoEncryption()),
        certificate.public_bytes(pem),
    )


def test_every_service_that_has_a_method_for_teams_has_a_stub():
    services = [name for name in Policy.load().calls if name != "gateway"]
    wanted = {
        service.full_name
        for name in services
        for file in files_of(name)
        for service in file.services_by_name.values()
        if any(Scopes.load().of(f"{service.full_name}/{each.name}") for each in service.methods)
    }
    known = {
        each.full_name for file, _ in STUBS.values() for each in file.services_by_name.values()
    }

    assert known == wanted


def test_the_usual_ports_are_those_of_the_services():
    listen = Policy.load().team
    assert {f"127.0.0.1:{port}" for port in PORTS.values()} == set(listen.values())
    assert all(listen[name].endswith(f":{port}") for name, port in PORTS.items())


@pytest.mark.parametrize(
    ("target", "booking"),
    [
        ("lyo.example.com", "lyo.example.com:50152"),
        ("lyo-{service}.example.com:443", "lyo-booking.example.com:443"),
        ({"booking": "elsewhere:7"}, "elsewhere:7"),
    ],
)
def test_a_target_may_be_a_host_a_pattern_or_one_for_each(target, booking):
    assert targets_of(target)["booking"] == booking


@pytest.mark.parametrize(
    ("target", "local"),
    [
        ("127.0.0.1:50151", True),
        ("localhost:50151", True),
        ("[::1]:50151", True),
        ("dns:///127.0.0.1:50151", True),
        ("10.0.0.7:50151", False),
        ("lyo.example.com:50151", False),
        ("localhost.example.com:50151", False),
        (f"{ANY_ADDRESS}:50151", False),
    ],
)
def test_only_this_machine_is_this_machine(target, local):
    assert is_loopback(target) is local


def test_another_machine_is_not_called_in_the_clear_unless_the_caller_insists():
    other_end = OtherEnd()
    server, port = served(other_end, "127.0.0.1:0")
    target = {"tenant": f"{ANY_ADDRESS}:{port}"}
    try:
        with Lyo(target, API_KEY) as lyo, pytest.raises(Unavailable):
            lyo.tenants.GetTenant(GET, timeout=1)
        assert other_end.seen == []
        with Lyo(target, API_KEY, insecure=True) as lyo:
            assert lyo.tenants.GetTenant(GET).tenant.name == "bella-salon"
    finally:
        server.stop(None).wait()


def test_a_certificate_that_was_given_is_trusted_and_no_other_is():
    key, certificate = certified()
    credentials = grpc.ssl_server_credentials([(key, certificate)])
    server, port = served(OtherEnd(), "127.0.0.1:0", credentials)
    target = {"tenant": f"127.0.0.1:{port}"}
    try:
        with Lyo(target, API_KEY, root_certificates=certificate) as lyo:
            assert lyo.tenants.GetTenant(GET).tenant.name == "bella-salon"
        with (
            Lyo(target, API_KEY, root_certificates=certified()[1]) as lyo,
            pytest.raises(Unavailable),
        ):
            lyo.tenants.GetTenant(GET, timeout=1)
    finally:
        server.stop(None).wait()
