"""Places at which a test ends the process as a power cut would.

`reached` stands between the steps from fetching a feed to the recorded receipt of its post, and around every
transaction of the store; the kill test (`tests/kill`) arms one of these places through
``PICKETWIRE_FAILPOINT`` and looks at what Discord has after a restart. Called by adapters and
`bot.discord_app`; it imports nothing of the program. Guarantee: in a process in which nothing was armed it
does nothing, for the price of one comparison.
"""

import os
import signal
from dataclasses import dataclass
from threading import Lock


@dataclass(slots=True)
class _Armed:
    """The place at which this process is to end, and how often it is still to be passed."""

    name: str
    left: int
    turn: Lock  # places are reached in the event loop and in the database's threads


_armed: _Armed | None = None


def arm(place: str) -> None:
    """End this process at a place, written ``name`` or ``name:nth`` for the nth time it is reached."""
    global _armed
    name, _, nth = place.partition(":")
    _armed = _Armed(name, int(nth or 1), Lock())


def reached(name: str) -> None:
    """Do nothing, unless this place is armed."""
    if _armed is not None and _armed.name == name:
        _pass(_armed)


def _pass(armed: _Armed) -> None:
    with armed.turn:
        armed.left -= 1
        if armed.left == 0:
            os.kill(os.getpid(), signal.SIGKILL)  # nothing is cleaned up, flushed or finished
