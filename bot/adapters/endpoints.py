"""Serves `/healthz`, `/readyz` and `/metrics` on a port of the operator's choice.

Opened by the composition root where PICKETWIRE_LISTEN is set; nothing here is imported otherwise. Guarantees:
it only answers questions, carries no secret, and takes nothing from whoever asks.
"""

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Protocol

from aiohttp import web

from bot import __version__
from bot.adapters.metrics import CONTENT_TYPE, Metrics
from bot.core.errors import BotError
from bot.core.escape import printable
from bot.core.health import Findings
from bot.core.redaction import redacted
from bot.ports import Figures

_HEADERS = {"Cache-Control": "no-store", "Server": "Picketwire"}


class ListenError(BotError):
    """The port can't be had."""


class Panel(Protocol):
    """Knows how the bot is doing."""

    async def look(self) -> Findings:
        """Return how it is doing."""
        ...

    async def figures(self) -> Figures:
        """Return what an operator collects."""
        ...


@asynccontextmanager
async def endpoints(
    listen: tuple[str, int], panel: Panel, metrics: Metrics
) -> AsyncIterator[tuple[str, int]]:
    """Serve inside the ``async with`` block; yields the address and port, which port 0 leaves open.

    Raises:
        ListenError: something else has the port, or the address is not this machine's.
    """
    runner = web.AppRunner(
        _application(panel, metrics), access_log=None, handle_signals=False, shutdown_timeout=1.0
    )
    await runner.setup()
    try:
        host, port = listen
        site = web.TCPSite(runner, host, port)
        try:
            await site.start()
        except (OSError, UnicodeError) as error:  # the latter of a name that can't be one
            why = getattr(error, "strerror", None) or error
            raise ListenError(
                f"PICKETWIRE_LISTEN: {_place(host, port)} can't be listened on ({why}); "
                "choose a port that is free on an address of this machine, or leave the variable out"
            ) from error
        yield runner.addresses[0][:2]
    finally:
        await runner.cleanup()


def _application(panel: Panel, metrics: Metrics) -> web.Application:
    async def healthz(_: web.Request) -> web.Response:
        findings = await panel.look()
        troubles = [
            {
                "part": trouble.part.value,
                "job": trouble.job,
                "reason": _shown(trouble.words),
                "restart_helps": trouble.restart_helps,
            }
            for trouble in findings.troubles
        ]
        word = "ok" if findings.is_well else "failing"
        answer = {"status": word, "troubles": troubles, "up_seconds": int(findings.up_for.total_seconds())}
        return _json(answer | {"version": __version__}, is_good=findings.is_well)

    async def readyz(_: web.Request) -> web.Response:
        findings = await panel.look()
        lacking = [_shown(words) for words in findings.lacking]
        return _json({"status": "waiting" if lacking else "ready", "lacking": lacking}, is_good=not lacking)

    async def figures(_: web.Request) -> web.Response:
        text = metrics.exposed(await panel.figures())
        return web.Response(body=text, headers=_HEADERS | {"Content-Type": CONTENT_TYPE})

    application = web.Application(client_max_size=1024)
    answers: dict[str, Callable[[web.Request], Awaitable[web.StreamResponse]]]
    answers = {"/healthz": healthz, "/readyz": readyz, "/metrics": figures}
    application.add_routes([web.get(path, answer) for path, answer in answers.items()])
    return application


def _json(answer: dict[str, object], *, is_good: bool) -> web.Response:
    return web.json_response(answer, status=200 if is_good else 503, headers=_HEADERS)


def _shown(words: str) -> str:
    return redacted(printable(words))


def _place(host: str, port: int) -> str:
    return f"[{host}]:{port}" if ":" in host else f"{host}:{port}"
