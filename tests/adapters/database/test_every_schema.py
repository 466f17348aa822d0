"""What the programs of every released schema stored is there after an upgrade, and after a way back."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from bot.adapters.database.schema import REVISION
from bot.adapters.database.store import SqlStore, open_store
from bot.core.model import AuditAction, AuditRecord, Change, DeliveryReceipt, FeedUpdate, ParsedFeed
from bot.core.plan import plan_update
from bot.core.search import SearchQuery
from tests.adapters.database.files import step_to
from tests.adapters.database.long_ago import (
    ADMINS,
    FEED,
    HELD,
    HOST,
    POSTED,
    RELEASED,
    TARGET,
    THEN,
    WAITING,
    Row,
    build,
    said,
    stored,
)

NOW = THEN + timedelta(hours=2)
UNIONS = {"lantern-guild": [FEED.id]}
NEWS = replace(said("news", "The guild met the studios today. No date is set for more."), published_at=NOW)


async def poll(store: SqlStore) -> FeedUpdate:
    """Read a feed that lists all there was, and news; store what it brings."""
    state = (await store.feed_states())[FEED.id]
    entries = (NEWS, WAITING, POSTED, HELD)
    known = await store.known_entries(
        FEED.id, [key for name in ("walkout", "talks", "letter", "news") for key in (f"guid:{name}",)]
    )
    update = plan_update(
        ParsedFeed("News", f"https://{HOST}", entries),
        FEED,
        known,
        state=replace(state, polled_at=NOW, reached_at=NOW, next_poll_at=NOW + FEED.every),
        routes=(await store.routes())[FEED.id],
        targets=(TARGET,),
        hops=(FEED.url,),
        now=NOW,
        last_reached_at=state.reached_at,
    )
    await store.apply(replace(update, review_targets=(ADMINS,)))
    return update


def lost(before: Mapping[str, list[Row]], after: Mapping[str, list[Row]]) -> list[tuple[str, Row]]:
    """Return the rows that are not there any more, with the same values in the columns both know."""
    return [
        (table, row)
        for table, rows in before.items()
        for row in rows
        if not any(
            all(other.get(name, value) == value for name, value in row.items())
            for other in after.get(table, ())
        )
    ]


async def look(store: SqlStore, schema: str) -> None:
    """See that what was stored long ago answers today's questions."""
    overview = await store.overview(UNIONS, NOW)
    assert (overview.schema, overview.pending, overview.held_by_feed) == (REVISION, 1, {FEED.id: 1})
    assert overview.last_statements["lantern-guild"].feed_id == FEED.id
    latest = await store.latest_statements([FEED.id], 9)
    assert {one.title for one in latest} == {POSTED.title, WAITING.title}
    assert (await store.statement(1)).text == POSTED.text
    assert (await store.entry_of_message(TARGET, "m1")) == 1
    assert [one.title for one in await store.held_entries(9)] == [HELD.title]
    assert len(await store.entries_after(0, 9)) == 3
    if schema < "0003":  # what is searched was not kept yet, and is made by the upgrade
        assert (await store.search(SearchQuery("midnight", [FEED.id]))).hits


async def statements_due(store: SqlStore) -> list[int | None]:
    due = await store.due_deliveries("discord:", NOW)
    return [one.entry_id for one in due if one.kind == "statement"]


@pytest.mark.parametrize("schema", RELEASED)
async def test_what_was_stored_long_ago_survives_an_upgrade_and_a_way_back_and_forth(
    schema: str, url: str, file: Path
) -> None:
    before = build(file, schema)
    async with open_store(url) as store:
        assert lost(before, stored(file)) == []
        await look(store, schema)
        update = await poll(store)
        assert [one.change for one in update.entries if one.entry is not NEWS] == [Change.UNCHANGED] * 3
        assert await statements_due(store) == [2, 4]  # what waited, and what is new; none that was posted
        note = AuditRecord(NOW, "cli:ada", AuditAction.PAUSE, f"feed:{FEED.id}", "Ada paused it.")
        await store.pause_feed(FEED.id, audit=note)

    step_to(file, schema, back=True)
    older = stored(file)
    assert {table for table in older if table != "audit_later"} == set(before)
    assert "pause" not in {
        row["action"] for row in older.get("audit", ())
    }  # an earlier program can't read it
    by_the_poll = {"feeds", "listings"}
    assert [one for one in lost(before, older) if one[0] not in by_the_poll] == []

    async with open_store(url) as store:
        assert (await store.audit_records(1))[0].action is AuditAction.PAUSE
        titles = {one.title for one in await store.latest_statements([FEED.id], 9)}
        assert titles == {POSTED.title, WAITING.title, NEWS.title}
        assert await store.posted_keys(FEED.id, ["guid:walkout", "guid:talks"]) == {"guid:walkout"}
        assert {one.change for one in (await poll(store)).entries} == {Change.UNCHANGED}
        assert await statements_due(store) == [2, 4]
        for delivery in await store.due_deliveries("discord:", NOW):
            await store.mark_sending(delivery.id, NOW)
            await store.mark_delivered(DeliveryReceipt(delivery.id, f"m{delivery.id}", NOW))
        await poll(store)
        assert await statements_due(store) == []
