"""What is missing from a feed, and what its page has to say before that is told."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from bot.core.absence import (
    GONE_AGAIN_AFTER,
    MOST_AT_ONCE,
    Place,
    Sight,
    after_look,
    missed,
    postponed,
    sight_of,
)
from bot.core.model import Absence, Page
from bot.core.obstacles import CHALLENGE

NOW = datetime(2026, 1, 5, 18, 0, tzinfo=UTC)
URL = "https://www.guild.example/news/one"
MISSING = Absence(7, NOW)


def place(entry_id: int) -> Place:
    """Return the place of an entry said on the day of its number."""
    return Place(entry_id, NOW + timedelta(days=entry_id))


def test_what_is_missing_while_an_older_one_is_listed_is_missed() -> None:
    assert missed([place(3)], [place(2), place(4)]) == (3,)
    assert missed([place(3)], [place(2)]) == (3,)


def test_what_fell_off_the_end_is_not_missed() -> None:
    assert missed([place(1), place(2)], [place(3), place(4)]) == ()
    assert missed([place(1)], [Place(9, NOW + timedelta(days=1))]) == ()


def test_an_emptied_feed_misses_nothing() -> None:
    assert missed([place(number) for number in range(50)], []) == ()


def test_of_many_missing_at_once_only_the_newest_few_are_looked_for() -> None:
    missing = [place(number) for number in range(1, 40)]
    found = missed(missing[::-1], [place(0), place(50)])
    assert len(found) == MOST_AT_ONCE
    assert found == tuple(range(40 - MOST_AT_ONCE, 40))


@pytest.mark.parametrize(
    ("page", "sight"),
    [
        (Page((URL,), None, "words", None, NOW, 200), Sight.THERE),
        (Page((URL,), None, "", "answered 404", NOW, 404), Sight.GONE),
        (Page((URL,), None, "", "answered 410", NOW, 410), Sight.GONE),
        (Page((URL,), None, "", "answered 403", NOW, 403), Sight.UNCLEAR),
        (Page((URL,), None, "", "answered 503", NOW, 503), Sight.UNCLEAR),
        (Page((URL,), None, "", CHALLENGE, NOW, 404), Sight.UNCLEAR),
        (Page((URL,), None, "", "the site says that there is no such page", NOW, 200), Sight.UNCLEAR),
        (Page((URL, URL + "/"), None, "", "answered 404", NOW, 404), Sight.UNCLEAR),
        (Page((URL, URL + "/"), None, "home", None, NOW, 200), Sight.UNCLEAR),
        (Page((URL,), None, "", "not followed", NOW), Sight.UNCLEAR),
    ],
)
def test_only_a_plain_answer_is_clear(page: Page, sight: Sight) -> None:
    assert sight_of(page) is sight


def test_gone_twice_hours_apart_is_gone_since_the_first_time() -> None:
    once = after_look(MISSING, Sight.GONE, NOW)
    assert once.gone_since_at is None
    assert once.next_look_at == NOW + GONE_AGAIN_AFTER
    hurried = after_look(once, Sight.GONE, NOW + timedelta(hours=1))
    assert hurried == once
    twice = after_look(once, Sight.GONE, NOW + GONE_AGAIN_AFTER)
    assert twice.gone_since_at == NOW
    assert twice.next_look_at == NOW + GONE_AGAIN_AFTER + timedelta(days=1)


def test_a_page_that_was_there_in_between_starts_over() -> None:
    once = after_look(MISSING, Sight.GONE, NOW)
    there = after_look(once, Sight.THERE, NOW + GONE_AGAIN_AFTER)
    assert there == replace(MISSING, next_look_at=None)
    assert after_look(there, Sight.GONE, NOW + 2 * GONE_AGAIN_AFTER).gone_since_at is None


def test_what_is_unclear_is_tried_again_ever_more_rarely_and_then_left() -> None:
    absence, waits = MISSING, []
    now = NOW
    while absence.next_look_at is not None:
        now = absence.next_look_at
        absence = after_look(absence, Sight.UNCLEAR, now)
        waits.append(absence.next_look_at and absence.next_look_at - now)
    assert waits == [timedelta(hours=hours) for hours in (1, 2, 4, 8)] + [None]
    assert absence.gone_since_at is None


def test_what_is_unclear_between_two_looks_that_found_it_gone_counts_for_nothing() -> None:
    once = after_look(MISSING, Sight.GONE, NOW)
    unclear = after_look(once, Sight.UNCLEAR, NOW + GONE_AGAIN_AFTER)
    assert unclear.first_gone_at == NOW
    assert after_look(unclear, Sight.GONE, NOW + GONE_AGAIN_AFTER + timedelta(hours=1)).gone_since_at == NOW


def test_a_marked_one_stays_marked_until_its_page_answers() -> None:
    marked = Absence(7, NOW, first_gone_at=NOW, gone_since_at=NOW)
    unclear = after_look(marked, Sight.UNCLEAR, NOW)
    assert unclear.gone_since_at == NOW
    assert after_look(unclear, Sight.THERE, NOW) == Absence(7, None)


def test_looks_at_what_stays_gone_become_rare_and_end() -> None:
    absence = Absence(7, NOW, first_gone_at=NOW, gone_since_at=NOW)
    waits = []
    while absence.next_look_at is not None:
        now = absence.next_look_at
        absence = after_look(absence, Sight.GONE, now)
        waits.append(absence.next_look_at and (absence.next_look_at - now).days)
    assert waits[:4] == [2, 4, 7, 7]
    assert (len(waits), waits[-1]) == (30, None)
    assert absence.gone_since_at == NOW


def test_a_look_can_be_put_off() -> None:
    assert postponed(MISSING, NOW) == replace(MISSING, next_look_at=NOW + timedelta(hours=1))
