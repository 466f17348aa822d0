"""What does `--json` print? One plain dictionary a line; the keys are the command line's contract.

Keys are added, never renamed. Instants are ISO 8601 in UTC, dates ISO 8601, absent values null.
"""

from collections.abc import Iterator
from datetime import date, datetime
from typing import Any

from bot.core.errors import Mistake
from bot.core.model import (
    AuditRecord,
    Decision,
    PlannedEntry,
    Quarantine,
    SourceStatus,
    Statement,
    Status,
    StrikeDay,
    TopicLook,
    Verdict,
)
from bot.core.quotes.model import Checked, Difference, Finding, LinkFinding
from bot.core.quotes.notes import link_note, note_on, said_of
from bot.core.summarise import summarise

Record = dict[str, Any]


def entry_record(feed_id: str, planned: PlannedEntry, *, posted: bool) -> Record:
    """Return the line of ``poll --json`` and ``plan --json`` for one listed entry."""
    return {
        "feed": feed_id,
        "key": planned.key,
        "url": planned.entry.link,
        "title": planned.entry.title,
        "text": planned.entry.text,
        "verdict": planned.verdict.decision.value,
        "rule": planned.verdict.rule,
        "evidence": {"seen": planned.verdict.seen, "expected": planned.verdict.expected},
        "summary": list(_summary(planned)),
        "posted": posted,
        "change": planned.change.value,
        "silence": planned.silence and planned.silence.value,
        "published_at": _instant(planned.entry.published_at),
    }


def day_record(day: StrikeDay) -> Record:
    """Return the line of ``day --json`` for one strike."""
    return {
        "strike": day.strike.id,
        "name": day.strike.name,
        "on": _date(day.on),
        "state": day.state.value,
        "day": day.day,
        "since": _date(day.strike.first_on),
        "total": day.total,
        "evidence": day.evidence,
    }


def status_record(status: Status) -> Record:
    """Return the one object of ``status --json``."""
    newest = max(status.last_statements.values(), key=_said_at, default=None)
    return {
        "strikes": [day_record(day) for day in status.days],
        "sources": [source_record(source, status.at) for source in status.sources],
        "last_statement": None if newest is None else statement_record(newest),
        "held": status.held,
        "pending": status.pending,
        "parked": status.parked,
        "health": status.health.value,
        "at": _instant(status.at),
        "last_statements": {
            union_id: statement_record(statement) for union_id, statement in status.last_statements.items()
        },
        "talks": {union_id: _look_record(look) for union_id, look in (status.talks or {}).items()},
        **_works_record(status),
    }


def _look_record(look: TopicLook) -> Record:
    """Return a union's latest words on the talks; without a statement, how many were looked through."""
    word = look.word
    return {
        "statement": word and statement_record(word.statement),
        "sentence": word and word.sentence,
        "since": word and word.since,
        "looked_at": look.looked_at,
        "is_all": look.is_all,
    }


def _works_record(status: Status) -> Record:
    """Return the keys about the bot's own parts."""
    works = status.works
    if works is None:
        return {}
    since = works.waiting_since_at
    return {
        "queue_age_seconds": None if since is None else int((status.at - since).total_seconds()),
        "refused": [
            {
                "target": refused.target,
                "reason": refused.reason,
                "number": refused.number,
                "since_at": _instant(refused.since_at),
            }
            for refused in works.refused
        ],
        "version": works.version,
        "ruleset": works.ruleset,
        "schema": works.schema,
        "database_bytes": works.database_bytes,
    }


def source_record(source: SourceStatus, now: datetime) -> Record:
    """Return how one feed is doing."""
    state = source.state
    return {
        "feed": source.feed.id,
        "union": source.feed.union_id,
        "url": source.feed.url,
        "watched": source.feed.watched,
        "polled_at": _instant(state.polled_at),
        "reached_at": _instant(state.reached_at),
        "changed_at": _instant(state.changed_at),
        "failing_since_at": _instant(state.failing_since_at),
        "failures": state.failures,
        "error": state.error,
        "next_poll_at": _instant(state.next_poll_at),
        "held": source.held,
        "quarantine": source.state.quarantine and quarantine_record(source.state.quarantine),
        "contact": source.contact(now).value,
        "paused_at": _instant(state.paused_at),
        "outage": source.outage
        and {"since_at": _instant(source.outage.since_at), "over_at": _instant(source.outage.over_at)},
    }


def quarantine_record(quarantine: Quarantine) -> Record:
    """Return why a feed is in quarantine."""
    return {
        "sign": quarantine.sign.value,
        "seen": quarantine.seen,
        "expected": quarantine.expected,
        "since_at": _instant(quarantine.since_at),
    }


def held_record(statement: Statement) -> Record:
    """Return the line of ``held --json`` for one entry that waits for a decision."""
    return {
        "id": statement.entry_id,
        "revision": statement.revision,
        "feed": statement.feed_id,
        "url": statement.url,
        "title": statement.title,
        "rule": statement.verdict.rule,
        "reason": statement.verdict.reason,
        "evidence": {"seen": statement.verdict.seen, "expected": statement.verdict.expected},
        "since": _instant(statement.fetched_at),
    }


def audit_record(audited: AuditRecord) -> Record:
    """Return the line of ``audit --json`` for one record."""
    return {
        "at": _instant(audited.at),
        "by": audited.by,
        "action": audited.action.value,
        "subject": audited.subject,
        "detail": audited.detail,
    }


def rejudged_record(
    *, entry_id: int, feed_id: str, url: str | None, was: Verdict, verdict: Verdict
) -> Record:
    """Return the line of ``rejudge --json`` for one entry on which the rules say something else now."""
    return {
        "id": entry_id,
        "feed": feed_id,
        "url": url,
        "verdict": verdict.decision.value,
        "rule": verdict.rule,
        "was_verdict": was.decision.value,
        "was_rule": was.rule,
    }


def statement_record(statement: Statement) -> Record:
    """Return what identifies a statement."""
    return {
        "feed": statement.feed_id,
        "url": statement.url,
        "title": statement.title,
        "published_at": _instant(statement.published_at),
        "first_seen_at": _instant(statement.first_seen_at),
    }


def mistake_record(mistake: Mistake, level: str = "error") -> Record:
    """Return the line of ``check --json`` for one mistake, warning or note."""
    return {
        "file": mistake.file,
        "line": mistake.line,
        "column": mistake.column,
        "path": mistake.path,
        "message": mistake.message,
        "hint": mistake.hint,
        "level": level,
    }


def check_records(checked: Checked) -> Iterator[Record]:
    """Yield the lines of ``verify --json``: one for each piece, then one for each link."""
    for finding in checked.findings:
        yield _piece_record(finding)
    for link in checked.links:
        yield _link_record(link)


def _piece_record(finding: Finding) -> Record:
    candidate, match = finding.candidate, finding.match
    return {
        "quote": finding.piece.text,
        "result": finding.result.value,
        "statement": candidate.url if candidate else None,
        "title": candidate.title if candidate else None,
        "published_at": _instant(candidate.published_at) if candidate else None,
        "said": said_of(finding),
        "differences": [_difference(one) for one in match.differences] if match else [],
        "note": note_on(finding),
        "quoted": finding.piece.quoted,
    }


def _difference(one: Difference) -> Record:
    return {"said": one.said, "asked": one.asked, "touches": one.sense and one.sense.value}


def _link_record(finding: LinkFinding) -> Record:
    known = finding.statement
    return {
        "quote": finding.url,
        "result": finding.result.value,
        "statement": known.url if known else None,
        "title": known.title if known else None,
        "published_at": _instant(known.published_at) if known else None,
        "said": None,
        "differences": [],
        "note": link_note(finding),
        "quoted": False,
    }


def _summary(planned: PlannedEntry) -> tuple[str, ...]:
    if planned.verdict.decision is not Decision.DIRECT:
        return ()
    text = planned.entry.text
    return summarise(text, cut_off=planned.entry.cut_off).sentences(text)


def _said_at(statement: Statement) -> datetime:
    return min(statement.published_at or statement.first_seen_at, statement.first_seen_at)


def _instant(at: datetime | None) -> str | None:
    return None if at is None else at.isoformat()


def _date(on: date) -> str:
    return on.isoformat()
