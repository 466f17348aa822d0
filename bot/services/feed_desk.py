"""Looking after the feeds: their health, polling one now, pausing and resuming it.

Asked by ``/feeds`` and its buttons, and by ``python -m bot pause`` and ``resume``. Nothing is fetched here: a
feed that is to be polled now becomes due, the poller asks it at its next tick, and the job ``feeds``
(`FeedDesk.tell_polled`) tells whoever waits how it went. Pauses are kept in the database and audited.
"""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from bot.core.errors import ReviewError
from bot.core.language import Language, speaking, spoken, tell
from bot.core.model import (
    AuditAction,
    AuditRecord,
    Catalogue,
    Deck,
    FeedState,
    Message,
    SourceStatus,
)
from bot.core.render.feeds import (
    FEEDS_A_PAGE,
    pages_of,
    render_asked_lately,
    render_feed,
    render_feed_gone,
    render_feeds,
    render_paused,
    render_poll_late,
    render_polled,
    render_polling,
    render_resumed,
    turning_feeds,
)
from bot.core.render.sources import troubled_first
from bot.ports import Clock, Configuration, Store
from bot.services.in_force import Derived, in_force
from bot.services.status_answers import StatusAnswers
from bot.services.vigil import Vigil

#: A feed is not asked more often, whoever wants it.
SPARED_FOR: Final = timedelta(minutes=1)
#: So long whoever had a feed polled is told how it went.
PATIENCE: Final = timedelta(minutes=2)

#: Puts the outcome in the place of the answer; fails in silence, for the answer may be gone by then.
Reply = Callable[[Message], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class _Waiting:
    feed_id: str
    since: datetime
    reply: Reply
    language: Language


class FeedDesk:
    """Tells how feeds are doing, and does what admins ask for about them."""

    def __init__(self, *, catalogue: Catalogue | Configuration, store: Store, clock: Clock) -> None:
        self._configuration = in_force(catalogue)
        self._store = store
        self._clock = clock
        self._answers = Derived(
            self._configuration,
            lambda now: StatusAnswers(catalogue=now, store=store, clock=clock, vigil=Vigil()),
        )
        self._waiting: list[_Waiting] = []

    @property
    def feed_ids(self) -> Sequence[str]:
        """Return the ids of the feeds in feeds.yaml."""
        return [feed.id for feed in self._configuration.catalogue.feeds]

    @property
    def home_channels(self) -> Sequence[int]:
        """Return the channels in whose server the bot's admins are: the one for reviewing, else all."""
        catalogue = self._configuration.catalogue
        if catalogue.review_channel is not None:
            return (catalogue.review_channel,)
        return [channel.id for channel in catalogue.channels]

    async def page(self, page: int = 0, *, showing: str | None = None) -> Deck:
        """Answer ``/feeds``: a page of feeds, those that need attention first.

        With `showing`, the page on which that feed stands; beyond the last page, the last one.
        """
        now = self._clock.now()
        sources = troubled_first(await self._answers.now.sources(), now)
        page = min(page, pages_of(len(sources)) - 1)
        for place, source in enumerate(sources):
            if source.feed.id == showing:
                page = place // FEEDS_A_PAGE
        shown = sources[page * FEEDS_A_PAGE : (page + 1) * FEEDS_A_PAGE]
        cards = (render_feeds(sources, now, page=page), *(render_feed(one, now) for one in shown))
        return Deck(cards, turning_feeds(page, len(sources)))

    async def one(self, feed_id: str) -> Message:
        """Return the card of one feed; ReviewError where feeds.yaml has no such feed."""
        return render_feed(await self._source(feed_id), self._clock.now())

    async def pause(self, feed_id: str, *, by: str) -> Message:
        """Have a feed not asked any more; ReviewError where feeds.yaml has no such feed."""
        audit = self._audit(AuditAction.PAUSE, feed_id, by, "not asked until somebody resumes it")
        return render_paused(feed_id, since=await self._store.pause_feed(feed_id, audit=audit))

    async def resume(self, feed_id: str, *, by: str) -> Message:
        """Have a paused feed asked again; ReviewError where feeds.yaml has no such feed."""
        audit = self._audit(AuditAction.RESUME, feed_id, by, "asked again when it is due")
        return render_resumed(feed_id, is_new=await self._store.resume_feed(feed_id, audit=audit))

    async def poll_now(self, feed_id: str) -> tuple[Message, datetime | None]:
        """Have a feed asked at once; return the answer, and since when to wait for the outcome.

        Without an instant nothing is to be waited for. ReviewError where feeds.yaml has no such feed.
        """
        self._check(feed_id)
        state = (await self._store.feed_states()).get(feed_id) or FeedState(feed_id)
        now = self._clock.now()
        if state.paused_at is not None:
            return render_paused(feed_id, since=state.paused_at), None
        if state.polled_at is not None and state.polled_at > now - SPARED_FOR:
            return render_asked_lately(feed_id), None
        await self._store.poll_soon([feed_id], now, asked_before=now, failing_too=True)
        return render_polling(feed_id), now

    def tell(self, feed_id: str, since: datetime, reply: Reply) -> None:
        """Have somebody told how the poll went that was asked for at that instant."""
        self._waiting.append(_Waiting(feed_id, since, reply, spoken()))

    @property
    def is_waited_for(self) -> bool:
        """Tell whether somebody waits for the outcome of a poll."""
        return bool(self._waiting)

    async def tell_polled(self) -> None:
        """Tell those who wait for a poll that is over, and those who have waited long enough."""
        if not self.is_waited_for:
            return
        now = self._clock.now()
        sources = {source.feed.id: source for source in await self._answers.now.sources()}
        waiting, self._waiting = self._waiting, []
        for one in waiting:
            with speaking(one.language):
                outcome = _outcome(one, sources.get(one.feed_id), now)
            if outcome is None:
                self._waiting.append(one)
            else:
                await one.reply(outcome)

    async def _source(self, feed_id: str) -> SourceStatus:
        self._check(feed_id)
        return next(source for source in await self._answers.now.sources() if source.feed.id == feed_id)

    def _audit(self, action: AuditAction, feed_id: str, by: str, detail: str) -> AuditRecord:
        self._check(feed_id)
        return AuditRecord(self._clock.now(), by, action, f"feed:{feed_id}", detail)

    def _check(self, feed_id: str) -> None:
        if feed_id not in self.feed_ids:
            raise ReviewError(tell("There is no feed {feed} in feeds.yaml", feed=repr(feed_id)))


def _outcome(one: _Waiting, source: SourceStatus | None, now: datetime) -> Message | None:
    """Return what to tell; None: the poll may end yet."""
    if source is not None and source.state.polled_at is not None and source.state.polled_at >= one.since:
        return render_polled(source, now)
    if source is None:
        return render_feed_gone(one.feed_id)
    if source.state.paused_at is not None:
        return render_paused(one.feed_id, since=source.state.paused_at)
    if now - one.since > PATIENCE:
        return render_poll_late(one.feed_id)
    return None
