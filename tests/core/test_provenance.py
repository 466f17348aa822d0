import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from bot.core.model import Account, Decision, Entry, Feed, Platform
from bot.core.provenance import RULES, RULESET_VERSION, judge, ruleset
from bot.core.provenance.verdicts import Rule

DOCS = Path(__file__).parents[2] / "docs" / "provenance.md"
HELD, REJECTED, DIRECT = Decision.HELD, Decision.REJECTED, Decision.DIRECT

DID = "did:plc:abc123"
CHANNEL = "UCabcdefghijklmnopqrstuv"

SITE = Feed(
    id="strike-news",
    url="https://strike.guild.example/blog-feed.xml",
    union_id="guild",
    union_name="Example Performers Guild",
    hosts=frozenset({"www.guild.example", "strike.guild.example"}),
)
POST = Entry(
    "https://strike.guild.example/?p=7",
    "https://strike.guild.example/post/we-march",
    "We march on Monday",
    "Members, we march on Monday.",
)
BLUESKY = replace(
    SITE, id="bluesky", url=f"https://bsky.app/profile/{DID}/rss", account=Account(Platform.BLUESKY, DID)
)
SKEET = Entry(
    f"at://{DID}/app.bsky.feed.post/3kabc",
    "https://bsky.app/profile/guild.example/post/3kabc",
    "",
    "We march on Monday.",
)
YOUTUBE = replace(
    SITE,
    id="youtube",
    url=f"https://www.youtube.com/feeds/videos.xml?channel_id={CHANNEL}",
    account=Account(Platform.YOUTUBE, CHANNEL),
)
VIDEO = Entry(
    "yt:video:abc", "https://www.youtube.com/watch?v=abc", "We march", "Monday.", channel_id=CHANNEL
)
MASTODON = replace(
    SITE,
    id="mastodon",
    url="https://social.example/@guild.rss",
    account=Account(Platform.MASTODON, "@guild@social.example"),
)
TOOT = Entry("https://social.example/@guild/1", "https://social.example/@guild/1", "", "We march on Monday.")


def decide(entry: Entry, feed: Feed = SITE, hops: tuple[str, ...] | None = None) -> tuple[Decision, str]:
    verdict = judge(entry, feed, (feed.url,) if hops is None else hops)
    assert verdict.ruleset == RULESET_VERSION
    assert verdict.reason.endswith(".")
    return verdict.decision, verdict.rule


def linked(link: str | None) -> Entry:
    return replace(POST, link=link)


# --- proof -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "link",
    [
        "https://strike.guild.example/post/we-march",
        "https://www.guild.example/news/1?page=2#top",
        "HTTPS://Strike.Guild.Example./post/we-march",
        "https://strike.guild.example:443/post/we-march",
        "http://strike.guild.example/post/we-march",
        "HTTP://www.guild.example:80/post/we-march",
    ],
)
def test_own_host_is_direct(link: str) -> None:
    verdict = judge(linked(link), SITE, (SITE.url, "https://www.guild.example/feed"))
    assert (verdict.decision, verdict.rule) == (DIRECT, "own-host")
    assert verdict.seen in SITE.hosts
    assert verdict.expected == "one of: strike.guild.example, www.guild.example"
    assert "Example Performers Guild" in verdict.reason


@pytest.mark.parametrize(
    ("entry", "feed"),
    [
        (SKEET, BLUESKY),
        (VIDEO, YOUTUBE),
        (TOOT, MASTODON),
        (replace(TOOT, link="https://social.example/@Guild/1"), MASTODON),
    ],
)
def test_pinned_account_is_direct(entry: Entry, feed: Feed) -> None:
    verdict = judge(entry, feed, (feed.url,))
    assert (verdict.decision, verdict.rule) == (DIRECT, "own-account")
    assert feed.account is not None
    assert (verdict.seen, verdict.expected) == (feed.account.value, feed.account.value)


def test_account_served_by_the_unions_own_host_is_direct() -> None:
    own = replace(MASTODON, url="https://www.guild.example/feeds/social.rss")
    assert decide(TOOT, own) == (DIRECT, "own-account")


# --- the way to the feed ---------------------------------------------------------------------------


@pytest.mark.parametrize("link", [POST.link, "https://dailycurtain.example/story", None])
def test_everything_in_a_watched_feed_is_rejected(link: str | None) -> None:
    assert decide(linked(link), replace(SITE, watched=True)) == (REJECTED, "not-the-union")


@pytest.mark.parametrize(
    "hops",
    [
        (),
        ("http://strike.guild.example/blog-feed.xml",),
        ("http://strike.guild.example/blog-feed.xml", SITE.url),
        (SITE.url, "https://strike.guild.example:8443/feed"),
        (SITE.url, "https://guild@strike.guild.example/feed"),
        (SITE.url, "https://127.0.0.1/feed"),
        (SITE.url, "ftp://strike.guild.example/feed"),
        (SITE.url, ""),
    ],
)
def test_transport(hops: tuple[str, ...]) -> None:
    assert decide(POST, SITE, hops) == (HELD, "transport")


@pytest.mark.parametrize(
    ("entry", "feed", "hop"),
    [
        (POST, SITE, "https://guild.example/feed"),
        (POST, SITE, "https://strike.guild.example.evil.example/feed"),
        (POST, SITE, "https://bsky.app/profile/guild.example/rss"),
        (SKEET, BLUESKY, "https://social.example/feed"),
        (TOOT, MASTODON, "https://other.example/@guild.rss"),
    ],
)
def test_redirect(entry: Entry, feed: Feed, hop: str) -> None:
    assert decide(entry, feed, (feed.url, hop)) == (HELD, "redirect")
    assert decide(entry, feed, (feed.url, hop, feed.url)) == (HELD, "redirect")


def test_redirect_within_platform_and_own_hosts_is_let_through() -> None:
    hops = (YOUTUBE.url, "https://youtube.com/feeds/x", "https://www.guild.example/feed")
    assert decide(VIDEO, YOUTUBE, hops) == (DIRECT, "own-account")


@pytest.mark.parametrize(
    ("entry", "feed"),
    [
        (POST, replace(SITE, url="https://evil.example/feed")),
        (POST, replace(SITE, url="http://strike.guild.example/feed")),
        (POST, replace(SITE, hosts=frozenset())),
        (SKEET, replace(BLUESKY, url="https://bsky.app/profile/did:plc:other/rss")),
        (VIDEO, replace(YOUTUBE, url="https://www.youtube.com/feeds/videos.xml?channel_id=UCother")),
        (TOOT, replace(MASTODON, url="https://social.example/@other.rss")),
    ],
)
def test_feed_host(entry: Entry, feed: Feed) -> None:
    assert decide(entry, feed) == (HELD, "feed-host")


# --- whose entry -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "source",
    [
        "https://dailycurtain.example/feed",
        "http://evil.example",
        "https://strike.guild.example.evil.example/",
    ],
)
def test_foreign_source_is_rejected(source: str) -> None:
    assert decide(replace(POST, source_url=source)) == (REJECTED, "source")


@pytest.mark.parametrize(
    "source",
    [
        "tag:guild.example,2026:feed",
        "urn:uuid:1",
        "Daily Curtain",
        "https://strike.guild.example@evil.example/",
        "https://guild.example/feed",
        "https://es.guild.example/feed",
    ],
)
def test_unclear_source_is_held(source: str) -> None:
    assert decide(replace(POST, source_url=source)) == (HELD, "source")


@pytest.mark.parametrize(
    "source", ["https://www.guild.example/feed", "HTTP://strike.guild.example/feed", "", None]
)
def test_own_source_says_nothing(source: str | None) -> None:
    assert decide(replace(POST, source_url=source)) == (DIRECT, "own-host")


@pytest.mark.parametrize(
    ("sources", "decided"),
    [
        ("https://www.guild.example/feed\nhttps://strike.guild.example/", (DIRECT, "own-host")),
        ("https://www.guild.example/feed\nhttps://wire.example/", (REJECTED, "source")),
        ("https://wire.example/\nhttps://www.guild.example/feed", (REJECTED, "source")),
        ("The Daily Curtain\nhttps://wire.example/", (REJECTED, "source")),
        ("https://www.guild.example/feed\nThe Daily Curtain", (HELD, "source")),
    ],
)
def test_one_foreign_source_among_several_decides(sources: str, decided: tuple[Decision, str]) -> None:
    assert decide(replace(POST, source_url=sources)) == decided


def test_two_links_at_odds_are_both_shown() -> None:
    verdict = judge(linked("https://strike.guild.example/1 https://evil.example/1"), SITE, (SITE.url,))
    assert (verdict.decision, verdict.rule) == (HELD, "link-odd")
    assert "two links" in verdict.reason
    assert verdict.seen == "https://strike.guild.example/1 https://evil.example/1"


def test_source_of_a_platform_is_the_account_not_the_host() -> None:
    assert decide(replace(TOOT, source_url=MASTODON.url), MASTODON) == (DIRECT, "own-account")
    other = replace(TOOT, source_url="https://social.example/@other.rss")
    assert decide(other, MASTODON) == (REJECTED, "source")


@pytest.mark.parametrize("link", [None, "", " \n"])
def test_link_missing(link: str | None) -> None:
    assert decide(linked(link)) == (HELD, "link-missing")


@pytest.mark.parametrize(
    "link",
    [
        "http://strike.guild.example:443/post/we-march",
        "http://guild@strike.guild.example/post/we-march",
        "https://strike.guild.example/post https://evil.example/post",
        "//strike.guild.example/post/we-march",
        "/post/we-march",
        "javascript:alert(1)",
        "https://strike.guild.example@evil.example/",
        "https://evil.example@strike.guild.example/",
        "https://strike.guild.example:8443/post",
        "https://strike.guild.example\\@evil.example/",
        "https://strike.guild.example/post\x1b[2J",
        "https://strike.guild.example\t.evil.example/",
        "https://93.184.216.34/post",
        "https://[2001:db8::1]/post",
        "https://strike%2eguild.example/post",
        "https://ｓｔｒｉｋｅ.guild.example/post",
        " https://strike.guild.example/post",
        "https://",
    ],
)
def test_odd_link_is_held_and_never_repaired(link: str) -> None:
    assert decide(linked(link)) == (HELD, "link-odd")


@pytest.mark.parametrize(
    "host", ["guild.example", "es.guild.example", "es.www.guild.example", "a.b.strike.guild.example"]
)
def test_neighbouring_host_is_held(host: str) -> None:
    assert decide(linked(f"https://{host}/post")) == (HELD, "link-subdomain")


@pytest.mark.parametrize("host", ["dailycurtain.example", "weather.example", "a.b.c.example"])
def test_other_host(host: str) -> None:
    assert decide(linked(f"https://{host}/post")) == (REJECTED, "link-host")


@pytest.mark.parametrize(
    "host",
    [
        "strike.guild.example.evil.example",
        "evil-strike.guild-example.example",
        "notguild.example",
        "strike-guild.example",
        "xn--gild-0ra.example",
        "guild.co.example",
    ],
)
def test_look_alike_is_rejected_with_a_warning(host: str) -> None:
    verdict = judge(linked(f"https://{host}/post"), SITE, (SITE.url,))
    assert (verdict.decision, verdict.rule, verdict.seen) == (REJECTED, "look-alike", host)
    assert verdict.reason.startswith("Be careful: ")


def test_cyrillic_look_alike_is_another_host() -> None:
    verdict = judge(linked("https://strіke.guіld.example/post"), SITE, (SITE.url,))
    assert (verdict.decision, verdict.rule) == (REJECTED, "look-alike")
    assert verdict.seen.startswith("xn--")


def test_the_other_sides_name_in_a_host_is_told() -> None:
    feed = replace(SITE, employers=("Studio Alliance",))
    verdict = judge(linked("https://studioalliance-facts.example/"), feed, (feed.url,))
    assert (verdict.decision, verdict.rule) == (REJECTED, "look-alike")
    assert "the other side" in verdict.reason


@pytest.mark.parametrize(
    ("entry", "feed"),
    [
        (replace(SKEET, link="https://evil.example/post/3kabc"), BLUESKY),
        (replace(VIDEO, link="https://youtu.be/abc"), YOUTUBE),
        (replace(TOOT, link="https://other.example/@guild/1"), MASTODON),
        (replace(POST, link="https://bsky.app/profile/guild.example/post/1"), SITE),
    ],
)
def test_platform_entry_elsewhere_is_rejected(entry: Entry, feed: Feed) -> None:
    assert decide(entry, feed) == (REJECTED, "link-host")


@pytest.mark.parametrize(
    ("entry", "feed", "expected"),
    [
        (replace(VIDEO, channel_id="UCother"), YOUTUBE, (REJECTED, "youtube-channel")),
        (replace(VIDEO, channel_id=CHANNEL.lower()), YOUTUBE, (REJECTED, "youtube-channel")),
        (replace(VIDEO, channel_id=None), YOUTUBE, (HELD, "youtube-channel")),
        (
            replace(SKEET, guid="at://did:plc:other/app.bsky.feed.post/3k"),
            BLUESKY,
            (REJECTED, "bluesky-account"),
        ),
        (
            replace(SKEET, guid=f"at://{DID}x/app.bsky.feed.post/3k"),
            BLUESKY,
            (REJECTED, "bluesky-account"),
        ),
        (replace(SKEET, guid=f"at://{DID}/app.bsky.feed.repost/3k"), BLUESKY, (HELD, "bluesky-account")),
        (replace(SKEET, guid=None), BLUESKY, (HELD, "bluesky-account")),
        (replace(SKEET, guid="https://bsky.app/1"), BLUESKY, (HELD, "bluesky-account")),
        (replace(TOOT, link="https://social.example/@boosted/2"), MASTODON, (REJECTED, "mastodon-account")),
        (replace(TOOT, link="https://social.example/users/guild/2"), MASTODON, (HELD, "mastodon-account")),
        (replace(TOOT, link="https://www.guild.example/news/2"), MASTODON, (HELD, "mastodon-account")),
    ],
)
def test_pinned_account(entry: Entry, feed: Feed, expected: tuple[Decision, str]) -> None:
    assert decide(entry, feed) == expected


# --- what it carries -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "text",
    [
        "This.\n\n[contains quote post or other embedded content]",
        "[Contains  quote post\nor other embedded content]",
    ],
)
def test_quoted_post(text: str) -> None:
    assert decide(replace(SKEET, text=text), BLUESKY) == (HELD, "quoted-post")


@pytest.mark.parametrize("blank", ["", " \n\u00a0", "\u200b\u202e"])
def test_empty(blank: str) -> None:
    assert decide(replace(POST, title=blank, text=blank)) == (HELD, "empty")


def test_a_title_or_a_text_is_enough() -> None:
    assert decide(replace(POST, text="")) == (DIRECT, "own-host")
    assert decide(replace(POST, title="", text="✊")) == (DIRECT, "own-host")


# --- the path ---------------------------------------------------------------------------------------


def test_the_path_tells_every_rule_asked_and_what_it_saw() -> None:
    verdict = judge(POST, SITE, (SITE.url,))
    asked = [rule.id for rule in RULES if rule.concerns(SITE)]
    assert [check.rule for check in verdict.path] == asked
    assert asked[-1] == "own-host"
    assert all(check.passed for check in verdict.path)
    checks = {check.rule: check for check in verdict.path}
    assert checks["link-host"].seen == "strike.guild.example"
    assert checks["transport"].seen == SITE.url
    assert (checks["own-host"].seen, checks["own-host"].expected) == (verdict.seen, verdict.expected)
    assert all(len(check.seen) <= 200 and check.seen.isascii() for check in verdict.path)


def test_the_path_ends_with_the_rule_that_refused() -> None:
    verdict = judge(linked("https://dailycurtain.example/"), SITE, (SITE.url,))
    *before, last = verdict.path
    assert all(check.passed for check in before)
    assert (last.rule, last.passed, last.seen) == ("link-host", False, "dailycurtain.example")


def test_rules_of_other_platforms_are_not_asked() -> None:
    asked = {check.rule for check in judge(SKEET, BLUESKY, (BLUESKY.url,)).path}
    assert "bluesky-account" in asked
    assert asked.isdisjoint({"youtube-channel", "mastodon-account", "own-host", "author", "skip-host"})


# --- evidence --------------------------------------------------------------------------------------


def test_evidence_names_what_was_seen_and_what_was_expected() -> None:
    verdict = judge(linked("https://strike.guild.example.evil.example/post"), SITE, (SITE.url,))
    assert verdict.seen == "strike.guild.example.evil.example"
    assert verdict.expected == "one of: strike.guild.example, www.guild.example"
    single = judge(
        linked("https://evil.example/"), replace(SITE, hosts=frozenset({"strike.guild.example"})), (SITE.url,)
    )
    assert single.expected == "strike.guild.example"


HOSTILE = st.text(st.characters(exclude_categories=[]))


@given(link=HOSTILE.map("https://strike.guild.example".__add__) | HOSTILE, source=HOSTILE, guid=HOSTILE)
@example(link=f"https://strike.guild.example@{'x' * 9999}", source="", guid="")
@example(link="\x1b]0;pwned\x07", source="\u202e", guid="\ud800")
@example(link="", source="\\" * 500, guid="")
def test_evidence_is_short_and_printable_ascii(link: str, source: str, guid: str) -> None:
    for feed in (SITE, BLUESKY, YOUTUBE, MASTODON):
        entry = Entry(guid, link, "We march", "Monday.", source_url=source, channel_id=guid)
        verdict = judge(entry, feed, (feed.url,))
        for evidence in (verdict.seen, verdict.expected):
            assert len(evidence) <= 200
            assert evidence.isascii()
            assert not evidence or evidence.isprintable()


LABELS = st.sampled_from(
    ["www", "strike", "guild", "example", "evil", "es", "xn--gild-0ra", "guild-example", "com"]
)
PIECES = st.lists(
    LABELS | st.sampled_from([".", "@", ":", "/", "\\", "%2e", "#", "?", "443", "//", " ", "。", "\u200d"]),
    max_size=9,
)


@given(pieces=PIECES)
@example(pieces=["strike", ".", "guild", ".", "example"])
@example(pieces=["strike", ".", "guild", ".", "example", ":", "443", "/"])
@example(pieces=["strike", ".", "guild", ".", "example", "@", "evil", ".", "example"])
def test_direct_only_where_the_authority_is_exactly_an_own_host(pieces: list[str]) -> None:
    rest = "".join(pieces)
    if judge(linked(f"https://{rest}"), SITE, (SITE.url,)).decision is DIRECT:
        authority = re.split("[/?#]", rest, maxsplit=1)[0]
        assert authority.removesuffix(":443").removesuffix(".") in SITE.hosts


def ask_only(rules: tuple[Rule[Any], ...], monkeypatch: pytest.MonkeyPatch) -> None:
    """Let `judge` ask these rules alone, and forget which ones it prepared for a feed."""
    monkeypatch.setattr(ruleset, "RULES", rules)
    monkeypatch.setattr(ruleset, "_begun", ruleset._begun.__wrapped__)


def test_without_any_proof_it_is_held(monkeypatch: pytest.MonkeyPatch) -> None:
    vetoes = tuple(rule for rule in RULES if not rule.id.startswith("own-"))
    ask_only(vetoes, monkeypatch)
    assert decide(POST) == (HELD, "unproven")


def test_proof_asks_again_what_the_vetoes_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    proofs = tuple(rule for rule in RULES if rule.id.startswith("own-"))
    ask_only(proofs, monkeypatch)
    assert decide(linked("https://evil.example/")) == (HELD, "unproven")
    assert decide(linked("ftp://strike.guild.example/")) == (HELD, "unproven")
    assert decide(replace(VIDEO, channel_id="UCother"), YOUTUBE) == (HELD, "unproven")
    assert decide(POST, YOUTUBE) == (HELD, "unproven")


# --- documents -------------------------------------------------------------------------------------


def test_every_rule_is_explained_in_order() -> None:
    headings = re.findall(r"^### (.+)$", DOCS.read_text(encoding="utf-8"), flags=re.MULTILINE)
    of_takeover, of_pages = ["quarantine", "seen-in-quarantine"], ["page-host", "page-canonical"]
    assert headings == [*(rule.id for rule in RULES), "unproven", *of_takeover, *of_pages, "withdrawn-copy"]


def test_the_documents_name_the_current_rule_set() -> None:
    assert f"the version of the rule set (now {RULESET_VERSION})" in DOCS.read_text(encoding="utf-8")


def test_every_rule_says_what_it_does() -> None:
    assert all(rule.check.__doc__ for rule in RULES)
