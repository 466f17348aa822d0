"""The real service, its database on a file system that tests can fill or close, and a Discord beside it."""

import asyncio
import contextlib
import signal
import subprocess
from asyncio.subprocess import Process
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Self

import pytest

from tests.acceptance.conftest import FEEDS_YAML, Program, program
from tests.discord_server.client import PATIENCE, DiscordServer
from tests.discord_server.fixtures import discord_process, discord_server
from tests.discord_server.settings import UPDATES
from tests.warm.fixtures import warm_command

__all__ = ["discord_process", "discord_server", "program", "warm_command"]

SIZE = 4 << 20
CHANNELS = f"channels:\n  - id: {UPDATES}\n    statements: [guild]\n"


@dataclass(slots=True)
class Disk:
    """A small file system in memory, of its own."""

    folder: Path

    @property
    def database(self) -> Path:
        return self.folder / "picketwire.db"

    @contextlib.contextmanager
    def full(self) -> Iterator[None]:
        """Leave no byte free."""
        filler = self.folder / "filler"
        with pytest.raises(OSError, match="No space left"):
            filler.write_bytes(bytes(SIZE))
        try:
            yield
        finally:
            filler.unlink()

    @contextlib.contextmanager
    def read_only(self) -> Iterator[None]:
        """Refuse every write; no file may be open for writing."""
        self._mount("-o", "remount,ro")
        try:
            yield
        finally:
            self._mount("-o", "remount,rw")

    def _mount(self, *options: str) -> None:
        subprocess.run(["mount", *options, self.folder], check=True)


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Disk]:
    """Mount a disk, where this user may."""
    folder = tmp_path / "disk"
    folder.mkdir()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", f"size={SIZE}", "none", folder],
        check=False,
        capture_output=True,
        text=True,
    )
    if mounted.returncode:
        pytest.skip(f"a real full disk takes the right to mount one: {mounted.stderr.strip()}")
    try:
        yield Disk(folder)
    finally:
        subprocess.run(["umount", "--lazy", folder], check=True)


@dataclass(slots=True)
class Service:
    """`python -m bot run`; what it logs is read as it comes."""

    process: Process
    log: str = ""
    _more: asyncio.Event = field(default_factory=asyncio.Event)
    _reading: "asyncio.Task[None] | None" = None

    @classmethod
    async def start(cls, program: Program) -> Self:
        service = cls(await program.start("run", out=subprocess.DEVNULL))
        service._reading = asyncio.create_task(service._read())
        return service

    async def says(self, words: str) -> None:
        """Return once it has logged these words."""
        async with asyncio.timeout(PATIENCE):
            while words not in self.log:
                assert self.process.returncode is None, f"it ended before saying {words!r}:\n{self.log}"
                self._more.clear()
                await self._more.wait()

    async def stop(self) -> None:
        self.process.send_signal(signal.SIGTERM)
        assert await self.ended() == 0, self.log

    async def ended(self) -> int:
        """Wait for its end and return its exit code."""
        assert self._reading is not None
        async with asyncio.timeout(PATIENCE):
            await self._reading
            code = await self.process.wait()
        assert "Traceback" not in self.log, self.log
        return code

    async def _read(self) -> None:
        assert self.process.stderr is not None
        while line := await self.process.stderr.readline():
            self.log += line.decode()
            self._more.set()
        self._more.set()


@dataclass(frozen=True, slots=True)
class Desk:
    """A union's site, the bot that follows it, and the Discord it posts in."""

    program: Program
    discord: DiscordServer

    def store_at(self, database: Path) -> None:
        self.program.environment["DATABASE_URL"] = f"sqlite:///{database}"

    async def service(self) -> Service:
        return await Service.start(self.program)

    async def ask_status(self) -> str:
        """Return what a member is told who asks how things stand."""
        reply = await self.discord.interact(UPDATES, command="status")
        assert reply.message is not None
        return str(reply.message["components"])


@pytest.fixture
async def desk(program: Program, discord_server: DiscordServer) -> AsyncIterator[Desk]:
    program.configure(FEEDS_YAML + CHANNELS)
    program.environment |= {"DISCORD_TOKEN": "a-token", **discord_server.process.environment()}
    yield Desk(program, discord_server)
    assert (await discord_server.state())["unsupported"] == []
