"""CPU of judging entries, against parsing the same ones: the benchmark's feeds, and the labelled set's.

Parsing is what a poll has done for it: in the parser's process, its answer read back. Judging is `judge`
alone, on the entries that this round's parsing gave; of what it remembers between entries, the benchmark's
feeds find only words and feeds again, as new entries do in a service that has been running for long.
"""

import time
from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, datetime
from itertools import count

from benchmarks import site
from benchmarks.measure import Row, cpu_seconds, in_turn
from bot.adapters.parser_process import ProcessParser
from bot.core.model import Entry, Feed, Fetched, Validators
from bot.core.provenance import judge
from evaluation.provenance import SEEN, documents

FEEDS = 100
ROUNDS = 5

Document = tuple[Feed, bytes]


async def rows() -> Sequence[Row]:
    """Measure both, for a thousand entries each."""
    labelled = list(documents(SEEN))
    numbers = count()
    async with ProcessParser() as parser:
        return [
            await _row("judging 1,000 entries, WordPress feeds", parser, lambda: _made(next(numbers))),
            await _row("judging 1,000 entries, the labelled set", parser, lambda: labelled),
        ]


def _made(round_number: int) -> Sequence[Document]:
    """Return bodies of the same feeds whose entries no other round has."""
    first = round_number * FEEDS
    return [(site.feed(number), site.body(first + number)) for number in range(FEEDS)]


async def _row(title: str, parser: ProcessParser, documents: Callable[[], Iterable[Document]]) -> Row:
    entries: list[tuple[Entry, Feed]] = []

    async def parsing() -> float:
        entries.clear()
        fetched = [(_fetched(feed, body), feed) for feed, body in documents()]
        begun = cpu_seconds()
        for each, feed in fetched:
            entries.extend((entry, feed) for entry in (await parser.parse(each, feed)).entries)
        return (cpu_seconds() - begun) / len(entries) * 1000

    async def judging() -> float:
        begun = time.process_time()
        for entry, feed in entries:
            judge(entry, feed, (feed.url,))
        return (time.process_time() - begun) / len(entries) * 1000

    judged, parsed = await in_turn(judging, parsing, ROUNDS)
    return Row(title, "ms CPU each", tuple(judged), tuple(parsed), "parsing it; aim: below 0.1")


def _fetched(feed: Feed, body: bytes) -> Fetched:
    return Fetched((feed.url,), body, "", Validators(), datetime.now(UTC))
