"""Reading again what stored texts were made of: in place, without a post, and never past the rules."""

import hashlib
import zlib
from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import delete, func, select, update

from bot.adapters.database.schema import entries, fingerprints, raws, revisions, verdicts
from bot.core.errors import ParseError
from bot.core.model import Decision, Feed, RawPart, ReviewDecision, Verdict
from bot.core.search import SearchQuery
from bot.services import rereader as module
from bot.services.rereader import Rereader, Rereading
from tests.services.conftest import DirectParser, World, plain
from tests.services.test_edits import OLD_TEXT, TEXT, read_otherwise, run
from tests.services.test_page_completer import WHOLE, put_page, tease
from tests.services.test_reviewer import reviewer, say_oddly

ODD = TEXT + " Bring water with you, and a friend."


def rereader(world: World, **changes: Any) -> Rereader:
    given = {
        "catalogue": world.catalogue,
        "store": world.store,
        "parser": DirectParser(),
        "clock": world.clock,
    }
    return Rereader(**{**given, **changes})


async def reread(world: World, *, dry_run: bool = False) -> Rereading:
    world.clock.advance(timedelta(hours=1))
    return await rereader(world).reread(dry_run=dry_run)


async def found(world: World, word: str) -> int:
    return len((await world.store.search(SearchQuery(word, ("guild-news",)))).hits)


@pytest.fixture
async def two(world: World, monkeypatch: pytest.MonkeyPatch) -> World:
    """Store a statement and something held, both read otherwise once."""
    monkeypatch.setattr(module, "_BATCH", 1)
    world.say("direct", "Direct", TEXT)
    say_oddly(world, "odd", "Odd", ODD)
    await world.cycle()
    for entry_id in (1, 2):
        await read_otherwise(world, entry_id)
    return world


async def texts(world: World) -> Sequence[str]:
    return [(await world.store.statement(entry_id)).text for entry_id in (1, 2)]


async def test_texts_are_brought_up_to_date_in_place(two: World) -> None:
    posts = len(two.poster.posts)
    assert await reread(two, dry_run=True) == Rereading(read=2, changed=2)
    assert await texts(two) == [OLD_TEXT] * 2
    assert (await two.store.statement(1)).reread_at is None

    assert await reread(two) == Rereading(read=2, changed=2)
    assert await texts(two) == [TEXT, ODD]
    statement = await two.store.statement(1)
    assert statement.sha256 == hashlib.sha256(TEXT.encode()).hexdigest()
    assert (statement.reread_at, statement.revision) == (two.clock.now(), 1)
    assert "The text was made anew" in plain(await two.answers.why(str(statement.url)))
    # Nothing comes of it: no post, no edit, no revision, and nothing for the next poll to find out.
    assert await reread(two) == Rereading(read=2)
    hashes = (await run(two, select(entries.c.content_hash))).scalars().all()
    assert not any(one.startswith("older") for one in hashes)
    await two.cycle()
    assert (len(two.poster.posts), two.poster.edits) == (posts, [])


async def test_what_is_looked_up_by_words_follows(two: World) -> None:
    await reread(two)  # what was read otherwise behind the store's back is in no index
    await read_otherwise(two, text="Nothing of the kind was ever said.")
    await run(two, delete(fingerprints))
    assert await reread(two) == Rereading(read=2, changed=1)
    assert await found(two, "seven") == 1
    assert (await run(two, select(func.count()).select_from(fingerprints))).scalar_one() > 0


async def test_a_completed_text_is_made_of_its_page_again(world: World) -> None:
    put_page(world.site, "on-strike")
    tease(world)
    await world.cycle()
    await read_otherwise(world)
    assert await reread(world) == Rereading(read=1, changed=1)
    assert (await world.store.statement(1)).text == WHOLE

    # Another page than that of the feed's words is none, nor is one that is not kept any more.
    await read_otherwise(world)
    page = b"<html><body><main><p>Something else altogether is said here now, by us.</p></main></body></html>"
    of_page = raws.c.part == RawPart.PAGE
    await run(world, update(raws).where(of_page).values(body=zlib.compress(page)))
    assert await reread(world) == Rereading(read=1, left=1)
    await run(world, delete(raws).where(of_page))
    assert await reread(world) == Rereading(read=1, left=1)
    assert (await world.store.statement(1)).text == OLD_TEXT


async def test_only_the_words_of_the_newest_revision_tell_edits(world: World) -> None:
    world.say("direct", "Direct", TEXT)
    await world.cycle()
    world.edit("direct", text=TEXT.replace("seven", "eight"))
    await world.cycle()
    await read_otherwise(world)
    assert await reread(world) == Rereading(read=2, changed=2)
    rows = await run(world, select(revisions.c.text).order_by(revisions.c.number))
    assert rows.scalars().all() == [TEXT, TEXT.replace("seven", "eight")]
    # Where cleaning makes the same of the feed's words, only the hash by which edits are told changes.
    await run(world, update(entries).values(content_hash="older"))
    assert await reread(world) == Rereading(read=2, changed=1)
    await world.services.poller.poll_all(conditional=False)
    assert (await world.store.statement(1)).revision == 2


# --- what is left as it is --------------------------------------------------------------------------


async def test_a_text_that_the_rules_would_hold_is_left(two: World) -> None:
    """However it came to be direct: more is read of it now, and that is somebody else's."""
    trusted = Verdict(Decision.DIRECT, "own-host", "", "", "", 1)
    await run(two, update(verdicts).where(verdicts.c.entry_id == 2).values(decision=trusted.decision))
    assert await reread(two) == Rereading(read=2, changed=1, left=1)
    assert (await two.store.statement(2)).text == OLD_TEXT


async def test_what_cannot_be_read_any_more_is_left(two: World) -> None:
    class Failing(DirectParser):
        async def read_entry(self, raw: bytes, feed: Feed) -> Any:
            raise ParseError(feed.id, "Reading it took too long.")

    result = await rereader(two, parser=Failing()).reread(dry_run=False)
    assert result == Rereading(read=2, left=2)


async def test_feeds_that_are_gone_are_counted_and_left(two: World) -> None:
    gone = replace(two.catalogue, feeds=())
    assert await rereader(two, catalogue=gone).reread(dry_run=False) == Rereading(skipped=2)


async def test_words_that_a_person_approved_stay(two: World) -> None:
    await reviewer(two).decide(2, ReviewDecision.APPROVED, by="cli:omar")
    assert await reread(two) == Rereading(read=1, changed=1)


async def test_words_that_a_review_card_shows_stay(world: World) -> None:
    """Its buttons approve a revision by number: it has to say what the card says."""
    world.catalogue = replace(world.catalogue, review_channel=9)
    say_oddly(world, "odd", "Odd", ODD)
    await world.cycle()
    await read_otherwise(world)
    assert await reread(world) == Rereading()
    assert (await world.store.statement(1)).text == OLD_TEXT
    held = verdicts.c.decision == Decision.HELD
    await run(world, update(verdicts).where(held).values(decision=Decision.REJECTED))  # nobody can approve it
    assert await reread(world) == Rereading(read=1, changed=1)


async def test_words_that_a_person_approves_meanwhile_stay_too(
    two: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "_BATCH", 2)

    class Slow(DirectParser):
        async def read_entry(self, raw: bytes, feed: Feed) -> Any:
            await reviewer(two).decide(2, ReviewDecision.APPROVED, by="cli:omar")
            return await super().read_entry(raw, feed)

    result = await rereader(two, parser=Slow()).reread(dry_run=False)
    assert result.changed == 1
    assert await texts(two) == [TEXT, OLD_TEXT]


async def test_what_a_poll_changes_meanwhile_is_left_to_it(two: World) -> None:
    class Slow(DirectParser):
        async def read_entry(self, raw: bytes, feed: Feed) -> Any:
            await run(two, update(revisions).where(revisions.c.entry_id == 1).values(sha256="1" * 64))
            return await super().read_entry(raw, feed)

    result = await rereader(two, parser=Slow()).reread(dry_run=False)
    assert result == Rereading(read=2, changed=1)
    assert (await two.store.statement(1)).text == OLD_TEXT
