"""CPU of one answer to `/status` with 200 feeds of 40 unions, over 400 and 3,000 statements.

Against reading the feeds' states alone, the least that any such answer asks of the database. “Without talks”
is what it costs where feeds.yaml has no such topic; “never on the talks” looks at all that may be looked at.
CPU is of the whole process, database threads included, and with the card made.
"""

import gc
import tempfile
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from statistics import median, quantiles

from rich.table import Table

from benchmarks.archive import statements
from bot.adapters.database.store import SqlStore, open_store
from bot.core.model import Catalogue, Feed, FeedState, Topic
from bot.services.answers import Answers
from evaluation.quote_store import StillClock, feed_of, put

UNIONS, FEEDS_EACH = 40, 5
SIZES = (400, 3_000)
ROUNDS = 40
_WARM_UP = 5
_DOWN = 7  # of so many feeds one is down
_TOPICS = {"without talks": (), "with talks": ("strike*",), "never on the talks": ("zzyzx",)}


def feeds() -> Sequence[Feed]:
    """Return the feeds of invented unions."""
    unions = [feed_of(f"union-{number}", f"Union Number {number}") for number in range(UNIONS)]
    return [
        replace(feed, id=f"{feed.id}-{number}", url=f"{feed.url}?{number}")
        for feed in unions
        for number in range(FEEDS_EACH)
    ]


async def table() -> Table:
    """Measure every size of store with every kind of topic."""
    title = f"/status, {UNIONS * FEEDS_EACH} feeds of {UNIONS} unions"
    result = Table("", "p50", "p95", "feed states alone", "ratio p50", "note", title=title)
    for size in SIZES:
        async with _filled(size) as store:
            for name, words in _TOPICS.items():
                ours, bare = await _in_turn(_answers(store, words).status, store.feed_states)
                result.add_row(
                    f"{size:,} statements, {name}",
                    f"{median(ours):.3g} ms",
                    f"{quantiles(ours, n=20, method='inclusive')[-1]:.3g} ms",
                    f"{median(bare):.3g} ms",
                    f"{median(ours) / median(bare):.1f}",
                    "aim: below 100 ms",
                )
    return result


@asynccontextmanager
async def _filled(size: int) -> AsyncIterator[SqlStore]:
    every = feeds()
    with tempfile.TemporaryDirectory() as folder:
        async with open_store(f"sqlite:///{Path(folder) / 'status.db'}") as store:
            placed = list(statements(size, "www.union.example"))
            for number, feed in enumerate(every):
                await put(store, feed, placed[number :: len(every)])
            await store.save_feed_states([_state(feed, number) for number, feed in enumerate(every)])
            gc.collect()
            gc.freeze()  # as the service does
            yield store
            gc.unfreeze()


def _state(feed: Feed, number: int) -> FeedState:
    at = StillClock().now() - timedelta(minutes=2)
    state = FeedState(
        feed.id, url=feed.url, polled_at=at, reached_at=at, changed_at=at, next_poll_at=at + feed.every
    )
    if number % _DOWN:
        return state
    since = at - timedelta(hours=1)
    return replace(state, failures=3, failing_since_at=since, error=f"{feed.id}: it timed out")


def _answers(store: SqlStore, words: tuple[str, ...]) -> Answers:
    every = feeds()
    names = {feed.union_id: feed.union_name for feed in every}
    topics = {union_id: (Topic("talks", "talks", words),) for union_id in names} if words else {}
    catalogue = Catalogue(tuple(every), (), (), union_names=names, topics=topics)
    return Answers(catalogue=catalogue, store=store, clock=StillClock())


async def _in_turn(
    ours: Callable[[], Awaitable[object]], bare: Callable[[], Awaitable[object]]
) -> tuple[Sequence[float], Sequence[float]]:
    pairs = [(await _took(bare), await _took(ours)) for _ in range(_WARM_UP + ROUNDS)][_WARM_UP:]
    return [pair[1] for pair in pairs], [pair[0] for pair in pairs]


async def _took(work: Callable[[], Awaitable[object]]) -> float:
    begun = time.process_time()
    await work()
    return (time.process_time() - begun) * 1000
