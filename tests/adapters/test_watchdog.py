"""systemd's protocol, to a real socket of its kind."""

import socket
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.adapters.watchdog import Systemd


@pytest.fixture
def manager(tmp_path: Path) -> Iterator[socket.socket]:
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as listening:
        listening.bind(str(tmp_path / "notify"))
        listening.settimeout(5)
        yield listening


def test_what_systemd_is_told(manager: socket.socket) -> None:
    systemd = Systemd(manager.getsockname())
    systemd.ready("beginning work")
    systemd.alive("at work\nREADY=0", is_well=True)
    systemd.alive("the job poll hangs", is_well=False)
    systemd.stopping()
    assert [manager.recv(4096).decode().splitlines() for _ in range(4)] == [
        ["READY=1", "STATUS=beginning work"],
        ["WATCHDOG=1", r"STATUS=at work\nREADY=0"],
        ["STATUS=the job poll hangs"],
        ["STOPPING=1", "STATUS=finishing what is in hand"],
    ]


def test_an_abstract_name_is_one_of_linux() -> None:
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as listening:
        listening.bind(b"\0picketwire-test-notify")
        listening.settimeout(5)
        Systemd("@picketwire-test-notify").ready("beginning work")
        assert listening.recv(4096).startswith(b"READY=1\n")


def test_where_nobody_listens_the_bot_goes_on_and_says_so_once(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    systemd = Systemd(str(tmp_path / "nowhere"))
    for _ in range(3):
        systemd.alive("at work", is_well=True)
    assert len(caplog.records) == 1
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as listening:
        listening.bind(str(tmp_path / "nowhere"))
        systemd.alive("at work", is_well=True)
    systemd.alive("at work", is_well=True)
    assert len(caplog.records) == 2
