"""Does `python -m sandbox` start, say where, and end when told?"""

import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import httpx
import pytest

pytestmark = pytest.mark.slow

ROOT = Path(__file__).parents[2]


def _started(tenants: Path, listen: str = "127.0.0.1:0") -> subprocess.Popen[str]:
    settings = {"LYO_SANDBOX_LISTEN": listen, "LYO_SANDBOX_TENANTS": str(tenants)}
    return subprocess.Popen(
        [sys.executable, "-m", "sandbox"],
        cwd=ROOT,
        env={**os.environ, **settings},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def _address(process: subprocess.Popen[str]) -> str:
    assert process.stdout is not None
    return process.stdout.readline().split()[1]


def test_it_serves_and_ends_at_once_though_somebody_waits(tenants):
    process = _started(tenants)
    url = _address(process)
    assert httpx.get(f"{url}/health").json() == {"status": "ok"}
    path = "/phones/whatsapp/100000000000001/393335550101/messages?since=0&wait=50"
    with socket.create_connection(("127.0.0.1", int(url.rsplit(":", 1)[1]))) as waiting:
        waiting.sendall(f"GET {path} HTTP/1.1\r\nHost: sandbox\r\n\r\n".encode())
        time.sleep(0.2)
        begun = time.monotonic()
        process.send_signal(signal.SIGTERM)
        _, errors = process.communicate(timeout=10)

    assert process.returncode == 0
    assert errors == ""
    assert time.monotonic() - begun < 3


def test_a_port_in_use_is_named(tenants):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        address = f"127.0.0.1:{taken.getsockname()[1]}"
        _, errors = _started(tenants, address).communicate(timeout=10)

    assert "address already in use" in errors.lower()
    assert len(errors.splitlines()) == 1


@pytest.mark.parametrize("content", ["tenant: [", "tenant: {}", "just words"])
def test_a_tenant_file_that_cannot_be_read_is_named(tmp_path, content):
    (tmp_path / "broken.yaml").write_text(content)
    process = _started(tmp_path)
    _, errors = process.communicate(timeout=10)

    assert process.returncode == 1
    assert "broken.yaml" in errors
    assert "Traceback" not in errors
