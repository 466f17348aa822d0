"""What changed? One body against what is stored: what to store, what to post, what to edit.

Hop 5, called by the poller between parsing and `Store.apply`. Each new or changed entry is judged
(`bot.core.provenance`); an unchanged one keeps the verdict it has. Only entries judged direct are ever
posted, each at most once per target, and planning the same body again plans nothing.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from itertools import chain, count

from bot.core.identity import Listed, listed_once, match_entries
from bot.core.model import (
    Change,
    Decision,
    EntryKeys,
    Feed,
    FeedState,
    FeedUpdate,
    KnownEntry,
    ParsedFeed,
    PlannedEntry,
    Silence,
    Verdict,
)
from bot.core.provenance import judge

#: A statement published longer than this before a target began to follow its feed is not posted there.
OLD_AFTER = timedelta(hours=48)


@dataclass(frozen=True, slots=True)
class _Draft:
    """An entry that is judged and not yet routed."""

    planned: PlannedEntry
    known: KnownEntry | None
    published_at: datetime  #: now, where the feed gives no date or one to come

    @property
    def is_direct(self) -> bool:
        return self.planned.verdict.decision is Decision.DIRECT

    @property
    def is_news(self) -> bool:
        """Tell whether it is direct and was not before."""
        was_direct = self.known is not None and self.known.verdict.decision is Decision.DIRECT
        return self.is_direct and not was_direct

    @property
    def posted_to(self) -> frozenset[str]:
        return self.known.targets if self.known else frozenset()


def plan_update(
    parsed: ParsedFeed,
    feed: Feed,
    known: Sequence[KnownEntry],
    *,
    state: FeedState,
    routes: Mapping[str, datetime],
    targets: Collection[str],
    hops: tuple[str, ...],
    now: datetime,
) -> FeedUpdate:
    """Decide everything that one body changes.

    `known` are the stored entries that carry any key of the body's entries. `targets` are to get this
    feed's statements; one that is not in `routes` begins to follow the feed with this update. `state`
    is the feed's state after this poll, but for `changed_at`.
    """
    drafts = _drafts(parsed, feed, known, hops, now)
    opened = tuple(sorted(set(targets) - routes.keys()))
    followed = {target: opened_at for target, opened_at in routes.items() if target in targets}
    posts = _news_for(drafts, followed) | {
        target: _backfill_for(target, drafts, feed, now) for target in opened
    }
    entries = tuple(_routed(draft, targets, posts, now) for draft in drafts)
    if any(entry.change is not Change.UNCHANGED for entry in entries):
        state = replace(state, changed_at=now)
    return FeedUpdate(feed, state, entries, opened, hops, now)


# --- what each entry is ---------------------------------------------------------------------------


def _drafts(
    parsed: ParsedFeed, feed: Feed, known: Sequence[KnownEntry], hops: tuple[str, ...], now: datetime
) -> list[_Draft]:
    """Return the body's entries, recognised and judged, in order of publication."""
    listed = listed_once(parsed.entries)
    taken = {one.key for one in known}
    drafts = []
    # Feeds list the newest first: from the end, entries of one date (or of none) come in order.
    for item, one in reversed(list(zip(listed, match_entries(listed, known), strict=True))):
        key = one.key if one else _new_key(item, taken)
        taken.add(key)
        published_at = item.entry.published_at or (one.published_at if one else None) or now
        drafts.append(_Draft(_judged(item, one, key, feed, hops), one, min(published_at, now)))
    return sorted(drafts, key=lambda draft: draft.published_at)


def _new_key(item: Listed, taken: Collection[str]) -> str:
    strongest = next(iter(item.keys))
    numbered = (f"{strongest}#{item.content_hash[:16]}.{number}" for number in count(1))
    return next(key for key in chain(item.usable, numbered) if key not in taken)


def _judged(
    item: Listed, known: KnownEntry | None, key: str, feed: Feed, hops: tuple[str, ...]
) -> PlannedEntry:
    if known is None:
        verdict = judge(item.entry, feed, hops)
        return PlannedEntry(item.entry, key, item.keys, item.content_hash, Change.NEW, verdict, None)
    change, verdict = _compared(item, known, feed, hops)
    keys = EntryKeys(
        item.keys.guid or known.keys.guid,
        item.keys.link or known.keys.link,
        item.keys.title or known.keys.title,
    )
    return PlannedEntry(item.entry, key, keys, item.content_hash, change, verdict, known.id)


def _compared(item: Listed, known: KnownEntry, feed: Feed, hops: tuple[str, ...]) -> tuple[Change, Verdict]:
    has_new_words = item.content_hash != known.content_hash
    has_new_link = item.keys.link is not None and item.keys.link != known.keys.link
    if not has_new_words and not has_new_link:
        return Change.UNCHANGED, known.verdict
    verdict = judge(item.entry, feed, hops)
    # The same words at another address are a change only where the address decides otherwise.
    if has_new_words or verdict.decision is not known.verdict.decision:
        return Change.CHANGED, verdict
    return Change.UNCHANGED, known.verdict


# --- where it goes --------------------------------------------------------------------------------


def _news_for(drafts: Sequence[_Draft], followed: Mapping[str, datetime]) -> dict[str, set[str]]:
    """Return the keys of the entries to post at each target that already follows the feed."""
    return {
        target: {
            draft.planned.key
            for draft in drafts
            if draft.is_news and target not in draft.posted_to and draft.published_at >= opened_at - OLD_AFTER
        }
        for target, opened_at in followed.items()
    }


def _backfill_for(target: str, drafts: Sequence[_Draft], feed: Feed, now: datetime) -> set[str]:
    """Return the keys of the entries to post at a target that begins to follow the feed."""
    recent = [
        draft.planned.key
        for draft in drafts
        if draft.is_direct and target not in draft.posted_to and draft.published_at >= now - OLD_AFTER
    ]
    return set(recent[max(0, len(recent) - feed.backfill) :])


def _routed(
    draft: _Draft, targets: Collection[str], posts: Mapping[str, Collection[str]], now: datetime
) -> PlannedEntry:
    planned = draft.planned
    post_to = tuple(sorted(target for target, keys in posts.items() if planned.key in keys))
    if planned.change is Change.CHANGED and draft.is_direct:
        edit_at = tuple(sorted(draft.posted_to.intersection(targets)))
        return replace(planned, post_to=post_to, edit_at=edit_at)
    silence = None
    if planned.change is Change.NEW and draft.is_direct and targets and not post_to:
        # What is recent is left out only where a target begins to follow and has its backfill already.
        silence = Silence.BACKFILL if draft.published_at >= now - OLD_AFTER else Silence.OLD
    return replace(planned, post_to=post_to, silence=silence)
