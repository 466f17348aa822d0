"""A statement's whole text in the thread under its post, a page a delivery.

The composer asks what a page looks like now, the courier which thread it stands in. A page is put into the
outbox when the one before it was made, and one that there is not lets itself go; so the text is whole
wherever the bot is stopped. A later text changes the pages in place.
"""

from dataclasses import replace

from bot.core.custom_ids import is_read_id
from bot.core.language import _
from bot.core.model import Catalogue, Delivery, DeliveryKind, Feed, Message, Statement
from bot.core.render import render_page_gone, render_thread_page, render_withdrawn, with_receipt
from bot.core.targets import own_host_feeds
from bot.ports import Store
from bot.services.cards import statement_card
from bot.services.obsolete import Obsolete


def thread_of(delivery: Delivery) -> str | None:
    """Return the id of the thread in which a page stands, or is to stand; None for any other delivery."""
    if delivery.kind is not DeliveryKind.THREAD_PAGE:
        return None
    # A thread has the id of the message it was begun under; a forum's post is recorded by its thread's.
    return (delivery.message_id or "").partition("/")[0]


async def thread_page(
    delivery: Delivery, entry_id: int, store: Store, catalogue: Catalogue
) -> Message | Obsolete:
    """Return what a page looks like by the newest words that count, or why there is none to be made."""
    posted = await store.statement(entry_id)
    feed = next((feed for feed in catalogue.feeds if feed.id == posted.feed_id), None)
    nonce = delivery.post_nonce if delivery.kind is DeliveryKind.EDIT else None
    if posted.withdrawn_at is not None:
        return _withdrawn(delivery, posted, feed, nonce or delivery.nonce)
    statement = await store.statement_to_show(entry_id, own_host_feeds(catalogue))
    if feed is None or not statement.is_unions_word:
        return Obsolete("its text no longer counts as the union's word, or its feed is no longer followed")
    page = _page(delivery, statement, feed)
    return page if isinstance(page, Obsolete) else _in_thread(delivery, page, nonce or delivery.nonce)


def _withdrawn(delivery: Delivery, posted: Statement, feed: Feed | None, nonce: str) -> Message | Obsolete:
    if delivery.kind is DeliveryKind.THREAD_PAGE and delivery.attempted_at is None:
        return Obsolete("the statement was withdrawn before this page was posted")
    name = feed.union_name if feed else _("the union")
    struck = render_withdrawn(posted, union_name=name, nonce=nonce)
    return _in_thread(delivery, struck, None)


def _page(delivery: Delivery, statement: Statement, feed: Feed) -> Message | Obsolete:
    number, is_edit = delivery.number or 1, delivery.kind is DeliveryKind.EDIT
    if number == 1 and not is_edit and _is_quoted_whole(statement, feed):
        return Obsolete("the post itself quotes the whole text")
    page = render_thread_page(statement, union_name=feed.union_name, number=number)
    if page is None and not is_edit:
        return Obsolete(f"its text has no page {number}")
    return page or render_page_gone(number)


def _is_quoted_whole(statement: Statement, feed: Feed) -> bool:
    card = statement_card(statement, feed, nonce=None)
    return not any(is_read_id(getattr(button, "custom_id", "")) for button in card.buttons)


def _in_thread(delivery: Delivery, message: Message, nonce: str | None) -> Message:
    shown = message if nonce is None else with_receipt(message, nonce)
    return replace(shown, in_thread=thread_of(delivery))
