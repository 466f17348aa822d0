"""Where do things stand, from a real database: also while it is slow, locked or empty."""

import asyncio
import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from threading import Event
from typing import Any

import pytest
from sqlalchemy import event

from bot import __version__
from bot.adapters.database.schema import REVISION
from bot.core.model import Catalogue, Contact, Health, Topic, TopicLook
from bot.core.provenance import RULESET_VERSION
from bot.services.answers import Answers
from bot.services.status_answers import StatusAnswers
from bot.services.vigil import Vigil
from tests.services.conftest import NEWS, NEWS_URL, PRESS, PRESS_URL, World, plain
from tests.site.server import Reply

TEXT = "We are on strike from today. Pickets begin at seven in the morning at every gate."

#: How long it waits in service: read here because every test is given longer (`tests/conftest.py`).
WAITS = dict(StatusAnswers.__init__.__kwdefaults__ or {})


@contextmanager
def held_exclusively(world: World, file: Path) -> Iterator[None]:
    """Let another program hold the database so that it can't even be read."""
    for side in (world.store._sides.reader, world.store._sides.writer):
        side.engine.dispose()  # as at a start: a connection that is open already keeps such a program out
    with closing(sqlite3.connect(file, isolation_level=None)) as other:
        other.execute("PRAGMA locking_mode = EXCLUSIVE")
        other.execute("BEGIN EXCLUSIVE")
        yield
        other.execute("ROLLBACK")


@contextmanager
def slow(world: World) -> Iterator[None]:
    """Let every query wait until the end of this block."""
    over = Event()

    def wait(*_: Any) -> None:
        over.wait(30)

    engine = world.store._sides.reader.engine
    event.listen(engine, "before_cursor_execute", wait)
    try:
        yield
    finally:
        event.remove(engine, "before_cursor_execute", wait)
        over.set()


async def talks_of(answers: Answers) -> Mapping[str, TopicLook]:
    talks = (await answers.current_status()).talks
    assert talks is not None
    return talks


async def first_line(world: World) -> str:
    return plain(await world.answers.status()).split("\n")[0]


async def test_before_the_first_poll(world: World) -> None:
    status = await world.answers.current_status()
    assert status.health is Health.WAITING
    text = plain(await world.answers.status())
    assert text.startswith("There is nothing to rely on yet: no source has been asked yet.")
    assert "• guild-news: not asked yet." in text


async def test_nothing_is_followed(world: World) -> None:
    world.catalogue = Catalogue((), (), ())
    assert "no source of any union is followed" in await first_line(world)
    assert (await world.answers.current_status()).health is Health.WAITING


async def test_all_is_well_then_down_then_back(world: World) -> None:
    world.say("on-strike", "On strike", TEXT)
    await world.cycle()
    assert (await first_line(world)).startswith("You can rely on this: the one source")
    text = plain(await world.answers.status())
    assert (
        "Last statement of Example Performers Guild: On strike (https://www.guild.example/on-strike)" in text
    )
    assert "Nothing from the union since, in any source" in text
    world.site.put(NEWS_URL, Reply(status=503))
    world.clock.advance(timedelta(minutes=5))
    await world.services.poller.poll_all()
    down = plain(await world.answers.status())
    assert (await world.answers.current_status()).health is Health.DEGRADED
    assert down.startswith("Don't rely on this right now: the one source that is followed does not answer")
    assert "Whether it said anything since is not known." in down
    assert "not reachable since 2026-01-05 18:05 UTC, 1 try, next at" in down
    world.serve()
    world.clock.advance(timedelta(minutes=10))
    await world.services.poller.poll_all()
    back = plain(await world.answers.status())
    assert "answers again since 2026-01-05 18:15 UTC; it was not reachable from 2026-01-05 18:05" in back
    assert back.startswith("You can rely on this")
    world.clock.advance(timedelta(hours=2))
    await world.services.poller.poll_all()
    assert "answers again" not in plain(await world.answers.status())


async def test_a_bot_that_was_off_says_that_it_knows_nothing_of_the_time_since(world: World) -> None:
    world.say("on-strike", "On strike", TEXT)
    await world.cycle()
    world.clock.advance(timedelta(hours=9))
    status = await world.answers.current_status()
    assert [source.contact(status.at) for source in status.sources] == [Contact.OVERDUE]
    assert status.health is Health.DEGRADED
    text = plain(await world.answers.status())
    assert text.startswith(
        "Don't rely on this right now: the bot has not asked any source since 2026-01-05 18:00"
    )
    assert "Nothing from the union since" not in text


async def test_a_source_in_quarantine_is_not_taken_for_a_silent_union(world: World) -> None:
    world.say("on-strike", "On strike", TEXT)
    await world.cycle()
    world.clock.advance(timedelta(minutes=6))
    world.site.put(NEWS_URL, Reply(status=302, headers={"Location": PRESS_URL}))
    await world.cycle()
    [source] = (await world.answers.current_status()).sources
    assert source.state.quarantine is not None
    text = plain(await world.answers.status())
    assert text.startswith(
        "Don't rely on this right now: the one source that is followed is in quarantine, so what the union "
        "says now is not known here."
    )
    assert "Whether it said anything since is not known." in text
    for words in ("Nothing from the union since", "checked", "nothing new", "nothing in it"):
        assert words not in text


async def test_a_press_feed_says_nothing_of_the_union(world: World) -> None:
    world.catalogue = replace(world.catalogue, feeds=(NEWS, PRESS))
    world.say("on-strike", "On strike", TEXT)
    await world.cycle()
    world.site.put(PRESS.url, Reply(status=503))
    world.clock.advance(timedelta(minutes=5))
    await world.services.poller.poll_all()
    text = plain(await world.answers.status())
    assert text.startswith("You can rely on this: the one source")
    assert "• daily-curtain (watched, never posted): not reachable" in text


async def test_a_feed_of_a_union_without_a_name(world: World) -> None:
    world.catalogue = replace(world.catalogue, union_names={})
    world.say("on-strike", "On strike", TEXT)
    await world.cycle()
    assert set((await world.answers.current_status()).last_statements) == {"guild"}
    assert "Last statement" not in plain(await world.answers.status())


async def test_the_works_are_known_and_shown_to_admins_alone(world: World) -> None:
    world.say("on-strike", "On strike", TEXT)
    await world.services.poller.poll_all()
    world.clock.advance(timedelta(minutes=4))
    works = (await world.answers.current_status()).works
    assert works is not None
    assert (works.version, works.ruleset, works.schema) == (__version__, RULESET_VERSION, REVISION)
    assert works.database_bytes > 4096
    assert works.waiting_since_at == world.clock.at - timedelta(minutes=4)
    assert "1 delivery waits to be made, due since 2026-01-05 18:00 UTC." in plain(
        await world.answers.status(for_admin=True)
    )
    assert "delivery" not in plain(await world.answers.status())


async def test_while_another_program_keeps_the_database_to_itself(
    world: World, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    await world.cycle()
    with held_exclusively(world, tmp_path / "bot.db"):
        assert (await first_line(world)).startswith(
            "Don't rely on this bot right now: it can't read what it has stored"
        )
    assert "another program holds the database locked" in caplog.text
    assert (await first_line(world)).startswith("You can rely on this")


async def test_a_database_that_does_not_answer_is_not_waited_for(
    world: World, caplog: pytest.LogCaptureFixture
) -> None:
    await world.cycle()
    answers = StatusAnswers(
        catalogue=world.catalogue,
        store=world.store,
        clock=world.clock,
        vigil=Vigil(),
        read_within=timedelta(milliseconds=50),
    )
    with slow(world):
        text = plain(await asyncio.wait_for(answers.status(), 10))
    assert text.startswith("Don't rely on this bot right now")
    assert "it did not answer in time" in caplog.text


async def test_the_number_of_queries_does_not_grow_with_the_unions(world: World) -> None:
    world.say("on-strike", "On strike", TEXT)
    await world.cycle()
    asked: list[str] = []
    engine = world.store._sides.reader.engine
    event.listen(engine, "before_cursor_execute", lambda *args: asked.append(args[2]))
    numbers = []
    for unions in (1, 40):
        feeds = [
            replace(NEWS, id=f"{NEWS.id}-{one}" if one else NEWS.id, union_id=f"union-{one}")
            for one in range(unions)
        ]
        names = {feed.union_id: f"Union {feed.union_id}" for feed in feeds}
        topics = {union_id: (Topic("talks", "Talks", ("bargaining",)),) for union_id in names}
        world.catalogue = replace(world.catalogue, feeds=tuple(feeds), union_names=names, topics=topics)
        asked.clear()
        await world.answers.status()
        numbers.append(len(asked))
    assert numbers[0] == numbers[1] <= 20


async def test_the_talks_are_looked_for_again_once_something_was_said(world: World) -> None:
    world.catalogue = replace(world.catalogue, topics={"guild": (Topic("talks", "Talks", ("bargaining",)),)})
    answers = world.answers
    world.say("talks", "Bargaining begins", "Bargaining begins on Monday. We are ready.")
    await world.cycle()
    first = await answers.current_status()
    assert await answers.current_status() == first
    word = (await talks_of(answers))["guild"].word
    assert word is not None
    assert (word.statement.title, word.since) == ("Bargaining begins", 0)
    world.clock.advance(timedelta(minutes=6))
    world.say("on-strike", "On strike", TEXT)
    await world.cycle()
    later = (await talks_of(answers))["guild"].word
    assert later is not None
    assert (later.statement.title, later.sentence, later.since) == (word.statement.title, word.sentence, 1)


def test_both_waits_end_before_discord_gives_up_on_an_answer() -> None:
    longest: timedelta = WAITS["read_within"] + WAITS["talks_within"]
    assert longest <= timedelta(seconds=2.5)  # of 3; the rest is for the way


async def test_talks_that_take_too_long_to_look_up_do_not_hold_up_the_rest(world: World) -> None:
    world.catalogue = replace(world.catalogue, topics={"guild": (Topic("talks", "Talks", ("bargaining",)),)})
    world.say("talks", "Bargaining begins", "Bargaining begins on Monday. We are ready.")
    await world.cycle()
    answers = StatusAnswers(
        catalogue=world.catalogue,
        store=world.store,
        clock=world.clock,
        vigil=Vigil(),
        talks_within=timedelta(),
    )
    text = plain(await answers.status())
    assert "The latest words on the talks were not found in time; ask again in a moment." in text
    assert "Last statement of Example Performers Guild: Bargaining begins" in text
