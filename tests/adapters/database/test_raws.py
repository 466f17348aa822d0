"""What texts were made of: kept with the revision, handed out byte for byte, never without bound."""

import logging
from dataclasses import replace

import pytest
from sqlalchemy import func, select

from bot.adapters.database.raws import LONGEST_RAW
from bot.adapters.database.schema import raws
from bot.adapters.database.store import SqlStore
from bot.core.model import Change, Image, PlannedEntry, Raw, RawEntry, RawText
from bot.core.rawcoding import decoded, encoded
from tests.adapters.database.lantern import Given
from tests.adapters.database.test_store_judging import WHOLE, teaser, wanted

RAW = RawEntry("https://strike.lanternguild.example/", RawText("text/plain", "T \ud800"), (), None, ())
PAGE = Raw("text/html; charset=latin-1", b"<p>\xe9\x00</p>")


def made_of(planned: PlannedEntry, raw: RawEntry | None = RAW, page: Raw | None = None) -> PlannedEntry:
    entry = replace(planned.entry, raw=raw, images=(Image("https://cdn.example/1.jpg", "A “sign”"),))
    return replace(planned, entry=entry, page_raw=page)


async def test_what_a_revision_was_made_of_comes_back(store: SqlStore, given: Given) -> None:
    completed = replace(made_of(given.planned("a"), page=PAGE), page=WHOLE)
    await store.apply(given.update(completed, given.planned("b"), made_of(given.planned("c"))))
    changed = given.planned("a", text="Anew.", change=Change.CHANGED, known_id=1)
    await store.apply(given.update(made_of(changed, replace(RAW, base_url="second"))))

    first, second, other = kept = await store.kept_after((0, 0), 10)
    assert [(one.id, one.number) for one in kept] == [(1, 1), (1, 2), (3, 1)]
    assert await store.kept_after((1, 1), 1) == [second]
    assert (decoded(first.raw).title, first.page_raw) == (RawText("text/plain", "T ?"), PAGE)
    assert (decoded(second.raw).base_url, second.page_raw) == ("second", None)
    assert (first.content_hash, second.content_hash) == (None, changed.content_hash)
    assert (first.page, first.entry, first.verdict) == (WHOLE, completed.entry, completed.verdict)
    assert (await store.statement(1)).images == completed.entry.images
    assert await store.entry_raws([1, 2, 3]) == {1: second.raw, 3: other.raw}
    assert await store.entry_raws([]) == {}


async def test_a_page_that_came_later_is_kept_too(store: SqlStore, given: Given) -> None:
    await store.apply(given.update(made_of(teaser(given))))
    (page,) = await wanted(store)
    for raw in (replace(PAGE, body=b"first"), PAGE):  # by two processes at once
        await store.save_page(page, WHOLE, text="We are on strike. All.", verdict=page.verdict, raw=raw)
    (kept,) = await store.kept_after((0, 0), 10)
    assert (kept.page_raw, kept.page, kept.entry.text) == (PAGE, WHOLE, "We are on strike. All.")


async def test_what_is_too_large_is_not_kept_and_that_is_told(
    store: SqlStore, given: Given, caplog: pytest.LogCaptureFixture
) -> None:
    longest = replace(RAW, summary=RawText("text/html", "x" * LONGEST_RAW))
    assert len(encoded(longest)) > LONGEST_RAW
    page = Raw("text/html", b"x" * (LONGEST_RAW + 1))
    with caplog.at_level(logging.WARNING):
        await store.apply(given.update(made_of(given.planned("a"), longest, page)))
    assert [record.getMessage()[:55] for record in caplog.records] == [
        "entry 1, revision 1: what its text was made of (entry) ",
        "entry 1, revision 1: what its text was made of (page) i",
    ]
    assert await store.kept_after((0, 0), 10) == []
    just = Raw("text/html", b"x" * LONGEST_RAW)
    await store.apply(given.update(made_of(given.planned("b"), page=just)))
    assert [one.page_raw for one in await store.kept_after((0, 0), 10)] == [just]


async def test_what_a_feed_still_lists_is_kept_again(store: SqlStore, given: Given) -> None:
    """Where it was pruned, or stored before anything was kept; no other write comes of it."""
    await store.apply(given.update(given.planned("a"), made_of(given.planned("b"))))
    assert [one.id for one in await store.kept_after((0, 0), 10)] == [2]
    names = {"a": 1, "b": 2}
    again = [
        made_of(given.planned(name, change=Change.UNCHANGED, known_id=number), replace(RAW, base_url=name))
        for name, number in names.items()
    ]
    await store.apply(given.update(*again))
    assert {one.id: decoded(one.raw).base_url for one in await store.kept_after((0, 0), 10)} == {
        1: "a",
        2: RAW.base_url,
    }


async def test_applying_the_same_update_again_keeps_nothing_twice(store: SqlStore, given: Given) -> None:
    update = given.update(made_of(given.planned("a"), page=PAGE))
    await store.apply(update)
    await store.apply(update)
    query = select(func.count(), func.min(raws.c.kept_at)).select_from(raws)
    found = await store._sides.reader.run(lambda connection: connection.execute(query).one())
    assert tuple(found) == (2, update.at)
