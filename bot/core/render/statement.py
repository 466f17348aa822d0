"""Show a statement as a post.

The card quotes whole sentences of the union and adds where they are from. What neither the rules nor a
person took for the union's word has no card; what was withdrawn keeps its card without its words.
"""

from datetime import datetime
from typing import Final

from bot.core.custom_ids import changed_id, how_id, receipt_id
from bot.core.language import _, mark
from bot.core.model import ActionButton, Block, LinkButton, Message, MessageKind, Statement, Summary
from bot.core.reasons import retold
from bot.core.render.words import (
    MESSAGE_LIMIT,
    bold,
    foreign,
    heading,
    host_of,
    instant,
    joined,
    length,
    quoted,
    read_button,
    say,
    small,
    struck,
)

_ALSO_SHOWN: Final = 2  #: links to the union's other places; one row holds five buttons


def render_statement(
    statement: Statement, *, union_name: str, summary: Summary, nonce: str | None
) -> Message:
    """Render the post of a statement that is direct or was approved; without a nonce, an answer like it.

    Raises:
        ValueError: it is not the union's word; it must not be shown as that.
    """
    if not statement.is_unions_word:
        raise ValueError(
            f"entry {statement.entry_id} is {statement.verdict.decision}: only the union's word is posted"
        )
    above = _above(statement, union_name)
    below = [_beginning_only()] if statement.cut_off else []
    below += [small(approval(statement))] if statement.is_approved else []
    link = read_button(statement.url)
    quotes = [quoted(sentence) for sentence in summary.sentences(statement.text)]
    while quotes and length([*above, *quotes, *below]) > MESSAGE_LIMIT:
        quotes.pop()  # a whole sentence less, never half of one
    if not quotes and link:
        quotes = [_read_it(statement)]
    links = (*link, *_also(statement))
    how = how_button(receipt_id(statement.entry_id) if nonce is None else how_id(nonce))
    changed = () if nonce is None or statement.revised_at is None else (what_changed(nonce),)
    return Message(MessageKind.STATEMENT, (*above, *quotes, *below), (*links, how, *changed))


def render_withdrawn(statement: Statement, *, union_name: str, nonce: str) -> Message:
    """Render what is left of the post of a statement that was withdrawn: struck, saying so, without words.

    Raises:
        ValueError: it was not withdrawn.
    """
    if statement.withdrawn_at is None:
        raise ValueError(f"entry {statement.entry_id} was not withdrawn")
    blocks = [heading(struck(foreign(statement.title or _("A statement without a title"))))]
    blocks.append(joined(bold(say("Withdrawn")), " · ", instant(statement.withdrawn_at)))
    blocks.append(
        say(
            "An admin found that this should not have been posted as the word of {union}. Its text was taken "
            "away, and it counts as the union's word no more.",
            union=foreign(union_name, 100),
        )
    )
    return Message(MessageKind.STATEMENT, tuple(blocks), (how_button(how_id(nonce)),))


def approval(statement: Statement) -> Block:
    """Say, without naming anybody, that a person approved it and why it was held."""
    reason = foreign(retold(statement.verdict.reason) or _("no reason is recorded"), 300)
    return say("An admin approved this. The rules had held it: {reason}", reason=reason)


def what_changed(nonce: str) -> ActionButton:
    """Return **What changed?** for the post that carries `nonce`."""
    return ActionButton(label=_("What changed?"), custom_id=changed_id(nonce))


def how_button(custom_id: str) -> ActionButton:
    """Return **How do we know?**."""
    return ActionButton(label=_("How do we know?"), custom_id=custom_id)


def _read_it(statement: Statement) -> Block:
    if statement.is_approved:
        return say("Read it where it stands.")
    return say("Read it on the union's own page.")


def _also(statement: Statement) -> list[LinkButton]:
    urls = dict.fromkeys(also.url for also in statement.also_at if also.url != statement.url)
    return [button for url in urls for button in read_button(url, mark("Also on {host}"))][:_ALSO_SHOWN]


def _above(statement: Statement, union_name: str) -> list[Block]:
    host = host_of(statement.url)
    union = bold(foreign(union_name, 100))
    by_person = say("From {union}, approved by an admin", union=union)
    parts = [by_person if statement.is_approved else say("Straight from {union}", union=union)]
    parts += [foreign(host)] if host else []
    parts.append(_when(statement))
    blocks = [heading(foreign(statement.title))] if statement.title else []
    blocks.append(joined(*parts, by=" · "))
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


def _when(statement: Statement) -> Block:
    if statement.published_at is not None:
        return instant(statement.published_at)
    return say("first seen {when}", when=instant(statement.first_seen_at))


def _beginning_only() -> Block:
    return small(say("The feed gives only the beginning; the whole statement is on the union's page."))
