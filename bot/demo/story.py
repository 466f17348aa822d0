"""Plays the timeline: moves the clock, changes the sites, and lets the bot do its rounds.

`bot.demo.headless` and `bot.demo.page` call `play_story`. A round is what the running service does at its
ticks: poll what is due, enqueue the day post, deliver what is pending.
"""

from collections.abc import Awaitable, Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

from bot.core.model import Change, Decision, DeliveryKind, PlannedEntry, PollReport
from bot.demo.clock import StoryClock
from bot.demo.sites import Sites
from bot.demo.timeline import BEATS, ENDS_AT, STARTS_AT, Ask, Beat, Correct, Enter, Outage, Publish
from bot.demo.world import Article
from bot.services.deliverer import Delivered
from bot.wiring import Services

#: The bot makes a round this often in story time; the hours include nine, when the day post is due.
_ROUNDS = timedelta(hours=3)
#: And this long after every beat, which is more than the feeds' ten minutes and their spread.
_AFTER_BEAT = timedelta(minutes=15)


@dataclass(slots=True)
class Tally:
    """What came of it all."""

    days: int = 0
    statements: int = 0
    edits: int = 0
    rejected: int = 0
    held: int = 0
    day_posts: int = 0
    totals: int = 0
    questions: int = 0
    asked: int = 0

    def count_entry(self, planned: PlannedEntry) -> None:
        """Count an entry that was judged for the first time."""
        if planned.change is not Change.NEW:
            return
        self.rejected += planned.verdict.decision is Decision.REJECTED
        self.held += planned.verdict.decision is Decision.HELD

    def count_post(self, delivered: Delivered) -> None:
        """Count a delivery that was made."""
        self.statements += delivered.delivery.kind is DeliveryKind.STATEMENT
        self.edits += delivered.delivery.kind is DeliveryKind.EDIT
        self.day_posts += delivered.delivery.kind is DeliveryKind.DAY
        self.totals += delivered.delivery.kind is DeliveryKind.TOTAL
        self.questions += delivered.delivery.kind is DeliveryKind.QUESTION

    def __str__(self) -> str:
        """Return the summary line."""
        return (
            f"{self.days} days, {self.statements} statements posted, {self.edits} edited in place, "
            f"{self.rejected} entries rejected, {self.held} held, {self.day_posts} day posts, "
            f"{self.totals} total, {self.questions} questions to the admins, {self.asked} question answered"
        )


@dataclass(frozen=True, slots=True)
class Round:
    """What one round of the bot did."""

    reports: Sequence[PollReport]
    delivered: Sequence[Delivered]

    def judged(self) -> Iterator[PlannedEntry]:
        """Return the entries that were new or changed."""
        for report in self.reports:
            yield from (entry for entry in report.entries if entry.change is not Change.UNCHANGED)


class Narrator(Protocol):
    """Tells the person who watches."""

    def day(self, at: datetime) -> None:
        """Tell that a new day begins."""
        ...

    def beat(self, beat: Beat) -> None:
        """Tell what happens in the world."""
        ...

    def round(self, made: Round) -> bool:
        """Tell what the bot did; return whether there was anything to tell."""
        ...


@dataclass(frozen=True, slots=True)
class Cast:
    """Who plays: the clock, the sites, the narrator, and how the bot is started."""

    clock: StoryClock
    sites: Sites
    narrator: Narrator
    restart: Callable[[str], Awaitable[Services]]  #: enters a line about the strike, then starts the bot anew
    ask: Callable[[Article], Awaitable[None]]  #: posts a story in the channel and asks the bot about it
    pause: Callable[[bool], Awaitable[None]]  #: called after each round: was there anything to see?


async def play_story(cast: Cast, services: Services) -> Tally:
    """Play all beats in order, with the bot that `services` is, and return what came of them."""
    tally = Tally()
    today = None
    for at, beat in _schedule():
        await cast.clock.advance_to(at)
        if at.date() != today:
            today = at.date()
            tally.days += 1
            cast.narrator.day(at)
        if beat is None:
            seen = cast.narrator.round(await _round(services, tally))
            await cast.pause(seen)
            continue
        cast.narrator.beat(beat)
        if isinstance(beat, Enter):
            services = await cast.restart(beat.line)
        elif isinstance(beat, Ask):
            await cast.ask(beat.article)
            tally.asked += 1
            await cast.pause(True)
        else:
            _change_sites(cast.sites, beat)
    return tally


async def _round(services: Services, tally: Tally) -> Round:
    reports = await services.poller.poll_all()
    await services.day_counter.enqueue_due()
    made = Round(reports, await services.deliverer.deliver_pending())
    for entry in made.judged():
        tally.count_entry(entry)
    for delivered in made.delivered:
        tally.count_post(delivered)
    return made


def _schedule() -> list[tuple[datetime, Beat | None]]:
    """Return beats and rounds (None) in order of time."""
    rounds = [STARTS_AT + _ROUNDS * step for step in range((ENDS_AT - STARTS_AT) // _ROUNDS + 1)]
    rounds += [beat.at + _AFTER_BEAT for beat in BEATS]
    moments: list[tuple[datetime, Beat | None]] = [(beat.at, beat) for beat in BEATS]
    moments += [(at, None) for at in rounds]
    return sorted(moments, key=lambda moment: moment[0])


def _change_sites(sites: Sites, beat: Publish | Correct | Outage) -> None:
    match beat:
        case Publish(at=at, article=article):
            sites.publish(article, at)
        case Correct(at=at, article=article):
            sites.correct(article, at)
        case Outage(site=site, down=down):
            sites.set_down(site, down=down)
