"""A browser for the phones page; tests that want one are skipped, loudly, where there is none."""

import os
import shutil

import pytest

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
QUIETLY = [
    "--no-sandbox",  # as root it starts only so
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
ANSWER_MS = 15_000


def found() -> str:
    """Where the browser is; LYO_CHROMIUM names one that stands elsewhere."""
    named = os.environ.get("LYO_CHROMIUM")
    path = named or next(filter(None, map(shutil.which, NAMES)), None)
    if path is None:
        pytest.skip("NO BROWSER, so nobody looked at the phones page: apt-get install -y chromium")
    return path
