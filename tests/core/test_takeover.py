from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from bot.core.model import (
    Account,
    Check,
    Decision,
    Entry,
    Feed,
    FeedState,
    ParsedFeed,
    Platform,
    Quarantine,
    Sign,
    Verdict,
)
from bot.core.provenance import RULESET_VERSION
from bot.core.takeover import accepted_link_host, after_quarantine, in_quarantine, sign_of_takeover

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)
MINUTES = timedelta(minutes=5)
HOUR = timedelta(hours=1)
DAY = timedelta(days=1)
HOST = "https://www.guild.example"
FEED = Feed(
    "news", f"{HOST}/feed", "guild", "Example Guild", frozenset({"www.guild.example", "strike.guild.example"})
)
VIDEOS = replace(
    FEED,
    url="https://www.youtube.com/feeds/videos.xml?channel_id=UCguild",
    account=Account(Platform.YOUTUBE, "UCguild"),
)
STATE = FeedState("news", url=FEED.url, changed_at=NOW - DAY, link_host="www.guild.example")
DIRECT = Verdict(
    Decision.DIRECT, "own-host", "It is the union's.", "a", "a", 1, (Check("own-host", True, "a", "a"),)
)
QUARANTINE = Quarantine(Sign.BULK, "10 of 10", "others", NOW)


def statement(number: int, at: datetime | None = NOW, **changes: object) -> Entry:
    entry = Entry(f"g-{number}", f"{HOST}/{number}", f"Statement {number}", "Text.", at)
    return replace(entry, **changes)  # type: ignore[arg-type]


def statements(dates: Sequence[datetime | None]) -> list[Entry]:
    return [statement(number, at) for number, at in enumerate(dates)]


def sign(
    new: Sequence[Entry] = (),
    known: int = 0,
    *,
    link: str | None = HOST,
    feed: Feed = FEED,
    state: FeedState = STATE,
    last: datetime | None = NOW - MINUTES,
    hops: tuple[str, ...] = (FEED.url,),
) -> Quarantine | None:
    """Ask for a sign in a body of `new` entries and `known` ones that are stored already."""
    old = [statement(1000 + number, NOW - 9 * DAY) for number in range(known)]
    parsed = ParsedFeed("News", link, (*new, *old))
    return sign_of_takeover(parsed, new, feed, state=state, last_reached_at=last, hops=hops, now=NOW)


def test_an_ordinary_poll_shows_no_sign() -> None:
    assert sign(statements([NOW]), known=9) is None
    assert sign() is None


# --- redirect-host ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("hop", "seen"),
    [
        ("https://parked.example/feed", "parked.example"),
        ("https://www.guild.example.evil.example/feed", "www.guild.example.evil.example"),
        ("https://es.guild.example/feed", "es.guild.example"),
        ("http://www.guild.example/feed", "http://www.guild.example/feed"),
        ("https://www.guild.example@evil.example/", "https://www.guild.example@evil.example/"),
        ("https://ɡuild.example/feed", "xn--uild-z7b.example"),
        ("http://ɡuild.example/" + "x" * 300, "http://\\u0261uild.example/" + "x" * 171 + "..."),
    ],
)
def test_a_hop_on_another_host(hop: str, seen: str) -> None:
    found = sign(hops=(FEED.url, hop, FEED.url))
    assert found is not None
    assert (found.sign, found.since_at) == (Sign.REDIRECT_HOST, NOW)
    assert found.seen == seen
    assert found.expected == "one of: strike.guild.example, www.guild.example"


def test_a_hop_on_any_of_the_unions_hosts_is_no_sign() -> None:
    assert sign(hops=(FEED.url, "https://strike.guild.example/feed")) is None
    assert sign(feed=VIDEOS, hops=(VIDEOS.url, "https://youtube.com/feeds/videos.xml")) is None


# --- channel-link ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("link", "seen"),
    [
        ("https://casino.example/", "casino.example"),
        ("http://casino.example/", "casino.example"),
        ("https://localhost:3000/", "https://localhost:3000/"),
        ("https://guild.example.evil.example", "guild.example.evil.example"),
    ],
)
def test_the_channels_own_link_moved(link: str, seen: str) -> None:
    found = sign(link=link)
    assert found == Quarantine(Sign.CHANNEL_LINK, seen, "www.guild.example", NOW)


@pytest.mark.parametrize(
    ("accepted", "link"),
    [
        (None, "https://casino.example/"),
        ("casino.example", "https://casino.example/other"),
        ("casino.example", "https://www.casino.example/"),
        ("casino.example", "https://strike.guild.example/"),
        ("www.guild.example", "http://WWW.guild.example/home"),
        ("www.guild.example", "http://guild.example"),
        ("www.guild.example", None),
    ],
)
def test_first_sight_and_no_move_are_no_sign(accepted: str | None, link: str | None) -> None:
    assert sign(link=link, state=replace(STATE, link_host=accepted)) is None


@pytest.mark.parametrize(
    "link", ["https://localhost:3000/", "https://" + "é" * 300, "http://casino.example/a", "", None]
)
def test_what_was_accepted_is_no_move_the_next_time(link: str | None) -> None:
    parsed = ParsedFeed("News", link, ())
    accepted = accepted_link_host(parsed, FeedState("news"))
    assert sign(link=link, state=replace(STATE, link_host=accepted)) is None


def test_a_feed_that_names_no_home_keeps_the_one_accepted() -> None:
    assert accepted_link_host(ParsedFeed("News", None, ()), STATE) == "www.guild.example"
    assert accepted_link_host(ParsedFeed("News", "http://home.example/x", ()), STATE) == "home.example"


# --- bulk ------------------------------------------------------------------------------------------

RECENT = [NOW - number * MINUTES / 10 for number in range(10)]
SPREAD = [NOW - number * DAY for number in range(10)]
LONG_AGO = [NOW - (200 + number) * DAY for number in range(10)]


@pytest.mark.parametrize(
    ("dates", "known", "last"),
    [
        (SPREAD, 0, NOW - MINUTES),  # they were not there five minutes ago
        (LONG_AGO, 0, NOW - MINUTES),
        (LONG_AGO, 1, NOW - MINUTES),  # one copied along
        (LONG_AGO, 0, NOW - 7 * DAY),
        (RECENT, 0, NOW - MINUTES),  # ten statements in five minutes
        ([None] * 10, 0, NOW - MINUTES),
        (RECENT * 2, 20, NOW - MINUTES),  # a flood before what was there
        ([NOW + DAY] * 30, 10, NOW - HOUR),
    ],
)
def test_a_bulk(dates: list[datetime | None], known: int, last: datetime) -> None:
    found = sign(statements(dates), known, last=last)
    assert found is not None
    assert found.sign is Sign.BULK
    assert found.seen.startswith(f"{len(dates)} of {len(dates) + known} entries new at once")
    assert found.expected == f"entries like those of {last:%Y-%m-%d %H:%M} UTC"


@pytest.mark.parametrize(
    ("dates", "known", "last"),
    [
        (LONG_AGO, 0, None),  # the first poll, or the first at this address
        (LONG_AGO, 10, NOW - MINUTES),  # the window grew from ten to twenty
        (LONG_AGO[:7], 0, NOW - MINUTES),  # too few to tell
        (SPREAD[:7], 0, NOW - 7 * DAY),
        ([NOW - number * 16 * HOUR for number in range(10)], 0, NOW - 7 * DAY),  # a week's outage
        ([NOW - number * HOUR for number in range(100)], 0, NOW - 7 * DAY),  # of a busy feed
        ([None] * 20, 0, NOW - 7 * DAY),  # without dates
        (RECENT, 2, NOW - MINUTES),  # a burst of ten at a picket
        ([None] * 30, 10, NOW - MINUTES),  # undated archives before what was there
        ([*[NOW - HOUR] * 6, *[NOW - 9 * DAY] * 4], 0, NOW - 5 * HOUR),  # some imported
    ],
)
def test_no_bulk(dates: list[datetime | None], known: int, last: datetime | None) -> None:
    assert sign(statements(dates), known, last=last) is None


def test_the_first_entries_of_an_empty_feed_are_no_bulk() -> None:
    assert sign(statements(SPREAD), state=replace(STATE, changed_at=None)) is None


# --- revival ---------------------------------------------------------------------------------------

DEAD = replace(STATE, changed_at=NOW - 181 * DAY)


@pytest.mark.parametrize(
    ("new", "seen"),
    [
        (statement(1, link="https://casino.example/1"), "casino.example"),
        (statement(1, source_url="https://wire.example/feed"), "wire.example"),
        (
            statement(1, link="https://www.guild.example@evil.example/"),
            "https://www.guild.example@evil.example/",
        ),
    ],
)
def test_a_dead_feed_revives_with_entries_of_elsewhere(new: Entry, seen: str) -> None:
    found = sign([statement(2), new], known=5, state=DEAD)
    expected = "one of: strike.guild.example, www.guild.example, after nothing new since 2025-09-02"
    assert found == Quarantine(Sign.REVIVAL, seen, expected, NOW)


@pytest.mark.parametrize(
    ("new", "state"),
    [
        (statement(1), DEAD),
        (statement(1, link="http://www.guild.example/1"), DEAD),
        (statement(1, link=None), DEAD),
        (statement(1, link="https://casino.example/1"), replace(STATE, changed_at=NOW - 180 * DAY)),
        (statement(1, link="https://casino.example/1"), replace(STATE, changed_at=None)),
    ],
)
def test_no_revival(new: Entry, state: FeedState) -> None:
    assert sign([new], state=state) is None


def test_a_union_with_one_host_is_told_that_host() -> None:
    found = sign(
        [statement(1, link="https://casino.example")],
        feed=replace(FEED, hosts=frozenset({"www.guild.example"})),
        state=DEAD,
    )
    assert found is not None
    assert found.expected == "www.guild.example, after nothing new since 2025-09-02"


def test_a_watched_feed_gives_no_sign() -> None:
    assert (
        sign(
            statements([*LONG_AGO, *RECENT]),
            link="https://casino.example/",
            feed=replace(FEED, watched=True),
            state=DEAD,
            hops=("https://casino.example/",),
        )
        is None
    )


# --- verdicts --------------------------------------------------------------------------------------


@pytest.mark.parametrize("sign_", list(Sign))
def test_what_would_be_direct_is_held_with_the_sign(sign_: Sign) -> None:
    held = in_quarantine(DIRECT, replace(QUARANTINE, sign=sign_))
    assert (held.decision, held.rule, held.ruleset) == (Decision.HELD, "quarantine", RULESET_VERSION)
    assert (held.seen, held.expected) == ("10 of 10", "others")
    assert held.reason.startswith("The feed is in quarantine: ")
    assert "until an admin releases it" in held.reason
    assert held.path == (*DIRECT.path, Check("quarantine", False, "10 of 10", "others"))


@pytest.mark.parametrize(
    ("decision", "rule", "rule_then"),
    [
        (Decision.HELD, "redirect", "quarantine"),
        (Decision.HELD, "transport", "quarantine"),
        (Decision.HELD, "link-odd", "link-odd"),
        (Decision.REJECTED, "link-host", "link-host"),
    ],
)
def test_what_has_a_reason_of_its_own_keeps_it(decision: Decision, rule: str, rule_then: str) -> None:
    verdict = replace(DIRECT, decision=decision, rule=rule)
    then = in_quarantine(verdict, QUARANTINE)
    assert (then.decision, then.rule) == (decision, rule_then)


def test_what_was_seen_in_quarantine_stays_held_however_often_it_changes() -> None:
    first = in_quarantine(DIRECT, QUARANTINE)
    second = after_quarantine(DIRECT, first)
    third = after_quarantine(DIRECT, second)
    for verdict in (second, third):
        assert (verdict.decision, verdict.rule) == (Decision.HELD, "seen-in-quarantine")
        assert (verdict.seen, verdict.expected) == ("10 of 10", "others")
    rejected = replace(DIRECT, decision=Decision.REJECTED, rule="link-host")
    assert after_quarantine(rejected, first) == rejected
    assert after_quarantine(DIRECT, replace(first, rule="link-odd")) == DIRECT
