"""A Discord to break things with: a process of its own that real discord.py logs in to over loopback.

    python -m tests.discord_server --port 0 --seed 7 --journal journal.jsonl

prints ``{"url": "http://127.0.0.1:41234", "api": …, "gateway": …}`` when it is ready and serves until
SIGTERM. Point a bot at it with ``PICKETWIRE_DISCORD_API`` and ``PICKETWIRE_DISCORD_GATEWAY``. Tests use
`tests.discord_server.client`, which starts the process and speaks to its ``/control`` side.

Why it stands on simcord and not on `tests.discord_stub`: the stub answers with constants, and what this
server is for (permissions, histories, threads, forums, interactions, what Discord refuses) would all have had
to be written anew. simcord's in-memory backend holds it already, tested by others against discord.py. What it
does not model is added around it:

- `settings`, `world`, `clock`: what servers and channels there are, and a time that runs fast or is moved;
- `asked`, `rest`, `performing`: a request, its way through faults and limits, and what it does;
- `nonces`, `limits`, `refusals`, `schema`, `faults`: what Discord adds to a store of messages;
- `gateway`, `interactions`: the socket, and the members who click and type;
- `journal`: everything accepted, in order, on disk;
- `control`, `client`, `fixtures`: how a test drives it.

It is not Discord: numbers that Discord does not publish are guesses, each marked as one where it stands.
"""

import argparse
import asyncio
import gc
import json
import signal
import sys
from pathlib import Path
from typing import Any

from aiohttp import web

from tests.discord_server.asked import PREFIX
from tests.discord_server.control import Control, mistakes
from tests.discord_server.schema import Schema
from tests.discord_server.server import (
    MAX_BODY,
    OPENAPI_VARIABLE,
    Server,
    listen,
    openapi_file,
    until_stopped,
)
from tests.discord_server.settings import Rate, Settings


def main() -> None:
    """Run the server until it is told to stop."""
    options = _parser().parse_args()
    asyncio.run(_serve(options))


async def _serve(options: argparse.Namespace) -> None:
    stop = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    server = Server(_settings(options), options.journal, _schema())
    app = web.Application(middlewares=[mistakes], client_max_size=MAX_BODY)
    app.router.add_route("*", PREFIX + "/{path:.*}", server.serve_rest)
    app.router.add_get("/gateway", server.serve_gateway)
    Control(server).add_to(app)
    runner, port = await listen(app, options.port)
    server.listens_at(f"http://127.0.0.1:{port}")
    _collect_less_often()
    _say({"url": server.url, "api": server.api, "gateway": server.gateway, "seed": options.seed})
    await until_stopped(stop, runner)


def _settings(options: argparse.Namespace) -> Settings:
    given: dict[str, Any] = json.loads(options.settings.read_text()) if options.settings else {}
    for name in ("seed", "time_scale", "nonce_window", "history", "token", "starts_at"):
        if (value := getattr(options, name)) is not None:
            given[name] = value
    if options.no_limits:
        given["limits"] = False
    if options.client_is_scaled:
        given["client_is_scaled"] = True
    return Settings.from_json({**given, "rates": [*given.get("rates", []), *options.rate]})


def _schema() -> Schema | None:
    file = openapi_file()
    if file is None:
        words = f"bodies are not checked against Discord's OpenAPI description: {OPENAPI_VARIABLE} names none"
        sys.stderr.write(f"discord_server: {words}, and none lies in ../shared/data\n")
        return None
    return Schema(file)


def _collect_less_often() -> None:
    """Leave a thousand messages a second of plain data to reference counting; it makes no cycles."""
    gc.freeze()
    gc.set_threshold(100_000, 50, 1000)


def _say(line: dict[str, Any]) -> None:
    sys.stdout.write(json.dumps(line) + "\n")
    sys.stdout.flush()


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m tests.discord_server", description="A Discord to break things with."
    )
    parser.add_argument("--port", type=int, default=0, help="0: any that is free")
    parser.add_argument("--journal", type=Path, required=True, help="where to write what was accepted")
    parser.add_argument("--settings", type=Path, help="a JSON file of settings; the options override it")
    parser.add_argument("--seed", type=int, help="of the random faults")
    parser.add_argument(
        "--rate", type=_rate, action="append", default=[], metavar="FAULT=PROBABILITY[:SECONDS]"
    )
    parser.add_argument("--time-scale", type=float, help="server seconds in a second")
    parser.add_argument("--client-is-scaled", action="store_true", help="the client's clock runs as fast")
    parser.add_argument("--starts-at", help="the server's time at its start, ISO 8601 with zone")
    parser.add_argument("--nonce-window", type=float, help="server seconds")
    parser.add_argument("--history", type=int, help="messages kept in each channel")
    parser.add_argument("--no-limits", action="store_true", help="do not limit rates")
    parser.add_argument("--token", help="the only one that is valid")
    return parser


def _rate(text: str) -> dict[str, Any]:
    fault, _, rest = text.partition("=")
    probability, _, seconds = rest.partition(":")
    rate = Rate(fault, float(probability), float(seconds or 0))
    return {"fault": rate.fault, "probability": rate.probability, "seconds": rate.seconds}


if __name__ == "__main__":
    main()
