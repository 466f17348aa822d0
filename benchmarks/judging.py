"""CPU of judging entries, against parsing the same ones: the benchmark's feeds, and the labelled set's."""

import time
from collections.abc import Sequence

from benchmarks import site
from benchmarks.measure import Row, in_turn
from bot.core.model import Entry, Feed
from bot.core.parse import parse_feed
from bot.core.provenance import judge
from evaluation.provenance import SEEN, documents

FEEDS = 100
ROUNDS = 5

Document = tuple[Feed, bytes]


async def rows() -> Sequence[Row]:
    """Measure both, for a thousand entries each."""
    made = [(site.feed(number), site.body(number)) for number in range(FEEDS)]
    return [
        await _row("judging 1,000 entries, WordPress feeds", made),
        await _row("judging 1,000 entries, the labelled set", list(documents(SEEN))),
    ]


async def _row(title: str, read: Sequence[Document]) -> Row:
    entries = [(entry, feed) for feed, body in read for entry in _parse(feed, body)]

    async def judging() -> float:
        begun = time.process_time()
        for entry, feed in entries:
            judge(entry, feed, (feed.url,))
        return (time.process_time() - begun) / len(entries) * 1_000_000

    async def parsing() -> float:
        begun = time.process_time()
        for feed, body in read:
            _parse(feed, body)
        return (time.process_time() - begun) / len(entries) * 1_000_000

    judged, parsed = await in_turn(judging, parsing, ROUNDS)
    return Row(title, "ms CPU", tuple(judged), tuple(parsed), "parsing them; aim: below 0.1")


def _parse(feed: Feed, body: bytes) -> tuple[Entry, ...]:
    return parse_feed(body, feed_id=feed.id, base_url=feed.url, content_type="").entries
