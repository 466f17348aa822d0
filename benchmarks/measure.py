"""What is measured, and how: CPU of this process and its children, memory, and ratios of pairs."""

import os
import resource
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from pathlib import Path
from statistics import median

_TICKS = os.sysconf("SC_CLK_TCK")

Measurement = Callable[[], Awaitable[float]]


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the table: what we took and what the bare library took, by round."""

    title: str
    unit: str
    ours: tuple[float, ...]
    theirs: tuple[float, ...]
    note: str = ""

    @property
    def ratios(self) -> tuple[float, ...]:
        """Return ours over theirs, each round by itself."""
        return tuple(a / b for a, b in zip(self.ours, self.theirs, strict=True))

    def cells(self) -> tuple[str, ...]:
        low, middle, high = min(self.ratios), median(self.ratios), max(self.ratios)
        return (
            self.title,
            f"{median(self.ours):.3g} {self.unit}",
            f"{median(self.theirs):.3g} {self.unit}",
            f"{low:.2f}",
            f"{middle:.2f}",
            f"{high:.2f}",
            self.note,
        )


async def in_turn(ours: Measurement, theirs: Measurement, rounds: int) -> tuple[list[float], list[float]]:
    """Measure A B A B …, after one round of each that is thrown away, so that drift hits both alike."""
    await theirs()
    await ours()
    pairs = [(await theirs(), await ours()) for _ in range(rounds)]
    return [pair[1] for pair in pairs], [pair[0] for pair in pairs]


def cpu_seconds() -> float:
    """Return the CPU this process, its threads, and its living and ended children have used."""
    ended = resource.getrusage(resource.RUSAGE_CHILDREN)
    living = sum(cpu_of(pid) for pid in children(os.getpid()))
    return time.process_time() + ended.ru_utime + ended.ru_stime + living


def children(pid: int) -> list[int]:
    """Return the living children of a process, whichever of its threads started them (Linux)."""
    tasks = Path(f"/proc/{pid}/task")
    return [int(child) for task in tasks.iterdir() for child in (task / "children").read_text().split()]


def resident_mib(pid: int) -> float:
    """Return the resident memory of one process in MiB."""
    for line in Path(f"/proc/{pid}/status").read_text().splitlines():
        if line.startswith("VmRSS:"):
            return int(line.split()[1]) / 1024
    return 0.0


def cpu_of(pid: int) -> float:
    """Return the CPU that one process has used, in seconds."""
    # The fields after the command's closing bracket; utime and stime are the 14th and 15th of all (proc(5)).
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / _TICKS
