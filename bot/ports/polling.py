"""What polls leave behind: feeds' states, entries, pages, and what admins did to a feed: a part of the store.

Every method is one transaction; errors are StoreError.
"""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Protocol

from bot.core.model import (
    Absence,
    AuditRecord,
    FeedState,
    FeedUpdate,
    KnownEntry,
    PageReading,
    Raw,
    Review,
    Statement,
    Verdict,
    WantedLook,
    WantedPage,
)


class PollingStore(Protocol):
    """What polls leave behind: feeds' states, entries, pages, and what admins did to a feed."""

    async def feed_states(self) -> Mapping[str, FeedState]:
        """Return what is remembered of every feed, by feed id."""
        ...

    async def routes(self) -> Mapping[str, Mapping[str, datetime]]:
        """Return by feed id the targets that follow it, with the instant each began to."""
        ...

    async def known_entries(self, feed_id: str, keys: Collection[str]) -> Sequence[KnownEntry]:
        """Return this feed's stored entries that carry any of `keys` (guid, link or title key, or key)."""
        ...

    async def apply(self, update: FeedUpdate) -> None:
        """Store a poll's outcome in one transaction: state, entries, verdicts, routes, deliveries.

        What is held gets a card at the `review_targets`, except in a quarantine, which has one for all; of
        many held at once the newest get one each, and one more says how many others wait.

        Raises:
            StoreError: also where the plan was overtaken, as by a quarantine it did not know of.
        """
        ...

    async def save_feed_states(self, states: Sequence[FeedState]) -> None:
        """Store feeds' states alone (not modified, or failed); this ends no quarantine, and renews none."""
        ...

    async def poll_soon(
        self, feed_ids: Collection[str], now: datetime, *, asked_before: datetime, failing_too: bool = False
    ) -> None:
        """Bring the next poll of these feeds forward to `now` where it is later.

        Left as they are: paused feeds, those asked at `asked_before` or later, and those that failed when
        last asked, but with `failing_too`.
        """
        ...

    async def pause_feed(self, feed_id: str, *, audit: AuditRecord) -> datetime | None:
        """Have a feed not asked any more, until it is resumed, over restarts too.

        Where it was paused already: return since when, and nothing changes.
        """
        ...

    async def resume_feed(self, feed_id: str, *, audit: AuditRecord) -> bool:
        """Have a paused feed asked again when it is due; False: it was not paused, and nothing changes."""
        ...

    async def wanted_pages(self, now: datetime, limit: int) -> Sequence[WantedPage]:
        """Return newest revisions whose page is to be tried again now, longest waiting first."""
        ...

    async def save_page(
        self,
        wanted: WantedPage,
        reading: PageReading,
        *,
        text: str | None,
        verdict: Verdict,
        review_targets: Collection[str] = (),
        raw: Raw | None = None,
    ) -> None:
        """Record a reading; a `text` replaces the teaser of that revision, without a new revision or post.

        With a text the feed's validators are forgotten: its next poll sees where the statement belongs now.
        A verdict that is no longer direct replaces the revision's; its pending posts are not made then, and
        where it is held the `review_targets` get its card. `raw` is what the text was made of.
        """
        ...

    async def wanted_looks(self, now: datetime, limit: int) -> Sequence[WantedLook]:
        """Return posted statements missing from their feeds whose page is to be looked at now."""
        ...

    async def save_look(self, absence: Absence, at: datetime) -> None:
        """Record what a look found, if the statement is missing still; bring its posts up to date."""
        ...

    async def quarantined_entries(self, feed_id: str) -> Sequence[Statement]:
        """Return entries held by the rule ``quarantine`` that nobody has decided, oldest first."""
        ...

    async def release(
        self,
        feed_id: str,
        *,
        approve: Sequence[Review],
        targets: Collection[str],
        audit: AuditRecord,
        declined: Mapping[int, Collection[str]] | None = None,
    ) -> bool:
        """End a quarantine and approve these entries, in one transaction; False where there was none.

        `declined` are, by entry id, the targets that don't carry an entry's topics.
        What stays held gets cards where the quarantine had one. Each approval is audited besides.
        StoreError, as of `decide`: nothing was changed.
        """
        ...
