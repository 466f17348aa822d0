"""CPU of a statement's words on their way to its card: mended, cleaned, summarised, rendered.

Against taking the words out of their HTML, which is done in the parser process before. Every round has other
words, so that nothing is found in a cache; they are those of the marked statements in `evaluation/summaries`.
"""

import time
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from html import escape
from itertools import count, islice
from typing import Final

from benchmarks.measure import Row, in_turn
from bot.core.cleaning import clean_text
from bot.core.mending import mend
from bot.core.model import Decision, Statement, Verdict
from bot.core.plaintext import html_to_text
from bot.core.render import render_statement
from bot.core.summarise import summarise
from evaluation.summaries import statements

ROUNDS: Final = 9
WORDS: Final = 600
CHARACTERS: Final = 200_000

_AT: Final = datetime(2026, 3, 2, 9, tzinfo=UTC)
_OWNER: Final = "Example Performers Guild"
_VERDICT: Final = Verdict(Decision.DIRECT, "own-host", "It is on the union's own site.", "", "", 1)


async def rows() -> Sequence[Row]:
    """Measure an ordinary statement and the longest there can be."""
    return [
        await _row(f"clean, summarise, render: {WORDS} words", _long_enough, "aim: below 30"),
        await _row(f"the same: {CHARACTERS:,} characters", _longest, "bounded"),
    ]


async def _row(title: str, words: "_Words", aim: str) -> Row:
    ours, theirs = count(), count()

    async def to_card() -> float:
        text = words(next(ours))
        begun = time.process_time()
        _card(text)
        return (time.process_time() - begun) * 1_000

    async def out_of_html() -> float:
        paragraphs = words(next(theirs)).split("\n")
        html = "".join(f"<p>{escape(paragraph)}</p>" for paragraph in paragraphs)
        begun = time.process_time()
        html_to_text(html)
        return (time.process_time() - begun) * 1_000

    taken, plain = await in_turn(to_card, out_of_html, ROUNDS)
    return Row(title, "ms CPU", tuple(taken), tuple(plain), f"taking them out of HTML; {aim}")


def _card(text: str) -> None:
    title = text[:60].partition("\n")[0]
    text = clean_text(mend(text), title=title, owner=_OWNER, is_direct=True, is_cut_off=False)
    statement = Statement(
        entry_id=1,
        feed_id="news",
        key="guid:1",
        url="https://www.guild.example/1",
        title=title,
        text=text,
        published_at=_AT,
        first_seen_at=_AT,
        revised_at=None,
        revision=1,
        sha256="",
        hops=("https://www.guild.example/feed",),
        fetched_at=_AT,
        verdict=_VERDICT,
    )
    summary = summarise(text, cut_off=False)
    render_statement(statement, union_name=_OWNER, summary=summary, nonce="0" * 24)


class _Words:
    """Makes texts of about one length, none like another."""

    def __init__(self, most_words: int, most_characters: int) -> None:
        self._most_words = most_words
        self._most_characters = most_characters
        self._paragraphs = [
            paragraph
            for marked in statements()
            if marked.language == "en"
            for paragraph in marked.text.split("\n\n")
        ]

    def __call__(self, number: int) -> str:
        """Return text number so and so."""
        taken: list[str] = []
        words = characters = 0
        for paragraph in self._from(number):
            if words >= self._most_words or characters + len(paragraph) > self._most_characters:
                break
            taken.append(paragraph)
            words += len(paragraph.split())
            characters += len(paragraph) + 2
        return "\n\n".join(taken)

    def _from(self, number: int) -> Iterator[str]:
        """Yield paragraphs without end, each time round with another mark."""
        start = number * 7 % len(self._paragraphs)
        for turn in count():
            for paragraph in islice(self._paragraphs, start if turn == 0 else 0, None):
                yield f"{paragraph} ({number}.{turn})"


_long_enough: Final = _Words(WORDS, CHARACTERS)
_longest: Final = _Words(CHARACTERS, CHARACTERS)
