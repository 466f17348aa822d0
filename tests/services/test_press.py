"""Pages that members link to: read over HTTPS on loopback, under the fetcher's guards."""

from datetime import timedelta

import pytest

from bot.adapters.http import HttpFetcher
from bot.adapters.pages import HttpPageReader
from bot.core.errors import StoreError
from bot.core.model import Decision, Feed, Page, Statement, Verdict
from bot.core.quotes.model import Checked, LinkFinding, PageCheck, Result
from bot.services.press import MOST_A_MINUTE, MOST_WAITING, PressPages
from tests.services.conftest import START, World
from tests.site.server import Reply

SAID = "The crews walked out at midnight, and the crews will not go back without a contract."
STORY = "https://dailycurtain.example/crews-walk-out"
ADA, BERTA = 1, 2


def page(*paragraphs: str) -> Reply:
    body = "".join(f"<p>{paragraph}</p>" for paragraph in paragraphs)
    html = f"<html><body><article><h1>Crews walk out</h1>{body}</article></body></html>"
    return Reply(html.encode(), headers={"Content-Type": "text/html; charset=utf-8"})


def redirect(to: str) -> Reply:
    return Reply(status=302, headers={"Location": to})


def link(url: str = STORY, statement: Statement | None = None) -> LinkFinding:
    return LinkFinding(url, Result.NOT_DIRECT, statement, host="dailycurtain.example")


def press(world: World, *, allowed: bool = True) -> PressPages:
    return PressPages(pages=world.pages, verifier=world.verifier, clock=world.clock, allowed=allowed)


async def read(pages: PressPages, url: str = STORY) -> PageCheck:
    """Have one page read, and return what its asker was told."""
    told: list[PageCheck] = []

    async def reply(page_check: PageCheck) -> None:
        told.append(page_check)

    pages.enqueue(url, reply)
    await pages.read_next()
    [page_check] = told
    return page_check


@pytest.fixture
async def out(world: World) -> World:
    world.say("we-are-out", "We are out", SAID)
    await world.cycle()
    world.site.put("https://dailycurtain.example/robots.txt", Reply(status=404))
    return world


# --- which pages are read ------------------------------------------------------------------------


def test_the_first_page_that_is_not_the_unions_is_read(world: World) -> None:
    known = LinkFinding("https://www.guild.example/x", Result.UNSEEN, host="www.guild.example")
    plain_http = link("http://dailycurtain.example/x")
    assert press(world).admit(ADA, [known, plain_http, link(), link("https://other.example/")]) == STORY
    assert press(world).admit(ADA, [known, plain_http]) is None
    assert press(world).admit(ADA, []) is None


def test_nothing_is_read_unless_an_admin_allows_it(world: World) -> None:
    assert press(world, allowed=False).admit(ADA, [link()]) is None


def listed(rule: str) -> Statement:
    verdict = Verdict(Decision.REJECTED, rule, "A reason.", "seen", "expected", 1)
    return Statement(1, "f", "k", STORY, "T", "x", START, START, None, 1, "0" * 64, (), START, verdict)


def test_a_story_of_a_watched_feed_is_read_but_no_page_of_the_unions(world: World) -> None:
    assert press(world).admit(ADA, [link(statement=listed("not-the-union"))]) == STORY
    assert press(world).admit(ADA, [link(statement=listed("round-up"))]) is None


def test_a_member_may_ask_for_a_few_pages_a_minute(world: World) -> None:
    pages = press(world)
    assert [pages.admit(ADA, [link()]) for _ in range(MOST_A_MINUTE + 1)] == [STORY] * MOST_A_MINUTE + [None]
    world.clock.advance(timedelta(seconds=30))
    assert pages.admit(BERTA, [link()]) == STORY
    assert pages.admit(ADA, [link()]) is None
    world.clock.advance(timedelta(seconds=30))
    assert pages.admit(ADA, [link()]) == STORY


async def test_no_more_pages_wait_than_can_be_read(world: World) -> None:
    pages = press(world)

    async def reply(_: PageCheck) -> None: ...

    for _ in range(MOST_WAITING):
        pages.enqueue(STORY, reply)
    assert pages.admit(BERTA, [link()]) is None


# --- reading ---------------------------------------------------------------------------------------


async def test_what_a_page_quotes_is_checked(out: World) -> None:
    filler = "The newspaper wrote many words of its own about what happened on the lot that night."
    quote = "“The crews will go back without a contract,” said a spokesperson on Monday."
    out.site.put(STORY, page(filler, f"“{SAID}” said the guild.", quote, filler))
    told = await read(press(out))
    assert told.problem is None
    assert told.checked is not None
    assert [one.result for one in told.checked.findings] == [Result.VERBATIM, Result.ALTERED]


async def test_with_nothing_waiting_nothing_is_done(out: World) -> None:
    await press(out).read_next()


async def test_pages_are_read_one_at_a_time_in_order(out: World) -> None:
    pages = press(out)
    told: list[str] = []

    async def reply(page_check: PageCheck) -> None:
        told.append(page_check.url)

    for name in ("a", "b"):
        pages.enqueue(f"https://dailycurtain.example/{name}", reply)
    await pages.read_next()
    assert told == ["https://dailycurtain.example/a"]
    await pages.read_next()
    assert told == ["https://dailycurtain.example/a", "https://dailycurtain.example/b"]


async def test_a_page_that_moved_to_another_host_is_followed(out: World) -> None:
    out.site.put("https://dailycurtain.example/short", redirect("https://www.guild.example/we-are-out"))
    out.site.put("https://www.guild.example/robots.txt", Reply(status=404))
    out.site.put(
        "https://www.guild.example/we-are-out", page(f"“{SAID}” said the chair. " + "More words. " * 30)
    )
    told = await read(press(out), "https://dailycurtain.example/short")
    assert told.checked is not None
    assert [one.result for one in told.checked.findings] == [Result.VERBATIM]


async def test_a_site_that_leads_to_its_www_is_read_there(out: World) -> None:
    bare, www = "https://guild.example/story", "https://www.guild.example/story"
    out.site.put("https://guild.example/robots.txt", redirect("https://www.guild.example/robots.txt"))
    out.site.put("https://www.guild.example/robots.txt", Reply(status=404))
    out.site.put(bare, redirect(www))
    out.site.put(www, page(f"“{SAID}” said the chair. " + "More words. " * 30))
    async with HttpFetcher(
        out.clock,
        user_agent="Picketwire tests",
        connect_to=out.site.connect_to("guild.example", "www.guild.example"),
        ssl_context=out.site.client_context(),
    ) as fetcher:
        reader = HttpPageReader(fetcher, out.pages._parser, out.clock, interval=0)
        pages = PressPages(pages=reader, verifier=out.verifier, clock=out.clock, allowed=True)
        told = await read(pages, bare)
    assert told.problem is None
    assert [seen.url for seen in out.site.requests].count(www) == 1


class Wandering:
    """A page reader of a page that leads on and on."""

    def __init__(self, *ways: str) -> None:
        self.asked: list[str] = []
        self._ways = iter(ways)

    async def read(self, feed: Feed, url: str) -> Page:
        assert feed.watched
        self.asked.append(url)
        return Page((url, next(self._ways)), None, "", "it leads elsewhere", START)


@pytest.mark.parametrize(
    ("ways", "asked"),
    [
        ([f"https://h{number}.example/" for number in range(9)], 5),
        (["https://127.0.0.1/", "https://x.example/"], 1),
    ],
)
async def test_a_page_that_leads_on_and_on_is_given_up(world: World, ways: list[str], asked: int) -> None:
    wandering = Wandering(*ways)
    pages = PressPages(pages=wandering, verifier=world.verifier, clock=world.clock, allowed=True)
    assert (await read(pages)).problem == "it leads elsewhere"
    assert len(wandering.asked) == asked


async def test_a_page_that_robots_txt_forbids_is_not_read(out: World) -> None:
    out.site.put("https://dailycurtain.example/robots.txt", Reply(b"User-agent: *\nDisallow: /\n"))
    told = await read(press(out))
    assert told.checked is None
    assert "robots.txt" in (told.problem or "")


async def test_a_page_that_is_gone_says_so(out: World) -> None:
    assert "404" in ((await read(press(out))).problem or "")


async def test_a_private_address_is_refused_whatever_its_name(out: World) -> None:
    # Without the setting that lets tests reach loopback.
    async with HttpFetcher(out.clock, user_agent="tests", ssl_context=out.site.client_context()) as fetcher:
        reader = HttpPageReader(fetcher, out.pages._parser, out.clock, interval=0)
        pages = PressPages(pages=reader, verifier=out.verifier, clock=out.clock, allowed=True)
        told = await read(pages, "https://localhost/metadata")
    assert told.checked is None
    assert told.problem


class Failing:
    """A verifier whose database is gone."""

    async def check(self, text: str, *, quotations_only: bool = False) -> Checked:
        raise StoreError("/srv/picketwire.db: the disk is full")


async def test_a_failure_of_ours_is_told_without_its_details(
    out: World, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    pages = press(out)
    monkeypatch.setattr(pages, "_verifier", Failing())
    out.site.put(STORY, page("Many words of the newspaper's own about the lot and the night. " * 20))
    told = await read(pages)
    assert told.problem == "something went wrong here; it has been logged"
    assert "the disk is full" in caplog.text
