"""What `/status` is made of: right, one state of the database, and always the same few queries."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import event

from bot.adapters.database.schema import REVISION
from bot.adapters.database.store import SqlStore
from bot.core.model import AuditAction, Change, Decision, DeliveryReceipt, Outage, Statement
from bot.ports import Overview
from tests.adapters.database.lantern import CHANNEL, HOUR, NOW, OTHER, Given, record, review

MINUTE = timedelta(minutes=1)
NEWS, SITE = "strike-news", "site"
UNIONS = {"lantern-guild": [NEWS, SITE]}


async def overview(store: SqlStore, **unions: list[str]) -> Overview:
    return await store.overview(unions or UNIONS, NOW + HOUR, own_host_feed_ids=[SITE])


async def last(store: SqlStore) -> Statement | None:
    found = await overview(store)
    latest = await store.latest_statements(UNIONS["lantern-guild"], 1, own_host_feed_ids=[SITE])
    shown = found.last_statements.get("lantern-guild")
    # The same as /latest has it, but for the other places that carry it.
    assert [replace(one, also_at=()) for one in latest] == [one for one in (shown,) if one]
    return shown


async def key_of_last(store: SqlStore) -> str | None:
    shown = await last(store)
    return None if shown is None else shown.key


async def test_an_empty_database(store: SqlStore) -> None:
    found = await overview(store)
    assert (found.states, found.outages, found.held_by_feed, found.last_statements) == ({}, {}, {}, {})
    assert (found.pending, found.parked, found.waiting_since_at, found.refused) == (0, 0, None, ())
    assert found.schema == REVISION
    assert found.database_bytes > 4096


async def test_the_newest_direct_statement_of_each_union(store: SqlStore, given: Given) -> None:
    older, newer = (
        given.planned(name, published_at=NOW - hours * HOUR) for name, hours in (("older", 3), ("newer", 2))
    )
    held = given.planned("held", decision=Decision.HELD)
    rejected = given.planned("rejected", decision=Decision.REJECTED)
    await store.apply(given.update(newer, older, held, rejected))
    await store.apply(given.named(SITE).update(given.planned("site", published_at=NOW - 5 * HOUR)))
    await store.apply(given.named("ferry").update(given.planned("ferry")))
    found = await overview(store, guild=[NEWS, SITE], ferry=["ferry"], silent=["unknown"])
    assert {union: one.key for union, one in found.last_statements.items()} == {
        "guild": "guid:newer",
        "ferry": "guid:ferry",
    }
    assert found.held_by_feed == {NEWS: 1}
    assert set(found.states) == {NEWS, SITE, "ferry"}


async def test_of_equal_dates_the_one_seen_last(store: SqlStore, given: Given) -> None:
    await store.apply(given.update(given.planned("a"), given.planned("b")))
    await store.apply(given.named(SITE).update(given.planned("c"), given.planned("d")))
    assert await key_of_last(store) == "guid:d"


async def test_what_a_person_approved_counts(store: SqlStore, given: Given) -> None:
    await store.apply(
        given.update(
            given.planned("direct", published_at=NOW - 3 * HOUR),
            given.planned("held", decision=Decision.HELD),
        )
    )
    assert await key_of_last(store) == "guid:direct"
    await store.decide(review(2), targets=(), audit=record(AuditAction.APPROVE, "entry:2"))
    assert await key_of_last(store) == "guid:held"
    assert (await overview(store)).held_by_feed == {}
    await store.withdraw(2, audit=record(AuditAction.WITHDRAW, "entry:2"))
    assert await key_of_last(store) == "guid:direct"
    await store.withdraw(1, audit=record(AuditAction.WITHDRAW))
    assert await last(store) is None


async def test_an_approval_counts_for_its_revision_alone(store: SqlStore, given: Given) -> None:
    await store.apply(given.update(given.planned("held", decision=Decision.HELD)))
    await store.decide(review(), targets=(), audit=record(AuditAction.APPROVE))
    assert await last(store) is not None
    revised = given.planned(
        "held", text="Sold out.", change=Change.CHANGED, known_id=1, decision=Decision.HELD
    )
    await store.apply(given.update(revised, at=NOW + HOUR))
    assert await last(store) is None


async def test_the_same_statement_on_two_sources_is_shown_in_the_sites_words(
    store: SqlStore, given: Given
) -> None:
    await store.apply(given.update(given.planned("post", text="Short.", published_at=NOW - 2 * HOUR)))
    copy = given.planned("page", text="The whole of it.", duplicate_of=1, published_at=NOW - HOUR)
    await store.apply(given.named(SITE).update(copy))
    shown = await last(store)
    assert shown is not None
    assert shown.text == "The whole of it."
    between = given.planned("between", published_at=NOW - 90 * MINUTE)
    await store.apply(given.update(between))
    assert await key_of_last(store) == "guid:between"  # the group was said before it


async def test_the_outbox(store: SqlStore, given: Given) -> None:
    planned = [given.planned(name, post_to=(CHANNEL, OTHER)) for name in ("a", "b")]
    await store.apply(given.update(*planned))
    found = await overview(store)
    assert (found.pending, found.parked, found.waiting_since_at) == (4, 0, NOW)
    first, second, third, fourth = sorted(
        await store.due_deliveries("discord:", NOW), key=lambda one: (one.target, one.id)
    )
    await store.mark_sending(first.id, NOW)
    await store.mark_delivered(DeliveryReceipt(first.id, "1", NOW))
    for delivery in (second, third):
        await store.mark_sending(delivery.id, NOW)
        await store.mark_parked(delivery.id, at=NOW, error="Missing Access: post b", problem="Missing Access")
    found = await overview(store)
    assert (found.pending, found.parked) == (1, 2)
    assert [(one.target, one.reason, one.number, one.since_at) for one in found.refused] == [
        (CHANNEL, "Missing Access", 1, NOW),
        (OTHER, "Missing Access", 1, NOW),
    ]
    await store.mark_sending(fourth.id, NOW)
    await store.mark_parked(fourth.id, at=NOW, error="Missing Access: post b", problem="Missing Access")
    found = await overview(store)
    assert [(one.target, one.number) for one in found.refused] == [(OTHER, 2), (CHANNEL, 1)]
    assert (found.pending, found.waiting_since_at) == (0, None)


async def test_what_a_trial_left_at_a_terminal_waits_for_nobody_once_discord_is_in_use(
    store: SqlStore, given: Given
) -> None:
    await store.apply(given.update(given.planned("tried", post_to=("terminal",))))
    alone = await overview(store)
    assert (alone.pending, alone.waiting_since_at) == (1, NOW)
    assert sum((await store.figures()).waiting.values()) == 1
    await store.apply(given.update(given.planned("for-real", post_to=(CHANNEL,))))
    [delivery] = await store.due_deliveries("discord:", NOW)
    assert (await overview(store)).pending == 1
    assert sum((await store.figures()).waiting.values()) == 1
    await store.mark_sending(delivery.id, NOW)
    await store.mark_delivered(DeliveryReceipt(delivery.id, "1", NOW))
    posted = await overview(store)
    assert (posted.pending, posted.waiting_since_at) == (0, None)
    assert (await store.figures()).waiting == {}


async def test_what_is_put_off_is_not_late(store: SqlStore, given: Given) -> None:
    await store.apply(given.update(given.planned("a", post_to=(CHANNEL,))))
    [delivery] = await store.due_deliveries("discord:", NOW)
    before = await store.overview(UNIONS, NOW - MINUTE)
    assert (before.pending, before.waiting_since_at) == (1, None)
    await store.mark_sending(delivery.id, NOW)
    await store.mark_retry(delivery.id, at=NOW, error="503", next_attempt_at=NOW + 9 * HOUR)
    failed = await overview(store)
    assert (failed.pending, failed.waiting_since_at) == (1, NOW)


async def test_what_is_refused_for_many_reasons(store: SqlStore, given: Given) -> None:
    planned = [given.planned(f"p{number}", post_to=(CHANNEL,)) for number in range(25)]
    await store.apply(given.update(*planned))
    for number in range(25):
        [delivery, *_] = await store.due_deliveries("discord:", NOW)
        await store.mark_sending(delivery.id, NOW)
        await store.mark_parked(delivery.id, at=NOW, error=f"reason {number}")
    found = await overview(store)
    assert len(found.refused) == 20
    assert found.parked == 25


async def test_a_source_that_was_away(store: SqlStore, given: Given) -> None:
    await store.save_feed_states([given.state(NOW - HOUR)])
    failing = replace(given.state(NOW - 50 * MINUTE), failures=1, failing_since_at=NOW - 50 * MINUTE)
    await store.save_feed_states([failing])
    assert (await overview(store)).outages == {}
    await store.save_feed_states([given.state(NOW - 10 * MINUTE)])
    assert (await overview(store)).outages == {NEWS: Outage(NOW - 50 * MINUTE, NOW - 10 * MINUTE)}
    later = await store.overview(UNIONS, NOW + 49 * HOUR)
    assert later.outages == {}


async def test_the_newest_few_of_each_union(store: SqlStore, given: Given) -> None:
    news = [given.planned(f"n{number}", published_at=NOW - number * HOUR) for number in range(6)]
    await store.apply(given.update(*news, given.planned("held", decision=Decision.HELD)))
    site = [given.planned(f"s{number}", published_at=NOW - number * HOUR - MINUTE) for number in range(6)]
    copy = given.planned("copy", duplicate_of=2, published_at=NOW + HOUR)
    await store.apply(given.named(SITE).update(*site, copy))
    await store.decide(review(7), targets=(), audit=record(AuditAction.APPROVE, "entry:7"))
    for limit in (1, 3, 20):
        found = await store.newest_statements(UNIONS, limit, own_host_feed_ids=[SITE])
        latest = await store.latest_statements(UNIONS["lantern-guild"], limit, own_host_feed_ids=[SITE])
        assert found == {"lantern-guild": [replace(one, also_at=()) for one in latest]}
    assert await store.newest_statements({"lantern-guild": [], "ferry": ["unknown"]}, 3) == {
        "lantern-guild": [],
        "ferry": [],
    }


# --- how much is asked ----------------------------------------------------------------------------


@contextmanager
def asked(store: SqlStore) -> Iterator[list[str]]:
    """Collect the SQL statements that are run meanwhile."""
    seen: list[str] = []

    def note(_connection: Any, _cursor: Any, statement: str, *_: Any) -> None:
        seen.append(statement)

    engine = store._sides.reader.engine
    event.listen(engine, "before_cursor_execute", note)
    try:
        yield seen
    finally:
        event.remove(engine, "before_cursor_execute", note)


async def fill(store: SqlStore, given: Given, *, unions: int, feeds: int) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for number in range(feeds):
        feed_id = f"feed-{number}"
        found.setdefault(f"union-{number % unions}", []).append(feed_id)
        entries = [given.planned(f"{feed_id}-{one}", post_to=(f"discord:{number}",)) for one in range(2)]
        held = given.planned(f"{feed_id}-held", decision=Decision.HELD)
        await store.apply(given.named(feed_id).update(*entries, held))
    return found


async def test_the_number_of_queries_does_not_grow(store: SqlStore, given: Given) -> None:
    few = await fill(store, given, unions=1, feeds=1)
    with asked(store) as for_few:
        await store.overview(few, NOW)
    many = await fill(store, given, unions=30, feeds=60)
    with asked(store) as for_many:
        found = await store.overview(many, NOW)
    assert len(found.last_statements) == 30
    assert len(for_few) == len(for_many) <= 13
    assert for_few[0] == "BEGIN"


@pytest.mark.parametrize("table", ["entries", "revisions", "verdicts"])
async def test_no_query_looks_through_all_statements(store: SqlStore, given: Given, table: str) -> None:
    unions = await fill(store, given, unions=2, feeds=4)
    with asked(store) as queries:
        await store.overview(unions, NOW)
    with store._sides.reader.engine.connect() as connection:
        for query in queries[1:]:
            number = query.count("?")
            plan = connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {query}", ("x",) * number).fetchall()
            assert not [row for row in plan if f"SCAN {table}" in str(row)]
