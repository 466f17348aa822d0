"""The options of ``python -m tests.discord_server``."""

import json
import subprocess
import sys
from pathlib import Path

import aiohttp
import pytest

from tests.discord_server.client import REPOSITORY, Refused, ServerProcess
from tests.discord_server.settings import ChannelPlan, GuildPlan, Settings
from tests.discord_server_tests.conftest import Api

CHANNEL = 123456789012345678


async def test_settings_from_a_file_and_from_options(tmp_path: Path) -> None:
    file = tmp_path / "settings.json"
    world = (GuildPlan(1, "Guild", (ChannelPlan(CHANNEL),)),)
    file.write_text(json.dumps(Settings(guilds=world, token="from-the-file").to_json()))
    options = ("--settings", str(file), "--token", "from-the-option", "--no-limits")
    with ServerProcess.start(
        tmp_path / "journal.jsonl", *options, "--starts-at", "2023-07-14T00:00Z"
    ) as process:
        async with aiohttp.ClientSession(process.url) as session, process.control() as server:
            api = Api(session)
            assert (await api("GET", f"/channels/{CHANNEL}", token="from-the-file")).status == 401
            found = await api("GET", f"/channels/{CHANNEL}", token="from-the-option")
            assert (found.status, found.body["name"]) == (200, "updates")
            assert "X-RateLimit-Limit" not in found.headers
            assert (await server.state())["now"].startswith("2023-07-14T00:0")
            assert [asked["status"] for asked in await server.requests()] == [401, 200]
    assert process.process.returncode == 0
    assert process.environment() == {
        "PICKETWIRE_DISCORD_API": process.api,
        "PICKETWIRE_DISCORD_GATEWAY": process.gateway,
    }


async def test_random_faults_from_the_command_line(tmp_path: Path) -> None:
    options = ("--seed", "7", "--rate", "no-access=1:60")
    with ServerProcess.start(tmp_path / "journal.jsonl", *options) as process:
        async with aiohttp.ClientSession(process.url) as session:
            assert (await Api(session).send(1001)).code == 50001


def test_a_fault_that_does_not_exist(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(Refused, match="ended with 1"):
        ServerProcess.start(tmp_path / "journal.jsonl", "--rate", "flood=1")
    assert "There is no fault 'flood'" in capfd.readouterr().err


def test_it_says_what_it_takes() -> None:
    command = [sys.executable, "-W", "ignore", "-m", "tests.discord_server", "--help"]
    told = subprocess.run(command, cwd=REPOSITORY, capture_output=True, text=True, check=True).stdout
    for option in ("--port", "--journal", "--seed", "--time-scale", "--nonce-window", "--history"):
        assert option in told
