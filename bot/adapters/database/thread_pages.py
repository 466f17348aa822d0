"""The pages of a statement's text in the thread under its post.

Called by `outcomes` for the page that comes next, and by what brings posts up to date for all of them, inside
their transactions. Guarantees: a page is put in once, after the one before it was made; so none is missing
and none comes twice, wherever the bot is stopped.
"""

from collections.abc import Collection
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, select

from bot.adapters.database.outbox import page_delivery, posts_of, revive, update_delivery
from bot.adapters.database.rows import Values, chunks
from bot.adapters.database.schema import deliveries
from bot.core.model import DeliveryKind, DeliveryState

_POST = select(deliveries.c.id, deliveries.c.nonce, deliveries.c.entry_id)


def next_page(connection: Connection, row: Row[Any], at: datetime) -> Values:
    """Return the page that follows a delivery: a thread's first, or the one after a page or its edit."""
    page = row
    if row.kind is DeliveryKind.EDIT:
        page = connection.execute(select(deliveries).where(deliveries.c.id == row.post_id)).one()
    if page.kind is DeliveryKind.THREAD_PAGE:
        is_post, number = deliveries.c.id == page.post_id, page.number + 1
    else:
        is_post, number = deliveries.c.message_id == page.message_id, 1
    query = _POST.where(
        is_post, deliveries.c.target == row.target, deliveries.c.kind == DeliveryKind.STATEMENT
    )
    post = connection.execute(query.limit(1)).one()
    return page_delivery(
        target=row.target,
        post_id=post.id,
        post_nonce=post.nonce,
        entry_id=post.entry_id,
        number=number,
        at=at,
    )


def reopen(connection: Connection, entry_ids: Collection[int], at: datetime) -> None:
    """Let first pages that were not needed wait once more: a later text may be more than its post quotes."""
    let_go = select(deliveries.c.id).where(
        deliveries.c.kind == DeliveryKind.THREAD_PAGE,
        deliveries.c.number == 1,
        deliveries.c.state == DeliveryState.OBSOLETE,
    )
    for some in chunks(entry_ids):
        for page_id in connection.execute(let_go.where(deliveries.c.entry_id.in_(some))).scalars().all():
            revive(connection, page_id, at)


def page_updates(
    connection: Connection, entry_ids: Collection[int], occasion: str, at: datetime
) -> list[Values]:
    """Return edits of all pages that these entries have, or are to have, on an occasion."""
    pages = posts_of(connection, DeliveryKind.THREAD_PAGE, entry_ids)
    return [update_delivery(page, occasion, at) for page in pages]
