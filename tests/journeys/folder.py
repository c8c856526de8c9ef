"""Where an installation of the tests lives."""

import contextlib
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path


@contextlib.contextmanager
def new_folder(prefix: str) -> Iterator[Path]:
    """A folder that is gone with the block, whatever is in it."""
    folder = Path(tempfile.mkdtemp(prefix=prefix))
    folder.chmod(0o711)  # as root, PostgreSQL runs as nobody and must come through
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)
