"""What changed? One body against what is stored: what to store, what to post, what to edit.

Hop 5, called by the poller between parsing and `Store.apply`. Each new or changed entry is judged
(`bot.core.provenance`); an unchanged one keeps its verdict while that stands (`bot.core.standing`). Only
entries judged direct are ever posted, each at most once per target, and planning the same body again plans
nothing. A feed that shows a sign of takeover (`bot.core.takeover`), or is in quarantine already, is read and
stored, and nothing of it is posted or edited.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from itertools import chain, count

from bot.core.identity import Listed, has_date, listed_once, match_entries
from bot.core.model import (
    Change,
    Decision,
    Entry,
    EntryKeys,
    Feed,
    FeedState,
    FeedUpdate,
    KnownEntry,
    ParsedFeed,
    PlannedEntry,
    Quarantine,
    Silence,
    Validators,
    Verdict,
)
from bot.core.provenance import judge
from bot.core.standing import is_closed, still_stands
from bot.core.takeover import accepted_link_host, after_quarantine, in_quarantine, sign_of_takeover
from bot.core.withdrawn import after_withdrawal

#: A statement published longer than this before a target began to follow its feed is not posted there; nor
#: is a stored one that only now turns out to be direct, or to have no post there, and is older than this.
OLD_AFTER = timedelta(hours=48)


@dataclass(frozen=True, slots=True)
class _Draft:
    """An entry that is judged and not yet routed."""

    planned: PlannedEntry
    known: KnownEntry | None
    published_at: datetime  #: when first seen, where the feed gives no date or a later one

    @property
    def is_direct(self) -> bool:
        """Tell whether it is proven, or approved in just these words: an approval covers one revision."""
        if self.known is not None and self.known.withdrawn:
            return False
        if self.planned.change is Change.UNCHANGED and self.was_direct:
            return True
        return self.planned.verdict.decision is Decision.DIRECT

    @property
    def was_direct(self) -> bool:
        known = self.known
        return known is not None and (known.approved or known.verdict.decision is Decision.DIRECT)

    @property
    def has_news(self) -> bool:
        """Tell whether the feed said something in it, which another verdict alone is not."""
        if self.known is None:
            return True
        is_same = (self.planned.content_hash, self.planned.keys.link) == (
            self.known.content_hash,
            self.known.keys.link,
        )
        return self.planned.change is Change.CHANGED and not is_same

    def is_news_for(self, opened_at: datetime, now: datetime) -> bool:
        """Tell whether a target that follows the feed since then is to get it, unless it has it."""
        if not self.is_direct:
            return False
        known = self.known
        if known is None:
            return self.published_at >= opened_at - OLD_AFTER
        return (not self.was_direct or _was_missed(known, opened_at)) and self.published_at >= now - OLD_AFTER

    @property
    def posted_to(self) -> frozenset[str]:
        return self.known.targets if self.known else frozenset()


def _was_missed(known: KnownEntry, opened_at: datetime) -> bool:
    """Tell whether a stored statement came while a target that already followed the feed was not in use.

    A bot that ran without its Discord token for a while stored it for the terminal alone. What a copy on
    another feed stands for is posted by that one.
    """
    if known.first_seen_at is None or known.duplicate_of is not None or known.silence is Silence.OLD:
        return False
    return known.first_seen_at > opened_at


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
    last_reached_at: datetime | None = None,
    choosing: Collection[str] = (),
) -> FeedUpdate:
    """Decide everything that one body changes.

    `known` are the stored entries that carry any key of the body's entries. `targets` are to get this
    feed's statements; one that is not in `routes` begins to follow the feed with the first update that has
    a direct entry and no quarantine. `state` is the feed's state after this poll, but for what this
    body changes in it. `last_reached_at` says when the feed's address last answered before (None: never).
    `choosing` are targets that carry some topics only: theirs are candidates (`bot.core.choosing`).
    """
    listed = listed_once(parsed.entries)
    matches = list(zip(listed, match_entries(listed, known, feed.hosts), strict=True))
    new = [item.entry for item, one in matches if one is None]
    quarantine = state.quarantine or sign_of_takeover(
        parsed, new, feed, state=state, last_reached_at=last_reached_at, hops=hops, now=now
    )
    judging = _Judging(feed, hops, quarantine)
    drafts = _drafts(matches, known, judging, now)
    is_open = not quarantine and any(draft.is_direct for draft in drafts)
    opened = tuple(sorted(set(targets) - routes.keys())) if is_open else ()
    followed = {target: opened_at for target, opened_at in routes.items() if target in targets}
    posts = _news_for(drafts, followed, now) | {
        target: _backfill_for(target, drafts, None if target in choosing else feed.backfill, now)
        for target in opened
    }
    may_come_in = followed.keys() & set(choosing)
    receiving = () if quarantine else targets
    entries = tuple(_routed(draft, receiving, posts, may_come_in, now) for draft in drafts)
    if any(draft.has_news for draft in drafts):
        state = replace(state, changed_at=now)
    state = _state_after(state, quarantine, accepted_link_host(parsed, state))
    return FeedUpdate(feed, state, entries, opened, hops, now)


def _state_after(state: FeedState, quarantine: Quarantine | None, link_host: str | None) -> FeedState:
    if quarantine:
        # Without validators, the first poll after the release reads the whole feed, and a strange
        # server's validators never meet the union's own.
        return replace(state, quarantine=quarantine, validators=Validators())
    return replace(state, link_host=link_host)


# --- what each entry is ---------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Judging:
    """What an entry is judged by besides itself."""

    feed: Feed
    hops: tuple[str, ...]
    quarantine: Quarantine | None

    def verdicts(self, entry: Entry, known: KnownEntry | None) -> tuple[Verdict, Verdict]:
        """Return what holds for an entry outside a quarantine, and what holds now."""
        verdict = judge(entry, self.feed, self.hops)
        outside = verdict
        if known is not None:
            outside = after_withdrawal(after_quarantine(verdict, known.verdict), known.verdict)
        return outside, in_quarantine(verdict, self.quarantine) if self.quarantine else outside


def _drafts(
    matches: Sequence[tuple[Listed, KnownEntry | None]],
    known: Sequence[KnownEntry],
    judging: _Judging,
    now: datetime,
) -> list[_Draft]:
    """Return the body's entries, recognised and judged, in order of publication."""
    taken = {one.key for one in known}
    drafts = []
    # Feeds list the newest first: from the end, entries of one date (or of none) come in order.
    for item, one in reversed(matches):
        key = one.key if one else _new_key(item, taken)
        taken.add(key)
        drafts.append(_Draft(_judged(item, one, key, judging), one, _said_at(item.entry, one, now)))
    return sorted(drafts, key=lambda draft: draft.published_at)


def _said_at(entry: Entry, known: KnownEntry | None, now: datetime) -> datetime:
    """Return the earliest date there is: feeds date their old statements anew."""
    dates = (entry.published_at, known and known.published_at, known and known.first_seen_at, now)
    return min(date for date in dates if date)


def _new_key(item: Listed, taken: Collection[str]) -> str:
    strongest = next(iter(item.keys))
    numbered = (f"{strongest}#{item.content_hash[:16]}.{number}" for number in count(1))
    return next(key for key in chain(item.usable, numbered) if key not in taken)


def _judged(item: Listed, known: KnownEntry | None, key: str, judging: _Judging) -> PlannedEntry:
    if known is None:
        _, verdict = judging.verdicts(item.entry, None)
        return PlannedEntry(item.entry, key, item.keys, item.content_hash, Change.NEW, verdict, None)
    change, verdict = _compared(item, known, judging)
    keys = EntryKeys(
        item.keys.guid or known.keys.guid,
        item.keys.link or known.keys.link,
        known.keys.title if has_date(known.keys.title) and not has_date(item.keys.title) else item.keys.title,
    )
    return PlannedEntry(item.entry, key, keys, item.content_hash, change, verdict, known.id)


def _compared(item: Listed, known: KnownEntry, judging: _Judging) -> tuple[Change, Verdict]:
    if item.content_hash != known.content_hash:
        return Change.CHANGED, judging.verdicts(item.entry, known)[1]
    has_new_link = item.keys.link is not None and item.keys.link != known.keys.link
    if is_closed(known) or (judging.quarantine and not has_new_link):
        return Change.UNCHANGED, known.verdict
    outside, verdict = judging.verdicts(item.entry, known)
    # The same words at another address are a change only where the address decides otherwise, or where a
    # person approved the one they had.
    is_change = known.approved or outside.decision is not known.verdict.decision
    if is_change if has_new_link else not still_stands(known, outside):
        return Change.CHANGED, verdict
    return Change.UNCHANGED, known.verdict


# --- where it goes --------------------------------------------------------------------------------


def _news_for(
    drafts: Sequence[_Draft], followed: Mapping[str, datetime], now: datetime
) -> dict[str, set[str]]:
    """Return the keys of the entries to post at each target that already follows the feed."""
    return {
        target: {
            draft.planned.key
            for draft in drafts
            if target not in draft.posted_to and draft.is_news_for(opened_at, now)
        }
        for target, opened_at in followed.items()
    }


def _backfill_for(target: str, drafts: Sequence[_Draft], most: int | None, now: datetime) -> set[str]:
    """Return the keys of the entries to post at a target that begins to follow the feed, at most so many."""
    recent = [
        draft.planned.key
        for draft in drafts
        if draft.is_direct and target not in draft.posted_to and draft.published_at >= now - OLD_AFTER
    ]
    return set(recent if most is None else recent[max(0, len(recent) - most) :])


def _routed(
    draft: _Draft,
    targets: Collection[str],
    posts: Mapping[str, Collection[str]],
    may_come_in: Collection[str],
    now: datetime,
) -> PlannedEntry:
    planned = draft.planned
    post_to = tuple(sorted(target for target, keys in posts.items() if planned.key in keys))
    edit_at: tuple[str, ...] = ()
    if planned.change is Change.CHANGED and draft.is_direct:
        edit_at = tuple(sorted(draft.posted_to.intersection(targets)))
    silence = None
    is_new = planned.change is not Change.UNCHANGED and not draft.was_direct
    if is_new and draft.is_direct and targets and not (post_to or draft.posted_to):
        # What is recent is left out only where a target begins to follow and has its backfill already.
        silence = Silence.BACKFILL if draft.published_at >= now - OLD_AFTER else Silence.OLD
    post_if_on_topic: tuple[str, ...] = ()
    if planned.change is Change.CHANGED and draft.is_direct and draft.published_at >= now - OLD_AFTER:
        post_if_on_topic = tuple(sorted(set(may_come_in) - draft.posted_to - set(post_to)))
    return replace(
        planned, post_to=post_to, edit_at=edit_at, silence=silence, post_if_on_topic=post_if_on_topic
    )
