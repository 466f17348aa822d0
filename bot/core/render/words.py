"""The pieces every message is put together from: one text for Discord, the same for a terminal.

Used by the modules of `bot.core.render`. Guarantees: whatever did not come from our own source code went
through `foreign`, `quoted` or `titled`, which make it inert; no link's words name another place than its own.
"""

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Final

from bot.core.escape import clip, escape_markdown
from bot.core.hosts import LinkFault, permalink_host
from bot.core.language import _, mark, n_, tell, written_date
from bot.core.model import Block, LinkButton
from bot.core.plaintext import clean

#: Discord refuses a message whose text displays hold more than 4,000 characters; the rest is for labels.
MESSAGE_LIMIT: Final = 3_900
_URL_LIMIT: Final = 512  # Discord's, for a link button
_LABEL_LIMIT: Final = 80  # Discord's, for a button
_TITLE_LIMIT: Final = 256
_NAMES_A_PLACE: Final = re.compile(r"\w[.\u3002\uff0e\uff61]\w{2,}|://|\bwww\b|@\w", re.IGNORECASE)
_JOINERS: Final = re.compile("[\u200c\u200d\ufe00-\ufe0f]")  # invisible, and not taken out of a title
_PART: Final = re.compile(r"\{([a-z_]+)\}")
_MEMBER_ID: Final = re.compile(r"[0-9]{1,20}")
_LINKABLE: Final = re.compile(r"https://[A-Za-z0-9/._~:?#@!$&'*+,;=%-]+", re.IGNORECASE)


def own(text: str) -> Block:
    """Wrap words of ours, which hold no markup and nothing foreign."""
    return Block(text, text)


def say(words: str, /, **parts: Block | str | int) -> Block:
    """Put a sentence of ours together in the language that is spoken: ``{name}`` is replaced by its part.

    A part that is text is our own, as for `own`; what is foreign comes as a block that makes it inert.
    """
    return _filled(_(words), parts)


def say_many(one: str, many: str, n: int, /, **parts: Block | str | int) -> Block:
    """Do as `say`, in the form that goes with the number `n`, which is also the part ``{n}``."""
    return _filled(n_(one, many, n), parts)


def _filled(words: str, parts: Mapping[str, Block | str | int]) -> Block:
    pieces = _PART.split(words)  # text and names of parts in turn
    blocks = [_part(parts[piece]) if index % 2 else own(piece) for index, piece in enumerate(pieces) if piece]
    return joined(*blocks)


def _part(part: Block | str | int) -> Block:
    return part if isinstance(part, Block) else own(str(part))


def foreign(text: str, limit: int = _TITLE_LIMIT) -> Block:
    """Make words from a feed, an address or the configuration inert, on one line, clipped."""
    line = clip(" ".join(clean(text).split()), limit)
    return Block(escape_markdown(line), line)


def bold(block: Block) -> Block:
    """Set in bold on Discord."""
    return Block(f"**{block.markdown}**", block.plain)


def code(text: str) -> Block:
    """Set an identifier of ours in fixed width; it must hold no backtick."""
    return Block(f"`{text}`", text)


def struck(block: Block) -> Block:
    """Strike through what no longer holds."""
    return Block(f"~~{block.markdown}~~", tell("(withdrawn) {words}", words=block.plain))


def heading(block: Block) -> Block:
    """Set as a heading on Discord."""
    return Block(f"### {block.markdown}", block.plain)


def small(block: Block) -> Block:
    """Set one line in small print on Discord."""
    return Block(f"-# {block.markdown}", block.plain)


def quoted(text: str) -> Block:
    """Mark a union's sentence as a quotation, every line of it."""
    lines = clean(text).split("\n")
    markdown = escape_markdown(clean(text)).split("\n")
    return Block("\n".join(f"> {line}" for line in markdown), "\n".join(f"> {line}" for line in lines))


def marked(text: str, marks: Sequence[tuple[int, int]]) -> Block:
    """Make a passage inert, on one line, with spans of it set off: in bold, in square brackets on a terminal.

    Spans that are empty or overlap an earlier one are not set off.
    """
    parts: list[Block] = []
    at = 0
    for start, end in sorted(marks):
        if start < at or end <= start:
            continue
        parts += [inert(text[at:start]), _set_off(text[start:end])]
        at = end
    return joined(*parts, inert(text[at:]))


def _set_off(text: str) -> Block:
    words = inert(text)
    return Block(f"**{words.markdown.strip()}**", f"[{words.plain.strip()}]")


def inert(text: str) -> Block:
    """Make a piece of a line inert; spaces at its edges are those between words, and stay."""
    line = " ".join(f"x{clean(text)}x".split())[1:-1]
    return Block(escape_markdown(line), line)


def joined(*parts: Block | str, by: str = "") -> Block:
    """Join pieces, some of them words of our own, on one line."""
    blocks = [own(part) if isinstance(part, str) else part for part in parts]
    return Block(by.join(block.markdown for block in blocks), by.join(block.plain for block in blocks))


def stacked(lines: Iterable[Block]) -> Block:
    """Put lines under each other in one block."""
    return joined(*lines, by="\n")


def instant(at: datetime, style: str = "f") -> Block:
    """Tell an instant: on Discord in the reader's own zone (`style` f) or as a distance (R), else in UTC."""
    return Block(f"<t:{int(at.timestamp())}:{style}>", at.strftime("%Y-%m-%d %H:%M UTC"))


def written(on: date) -> str:
    """Write a date out in the language that is spoken, such as “14 July 2023”."""
    return written_date(on)


def person(by: str) -> Block:
    """Name who decided, among admins; `by` as in `Review.by`. Nobody is called by it."""
    kind, _colon, name = by.partition(":")
    if kind == "discord" and _MEMBER_ID.fullmatch(name):
        return Block(f"<@{name}>", by)
    return say("{name} (command line)", name=foreign(name, 60)) if kind == "cli" else foreign(by, 60)


def host_of(url: str | None) -> str | None:
    """Return the host an address leads to; None where that is not beyond doubt."""
    host = LinkFault("is missing") if url is None else permalink_host(url)
    return host if isinstance(host, str) else None


def titled(title: str, url: str | None) -> Block:
    """Show a title that leads to its statement, or beside the host it leads to.

    A title that looks like an address, or an address that markdown could misread, makes no link.
    """
    host = host_of(url)
    words = foreign(title or host or _("a statement without a title"))
    if host is None or url is None or not _LINKABLE.fullmatch(url) or len(url) > _URL_LIMIT:
        return words
    plain = f"{words.plain} ({url})"
    if title and _NAMES_A_PLACE.search(_as_it_looks(words.plain)):
        return Block(f"{words.markdown} ([{escape_markdown(host)}](<{url}>))", plain)
    return Block(f"[{words.markdown}](<{url}>)", plain)


def _as_it_looks(text: str) -> str:
    return _JOINERS.sub("", unicodedata.normalize("NFKC", text))


def address(url: str) -> Block:
    """Show an address that leads to itself, where markdown can't misread it; else its letters alone."""
    if host_of(url) is None or not _LINKABLE.fullmatch(url) or len(url) > _URL_LIMIT:
        return foreign(url)
    return Block(f"<{url}>", url)


def read_button(url: str | None, words: str = mark("Read it on {host}")) -> tuple[LinkButton, ...]:
    """Return a button whose label names the host it leads to; none where that is in doubt."""
    host = host_of(url)
    if host is None or url is None or len(url) > _URL_LIMIT:
        return ()
    label = tell(words, host=host)
    if len(label) > _LABEL_LIMIT:  # of a host, the end says whose it is
        label = host if len(host) <= _LABEL_LIMIT else "…" + host[1 - _LABEL_LIMIT :]
    return (LinkButton(label=label, url=url),)


def fitted(blocks: Sequence[Block], more: str = mark("…and more than fits here.")) -> tuple[Block, ...]:
    """Keep the leading blocks that fit into one message; say so where some are left out."""
    kept: list[Block] = []
    more = _(more)
    room = MESSAGE_LIMIT - len(more)
    for block in blocks:
        room -= len(block.markdown)
        if room < 0:
            return (*kept, own(more))
        kept.append(block)
    return tuple(kept)


def length(blocks: Iterable[Block]) -> int:
    """Return how many characters Discord counts."""
    return sum(len(block.markdown) for block in blocks)
