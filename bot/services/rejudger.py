"""Judges again what is stored, after the rules have changed.

Called by `python -m bot rejudge`. Guarantees: nothing is posted and no post is taken back; a person's
decisions stand; the statement's own page is judged again as it was read; what a quarantine held, or what
repeats a withdrawn statement, stays held.
"""

import asyncio
from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass, field

from bot.core.model import AuditAction, AuditRecord, Catalogue, Decision, Feed, Verdict
from bot.core.pageverdict import judge_page
from bot.core.provenance import RULESET_VERSION, judge
from bot.core.takeover import judged_again
from bot.core.withdrawn import after_withdrawal
from bot.ports import Clock, Store, StoredEntry

_PAGE = 500


@dataclass(frozen=True, slots=True)
class Rejudged:
    """An entry on which the rules now say something else."""

    stored: StoredEntry
    verdict: Verdict


@dataclass(slots=True)
class Rejudging:
    """What came of judging everything again."""

    changes: list[Rejudged] = field(default_factory=list)
    judged: int = 0
    skipped: int = 0  #: entries of feeds that are no longer in feeds.yaml


class Rejudger:
    """Applies the rules of now to stored entries."""

    def __init__(self, *, catalogue: Catalogue, store: Store, clock: Clock) -> None:
        self._feeds = {feed.id: feed for feed in catalogue.feeds}
        self._store = store
        self._clock = clock

    async def rejudge(self, *, by: str, dry_run: bool) -> Rejudging:
        """Judge every stored entry again and, unless it is a dry run, keep the new verdicts."""
        result = Rejudging()
        async for entries in self._pages():
            fresh = [
                (stored, verdict)
                for stored in entries
                if (verdict := self._judged(stored, result)) is not None
            ]
            changes = [Rejudged(stored, new) for stored, new in fresh if _says_else(stored.verdict, new)]
            result.changes += changes
            if fresh and not dry_run:
                await self._store.save_verdicts(fresh, audit=self._record(by, entries, len(changes)))
        return result

    async def revoke(self, before: Mapping[str, Feed], *, by: str) -> int:
        """Take back the direct verdicts of these feeds that they earned as they were `before`, by id.

        Return how many. What would be direct now is left to the next poll, which posts it.
        """
        revoked = 0
        async for entries in self._pages():
            direct = [one for one in entries if one.feed_id in before and _is_direct(one.verdict)]
            # In a thread: to judge hundreds takes a while.
            fresh = await asyncio.to_thread(self._revoked, direct, before)
            if fresh:
                await self._store.save_verdicts(fresh, audit=self._record(by, entries, len(fresh)))
            revoked += len(fresh)
        return revoked

    def _revoked(
        self, direct: Sequence[StoredEntry], before: Mapping[str, Feed]
    ) -> list[tuple[StoredEntry, Verdict]]:
        revoked = []
        for one in direct:
            then = _verdict_of_now(one, before[one.feed_id])
            now = _verdict_of_now(one, self._feeds[one.feed_id])
            # What newer rules say of both is no matter of whom to believe, and waits for `rejudge`.
            if not _is_direct(now) and now.rule != then.rule:
                revoked.append((one, now))
        return revoked

    async def _pages(self) -> AsyncIterator[Sequence[StoredEntry]]:
        last = 0
        while entries := await self._store.entries_after(last, _PAGE):
            yield entries
            last = entries[-1].id

    def _judged(self, stored: StoredEntry, result: Rejudging) -> Verdict | None:
        """Return the verdict to keep from now on; None where the stored one stays."""
        feed = self._feeds.get(stored.feed_id)
        if feed is None:
            result.skipped += 1
            return None
        result.judged += 1
        verdict = _verdict_of_now(stored, feed)
        return verdict if verdict != stored.verdict else None

    def _record(self, by: str, entries: Sequence[StoredEntry], changed: int) -> AuditRecord:
        first, last = entries[0].id, entries[-1].id
        detail = f"rule set {RULESET_VERSION} on entries {first} to {last}: {changed} verdicts changed"
        return AuditRecord(self._clock.now(), by, AuditAction.REJUDGE, f"entry:{first}", detail)


def _verdict_of_now(stored: StoredEntry, feed: Feed) -> Verdict:
    verdict = judge(stored.entry, feed, stored.hops)
    if stored.page is not None:
        verdict = judge_page(verdict, feed, stored.page)
    return after_withdrawal(judged_again(verdict, stored.verdict), stored.verdict)


def _is_direct(verdict: Verdict) -> bool:
    return verdict.decision is Decision.DIRECT


def _says_else(before: Verdict, now: Verdict) -> bool:
    return (before.decision, before.rule) != (now.decision, now.rule)
