"""A statement's whole text in the thread under its post: each page once, in order, by the newest words."""

from dataclasses import replace
from datetime import datetime, timedelta

from bot.adapters.capture import CapturePoster
from bot.core.errors import PostTemporary, PostUnknown
from bot.core.model import Channel, Message
from bot.services.reviewer import Reviewer
from tests.services.conftest import World, plain

MINUTE = timedelta(minutes=1)
CHANNEL = Channel(1, frozenset({"guild-news"}), thread=True)


def text(parts: int, word: str = "Part") -> str:
    return "\n\n".join(
        f"{word} {part}. " + "We voted to stay out, and we stay out. " * 35 for part in range(1, parts + 1)
    )


class Threads(CapturePoster):
    """Keeps what stands in threads by message id, as it is now; fails at a post when told to."""

    failing = 0

    async def post(self, target: str, message: Message, *, nonce: str) -> str:
        if message.in_thread is not None and self.failing:
            self.failing -= 1
            raise PostTemporary("Discord has trouble")
        posted = await super().post(target, message, nonce=nonce)
        return posted if message.in_thread is None else f"{message.in_thread}/{posted}"

    @property
    def thread(self) -> list[str]:
        """Return the pages as they stand, in order."""
        shown = {
            f"{message.in_thread}/captured-{number}": plain(message)
            for number, (_, _, message) in enumerate(self.posts, 1)
            if message.in_thread is not None
        }
        for _, message_id, message in self.edits:
            if message_id in shown:
                shown[message_id] = plain(message)
        return list(shown.values())


class Losing(Threads):
    """Makes the first page and loses its answer; has a history to look through."""

    lost = False

    async def post(self, target: str, message: Message, *, nonce: str) -> str:
        posted = await super().post(target, message, nonce=nonce)
        if message.in_thread is not None and not self.lost:
            self.lost = True
            raise PostUnknown("The answer was lost")
        return posted

    async def find(self, target: str, nonce: str, since: datetime) -> str | None:
        assert target == "discord:captured-1"  # the thread
        made = [number for number, (_, known, _) in enumerate(self.posts, 1) if known == nonce]
        return f"captured-{made[0]}" if made else None


async def test_a_page_whose_answer_was_lost_is_found_in_its_thread(world: World) -> None:
    await with_threads(world)
    poster = world.poster = Losing("discord:", can_find=True, nonce_window=timedelta(minutes=3))
    world.say("letter", "A letter", text(2))
    await cycle(world, times=0)
    world.clock.advance(timedelta(minutes=5))
    await cycle(world)
    assert [page.splitlines()[-1][:11] for page in poster.thread] == ["Page 1 of 2", "Page 2 of 2"]
    world.edit("letter", text=text(2, "Chapter"))
    await cycle(world)
    assert "Chapter 1." in poster.thread[0]


async def with_threads(world: World) -> Threads:
    world.catalogue = replace(world.catalogue, channels=(CHANNEL,))
    poster = world.poster = Threads("discord:")
    return poster


async def cycle(world: World, times: int = 6) -> None:
    """Poll, and deliver until nothing follows any more."""
    world.clock.advance(timedelta(minutes=10))
    await world.cycle()
    for _ in range(times):
        world.clock.advance(MINUTE)
        await world.services.deliverer.deliver_pending()


async def test_the_pages_follow_each_other_once_whatever_fails(world: World) -> None:
    poster = await with_threads(world)
    poster.failing = 3
    world.say("letter", "A letter", text(3))
    await cycle(world, times=12)
    assert [page.splitlines()[-1] for page in poster.thread] == [
        f"Page {page} of 3, word for word as it is kept here." for page in (1, 2, 3)
    ]
    assert [page.count("Straight from") for page in poster.thread] == [1, 0, 0]
    assert {message.in_thread for _, _, message in poster.posts} == {None, "captured-1"}
    await cycle(world)
    assert len(poster.thread) == 3
    assert (await world.store.counts()).pending == 0


async def test_what_the_post_quotes_whole_is_not_said_again(world: World) -> None:
    poster = await with_threads(world)
    world.say("short", "On strike", "We are on strike from today. Pickets begin at seven in the morning.")
    await cycle(world)
    assert (len(poster.threads), poster.thread) == (1, [])


async def test_a_text_that_grows_longer_than_its_post_quotes_gets_its_pages(world: World) -> None:
    poster = await with_threads(world)
    world.say("letter", "A letter", "We strike today.")
    await cycle(world)
    assert poster.thread == []
    world.edit("letter", text=text(2, "Chapter"))
    await cycle(world)
    assert [page.splitlines()[-1][:11] for page in poster.thread] == ["Page 1 of 2", "Page 2 of 2"]


async def test_a_later_text_changes_adds_and_empties_pages(world: World) -> None:
    poster = await with_threads(world)
    world.say("letter", "A letter", text(2))
    await cycle(world)
    world.edit("letter", text=text(3, "Chapter"))
    await cycle(world)
    assert [page.count("Chapter") for page in poster.thread] == [1, 1, 1]
    assert not any("Part" in page for page in poster.thread)
    world.clock.advance(timedelta(hours=3))
    world.edit("letter", text=text(1, "Verse"))
    await cycle(world)
    assert "Verse 1." in poster.thread[0]
    assert poster.thread[1:] == [
        f"The union made this text shorter; it has no page {page} any more." for page in (2, 3)
    ]


async def test_a_withdrawn_text_is_taken_out_of_the_thread(world: World) -> None:
    poster = await with_threads(world)
    world.say("letter", "A letter", text(2))
    poster.failing = 99  # the first page waits
    await cycle(world, times=1)
    poster.failing = 0
    await _withdraw(world)
    await cycle(world)
    assert poster.thread == []


async def test_so_are_the_pages_that_stand_there(world: World) -> None:
    poster = await with_threads(world)
    world.say("letter", "A letter", text(2))
    await cycle(world)
    assert len(poster.thread) == 2
    await _withdraw(world)
    await cycle(world)
    assert all("Its text was taken away" in page and "We voted" not in page for page in poster.thread)


async def test_a_feed_that_is_followed_no_more_gets_no_further_page(world: World) -> None:
    poster = await with_threads(world)
    poster.failing = 99
    world.say("letter", "A letter", text(2))
    await cycle(world, times=0)
    poster.failing = 0
    world.catalogue = replace(world.catalogue, feeds=())
    world.clock.advance(MINUTE)
    await world.services.deliverer.deliver_pending()
    assert poster.thread == []
    assert (await world.store.counts()).pending == 0


async def _withdraw(world: World) -> None:
    reviewer = Reviewer(
        catalogue=world.catalogue, store=world.store, clock=world.clock, target_prefix="discord:"
    )
    await reviewer.withdraw(1, by="cli:tester")
