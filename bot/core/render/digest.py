"""What was said while nothing could be posted: one post that links many statements.

A digest counts as the delivery of each statement it links, so none is ever left out for want of room:
`digest_parts` parts them so that each digest fits, and where their words have grown since, titles are cut
shorter before anything else.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from bot.core.escape import clip
from bot.core.model import Block, Message, MessageKind, Statement
from bot.core.render.words import (
    MESSAGE_LIMIT,
    bold,
    foreign,
    heading,
    host_of,
    instant,
    joined,
    length,
    say,
    say_many,
    stacked,
    struck,
    titled,
)

MOST_LINKED: Final = 20  #: statements in one digest
_TITLE: Final = 120
_SHORTER: Final = (_TITLE, 60, 30)
_NAME: Final = 60


@dataclass(frozen=True, slots=True)
class DigestItem:
    """A statement in a digest."""

    statement: Statement
    union_name: str | None  #: None where its feed is no longer in feeds.yaml

    @property
    def is_shown(self) -> bool:
        """Tell whether it counts as the union's word; otherwise a digest says that it was taken out."""
        return self.statement.is_unions_word and self.union_name is not None


def digest_parts(items: Sequence[DigestItem]) -> Iterator[Sequence[DigestItem]]:
    """Part statements into as many as one digest holds, in order."""
    part: list[DigestItem] = []
    for item in items:
        if len(part) == MOST_LINKED or (part and not _fits(_blocks([*part, item], _TITLE))):
            yield part
            part = []
        part.append(item)
    if part:
        yield part


def render_digest(items: Sequence[DigestItem]) -> Message:
    """Render a digest, in the order given."""
    versions = [_blocks(items, limit) for limit in _SHORTER]
    blocks = next(filter(_fits, versions), None) or _blocks(items, _SHORTER[-1], links=False)
    return Message(MessageKind.DIGEST, tuple(blocks))


def _fits(blocks: Sequence[Block]) -> bool:
    return length(blocks) <= MESSAGE_LIMIT


def _blocks(items: Sequence[DigestItem], title_limit: int, *, links: bool = True) -> list[Block]:
    said = say_many(
        "{n} statement from while nothing could be posted here",
        "{n} statements from while nothing could be posted here",
        len(items),
    )
    return [
        heading(said),
        stacked([_line(item, title_limit, links=links) for item in items]),
    ]


def _line(item: DigestItem, title_limit: int, *, links: bool) -> Block:
    statement = item.statement
    title = clip(" ".join((statement.title or statement.text).split()), title_limit)
    if not item.is_shown:
        taken = say("Withdrawn") if statement.withdrawn_at else say("No longer shown")
        return joined("• ", struck(foreign(title)), " · ", taken)
    parts = [titled(title, statement.url) if links else foreign(title)]
    parts.append(bold(foreign(item.union_name or "", _NAME if links else title_limit)))
    host = host_of(statement.url)
    parts += [foreign(host, _NAME)] if host and links else []
    parts.append(instant(statement.published_at or statement.first_seen_at))
    parts += [say("approved by an admin")] if statement.is_approved else []
    return joined("• ", joined(*parts, by=" · "))
