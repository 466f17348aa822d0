"""How is a long text read in pages? Spans of the text itself, parted where a reader would pause.

Called by `bot.core.render.fulltext`. Guarantees: the pages in order hold every word of the text, as it
stands, and none twice; each fits one message however much of it has to be escaped; a page ends with a
paragraph, else with a sentence, a line, a word, and within a word only where that is longer than a page. Time
grows with the length of the text alone.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from bot.core.escape import escape_markdown, joins
from bot.core.sentences import split_sentences

PAGE_LIMIT: Final = 2_000  #: of what Discord counts, markup included: about two screens of a phone
_PARAGRAPH_FROM: Final = 0.4  # of a page; a paragraph that ends earlier leaves too much of it empty
_SENTENCE_FROM: Final = 0.25


@dataclass(frozen=True, slots=True)
class ReadAsked:
    """Which page of which text: of the post that carries `nonce`, or of a stored entry."""

    nonce: str | None
    entry_id: int | None
    page: int = 0  #: counted from 0
    edition: str | None = None  #: of the text whose page it is; None: whichever is the newest

    def turned_to(self, page: int, edition: str) -> "ReadAsked":
        """Return the same for another page of a text."""
        return ReadAsked(self.nonce, self.entry_id, page, edition)


@lru_cache(maxsize=8)  # somebody reads on
def pages_of(text: str) -> Sequence[tuple[int, int]]:
    """Return where each page begins and ends; none of a text without words."""
    pages: list[tuple[int, int]] = []
    at = _behind_space(text, 0)
    while at < len(text):
        reach = _reach(text, at)
        end = len(text) if reach == len(text) else _pause(text, at, reach)
        pages.append((at, at + len(text[at:end].rstrip())))
        at = _behind_space(text, end)
    return tuple(pages)


def _behind_space(text: str, at: int) -> int:
    while at < len(text) and text[at].isspace():
        at += 1
    return at


def _reach(text: str, at: int) -> int:
    """Return how far a page that begins here can go."""
    end = min(at + PAGE_LIMIT, len(text))
    while (taken := _cost(text[at:end])) > PAGE_LIMIT:
        end = at + (end - at) * PAGE_LIMIT // taken
    return end


def _cost(text: str) -> int:
    """Return what Discord may count of a quotation at most: UTF-16 units are never fewer."""
    markdown = escape_markdown(text)
    marks = len("> ") * (markdown.count("\n") + 1)
    return len(markdown.encode("utf-16-le", "surrogatepass")) // 2 + marks


def _pause(text: str, at: int, reach: int) -> int:
    """Return where to end a page that could go as far as `reach`."""
    room = reach - at
    paragraph = text.rfind("\n\n", at + int(room * _PARAGRAPH_FROM), reach + 2)
    if paragraph >= 0:
        return paragraph
    # Of the piece alone, the last sentence may be half of one.
    ends = [at + sentence.end for sentence in split_sentences(text[at:reach])][:-1]
    if ends and ends[-1] - at >= room * _SENTENCE_FROM:
        return ends[-1]
    for gap in ("\n", " "):
        if (found := text.rfind(gap, at + 1, reach + 1)) >= 0:
            return found
    return _between_letters(text, at, reach)


def _between_letters(text: str, at: int, end: int) -> int:
    """Return where a word that is longer than a page can be parted: never inside an accent or emoji."""
    part = end
    while part > at + 1 and (joins(text[part]) or text[part - 1] == "\u200d"):
        part -= 1
    return part if part > at + 1 else end
