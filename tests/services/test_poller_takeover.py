"""A feed changes hands, and statements stand on two feeds, against a real site and a real database."""

from dataclasses import dataclass, replace
from datetime import timedelta

import pytest

from bot.core.model import (
    AuditAction,
    AuditRecord,
    Decision,
    DeliveryKind,
    Feed,
    Fetched,
    NotModified,
    PlannedEntry,
    ReviewDecision,
    Sign,
    Validators,
)
from tests.documents import Item, rss
from tests.services.conftest import NEWS, NEWS_URL, PRESS, PRESS_URL, World, plain
from tests.services.test_rejudger import rejudger
from tests.services.test_reviewer import reviewer
from tests.site.server import Reply

TEXT = (
    "We are on strike from Friday. The studios put the same residual formula in front of us that performers "
    "voted down in spring, and the negotiating committee walked away from the bargaining table."
)
BLOG_URL = "https://www.guild.example/blog"
BLOG = replace(NEWS, id="guild-blog", url=BLOG_URL)
MINUTES = timedelta(minutes=6)
ADMIN = "cli:admin"


def turn(world: World) -> None:
    """Let the feed's address lead to a stranger's site, which copies what was said and adds to it."""
    copied = [*world.items, Item("Buy coins", "https://www.guild.example/coins", "Buy now.", guid="coins")]
    world.site.put(NEWS_URL, Reply(status=302, headers={"Location": PRESS_URL}))
    world.site.put(PRESS_URL, rss(copied))


async def poll(world: World) -> tuple[PlannedEntry, ...]:
    world.clock.advance(MINUTES)
    [report] = await world.services.poller.poll_due()
    assert report.error is None
    await world.services.deliverer.deliver_pending()
    return report.entries


async def release(world: World) -> bool:
    audit = AuditRecord(world.clock.now(), ADMIN, AuditAction.RELEASE, "feed:guild-news", "Looked at it.")
    return await world.store.release("guild-news", approve=(), targets=("discord:1",), audit=audit)


async def quarantine_cards(world: World) -> int:
    due = await world.store.due_deliveries("discord:", world.clock.now())
    return sum(delivery.kind is DeliveryKind.QUARANTINE for delivery in due)


async def test_a_takeover_from_sign_to_release(world: World, caplog: pytest.LogCaptureFixture) -> None:
    world.catalogue = replace(world.catalogue, review_channel=9)
    world.say("on-strike", "On strike", TEXT)
    await poll(world)
    assert len(world.poster.posts) == 1

    turn(world)
    world.clock.advance(MINUTES)
    [report] = await world.services.poller.poll_due()
    verdicts = {entry.entry.title: entry.verdict for entry in report.entries}
    assert verdicts["On strike"].decision is Decision.DIRECT
    assert (verdicts["Buy coins"].decision, verdicts["Buy coins"].rule) == (Decision.HELD, "quarantine")
    state = (await world.store.feed_states())["guild-news"]
    assert state.quarantine is not None
    assert (state.quarantine.sign, state.quarantine.seen) == (Sign.REDIRECT_HOST, "dailycurtain.example")
    assert await quarantine_cards(world) == 1
    world.clock.advance(MINUTES)
    await world.services.poller.poll_due()
    assert await quarantine_cards(world) == 1
    warnings = [record.getMessage() for record in caplog.records if "quarantine" in record.getMessage()]
    assert warnings == ["guild-news is in quarantine: redirect-host"]

    world.say(
        "back", "We are back", "The site is ours again. Nothing that was said meanwhile is the union's."
    )
    await poll(world)
    assert await release(world)
    await poll(world)
    world.say("later", "Pickets resume", "Pickets resume at the north gate and at the south gate.")
    await poll(world)
    posts = [(target, plain(message)) for target, _, message in world.poster.posts]
    assert [text.splitlines()[0] for target, text in posts if target == "discord:9"] == [
        "In quarantine: guild-news",
        "Held for a person: Buy coins",
        "Held for a person: We are back",
    ]
    members = [text for target, text in posts if target == "discord:1"]
    assert not any("Buy" in text or "We are back" in text for text in members)
    assert any("Pickets resume" in text for text in members)


async def test_the_channels_link_is_remembered_and_its_move_is_a_sign(world: World) -> None:
    world.say("on-strike", "On strike", TEXT)
    await poll(world)
    assert (await world.store.feed_states())["guild-news"].link_host == "www.guild.example"
    moved = rss(world.items).replace(
        b"<link>https://www.guild.example/</link>", b"<link>https://a.example</link>"
    )
    world.site.put(NEWS_URL, moved)
    await poll(world)
    quarantine = (await world.store.feed_states())["guild-news"].quarantine
    assert quarantine is not None
    assert (quarantine.sign, quarantine.seen) == (Sign.CHANNEL_LINK, "a.example")


async def test_a_replaced_feed_is_a_sign_and_one_that_an_admin_moved_is_not(world: World) -> None:
    world.say("on-strike", "On strike", TEXT)
    await poll(world)
    others = [
        Item(f"Other {n}", f"https://www.guild.example/o{n}", "Text.", world.clock.now(), f"o{n}")
        for n in range(9)
    ]
    world.site.put(BLOG_URL, rss(others))
    news = world.catalogue.feeds
    world.catalogue = replace(world.catalogue, feeds=(replace(NEWS, url=BLOG_URL),))
    await poll(world)
    assert (await world.store.feed_states())["guild-news"].quarantine is None
    world.catalogue = replace(world.catalogue, feeds=news)
    await poll(world)
    world.items = [
        replace(item, link=f"{item.link}-x", guid=f"{item.guid}-x", title=f"{item.title} x")
        for item in others
    ]
    world.serve()
    entries = await poll(world)
    assert {entry.verdict.rule for entry in entries} == {"quarantine"}
    quarantine = (await world.store.feed_states())["guild-news"].quarantine
    assert quarantine is not None
    assert quarantine.sign is Sign.BULK


@dataclass
class ReleasedMeanwhile:
    """A fetcher during whose work an admin releases the feed."""

    world: World

    async def fetch(self, feed: Feed, validators: Validators) -> Fetched | NotModified:
        fetched = await self.world.fetcher.fetch(feed, validators)
        assert await release(self.world)
        return fetched


async def test_a_release_while_the_feed_is_fetched_counts(world: World) -> None:
    world.say("on-strike", "On strike", TEXT)
    await poll(world)
    turn(world)
    await poll(world)
    world.say("later", "Pickets resume", "Pickets resume at the north gate and at the south gate.")
    poller = world.services.poller
    poller._fetcher = ReleasedMeanwhile(world)
    [report] = await poller.poll_all()
    assert report.error is None
    assert [entry.post_to for entry in report.entries if entry.entry.title == "Pickets resume"] == [
        ("discord:1",)
    ]
    assert (await world.store.feed_states())["guild-news"].quarantine is None


# --- duplicates ------------------------------------------------------------------------------------


def follow_both(world: World) -> None:
    [channel] = world.catalogue.channels
    channel = replace(channel, feed_ids=frozenset({NEWS.id, BLOG.id}))
    world.catalogue = replace(world.catalogue, feeds=(NEWS, BLOG, PRESS), channels=(channel,))
    world.site.put(BLOG_URL, rss([]))


async def test_the_same_statement_on_two_feeds_polled_at_once_is_one_post(world: World) -> None:
    follow_both(world)
    item = world.say("on-strike", "On strike", TEXT)
    copy = replace(item, link="https://www.guild.example/blog/1", guid="b-1", text=f"{TEXT}\n\nMore follows.")
    world.site.put(BLOG_URL, rss([copy]))
    await world.cycle()
    assert len(world.poster.posts) == 1
    [statement] = await world.store.latest_statements([NEWS.id, BLOG.id], 9)
    assert [also.feed_id for also in statement.also_at] in ([NEWS.id], [BLOG.id])
    await world.cycle()
    assert len(world.poster.posts) == 1


async def test_a_channel_that_follows_one_feed_gets_the_statement_of_that_feed(world: World) -> None:
    follow_both(world)
    [channel] = world.catalogue.channels
    channels = (
        replace(channel, feed_ids=frozenset({NEWS.id})),
        replace(channel, id=2, feed_ids=frozenset({BLOG.id})),
    )
    world.catalogue = replace(world.catalogue, channels=channels)
    item = world.say("on-strike", "On strike", TEXT)
    world.site.put(BLOG_URL, rss([replace(item, link="https://www.guild.example/blog/1", guid="b-1")]))
    await world.cycle()
    assert sorted(target for target, _, _ in world.poster.posts) == ["discord:1", "discord:2"]


async def test_an_unchanged_feed_asks_for_no_statements(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    follow_both(world)
    world.say("on-strike", "On strike", TEXT)
    await world.cycle()

    async def refuse(*_: object) -> None:
        raise AssertionError("asked")

    monkeypatch.setattr(world.store, "recent_statements", refuse)
    reports = await world.services.poller.poll_all(conditional=False)
    assert [report.error for report in reports] == [None, None, None]


async def withdraw_the_first(world: World) -> None:
    audit = AuditRecord(world.clock.now(), ADMIN, AuditAction.WITHDRAW, "entry:1", "It was wrong.")
    assert await world.store.withdraw(1, audit=audit)


async def test_a_withdrawn_statement_does_not_come_back_on_another_feed(world: World) -> None:
    follow_both(world)
    world.catalogue = replace(world.catalogue, review_channel=9)
    item = world.say("on-strike", "On strike", TEXT)
    await world.cycle()
    await withdraw_the_first(world)
    world.clock.advance(timedelta(days=5))
    copy = replace(item, link="https://www.guild.example/blog/1", guid="b-1", published_at=world.clock.now())
    world.site.put(BLOG_URL, rss([copy]))
    await world.cycle()
    [held] = await world.store.held_entries(9)
    assert (held.feed_id, held.verdict.rule) == (BLOG.id, "withdrawn-copy")
    assert "entry 1, https://www.guild.example/on-strike" in held.verdict.seen
    targets = [target for target, _, _ in world.poster.posts]
    assert targets == ["discord:1", "discord:9"]  # the admins have its card, members have nothing
    assert await world.store.latest_statements([NEWS.id, BLOG.id], 9) == []

    # Edited or judged again it stays held; a person can let it through.
    world.site.put(BLOG_URL, rss([replace(copy, text=f"{TEXT} Bring water.")]))
    await world.cycle()
    await world.services.poller.poll_all(conditional=False)
    result = await rejudger(world).rejudge(by=ADMIN, dry_run=False)
    [held] = await world.store.held_entries(9)
    assert (held.revision, held.verdict.rule, result.changes) == (2, "withdrawn-copy", [])
    await reviewer(world).decide(held.entry_id, ReviewDecision.APPROVED, by=ADMIN)
    await world.services.deliverer.deliver_pending()
    assert [target for target, _, _ in world.poster.posts][-1] == "discord:1"


async def test_a_copy_of_an_approved_copy_is_that_statement(world: World) -> None:
    follow_both(world)
    item = world.say("on-strike", "On strike", TEXT)
    await world.cycle()
    await withdraw_the_first(world)
    world.site.put(BLOG_URL, rss([replace(item, link="https://www.guild.example/blog/1", guid="b-1")]))
    await world.cycle()
    [held] = await world.store.held_entries(9)
    await reviewer(world).decide(held.entry_id, ReviewDecision.APPROVED, by=ADMIN)
    await world.services.deliverer.deliver_pending()
    world.say("again", "On strike", TEXT)
    await world.cycle()
    assert await world.store.held_entries(9) == []
    assert len(world.poster.posts) == 2
    [statement] = await world.store.latest_statements([BLOG.id], 9)
    assert [also.url for also in statement.also_at] == ["https://www.guild.example/again"]


async def test_a_withdrawn_statement_does_not_come_back_on_its_own_feed(world: World) -> None:
    world.say("on-strike", "On strike", TEXT)
    await world.cycle()
    await withdraw_the_first(world)
    world.clock.advance(timedelta(days=2))
    world.say("again", "On strike", TEXT)
    await world.cycle()
    [held] = await world.store.held_entries(9)
    assert held.verdict.rule == "withdrawn-copy"
    assert len(world.poster.posts) == 1
