"""Does Ctrl-C end the command also while it is being loaded?"""

import os
import signal
import subprocess
import sys

import pytest

from lyoctl.installation import ROOT


@pytest.mark.parametrize(
    ("command", "code", "said"), [("up", 0, "\nlyo: all ended\n"), ("doctor", 130, "")]
)
@pytest.mark.parametrize("loading", ["asyncio", "pydantic_core"])
def test_while_it_is_loaded_it_ends_without_a_word_too_many(tmp_path, command, code, said, loading):
    with subprocess.Popen(
        [sys.executable, "-X", "importtime", "-m", "lyoctl", command],
        cwd=ROOT,
        # Where it goes on all the same it refuses, and starts nothing.
        env={**os.environ, "LYO_HOME": str(tmp_path), "LYO_ENV": "production"},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        for line in process.stderr:
            if loading in line:
                break
        process.send_signal(signal.SIGINT)
        out, errors = process.communicate(timeout=20)

    assert (process.returncode, out) == (code, said)
    assert "Traceback" not in errors
