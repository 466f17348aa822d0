"""Whose edit is it? Words that only we read otherwise by now are no edit by the union."""

from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import func, select, update

from bot.adapters.database.schema import entries, raws, revisions
from bot.core.errors import ParseError
from bot.core.model import Change, Feed, Statement
from bot.services import edits as module
from tests.services.conftest import NEWS, DirectParser, World, plain
from tests.services.test_page_completer import BEGINNING, WHOLE, put_page, tease

TEXT = "We are on strike from today. Pickets begin at seven in the morning at every gate."
OLD_TEXT = "top of page\n\n" + TEXT


async def run(world: World, statement: Any) -> Any:
    """Run a statement behind the store's back."""
    return await world.store._sides.writer.run(lambda connection: connection.execute(statement))


async def read_otherwise(world: World, entry_id: int = 1, *, text: str = OLD_TEXT) -> None:
    """Let an entry be stored as an older version would have read it."""
    await run(
        world, update(revisions).where(revisions.c.entry_id == entry_id).values(text=text, sha256="0" * 64)
    )
    await run(world, update(entries).where(entries.c.id == entry_id).values(content_hash=f"older {entry_id}"))


async def changes(world: World) -> list[Change]:
    [report] = await world.services.poller.poll_all(conditional=False)
    await world.services.deliverer.deliver_pending()
    return [planned.change for planned in report.entries]


async def newest(world: World, entry_id: int = 1) -> Statement:
    return await world.store.statement(entry_id)


async def test_a_better_reading_of_ours_is_no_edit(world: World) -> None:
    world.say("on-strike", "On strike", TEXT)
    await world.cycle()
    await read_otherwise(world)
    posts = len(world.poster.posts)
    assert await changes(world) == [Change.UNCHANGED]
    assert (await newest(world)).revision == 1
    assert (len(world.poster.posts), world.poster.edits) == (posts, [])
    # Brought up to date, so that the next poll has nothing to read again.
    found = await run(world, select(entries.c.content_hash))
    assert found.scalar_one() != "older 1"


async def test_an_edit_by_the_union_is_one_however_it_was_read_before(world: World) -> None:
    world.say("on-strike", "On strike", TEXT)
    world.say("hall", "The hall", "The hall is open from nine until six on every day of the strike.")
    await world.cycle()
    await read_otherwise(world)
    world.edit("on-strike", text=TEXT.replace("seven", "eight"))
    assert await changes(world) == [Change.CHANGED, Change.UNCHANGED]
    assert (await newest(world)).revision == 2
    assert "eight" in plain(world.poster.edits[0][2])


async def test_a_teaser_that_was_completed_is_told_by_the_feeds_words(world: World) -> None:
    put_page(world.site, "on-strike")
    tease(world)
    await world.cycle()
    assert (await newest(world)).text == WHOLE
    await read_otherwise(world, text=WHOLE)
    assert await changes(world) == [Change.UNCHANGED]
    assert (await newest(world)).text == WHOLE
    kept = (await run(world, select(raws.c.part, raws.c.media_type).order_by(raws.c.part))).all()
    assert [tuple(row) for row in kept] == [("entry", "application/json"), ("page", "text/html")]
    assert BEGINNING in (await newest(world)).text


@pytest.mark.parametrize("lost", ["pruned", "unreadable"])
async def test_without_anything_kept_other_words_are_an_edit(
    world: World, lost: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    world.say("on-strike", "On strike", TEXT)
    await world.cycle()
    await read_otherwise(world)
    if lost == "pruned":
        await run(world, raws.delete())
    else:

        async def fail(self: DirectParser, raw: bytes, feed: Feed) -> None:
            raise ParseError(feed.id, "Reading it took too long.")

        monkeypatch.setattr(DirectParser, "read_entry", fail)
    assert await changes(world) == [Change.CHANGED]
    assert (await newest(world)).revision == 2


async def test_only_the_newest_of_many_are_read_again(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "MOST_READ_AGAIN", 2)
    for number in range(3):
        world.say(f"s{number}", f"Statement {number}", f"{TEXT} This is number {number}.")
    await world.cycle()
    for entry_id in (1, 2, 3):
        await read_otherwise(world, entry_id)
    assert sorted(await changes(world)) == [Change.CHANGED, Change.UNCHANGED, Change.UNCHANGED]
    revised = await run(world, select(func.count()).where(revisions.c.number == 2))
    assert revised.scalar_one() == 1


async def test_an_entry_of_another_feed_is_none_of_it(world: World) -> None:
    """A body that says nothing new asks the database for nothing kept."""
    world.say("on-strike", "On strike", TEXT)
    await world.cycle()
    world.catalogue = replace(world.catalogue, feeds=(replace(NEWS, backfill=1),))
    assert await changes(world) == [Change.UNCHANGED]


async def test_what_is_stored_is_clean_and_stays_no_edit(world: World) -> None:
    """The rules see what came; the site's furniture is in no text that is stored or shown."""
    tail = "The post On strike appeared first on Example Performers Guild."
    said = f"{TEXT} Our bargaining committee thanks every member of our union. We will not sign this offer."
    came = f"On strike\n\n{{{{PageTitle}}}} Loading news...\n\n{said}\n\nShare this: X\n\n{tail}"
    world.say("on-strike", "On strike", came)
    world.say("else", "Elsewhere", f"{TEXT} Again.\n\nThe post Else appeared first on The Daily Curtain.")
    await world.cycle()
    assert (await newest(world)).text == said
    held = await newest(world, 2)
    assert (held.verdict.rule, held.text[-18:]) == ("appeared-first-on", "The Daily Curtain.")
    assert await changes(world) == [Change.UNCHANGED, Change.UNCHANGED]
    assert [message for message in world.shown() if "appeared first" in message] == []
