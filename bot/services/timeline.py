"""What members see of a strike's days: the answer to ``/timeline``, and the pictures in it.

A command or button asks `answer` and shows what it returns at once; a picture that is not at hand is drawn
by the job ``pictures`` (`draw_next`) and put into the answer in place. Guarantees: a bounded queue, a few
pictures waiting for each member, and who asked is known only until the picture is drawn.
"""

import asyncio
import logging
from collections import OrderedDict, deque
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from bot.core.chart import Chart
from bot.core.contact import Gap, Spell, current_gaps, spells
from bot.core.errors import DrawError
from bot.core.language import Language, speaking, spoken
from bot.core.model import Catalogue, FeedState, Message, Strike, Topic
from bot.core.render import Missing, chart_of, picture_of, render_no_timeline, render_timeline
from bot.core.timeline import (
    Look,
    Said,
    Span,
    Timeline,
    TimelineAsked,
    strike_to_show,
    timeline,
    window_of,
)
from bot.core.topics import TopicFinder
from bot.ports import Charts, Clock, Configuration, SaidThen, Store
from bot.services.in_force import in_force

log = logging.getLogger(__name__)

MOST_COUNTED: Final = 5_000  #: statements in one picture
MOST_REMEMBERED: Final = 20_000  #: statements whose topics need not be looked for again
MOST_WAITING: Final = 20
MOST_OF_A_MEMBER: Final = 2
MOST_KEPT: Final = 8  #: pictures that were drawn, for those who ask for the same

#: Puts the finished answer in the place of the first one; False where a picture may not be shown there.
#: Fails in silence otherwise, for the answer may be gone by then.
Reply = Callable[[Message], Awaitable[bool]]


@dataclass(frozen=True, slots=True)
class Wanted:
    """A picture that is to be drawn for an answer."""

    asked: TimelineAsked
    timeline: Timeline
    chart: Chart
    language: Language


@dataclass(frozen=True, slots=True)
class Answer:
    """What is shown at once, and the picture that is missing in it, where one is."""

    message: Message
    wanted: Wanted | None = None


@dataclass(frozen=True, slots=True)
class _Waiting:
    member: int
    wanted: Wanted
    reply: Reply


class Timelines:
    """Answers with pictures; also tells the runner that one is to be drawn (`bot.ports.Wake`)."""

    def __init__(
        self, *, catalogue: Catalogue | Configuration, store: Store, clock: Clock, charts: Charts
    ) -> None:
        self._configuration = in_force(catalogue)
        self._store = store
        self._clock = clock
        self._charts = charts
        self._waiting: deque[_Waiting] = deque()
        self._is_waiting = asyncio.Event()
        self._drawn: OrderedDict[Chart, bytes] = OrderedDict()
        #: By union, topics looked for, title and text.
        self._topics: dict[tuple[str, int, str, int], tuple[str, ...]] = {}

    def strikes(self) -> Sequence[tuple[str, str]]:
        """Return the strikes as (id, name)."""
        return tuple((strike.id, strike.name) for strike in self._configuration.catalogue.strikes)

    def first_asked(self, strike_id: str | None, span: Span, look: Look) -> TimelineAsked | None:
        """Return the picture a command asks for; None: there is no strike to show."""
        if strike_id is None:
            strike = strike_to_show(self._configuration.catalogue.strikes, self._clock.now())
            strike_id = strike.id if strike else None
        return None if strike_id is None else TimelineAsked(strike_id, span, look)

    async def answer(self, asked: TimelineAsked | None, member: int) -> Answer:
        """Answer a command or button of a member; what is wanted is to be handed to `enqueue`."""
        catalogue = self._configuration.catalogue
        strike = next((one for one in catalogue.strikes if asked and one.id == asked.strike_id), None)
        if asked is None or strike is None:
            return Answer(render_no_timeline())
        found = await self._timeline(catalogue, strike, asked.span)
        wanted = Wanted(asked, found, chart_of(found, asked.look), spoken())
        if (png := self._drawn.get(wanted.chart)) is not None:
            return Answer(_with_picture(wanted, png))
        if not self._has_room(member):
            return Answer(render_timeline(found, asked, missing=Missing.TOO_MANY))
        return Answer(render_timeline(found, asked), wanted)

    def enqueue(self, wanted: Wanted, member: int, reply: Reply) -> None:
        """Have a picture drawn and its asker shown the answer with it."""
        self._waiting.append(_Waiting(member, wanted, reply))
        self._is_waiting.set()

    async def wait(self) -> None:
        """Return once a picture is to be drawn."""
        await self._is_waiting.wait()
        self._is_waiting.clear()

    async def draw_next(self) -> None:
        """Draw the picture that has waited longest, where one waits, and show it."""
        if not self._waiting:
            return
        waiting = self._waiting[0]
        try:
            message = await self._finished(waiting.wanted)
        finally:
            self._waiting.popleft()  # only now: until it is drawn it counts as its member's
            if self._waiting:
                self._is_waiting.set()
        if not await waiting.reply(message):
            await waiting.reply(_without_picture(waiting.wanted))

    async def _finished(self, wanted: Wanted) -> Message:
        try:
            png = self._drawn.get(wanted.chart) or await self._charts.draw(wanted.chart)
        except DrawError as error:
            log.warning("A timeline was answered without its picture: %s", error)
            return _without_picture(wanted)
        self._drawn[wanted.chart] = png
        self._drawn.move_to_end(wanted.chart)
        if len(self._drawn) > MOST_KEPT:
            self._drawn.popitem(last=False)
        return _with_picture(wanted, png)

    def _has_room(self, member: int) -> bool:
        of_member = sum(one.member == member for one in self._waiting)
        return len(self._waiting) < MOST_WAITING and of_member < MOST_OF_A_MEMBER

    async def _timeline(self, catalogue: Catalogue, strike: Strike, span: Span) -> Timeline:
        now = self._clock.now()
        window = window_of(strike, span, now)
        since, until = window.bounds(strike)
        feed_ids = _feed_ids(catalogue, strike.union_id)
        topics = catalogue.topics.get(strike.union_id, ())
        found = await self._store.said_between(feed_ids, since, until, MOST_COUNTED)
        if len(self._topics) > MOST_REMEMBERED:
            self._topics.clear()
        said = await asyncio.to_thread(self._said, strike.union_id, topics, found)
        return timeline(
            strike,
            catalogue.union_names.get(strike.union_id, strike.union_id),
            window,
            said=said,
            spells=await self._spells(feed_ids, since, min(until, now), now),
            topic_order=[topic.name for topic in topics],
            now=now,
            is_cut=len(found) == MOST_COUNTED,
        )

    def _said(self, union_id: str, topics: Sequence[Topic], found: Sequence[SaidThen]) -> list[Said]:
        """Return when statements were said, and on which topics; takes a while where they are many."""
        if not topics:
            return [Said(one.at) for one in found]
        names = {topic.id: topic.name for topic in topics}
        finder, looked_for = TopicFinder(topics), hash(tuple(topics))
        said: list[Said] = []
        for one in found:
            key = (union_id, looked_for, one.title, hash(one.text))
            if (known := self._topics.get(key)) is None:
                known = tuple(names[topic] for topic in finder.topics_of(one.title, one.text))
                self._topics[key] = known
            said.append(Said(one.at, known))
        return said

    async def _spells(
        self, feed_ids: Sequence[str], since: datetime, until: datetime, now: datetime
    ) -> Sequence[Spell]:
        states = await self._store.feed_states()
        past = await self._store.gaps(feed_ids, since)
        gaps: Mapping[str, Sequence[Gap]] = {
            feed_id: [*past[feed_id], *current_gaps(states.get(feed_id) or FeedState(feed_id), now)]
            for feed_id in feed_ids
        }
        return spells(gaps, since, until)


def _feed_ids(catalogue: Catalogue, union_id: str) -> Sequence[str]:
    return [feed.id for feed in catalogue.feeds if feed.union_id == union_id and not feed.watched]


def _with_picture(wanted: Wanted, png: bytes) -> Message:
    with speaking(wanted.language):
        return render_timeline(wanted.timeline, wanted.asked, picture=picture_of(wanted.timeline, png))


def _without_picture(wanted: Wanted) -> Message:
    with speaking(wanted.language):
        return render_timeline(wanted.timeline, wanted.asked, missing=Missing.FAILED)
