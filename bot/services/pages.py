"""Complete statements of which the feed gives only the beginning, from their own pages.

`Poller` calls `complete` with what it planned, before any of it is stored; the runner calls `complete_due`
for the pages that could not be read then. Guarantees: pages never keep a poll's posts waiting for more than
`PATIENCE`; a page that fails costs its statement nothing but the rest of its text; what comes of a page
after its statement was stored posts and edits nothing by itself (the next poll posts it where it is on a
channel's topics only now), and one that is not the union's holds what is not yet posted.
"""

import asyncio
import logging
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import timedelta

from bot.core.cleaning import clean_entry
from bot.core.completion import Completion, complete, give_up, postpone, put_off
from bot.core.errors import BotError, FetchError, FetchTemporary, PageRefused, ParseError
from bot.core.language import mark
from bot.core.model import (
    Catalogue,
    Change,
    Decision,
    Entry,
    Feed,
    FeedUpdate,
    PageOutcome,
    PlannedEntry,
    Verdict,
    WantedPage,
)
from bot.core.targets import review_targets
from bot.ports import Clock, Configuration, PageReader, Store
from bot.services.in_force import in_force

log = logging.getLogger(__name__)

#: Pages asked for in one poll of one feed, and in one round of later tries.
MOST_PAGES = 10
#: How long all pages of one round may take together; what is not read then is posted as the feed gives it.
PATIENCE = timedelta(seconds=30)

#: Why a page was not read.
_APPROVED = mark("the words of the feed were approved")
_NOT_FOLLOWED = mark("its feed is not followed any more")
_REFUSED = mark("the site's robots.txt asks not to")
_LATE = mark("it did not come in time")
_OUR_FAULT = mark("reading it failed unexpectedly")


class PageCompleter:
    """Reads teasers' pages and keeps what comes of it."""

    def __init__(
        self,
        *,
        catalogue: Catalogue | Configuration,
        store: Store,
        pages: PageReader,
        clock: Clock,
        target_prefix: str,
        patience: timedelta = PATIENCE,
    ) -> None:
        self._configuration = in_force(catalogue)
        self._target_prefix = target_prefix
        self._store = store
        self._pages = pages
        self._clock = clock
        self._patience = patience

    async def complete(self, update: FeedUpdate) -> FeedUpdate:
        """Return the update with its new direct teasers completed, held, or marked to be tried again."""
        feed, until = update.feed, self._until()
        done: dict[str, Completion] = {}
        for planned in _in_turn(update):
            entry, verdict = planned.entry, planned.verdict
            if len(done) < MOST_PAGES and not _is_past(until):
                tried = await self._tried(_Try(feed, entry, verdict, update.hops), until)
            else:
                tried = postpone(entry, verdict, at=self._clock.now())
            done[planned.key] = tried
        entries = (_completed(planned, done.get(planned.key)) for planned in update.entries)
        return replace(update, entries=tuple(entries)) if done else update

    async def complete_due(self, stopping: Callable[[], bool] = lambda: False) -> None:
        """Try again the stored teasers' pages whose time has come."""
        due = await self._store.wanted_pages(self._clock.now(), MOST_PAGES)
        until = self._until()  # a slow database takes nothing from the pages' time
        for wanted in due:
            if stopping() or _is_past(until):
                return
            try:
                await self._complete_stored(wanted, until)
            except BotError as error:
                log.warning("%s: %s", wanted.feed_id, error)

    async def _complete_stored(self, wanted: WantedPage, until: float) -> None:
        entry, verdict, attempts = wanted.entry, wanted.verdict, wanted.attempts + 1
        catalogue = self._configuration.catalogue
        feed = next((feed for feed in catalogue.feeds if feed.id == wanted.feed_id), None)
        if feed is None or verdict.decision is not Decision.DIRECT:
            # An approval is of the words that a person saw, not of more that a page might add to them.
            because = _APPROVED if feed else _NOT_FOLLOWED
            tried = give_up(entry, verdict, because, at=self._clock.now(), attempts=wanted.attempts)
        else:
            hops = (await self._store.statement(wanted.entry_id)).hops
            tried = await self._tried(_Try(feed, entry, verdict, hops, attempts), until)
        text = None
        if feed is not None and tried.reading.outcome is PageOutcome.WHOLE:
            is_direct = tried.verdict.decision is Decision.DIRECT
            text = clean_entry(tried.entry, feed, is_direct=is_direct).text
        tell = review_targets(catalogue, self._target_prefix)
        async with self._configuration.unchanged(catalogue) as is_in_force:
            if is_in_force:  # else it is read again, and judged by what is in force then
                await self._store.save_page(
                    wanted,
                    tried.reading,
                    text=text,
                    verdict=tried.verdict,
                    review_targets=tell,
                    raw=tried.page_raw,
                )

    async def _tried(self, one: "_Try", until: float) -> Completion:
        try:
            async with asyncio.timeout_at(until):
                page = await self._pages.read(one.feed, one.entry.link or "")
        except PageRefused:
            at = self._clock.now()
            return give_up(one.entry, one.verdict, _REFUSED, at=at, attempts=one.attempts)
        except TimeoutError:
            return self._put_off(one, _LATE)
        except (FetchError, ParseError) as error:
            wait = error.retry_after if isinstance(error, FetchTemporary) else None
            return self._put_off(one, error.message.rstrip("."), wait or 0)
        except Exception:
            # A fault of ours that one page brings to light must not keep its statement from being posted.
            log.exception("%s: reading a page failed unexpectedly", one.feed.id)
            return self._put_off(one, _OUR_FAULT)
        return complete(one.entry, one.verdict, one.feed, page, hops=one.hops, attempts=one.attempts)

    def _put_off(self, one: "_Try", obstacle: str, wait: float = 0) -> Completion:
        return put_off(
            one.entry,
            one.verdict,
            obstacle,
            at=self._clock.now(),
            attempts=one.attempts,
            wait=timedelta(seconds=wait),
        )

    def _until(self) -> float:
        return asyncio.get_running_loop().time() + self._patience.total_seconds()


@dataclass(frozen=True, slots=True)
class _Try:
    """One teaser whose page is asked for."""

    feed: Feed
    entry: Entry
    verdict: Verdict
    hops: tuple[str, ...]  #: the way to the feed
    attempts: int = 1  #: this one included


def _is_past(until: float) -> bool:
    return asyncio.get_running_loop().time() >= until


def _in_turn(update: FeedUpdate) -> list[PlannedEntry]:
    """Return the entries whose pages are to be read: first what is to be posted now, then the newest."""
    teasers = [entry for entry in update.entries[::-1] if _is_teaser(entry, update.feed)]
    return sorted(teasers, key=lambda entry: not (entry.post_to or entry.edit_at))


def _is_teaser(planned: PlannedEntry, feed: Feed) -> bool:
    """Tell whether an entry is news, the union's own, and only the beginning of its statement."""
    return (
        planned.change is not Change.UNCHANGED
        and planned.entry.cut_off
        and planned.verdict.decision is Decision.DIRECT
        and feed.account is None
    )


def _completed(planned: PlannedEntry, tried: Completion | None) -> PlannedEntry:
    if tried is None:
        return planned
    # The hash stays that of the feed's own words, so that the next poll of the same words changes nothing.
    known = replace(
        planned, entry=tried.entry, verdict=tried.verdict, page=tried.reading, page_raw=tried.page_raw
    )
    if tried.verdict.decision is Decision.DIRECT:
        return known
    return replace(known, post_to=(), edit_at=(), post_if_on_topic=(), duplicate_of=None, silence=None)
