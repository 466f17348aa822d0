"""Where what feeds.yaml says is found while it may change."""

from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from bot.core.errors import ConfigError
from bot.core.model import Catalogue


class Configuration(Protocol):
    """What feeds.yaml says, as it is in force; it may change while the bot runs.

    An operation reads `catalogue` once and passes it along.
    """

    @property
    def catalogue(self) -> Catalogue:
        """Return what is in force now."""
        ...

    @property
    def is_settling(self) -> bool:
        """Return whether another trust has just come into force: nothing is posted until it is kept."""
        ...

    @property
    def kept_until(self) -> datetime | None:
        """Return until when posts for a channel that was taken out wait for its return; None: they don't."""
        ...

    def take_affected(self) -> frozenset[str]:
        """Return the ids of the feeds whose answers mean more since this was called last."""
        ...

    def unchanged(self, catalogue: Catalogue) -> AbstractAsyncContextManager[bool]:
        """Let nothing else come into force inside the ``async with`` block; tells if `catalogue` is in force.

        For the writing of what was judged by it: whoever waits to change it waits for the block.
        """
        ...


@dataclass(frozen=True, slots=True)
class FileState:
    """A file as it stood at one instant."""

    sha256: str
    body: bytes
    error: ConfigError | None = None  #: why it could not be read


class FeedsFile(Protocol):
    """feeds.yaml, wherever it is."""

    async def now(self) -> FileState:
        """Return its state as it is."""
        ...

    async def settled(self, seen: str) -> FileState:
        """Return its state; where that is another than was `seen` (a SHA-256), one that is fully written.

        While it is being written, its hash is what was `seen`.
        """
        ...

    async def understand(self, body: bytes) -> Catalogue:
        """Return what it says; ConfigError where that can't be used."""
        ...
