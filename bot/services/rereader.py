"""Reads again what stored texts were made of, after our reading of feeds and pages has become better.

Called by `python -m bot reread`. Guarantees: nothing is posted, no post is edited and no revision is made;
what was changed by a running bot in the meantime is left to it; a text that the rules would not let pass as
the union's own any more stays as it was, for a person to look at.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

from bot.core.cleaning import clean_entry
from bot.core.errors import ParseError
from bot.core.identity import content_hash
from bot.core.model import (
    Catalogue,
    Decision,
    Entry,
    Feed,
    Fetched,
    PageOutcome,
    PageReading,
    Raw,
    Validators,
)
from bot.core.pageverdict import judge_page
from bot.core.provenance import judge
from bot.core.wholetext import whole_text
from bot.ports import Clock, KeptEntry, Parser, Reread, Store

_BATCH: Final = 20  # each may hold some megabytes


@dataclass(slots=True)
class Rereading:
    """What came of reading everything again, in revisions."""

    read: int = 0
    changed: int = 0  #: whose text, title, links or pictures are others now
    left: int = 0  #: which could not be read now, or which the rules would not let pass any more
    skipped: int = 0  #: of feeds that are no longer in feeds.yaml


class Rereader:
    """Brings stored texts up to what today's code makes of their raw pieces."""

    def __init__(self, *, catalogue: Catalogue, store: Store, parser: Parser, clock: Clock) -> None:
        self._feeds = {feed.id: feed for feed in catalogue.feeds}
        self._store = store
        self._parser = parser
        self._clock = clock

    async def reread(self, *, dry_run: bool) -> Rereading:
        """Read again all that is kept and, unless it is a dry run, write what is otherwise now."""
        result, last = Rereading(), (0, 0)
        while batch := await self._store.kept_after(last, _BATCH):
            changes = await self._read_again(batch, result)
            if dry_run:
                result.changed += len(changes)
            elif changes:
                result.changed += await self._store.save_rereadings(changes, self._clock.now())
            last = batch[-1].id, batch[-1].number
        return result

    async def _read_again(self, batch: Sequence[KeptEntry], result: Rereading) -> list[Reread]:
        changes = []
        for kept in batch:
            feed = self._feeds.get(kept.feed_id)
            if feed is None:
                result.skipped += 1
                continue
            result.read += 1
            fresh = await self._fresh(kept, feed)
            if fresh is None:
                result.left += 1
            elif _says_else(kept, fresh):
                changes.append(fresh)
        return changes

    async def _fresh(self, kept: KeptEntry, feed: Feed) -> Reread | None:
        """Return what a revision says as it is read now; None where it is to stay as it is."""
        try:
            read = await self._parser.read_entry(kept.raw, feed)
            words = replace(
                kept.entry, title=read.title, text=read.text, links=read.links, images=read.images
            )
            entry = await self._completed(kept, feed, words)
        except ParseError:
            return None
        if entry is None or not _is_trusted(kept, entry, feed):
            return None
        is_direct = kept.verdict.decision is Decision.DIRECT
        return Reread(kept, clean_entry(entry, feed, is_direct=is_direct), content_hash(words))

    async def _completed(self, kept: KeptEntry, feed: Feed, words: Entry) -> Entry | None:
        """Return a revision's words with those of its page, where they were of it."""
        if kept.page is None or kept.page.outcome is not PageOutcome.WHOLE:
            return words
        if kept.page_raw is None:
            return None
        main = await self._parser.read_page(_fetched(kept.page, kept.page_raw), feed)
        text = whole_text(words, main.text)
        return None if text is None else replace(words, text=text)


def _fetched(page: PageReading, raw: Raw) -> Fetched:
    return Fetched(page.hops, raw.body, raw.media_type, Validators(), page.at)


def _is_trusted(kept: KeptEntry, entry: Entry, feed: Feed) -> bool:
    """Tell whether a text may take the place of one that the rules found the union's own."""
    if kept.verdict.decision is not Decision.DIRECT:
        return True
    verdict = judge(entry, feed, kept.hops)
    if kept.page is not None:
        verdict = judge_page(verdict, feed, kept.page)
    return verdict.decision is Decision.DIRECT


def _says_else(kept: KeptEntry, fresh: Reread) -> bool:
    was, now = kept.entry, fresh.entry
    if (was.title, was.text, was.links, was.images) != (now.title, now.text, now.links, now.images):
        return True
    return kept.content_hash not in (None, fresh.content_hash)
