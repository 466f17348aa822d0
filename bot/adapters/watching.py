"""Notices when feeds.yaml is saved, however an editor does it.

The composition root hands the file to `bot.services.live_configuration` and the watch to the runner, whose
job reads the file slowly besides: what counts is its content, and a watch that misses something only delays.
"""

import asyncio
import hashlib
import logging
import os
from collections.abc import AsyncGenerator, Callable, Collection, Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from bot.core.errors import ConfigError
from bot.core.model import Catalogue
from bot.ports import FileState

#: What changed, and where.
Changed = Collection[tuple[int, str]]

log = logging.getLogger(__name__)

#: What is being written is let be until it stays the same for so long.
SETTLED_FOR = timedelta(seconds=0.3)
MOST_LOOKS = 20
#: What ends within a line may be half of what is to be written, and has to stay the same for so many looks.
LOOKS_WITHIN_A_LINE = 8
#: After the watch itself failed: the slow look goes on meanwhile.
WATCH_AGAIN = timedelta(minutes=1)
_STEP_MS = 100  # 50 would take an idle bot 0.12 % of a core; this, 0.07
_DEBOUNCE_MS = 400
_MOST_LINKS = 40  # as Linux follows


class FeedsFile:
    """feeds.yaml as it stands on the disk."""

    def __init__(
        self,
        path: Path,
        *,
        read: Callable[[Path], bytes],
        understand: Callable[[bytes], Catalogue],
        settled_for: timedelta = SETTLED_FOR,
    ) -> None:
        """Read by these functions; both raise ConfigError."""
        self._path = path
        self._read = read
        self._understand = understand
        self._settled_for = settled_for.total_seconds()

    async def now(self) -> FileState:
        """Return the file's state as it is."""
        return await asyncio.to_thread(self._state)

    async def settled(self, seen: str) -> FileState:
        """Return the file's state; where it is another than was `seen`, one that has settled.

        One that does not settle counts as what was `seen`: half a file may trust more than the whole one.
        """
        state, same_for = await self.now(), 0
        if state.sha256 == seen:
            return state
        for _ in range(MOST_LOOKS):
            await asyncio.sleep(self._settled_for)
            before, state = state, await self.now()
            same_for = same_for + 1 if state.sha256 == before.sha256 else 0
            if same_for >= (1 if state.body.endswith(b"\n") else LOOKS_WITHIN_A_LINE):
                return state
        log.info("feeds.yaml is still being written; it is looked at again later")
        return FileState(seen, b"")

    async def understand(self, body: bytes) -> Catalogue:
        """Return what these bytes say; ConfigError where they can't be used."""
        return await asyncio.to_thread(self._understand, body)

    def _state(self) -> FileState:
        try:
            body = self._read(self._path)
        except ConfigError as error:
            return FileState(hashlib.sha256(str(error).encode()).hexdigest(), b"", error)
        return FileState(hashlib.sha256(body).hexdigest(), body)


@dataclass(frozen=True, slots=True)
class _Places:
    folders: frozenset[Path]
    names: frozenset[str]  #: of the file, and of the links by which it is reached


class FileWatch:
    """Wakes a job when a file, or a link on the way to it, changes."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._places = _Places(frozenset(), frozenset())
        self._changes: AsyncGenerator[Changed, None] | None = None
        self._is_told = False  # that it can't be watched

    async def wait(self) -> None:
        """Return once the file may have changed."""
        try:
            places = places_of(self._path)
            if self._changes is None or places != self._places:
                self._changes, self._places = _watched(places), places
            changed = await anext(self._changes)
            if any(Path(path) in places.folders for _, path in changed):
                self._changes = None  # a folder is gone, and one that is made anew is another
            self._is_told = False
        except (OSError, RuntimeError, StopAsyncIteration) as error:
            # Such as a folder that is gone, or a limit of the system's.
            if not self._is_told:
                log.info("feeds.yaml is not watched for a while, but looked at now and then (%r)", error)
            self._is_told = True
            self._changes = None
            await asyncio.sleep(WATCH_AGAIN.total_seconds())


def _watched(places: _Places) -> AsyncGenerator[Changed, None]:
    # Imported here: only a running service watches.
    from watchfiles import Change, awatch

    logging.getLogger("watchfiles").setLevel(logging.WARNING)  # what came of a change is logged, not each

    def concerns(change: Change, path: str) -> bool:
        is_gone = change is Change.deleted and Path(path) in places.folders
        return is_gone or Path(path).name in places.names

    return awatch(
        *sorted(places.folders),
        watch_filter=concerns,
        debounce=_DEBOUNCE_MS,
        step=_STEP_MS,
        recursive=False,
    )


def places_of(path: Path) -> _Places:
    """Return which folders to watch for which names: the file's, and those of the links that lead to it."""
    steps = list(_steps(path.absolute()))
    return _Places(frozenset(step.parent for step in steps), frozenset(step.name for step in steps))


def _steps(path: Path) -> Iterator[Path]:
    """Yield the file and, of links to it or to a folder on the way, every one and what it leads to."""
    left = _MOST_LINKS
    while left:
        left -= 1
        yield path
        link = next((place for place in (path, *path.parents) if place.is_symlink()), None)
        if link is None:
            return
        if link != path:
            yield link
        path = Path(os.path.normpath(link.parent / link.readlink() / path.relative_to(link)))
