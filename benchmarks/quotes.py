"""CPU of “has the union said this?” and of search, over 1,000 and 10,000 statements (and 100,000 if asked).

The article's time and the store's size are shown against the next smaller ones; search against the bare FTS5
query on the same file; hostile input against an article as long. CPU is of the whole process: database
threads and worker threads included. `python -m benchmarks.quotes` measures this part alone; with `--large`,
it takes a quarter of an hour and 2 GB of the disk.
"""

import asyncio
import gc
import sqlite3
import sys
import tempfile
import time
import tracemalloc
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Iterator, Sequence
from contextlib import asynccontextmanager, closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from statistics import median, quantiles

from rich.console import Console
from rich.table import Table
from sqlalchemy import Engine, event

from benchmarks.archive import articles, queries, statements
from bot.adapters.database.store import SqlStore, open_store
from bot.core.model import Catalogue
from bot.core.search import SearchQuery
from bot.services.verifier import Verifier
from evaluation.quote_store import Placed, StillClock, feed_of, put

SIZES = (1_000, 10_000)
LARGE = 100_000
LENGTHS = (500, 1_000, 2_000, 4_000)
#: The article the issue is about, and how many of each kind are asked about.
ARTICLE, ROUNDS = 2_000, 40
SEARCHES, PAGE = 120, 5
_WARM_UP = 3
_CACHE_KIB = 1 << 20
_FEED = feed_of("archive", "Archive Workers", language="en")
_BARE = (
    "SELECT rowid, snippet(statement_search, 1, '[', ']', '…', 24) FROM statement_search "
    "WHERE statement_search MATCH ? ORDER BY rank LIMIT ?"
)


@dataclass(frozen=True, slots=True)
class Line:
    """What was taken, round by round, and what it is to be compared with."""

    title: str
    taken: tuple[float, ...]  #: milliseconds of CPU
    against: tuple[float, ...] = ()
    note: str = ""

    def cells(self) -> tuple[str, ...]:
        """Return the table's cells; the ratios are of medians and of 95th percentiles."""
        ratios = ("", "", "")
        if self.against:
            ratios = (
                f"{p95(self.against):.3g} ms",
                f"{median(self.taken) / median(self.against):.2f}",
                f"{p95(self.taken) / p95(self.against):.2f}",
            )
        return (self.title, f"{median(self.taken):.3g} ms", f"{p95(self.taken):.3g} ms", *ratios, self.note)


def p95(taken: Sequence[float]) -> float:
    """Return the 95th percentile."""
    return quantiles(taken, n=20, method="inclusive")[-1]


async def tables(*, large: bool) -> Sequence[Table]:
    """Measure every size of store, then what is hostile."""
    lines: list[Line] = []
    before: dict[int, tuple[float, ...]] = {}
    sizes = (*SIZES, LARGE) if large else SIZES
    for size in sizes:
        async with _archive(size) as (store, path, archive):
            verifier = _verifier(store)
            taken = {words: await _articles(verifier, words, archive) for words in LENGTHS}
            lines += _article_lines(size, taken, before)
            lines.append(await _searching(store, path, size))
            if size == SIZES[-1]:
                hostile = await _hostile(verifier, archive)
        before = taken
    table = Table(
        "", "p50", "p95", "against, p95", "ratio p50", "ratio p95", "against what", title="Quotations"
    )
    for line in lines:
        table.add_row(*line.cells())
    return table, hostile


@asynccontextmanager
async def _archive(size: int) -> AsyncIterator[tuple[SqlStore, Path, Sequence[Placed]]]:
    (host,) = _FEED.hosts
    archive = list(statements(size, host))
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "archive.db"
        with _large_caches():
            async with open_store(f"sqlite:///{path}") as store:
                await put(store, _FEED, archive)
        async with open_store(f"sqlite:///{path}") as store:
            gc.collect()
            gc.freeze()  # as the service does
            yield store, path, archive
            gc.unfreeze()


@contextmanager
def _large_caches() -> Iterator[None]:
    """Give the databases that are opened meanwhile a cache that holds their indices.

    The rows that are written are the same, by the same statements; without it most of the time goes into
    pages that are read and written again and again, and 100,000 statements take an hour.
    """

    def enlarge(connection: sqlite3.Connection, _record: object) -> None:
        connection.execute(f"PRAGMA cache_size=-{_CACHE_KIB}")

    event.listen(Engine, "connect", enlarge)
    try:
        yield
    finally:
        event.remove(Engine, "connect", enlarge)


def _verifier(store: SqlStore) -> Verifier:
    return Verifier(catalogue=Catalogue((_FEED,), (), ()), store=store, clock=StillClock())


async def _articles(verifier: Verifier, words: int, archive: Sequence[Placed]) -> tuple[float, ...]:
    taken = [
        await _cpu(lambda text=text: verifier.check(text))  # type: ignore[misc]
        for text in articles(_WARM_UP + ROUNDS, words, archive)
    ]
    return tuple(taken[_WARM_UP:])


def _article_lines(
    size: int, taken: dict[int, tuple[float, ...]], smaller: dict[int, tuple[float, ...]]
) -> Iterable[Line]:
    for words in LENGTHS:
        title = f"article of {words:,} words, {size:,} statements"
        if words == ARTICLE:
            note = "aim: p95 under 50 ms" + "; against the smaller store, 1.33 is logarithmic" * bool(smaller)
            yield Line(title, taken[words], smaller.get(words, ()), note)
        if words > LENGTHS[0]:
            yield Line(title, taken[words], taken[words // 2], "half the article; aim: at most 2")


async def _searching(store: SqlStore, path: Path, size: int) -> Line:
    asked = queries(_WARM_UP + SEARCHES)
    ours, bare = [], []
    with closing(sqlite3.connect(path)) as connection:
        for words in asked:
            match = " ".join(f'"{word}"' for word in words.split())
            begun = time.process_time()
            connection.execute(_BARE, (match, PAGE)).fetchall()
            bare.append((time.process_time() - begun) * 1000)
            query = SearchQuery(words, [_FEED.id], limit=PAGE)
            ours.append(await _cpu(lambda query=query: store.search(query)))  # type: ignore[misc]
    title = f"a page of search, {size:,} statements"
    return Line(title, tuple(ours[_WARM_UP:]), tuple(bare[_WARM_UP:]), "bare FTS5 query; aim: p95 at most 2")


async def _hostile(verifier: Verifier, archive: Sequence[Placed]) -> Table:
    """Take time first and memory in a second pass: counting memory costs time."""
    table = Table("", "characters", "CPU", "peak memory", "answers", title="Hostile input")
    for name, text in _hostile_texts(archive):
        taken = await _cpu(lambda text=text: verifier.check(text))  # type: ignore[misc]
        tracemalloc.start()
        checked = await verifier.check(text)
        peak = tracemalloc.get_traced_memory()[1] / 2**20
        tracemalloc.stop()
        answers = f"{len(checked.findings):,}"
        table.add_row(name, f"{len(text):,}", f"{taken:,.0f} ms", f"{peak:.1f} MiB", answers)
    return table


def _hostile_texts(archive: Sequence[Placed]) -> Iterable[tuple[str, str]]:
    (article,) = articles(1, ARTICLE, archive)
    yield f"an article of {ARTICLE:,} words", article
    yield "one word repeated, 4,000 characters", "strike " * 571
    yield "one word repeated, in quotation marks", f"“{'strike ' * 571}”"
    yield "a statement repeated, 4,000 characters", (archive[0].text * 3)[:4000]
    yield "statements, 100,000 words", " ".join(one.text for one in archive[:250])
    yield "one quotation of 100,000 words", f"“{' '.join(one.text for one in archive[:250])}”"
    yield "4,000 quotation marks", "“" * 2000 + "”" * 2000
    yield "every word in quotation marks", " ".join(f'"{word}"' for word in article.split())
    yield "no spaces, 100,000 characters", "".join(article.split() * 10)[:100_000]
    yield "ellipses, 4,000 characters", "“" + "the … " * 660 + "”"
    yield "garbled, 100,000 characters", "â€œÃ©â€\N{OPERATING SYSTEM COMMAND} " * 12_500


async def _cpu(work: Callable[[], Awaitable[object]]) -> float:
    """Return the milliseconds of CPU that something takes, in all threads."""
    before = time.process_time()
    await work()
    return (time.process_time() - before) * 1000


async def _main() -> None:
    console = Console(width=max(140, Console().width))
    for each in await tables(large="--large" in sys.argv):
        console.print(each)


if __name__ == "__main__":
    asyncio.run(_main())
