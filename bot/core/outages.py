"""Which sources are down? And what has changed since the admins were told: pure, of polls and gaps.

`bot.services.source_alerts` asks `outage_news` once a minute and has the store keep what it says; the cards
are made by `bot.core.render.outages`. Guarantees: the time in which a source was not asked, as while the bot
was off or an admin had paused it, never counts as an outage of the source's.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

from bot.core.contact import Gap, GapKind
from bot.core.model import OVERDUE_AFTER, Feed, FeedState

#: What an alert about sources is about, where one about a channel names its target.
SOURCES: Final = "sources"
#: What goes down so soon after a card was made is told on that card, and makes none of its own.
JOINED_WITHIN: Final = timedelta(hours=1)


class OutageEnd(StrEnum):
    """Why a source is not down any more; the values are kept in the database."""

    ANSWERED = "answered"
    PAUSED = "paused"  #: an admin wants it not to be asked
    REMOVED = "removed"  #: feeds.yaml does not name it any more


@dataclass(frozen=True, slots=True)
class SourceOutage:
    """A source that did not answer for long, as the admins were told of it."""

    feed_id: str
    since_at: datetime  #: the first try without an answer, of those since it was last not asked
    over_at: datetime | None = None
    ending: OutageEnd | None = None
    alert_id: int | None = None  #: whose card tells it

    @property
    def length(self) -> timedelta:
        """Return how long it lasted; nothing while it lasts."""
        return (self.over_at or self.since_at) - self.since_at


@dataclass(frozen=True, slots=True)
class OutageNews:
    """What has changed since the admins were last told."""

    begun: tuple[SourceOutage, ...] = ()
    over: tuple[SourceOutage, ...] = ()

    def __bool__(self) -> bool:
        """Tell whether there is any."""
        return bool(self.begun or self.over)


def outage_news(
    feeds: Iterable[Feed],
    states: Mapping[str, FeedState],
    gaps: Mapping[str, Sequence[Gap]],
    told: Sequence[SourceOutage],
    now: datetime,
    down_after: timedelta | None,
) -> OutageNews:
    """Return which sources have been down for `down_after`, and which of those `told` are so no more.

    `gaps` of these feeds, of the time since they fail; without `down_after` nothing new is told.
    """
    followed = {feed.id for feed in feeds}
    known = {outage.feed_id for outage in told}
    begun: list[SourceOutage] = []
    for feed_id in sorted(followed - known):
        since = down_since(states.get(feed_id), gaps.get(feed_id, ()), now)
        if down_after is not None and since is not None and now - since >= down_after:
            begun.append(SourceOutage(feed_id, since))
    over = (_ended(one, followed, states.get(one.feed_id), gaps.get(one.feed_id, ()), now) for one in told)
    return OutageNews(tuple(begun), tuple(one for one in over if one is not None))


def down_since(state: FeedState | None, gaps: Sequence[Gap], now: datetime) -> datetime | None:
    """Return since when a source, asked all the time, has not answered; None where that is not known.

    A feed in quarantine has a card of its own.
    """
    if state is None or state.failing_since_at is None or state.next_poll_at is None:
        return None
    if state.paused_at is not None or state.quarantine is not None:
        return None
    if now - state.next_poll_at > OVERDUE_AFTER:
        return None  # it was not asked of late, and may be well
    unasked = (gap.until_at for gap in gaps if gap.kind is not GapKind.UNREACHABLE)
    return max((state.failing_since_at, *unasked))


def _ended(
    outage: SourceOutage, followed: set[str], state: FeedState | None, gaps: Sequence[Gap], now: datetime
) -> SourceOutage | None:
    """Return an outage with its end; None while it lasts."""
    if outage.feed_id not in followed or state is None:
        return _over(outage, now, OutageEnd.REMOVED)
    if state.failing_since_at is None and state.reached_at is not None:
        answered = [
            gap.until_at for gap in gaps if gap.kind is GapKind.UNREACHABLE and gap.until_at > outage.since_at
        ]
        return _over(outage, min([*answered, state.reached_at]), OutageEnd.ANSWERED)
    if state.paused_at is not None:
        return _over(outage, state.paused_at, OutageEnd.PAUSED)
    return None


def _over(outage: SourceOutage, at: datetime, end: OutageEnd) -> SourceOutage:
    return SourceOutage(outage.feed_id, outage.since_at, max(at, outage.since_at), end, outage.alert_id)
