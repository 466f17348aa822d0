"""Whose edit is it? Tells what a union changed in an entry from what only we read otherwise by now.

Asked by `Poller` when a plan finds words that differ from what is stored. What is kept of the stored entry is
read by today's code: where that gives the very words that the feed says now, the union changed nothing.
Without anything kept, other words are an edit.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Final

from bot.core.errors import ParseError
from bot.core.identity import content_hash
from bot.core.model import Change, Feed, FeedUpdate, KnownEntry
from bot.ports import Parser, Store

#: Stored entries read again in one poll, the newest ones: a guid may be “latest” for years.
MOST_READ_AGAIN: Final = 200
_BATCH: Final = 20  # each may hold some megabytes


class Edits:
    """Reads again what is kept of stored entries."""

    def __init__(self, *, store: Store, parser: Parser) -> None:
        self._store = store
        self._parser = parser

    async def read_as_today(
        self, feed: Feed, update: FeedUpdate, known: Sequence[KnownEntry]
    ) -> Sequence[KnownEntry] | None:
        """Return the stored entries with their words as today's code reads them; None: as they were.

        `update` is what was planned for them as they were.
        """
        fresh: dict[int, str] = {}
        suspects = _suspects(update, known)
        for start in range(0, len(suspects), _BATCH):
            raws = await self._store.entry_raws(suspects[start : start + _BATCH])
            fresh |= await self._hashes(feed, raws)
        if all(fresh.get(one.id, one.content_hash) == one.content_hash for one in known):
            return None
        return [replace(one, content_hash=fresh.get(one.id, one.content_hash)) for one in known]

    async def _hashes(self, feed: Feed, raws: Mapping[int, bytes]) -> dict[int, str]:
        hashes: dict[int, str] = {}
        for entry_id, raw in raws.items():
            try:
                hashes[entry_id] = content_hash(await self._parser.read_entry(raw, feed))
            except ParseError:
                continue  # what can't be read any more proves nothing
        return hashes


def _suspects(update: FeedUpdate, known: Sequence[KnownEntry]) -> list[int]:
    """Return the stored entries that an entry with other words may be, where there is one."""
    hashes = {planned.content_hash for planned in update.entries}
    stored = {one.content_hash for one in known}
    is_said_anew = any(
        planned.change is not Change.UNCHANGED and planned.content_hash not in stored
        for planned in update.entries
    )
    suspects = [one.id for one in known if one.content_hash not in hashes] if is_said_anew else []
    return sorted(suspects)[-MOST_READ_AGAIN:]
