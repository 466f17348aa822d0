"""The real program as a subprocess, against sites on loopback over HTTPS."""

import asyncio
import json
import os
import signal
import sys
from asyncio.subprocess import DEVNULL, PIPE, Process
from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any

import pytest

from tests import discord_stub
from tests.discord_stub import DiscordStub
from tests.documents import Item, rss
from tests.site.server import Site
from tests.warm.fixtures import warm_command

__all__ = ["warm_command"]

ROOT = Path(__file__).parents[2]
HOSTS = ("www.guild.example", "strike.guild.example", "dailycurtain.example", "bsky.app")
FEED = "https://www.guild.example/feed"

#: The program as everybody starts it; most tests have it forked from the warm parent, which takes no imports.
COLD = (sys.executable, "-m", "bot")

FEEDS_YAML = """\
unions:
  - id: guild
    name: Example Performers Guild
    timezone: America/Los_Angeles
    hosts: [www.guild.example, strike.guild.example]
    feeds:
      - id: guild-news
        url: https://www.guild.example/feed
        every: 1s
"""
CHANNELS = "channels:\n  - id: 123456789012345678\n    statements: [guild]\n"
TOKEN = "not-a-real-token-of-anything"


@dataclass(frozen=True, slots=True)
class Ended:
    """What a finished command left behind."""

    code: int
    out: str
    err: str

    @property
    def records(self) -> list[dict[str, Any]]:
        """Return standard output read as one JSON object a line."""
        return [json.loads(line) for line in self.out.splitlines()]


@dataclass(slots=True)
class Program:
    """`python -m bot` in a folder of its own."""

    folder: Path
    site: Site
    environment: dict[str, str] = field(default_factory=dict)
    command: tuple[str, ...] = COLD

    def configure(self, text: str) -> None:
        (self.folder / "feeds.yaml").write_text(text, encoding="utf-8")

    def publish(self, *items: Item, url: str = FEED) -> None:
        self.site.put(url, rss(items))

    async def start(
        self, *arguments: str, out: int | IO[bytes] = PIPE, given: int | IO[bytes] = DEVNULL
    ) -> Process:
        return await asyncio.create_subprocess_exec(
            *self.command,
            *arguments,
            cwd=self.folder,
            env=self._env(),
            stdin=given,
            stdout=out,
            stderr=PIPE,
        )

    async def __call__(
        self, *arguments: str, out: int | IO[bytes] = PIPE, given: bytes | None = None
    ) -> Ended:
        """Run a command to its end; `given` is its standard input."""
        process = await self.start(*arguments, out=out, given=DEVNULL if given is None else PIPE)
        async with asyncio.timeout(60):
            printed, err = await process.communicate(given)
        assert process.returncode is not None
        return Ended(process.returncode, (printed or b"").decode(), err.decode())

    def _env(self) -> Mapping[str, str]:
        kept = {
            name: value for name, value in os.environ.items() if name in ("PATH", "COVERAGE_PROCESS_START")
        }
        return {
            **kept,
            "PYTHONPATH": str(ROOT),
            "SSL_CERT_FILE": str(self.site.write_ca(self.folder)),
            "PICKETWIRE_CONNECT_TO": self.site.connect_to_env(*HOSTS),
            "COLUMNS": "200",
            **self.environment,
        }


@dataclass(slots=True)
class Running:
    """A service that was started; its standard output is read line by line."""

    process: Process

    async def read_until(self, words: str) -> str:
        """Return what was printed up to the line with `words`."""
        assert self.process.stdout is not None
        read = ""
        async with asyncio.timeout(30):
            while words not in read:
                line = await self.process.stdout.readline()
                assert line, f"the program ended before printing {words!r}:\n{read}"
                read += line.decode()
        return read

    async def stop(self, how: signal.Signals = signal.SIGTERM) -> Ended:
        self.process.send_signal(how)
        async with asyncio.timeout(30):
            out, err = await self.process.communicate()
        assert self.process.returncode is not None
        return Ended(self.process.returncode, out.decode(), err.decode())


@pytest.fixture
async def program(tmp_path: Path, warm_command: tuple[str, ...]) -> AsyncIterator[Program]:
    async with Site() as site:
        program = Program(tmp_path, site, command=warm_command)
        program.configure(FEEDS_YAML)
        program.publish()
        yield program


@pytest.fixture
async def discord(program: Program) -> AsyncIterator[DiscordStub]:
    """Return a Discord on loopback; the program has its token and posts to one channel."""
    program.configure(FEEDS_YAML + CHANNELS)
    async with discord_stub.serve() as discord:
        program.environment |= {
            "DISCORD_TOKEN": TOKEN,
            "PICKETWIRE_DISCORD_API": discord.api,
            "PICKETWIRE_DISCORD_GATEWAY": discord.gateway,
        }
        yield discord


def statement(slug: str, title: str, text: str, **more: Any) -> Item:
    return Item(title, f"https://www.guild.example/{slug}", text, guid=slug, **more)


def keys(records: Sequence[Mapping[str, Any]], *names: str) -> list[tuple[Any, ...]]:
    return [tuple(record[name] for name in names) for record in records]
