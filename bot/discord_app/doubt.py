"""Whether Discord may have done something although no answer says so.

discord.py sends a request up to five times and tells of the last try only; a message that was posted at the
first of them must not be taken for refused at the last. So each single request is watched, through the hooks
that aiohttp has for it.
"""

from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from types import SimpleNamespace

import aiohttp

from bot.failpoints import reached

READS = "GET"  #: a request of this method changes nothing
REQUEST_TIMEOUT = 408
TOO_MANY_REQUESTS = 429
CLIENT_ERROR = 400
SERVER_ERROR = 500


@dataclass(slots=True)
class Doubt:
    """What is known of the requests made while it is watched."""

    is_there: bool = False  #: one may have been performed
    is_final: bool = False  #: then no other is made


_WATCHED: ContextVar[Doubt | None] = ContextVar("watched", default=None)


@contextmanager
def watched() -> Iterator[Doubt]:
    """Watch the requests that are made in here, by a client built with `tracing`."""
    doubt = Doubt()
    token = _WATCHED.set(doubt)
    try:
        yield doubt
    finally:
        _WATCHED.reset(token)


class NotSentAgain(aiohttp.ClientError):
    """A request was not made again, because an earlier try may have been performed."""


@contextmanager
def at_most_once() -> Iterator[None]:
    """Make no request in here that changes something once one may have been performed.

    For what Discord would do twice, knowing no nonces there; to be used inside `watched`.

    Raises:
        NotSentAgain: discord.py was about to.
    """
    doubt = _WATCHED.get()
    if doubt is None:
        raise RuntimeError("at_most_once was used where nothing is watched.")
    doubt.is_final = True
    try:
        yield
    finally:
        doubt.is_final = False


def tracing(slow_down: Callable[[], None] | None = None) -> aiohttp.TraceConfig:
    """Return the hooks for a client's `http_trace`; `slow_down` is told of each answer that asks to wait."""
    trace = aiohttp.TraceConfig()
    if slow_down is not None:
        trace.on_request_end.append(_when_limited(slow_down))
    trace.on_request_start.append(_begins)
    trace.on_request_chunk_sent.append(_sent)
    trace.on_request_end.append(_ended)
    trace.on_request_exception.append(_broke)
    return trace


def _when_limited(
    slow_down: Callable[[], None],
) -> Callable[[aiohttp.ClientSession, SimpleNamespace, aiohttp.TraceRequestEndParams], Awaitable[None]]:
    async def look(
        _session: aiohttp.ClientSession, _context: SimpleNamespace, end: aiohttp.TraceRequestEndParams
    ) -> None:
        if end.response.status == TOO_MANY_REQUESTS:
            slow_down()

    return look


def is_refused(status: int) -> bool:
    """Tell whether an answer says that nothing was done."""
    return CLIENT_ERROR <= status < SERVER_ERROR and status != REQUEST_TIMEOUT


async def _begins(
    _session: aiohttp.ClientSession, _context: SimpleNamespace, start: aiohttp.TraceRequestStartParams
) -> None:
    doubt = _WATCHED.get()
    if doubt is not None and doubt.is_there and doubt.is_final and start.method != READS:
        raise NotSentAgain("an earlier try may have been performed")
    reached(f"request.{start.method.lower()}")


async def _sent(
    _session: aiohttp.ClientSession, _context: SimpleNamespace, chunk: aiohttp.TraceRequestChunkSentParams
) -> None:
    reached(f"sent.{chunk.method.lower()}")


async def _ended(
    _session: aiohttp.ClientSession, _context: SimpleNamespace, end: aiohttp.TraceRequestEndParams
) -> None:
    reached(f"answer.{end.method.lower()}")  # performed, and the answer not read yet
    # An answer of success counts too: its body may be lost on the way, and the request be made again.
    if end.method != READS and not is_refused(end.response.status):
        _doubt()


async def _broke(
    _session: aiohttp.ClientSession, _context: SimpleNamespace, end: aiohttp.TraceRequestExceptionParams
) -> None:
    if end.method != READS and not isinstance(end.exception, aiohttp.ClientConnectorError):
        _doubt()


def _doubt() -> None:
    if (doubt := _WATCHED.get()) is not None:
        doubt.is_there = True
