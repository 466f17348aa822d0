import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.model import Account, Entry, Platform
from bot.core.platforms import (
    entry_identity,
    feed_matches_account,
    lists_visitors_words,
    may_list_visitors_words,
    names_an_account,
    parse_account,
    platform_hosts,
)

BLUESKY = Account(Platform.BLUESKY, "did:plc:abc123")
YOUTUBE = Account(Platform.YOUTUBE, "UCexample-Guild_0123456")
NEWS = "https://guild.example/news/feed/"
MASTODON = Account(Platform.MASTODON, "@guild@social.example")


def entry(*, guid: str | None = None, link: str | None = None, channel_id: str | None = None) -> Entry:
    return Entry(guid=guid, link=link, title="", text="", channel_id=channel_id)


@pytest.mark.parametrize("account", [BLUESKY, YOUTUBE, MASTODON])
def test_an_account_is_read_as_written(account: Account) -> None:
    assert parse_account(account.value) == account


def test_a_mastodon_account_is_put_into_the_instances_form() -> None:
    assert parse_account("@Guild@Social.EXAMPLE.") == MASTODON


def test_a_did_may_name_a_web_host() -> None:
    assert parse_account("did:web:guild.example") == Account(Platform.BLUESKY, "did:web:guild.example")


@pytest.mark.parametrize(
    "text",
    [
        "",
        "guild.bsky.social",
        "@guild.bsky.social",
        "@guild",
        "guild@social.example",
        "@guild@localhost",
        "@guild@127.0.0.1",
        "@guild@social.example@evil.example",
        "did:plc:abc123\n",
        "did:plc:",
        "did:key:abc",
        "UC",
        "UCabc?x",
        "@examplechannel/videos",
        "https://bsky.app/profile/did:plc:abc123",
    ],
)
def test_what_is_no_account_gives_none(text: str) -> None:
    assert parse_account(text) is None


def test_the_hosts_of_an_account() -> None:
    assert platform_hosts(BLUESKY) == {"bsky.app"}
    assert platform_hosts(YOUTUBE) == {"youtube.com", "www.youtube.com"}
    assert platform_hosts(MASTODON) == {"social.example"}


@pytest.mark.parametrize(
    ("url", "account"),
    [
        ("https://bsky.app/profile/did:plc:abc123/rss", BLUESKY),
        ("https://bsky.app/profile/guild.example/rss", BLUESKY),
        ("https://BSKY.app:443/profile/did:plc:abc123/rss", BLUESKY),
        ("https://www.youtube.com/feeds/videos.xml?channel_id=UCexample-Guild_0123456", YOUTUBE),
        ("https://youtube.com/feeds/videos.xml?channel_id=UCexample-Guild_0123456", YOUTUBE),
        ("https://social.example/@guild.rss", MASTODON),
        ("https://social.example/@Guild.rss", MASTODON),
    ],
)
def test_a_feed_of_the_account(url: str, account: Account) -> None:
    assert feed_matches_account(url, account)


@pytest.mark.parametrize(
    ("url", "account"),
    [
        ("https://bsky.app/profile/did:plc:abc124/rss", BLUESKY),
        ("https://bsky.app/profile/did:web:guild.example/rss", BLUESKY),
        ("https://bsky.app/profile/guild/rss", BLUESKY),
        ("https://bsky.app/profile/did:plc:abc123", BLUESKY),
        ("https://bsky.app/profile/did:plc:abc123/rss/", BLUESKY),
        ("https://bsky.app/profile/did:plc:abc123/rss?x=1", BLUESKY),
        ("https://bsky.app/profile/did:plc:abc123/rss?", BLUESKY),
        ("https://bsky.app/profile/did:plc:abc123/rss#top", BLUESKY),
        ("https://bsky.app/x/../profile/did:plc:abc123/rss", BLUESKY),
        ("https://bsky.app.evil.example/profile/did:plc:abc123/rss", BLUESKY),
        ("http://bsky.app/profile/did:plc:abc123/rss", BLUESKY),
        ("https://www.youtube.com/feeds/videos.xml?channel_id=UCother", YOUTUBE),
        ("https://www.youtube.com/feeds/videos.xml?user=UCexample-Guild_0123456", YOUTUBE),
        (
            "https://www.youtube.com/feeds/videos.xml?channel_id=UCother&channel_id=UCexample-Guild_0123456",
            YOUTUBE,
        ),
        ("https://www.youtube.com/feeds/videos.xml", YOUTUBE),
        ("https://www.youtube.com/x?channel_id=UCexample-Guild_0123456", YOUTUBE),
        ("https://m.youtube.com/feeds/videos.xml?channel_id=UCexample-Guild_0123456", YOUTUBE),
        ("https://social.example/@guilds.rss", MASTODON),
        ("https://social.example/@guild", MASTODON),
        ("https://social.example/@guild/with_replies.rss", MASTODON),
        ("https://social.example/@guild.rss?max_id=1", MASTODON),
        ("https://social.example/@guild@other.example.rss", MASTODON),
        ("https://other.example/@guild.rss", MASTODON),
    ],
)
def test_another_feed_is_not_the_accounts(url: str, account: Account) -> None:
    assert not feed_matches_account(url, account)


@pytest.mark.parametrize(
    ("listed", "account", "identity"),
    [
        (entry(channel_id="UCexample-Guild_0123456"), YOUTUBE, "UCexample-Guild_0123456"),
        (entry(channel_id="UCother"), YOUTUBE, "UCother"),
        (entry(channel_id=""), YOUTUBE, None),
        (entry(), YOUTUBE, None),
        (entry(guid="at://did:plc:abc123/app.bsky.feed.post/3kxyz"), BLUESKY, "did:plc:abc123"),
        (entry(guid="at://did:plc:other/app.bsky.feed.post/3kxyz"), BLUESKY, "did:plc:other"),
        (entry(guid="at://did:plc:abc123/app.bsky.feed.repost/3kxyz"), BLUESKY, None),
        (entry(guid="at://guild.example/app.bsky.feed.post/3kxyz"), BLUESKY, None),
        (entry(guid="x at://did:plc:abc123/app.bsky.feed.post/3kxyz"), BLUESKY, None),
        (entry(), BLUESKY, None),
        (entry(link="https://social.example/@guild/1125"), MASTODON, "@guild@social.example"),
        (entry(link="https://social.example/@Guild/1125"), MASTODON, "@guild@social.example"),
        (entry(link="https://other.example/@guild/1125"), MASTODON, "@guild@other.example"),
        (entry(link="https://social.example/@guild@other.example/1125"), MASTODON, None),
        (entry(link="https://social.example/@guild"), MASTODON, None),
        (entry(link="http://social.example/@guild/1125"), MASTODON, None),
        (entry(), MASTODON, None),
    ],
)
def test_the_account_an_entry_names(listed: Entry, account: Account, identity: str | None) -> None:
    assert entry_identity(listed, account) == identity


@given(st.text(), st.sampled_from([BLUESKY, YOUTUBE, MASTODON]))
def test_hostile_text_is_never_the_accounts(text: str, account: Account) -> None:
    assert not feed_matches_account(text, account)
    assert parse_account(f"{text}\n") is None
    listed = entry(guid=text, link=text, channel_id=text + " ")
    assert entry_identity(listed, account) != account.value


@pytest.mark.parametrize(
    "url",
    [
        "https://social.guild.example/@guild.rss",
        "https://social.guild.example/users/guild.atom",
        "https://social.guild.example/Users/guild/feed",
    ],
)
def test_the_feed_of_one_account_among_others(url: str) -> None:
    assert names_an_account(url)


@pytest.mark.parametrize("url", ["https://guild.example/feed/@guild", "https://guild.example/users", NEWS])
def test_a_feed_that_names_no_account(url: str) -> None:
    assert not names_an_account(url)


@pytest.mark.parametrize(
    "url",
    [
        "https://guild.example/comments/feed/",
        "https://guild.example/on-strike/Comments/feed",
        "https://guild.example/forums/feed",
        "https://guild.example/forum.rss",
        "https://guild.example/?x=1&feed=comments-rss2",
    ],
)
def test_a_feed_in_which_visitors_write(url: str) -> None:
    assert lists_visitors_words(url)


@pytest.mark.parametrize(
    "url", [NEWS, "https://guild.example/commentary/feed", "https://guild.example/?feed=rss2"]
)
def test_a_feed_in_which_the_site_writes(url: str) -> None:
    assert not lists_visitors_words(url)


@pytest.mark.parametrize(
    "path",
    [
        "latest.rss",
        "talk/latest.rss",
        "top/weekly.rss",
        "posts.rss",
        "c/announcements/7.rss",
        "t/strike-update/123.rss",
        "tag/strike.rss",
        "topic/when-do-we-walk/feed/",
        "topics/feed",
        "replies/feed",
        "app.php/feed/news",
        "external.php?type=RSS2",
        "2026/01/05/on-strike/feed/",
        "2026/01/on-strike/feed",
        "?feed=rss2&post_type=topic",
        "feed/?withcomments=1",
    ],
)
def test_a_feed_in_which_anybody_may_write(path: str) -> None:
    assert may_list_visitors_words(f"https://guild.example/{path}")
    assert not lists_visitors_words(f"https://guild.example/{path}")


@pytest.mark.parametrize(
    "path",
    ["feed/", "blog-feed.xml", "rss.xml", "posts/feed", "2026/01/feed/", "2026/01/05/feed/", "news.rss"],
)
def test_a_feed_like_those_of_most_sites(path: str) -> None:
    assert not may_list_visitors_words(f"https://guild.example/{path}")
