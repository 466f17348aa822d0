"""Start, memory and idling of a service with 50 feeds, against discord.py that only logs in."""

import asyncio
import os
import re
import sys
import tempfile
import time
from asyncio.subprocess import PIPE, STDOUT, Process
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path

from benchmarks import site
from benchmarks.measure import Row, children, cpu_of, in_turn, resident_mib
from tests import discord_stub

ROUNDS = 4
#: Seconds between ready and the look at the memory: the first poll is over, buffers are what they will be.
SETTLE = 10.0
#: Seconds over which idling is measured, and before that from ready on, so that the first polls are over.
IDLE, BEFORE_IDLE = 60.0, 30.0

FEEDS = f"""\
unions:
  - id: lantern
    name: Lanternlight Guild
    timezone: Europe/Berlin
    hosts: [{site.HOST}]
    feeds:
""" + "".join(f"      - {{id: news-{n}, url: 'https://{site.HOST}/feed/{n}'}}\n" for n in range(50))


async def rows(running: site.Site) -> Sequence[Row]:
    """Measure starts against a stand-in for Discord."""
    memory: dict[str, list[float]] = {"ours": [], "theirs": [], "parser": []}
    async with discord_stub.serve() as discord:

        async def ours() -> float:
            with tempfile.TemporaryDirectory() as folder:
                environment = _environment(Path(folder), running, discord)
                async with _started(discord, environment, "-m", "bot", "run") as (process, seconds):
                    await asyncio.sleep(SETTLE)
                    memory["ours"].append(resident_mib(process.pid))
                    memory["parser"].append(sum(resident_mib(child) for child in children(process.pid)))
            return seconds

        async def theirs() -> float:
            arguments = ("-m", "benchmarks.bare_client", discord.api, discord.gateway)
            async with _started(discord, dict(os.environ), *arguments) as (process, seconds):
                await asyncio.sleep(SETTLE)
                memory["theirs"].append(resident_mib(process.pid))
            return seconds

        seconds, bare_seconds = await in_turn(ours, theirs, ROUNDS)
        idle = await _idling(running, discord)
    # The rounds thrown away for time are thrown away for memory too.
    mib, bare_mib, parser_mib = (tuple(memory[name][1:]) for name in ("ours", "theirs", "parser"))
    both = tuple(a + b for a, b in zip(mib, parser_mib, strict=True))
    return [
        Row("start to ready", "s", tuple(seconds), tuple(bare_seconds), "discord.py that only logs in"),
        Row("resident memory, service", "MiB", mib, bare_mib, "the same"),
        Row("resident memory, with its parser", "MiB", both, bare_mib, "two processes against one"),
        idle,
    ]


async def _idling(running: site.Site, discord: discord_stub.DiscordStub) -> Row:
    """Measure both at once, side by side: each asks for next to nothing."""
    bare = ("-m", "benchmarks.bare_client", discord.api, discord.gateway)
    with tempfile.TemporaryDirectory() as folder:
        environment = _environment(Path(folder), running, discord)
        async with (
            _started(discord, dict(os.environ), *bare) as (theirs, _),
            _started(discord, environment, "-m", "bot", "run") as (ours, _),
        ):
            await asyncio.sleep(BEFORE_IDLE)
            before = _cpu(ours), _cpu(theirs)
            await asyncio.sleep(IDLE)
            shares = [
                100 * (now - then) / IDLE
                for now, then in zip((_cpu(ours), _cpu(theirs)), before, strict=True)
            ]
    note = "the same; 50 feeds asked every 5 minutes, the parser included"
    return Row("CPU when nothing happens", "% of a core", (shares[0],), (max(shares[1], 0.01),), note)


def _cpu(process: Process) -> float:
    return cpu_of(process.pid) + sum(map(cpu_of, children(process.pid)))


@asynccontextmanager
async def _started(
    discord: discord_stub.DiscordStub, environment: dict[str, str], *arguments: str
) -> AsyncIterator[tuple[Process, float]]:
    """Start Python and wait until Discord has said READY and, for the service, it has said so too."""
    discord.ready.clear()
    begun = time.perf_counter()
    process = await asyncio.create_subprocess_exec(
        sys.executable, *arguments, env=environment, stdout=PIPE, stderr=STDOUT
    )
    lines: list[str] = []
    said = asyncio.Event()
    reading = asyncio.create_task(_read(process, lines, said))
    try:
        async with asyncio.timeout(30):
            await discord.ready.wait()
            if "bot" in arguments:
                await said.wait()
        yield process, time.perf_counter() - begun
    except TimeoutError:
        raise RuntimeError(f"not ready after 30 s: {''.join(lines)} {discord.unknown}") from None
    finally:
        if process.returncode is None:
            process.terminate()
        await process.wait()
        await reading


async def _read(process: Process, lines: list[str], said: asyncio.Event) -> None:
    assert process.stdout is not None
    while line := (await process.stdout.readline()).decode(errors="replace"):
        lines.append(line)
        if re.search(r"\bready\b", line):
            said.set()


def _environment(folder: Path, running: site.Site, discord: discord_stub.DiscordStub) -> dict[str, str]:
    feeds = folder / "feeds.yaml"
    feeds.write_text(FEEDS, encoding="utf-8")
    return os.environ | {
        "DISCORD_TOKEN": "benchmark",
        "DATABASE_URL": f"sqlite+aiosqlite:///{folder / 'bench.db'}",
        "FEEDS_FILE": str(feeds),
        "PICKETWIRE_DISCORD_API": discord.api,
        "PICKETWIRE_DISCORD_GATEWAY": discord.gateway,
        "PICKETWIRE_CONNECT_TO": f"{site.HOST}:443=127.0.0.1:{running.port}",
        "SSL_CERT_FILE": str(running.authority),
    }
