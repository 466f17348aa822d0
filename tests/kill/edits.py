"""Edits of feeds.yaml at random, good and broken, saved in every way, while the bot is at work.

`test_edits_under_load` makes two hundred of them, `make soak` as many as are wanted.
"""

import asyncio
import hashlib
import random
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path

from tests.discord_server.client import Line
from tests.discord_server.settings import FORUM, NEWS, REVIEW, UPDATES
from tests.kill.ledger import faults_in
from tests.kill.outpost import FEED, HOST, Outpost
from tests.kill.waiting import logged, until

_IN_FORCE = "SELECT sha256 FROM file_in_force"
_REFUSED = "SELECT sha256 FROM file_reports WHERE news = 'refused' AND over_at IS NULL"
#: Of the edits, one in so many is waited for until it is in force, or refused.
WAITED_FOR = 8


@dataclass(slots=True)
class Shape:
    """A good state of feeds.yaml; whatever it is, the feed is followed in the channel for updates."""

    hosts: list[str] = field(default_factory=lambda: [HOST])
    every: str = "1s"
    more_feeds: int = 0
    news: bool = True
    forum: bool = False
    language: str = "en"
    officers: list[str] = field(default_factory=list)
    ended: bool = False
    note: int = 0

    def text(self) -> str:
        """Return it as YAML."""
        return "\n".join(self._lines()) + "\n"

    def _lines(self) -> Iterator[str]:
        yield f"# note {self.note}"
        yield "unions:"
        yield "  - id: guild"
        yield "    name: Example Performers Guild"
        yield "    timezone: America/Los_Angeles"
        yield f"    hosts: [{', '.join(self.hosts)}]"
        if self.officers:
            yield f"    officers: [{', '.join(self.officers)}]"
        yield "    feeds:"
        yield f'      - {{id: guild-news, url: "{FEED}", every: {self.every}, backfill: 1000}}'
        for number in range(self.more_feeds):
            yield f'      - {{id: more-{number}, url: "https://{HOST}/more-{number}", every: 5s}}'
        yield "    strikes:"
        ended = ', ended_at: "2026-03-04T09:00"' if self.ended else ""
        yield f"      - {{id: tv, name: TV strike, first_day: 2026-03-01{ended}}}"
        yield "channels:"
        yield f"  - {{id: {UPDATES}, statements: [guild], language: {self.language}}}"
        if self.news:
            yield f"  - {{id: {NEWS}, statements: [guild]}}"
        if self.forum:
            yield f"  - {{id: {FORUM}, statements: [guild]}}"
        yield f"review_channel: {REVIEW}"

    def change(self, chance: random.Random) -> None:
        """Change one thing."""
        self.note += 1
        what = chance.randrange(8)
        if what == 0:
            self.hosts = [
                HOST,
                *chance.sample([f"h{n}.guild.example" for n in range(4)], chance.randrange(3)),
            ]
        elif what == 1:
            self.every = chance.choice(["1s", "2s", "3s"])
        elif what == 2:
            self.more_feeds = chance.randrange(4)
        elif what == 3:
            self.news = not self.news
        elif what == 4:
            self.forum = not self.forum
        elif what == 5:
            self.language = chance.choice(["en", "es"])
        elif what == 6:
            self.officers = chance.sample(["Ana Alba", "Bo Brook", "Cy Cole"], chance.randrange(3))
        else:
            self.ended = not self.ended


def broken(text: str, chance: random.Random) -> bytes:
    """Return a state that can't be used."""
    return chance.choice(
        [
            b"",
            b"\xff\xfe\x00 no text",
            text.encode() + b"channels: [\n",
            text.replace("hosts:", "host:").encode(),
            text.replace("2026-03-01", "2026-02-30").encode(),
            text.replace("statements: [guild]", "statements: [gild]").encode(),
            text.encode()[: text.index("feeds:") + 3],
            (text + "review_channel: 1\n").encode(),
        ]
    )


class Editor:
    """Saves the file as editors and administrators do."""

    def __init__(self, folder: Path, chance: random.Random) -> None:
        self._path = folder / "feeds.yaml"
        self._folder = folder
        self._chance = chance
        self._saved = 0

    def save(self, body: bytes) -> None:
        """Replace the file, write into it, or let a link lead elsewhere."""
        self._saved += 1
        self._chance.choice([self._replace, self._write, self._link])(body)

    def _replace(self, body: bytes) -> None:
        beside = self._folder / ".feeds.yaml.swp"
        beside.write_bytes(body)
        beside.replace(self._path)

    def _write(self, body: bytes) -> None:
        self._path.write_bytes(body)

    def _link(self, body: bytes) -> None:
        place = self._folder / f"version-{self._saved}"
        place.mkdir()
        (place / "feeds.yaml").write_bytes(body)
        link = self._folder / ".link"
        link.symlink_to(place / "feeds.yaml")
        link.replace(self._path)


@dataclass(slots=True)
class Unrest:
    """A bot at work on a file that never rests."""

    outpost: Outpost
    seed: int
    edits: int
    statements: int = 0

    async def run(self) -> None:
        """Edit, publish, and check at the end what was posted where.

        Raises:
            AssertionError, TimeoutError: something was lost or doubled, or the wrong state is in force.
        """
        chance = random.Random(self.seed)  # noqa: S311 -- a story, no secret
        shape, editor = Shape(), Editor(self.outpost.folder, chance)
        editor.save(shape.text().encode())
        self.outpost.start()
        await self.outpost.discord.wait_gateway(connected=1)
        for number in range(self.edits):
            if number % 3 == 0:
                self._publish()
            if number % 5 == 0:
                # In time that is compressed the client gives the gateway only seconds for a sign of life.
                await self.outpost.discord.deny(REVIEW)
            if chance.random() < 0.35:
                body = broken(shape.text(), chance)
                editor.save(body)
                refused, good = body, shape.text().encode()
            else:
                shape.change(chance)
                editor.save(good := shape.text().encode())
                refused = None
            if chance.randrange(WAITED_FOR) == 0:
                await self._is_in_force(good, refused)
            else:
                await asyncio.sleep(chance.random() * 0.02)
        shape.note, shape.news, shape.forum = -1, True, True
        editor.save(shape.text().encode())
        await self._is_in_force(shape.text().encode(), None)
        await self._check(await self.outpost.discord.state())

    def _publish(self) -> None:
        self.statements += 1
        self.outpost.publish(self.outpost.statement(self.statements))

    async def _is_in_force(self, good: bytes, refused: bytes | None) -> None:
        wanted = _sha256(good) if refused is None else None, None if refused is None else _sha256(refused)

        def is_so() -> bool:
            in_force, refusal = self._ask(_IN_FORCE), self._ask(_REFUSED)
            return (in_force, refusal) == wanted if refused is None else refusal == wanted[1]

        await self._until(
            is_so, f"what was saved is {'refused' if refused else 'in force'} (seed {self.seed})"
        )

    async def _until(self, is_so: Callable[[], bool], words: str) -> None:
        try:
            await until(is_so, words, 20)
        except TimeoutError as error:
            raise AssertionError(f"{error}\n{logged(self.outpost.log)}") from error

    def _ask(self, query: str) -> str | None:
        with closing(sqlite3.connect(self.outpost.folder / "picketwire.db", timeout=5)) as connection:
            row = connection.execute(query).fetchone()
        return row[0] if row else None

    async def _check(self, state: Line) -> None:
        due = range(1, self.statements + 1)

        def is_all_there() -> bool:
            delivered = self.outpost.ledger().delivered(UPDATES)
            return set(due) <= set(delivered)

        await self._until(is_all_there, f"every statement is posted (seed {self.seed})")
        await self.outpost.settle()
        status = await self.outpost.stop()
        story = f"seed {self.seed}:\n{logged(self.outpost.log)}"
        assert status == 0, story
        ledger = self.outpost.ledger()
        assert faults_in(ledger.delivered(UPDATES), due) == [], story
        for channel in (NEWS, FORUM):  # they were not always in the file
            there = ledger.delivered(channel)
            assert len(there) == len(set(there)), story
        sessions = state["sessions"]
        assert sessions == {"connected": 1, "ready": 1, "resumed": 0}, f"{sessions} {story}"


def _sha256(body: bytes) -> str:
    return hashlib.sha256(body).hexdigest()
