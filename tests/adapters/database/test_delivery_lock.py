"""One process delivers; a second one is told who."""

import os
import signal
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from bot.adapters.database.lock import delivery_lock
from bot.core.errors import StoreError
from tests.adapters.database.lantern import HOUR, NOW

HOLDER = """
import sys
from datetime import UTC, datetime
from bot.adapters.database.lock import delivery_lock
with delivery_lock(sys.argv[1], since=datetime(2023, 7, 14, 16, tzinfo=UTC)):
    print("held", flush=True)
    sys.stdin.read()
"""


def start_holder(url: str) -> subprocess.Popen[str]:
    holder = subprocess.Popen(
        [sys.executable, "-c", HOLDER, url], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert holder.stdout is not None
    assert holder.stdout.readline() == "held\n"
    return holder


def test_a_second_process_is_refused_and_told_who_is_first(url: str, file: Path, tmp_path: Path) -> None:
    (tmp_path / "link.db").symlink_to(file)
    with start_holder(url) as holder:
        for name in (url, f"sqlite:///{tmp_path / 'link.db'}"):
            with pytest.raises(StoreError) as raised:
                delivery_lock(name, since=NOW + HOUR).acquire()
            assert str(raised.value) == (
                f"{file}.lock: another Picketwire (pid {holder.pid} on {socket.gethostname()}, since "
                "2023-07-14T16:00:00+00:00) is already delivering from this database; stop it or use another "
                "DATABASE_URL"
            )
        holder.communicate("")
    with delivery_lock(url, since=NOW):
        pass


def test_the_lock_ends_with_a_killed_process(url: str) -> None:
    with start_holder(url) as holder:
        holder.send_signal(signal.SIGKILL)
        holder.wait()
    with delivery_lock(url, since=NOW):
        pass


def test_within_one_process(url: str) -> None:
    lock = delivery_lock(url, since=NOW)
    lock.acquire()
    lock.acquire()
    with pytest.raises(StoreError, match=f"pid {os.getpid()} on"):
        delivery_lock(url, since=NOW).acquire()
    lock.release()
    lock.release()
    with delivery_lock(url, since=NOW), pytest.raises(StoreError, match="another Picketwire"):
        lock.acquire()


@pytest.mark.parametrize("content", ["", "[]", '{"pid": "x"}', '{"pid": 1}', "\x00", "9" * 5000])
def test_a_holder_that_has_not_said_who_it_is(url: str, file: Path, content: str) -> None:
    with delivery_lock(url, since=NOW):
        Path(f"{file}.lock").write_text(content)
        with pytest.raises(StoreError, match=r"\(which has only just started\) is already delivering"):
            delivery_lock(url, since=NOW).acquire()


def test_what_the_file_says_cannot_reach_a_terminal_raw(url: str, file: Path) -> None:
    with delivery_lock(url, since=NOW):
        Path(f"{file}.lock").write_text('{"pid": 1, "host": "\\u001b[2J", "since": "\\n"}')
        with pytest.raises(StoreError) as raised:
            delivery_lock(url, since=NOW).acquire()
    assert str(raised.value).isprintable()


def test_a_folder_that_cannot_hold_the_lock(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="needs to write in the folder of its database"):
        delivery_lock(f"sqlite:///{tmp_path}/missing/picketwire.db", since=NOW).acquire()


def test_a_lock_file_that_is_a_link_is_not_followed(tmp_path: Path, file: Path, url: str) -> None:
    (tmp_path / "victim").write_text("words")
    Path(f"{file}.lock").symlink_to(tmp_path / "victim")
    with pytest.raises(StoreError, match="the lock file cannot be written"):
        delivery_lock(url, since=NOW).acquire()
    assert (tmp_path / "victim").read_text() == "words"


def test_a_lock_file_that_cannot_be_written_to(file: Path, url: str) -> None:
    os.mkfifo(f"{file}.lock")
    with pytest.raises(StoreError, match="the lock file cannot be used: Invalid argument"):
        delivery_lock(url, since=NOW).acquire()


def test_a_database_in_memory_needs_no_lock() -> None:
    with delivery_lock("sqlite://", since=NOW), delivery_lock("sqlite://", since=NOW):
        pass
