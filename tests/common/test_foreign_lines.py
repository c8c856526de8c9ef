"""Do libraries write lines of their own between ours?"""

import asyncio
import os
import sys

import pytest

from tests.common.running import ROOT

pytestmark = pytest.mark.slow

NO_FLAGS_NO_STREAM = bytes(5)
SETTINGS = b"\0\0\0\x04" + NO_FLAGS_NO_STREAM
INTERNAL_ERROR = bytes(4) + b"\0\0\0\x02"
GOAWAY = b"\0\0\x08\x07" + NO_FLAGS_NO_STREAM + INTERNAL_ERROR

CALL = """
import asyncio, sys
from services.common.clients import open_channel
from services.common.mesh import Signer

async def main():
    channel = open_channel(sys.argv[1], Signer(b"key", "gateway"), files=(), never_repeated=())
    async with channel:
        await channel.unary_unary("/lyo.echo.v1.EchoService/GetEcho")(b"", timeout=0.5)

try:
    asyncio.run(main())
except Exception as error:
    print(type(error).__name__)
"""


async def test_a_server_that_breaks_off_is_an_error_in_python_and_no_line_of_the_c_core():
    async def break_off(reader, writer):
        writer.write(SETTINGS + GOAWAY)
        await writer.drain()
        writer.close()

    without = {name: value for name, value in os.environ.items() if not name.startswith("GRPC_")}
    async with await asyncio.start_server(break_off, "127.0.0.1", 0) as server:
        host, port = server.sockets[0].getsockname()
        process = await asyncio.create_subprocess_exec(
            sys.executable,
            "-c",
            CALL,
            f"{host}:{port}",
            env=without | {"PYTHONPATH": f"{ROOT}:{ROOT / 'protos' / 'gen'}"},
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.STDOUT,
        )
        said, _ = await process.communicate()

    assert said.decode() == "Unavailable\n"
