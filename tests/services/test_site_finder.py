"""Feeds are found on sites built as unions' sites are: real HTTPS, real parsing, nobody believed."""

from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack
from dataclasses import dataclass

import pytest

from bot.adapters.http import HttpFetcher
from bot.adapters.site_visitor import HttpSiteVisitor
from bot.core.discovery import How, Maker
from bot.core.errors import BotError
from bot.core.findings import Findings
from bot.core.model import Account, Feed, Fetched, NotModified, Platform, Validators
from bot.services.site_finder import SiteFinder
from tests.documents import Item, rss
from tests.services.conftest import START, DirectParser, SimulatedClock
from tests.site.server import Reply, Site

HOME = "https://www.guild.example/"
HOSTS = (
    "guild.example",
    "www.guild.example",
    "bsky.app",
    "www.youtube.com",
    "social.example",
    "other.example",
)
WORDS = "We, the members of the Guild, have voted. Our picket lines open on Monday at nine."
CHANNEL = "UCabcdefghijklmnopqrstuv"
DID = "did:plc:abc123"

NEWS = rss([Item("We march", f"{HOME}march", WORDS, START, "1")])
BLOG = rss([Item("We meet", f"{HOME}meet", WORDS, START, "2")])
ATOM = """<feed xmlns="http://www.w3.org/2005/Atom" xmlns:yt="http://www.youtube.com/xml/schemas/2015">
    <title>Guild TV</title><entry><id>yt:video:1</id><title>We march</title>
    <yt:channelId>{channel}</yt:channelId><link rel="alternate" href="https://www.youtube.com/watch?v=1"/></entry></feed>"""


def page(html: str) -> Reply:
    return Reply(html.encode(), content_type="text/html; charset=utf-8")


@dataclass(slots=True)
class Search:
    site: Site
    fetcher: HttpFetcher

    async def __call__(self, address: str | None = HOME, *accounts: Account) -> Findings:
        visitor = HttpSiteVisitor(self.fetcher, SimulatedClock())
        finder = SiteFinder(visitor=visitor, fetcher=self.fetcher, parser=DirectParser())
        return await finder.find(address, accounts)

    def home(self, html: str) -> None:
        self.site.put(HOME, page(html))


@pytest.fixture
async def search() -> AsyncIterator[Search]:
    async with AsyncExitStack() as stack:
        site = await stack.enter_async_context(Site())
        fetcher = HttpFetcher(
            SimulatedClock(),
            user_agent="Picketwire tests",
            connect_to=site.connect_to(*HOSTS),
            ssl_context=site.client_context(),
        )
        yield Search(site, await stack.enter_async_context(fetcher))


def found(findings: Findings) -> list[tuple[str, How]]:
    return [(sighting.url, sighting.how) for sighting in findings.sightings]


def wix(site: Site) -> None:
    site.put(HOME, page('<title>Guild | Home</title><img src="https://static.wixstatic.com/a.png">'))
    site.put(f"{HOME}blog-feed.xml", NEWS)


def wordpress(site: Site) -> None:
    site.put(
        HOME,
        page(
            f"""<title>Home – Guild</title><script src="{HOME}wp-content/a.js"></script>
            <link rel="alternate" type="application/rss+xml" href="{HOME}feed/">
            <link rel="alternate" type="application/rss+xml" href="{HOME}comments/feed/">"""
        ),
    )
    site.put(f"{HOME}feed/", NEWS)


def drupal(site: Site) -> None:
    site.put(HOME, page('<meta name="Generator" content="Drupal 10"><title>Guild</title>'))
    site.put(f"{HOME}rss.xml", NEWS)


def squarespace(site: Site) -> None:
    site.put(HOME, page('<!-- This is Squarespace. --><title>Guild</title><a href="/updates">Updates</a>'))
    site.put(f"{HOME}updates", page("<p>no feed is declared here</p>"))
    site.put(f"{HOME}updates?format=rss", NEWS)


def plain(site: Site) -> None:
    site.put(HOME, page('<title>Guild</title><a href="/news.html">News</a>'))
    site.put(f"{HOME}news.html", page('<link rel="alternate" type="application/atom+xml" href="strike.xml">'))
    site.put(f"{HOME}strike.xml", NEWS)


@pytest.mark.parametrize(
    ("build", "url", "how", "maker"),
    [
        (wix, "blog-feed.xml", How.MAKER, Maker.WIX),
        (wordpress, "feed/", How.DECLARED, Maker.WORDPRESS),
        (drupal, "rss.xml", How.MAKER, Maker.DRUPAL),
        (squarespace, "updates?format=rss", How.MAKER, Maker.SQUARESPACE),
        (plain, "strike.xml", How.DECLARED, None),
    ],
)
async def test_sites_of_every_build(
    search: Search, build: Callable[[Site], None], url: str, how: How, maker: Maker | None
) -> None:
    build(search.site)
    findings = await search()
    assert found(findings) == [(HOME + url, how)]
    assert (findings.maker, findings.name, findings.hosts) == (maker, "Guild", ("www.guild.example",))
    assert [entry.title for entry in findings.sightings[0].parsed.entries] == ["We march"]
    assert all(seen.url.startswith(HOME) for seen in search.site.requests)


async def test_accounts_are_found_by_links_handles_and_posts_and_each_says_whose_it_is(
    search: Search,
) -> None:
    search.home(
        f"""<a rel="me" href="https://social.example/@guild">M</a> <a href="https://www.youtube.com/@guild">Y</a>
        <a href="https://www.youtube.com/@gone">gone</a> <a href="https://www.youtube.com/@more">too many</a>
        <a href="https://bsky.app/profile/guild.example">B</a> <a href="https://bsky.app/profile/quiet.example">Q</a>
        <link rel="alternate" type="application/rss+xml" href="{HOME}feed">"""
    )
    site = search.site
    site.put(f"{HOME}feed", NEWS)
    site.put("https://social.example/@guild.rss", rss([Item("", "https://social.example/@guild/1", WORDS)]))
    youtube = f"https://www.youtube.com/channel/{CHANNEL}"
    site.put("https://www.youtube.com/@guild", page(f'<link rel="canonical" href="{youtube}">'))
    site.put("https://www.youtube.com/@gone", page("<title>404</title>"))
    site.put(
        f"https://www.youtube.com/feeds/videos.xml?channel_id={CHANNEL}",
        ATOM.format(channel=CHANNEL).encode(),
    )
    post = Item(
        "", "https://bsky.app/profile/guild.example/post/3k", WORDS, guid=f"at://{DID}/app.bsky.feed.post/3k"
    )
    site.put("https://bsky.app/profile/guild.example/rss", rss([post]))
    site.put("https://bsky.app/profile/quiet.example/rss", rss([]))
    findings = await search()
    assert {sighting.account and sighting.account.value for sighting in findings.sightings} == {
        None,
        "@guild@social.example",
        CHANNEL,
        DID,
    }
    assert {(failure.url, failure.words) for failure in findings.failures} == {
        ("https://www.youtube.com/@gone", "the page does not say which channel it is"),
        ("https://bsky.app/profile/quiet.example/rss", "its posts do not say whose account it is"),
    }
    assert "https://www.youtube.com/@more" not in [seen.url for seen in site.requests]


async def test_nothing_found_says_what_was_tried_and_why_not(search: Search) -> None:
    search.home(
        '<title>Guild</title><a href="/blog">Blog</a><a href="/news">N</a><a href="https://www.youtube.com/@g">Y</a>'
    )
    search.site.put(f"{HOME}blog", Reply(status=301, headers={"Location": "https://other.example/"}))
    search.site.put(
        "https://other.example/", page('<link rel="alternate" type="application/rss+xml" href="/f">')
    )
    search.site.put(f"{HOME}feed/", page("<html><p>not a feed</p></html>"))
    search.site.put(f"{HOME}rss.xml", Reply(b"gone", status=410))
    findings = await search()
    words = {failure.url: failure.words for failure in findings.failures}
    assert findings.sightings == ()
    assert words[f"{HOME}news"] == f"{HOME}news answered 404 (Not Found)"
    assert words["https://www.youtube.com/@g"] == "https://www.youtube.com/@g answered 404 (Not Found)"
    assert words[f"{HOME}rss.xml"] == "www.guild.example answered 410 (Gone)"
    assert "a web page, not a feed" in words[f"{HOME}feed/"]
    assert "https://other.example/f" not in words
    assert len(words) == 9


async def test_a_first_page_that_can_not_be_read_leaves_the_usual_places(search: Search) -> None:
    search.site.put(HOME, Reply(b"who are you?", status=403))
    search.site.put(f"{HOME}feed/", NEWS)
    findings = await search()
    assert found(findings) == [(f"{HOME}feed/", How.GUESSED)]
    assert findings.failures[0].words == f"{HOME} answered 403 (Forbidden)"
    search.site.put(HOME, Reply(b"%PDF", content_type="application/pdf"))
    assert (await search()).failures[0].words == f"{HOME} is no web page"


async def test_the_site_may_add_or_drop_www_and_lead_nowhere_else(search: Search) -> None:
    wordpress(search.site)
    search.site.put("https://guild.example/", Reply(status=302, headers={"Location": HOME}))
    assert (await search("https://guild.example/")).hosts == ("www.guild.example", "guild.example")
    search.site.put(HOME, Reply(status=302, headers={"Location": "https://other.example/"}))
    search.site.put("https://other.example/", page("<title>Other</title>"))
    with pytest.raises(BotError, match=r"www\.guild\.example leads to other\.example.* init https://other"):
        await search()


async def test_platforms_sites_that_refuse_and_sites_that_are_not_there_are_refused(search: Search) -> None:
    search.site.put("https://bsky.app/profile/guild.example", page(""))
    with pytest.raises(BotError, match="a platform that many publishers share"):
        await search("https://bsky.app/profile/guild.example")
    search.site.put(f"{HOME}robots.txt", Reply(b"User-agent: *\nDisallow: /", content_type="text/plain"))
    with pytest.raises(BotError, match=r"robots\.txt of www\.guild\.example asks not to fetch"):
        await search()
    search.site.put("https://other.example/", Reply(status=302, headers={"Location": "https://10.0.0.1/"}))
    with pytest.raises(BotError, match=r"redirects to .*Is https://other\.example/ the union's site\?"):
        await search("https://other.example/")


async def test_robots_txt_may_close_a_part_of_the_site_and_name_a_pause(search: Search) -> None:
    plain(search.site)
    robots = b"User-agent: *\nDisallow: /news\nCrawl-delay: 0.01"
    search.site.put(f"{HOME}robots.txt", Reply(robots, content_type="text/plain"))
    search.home('<a href="/news.html">News</a><a href="/blog">B</a>')
    findings = await search()
    assert f"The robots.txt of www.guild.example asks not to fetch {HOME}news.html" in [
        failure.words for failure in findings.failures
    ]
    assert f"{HOME}news.html" not in [seen.url for seen in search.site.requests]


async def test_an_account_alone_needs_no_site(search: Search) -> None:
    search.site.put("https://social.example/@guild.rss", rss([]))
    account = Account(Platform.MASTODON, "@guild@social.example")
    findings = await search(None, account)
    assert [(sighting.account, sighting.how) for sighting in findings.sightings] == [(account, How.GIVEN)]
    assert (findings.site, findings.hosts) == (None, ())


async def test_a_server_that_calls_the_unknown_unchanged_is_no_feed(search: Search) -> None:
    class Unchanged:
        async def fetch(self, feed: Feed, validators: Validators) -> Fetched | NotModified:
            return NotModified((feed.url,), validators, START)

    wordpress(search.site)
    visitor = HttpSiteVisitor(search.fetcher, SimulatedClock())
    findings = await SiteFinder(visitor=visitor, fetcher=Unchanged(), parser=DirectParser()).find(HOME)
    assert {failure.words for failure in findings.failures} == {
        "it says that nothing changed, though nothing was known of it"
    }
