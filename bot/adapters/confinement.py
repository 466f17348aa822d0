"""What a child process of ours is given, and what it may use up.

Used by the parents of our child processes (`bare_environment`) and by the children themselves (the rest).
Guarantees: a child sees nothing of our environment (no token); the kernel ends it when its CPU seconds are
spent, even inside C code that never comes back to Python; it cannot grow past its memory limit.
"""

import os
import signal
import sys
from pathlib import Path
from typing import BinaryIO

import bot


def bare_environment() -> dict[str, str]:
    """Return what a Python needs to find this package again, and nothing else of ours."""
    paths = [str(Path(bot.__file__).resolve().parent.parent), os.environ.get("PYTHONPATH", "")]
    kept = {name: os.environ[name] for name in ("SYSTEMROOT",) if name in os.environ}
    return {**kept, "PYTHONPATH": os.pathsep.join(filter(None, paths))}


def leave_signals_to_the_parent() -> None:
    """Let Ctrl-C and a service manager's SIGTERM, which reach the whole group, end only the parent."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_IGN)


def limit_cpu(seconds: float) -> None:
    """Let the kernel end this process after `seconds` more of CPU time; 0 lifts the limit.

    A timer and not RLIMIT_CPU: that counts whole seconds since the process began, this one the task's.
    SIGPROF keeps its default action, which needs no cooperation of the interpreter.
    """
    if sys.platform != "win32":
        signal.setitimer(signal.ITIMER_PROF, seconds)


def limit_memory(size: int) -> None:
    """Let allocations fail beyond `size` bytes of data, and write no core files."""
    if sys.platform != "win32":
        import resource

        _, most = resource.getrlimit(resource.RLIMIT_DATA)
        limit = size if most == resource.RLIM_INFINITY else min(size, most)
        resource.setrlimit(resource.RLIMIT_DATA, (limit, most))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def take_over_output() -> BinaryIO:
    """Return the real standard output, and lead a library's stray prints nowhere."""
    answers = os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, sys.stdout.fileno())
    os.close(nowhere)
    return answers
