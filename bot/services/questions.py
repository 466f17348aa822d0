"""Asks the admins what a statement means for a strike, and never answers by itself.

The poller hands over what it stored, the composer asks for the card when it is to be posted.
"""

import logging

from bot.core.escape import printable
from bot.core.model import Catalogue, Delivery, Feed, FeedUpdate, Message, Statement
from bot.core.render.question import render_question
from bot.core.strike_hints import strike_hints
from bot.core.strike_lines import addition

log = logging.getLogger(__name__)


def question_card(
    delivery: Delivery, statement: Statement, feed: Feed, catalogue: Catalogue
) -> Message | None:
    """Return the card of a question; None where the statement or feeds.yaml gives no reason for it by now."""
    for hint in strike_hints(statement, feed, catalogue.strikes, delivery.created_at):
        strike_id = hint.strike.id if hint.strike else None
        if (hint.happening, strike_id) == (delivery.happening, delivery.strike_id):
            return render_question(hint, statement, feed, addition(hint, statement, feed, catalogue))
    return None


def log_unasked(update: FeedUpdate) -> None:
    """Write into the log what nobody could be asked, for want of a review channel."""
    if update.question_targets:
        return
    for planned in update.entries:
        for question in planned.questions:
            log.warning(
                "%s: %s may tell of a strike (%s, %s); nothing was changed; if so, enter it in feeds.yaml",
                update.feed.id,
                printable(planned.entry.link or planned.entry.title),
                question.happening.value,
                question.strike_id or "one that is not in the file",
            )
