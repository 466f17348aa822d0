"""The warm parent as a fixture, one for each process that runs tests."""

import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="session")
def warm_command() -> Iterator[tuple[str, ...]]:
    """Return what to run in place of ``python -m bot``; where a process can't be watched, just that."""
    if not hasattr(os, "pidfd_open"):
        yield (sys.executable, "-m", "bot")
        return
    with tempfile.TemporaryDirectory(prefix="picketwire-warm-") as folder:
        address = Path(folder) / "parent"
        command = [
            sys.executable,
            "-W",
            "ignore::DeprecationWarning",
            "-m",
            "tests.warm.parent",
            str(address),
        ]
        environment = {
            "PATH": os.environ["PATH"]
        }  # what is fixed at an interpreter's start is as for a newcomer
        with subprocess.Popen(
            command, cwd=ROOT, env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE
        ) as parent:
            assert parent.stdin is not None
            assert parent.stdout is not None
            assert parent.stdout.readline() == b"ready\n"
            stand_in = str(Path(__file__).with_name("stand_in.py"))
            yield (sys.executable, "-I", "-S", stand_in, str(address))
            parent.stdin.close()
