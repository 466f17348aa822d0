"""From commit to Discord: one statement to 500 channels as fast as limits allow, and at once where none do.

Against `tests.discord_server`, which counts as Discord does: 50 requests a second in all, by fixed windows.
For throughput and memory the service runs as `python -m bot run`; for the latency its parts run here, so that
the commit can be timed.
"""

import asyncio
import contextlib
import os
import subprocess
import sys
import tempfile
from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from statistics import median

import discord

from benchmarks.measure import Row, in_turn, resident_mib
from bot.adapters.bell import Bell
from bot.adapters.clock import SystemClock
from bot.adapters.database.store import SqlStore, open_store
from bot.adapters.runner import SchedulerRunner
from bot.core.model import Catalogue, Channel
from bot.discord_app.client import build_rest_client
from bot.discord_app.poster import DiscordPoster
from bot.discord_app.session import Access, logged_in
from bot.ports import Job
from bot.services.composer import Composer
from bot.services.deliverer import Deliverer
from tests.adapters.database.lantern import Given
from tests.discord_server.client import DiscordServer, Line, ServerProcess
from tests.discord_server.journal import Kind
from tests.discord_server.limits import GLOBAL
from tests.discord_server.settings import ChannelPlan, GuildPlan, Settings
from tests.documents import Item, rss
from tests.site.server import Site

CHANNELS = 500
FIRST_CHANNEL = 5000
ROUNDS = 4
#: In so many posts whole windows of the limit pass, whichever post they are counted from.
SUSTAINED = CHANNELS - GLOBAL.count
LEAST_SECONDS = SUSTAINED / GLOBAL.count * GLOBAL.seconds
COMMITS = 20
HOST = "www.guild.example"
FEED = f"https://{HOST}/feed"


async def rows() -> Sequence[Row]:
    """Measure both."""
    with tempfile.TemporaryDirectory() as name, ServerProcess.start(Path(name, "journal.jsonl")) as process:
        async with process.control() as server:
            return [*await _to_many_channels(Path(name), server), await _from_commit(Path(name), server)]


# --- many channels --------------------------------------------------------------------------------


async def _to_many_channels(folder: Path, server: DiscordServer) -> Sequence[Row]:
    channels = tuple(ChannelPlan(FIRST_CHANNEL + number) for number in range(CHANNELS))
    await server.reset(Settings(guilds=(GuildPlan(1000, "Northern Stagehands Guild", channels),)))
    seconds: list[float] = []
    memory: list[float] = []
    async with Site() as site, _service(folder, site, server) as pid:
        for number in range(ROUNDS + 1):
            site.put(FEED, rss([_item(each) for each in range(number, -1, -1)]))
            posts = await _created(server, CHANNELS * (number + 1))
            seconds.append(_seconds_for(SUSTAINED, posts[-CHANNELS:]))
            memory.append(resident_mib(pid))
    least = (LEAST_SECONDS,) * ROUNDS
    title = f"1 statement to {CHANNELS} channels, {SUSTAINED} posts of it"
    # The first round pays for connections and caches.
    return [
        Row(title, "s", tuple(seconds[1:]), least, "the least the limits allow; aim: at most 1.05"),
        Row(
            "resident memory after it",
            "MiB",
            tuple(memory[1:]),
            tuple(memory[:-1]),
            f"{CHANNELS} posts before",
        ),
    ]


def _seconds_for(posts: int, created: Sequence[Line]) -> float:
    """Return how long so many posts took, from any of the first ones on (the median)."""
    at = sorted(datetime.fromisoformat(line["at"]).timestamp() for line in created)
    return median(later - earlier for earlier, later in zip(at, at[posts:], strict=False))


def _item(number: int) -> Item:
    words = f"The committee met today for the {number + 1}th time. We stay out, and pickets begin at seven."
    return Item(f"Statement {number}", f"https://{HOST}/{number}", words, datetime.now(UTC), str(number))


async def _created(server: DiscordServer, count: int) -> list[Line]:
    """Wait for so many posts; each look at the journal ends after a while by itself."""
    async with asyncio.timeout(120):
        while True:
            with contextlib.suppress(TimeoutError):
                return await server.wait_for(Kind.CREATE, count=count)


@asynccontextmanager
async def _service(folder: Path, site: Site, server: DiscordServer) -> AsyncIterator[int]:
    site.put(FEED, rss([]))
    channels = "".join(f"  - {{id: {FIRST_CHANNEL + n}, statements: [guild]}}\n" for n in range(CHANNELS))
    feeds = folder / "feeds.yaml"
    feeds.write_text(
        "unions:\n  - id: guild\n    name: Example Performers Guild\n    timezone: Europe/Berlin\n"
        f"    hosts: [{HOST}]\n    feeds: [{{id: news, url: {FEED}, every: 1s}}]\nchannels:\n{channels}",
        encoding="utf-8",
    )
    environment = {
        "DISCORD_TOKEN": "benchmark",
        "DATABASE_URL": f"sqlite:///{folder / 'bench.db'}",
        "FEEDS_FILE": str(feeds),
        "PICKETWIRE_CONNECT_TO": site.connect_to_env(HOST),
        "SSL_CERT_FILE": str(site.write_ca(folder)),
        **server.process.environment(),
    }
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "bot", "run"), env=os.environ | environment, stderr=subprocess.DEVNULL
    )
    try:
        await server.wait_gateway(connected=1)
        await site.wait_for_requests(2, seconds=30)
        yield process.pid
    finally:
        process.terminate()
        await process.wait()


# --- from commit to post --------------------------------------------------------------------------


@dataclass(slots=True)
class _Commits:
    """Rings the bell, and knows when it last did."""

    bell: Bell
    at: datetime

    def ring(self) -> None:
        self.at = datetime.now(UTC)
        self.bell.ring()


async def _from_commit(folder: Path, server: DiscordServer) -> Row:
    guild = GuildPlan(1000, "Northern Stagehands Guild", (ChannelPlan(FIRST_CHANNEL),))
    await server.reset(Settings(guilds=(guild,), limits=False))
    numbers = iter(range(10_000))
    async with AsyncExitStack() as stack:
        client = build_rest_client()
        access = Access("benchmark", server.api, server.gateway)
        await stack.enter_async_context(logged_in(access, client))
        commits = _Commits(Bell(), datetime.now(UTC))
        url = f"sqlite:///{folder / 'latency.db'}"
        store = await stack.enter_async_context(open_store(url, filled=commits.ring))
        await stack.enter_async_context(_delivering(store, client, commits.bell))

        async def ours() -> float:
            posts = [await _commit_and_wait(store, server, commits, next(numbers)) for _ in range(COMMITS)]
            return median(posts)

        async def theirs() -> float:
            return median([await _send_and_wait(client, server) for _ in range(COMMITS)])

        taken, bare = await in_turn(ours, theirs, ROUNDS)
    note = "bare discord.py, from send() on; aim: ours at most 100 ms"
    return Row("commit to the first post, no limits", "ms", tuple(taken), tuple(bare), note)


@asynccontextmanager
async def _delivering(store: SqlStore, client: discord.Client, bell: Bell) -> AsyncIterator[None]:
    """Run the deliverer as the service does, woken by commits and else once a second."""
    given, clock, stop = Given(), SystemClock(), asyncio.Event()
    catalogue = Catalogue(
        (given.feed,),
        (),
        (Channel(FIRST_CHANNEL, frozenset({given.feed.id})),),
        union_names={given.feed.union_id: given.feed.union_name},
    )
    deliverer = Deliverer(
        catalogue=catalogue,
        store=store,
        poster=DiscordPoster(client),
        composer=Composer(catalogue=catalogue, store=store, clock=clock),
        clock=clock,
        jitter=lambda: 0.5,
    )

    async def deliver() -> None:
        await deliverer.deliver_due()

    running = asyncio.create_task(
        SchedulerRunner().run([Job("deliver", timedelta(seconds=1), deliver, bell)], stop)
    )
    try:
        yield
    finally:
        stop.set()
        await running


async def _commit_and_wait(store: SqlStore, server: DiscordServer, commits: _Commits, number: int) -> float:
    seq = len(await server.journal())
    given, now = Given(), datetime.now(UTC)
    planned = given.planned(f"s{number}", post_to=(f"discord:{FIRST_CHANNEL}",))
    planned = replace(planned, entry=replace(planned.entry, published_at=now))
    await store.apply(replace(given.update(planned), at=now))
    [post, *_] = await server.journal(seq, wait=10)
    return (datetime.fromisoformat(post["at"]) - commits.at).total_seconds() * 1000


async def _send_and_wait(client: discord.Client, server: DiscordServer) -> float:
    seq = len(await server.journal())
    begun = datetime.now(UTC)
    await client.get_partial_messageable(FIRST_CHANNEL).send("We stay out.")
    [post, *_] = await server.journal(seq, wait=10)
    return (datetime.fromisoformat(post["at"]) - begun).total_seconds() * 1000
