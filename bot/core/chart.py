"""A picture as data: places in days, and labels that are finished words.

`bot.core.render.timeline` makes it, the `Charts` port draws it. It crosses a pipe as JSON, and the process
that draws it knows nothing of strikes, languages or zones.
"""

from dataclasses import dataclass
from enum import StrEnum

from bot.core.timeline import Look


class Shade(StrEnum):
    """How a band of time is marked."""

    NO_ANSWER = "no_answer"
    NOT_ASKED = "not_asked"
    NOT_KNOWN = "not_known"


@dataclass(frozen=True, slots=True)
class Layer:
    """What bars are made of, one colour and hatching each."""

    label: str
    counts: tuple[int, ...]  #: of each bar
    is_rest: bool = False  #: what is left over: grey


@dataclass(frozen=True, slots=True)
class Band:
    """A time that is shaded from top to bottom."""

    start: float
    end: float
    shade: Shade


@dataclass(frozen=True, slots=True)
class Flag:
    """A line at one moment, with words above it."""

    at: float
    label: str


@dataclass(frozen=True, slots=True)
class Tick:
    """A mark on the axis of days, with words in two lines under it."""

    at: float
    above: str
    below: str


@dataclass(frozen=True, slots=True)
class Chart:
    """A picture of days."""

    look: Look
    title: str
    subtitle: str  #: what the bars count
    days: int  #: the axis goes from 0 to here
    step: int  #: days in a bar
    layers: tuple[Layer, ...]  #: from below
    bands: tuple[Band, ...]
    shades: tuple[tuple[Shade, str], ...]  #: the bands' kinds that are there, with their words
    flags: tuple[Flag, ...]  #: in order of time
    ticks: tuple[Tick, ...]
    empty: str = ""  #: words in the middle where there are no bars
