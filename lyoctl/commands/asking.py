"""Asks a person before something is deleted."""

import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager

import typer


class NotAgreed(RuntimeError):
    """Nobody said yes; the text says what follows, or how to say it without being asked."""


def ask(question: str, otherwise: str = "nothing is deleted") -> None:
    """Return where the answer is yes, else NotAgreed, which tells `otherwise`."""
    if not sys.stdin.isatty():
        raise NotAgreed(f"{question} There is no terminal to ask in: say --yes")
    try:
        with _interruptible():
            agreed = typer.confirm(question, err=True)
    except typer.Abort:
        # Ctrl-C and Ctrl-D leave the cursor behind the question.
        typer.echo(err=True)
        agreed = False
    if not agreed:
        raise NotAgreed(otherwise)


@contextmanager
def _interruptible() -> Iterator[None]:
    """asyncio would keep Ctrl-C to itself until the answer is there."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)
