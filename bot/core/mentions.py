"""Whom does a statement's post call? Nobody, unless feeds.yaml names a role and the statement is news.

Called by the composer. Guarantees: at most the one role that the channel configures, and never for what was
said before the channel followed, or too long ago to be news.
"""

from datetime import datetime, timedelta
from typing import Final

from bot.core.model import Channel, Statement

#: What was said longer ago is catching up, not news.
NEWS_FOR: Final = timedelta(hours=1)


def role_called(
    channel: Channel, statement: Statement, *, follows_since: datetime | None, now: datetime
) -> int | None:
    """Return the role that the statement's post in this channel calls; None: nobody.

    `follows_since` is the instant from which the channel follows the statement's feed.
    """
    mention = channel.mention
    if mention is None or follows_since is None:
        return None
    said_at = min(statement.published_at or statement.first_seen_at, statement.first_seen_at)
    if said_at <= follows_since or now - said_at > NEWS_FOR:
        return None
    categories = {category.casefold() for category in statement.categories}
    return mention.role_id if categories & mention.categories else None
