"""Whole seasons in which everything holds, and a season that must not pass."""

import pytest

from tests.season.guild import SimulatedDiscord
from tests.season.season import SeasonBroken, play

#: So many as half a minute allows; `make soak` plays hundreds.
SEEDS = (1,)


@pytest.mark.parametrize("seed", SEEDS)
def test_a_season(seed: int) -> None:
    played = play(seed)
    # What the season is there to show did happen.
    assert played.restarts
    assert played.shown["digest"]
    assert played.shown["reply"]
    assert played.shown["day"] > 200
    assert played.shown["statement"] > 150
    assert played.edits > 50


def test_the_same_seed_is_the_same_season() -> None:
    assert play(4, days=12).journal == play(4, days=12).journal


class Forgetful(SimulatedDiscord):
    """Discord as it is for a bot that never looks whether a lost post was made."""

    async def find(self, *_: object) -> None:
        return None


def test_the_audit_tells_a_post_made_twice() -> None:
    told = r"seed 4, step \d+ at .* (is posted once|is made twice|one post a day)"
    with pytest.raises(SeasonBroken, match=told):
        play(4, discord=Forgetful, days=20)
