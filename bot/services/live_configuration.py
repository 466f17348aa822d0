"""Keeps in force what feeds.yaml says, while the bot runs.

The composition root calls `begin` once, the runner `look` whenever the file may have changed. Guarantees:
what can't be used changes nothing, and is told once; a good state comes into force as a whole, never while
something is written that was judged by the one before; what is posted afterwards is believed by the new one;
what changed is told in words, in the log and in the review channel, in the transaction that notes it.
"""

import asyncio
import logging
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from datetime import datetime, timedelta
from typing import Final

from bot.core.config_changes import (
    affected_feeds,
    changes,
    takes_out_channels,
)
from bot.core.errors import ConfigError, StoreError
from bot.core.escape import printable
from bot.core.model import (
    AuditAction,
    AuditRecord,
    Catalogue,
    FileChange,
    FileInForce,
    FileRefusal,
    Sentence,
)
from bot.core.render.file import AS_IT_IS, CAME_WHILE_OFF, UNREADABLE_BEFORE
from bot.core.targets import review_targets
from bot.core.trust_changes import believed_less, trust_changes
from bot.ports import Clock, FeedsFile, FileState, Store
from bot.services.rejudger import Rejudger

log = logging.getLogger(__name__)

#: Who changed whom to believe, in the audit: nobody else is known.
BY: Final = "feeds.yaml"
#: Posts for a channel that was taken out wait so long for its return: it may have been a slip.
KEPT_FOR: Final = timedelta(minutes=10)
_LOGGED: Final = 10


class LiveConfiguration:
    """What feeds.yaml says, as it is in force (`bot.ports.Configuration`)."""

    def __init__(
        self,
        catalogue: Catalogue,
        *,
        file: FeedsFile,
        store: Store,
        clock: Clock,
        target_prefix: str,
        changed: Callable[[], None] = lambda: None,
    ) -> None:
        """Begin with what was read at the start; `changed` is called when something else is in force."""
        self.catalogue = catalogue
        self.is_settling = False
        self.kept_until: datetime | None = None
        self.changed = changed
        self._file = file
        self._store = store
        self._clock = clock
        self._target_prefix = target_prefix
        self._seen: str | None = None
        self._is_refused = False
        self._is_noted = True
        self._affected: frozenset[str] = frozenset()
        self._door = asyncio.Lock()
        self._writing = 0
        self._written = asyncio.Event()

    def take_affected(self) -> frozenset[str]:
        """Return the ids of the feeds that changes since the last time concern."""
        affected, self._affected = self._affected, frozenset()
        return affected

    def unchanged(self, catalogue: Catalogue) -> AbstractAsyncContextManager[bool]:
        """Let nothing else come into force inside the ``async with`` block."""
        return self._unchanged(catalogue)

    @asynccontextmanager
    async def _unchanged(self, catalogue: Catalogue) -> AsyncIterator[bool]:
        async with self._door:
            self._writing += 1
        try:
            yield catalogue is self.catalogue
        finally:
            self._writing -= 1
            self._written.set()

    async def begin(self) -> None:
        """Tell what was edited while the bot was off; before anything is polled or posted.

        Where the database refuses, that is told later, and the bot goes on with what it has read; but nothing
        is posted before what is believed no more was taken back.
        """
        try:
            await self._begin()
        except StoreError as error:
            log.warning(
                "feeds.yaml is in force; what changed in it is noted once that is possible: %s", error
            )

    async def _begin(self) -> None:
        self.is_settling = True
        last = await self._store.file_in_force()
        state = await self._file.now()
        try:
            catalogue = await self._understood(state)
        except ConfigError as error:  # saved since it was read for this start
            if before := await self._understood_before(last):
                await self._believe_less(before, self.catalogue)
            self._is_noted = False  # what it started with; told with the next good state
            await self._refuse(state, error)
        else:
            await self._begin_with(last, state, catalogue)
        self._seen = state.sha256
        self.is_settling = False

    async def _begin_with(self, last: FileInForce | None, state: FileState, catalogue: Catalogue) -> None:
        if last is None or last.sha256 == state.sha256:
            await self._come_into_force(catalogue, self._change(state), before=catalogue)
            if last is not None:  # what it took out is known no more; a restart was no reason to let it go
                self.kept_until = last.since_at + KEPT_FOR
        else:
            await self._edited_while_off(last, state, catalogue)
        self._is_noted = True

    async def look(self) -> None:
        """Read the file and, where it says something else, let that come into force or tell why not."""
        if self._seen is None:
            await self._begin()
            return
        state = await self._file.settled(self._seen)
        if state.sha256 == self._seen:
            return
        try:
            catalogue = await self._understood(state)
        except ConfigError as error:
            await self._refuse(state, error)
        else:
            if self._is_noted:
                change = self._change(state, *_differences(self.catalogue, catalogue))
                await self._come_into_force(catalogue, change, before=self.catalogue)
            else:
                await self._begin_with(await self._store.file_in_force(), state, catalogue)
        self._seen = state.sha256

    async def _understood(self, state: FileState) -> Catalogue:
        if state.error is not None:
            raise state.error
        return await self._file.understand(state.body)

    async def _edited_while_off(self, last: FileInForce, state: FileState, catalogue: Catalogue) -> None:
        before = await self._understood_before(last)
        told, trust = (
            ([Sentence.of(UNREADABLE_BEFORE)], []) if before is None else _differences(before, catalogue)
        )
        lines = (Sentence.of(CAME_WHILE_OFF), *told) if told or trust else ()
        await self._come_into_force(catalogue, self._change(state, lines, trust), before=before or catalogue)

    async def _understood_before(self, last: FileInForce | None) -> Catalogue | None:
        """Return what was last in force; None where nothing was, or this version can't read it."""
        try:
            return None if last is None else await self._file.understand(last.text.encode())
        except ConfigError:
            return None

    def _change(
        self,
        state: FileState,
        lines: Sequence[Sentence] = (),
        trust: Sequence[tuple[str, Sentence]] = (),
    ) -> FileChange:
        now = self._clock.now()
        return FileChange(
            FileInForce(state.sha256, state.body.decode("utf-8-sig"), now),
            tuple(lines),
            tuple(told for _, told in trust),
            tuple(AuditRecord(now, BY, AuditAction.TRUST, subject, told.english) for subject, told in trust),
        )

    async def _come_into_force(self, catalogue: Catalogue, change: FileChange, *, before: Catalogue) -> None:
        self.is_settling = True
        try:
            async with self._door:
                while self._writing:
                    self._written.clear()
                    await self._written.wait()
                for was in (before, self.catalogue):  # another one only while nothing was noted yet
                    await self._believe_less(was, catalogue)
                # Where admins were told of things before, they are told too that this was the last.
                admins = self._admins(catalogue)
                tell = dict.fromkeys((*admins, *self._admins(before)))
                feed_ids = frozenset(feed.id for feed in catalogue.feeds)
                await self._store.keep_file(change, list(tell), feed_ids=feed_ids, review_targets=admins)
                for was in (before, self.catalogue):
                    if takes_out_channels(was, catalogue):
                        self.kept_until = change.file.since_at + KEPT_FOR
                    self._affected |= affected_feeds(was, catalogue)
                # A note in the file is no reason to ask and judge anew.
                self.catalogue = self.catalogue if catalogue == self.catalogue else catalogue
        finally:
            self.is_settling = self._seen is None
        if self._is_refused:
            log.info("feeds.yaml can be used again; what it says now is in force")
        self._is_refused = False
        for told in (*change.trust, *change.lines):
            log.info("feeds.yaml: %s", printable(told.english))
        self.changed()

    def _admins(self, catalogue: Catalogue) -> Sequence[str]:
        return review_targets(catalogue, self._target_prefix)

    async def _believe_less(self, before: Catalogue, catalogue: Catalogue) -> None:
        """Take back what only the old trust made direct; what the new one adds is judged by the next poll."""
        if feeds := believed_less(before, catalogue):
            self._affected |= frozenset(feeds)
            rejudger = Rejudger(catalogue=catalogue, store=self._store, clock=self._clock)
            if revoked := await rejudger.revoke(feeds, by=BY):
                log.warning("feeds.yaml: statements no longer believed by what it says: %d", revoked)

    async def _refuse(self, state: FileState, error: ConfigError) -> None:
        mistakes = [_without_folder(str(mistake), mistake.file) for mistake in error.mistakes]
        refusal = FileRefusal(
            state.sha256,
            tuple(Sentence.of(AS_IT_IS, line=mistake) for mistake in mistakes),
            self._clock.now(),
        )
        self._is_refused = True
        if await self._store.refuse_file(refusal, self._admins(self.catalogue)):
            more = f" (and {len(mistakes) - _LOGGED} more)" if len(mistakes) > _LOGGED else ""
            log.error(
                "feeds.yaml can't be used as it is; what was in force before stays so: %s%s",
                printable("; ".join(mistakes[:_LOGGED])),
                more,
            )


def _differences(
    before: Catalogue, after: Catalogue
) -> tuple[Sequence[Sentence], Sequence[tuple[str, Sentence]]]:
    return list(changes(before, after)), list(trust_changes(before, after))


def _without_folder(mistake: str, file: str) -> str:
    """Name the file alone: where it lies on the machine is nobody's business in Discord."""
    name = file.replace("\\", "/").rsplit("/", 1)[-1]
    return name + mistake.removeprefix(file)
