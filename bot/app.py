"""The composition root: opens what the commands need, owns start and stop.

`bot.cli` calls `run_service`, `poll_once`, `plan_once`, `check_discord`, `invitation`, `rejudge_all`,
`open_answers`, `open_verifier` and `open_reviewer`; `bot.wiring` builds the object graph.
"""

import asyncio
import contextlib
import gc
import logging
import signal
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from pydantic import SecretStr
from rich.console import Console

from bot.adapters.bell import Bell
from bot.adapters.capture import CapturePoster
from bot.adapters.charts import ProcessCharts
from bot.adapters.clock import SystemClock
from bot.adapters.database.copying import copy_database
from bot.adapters.database.lock import delivery_lock
from bot.adapters.database.store import open_store
from bot.adapters.parser_process import ProcessParser
from bot.adapters.runner import SchedulerRunner
from bot.adapters.terminal import TerminalPoster
from bot.adapters.watching import FeedsFile
from bot.config import Environment, load_bytes, read_bytes
from bot.core.errors import BotError, PostTemporary
from bot.core.model import Catalogue, Forgettable, PollReport
from bot.core.targets import DISCORD, TERMINAL
from bot.failpoints import arm
from bot.oversight import beat_job, open_port, supervisor
from bot.ports import Poster, Store
from bot.services.answers import Answers
from bot.services.checkup import Checkup
from bot.services.deliverer import Undelivered
from bot.services.desk import Desks
from bot.services.feed_desk import FeedDesk
from bot.services.keeper import Keeper
from bot.services.live_configuration import LiveConfiguration
from bot.services.rejudger import Rejudger, Rejudging
from bot.services.rereader import Rereader, Rereading
from bot.services.reviewer import Reviewer
from bot.services.verifier import Verifier
from bot.services.vigil import Vigil
from bot.wiring import build_desks, build_services, file_job, open_reading, service_jobs

if TYPE_CHECKING:
    import discord

    from bot.discord_app.session import Access

log = logging.getLogger(__name__)

#: A running bot that was off when a day post was due asks the sources first, for so long.
SETTLING = timedelta(minutes=2)


@asynccontextmanager
async def open_answers(environment: Environment, catalogue: Catalogue) -> AsyncIterator[Answers]:
    """Open the store for questions alone; runs beside a delivering bot."""
    async with open_store(environment.database_url) as store:
        yield Answers(catalogue=catalogue, store=store, clock=SystemClock())


@asynccontextmanager
async def open_verifier(environment: Environment, catalogue: Catalogue) -> AsyncIterator[Verifier]:
    """Open the store for checking texts; runs beside a delivering bot."""
    async with open_store(environment.database_url) as store:
        yield Verifier(catalogue=catalogue, store=store, clock=SystemClock())


@asynccontextmanager
async def open_reviewer(environment: Environment, catalogue: Catalogue) -> AsyncIterator[Reviewer]:
    """Open the store for an admin's decisions; runs beside a delivering bot, which posts what is approved."""
    prefix = _target_prefix(environment)
    async with open_store(environment.database_url) as store:
        yield Reviewer(catalogue=catalogue, store=store, clock=SystemClock(), target_prefix=prefix)


@asynccontextmanager
async def open_feed_desk(environment: Environment, catalogue: Catalogue) -> AsyncIterator[FeedDesk]:
    """Open the store for pausing and resuming feeds; a running service heeds it at its next tick."""
    async with open_store(environment.database_url) as store:
        yield FeedDesk(catalogue=catalogue, store=store, clock=SystemClock())


async def rejudge_all(environment: Environment, catalogue: Catalogue, *, by: str, dry_run: bool) -> Rejudging:
    """Judge again everything that is stored; runs beside a delivering bot."""
    async with open_store(environment.database_url) as store:
        rejudger = Rejudger(catalogue=catalogue, store=store, clock=SystemClock())
        return await rejudger.rejudge(by=by, dry_run=dry_run)


async def prune_now(
    environment: Environment, catalogue: Catalogue, *, dry_run: bool
) -> Mapping[Forgettable, int]:
    """Forget what need not be kept, or only count it; runs beside a delivering bot."""
    async with open_store(environment.database_url) as store:
        keeper = Keeper(catalogue=catalogue, store=store, clock=SystemClock())
        return await (keeper.prunable() if dry_run else keeper.prune())


async def reread_all(environment: Environment, catalogue: Catalogue, *, dry_run: bool) -> Rereading:
    """Read again what is kept of everything stored; runs beside a delivering bot."""
    async with open_store(environment.database_url) as store, ProcessParser() as parser:
        rereader = Rereader(catalogue=catalogue, store=store, parser=parser, clock=SystemClock())
        return await rereader.reread(dry_run=dry_run)


def _target_prefix(environment: Environment) -> str:
    return TERMINAL if environment.discord_token is None else DISCORD


@dataclass(frozen=True, slots=True)
class Cycle:
    """What one poll of all feeds found, and which of its entries have a post."""

    reports: Sequence[PollReport]
    posted: Mapping[str, frozenset[str]]  #: entry keys by feed id
    refusal: str | None = None  #: why nothing could be posted; it waits in the outbox
    undelivered: Sequence[Undelivered] = ()  #: what was tried and could not be posted

    @property
    def failed(self) -> bool:
        """Tell whether any feed failed, or the posting."""
        is_undelivered = self.refusal is not None or bool(self.undelivered)
        return is_undelivered or any(report.error for report in self.reports)


async def poll_once(environment: Environment, catalogue: Catalogue, console: Console) -> Cycle:
    """Poll every feed now, store and deliver; posts go to Discord, or to `console` without a token.

    Where Discord can't be reached, feeds are polled and stored all the same.
    """
    clock = SystemClock()
    async with AsyncExitStack() as stack:
        stack.enter_context(delivery_lock(environment.database_url, since=clock.now()))
        store = await stack.enter_async_context(open_store(environment.database_url))
        poster: Poster
        try:
            poster, refusal = await stack.enter_async_context(open_poster(environment, console)), None
        except PostTemporary as error:
            poster, refusal = CapturePoster(_target_prefix(environment), is_open=False), str(error)
        cycle = await _cycle(environment, catalogue, store, poster, conditional=True)
        return replace(cycle, refusal=refusal)


async def plan_once(environment: Environment, catalogue: Catalogue) -> Cycle:
    """Do what `poll_once` would, on a throw-away copy of the database, posting nowhere.

    Feeds are asked without validators, so that an unchanged feed is shown too.
    """
    prefix = _target_prefix(environment)
    with TemporaryDirectory(prefix="picketwire-plan-") as folder:
        copy_url = await copy_database(environment.database_url, Path(folder) / "plan.db")
        async with open_store(copy_url) as store:
            return await _cycle(environment, catalogue, store, CapturePoster(prefix), conditional=False)


async def _cycle(
    environment: Environment, catalogue: Catalogue, store: Store, poster: Poster, *, conditional: bool
) -> Cycle:
    clock = SystemClock()
    async with open_reading(environment, clock) as reading:
        services = build_services(
            catalogue=catalogue,
            store=store,
            reading=reading,
            poster=poster,
            clock=clock,
        )
        await services.deliverer.go_on()
        reports = await services.poller.poll_all(conditional=conditional)
        await services.completer.complete_due()
        await services.absences.look_due()
        deliveries = await services.deliverer.deliver_due()
    posted = {
        report.feed_id: await store.posted_keys(
            report.feed_id, [entry.key for entry in report.entries], poster.target_prefix
        )
        for report in reports
    }
    return Cycle(reports, posted, undelivered=deliveries.failed)


async def run_service(environment: Environment, catalogue: Catalogue, console: Console) -> None:
    """Run until SIGTERM or SIGINT; the job in hand is finished first."""
    if environment.failpoint is not None:
        arm(environment.failpoint)
    stop = asyncio.Event()
    clock, outbox, vigil = SystemClock(), Bell(), Vigil()
    async with AsyncExitStack() as stack:
        stack.enter_context(delivery_lock(environment.database_url, since=clock.now()))
        store = await stack.enter_async_context(open_store(environment.database_url, filled=outbox.ring))
        reading = await stack.enter_async_context(open_reading(environment, clock))
        configuration = _live_configuration(environment, catalogue, store)
        await configuration.begin()
        desks = build_desks(
            catalogue=configuration,
            store=store,
            pages=reading.pages,
            charts=await stack.enter_async_context(ProcessCharts()),
            clock=clock,
            target_prefix=_target_prefix(environment),
            vigil=vigil,
        )
        poster = await stack.enter_async_context(open_poster(environment, console, (desks, stop)))
        services = build_services(
            catalogue=configuration,
            store=store,
            reading=reading,
            poster=poster,
            clock=clock,
            settling=SETTLING,
        )
        configuration.changed = desks.now.changed.set  # what was refused may go through now
        manager = supervisor(environment)
        checkup = Checkup(
            catalogue=configuration,
            store=store,
            clock=clock,
            vigil=vigil,
            poster=poster,
            line=None if environment.discord_token is None else desks.now.line,
            supervisor=manager,
        )
        meter = await stack.enter_async_context(open_port(environment, checkup))
        _stop_on_signals(stop)
        gc.freeze()  # what was loaded to start stays: looking through it for garbage costs an answer 50 ms
        log.info("ready: following %d feeds", len(configuration.catalogue.feeds))
        await services.deliverer.go_on()
        jobs = (
            *service_jobs(services, desks, stop, outbox, meter),
            file_job(configuration, environment.feeds_file),
            beat_job(environment, checkup),
        )
        manager.ready("beginning work")
        try:
            await SchedulerRunner(vigil).run(jobs, stop)
        finally:
            manager.stopping()
            await services.poller.finish()
            await services.deliverer.finish()
        log.info("stopping: the work in hand is finished")


def _live_configuration(environment: Environment, catalogue: Catalogue, store: Store) -> LiveConfiguration:
    path = environment.feeds_file
    file = FeedsFile(path, read=read_bytes, understand=lambda body: load_bytes(body, str(path)).catalogue)
    return LiveConfiguration(
        catalogue,
        file=file,
        store=store,
        clock=SystemClock(),
        target_prefix=_target_prefix(environment),
    )


def _stop_on_signals(stop: asyncio.Event) -> None:
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        with contextlib.suppress(NotImplementedError):  # Windows has no loop signal handlers
            loop.add_signal_handler(number, stop.set)


@asynccontextmanager
async def open_poster(
    environment: Environment,
    console: Console,
    serving: tuple[Desks, asyncio.Event] | None = None,
) -> AsyncIterator[Poster]:
    """Open Discord where there is a token, else the terminal.

    `serving` opens the gateway too: its desk answers, and its event is set where Discord ends the connection
    for good. Without it, only posting works.
    """
    if environment.discord_token is None:
        yield TerminalPoster(console)
        return
    # Imported here: discord.py costs a third of a start, and a terminal needs none of it.
    from bot.discord_app.poster import DiscordPoster
    from bot.discord_app.session import connected

    if serving is None:
        async with _discord_rest(environment, environment.discord_token) as client:
            yield DiscordPoster(client)
    else:
        async with connected(_access(environment, environment.discord_token), *serving) as client:
            yield DiscordPoster(client, line=client.desk.line)


@dataclass(frozen=True, slots=True)
class DiscordCheck:
    """What Discord says of the bot's place there."""

    problems: Sequence[tuple[int, str]]  #: (channel id, what to change)
    invitation: str  #: the address at which an admin adds the bot to a server


async def check_discord(environment: Environment, catalogue: Catalogue) -> DiscordCheck | None:
    """Ask Discord what would stop the bot in each configured channel; None without a token."""
    if environment.discord_token is None:
        return None
    from bot.discord_app.permissions import invite_url, missing_permissions

    async with _discord_rest(environment, environment.discord_token) as client:
        problems = await missing_permissions(client, catalogue)
        return DiscordCheck(
            [(problem.channel_id, problem.message) for problem in problems],
            invite_url(client.application_id or 0, catalogue),
        )


async def invitation(
    environment: Environment, catalogue: Catalogue, application_id: int | None
) -> tuple[str, Sequence[str]]:
    """Return the address at which an admin adds the bot to a server, and the permissions it asks for.

    Raises:
        BotError: neither an id nor a token says which application it is, or Discord could not be asked.
    """
    if application_id is None and environment.discord_token is None:
        raise BotError(
            "It is not known which application to invite: set DISCORD_TOKEN, or copy the Application ID from "
            "General Information in the developer portal and give it with --application-id."
        )
    from bot.discord_app.permissions import invite_url, invited_to

    if application_id is None and environment.discord_token is not None:
        async with _discord_rest(environment, environment.discord_token) as client:
            application_id = client.application_id
    return invite_url(application_id or 0, catalogue), invited_to(catalogue)


@asynccontextmanager
async def _discord_rest(environment: Environment, token: SecretStr) -> AsyncIterator["discord.Client"]:
    from bot.discord_app.client import build_rest_client
    from bot.discord_app.session import logged_in

    async with logged_in(_access(environment, token), build_rest_client()) as client:
        yield client


def _access(environment: Environment, token: SecretStr) -> "Access":
    from bot.discord_app.session import Access

    return Access(token.get_secret_value(), environment.discord_api, environment.discord_gateway)
