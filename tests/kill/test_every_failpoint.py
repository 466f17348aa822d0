"""Killed once at every place between feed and receipt, the bot loses nothing and doubles nothing."""

import pytest

from tests.kill.conftest import NewOutpost
from tests.kill.places import IN_OUTAGE, IN_SMALL_TROUBLES
from tests.kill.story import OUTAGE, SMALL_TROUBLES, survive

SCALE = 20.0
#: A shorter one than the product's: nobody has to wait for it where a channel knows no nonces.
NONCE_WINDOW = 40.0


@pytest.mark.parametrize("failpoint", IN_SMALL_TROUBLES)
async def test_killed_in_a_day_of_small_troubles(failpoint: str, new_outpost: NewOutpost) -> None:
    async with new_outpost(scale=SCALE, nonce_window=NONCE_WINDOW) as outpost:
        [life, _] = await survive(outpost, SMALL_TROUBLES, [failpoint])
    assert life.was_killed


@pytest.mark.parametrize("failpoint", IN_OUTAGE)
async def test_killed_after_an_outage(failpoint: str, new_outpost: NewOutpost) -> None:
    async with new_outpost(scale=SCALE, nonce_window=NONCE_WINDOW) as outpost:
        [life, _] = await survive(outpost, OUTAGE, [failpoint])
    assert life.was_killed
