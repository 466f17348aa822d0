"""How rows become the things of `bot.core.model`, and back.

Used by the store's queries alone.
"""

import hashlib
from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any, TypeVar

from sqlalchemy import Row, RowMapping, Select, select

from bot.adapters.database.columns import storable
from bot.adapters.database.schema import deliveries, entries, revisions, verdicts
from bot.core.model import (
    Delivery,
    EntryKeys,
    FeedState,
    FeedUpdate,
    KnownEntry,
    PlannedEntry,
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
)

_STATEMENT = (
    entries.c.id,
    entries.c.feed_id,
    entries.c.key,
    entries.c.first_seen_at,
    entries.c.silence,
    revisions.c.number,
    revisions.c.link,
    revisions.c.title,
    revisions.c.text,
    revisions.c.published_at,
    revisions.c.cut_off,
    revisions.c.sha256,
    revisions.c.hops,
    revisions.c.fetched_at,
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
    deliveries.c.strike_id,
    deliveries.c.on_date,
    deliveries.c.error,
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
    return select(*_STATEMENT, *VERDICT).select_from(joined)


def verdict_of(row: RowMapping) -> Verdict:
    """Read a verdict from a row that has the columns VERDICT."""
    return Verdict(**{column.name: row[column] for column in VERDICT})


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
    )


def known_of(row: Row[Any], targets: frozenset[str]) -> KnownEntry:
    """Read an entry with its current verdict; `targets` have, or are to have, its post."""
    fields = row._mapping
    return KnownEntry(
        id=fields[entries.c.id],
        key=fields[entries.c.key],
        keys=EntryKeys(fields[entries.c.guid_key], fields[entries.c.link_key], fields[entries.c.title_key]),
        content_hash=fields[entries.c.content_hash],
        published_at=fields[entries.c.published_at],
        verdict=verdict_of(fields),
        targets=targets,
    )


def delivery_of(row: Row[Any]) -> Delivery:
    """Read a row that has the columns DELIVERY, `message_id` and `post_nonce`."""
    fields: Values = {column.name: row._mapping[column] for column in DELIVERY}
    on = fields.pop("on_date")
    return Delivery(on=on, message_id=row.message_id, post_nonce=row.post_nonce, **fields)


def state_of(fields: RowMapping) -> FeedState:
    """Read a row of `feeds`."""
    values: Values = {str(name): value for name, value in fields.items()}
    validators = Validators(values.pop("etag"), values.pop("last_modified"))
    return FeedState(validators=validators, **values)


def state_values(state: FeedState) -> Values:
    """Return the columns of `feeds` for a state."""
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
        "sha256": hashlib.sha256(storable(entry.text).encode()).hexdigest(),
        "hops": update.hops,
        "fetched_at": update.at,
    }


def verdict_values(planned: PlannedEntry, update: FeedUpdate, *, entry_id: int, number: int) -> Values:
    """Return the row of `verdicts` for one revision."""
    verdict = planned.verdict
    return {
        "entry_id": entry_id,
        "number": number,
        "decision": verdict.decision,
        "rule": verdict.rule,
        "reason": verdict.reason,
        "seen": verdict.seen,
        "expected": verdict.expected,
        "ruleset": verdict.ruleset,
        "judged_at": update.at,
    }
