"""Verdicts and texts that change after the poll: the statement's own page, and newer rules.

Called by the store, each function inside one transaction. Guarantees: no new revision, and no post; what
a text makes of it for channels that carry some topics only is left to the next poll, which reads the feed.
"""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, bindparam, select, update

from bot.adapters.database.auditing import write_audit
from bot.adapters.database.conditions import is_unions_word
from bot.adapters.database.indexing import index, unindex
from bot.adapters.database.outbox import put_in, review_delivery
from bot.adapters.database.raws import keep_page
from bot.adapters.database.rows import (
    ENTRY,
    PAGE,
    VERDICT,
    entry_of,
    page_of,
    page_values,
    text_hash,
    verdict_of,
)
from bot.adapters.database.rows import verdict_values as values_of
from bot.adapters.database.schema import entries, revisions, verdicts
from bot.adapters.database.states import forget_validators
from bot.core.model import AuditRecord, Decision, PageReading, Raw, Verdict, WantedPage
from bot.ports import StoredEntry

_NEWEST = (
    select(
        entries.c.id,
        entries.c.feed_id,
        entries.c.revision,
        revisions.c.hops,
        *ENTRY,
        *PAGE,
        *VERDICT,
    )
    .join(revisions, (revisions.c.entry_id == entries.c.id) & (revisions.c.number == entries.c.revision))
    .join(
        verdicts,
        (verdicts.c.entry_id == revisions.c.entry_id) & (verdicts.c.number == revisions.c.number),
    )
)

_SET_VERDICT = update(verdicts).where(
    verdicts.c.entry_id == bindparam("of_entry"), verdicts.c.number == bindparam("of_number")
)
_SET_DECISION = update(entries).where(
    entries.c.id == bindparam("of_entry"), entries.c.revision == bindparam("of_number")
)


def wanted_pages(connection: Connection, now: datetime, limit: int) -> Sequence[WantedPage]:
    """Return the newest revisions whose page is to be tried again, longest waiting first."""
    due = revisions.c.page_next_attempt_at
    query = _NEWEST.where(due <= now, revisions.c.link.is_not(None), is_unions_word())
    rows = connection.execute(query.order_by(due, entries.c.id).limit(limit))
    return [
        WantedPage(
            entry_id=fields[entries.c.id],
            number=fields[entries.c.revision],
            feed_id=fields[entries.c.feed_id],
            url=fields[revisions.c.link],
            entry=entry_of(fields),
            verdict=verdict_of(fields),
            attempts=fields[revisions.c.page_attempts],
        )
        for fields in rows.mappings()
    ]


def save_page(
    connection: Connection,
    wanted: WantedPage,
    reading: PageReading,
    text: str | None,
    verdict: Verdict,
    review_targets: Collection[str],
    raw: Raw | None = None,
) -> None:
    """Write a reading, what it made of the text and what of the verdict, and what it was made of."""
    values: dict[str, Any] = page_values(reading)
    if text is not None:
        values |= {"text": text, "sha256": text_hash(text), "cut_off": False}
        forget_validators(connection, wanted.feed_id)
        if raw is not None:
            keep_page(connection, wanted.entry_id, wanted.number, raw, reading.at)
    of_revision = (revisions.c.entry_id == wanted.entry_id) & (revisions.c.number == wanted.number)
    is_indexed_anew = text is not None or verdict.decision is not wanted.verdict.decision
    if is_indexed_anew:
        unindex(connection, [wanted.entry_id])
    connection.execute(update(revisions).where(of_revision).values(**values))
    if verdict != wanted.verdict:
        _write_verdicts(connection, [(wanted.entry_id, wanted.number, verdict)], reading.at)
    if is_indexed_anew:
        index(connection, [wanted.entry_id])
    if verdict != wanted.verdict and verdict.decision is Decision.HELD:
        _show_to_admins(connection, wanted, review_targets, reading.at)


def _show_to_admins(
    connection: Connection, wanted: WantedPage, review_targets: Collection[str], at: datetime
) -> None:
    is_newest = (entries.c.id == wanted.entry_id) & (entries.c.revision == wanted.number)
    key = connection.execute(select(entries.c.key).where(is_newest)).scalar_one_or_none()
    if key is None or not review_targets:
        return
    put_in(
        connection,
        [
            review_delivery(
                feed_id=wanted.feed_id,
                key=key,
                entry_id=wanted.entry_id,
                number=wanted.number,
                target=target,
                at=at,
            )
            for target in review_targets
        ],
    )


def entries_after(connection: Connection, entry_id: int, limit: int) -> Sequence[StoredEntry]:
    """Return entries with higher ids in their newest revision, in order of id."""
    rows = connection.execute(_NEWEST.where(entries.c.id > entry_id).order_by(entries.c.id).limit(limit))
    return [
        StoredEntry(
            id=fields[entries.c.id],
            number=fields[entries.c.revision],
            feed_id=fields[entries.c.feed_id],
            entry=entry_of(fields),
            hops=fields[revisions.c.hops],
            verdict=verdict_of(fields),
            page=page_of(fields),
        )
        for fields in rows.mappings()
    ]


def save_verdicts(
    connection: Connection, judged: Sequence[tuple[StoredEntry, Verdict]], audit: AuditRecord
) -> None:
    """Write verdicts over those there are."""
    _write_verdicts(connection, [(one.id, one.number, verdict) for one, verdict in judged], audit.at)
    decided_anew = [one.id for one, verdict in judged if verdict.decision is not one.verdict.decision]
    unindex(connection, decided_anew)
    index(connection, decided_anew)
    write_audit(connection, audit)


def _write_verdicts(connection: Connection, judged: Sequence[tuple[int, int, Verdict]], at: datetime) -> None:
    if not judged:
        return
    rows = [
        {"of_entry": entry_id, "of_number": number, **values_of(verdict, at)}
        for entry_id, number, verdict in judged
    ]
    connection.execute(_SET_VERDICT, rows)
    decisions = [{name: row[name] for name in ("of_entry", "of_number", "decision")} for row in rows]
    connection.execute(_SET_DECISION, decisions)
