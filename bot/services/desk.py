"""What members and admins ask of the bot in Discord, handed over as one thing."""

import asyncio
from dataclasses import dataclass, field

from bot.services.answers import Answers
from bot.services.press import PressPages
from bot.services.reviewer import Reviewer
from bot.services.verifier import Verifier


@dataclass(frozen=True, slots=True)
class FrontDesk:
    """Who answers what."""

    answers: Answers
    verifier: Verifier
    press: PressPages
    reviewer: Reviewer
    #: Set where something changed in Discord, such as a permission, that may let through what was refused.
    changed: asyncio.Event = field(default_factory=asyncio.Event)
