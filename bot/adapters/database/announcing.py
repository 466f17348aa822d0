"""What a poll's outcome puts into the outbox.

Called by `updates` inside its transaction, when entries are stored; `reviewing` asks for the cards of what a
quarantine held. Guarantees: putting the same outcome in again adds nothing, for every delivery is named by
what it is about.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, select

from bot.adapters.database.asking import asked_now
from bot.adapters.database.auditing import write_audit
from bot.adapters.database.conditions import QUARANTINE_RULE
from bot.adapters.database.corrections import paced, replies
from bot.adapters.database.groups import groups_of
from bot.adapters.database.outbox import (
    edit_delivery,
    more_held_delivery,
    posts_of,
    put_in,
    quarantine_delivery,
    review_delivery,
    statement_delivery,
    update_delivery,
)
from bot.adapters.database.rows import Values
from bot.adapters.database.schema import feeds
from bot.adapters.database.thread_pages import reopen
from bot.core.model import (
    AuditAction,
    AuditRecord,
    Decision,
    DeliveryKind,
    FeedUpdate,
    PlannedEntry,
    Quarantine,
)

#: So many cards come to the review channel at most when entries of one feed are held at once.
CARDS_AT_ONCE = 5


@dataclass(frozen=True, slots=True)
class Held:
    """A revision that waits for a person."""

    id: int  #: of the entry
    key: str
    number: int


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
    pages = posts_of(connection, DeliveryKind.THREAD_PAGE, members)
    said_anew = {member for one in changed if one.revised and one.number > 1 for member in groups[one.id]}
    reopen(connection, said_anew, update.at)
    cards = posts_of(connection, DeliveryKind.REVIEW, [one.id for one in changed if one.number > 1])
    rows: list[Values] = []
    followed: list[Values] = []
    for one in stored:
        group = groups.get(one.id, ())
        of_group = [post for post in posts if post.entry_id in group]
        rows += _posts(one, of_group, update)
        followed += _edits(one, of_group, update) + _replies(one, of_group, update)
        if one.revised:
            occasion = f"entry:{one.id}:{one.number}:page"
            followed += [
                update_delivery(page, occasion, update.at) for page in pages if page.entry_id in group
            ]
        rows += _overtaken(one, [card for card in cards if card.entry_id == one.id], update)
    rows += paced(connection, followed, update.at)
    raised = [(one.id, one.key, one.number, one.planned.questions) for one in changed]
    rows += asked_now(connection, update, raised, groups)
    held = _held(connection, update, stored)
    put_in(connection, rows + held_cards(update.feed.id, held, update.review_targets, update.at))


def _posts(one: Stored, of_group: Sequence[Row[Any]], update: FeedUpdate) -> list[Values]:
    # An admin may have had a copy posted since the plan was made (`posting`).
    elsewhere = {post.target for post in of_group if post.entry_id != one.id}
    said_at = min(one.planned.entry.published_at or update.at, update.at)
    return [
        statement_delivery(
            feed_id=update.feed.id,
            key=one.key,
            entry_id=one.id,
            target=target,
            said_at=said_at,
            at=update.at,
        )
        for target in one.planned.post_to
        if target not in elsewhere
    ]


def _held(connection: Connection, update: FeedUpdate, stored: Sequence[Stored]) -> list[Held]:
    """Return what this update holds and no other card speaks for."""
    held = [one for one in stored if one.revised and one.planned.verdict.decision is Decision.HELD]
    query = select(feeds.c.quarantine_since_at).where(feeds.c.feed_id == update.feed.id)
    # The quarantine may have been released while this poll was under way: then its card is closed.
    if held and connection.execute(query).scalar_one_or_none() is not None:
        held = [one for one in held if one.planned.verdict.rule != QUARANTINE_RULE]
    return [Held(one.id, one.key, one.number) for one in held]


def held_cards(feed_id: str, held: Sequence[Held], targets: Collection[str], at: datetime) -> list[Values]:
    """Return the cards of entries of one feed that are held at once, given oldest first.

    Of many only the newest have one, and one more card counts the others: the review channel is to be
    read, not scrolled through.
    """
    is_flood = len(held) > CARDS_AT_ONCE
    shown = held[1 - CARDS_AT_ONCE :] if is_flood else held
    rows = [
        review_delivery(
            feed_id=feed_id, key=one.key, entry_id=one.id, number=one.number, target=target, at=at
        )
        for one in shown
        for target in targets
    ]
    if is_flood:
        rows += [more_held_delivery(feed_id=feed_id, target=target, at=at) for target in targets]
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


def _replies(one: Stored, posts: Sequence[Row[Any]], update: FeedUpdate) -> list[Values]:
    """Return replies to the posts of an entry's group that may show other words than its new revision has.

    Whether there is anything to be told is seen when they are composed.
    """
    if not one.revised:
        return []
    shown = [post for post in posts if post.target in one.planned.edit_at]
    return replies(
        shown, feed_id=update.feed.id, key=one.key, entry_id=one.id, number=one.number, at=update.at
    )


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
