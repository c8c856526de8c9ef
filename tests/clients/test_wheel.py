"""Does the wheel work where nothing else of Lyo is?"""

import tomllib
import zipfile
from importlib.metadata import version

import pytest

from tests.clients.conftest import API_KEY
from tests.clients.wheel import ROOT, built, installed, parts_of, run

pytestmark = pytest.mark.slow

CALL = """
import os
from lyo.tenant.v1 import tenant_service_pb2 as pb
import lyo, lyo_api

target = {"tenant": os.environ["TARGET"]}
with lyo_api.Lyo(target, os.environ["API_KEY"]) as client:
    print(client.tenants.GetTenant(pb.GetTenantRequest(name="bella-salon")).tenant.name)
print(*lyo.__path__, lyo_api.__file__)
"""


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    return installed(tmp_path_factory.mktemp("wheel"))


def test_an_installed_wheel_calls_a_running_server_by_its_own_stubs(site, other_end, serving_end):
    done = run(site, CALL, TARGET=f"127.0.0.1:{serving_end[1]}", API_KEY=API_KEY)

    assert done.returncode == 0, done.stderr
    answer, *places = done.stdout.split()
    assert answer == "bella-salon"
    assert places == [str(site / "lyo"), str(site / "lyo_api" / "__init__.py")]


def test_it_says_which_version_it_is(site, other_end, serving_end):
    run(site, CALL, TARGET=f"127.0.0.1:{serving_end[1]}", API_KEY=API_KEY)

    released = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["version"]
    assert str(other_end.seen[0].metadata["user-agent"]).startswith(f"lyo-api/{released} ")


def test_every_stub_imports(site):
    names = [
        ".".join(path.relative_to(site).with_suffix("").parts) for path in site.rglob("*_pb2*.py")
    ]
    done = run(site, "".join(f"import {name}\n" for name in names))

    assert len(names) > 8
    assert done.returncode == 0, done.stderr


def test_it_holds_the_client_the_stubs_and_their_types_and_nothing_of_the_services(tmp_path):
    with zipfile.ZipFile(built(tmp_path)) as wheel:
        names = wheel.namelist()
        (metadata,) = (name for name in names if name.endswith("/METADATA"))
        needed = parts_of(wheel.read(metadata).decode())["Requires-Dist"]

    tops = {name.partition("/")[0] for name in names}
    assert {top for top in tops if not top.endswith(".dist-info")} == {"buf", "lyo", "lyo_api"}
    assert "lyo_api/py.typed" in names
    assert "lyo/tenant/v1/tenant_service_pb2_grpc.pyi" in names
    assert f"grpcio>={version('grpcio')}" in needed
