"""A warm parent: a process that has imported the whole bot, and forks one whenever it is asked to.

    python -m tests.kill.starter

A start of `python -m bot run` costs seconds of imports; a fork costs milliseconds. Orders come as JSON lines
on standard input, each is answered with one on standard output (`tests.kill.warm` writes and reads them).
When the input ends, every bot that still runs is killed.
"""

import asyncio
import gc
import json
import os
import signal
import sys
import traceback
from collections.abc import Callable, Coroutine, Mapping
from importlib import import_module
from pathlib import Path
from typing import Any, NoReturn

from rich.console import Console

from bot.adapters.languages import read_languages
from bot.adapters.logs import set_up_logging
from bot.app import reread_all, run_service
from bot.config import Environment, load, read_environment
from bot.core.errors import BotError
from bot.core.model import Catalogue
from bot.failpoints import arm
from tests.kill.compressed import CompressedLoop, Pace, compress

#: What a bot ends with that a service manager would start again.
FAILED = 1
#: What a life imports only once it needs it; here, once for all of them.
LATE = (
    "alembic.command",
    "anyio._backends._asyncio",
    "anyio.to_thread",
    "apscheduler.executors.asyncio",
    "babel.numbers",
    "bot.discord_app.session",
    "encodings.idna",
    "idna.uts46data",
    "watchfiles",
)


def main() -> None:
    """Carry out orders until there are no more."""
    for name in LATE:
        import_module(name)
    read_languages()  # keeps them
    gc.freeze()  # what is here is shared with the children, and stays so
    running: dict[int, int | None] = {}
    _say({"ready": True})
    for line in sys.stdin:
        order = json.loads(line)
        if "start" in order:
            pid = _fork(order["start"])
            running[pid] = None
            _say({"pid": pid})
        else:
            pid = order["status"]
            running[pid] = _status(pid, running[pid])
            _say({"status": running[pid]})
    for pid, status in running.items():
        if _status(pid, status) is None:
            os.kill(pid, signal.SIGKILL)
            os.waitpid(pid, 0)


def _fork(order: Mapping[str, Any]) -> int:
    pid = os.fork()
    if pid == 0:
        _be_a_bot(order)
    return pid


def _status(pid: int, known: int | None) -> int | None:
    """Return how a child ended, a signal as a negative number; None while it runs."""
    if known is not None:
        return known
    ended, status = os.waitpid(pid, os.WNOHANG)
    return os.waitstatus_to_exitcode(status) if ended else None


def _be_a_bot(order: Mapping[str, Any]) -> NoReturn:
    status = FAILED
    try:
        _take_over_streams(Path(order["log"]))
        os.chdir(order["folder"])
        os.environ.clear()
        os.environ.update(order["environment"])
        status = _run(order["command"], Pace.from_json(order["pace"]), order["nonce_window"])
    except BaseException:  # noqa: BLE001 - the process ends here, and its log says why
        traceback.print_exc()
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(status)


def _take_over_streams(log: Path) -> None:
    nothing = os.open(os.devnull, os.O_RDONLY)
    file = os.open(log, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    for ours, theirs in ((nothing, 0), (file, 1), (file, 2)):
        os.dup2(ours, theirs)


def _run(command: str, pace: Pace, nonce_window: float | None) -> int:
    environment = read_environment(os.environ)
    catalogue = load(environment.feeds_file).catalogue
    set_up_logging(as_json=False)
    compress(pace, nonce_window=nonce_window)
    try:
        with asyncio.Runner(loop_factory=lambda: CompressedLoop(pace.scale)) as runner:
            runner.run(_COMMANDS[command](environment, catalogue))
    except BotError as error:
        sys.stderr.write(f"{error}\n")
        return FAILED
    return 0


async def _serve(environment: Environment, catalogue: Catalogue) -> None:
    await run_service(environment, catalogue, Console())


async def _reread(environment: Environment, catalogue: Catalogue) -> None:
    if environment.failpoint is not None:
        arm(environment.failpoint)  # as the service does
    await reread_all(environment, catalogue, dry_run=False)


_COMMANDS: Mapping[str, Callable[[Environment, Catalogue], Coroutine[Any, Any, None]]] = {
    "run": _serve,
    "reread": _reread,
}


def _say(line: Mapping[str, Any]) -> None:
    sys.stdout.write(json.dumps(line) + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
