"""Stage parse, parent side: have a document read in a process that can be killed (the `Parser` port).

Called by `bot.services` with each fetched body (hop 4 of a statement's way) and by `bot.adapters.pages` with
statements' pages. Guarantees: the event loop
never parses, a document gets `cpu_seconds` of CPU and `wall_seconds` of time and no more, one that kills
its process costs that process only, and the process sees nothing of this one's environment (no token) and
can answer with words only (`bot.adapters.parse_wire`).
"""

import asyncio
import signal
import sys
from asyncio.subprocess import DEVNULL, PIPE, Process
from collections.abc import Callable
from types import TracebackType
from typing import Self

from bot.adapters.confinement import bare_environment
from bot.adapters.parse_wire import (
    ACKNOWLEDGED,
    EXIT_OUT_OF_MEMORY,
    LENGTH_BYTES,
    LONGEST_ANSWER,
    Answer,
    DocumentKind,
    ParseRequest,
    WireError,
    decode_answer,
    decode_entry,
    decode_page,
    encode_request,
    frame,
)
from bot.adapters.shown import shown
from bot.core.errors import ParseError
from bot.core.model import Entry, Feed, Fetched, MainPage, ParsedFeed
from bot.failpoints import reached

_WORKER = "bot.adapters.parse_worker"
_BUFFER = 2**20
# A document of this size leaves a large heap behind in its process: the next one gets a fresh process.
_LARGE = 2 * 2**20
_CPU_SPENT = None if sys.platform == "win32" else -signal.SIGPROF


class _Gone(Exception):
    """The process ended before it had the document: the document is not to blame."""


class ProcessParser:
    """Parses one document at a time in a process started at the first one; an async context manager."""

    def __init__(self, *, cpu_seconds: float = 5, wall_seconds: float = 30, memory: int = 2**30) -> None:
        """Take the limits of one document (seconds) and of the process (bytes of data)."""
        self._cpu_seconds = cpu_seconds
        self._wall_seconds = wall_seconds
        self._memory = memory
        self._turn = asyncio.Lock()
        self._process: Process | None = None
        self._closed = False

    @property
    def process_id(self) -> int | None:
        """Return the id of the running process; None before the first parse and after a kill."""
        return self._process.pid if self._process else None

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Wait for the parse in hand, then stop the process."""
        async with self._turn:
            self._closed = True
            await self._stop()

    async def parse(self, fetched: Fetched, feed: Feed) -> ParsedFeed:
        """Parse the body; see `bot.ports.Parser`. A cancelled parse is killed."""
        return await self._read(_request(fetched, feed, DocumentKind.FEED), fetched.body, decode_answer)

    async def read_page(self, fetched: Fetched, feed: Feed) -> MainPage:
        """Reduce a statement's page within the same limits; raises ParseError as `parse` does."""
        return await self._read(_request(fetched, feed, DocumentKind.PAGE), fetched.body, decode_page)

    async def read_entry(self, raw: bytes, feed: Feed) -> Entry:
        """Read what was kept of an entry within the same limits; see `bot.ports.Parser`."""
        return await self._read(ParseRequest(feed.id, "", "", DocumentKind.ENTRY), raw, decode_entry)

    async def _read(
        self, request: ParseRequest, body: bytes, decode: Callable[[bytes], Answer | str]
    ) -> Answer:
        feed_id, kind = request.feed_id, request.kind
        async with self._turn:
            if self._closed:
                raise RuntimeError("ProcessParser was asked to read after it was closed.")
            reached("parse.asks")
            try:
                async with asyncio.timeout(self._wall_seconds):
                    payload = await self._answer(request, body)
                reached("parse.answered")
                answer = decode(payload)
            except TimeoutError:
                await self._stop()
                raise ParseError(
                    feed_id, f"Reading it took longer than {self._wall_seconds:g} s; the {kind} was not read."
                ) from None
            except WireError as error:
                await self._stop()
                raise ParseError(
                    feed_id,
                    f"The parser process gave an answer that makes no sense; the {kind} was not read.",
                ) from error
            except BaseException:
                await self._stop()  # cancelled, or failed half way: what it would say next is unknown
                raise
            if len(body) > _LARGE:
                await self._stop()
        if isinstance(answer, str):
            raise ParseError(feed_id, shown(answer, 500))
        return answer

    async def _answer(self, request: ParseRequest, body: bytes) -> bytes:
        """Return the child's answer; a child found dead is replaced once."""
        try:
            return await self._exchange(request, body)
        except _Gone:
            await self._stop()
        try:
            return await self._exchange(request, body)
        except _Gone as error:
            raise ParseError(
                request.feed_id,
                f"The parser process does not start; `python -m {_WORKER}` shows why. The {request.kind} was "
                "not read.",
            ) from error

    async def _exchange(self, request: ParseRequest, body: bytes) -> bytes:
        process = self._process = self._process or await self._start()
        requests, answers = _pipes(process)
        try:
            requests.writelines((frame(encode_request(request)), frame(body)))
            await requests.drain()
            if await answers.readexactly(len(ACKNOWLEDGED)) != ACKNOWLEDGED:
                raise WireError("no acknowledgement")
        except (ConnectionError, asyncio.IncompleteReadError) as error:
            raise _Gone from error
        try:
            length = int.from_bytes(await answers.readexactly(LENGTH_BYTES), "big")
            if length > LONGEST_ANSWER:
                raise WireError("too long")
            return await answers.readexactly(length)
        except asyncio.IncompleteReadError as error:
            raise ParseError(request.feed_id, self._death_of(request, await process.wait())) from error

    async def _start(self) -> Process:
        return await asyncio.create_subprocess_exec(
            *(sys.executable, "-P", "-m", _WORKER, str(self._cpu_seconds), str(self._memory)),
            stdin=PIPE,
            stdout=PIPE,
            stderr=DEVNULL,  # libraries quote the document there
            env=bare_environment(),
            limit=_BUFFER,
        )

    async def _stop(self) -> None:
        """Kill the process, if there is one, and see it buried."""
        process, self._process = self._process, None
        if process is None:
            return
        requests, answers = _pipes(process)
        requests.close()
        if process.returncode is None:
            process.kill()
        await answers.read()
        await process.wait()

    def _death_of(self, request: ParseRequest, status: int) -> str:
        if status == _CPU_SPENT:
            cause = f"Reading it took more than {self._cpu_seconds:g} s of CPU"
        elif status == EXIT_OUT_OF_MEMORY:
            cause = "Reading it took too much memory"
        else:
            cause = f"The parser process ended while reading it (exit status {status})"
        return f"{cause}; the {request.kind} was not read."


def _request(fetched: Fetched, feed: Feed, kind: DocumentKind) -> ParseRequest:
    return ParseRequest(feed.id, fetched.hops[-1], fetched.content_type, kind)


def _pipes(process: Process) -> tuple[asyncio.StreamWriter, asyncio.StreamReader]:
    if process.stdin is None or process.stdout is None:
        raise RuntimeError("The parser process was started without pipes.")
    return process.stdin, process.stdout
