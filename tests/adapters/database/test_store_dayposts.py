"""A strike's posts in the outbox: each date once, the total once, and what follows when it is corrected."""

from collections.abc import Sequence
from datetime import date, timedelta
from pathlib import Path

import pytest
from alembic import command
from alembic.config import Config
from sqlalchemy import create_engine, insert
from sqlalchemy.exc import IntegrityError

from bot.adapters.database.backing_up import back_up
from bot.adapters.database.migrate import migrations_folder
from bot.adapters.database.outbox import total_delivery
from bot.adapters.database.schema import deliveries
from bot.adapters.database.store import SqlStore, open_store
from bot.core.model import DayPosted, Delivery, DeliveryKind, DeliveryReceipt, DeliveryState
from tests.adapters.database.lantern import CHANNEL, HOUR, NOW, OTHER

DAY = date(2023, 7, 15)
ONE = timedelta(days=1)


async def due(store: SqlStore) -> Sequence[Delivery]:
    return await store.due_deliveries("discord:", NOW + 100 * ONE)


async def add_day(store: SqlStore, on: date, target: str = CHANNEL) -> bool:
    return await store.add_day_post(strike_id="tv", on=on, target=target, at=NOW)


async def total(
    store: SqlStore,
    days: int = 118,
    target: str = CHANNEL,
    *,
    hours: int = 0,
    is_news: bool = True,
    first_on: str = "2023-07-14",
) -> bool:
    return await store.put_total(
        strike_id="tv",
        target=target,
        days=days,
        told=f"ended {first_on} {days}",
        at=NOW + hours * HOUR,
        is_news=is_news,
    )


async def take_back(store: SqlStore, *, hours: int = 0) -> bool:
    return await store.take_back_total(strike_id="tv", target=CHANNEL, at=NOW + hours * HOUR)


async def send(store: SqlStore, delivery: Delivery, *, begun: int = 0, done: int = 0) -> None:
    await store.mark_sending(delivery.id, NOW + begun * HOUR)
    await store.mark_delivered(DeliveryReceipt(delivery.id, f"m{delivery.id}", NOW + done * HOUR))


# --- days -----------------------------------------------------------------------------------------


async def test_no_date_is_posted_after_the_next_one(store: SqlStore) -> None:
    assert await add_day(store, DAY)
    assert await add_day(store, DAY - 2 * ONE)  # the machine's clock was wrong
    assert not await add_day(store, DAY - ONE)
    assert await add_day(store, DAY - ONE, OTHER)
    assert await add_day(store, DAY + ONE)


async def test_the_last_day_post_is_the_newest_that_was_made_before_a_date(store: SqlStore) -> None:
    async def last(before: date, target: str = CHANNEL) -> DayPosted | None:
        return await store.last_day_post(strike_id="tv", target=target, before=before)

    assert await last(DAY + 9 * ONE) is None
    for number in range(3):
        await add_day(store, DAY + number * ONE)
    first, second, _ = await due(store)
    assert await last(DAY + 9 * ONE) is None  # none is made yet
    await send(store, first)
    await store.mark_sending(second.id, NOW + HOUR)
    await store.mark_retry(second.id, at=NOW, error="x", next_attempt_at=NOW)
    await send(store, second, begun=3, done=4)
    assert await last(DAY + 9 * ONE) == DayPosted(DAY + ONE, NOW + 3 * HOUR)
    assert await last(DAY + ONE) == DayPosted(DAY, NOW)
    assert await last(DAY) is None
    assert await last(DAY + 9 * ONE, OTHER) is None


async def test_of_a_day_post_that_was_found_again_only_its_receipt_is_known(store: SqlStore) -> None:
    await add_day(store, DAY)
    (post,) = await due(store)
    await store.mark_delivered(DeliveryReceipt(post.id, "m1", NOW + HOUR, "found"))
    found = await store.last_day_post(strike_id="tv", target=CHANNEL, before=DAY + ONE)
    assert found == DayPosted(DAY, NOW + HOUR)


async def test_a_day_post_keeps_what_the_attempt_knew_that_may_have_made_it(store: SqlStore) -> None:
    async def known_to() -> int | None:
        found = await store.last_day_post(strike_id="tv", target=CHANNEL, before=DAY + ONE)
        assert found is not None
        return found.known_to

    await add_day(store, DAY)
    (post,) = await due(store)
    await store.note_known(post.id, 7)
    await store.mark_sending(post.id, NOW)
    await store.mark_retry(post.id, at=NOW, error="refused", next_attempt_at=NOW)
    await store.note_known(post.id, 8)
    await store.mark_sending(post.id, NOW)
    await store.mark_retry(post.id, at=NOW, error="unknown", next_attempt_at=NOW, doubt_since=NOW)
    await store.note_known(post.id, 9)
    await send(store, post)
    assert await known_to() == 8


# --- the total ------------------------------------------------------------------------------------


async def test_a_total_is_put_in_once_for_each_target_while_it_is_news(store: SqlStore) -> None:
    assert not await total(store, is_news=False)
    assert await total(store)
    assert not await total(store)
    assert await total(store, target=OTHER)
    found = await due(store)
    assert [(one.kind, one.strike_id, one.number, one.on, one.target) for one in found] == [
        (DeliveryKind.TOTAL, "tv", 118, None, CHANNEL),
        (DeliveryKind.TOTAL, "tv", 118, None, OTHER),
    ]
    await send(store, found[0])
    assert not await total(store, is_news=False)
    assert [one.target for one in await due(store)] == [OTHER]


async def test_a_total_stands_beside_the_day_post_of_the_same_date(store: SqlStore) -> None:
    assert await add_day(store, DAY)
    assert await total(store)
    assert [one.kind for one in await due(store)] == [DeliveryKind.DAY, DeliveryKind.TOTAL]


async def test_a_total_that_waits_is_corrected_before_it_is_made(store: SqlStore) -> None:
    await total(store)
    assert await total(store, 117, is_news=False)
    (post,) = await due(store)
    assert (post.kind, post.number) == (DeliveryKind.TOTAL, 117)


async def test_a_total_that_was_made_is_edited_each_time_it_is_corrected(store: SqlStore) -> None:
    await total(store)
    (post,) = await due(store)
    await send(store, post)
    for hours, days in enumerate((117, 118, 117), start=1):
        assert await total(store, days, hours=hours, is_news=False)
        assert not await total(store, days, hours=hours)
        (edit,) = await due(store)
        assert (edit.kind, edit.edits, edit.strike_id) == (DeliveryKind.EDIT, DeliveryKind.TOTAL, "tv")
        assert (edit.number, edit.message_id, edit.post_nonce) == (days, f"m{post.id}", post.nonce)
        await send(store, edit)


async def test_a_total_that_says_something_else_of_as_many_days_is_edited(store: SqlStore) -> None:
    await total(store)
    (post,) = await due(store)
    await send(store, post)
    assert await total(store, first_on="2023-07-15", hours=1, is_news=False)
    assert not await total(store, first_on="2023-07-15", hours=2)
    (edit,) = await due(store)
    assert (edit.kind, edit.number, edit.message_id) == (DeliveryKind.EDIT, 118, f"m{post.id}")


async def test_a_total_that_was_let_go_comes_again_while_it_is_news(store: SqlStore) -> None:
    await total(store)
    (post,) = await due(store)
    await store.mark_obsolete(post.id, at=NOW, reason="the strike goes on")
    assert not await total(store, is_news=False)
    assert await due(store) == []
    assert await total(store, 117)
    (again,) = await due(store)
    assert (again.id, again.state, again.number) == (post.id, DeliveryState.PENDING, 117)


async def test_a_total_that_was_taken_back_makes_room_for_another(store: SqlStore) -> None:
    assert not await take_back(store)
    await total(store)
    assert not await take_back(store)  # it was not made: it is not made now
    (post,) = await due(store)
    await send(store, post)
    assert await take_back(store, hours=1)
    assert not await take_back(store, hours=2)
    (edit,) = await due(store)
    assert (edit.edits, edit.number, edit.message_id) == (DeliveryKind.TOTAL, None, f"m{post.id}")
    await send(store, edit)
    assert await total(store, 140, hours=3)
    (second,) = await due(store)
    assert (second.kind, second.number) == (DeliveryKind.TOTAL, 140)
    assert second.nonce != post.nonce


async def test_the_database_itself_refuses_a_second_total(store: SqlStore, file: Path) -> None:
    row = total_delivery(strike_id="tv", number=118, target=CHANNEL, taken_back=0, at=NOW)
    engine = create_engine(f"sqlite:///{file}")
    with engine.begin() as connection:
        connection.execute(insert(deliveries), [row])
    with pytest.raises(IntegrityError, match="UNIQUE"), engine.begin() as connection:
        connection.execute(insert(deliveries), [row | {"nonce": "2" * 24}])
    engine.dispose()


async def test_a_total_may_have_been_posted_since_a_snapshot(
    store: SqlStore, url: str, tmp_path: Path
) -> None:
    copy = tmp_path / "snapshot.db"
    await back_up(url, copy, now=NOW)
    async with open_store(f"sqlite:///{copy}") as restored:
        await restored.notice_restore(NOW + HOUR)
        await total(restored, hours=8 * 24)
        await total(restored, target=OTHER, hours=10 * 24)
        found = await due(restored)
    assert {one.target: one.attempted_at for one in found} == {CHANNEL: NOW, OTHER: None}


async def test_an_older_program_finds_no_total_it_would_try_to_make(store: SqlStore, file: Path) -> None:
    await total(store)
    await total(store, target=OTHER)
    first, _ = await due(store)
    await send(store, first)
    engine = create_engine(f"sqlite:///{file}")
    steps = Config()
    steps.set_main_option("script_location", str(migrations_folder()))
    with engine.begin() as connection:
        steps.attributes["connection"] = connection
        command.downgrade(steps, "0005")
        rows = connection.exec_driver_sql("SELECT kind, state FROM deliveries ORDER BY id").fetchall()
    assert [tuple(row) for row in rows] == [("day", "sent"), ("day", "obsolete")]
    engine.dispose()
