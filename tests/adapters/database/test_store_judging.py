"""Texts and verdicts that change after the poll: statements' own pages, and newer rules."""

import hashlib
from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

from bot.adapters.database.store import SqlStore
from bot.core.model import (
    AuditAction,
    Change,
    Check,
    Decision,
    DeliveryKind,
    PageOutcome,
    PageReading,
    PlannedEntry,
    Verdict,
    WantedPage,
)
from bot.ports import StoredEntry
from tests.adapters.database.lantern import ADMINS, CHANNEL, HOUR, NOW, Given, record, review

PAGE = "https://strike.lanternguild.example/post/a"
MISSING = PageReading(
    PageOutcome.UNAVAILABLE,
    note="The page could not be read yet.",
    hops=(PAGE,),
    canonical=None,
    at=NOW,
    attempts=2,
    next_attempt_at=NOW + HOUR,
)
WHOLE = PageReading(
    PageOutcome.WHOLE,
    note="The whole text was read on the guild's site.",
    hops=(PAGE, PAGE + "/"),
    canonical=PAGE,
    at=NOW + HOUR,
    attempts=3,
)
PATH = (
    Check("transport", passed=True, seen="https", expected="https"),
    Check("page-canonical", passed=False, seen='press.example\ud800 "x"', expected="lanternguild.example"),
)
FOREIGN = Verdict(Decision.HELD, "page-canonical", "Its page names another.", "press.example", "own", 2, PATH)


def teaser(given: Given, name: str = "a", waits: timedelta = HOUR) -> PlannedEntry:
    page = replace(MISSING, next_attempt_at=NOW + waits)
    return replace(given.planned(name, text="We are on…", cut_off=True, post_to=(CHANNEL,)), page=page)


async def wanted(store: SqlStore) -> Sequence[WantedPage]:
    return await store.wanted_pages(NOW + HOUR, 10)


async def kinds(store: SqlStore) -> list[DeliveryKind]:
    return [one.kind for one in await store.due_deliveries("discord:", NOW + 2 * HOUR)]


async def test_a_reading_is_stored_with_its_revision(store: SqlStore, given: Given) -> None:
    await store.apply(given.update(replace(given.planned("a"), page=WHOLE), given.planned("b")))
    assert (await store.statement(1)).page == WHOLE
    assert (await store.statement(2)).page is None


async def test_a_page_that_was_not_there_is_wanted_again(store: SqlStore, given: Given) -> None:
    planned = teaser(given)
    await store.apply(given.update(planned))
    assert await store.wanted_pages(NOW, 10) == []
    (found,) = await wanted(store)
    assert found == WantedPage(1, 1, "strike-news", PAGE, planned.entry, planned.verdict, attempts=2)


async def test_pages_longest_waiting_first(store: SqlStore, given: Given) -> None:
    minutes = {"a": 30, "b": 10, "c": 20, "d": 90}
    entries = [teaser(given, name, timedelta(minutes=number)) for name, number in minutes.items()]
    await store.apply(given.update(*entries))
    assert [one.entry_id for one in await wanted(store)] == [2, 3, 1]
    assert [one.entry_id for one in await store.wanted_pages(NOW + HOUR, 2)] == [2, 3]


async def test_no_page_is_wanted_of_what_does_not_count_or_is_overtaken(
    store: SqlStore, given: Given
) -> None:
    held = replace(teaser(given, "held"), verdict=given.verdict(Decision.HELD))
    nowhere = teaser(given, "nowhere")
    nowhere = replace(nowhere, entry=replace(nowhere.entry, link=None))
    await store.apply(given.update(teaser(given), teaser(given, "wrong"), held, nowhere))
    await store.withdraw(2, audit=record(AuditAction.WITHDRAW))
    assert [one.entry_id for one in await wanted(store)] == [1]
    await store.apply(given.update(given.planned("a", text="All.", change=Change.CHANGED, known_id=1)))
    assert await wanted(store) == []
    await store.decide(review(3), targets=(), audit=record(AuditAction.APPROVE))
    assert [one.entry_id for one in await wanted(store)] == [3]


async def test_a_whole_text_replaces_the_teaser_in_place(store: SqlStore, given: Given) -> None:
    await store.apply(given.update(teaser(given)))
    before = await kinds(store)
    (page,) = await wanted(store)
    text = "We are on strike.\n\nAll of us. \ud800"
    await store.save_page(page, WHOLE, text=text, verdict=page.verdict, review_targets=(ADMINS,))
    statement = await store.statement(1)
    assert statement.text == text.replace("\ud800", "\ufffd")
    assert statement.sha256 == hashlib.sha256(statement.text.encode()).hexdigest()
    assert (statement.cut_off, statement.revision, statement.page) == (False, 1, WHOLE)
    assert statement.verdict == page.verdict
    assert await wanted(store) == []
    assert await kinds(store) == before
    # To the poll that sees the teaser again, nothing has changed.
    (known,) = await store.known_entries("strike-news", ["guid:a"])
    assert known.content_hash == teaser(given).content_hash
    assert known.completed


async def test_a_page_that_is_still_not_there(store: SqlStore, given: Given) -> None:
    await store.apply(given.update(teaser(given)))
    (page,) = await wanted(store)
    again = replace(MISSING, attempts=3, at=NOW + HOUR, next_attempt_at=NOW + 2 * HOUR)
    await store.save_page(page, again, text=None, verdict=page.verdict)
    assert await wanted(store) == []
    (later,) = await store.wanted_pages(NOW + 2 * HOUR, 10)
    assert later.attempts == 3
    statement = await store.statement(1)
    assert (statement.text, statement.cut_off, statement.page) == ("We are on…", True, again)


async def test_a_foreign_page_makes_the_entry_held(store: SqlStore, given: Given) -> None:
    await store.apply(given.update(teaser(given)))
    (page,) = await wanted(store)
    foreign = replace(WHOLE, outcome=PageOutcome.FOREIGN)
    await store.save_page(page, foreign, text=None, verdict=FOREIGN, review_targets=(ADMINS,))
    statement = await store.statement(1)
    seen = 'press.example\ufffd "x"'
    assert statement.verdict == replace(FOREIGN, path=(PATH[0], replace(PATH[1], seen=seen)))
    assert await store.latest_statements(["strike-news"], 5) == []
    assert [one.entry_id for one in await store.held_entries(5)] == [1]
    assert await kinds(store) == [DeliveryKind.STATEMENT, DeliveryKind.REVIEW]
    (known,) = await store.known_entries("strike-news", ["guid:a"])
    assert known.verdict == statement.verdict


async def test_a_verdict_on_an_overtaken_revision_decides_nothing(store: SqlStore, given: Given) -> None:
    await store.apply(given.update(teaser(given), teaser(given, "b")))
    page, other = await wanted(store)
    await store.apply(given.update(given.planned("a", text="All.", change=Change.CHANGED, known_id=1)))
    await store.save_page(page, WHOLE, text=None, verdict=FOREIGN, review_targets=(ADMINS,))
    assert (await store.statement(1)).verdict.decision is Decision.DIRECT
    assert [one.entry_id for one in await store.latest_statements(["strike-news"], 5)] == [2, 1]
    rejected = replace(FOREIGN, decision=Decision.REJECTED)
    await store.save_page(other, WHOLE, text=None, verdict=rejected, review_targets=(ADMINS,))
    assert DeliveryKind.REVIEW not in await kinds(store)
    assert [one.entry_id for one in await store.latest_statements(["strike-news"], 5)] == [1]


async def test_without_review_targets_a_foreign_page_has_no_card(store: SqlStore, given: Given) -> None:
    await store.apply(given.update(teaser(given)))
    (page,) = await wanted(store)
    await store.save_page(page, WHOLE, text=None, verdict=FOREIGN)
    assert await kinds(store) == [DeliveryKind.STATEMENT]
    assert [one.entry_id for one in await store.held_entries(5)] == [1]


async def test_a_verdict_keeps_its_path(store: SqlStore, given: Given) -> None:
    path = (PATH[0], replace(PATH[1], seen="press.example\nwith “quotes”"))
    verdict = replace(FOREIGN, path=path)
    await store.apply(given.update(replace(given.planned("a"), verdict=verdict), given.planned("b")))
    assert (await store.statement(1)).verdict == verdict
    assert (await store.statement(2)).verdict.path == ()
    (known,) = await store.known_entries("strike-news", ["guid:a"])
    assert known.verdict == verdict


async def test_entries_come_back_to_the_rules_as_they_were(store: SqlStore, given: Given) -> None:
    planned = given.planned("a", cut_off=True)
    entry = replace(planned.entry, source_url="https://s.example/", channel_id="UCx", author=None)
    await store.apply(given.update(given.planned("a")))
    await store.apply(given.named("site").update(given.planned("b")))
    changed = replace(planned, entry=entry, change=Change.CHANGED, known_id=1, content_hash="other")
    await store.apply(given.update(changed))
    first, second = await store.entries_after(0, 10)
    hops = (given.feed.url,)
    assert first == StoredEntry(1, 2, "strike-news", entry, hops, planned.verdict)
    assert (second.id, second.number, second.feed_id) == (2, 1, "site")
    assert await store.entries_after(0, 1) == [first]
    read = replace(changed, entry=replace(entry, title="Read"), content_hash="third", page=WHOLE)
    await store.apply(given.update(read))
    first, _ = await store.entries_after(0, 10)
    assert (first.number, first.page) == (3, WHOLE)
    assert await store.entries_after(1, 10) == [second]
    assert await store.entries_after(2, 10) == []


async def test_newer_verdicts_replace_the_newest_and_post_nothing(store: SqlStore, given: Given) -> None:
    await store.apply(given.update(given.planned("a", decision=Decision.HELD), given.planned("b")))
    await store.apply(given.update(given.planned("b", text="More.", change=Change.CHANGED, known_id=2)))
    before = await kinds(store)
    first, second = await store.entries_after(0, 10)
    direct = replace(given.verdict(), ruleset=2, path=PATH[:1])
    audit = record(AuditAction.REJUDGE, "feed:strike-news")
    await store.save_verdicts([(first, direct), (second, FOREIGN)], audit=audit)
    assert (await store.statement(1)).verdict == direct
    latest = await store.latest_statements(["strike-news"], 5)
    assert [one.entry_id for one in latest] == [1]
    assert (await store.counts()).held_by_feed == {"strike-news": 1}
    assert await store.audit_records(5) == [audit]
    assert await kinds(store) == before

    # One that changed since it was read keeps the verdict on its newest revision.
    await store.apply(given.update(given.planned("a", text="More.", change=Change.CHANGED, known_id=1)))
    await store.save_verdicts([(first, FOREIGN)], audit=audit)
    statement = await store.statement(1)
    assert (statement.revision, statement.verdict.decision) == (2, Decision.DIRECT)
    assert [one.entry_id for one in await store.latest_statements(["strike-news"], 5)] == [1]


async def test_a_rejudging_that_changed_nothing_is_audited(store: SqlStore) -> None:
    audit = record(AuditAction.REJUDGE, "feed:strike-news")
    await store.save_verdicts([], audit=audit)
    assert await store.audit_records(5) == [audit]
