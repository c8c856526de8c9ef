"""Secrets of a tenant's file: it names where they are, and never holds one."""

import os
from pathlib import Path

SOURCE = r"^(env:.+|file:.+|sandbox-.*)$"
LONGEST = 4096


def check_source(text: str) -> str:
    """`env:NAME`, `file:PATH`, or a token of the sandbox, which opens nothing else."""
    kind, _, rest = text.partition(":")
    if not (kind in {"env", "file"} and rest) and not is_of_the_sandbox(text):
        raise ValueError("write it as env:NAME or file:PATH, never in the file")
    return text


def is_of_the_sandbox(token: str) -> bool:
    """Whether it opens the sandbox, and nothing else."""
    return token.startswith("sandbox-")


def secret_of(source: str, folder: Path) -> str:
    """What the source stands for; a relative PATH is looked for in the folder of the file."""
    kind, _, rest = source.partition(":")
    if kind == "env":
        return _worth(os.environ.get(rest, ""), f"{rest} is not set")
    if kind == "file":
        return _worth(_content(folder / rest), f"{rest} is empty")
    return source


def _content(path: Path) -> str:
    try:
        with path.open(encoding="utf-8") as file:
            return file.read(LONGEST + 1)
    except (OSError, UnicodeDecodeError):
        raise ValueError(f"{path} cannot be read") from None


def _worth(text: str, complaint: str) -> str:
    secret = text.strip()
    if not secret:
        raise ValueError(complaint)
    if len(secret) > LONGEST:
        raise ValueError(f"it has more than {LONGEST} characters: is this a token?")
    return secret
