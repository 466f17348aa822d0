"""What the services do while the database refuses: ask no site more often, post nothing twice, say so."""

import logging
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import timedelta
from pathlib import Path

import pytest

from bot.adapters.database.copying import copy_database
from bot.adapters.database.store import open_store
from bot.core.errors import StoreError
from bot.core.model import Health
from bot.services.answers import Answers
from bot.services.vigil import Vigil
from tests.services.conftest import World, plain

TEXT = "We are on strike from today. Pickets begin at seven in the morning at every gate."
LONG = " ".join(f"We thank local {number} for standing with us." for number in range(4_000))


@contextmanager
def full_disk(world: World) -> Iterator[None]:
    """Let the database grow no further, as on a disk without room; what fits in its pages is still taken."""
    with world.store._sides.writer.engine.connect() as connection:
        pages = connection.exec_driver_sql("PRAGMA page_count").scalar_one()
        connection.exec_driver_sql(f"PRAGMA max_page_count = {pages}")
    try:
        yield
    finally:
        with world.store._sides.writer.engine.connect() as connection:
            connection.exec_driver_sql("PRAGMA max_page_count = 1000000")


@contextmanager
def locked(file: Path) -> Iterator[None]:
    """Let another program hold the write lock."""
    with closing(sqlite3.connect(file, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        yield
        other.execute("ROLLBACK")


def damage(file: Path) -> None:
    """Overwrite all but the first page."""
    size = file.stat().st_size
    with file.open("r+b") as opened:
        opened.seek(4096)
        opened.write(b"\xff" * (size - 4096))


async def test_on_a_full_disk_a_site_is_asked_no_more_often(
    world: World, caplog: pytest.LogCaptureFixture
) -> None:
    world.say("thanks", "Thank you", LONG)
    poller = world.services.poller
    with full_disk(world):
        for _ in range(3):  # ticks
            with pytest.raises(StoreError, match="the disk is full; make room"):
                await poller.poll_due()
        assert len(world.site.requests) == 1
        world.clock.advance(timedelta(minutes=6))
        with pytest.raises(StoreError, match="the disk is full; make room"):
            await poller.poll_due()
        assert len(world.site.requests) == 2
    assert len([one for one in caplog.records if one.levelno == logging.WARNING]) == 1
    world.clock.advance(timedelta(minutes=6))
    [report] = await poller.poll_due()
    assert report.error is None
    await world.services.deliverer.deliver_due()
    assert len(world.poster.posts) == 1


async def test_a_source_is_not_blamed_for_our_disk(world: World) -> None:
    await world.cycle()
    world.say("thanks", "Thank you", LONG)
    world.clock.advance(timedelta(minutes=6))
    with full_disk(world):
        with pytest.raises(StoreError):
            await world.services.poller.poll_due()
        [state] = (await world.store.feed_states()).values()
    assert (state.failures, state.error, state.failing_since_at) == (0, None, None)


async def test_while_the_database_is_locked_a_site_is_asked_once(world: World, tmp_path: Path) -> None:
    world.say("on-strike", "On strike", TEXT)
    poller = world.services.poller
    with locked(tmp_path / "bot.db"):
        for _ in range(3):
            with pytest.raises(StoreError, match="another program holds the database locked"):
                await poller.poll_due()
    assert len(world.site.requests) == 1
    with pytest.raises(StoreError, match="locked"):
        await poller.poll_due()  # what the site said is not stored yet
    world.clock.advance(timedelta(minutes=6))
    assert len(await poller.poll_due()) == 1
    assert await poller.poll_due() == []
    await world.services.deliverer.deliver_due()
    assert len(world.poster.posts) == 1


async def test_status_says_that_the_bot_is_in_trouble_until_it_is_over(world: World) -> None:
    vigil = Vigil()
    answers = Answers(catalogue=world.catalogue, store=world.store, clock=world.clock, vigil=vigil)
    await world.cycle()
    vigil.ended("poll", StoreError("/srv/picketwire.db: the disk is full"))
    vigil.ended("deliver", StoreError("/srv/picketwire.db: the disk is full"))
    vigil.ended("poll", None)
    status = await answers.current_status()
    assert (status.health, status.failing_jobs) == (Health.FAILING, ("deliver",))
    said = plain(await answers.status())
    assert "the bot itself is in trouble" in said
    assert "/srv" not in said  # members learn that, not where
    vigil.ended("deliver", None)
    assert (await answers.current_status()).health is Health.OK
    assert "trouble" not in plain(await answers.status())


async def test_status_answers_although_the_database_cannot_be_read(
    world: World, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    await world.cycle()
    copy = await copy_database(f"sqlite:///{tmp_path / 'bot.db'}", tmp_path / "damaged.db")
    async with open_store(copy) as store:
        damage(tmp_path / "damaged.db")
        said = plain(await Answers(catalogue=world.catalogue, store=store, clock=world.clock).status())
    assert "it can't read what it has stored" in said
    assert "damaged.db" not in said
    assert "the database is damaged; restore it from a backup" in caplog.text


async def test_the_service_can_be_stopped_while_the_database_is_locked(
    world: World, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    world.say("on-strike", "On strike", TEXT)
    poller = world.services.poller
    with locked(tmp_path / "bot.db"):
        with pytest.raises(StoreError):
            await poller.poll_due()
        await poller.finish()
    assert "asked again after the next start" in caplog.text
    await world.cycle()
    assert len(world.poster.posts) == 1
