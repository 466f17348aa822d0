"""One bot with the site it follows and the Discord it posts to, each a process or server of its own.

The bot is started again and again, as a service manager would: `Outpost.live` gives each of its lives the
place at which it is to be killed. Between the lives its folder stays, with its database.
"""

import asyncio
import json
import re
import signal
import sqlite3
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager, closing
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from bot.adapters.database.backing_up import back_up
from bot.adapters.database.putting_back import put_back
from tests.discord_server.client import DiscordServer, Line
from tests.discord_server.settings import FORUM, NEWS, REVIEW, UPDATES, Settings
from tests.documents import Item, rss
from tests.kill.compressed import Pace
from tests.kill.ledger import Ledger, title_of
from tests.kill.warm import BotOrder, RunningBot, WarmParent
from tests.site.server import Reply, Site

HOST = "www.guild.example"
FEED = f"https://{HOST}/feed"
#: A fixed day, so that none ends or changes its clocks while a test runs.
STARTS_AT = datetime(2026, 3, 4, 18, 0, tzinfo=UTC)
#: Real seconds; whoever runs into it has found a delivery that never comes.
PATIENCE = 90.0
LOOK_AGAIN = 0.02

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
_OPEN = "SELECT kind, target, state FROM deliveries WHERE state IN ('pending', 'sending', 'failed', 'parked')"


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
    is_stopping: bool = False
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

    # --- the bot -------------------------------------------------------------------------------------

    def start(self, failpoint: str | None = None) -> RunningBot:
        """Start the bot, to be killed at a place."""
        environment = {
            "DISCORD_TOKEN": "not-a-real-token-of-anything",
            "PICKETWIRE_DISCORD_API": self.discord.api,
            "PICKETWIRE_DISCORD_GATEWAY": self.discord.gateway,
            "PICKETWIRE_CONNECT_TO": self.site.connect_to_env(HOST),
            "PICKETWIRE_FAILPOINT": failpoint or "",
            "SSL_CERT_FILE": str(self.folder / "site-ca.pem"),
        }
        order = BotOrder(self.folder, self.log, environment, self.pace, self.nonce_window)
        self.bot = self.parent.start(order)
        return self.bot

    async def live(self, lives: Sequence[Life]) -> None:
        """Start the bot whenever it has ended, for each life once, until it was asked to stop."""
        for life in lives:
            bot = self.start(life.failpoint)
            life.status = await ended(bot)
            if self.is_stopping:
                return
            assert life.was_killed, f"the bot ended by itself with {life.status}:\n{logged(self.log)}"
        raise AssertionError(f"the bot was killed in the last of its {len(lives)} lives")

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

    def open_deliveries(self) -> list[tuple[str, str, str]]:
        """Return kind, target and state of what the outbox still has to do."""
        file = self.folder / "picketwire.db"
        if not file.exists():
            return []
        with closing(sqlite3.connect(f"file:{file}?mode=ro", uri=True, timeout=5)) as connection:
            try:
                return connection.execute(_OPEN).fetchall()
            except sqlite3.OperationalError:  # its tables are being made
                return []

    async def lift_refusals(self) -> None:
        """Change the permissions of each channel that refused something: the bot then tries again."""
        for target in {target for _, target, state in self.open_deliveries() if state == "parked"}:
            await self.discord.deny(int(target.removeprefix("discord:")))

    async def settle(self) -> None:
        """Return once the outbox has nothing to do, having looked after what was refused for a while."""
        began = datetime.now(UTC)
        while waiting := self.open_deliveries():
            await self.lift_refusals()
            assert (datetime.now(UTC) - began).total_seconds() < PATIENCE, f"never delivered: {waiting}"
            await _moment()


async def ended(bot: RunningBot) -> int:
    """Return how a bot ended, once it has."""
    while (status := bot.status) is None:
        await _moment()
    return status


async def _moment() -> None:
    await asyncio.sleep(LOOK_AGAIN)


async def until(condition: Callable[[], bool], words: str, seconds: float = PATIENCE) -> None:
    """Return once a condition holds; TimeoutError with `words` where it does not in so many real seconds."""
    try:
        async with asyncio.timeout(seconds):
            while not condition():
                await _moment()
    except TimeoutError:
        raise TimeoutError(f"not within {seconds:g} s: {words}") from None


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


async def beside(work: Awaitable[None], other: Awaitable[None]) -> None:
    """Do some work while something else goes on; the first failure of either ends both."""
    others = asyncio.ensure_future(other)
    done = asyncio.ensure_future(work)
    try:
        await asyncio.wait([others, done], return_when=asyncio.FIRST_EXCEPTION)
        for task in (others, done):
            if task.done():
                task.result()
        await done
    finally:
        for task in (others, done):
            task.cancel()
        await asyncio.gather(others, done, return_exceptions=True)


def logged(log: Path) -> str:
    """Return the end of what the bot's lives said, without colours."""
    return re.sub(r"\x1b\[[0-9;]*m", "", log.read_text(errors="replace"))[-4000:] if log.exists() else ""
