"""Pictures, drawn in a process that lives for one picture (the `Charts` port).

Called by `bot.services.timeline`. Guarantees: matplotlib is never loaded into this process; a picture gets
`cpu_seconds` of CPU, `wall_seconds` of time and `memory` bytes and no more; the process sees nothing of this
one's environment, and can answer with a PNG only.
"""

import asyncio
import signal
import sys
from asyncio.subprocess import DEVNULL, PIPE, Process
from contextlib import suppress
from tempfile import TemporaryDirectory
from types import TracebackType
from typing import Self

from bot.adapters.chart_wire import EXIT_OUT_OF_MEMORY, PNG, encode_chart
from bot.adapters.confinement import bare_environment
from bot.core.chart import Chart
from bot.core.errors import DrawError

_WORKER = "bot.adapters.chart_worker"
_CPU_SPENT = None if sys.platform == "win32" else -signal.SIGPROF


class ProcessCharts:
    """Draws one picture at a time; an async context manager."""

    def __init__(self, *, cpu_seconds: float = 10, wall_seconds: float = 20, memory: int = 2**29) -> None:
        """Take the limits of one picture (seconds; bytes of data)."""
        self._cpu_seconds = cpu_seconds
        self._wall_seconds = wall_seconds
        self._memory = memory
        self._turn = asyncio.Lock()
        self._folder: TemporaryDirectory[str] | None = None

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Wait for the picture in hand, then leave nothing behind."""
        async with self._turn:
            if self._folder is not None:
                self._folder.cleanup()
                self._folder = None

    async def draw(self, chart: Chart) -> bytes:
        """Return the picture as a PNG; see `bot.ports.Charts`. One that is cancelled is killed."""
        async with self._turn:
            try:
                process = await self._start()
            except OSError as error:
                raise DrawError(f"The process that draws pictures does not start: {error}.") from error
            try:
                async with asyncio.timeout(self._wall_seconds):
                    png, _ = await process.communicate(encode_chart(chart))
            except TimeoutError:
                raise DrawError(f"A picture took longer than {self._wall_seconds:g} s.") from None
            finally:
                await _bury(process)
        if process.returncode != 0 or not png.startswith(PNG):
            raise DrawError(self._failure(process.returncode))
        return png

    async def _start(self) -> Process:
        # matplotlib keeps a list of fonts; made anew for each picture it would cost a second more.
        self._folder = self._folder or TemporaryDirectory(
            prefix="picketwire-charts-", ignore_cleanup_errors=True
        )
        # One thread: the linear algebra under it would reserve memory for each of many cores.
        alone = {"MPLCONFIGDIR": self._folder.name, "OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1"}
        return await asyncio.create_subprocess_exec(
            *(sys.executable, "-P", "-m", _WORKER, str(self._cpu_seconds), str(self._memory)),
            stdin=PIPE,
            stdout=PIPE,
            stderr=DEVNULL,  # a traceback would quote the labels there
            env=bare_environment() | alone,
        )

    def _failure(self, status: int | None) -> str:
        if status == _CPU_SPENT:
            return f"A picture took more than {self._cpu_seconds:g} s of CPU."
        if status == EXIT_OUT_OF_MEMORY:
            return "A picture took too much memory."
        return f"No picture was drawn (exit status {status}); `python -m {_WORKER}` shows why."


async def _bury(process: Process) -> None:
    if process.returncode is None:
        with suppress(ProcessLookupError):
            process.kill()
    await process.wait()
