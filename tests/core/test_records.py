"""The lines of `--json`: their keys are a contract."""

import json
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from bot.core.daycount import strike_day
from bot.core.errors import Mistake
from bot.core.model import (
    AuditAction,
    AuditRecord,
    Change,
    Decision,
    Entry,
    EntryKeys,
    Feed,
    FeedState,
    Health,
    Outage,
    PlannedEntry,
    Quarantine,
    Refused,
    Sign,
    Silence,
    SourceStatus,
    Statement,
    Status,
    Strike,
    TopicLook,
    TopicWord,
    Verdict,
    Works,
)
from bot.core.quotes.model import (
    Candidate,
    Checked,
    Difference,
    Finding,
    LinkFinding,
    Match,
    Piece,
    Result,
    Sense,
)
from bot.core.records import (
    audit_record,
    check_records,
    day_record,
    entry_record,
    held_record,
    mistake_record,
    rejudged_record,
    status_record,
)
from tests.statements import stored

AT = datetime(2026, 1, 5, 18, tzinfo=UTC)
DIRECT = Verdict(Decision.DIRECT, "own-host", "It is.", "www.guild.example", "www.guild.example", 1)
FEED = Feed("news", "https://www.guild.example/feed", "guild", "Guild", frozenset({"www.guild.example"}))
STRIKE = Strike("tv", "guild", "TV strike", ZoneInfo("America/Los_Angeles"), date(2026, 1, 2))


def planned(decision: Decision, silence: Silence | None = None) -> PlannedEntry:
    entry = Entry(
        "g", "https://www.guild.example/1", "On strike", "We are on strike. Pickets begin at seven.", AT
    )
    verdict = Verdict(decision, "rule", "Because.", "seen", "expected", 1)
    keys = EntryKeys("guid:g", None, None)
    return PlannedEntry(entry, "guid:g", keys, "hash", Change.NEW, verdict, None, silence=silence)


def statement(title: str, said_at: datetime | None) -> Statement:
    return stored(AT, title=title, published_at=said_at, verdict=DIRECT)


def test_an_entry_tells_verdict_evidence_and_summary() -> None:
    record = entry_record("news", planned(Decision.DIRECT, Silence.OLD), posted=False)
    assert record == {
        "feed": "news",
        "key": "guid:g",
        "url": "https://www.guild.example/1",
        "title": "On strike",
        "text": "We are on strike. Pickets begin at seven.",
        "verdict": "direct",
        "rule": "rule",
        "evidence": {"seen": "seen", "expected": "expected"},
        "summary": ["We are on strike.", "Pickets begin at seven."],
        "posted": False,
        "change": "new",
        "silence": "old",
        "published_at": "2026-01-05T18:00:00+00:00",
    }


@pytest.mark.parametrize("decision", [Decision.HELD, Decision.REJECTED])
def test_what_is_not_direct_has_no_summary(decision: Decision) -> None:
    record = entry_record("news", planned(decision), posted=False)
    assert (record["summary"], record["silence"]) == ([], None)


def test_a_day_is_written_as_dates_and_numbers() -> None:
    assert day_record(strike_day(STRIKE, date(2026, 1, 5))) == {
        "strike": "tv",
        "name": "TV strike",
        "on": "2026-01-05",
        "state": "on_strike",
        "day": 4,
        "since": "2026-01-02",
        "total": None,
        "evidence": None,
    }


def status(**last: Statement) -> Status:
    source = SourceStatus(FEED, FeedState("news", polled_at=AT, reached_at=AT), held=1)
    return Status(AT, (), (source,), last, held=1, pending=2, parked=0)


def test_status_is_one_object_with_the_newest_statement() -> None:
    record = status_record(status(a=statement("Older", AT.replace(day=4)), b=statement("Undated", None)))
    assert record["last_statement"]["title"] == "Undated"
    assert (record["held"], record["pending"], record["parked"], record["health"]) == (1, 2, 0, "ok")
    assert record["sources"][0]["polled_at"] == "2026-01-05T18:00:00+00:00"
    assert record["sources"][0]["failing_since_at"] is None
    json.dumps(record)


def test_status_without_any_statement_says_null() -> None:
    assert status_record(status())["last_statement"] is None


def test_health_names_trouble_before_waiting() -> None:
    unasked = SourceStatus(FEED, FeedState("news"), held=0)
    failing = SourceStatus(FEED, FeedState("news", polled_at=AT, failures=1), held=0)
    assert Status(AT, (), (unasked,), {}, 0, 0, 0).health is Health.WAITING
    assert Status(AT, (), (unasked, failing), {}, 0, 0, 0).health is Health.DEGRADED
    assert Status(AT, (), (), {}, 0, 0, parked=1).health is Health.DEGRADED


def test_status_tells_of_the_bots_own_parts() -> None:
    refused = Refused("discord:7", "The bot may not post there", 2, AT)
    works = Works("1.2.3", 7, "0009", 4096, waiting_since_at=AT - timedelta(minutes=90), refused=(refused,))
    record = status_record(replace(status(), works=works))
    assert (record["version"], record["ruleset"], record["schema"]) == ("1.2.3", 7, "0009")
    assert (record["database_bytes"], record["queue_age_seconds"]) == (4096, 5400)
    assert record["refused"] == [
        {
            "target": "discord:7",
            "reason": "The bot may not post there",
            "number": 2,
            "since_at": "2026-01-05T18:00:00+00:00",
        }
    ]
    assert record["at"] == "2026-01-05T18:00:00+00:00"
    nothing_waits = replace(works, waiting_since_at=None)
    assert status_record(replace(status(), works=nothing_waits))["queue_age_seconds"] is None


def test_status_tells_each_unions_last_statement() -> None:
    record = status_record(status(a=statement("Older", AT.replace(day=4)), b=statement("Undated", None)))
    assert {union: last["title"] for union, last in record["last_statements"].items()} == {
        "a": "Older",
        "b": "Undated",
    }


def test_status_tells_the_latest_words_on_the_talks() -> None:
    word = TopicWord(statement("Back at the table", AT), "Bargaining resumes.", since=2)
    talks = {"a": TopicLook(word, 10, is_all=False), "b": TopicLook(None, 3, is_all=True)}
    record = status_record(replace(status(), talks=talks))["talks"]
    assert record["a"]["statement"]["title"] == "Back at the table"
    assert (record["a"]["sentence"], record["a"]["since"]) == ("Bargaining resumes.", 2)
    assert record["b"] == {"statement": None, "sentence": None, "since": None, "looked_at": 3, "is_all": True}
    assert status_record(replace(status(), talks=None))["talks"] == {}


def test_a_date_that_lies_ahead_makes_no_statement_the_newest() -> None:
    ahead = replace(statement("Ahead", AT.replace(year=2030)), first_seen_at=AT.replace(day=1))
    record = status_record(status(a=ahead, b=statement("Newest", AT)))
    assert record["last_statement"]["title"] == "Newest"


def test_a_source_that_was_away() -> None:
    state = FeedState("news", polled_at=AT, reached_at=AT)
    outage = Outage(AT - timedelta(hours=2), AT - timedelta(minutes=5))
    one = Status(AT, (), (SourceStatus(FEED, state, 0, outage), SourceStatus(FEED, state, 0)), {}, 0, 0, 0)
    back, well = status_record(one)["sources"]
    assert (back["contact"], well["contact"]) == ("recovering", "answered")
    assert back["outage"] == {
        "since_at": "2026-01-05T16:00:00+00:00",
        "over_at": "2026-01-05T17:55:00+00:00",
    }
    assert well["outage"] is None


def test_a_mistake_carries_its_place() -> None:
    record = mistake_record(Mistake("feeds.yaml", 7, 5, "unions[0]", "is wrong", "write it right"))
    assert tuple(record) == ("file", "line", "column", "path", "message", "hint", "level")
    assert record["level"] == "error"


def test_what_waits_for_a_decision() -> None:
    assert held_record(statement("Talks", AT)) == {
        "id": 1,
        "revision": 1,
        "feed": "news",
        "url": "https://www.guild.example/1",
        "title": "Talks",
        "rule": "own-host",
        "reason": "It is.",
        "evidence": {"seen": "www.guild.example", "expected": "www.guild.example"},
        "since": "2026-01-05T18:00:00+00:00",
    }


def test_who_decided_what() -> None:
    assert audit_record(AuditRecord(AT, "cli:ines", AuditAction.APPROVE, "entry:1", "It is ours.")) == {
        "at": "2026-01-05T18:00:00+00:00",
        "by": "cli:ines",
        "action": "approve",
        "subject": "entry:1",
        "detail": "It is ours.",
    }


def test_what_the_rules_say_now() -> None:
    held = Verdict(Decision.HELD, "link-odd", "It is odd.", "", "", 2)
    record = rejudged_record(entry_id=1, feed_id="news", url=None, was=held, verdict=DIRECT)
    assert record == {
        "id": 1,
        "feed": "news",
        "url": None,
        "verdict": "direct",
        "rule": "own-host",
        "was_verdict": "held",
        "was_rule": "link-odd",
    }


def test_a_quarantine_is_told_of_its_source() -> None:
    state = FeedState("news", quarantine=Quarantine(Sign.BULK, "40 entries", "a few", AT))
    status = Status(AT, (), (SourceStatus(FEED, state, 0),), {}, 0, 0, 0)
    [source] = status_record(status)["sources"]
    assert source["quarantine"] == {
        "sign": "bulk",
        "seen": "40 entries",
        "expected": "a few",
        "since_at": "2026-01-05T18:00:00+00:00",
    }


def test_a_check_is_a_line_for_each_piece_and_then_each_link() -> None:
    url = "https://www.guild.example/1"
    candidate = Candidate(1, 1, True, "news", url, "On strike", "We are not on strike.", AT, AT)
    not_left_out = (Difference("not", "", Sense.NEGATION, (7, 10)), Difference("on", "at", None, (11, 13)))
    match = Match(Result.ALTERED, ((0, 20),), not_left_out)
    altered = Finding(Piece("We are at strike", True, 0, 16), Result.ALTERED, candidate, match)
    unknown = Finding(Piece("Nobody said so.", False, 0, 15), Result.NO_RECORD)
    links = (
        LinkFinding(url, Result.KNOWN, statement("On strike", AT)),
        LinkFinding("https://a.example/", Result.UNSEEN),
    )
    lines = list(check_records(Checked((altered, unknown), links)))
    assert [line["result"] for line in lines] == ["altered", "no_record", "known", "unseen"]
    assert all(line.keys() == lines[0].keys() for line in lines)
    assert lines[0]["said"] == "We are not on strike"
    assert lines[0]["differences"] == [
        {"said": "not", "asked": "", "touches": "negation"},
        {"said": "on", "asked": "at", "touches": None},
    ]
    assert (lines[0]["statement"], lines[0]["quoted"]) == (url, True)
    assert (lines[1]["statement"], lines[1]["said"], lines[1]["quoted"]) == (None, None, False)
    assert lines[2]["title"] == "On strike"
    assert (lines[3]["quote"], lines[3]["statement"]) == ("https://a.example/", None)
    assert json.loads(json.dumps(lines)) == lines
