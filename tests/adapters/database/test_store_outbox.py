"""Hops 7 and 8: the outbox hands out what is due, in order, and each delivery moves on once."""

import re
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import create_engine, insert
from sqlalchemy.exc import IntegrityError

from bot.adapters.database.outbox import day_delivery, nonce_of, review_delivery, statement_delivery
from bot.adapters.database.rows import Values
from bot.adapters.database.schema import deliveries
from bot.adapters.database.store import SqlStore
from bot.core.errors import StoreError
from bot.core.model import (
    Change,
    Decision,
    Delivery,
    DeliveryKind,
    DeliveryReceipt,
    DeliveryState,
    PlannedEntry,
)
from tests.adapters.database.lantern import CHANNEL, HOUR, NOW, OTHER, Given

DAY = date(2023, 7, 15)


async def ids(store: SqlStore, prefix: str = "discord:") -> list[int]:
    return [one.id for one in await store.due_deliveries(prefix, NOW)]


async def edits(store: SqlStore) -> list[Delivery]:
    return [one for one in await store.due_deliveries("discord:", NOW) if one.kind is DeliveryKind.EDIT]


async def test_a_delivery_goes_from_pending_to_sent(store: SqlStore, given: Given) -> None:
    await store.apply(given.update(given.planned("a", post_to=(CHANNEL,))))
    (pending,) = await store.due_deliveries("discord:", NOW)
    assert (pending.state, pending.attempts, pending.message_id) == (DeliveryState.PENDING, 0, None)
    assert (pending.created_at, pending.next_attempt_at) == (NOW, NOW)
    assert re.fullmatch("[0-9a-f]{24}", pending.nonce)

    await store.mark_sending(pending.id, NOW)
    (sending,) = await store.due_deliveries("discord:", NOW)  # as after a crash: the outcome is unknown
    assert sending == replace(pending, state=DeliveryState.SENDING, attempts=1, attempted_at=NOW)
    assert (await store.counts()).pending == 1

    await store.mark_delivered(DeliveryReceipt(pending.id, "m1", NOW))
    assert await store.due_deliveries("discord:", NOW + HOUR) == []
    assert await store.posted_keys("strike-news", ["guid:a", "guid:b"]) == {"guid:a"}
    assert await store.posted_keys("other", ["guid:a"]) == frozenset()
    assert await store.posted_keys("strike-news", ["guid:a"], "terminal") == frozenset()
    assert (await store.counts()).pending == 0


async def test_only_targets_with_the_prefix(store: SqlStore, given: Given) -> None:
    await store.apply(given.update(given.planned("a", post_to=(CHANNEL, "terminal", "d%scord:1"))))
    assert await ids(store) == [1]
    assert await ids(store, "terminal") == [2]
    assert await ids(store, "d%") == [3]


async def test_nothing_before_its_time_and_a_few_of_each_target(store: SqlStore, given: Given) -> None:
    await store.apply(given.update(*(given.planned(f"e{n}", post_to=(CHANNEL,)) for n in range(30))))
    await store.apply(given.named("other").update(given.planned("late", post_to=(OTHER,))))
    assert await store.due_deliveries("discord:", NOW - HOUR) == []
    assert await ids(store) == [1, 31, *range(2, 11)]  # the first of every target comes first
    busy = f"{CHANNEL} post"
    assert [one.id for one in await store.due_deliveries("discord:", NOW, busy=[busy])] == [31]


async def test_a_post_that_waits_holds_up_its_own_target_alone(store: SqlStore, given: Given) -> None:
    names = ("a", "b", "c")
    await store.apply(given.update(*(given.planned(name, post_to=(CHANNEL, OTHER)) for name in names)))
    assert await ids(store) == [1, 2, 3, 4, 5, 6]
    await store.mark_sending(3, NOW)
    await store.mark_retry(3, at=NOW, error="503", next_attempt_at=NOW + HOUR)  # b at CHANNEL
    assert await ids(store) == [2, 4, 6]
    first, *_ = await store.due_deliveries("discord:", NOW + HOUR, busy=[f"{OTHER} post"])
    assert (first.id, first.state, first.attempts, first.error) == (3, DeliveryState.FAILED, 1, "503")
    assert first.attempted_at is None  # it was refused, so nobody has to look for it


async def test_posts_of_several_feeds_come_out_as_they_were_said(store: SqlStore, given: Given) -> None:
    def said(name: str, hours: int) -> PlannedEntry:
        return given.planned(name, post_to=(CHANNEL,), published_at=NOW - hours * HOUR)

    await store.apply(given.update(said("a", 5), said("b", 1)))
    await store.apply(given.named("other").update(said("c", 3), said("from the future", -1)))
    await store.add_day_post(strike_id="tv", on=DAY, target=CHANNEL, at=NOW - 2 * HOUR)
    assert await ids(store) == [1, 3, 5, 2, 4]
    await store.mark_sending(2, NOW)  # and then the process was killed
    assert await ids(store) == [2, 1, 3, 5, 4]  # nothing overtakes what may stand there already


async def test_a_parked_post_holds_up_nothing(store: SqlStore, given: Given) -> None:
    await store.apply(given.update(*(given.planned(name, post_to=(CHANNEL,)) for name in ("a", "b"))))
    await store.mark_parked(1, at=NOW, error="missing permission")
    assert await ids(store) == [2]
    counts = await store.counts()
    assert (counts.pending, counts.parked) == (1, 1)
    await store.resume_parked("discord:", NOW)
    assert await ids(store) == [2]
    await store.resume_parked("terminal", NOW, for_good=True)
    assert await ids(store) == [2]
    await store.resume_parked("discord:", NOW, for_good=True)
    assert await ids(store) == [1, 2]


async def test_what_is_parked_for_a_while_comes_back_in_its_order(store: SqlStore, given: Given) -> None:
    names = ("a", "b")
    await store.apply(given.update(*(given.planned(name, post_to=(CHANNEL, OTHER)) for name in names)))
    await store.mark_sending(1, NOW)
    await store.mark_parked(1, at=NOW, error="missing permission", next_attempt_at=NOW + HOUR)
    assert await ids(store) == [2, 4]  # b waits for a at CHANNEL, and nothing does elsewhere
    assert [one.id for one in await store.due_deliveries("discord:", NOW + HOUR)] == [1, 2, 3, 4]
    await store.resume_parked("terminal", NOW)
    assert await ids(store) == [2, 4]
    await store.resume_parked("discord:", NOW)
    assert await ids(store) == [1, 2, 3, 4]
    await store.mark_sending(1, NOW)
    await store.mark_delivered(DeliveryReceipt(1, "m1", NOW))
    assert (await store.counts()).parked == 0


async def change(store: SqlStore, given: Given, text: str = "Corrected.") -> None:
    changed = given.planned("a", text=text, change=Change.CHANGED, known_id=1, edit_at=(CHANNEL,))
    await store.apply(given.update(changed))


async def test_an_edit_carries_the_message_and_nonce_of_its_post(store: SqlStore, given: Given) -> None:
    await store.apply(given.update(given.planned("a", post_to=(CHANNEL, OTHER))))
    post, elsewhere = await store.due_deliveries("discord:", NOW)
    await store.mark_delivered(DeliveryReceipt(elsewhere.id, "other", NOW))
    await store.mark_sending(post.id, NOW)
    await store.mark_delivered(DeliveryReceipt(post.id, "m1", NOW))
    await change(store, given)
    (edit,) = await edits(store)
    assert edit.entry_id == 1
    assert (edit.message_id, edit.post_nonce) == ("m1", post.nonce)
    assert edit.nonce != post.nonce
    await store.mark_delivered(DeliveryReceipt(edit.id, "m1", NOW))
    await change(store, given, "Corrected again.")
    (second,) = await edits(store)
    assert (second.message_id, second.post_nonce) == ("m1", post.nonce)


async def test_an_edit_of_a_post_that_was_never_tried_has_no_message(store: SqlStore, given: Given) -> None:
    await store.apply(given.update(given.planned("a", post_to=(CHANNEL,))))
    await change(store, given)
    post, edit = await store.due_deliveries("discord:", NOW)
    assert (edit.kind, edit.message_id, edit.post_nonce) == (DeliveryKind.EDIT, None, post.nonce)


async def test_an_edit_waits_while_its_post_may_have_been_made(store: SqlStore, given: Given) -> None:
    await store.apply(given.update(given.planned("a", post_to=(CHANNEL,))))
    await change(store, given)
    await store.mark_sending(1, NOW)
    assert await ids(store) == [1]
    await store.mark_retry(1, at=NOW, error="reply lost", next_attempt_at=NOW + HOUR, doubt_since=NOW)
    assert await ids(store) == []
    await store.mark_delivered(DeliveryReceipt(1, "m1", NOW))
    (edit,) = await store.due_deliveries("discord:", NOW)
    assert edit.message_id == "m1"


async def test_a_crosspost_follows_its_post_and_holds_up_no_news(store: SqlStore, given: Given) -> None:
    await store.apply(given.update(given.planned("a", post_to=(CHANNEL,))))
    receipt = DeliveryReceipt(1, "m1", NOW)
    await store.mark_delivered(receipt, then=[DeliveryKind.PUBLISH])
    await store.mark_delivered(receipt, then=[DeliveryKind.PUBLISH])
    (publish,) = await store.due_deliveries("discord:", NOW)
    assert (publish.kind, publish.target, publish.entry_id) == (DeliveryKind.PUBLISH, CHANNEL, 1)
    assert (publish.message_id, publish.post_nonce) == ("m1", None)
    await store.mark_retry(publish.id, at=NOW, error="limit", next_attempt_at=NOW + HOUR)
    await store.apply(given.update(given.planned("b", post_to=(CHANNEL,))))
    (post,) = await store.due_deliveries("discord:", NOW)
    assert post.kind is DeliveryKind.STATEMENT
    assert await store.posted_keys("strike-news", ["guid:a", "guid:b"]) == {"guid:a"}
    await store.mark_retry(post.id, at=NOW, error="503", next_attempt_at=NOW + 2 * HOUR)
    assert [one.id for one in await store.due_deliveries("discord:", NOW + HOUR)] == [publish.id]


async def test_a_statement_overtaken_and_wanted_again_is_posted_once(store: SqlStore, given: Given) -> None:
    await store.apply(given.update(given.planned("a", post_to=(CHANNEL,))))
    held = given.planned("a", text="Odd.", change=Change.CHANGED, known_id=1, decision=Decision.HELD)
    await store.apply(given.update(held))
    await store.mark_obsolete(1, at=NOW, reason="its newest revision is held")
    assert await ids(store) == []
    assert (await store.counts()).pending == 0
    (known,) = await store.known_entries("strike-news", ["guid:a"])
    assert known.targets == frozenset()
    direct = given.planned("a", text="Good.", change=Change.CHANGED, known_id=1, post_to=(CHANNEL,))
    await store.apply(given.update(direct, at=NOW + HOUR))
    assert await ids(store) == []
    (post,) = await store.due_deliveries("discord:", NOW + HOUR)
    assert (post.id, post.state, post.error) == (1, DeliveryState.PENDING, None)


async def test_a_day_is_posted_once_per_target(store: SqlStore) -> None:
    async def add(strike_id: str = "tv", on: date = DAY, target: str = CHANNEL) -> bool:
        return await store.add_day_post(strike_id=strike_id, on=on, target=target, at=NOW)

    assert await add()
    assert not await add()
    assert await add(on=date(2023, 7, 16))
    assert await add(target=OTHER)
    assert await add(strike_id="radio")
    assert not await add()
    due = sorted(await store.due_deliveries("discord:", NOW), key=lambda one: one.id)
    assert [(one.kind, one.strike_id, one.on, one.target, one.entry_id) for one in due] == [
        (DeliveryKind.DAY, "tv", DAY, CHANNEL, None),
        (DeliveryKind.DAY, "tv", date(2023, 7, 16), CHANNEL, None),
        (DeliveryKind.DAY, "tv", DAY, OTHER, None),
        (DeliveryKind.DAY, "radio", DAY, CHANNEL, None),
    ]
    await store.mark_obsolete(due[0].id, at=NOW, reason="its day was over")
    assert not await add()
    assert due[0].id not in await ids(store)


async def test_the_first_receipt_stands_and_a_sent_delivery_is_not_sent_again(
    store: SqlStore, given: Given
) -> None:
    await store.apply(given.update(given.planned("a", post_to=(CHANNEL,))))
    await store.mark_delivered(DeliveryReceipt(1, "m1", NOW))
    await store.mark_delivered(DeliveryReceipt(1, "m2", NOW))
    await change(store, given)
    (edit,) = await edits(store)
    assert edit.message_id == "m1"
    for move in (
        store.mark_sending(1, NOW),
        store.mark_retry(1, at=NOW, error="x", next_attempt_at=NOW),
        store.mark_parked(1, at=NOW, error="x"),
        store.mark_obsolete(1, at=NOW, reason="x"),
    ):
        with pytest.raises(StoreError, match="delivery 1 is sent already; nothing was changed"):
            await move
    assert edit.id in await ids(store)


async def test_a_delivery_nobody_knows_is_an_error(store: SqlStore) -> None:
    with pytest.raises(StoreError, match="delivery 7 is not in the outbox"):
        await store.mark_sending(7, NOW)
    with pytest.raises(StoreError, match="delivery 7 is not in the outbox"):
        await store.mark_delivered(DeliveryReceipt(7, "m", NOW), then=[DeliveryKind.PUBLISH])


async def test_a_parked_delivery_can_turn_out_to_be_made(store: SqlStore, given: Given) -> None:
    await store.apply(given.update(given.planned("a", post_to=(CHANNEL,))))
    await store.mark_parked(1, at=NOW, error="forbidden")
    await store.mark_delivered(DeliveryReceipt(1, "m1", NOW))
    assert await store.posted_keys("strike-news", ["guid:a"]) == {"guid:a"}


def _post(nonce: str) -> Values:
    row = statement_delivery(
        feed_id="strike-news", key="guid:a", entry_id=1, target=CHANNEL, said_at=NOW, at=NOW
    )
    return row | {"nonce": nonce}


def _edit(nonce: str) -> Values:
    return _review(nonce) | {"kind": DeliveryKind.EDIT}


def _review(nonce: str) -> Values:
    card = review_delivery(feed_id="strike-news", key="guid:a", entry_id=1, number=2, target=CHANNEL, at=NOW)
    return card | {"nonce": nonce}


def _day(nonce: str) -> Values:
    return day_delivery(strike_id="tv", on=DAY, target=CHANNEL, at=NOW) | {"nonce": nonce}


@pytest.mark.parametrize("make", [_post, _edit, _review, _day])
async def test_the_database_itself_refuses_a_second_delivery(
    store: SqlStore, given: Given, file: Path, make: type
) -> None:
    await store.apply(given.update(given.planned("a")))
    engine = create_engine(f"sqlite:///{file}")
    with engine.begin() as connection:
        connection.execute(insert(deliveries), [make("1" * 24)])
    with pytest.raises(IntegrityError, match="UNIQUE"), engine.begin() as connection:
        connection.execute(insert(deliveries), [make("2" * 24)])
    engine.dispose()


def test_a_nonce_is_the_same_for_ever_and_different_for_each_subject() -> None:
    # Written out: a program that computes another one would post everything pending a second time.
    assert nonce_of(DeliveryKind.STATEMENT, "discord:1", "feed", "guid:a") == "50fc6d682f5be7d1862d7e14"
    subjects = {
        nonce_of(DeliveryKind.STATEMENT, "discord:1", "feed", "a"),
        nonce_of(DeliveryKind.STATEMENT, "discord:1", "feeda", ""),
        nonce_of(DeliveryKind.STATEMENT, "discord:2", "feed", "a"),
        nonce_of(DeliveryKind.EDIT, "discord:1", "feed", "a", 2),
        nonce_of(DeliveryKind.EDIT, "discord:1", "feed", "a", 3),
        nonce_of(DeliveryKind.DAY, "discord:1", "feed", "a"),
    }
    assert len(subjects) == 6
