"""One deliverer per database: a second process is refused and told who is first.

Called by the composition root before anything is delivered. The lock is the kernel's (flock) on a
file beside the database, so it ends with the process however the process ends, SIGKILL included.
"""

import fcntl
import json
import os
import socket
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from typing import Self

from bot.adapters.database.engine import read_url
from bot.core.errors import StoreError


class DeliveryLock:
    """The right to deliver from one database; a context manager."""

    def __init__(self, path: Path | None, *, since: datetime) -> None:
        """Lock `path`; None (a database in memory, which nobody else can open) locks nothing."""
        self._path = path
        self._since = since
        self._descriptor: int | None = None

    def acquire(self) -> None:
        """Take the lock at once; StoreError names the process that has it."""
        if self._path is None or self._descriptor is not None:
            return
        descriptor = _open(self._path)
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
            _write_holder(descriptor, self._since)
        except BlockingIOError as error:
            holder = _holder(descriptor)
            os.close(descriptor)
            raise StoreError(
                f"{self._path}: another Picketwire ({holder}) is already delivering from this database; "
                "stop it or use another DATABASE_URL"
            ) from error
        except OSError as error:
            os.close(descriptor)
            raise StoreError(f"{self._path}: the lock file cannot be used: {error.strerror}") from error
        self._descriptor = descriptor

    def release(self) -> None:
        """Give the lock back; doing it twice is harmless.

        The file stays: removing it would let a third process lock a new file while a second one holds
        the old.
        """
        if self._descriptor is not None:
            os.ftruncate(self._descriptor, 0)
            os.close(self._descriptor)
            self._descriptor = None

    def __enter__(self) -> Self:
        self.acquire()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.release()


def delivery_lock(database_url: str, *, since: datetime) -> DeliveryLock:
    """Return the lock of a database, not yet taken; `since` is the instant it will name to others."""
    file = read_url(database_url).file
    return DeliveryLock(lock_file(file) if file else None, since=since)


def lock_file(database: Path) -> Path:
    """Return the file that is locked for a database."""
    return database.with_name(database.name + ".lock")


def _open(path: Path) -> int:
    try:
        return os.open(path, os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW | os.O_CLOEXEC, 0o644)
    except OSError as error:
        raise StoreError(
            f"{path}: the lock file cannot be written ({error.strerror}); Picketwire needs to write in the "
            "folder of its database"
        ) from error


def _write_holder(descriptor: int, since: datetime) -> None:
    holder = {
        "pid": os.getpid(),
        "host": socket.gethostname(),
        "since": since.astimezone(UTC).isoformat(timespec="seconds"),
    }
    os.ftruncate(descriptor, 0)
    os.pwrite(descriptor, json.dumps(holder).encode(), 0)


def _holder(descriptor: int) -> str:
    """Return who holds the lock, in words; the first process may not have written it yet."""
    try:
        holder = json.loads(os.pread(descriptor, 4096, 0))
        return (
            f"pid {int(holder['pid'])} on {ascii(holder['host'])[1:-1]}, since {ascii(holder['since'])[1:-1]}"
        )
    except (ValueError, KeyError, TypeError):
        return "which has only just started"
