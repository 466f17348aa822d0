from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from bot.core.duplicates import find_duplicate, firsts_of, look_back, mark_duplicates, same_statement
from bot.core.identity import content_hash, entry_keys
from bot.core.model import (
    Change,
    Decision,
    Entry,
    Feed,
    FeedState,
    FeedUpdate,
    PlannedEntry,
    Statement,
    Verdict,
)

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)
HOUR = timedelta(hours=1)
HOSTS = frozenset({"www.guild.example"})
SOCIAL = Feed("social", "https://www.guild.example/social", "guild", "Example Guild", HOSTS)
DIRECT = Verdict(Decision.DIRECT, "own-host", "It stands on a host of the union's own.", "", "", 1)
HELD = Verdict(Decision.HELD, "link-odd", "The link is odd.", "", "", 1)
ONE = "discord:1"
TWO = "discord:2"

POST = (
    "The committee has walked away from the table. After nine hours the studios put the same residual "
    "formula in front of us that performers voted down in spring."
)
WHOLE = f"{POST}\n\nOur proposal remains costed, and captains will send gate assignments by evening."
LETTER = (
    "Dear performers, from the hall beside the river your bargaining team writes with heavy hearts again."
)


def entry(text: str = POST, *, title: str = "", at: datetime | None = NOW) -> Entry:
    return Entry("g", "https://www.guild.example/p/1", title, text, at)


def said(
    text: str = WHOLE,
    *,
    id_: int = 7,
    title: str = "Talks break down",
    at: datetime = NOW,
    feed: str = "site",
) -> Statement:
    return Statement(
        entry_id=id_,
        feed_id=feed,
        key=f"guid:{id_}",
        url=f"https://www.guild.example/{id_}",
        title=title,
        text=text,
        published_at=at,
        first_seen_at=at,
        revised_at=None,
        revision=1,
        sha256="",
        hops=(),
        fetched_at=at,
        verdict=DIRECT,
    )


def planned(one: Entry, change: Change = Change.NEW, **changes: object) -> PlannedEntry:
    known_id = None if change is Change.NEW else 3
    plan = PlannedEntry(one, "k", entry_keys(one), content_hash(one), change, DIRECT, known_id, (ONE, TWO))
    return replace(plan, **changes)  # type: ignore[arg-type]


def marked(
    one: PlannedEntry, recent: Sequence[Statement], followers: Mapping[str, Sequence[str]]
) -> PlannedEntry:
    update = FeedUpdate(SOCIAL, FeedState("social"), (one,), (), (SOCIAL.url,), NOW)
    have_it = {first.entry_id: followers.get(first.feed_id, ()) for first in recent}
    return mark_duplicates(update, firsts_of(update, recent), have_it).entries[0]


def test_the_social_post_is_the_beginning_of_the_sites_statement() -> None:
    assert same_statement(POST, WHOLE)
    assert find_duplicate(entry(), SOCIAL, [said()], NOW) == 7
    assert find_duplicate(entry(WHOLE, title="Talks break down"), SOCIAL, [said(POST, title="")], NOW) == 7
    assert find_duplicate(entry(f"Talks break down\n\n{POST}"), SOCIAL, [said()], NOW) == 7


def test_a_post_of_the_headline_alone_is_that_statement() -> None:
    headline = (
        "Performers reject studios' residual formula and walk from bargaining table after marathon session"
    )
    assert find_duplicate(entry(headline), SOCIAL, [said(LETTER, title=headline)], NOW) == 7


def test_what_neither_has_a_title_for_is_compared_by_its_text() -> None:
    assert find_duplicate(entry(), SOCIAL, [said(title="")], NOW) == 7


def test_one_description_under_two_titles_is_two_statements() -> None:
    titled = entry(title="How residuals work")
    assert find_duplicate(titled, SOCIAL, [said(POST, title="Why we walked")], NOW) is None
    assert find_duplicate(titled, SOCIAL, [said(POST, title="How residuals work")], NOW) == 7


def test_only_other_feeds_are_searched() -> None:
    assert find_duplicate(entry(), SOCIAL, [said(feed="social")], NOW) is None


@pytest.mark.parametrize(
    ("apart", "found"),
    [(timedelta(0), True), (72 * HOUR, True), (72.1 * HOUR, False), (-72 * HOUR, True), (-73 * HOUR, False)],
)
def test_the_window_is_three_days_either_way(apart: timedelta, found: bool) -> None:
    now = NOW + 99 * HOUR
    assert (find_duplicate(entry(), SOCIAL, [said(at=NOW + apart)], now) == 7) is found


def test_a_date_to_come_counts_as_now() -> None:
    assert find_duplicate(entry(at=NOW + 999 * HOUR), SOCIAL, [said(at=NOW + 500 * HOUR)], NOW) == 7
    assert find_duplicate(entry(at=None), SOCIAL, [replace(said(), published_at=None)], NOW) == 7


@pytest.mark.parametrize(("apart", "found"), [(11 * HOUR, True), (13 * HOUR, False)])
def test_what_says_today_means_that_day(apart: timedelta, found: bool) -> None:
    today = f"Today: {POST}"
    is_found = find_duplicate(entry(today), SOCIAL, [said(today, title="", at=NOW - apart)], NOW) == 7
    assert is_found is found


def test_the_first_of_several_copies_is_the_groups() -> None:
    assert find_duplicate(entry(), SOCIAL, [said(id_=9), said(id_=4, feed="blog"), said(id_=6)], NOW) == 4


def test_a_beginning_that_several_statements_share_is_none_of_them() -> None:
    recent = [said(f"{LETTER}\n\n{WHOLE}"), said(f"{LETTER}\n\nThe strike fund pays out at noon.", id_=8)]
    assert find_duplicate(entry(f"{LETTER}…"), SOCIAL, recent[:1], NOW) == 7
    assert find_duplicate(entry(f"{LETTER}…"), SOCIAL, recent, NOW) is None


def test_one_article_on_two_feeds_is_one_statement_however_short() -> None:
    short = replace(
        entry("We are on strike. All of us.", title="On strike"), link="https://www.guild.example/7"
    )
    there = said("We are on strike.", title="On strike")
    assert find_duplicate(short, SOCIAL, [there], NOW) == 7
    tracked = replace(short, link="https://www.guild.example/7?utm_source=rss")
    assert find_duplicate(tracked, SOCIAL, [there], NOW) == 7


@pytest.mark.parametrize(
    "changes",
    [{"title": "Strike ends"}, {"link": "https://www.guild.example/8"}, {"published_at": NOW - HOUR}],
)
def test_one_page_for_everything_is_many_statements(changes: dict[str, object]) -> None:
    one = replace(entry("Day two. New gates.", title="Update"), link="https://www.guild.example/7")
    other = replace(one, **changes)  # type: ignore[arg-type]
    assert find_duplicate(other, SOCIAL, [said("We are on strike.", title="Update")], NOW) is None


def test_equal_words_are_one_statement_for_some_hours() -> None:
    there = said("Pickets begin at seven.", title="")
    assert find_duplicate(entry("Pickets  begin at seven."), SOCIAL, [there], NOW) == 7
    assert find_duplicate(entry("Pickets begin at eight."), SOCIAL, [there], NOW) is None
    later = NOW + 13 * HOUR
    assert find_duplicate(entry("Pickets begin at seven.", at=later), SOCIAL, [there], later) is None
    assert find_duplicate(entry(""), SOCIAL, [said("", title="")], NOW) is None


def test_without_dates_the_same_words_at_one_address_are_one_statement_for_ever() -> None:
    there = replace(said("Pickets at seven.", title="", at=NOW - 9000 * HOUR), published_at=None)
    undated = replace(entry("Pickets at seven.", at=None), link=there.url)
    assert find_duplicate(undated, SOCIAL, [there], NOW) == 7
    assert find_duplicate(replace(undated, text="Pickets at eight."), SOCIAL, [there], NOW) is None
    assert find_duplicate(entry("Pickets at seven.", at=None), SOCIAL, [there], NOW) is None
    nowhere = replace(there, url=None)
    assert find_duplicate(replace(undated, link=None), SOCIAL, [nowhere], NOW) is None


# --- marking ---------------------------------------------------------------------------------------


def test_a_copy_is_posted_only_where_the_first_is_not_followed() -> None:
    one = marked(planned(entry()), [said()], {"site": [ONE]})
    assert (one.duplicate_of, one.post_to) == (7, (TWO,))
    one = marked(planned(entry()), [said()], {"site": [ONE, TWO]})
    assert (one.duplicate_of, one.post_to) == (7, ())
    assert marked(planned(entry()), [said()], {}).post_to == (ONE, TWO)


def test_what_is_no_copy_stays_as_planned() -> None:
    one = planned(entry("Something else altogether."))
    assert marked(one, [said()], {"site": [ONE]}) == one


def test_a_statement_that_becomes_direct_can_be_a_copy() -> None:
    assert marked(planned(entry(), Change.CHANGED), [said()], {"site": [ONE, TWO]}).duplicate_of == 7


def test_a_stored_entry_is_not_posted_a_second_time_where_a_target_begins_to_follow() -> None:
    one = marked(planned(entry(), Change.UNCHANGED), [said()], {"site": [ONE]})
    assert (one.duplicate_of, one.post_to) == (None, (TWO,))


@pytest.mark.parametrize(
    "one",
    [
        planned(entry(), Change.CHANGED, edit_at=(ONE,)),
        planned(entry(), Change.UNCHANGED, post_to=()),
        planned(entry(), verdict=HELD, post_to=()),
    ],
    ids=["edited", "unchanged", "held"],
)
def test_nothing_else_is_asked(one: PlannedEntry) -> None:
    update = FeedUpdate(SOCIAL, FeedState("social"), (one,), (), (SOCIAL.url,), NOW)
    assert look_back(update) is None
    assert marked(one, [said()], {"site": [ONE]}) == one


def test_statements_are_asked_for_from_before_the_oldest_new_one() -> None:
    entries = (planned(entry(at=NOW - 90 * HOUR)), planned(entry(at=None), post_to=()))
    update = FeedUpdate(SOCIAL, FeedState("social"), entries, (), (SOCIAL.url,), NOW)
    assert look_back(update) == NOW - (90 + 72) * HOUR
    old = replace(update, entries=(planned(entry(at=NOW - 9000 * HOUR), post_to=()),))
    assert look_back(old) == NOW - timedelta(days=14) - 72 * HOUR
    # Where a target begins to follow, what has no date may have been said at any time.
    undated = replace(update, entries=(planned(entry(at=None)),), opened_routes=(ONE,))
    assert look_back(undated) == datetime(1970, 1, 1, tzinfo=UTC)
    assert look_back(replace(undated, opened_routes=())) == NOW - 72 * HOUR
    # After months without contact: another feed may have brought it, and it may have been posted then.
    late = replace(update, entries=(planned(entry(at=NOW - 2000 * HOUR)),))
    assert look_back(late) == NOW - (2000 + 72) * HOUR
