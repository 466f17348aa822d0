"""A database that was a snapshot: what is in doubt, and what is not."""

from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest

from bot.adapters.database.backing_up import back_up
from bot.adapters.database.restoring import GAP
from bot.adapters.database.store import SqlStore, open_store
from bot.core.model import AuditAction, Change, Decision, Delivery, DeliveryKind, DeliveryReceipt
from tests.adapters.database.lantern import CHANNEL, HOUR, NOW, Given, record, review

TAKEN = NOW + HOUR
RESTORED = NOW + 10 * HOUR
LATER = RESTORED + HOUR
Restore = Callable[[], AbstractAsyncContextManager[SqlStore]]


@pytest.fixture
def restore(store: SqlStore, url: str, tmp_path: Path) -> Restore:
    """Take a snapshot at `TAKEN` and open it, its restoration not noticed yet."""

    @asynccontextmanager
    async def opened() -> AsyncIterator[SqlStore]:
        copy = tmp_path / "snapshot.db"
        await back_up(url, copy, now=TAKEN)
        async with open_store(f"sqlite:///{copy}") as restored:
            yield restored

    return opened


async def due(store: SqlStore, at: datetime = LATER) -> Sequence[Delivery]:
    return await store.due_deliveries("discord:", at)


async def doubts(store: SqlStore, at: datetime = LATER) -> dict[int | None, datetime | None]:
    """Return since when each entry's statement post may have been made."""
    found = await due(store, at)
    return {one.entry_id: one.attempted_at for one in found if one.kind is DeliveryKind.STATEMENT}


async def test_a_database_that_is_no_snapshot_doubts_nothing(store: SqlStore, given: Given) -> None:
    assert await store.notice_restore(RESTORED) is None
    await store.apply(given.update(given.planned("one", post_to=(CHANNEL,))))
    assert await doubts(store) == {1: None}


async def test_a_restoration_is_noticed_once(restore: Restore) -> None:
    async with restore() as restored:
        assert await restored.notice_restore(RESTORED) == TAKEN
        assert await restored.notice_restore(LATER) is None


async def test_what_was_not_posted_yet_may_have_been_posted_since(
    store: SqlStore, restore: Restore, given: Given
) -> None:
    await store.apply(given.update(*(given.planned(name, post_to=(CHANNEL,)) for name in ("one", "two"))))
    first, _ = await due(store)
    await store.mark_sending(first.id, NOW)
    await store.mark_delivered(DeliveryReceipt(first.id, "m1", NOW), then=[DeliveryKind.PUBLISH])
    async with restore() as restored:
        await restored.notice_restore(RESTORED)
        assert {(one.kind, one.attempted_at) for one in await due(restored)} == {
            (DeliveryKind.STATEMENT, TAKEN),
            (DeliveryKind.PUBLISH, None),  # doing it twice is harmless
        }


async def test_an_attempt_from_before_keeps_its_own_beginning(
    store: SqlStore, restore: Restore, given: Given
) -> None:
    await store.apply(given.update(given.planned("one", post_to=(CHANNEL,))))
    await store.mark_sending(1, NOW)
    async with restore() as restored:
        await restored.notice_restore(RESTORED)
        assert await doubts(restored) == {1: NOW}


async def test_what_the_first_poll_brings_may_have_been_posted_and_what_comes_later_not(
    store: SqlStore, restore: Restore, given: Given
) -> None:
    await store.apply(given.update())
    async with restore() as restored:
        await restored.notice_restore(RESTORED)
        undated = given.planned("undated", published_at=None, post_to=(CHANNEL,))
        ahead = given.planned("ahead", published_at=LATER + 100 * HOUR, post_to=(CHANNEL,))
        await restored.apply(given.update(undated, ahead, at=LATER))
        assert list((await doubts(restored)).values()) == [TAKEN, TAKEN]

        later = LATER + HOUR
        news = given.planned("news", published_at=later, post_to=(CHANNEL,))
        undated_news = given.planned("undated-news", published_at=None, post_to=(CHANNEL,))
        old = given.planned("old", published_at=RESTORED, post_to=(CHANNEL,))
        await restored.apply(given.update(news, undated_news, old, at=later))
        assert list((await doubts(restored, later)).values())[-3:] in (
            [TAKEN, None, None],  # in the order in which they were said
            [None, None, TAKEN],
        )


async def test_a_feed_that_is_new_to_the_snapshot_is_in_doubt_too(restore: Restore, given: Given) -> None:
    async with restore() as restored:
        await restored.notice_restore(RESTORED)
        await restored.apply(given.update(given.planned("one", post_to=(CHANNEL,)), at=LATER))
        assert list((await doubts(restored)).values()) == [TAKEN]


async def test_no_entry_gets_an_id_that_an_old_button_may_name(
    store: SqlStore, restore: Restore, given: Given
) -> None:
    await store.apply(given.update(given.planned("one")))
    async with restore() as restored:
        await store.apply(given.update(given.planned("two"), given.planned("three")))
        await restored.notice_restore(RESTORED)
        for at, names in [(LATER, ("three", "two")), (LATER + HOUR, ("four",))]:
            await restored.apply(given.update(*map(given.planned, names), at=at))
        keys = [f"guid:{name}" for name in ("one", "two", "three", "four")]
        ids = {entry.key: entry.id for entry in await restored.known_entries("strike-news", keys)}
        assert ids == {"guid:one": 1, "guid:three": 1 + GAP, "guid:two": 2 + GAP, "guid:four": 3 + GAP}


async def test_what_is_approved_again_may_have_been_posted_at_the_first_time(
    store: SqlStore, restore: Restore, given: Given
) -> None:
    await store.apply(given.update(given.planned("odd", decision=Decision.HELD)))
    async with restore() as restored:
        await restored.notice_restore(RESTORED)
        await restored.decide(review(), targets=[CHANNEL], audit=record(AuditAction.APPROVE))
        assert await doubts(restored) == {1: TAKEN}


@pytest.mark.parametrize(
    ("on", "in_doubt"),
    [
        (RESTORED.date(), True),
        (RESTORED.date() + timedelta(days=1), True),  # somewhere it is a day later already
        (RESTORED.date() + timedelta(days=2), False),
    ],
)
async def test_the_day_of_the_restoration_may_have_been_posted(
    restore: Restore, on: date, in_doubt: bool
) -> None:
    async with restore() as restored:
        await restored.notice_restore(RESTORED)
        await restored.add_day_post(strike_id="tv", on=on, target=CHANNEL, at=RESTORED)
        (day,) = await due(restored)
        assert day.attempted_at == (TAKEN if in_doubt else None)


async def test_a_digest_links_nothing_that_may_stand_in_the_channel(
    store: SqlStore, restore: Restore, given: Given
) -> None:
    await store.apply(given.update(opened=(CHANNEL,), at=NOW - HOUR))
    entries = (given.planned(f"missed-{number}", post_to=(CHANNEL,)) for number in range(12))
    await store.apply(given.update(*entries))
    async with restore() as restored:
        assert list(await restored.overdue_statements("discord:", LATER, more_than=10)) == [CHANNEL]
        await restored.notice_restore(RESTORED)
        assert await restored.overdue_statements("discord:", LATER, more_than=0) == {}


async def test_a_reply_to_a_changed_statement_may_have_been_sent_since_but_an_edit_does_no_harm(
    store: SqlStore, restore: Restore, given: Given
) -> None:
    await store.apply(given.update(given.planned("one", post_to=(CHANNEL,))))
    [post] = await due(store, NOW)
    await store.mark_delivered(DeliveryReceipt(post.id, "77", NOW))
    async with restore() as restored:
        await restored.notice_restore(RESTORED)
        changed = given.planned(
            "one", text="We are on strike no more.", change=Change.CHANGED, known_id=1, edit_at=(CHANNEL,)
        )
        await restored.apply(given.update(changed, at=RESTORED + HOUR))
        found = {one.kind: one for one in await due(restored)}
        assert found[DeliveryKind.EDIT].attempted_at is None
        assert found[DeliveryKind.CORRECTION].attempted_at == TAKEN
        assert (found[DeliveryKind.CORRECTION].message_id, found[DeliveryKind.CORRECTION].number) == ("77", 2)
