"""Killed at random, with a Discord that fails at random: as many trials as fit in a minute."""

import random
import time
from pathlib import Path

from tests.discord_server.client import DiscordServer
from tests.kill.trials import Trial
from tests.kill.warm import WarmParent

SECONDS = 60.0


async def test_seeds(tmp_path: Path, discord_server: DiscordServer, warm_parent: WarmParent) -> None:
    first = random.SystemRandom().randrange(1_000_000)  # others each time: they find more than the same ones
    ends_at = time.monotonic() + SECONDS
    seed = first
    while time.monotonic() < ends_at:
        folder = tmp_path / str(seed)
        folder.mkdir()
        await Trial.of(seed).run(folder, discord_server, warm_parent)
        seed += 1
    assert seed - first >= 3, "a minute was enough for two trials at most: this machine is too busy to tell"
