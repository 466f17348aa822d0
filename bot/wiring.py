"""Wires the object graph: which adapter stands behind which port, which service gets what.

Called by `bot.app`, the composition root, and by `bot.demo`, which wires the same bot into a
small invented world.
"""

import asyncio
import random
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from bot import __version__
from bot.adapters.http import HttpFetcher
from bot.adapters.languages import read_languages
from bot.adapters.pages import HttpPageReader
from bot.adapters.parser_process import ProcessParser
from bot.adapters.site_visitor import HttpSiteVisitor
from bot.adapters.watching import FileWatch
from bot.config import Environment
from bot.core.model import Catalogue
from bot.core.targets import spoken_at
from bot.ports import (
    Charts,
    Clock,
    Configuration,
    Fetcher,
    Job,
    Meter,
    PageReader,
    Parser,
    Places,
    Poster,
    Stop,
    Store,
    Wake,
)
from bot.services.absences import AbsenceWatch
from bot.services.answers import Answers
from bot.services.channel_watch import ChannelWatch
from bot.services.composer import Composer
from bot.services.counting import Uncounted, count_deliveries, count_polls
from bot.services.day_counter import DayCounter
from bot.services.deliverer import Deliverer
from bot.services.desk import BackOffice, Desks, FrontDesk
from bot.services.feed_desk import FeedDesk
from bot.services.held_desk import HeldDesk
from bot.services.in_force import Derived, in_force
from bot.services.keeper import Keeper
from bot.services.line import Line
from bot.services.live_configuration import LiveConfiguration
from bot.services.looking import Looker
from bot.services.pages import PageCompleter
from bot.services.poller import Poller
from bot.services.posting import LatestPoster
from bot.services.press import PressPages, press_queue
from bot.services.previews import Previews
from bot.services.reviewer import Reviewer
from bot.services.site_finder import SiteFinder
from bot.services.source_alerts import SourceAlerts
from bot.services.timeline import Timelines
from bot.services.verifier import Verifier
from bot.services.vigil import Vigil

#: How often the jobs look whether something is due; what is due, the clock and the store say.
POLL_TICK = timedelta(seconds=1)
DELIVER_TICK = timedelta(seconds=1)
DAY_TICK = timedelta(seconds=10)
PAGE_TICK = timedelta(seconds=10)
ABSENCE_TICK = timedelta(minutes=1)
PRESS_TICK = timedelta(seconds=1)
KEEP_TICK = timedelta(minutes=10)
OUTAGE_TICK = timedelta(minutes=1)
CHANNEL_TICK = timedelta(seconds=2)  #: it asks Discord only at the start and after a change
PICTURE_TICK = timedelta(seconds=10)  #: it is woken for each picture
OFFICE_TICK = timedelta(seconds=1)  #: it looks into the store only where an admin waits
FILE_TICK = timedelta(seconds=30)  #: it is woken when the file is saved

#: Shown to publishers until the operator sets PICKETWIRE_CONTACT; `check` asks for it.
DEFAULT_CONTACT = "https://picketwire.example/contact"


@dataclass(frozen=True, slots=True)
class Reading:
    """What reads the union's sites."""

    fetcher: Fetcher
    parser: Parser
    pages: PageReader


@dataclass(frozen=True, slots=True)
class Services:
    """The use cases, wired."""

    poller: Poller
    completer: PageCompleter
    looker: Looker
    absences: AbsenceWatch
    deliverer: Deliverer
    day_counter: DayCounter
    keeper: Keeper
    source_alerts: SourceAlerts
    channel_watch: ChannelWatch


def build_services(
    *,
    catalogue: Catalogue | Configuration,
    store: Store,
    reading: Reading,
    poster: Poster,
    clock: Clock,
    jitter: Callable[[], float] = random.random,
    settling: timedelta = timedelta(),
) -> Services:
    """Wire the services for what is in force and one poster; `jitter` draws numbers in [0, 1) for waits.

    For `settling` after a start, a day post that is due waits until the sources were asked.
    """
    completer = PageCompleter(
        catalogue=catalogue, store=store, pages=reading.pages, clock=clock, target_prefix=poster.target_prefix
    )
    composer = Composer(
        catalogue=in_force(catalogue).catalogue, store=store, clock=clock, languages=read_languages()
    )
    return Services(
        poller=Poller(
            catalogue=catalogue,
            store=store,
            fetcher=reading.fetcher,
            parser=reading.parser,
            completer=completer,
            clock=clock,
            target_prefix=poster.target_prefix,
            jitter=jitter,
        ),
        completer=completer,
        looker=Looker(
            catalogue=catalogue,
            store=store,
            fetcher=reading.fetcher,
            parser=reading.parser,
            completer=completer,
            target_prefix=poster.target_prefix,
        ),
        absences=AbsenceWatch(catalogue=catalogue, store=store, pages=reading.pages, clock=clock),
        deliverer=Deliverer(
            catalogue=catalogue, store=store, poster=poster, composer=composer, clock=clock, jitter=jitter
        ),
        day_counter=DayCounter(
            catalogue=catalogue,
            store=store,
            clock=clock,
            target_prefix=poster.target_prefix,
            settling=settling,
        ),
        keeper=Keeper(catalogue=catalogue, store=store, clock=clock),
        source_alerts=SourceAlerts(
            catalogue=catalogue, store=store, clock=clock, target_prefix=poster.target_prefix
        ),
        channel_watch=ChannelWatch(
            catalogue=catalogue,
            store=store,
            clock=clock,
            places=poster if isinstance(poster, Places) else None,
        ),
    )


def build_desks(
    *,
    catalogue: Catalogue | Configuration,
    store: Store,
    pages: PageReader,
    charts: Charts,
    clock: Clock,
    target_prefix: str,
    vigil: Vigil | None = None,
) -> Desks:
    """Wire what answers members and admins by what is in force.

    `vigil` is what the runner tells how the jobs fare.
    """
    configuration, line = in_force(catalogue), Line()
    languages, changed, queue = read_languages(), asyncio.Event(), press_queue(clock)
    timelines = Timelines(catalogue=configuration, store=store, clock=clock, charts=charts)
    office = BackOffice(
        feeds=FeedDesk(catalogue=configuration, store=store, clock=clock),
        held=HeldDesk(catalogue=configuration, store=store),
        posting=LatestPoster(catalogue=configuration, store=store, clock=clock),
        previews=Previews(catalogue=configuration, store=store, clock=clock),
    )

    def desk(catalogue: Catalogue) -> FrontDesk:
        verifier = Verifier(catalogue=catalogue, store=store, clock=clock)
        return FrontDesk(
            answers=Answers(catalogue=catalogue, store=store, clock=clock, vigil=vigil),
            verifier=verifier,
            press=PressPages(
                pages=pages, verifier=verifier, clock=clock, allowed=catalogue.fetch_links, queue=queue
            ),
            reviewer=Reviewer(catalogue=catalogue, store=store, clock=clock, target_prefix=target_prefix),
            timelines=timelines,
            office=office,
            changed=changed,
            languages=languages,
            spoken_at=spoken_at(catalogue, languages),
            line=line,
        )

    return Derived(configuration, desk)


def service_jobs(
    services: Services, desks: Desks, stop: Stop, outbox: Wake, meter: Meter | None = None
) -> tuple[Job, ...]:
    """Return the recurring work of a running bot; `outbox` tells when something waits to be posted."""
    counted_by = meter or Uncounted()

    async def poll() -> None:
        reports = await services.poller.poll_due(stop.is_set, patience=POLL_TICK)
        count_polls(reports, counted_by)

    async def complete() -> None:
        await services.completer.complete_due(stop.is_set)

    async def look() -> None:
        await services.absences.look_due(stop.is_set)

    async def deliver() -> None:
        if (changed := desks.now.changed).is_set():
            changed.clear()
            await services.deliverer.resume_parked()
            services.channel_watch.look_again()
        deliveries = await services.deliverer.deliver_due(patience=DELIVER_TICK)
        count_deliveries(deliveries, counted_by)

    async def look_for_outages() -> None:
        await services.source_alerts.look()

    async def keep() -> None:
        await services.keeper.prune_daily(stop.is_set)

    async def read_next() -> None:
        await desks.now.press.read_next()

    async def preview() -> None:
        await office.previews.look_next(services.looker.look)

    timelines, office = desks.now.timelines, desks.now.office  # the same by whatever catalogue
    return (
        Job("poll", POLL_TICK, poll),
        Job("pages", PAGE_TICK, complete),
        Job("absences", ABSENCE_TICK, look),
        Job("day", DAY_TICK, services.day_counter.enqueue_due),
        Job("deliver", DELIVER_TICK, deliver, outbox),
        Job("press", PRESS_TICK, read_next),
        Job("pictures", PICTURE_TICK, timelines.draw_next, timelines),
        Job("feeds", OFFICE_TICK, office.feeds.tell_polled),
        Job("previews", PICTURE_TICK, preview, office.previews),
        Job("keep", KEEP_TICK, keep),
        Job("outages", OUTAGE_TICK, look_for_outages),
        Job("channels", CHANNEL_TICK, services.channel_watch.look),
    )


def file_job(configuration: LiveConfiguration, path: Path) -> Job:
    """Return what keeps in force what the file says; it is watched, and looked at now and then besides."""
    return Job("file", FILE_TICK, configuration.look, FileWatch(path))


def user_agent(contact: str | None) -> str:
    """Return what publishers see in their logs: name, version, and where to reach the operator."""
    return f"Picketwire/{__version__} (+{contact or DEFAULT_CONTACT})"


@asynccontextmanager
async def open_reading(environment: Environment, clock: Clock) -> AsyncIterator[Reading]:
    """Open what reads feeds and pages: the HTTP client and the parser process."""
    async with _fetcher(environment, clock) as fetcher, ProcessParser() as parser:
        yield Reading(fetcher, parser, HttpPageReader(fetcher, parser, clock))


@asynccontextmanager
async def open_finder(environment: Environment, clock: Clock) -> AsyncIterator[SiteFinder]:
    """Open what looks for a union's feeds, for one search."""
    async with _fetcher(environment, clock) as fetcher, ProcessParser() as parser:
        yield SiteFinder(visitor=HttpSiteVisitor(fetcher, clock), fetcher=fetcher, parser=parser)


def _fetcher(environment: Environment, clock: Clock) -> HttpFetcher:
    return HttpFetcher(clock, user_agent=user_agent(environment.contact), connect_to=environment.connect_to)
