"""What is it about? The topics of a statement, by the words that admins wrote for each.

The poller asks to decide which channels get a statement (`bot.core.choosing`), the answers to members for
``/latest topic:`` and for the latest words on the talks. Guarantees: whole words alone count, capitals and
accents don't; the time grows with the length of the text, whatever it holds and however many words there are.
Nothing is inferred: a topic says what a statement speaks about, never how things stand.

A statement is on a topic if one of the topic's words stands in its title or in the first 300 characters of
its text, or if two stand in the text at least 300 characters apart. So a single mention further down, as in
the paragraph about the union under every press release, makes no topic.
"""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from bot.core.model import Statement, Topic, TopicWord
from bot.core.sentences import Sentence, is_finished
from bot.core.summarise import quotable

OPENING: Final = 300  #: characters of a text in which one word is enough
APART: Final = 300  #: characters between two words further down

#: A word, or an address, whose parts are no words.
_WORD: Final = re.compile("(?:https?://|www\\.)\\S+|((?:[^\\W_]|[\u0300-\u036f])+)")
#: What may stand between the words of a phrase.
_BETWEEN: Final = frozenset("-‐‑‒–—'’/\n\t\xa0 ")
_WIDEST_GAP: Final = 3

_QUOTES: Final = re.compile('["“”„«»]')


@dataclass(frozen=True, slots=True)
class Hit:
    """One of a topic's words in a text."""

    topic_id: str
    start: int
    end: int
    word: str  #: as the topic has it, folded


class _Node:
    """What may follow the words of a phrase that have been read so far."""

    def __init__(self) -> None:
        self.ends: dict[
            tuple[str, str], None
        ] = {}  # topics' ids and phrases that are complete here, in order
        self._whole: dict[str, _Node] = {}
        self._begun: dict[str, _Node] = {}
        self._lengths: list[int] = []  # of the beginnings

    @property
    def goes_on(self) -> bool:
        return bool(self._whole or self._begun)

    def grow(self, word: str) -> "_Node":
        """Return the node behind a word of a phrase, made where there is none yet."""
        known = self._begun if word.endswith("*") else self._whole
        node = known.setdefault(word.removesuffix("*"), _Node())
        self._lengths = sorted({len(begun) for begun in self._begun})
        return node

    def after(self, folded: str) -> "Iterator[_Node]":
        if node := self._whole.get(folded):
            yield node
        for length in self._lengths:
            if length > len(folded):
                break
            if node := self._begun.get(folded[:length]):
                yield node


class TopicFinder:
    """Finds a union's topics in texts; made once for each union."""

    def __init__(self, topics: Sequence[Topic]) -> None:
        self.ids = tuple(topic.id for topic in topics)
        self._root = _Node()
        for topic in topics:
            for phrase in map(words_of, topic.words):
                node = self._root
                for word in phrase:
                    node = node.grow(word)
                node.ends |= {(topic.id, " ".join(phrase)): None} if phrase else {}

    def topics_of(self, title: str, text: str) -> tuple[str, ...]:
        """Return the ids of the topics a statement is on, in the order of feeds.yaml."""
        found = {hit.topic_id for hit in self.hits(title)}
        first: dict[str, int] = {}
        for hit in self.hits(text):
            if len(found) == len(self.ids):
                break
            at = first.setdefault(hit.topic_id, hit.start)
            if hit.start < OPENING or hit.start - at >= APART:
                found.add(hit.topic_id)
        return tuple(topic_id for topic_id in self.ids if topic_id in found)

    def hits(self, text: str) -> Iterator[Hit]:
        """Yield the topics' words in a text, in order of where they end."""
        open_at: list[tuple[_Node, int]] = []  # phrases that have begun, and where
        end = 0
        for match in _WORD.finditer(text):
            if open_at and (match[1] is None or not _is_gap(text[end : match.start()])):
                open_at = []
            if match[1] is None:
                continue
            folded, end = fold(match[1]), match.end()
            found = [
                (following, start)
                for node, start in [*open_at, (self._root, match.start())]
                for following in node.after(folded)
            ]
            for node, start in found:
                yield from (Hit(topic_id, start, end, phrase) for topic_id, phrase in node.ends)
            open_at = [(node, start) for node, start in found if node.goes_on]


def fold(word: str) -> str:
    """Return a word without capitals and accents."""
    if word.isascii():
        return word.lower()
    parted = unicodedata.normalize("NFKD", word.casefold())
    return "".join(char for char in parted if not unicodedata.combining(char)).casefold()


def words_of(written: str) -> tuple[str, ...]:
    """Return the words of a topic's word or phrase, folded, each with its ``*`` if it has one."""
    return tuple(
        folded + ("*" if written[match.end() : match.end() + 1] == "*" else "")
        for match in _WORD.finditer(written)
        if (folded := fold(match[1] or ""))
    )


def _is_gap(between: str) -> bool:
    return len(between) <= _WIDEST_GAP and _BETWEEN.issuperset(between) and "\n\n" not in between


# --- the latest words on a topic ------------------------------------------------------------------


def latest_on(finder: TopicFinder, topic_id: str, statements: Sequence[Statement]) -> TopicWord | None:
    """Return the newest words on a topic among statements of one union, given newest first."""
    for since, statement in enumerate(statements):
        if topic_id in finder.topics_of(statement.title, statement.text):
            return TopicWord(statement, _sentence_on(finder, topic_id, statement), since)
    return None


def _sentence_on(finder: TopicFinder, topic_id: str, statement: Statement) -> str | None:
    """Return the sentence with the most different words of a topic, of several the first.

    One that does not end as a sentence does, such as a post of a few words, only where there is no other.
    """
    hits = [hit for hit in finder.hits(statement.text) if hit.topic_id == topic_id]
    if not hits:
        return None
    sentences = filter(_is_whole, quotable(statement.text, cut_off=statement.cut_off))
    ranks = {sentence: _rank(sentence, hits) for sentence in sentences}
    best = max((one for one in ranks if ranks[one][1]), key=ranks.__getitem__, default=None)
    return best.text if best else None


def _rank(sentence: Sentence, hits: Sequence[Hit]) -> tuple[bool, int]:
    words = {hit.word for hit in hits if sentence.start <= hit.start and hit.end <= sentence.end}
    return sentence.is_whole, len(words)


def _is_whole(sentence: Sentence) -> bool:
    """Tell whether a sentence is whole, or unfinished without a quotation that it may tear."""
    return sentence.is_whole or not (is_finished(sentence.text) or _QUOTES.search(sentence.text))
