"""What people decide, from the store to the posts: approve, reject, withdraw, release."""

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

import pytest

from bot.core.custom_ids import listing_mark
from bot.core.errors import PostGone, ReviewError, StoreError
from bot.core.model import (
    Account,
    ActionButton,
    AuditAction,
    Catalogue,
    FeedState,
    LinkButton,
    Message,
    Platform,
    ReviewDecision,
    Sign,
)
from bot.core.parse import parse_feed
from bot.core.plan import plan_update
from bot.core.targets import DISCORD, TERMINAL
from bot.services.reviewer import Reviewer
from tests.documents import Item, rss
from tests.services.conftest import NEWS, NEWS_URL, PRESS_URL, World, plain
from tests.site.server import Reply

APPROVE, REJECT = ReviewDecision.APPROVED, ReviewDecision.REJECTED
TEXT = "We are on strike from today. Pickets begin at seven in the morning at every gate."
EDITED = "We are on strike from today. Pickets begin at eight in the morning at every gate."
REVIEW = "discord:9"
INES, OMAR = "discord:4711", "cli:omar"
SOCIAL = replace(
    NEWS,
    id="social",
    url="https://bsky.app/profile/did:plc:abc/rss",
    account=Account(Platform.BLUESKY, "did:plc:abc"),
)


@pytest.fixture
def world(world: World) -> World:
    world.catalogue = replace(world.catalogue, review_channel=9)
    return world


def reviewer(world: World, prefix: str = DISCORD, catalogue: Catalogue | None = None) -> Reviewer:
    return Reviewer(
        catalogue=catalogue or world.catalogue, store=world.store, clock=world.clock, target_prefix=prefix
    )


def say_oddly(world: World, slug: str, title: str, text: str = TEXT) -> None:
    """Publish something whose link is on a host that nobody has listed, but is near the union's."""
    link = f"https://es.guild.example/{slug}"
    world.items.insert(0, Item(title, link, text, published_at=world.clock.now(), guid=slug))
    world.serve()


async def hold_one(world: World) -> int:
    say_oddly(world, "odd", "An odd one")
    await world.cycle()
    [statement] = await reviewer(world).held()
    return statement.entry_id


def posts(world: World, target: str = "discord:1") -> Sequence[Message]:
    return [message for at, _, message in world.poster.posts if at == target]


def edits(world: World, target: str) -> Sequence[Message]:
    return [message for at, _, message in world.poster.edits if at == target]


async def deliver(world: World) -> None:
    await world.services.deliverer.deliver_pending()


# --- approving and rejecting ----------------------------------------------------------------------


async def test_a_held_entry_comes_to_the_review_channel_once_and_nowhere_else(world: World) -> None:
    await hold_one(world)
    await world.cycle()
    assert posts(world) == []
    [card] = posts(world, REVIEW)
    assert "Held for a person: An odd one" in plain(card)
    assert [button.label for button in card.buttons] == [
        "Approve",
        "Reject",
        "Trust this address",
        "How do we know?",
    ]


async def test_an_approved_entry_is_posted_and_says_so_and_its_card_shows_who(world: World) -> None:
    entry_id = await hold_one(world)
    ruling = await reviewer(world).decide(entry_id, APPROVE, by=INES, number=1)
    assert (ruling.is_new, ruling.review.decision, ruling.review.by) == (True, APPROVE, INES)
    await deliver(world)
    [post] = posts(world)
    assert "approved by an admin" in plain(post)
    assert "The rules had held it" in plain(post)
    assert "Pickets begin at seven" in plain(post)
    [card] = edits(world, REVIEW)
    assert f"Approved by {INES}" in plain(card)
    assert [button.label for button in card.buttons] == ["How do we know?"]
    [record] = await reviewer(world).audit(10)
    assert (record.action, record.by, record.subject) == (AuditAction.APPROVE, INES, f"entry:{entry_id}")
    assert "revision 1 of “An odd one” of guild-news, held by the rule link-subdomain" in record.detail
    assert await reviewer(world).held() == []
    assert "An odd one" in plain(await world.answers.latest())
    why = plain(await world.answers.why("https://es.guild.example/odd"))
    assert "a person let it through" in why
    assert INES not in why
    await world.cycle()
    assert len(posts(world)) == 1


async def test_a_rejected_entry_is_never_posted(world: World) -> None:
    entry_id = await hold_one(world)
    ruling = await reviewer(world).decide(entry_id, REJECT, by=OMAR)
    assert ruling.is_new
    await world.cycle()
    assert posts(world) == []
    [card] = edits(world, REVIEW)
    assert "Rejected by omar (command line)" in plain(card)
    assert "turned it down" in plain(await world.answers.why("https://es.guild.example/odd"))
    assert (await reviewer(world).audit(10))[0].action is AuditAction.REJECT


async def test_of_two_at_once_the_first_decides_and_the_second_is_told(world: World) -> None:
    entry_id = await hold_one(world)
    desk = reviewer(world)
    first, second = await asyncio.gather(
        desk.decide(entry_id, APPROVE, by=INES, number=1), desk.decide(entry_id, REJECT, by=OMAR, number=1)
    )
    assert [first.is_new, second.is_new].count(True) == 1
    assert first.review == second.review
    world.clock.advance(timedelta(minutes=1))
    again = await desk.decide(entry_id, REJECT, by=OMAR)
    assert (again.is_new, again.review) == (False, first.review)
    assert len(await desk.audit(10)) == 1


async def test_an_approval_covers_the_revision_that_was_looked_at(world: World) -> None:
    entry_id = await hold_one(world)
    world.edit("odd", text=EDITED)
    await world.cycle()
    with pytest.raises(ReviewError, match=r"has changed since: its revision is 2 now, not 1"):
        await reviewer(world).decide(entry_id, APPROVE, by=INES, number=1)
    assert [plain(card).count("Held for a person") for card in posts(world, REVIEW)] == [1, 1]
    [overtaken] = edits(world, REVIEW)
    assert "revision 2 is held, on a card of its own" in plain(overtaken)
    await reviewer(world).decide(entry_id, APPROVE, by=INES, number=2)
    await deliver(world)
    assert ["eight" in plain(post) for post in posts(world)] == [True]
    world.edit("odd", text=TEXT)
    await world.cycle()
    assert len(posts(world)) == 1
    assert [one.revision for one in await reviewer(world).held()] == [3]
    assert edits(world, "discord:1") == []


async def test_what_is_not_held_cannot_be_decided(world: World) -> None:
    world.say("plain", "A plain one", TEXT)
    await world.cycle()
    desk = reviewer(world)
    with pytest.raises(ReviewError, match="Entry 1 is not held: it is direct by the rule own-host"):
        await desk.decide(1, REJECT, by=INES)
    with pytest.raises(StoreError, match="no entry 99"):
        await desk.decide(99, APPROVE, by=INES)
    await desk.withdraw(1, by=INES)
    with pytest.raises(ReviewError, match="Entry 1 was withdrawn"):
        await desk.decide(1, APPROVE, by=INES)


async def test_nothing_of_a_feed_that_is_gone_can_be_approved(world: World) -> None:
    entry_id = await hold_one(world)
    desk = reviewer(world, catalogue=replace(world.catalogue, feeds=()))
    with pytest.raises(ReviewError, match=r"'guild-news' is no longer in feeds\.yaml"):
        await desk.decide(entry_id, APPROVE, by=INES)
    assert (await desk.decide(entry_id, REJECT, by=INES)).is_new


async def test_a_decision_before_the_card_was_posted_makes_no_card(world: World) -> None:
    say_oddly(world, "odd", "An odd one")
    await world.services.poller.poll_all()
    [statement] = await reviewer(world).held()
    await reviewer(world).decide(statement.entry_id, REJECT, by=INES)
    await deliver(world)
    assert world.poster.posts == []
    assert (await world.store.counts()).pending == 0


async def test_a_card_that_was_deleted_is_let_go(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    entry_id = await hold_one(world)

    async def gone(*_: object) -> None:
        raise PostGone("the message is gone")

    monkeypatch.setattr(world.poster.__class__, "edit", gone)
    await reviewer(world).decide(entry_id, APPROVE, by=INES)
    await deliver(world)
    counts = await world.store.counts()
    assert (counts.pending, counts.parked) == (0, 0)
    assert len(posts(world)) == 1


# --- from a shell ---------------------------------------------------------------------------------


async def test_a_shell_without_the_token_still_reaches_the_channels_that_follow(world: World) -> None:
    entry_id = await hold_one(world)
    await reviewer(world, TERMINAL).decide(entry_id, APPROVE, by=OMAR)
    await deliver(world)
    assert len(posts(world)) == 1
    assert (await world.store.counts()).pending == 0


async def test_where_only_the_terminal_follows_it_shows_what_is_approved(world: World) -> None:
    world.poster.target_prefix = TERMINAL
    world.say("before", "Before", "The gates on Mill Road are ours since dawn. Bring gloves and water.")
    await world.cycle()
    entry_id = await hold_one(world)
    await reviewer(world, TERMINAL).decide(entry_id, APPROVE, by=OMAR)
    await deliver(world)
    assert [target for target, _, _ in world.poster.posts] == ["terminal", "terminal"]


async def test_without_any_channel_the_terminal_shows_it(world: World) -> None:
    world.catalogue = replace(world.catalogue, channels=(), review_channel=None)
    world.poster.target_prefix = TERMINAL
    entry_id = await hold_one(world)
    assert world.poster.posts == []
    await reviewer(world, TERMINAL).decide(entry_id, APPROVE, by=OMAR)
    await deliver(world)
    assert [target for target, _, _ in world.poster.posts] == ["terminal"]


async def test_the_desk_knows_its_catalogue(world: World) -> None:
    desk = reviewer(world, catalogue=replace(world.catalogue, review_role=7))
    assert (desk.review_channel, desk.review_role, list(desk.feed_ids)) == (9, 7, ["guild-news"])


# --- withdrawing ----------------------------------------------------------------------------------


async def test_a_withdrawn_statement_loses_its_words_everywhere(world: World) -> None:
    world.say("wrong", "A wrong one", TEXT)
    await world.cycle()
    desk = reviewer(world)
    entry_id = await desk.entry_of_message("discord:1", "captured-1")
    assert entry_id is not None
    assert await desk.entry_of_message("discord:1", "captured-7") is None
    assert (await desk.withdraw(entry_id, by=INES)).is_new
    assert not (await desk.withdraw(entry_id, by=OMAR)).is_new
    await deliver(world)
    [card] = edits(world, "discord:1")
    assert plain(card).startswith("(withdrawn) A wrong one")
    assert "Pickets" not in plain(card)
    assert not any(isinstance(button, LinkButton) for button in card.buttons)
    assert card.buttons == posts(world)[0].buttons[-1:]
    assert "A wrong one" not in plain(await world.answers.latest())
    assert "A wrong one" not in plain(await world.answers.status())
    how = card.buttons[0]
    assert isinstance(how, ActionButton)
    assert "withdrawn" in plain(await world.answers.receipt(how.custom_id.removeprefix("pw:how:")))
    [record] = await desk.audit(10)
    assert (record.action, record.by) == (AuditAction.WITHDRAW, INES)

    world.edit("wrong", text=EDITED)
    await world.cycle()
    assert "eight" not in "".join(plain(message) for message in (*posts(world), *edits(world, "discord:1")))


async def test_a_statement_withdrawn_before_it_was_posted_is_not_posted(world: World) -> None:
    world.say("wrong", "A wrong one", TEXT)
    await world.services.poller.poll_all()
    await reviewer(world).withdraw(1, by=INES)
    await deliver(world)
    assert world.poster.posts == []
    assert (await world.store.counts()).pending == 0


async def test_a_post_that_may_have_been_made_is_struck_too(world: World) -> None:
    world.say("wrong", "A wrong one", TEXT)
    await world.services.poller.poll_all()
    [delivery] = await world.store.due_deliveries("discord:", world.clock.now())
    await world.store.mark_sending(delivery.id, world.clock.now())  # and then the process was killed
    await reviewer(world).withdraw(1, by=INES)
    await deliver(world)
    [post] = posts(world)
    assert plain(post).startswith("(withdrawn) A wrong one")
    assert world.poster.posts[0][1] == delivery.nonce


async def test_a_withdrawal_outlives_its_feed(world: World) -> None:
    world.say("wrong", "A wrong one", TEXT)
    await world.cycle()
    world.catalogue = replace(world.catalogue, feeds=())
    await reviewer(world).withdraw(1, by=INES)
    await deliver(world)
    [card] = edits(world, "discord:1")
    assert "as the word of the union" in plain(card)


async def test_only_what_was_public_can_be_withdrawn(world: World) -> None:
    entry_id = await hold_one(world)
    with pytest.raises(ReviewError, match=r"is held and was never posted: there is nothing to withdraw"):
        await reviewer(world).withdraw(entry_id, by=INES)
    await reviewer(world).decide(entry_id, APPROVE, by=INES)
    await deliver(world)
    world.edit("odd", text=EDITED)  # held anew, while the post of the approved words stands
    await world.cycle()
    assert (await reviewer(world).withdraw(entry_id, by=INES)).is_new
    await deliver(world)
    assert plain(edits(world, "discord:1")[-1]).startswith("(withdrawn)")


# --- quarantine -----------------------------------------------------------------------------------


def turn(world: World) -> None:
    """Let the union's feed lead to somebody else's site."""
    world.site.put(NEWS_URL, Reply(status=302, headers={"Location": PRESS_URL}))


async def quarantine(world: World) -> Sequence[str]:
    """Have a feed turn and come back with two statements; return their titles."""
    world.say("before", "Before", "This was said before. It is short.")
    await world.cycle()
    turn(world)
    await world.cycle()
    world.clock.advance(timedelta(minutes=10))
    world.say("one", "One", "This is the first in quarantine. It is short.")
    await world.cycle()
    world.clock.advance(timedelta(minutes=10))
    world.say("two", "Two", "This is the second in quarantine. It is short.")
    await world.cycle()
    return [one.title for one in await reviewer(world).quarantined("guild-news")]


async def test_a_feed_that_turns_is_told_once_and_posts_nothing(world: World) -> None:
    assert await quarantine(world) == ["One", "Two"]
    assert [plain(post).splitlines()[0] for post in posts(world)] == ["Before"]
    [card] = [plain(card) for card in posts(world, REVIEW) if "In quarantine" in plain(card)]
    assert "redirect-host" in card
    status = plain(await world.answers.status())
    assert "its address led to a host that is not the union's. Nothing of it is posted" in status
    assert "Its feed is in quarantine" in plain(await world.answers.why("https://www.guild.example/one"))


async def test_a_release_lets_only_later_ones_through(world: World) -> None:
    await quarantine(world)
    release = await reviewer(world).release("guild-news", by=INES)
    assert (release.was_quarantined, release.approved, release.held) == (True, (), 2)
    await world.cycle()
    world.clock.advance(timedelta(minutes=10))
    world.say("three", "Three", "This is said after the release. It is short.")
    await world.cycle()
    assert [plain(post).splitlines()[0] for post in posts(world)] == ["Before", "Three"]
    [card] = [card for card in edits(world, REVIEW) if "is over" in plain(card)]
    assert [button.label for button in card.buttons] == ["Where do things stand?"]
    again = await reviewer(world).release("guild-news", by=OMAR)
    assert not again.was_quarantined
    records = {(record.action, record.by) for record in await reviewer(world).audit(10)}
    assert records == {(AuditAction.QUARANTINE, "bot"), (AuditAction.RELEASE, INES)}
    assert (await world.store.feed_states())["guild-news"].quarantine is None
    assert [one.title for one in await reviewer(world).held()] == ["One", "Two"]


async def test_a_release_posts_exactly_what_was_looked_at(world: World) -> None:
    await quarantine(world)
    desk = reviewer(world)
    listed = listing_mark(await desk.quarantined("guild-news"))
    world.clock.advance(timedelta(minutes=10))
    world.say("three", "Three", "This came after the admin had looked. It is short.")
    await world.cycle()
    with pytest.raises(ReviewError, match="Other entries are held now"):
        await desk.release("guild-news", by=INES, post=True, listed=listed)
    listed = listing_mark(await desk.quarantined("guild-news"))
    release = await desk.release("guild-news", by=INES, post=True, listed=listed)
    assert ([one.title for one in release.approved], release.held) == (["One", "Two", "Three"], 0)
    await world.cycle()
    titles = [plain(post).splitlines()[0] for post in posts(world)]
    assert titles == ["Before", "One", "Two", "Three"]
    actions = [record.action for record in await desk.audit(10)]
    assert actions.count(AuditAction.APPROVE) == 3
    assert any("3 of the 3 entries" in record.detail for record in await desk.audit(10))


async def test_a_feed_that_is_gone_cannot_be_released(world: World) -> None:
    with pytest.raises(ReviewError, match="no feed 'nowhere'"):
        await reviewer(world).release("nowhere", by=INES)


async def test_a_quarantine_released_before_its_card_was_posted_makes_no_card(world: World) -> None:
    world.say("before", "Before", TEXT)
    await world.cycle()
    turn(world)
    await world.services.poller.poll_all()
    state = (await world.store.feed_states())["guild-news"]
    assert state.quarantine is not None
    assert state.quarantine.sign is Sign.REDIRECT_HOST
    await reviewer(world).release("guild-news", by=INES)
    await deliver(world)
    assert [card for card in posts(world, REVIEW) if "quarantine" in plain(card)] == []
    assert (await world.store.counts()).pending == 0


# --- the same statement twice ---------------------------------------------------------------------


def bluesky(text: str, at: str) -> bytes:
    guid = "at://did:plc:abc/app.bsky.feed.post/3k"
    item = Item("", "https://bsky.app/profile/guild.example/post/3k", text, guid=guid)
    return rss([item]).replace(b"<title></title>", b"").replace(b"</item>", at.encode() + b"</item>")


async def test_a_duplicate_on_another_source_adds_its_link_to_the_one_post(world: World) -> None:
    long = "The committee has called a strike at all seven theatres of the city from Monday morning. "
    [channel] = world.catalogue.channels
    world.catalogue = replace(
        world.catalogue,
        feeds=(NEWS, SOCIAL),
        channels=(replace(channel, feed_ids=frozenset({"guild-news", "social"})),),
    )
    first = await _said_on_social(world, long + "Meet us at the stage doors at seven.")
    assert len(first) == 1
    world.clock.advance(timedelta(minutes=30))
    world.say("called", "Strike called", long + "Meet us at the stage doors at seven. Bring your card along.")
    await world.cycle()
    assert len(posts(world)) == 1
    [card] = edits(world, "discord:1")
    assert [button.label for button in card.buttons] == [
        "Read it on www.guild.example",
        "Also on bsky.app",
        "How do we know?",
    ]
    assert "Strike called" in plain(card)  # the site's text wins


async def _said_on_social(world: World, text: str) -> Sequence[Message]:
    """Store and post an account's own post, as its feed would bring it."""
    now = world.clock.now()
    body = bluesky(text, f"<pubDate>{now:%d %b %Y %H:%M} +0000</pubDate>")
    parsed = parse_feed(body, feed_id="social", base_url=SOCIAL.url, content_type="application/rss+xml")
    state = (await world.store.feed_states()).get("social") or FeedState("social")
    update = plan_update(
        parsed, SOCIAL, [], state=state, routes={}, targets={"discord:1"}, hops=(SOCIAL.url,), now=now
    )
    await world.store.apply(update)
    await deliver(world)
    return posts(world)


# --- many held at once -------------------------------------------------------------------------------


async def hold_many(world: World, count: int) -> None:
    for number in range(count):
        say_oddly(world, f"odd-{number}", f"Odd {number}", f"{TEXT} This is number {number}.")
        world.clock.advance(timedelta(minutes=1))
    await world.cycle()


async def test_a_flood_of_held_entries_is_four_cards_and_one_that_counts_the_rest(world: World) -> None:
    await hold_many(world, 9)
    *cards, count = map(plain, posts(world, REVIEW))
    assert [card.splitlines()[0] for card in cards] == [f"Held for a person: Odd {n}" for n in (5, 6, 7, 8)]
    assert count.startswith("More is held: guild-news\n5 more entries of it wait for a decision")
    assert "python -m bot held" in count
    held = await reviewer(world).held()
    assert len(held) == 9
    for statement in held[:5]:
        await reviewer(world).decide(statement.entry_id, REJECT, by=OMAR)
    await deliver(world)
    [edit] = edits(world, REVIEW)
    assert plain(edit).startswith("Nothing more of guild-news waits without a card of its own: 2026-01-05")


async def test_a_card_that_counts_nothing_any_more_is_not_posted(world: World) -> None:
    for number in range(6):
        say_oddly(world, f"odd-{number}", f"Odd {number}", f"{TEXT} This is number {number}.")
        world.clock.advance(timedelta(minutes=1))
    await world.services.poller.poll_all()
    for statement in (await reviewer(world).held())[:2]:
        await reviewer(world).decide(statement.entry_id, REJECT, by=OMAR)
    await deliver(world)
    assert [plain(card).splitlines()[0] for card in posts(world, REVIEW)] == [
        f"Held for a person: Odd {n}" for n in (2, 3, 4, 5)
    ]
    assert edits(world, REVIEW) == []


async def test_what_a_release_leaves_held_comes_to_the_admins_as_cards(world: World) -> None:
    world.say("before", "Before", TEXT)
    await world.cycle()
    world.site.put(NEWS_URL, Reply(status=302, headers={"Location": PRESS_URL}))
    await world.cycle()
    world.say("in", "In quarantine", "This is said in quarantine. It is short.")
    await world.cycle()
    await reviewer(world).release("guild-news", by=OMAR)
    await deliver(world)
    cards = posts(world, REVIEW)
    assert [plain(card).splitlines()[0] for card in cards] == [
        "In quarantine: guild-news",
        "Held for a person: In quarantine",
    ]
    assert [button.label for button in cards[1].buttons] == ["Approve", "Reject", "How do we know?"]
