"""One warm parent and one Discord for all that is killed here."""

from collections.abc import Iterator
from contextlib import AbstractAsyncContextManager
from functools import partial
from pathlib import Path
from typing import Protocol

import pytest

from tests.discord_server.client import DiscordServer
from tests.discord_server.fixtures import discord_process, discord_server
from tests.discord_server.settings import Settings
from tests.kill.outpost import Outpost, open_outpost
from tests.kill.warm import WarmParent

__all__ = ["discord_process", "discord_server", "new_outpost", "warm_parent"]


class NewOutpost(Protocol):
    """How a test opens an outpost."""

    def __call__(
        self, *, scale: float, settings: Settings | None = None, nonce_window: float | None = None
    ) -> AbstractAsyncContextManager[Outpost]: ...


@pytest.fixture(scope="session")
def warm_parent() -> Iterator[WarmParent]:
    with WarmParent() as parent:
        yield parent


@pytest.fixture
def new_outpost(tmp_path: Path, discord_server: DiscordServer, warm_parent: WarmParent) -> NewOutpost:
    return partial(open_outpost, tmp_path, discord_server, warm_parent)
