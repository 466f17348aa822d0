"""Hop 6: what a poll found is stored once, as a whole, with its deliveries."""

import asyncio
import sqlite3
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest
from sqlalchemy.exc import StatementError

from bot.adapters.database.store import SqlStore, open_store
from bot.core.errors import StoreError
from bot.core.model import (
    Change,
    Decision,
    DeliveryKind,
    DeliveryReceipt,
    EntryKeys,
    FeedState,
    Silence,
    Validators,
)
from tests.adapters.database.lantern import CHANNEL, HOUR, NOW, OTHER, Given


def table(file: Path, query: str) -> list[tuple[object, ...]]:
    connection = sqlite3.connect(file)
    try:
        return connection.execute(query).fetchall()
    finally:
        connection.close()


def everything(file: Path) -> dict[str, list[tuple[object, ...]]]:
    names = ("feeds", "routes", "entries", "revisions", "verdicts", "deliveries")
    return {name: table(file, f"SELECT * FROM {name}") for name in names}  # noqa: S608


async def test_a_new_database_remembers_nothing(store: SqlStore) -> None:
    assert await store.feed_states() == {}
    assert await store.routes() == {}
    assert await store.known_entries("strike-news", ["guid:a"]) == []
    assert await store.known_entries("strike-news", []) == []


async def test_a_state_comes_back_as_it_was_and_is_replaced(store: SqlStore, given: Given) -> None:
    failing = FeedState(
        feed_id="bluesky",
        url=None,
        polled_at=NOW,
        failing_since_at=NOW - HOUR,
        failures=3,
        error="bluesky: 503",
        next_poll_at=NOW + HOUR,
    )
    await store.save_feed_states([given.state()])
    await store.save_feed_states([failing])
    assert await store.feed_states() == {"strike-news": given.state(), "bluesky": failing}
    again = replace(failing, failures=0, error=None, failing_since_at=None, validators=Validators('"x"'))
    await store.save_feed_states([again])
    assert (await store.feed_states())["bluesky"] == again


async def test_instants_come_back_as_utc_whatever_zone_they_went_in(store: SqlStore) -> None:
    pacific = datetime(2023, 7, 14, 9, 0, 0, 123456, tzinfo=timezone(-timedelta(hours=7)))
    await store.save_feed_states([FeedState("a", polled_at=pacific)])
    polled_at = (await store.feed_states())["a"].polled_at
    assert polled_at == pacific
    assert polled_at is not None
    assert polled_at.tzinfo is UTC


async def test_a_naive_instant_is_a_bug_and_is_not_stored(store: SqlStore) -> None:
    with pytest.raises(StatementError, match="aware instants only"):
        await store.save_feed_states([FeedState("a", polled_at=NOW.replace(tzinfo=None))])
    assert await store.feed_states() == {}


async def test_a_poll_is_stored_with_routes_entries_and_deliveries(store: SqlStore, given: Given) -> None:
    first = given.planned("first", post_to=(CHANNEL,))
    held = given.planned("odd", decision=Decision.HELD)
    second = given.planned("second", post_to=(CHANNEL, OTHER))
    await store.apply(given.update(first, held, second, opened=(CHANNEL, OTHER)))

    assert await store.feed_states() == {"strike-news": given.state()}
    assert await store.routes() == {"strike-news": {CHANNEL: NOW, OTHER: NOW}}
    known = await store.known_entries("strike-news", ["guid:first", "guid:second", "guid:odd"])
    assert [entry.key for entry in known] == ["guid:first", "guid:odd", "guid:second"]
    assert known[0].keys == first.keys
    assert known[0].content_hash == first.content_hash
    assert known[0].published_at == first.entry.published_at
    assert known[1].verdict == given.verdict(Decision.HELD)
    assert [entry.targets for entry in known] == [{CHANNEL}, frozenset(), {CHANNEL, OTHER}]

    due = await store.due_deliveries("discord:", NOW)
    assert [(one.target, one.entry_id) for one in due] == [
        (CHANNEL, known[0].id),
        (OTHER, known[2].id),  # the first of every target comes first
        (CHANNEL, known[2].id),
    ]
    assert {one.kind for one in due} == {DeliveryKind.STATEMENT}


@pytest.mark.parametrize("key", ["guid:a", "title:a", "link:https://strike.lanternguild.example/post/a"])
async def test_an_entry_is_known_by_any_of_its_keys_within_its_feed(
    store: SqlStore, given: Given, key: str
) -> None:
    await store.apply(given.update(given.planned("a")))
    await store.apply(given.named("other").update(given.planned("a")))
    assert len(await store.known_entries("strike-news", [key, "guid:unknown"])) == 1


async def test_thousands_of_keys_are_more_than_one_statement_takes(store: SqlStore, given: Given) -> None:
    planned = [given.planned(f"e{number}", post_to=(CHANNEL,)) for number in range(1200)]
    await store.apply(given.update(*planned))
    keys = [key for one in planned for key in one.keys] + [f"guid:none{n}" for n in range(40_000)]
    known = await store.known_entries("strike-news", keys)
    assert [entry.key for entry in known] == [one.key for one in planned]
    assert all(entry.targets == {CHANNEL} for entry in known)


@pytest.mark.parametrize("change", ["new", "changed", "unchanged"])
async def test_applying_an_update_again_changes_nothing(
    store: SqlStore, given: Given, file: Path, change: str
) -> None:
    await store.apply(given.update(given.planned("a", post_to=(CHANNEL,)), opened=(CHANNEL,)))
    (known,) = await store.known_entries("strike-news", ["guid:a"])
    update = {
        "new": given.update(
            given.planned("b", post_to=(CHANNEL,)), given.planned("c", post_to=(CHANNEL,)), opened=(OTHER,)
        ),
        "changed": given.update(
            given.planned(
                "a", text="Corrected.", change=Change.CHANGED, known_id=known.id, edit_at=(CHANNEL,)
            ),
            at=NOW + HOUR,
        ),
        "unchanged": given.update(
            given.planned("a", change=Change.UNCHANGED, known_id=known.id, post_to=(OTHER,)), opened=(OTHER,)
        ),
    }[change]
    before = everything(file)
    await store.apply(update)
    after = everything(file)
    assert after != before
    await store.apply(update)
    assert everything(file) == after


async def test_a_route_keeps_the_instant_it_was_first_opened(store: SqlStore, given: Given) -> None:
    await store.apply(given.update(opened=(CHANNEL,)))
    await store.apply(given.update(opened=(CHANNEL, OTHER, OTHER), at=NOW + HOUR))
    assert await store.routes() == {"strike-news": {CHANNEL: NOW, OTHER: NOW + HOUR}}


async def test_a_change_makes_a_revision_with_its_own_verdict_and_an_edit(
    store: SqlStore, given: Given, file: Path
) -> None:
    await store.apply(given.update(given.planned("a", post_to=(CHANNEL,))))
    (known,) = await store.known_entries("strike-news", ["guid:a"])
    changed = given.planned(
        "a", text="We are on strike. Join us.", change=Change.CHANGED, known_id=known.id, edit_at=(CHANNEL,)
    )
    await store.apply(given.update(changed, at=NOW + HOUR))

    statement = await store.statement(known.id)
    assert (statement.revision, statement.text) == (2, "We are on strike. Join us.")
    assert (statement.first_seen_at, statement.revised_at) == (NOW, NOW + HOUR)
    assert table(file, "SELECT number, text FROM revisions ORDER BY number") == [
        (1, "We are on strike. All of us."),
        (2, "We are on strike. Join us."),
    ]
    assert [one.kind for one in await store.due_deliveries("discord:", NOW + HOUR)] == [
        DeliveryKind.STATEMENT,
        DeliveryKind.EDIT,
    ]
    (known_again,) = await store.known_entries("strike-news", ["guid:a"])
    assert known_again.content_hash == changed.content_hash
    assert known_again.id == known.id


async def test_text_that_goes_back_to_what_it_was_is_a_third_revision(store: SqlStore, given: Given) -> None:
    await store.apply(given.update(given.planned("a")))
    for number, text in ((2, "Other words."), (3, "We are on strike. All of us.")):
        changed = given.planned("a", text=text, change=Change.CHANGED, known_id=1)
        await store.apply(given.update(changed, at=NOW + number * HOUR))
        assert (await store.statement(1)).revision == number


async def test_an_unchanged_entry_costs_no_write(store: SqlStore, given: Given, file: Path) -> None:
    await store.apply(given.update(*(given.planned(f"e{n}") for n in range(10))))
    before = everything(file)
    again = [given.planned(f"e{n}", change=Change.UNCHANGED, known_id=n + 1) for n in range(10)]
    await store.apply(given.update(*again))
    assert everything(file) == before


async def test_regenerated_guids_are_learnt_and_make_no_revision(store: SqlStore, given: Given) -> None:
    first = given.planned("a")
    await store.apply(given.update(first))
    keys = EntryKeys("guid:new", "link:https://elsewhere.example/", None)
    again = replace(given.planned("a", change=Change.UNCHANGED, known_id=1), keys=keys)
    await store.apply(given.update(again))
    (known,) = await store.known_entries("strike-news", ["guid:new"])
    assert known.key == "guid:a"
    # A link is known only together with a verdict on it; a key that is missing now is kept.
    assert known.keys == EntryKeys("guid:new", first.keys.link, first.keys.title)
    assert await store.statements_by_link("link:https://elsewhere.example/") == []
    assert (await store.statement(1)).revision == 1


async def test_a_change_of_verdict_alone_is_a_revision(store: SqlStore, given: Given) -> None:
    await store.apply(given.update(given.planned("a")))
    moved = given.planned("a", change=Change.CHANGED, known_id=1, decision=Decision.HELD)
    await store.apply(given.update(moved))
    assert (await store.statement(1)).verdict.decision is Decision.HELD
    elsewhere = "https://strike.lanternguild.example/post/moved"
    linked = given.planned("a", change=Change.CHANGED, known_id=1, decision=Decision.HELD, link=elsewhere)
    await store.apply(given.update(linked))
    assert (await store.statement(1)).url == elsewhere
    assert [one.revision for one in await store.statements_by_link(f"link:{elsewhere}")] == [3]


async def test_silence_lasts_until_there_is_a_post(store: SqlStore, given: Given) -> None:
    await store.apply(given.update(replace(given.planned("a"), silence=Silence.OLD)))
    assert (await store.statement(1)).silence is Silence.OLD
    await store.apply(given.update(given.planned("a", text="New.", change=Change.CHANGED, known_id=1)))
    assert (await store.statement(1)).silence is Silence.OLD
    await store.apply(
        given.update(
            given.planned("a", text="New.", change=Change.UNCHANGED, known_id=1, post_to=(CHANNEL,)),
            opened=(CHANNEL,),
        )
    )
    assert (await store.statement(1)).silence is None


async def test_a_plan_about_a_vanished_entry_stores_nothing(store: SqlStore, given: Given) -> None:
    await store.apply(given.named("other").update(given.planned("a")))
    foreign = given.planned("a", change=Change.UNCHANGED, known_id=1)
    with pytest.raises(StoreError, match="strike-news: entry 1 is not in the database any more"):
        await store.apply(given.update(given.planned("b"), foreign))
    assert await store.known_entries("strike-news", ["guid:b"]) == []
    assert set(await store.feed_states()) == {"other"}


async def test_a_bad_row_at_the_end_leaves_nothing(store: SqlStore, given: Given, file: Path) -> None:
    before = everything(file)
    bad = given.planned("bad", post_to=(CHANNEL,))
    bad = replace(bad, entry=replace(bad.entry, updated_at=NOW.replace(tzinfo=None)))
    with pytest.raises(StatementError):
        await store.apply(given.update(given.planned("good", post_to=(CHANNEL,)), bad, opened=(CHANNEL,)))
    assert everything(file) == before
    await store.apply(given.update(given.planned("good")))  # and the connection is fit for use again
    assert len(await store.known_entries("strike-news", ["guid:good"])) == 1


async def test_two_entries_with_one_key_are_refused_whole(store: SqlStore, given: Given, file: Path) -> None:
    before = everything(file)
    with pytest.raises(StoreError, match="UNIQUE"):
        await store.apply(given.update(given.planned("a"), given.planned("a", text="Another.")))
    assert everything(file) == before


async def test_hostile_text_is_stored_and_its_hash_is_of_what_is_stored(
    store: SqlStore, given: Given
) -> None:
    text = "a\x00b\ud800c '; DROP TABLE entries; -- \U0001f525" + "x" * 200_000
    hostile = given.planned("a", text=text)
    entry = replace(hostile.entry, title="\udfff", author="\x00", categories=("\ud800",), guid="\ud800")
    keys = replace(hostile.keys, guid="guid:\ud800")
    await store.apply(given.update(replace(hostile, entry=entry, key="guid:\ud800", keys=keys)))
    statement = await store.statement(1)
    assert statement.text == text.replace("\x00", "\ufffd").replace("\ud800", "\ufffd")
    assert statement.title == "\ufffd"
    import hashlib

    assert statement.sha256 == hashlib.sha256(statement.text.encode()).hexdigest()
    assert len(await store.known_entries("strike-news", ["guid:\ud800"])) == 1


async def test_a_cancelled_apply_is_whole_or_nothing_and_the_store_goes_on(
    store: SqlStore, given: Given
) -> None:
    update = given.update(*(given.planned(f"e{n}", post_to=(CHANNEL,)) for n in range(50)))
    for turns in range(12):
        task = asyncio.create_task(store.apply(update))
        for _ in range(turns):
            await asyncio.sleep(0)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        # A writer is served after the one before it, so this tells that the cancelled one is over.
        await store.save_feed_states([FeedState("other")])
        keys = [f"guid:e{n}" for n in range(50)]
        assert len(await store.known_entries("strike-news", keys)) in {0, 50}
    await store.apply(update)
    assert (await store.counts()).pending == 50


async def test_writers_and_readers_side_by_side(store: SqlStore, given: Given) -> None:
    async def write(name: str) -> None:
        await store.apply(given.named(name).update(given.planned("a", post_to=(CHANNEL,)), opened=(CHANNEL,)))

    async def read() -> None:
        for _ in range(10):
            states, counts = await store.feed_states(), await store.counts()
            assert counts.pending >= len(states)  # each feed arrives together with its delivery

    names = [f"feed-{number}" for number in range(20)]
    await asyncio.gather(*(write(name) for name in names), read(), read(), read())
    assert set(await store.feed_states()) == set(names)
    assert (await store.counts()).pending == 20


async def test_what_was_stored_is_there_after_reopening(url: str, given: Given) -> None:
    async with open_store(url) as store:
        await store.apply(given.update(given.planned("a", post_to=(CHANNEL,)), opened=(CHANNEL,)))
        (due,) = await store.due_deliveries("discord:", NOW)
        await store.mark_delivered(DeliveryReceipt(due.id, "m1", NOW))
        statement = await store.statement(1)
    async with open_store(url) as store:
        assert await store.statement(1) == statement
        assert await store.posted_keys("strike-news", ["guid:a"]) == {"guid:a"}
        assert await store.due_deliveries("discord:", NOW) == []


async def test_what_validators_were_earned_with_is_remembered(store: SqlStore, given: Given) -> None:
    state = replace(given.state(), validators_for="terminal")
    await store.save_feed_states([state])
    assert (await store.feed_states())["strike-news"] == state
    update = given.update()
    await store.apply(replace(update, state=replace(state, validators_for="discord")))
    assert (await store.feed_states())["strike-news"].validators_for == "discord"


async def test_planning_knows_when_an_entry_came_and_why_it_is_silent(store: SqlStore, given: Given) -> None:
    await store.apply(given.update(replace(given.planned("a"), silence=Silence.OLD)))
    [known] = await store.known_entries("strike-news", ["guid:a"])
    assert (known.first_seen_at, known.silence) == (NOW, Silence.OLD)
    assert (known.rejected, known.withdrawn, known.completed) == (False, False, False)


async def test_an_edit_that_has_lost_its_date_keeps_the_one_there_was(store: SqlStore, given: Given) -> None:
    await store.apply(given.update(given.planned("a", published_at=NOW - 9 * HOUR)))
    edit = given.planned("a", text="Edited.", change=Change.CHANGED, known_id=1, published_at=None)
    await store.apply(given.update(edit, at=NOW + HOUR))
    [known] = await store.known_entries("strike-news", ["guid:a"])
    assert known.published_at == NOW - 9 * HOUR
    assert known.content_hash == "hash of Edited."


async def test_a_poll_is_brought_forward_but_no_failing_or_fresh_ones(store: SqlStore) -> None:
    later, minute = NOW + HOUR, timedelta(minutes=1)
    states = (
        FeedState("waiting", polled_at=NOW - HOUR, next_poll_at=later),
        FeedState("failing", polled_at=NOW - HOUR, next_poll_at=later, failures=2),
        FeedState("fresh", polled_at=NOW - minute, next_poll_at=later),
        FeedState("due", polled_at=NOW - HOUR, next_poll_at=NOW - minute),
        FeedState("other", polled_at=NOW - HOUR, next_poll_at=later),
    )
    await store.save_feed_states(states)
    await store.poll_soon(["waiting", "failing", "fresh", "due", "gone"], NOW, asked_before=NOW - minute)
    polls = {feed_id: state.next_poll_at for feed_id, state in (await store.feed_states()).items()}
    assert polls == {
        "waiting": NOW,
        "failing": later,
        "fresh": later,
        "due": NOW - minute,
        "other": later,
    }
    await store.poll_soon([], NOW, asked_before=NOW)
