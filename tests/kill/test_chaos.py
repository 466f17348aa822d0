"""A small chaos run; `make soak` does the full one."""

import random
from pathlib import Path

from tests.discord_server.client import DiscordServer
from tests.kill.chaos import Chaos
from tests.kill.warm import WarmParent


async def test_everything_goes_wrong_and_each_statement_arrives_once(
    tmp_path: Path, discord_server: DiscordServer, warm_parent: WarmParent
) -> None:
    seed = random.SystemRandom().randrange(1_000_000)  # a failure names it
    # The loss of the disk is in tests/acceptance/test_backup.py, without the trouble.
    chaos = Chaos(seed, statements=100, missed=15, loses_disk=False)
    await chaos.run(tmp_path, discord_server, warm_parent)
