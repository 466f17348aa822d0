"""Stands in for `python -m bot`: has it forked from the warm parent, passes on signals, ends as it ended.

    python -I -S stand_in.py SOCKET ARGUMENTS…

Imports next to nothing, so that it starts at once. If it is killed, so is the program, a moment later.
"""

import json
import os
import signal
import socket
import sys


def main() -> None:
    """Stand in from start to end."""
    address, *arguments = sys.argv[1:]
    with socket.socket(socket.AF_UNIX) as parent:
        parent.connect(address)
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda sent, _frame: parent.send(bytes([sent])))
        order = {"folder": os.getcwd(), "environment": dict(os.environ), "arguments": arguments}  # noqa: PTH109
        socket.send_fds(parent, [json.dumps(order).encode()], [0, 1, 2])
        null = os.open(os.devnull, os.O_RDWR)
        for stream in (0, 1):  # the program's alone from here on: their ends are seen
            os.dup2(null, stream)
        os.dup2(null, 2)
        code = int(parent.recv(16) or b"-9")
    if code < 0:
        signal.signal(-code, signal.SIG_DFL)
        os.kill(os.getpid(), -code)
    os._exit(code)


if __name__ == "__main__":
    main()
