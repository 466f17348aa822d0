"""Puts invented statements into a real store, as a poll that has judged them does."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from bot.core.identity import content_hash, entry_keys
from bot.core.model import (
    AuditAction,
    AuditRecord,
    Change,
    Decision,
    Entry,
    Feed,
    FeedState,
    FeedUpdate,
    PlannedEntry,
    Verdict,
)
from bot.ports import Store

BEGAN_AT = datetime(2026, 1, 5, 9, 0, tzinfo=UTC)
_BATCH = 500


@dataclass(frozen=True, slots=True)
class StillClock:
    """A clock that stands still, after everything was said."""

    def now(self) -> datetime:
        """Return the instant at which it stands."""
        return BEGAN_AT + timedelta(days=3650)


@dataclass(frozen=True, slots=True)
class Placed:
    """An entry to store, with the decision on it."""

    slug: str
    url: str
    title: str
    text: str
    decision: Decision = Decision.DIRECT


def feed_of(union_id: str, name: str, *, language: str | None = None, watched: bool = False) -> Feed:
    """Return the one feed of an invented union."""
    host = f"www.{union_id}.example"
    return Feed(
        id=f"{union_id}-news",
        url=f"https://{host}/feed.xml",
        union_id=union_id,
        union_name=name,
        hosts=frozenset({host}),
        language=language,
        watched=watched,
    )


async def put(store: Store, feed: Feed, items: Sequence[Placed], *, at: datetime = BEGAN_AT) -> None:
    """Store entries in order, an hour between each and the next; one stored before is revised."""
    for first in range(0, len(items), _BATCH):
        batch = items[first : first + _BATCH]
        known = await store.known_entries(feed.id, [f"guid:{item.slug}" for item in batch])
        ids = {entry.key: entry.id for entry in known}
        planned = tuple(_planned(feed, batch, first, ids))
        state = FeedState(feed_id=feed.id, url=feed.url, polled_at=at, reached_at=at, changed_at=at)
        await store.apply(FeedUpdate(feed, state, planned, opened_routes=(), hops=(feed.url,), at=at))


async def withdraw(store: Store, feed: Feed, slug: str) -> None:
    """Withdraw a stored statement."""
    (known,) = await store.known_entries(feed.id, [f"guid:{slug}"])
    at = BEGAN_AT + timedelta(days=1)
    record = AuditRecord(at, "cli:evaluation", AuditAction.WITHDRAW, f"entry:{known.id}", "It was wrong.")
    await store.withdraw(known.id, audit=record)


def _planned(feed: Feed, batch: Sequence[Placed], first: int, ids: dict[str, int]) -> Iterator[PlannedEntry]:
    for number, item in enumerate(batch, first):
        entry = Entry(
            guid=item.slug,
            link=item.url,
            title=item.title,
            text=item.text,
            published_at=BEGAN_AT + timedelta(hours=number),
        )
        keys, key = entry_keys(entry), f"guid:{item.slug}"
        known_id = ids.get(key)
        yield PlannedEntry(
            entry=entry,
            key=key,
            keys=keys,
            content_hash=content_hash(entry),
            change=Change.NEW if known_id is None else Change.CHANGED,
            verdict=Verdict(item.decision, "evaluation", "It is invented.", feed.url, feed.url, 1),
            known_id=known_id,
        )
