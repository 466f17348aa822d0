"""What members and admins ask of the bot in Discord, handed over as one thing."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, field

from bot.core.language import Language, Languages
from bot.services.answers import Answers
from bot.services.press import PressPages
from bot.services.reviewer import Reviewer
from bot.services.timeline import Timelines
from bot.services.verifier import Verifier


@dataclass(frozen=True, slots=True)
class FrontDesk:
    """Who answers what."""

    answers: Answers
    verifier: Verifier
    press: PressPages
    reviewer: Reviewer
    timelines: Timelines
    #: Set where something changed in Discord, such as a permission, that may let through what was refused.
    changed: asyncio.Event = field(default_factory=asyncio.Event)
    languages: Languages = field(default_factory=dict)  #: in which it can answer, besides English
    spoken_at: Mapping[str, Language] = field(default_factory=dict)  #: by target, what is said to everybody
