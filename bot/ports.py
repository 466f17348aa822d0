"""The seams between services and adapters.

Services are written against these Protocols; `bot.app` decides which adapter stands behind each.
There is no in-memory store: tests use the real SQLite one in a temporary folder.
"""

from collections.abc import Awaitable, Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Protocol

from bot.core.model import (
    Delivery,
    DeliveryReceipt,
    Feed,
    FeedState,
    FeedUpdate,
    Fetched,
    KnownEntry,
    Message,
    NotModified,
    ParsedFeed,
    Statement,
    Validators,
)


class Clock(Protocol):
    """The only source of the current time."""

    def now(self) -> datetime:
        """Return the current instant, aware, in UTC."""
        ...


class Fetcher(Protocol):
    """Asks a feed's server for its document."""

    async def fetch(self, feed: Feed, validators: Validators) -> Fetched | NotModified:
        """Fetch `feed.url`, conditionally where there are validators.

        Raises:
            FetchTemporary, FetchPermanent: with the feed's id and a sentence for the admin.
        """
        ...


class Parser(Protocol):
    """Turns a body into entries without letting it stall the bot."""

    async def parse(self, fetched: Fetched, feed: Feed) -> ParsedFeed:
        """Parse the body; raises ParseError where it is not a readable feed or takes over 5 s of CPU."""
        ...


class Poster(Protocol):
    """Shows messages somewhere; `target_prefix` says which deliveries are its own."""

    @property
    def target_prefix(self) -> str:
        """Return ``discord:`` or ``terminal``: deliveries whose target starts so are this poster's."""
        ...

    async def post(self, target: str, message: Message, *, nonce: str) -> str:
        """Post `message` and return its id; the same nonce never makes a second post within minutes.

        Raises:
            PostTemporary, PostPermanent
        """
        ...

    async def edit(self, target: str, message_id: str, message: Message) -> None:
        """Replace what a posted message shows."""
        ...

    async def publish(self, target: str, message_id: str) -> None:
        """Crosspost a message of an announcement channel to its followers; doing it twice is harmless."""
        ...


class Store(Protocol):
    """Everything that is remembered. Every method is one transaction; errors are StoreError."""

    # polling
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
        """Store a poll's outcome in one transaction: state, entries, verdicts, routes, deliveries."""
        ...

    async def save_feed_states(self, states: Sequence[FeedState]) -> None:
        """Store feeds' states alone (not modified, or failed)."""
        ...

    # delivering
    async def add_day_post(self, *, strike_id: str, on: date, target: str, at: datetime) -> bool:
        """Put a day post into the outbox; False where (strike, date, target) already has one."""
        ...

    async def due_deliveries(self, target_prefix: str, now: datetime) -> Sequence[Delivery]:
        """Return deliveries pending or left in `sending`, due at `now`, in order of id (of posting)."""
        ...

    async def mark_sending(self, delivery_id: int, at: datetime) -> None:
        """Record that an attempt begins (attempts + 1)."""
        ...

    async def mark_delivered(self, receipt: DeliveryReceipt, *, then_publish: bool = False) -> None:
        """Record success, with the message's id; `then_publish` puts its crosspost into the outbox too."""
        ...

    async def mark_retry(self, delivery_id: int, *, error: str, next_attempt_at: datetime) -> None:
        """Record a failed attempt that is to be tried again."""
        ...

    async def mark_obsolete(self, delivery_id: int, *, reason: str) -> None:
        """Record that a delivery was overtaken and will never be made."""
        ...

    async def mark_parked(self, delivery_id: int, *, error: str) -> None:
        """Record a refusal that only an admin can mend."""
        ...

    # reading
    async def statement(self, entry_id: int) -> Statement:
        """Return a stored entry with its newest revision; StoreError where there is none."""
        ...

    async def statement_by_nonce(self, nonce: str) -> Statement | None:
        """Return the entry the delivery with this nonce posted, in its newest revision judged direct.

        Where none is direct any more: in its newest revision, whose verdict says so.
        """
        ...

    async def statements_by_link(self, canonical_link: str) -> Sequence[Statement]:
        """Return all stored entries with this canonical permalink, newest first."""
        ...

    async def latest_statements(self, feed_ids: Collection[str], limit: int) -> Sequence[Statement]:
        """Return the newest direct statements of these feeds (by publication, else first seen)."""
        ...

    async def posted_keys(self, feed_id: str, keys: Collection[str]) -> frozenset[str]:
        """Return which of these entries have a statement post that was sent, by entry key."""
        ...

    async def counts(self) -> "StoreCounts":
        """Return the figures `/status` shows."""
        ...


@dataclass(frozen=True, slots=True)
class StoreCounts:
    """Figures over the whole database."""

    held_by_feed: Mapping[str, int]
    pending: int
    parked: int


@dataclass(frozen=True, slots=True)
class Job:
    """A named piece of recurring work; running it twice does no harm."""

    name: str
    every: timedelta
    run: Callable[[], Awaitable[None]]


class Runner(Protocol):
    """Ticks jobs until it is asked to stop."""

    async def run(self, jobs: Sequence[Job], stop: "Stop") -> None:
        """Run each job at its interval; return once `stop` is set and the jobs in hand are finished."""
        ...


class Stop(Protocol):
    """A request to stop (an `asyncio.Event` is one)."""

    def is_set(self) -> bool:
        """Return whether stopping was asked for."""
        ...

    async def wait(self) -> object:
        """Return once stopping is asked for."""
        ...
