"""Wires the object graph: which adapter stands behind which port, which service gets what.

Called by `bot.app`, the composition root, and by `bot.demo`, which wires the same bot into a
small invented world.
"""

import random
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta

from bot import __version__
from bot.adapters.http import HttpFetcher
from bot.adapters.languages import read_languages
from bot.adapters.pages import HttpPageReader
from bot.adapters.parser_process import ProcessParser
from bot.config import Environment
from bot.core.model import Catalogue
from bot.core.targets import spoken_at
from bot.ports import Charts, Clock, Fetcher, Job, PageReader, Parser, Poster, Stop, Store, Wake
from bot.services.absences import AbsenceWatch
from bot.services.answers import Answers
from bot.services.composer import Composer
from bot.services.day_counter import DayCounter
from bot.services.deliverer import Deliverer
from bot.services.desk import FrontDesk
from bot.services.pages import PageCompleter
from bot.services.poller import Poller
from bot.services.press import PressPages
from bot.services.reviewer import Reviewer
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
PICTURE_TICK = timedelta(seconds=10)  #: it is woken for each picture
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
    absences: AbsenceWatch
    deliverer: Deliverer
    day_counter: DayCounter


def build_services(
    *,
    catalogue: Catalogue,
    store: Store,
    reading: Reading,
    poster: Poster,
    clock: Clock,
    jitter: Callable[[], float] = random.random,
    settling: timedelta = timedelta(),
) -> Services:
    """Wire the services for one catalogue and one poster; `jitter` draws numbers in [0, 1) for waits.

    For `settling` after a start, a day post that is due waits until the sources were asked.
    """
    completer = PageCompleter(
        catalogue=catalogue, store=store, pages=reading.pages, clock=clock, target_prefix=poster.target_prefix
    )
    composer = Composer(catalogue=catalogue, store=store, clock=clock, languages=read_languages())
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
    )


def build_desk(
    *,
    catalogue: Catalogue,
    store: Store,
    pages: PageReader,
    charts: Charts,
    clock: Clock,
    target_prefix: str,
    vigil: Vigil | None = None,
) -> FrontDesk:
    """Wire what answers members and admins; `vigil` is what the runner tells how the jobs fare."""
    verifier = Verifier(catalogue=catalogue, store=store, clock=clock)
    return FrontDesk(
        answers=Answers(catalogue=catalogue, store=store, clock=clock, vigil=vigil),
        verifier=verifier,
        press=PressPages(pages=pages, verifier=verifier, clock=clock, allowed=catalogue.fetch_links),
        reviewer=Reviewer(catalogue=catalogue, store=store, clock=clock, target_prefix=target_prefix),
        timelines=Timelines(catalogue=catalogue, store=store, clock=clock, charts=charts),
        languages=read_languages(),
        spoken_at=spoken_at(catalogue, read_languages()),
    )


def service_jobs(services: Services, desk: FrontDesk, stop: Stop, outbox: Wake) -> tuple[Job, ...]:
    """Return the recurring work of a running bot; `outbox` tells when something waits to be posted."""

    async def poll() -> None:
        await services.poller.poll_due(stop.is_set, patience=POLL_TICK)

    async def complete() -> None:
        await services.completer.complete_due(stop.is_set)

    async def look() -> None:
        await services.absences.look_due(stop.is_set)

    async def deliver() -> None:
        if desk.changed.is_set():
            desk.changed.clear()
            await services.deliverer.resume_parked()
        await services.deliverer.deliver_due(patience=DELIVER_TICK)

    return (
        Job("poll", POLL_TICK, poll),
        Job("pages", PAGE_TICK, complete),
        Job("absences", ABSENCE_TICK, look),
        Job("day", DAY_TICK, services.day_counter.enqueue_due),
        Job("deliver", DELIVER_TICK, deliver, outbox),
        Job("press", PRESS_TICK, desk.press.read_next),
        Job("pictures", PICTURE_TICK, desk.timelines.draw_next, desk.timelines),
    )


def user_agent(contact: str | None) -> str:
    """Return what publishers see in their logs: name, version, and where to reach the operator."""
    return f"Picketwire/{__version__} (+{contact or DEFAULT_CONTACT})"


@asynccontextmanager
async def open_reading(environment: Environment, clock: Clock) -> AsyncIterator[Reading]:
    """Open what reads feeds and pages: the HTTP client and the parser process."""
    async with (
        HttpFetcher(
            clock, user_agent=user_agent(environment.contact), connect_to=environment.connect_to
        ) as fetcher,
        ProcessParser() as parser,
    ):
        yield Reading(fetcher, parser, HttpPageReader(fetcher, parser, clock))
