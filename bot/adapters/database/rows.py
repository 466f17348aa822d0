"""How rows become the things of `bot.core.model`, and back.

Used by the store's queries alone.
"""

import hashlib
from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any, TypeVar

from sqlalchemy import Row, RowMapping, Select, select

from bot.adapters.database.columns import storable
from bot.adapters.database.schema import (
    absences,
    audit,
    deliveries,
    entries,
    feeds,
    reviews,
    revisions,
    verdicts,
)
from bot.core.model import (
    AuditRecord,
    Delivery,
    DeliveryKind,
    Entry,
    EntryKeys,
    FeedState,
    FeedUpdate,
    Happening,
    KnownEntry,
    PageOutcome,
    PageReading,
    PlannedEntry,
    Quarantine,
    Review,
    ReviewDecision,
    Statement,
    Validators,
    Verdict,
)

Values = dict[str, Any]
V = TypeVar("V")

_CHUNK = 500  # values in one IN list; SQLite takes some 32,000 in a statement

VERDICT = (
    verdicts.c.decision,
    verdicts.c.rule,
    verdicts.c.reason,
    verdicts.c.seen,
    verdicts.c.expected,
    verdicts.c.ruleset,
    verdicts.c.path,
)

REVIEW = (reviews.c.entry_id, reviews.c.number, reviews.c.decision, reviews.c.by, reviews.c.at)

AUDIT = (audit.c.at, audit.c.by, audit.c.action, audit.c.subject, audit.c.detail)

ENTRY = (
    revisions.c.guid,
    revisions.c.link,
    revisions.c.title,
    revisions.c.text,
    revisions.c.published_at,
    revisions.c.updated_at,
    revisions.c.author,
    revisions.c.source_url,
    revisions.c.channel_id,
    revisions.c.categories,
    revisions.c.cut_off,
    revisions.c.links,
    revisions.c.images,
)

PAGE = (
    revisions.c.page_outcome,
    revisions.c.page_note,
    revisions.c.page_hops,
    revisions.c.page_canonical,
    revisions.c.page_at,
    revisions.c.page_attempts,
    revisions.c.page_next_attempt_at,
)

_QUARANTINE = (
    feeds.c.quarantine_sign,
    feeds.c.quarantine_seen,
    feeds.c.quarantine_expected,
    feeds.c.quarantine_since_at,
)

_STATEMENT = (
    entries.c.id,
    entries.c.feed_id,
    entries.c.key,
    entries.c.first_seen_at,
    entries.c.silence,
    entries.c.withdrawn_at,
    revisions.c.number,
    revisions.c.link,
    revisions.c.title,
    revisions.c.text,
    revisions.c.published_at,
    revisions.c.cut_off,
    revisions.c.sha256,
    revisions.c.hops,
    revisions.c.fetched_at,
    revisions.c.categories,
    revisions.c.images,
    revisions.c.reread_at,
    absences.c.gone_since_at,
    *PAGE,
)

DELIVERY = (
    deliveries.c.id,
    deliveries.c.kind,
    deliveries.c.target,
    deliveries.c.state,
    deliveries.c.attempts,
    deliveries.c.nonce,
    deliveries.c.created_at,
    deliveries.c.next_attempt_at,
    deliveries.c.entry_id,
    deliveries.c.number,
    deliveries.c.feed_id,
    deliveries.c.strike_id,
    deliveries.c.on_date,
    deliveries.c.error,
    deliveries.c.attempted_at,
    deliveries.c.said_at,
    deliveries.c.occasion,
)


def chunks(values: Iterable[V]) -> Iterator[list[V]]:
    """Part values into lists short enough for one statement."""
    everything = list(values)
    return (everything[start : start + _CHUNK] for start in range(0, len(everything), _CHUNK))


def statement_query() -> Select[Any]:
    """Return a query for statements in all their revisions; the caller says which."""
    joined = entries.join(revisions, revisions.c.entry_id == entries.c.id).join(
        verdicts,
        (verdicts.c.entry_id == revisions.c.entry_id) & (verdicts.c.number == revisions.c.number),
    )
    reviewed = (reviews.c.entry_id == revisions.c.entry_id) & (reviews.c.number == revisions.c.number)
    joined = joined.outerjoin(reviews, reviewed).outerjoin(absences, absences.c.entry_id == entries.c.id)
    return select(*_STATEMENT, *VERDICT, *REVIEW).select_from(joined)


def verdict_of(row: RowMapping) -> Verdict:
    """Read a verdict from a row that has the columns VERDICT."""
    return Verdict(**{column.name: row[column] for column in VERDICT})


def review_of(row: RowMapping) -> Review | None:
    """Read a review from a row that has the columns REVIEW; None where nobody decided."""
    if row[reviews.c.entry_id] is None:
        return None
    return Review(**{column.name: row[column] for column in REVIEW})


def audit_of(row: Row[Any]) -> AuditRecord:
    """Read a row of the columns AUDIT."""
    return AuditRecord(**{column.name: row._mapping[column] for column in AUDIT})


def entry_of(row: RowMapping) -> Entry:
    """Read an entry as the rules need it from a row that has the columns ENTRY."""
    return Entry(**{column.name: row[column] for column in ENTRY})


def page_of(row: RowMapping) -> PageReading | None:
    """Read a page's reading from a row that has the columns PAGE; None where the page was not asked for."""
    if row[revisions.c.page_outcome] is None:
        return None
    return PageReading(**{column.name.removeprefix("page_"): row[column] for column in PAGE})


def statement_of(row: Row[Any]) -> Statement:
    """Read a row of `statement_query`."""
    fields = row._mapping
    number: int = fields[revisions.c.number]
    return Statement(
        entry_id=fields[entries.c.id],
        feed_id=fields[entries.c.feed_id],
        key=fields[entries.c.key],
        url=fields[revisions.c.link],
        title=fields[revisions.c.title],
        text=fields[revisions.c.text],
        published_at=fields[revisions.c.published_at],
        first_seen_at=fields[entries.c.first_seen_at],
        revised_at=fields[revisions.c.fetched_at] if number > 1 else None,
        revision=number,
        sha256=fields[revisions.c.sha256],
        hops=fields[revisions.c.hops],
        fetched_at=fields[revisions.c.fetched_at],
        verdict=verdict_of(fields),
        cut_off=fields[revisions.c.cut_off],
        silence=fields[entries.c.silence],
        page=page_of(fields),
        review=review_of(fields),
        withdrawn_at=fields[entries.c.withdrawn_at],
        categories=fields[revisions.c.categories],
        gone_since_at=fields[absences.c.gone_since_at],
        images=fields[revisions.c.images],
        reread_at=fields[revisions.c.reread_at],
    )


def known_of(row: Row[Any], targets: frozenset[str]) -> KnownEntry:
    """Read an entry with its current verdict and review; `targets` have, or are to have, its post."""
    fields = row._mapping
    return KnownEntry(
        id=fields[entries.c.id],
        key=fields[entries.c.key],
        keys=EntryKeys(fields[entries.c.guid_key], fields[entries.c.link_key], fields[entries.c.title_key]),
        content_hash=fields[entries.c.content_hash],
        published_at=fields[entries.c.published_at],
        verdict=verdict_of(fields),
        targets=targets,
        approved=fields[reviews.c.decision] is ReviewDecision.APPROVED,
        duplicate_of=fields[entries.c.duplicate_of],
        first_seen_at=fields[entries.c.first_seen_at],
        silence=fields[entries.c.silence],
        rejected=fields[reviews.c.decision] is ReviewDecision.REJECTED,
        withdrawn=fields[entries.c.withdrawn_at] is not None,
        completed=fields[revisions.c.page_outcome] is PageOutcome.WHOLE,
    )


def delivery_of(row: Row[Any]) -> Delivery:
    """Read a row that has the columns DELIVERY and those of `of_post`."""
    fields: Values = {column.name: row._mapping[column] for column in DELIVERY}
    on, occasion = fields.pop("on_date"), fields.pop("occasion")
    happening = Happening(occasion) if row.kind is DeliveryKind.QUESTION else None
    of_post: Values = {
        "message_id": row.message_id,
        "post_nonce": row.post_nonce,
        "edits": row.edits,
        "alert_id": row.alert_id,
        "digest_id": row.digest_id,
        "post_entry_id": row.post_entry_id,
    }
    return Delivery(on=on, happening=happening, **of_post, **fields)


def state_of(fields: RowMapping) -> FeedState:
    """Read a row of `feeds`."""
    values: Values = {str(name): value for name, value in fields.items()}
    validators = Validators(values.pop("etag"), values.pop("last_modified"))
    of_quarantine = {
        column.name.removeprefix("quarantine_"): values.pop(column.name) for column in _QUARANTINE
    }
    quarantine = Quarantine(**of_quarantine) if of_quarantine["since_at"] else None
    return FeedState(validators=validators, quarantine=quarantine, **values)


def quarantine_values(quarantine: Quarantine | None) -> Values:
    """Return the columns of `feeds` for a quarantine, or for none."""
    return {
        column.name: quarantine and getattr(quarantine, column.name.removeprefix("quarantine_"))
        for column in _QUARANTINE
    }


def state_values(state: FeedState) -> Values:
    """Return the columns of `feeds` for a state, but its link host and quarantine."""
    return {
        "feed_id": state.feed_id,
        "url": state.url,
        "etag": state.validators.etag,
        "last_modified": state.validators.last_modified,
        "polled_at": state.polled_at,
        "reached_at": state.reached_at,
        "changed_at": state.changed_at,
        "failing_since_at": state.failing_since_at,
        "failures": state.failures,
        "error": state.error,
        "next_poll_at": state.next_poll_at,
        "validators_for": state.validators_for,
    }


def entry_values(planned: PlannedEntry, first_seen: datetime) -> Values:
    """Return what an entry's row says about its newest revision."""
    published = planned.entry.published_at
    return {
        "content_hash": planned.content_hash,
        "published_at": published,
        "said_at": min(published, first_seen) if published else first_seen,
        "decision": planned.verdict.decision,
    }


def revision_values(planned: PlannedEntry, update: FeedUpdate, *, entry_id: int, number: int) -> Values:
    """Return the row of `revisions` for an entry as this update brings it."""
    entry = planned.entry
    return {
        "entry_id": entry_id,
        "number": number,
        "guid": entry.guid,
        "link": entry.link,
        "title": entry.title,
        "text": entry.text,
        "published_at": entry.published_at,
        "updated_at": entry.updated_at,
        "author": entry.author,
        "source_url": entry.source_url,
        "channel_id": entry.channel_id,
        "categories": entry.categories,
        "cut_off": entry.cut_off,
        "sha256": text_hash(entry.text),
        "hops": update.hops,
        "fetched_at": update.at,
        "links": entry.links,
        "images": entry.images,
        **page_values(planned.page),
    }


def page_values(page: PageReading | None) -> Values:
    """Return the columns of `revisions` for a reading, or for none."""
    return {column.name: page and getattr(page, column.name.removeprefix("page_")) for column in PAGE}


def text_hash(text: str) -> str:
    """Return the SHA-256 of a text as it is stored."""
    return hashlib.sha256(storable(text).encode()).hexdigest()


def verdict_values(verdict: Verdict, at: datetime) -> Values:
    """Return the columns of `verdicts` for a verdict, but those that say which revision it is on."""
    return {column.name: getattr(verdict, column.name) for column in VERDICT} | {"judged_at": at}
