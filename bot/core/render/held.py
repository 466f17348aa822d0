"""What waits for a decision: the cards of ``/held``, newest first, with the buttons of their review cards.

Shorter than a review card, and as careful: whatever came from a feed is text that leads nowhere.
"""

from collections.abc import Sequence
from typing import Final

from bot.core.custom_ids import held_id, receipt_id
from bot.core.escape import clip
from bot.core.language import _
from bot.core.model import ActionButton, Block, Feed, Message, MessageKind, Statement
from bot.core.reasons import retold
from bot.core.render.review import review_buttons
from bot.core.render.rules import named_rule
from bot.core.render.statement import how_button
from bot.core.render.words import (
    bold,
    foreign,
    heading,
    instant,
    joined,
    quoted,
    say,
    say_many,
    small,
    stacked,
)

HELD_A_PAGE: Final = 3
_BEGINNING: Final = 240  #: characters of a text


def render_held_number(number: int) -> Message:
    """Render what stands above a page: how many entries wait."""
    if not number:
        words = say("Nothing waits for a decision.")
        return Message(MessageKind.ANSWER, (words,))
    title = heading(say("Held for a person"))
    waiting = say_many(
        "{n} entry waits for a decision.",
        "{n} entries wait for a decision, the newest first.",
        number,
    )
    return Message(MessageKind.ANSWER, (title, waiting))


def render_held(statement: Statement, feed: Feed | None) -> Message:
    """Render one held entry, with its buttons."""
    verdict = statement.verdict
    whose = foreign(feed.union_name, 100) if feed else say("no longer in feeds.yaml")
    held = [
        bold(foreign(statement.title or _("an entry without a title"), 150)),
        joined(foreign(statement.feed_id), " · ", whose, " · ", instant(statement.fetched_at, "R")),
        say("Address: {address}", address=foreign(statement.url or _("none"), 150)),
    ]
    why = [
        bold(foreign(retold(verdict.reason), 200)),
        small(say("Rule: {rule}", rule=named_rule(verdict.rule))),
        small(say("Seen: {seen}", seen=foreign(verdict.seen or _("nothing"), 100))),
    ]
    text: list[Block] = [quoted(clip(statement.text, _BEGINNING))] if statement.text else []
    buttons = (*review_buttons(statement, feed), how_button(receipt_id(statement.entry_id)))
    return Message(MessageKind.REVIEW, (stacked(held), stacked(why), *text), buttons)


def turning_held(shown: Sequence[Statement], *, has_newer: bool, has_older: bool) -> tuple[ActionButton, ...]:
    """Return the buttons to what is newer and older than what is shown, which is newest first."""
    buttons = []
    if shown and has_newer:
        buttons.append(ActionButton(_("◀ Newer"), held_id("newer", shown[0].entry_id)))
    if shown and has_older:
        buttons.append(ActionButton(_("Older ▶"), held_id("older", shown[-1].entry_id)))
    return tuple(buttons)
