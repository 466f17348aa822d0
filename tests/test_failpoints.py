"""What an armed place does, in processes of their own."""

import signal
import subprocess
import sys

import pytest

PROGRAM = """
import sys
from bot.failpoints import arm, reached
if sys.argv[1]:
    arm(sys.argv[1])
for name in ("fetch.asks", "post.asks", "fetch.asks"):
    reached(name)
    print(name, flush=True)
"""


@pytest.mark.parametrize(
    ("place", "passed", "status"),
    [
        ("", 3, 0),
        ("fetch.headers", 3, 0),
        ("fetch.asks", 0, -signal.SIGKILL),
        ("post.asks", 1, -signal.SIGKILL),
        ("fetch.asks:2", 2, -signal.SIGKILL),
        ("fetch.asks:3", 3, 0),
    ],
)
def test_a_process_ends_where_it_was_told_to(place: str, passed: int, status: int) -> None:
    ended = subprocess.run(
        [sys.executable, "-c", PROGRAM, place], check=False, capture_output=True, text=True, timeout=30
    )
    assert (len(ended.stdout.splitlines()), ended.returncode) == (passed, status)
