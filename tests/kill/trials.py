"""A trial: a story, the places at which the bot is killed in it, and what befalls Discord, from a seed.

The same seed gives the same trial. What the machine does in between is its own: two processes never meet
twice at the same instant, so that a trial which failed once may have to be repeated to fail again.
"""

import random
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from tests.discord_server.client import DiscordServer
from tests.discord_server.settings import Rate, Settings
from tests.kill.office import OFFICE
from tests.kill.outpost import open_outpost
from tests.kill.places import (
    AT_THE_OFFICE,
    COMMON,
    IN_A_WEEK,
    IN_OUTAGE,
    IN_SMALL_TROUBLES,
    IN_UPKEEP,
    names_in,
)
from tests.kill.story import OUTAGE, SMALL_TROUBLES, Story, survive
from tests.kill.upkeep import A_WEEK, UPKEEP
from tests.kill.warm import WarmParent

SCALE = 20.0
#: What befalls requests at random; the same again and again leaves a story no end.
FAULTS = (
    "429",
    "429-global",
    "429-headerless",
    "500",
    "500-performed",
    "502",
    "503",
    "504-performed",
    "dropped",
    "reply-lost",
    "late",
    "gateway-closed",
    "gateway-invalid",
)
MOST_OFTEN = 0.02  #: of all requests, each fault
MOST_LIVES = 4
MOST_PASSED = 6  #: times that a place is reached before it kills, where it is reached often
#: Each story with the places that it reaches.
STORIES = (
    (SMALL_TROUBLES, names_in(IN_SMALL_TROUBLES)),
    (OUTAGE, names_in((*IN_OUTAGE, COMMON))),
    (OFFICE, names_in((*AT_THE_OFFICE, COMMON))),
    (UPKEEP, names_in((*IN_UPKEEP, COMMON))),
    (A_WEEK, names_in((*IN_A_WEEK, COMMON))),
)


@dataclass(frozen=True, slots=True)
class Trial:
    """What is tried."""

    seed: int
    story: Story
    failpoints: tuple[str, ...]
    settings: Settings
    nonce_window: float  #: the bot's; Discord's is longer

    @classmethod
    def of(cls, seed: int) -> "Trial":
        """Return the trial of a seed."""
        dice = random.Random(seed)  # noqa: S311 - a test's dice, not a secret
        story, places = dice.choice(STORIES)
        failpoints = tuple(_drawn(dice, places) for _ in range(dice.randint(1, MOST_LIVES)))
        rates = tuple(Rate(fault, dice.uniform(0, MOST_OFTEN)) for fault in FAULTS)
        # Real ones are minutes; in a short one, what is in doubt has to be looked for more often.
        nonce_window = dice.choice((70.0, 120.0))
        settings = Settings(seed=seed, rates=dice.choice(((), rates)), nonce_window=nonce_window + 60)
        return cls(seed, story, failpoints, settings, nonce_window)

    async def run(self, folder: Path, discord: DiscordServer, parent: WarmParent) -> list[str]:
        """Try it and return where the bot was killed.

        Raises:
            AssertionError: Discord has not exactly what was due; it names the seed.
        """
        async with open_outpost(
            folder,
            discord,
            parent,
            scale=SCALE,
            settings=self.settings,
            nonce_window=self.nonce_window,
        ) as outpost:
            try:
                lives = await survive(outpost, self.story, self.failpoints)
            except (AssertionError, TimeoutError) as error:
                raise AssertionError(f"{self}: {error}") from error
        return [life.failpoint for life in lives if life.failpoint and life.was_killed]

    def __str__(self) -> str:
        what = f"{self.story.name}, killed at {', '.join(self.failpoints)}"
        return f"seed {self.seed} ({what}; again with `make soak SEED={self.seed} SEEDS=1 PARTS=kill`)"


def _drawn(dice: random.Random, places: Sequence[str]) -> str:
    place = dice.choice(places)
    return f"{place}:{dice.randint(1, MOST_PASSED) if place in COMMON else 1}"
