"""How the bot and its sources fare, and what feeds.yaml says: a part of the store.

Every method is one transaction; errors are StoreError.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from bot.core.contact import Gap
from bot.core.lacking import LackNews
from bot.core.model import (
    DeliveryKind,
    DeliveryState,
    FeedState,
    FileChange,
    FileInForce,
    FileRefusal,
    FileReport,
    Outage,
    Refused,
    Statement,
)
from bot.core.outages import OutageNews, SourceOutage


@dataclass(frozen=True, slots=True)
class StoreCounts:
    """Figures over the whole database."""

    held_by_feed: Mapping[str, int]
    pending: int
    parked: int


@dataclass(frozen=True, slots=True)
class Overview:
    """What `/status` is made of, as one state of the database."""

    states: Mapping[str, FeedState]  #: by feed id
    outages: Mapping[str, Outage]  #: by feed id, the last one that ended in the last two days
    held_by_feed: Mapping[str, int]
    last_statements: Mapping[str, Statement]  #: by union id, as `latest_statements` has the newest
    pending: int
    parked: int
    waiting_since_at: datetime | None  #: since when the oldest pending delivery is due; None: none is
    refused: tuple[Refused, ...]  #: what is parked by target and reason, the most first, at most 20
    schema: str  #: revision of the tables
    database_bytes: int
    file_refused: FileReport | None = None  #: why feeds.yaml as it stands is not in force; None: it is


@dataclass(frozen=True, slots=True)
class WorkSigns:
    """What the store can tell of whether the bot is at work."""

    states: Mapping[str, FeedState]  #: by feed id
    untried_since: datetime | None  #: when the oldest delivery became due that is free and was never tried
    last_step_at: datetime | None  #: when anything was last done to any delivery


@dataclass(frozen=True, slots=True)
class StoreFigures:
    """What is counted in the store, for an operator."""

    states: Mapping[str, FeedState]  #: by feed id
    held_by_feed: Mapping[str, int]
    waiting: Mapping[tuple[DeliveryKind, DeliveryState], int]  #: of what is not made yet
    database_bytes: int


class Oversight(Protocol):
    """How the bot and its sources fare, and what feeds.yaml says."""

    async def file_in_force(self) -> FileInForce | None:
        """Return the state of feeds.yaml that was last in force; None: none was noted yet."""
        ...

    async def keep_file(
        self,
        change: FileChange,
        tell: Collection[str],
        *,
        feed_ids: Collection[str],
        review_targets: Collection[str],
    ) -> None:
        """Note that another state of feeds.yaml comes into force; where it is in force, nothing more is told.

        In the same transaction the targets in `tell` get its cards, the audit its records, and the card of
        a file that could not be used says that it can. The `review_targets` get the cards of what these feeds
        have in quarantine, or held, and they were not there to show.
        """
        ...

    async def refuse_file(self, refusal: FileRefusal, tell: Collection[str]) -> bool:
        """Note that feeds.yaml can't be used as it is; False where that was known of this state of it.

        Until it can be used there is one card at each target in `tell`, brought up to date.
        """
        ...

    async def file_report(self, report_id: int) -> FileReport | None:
        """Return what a card about feeds.yaml shows."""
        ...

    async def gaps(self, feed_ids: Collection[str], since: datetime) -> Mapping[str, Sequence[Gap]]:
        """Return for each of these feeds, by id, the spells without contact that ended after an instant.

        Those that last still are told by the feeds' states (`bot.core.contact.current_gaps`).
        """
        ...

    async def work_signs(self, target_prefix: str, now: datetime) -> WorkSigns:
        """Return what tells whether the bot is at work, for targets with this prefix; cheap."""
        ...

    async def figures(self) -> StoreFigures:
        """Return what is counted in the store; cheap, however much was ever posted."""
        ...

    async def lasting_outages(self) -> Sequence[SourceOutage]:
        """Return the outages of sources that admins were told of and that are not over."""
        ...

    async def outages_of(self, alert_id: int) -> Sequence[SourceOutage]:
        """Return what an alert about sources tells, in the order in which it was told."""
        ...

    async def tell_lacks(
        self, found: Mapping[str, Collection[str]], tell: Collection[str], at: datetime
    ) -> LackNews:
        """Keep what the bot lacks, by each target that was looked at; return what was not known already.

        What is new gets a card at the targets in `tell`, but for the one that it is about; what is over
        brings its cards up to date.
        """
        ...

    async def tell_outages(self, news: OutageNews, tell: Collection[str], at: datetime) -> OutageNews:
        """Keep what has changed and have the targets in `tell` told; return what was not known already.

        Outages that begin within an hour share a card. Their ends bring it up to date; when all are over, one
        more card says so.
        """
        ...

    async def counts(self) -> StoreCounts:
        """Return figures over the whole database."""
        ...

    async def overview(
        self, unions: Mapping[str, Collection[str]], now: datetime, *, own_host_feed_ids: Collection[str] = ()
    ) -> Overview:
        """Return what `/status` is made of, for the feed ids of each union (watched ones are nobody's).

        The number of queries does not depend on how many feeds, unions or statements there are.
        """
        ...
