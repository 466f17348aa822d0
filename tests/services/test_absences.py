"""A statement that its feed no longer lists: its page is looked at, and only what is certain is told."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from bot.adapters.pages import HttpPageReader
from bot.core.model import Decision, Feed, Message, Page
from bot.services.absences import MOST_LOOKS
from tests.documents import rss
from tests.services.conftest import NEWS, NEWS_URL, World, plain
from tests.site.server import Reply

HOUR = timedelta(hours=1)
GONE = "No longer on the union's site since"
TEXT = "Pickets begin at every gate of the harbour in the morning. Bring your friends."


def page(body: str = f"<main><p>{TEXT}</p></main>", status: int = 200) -> Reply:
    return Reply(body.encode(), status, content_type="text/html; charset=utf-8")


def address(slug: str) -> str:
    return f"https://www.guild.example/{slug}"


def asked(world: World, slug: str = "two") -> int:
    return sum(seen.url == address(slug) for seen in world.site.requests)


async def look(world: World, *, after: timedelta = timedelta()) -> None:
    world.clock.advance(after)
    await world.services.absences.look_due()
    await world.services.deliverer.deliver_pending()


def unlist(world: World, *slugs: str) -> None:
    world.items = [item for item in world.items if item.guid not in slugs]
    world.serve()


@pytest.fixture
async def posted(world: World) -> World:
    """Post three statements, of which each has its page."""
    for slug in ("one", "two", "three"):
        world.say(slug, f"Statement {slug}", f"{TEXT} This is number {slug}.")
        world.site.put(address(slug), page())
        world.clock.advance(HOUR)
    await world.cycle()
    return world


async def receipt(world: World, slug: str = "two") -> str:
    return plain(await world.answers.why(address(slug)))


def marked(world: World) -> list[bool]:
    return [GONE in plain(message) for _, _, message in world.poster.edits]


async def go_missing(world: World) -> datetime:
    """Let the second statement be missing, with its page, until that is certain; return since when."""
    world.site.put(address("two"), page("<h1>Not found</h1>", 404))
    unlist(world, "two")
    await world.cycle()
    await look(world)
    since = world.clock.now()
    await look(world, after=6 * HOUR)
    return since


async def test_a_page_gone_twice_is_told_on_the_post_and_in_the_receipt(posted: World) -> None:
    since = await go_missing(posted)
    [(_, message_id, message)] = posted.poster.edits
    assert message_id == "captured-2"
    words = f"{GONE} {since:%Y-%m-%d %H:%M} UTC"
    assert words in plain(message)
    assert "number two" in plain(message)
    assert "etract" not in plain(message)
    assert words in await receipt(posted)
    assert asked(posted) == 2


async def test_one_look_tells_nothing_yet(posted: World) -> None:
    posted.site.put(address("two"), page("<h1>Gone</h1>", 410))
    unlist(posted, "two")
    await posted.cycle()
    await look(posted)
    await look(posted, after=5 * HOUR)
    assert asked(posted) == 1
    assert posted.poster.edits == []


async def test_a_page_that_is_there_changes_nothing_and_is_looked_at_once(posted: World) -> None:
    unlist(posted, "two")
    await posted.cycle()
    await look(posted)
    await look(posted, after=48 * HOUR)
    assert asked(posted) == 1
    assert posted.poster.edits == []
    assert GONE not in await receipt(posted)


@pytest.mark.parametrize(
    "reply",
    [
        page("<h1>Forbidden</h1>", 403),
        page("<h1>Busy</h1>", 503),
        page("<title>Just a moment...</title><script>window._cf_chl_opt={}</script>", 404),
        Reply(b"", 302, {"Location": "https://www.guild.example/"}),
        Reply(b"", 503, {"Retry-After": "7200"}),
    ],
    ids=["403", "503", "challenge", "redirect", "retry-after"],
)
async def test_what_is_unclear_changes_nothing_and_is_tried_a_few_times(posted: World, reply: Reply) -> None:
    posted.site.put(address("two"), reply)
    posted.site.put("https://www.guild.example/", page("", 404))
    unlist(posted, "two")
    await posted.cycle()
    for _ in range(60):
        await look(posted, after=HOUR)
    assert asked(posted) == 5
    assert posted.poster.edits == []


async def test_what_fell_off_the_end_of_the_feed_is_not_looked_at(posted: World) -> None:
    unlist(posted, "one", "two")
    await posted.cycle()
    await look(posted)
    unlist(posted, "three")
    await posted.cycle()
    await look(posted)
    assert [asked(posted, slug) for slug in ("one", "two", "three")] == [0, 0, 0]


async def test_what_is_listed_again_loses_its_mark(posted: World) -> None:
    listed = posted.items
    await go_missing(posted)
    posted.items = listed
    posted.serve()
    posted.clock.advance(HOUR)
    await posted.cycle()
    assert marked(posted) == [True, False]
    assert GONE not in await receipt(posted)
    await look(posted, after=48 * HOUR)
    assert asked(posted) == 2


async def test_a_page_that_answers_again_loses_its_mark(posted: World) -> None:
    await go_missing(posted)
    posted.site.put(address("two"), page())
    await look(posted, after=23 * HOUR)
    assert marked(posted) == [True]
    await look(posted, after=HOUR)
    assert marked(posted) == [True, False]


async def test_what_was_listed_again_before_its_look_is_not_looked_at(posted: World) -> None:
    listed = posted.items
    unlist(posted, "two")
    await posted.cycle()
    posted.items = listed
    posted.serve()
    await posted.cycle()
    await look(posted)
    assert asked(posted) == 0


async def test_of_many_missing_at_once_few_pages_are_looked_at(world: World) -> None:
    for number in range(12):
        world.say(f"s{number}", f"Statement {number}", f"{TEXT} This is number {number}.")
        world.clock.advance(HOUR)
        await world.cycle()
    unlist(world, *(f"s{number}" for number in range(1, 11)))
    await world.cycle()
    for _ in range(5):
        await look(world)
    assert [number for number in range(12) if asked(world, f"s{number}")] == [8, 9, 10]


async def test_an_emptied_feed_has_no_page_looked_at(posted: World) -> None:
    posted.site.put(NEWS_URL, rss([]))
    await posted.cycle()
    await look(posted)
    assert [asked(posted, slug) for slug in ("one", "two", "three")] == [0, 0, 0]


async def test_nothing_is_looked_at_while_the_feed_fails(posted: World) -> None:
    unlist(posted, "two")
    await posted.cycle()
    posted.site.put(NEWS_URL, Reply(b"", 503))
    await posted.cycle()
    await look(posted)
    assert asked(posted) == 0
    posted.serve()
    await posted.cycle()
    await look(posted, after=HOUR)
    assert asked(posted) == 1


async def test_nothing_is_looked_at_that_is_not_followed_any_more_or_not_on_a_site(posted: World) -> None:
    unlist(posted, "two")
    await posted.cycle()
    for feed in (replace(NEWS, id="other"), replace(NEWS, watched=True)):
        posted.catalogue = replace(posted.catalogue, feeds=(feed,))
        await look(posted, after=2 * HOUR)
    assert asked(posted) == 0


async def test_only_the_unions_own_hosts_are_asked(posted: World) -> None:
    unlist(posted, "two")
    await posted.cycle()
    moved = replace(NEWS, hosts=frozenset({"new.guild.example"}))
    posted.catalogue = replace(posted.catalogue, feeds=(moved,))
    await look(posted)
    assert asked(posted) == 0


async def test_watched_feeds_and_accounts_miss_nothing(posted: World) -> None:
    posted.catalogue = replace(posted.catalogue, feeds=(replace(NEWS, watched=True),))
    unlist(posted, "two")
    await posted.cycle()
    assert await posted.store.wanted_looks(posted.clock.now(), 10) == []


async def test_what_was_not_posted_is_not_missed(world: World) -> None:
    world.say("one", "Statement one", TEXT)
    world.items.insert(0, replace(world.items[0], guid="two", link="https://evil.example/two"))
    world.say("three", "Statement three", f"{TEXT} This is another one.")
    await world.cycle()
    [entry] = await world.store.known_entries("guild-news", ["guid:two"])
    assert entry.verdict.decision is not Decision.DIRECT
    unlist(world, "two")
    world.clock.advance(HOUR)
    await world.cycle()
    assert await world.store.wanted_looks(world.clock.now(), 10) == []


class Failing(HttpPageReader):
    """Fails in a way that nobody foresaw."""

    async def read(self, feed: Feed, url: str) -> Page:
        raise KeyError(url)


async def test_a_fault_of_ours_in_one_page_changes_nothing(posted: World) -> None:
    unlist(posted, "two")
    await posted.cycle()
    posted.pages = Failing(posted.fetcher, None, posted.clock)  # type: ignore[arg-type]
    await look(posted)
    assert await posted.store.wanted_looks(posted.clock.now(), 10) == []
    [wanted] = await posted.store.wanted_looks(posted.clock.now() + HOUR, 10)
    assert wanted.absence.unclear == 1


async def test_a_stop_ends_the_round(posted: World) -> None:
    unlist(posted, "two")
    await posted.cycle()
    await posted.services.absences.look_due(lambda: True)
    assert asked(posted) == 0


async def test_a_look_that_comes_too_late_is_forgotten(posted: World) -> None:
    listed = posted.items
    unlist(posted, "two")
    await posted.cycle()
    [wanted] = await posted.store.wanted_looks(posted.clock.now(), MOST_LOOKS)
    posted.items = listed
    posted.serve()
    await posted.cycle()
    gone = replace(wanted.absence, gone_since_at=posted.clock.now())
    await posted.store.save_look(gone, posted.clock.now())
    await posted.services.deliverer.deliver_pending()
    assert posted.poster.edits == []
    assert GONE not in await receipt(posted)


async def test_it_is_told_in_what_the_bot_answers_too(posted: World) -> None:
    await go_missing(posted)
    answer: Message = await posted.answers.statement(address("two"))
    assert GONE in plain(answer)
