"""Show what a search over the union's statements found: the answer to ``/search``, a page at a time.

Best first, each with the words that were looked for in bold. Buttons lead to the pages before and after.
"""

from collections.abc import Mapping
from dataclasses import replace
from typing import Final

from bot.core.custom_ids import page_id
from bot.core.language import _, mark
from bot.core.model import ActionButton, Block, Message, MessageKind
from bot.core.render.words import (
    bold,
    fitted,
    foreign,
    heading,
    instant,
    joined,
    marked,
    own,
    say,
    say_many,
    small,
    stacked,
    titled,
)
from bot.core.search import SearchAsked, SearchHit, SearchPage

PAGE_SIZE: Final = 5

_NOTHING: Final = mark(
    "No statement stored here has these words. That does not say that the union never used them."
)
_NO_FURTHER: Final = mark("There is nothing further.")
_NO_BUTTONS: Final = mark("These words are too long for buttons to further pages; look for fewer of them.")


def render_search(
    page: SearchPage, asked: SearchAsked, *, union_name: str | None, union_names: Mapping[str, str]
) -> Message:
    """Render one page of what was found.

    `union_name` is that of the union which was asked for, `union_names` those of the hits, by feed id.
    """
    blocks = [heading(say("Statements with “{words}”", words=foreign(asked.words, 100)))]
    if not page.hits:
        words = say(_NO_FURTHER if asked.page else _NOTHING)
        blocks.append(joined(words, *_conditions(asked, union_name), by=" "))
        return Message(MessageKind.ANSWER, tuple(blocks), _turning(page, asked))
    blocks.append(joined(_extent(page, asked), *_conditions(asked, union_name), by=" "))
    blocks += [_hit(hit, union_names.get(hit.feed_id, hit.feed_id)) for hit in page.hits]
    buttons = _turning(page, asked)
    if not buttons and page.total > PAGE_SIZE:
        blocks.append(small(say(_NO_BUTTONS)))
    return Message(MessageKind.ANSWER, fitted(blocks), buttons)


def _extent(page: SearchPage, asked: SearchAsked) -> Block:
    """Say how many statements have the words, and which of them are shown."""
    if page.total <= len(page.hits):
        return say_many("{n} statement, best first.", "{n} statements, best first.", page.total)
    first = asked.page * PAGE_SIZE + 1
    last = first + len(page.hits) - 1
    shown = say("{first} to {last}", first=first, last=last) if last > first else own(str(last))
    if page.is_total_exact:
        return say_many(
            "{n} statement, best first: {shown}.",
            "{n} statements, best first: {shown}.",
            page.total,
            shown=shown,
        )
    return say("More than {n} statements, best first: {shown}.", n=page.total, shown=shown)


def _conditions(asked: SearchAsked, union_name: str | None) -> list[Block]:
    conditions = []
    if union_name is not None:
        conditions.append(say("Of {union}.", union=foreign(union_name, 100)))
    if asked.days is not None:
        conditions.append(say_many("Of the last {n} day.", "Of the last {n} days.", asked.days))
    return conditions


def _hit(hit: SearchHit, union_name: str) -> Block:
    date = instant(hit.published_at or hit.first_seen_at, "D")
    parts = [bold(titled(hit.title, hit.url)), foreign(union_name, 100), date]
    parts += [say("approved by an admin")] if hit.is_approved else []
    lines = [joined(*parts, by=" · ")]
    if hit.excerpt.text:
        lines.append(joined("> ", marked(hit.excerpt.text, hit.excerpt.highlights)))
    return stacked(lines)


def _turning(page: SearchPage, asked: SearchAsked) -> tuple[ActionButton, ...]:
    """Return the buttons to the pages before and after."""
    before = replace(asked, page=asked.page - 1) if asked.page else None
    after = replace(asked, page=asked.page + 1) if (asked.page + 1) * PAGE_SIZE < page.total else None
    ids = [
        (label, turned and page_id(turned)) for label, turned in ((_("◀ Back"), before), (_("More ▶"), after))
    ]
    return tuple(ActionButton(label, custom_id) for label, custom_id in ids if custom_id)
