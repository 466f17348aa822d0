"""Whose page it is: every hop and the canonical address, compared exactly."""

from datetime import UTC, datetime

import pytest

from bot.core.model import Check, Decision, Feed, Page, PageOutcome, PageReading, Verdict
from bot.core.pageverdict import PAGE_CANONICAL, PAGE_HOST, judge_page

NOW = datetime(2026, 1, 5, 18, 0, tzinfo=UTC)
URL = "https://www.guild.example/post/on-strike"
HOSTS = frozenset({"www.guild.example", "strike.guild.example"})
FEED = Feed("guild-news", "https://www.guild.example/feed", "guild", "Example Guild", HOSTS)
ONE_OF = "one of: strike.guild.example, www.guild.example"
LAST = Check("own-host", True, "www.guild.example", ONE_OF)
FIRST = Check("transport", True, "https", "https")
DIRECT = Verdict(Decision.DIRECT, "own-host", "It is.", "www.guild.example", ONE_OF, 7, (FIRST, LAST))


def page(*hops: str, canonical: str | None = None) -> Page:
    return Page(hops, canonical, "text", None, NOW)


def test_a_page_of_the_unions_own_is_two_more_checks_passed() -> None:
    verdict = judge_page(DIRECT, FEED, page(URL, "https://strike.guild.example/p", canonical=URL))
    assert (verdict.decision, verdict.rule, verdict.ruleset) == (Decision.DIRECT, "own-host", 7)
    assert verdict.path == (
        FIRST,
        Check(PAGE_HOST, True, "www.guild.example, strike.guild.example", ONE_OF),
        Check(PAGE_CANONICAL, True, "www.guild.example", ONE_OF),
        LAST,
    )


def test_a_page_that_names_nothing_is_one_check() -> None:
    assert [check.rule for check in judge_page(DIRECT, FEED, page(URL)).path] == [
        "transport",
        PAGE_HOST,
        "own-host",
    ]


def test_a_page_that_was_never_reached_checks_nothing() -> None:
    assert judge_page(DIRECT, FEED, page()) == DIRECT


@pytest.mark.parametrize(
    ("hop", "seen"),
    [
        ("https://press.example/story", "press.example"),
        ("https://guild.example/post", "guild.example"),
        ("https://es.guild.example/post", "es.guild.example"),
        ("http://press.example/story", "press.example"),
        ("https://www.guild.example@evil.example/", "https://www.guild.example@evil.example/"),
        ("https://www.guild.example:8443/", "https://www.guild.example:8443/"),
        ("https://www.gu\u0456ld.example/", "www.xn--guld-m9d.example"),
        ("about:blank", "about:blank"),
        (f"https://evil.example:1/{'a' * 300}", f"https://evil.example:1/{'a' * 174}..."),
    ],
)
def test_a_hop_that_is_not_the_unions_holds(hop: str, seen: str) -> None:
    verdict = judge_page(DIRECT, FEED, page(URL, hop, canonical=URL))
    assert (verdict.decision, verdict.rule) == (Decision.HELD, PAGE_HOST)
    assert (verdict.seen, verdict.expected) == (seen, ONE_OF)
    assert verdict.path == (FIRST, Check(PAGE_HOST, False, seen, ONE_OF))
    assert verdict.reason.endswith(".")


@pytest.mark.parametrize(
    "canonical",
    [
        "https://press.example/story",
        "https://guild.example/post",
        "http://press.example/",
        "https://www.guild.example.evil.example/",
        "mailto:x",
    ],
)
def test_a_canonical_address_elsewhere_holds(canonical: str) -> None:
    verdict = judge_page(DIRECT, FEED, page(URL, canonical=canonical))
    assert (verdict.decision, verdict.rule) == (Decision.HELD, PAGE_CANONICAL)
    assert [check.rule for check in verdict.path] == ["transport", PAGE_HOST, PAGE_CANONICAL]


@pytest.mark.parametrize(
    "named",
    [
        (URL, "https://press.example/x"),
        ("https://press.example/x", URL),
        ("https://strike.guild.example/x", "https://press.example/x", URL),
    ],
)
def test_of_several_canonical_addresses_one_elsewhere_holds(named: tuple[str, ...]) -> None:
    verdict = judge_page(DIRECT, FEED, page(URL, canonical="\n".join(named)))
    assert (verdict.decision, verdict.rule, verdict.seen) == (Decision.HELD, PAGE_CANONICAL, "press.example")


def test_several_canonical_addresses_of_the_unions_own_pass() -> None:
    own = "https://strike.guild.example/x"
    verdict = judge_page(DIRECT, FEED, page(URL, canonical=f"{URL}\n{own}"))
    assert verdict.decision is Decision.DIRECT
    seen = "www.guild.example, strike.guild.example"
    assert verdict.path[-2] == Check(PAGE_CANONICAL, True, seen, ONE_OF)


def test_an_old_http_address_of_the_unions_own_names_the_union() -> None:
    assert (
        judge_page(DIRECT, FEED, page(URL, canonical="http://www.guild.example/x")).decision
        is Decision.DIRECT
    )


def test_one_host_is_expected_by_its_name() -> None:
    feed = Feed("f", FEED.url, "guild", "Example Guild", frozenset({"www.guild.example"}))
    assert judge_page(DIRECT, feed, page("https://press.example/")).expected == "www.guild.example"


def test_a_stored_reading_is_judged_the_same() -> None:
    reading = PageReading(PageOutcome.FOREIGN, "n", (URL,), "https://press.example/", NOW)
    assert judge_page(DIRECT, FEED, reading).rule == PAGE_CANONICAL


@pytest.mark.parametrize("outcome", [PageOutcome.UNAVAILABLE, PageOutcome.REFUSED])
def test_a_reading_of_a_page_that_could_not_be_read_says_nothing(outcome: PageOutcome) -> None:
    assert judge_page(DIRECT, FEED, PageReading(outcome, "n", (URL,), None, NOW)) == DIRECT


@pytest.mark.parametrize("decision", [Decision.HELD, Decision.REJECTED])
def test_a_verdict_that_is_not_direct_stays(decision: Decision) -> None:
    verdict = Verdict(decision, "quarantine", "r", "s", "e", 7)
    assert judge_page(verdict, FEED, page("https://press.example/")) == verdict
