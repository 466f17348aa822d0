"""Reading a statement's page over real HTTPS, reduced in a real parser process."""

import asyncio
import logging
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import pytest

from bot.adapters.http import HttpFetcher
from bot.adapters.languages import read_languages
from bot.adapters.pages import HttpPageReader
from bot.adapters.parser_process import ProcessParser
from bot.core.errors import FetchError, FetchPermanent, FetchTemporary, PageRefused, ParseError
from bot.core.language import speaking
from bot.core.model import Feed, Page
from bot.core.obstacles import CHALLENGE
from bot.core.reasons import retold
from tests.site.server import Certificate, Ending, Reply, Site

NOW = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)
HOST = "www.guild.example"
SECOND = "strike.guild.example"
FOREIGN = "press.example"
URL = f"https://{HOST}/post/on-strike"
ROBOTS = f"https://{HOST}/robots.txt"
FEED = Feed("guild-news", f"https://{HOST}/feed", "guild", "Example Guild", frozenset({HOST, SECOND}))
WORDS = "We are on strike from today. Pickets begin at seven in the morning at every gate. " * 3
HTML = (
    f"<!doctype html><html><head><title>On strike</title><link rel=canonical href='{URL}'></head>"
    f"<body><nav><a href=/>Home</a></nav><main><p>{WORDS}</p></main></body></html>"
).encode()
MIB = 2**20
SPANISH = read_languages()["es"]


@dataclass(slots=True)
class Clock:
    at: datetime = NOW

    def now(self) -> datetime:
        return self.at


class ToldReader(HttpPageReader):
    """Makes sure that whatever keeps a page from being read can be told in other languages, too."""

    async def read(self, feed: Feed, url: str) -> Page:
        try:
            page = await super().read(feed, url)
        except (FetchError, ParseError) as error:
            must_be_translated(error.message)
            raise
        if page.obstacle is not None:
            must_be_translated(page.obstacle)
        return page


def must_be_translated(obstacle: str) -> None:
    with speaking(SPANISH):
        assert retold(obstacle) != obstacle


def html(body: bytes = HTML, status: int = 200, **more: object) -> Reply:
    return Reply(body, status=status, content_type="text/html; charset=utf-8", **more)  # type: ignore[arg-type]


def moved(to: str, status: int = 301) -> Reply:
    return Reply(status=status, headers={"Location": to})


def robots(text: str) -> Reply:
    return Reply(text.encode(), content_type="text/plain")


@pytest.fixture
async def site() -> AsyncIterator[Site]:
    async with Site() as running:
        yield running


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
async def fetcher(site: Site, clock: Clock) -> AsyncIterator[HttpFetcher]:
    async with HttpFetcher(
        clock,
        user_agent="Picketwire/test (+https://bot.example)",
        connect_to=site.connect_to(HOST, SECOND, FOREIGN),
        ssl_context=site.client_context(),
    ) as running:
        yield running


@pytest.fixture
async def parser() -> AsyncIterator[ProcessParser]:
    async with ProcessParser() as running:
        yield running


@pytest.fixture
def reader(fetcher: HttpFetcher, parser: ProcessParser, clock: Clock) -> HttpPageReader:
    return ToldReader(fetcher, parser, clock, interval=0)


def asked(site: Site) -> list[str]:
    return [seen.url for seen in site.requests]


def pages(site: Site) -> list[str]:
    return [url for url in asked(site) if not url.endswith("/robots.txt")]


# --- pages -------------------------------------------------------------------------------------------


async def test_a_page_comes_with_its_way_its_text_and_its_canonical_address(
    site: Site, reader: HttpPageReader
) -> None:
    site.put(URL, html())
    assert await reader.read(FEED, URL) == Page((URL,), URL, WORDS.strip(), None, NOW, 200)
    assert asked(site) == [ROBOTS, URL]
    assert [seen.headers["Accept"].partition(",")[0] for seen in site.requests] == ["text/plain", "text/html"]
    assert all(seen.headers["User-Agent"].startswith("Picketwire/") for seen in site.requests)


@pytest.mark.parametrize(
    ("link", "canonical"),
    [
        (f'<https://{FOREIGN}/story>; rel="canonical"', f"https://{FOREIGN}/story\n{URL}"),
        (f"<{URL}>; rel=canonical", URL),
        ("</b>; rel=canonical", f"https://{HOST}/b\n{URL}"),
        (f"<https://{FOREIGN}/story>; rel=alternate", URL),
    ],
)
async def test_what_the_header_calls_canonical_comes_beside_what_the_page_does(
    site: Site, reader: HttpPageReader, link: str, canonical: str
) -> None:
    site.put(URL, html(headers={"Link": link}))
    assert (await reader.read(FEED, URL)).canonical == canonical


async def test_a_header_alone_can_name_the_canonical_address(site: Site, reader: HttpPageReader) -> None:
    body = HTML.replace(b"rel=canonical", b"rel=stylesheet")
    site.put(URL, html(body))
    assert (await reader.read(FEED, URL)).canonical is None
    site.put(URL, html(body, headers={"Link": f"<https://{FOREIGN}/story>; rel=canonical"}))
    assert (await reader.read(FEED, URL)).canonical == f"https://{FOREIGN}/story"


async def test_redirects_among_the_unions_hosts_are_followed_and_kept(
    site: Site, reader: HttpPageReader
) -> None:
    site.put(URL, moved(f"https://{SECOND}/p#top"))
    site.put(f"https://{SECOND}/p", html())
    page = await reader.read(FEED, URL)
    assert page.hops == (URL, f"https://{SECOND}/p")
    assert page.text == WORDS.strip()
    assert f"https://{SECOND}/robots.txt" in asked(site)


@pytest.mark.parametrize(
    "to",
    [
        f"https://{FOREIGN}/story",
        "https://guild.example/post",
        f"http://{HOST}/post",
        f"https://{HOST}:8443/post",
        f"https://{HOST}@{FOREIGN}/",
        "https://127.0.0.1/",
        "javascript:alert(1)",
    ],
)
async def test_a_page_that_leads_elsewhere_is_not_followed_there_and_says_where(
    site: Site, reader: HttpPageReader, to: str
) -> None:
    site.put(URL, moved(to))
    site.put(to, html())
    page = await reader.read(FEED, URL)
    assert page.hops == (URL, to)
    assert (page.text, page.canonical) == ("", None)
    assert page.obstacle
    assert pages(site) == [URL]


async def test_an_address_off_the_unions_hosts_is_not_asked_at_all(
    site: Site, reader: HttpPageReader
) -> None:
    page = await reader.read(FEED, f"https://{FOREIGN}/story")
    assert page.hops == (f"https://{FOREIGN}/story",)
    assert page.obstacle
    assert site.requests == []


async def test_circles_and_endless_ways_are_given_up(site: Site, reader: HttpPageReader) -> None:
    site.put(URL, moved(URL))
    with pytest.raises(FetchPermanent, match="in a circle"):
        await reader.read(FEED, URL)
    for number in range(9):
        site.put(f"https://{HOST}/{number}", moved(f"/{number + 1}"))
    with pytest.raises(FetchPermanent, match="more than 5 times") as caught:
        await reader.read(FEED, f"https://{HOST}/0")
    assert "feeds.yaml" not in caught.value.message


async def test_too_large_a_page_is_not_read_to_its_end(site: Site, reader: HttpPageReader) -> None:
    site.put(URL, html(b" " * (4 * MIB + 1)))
    with pytest.raises(
        FetchPermanent, match=r"more than 4 MiB, and reading stopped there\. No page needs that"
    ):
        await reader.read(FEED, URL)
    site.put(URL, html(HTML + b" " * (4 * MIB - len(HTML))))
    assert (await reader.read(FEED, URL)).text == WORDS.strip()


async def test_a_connection_that_breaks_and_a_bad_certificate_are_errors_without_advice(
    site: Site, reader: HttpPageReader
) -> None:
    site.put(URL, html(ending=Ending.RESET))
    with pytest.raises(FetchTemporary) as caught:
        await reader.read(FEED, URL)
    assert "again" not in caught.value.message
    site.certificate(SECOND, Certificate.EXPIRED)
    with pytest.raises(FetchTemporary, match="certificate") as caught:  # already of its robots.txt
        await reader.read(FEED, f"https://{SECOND}/p")
    assert "feed" not in caught.value.message.replace("feeds", "")


# --- what is no page ---------------------------------------------------------------------------------

CHECK = b"<title>Just a moment...</title><script>window._cf_chl_opt={}</script>"


async def test_what_is_no_page_is_a_page_with_an_obstacle(site: Site, reader: HttpPageReader) -> None:
    shell = b"<div id=root></div><script src=/a.js></script>"
    cases = [
        (html(CHECK), CHALLENGE),
        (html(CHECK, 403), CHALLENGE),
        (html(CHECK, 503), CHALLENGE),
        (html(b"<h1>Forbidden</h1>", 403), f"{HOST} answered 403 (Forbidden)"),
        (html(HTML, 503), f"{HOST} answered 503 (Service Unavailable)"),
        (html(b"", 404), f"{HOST} answered 404 (Not Found)"),
        (Reply(b"gone", 410, content_type="text/plain"), f"{HOST} answered 410 (Gone)"),
        (html(shell), "it is an empty shell that a browser's scripts would fill"),
        (html(b""), "it is empty"),
        (Reply(b"%PDF", content_type="application/pdf"), "it is no web page, but a document of another kind"),
    ]
    for reply, obstacle in cases:
        site.put(URL, reply)
        assert await reader.read(FEED, URL) == Page((URL,), None, "", obstacle, NOW, reply.status)


async def test_a_site_that_names_a_wait_is_an_error_that_carries_it(
    site: Site, reader: HttpPageReader
) -> None:
    site.put(URL, html(b"busy", 503, headers={"Retry-After": "7200"}))
    with pytest.raises(FetchTemporary, match="answered 503") as caught:
        await reader.read(FEED, URL)
    assert caught.value.retry_after == 7200


async def test_a_page_that_takes_too_much_cpu_costs_its_process_only(
    site: Site, fetcher: HttpFetcher, clock: Clock
) -> None:
    async with ProcessParser(cpu_seconds=0.4) as parser:
        reader = ToldReader(fetcher, parser, clock, interval=0)
        # Each attribute is compared with all those before it.
        site.put(URL, html(b"<p " + b" ".join(b"a%d" % number for number in range(60_000)) + b">Word."))
        with pytest.raises(ParseError, match=r"more than 0\.4 s of CPU; the page was not read"):
            await reader.read(FEED, URL)


# --- robots.txt --------------------------------------------------------------------------------------


async def test_a_site_that_asks_not_to_be_read_is_not(site: Site, reader: HttpPageReader) -> None:
    site.put(ROBOTS, robots("User-agent: *\nDisallow: /\n\nUser-agent: picketwire\nDisallow: /post/\n"))
    site.put(f"https://{HOST}/open", html())
    with pytest.raises(PageRefused, match=r"robots.txt of www\.guild\.example"):
        await reader.read(FEED, URL)
    assert (await reader.read(FEED, f"https://{HOST}/open")).obstacle is None
    assert asked(site) == [ROBOTS, f"https://{HOST}/open"]


async def test_a_redirect_may_not_go_round_robots_txt(site: Site, reader: HttpPageReader) -> None:
    site.put(f"https://{SECOND}/robots.txt", robots("User-agent: *\nDisallow: /"))
    site.put(URL, moved(f"https://{SECOND}/p"))
    with pytest.raises(PageRefused):
        await reader.read(FEED, URL)
    assert pages(site) == [URL]


async def test_robots_txt_is_asked_for_once_an_hour(site: Site, reader: HttpPageReader, clock: Clock) -> None:
    site.put(URL, html())
    for _ in range(3):
        await reader.read(FEED, URL)
    assert asked(site).count(ROBOTS) == 1
    clock.at += timedelta(hours=1)
    site.put(ROBOTS, robots("User-agent: *\nDisallow: /"))
    with pytest.raises(PageRefused):
        await reader.read(FEED, URL)
    assert asked(site).count(ROBOTS) == 2


@pytest.mark.parametrize("status", [401, 403, 404, 410])
async def test_without_a_robots_txt_everything_is_allowed(
    site: Site, reader: HttpPageReader, status: int
) -> None:
    site.put(ROBOTS, Reply(b"User-agent: *\nDisallow: /", status=status))
    site.put(URL, html())
    assert (await reader.read(FEED, URL)).obstacle is None


@pytest.mark.parametrize(
    "reply",
    [
        Reply(status=500),
        Reply(status=503),
        Reply(status=429),
        robots("#" * 600_000),
        moved(f"http://{HOST}/robots"),
    ],
)
async def test_a_site_that_cannot_say_what_it_allows_is_not_asked_now(
    site: Site, reader: HttpPageReader, clock: Clock, reply: Reply
) -> None:
    site.put(ROBOTS, reply)
    site.put(URL, html())
    for _ in range(2):
        with pytest.raises(FetchTemporary, match=r"robots\.txt"):
            await reader.read(FEED, URL)
    assert asked(site) == [ROBOTS]
    site.remove(ROBOTS)
    clock.at += timedelta(minutes=5)
    assert (await reader.read(FEED, URL)).obstacle is None


async def test_a_robots_txt_may_stand_elsewhere(site: Site, reader: HttpPageReader) -> None:
    site.put(ROBOTS, moved(f"https://{FOREIGN}/robots.txt"))
    site.put(f"https://{FOREIGN}/robots.txt", robots("User-agent: *\nDisallow: /post"))
    with pytest.raises(PageRefused):
        await reader.read(FEED, URL)


# --- pace --------------------------------------------------------------------------------------------


async def test_pages_of_one_host_come_one_in_an_interval(
    site: Site, fetcher: HttpFetcher, parser: ProcessParser, clock: Clock
) -> None:
    site.put(URL, html())
    reader = ToldReader(fetcher, parser, clock, interval=0.3)
    now = asyncio.get_running_loop().time
    began = now()
    await asyncio.gather(*(reader.read(FEED, URL) for _ in range(3)))
    assert now() - began >= 0.6


async def test_a_page_of_another_host_does_not_wait(
    site: Site, fetcher: HttpFetcher, parser: ProcessParser, clock: Clock
) -> None:
    other = f"https://{SECOND}/p"
    for url in (URL, other):
        site.put(url, html())
    reader = ToldReader(fetcher, parser, clock, interval=3_600)
    await reader.read(FEED, URL)
    second = asyncio.create_task(reader.read(FEED, URL))
    await reader.read(FEED, other)
    assert not second.done()
    assert [url for url in asked(site) if not url.endswith("/robots.txt")] == [URL, other]
    second.cancel()
    with pytest.raises(asyncio.CancelledError):
        await second


async def test_a_site_may_ask_for_a_slower_pace(site: Site, reader: HttpPageReader) -> None:
    site.put(ROBOTS, robots("User-agent: *\nCrawl-delay: 0.3"))
    site.put(URL, html())
    began = asyncio.get_running_loop().time()
    await reader.read(FEED, URL)
    await reader.read(FEED, URL)
    assert asyncio.get_running_loop().time() - began >= 0.3


async def test_nothing_of_a_page_reaches_a_log(
    site: Site, reader: HttpPageReader, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    site.put(URL, html())
    await reader.read(FEED, URL)
    assert "Pickets" not in caplog.text


async def test_of_many_hosts_only_the_latest_are_remembered(
    site: Site, reader: HttpPageReader, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.adapters.robots.MOST_KEPT", 1)
    monkeypatch.setattr("bot.adapters.pages.MOST_LANES", 1)
    other = f"https://{SECOND}/post/on-strike"
    for url in (URL, other):
        site.put(url, html())
    for url in (URL, other, other, URL):
        await reader.read(FEED, url)
    asked_for_robots = [url for url in asked(site) if url.endswith("/robots.txt")]
    assert asked_for_robots == [ROBOTS, f"https://{SECOND}/robots.txt", ROBOTS]
    assert len(reader._lanes) == 1
