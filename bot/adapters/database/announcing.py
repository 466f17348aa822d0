"""What a poll's outcome puts into the outbox.

Called by `updates` inside its transaction, when entries are stored. Guarantees: putting the same
outcome in again adds nothing, for every delivery is named by what it is about.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Row

from bot.adapters.database.auditing import write_audit
from bot.adapters.database.groups import groups_of
from bot.adapters.database.outbox import (
    edit_delivery,
    posts_of,
    put_in,
    quarantine_delivery,
    review_delivery,
    statement_delivery,
    update_delivery,
)
from bot.adapters.database.rows import Values
from bot.core.model import (
    AuditAction,
    AuditRecord,
    Decision,
    DeliveryKind,
    FeedUpdate,
    PlannedEntry,
    Quarantine,
)

#: The rule of entries held in a quarantine: they share the quarantine's card.
QUARANTINE_RULE = "quarantine"


@dataclass(frozen=True, slots=True)
class Stored:
    """A planned entry and the row it has."""

    planned: PlannedEntry
    id: int
    key: str  #: as first stored, whatever its keys are by now
    number: int  #: of its newest revision
    revised: bool  #: that revision came with this update


def announce(connection: Connection, update: FeedUpdate, stored: Sequence[Stored]) -> None:
    """Put in what is to be posted and brought up to date, in order of the entries."""
    changed = [one for one in stored if one.revised or one.planned.edit_at]
    groups = groups_of(connection, [one.id for one in changed])
    members = {member for group in groups.values() for member in group}
    posts = posts_of(connection, DeliveryKind.STATEMENT, members)
    cards = posts_of(connection, DeliveryKind.REVIEW, [one.id for one in changed if one.number > 1])
    rows: list[Values] = []
    for one in stored:
        group = groups.get(one.id, ())
        rows += _posts(one, update)
        rows += _edits(one, [post for post in posts if post.entry_id in group], update)
        rows += _overtaken(one, [card for card in cards if card.entry_id == one.id], update)
    put_in(connection, rows)


def _posts(one: Stored, update: FeedUpdate) -> list[Values]:
    feed_id, at, verdict = update.feed.id, update.at, one.planned.verdict
    rows = [
        statement_delivery(feed_id=feed_id, key=one.key, entry_id=one.id, target=target, at=at)
        for target in one.planned.post_to
    ]
    if one.revised and verdict.decision is Decision.HELD and verdict.rule != QUARANTINE_RULE:
        rows += [
            review_delivery(
                feed_id=feed_id, key=one.key, entry_id=one.id, number=one.number, target=target, at=at
            )
            for target in update.review_targets
        ]
    return rows


def _edits(one: Stored, posts: Sequence[Row[Any]], update: FeedUpdate) -> list[Values]:
    """Return edits of the posts of an entry's group.

    Those of the entry itself where the plan asks for it; those of the others whenever the entry has a
    new revision, for they show its link, or even its text.
    """
    rows = []
    for post in posts:
        if post.entry_id != one.id and one.revised:
            rows.append(update_delivery(post, f"entry:{one.id}:{one.number}", update.at))
        elif post.entry_id == one.id and post.target in one.planned.edit_at:
            rows.append(
                edit_delivery(feed_id=update.feed.id, key=one.key, post=post, number=one.number, at=update.at)
            )
    return rows


def _overtaken(one: Stored, cards: Sequence[Row[Any]], update: FeedUpdate) -> list[Values]:
    """Return edits of the review cards of an entry's earlier revisions: they can be decided no more."""
    return [
        update_delivery(card, f"overtaken:{one.number}", update.at)
        for card in cards
        if one.revised and card.number < one.number
    ]


def announce_quarantine(connection: Connection, update: FeedUpdate, quarantine: Quarantine) -> None:
    """Tell the admins, once, and the audit."""
    feed_id, since_at = update.feed.id, quarantine.since_at
    detail = f"{quarantine.sign.value}: {quarantine.seen} was seen, {quarantine.expected} was expected"
    write_audit(
        connection,
        AuditRecord(
            at=since_at, by="bot", action=AuditAction.QUARANTINE, subject=f"feed:{feed_id}", detail=detail
        ),
    )
    rows = [
        quarantine_delivery(feed_id=feed_id, since_at=since_at, target=target, at=update.at)
        for target in update.review_targets
    ]
    put_in(connection, rows)
