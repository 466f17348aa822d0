"""Judging again what is stored."""

from dataclasses import replace

import pytest

from bot.core.model import AuditAction, Catalogue, Decision, Entry, Feed, ReviewDecision, Statement, Verdict
from bot.core.provenance import judge
from bot.services import rejudger as module
from bot.services.rejudger import Rejudger
from tests.documents import Item, rss
from tests.services.conftest import NEWS, NEWS_URL, PRESS_URL, World, plain
from tests.services.test_page_completer import put_page, statement, tease, url_of
from tests.services.test_reviewer import reviewer, say_oddly
from tests.site.server import Reply

TEXT = "We are on strike from today. Pickets begin at seven in the morning at every gate."
TRUSTING = replace(NEWS, hosts=frozenset({"www.guild.example", "es.guild.example"}))


def rejudger(world: World, catalogue: Catalogue | None = None) -> Rejudger:
    return Rejudger(catalogue=catalogue or world.catalogue, store=world.store, clock=world.clock)


def changed(result: module.Rejudging) -> list[tuple[str, str, str]]:
    return [
        (one.stored.entry.title, one.stored.verdict.decision, one.verdict.decision) for one in result.changes
    ]


@pytest.fixture
async def three(world: World) -> World:
    """Store a direct entry, a held one, and somebody else's; pages of two make more than one of them."""
    world.say("direct", "Direct", TEXT)
    say_oddly(world, "odd", "Odd", TEXT + " Bring water with you, and a friend.")
    world.items.append(Item("Else", "https://evil.example/x", "They gave up.", world.clock.now(), "else"))
    world.serve()
    await world.cycle()
    return world


async def test_the_same_rules_say_the_same(three: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "_PAGE", 2)
    result = await rejudger(three).rejudge(by="cli:omar", dry_run=False)
    assert (result.changes, result.judged, result.skipped) == ([], 3, 0)
    assert await three.store.audit_records(10) == []


async def test_a_dry_run_lists_and_keeps_nothing(three: World) -> None:
    trusting = replace(three.catalogue, feeds=(TRUSTING,))
    result = await rejudger(three, trusting).rejudge(by="cli:omar", dry_run=True)
    assert changed(result) == [("Odd", "held", "direct")]
    assert [one.title for one in await reviewer(three).held()] == ["Odd"]
    assert await three.store.audit_records(10) == []


async def test_what_is_direct_now_is_stored_and_never_posted(three: World) -> None:
    three.catalogue = replace(three.catalogue, feeds=(TRUSTING,))
    result = await rejudger(three).rejudge(by="cli:omar", dry_run=False)
    assert changed(result) == [("Odd", "held", "direct")]
    shown = len(three.poster.posts)
    await three.cycle()
    assert len(three.poster.posts) == shown
    assert await reviewer(three).held() == []
    assert "Odd" in plain(await three.answers.latest())
    [record] = await three.store.audit_records(10)
    assert (record.action, record.by) == (AuditAction.REJUDGE, "cli:omar")
    assert record.detail.endswith("on entries 1 to 3: 1 verdicts changed")


async def test_what_was_posted_stays_posted(three: World) -> None:
    three.catalogue = replace(
        three.catalogue, feeds=(replace(NEWS, hosts=frozenset({"strike.guild.example"})),)
    )
    result = await rejudger(three).rejudge(by="cli:omar", dry_run=False)
    assert ("Direct", "direct", "held") in changed(result)
    await three.services.deliverer.deliver_pending()
    assert three.poster.edits == []


async def test_entries_of_a_feed_that_is_gone_are_counted_and_left(three: World) -> None:
    result = await rejudger(three, replace(three.catalogue, feeds=())).rejudge(by="bot", dry_run=False)
    assert (result.changes, result.judged, result.skipped) == ([], 0, 3)


async def test_a_quarantine_is_not_lifted(world: World) -> None:
    world.say("before", "Before", TEXT)
    await world.cycle()
    world.site.put(NEWS_URL, Reply(status=302, headers={"Location": PRESS_URL}))
    await world.cycle()
    world.say("in", "In quarantine", "This is said in quarantine. It is short.")
    await world.cycle()
    result = await rejudger(world).rejudge(by="bot", dry_run=False)
    assert changed(result) == []
    [held] = await reviewer(world).quarantined("guild-news")
    assert held.title == "In quarantine"
    world.catalogue = replace(
        world.catalogue, feeds=(replace(NEWS, hosts=frozenset({"strike.guild.example"})),)
    )
    result = await rejudger(world).rejudge(by="bot", dry_run=False)
    assert ("In quarantine", "held", "held") in changed(result)


async def test_entries_held_in_a_redirected_feed_stay_the_quarantines(world: World) -> None:
    world.say("before", "Before", TEXT)
    await world.cycle()
    strange = Item("Strange", "https://www.guild.example/s", "Buy now.", world.clock.now(), "s")
    world.site.put(NEWS_URL, Reply(status=302, headers={"Location": PRESS_URL}))
    world.site.put(PRESS_URL, rss([strange, *world.items]))
    await world.cycle()
    result = await rejudger(world).rejudge(by="bot", dry_run=False)
    assert changed(result) == []
    [held] = await reviewer(world).quarantined("guild-news")
    assert (held.title, held.verdict.rule) == ("Strange", "quarantine")


async def test_what_was_seen_in_quarantine_is_not_lifted_after_its_release(world: World) -> None:
    world.say("before", "Before", TEXT)
    await world.cycle()
    world.site.put(NEWS_URL, Reply(status=302, headers={"Location": PRESS_URL}))
    await world.cycle()
    world.say("in", "In quarantine", "This is said in quarantine. It is short.")
    await world.cycle()
    await reviewer(world).release("guild-news", by="cli:omar")
    world.edit("in", text="This is said in quarantine. It is longer now.")
    await world.cycle()
    [held] = await reviewer(world).held()
    assert (held.revision, held.verdict.rule) == (2, "seen-in-quarantine")
    result = await rejudger(world).rejudge(by="bot", dry_run=False)
    assert changed(result) == []
    [held] = await reviewer(world).held()
    assert (held.verdict.rule, held.verdict.path[-1].rule) == ("seen-in-quarantine", "seen-in-quarantine")


# --- the statement's own page ------------------------------------------------------------------------


def rules(statement: Statement) -> list[str]:
    return [check.rule for check in statement.verdict.path]


async def judged_by_other_words(world: World, monkeypatch: pytest.MonkeyPatch) -> module.Rejudging:
    """Judge everything again by rules of which only the version is another."""

    def judged(entry: Entry, feed: Feed, hops: tuple[str, ...]) -> Verdict:
        return replace(judge(entry, feed, hops), ruleset=99)

    monkeypatch.setattr("bot.services.rejudger.judge", judged)
    return await rejudger(world).rejudge(by="cli:omar", dry_run=False)


async def test_the_checks_of_the_page_stay_on_the_path(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    tease(world)
    put_page(world.site, "on-strike", canonical=url_of("on-strike"))
    await world.cycle()
    before = await statement(world)
    assert rules(before)[-3:-1] == ["page-host", "page-canonical"]
    assert (await judged_by_other_words(world, monkeypatch)).changes == []
    again = await statement(world)
    assert again.verdict == replace(before.verdict, ruleset=99)


async def test_a_page_that_was_not_read_is_no_check(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    tease(world)
    world.site.put(url_of("on-strike"), Reply(status=503, content_type="text/html"))
    await world.cycle()
    before = await statement(world)
    assert before.page is not None
    assert before.page.hops
    await judged_by_other_words(world, monkeypatch)
    assert (await statement(world)).verdict == replace(before.verdict, ruleset=99)


async def test_a_page_that_names_another_place_holds_until_that_is_the_unions(world: World) -> None:
    tease(world)
    put_page(world.site, "on-strike", canonical="https://es.guild.example/1")
    await world.cycle()
    assert (await statement(world)).verdict.rule == "page-canonical"
    result = await rejudger(world).rejudge(by="cli:omar", dry_run=False)
    assert (result.changes, (await statement(world)).verdict.rule) == ([], "page-canonical")
    result = await rejudger(world, replace(world.catalogue, feeds=(TRUSTING,))).rejudge(
        by="cli:omar", dry_run=False
    )
    assert changed(result) == [("On strike", "held", "direct")]
    assert rules(await statement(world))[-3:-1] == ["page-host", "page-canonical"]


async def test_a_persons_decision_stands(three: World) -> None:
    [odd] = await reviewer(three).held()
    await reviewer(three).decide(odd.entry_id, ReviewDecision.APPROVED, by="cli:ines")
    await rejudger(three).rejudge(by="cli:omar", dry_run=False)
    assert (await three.store.statement(odd.entry_id)).is_unions_word


async def test_new_words_for_the_same_verdict_are_kept_and_not_listed(
    three: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    def judged(entry: Entry, feed: Feed, hops: tuple[str, ...]) -> Verdict:
        return replace(judge(entry, feed, hops), reason="A better reason.", ruleset=99)

    monkeypatch.setattr("bot.services.rejudger.judge", judged)
    result = await rejudger(three).rejudge(by="cli:omar", dry_run=False)
    assert (result.changes, result.judged) == ([], 3)
    [odd] = await reviewer(three).held()
    assert (odd.verdict.decision, odd.verdict.reason, odd.verdict.ruleset) == (
        Decision.HELD,
        "A better reason.",
        99,
    )
