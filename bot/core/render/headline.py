"""Whose words are these, and since when? The lines above every statement that is shown.

Used by the cards of statements and by the pages of their whole text.
"""

from datetime import datetime
from typing import Final

from bot.core.kinds import StatementKind, kind_of
from bot.core.language import _, mark
from bot.core.model import Block, Statement
from bot.core.render.words import bold, foreign, heading, host_of, instant, joined, say, small

#: A plain statement has no mark: most are.
_KINDS: Final = {
    StatementKind.NOTICE: mark("Notice"),
    StatementKind.PICKETS: mark("Picket times"),
    StatementKind.VOTE: mark("Vote"),
    StatementKind.VIDEO: mark("Video"),
}


def headline(statement: Statement, union_name: str) -> list[Block]:
    """Return a statement's title, what it is and where it is from, and what became of it there since."""
    blocks = [heading(foreign(statement.title))] if statement.title else []
    blocks.append(_source(statement, union_name))
    if statement.revised_at is not None:
        blocks.append(small(say("Updated {when}", when=instant(statement.revised_at, "R"))))
    if statement.gone_since_at is not None:
        blocks.append(small(no_longer_there(statement.gone_since_at)))
    return blocks


def no_longer_there(since_at: datetime) -> Block:
    """Say that a statement's page is gone; why, only the union could say."""
    return say(
        "No longer on the union's site since {when}. This is the text as kept here.", when=instant(since_at)
    )


def beginning_only() -> Block:
    """Say that the rest of a text was not to be had."""
    return small(say("The feed gives only the beginning; the whole statement is on the union's page."))


def _source(statement: Statement, union_name: str) -> Block:
    kind = _KINDS.get(kind_of(statement))
    host = host_of(statement.url)
    union = bold(foreign(union_name, 100))
    by_person = say("From {union}, approved by an admin", union=union)
    parts: list[Block | str] = [_(kind)] if kind else []
    parts.append(by_person if statement.is_approved else say("Straight from {union}", union=union))
    parts += [foreign(host)] if host else []
    return joined(*parts, _when(statement), by=" · ")


def _when(statement: Statement) -> Block:
    if statement.published_at is not None:
        return instant(statement.published_at)
    return say("first seen {when}", when=instant(statement.first_seen_at))
