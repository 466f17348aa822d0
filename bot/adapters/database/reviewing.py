"""What people decide: approve or reject, withdraw, release.

Called by the store, each function inside one write transaction. Guarantees: the first decision on a
revision stands, each is in the audit, and every post it concerns is brought up to date through the
outbox.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import asdict
from typing import Any

from sqlalchemy import Connection, Row, insert, select, update

from bot.adapters.database.announcing import Held, held_cards
from bot.adapters.database.auditing import write_audit
from bot.adapters.database.conditions import QUARANTINE_RULE, has_card, is_undecided
from bot.adapters.database.corrections import paced, replies
from bot.adapters.database.groups import groups_of
from bot.adapters.database.indexing import index, unindex
from bot.adapters.database.outbox import (
    cards_of,
    posts_of,
    put_in,
    statement_delivery,
    update_delivery,
)
from bot.adapters.database.reading import held_without_card
from bot.adapters.database.rows import REVIEW, Values, quarantine_values, review_of
from bot.adapters.database.schema import entries, feeds, reviews, verdicts
from bot.adapters.database.thread_pages import page_updates, reopen
from bot.core.errors import StoreError
from bot.core.model import (
    AuditAction,
    AuditRecord,
    Decision,
    DeliveryKind,
    Review,
    ReviewDecision,
    Silence,
)


def decide(
    connection: Connection,
    review: Review,
    targets: Collection[str],
    audit: AuditRecord,
    declined: Collection[str] = (),
) -> Review:
    """Write a decision, or return the one there is; StoreError where there is nothing to decide.

    `declined` are those of the targets that don't carry the entry's topics.
    """
    earlier = _review(connection, review.entry_id, review.number)
    if earlier is not None:
        return earlier
    entry = _entry(connection, review.entry_id)
    _check(entry, review)
    connection.execute(insert(reviews), asdict(review))
    write_audit(connection, audit)
    rows = _card_updates(connection, entry, review)
    if review.decision is ReviewDecision.APPROVED:
        index(connection, [entry.id])
        rows += _approved(connection, entry, review, targets, declined)
    put_in(connection, rows)
    return review


def withdraw(connection: Connection, entry_id: int, audit: AuditRecord) -> bool:
    """Withdraw an entry with its duplicates; False where it was."""
    entry = _entry(connection, entry_id)
    if entry.withdrawn_at is not None:
        return False
    group = groups_of(connection, [entry_id])[entry_id]
    connection.execute(
        update(entries)
        .where(entries.c.id.in_(group), entries.c.withdrawn_at.is_(None))
        .values(withdrawn_at=audit.at)
    )
    unindex(connection, group)
    write_audit(connection, audit)
    posts = posts_of(connection, DeliveryKind.STATEMENT, group)
    cards = posts_of(connection, DeliveryKind.REVIEW, group)
    told = posts_of(connection, DeliveryKind.CORRECTION, group)
    rows = [update_delivery(post, "withdrawn", audit.at) for post in (*posts, *cards)]
    rows += page_updates(connection, group, "withdrawn page", audit.at)
    put_in(connection, rows + [update_delivery(reply, "withdrawn reply", audit.at) for reply in told])
    return True


def release(
    connection: Connection,
    feed_id: str,
    approve: Sequence[Review],
    targets: Collection[str],
    audit: AuditRecord,
    declined: Mapping[int, Collection[str]],
) -> bool:
    """End a feed's quarantine; False where there was none.

    `declined` are, by entry id, the targets that don't carry an entry's topics.
    """
    # The link host is forgotten: the next poll accepts the one it finds.
    ended = connection.execute(
        update(feeds)
        .where(feeds.c.feed_id == feed_id, feeds.c.quarantine_since_at.is_not(None))
        .values(link_host=None, **quarantine_values(None))
    )
    if not ended.rowcount:
        return False
    write_audit(connection, audit)
    for review in approve:
        detail = f"approved together with the release of {feed_id}"
        subject = f"entry:{review.entry_id}"
        of_review = AuditRecord(review.at, review.by, AuditAction.APPROVE, subject, detail)
        decide(connection, review, targets, of_review, declined.get(review.entry_id, ()))
    cards = cards_of(connection, DeliveryKind.QUARANTINE, feed_id)
    rows = [update_delivery(card, "released", audit.at) for card in cards]
    targets_of_cards = dict.fromkeys(card.target for card in cards)
    held = _still_held(connection, feed_id)
    put_in(connection, rows + held_cards(feed_id, held, targets_of_cards, audit.at))
    return True


def _still_held(connection: Connection, feed_id: str) -> list[Held]:
    """Return what an ended quarantine leaves to be decided, and no card shows yet, oldest first."""
    newest = (verdicts.c.entry_id == entries.c.id) & (verdicts.c.number == entries.c.revision)
    query = (
        select(entries.c.id, entries.c.key, entries.c.revision)
        .join(verdicts, newest)
        .where(entries.c.feed_id == feed_id, verdicts.c.rule == QUARANTINE_RULE, is_undecided(), ~has_card())
        .order_by(entries.c.said_at, entries.c.id)
    )
    return [Held(*row) for row in connection.execute(query)]


def _review(connection: Connection, entry_id: int, number: int) -> Review | None:
    query = select(*REVIEW).where(reviews.c.entry_id == entry_id, reviews.c.number == number)
    row = connection.execute(query).one_or_none()
    return None if row is None else review_of(row._mapping)


def _entry(connection: Connection, entry_id: int) -> Row[Any]:
    row = connection.execute(select(entries).where(entries.c.id == entry_id)).one_or_none()
    if row is None:
        raise StoreError(f"there is no entry {entry_id} in the database; nothing was changed")
    return row


def _check(entry: Row[Any], review: Review) -> None:
    if entry.revision != review.number:
        problem = f"has changed: its newest revision is {entry.revision}, not {review.number}; decide on that"
    elif entry.withdrawn_at is not None:
        problem = "was withdrawn and cannot be decided any more"
    elif entry.decision is not Decision.HELD:
        problem = f"is {entry.decision.value}, not held: there is nothing to decide"
    else:
        return
    raise StoreError(f"entry {entry.id} {problem}; nothing was changed")


def _approved(
    connection: Connection,
    entry: Row[Any],
    review: Review,
    targets: Collection[str],
    declined: Collection[str],
) -> list[Values]:
    """Return what an approval posts, and which posts there are already it brings up to date."""
    group = groups_of(connection, [entry.id])[entry.id]
    posts = posts_of(connection, DeliveryKind.STATEMENT, group)
    missing = sorted(set(targets) - set(declined) - {post.target for post in posts})
    if targets:
        silence = None if missing or posts else Silence.TOPIC
        connection.execute(update(entries).where(entries.c.id == entry.id).values(silence=silence))
    occasion = f"approved:{entry.id}:{review.number}"
    told = replies(
        posts,
        feed_id=entry.feed_id,
        key=entry.key,
        entry_id=entry.id,
        number=review.number,
        at=review.at,
    )
    updates = [update_delivery(post, occasion, review.at) for post in posts]
    updates += page_updates(connection, group, f"{occasion}:page", review.at)
    reopen(connection, group, review.at)
    return [*updates, *paced(connection, told, review.at)] + [
        statement_delivery(
            feed_id=entry.feed_id,
            key=entry.key,
            entry_id=entry.id,
            target=target,
            said_at=entry.said_at,
            at=review.at,
        )
        for target in missing
    ]


def _card_updates(connection: Connection, entry: Row[Any], review: Review) -> list[Values]:
    """Return edits of the entry's cards; for the last entry without one, of the cards that counted it."""
    # Also of a card that is still to be posted: it may just have been composed.
    cards = posts_of(connection, DeliveryKind.REVIEW, [entry.id])
    cards = [card for card in cards if card.number == review.number]
    if cards:
        return [update_delivery(card, "decided", review.at) for card in cards]
    if held_without_card(connection, entry.feed_id):
        return []
    occasion = f"decided:{entry.id}:{review.number}"
    counting = cards_of(connection, DeliveryKind.MORE_HELD, entry.feed_id)
    return [update_delivery(card, occasion, review.at) for card in counting]
