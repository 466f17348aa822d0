import asyncio
import dataclasses
import os
import signal
import sys
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.adapters import parse_wire, parser_process
from bot.adapters.parser_process import ProcessParser
from bot.core.errors import ParseError
from bot.core.model import (
    Entry,
    Feed,
    Fetched,
    Image,
    MainPage,
    ParsedFeed,
    RawEntry,
    RawPicture,
    RawText,
    Validators,
)
from bot.core.rawcoding import encoded

NOW = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)
FEED = Feed("guild-news", "https://www.guild.example/feed", "guild", "Example Guild", frozenset())
ITEM = "<item><title>{0}</title><link>/news/{0}</link><description>We said {0}.</description></item>"


def document(*titles: str, padding: str = "") -> bytes:
    items = "".join(ITEM.format(title) for title in titles)
    return f"<rss version='2.0'><channel><title>News</title>{padding}{items}</channel></rss>".encode()


def fetched(body: bytes) -> Fetched:
    hops = (FEED.url, "https://strike.guild.example/feed")
    return Fetched(hops, body, "application/rss+xml; charset=utf-8", Validators(), NOW)


SLOW = document(*(str(number) for number in range(60_000)))  # seconds of CPU


@pytest.fixture
async def parser() -> AsyncIterator[ProcessParser]:
    async with ProcessParser() as running:
        yield running


async def titles(parser: ProcessParser, body: bytes) -> list[str]:
    return [entry.title for entry in (await parser.parse(fetched(body), FEED)).entries]


async def failure(parser: ProcessParser, body: bytes) -> str:
    with pytest.raises(ParseError) as caught:
        await parser.parse(fetched(body), FEED)
    assert caught.value.feed_id == FEED.id
    assert caught.value.message.isprintable()
    return caught.value.message


def is_running(process_id: int | None) -> bool:
    """Whether the process exists at all, zombies included."""
    assert process_id
    try:
        os.kill(process_id, 0)
    except ProcessLookupError:
        return False
    return True


async def start_slow_parse(parser: ProcessParser) -> tuple["asyncio.Task[list[str]]", int]:
    """Begin to read SLOW and return once the worker is busy with it: it uses CPU that no idle one uses."""
    assert await titles(parser, document("before")) == ["before"]
    process_id = parser.process_id
    assert process_id
    idle = _ticks(process_id)
    reading = asyncio.create_task(titles(parser, SLOW))
    async with asyncio.timeout(10):
        while _ticks(process_id) < idle + 5:  # noqa: ASYNC110 - another process has no event to wait for
            await asyncio.sleep(0.02)
    return reading, process_id


def _ticks(process_id: int) -> int:
    """Return the hundredths of a second of user CPU time a process has had."""
    return int(Path(f"/proc/{process_id}/stat").read_text().rpartition(") ")[2].split()[11])


def _environment_of(process_id: int | None) -> bytes:
    return Path(f"/proc/{process_id}/environ").read_bytes()


# --- reading -----------------------------------------------------------------------------------------


async def test_a_document_is_read_with_the_last_hop_as_its_base(parser: ProcessParser) -> None:
    parsed = await parser.parse(fetched(document("one", "two")), FEED)
    assert [entry.title for entry in parsed.entries] == ["one", "two"]
    assert parsed.entries[0].link == "https://strike.guild.example/news/one"


async def test_one_process_serves_many_documents(parser: ProcessParser) -> None:
    assert parser.process_id is None
    assert await titles(parser, document("one")) == ["one"]
    first = parser.process_id
    outcomes = await asyncio.gather(*(titles(parser, document(str(number))) for number in range(8)))
    assert outcomes == [[str(number)] for number in range(8)]
    assert parser.process_id == first


async def test_the_process_reads_feeds_and_pages_in_turn(parser: ProcessParser) -> None:
    body = (
        b"<html><body><main><p>We are on strike from today, at every gate and every door.</p></main></body>"
    )
    page = dataclasses.replace(fetched(body), content_type="text/html")
    assert await titles(parser, document("one")) == ["one"]
    assert (await parser.read_page(page, FEED)).text.startswith("We are on strike")
    raw = RawEntry(
        "https://x.example/", None, (RawText("text/html", "<p>Kept <i>words</i>, donâ€™t</p>"),), None, ()
    )
    kept = await parser.read_entry(encoded(raw), FEED)
    assert (kept.text, kept.raw) == ("Kept words, don’t", None)
    with pytest.raises(ParseError, match="the entry was not read"):
        await parser.read_entry(b"{}", FEED)
    assert await titles(parser, document("two")) == ["two"]
    with pytest.raises(ParseError):
        await parser.parse(page, FEED)


@pytest.mark.parametrize("body", [b"", b"<html><body>Not found</body></html>", b"\0\xff" * 500])
async def test_what_is_no_feed_is_named_and_hurts_nobody(parser: ProcessParser, body: bytes) -> None:
    assert await failure(parser, body)
    process_id = parser.process_id
    assert await titles(parser, document("next")) == ["next"]
    assert parser.process_id == process_id


async def test_a_large_document_leaves_no_large_process_behind(
    parser: ProcessParser, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(parser_process, "_LARGE", 1000)
    assert await titles(parser, document("large", padding=" " * 1000)) == ["large"]
    assert parser.process_id is None
    assert await titles(parser, document("next")) == ["next"]


async def test_the_process_is_told_no_secrets(parser: ProcessParser, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DISCORD_TOKEN", "hunter2")
    monkeypatch.setenv("DATABASE_URL", "postgresql://u:hunter2@db.example/x")
    await titles(parser, document("one"))
    environment = _environment_of(parser.process_id)
    assert b"PYTHONPATH" in environment
    assert b"hunter2" not in environment


async def test_the_folder_it_starts_in_is_not_imported_from(
    parser: ProcessParser, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "json.py").write_text("raise SystemExit(9)")
    monkeypatch.chdir(tmp_path)
    assert await titles(parser, document("one")) == ["one"]


# --- limits ------------------------------------------------------------------------------------------


async def test_a_document_that_takes_too_much_cpu_is_killed() -> None:
    async with ProcessParser(cpu_seconds=0.3) as parser:
        assert await titles(parser, document("before")) == ["before"]
        victim = parser.process_id
        assert "more than 0.3 s of CPU; the feed was not read." in await failure(parser, SLOW)
        assert await titles(parser, document("after")) == ["after"]
        assert not is_running(victim)


async def test_the_cpu_limit_is_for_one_document_not_for_all() -> None:
    async with ProcessParser(cpu_seconds=0.3) as parser:
        await titles(parser, document("one"))
        process_id = parser.process_id
        for _ in range(6):
            assert len(await titles(parser, document(*(str(number) for number in range(150))))) == 150
        assert parser.process_id == process_id


@pytest.mark.parametrize(
    "body",
    [
        document("x", padding=f"<managingEditor>{'(' * 60_000}</managingEditor>"),
        document("x").replace(b"<item>", b"<item><author>" + b"a@" * 60_000 + b"</author>"),
        b"<!DOCTYPE r [<!ENTITY a0 'lol'>"
        + b"".join(b"<!ENTITY a%d '%s'>" % (n, b"&a%d;" % (n - 1) * 10) for n in range(1, 12))
        + b"]>"
        + document("x").replace(b"<title>x", b"<title>&a11;"),
        b"<rss version='2.0'><channel>" + b"<a>" * 200_000,
        SLOW[: len(SLOW) // 2],
    ],
    ids=["brackets", "author", "entity-bomb", "deep", "truncated"],
)
async def test_hostile_documents_cost_themselves_only(body: bytes) -> None:
    async with ProcessParser(cpu_seconds=0.5) as parser:
        outcome = await asyncio.gather(parser.parse(fetched(body), FEED), return_exceptions=True)
        assert isinstance(outcome[0], ParsedFeed | ParseError)
        assert await titles(parser, document("next")) == ["next"]


async def test_a_document_that_takes_too_long_is_killed() -> None:
    async with ProcessParser(wall_seconds=0.6) as parser:
        assert await failure(parser, SLOW) == "Reading it took longer than 0.6 s; the feed was not read."
        assert parser.process_id is None


async def test_a_document_that_takes_too_much_memory_is_stopped() -> None:
    async with ProcessParser(memory=80 * 2**20) as parser:
        assert await titles(parser, document("before")) == ["before"]
        wordy = document("x", padding=f"<description>{'word ' * 4_000_000}</description>")
        assert await failure(parser, wordy) == "Reading it took too much memory; the feed was not read."
        assert await titles(parser, document("after")) == ["after"]


async def test_a_kill_while_reading_is_reported() -> None:
    async with ProcessParser() as parser:
        reading, process_id = await start_slow_parse(parser)
        os.kill(process_id, signal.SIGKILL)
        with pytest.raises(ParseError, match=r"ended while reading it \(exit status -9\)"):
            await reading
        assert await titles(parser, document("next")) == ["next"]


async def test_a_kill_between_two_documents_goes_unnoticed(parser: ProcessParser) -> None:
    await titles(parser, document("one"))
    assert parser.process_id
    os.kill(parser.process_id, signal.SIGKILL)
    assert await titles(parser, document("two")) == ["two"]


async def test_signals_to_the_whole_group_leave_the_document_in_hand_alone(parser: ProcessParser) -> None:
    await titles(parser, document("one"))
    process_id = parser.process_id
    assert process_id
    os.kill(process_id, signal.SIGINT)
    os.kill(process_id, signal.SIGTERM)
    assert await titles(parser, document("two")) == ["two"]
    assert parser.process_id == process_id


async def test_a_process_that_cannot_start_says_how_to_find_out(
    parser: ProcessParser, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(parser_process, "_WORKER", "bot.adapters.no_such_module")
    assert "does not start; `python -m bot.adapters.no_such_module` shows why" in await failure(parser, b"")
    assert parser.process_id is None


# --- stopping ----------------------------------------------------------------------------------------


async def test_a_cancelled_parse_is_killed() -> None:
    async with ProcessParser() as parser:
        reading, victim = await start_slow_parse(parser)
        waiting = asyncio.create_task(titles(parser, document("waiting")))
        reading.cancel()
        with pytest.raises(asyncio.CancelledError):
            await reading
        assert await waiting == ["waiting"]
        assert not is_running(victim)


async def test_nothing_is_left_running() -> None:
    async with ProcessParser() as parser:
        await titles(parser, document("one"))
        process_id = parser.process_id
        assert is_running(process_id)
    assert not is_running(process_id)
    with pytest.raises(RuntimeError, match="closed"):
        await titles(parser, document("two"))


async def test_the_process_ends_when_its_parent_is_gone() -> None:
    worker = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "bot.adapters.parse_worker", stdin=asyncio.subprocess.PIPE
    )
    assert worker.stdin
    worker.stdin.write(parse_wire.frame(b"{}") + b"\0\0\0")
    worker.stdin.close()
    async with asyncio.timeout(10):
        assert await worker.wait() == 0


# --- the wire ----------------------------------------------------------------------------------------

FULL = Entry(
    guid="g",
    link="https://www.guild.example/1",
    title="„T“",
    text="a\n\nb \U0001f6a9",
    published_at=NOW,
    updated_at=NOW.replace(microsecond=5),
    author="a",
    source_url="s",
    channel_id="UC1",
    categories=("x", "y"),
    links=("https://www.guild.example/a",),
    cut_off=True,
    images=(Image("https://www.guild.example/1.png", "A “sign” \U0001f6a9"),),
    raw=RawEntry(
        "https://www.guild.example/",
        RawText("text/plain", "„T“"),
        (RawText("text/html", "<p>a</p>"), RawText("text/plain", "b")),
        RawText("text/html", "s"),
        (RawPicture("https://www.guild.example/1.png", "a", "100", "80"),),
    ),
)


def test_an_entry_crosses_whole() -> None:
    for field in dataclasses.fields(Entry):
        assert getattr(FULL, field.name) != field.default, f"give FULL a value for {field.name}"
    feed = ParsedFeed("t", None, (FULL, Entry(None, None, "", "")))
    crossed = parse_wire.decode_answer(parse_wire.encode_answer(feed))
    assert isinstance(crossed, ParsedFeed)
    assert crossed == feed
    assert [entry.raw for entry in crossed.entries] == [FULL.raw, None]
    alone = parse_wire.decode_entry(parse_wire.encode_answer(FULL))
    assert isinstance(alone, Entry)
    assert (alone, alone.raw) == (FULL, FULL.raw)


@pytest.mark.parametrize("canonical", [None, "https://www.guild.example/1"])
@pytest.mark.parametrize("obstacle", [None, "it is empty"])
def test_a_page_crosses_whole(canonical: str | None, obstacle: str | None) -> None:
    page = MainPage("a\n\nb \U0001f6a9", canonical, obstacle)
    assert parse_wire.decode_page(parse_wire.encode_answer(page)) == page
    assert parse_wire.decode_page(parse_wire.encode_answer("a sentence")) == "a sentence"


@pytest.mark.parametrize("kind", list(parse_wire.DocumentKind))
def test_a_request_crosses_whole(kind: parse_wire.DocumentKind) -> None:
    request = parse_wire.ParseRequest("guild-news", "https://www.guild.example/", "text/html", kind)
    assert parse_wire.decode_request(parse_wire.encode_request(request)) == request


@pytest.mark.parametrize(
    "answer",
    [
        b"[]",
        b"{}",
        b'{"text": null, "canonical": null, "obstacle": null}',
        b'{"text": "t", "canonical": 1, "obstacle": null}',
        b'{"text": "t", "canonical": null, "obstacle": {}}',
        parse_wire.encode_answer(ParsedFeed("t", None, ())),
    ],
)
def test_pages_that_make_no_sense(answer: bytes) -> None:
    with pytest.raises(parse_wire.WireError):
        parse_wire.decode_page(answer)


def test_surrogates_do_not_cross() -> None:
    feed = parse_wire.decode_answer(parse_wire.encode_answer(ParsedFeed("a\ud800b", None, ())))
    assert isinstance(feed, ParsedFeed)
    assert feed.title == "a?b"


@pytest.mark.parametrize(
    "answer",
    [
        b"",
        b"[]",
        b"7",
        b"\xff",
        b"[" * 100_000,
        b'{"error": 1}',
        b'{"title": 1, "link": null, "entries": []}',
        b'{"title": "t", "link": null, "entries": [{}]}',
        b'{"title": "t", "link": null, "entries": [7]}',
        parse_wire.encode_answer(ParsedFeed("t", None, (FULL,))).replace(b"+00:00", b""),
        parse_wire.encode_answer(ParsedFeed("t", None, (FULL,))).replace(b"true", b"1"),
    ],
)
def test_answers_that_make_no_sense(answer: bytes) -> None:
    with pytest.raises(parse_wire.WireError):
        parse_wire.decode_answer(answer)


@pytest.mark.parametrize(
    "answer",
    [parse_wire.ACKNOWLEDGED + parse_wire.frame(b"?"), parse_wire.ACKNOWLEDGED + b"\xff" * 8, b"no"],
    ids=["not-json", "too-long", "no-acknowledgement"],
)
async def test_a_process_that_was_taken_over(
    parser: ProcessParser, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, answer: bytes
) -> None:
    program = f"import os, sys\nos.write(1, {answer!r})\nsys.stdin.read()\n"
    (tmp_path / "impostor.py").write_text(program)
    with monkeypatch.context() as patch:
        patch.setenv("PYTHONPATH", str(tmp_path))
        patch.setattr(parser_process, "_WORKER", "impostor")
        assert "makes no sense" in await failure(parser, document("one"))
    assert await titles(parser, document("next")) == ["next"]
