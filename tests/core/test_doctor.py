"""What a look at a feed tells an admin, and which key it sends them to."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from bot.core.doctor import Level, examine
from bot.core.model import (
    Account,
    Change,
    Decision,
    Entry,
    EntryKeys,
    Feed,
    PlannedEntry,
    Platform,
    PollReport,
    Validators,
    Verdict,
)

NOW = datetime(2026, 7, 1, 12, 0, tzinfo=UTC)
URL = "https://www.guild.example/feed/"
FEED = Feed("news", URL, "guild", "Guild", frozenset({"www.guild.example"}))
ETAG = Validators(etag='"a"')
DIRECT, HELD, REJECTED = Decision.DIRECT, Decision.HELD, Decision.REJECTED


def entry(
    title: str = "We march",
    decision: Decision = DIRECT,
    rule: str = "own-host",
    seen: str = "www.guild.example",
    *,
    days: int | None = 1,
) -> PlannedEntry:
    said_at = None if days is None else NOW - timedelta(days=days)
    listed = Entry(title, f"{URL}{title}", title, "words", said_at)
    verdict = Verdict(decision, rule, "A reason.", seen, "expected", 1)
    return PlannedEntry(listed, title, EntryKeys(title, None, None), "", Change.NEW, verdict, None)


def told(*entries: PlannedEntry, feed: Feed = FEED, **report: object) -> list[tuple[str, str, str]]:
    made = replace(PollReport("news", entries, hops=(URL,), validators=ETAG), **report)  # type: ignore[arg-type]
    return [(symptom.level.value, symptom.key, symptom.words) for symptom in examine(made, feed, NOW)]


def test_a_feed_that_is_well() -> None:
    assert told(entry("a", days=0), entry("b", days=3)) == [
        ("ok", "url", "it answers at its address"),
        ("ok", "url", "it sends ETag: while nothing is new, nothing is sent again"),
        ("ok", "url", "its newest entry is of 2026-07-01, today"),
        ("ok", "url", "its last 2 entries: 2 direct"),
    ]


def test_a_feed_that_is_not_read_has_nothing_else_to_tell() -> None:
    error = "news: www.guild.example answered 410 (Gone). Correct it."
    assert told(error=error) == [("error", "url", "www.guild.example answered 410 (Gone). Correct it.")]
    assert told(paused=True) == [("note", "url", "it is paused, and was not asked")]


@pytest.mark.parametrize(
    ("hops", "level", "key", "words"),
    [
        ((URL, f"{URL}rss"), "note", "url", f"it leads on to {URL}rss; write that address into `url`"),
        (
            (URL, "https://feeds.example/x"),
            "warning",
            "hosts",
            "https://feeds.example/x, which is not on the",
        ),
    ],
)
def test_where_a_feed_leads(hops: tuple[str, ...], level: str, key: str, words: str) -> None:
    said = told(entry(), hops=hops)[0]
    assert said[:2] == (level, key)
    assert words in said[2]


def test_what_a_feed_costs_its_site() -> None:
    both = told(entry(), validators=Validators('"a"', "yesterday"))[1]
    assert both == (
        "ok",
        "url",
        "it sends ETag and Last-Modified: while nothing is new, nothing is sent again",
    )
    level, key, words = told(entry(), validators=Validators())[1]
    assert (level, key) == ("note", "every")
    assert words.endswith(
        "so that all of it is sent at every poll, every 5m; a longer `every` spares the site"
    )


@pytest.mark.parametrize(
    ("entries", "level", "words"),
    [
        ([], "warning", "it lists nothing; is `url` the feed of the union's statements?"),
        ([entry(days=None)], "note", "its entries have no dates"),
        ([entry(days=-3)], "note", "its newest entry is dated 2026-07-04, which is still to come"),
        ([entry(days=1)], "ok", "its newest entry is of 2026-06-30, a day ago"),
        ([entry(days=0), entry(days=200)], "ok", "today"),
        (
            [entry(days=200)],
            "warning",
            "200 days ago; does the union still use this feed? Else correct `url`",
        ),
    ],
)
def test_how_new_the_newest_is(entries: list[PlannedEntry], level: str, words: str) -> None:
    said = told(*entries)[2]
    assert said[0] == level
    assert words in said[2]
    assert len(told(*entries)) == (4 if entries else 3)


def test_an_atom_entry_without_a_date_of_publication_has_that_of_its_update() -> None:
    undated = entry(days=None)
    updated = replace(undated, entry=replace(undated.entry, updated_at=NOW - timedelta(days=2)))
    assert told(updated)[2][2] == "its newest entry is of 2026-06-29, 2 days ago"


def test_the_last_ten_are_looked_at_and_what_is_alike_is_told_once() -> None:
    strike = entry("s", HELD, "link-subdomain", "strike.guild.example")
    said = told(
        *(entry(f"old {number}", REJECTED, "empty", days=30) for number in range(5)),
        *(entry(f"new {number}", days=9) for number in range(4)),
        *(replace(strike, key=f"s{number}") for number in range(3)),
        entry("other", REJECTED, "link-host", "press.example", days=2),
        entry(
            "A title that goes on and on, for far longer than anybody would want to read it here",
            HELD,
            "voice",
            "",
        ),
        entry("", HELD, "voice", ""),
    )
    assert said[3] == ("ok", "url", "its last 10 entries: 4 direct, 5 held, 1 rejected")
    assert {one[1:] for one in said[4:]} == {
        (
            "hosts",
            "3 held by link-subdomain, such as “s”: A reason. "
            "Only if strike.guild.example is the union's own host alone, add it to `hosts`.",
        ),
        (
            "hosts",
            "1 rejected by link-host, such as “other”: A reason. "
            "Only if press.example is the union's own host alone, add it to `hosts`.",
        ),
        (
            "url",
            f"2 held by voice, such as “{URL}”: A reason. "
            "There is nothing to edit: the review channel, or `held`, lets a person decide.",
        ),
    }
    assert {one[0] for one in said[4:]} == {"note"}


def test_a_feed_of_which_nothing_is_the_unions_is_a_warning() -> None:
    said = told(entry("x", REJECTED, "bluesky-account", "did:plc:other"))
    assert said[3] == ("warning", "url", "its one entry: 1 rejected")
    assert said[4][1] == "account"
    assert said[4][2].endswith("See that `account` and `url` name the union's own account.")
    assert told(entry("x", REJECTED, "empty"))[4][2].endswith("There is nothing to edit.")


def test_a_watched_feed_is_never_posted_and_may_lead_anywhere() -> None:
    watched = replace(FEED, watched=True)
    said = told(entry("x", REJECTED, "not-the-union"), feed=watched, hops=("https://feeds.example/x",))
    assert [one[0] for one in said] == [Level.OK] * 4
    assert said[3][2] == "it is under `watch`: it is read, and nothing of it is ever posted"
    assert len(told(feed=watched)) == 3


def test_an_accounts_platform_is_no_stranger() -> None:
    url = "https://bsky.app/profile/did:plc:abc/rss"
    feed = replace(FEED, url=url, account=Account(Platform.BLUESKY, "did:plc:abc"))
    assert told(entry(), feed=feed, hops=(url,))[0][0] == "ok"
