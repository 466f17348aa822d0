"""Whose is a link that nobody has listed? Told from the address alone."""

import pytest

from bot.core.model import Account, Feed, Platform
from bot.core.quotes.links import addressed, is_of, spellings, unlisted
from bot.core.quotes.model import Result

HOSTS = frozenset({"www.lanternguild.example", "strike.lanternguild.example"})
DID = "did:plc:lanternguild"
CHANNEL = "UC" + "a" * 22


def feed(feed_id: str = "news", account: Account | None = None, *, watched: bool = False) -> Feed:
    return Feed(
        feed_id,
        f"https://www.lanternguild.example/{feed_id}",
        "lantern",
        "Lanternlight Performers Guild",
        HOSTS,
        account,
        watched=watched,
        employers=("Marquee Alliance",),
    )


NEWS = feed()
BLUESKY = feed("bluesky", Account(Platform.BLUESKY, DID))
YOUTUBE = feed("video", Account(Platform.YOUTUBE, CHANNEL))
MASTODON = feed("toots", Account(Platform.MASTODON, "@guild@social.example"))
PRESS = feed("press", watched=True)


@pytest.mark.parametrize(
    "url",
    [
        "https://www.lanternguild.example/2026/we-are-out",
        "http://strike.lanternguild.example/post/x?utm_source=a#top",
        "https://WWW.LanternGuild.example./x",
        f"https://bsky.app/profile/{DID}/post/3kabc",
        "https://social.example/@guild/1122334455",
    ],
)
def test_what_is_on_a_host_or_account_of_the_unions_is_not_seen_yet(url: str) -> None:
    found = unlisted(url, [NEWS, BLUESKY, MASTODON])
    assert (found.result, found.likeness, found.statement) == (Result.UNSEEN, None, None)
    assert found.host is not None


@pytest.mark.parametrize(
    ("url", "words"),
    [
        ("https://www.lanternguild.example.evil.example/x", "whole address"),
        ("https://www.lantern-guild.example/x", "almost like it"),
        ("https://lanternlight-facts.example/x", "carries the union's name"),
        ("https://marquee-alliance.example/lantern", "the other side"),
    ],
)
def test_a_host_that_looks_like_the_unions_comes_with_a_warning(url: str, words: str) -> None:
    found = unlisted(url, [NEWS])
    assert found.result is Result.NOT_DIRECT
    assert words in (found.likeness or "")


@pytest.mark.parametrize(
    "url",
    [
        "https://dailycurtain.example/2026/walkout",
        "https://bsky.app/profile/did:plc:somebodyelse/post/3kabc",
        f"https://bsky.app/profile/{DID}",
        "https://bsky.app/profile/lanternguild.example/post/3kabc",  # handles change hands
        "https://social.example/@guilds/1",
        "https://other.example/@guild/1",
        f"https://www.youtube.com/watch?v=abc&channel={CHANNEL}",
    ],
)
def test_anything_else_is_not_a_direct_source(url: str) -> None:
    found = unlisted(url, [NEWS, BLUESKY, YOUTUBE, MASTODON])
    assert (found.result, found.likeness) == (Result.NOT_DIRECT, None)
    assert found.host is not None


@pytest.mark.parametrize(
    "url",
    [
        "https://www.lanternguild.example@evil.example/x",
        "https://www.lanternguild.example:8443/x",
        "https://www.lanternguild.example\\@evil.example/",
        "https://93.184.216.34/x",
        "ftp://www.lanternguild.example/x",
        "https://",
    ],
)
def test_an_address_that_can_be_read_in_two_ways_is_nobodys(url: str) -> None:
    found = unlisted(url, [NEWS])
    assert (found.result, found.host) == (Result.NOT_DIRECT, None)


def test_a_watched_feed_vouches_for_no_host() -> None:
    assert unlisted("https://www.lanternguild.example/x", [PRESS]).result is Result.NOT_DIRECT


def test_the_feeds_that_could_list_a_page_are_those_of_its_union() -> None:
    page, post = "https://www.lanternguild.example/x", f"https://bsky.app/profile/{DID}/post/3kabc"
    assert [is_of(page, "www.lanternguild.example", one) for one in (NEWS, BLUESKY)] == [True, True]
    assert [is_of(post, "bsky.app", one) for one in (NEWS, BLUESKY, YOUTUBE)] == [False, True, False]


@pytest.mark.parametrize(
    ("pasted", "listed"),
    [
        ("https://youtu.be/dQw4w9WgXcQ?si=1", "https://www.youtube.com/watch?v=dQw4w9WgXcQ"),
        ("https://m.youtube.com/watch?t=1&v=dQw4w9WgXcQ", "https://www.youtube.com/watch?v=dQw4w9WgXcQ"),
        ("https://www.youtube.com/shorts/dQw4w9WgXcQ", "https://www.youtube.com/watch?v=dQw4w9WgXcQ"),
        ("https://youtube.com/live/dQw4w9WgXcQ/", "https://www.youtube.com/watch?v=dQw4w9WgXcQ"),
    ],
)
def test_a_video_is_looked_up_as_its_feed_lists_it(pasted: str, listed: str) -> None:
    assert listed in spellings(pasted)


@pytest.mark.parametrize(
    "rest",
    [
        "www.youtube.com/watch?v=dQw4w9WgXcQ",
        "www.youtube.com/@guild",
        "youtu.be/",
        "dailycurtain.example/watch?v=1",
    ],
)
def test_any_other_address_is_looked_up_as_it_is_with_and_without_encryption(rest: str) -> None:
    assert spellings(f"https://{rest}") == (f"https://{rest}", f"http://{rest}")
    assert spellings(f"HTTP://{rest}") == (f"HTTP://{rest}", f"https://{rest}")


@pytest.mark.parametrize(
    "url",
    [
        "https://user@www.lanternguild.example/x",
        "http://www.lanternguild.example:443/x",
        "https://www.lanternguild.example:80/x",
        "ftp://www.lanternguild.example/x",
        "words of a title",
    ],
)
def test_an_address_that_is_odd_is_never_repaired(url: str) -> None:
    assert spellings(url) == (url,)


def test_an_address_without_its_scheme_gets_one() -> None:
    assert addressed("www.lanternguild.example/x") == "https://www.lanternguild.example/x"
    assert addressed("http://www.lanternguild.example/x") == "http://www.lanternguild.example/x"
