"""Composes what watches over the running bot: systemd's signs of life, and the operator's port.

Used by `bot.app`. What is not asked for in the environment is not imported.
"""

import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from typing import Final

from bot.adapters.watchdog import Systemd
from bot.config import Environment
from bot.ports import Job, Meter, Supervisor
from bot.services.checkup import Checkup
from bot.services.counting import Uncounted

log = logging.getLogger(__name__)

LONGEST_BEAT: Final = timedelta(seconds=20)
BEATS_PER_WATCH: Final = 3  #: a sign of life may be late, or lost, and the next one still comes in time


class Unsupervised:
    """Nobody who started us wants to know."""

    def ready(self, status: str) -> None:
        """Do nothing."""

    def alive(self, status: str, *, is_well: bool) -> None:
        """Do nothing."""

    def stopping(self) -> None:
        """Do nothing."""


def supervisor(environment: Environment) -> Supervisor:
    """Return who is to be told how the process is doing."""
    return Unsupervised() if environment.notify_socket is None else Systemd(environment.notify_socket)


def beat_job(environment: Environment, checkup: Checkup) -> Job:
    """Return the job that gives signs of life, often enough for systemd's watchdog."""
    every = LONGEST_BEAT
    if environment.watchdog is not None:
        every = min(every, environment.watchdog / BEATS_PER_WATCH)
    return Job("health", every, checkup.beat)


@asynccontextmanager
async def open_port(environment: Environment, checkup: Checkup) -> AsyncIterator[Meter]:
    """Serve health and figures where the environment says so; yields what counts for them.

    Raises:
        ListenError: the port can't be had.
    """
    if environment.listen is None:
        yield Uncounted()
        return
    from bot.adapters.endpoints import endpoints
    from bot.adapters.metrics import Metrics

    metrics = Metrics()
    async with endpoints(environment.listen, checkup, metrics) as (host, port):
        log.info("health and figures are served on %s port %d", host, port)
        yield metrics
