"""What counts, as conditions in SQL.

Used by the store's queries. Says the same as `Statement.is_unions_word`, of an entry's newest revision.
"""

from sqlalchemy import ColumnElement, FromClause, exists, or_

from bot.adapters.database.schema import entries, reviews
from bot.core.model import Decision, ReviewDecision


def is_unions_word(of: FromClause = entries) -> ColumnElement[bool]:
    """Hold for entries whose newest revision is direct or approved, unless they were withdrawn."""
    review = reviews.alias()
    approved = exists().where(
        review.c.entry_id == of.c.id,
        review.c.number == of.c.revision,
        review.c.decision == ReviewDecision.APPROVED,
    )
    return of.c.withdrawn_at.is_(None) & or_(of.c.decision == Decision.DIRECT, approved)


def is_undecided() -> ColumnElement[bool]:
    """Hold for entries whose newest revision is held and waits for a person."""
    review = reviews.alias()
    decided = exists().where(review.c.entry_id == entries.c.id, review.c.number == entries.c.revision)
    return (entries.c.decision == Decision.HELD) & entries.c.withdrawn_at.is_(None) & ~decided
