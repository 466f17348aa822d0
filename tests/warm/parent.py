"""A warm parent: has the whole program imported, and forks a `python -m bot` for every stand-in that asks.

    python -m tests.warm.parent SOCKET

A start costs seconds of imports, a fork milliseconds; what runs after it is the real command line, with its
own folder, environment, streams and signals. `tests.warm.stand_in` is who asks, a process that a test starts
in place of the program's. When standard input ends, nothing more is started.
"""

import contextlib
import gc
import json
import os
import runpy
import select
import signal
import socket
import sys
import time
import traceback
from pathlib import Path
from typing import Any, NoReturn

import alembic.command
import alembic.config

import bot.adapters.database.migrate
import bot.app
import bot.cli
import bot.discord_app.permissions
import bot.discord_app.poster
import bot.discord_app.session

#: What is imported where it is needed only, and is wanted here at once.
WARMED = (
    alembic.command,
    alembic.config,
    bot.adapters.database.migrate,
    bot.app,
    bot.cli,
    bot.discord_app.permissions,
    bot.discord_app.poster,
    bot.discord_app.session,
)


def main(address: Path) -> None:
    """Answer stand-ins until standard input ends."""
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind(str(address))
        listener.listen(64)
        gc.freeze()  # what is here is shared with the children, and stays so
        signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # nobody waits for minders
        os.write(1, b"ready\n")
        while True:
            readable, _, _ = select.select([0, listener.fileno()], [], [])
            if 0 in readable:
                return
            connection, _ = listener.accept()
            with connection:
                if os.fork() == 0:
                    listener.close()
                    _mind(connection)


def _mind(connection: socket.socket) -> NoReturn:
    """Start the program that is asked for, hand it signals, and tell how it ended."""
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    message, streams, _, _ = socket.recv_fds(connection, 1 << 20, 3)
    order = json.loads(message)
    pid = os.fork()
    if pid == 0:
        connection.close()
        _be_the_program(order, streams)
    for stream in (*streams, 0, 1):
        os.close(stream)
    ended = os.pidfd_open(pid)
    while True:
        readable, _, _ = select.select([connection.fileno(), ended], [], [])
        if ended in readable:
            _, status = os.waitpid(pid, 0)
            with contextlib.suppress(OSError):
                connection.send(str(os.waitstatus_to_exitcode(status)).encode())
            os._exit(0)
        wanted = connection.recv(1)
        os.kill(pid, wanted[0] if wanted else signal.SIGKILL)  # no stand-in any more: it was killed


def _be_the_program(order: dict[str, Any], streams: list[int]) -> NoReturn:
    code: object = 1
    try:
        for ours, theirs in enumerate(streams):
            os.dup2(theirs, ours)
            os.close(theirs)
        os.chdir(order["folder"])
        os.environ.clear()
        os.environ.update(order["environment"])
        time.tzset()
        sys.argv = ["bot", *order["arguments"]]
        runpy.run_module("bot", run_name="__main__", alter_sys=True)
    except SystemExit as ended:
        code = ended.code
    except BaseException:  # noqa: BLE001 - the process ends here, as the interpreter would end it
        traceback.print_exc()
    finally:
        with contextlib.suppress(OSError):
            sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code if isinstance(code, int) else 0 if code is None else 1)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
