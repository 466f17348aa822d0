"""feeds.yaml on a real disk: saved in every way an editor knows."""

import asyncio
import logging
import shutil
from collections.abc import Callable
from contextlib import suppress
from datetime import timedelta
from pathlib import Path

import pytest

from bot.adapters import watching
from bot.adapters.watching import FeedsFile, FileWatch, places_of
from bot.config import load_bytes, read_bytes
from bot.core.errors import ConfigError
from bot.core.model import Catalogue


def understand(body: bytes) -> Catalogue:
    return load_bytes(body, "feeds.yaml").catalogue


def feeds_file(path: Path) -> FeedsFile:
    return FeedsFile(path, read=read_bytes, understand=understand, settled_for=timedelta(milliseconds=20))


def replace_file(path: Path, text: str) -> None:
    """Save as most editors do: beside it, then in its place."""
    beside = path.with_name(".feeds.yaml.swp")
    beside.write_text(text)
    beside.replace(path)


def replace_link(path: Path, to: Path) -> None:
    beside = path.with_name("link.new")
    beside.symlink_to(to)
    beside.replace(path)


async def test_what_is_being_written_is_let_be_until_it_is_written(tmp_path: Path) -> None:
    whole = b"unions: []\nchannels: []\n"
    written = iter([b"", b"unions:", b"unions: []\n", whole, whole, b"never read"])

    def read(_: Path) -> bytes:
        return next(written)

    file = FeedsFile(tmp_path, read=read, understand=understand, settled_for=timedelta())
    state = await file.settled("another")
    assert state.body == whole
    assert (await file.understand(state.body)).channels == ()


async def test_what_was_seen_is_not_waited_for(tmp_path: Path) -> None:
    path = tmp_path / "feeds.yaml"
    path.write_text("unions: []\n")
    slow = FeedsFile(path, read=read_bytes, understand=understand, settled_for=timedelta(hours=1))
    first = await slow.now()
    assert await slow.settled(first.sha256) == first


async def test_a_file_that_never_rests_is_left_for_later(tmp_path: Path) -> None:
    written = iter(range(100))

    def read(_: Path) -> bytes:
        return b"# %d\n" % next(written)

    file = FeedsFile(tmp_path, read=read, understand=understand, settled_for=timedelta())
    assert (await file.settled("another")).sha256 == "another"


async def test_half_a_line_is_waited_for_longer(tmp_path: Path) -> None:
    half, whole = b"hosts: [a]\nauthors", b"hosts: [a]\nauthors: [b]\n"
    written = iter([half, half, half, whole, whole])
    file = FeedsFile(tmp_path, read=lambda _: next(written), understand=understand, settled_for=timedelta())
    assert (await file.settled("another")).body == whole
    ends_so = FeedsFile(tmp_path, read=lambda _: half, understand=understand, settled_for=timedelta())
    assert (await ends_so.settled("another")).body == half


async def test_a_file_that_is_not_there_is_a_state_of_its_own(tmp_path: Path) -> None:
    file = feeds_file(tmp_path / "feeds.yaml")
    state = await file.settled("another")
    assert state.body == b""
    assert "does not exist" in str(state.error)
    assert (await file.settled(state.sha256)).sha256 == state.sha256
    with pytest.raises(ConfigError):
        await file.understand(state.body)


def test_links_are_watched_where_they_lie_and_where_they_lead(tmp_path: Path) -> None:
    # As Kubernetes mounts a ConfigMap.
    (tmp_path / "..2026").mkdir()
    (tmp_path / "..2026" / "feeds.yaml").write_text("")
    (tmp_path / "..data").symlink_to("..2026")
    (tmp_path / "feeds.yaml").symlink_to("..data/feeds.yaml")
    places = places_of(tmp_path / "feeds.yaml")
    assert places.names == {"feeds.yaml", "..data"}
    assert places.folders == {tmp_path, tmp_path / "..data", tmp_path / "..2026"}
    (tmp_path / "round").symlink_to("round")
    assert places_of(tmp_path / "round").names == {"round"}


async def test_every_way_of_saving_wakes(tmp_path: Path) -> None:
    here, there = tmp_path / "etc", tmp_path / "elsewhere"
    here.mkdir()
    there.mkdir()
    path = here / "feeds.yaml"
    path.write_text("one")
    (there / "a").write_text("a")
    (there / "b").write_text("b")
    watch = FileWatch(path)
    for save in (
        lambda: path.write_text("two"),
        lambda: replace_file(path, "three"),
        lambda: replace_link(path, there / "a"),
        lambda: (there / "a").write_text("more"),
        lambda: replace_link(path, there / "b"),
        lambda: replace_file(there / "b", "most"),
    ):
        await wakes(watch, save)


async def wakes(watch: FileWatch, save: Callable[[], object]) -> None:
    """Save again and again until it is noticed: a watch that is just being set up may miss one."""
    waiting = asyncio.create_task(watch.wait())
    async with asyncio.timeout(10):
        while not waiting.done():
            save()
            await asyncio.wait([waiting], timeout=0.5)
    await waiting


async def test_other_files_in_the_folder_wake_nobody(tmp_path: Path) -> None:
    path = tmp_path / "feeds.yaml"
    path.write_text("one")
    watch = FileWatch(path)
    waiting = asyncio.create_task(watch.wait())
    for number in range(10):
        (tmp_path / "picketwire.db-wal").write_text(str(number))
        await asyncio.wait([waiting], timeout=0.05)
    assert not waiting.done()
    waiting.cancel()
    with suppress(asyncio.CancelledError):
        await waiting


async def test_a_folder_that_is_deleted_and_made_anew_is_watched(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(watching, "WATCH_AGAIN", timedelta())
    path = tmp_path / "etc" / "feeds.yaml"
    path.parent.mkdir()
    watch = FileWatch(path)
    await wakes(watch, lambda: path.write_text("one"))

    waiting = asyncio.create_task(watch.wait())
    await asyncio.sleep(0)
    shutil.rmtree(path.parent)
    path.parent.mkdir()
    await waiting
    await wakes(watch, lambda: path.write_text("two"))


async def test_a_folder_that_is_gone_is_watched_again_later(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(watching, "WATCH_AGAIN", timedelta())
    path = tmp_path / "etc" / "feeds.yaml"
    watch = FileWatch(path)
    caplog.set_level(logging.INFO)
    for _ in range(3):
        await watch.wait()  # there is nothing to watch, and whoever waits may look
    assert len(caplog.messages) == 1
    path.parent.mkdir()
    await wakes(watch, lambda: path.write_text("one"))
