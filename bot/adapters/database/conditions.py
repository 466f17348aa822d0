"""What counts, as conditions in SQL.

Used by the store's queries. Says the same as `Statement.is_unions_word`, of an entry's newest revision.
"""

from functools import cache

from sqlalchemy import ColumnElement, FromClause, exists, or_

from bot.adapters.database.schema import deliveries, entries, feeds, reviews, verdicts
from bot.core.model import Decision, DeliveryKind, DeliveryState, ReviewDecision
from bot.core.targets import DISCORD, TERMINAL

#: The rule of entries held in a quarantine: they share the quarantine's card.
QUARANTINE_RULE = "quarantine"


@cache
def is_unions_word(of: FromClause = entries) -> ColumnElement[bool]:
    """Hold for entries whose newest revision is direct or approved, unless they were withdrawn."""
    review = reviews.alias()
    approved = exists().where(
        review.c.entry_id == of.c.id,
        review.c.number == of.c.revision,
        review.c.decision == ReviewDecision.APPROVED,
    )
    return of.c.withdrawn_at.is_(None) & or_(of.c.decision == Decision.DIRECT, approved)


def revision_counts() -> ColumnElement[bool]:
    """Hold for revisions, newest or not, that count as the union's word; joined with entries and verdicts."""
    review = reviews.alias()
    approved = exists().where(
        review.c.entry_id == verdicts.c.entry_id,
        review.c.number == verdicts.c.number,
        review.c.decision == ReviewDecision.APPROVED,
    )
    return entries.c.withdrawn_at.is_(None) & or_(verdicts.c.decision == Decision.DIRECT, approved)


@cache
def is_awaited() -> ColumnElement[bool]:
    """Hold for deliveries that somebody waits for: a terminal's only where Discord was never posted to.

    Who tries the bot in a terminal first leaves posts there that are edited no more.
    """
    other = deliveries.alias()
    # A range, unlike LIKE, is found by an index.
    in_discord = exists().where(other.c.target >= DISCORD, other.c.target < DISCORD[:-1] + ";")
    return or_(deliveries.c.target != TERMINAL, ~in_discord)


def is_undecided() -> ColumnElement[bool]:
    """Hold for entries whose newest revision is held and waits for a person."""
    review = reviews.alias()
    decided = exists().where(review.c.entry_id == entries.c.id, review.c.number == entries.c.revision)
    return (entries.c.decision == Decision.HELD) & entries.c.withdrawn_at.is_(None) & ~decided


def has_card() -> ColumnElement[bool]:
    """Hold for entries whose newest revision has, or is to have, a review card of its own."""
    return exists().where(
        deliveries.c.entry_id == entries.c.id,
        deliveries.c.number == entries.c.revision,
        deliveries.c.kind == DeliveryKind.REVIEW,
        deliveries.c.state != DeliveryState.OBSOLETE,
    )


def shares_card() -> ColumnElement[bool]:
    """Hold for entries that a quarantine holds which is in force, and so its card; joined with verdicts."""
    return exists().where(
        feeds.c.feed_id == entries.c.feed_id,
        feeds.c.quarantine_since_at.is_not(None),
        verdicts.c.rule == QUARANTINE_RULE,
    )
