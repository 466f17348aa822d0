"""What commands and receipts are told."""

from datetime import timedelta

import pytest

from bot.adapters.database.store import SqlStore
from bot.core.errors import StoreError
from bot.core.model import Change, Decision
from tests.adapters.database.lantern import CHANNEL, HOUR, NOW, Given

LINK = "link:https://strike.lanternguild.example/post/a"


async def hold(store: SqlStore, given: Given) -> None:
    held = given.planned(
        "a",
        text="Sold out.",
        change=Change.CHANGED,
        known_id=1,
        decision=Decision.HELD,
        link="https://evil.example/",
    )
    await store.apply(given.update(held, at=NOW + HOUR))


async def test_a_statement_comes_back_whole(store: SqlStore, given: Given) -> None:
    planned = given.planned("a", post_to=(CHANNEL,))
    await store.apply(given.update(planned))
    statement = await store.statement(1)
    assert (statement.feed_id, statement.key, statement.url) == ("strike-news", "guid:a", planned.entry.link)
    assert (statement.title, statement.text) == (planned.entry.title, planned.entry.text)
    assert (statement.published_at, statement.first_seen_at) == (NOW - HOUR, NOW)
    assert (statement.revision, statement.revised_at) == (1, None)
    assert (statement.hops, statement.fetched_at) == ((given.feed.url,), NOW)
    assert statement.verdict == planned.verdict
    assert statement.cut_off is False
    assert statement.silence is None


async def test_no_such_entry(store: SqlStore) -> None:
    with pytest.raises(StoreError, match="there is no entry 9"):
        await store.statement(9)
    assert await store.statement_by_nonce("0" * 24) is None
    assert await store.statements_by_link("link:https://nowhere.example/") == []


async def test_a_post_shows_direct_words_only(store: SqlStore, given: Given) -> None:
    await store.apply(given.update(given.planned("a", post_to=(CHANNEL,))))
    (post,) = await store.due_deliveries("discord:", NOW)
    await hold(store, given)

    newest = await store.statement(1)
    assert (newest.revision, newest.verdict.decision) == (2, Decision.HELD)
    shown = await store.statement_by_nonce(post.nonce)
    assert shown is not None
    assert (shown.revision, shown.text, shown.url) == (
        1,
        "We are on strike. All of us.",
        "https://strike.lanternguild.example/post/a",
    )
    assert shown.verdict.decision is Decision.DIRECT
    assert await store.latest_statements(["strike-news"], 5) == []


async def test_the_receipt_of_an_entry_never_direct_is_that_of_its_newest_text(
    store: SqlStore, given: Given
) -> None:
    await store.apply(given.update(given.planned("a", decision=Decision.REJECTED, post_to=(CHANNEL,))))
    (post,) = await store.due_deliveries("discord:", NOW)
    receipt = await store.statement_by_nonce(post.nonce)
    assert receipt is not None
    assert receipt.verdict.decision is Decision.REJECTED


async def test_a_nonce_of_a_day_post_names_no_statement(store: SqlStore) -> None:
    await store.add_day_post(strike_id="tv", on=NOW.date(), target=CHANNEL, at=NOW)
    (day,) = await store.due_deliveries("discord:", NOW)
    assert await store.statement_by_nonce(day.nonce) is None


async def test_every_entry_with_a_link_newest_first(store: SqlStore, given: Given) -> None:
    older = given.planned("a", published_at=NOW - 5 * HOUR, decision=Decision.REJECTED)
    await store.apply(given.named("paper").update(older))
    await store.apply(given.update(given.planned("a"), given.planned("b")))
    found = await store.statements_by_link(LINK)
    assert [(one.feed_id, one.verdict.decision) for one in found] == [
        ("strike-news", Decision.DIRECT),
        ("paper", Decision.REJECTED),
    ]


async def test_latest_statements_are_direct_and_by_publication_else_first_seen(
    store: SqlStore, given: Given
) -> None:
    await store.apply(
        given.update(
            given.planned("future", published_at=NOW + timedelta(days=400)),
            given.planned("older", published_at=NOW - 3 * HOUR),
            given.planned("held", decision=Decision.HELD),
            given.planned("newer", published_at=NOW - 2 * HOUR),
        )
    )
    await store.apply(given.named("site").update(given.planned("undated", published_at=None), at=NOW + HOUR))
    await store.apply(given.named("else").update(given.planned("not asked for"), at=NOW + HOUR))
    latest = await store.latest_statements(["strike-news", "site"], 10)
    assert [one.key for one in latest] == ["guid:undated", "guid:future", "guid:newer", "guid:older"]
    assert latest[1].published_at == NOW + timedelta(days=400)
    assert [one.key for one in await store.latest_statements(["strike-news", "site"], 1)] == ["guid:undated"]
    assert await store.latest_statements([], 10) == []


async def test_counts(store: SqlStore, given: Given) -> None:
    counts = await store.counts()
    assert (counts.held_by_feed, counts.pending, counts.parked) == ({}, 0, 0)
    held = [given.planned(name, decision=Decision.HELD) for name in ("a", "b")]
    await store.apply(given.update(*held, given.planned("c", post_to=(CHANNEL, "terminal"))))
    await store.apply(given.named("site").update(given.planned("a")))
    await hold(store, given.named("strike-news"))
    counts = await store.counts()
    assert (counts.held_by_feed, counts.pending, counts.parked) == ({"strike-news": 2}, 2, 0)
