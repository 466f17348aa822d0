"""The running service as an operator sees it: port, figures, systemd's socket and logs, all at once."""

import asyncio
import json
import re
import socket
from asyncio.subprocess import Process
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import aiohttp
import pytest

from tests.acceptance.conftest import FEED, TOKEN, Program, Running, statement
from tests.discord_stub import DiscordStub
from tests.site.server import Reply

FIRST = statement("one", "The strike begins", "We are on strike. Now.", published_at=datetime.now(UTC))


@pytest.fixture
def discord(program: Program, discord: DiscordStub) -> DiscordStub:
    """Return it with everything about the program that an operator can watch."""
    program.environment |= {
        "PICKETWIRE_LISTEN": "127.0.0.1:0",
        "PICKETWIRE_LOG": "json",
        "NOTIFY_SOCKET": str(program.folder / "notify"),
        "WATCHDOG_USEC": "1500000",
    }
    return discord


@dataclass(slots=True)
class Port:
    """What the service answers an operator."""

    address: str
    session: aiohttp.ClientSession

    async def get(self, path: str) -> tuple[int, str]:
        async with self.session.get(self.address + path) as answer:
            text = await answer.text()
            assert TOKEN not in text
            return answer.status, text

    async def until(self, path: str, holds: Callable[[int, str], object]) -> str:
        async with asyncio.timeout(30):
            while not holds(*(answer := await self.get(path))):  # noqa: ASYNC110 -- it is another process
                await asyncio.sleep(0.1)
        return answer[1]


def figure(words: str) -> Callable[[int, str], object]:
    return lambda status, text: status == 200 and f"\npicketwire_{words}\n" in text


async def lines_until(process: Process, words: str) -> list[dict[str, Any]]:
    """Return what was logged up to the line with `words`."""
    assert process.stderr is not None
    found: list[dict[str, Any]] = []
    async with asyncio.timeout(30):
        while not found or words not in found[-1]["event"]:
            found.append(json.loads(await process.stderr.readline()))
    return found


async def test_an_operator_sees_how_the_service_is_doing(program: Program, discord: DiscordStub) -> None:
    program.publish(FIRST)
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as systemd:
        systemd.bind(program.environment["NOTIFY_SOCKET"])
        told: list[list[str]] = []
        asyncio.get_running_loop().add_reader(
            systemd, lambda: told.append(systemd.recv(4096).decode().split("\n"))
        )
        process = await program.start("run")
        logged = await lines_until(process, "are served on")
        [port] = re.findall(r"on 127\.0\.0\.1 port (\d+)", logged[-1]["event"])
        async with aiohttp.ClientSession() as session:
            await look_around(Port(f"http://127.0.0.1:{port}", session), program, discord)
        program.environment |= {"PICKETWIRE_LISTEN": f"127.0.0.1:{port}", "DATABASE_URL": "sqlite:///two.db"}
        second = await program("run")
        ended = await Running(process).stop()
        asyncio.get_running_loop().remove_reader(systemd)
    assert (second.code, ended.code) == (1, 0)
    assert f"PICKETWIRE_LISTEN: 127.0.0.1:{port} can't be listened on" in second.err
    assert told[0] == ["READY=1", "STATUS=beginning work"]
    assert "WATCHDOG=1" in told[1]
    assert told[-1][0] == "STOPPING=1"
    logged += map(json.loads, ended.err.splitlines())
    events = [str(line["event"]) for line in logged]
    assert sum("503" in event for event in events) == 1  # it failed more than once
    assert sum(event.startswith("guild-news answers again after ") for event in events) == 1
    assert TOKEN not in ended.err + "".join(events)


async def look_around(port: Port, program: Program, discord: DiscordStub) -> None:
    await discord.wait_until(lambda stub: bool(stub.messages))
    await port.until("/metrics", figure('deliveries_total{kind="statement",outcome="made"} 1.0'))
    program.site.put(FEED, Reply(status=503))
    page = await port.until("/metrics", figure('feed_failures{feed="guild-news"} 2.0'))
    assert 'picketwire_polls_total{feed="guild-news",outcome="failed"}' in page
    assert "\npicketwire_outbox_depth 0.0\n" in page
    assert '\npicketwire_entries_judged_total{decision="direct"} 1.0\n' in page
    program.publish(FIRST)
    await port.until("/metrics", figure('feed_failures{feed="guild-news"} 0.0'))
    await port.until("/readyz", lambda status, _: status == 200)  # once the gateway said so
    await port.until("/metrics", figure("gateway_up 1.0"))
    status, health = await port.get("/healthz")
    assert (status, json.loads(health)["status"]) == (200, "ok")
