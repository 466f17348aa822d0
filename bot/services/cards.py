"""A statement's card, wherever it is shown: in a post or as an answer.

The composer and the answers ask here. Where what was chosen to be quoted is not made of whole sentences, the
statement is shown without a quotation, and the log says so: that is a fault of ours.
"""

import logging

from bot.core.errors import NotVerbatim
from bot.core.kinds import StatementKind, kind_of
from bot.core.model import Feed, Message, Statement, Summary
from bot.core.render import render_statement
from bot.core.schedules import with_whole_list
from bot.core.summarise import summarise

log = logging.getLogger(__name__)


def statement_card(statement: Statement, feed: Feed, *, nonce: str | None) -> Message:
    """Return the card of a statement that counts as the union's word; without a nonce, an answer like it."""
    summary = summarise(statement.text, cut_off=statement.cut_off)
    if kind_of(statement) is StatementKind.PICKETS and not statement.cut_off:
        summary = with_whole_list(summary, statement.text)
    try:
        return _card(statement, feed, summary, nonce)
    except NotVerbatim:
        log.exception("entry %d is shown without a quotation; please report this", statement.entry_id)
        return _card(statement, feed, Summary(()), nonce)


def _card(statement: Statement, feed: Feed, summary: Summary, nonce: str | None) -> Message:
    return render_statement(
        statement, union_name=feed.union_name, summary=summary, nonce=nonce, hosts=feed.hosts
    )
