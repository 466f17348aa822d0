"""What counts as a standstill, with its bound and its reason, and what does not."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from bot.core.health import Findings, JobTurn, Part, Signs, Trouble, due_since, spell, troubles
from bot.core.model import Feed, FeedState

NOW = datetime(2026, 1, 5, 18, 0, tzinfo=UTC)
SECOND, MINUTE, HOUR = timedelta(seconds=1), timedelta(minutes=1), timedelta(hours=1)
FEED = Feed("news", "https://www.guild.example/feed", "guild", "Example Guild", frozenset())
POLL = JobTurn("poll", SECOND, runs=100)
WELL = Signs(NOW, 5 * HOUR, jobs=(POLL, JobTurn("absences", MINUTE)), open_for=5 * HOUR)


def found(signs: Signs) -> list[tuple[Part, str, bool]]:
    return [(one.part, one.words, one.restart_helps) for one in troubles(signs)]


def test_a_bot_at_work_has_no_trouble() -> None:
    assert troubles(WELL) == ()
    assert troubles(Signs(NOW, timedelta())) == ()  # it has only just begun
    assert (Findings(NOW, HOUR).is_well, Findings(NOW, HOUR).is_alive) == (True, True)


@pytest.mark.parametrize(
    ("job", "words"),
    [
        (replace(POLL, in_hand_for=3 * MINUTE), None),
        (replace(POLL, in_hand_for=4 * MINUTE), "the job poll began 4 minutes ago and has not ended"),
        (replace(POLL, idle_for=3 * MINUTE), None),
        (
            replace(POLL, idle_for=200 * SECOND),
            "the job poll is to run every 1 second, and last did 3 minutes ago",
        ),
        (JobTurn("absences", MINUTE, in_hand_for=59 * MINUTE), None),
        (
            JobTurn("absences", MINUTE, in_hand_for=3 * HOUR),
            "the job absences began 3 hours ago and has not ended",
        ),
        (replace(POLL, failing_for=5 * MINUTE, error="no"), None),
    ],
)
def test_a_job_has_sixty_of_its_ticks_and_three_minutes_at_least(job: JobTurn, words: str | None) -> None:
    signs = replace(WELL, jobs=(POLL, job))
    assert found(signs) == ([] if words is None else [(Part.JOBS, words, True)])
    assert [one.name for one in troubles(signs)] == ([] if words is None else [f"jobs: {job.name}"])


@pytest.mark.parametrize(("is_expected", "restart_helps"), [(True, False), (False, True)])
def test_a_job_that_fails_for_long_is_mended_by_a_restart_where_the_fault_is_ours(
    is_expected: bool, restart_helps: bool
) -> None:
    job = replace(POLL, failing_for=6 * MINUTE, error="the disk\x1b[2J is full", is_expected=is_expected)
    words = r"the job poll has failed for 6 minutes: the disk\x1b[2J is full"
    assert found(replace(WELL, jobs=(job,))) == [(Part.JOBS, words, restart_helps)]


def test_sources_are_overdue_after_ten_minutes() -> None:
    due = {"a": NOW - 10 * MINUTE, "b": NOW - 5 * MINUTE}
    assert found(replace(WELL, due_since=due)) == []
    due = dict.fromkeys("edcba", NOW - 11 * MINUTE) | {"b": NOW - 3 * HOUR}
    words = "5 of the sources (a, b, c, …) should have been asked 3 hours ago"
    assert found(replace(WELL, due_since=due)) == [(Part.POLLS, words, True)]
    # Some are asked, so that the others wait for their turn, as where there are very many.
    assert found(replace(WELL, due_since=due, last_asked_at=NOW - MINUTE)) == [(Part.POLLS, words, False)]
    assert found(replace(WELL, due_since=due, last_asked_at=NOW - HOUR)) == [(Part.POLLS, words, True)]


def test_what_waits_to_be_posted_stands_still_where_nobody_tries() -> None:
    waits = replace(WELL, untried_since=NOW - 6 * MINUTE)
    words = "something has waited to be posted for 6 minutes, and nobody has tried"
    assert found(waits) == [(Part.DELIVERIES, words, True)]
    assert found(replace(waits, last_step_at=NOW - HOUR)) == [(Part.DELIVERIES, words, True)]
    assert found(replace(waits, last_step_at=NOW - 5 * MINUTE)) == []  # much waits, and it goes out
    assert found(replace(waits, is_open=False)) == []  # Discord is down
    assert found(replace(waits, open_for=4 * MINUTE)) == []  # it was until just now, or we have just begun
    assert found(replace(waits, untried_since=NOW - 5 * MINUTE)) == []


def test_the_gateway_has_five_minutes_and_a_restart_helps_after_thirty() -> None:
    assert found(replace(WELL, gateway_down_for=5 * MINUTE)) == []
    words = "there has been no connection to Discord's gateway for {}: no command is answered"
    down = replace(WELL, gateway_down_for=6 * MINUTE)
    assert found(down) == [(Part.GATEWAY, words.format("6 minutes"), False)]
    down = replace(WELL, gateway_down_for=31 * MINUTE)
    assert found(down) == [(Part.GATEWAY, words.format("31 minutes"), True)]


def test_of_a_database_that_refuses_nothing_else_is_said_and_no_restart_mends_it() -> None:
    signs = replace(
        WELL,
        due_since={"news": NOW - HOUR},
        untried_since=NOW - HOUR,
        refused_for=90 * SECOND,
        refusal="bot.db: the disk is full",
    )
    words = "the database has refused for 90 seconds: bot.db: the disk is full"
    assert found(signs) == [(Part.STORE, words, False)]
    assert found(replace(signs, refused_for=MINUTE)) == []


def test_findings_tell_whether_all_is_well_and_whether_a_restart_would_help() -> None:
    refuses, stands = Trouble(Part.STORE, "", False), Trouble(Part.POLLS, "", True)
    assert (Findings(NOW, HOUR, (refuses,)).is_well, Findings(NOW, HOUR, (refuses,)).is_alive) == (
        False,
        True,
    )
    assert not Findings(NOW, HOUR, (refuses, stands)).is_alive
    assert refuses.name == "store"


def test_a_feed_is_due_from_when_it_was_to_be_asked_and_the_bot_was_there() -> None:
    since = NOW - HOUR
    asked = FeedState("news", polled_at=NOW - 2 * HOUR, next_poll_at=NOW - MINUTE)
    assert due_since(FEED, None, since, NOW) == since
    assert due_since(FEED, FeedState("news"), since, NOW) == since
    assert due_since(FEED, asked, since, NOW) == NOW - MINUTE
    assert due_since(FEED, replace(asked, next_poll_at=NOW - 9 * HOUR), since, NOW) == since
    assert due_since(FEED, replace(asked, next_poll_at=NOW + MINUTE), since, NOW) is None
    assert due_since(FEED, replace(asked, next_poll_at=None), since, NOW) == since
    assert due_since(FEED, replace(asked, paused_at=NOW), since, NOW) is None


@pytest.mark.parametrize(
    ("length", "words"),
    [
        (SECOND, "1 second"),
        (timedelta(), "0 seconds"),
        (119 * SECOND, "119 seconds"),
        (2 * MINUTE, "2 minutes"),
        (90 * MINUTE, "90 minutes"),
        (30 * HOUR, "30 hours"),
    ],
)
def test_spells_are_told_in_whole_units(length: timedelta, words: str) -> None:
    assert spell(length) == words
