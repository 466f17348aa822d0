"""Show a statement's whole text, a page at a time: the answer to **Read it here**.

The text is as it is stored, quoted and not a word of it changed. The pages are those of one text: where
there is another one by the time somebody turns a page, that is said, and its first page is shown.
"""

from typing import Final

from bot.core.custom_ids import read_id
from bot.core.language import _
from bot.core.model import ActionButton, Block, Message, MessageKind, Statement
from bot.core.reading import ReadAsked, pages_of
from bot.core.render.headline import beginning_only, headline
from bot.core.render.words import quoted, read_button, say, small

_EDITION: Final = 12  #: hexadecimal digits of a text's SHA-256 that tell it from its other revisions


def edition_of(statement: Statement) -> str:
    """Return a mark of a statement's text; another text has another one."""
    return statement.sha256[:_EDITION]


def read_here_button(asked: ReadAsked) -> ActionButton:
    """Return **Read it here**."""
    return ActionButton(label=_("Read it here"), custom_id=read_id(asked))


def render_page(statement: Statement, *, union_name: str, asked: ReadAsked) -> Message:
    """Render the page that is asked for, or the last one before it.

    Raises:
        ValueError: it is not the union's word; it must not be shown as that.
    """
    if not statement.is_unions_word:
        raise ValueError(f"entry {statement.entry_id} is {statement.verdict.decision}: its text is not shown")
    edition = edition_of(statement)
    is_changed = asked.edition not in (None, edition)
    pages = pages_of(statement.text) or ((0, 0),)
    number = 0 if is_changed else min(asked.page, len(pages) - 1)
    start, end = pages[number]
    blocks = [*headline(statement, union_name), *([small(_changed())] if is_changed else [])]
    blocks += [quoted(statement.text[start:end]), small(_place(number, len(pages)))]
    if statement.cut_off and number == len(pages) - 1:
        blocks.append(beginning_only())
    turning = [(_("Back"), number - 1), (_("Next page"), number + 1)]
    turns = [
        ActionButton(label, read_id(asked.turned_to(page, edition)))
        for label, page in turning
        if 0 <= page < len(pages)
    ]
    return Message(MessageKind.STATEMENT, tuple(blocks), (*turns, *read_button(statement.url)))


def render_thread_page(statement: Statement, *, union_name: str, number: int) -> Message | None:
    """Render a page, counted from 1, as it stands in the thread under a post; None where there is none."""
    pages = pages_of(statement.text)
    if number > len(pages):
        return None
    start, end = pages[number - 1]
    above = headline(statement, union_name) if number == 1 else []
    below = [small(_place(number - 1, len(pages)))]
    below += [beginning_only()] if statement.cut_off and number == len(pages) else []
    return Message(MessageKind.STATEMENT, (*above, quoted(statement.text[start:end]), *below))


def render_page_gone(number: int) -> Message:
    """Render what is left of a page in a thread where the text has become shorter."""
    words = say("The union made this text shorter; it has no page {page} any more.", page=number)
    return Message(MessageKind.STATEMENT, (words,))


def _place(number: int, pages: int) -> Block:
    if pages == 1:
        return say("The whole text as it is kept here, word for word.")
    return say("Page {page} of {pages}, word for word as it is kept here.", page=number + 1, pages=pages)


def _changed() -> Block:
    return say("The text was changed since you opened it. This is the newest one, from its beginning.")
