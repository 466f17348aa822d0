"""What members and admins ask of the bot in Discord, handed over as one thing.

A `FrontDesk` answers by one catalogue. The client asks `Desks.now` for the one of now, once a question.
"""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Protocol

from bot.core.language import Language, Languages
from bot.services.answers import Answers
from bot.services.feed_desk import FeedDesk
from bot.services.held_desk import HeldDesk
from bot.services.line import Line
from bot.services.posting import LatestPoster
from bot.services.press import PressPages
from bot.services.previews import Previews
from bot.services.reviewer import Reviewer
from bot.services.timeline import Timelines
from bot.services.verifier import Verifier


@dataclass(frozen=True, slots=True)
class BackOffice:
    """Who answers admins alone; by what is in force at the moment, as one and the same over all changes."""

    feeds: FeedDesk
    held: HeldDesk
    posting: LatestPoster
    previews: Previews


@dataclass(frozen=True, slots=True)
class FrontDesk:
    """Who answers what."""

    answers: Answers
    verifier: Verifier
    press: PressPages
    reviewer: Reviewer
    timelines: Timelines
    office: BackOffice
    #: Set where something changed in Discord, such as a permission, that may let through what was refused.
    changed: asyncio.Event = field(default_factory=asyncio.Event)
    languages: Languages = field(default_factory=dict)  #: in which it can answer, besides English
    spoken_at: Mapping[str, Language] = field(default_factory=dict)  #: by target, what is said to everybody
    line: Line = field(default_factory=Line)  #: is told how the connection to Discord is doing

    @property
    def now(self) -> "FrontDesk":
        """Return itself: a desk for one catalogue that stays as it is."""
        return self


class Desks(Protocol):
    """Where to find the desk that answers by what is in force."""

    @property
    def now(self) -> FrontDesk:
        """Return the desk of now."""
        ...
