"""What the unions said, as members ask for it: a part of the store.

Every method is one transaction; errors are StoreError.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from bot.core.duplicates import SaidBefore
from bot.core.model import Statement
from bot.core.quotes.model import Candidate
from bot.core.search import SearchPage, SearchQuery, TitleHit


@dataclass(frozen=True, slots=True)
class SaidThen:
    """When a statement was said, and its words."""

    at: datetime
    title: str
    text: str


class Statements(Protocol):
    """What the unions said, as members ask for it."""

    async def statement(self, entry_id: int) -> Statement:
        """Return a stored entry with its newest revision; StoreError where there is none."""
        ...

    async def statement_by_nonce(self, nonce: str) -> Statement | None:
        """Return the entry the delivery with this nonce posted, in its newest direct or approved revision.

        Where there is none any more: in its newest revision, whose verdict says so. The nonce of a review
        card names the revision which the card is about.
        """
        ...

    async def statements_by_link(self, canonical_link: str) -> Sequence[Statement]:
        """Return all stored entries with this canonical permalink, newest first."""
        ...

    async def statement_to_show(self, entry_id: int, own_host_feed_ids: Collection[str]) -> Statement:
        """Return what a post of this entry shows: of the same statement on several sources, the best text.

        That is one on the union's own site, where there is one; else the entry itself. Where none of them
        counts as the union's word: the entry itself. StoreError where there is no such entry.
        """
        ...

    async def latest_statements(
        self, feed_ids: Collection[str], limit: int, *, own_host_feed_ids: Collection[str] = ()
    ) -> Sequence[Statement]:
        """Return the newest statements of these feeds (by publication, else first seen).

        Direct or approved, not withdrawn; the same statement on several sources once, in the site's text.
        """
        ...

    async def newest_statements(
        self,
        unions: Mapping[str, Collection[str]],
        limit: int,
        *,
        own_host_feed_ids: Collection[str] = (),
    ) -> Mapping[str, Sequence[Statement]]:
        """Return by union what `latest_statements` has of its feed ids, without the other places.

        The number of queries does not depend on how many unions or feeds there are.
        """
        ...

    async def recent_statements(self, feed_ids: Collection[str], since: datetime) -> Sequence[SaidBefore]:
        """Return what these feeds said since an instant, newest first, at most 200.

        Direct or approved, not withdrawn, and not duplicates themselves: what a new one may be the same as.
        """
        ...

    async def withdrawn_statements(self, feed_ids: Collection[str]) -> Sequence[Statement]:
        """Return what was withdrawn of these feeds, each in all its revisions, newest first, at most 200."""
        ...

    async def said_between(
        self, feed_ids: Collection[str], since: datetime, until: datetime, limit: int
    ) -> Sequence[SaidThen]:
        """Return what these feeds said from an instant to another (not included), newest first.

        Direct or approved, not withdrawn; the same statement on several sources once.
        """
        ...

    async def posted_keys(
        self, feed_id: str, keys: Collection[str], target_prefix: str = ""
    ) -> frozenset[str]:
        """Return which of these entries have a statement post that was sent to such a target, by key."""
        ...

    async def revisions_that_count(self, entry_id: int, *, up_to: int, limit: int = 1) -> Sequence[Statement]:
        """Return an entry's revisions that count as the union's word, newest first.

        Those with the number `up_to` or a lower one; none of what was withdrawn.
        """
        ...

    async def quote_candidates(
        self, groups: Sequence[Sequence[int]], limit: int
    ) -> Sequence[Sequence[Candidate]]:
        """Return for each group of fingerprints the revisions that share the most of it, best first.

        A group is what `bot.core.quotes.fingerprints` makes of one piece of text; at most `limit` revisions
        for each, of equal ones the newest. All that count as the union's word are looked through, earlier
        revisions too; what shares less than a third of a group is left out.
        """
        ...

    async def search(self, query: SearchQuery) -> SearchPage:
        """Return a page of the statements that hold all the words asked for, best first.

        Direct or approved, not withdrawn, in the newest revision; the same statement on several sources
        once. Where none holds all the words: those that hold words which begin so.
        """
        ...

    async def titles(self, typed: str, feed_ids: Collection[str], limit: int) -> Sequence[TitleHit]:
        """Return statements, as `search` does, whose titles hold the words typed so far, newest first.

        The last word is taken as begun; without any word these are the newest statements.
        """
        ...
