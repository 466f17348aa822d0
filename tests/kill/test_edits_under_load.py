"""Two hundred edits of feeds.yaml while polls and deliveries run: nothing is lost, doubled or interrupted."""

from tests.kill.conftest import NewOutpost
from tests.kill.edits import Unrest

SEED = 7


async def test_two_hundred_edits(new_outpost: NewOutpost) -> None:
    async with new_outpost(scale=12) as outpost:
        unrest = Unrest(outpost, SEED, edits=200)
        await unrest.run()
        assert unrest.statements > 60
