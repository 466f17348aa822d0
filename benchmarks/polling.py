"""CPU of polling: an unchanged feed against a bare conditional GET, a first poll against feedparser alone."""

import asyncio
import io
import tempfile
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from pathlib import Path

import aiohttp
import feedparser

from benchmarks import site
from benchmarks.measure import Row, cpu_seconds, in_turn
from bot.adapters.clock import SystemClock
from bot.adapters.database.store import open_store
from bot.adapters.http import HttpFetcher
from bot.adapters.pages import HttpPageReader
from bot.adapters.parser_process import ProcessParser
from bot.core.model import Catalogue, Feed, Fetched, Validators
from bot.core.targets import TERMINAL
from bot.ports import Fetcher
from bot.services.pages import PageCompleter
from bot.services.poller import CONCURRENT_POLLS, Poller

UNCHANGED = 500
CHANGED = 40
ROUNDS = 4


async def rows(running: site.Site) -> Sequence[Row]:
    """Measure both kinds of poll against the running site."""
    fetcher = HttpFetcher(
        SystemClock(),
        user_agent="Picketwire/benchmark (+https://picketwire.example/contact)",
        connect_to=[running.connect_to],
        ssl_context=running.ssl_context(),
    )
    async with fetcher, ProcessParser() as parser:
        # The parser's start belongs to the bot's start, not to a poll.
        await _first_poll(fetcher, parser, [site.feed(0)])
        return [
            *await _unchanged(running, fetcher, parser, closing=False),
            *await _unchanged(running, fetcher, parser, closing=True),
            *await _first(fetcher, parser),
        ]


async def _unchanged(
    running: site.Site, fetcher: HttpFetcher, parser: ProcessParser, *, closing: bool
) -> Sequence[Row]:
    feeds = [site.feed(number, closing=closing) for number in range(UNCHANGED)]
    async with _bare_session(running) as session, _poller(fetcher, parser, feeds) as poller:
        first = await poller.poll_all()
        assert not [report.error for report in first if report.error]

        async def bare() -> float:
            return await _cpu_each(lambda feed: _bare_get(session, running, feed), feeds)

        async def fetch() -> float:
            return await _cpu_each(lambda feed: _fetch(fetcher, feed), feeds)

        async def poll() -> float:
            before = cpu_seconds()
            reports = await poller.poll_all()
            assert all(report.not_modified for report in reports)
            return (cpu_seconds() - before) / len(feeds) * 1000

        fetched, bare_1 = await in_turn(fetch, bare, ROUNDS)
        polled, bare_2 = await in_turn(poll, bare, ROUNDS)
    kind = "a connection each" if closing else "kept connections"
    return [
        Row(f"unchanged, fetch, {kind}", "ms CPU", tuple(fetched), tuple(bare_1), "bare aiohttp GET, 304"),
        Row(f"unchanged, whole poll, {kind}", "ms CPU", tuple(polled), tuple(bare_2), "same; aim: at most 2"),
    ]


async def _first(fetcher: HttpFetcher, parser: ProcessParser) -> Sequence[Row]:
    feeds = [site.feed(number) for number in range(CHANGED)]
    bodies = [site.body(number) for number in range(CHANGED)]

    async def ours() -> float:
        return await _first_poll(fetcher, parser, feeds) / CHANGED * 1000

    async def theirs(*, sanitize: bool) -> float:
        before = cpu_seconds()
        for content in bodies:
            feedparser.parse(io.BytesIO(content), sanitize_html=sanitize)
        return (cpu_seconds() - before) / CHANGED * 1000

    polled, parsed = await in_turn(ours, lambda: theirs(sanitize=True), ROUNDS)
    polled_2, parsed_2 = await in_turn(ours, lambda: theirs(sanitize=False), ROUNDS)
    note = "ours fetches, parses, judges, plans, stores"
    return [
        Row("first poll / feedparser", "ms CPU", tuple(polled), tuple(parsed), note),
        Row("first poll / feedparser, no sanitizing", "ms CPU", tuple(polled_2), tuple(parsed_2), note),
    ]


async def _first_poll(fetcher: HttpFetcher, parser: ProcessParser, feeds: Sequence[Feed]) -> float:
    """Poll feeds into an empty database; return the CPU of the poll, without opening the database."""
    async with _poller(fetcher, parser, feeds) as poller:
        before = cpu_seconds()
        reports = await poller.poll_all()
        used = cpu_seconds() - before
    assert all(report.entries and report.error is None for report in reports), reports[0].error
    return used


@asynccontextmanager
async def _poller(
    fetcher: HttpFetcher, parser: ProcessParser, feeds: Sequence[Feed]
) -> AsyncIterator[Poller]:
    with tempfile.TemporaryDirectory() as folder:
        async with open_store(f"sqlite+aiosqlite:///{Path(folder) / 'bench.db'}") as store:
            catalogue, clock = Catalogue(tuple(feeds), (), ()), SystemClock()
            pages = HttpPageReader(fetcher, parser, clock)
            yield Poller(
                catalogue=catalogue,
                store=store,
                fetcher=fetcher,
                parser=parser,
                completer=PageCompleter(
                    catalogue=catalogue, store=store, pages=pages, clock=clock, target_prefix=TERMINAL
                ),
                clock=clock,
                target_prefix=TERMINAL,
                jitter=lambda: 0.0,
            )


@asynccontextmanager
async def _bare_session(running: site.Site) -> AsyncIterator[aiohttp.ClientSession]:
    connector = aiohttp.TCPConnector(ssl=running.ssl_context())
    async with aiohttp.ClientSession(connector=connector) as session:
        yield session


async def _bare_get(session: aiohttp.ClientSession, running: site.Site, feed: Feed) -> None:
    address = feed.url.replace(site.HOST, f"127.0.0.1:{running.port}")
    async with session.get(address, headers={"If-None-Match": _tag(feed)}) as response:
        await response.read()
        assert response.status == 304


async def _fetch(fetcher: Fetcher, feed: Feed) -> None:
    answer = await fetcher.fetch(feed, Validators(etag=_tag(feed)))
    assert not isinstance(answer, Fetched)


def _tag(feed: Feed) -> str:
    return f'"{feed.url.rpartition("/")[2]}"'


async def _cpu_each(work: Callable[[Feed], Awaitable[None]], feeds: Sequence[Feed]) -> float:
    """Do `work` for each feed, as many at a time as the poller does; return milliseconds of CPU a feed."""
    slots = asyncio.Semaphore(CONCURRENT_POLLS)

    async def one(feed: Feed) -> None:
        async with slots:
            await work(feed)

    before = cpu_seconds()
    async with asyncio.TaskGroup() as group:
        for feed in feeds:
            group.create_task(one(feed))
    return (cpu_seconds() - before) / len(feeds) * 1000
