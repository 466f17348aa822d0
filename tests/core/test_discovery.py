"""What a site's pages say of feeds, in the shapes that site builders give them."""

import time

import pytest

from bot.core.discovery import (
    Candidate,
    How,
    Maker,
    account_candidate,
    makers_candidates,
    site_address,
    usual_candidates,
)
from bot.core.hosts import LinkFault
from bot.core.model import Account, Platform
from bot.core.platforms import feed_matches_account
from bot.core.sitepage import account_on, read_site_page

HOME = "https://www.guild.example/"
CHANNEL = "UCabcdefghijklmnopqrstuv"


def tried(html: str, url: str = HOME) -> list[tuple[str, How]]:
    return [(candidate.url, candidate.how) for candidate in read_site_page(html, url).candidates]


@pytest.mark.parametrize(
    ("typed", "address"),
    [
        ("guild.example", "https://guild.example/"),
        (" http://www.guild.example ", "https://www.guild.example/"),
        ("https://www.guild.example/strike#top", "https://www.guild.example/strike"),
        ("HTTPS://www.guild.example/", "HTTPS://www.guild.example/"),
    ],
)
def test_a_site_can_be_typed_as_people_type_it(typed: str, address: str) -> None:
    assert site_address(typed) == address


@pytest.mark.parametrize("typed", ["the guild", "ftp://guild.example", "127.0.0.1", "", "a@guild.example"])
def test_what_names_no_site_is_refused(typed: str) -> None:
    assert isinstance(site_address(typed), LinkFault)


def test_declared_feeds_come_first_over_https_and_comments_are_left_out() -> None:
    html = """<HEAD><a href='/feed/atom.xml'>Atom</a>
        <link rel="alternate" type="application/rss+xml" title="Guild &raquo; Feed"
              href="http://www.guild.example/feed/?a=1&amp;b=2">
        <LINK REL='alternate stylesheet' TYPE='application/atom+xml' HREF=strike.xml />
        <link rel="alternate" type="application/rss+xml" href="/comments/feed/">
        <link rel="alternate" type="application/json" href="/wp-json/"><link rel="alternate" href="/es/">
        <a href="/feed/atom.xml">again</a> <a href="https://other.example/feed/">elsewhere</a>
        <a href="/comments/feed/">comments</a> <a href="">nothing</a> <a name="x">no address</a>"""
    assert tried(html) == [
        ("https://www.guild.example/feed/?a=1&b=2", How.DECLARED),
        ("https://www.guild.example/strike.xml", How.DECLARED),
        ("https://www.guild.example/feed/atom.xml", How.LINKED),
    ]


def test_links_start_from_the_base_that_a_page_names() -> None:
    link = '<link rel=alternate type=application/rss+xml href="blog.xml">'
    assert tried(f'<base href="/news/">{link}') == [("https://www.guild.example/news/blog.xml", How.DECLARED)]
    assert tried(f'<base target="_top"><base href="javascript:0">{link}') == [
        ("https://www.guild.example/blog.xml", How.DECLARED)
    ]


@pytest.mark.parametrize(
    "href", ["https://[half", "javascript:void(0)", "mailto:a@b", "https://u@guild.example/feed/"]
)
def test_odd_addresses_are_passed_over(href: str) -> None:
    assert tried(f'<link rel="alternate" type="application/rss+xml" href="{href}">') == []


def test_accounts_that_the_site_links_to() -> None:
    html = f"""<a rel="me" href="https://social.example/@Guild">M</a> <a href="https://social.example/@guild/1">toot</a>
        <a href="https://www.youtube.com/channel/{CHANNEL}">Y</a> <a href="https://www.youtube.com/@guild">@</a>
        <a href="https://youtube.com/c/Guild/">c</a> <a href="https://www.youtube.com/watch?v=1">video</a>
        <a href="https://bsky.app/profile/did:plc:abc123">B</a> <a href="https://bsky.app/profile/guild.example">H</a>
        <a href="https://bsky.app/profile/other.example/post/3k">a post</a>
        <a href="https://medium.com/@guild">Medium</a> <a href="https://www.tiktok.com/@guild">T</a>"""
    page = read_site_page(html, HOME)
    assert page.candidates == (
        account_candidate(Account(Platform.MASTODON, "@guild@social.example"), How.LINKED),
        account_candidate(Account(Platform.YOUTUBE, CHANNEL), How.LINKED),
        account_candidate(Account(Platform.BLUESKY, "did:plc:abc123"), How.LINKED),
        Candidate("https://bsky.app/profile/guild.example/rss", How.LINKED, Platform.BLUESKY),
    )
    assert page.profiles == ("https://www.youtube.com/@guild", "https://youtube.com/c/Guild/")
    for candidate in page.candidates:
        assert candidate.account is None or feed_matches_account(candidate.url, candidate.account)


@pytest.mark.parametrize(
    ("html", "value"),
    [
        (f'<link rel="canonical" href="https://www.youtube.com/channel/{CHANNEL}">', CHANNEL),
        (
            '<link rel="alternate" type="application/rss+xml" title="RSS" '
            f'href="https://www.youtube.com/feeds/videos.xml?channel_id={CHANNEL}">',
            CHANNEL,
        ),
        (
            f'<link rel="canonical" href="https://www.youtube.com/channel/{CHANNEL}">'
            '<link rel="alternate" type="application/rss+xml" '
            'href="https://www.youtube.com/feeds/videos.xml?channel_id=UCother">',
            None,
        ),
        (f'<a href="https://www.youtube.com/channel/{CHANNEL}">another channel that it links to</a>', None),
        (f'<link rel="canonical" href="https://youtube.example/channel/{CHANNEL}">', None),
        ('<link rel="canonical" href="https://www.youtube.com/@guild">', None),
        ("", None),
    ],
)
def test_whose_channel_a_handles_page_is(html: str, value: str | None) -> None:
    account = account_on(html, "https://www.youtube.com/@guild")
    assert account == (value and Account(Platform.YOUTUBE, value))


def test_sections_are_pages_of_news_and_not_their_articles() -> None:
    html = "".join(
        f'<a href="{href}">x</a>'
        for href in (
            "/news/",
            "/news-and-media",
            "/about",
            "/category/press-releases/",
            "/a/b/c/news",
            "/blog.html",
            "/news/members-vote-to-strike-on-blog-day",
            "/news?page=2",
            "/news/feed/",
            "https://other.example/news",
            "/renewals",
        )
    )
    assert [url.removeprefix(HOME) for url in read_site_page(html, HOME).sections] == [
        "news/",
        "news-and-media",
        "category/press-releases/",
        "blog.html",
    ]


@pytest.mark.parametrize(
    ("html", "name"),
    [
        ('<title>x</title><meta property="og:site_name" content="The &amp; Guild">', "The & Guild"),
        ('<meta property="og:title" content="Strike"><title>Home | Example Guild</title>', "Example Guild"),
        ("<title>Example\nGuild – Standing together</title>", "Example Guild"),
        ("<title> Home </title>", None),
        ("", None),
    ],
)
def test_what_a_site_calls_itself(html: str, name: str | None) -> None:
    assert read_site_page(html, HOME).name == name


@pytest.mark.parametrize(
    ("html", "maker", "urls"),
    [
        ('<img src="https://static.wixstatic.com/a.png">', Maker.WIX, ["blog-feed.xml"]),
        ('<script src="/wp-content/x.js">', Maker.WORDPRESS, ["feed/"]),
        ('<meta name="Generator" content="Drupal 10">', Maker.DRUPAL, ["rss.xml"]),
        ("<!-- This is Squarespace. -->", Maker.SQUARESPACE, ["blog?format=rss", "news?format=rss"]),
        ("plain", None, []),
    ],
)
def test_where_the_makers_of_sites_put_their_feeds(html: str, maker: Maker | None, urls: list[str]) -> None:
    page = read_site_page(html, f"{HOME}welcome")
    found = makers_candidates(page, [f"{HOME}blog", f"{HOME}news?page=1"])
    assert page.maker is maker
    assert [candidate.url for candidate in found] == [HOME + url for url in urls]


def test_the_usual_places_are_on_the_sites_own_host() -> None:
    urls = [candidate.url for candidate in usual_candidates(f"{HOME}welcome")]
    assert {f"{HOME}feed/", f"{HOME}rss.xml", f"{HOME}blog-feed.xml"} <= set(urls)
    assert all(url.startswith(HOME) for url in urls)


@pytest.mark.parametrize(
    "part", ["<a ", "<link " + "a" * 3900 + ">", "<a x=", '<meta a="', "<title>", "<a href='"]
)
def test_a_hostile_page_takes_no_time(part: str) -> None:
    html = part * (200_000 // len(part))
    begun = time.process_time()
    read_site_page(html, HOME)
    assert time.process_time() - begun < 2
