"""Threads, roles that are called, and places where a nonce is not known."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from bot.adapters.capture import CapturePoster
from bot.core.errors import PostPermanent, PostUnknown
from bot.core.model import Channel, Message, RoleMention
from bot.services.reviewer import Reviewer
from tests.services.conftest import World, plain

TEXT = "We are on strike from today. Pickets begin at seven in the morning at every gate."
MINUTE = timedelta(minutes=1)


def configured(world: World, **settings: object) -> None:
    channel = Channel(1, frozenset({"guild-news"}), **settings)  # type: ignore[arg-type]
    world.catalogue = replace(world.catalogue, channels=(channel,))


async def follow(world: World) -> None:
    """Let the channel begin to follow with a first statement, so that what is said from now on is news."""
    world.say("before", "Before", "This was said before the channel followed. It is short.")
    await world.cycle()
    world.poster.posts.clear()
    world.clock.advance(MINUTE)


async def say(world: World, slug: str = "on-strike", *categories: str) -> None:
    item = world.say(slug, "On strike", TEXT)
    world.items[0] = replace(item, categories=categories)
    world.serve()
    world.clock.advance(MINUTE)
    await world.cycle()


# --- threads -----------------------------------------------------------------------------------------


async def test_a_statement_gets_its_thread_once(world: World) -> None:
    configured(world, thread=True)
    await say(world)
    await world.cycle()
    assert world.poster.threads == [("discord:1", "captured-1", "On strike")]


async def test_no_thread_unless_it_is_written(world: World) -> None:
    await say(world)
    assert (len(world.poster.posts), world.poster.threads) == (1, [])


class Threadless(CapturePoster):
    """Refuses threads until told otherwise."""

    refuses = True

    async def begin_thread(self, target: str, message_id: str, name: str) -> bool:
        if self.refuses:
            raise PostPermanent("Create Public Threads", is_mendable=True)
        return await super().begin_thread(target, message_id, name)


async def test_a_thread_that_is_refused_holds_up_and_doubles_no_post(world: World) -> None:
    configured(world, thread=True)
    world.catalogue = replace(world.catalogue, review_channel=9)
    poster = world.poster = Threadless("discord:")
    await say(world, "one")
    await say(world, "two")
    posted = [target for target, _, _ in poster.posts]
    assert posted.count("discord:1") == 2
    assert posted.count("discord:9") == 1  # the admins are told once
    poster.refuses = False
    world.clock.advance(timedelta(hours=1))
    await world.services.deliverer.deliver_pending()
    assert [name for _, _, name in poster.threads] == ["On strike", "On strike"]
    assert [target for target, _, _ in poster.posts].count("discord:1") == 2


async def test_a_statement_withdrawn_meanwhile_gets_no_thread(world: World) -> None:
    configured(world, thread=True)
    poster = world.poster = Threadless("discord:")
    await say(world)
    (known,) = await world.store.known_entries("guild-news", ["guid:on-strike"])
    reviewer = Reviewer(
        catalogue=world.catalogue, store=world.store, clock=world.clock, target_prefix="discord:"
    )
    await reviewer.withdraw(known.id, by="cli:tester")
    poster.refuses = False
    world.clock.advance(timedelta(hours=1))
    await world.services.deliverer.deliver_pending()
    assert poster.threads == []
    assert (await world.store.counts()).pending == 0


# --- who is called -------------------------------------------------------------------------------------

CALLS = RoleMention(5, frozenset({"strike"}))


def called(world: World) -> Sequence[int | None]:
    return [message.mention_role for _, _, message in world.poster.posts]


async def test_news_of_the_category_calls_the_role_and_nothing_else_does(world: World) -> None:
    configured(world, mention=CALLS)
    await follow(world)
    await say(world, "one", "Strike")
    await say(world, "two", "Bargaining")
    assert called(world) == [5, None]


async def test_nobody_is_called_unless_it_is_written(world: World) -> None:
    await follow(world)
    await say(world, "one", "Strike")
    assert called(world) == [None]


async def test_what_a_new_channel_is_given_calls_nobody(world: World) -> None:
    configured(world, mention=CALLS)
    await say(world, "one", "Strike")
    assert called(world) == [None]


async def test_what_was_missed_calls_nobody(world: World) -> None:
    configured(world, mention=CALLS)
    await follow(world)
    world.say("one", "On strike", TEXT)
    world.items[0] = replace(world.items[0], categories=("Strike",))
    world.serve()
    world.clock.advance(timedelta(hours=2))
    await world.cycle()
    assert called(world) == [None]


async def test_an_edit_calls_nobody(world: World) -> None:
    configured(world, mention=CALLS)
    await follow(world)
    await say(world, "one", "Strike")
    world.edit("one", text=TEXT.replace("seven", "eight"))
    await world.cycle()
    [(_, _, edited)] = [edit for edit in world.poster.edits if "eight" in plain(edit[2])]
    assert (called(world)[0], edited.mention_role) == (5, None)


async def test_a_post_carries_its_name_and_its_unions_tags(world: World) -> None:
    await say(world)
    [(_, _, message)] = world.poster.posts
    assert (message.name, message.tags) == ("On strike", ("guild", "Example Performers Guild"))


# --- where no nonce is known -----------------------------------------------------------------------------


class Forum(CapturePoster):
    """Loses its first answer; knows no nonces, and finds what it posted."""

    def __init__(self) -> None:
        super().__init__("discord:", nonce_window=timedelta(minutes=2), can_find=True)
        self.loses = True
        self.looked: list[datetime] = []

    async def honours_nonce(self, target: str) -> bool:
        return False

    async def post(self, target: str, message: Message, *, nonce: str) -> str:
        made = await super().post(target, message, nonce=nonce)
        if self.loses:
            self.loses = False
            raise PostUnknown("the answer was lost")
        return made

    async def find(self, target: str, nonce: str, since: datetime) -> str | None:
        self.looked.append(since)
        return next((f"found {known}" for _, known, _ in self.posts if known == nonce), None)


async def test_where_no_nonce_is_known_it_is_looked_for_before_anything_is_posted_again(world: World) -> None:
    configured(world, thread=True)
    forum = world.poster = Forum()
    await say(world)
    for _ in range(10):
        world.clock.advance(timedelta(seconds=20))
        await world.services.deliverer.deliver_pending()
    assert (len(forum.posts), len(forum.looked)) == (1, 1)
    [(_, message_id, edited)] = forum.edits  # what was found is brought up to date
    assert message_id == f"found {forum.posts[0][1]}"
    assert plain(edited) == plain(forum.posts[0][2])
    assert [message_id for _, message_id, _ in forum.threads] == [message_id]


async def test_a_restored_database_looks_before_it_posts(
    world: World, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def taken(now: datetime) -> datetime:
        return now - timedelta(hours=3)

    await world.services.deliverer.go_on()
    assert caplog.text == ""
    monkeypatch.setattr(world.store, "notice_restore", taken)
    await world.services.deliverer.go_on()
    assert "the database is a snapshot of 2026-01-05T15:00:00+00:00" in caplog.text
