"""Pausing a feed: an admin wants it not to be asked for a while.

Called by the store, each function inside one write transaction. A poll under way neither ends a pause nor
begins one: what it writes of the feed leaves the pause alone (`states`). When the feed is to be asked next
stays as it was, so that the time without contact is told of afterwards, as of any other gap (`gaps`).
"""

from datetime import datetime

from sqlalchemy import Connection, insert, select, update

from bot.adapters.database.auditing import write_audit
from bot.adapters.database.rows import state_values
from bot.adapters.database.schema import feeds
from bot.core.model import AuditRecord, FeedState


def pause_feed(connection: Connection, feed_id: str, audit: AuditRecord) -> datetime | None:
    """Pause a feed, asked before or not; return since when it was paused already, if it was."""
    query = select(feeds.c.feed_id, feeds.c.paused_at).where(feeds.c.feed_id == feed_id)
    row = connection.execute(query).one_or_none()
    if row is None:
        connection.execute(insert(feeds), state_values(FeedState(feed_id)))
    elif row.paused_at is not None:
        return row.paused_at  # type: ignore[no-any-return]
    connection.execute(update(feeds).where(feeds.c.feed_id == feed_id).values(paused_at=audit.at))
    write_audit(connection, audit)
    return None


def resume_feed(connection: Connection, feed_id: str, audit: AuditRecord) -> bool:
    """End a feed's pause; False where there was none."""
    is_paused = (feeds.c.feed_id == feed_id) & feeds.c.paused_at.is_not(None)
    resumed = connection.execute(update(feeds).where(is_paused).values(paused_at=None))
    if resumed.rowcount:
        write_audit(connection, audit)
    return bool(resumed.rowcount)
