"""The processes of an installation: started, watched, started again when they die, ended."""

import asyncio
import contextlib
import ctypes
import os
import signal
import sys
import time
from collections.abc import Awaitable, Callable, Mapping, Sequence

LONGEST_LINE = 4 * 1024 * 1024
FIRST_PAUSE, LONGEST_PAUSE = 0.2, 5.0
STEADY = 30.0
"""Who ran so long, in seconds, is started again without a growing pause."""
REFUSED = 2
"""The exit code with which a process says that its settings are wrong: no use to start it again."""

Sink = Callable[[str, str], None]
"""Takes a line of output: the name of the process, and the line."""


class Refused(RuntimeError):
    """A process says that it cannot run as it was told to; the text is its own line."""


class Child:
    """One process. It is started again when it dies, until it is stopped."""

    def __init__(
        self, name: str, arguments: Sequence[str], variables: Mapping[str, str], sink: Sink
    ) -> None:
        self.name = name
        self.arguments = arguments
        self.variables = variables
        self.sink = sink
        self.steady = STEADY
        self.restarts = 0
        self.last_line = ""
        self._process: asyncio.subprocess.Process | None = None
        self._watch: asyncio.Task[None] | None = None
        self._told_to_stop: asyncio.Future[None] = asyncio.get_running_loop().create_future()

    @property
    def pid(self) -> int | None:
        return self._process.pid if self._process else None

    @property
    def ended(self) -> bool:
        """Whether it will not run again."""
        return self._watch is not None and self._watch.done()

    async def start(self) -> None:
        await self._spawn()
        self._watch = asyncio.create_task(self._keep_running(), name=f"watch {self.name}")

    def signal(self, signum: signal.Signals) -> None:
        """Send a signal to the process, if there is one."""
        if self._process and self._process.returncode is None:
            with contextlib.suppress(ProcessLookupError):
                self._process.send_signal(signum)

    async def stop(self, patience: float) -> None:
        """Ask it to end; after `patience` seconds kill it. Returns when it is gone."""
        if not self._told_to_stop.done():
            self._told_to_stop.set_result(None)
        self.signal(signal.SIGTERM)
        if self._watch is None:
            return
        done, _ = await asyncio.wait([self._watch], timeout=patience)
        if not done:
            self.signal(signal.SIGKILL)
            await asyncio.wait([self._watch])
        # Whatever went wrong was told when it did; reading it here keeps asyncio quiet.
        self._watch.exception()

    async def _spawn(self) -> None:
        self._process = await asyncio.create_subprocess_exec(
            *self.arguments,
            env={**self.variables},
            stdin=asyncio.subprocess.DEVNULL,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.STDOUT,
            limit=LONGEST_LINE,
            # Not in our group: Ctrl-C reaches us alone, and we end the others in order.
            start_new_session=True,
            preexec_fn=_end_with_parent(os.getpid()) if sys.platform == "linux" else None,
        )

    async def _keep_running(self) -> None:
        pause = FIRST_PAUSE
        while True:
            begun = time.monotonic()
            code = await self._until_exit()
            if time.monotonic() - begun > self.steady:
                pause = FIRST_PAUSE
            if self._told_to_stop.done():
                return
            if code == REFUSED:
                raise Refused(f"{self.name} does not start: {self.last_line}")
            self.sink(self.name, f"ended with {_told(code)}; starting it again")
            await asyncio.wait([self._told_to_stop], timeout=pause)
            if self._told_to_stop.done():
                return
            pause = min(pause * 2, LONGEST_PAUSE)
            self.restarts += 1
            await self._spawn()

    async def _until_exit(self) -> int:
        process = self._process
        if process is None or process.stdout is None:
            raise RuntimeError(f"{self.name} was not started")
        async for raw in process.stdout:
            line = raw.decode(errors="replace").rstrip()
            self.last_line = line or self.last_line
            self.sink(self.name, line)
        return await process.wait()


def _told(code: int) -> str:
    return f"signal {signal.Signals(-code).name}" if code < 0 else f"exit code {code}"


def _end_with_parent(parent: int) -> Callable[[], None]:
    """Linux: the child gets SIGTERM when we die, so that a killed supervisor leaves nothing."""
    library = ctypes.CDLL(None)
    set_parent_death_signal = 1

    def prepare() -> None:
        library.prctl(set_parent_death_signal, signal.SIGTERM)
        if os.getppid() != parent:
            os._exit(1)

    return prepare


async def stop_all(children: Sequence[Child], patience: float) -> None:
    """Stop them at the same time."""
    await asyncio.gather(*(child.stop(patience) for child in children))


async def first_failure(children: Sequence[Child], meanwhile: Awaitable[None]) -> None:
    """Run `meanwhile`, unless one of the children refuses to run, which is raised."""
    work = asyncio.ensure_future(meanwhile)
    watches = [child._watch for child in children if child._watch]  # noqa: SLF001 - same file
    try:
        await asyncio.wait([work, *watches], return_when=asyncio.FIRST_COMPLETED)
        for watch in watches:
            if watch.done() and (error := watch.exception()):
                raise error
        await work
    finally:
        # Also when we are cancelled: nothing of it goes on while the children are stopped.
        work.cancel()
        await asyncio.gather(work, return_exceptions=True)
