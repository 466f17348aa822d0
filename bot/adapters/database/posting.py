"""Putting one statement's post into the outbox because an admin asks for it, and telling where it stands.

Called by the store inside its transactions. Guarantees: a target that has a post of the statement, or of the
same statement from another of the union's sources, made or to be made, gets no second one; the audit says who
asked.
"""

from collections.abc import Mapping

from sqlalchemy import Connection, select, update

from bot.adapters.database.auditing import write_audit
from bot.adapters.database.conditions import is_unions_word
from bot.adapters.database.groups import groups_of
from bot.adapters.database.outbox import put_in, statement_delivery
from bot.adapters.database.schema import deliveries, entries, feeds
from bot.core.errors import StoreError
from bot.core.model import AuditRecord, DeliveryKind, DeliveryState, StandingPost


def standing_posts(connection: Connection, entry_id: int) -> Mapping[str, StandingPost]:
    """Return by target the post of an entry or of a duplicate of it; not those that were overtaken."""
    group = groups_of(connection, [entry_id])[entry_id]
    query = select(deliveries.c.target, deliveries.c.state, deliveries.c.message_id).where(
        deliveries.c.entry_id.in_(group),
        deliveries.c.kind == DeliveryKind.STATEMENT,
        deliveries.c.state != DeliveryState.OBSOLETE,
    )
    rows = connection.execute(query.order_by(deliveries.c.id.desc()))
    return {row.target: StandingPost(row.state, row.message_id) for row in rows}


def post_to(connection: Connection, entry_id: int, target: str, audit: AuditRecord) -> StandingPost | None:
    """Put in a post, or return the one that is there.

    StoreError where it is not the union's word, or its feed is in quarantine: both may have come about since
    it was chosen.
    """
    query = select(entries.c.feed_id, entries.c.key, entries.c.said_at)
    entry = connection.execute(query.where(entries.c.id == entry_id, is_unions_word())).one_or_none()
    if entry is None:
        raise StoreError(f"entry {entry_id} does not count as the union's word; nothing was changed")
    standing = standing_posts(connection, entry_id).get(target)
    if standing is not None:
        return standing
    since = select(feeds.c.quarantine_since_at).where(feeds.c.feed_id == entry.feed_id)
    if connection.execute(since).scalar_one_or_none() is not None:
        raise StoreError(f"{entry.feed_id} is in quarantine; nothing of it is posted until it is released")
    connection.execute(update(entries).where(entries.c.id == entry_id).values(silence=None))
    write_audit(connection, audit)
    row = statement_delivery(
        feed_id=entry.feed_id,
        key=entry.key,
        entry_id=entry_id,
        target=target,
        said_at=entry.said_at,
        at=audit.at,
    )
    put_in(connection, [row])
    return None
