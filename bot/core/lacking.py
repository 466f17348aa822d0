"""What does the bot lack in a channel? How such an alert is told from one about a post that was refused.

Nothing waits for it, and a post there that goes through ends no such alert; a look at the channel does.
"""

from dataclasses import dataclass
from typing import Final

_PREFIX: Final = "channel "


@dataclass(frozen=True, slots=True)
class Lack:
    """One thing that would stop the bot at a target."""

    target: str
    problem: str  #: what to change


@dataclass(frozen=True, slots=True)
class LackNews:
    """What has changed between two looks."""

    begun: tuple[Lack, ...] = ()
    over: tuple[Lack, ...] = ()


def subject_of(target: str) -> str:
    """Return what an alert about a lack at a target has for a target of its own."""
    return _PREFIX + target


def target_of(subject: str) -> str | None:
    """Return the target that an alert about a lack is about; None: it is another alert."""
    return subject.removeprefix(_PREFIX) if subject.startswith(_PREFIX) else None
