"""Killed at random, with a Discord that fails at random: as many trials as fit in a minute."""

import time
from pathlib import Path

from tests.discord_server.client import DiscordServer
from tests.kill.trials import Trial
from tests.kill.warm import WarmParent

SECONDS = 60.0
FIRST = 1  #: the same seeds each time, so that a change is judged by itself; `make soak` tries more


async def test_seeds(tmp_path: Path, discord_server: DiscordServer, warm_parent: WarmParent) -> None:
    ends_at = time.monotonic() + SECONDS
    seed = FIRST
    while time.monotonic() < ends_at:
        folder = tmp_path / str(seed)
        folder.mkdir()
        await Trial.of(seed).run(folder, discord_server, warm_parent)
        seed += 1
    assert seed - FIRST >= 3, "a minute was enough for two trials at most: this machine is too busy to tell"
