"""What a try at a page makes of an entry, and the sentence that its receipt shows."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from bot.core.completion import MOST_TRIES, Completion, complete, give_up, postpone, put_off, retry_after
from bot.core.model import Decision, Entry, Feed, Page, PageOutcome
from bot.core.provenance import judge

NOW = datetime(2026, 1, 5, 18, 3, tzinfo=UTC)
URL = "https://www.guild.example/post/on-strike"
FEED = Feed(
    "guild-news", "https://www.guild.example/feed", "guild", "Example Guild", frozenset({"www.guild.example"})
)
HOPS = (FEED.url,)
BEGINNING = "We are on strike from today. Pickets begin at seven in the morning at every gate, and they"
WHOLE = BEGINNING + " end at six.\n\nBring water, a hat and a friend."
TEASER = Entry("g", URL, "On strike", BEGINNING + "...", cut_off=True)
DIRECT = judge(TEASER, FEED, HOPS)


def page(text: str = WHOLE, *hops: str, canonical: str | None = URL, obstacle: str | None = None) -> Page:
    return Page(hops or (URL,), canonical, text, obstacle, NOW)


def completed(read: Page, attempts: int = 1) -> Completion:
    return complete(TEASER, DIRECT, FEED, read, hops=HOPS, attempts=attempts)


def test_the_example_is_direct() -> None:
    assert DIRECT.decision is Decision.DIRECT


def test_a_page_with_the_teasers_words_gives_the_whole_text() -> None:
    done = completed(page(f"On strike\n\n{WHOLE}"))
    assert done.entry == replace(TEASER, text=WHOLE, cut_off=False)
    assert done.reading.outcome is PageOutcome.WHOLE
    assert done.reading.note == "The whole text was read on www.guild.example at 2026-01-05 18:03 UTC."
    assert (done.reading.hops, done.reading.canonical, done.reading.at) == ((URL,), URL, NOW)
    assert (done.reading.attempts, done.reading.next_attempt_at) == (1, None)
    assert done.verdict.decision is Decision.DIRECT
    assert [check.rule for check in done.verdict.path][-3:-1] == ["page-host", "page-canonical"]


def test_an_obstacle_beside_the_teasers_words_is_none() -> None:
    assert completed(page(obstacle="the site asks for a login")).reading.outcome is PageOutcome.WHOLE


def test_a_page_with_other_words_leaves_the_teaser_and_says_so() -> None:
    done = completed(page("A page about something else altogether, with quite a few words of its own."))
    assert done.entry == TEASER
    assert done.reading.outcome is PageOutcome.MISMATCH
    assert "did not contain its words" in done.reading.note
    assert done.reading.next_attempt_at is None
    assert done.verdict.decision is Decision.DIRECT


@pytest.mark.parametrize("obstacle", [None, "it leads to an address that was not followed"])
def test_a_hop_elsewhere_holds_whatever_the_page_says(obstacle: str | None) -> None:
    done = completed(page(WHOLE, URL, "https://press.example/x", obstacle=obstacle))
    assert done.entry == TEASER
    assert done.reading.outcome is PageOutcome.FOREIGN
    assert done.reading.hops == (URL, "https://press.example/x")
    assert (done.verdict.decision, done.verdict.rule) == (Decision.HELD, "page-host")


@pytest.mark.parametrize("text", [WHOLE, "Something else, at some length, so that it could be a page."])
def test_a_canonical_address_elsewhere_holds(text: str) -> None:
    done = completed(page(text, canonical="https://press.example/x"))
    assert done.entry == TEASER
    assert done.reading.outcome is PageOutcome.FOREIGN
    assert (done.verdict.decision, done.verdict.rule) == (Decision.HELD, "page-canonical")


def test_what_a_browser_check_names_as_canonical_holds_nothing() -> None:
    done = completed(
        page("", canonical="https://checks.example/", obstacle="the site wants to check the browser")
    )
    assert done.verdict == DIRECT
    assert done.reading.outcome is PageOutcome.UNAVAILABLE
    assert done.reading.canonical is None
    assert done.reading.note == (
        "The feed gives only the beginning, and the statement's own page could not be read: the site wants "
        "to check the browser. It will be tried again; until then only the feed's words are used."
    )
    assert done.reading.next_attempt_at == NOW + timedelta(minutes=5)


def test_the_rules_are_asked_again_about_the_whole_text() -> None:
    quoting = f"{WHOLE}\n\n[contains quote post or other embedded content]"
    done = completed(page(quoting))
    assert done.reading.outcome is PageOutcome.WHOLE
    assert done.entry.text == quoting
    assert (done.verdict.decision, done.verdict.rule) == (Decision.HELD, "quoted-post")


def test_waits_double_up_to_six_hours() -> None:
    minutes = [retry_after(tries) // timedelta(minutes=1) for tries in range(1, MOST_TRIES + 4)]
    assert minutes == [5, 10, 20, 40, 80, 160, 320, 360, 360, 360, 360]
    assert retry_after(10_000) == timedelta(hours=6)


def test_a_site_may_ask_for_a_longer_wait_up_to_six_hours() -> None:
    def again(wait: timedelta = timedelta()) -> datetime | None:
        return put_off(TEASER, DIRECT, "x", at=NOW, attempts=2, wait=wait).reading.next_attempt_at

    assert again() == NOW + timedelta(minutes=10)
    assert again(wait=timedelta(minutes=3)) == NOW + timedelta(minutes=10)
    assert again(wait=timedelta(hours=1)) == NOW + timedelta(hours=1)
    assert again(wait=timedelta(days=1)) == NOW + timedelta(hours=6)


def test_after_the_last_try_the_feeds_words_stay_for_good() -> None:
    reading = put_off(TEASER, DIRECT, "www.guild.example answered 503", at=NOW, attempts=MOST_TRIES).reading
    assert (reading.outcome, reading.next_attempt_at) == (PageOutcome.REFUSED, None)
    assert (
        "could not be read in 8 tries: www.guild.example answered 503. Only the feed's words" in reading.note
    )


def test_a_page_not_asked_for_yet_is_due_at_once_and_costs_no_try() -> None:
    done = postpone(TEASER, DIRECT, at=NOW)
    assert (done.entry, done.verdict) == (TEASER, DIRECT)
    assert (done.reading.outcome, done.reading.attempts) == (PageOutcome.UNAVAILABLE, 0)
    assert done.reading.next_attempt_at == NOW


def test_a_page_that_is_given_up_says_why() -> None:
    done = give_up(TEASER, DIRECT, "the site's robots.txt asks not to", at=NOW, attempts=3)
    assert (done.entry, done.verdict) == (TEASER, DIRECT)
    assert (done.reading.outcome, done.reading.attempts, done.reading.next_attempt_at) == (
        PageOutcome.REFUSED,
        3,
        None,
    )
    assert "was not read, because the site's robots.txt asks not to. Only" in done.reading.note
