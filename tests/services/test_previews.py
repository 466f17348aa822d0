"""`/preview` against a real HTTPS site and a real database, which it leaves exactly as they are."""

import sqlite3
from collections.abc import Sequence
from contextlib import closing
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from bot.core.errors import FetchTemporary
from bot.core.model import (
    Account,
    AuditAction,
    AuditRecord,
    Change,
    Channel,
    Deck,
    Feed,
    FeedState,
    LinkButton,
    Message,
    NotModified,
    Platform,
    Quarantine,
    Sign,
    Topic,
    TopicChoice,
    Validators,
)
from bot.services import previews as module
from bot.services.previews import A_MINUTE, MOST_FEEDS, MOST_WAITING, Previews
from bot.wiring import Reading, build_services
from tests.documents import Item, rss
from tests.services.conftest import NEWS, PRESS, PRESS_URL, DirectParser, World
from tests.site.server import Reply

TEXT = "We are on strike from today. Pickets begin at seven in the morning at every gate."
OUT = "https://www.guild.example/on-strike"
ADA, BEN = 7, 8


def tables(file: Path) -> list[object]:
    """Return everything that stands in the database."""
    with closing(sqlite3.connect(file)) as connection:
        names = connection.execute("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name")
        return [(name, connection.execute(f"SELECT * FROM {name}").fetchall()) for (name,) in names]  # noqa: S608


def plain(decks: Sequence[Deck]) -> str:
    """Return what an admin reads, every card of it."""
    cards = [card for deck in decks for card in deck.cards]
    return "\n".join(block.plain for card in cards for block in card.blocks)


async def looked(world: World, previews: Previews, link: str) -> str:
    """Ask about a link that is not stored, and return what the answer is completed with."""
    found = await previews.answer(link, member=ADA)
    assert found.wanted is not None
    assert "Asking now whether a feed lists it" in plain(found.decks)
    told: list[str] = []

    async def reply(decks: Sequence[Deck]) -> None:
        told.append(plain(decks))

    previews.enqueue(found.wanted, reply)
    await previews.wait()
    await previews.look_next(world.services.looker.look)
    [words] = told
    world.clock.advance(timedelta(minutes=1))
    return words


@pytest.fixture
def previews(world: World) -> Previews:
    return Previews(catalogue=world.catalogue, store=world.store, clock=world.clock)


async def test_what_is_not_stored_is_judged_as_a_poll_would_and_nothing_is_written(
    world: World, previews: Previews, tmp_path: Path
) -> None:
    world.say("on-strike", "On strike", TEXT)
    await world.services.poller.poll_all()
    world.say("gates", "Where to picket", TEXT.replace("today", "tomorrow"))
    world.items.insert(0, Item("From elsewhere", "https://es.www.guild.example/x", TEXT, guid="x"))
    world.items.insert(0, Item("Old news", "https://www.guild.example/old", TEXT * 2, guid="old"))
    world.items[0] = replace(world.items[0], published_at=world.clock.now() - timedelta(days=9))
    world.serve()
    before = tables(tmp_path / "bot.db")
    asked = len(world.site.requests)
    words = await looked(world, previews, " https://www.guild.example/gates ")
    assert "guild-news lists it now, and the bot has not stored it yet." in words
    assert "The next poll would post it as shown below: channel 1" in words
    assert "Straight from Example Performers Guild" in words
    assert "> We are on strike from tomorrow." in words
    assert "direct: the union's own words" in words
    assert "✓ the host the link leads to" in words or "link-host" in words
    assert len(world.site.requests) == asked + 1
    words = await looked(world, previews, "https://www.guild.example/old")
    assert "Nothing of it would be posted; the receipt below says why." in words
    assert "more than 48 hours old" in words
    assert tables(tmp_path / "bot.db") == before
    [report] = await world.services.poller.poll_all()  # to which nothing was done meanwhile
    assert [entry.change for entry in report.entries].count(Change.NEW) == 3


async def test_a_moved_and_a_held_entry_are_told_as_that(world: World, previews: Previews) -> None:
    world.say("on-strike", "On strike", TEXT)
    await world.services.poller.poll_all()
    world.items[0] = replace(world.items[0], link="https://www.guild.example/moved", text=TEXT + " Join us.")
    world.say("digest", "Press clips", "The Daily Curtain, by A. Writer: the guild walked out. " * 9)
    world.items[0] = replace(world.items[0], categories=("Press clips",))
    world.serve()
    words = await looked(world, previews, "https://www.guild.example/moved")
    assert "the bot has stored the same entry under another address" in words
    assert "The next poll would bring its posts up to date, as shown below: channel 1" in words
    words = await looked(world, previews, "https://www.guild.example/digest")
    assert "It would be rejected and never posted." in words
    assert "Straight from" not in words


async def test_a_server_that_says_unasked_that_nothing_changed_gives_no_answer(world: World) -> None:
    class Stubborn:
        async def fetch(self, feed: Feed, validators: Validators) -> NotModified:
            return NotModified((feed.url,), validators, world.clock.now())

    services = build_services(
        catalogue=world.catalogue,
        store=world.store,
        reading=Reading(Stubborn(), DirectParser(), world.pages),
        poster=world.poster,
        clock=world.clock,
    )
    with pytest.raises(FetchTemporary, match="304"):
        await services.looker.look(NEWS, lambda planned: True)


async def test_what_is_stored_is_answered_at_once(world: World, previews: Previews) -> None:
    world.say("on-strike", "On strike", TEXT)
    await world.services.poller.poll_all()
    asked = len(world.site.requests)
    found = await previews.answer(OUT, member=ADA)
    assert found.wanted is None
    assert "below is what a post of it shows now" in plain(found.decks)
    assert "channel 1: waits to be posted" in plain(found.decks)
    await world.services.deliverer.deliver_pending()
    choosing = Channel(3, frozenset({NEWS.id}), topics=TopicChoice(only=frozenset({"talks"})))
    catalogue = replace(
        world.catalogue,
        channels=(*world.catalogue.channels, Channel(2, frozenset({NEWS.id})), choosing),
        topics={"guild": (Topic("talks", "Talks", ("committee",)),)},
    )
    later = Previews(catalogue=catalogue, store=world.store, clock=world.clock)
    words = plain((await later.answer("entry:1", member=ADA)).decks)
    assert (
        "channel 1: posted\n• channel 2: not posted\n• channel 3: not posted, for it does not carry" in words
    )
    assert "SHA-256 of the stored text" in words
    audit = AuditRecord(world.clock.now(), "cli:ada", AuditAction.WITHDRAW, "entry:1", "")
    await world.store.withdraw(1, audit=audit)
    words = plain((await previews.answer(OUT, member=ADA)).decks)
    assert "It is stored, and nothing of it is posted; the receipt below says why." in words
    assert "Straight from" not in words
    gone = Previews(catalogue=replace(catalogue, feeds=()), store=world.store, clock=world.clock)
    assert "channel 1: posted" in plain((await gone.answer(OUT, member=ADA)).decks)
    assert "nothing of it is posted" in plain((await gone.answer(OUT, member=ADA)).decks)
    assert len(world.site.requests) == asked


async def test_what_a_poll_leaves_alone_is_shown_as_it_is_stored_and_the_withdrawn_as_that(
    world: World, previews: Previews
) -> None:
    world.say("on-strike", "On strike", TEXT)
    await world.cycle()
    moved = "https://www.guild.example/moved"
    world.items[0] = replace(world.items[0], link=moved)
    world.serve()
    words = await looked(world, previews, moved)
    assert "It is stored, and below is what a post of it shows now.\n• channel 1: posted" in words
    gone = replace(world.catalogue, feeds=(replace(NEWS, watched=True),))
    words = plain(
        (await Previews(catalogue=gone, store=world.store, clock=world.clock).answer(OUT, member=ADA)).decks
    )
    assert "no longer has its feed among those whose words are posted" in words
    assert "below is what a post" not in words
    audit = AuditRecord(world.clock.now(), "cli:ada", AuditAction.WITHDRAW, "entry:1", "")
    await world.store.withdraw(1, audit=audit)
    for text in (TEXT, TEXT + " Join us."):
        world.items[0] = replace(world.items[0], text=text)
        world.serve()
        words = await looked(world, previews, moved)
        assert "It is stored, and nothing of it is posted" in words
        assert "Straight from" not in words
        assert "direct: the union's own words" not in words


async def test_held_is_held_and_a_copy_stands_elsewhere(world: World) -> None:
    world.say("on-strike", "On strike", TEXT)
    await world.services.poller.poll_all()
    blog_url = "https://www.guild.example/blog/feed"
    blog = replace(NEWS, id="guild-blog", url=blog_url)
    world.catalogue = replace(
        world.catalogue, feeds=(NEWS, blog), channels=(Channel(1, frozenset({NEWS.id, blog.id})),)
    )
    previews = Previews(catalogue=world.catalogue, store=world.store, clock=world.clock)
    copy = Item("On strike", "https://www.guild.example/blog/1", TEXT, world.clock.now(), guid="1")
    world.site.put(blog_url, rss([copy]))
    words = await looked(world, previews, copy.link)
    assert "the same statement is known from another of the union's sources" in words
    strange = Quarantine(Sign.BULK, "40 entries", "a few", world.clock.now())
    await world.store.save_feed_states([FeedState(blog.id, url=blog_url, quarantine=strange)])
    words = await looked(world, previews, copy.link)
    assert "It would be held for a person" in words
    assert "Its feed is in quarantine" in words
    assert "Straight from" not in words


async def test_what_no_feed_lists_and_what_cannot_be_asked_is_told(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    late = replace(NEWS, id="guild-late", url="https://www.guild.example/late")
    paused = replace(NEWS, id="guild-paused", url="https://www.guild.example/paused")
    world.catalogue = replace(world.catalogue, feeds=(PRESS, NEWS, late, paused))
    previews = Previews(catalogue=world.catalogue, store=world.store, clock=world.clock)
    audit = AuditRecord(world.clock.now(), "cli:ada", AuditAction.PAUSE, "feed:guild-paused", "")
    await world.store.pause_feed("guild-paused", audit=audit)
    world.site.put(late.url, Reply(status=503))
    words = await looked(world, previews, OUT)
    assert "It is not listed now by guild-news.\n" in words  # which says nothing of what others list
    assert "So whether it would be posted is not known" in words
    assert "It would not be posted" not in words
    assert "guild-late could not be asked: " in words
    assert "503" in words
    assert "guild-paused could not be asked: an admin paused it." in words
    assert [one for one in world.site.requests if one.url == paused.url] == []
    monkeypatch.setattr(module, "PATIENCE", 0.0)
    words = await looked(world, previews, OUT)
    assert "guild-news could not be asked: it did not answer in time." in words
    assert "not listed now" not in words
    monkeypatch.undo()
    world.site.put(PRESS_URL, rss([Item("Strike called", "https://dailycurtain.example/1", TEXT)]))
    words = await looked(world, previews, "https://dailycurtain.example/1")
    assert "It would be rejected and never posted." in words


async def test_an_address_nobody_speaks_for_says_what_would_be_needed(
    world: World, previews: Previews
) -> None:
    async def told(link: str) -> str:
        found = await previews.answer(link, member=ADA)
        assert found.wanted is None
        return plain(found.decks)

    assert "www.elsewhere.example is on no union's list here." in await told(
        "https://www.elsewhere.example/1"
    )
    assert "bsky.app is shared by many publishers" in await told("https://bsky.app/profile/x/post/1")
    assert "so it would never be treated as the union's" in await told(
        "https://www.guild.example@evil.example/"
    )
    assert world.site.requests == []
    channel_url = "https://www.youtube.com/feeds/videos.xml?channel_id=UCabc"
    account = Account(Platform.YOUTUBE, "UCabc")
    videos = Feed("videos", channel_url, "guild", "Guild", NEWS.hosts, account=account)
    catalogue = replace(world.catalogue, feeds=(videos, NEWS))
    pinned = Previews(catalogue=catalogue, store=world.store, clock=world.clock)
    found = await pinned.answer("https://youtube.com/watch?v=abc", member=ADA)
    assert found.wanted is not None
    assert found.wanted.feed_ids == ("videos",)
    found = await pinned.answer(OUT, member=ADA)
    assert found.wanted is not None
    assert found.wanted.feed_ids == (NEWS.id, "videos")  # the feed on that host first


async def test_nobody_asks_all_the_time_and_the_queue_is_bounded(world: World, previews: Previews) -> None:
    found = [(await previews.answer(OUT, member=ADA)).wanted for _ in range(A_MINUTE + 1)]
    assert [one is None for one in found] == [False] * A_MINUTE + [True]
    told: list[str] = []

    async def reply(decks: Sequence[Deck]) -> None:
        told.append(plain(decks))

    assert found[0] is not None
    for _ in range(MOST_WAITING):
        previews.enqueue(found[0], reply)
    answer = await previews.answer(OUT, member=BEN)
    assert answer.wanted is None
    assert "Too many previews are being asked for" in plain(answer.decks)
    for _ in range(MOST_WAITING):
        await previews.wait()
        await previews.look_next(world.services.looker.look)
    assert not previews.is_waited_for
    await previews.look_next(world.services.looker.look)
    assert len(told) == MOST_WAITING
    gone = replace(found[0], feed_ids=("no-more",))
    previews.enqueue(gone, reply)
    await previews.look_next(world.services.looker.look)
    assert "could not be asked" not in told[-1]


async def test_a_fault_of_ours_is_told_and_so_are_feeds_that_are_not_asked(world: World) -> None:
    many = tuple(replace(NEWS, id=f"news-{number}") for number in range(MOST_FEEDS + 1))
    catalogue = replace(world.catalogue, feeds=many)
    previews = Previews(catalogue=catalogue, store=world.store, clock=world.clock)
    wanted = (await previews.answer(OUT, member=ADA)).wanted
    assert wanted is not None
    told: list[str] = []

    async def reply(decks: Sequence[Deck]) -> None:
        told.append(plain(decks))

    async def fail(feed: Feed, is_wanted: object) -> None:
        raise ValueError("a fault of ours")

    previews.enqueue(wanted, reply)
    with pytest.raises(ValueError, match="a fault of ours"):
        await previews.look_next(fail)
    assert "The feeds could not be asked: something went wrong here" in told[0]

    async def find_none(feed: Feed, is_wanted: object) -> None:
        return None

    previews.enqueue(wanted, reply)
    await previews.look_next(find_none)
    assert "It is not listed now by news-0, news-1, news-2, news-3, news-4, news-5.\n" in told[1]
    assert "news-6 could not be asked: only so many feeds are asked about one address." in told[1]


async def test_a_copy_is_shown_as_its_post_would_be_in_the_words_of_the_unions_own_site(world: World) -> None:
    world.say("on-strike", "On strike", TEXT)
    await world.services.poller.poll_all()
    url = "https://www.guild.example/@guild.rss"
    social = replace(
        NEWS, id="social", url=url, account=Account(Platform.MASTODON, "@guild@www.guild.example")
    )
    channels = (Channel(1, frozenset({NEWS.id})), Channel(2, frozenset({social.id})))
    world.catalogue = replace(world.catalogue, feeds=(NEWS, social), channels=channels)
    copy = Item("On strike", "https://www.guild.example/@guild/7", TEXT, world.clock.now(), guid="7")
    copy = replace(copy, guid=copy.link)
    world.site.put(url, rss([copy]))
    previews = Previews(catalogue=world.catalogue, store=world.store, clock=world.clock)
    wanted = (await previews.answer(copy.link, member=ADA)).wanted
    assert wanted is not None
    told: list[Sequence[Deck]] = []

    async def reply(decks: Sequence[Deck]) -> None:
        told.append(decks)

    previews.enqueue(wanted, reply)
    await previews.look_next(world.services.looker.look)
    assert "would post it as shown below: channel 2" in plain(told[0])
    shown = told[0][0].cards[1]
    await world.cycle()
    [post] = [message for target, _, message in world.poster.posts if target == "discord:2"]
    assert shown.blocks == post.blocks

    def links(message: Message) -> list[str]:
        return [button.url for button in message.buttons if isinstance(button, LinkButton)]

    assert links(shown) == links(post) == ["https://www.guild.example/on-strike", copy.link]
