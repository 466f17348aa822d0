"""What may be forgotten goes in small steps, and nothing else ever goes."""

import sqlite3
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest

from bot.adapters.database import pruning
from bot.adapters.database.compacting import compact_database
from bot.adapters.database.lock import delivery_lock
from bot.adapters.database.store import SqlStore, open_store
from bot.core.contact import GapKind
from bot.core.errors import StoreError
from bot.core.model import DeliveryReceipt, Forgettable
from tests.adapters.database.lantern import CHANNEL, HOUR, NOW, OTHER, Given

LATER = NOW + timedelta(days=30)
AT = NOW.strftime("%Y-%m-%dT%H:%M:%S.000000Z")

KEEP_RAW = (
    "INSERT INTO raws (entry_id, number, part, media_type, body, kept_at) "
    "VALUES (?, 1, 'entry', 'text/html', zeroblob(9), ?)"
)


def write(file: Path, words: str, *values: object) -> None:
    with closing(sqlite3.connect(file)) as connection, connection:
        connection.execute(words, values)


async def posted(store: SqlStore, given: Given) -> None:
    """Have a statement posted at one of two targets."""
    await store.apply(given.update(given.planned("one", post_to=(CHANNEL, OTHER))))
    await store.mark_sending(1, NOW)
    await store.mark_delivered(DeliveryReceipt(1, "m1", NOW))


async def test_the_history_of_what_is_done_with_goes_and_no_other(
    store: SqlStore, given: Given, file: Path
) -> None:
    await posted(store, given)
    await store.mark_sending(2, NOW)
    kept = await store.delivery_history(2)
    assert await store.prunable(Forgettable.HISTORY, NOW) == 0  # what is exactly as old stays
    done = len(await store.delivery_history(1))
    assert await store.prunable(Forgettable.HISTORY, LATER) == done
    assert await store.prune(Forgettable.HISTORY, LATER) == done
    assert await store.prune(Forgettable.HISTORY, LATER) == 0
    assert await store.delivery_history(1) == []
    assert await store.delivery_history(2) == kept
    assert await store.posted_keys("strike-news", ["guid:one"]) == {"guid:one"}


async def test_the_database_lets_go_of_no_step_that_is_not_old_enough(
    store: SqlStore, given: Given, file: Path
) -> None:
    await posted(store, given)
    with pytest.raises(sqlite3.IntegrityError, match="append-only"):
        write(file, "DELETE FROM delivery_events")
    await store.prune(Forgettable.HISTORY, NOW + HOUR)
    await store.prune(Forgettable.HISTORY, NOW - HOUR)  # the limit never goes back
    write(file, "INSERT INTO prunings (part, before_at) VALUES ('raws', ?)", AT)  # and is of the history
    with closing(sqlite3.connect(file)) as connection:
        [limit] = connection.execute("SELECT before_at FROM prunings WHERE part = 'history'").fetchone()
    assert limit > AT
    add = "INSERT INTO delivery_events (delivery_id, at, state, reason) VALUES (2, ?, 'sent', 'newer')"
    write(file, add, limit)
    with pytest.raises(sqlite3.IntegrityError, match="append-only"):
        write(file, "DELETE FROM delivery_events WHERE reason = 'newer'")


async def test_raw_bytes_go_in_batches_the_oldest_first(
    store: SqlStore, given: Given, file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pruning, "BATCH", {**pruning.BATCH, Forgettable.RAWS: 2})
    await store.apply(given.update(*(given.planned(f"entry-{number}") for number in range(5))))
    write(file, "DELETE FROM raws")
    for number in range(5):
        day = f"2023-07-{10 + number}T00:00:00.000000Z"
        write(file, KEEP_RAW, number + 1, day)
    limit = NOW.replace(day=13, hour=0)
    # A feed that says “not modified” for a year lists these still: read otherwise then, they'd look edited.
    assert await store.prunable(Forgettable.RAWS, limit) == await store.prune(Forgettable.RAWS, limit) == 0
    write(file, "UPDATE raws SET part = 'page' WHERE entry_id = 1")
    write(file, "UPDATE raws SET number = 0 WHERE entry_id = 2")  # of a revision that is not the newest
    write(file, 'UPDATE listings SET entry_ids = \'["1", "2", "4", "5"]\'')
    assert await store.prunable(Forgettable.RAWS, limit) == 3
    assert [await store.prune(Forgettable.RAWS, limit) for _ in range(3)] == [2, 1, 0]
    with closing(sqlite3.connect(file)) as connection:
        assert connection.execute("SELECT entry_id FROM raws").fetchall() == [(4,), (5,)]


async def test_a_time_whose_gaps_are_forgotten_is_unknown(store: SqlStore, given: Given) -> None:
    other = given.named("bluesky")
    for hours in (0, 2, 4, 6):
        at = NOW + hours * HOUR
        await store.save_feed_states([given.state(at), other.state(at)])
    limit = NOW + 5 * HOUR
    assert await store.prunable(Forgettable.GAPS, limit) == 4
    assert [await store.prune(Forgettable.GAPS, limit) for _ in range(3)] == [2, 2, 0]  # a source at a time
    for of_feed in (await store.gaps(["strike-news", "bluesky"], NOW - HOUR)).values():
        unknown, kept = of_feed
        assert (unknown.kind, unknown.until_at) == (GapKind.UNKNOWN, NOW + 4 * HOUR)
        assert (kept.kind, kept.until_at) == (GapKind.UNASKED, NOW + 6 * HOUR)


async def test_the_file_can_be_made_smaller_while_no_bot_runs(url: str, file: Path, given: Given) -> None:
    async with open_store(url) as store:
        await store.apply(given.update(given.planned("one")))
    write(file, "CREATE TABLE ballast AS SELECT zeroblob(3000000) AS body")
    write(file, "DROP TABLE ballast")
    with delivery_lock(url, since=NOW), pytest.raises(StoreError, match="already delivering"):
        compact_database(url, now=NOW)
    assert compact_database(url, now=NOW) > 2_900_000
    async with open_store(url) as store:
        assert (await store.statement(1)).title == "About one"
    with pytest.raises(StoreError, match="The database is in memory"):
        compact_database("sqlite://", now=NOW)
