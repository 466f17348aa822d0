"""Killed once at every place where something is asked or stored, the bot loses and doubles nothing."""

import signal
import sqlite3
from collections.abc import Sequence
from contextlib import closing

import pytest

from tests.discord_server.settings import UPDATES
from tests.kill.conftest import NewOutpost
from tests.kill.desk import shown
from tests.kill.office import OFFICE
from tests.kill.places import (
    AT_THE_OFFICE,
    BY_COMMAND,
    IN_A_WEEK,
    IN_OUTAGE,
    IN_SMALL_TROUBLES,
    IN_UPKEEP,
    Chain,
)
from tests.kill.story import OUTAGE, SMALL_TROUBLES, Story, delivered, survive
from tests.kill.upkeep import A_WEEK, UPKEEP
from tests.kill.waiting import ended

SCALE = 20.0
#: A shorter one than the product's: nobody has to wait for it where a channel knows no nonces.
NONCE_WINDOW = 40.0
TEXTS = "SELECT text FROM revisions"
STORIES = (
    (SMALL_TROUBLES, IN_SMALL_TROUBLES),
    (OUTAGE, IN_OUTAGE),
    (OFFICE, AT_THE_OFFICE),
    (UPKEEP, IN_UPKEEP),
    (A_WEEK, IN_A_WEEK),
)


def _name(part: Story | Chain) -> str:
    return part.name.replace(" ", "-") if isinstance(part, Story) else _ends(part)


def _ends(places: Sequence[str]) -> str:
    return "-to-".join(dict.fromkeys((places[0], places[-1])))


@pytest.mark.parametrize(
    ("story", "places"),
    [(story, places) for story, chains in STORIES for places in chains],
    ids=_name,
)
async def test_killed_at(story: Story, places: Chain, new_outpost: NewOutpost) -> None:
    async with new_outpost(scale=SCALE, nonce_window=NONCE_WINDOW) as outpost:
        [*lives, _] = await survive(outpost, story, places)
    assert [life.failpoint for life in lives if life.was_killed] == list(places)


async def test_killed_while_texts_are_read_again(new_outpost: NewOutpost) -> None:
    """Beside a running bot; a text as an older version read it is brought up to date, unposted."""
    async with new_outpost(scale=SCALE, nonce_window=NONCE_WINDOW) as outpost:
        outpost.publish(outpost.statement(1))
        outpost.start()
        await delivered(outpost, {1})
        await shown(outpost, UPDATES, "Day 4 of the TV strike")
        await outpost.settle()
        read, posted = outpost.ask(TEXTS), len(outpost.ledger().lines)
        with closing(sqlite3.connect(outpost.folder / "picketwire.db", timeout=5)) as connection, connection:
            connection.execute("UPDATE revisions SET text = 'As it was read once.'")
        texts = []
        for place in BY_COMMAND:
            assert await ended(outpost.order("reread", place)) == -signal.SIGKILL, place
            texts.append(outpost.ask(TEXTS))
        assert texts == [[("As it was read once.",)], [("As it was read once.",)], read]
        assert await ended(outpost.order("reread")) == 0
        await outpost.read()
        assert await outpost.stop() == 0
        assert (outpost.ask(TEXTS), outpost.open_deliveries()) == (read, [])
        assert len(outpost.ledger().lines) == posted
