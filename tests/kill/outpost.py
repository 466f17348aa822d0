"""One bot with the site it follows and the Discord it posts to, each a process or server of its own.

The bot is started again and again, as a service manager would: `Outpost.live` gives each of its lives the
place at which it is to be killed. Between the lives its folder stays, with its database.
"""

import json
import signal
import sqlite3
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager, closing
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from bot.adapters.database.backing_up import back_up
from bot.adapters.database.putting_back import put_back
from tests.discord_server.client import DiscordServer, Line
from tests.discord_server.settings import FORUM, NEWS, REVIEW, UPDATES, Settings
from tests.documents import Item, rss
from tests.kill.compressed import Pace
from tests.kill.ledger import Ledger, title_of
from tests.kill.waiting import PATIENCE, ended, logged, moment, until
from tests.kill.warm import BotOrder, RunningBot, WarmParent
from tests.site.server import Reply, Site

HOST = "www.guild.example"
FEED = f"https://{HOST}/feed"
#: A fixed day, so that none ends or changes its clocks while a test runs.
STARTS_AT = datetime(2026, 3, 4, 18, 0, tzinfo=UTC)
#: What the program ends with where it can't begin.
FAILED = 1

FEEDS_YAML = f"""\
unions:
  - id: guild
    name: Example Performers Guild
    timezone: America/Los_Angeles
    hosts: [{HOST}]
    feeds:
      - {{id: guild-news, url: "{FEED}", every: 1s, backfill: 1000}}
    strikes:
      - {{id: tv, name: TV strike, first_day: 2026-03-01}}
channels:
  - id: {UPDATES}
    statements: [guild]
    thread: true
    day_counter: {{strike: tv, at: "00:00"}}
  - id: {NEWS}
    statements: [guild]
    publish: true
  - id: {FORUM}
    statements: [guild]
review_channel: {REVIEW}
"""

#: What the outbox still has to do; what was refused for good among it is for the test to explain.
_OPEN = """\
SELECT kind, target, state, error FROM deliveries WHERE state IN ('pending', 'sending', 'failed', 'parked')
"""


@dataclass(slots=True)
class Life:
    """One life of the bot."""

    failpoint: str | None  #: where it is to be killed; None: it is stopped at the end
    status: int | None = None  #: how it ended

    @property
    def was_killed(self) -> bool:
        """Tell whether it ended at its failpoint."""
        return self.failpoint is not None and self.status == -signal.SIGKILL


@dataclass(slots=True)
class Outpost:
    """The bot's surroundings."""

    folder: Path
    site: Site
    discord: DiscordServer
    parent: WarmParent
    pace: Pace
    nonce_window: float | None = None
    items: list[Item] = field(default_factory=list)
    listed: int = 30  #: so many the feed lists
    bot: RunningBot | None = None
    lives: int = 0  #: begun so far
    is_stopping: bool = False
    is_armed: bool = True  #: lives end at their failpoints
    is_usable: bool = True  #: feeds.yaml, so that a life can begin
    _may_run: bool = True
    _cut_off: RunningBot | None = None  #: whose end was the story's doing
    _misled: RunningBot | None = None  #: which may have begun with a feeds.yaml that can't be used
    _lines: list[Line] = field(default_factory=list)  #: of Discord's journal
    _read_to: int = 0

    # --- the union -----------------------------------------------------------------------------------

    def statement(self, number: int, text: str = "We go on. Talks are open.", *, ago: float = 60) -> Item:
        """Return a statement of the union's, published so many seconds ago."""
        published_at = (self.pace.now() - timedelta(seconds=ago)).replace(microsecond=0)
        slug = f"b{number}"
        return Item(title_of(number), f"https://{HOST}/{slug}", text, published_at, guid=slug)

    def publish(self, *items: Item) -> None:
        """Let the feed list these too, the last one first."""
        self.items[:0] = reversed(items)
        self.serve()

    def edit(self, guid: str, text: str) -> None:
        """Let the union change a statement."""
        self.items = [replace(item, text=text) if item.guid == guid else item for item in self.items]
        self.serve()

    def serve(self) -> None:
        """Let the feed list what there is."""
        self.site.put(FEED, rss(self.items[: self.listed]))

    async def read(self) -> None:
        """Return once the bot has the feed as it is now, stored."""
        seen = len(self.site.requests)

        def is_stored() -> bool:
            return any(one.url == FEED and one.status == 304 for one in self.site.requests[seen:])

        await until(is_stored, "the bot reads the feed as it is")

    # --- the admins ----------------------------------------------------------------------------------

    def configure(self, text: str, *, is_usable: bool = True) -> None:
        """Save feeds.yaml; where it can't be used, a life that begins ends at once, until it can."""
        if is_usable and not self.is_usable:
            self._misled = self.bot
        self.is_usable = is_usable
        beside = self.folder / ".feeds.yaml.new"
        beside.write_text(text, encoding="utf-8")
        beside.replace(self.folder / "feeds.yaml")

    async def pass_time(self, seconds: float) -> None:
        """Let so much time pass at once, while the bot does not run."""
        self.pace = replace(self.pace, ahead=self.pace.ahead + seconds)
        await self.discord.advance(seconds)

    @asynccontextmanager
    async def off(self) -> AsyncIterator[None]:
        """End the bot as a power cut would; it is started again after the ``async with`` block."""
        await until(lambda: self.bot is not None and self.bot.status is None, "the bot runs")
        bot, self._may_run = self.bot, False
        assert bot is not None
        self._cut_off = bot
        bot.send(signal.SIGKILL)
        await ended(bot)
        yield
        self._may_run = True

    # --- the bot -------------------------------------------------------------------------------------

    def start(self, failpoint: str | None = None) -> RunningBot:
        """Start the bot, to be killed at a place."""
        self.bot, self.lives = self.order("run", failpoint), self.lives + 1
        return self.bot

    def order(self, command: str, failpoint: str | None = None) -> RunningBot:
        """Start a command of the bot's, to be killed at a place."""
        environment = {
            "DISCORD_TOKEN": "not-a-real-token-of-anything",
            "PICKETWIRE_DISCORD_API": self.discord.api,
            "PICKETWIRE_DISCORD_GATEWAY": self.discord.gateway,
            "PICKETWIRE_CONNECT_TO": self.site.connect_to_env(HOST),
            "PICKETWIRE_FAILPOINT": failpoint or "",
            "SSL_CERT_FILE": str(self.folder / "site-ca.pem"),
        }
        order = BotOrder(self.folder, self.log, environment, self.pace, self.nonce_window, command)
        return self.parent.start(order)

    async def live(self, lives: Sequence[Life]) -> None:
        """Start the bot whenever it has ended, for each life once, until it was asked to stop."""
        for life in lives:
            life.status = await self._lived(life)
            if self.is_stopping:
                return
            assert life.was_killed, f"the bot ended by itself with {life.status}:\n{logged(self.log)}"
        raise AssertionError(f"the bot was killed in the last of its {len(lives)} lives")

    async def _lived(self, life: Life) -> int:
        """Return how a life ended; it is begun anew where the story ended it, or feeds.yaml did."""
        while True:
            await until(lambda: self._may_run, "the bot may run")
            bot = self.start(life.failpoint if self.is_armed else None)
            status = await ended(bot)
            was_misled = status == FAILED and (bot is self._misled or not self.is_usable)
            if self.is_stopping or not (was_misled or bot is self._cut_off):
                return status

    async def stop(self) -> int:
        """Ask the bot to stop and return how it ended."""
        assert self.bot is not None
        bot, self.is_stopping = self.bot, True
        bot.send(signal.SIGTERM)
        await until(lambda: bot.status is not None, "the bot stops")
        status = bot.status
        assert status is not None
        return status

    @property
    def log(self) -> Path:
        """Return where the bot's lives write what a terminal would show."""
        return self.folder / "bot.log"

    async def back_up(self) -> Path:
        """Take a snapshot of the bot's database, whatever the bot is doing."""
        snapshot = self.folder / "snapshot.db"
        await back_up(self._database_url, snapshot, now=self.pace.now(), replace=True)
        return snapshot

    async def restore(self, snapshot: Path) -> None:
        """Put a snapshot in the place of the database, while the bot does not run."""
        await put_back(self._database_url, snapshot, now=self.pace.now())

    @property
    def _database_url(self) -> str:
        return f"sqlite:///{self.folder / 'picketwire.db'}"

    # --- what came of it -----------------------------------------------------------------------------

    def ledger(self) -> Ledger:
        """Return what Discord accepted so far."""
        self.read_on()
        return Ledger(self._lines)

    def read_on(self) -> Sequence[Line]:
        """Return what Discord accepted since the last time that was asked for."""
        with self.discord.process.journal.open("rb") as journal:
            journal.seek(self._read_to)
            fresh = journal.read()
        whole = fresh[: fresh.rfind(b"\n") + 1]
        self._read_to += len(whole)
        lines = [json.loads(line) for line in whole.splitlines()]
        self._lines += lines
        return lines

    def open_deliveries(self) -> list[tuple[Any, ...]]:
        """Return kind, target, state and last error of what the outbox still has to do."""
        return self.ask(_OPEN)

    def ask(self, query: str, *values: object) -> list[tuple[Any, ...]]:
        """Return what the bot's database holds; nothing while there is none."""
        file = self.folder / "picketwire.db"
        if not file.exists():
            return []
        with closing(sqlite3.connect(f"file:{file}?mode=ro", uri=True, timeout=5)) as connection:
            try:
                return connection.execute(query, values).fetchall()
            except sqlite3.OperationalError:  # its tables are being made
                return []

    async def lift_refusals(self) -> None:
        """Change the permissions of each channel that refused something: the bot then tries again."""
        for target in {target for _, target, state, _ in self.open_deliveries() if state == "parked"}:
            await self.discord.deny(int(target.removeprefix("discord:")))

    async def settle(self) -> None:
        """Return once the outbox has nothing to do, having looked after what was refused for a while."""
        began = datetime.now(UTC)
        while waiting := self.open_deliveries():
            await self.lift_refusals()
            assert (datetime.now(UTC) - began).total_seconds() < PATIENCE, f"never delivered: {waiting}"
            await moment()


@asynccontextmanager
async def open_outpost(
    folder: Path,
    discord: DiscordServer,
    parent: WarmParent,
    *,
    scale: float,
    settings: Settings | None = None,
    nonce_window: float | None = None,
) -> AsyncIterator[Outpost]:
    """Open a site and begin Discord anew, in time that runs `scale` times as fast."""
    async with Site() as site:
        site.write_ca(folder)
        (folder / "feeds.yaml").write_text(FEEDS_YAML, encoding="utf-8")
        pace = Pace.begin(STARTS_AT, scale)
        timed = replace(
            settings or Settings(),
            time_scale=scale,
            client_is_scaled=True,
            starts_at=pace.starts_at,
        )
        await discord.reset(timed)
        outpost = Outpost(folder, site, discord, parent, pace, nonce_window)
        outpost.serve()
        site.put(f"https://{HOST}/robots.txt", Reply(status=404))
        try:
            yield outpost
        finally:
            if outpost.bot is not None:
                outpost.bot.send(signal.SIGKILL)
