"""The chaos run: many statements to five channels, with everything going wrong that can, from a seed.

A union publishes without rest. Meanwhile Discord fails in every way it knows, is away for six hours, and the
bot is killed and started again; once its disk is lost too, and it goes on from a snapshot taken while it
worked. At the end each channel has each statement exactly once and in order, by itself or in a catch-up
digest.
"""

import asyncio
import contextlib
import random
import signal
import time
from collections import Counter, defaultdict
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from pathlib import Path

from tests.discord_server.client import DiscordServer
from tests.discord_server.journal import Kind
from tests.discord_server.settings import REVIEW, ChannelKind, ChannelPlan, GuildPlan, Rate, Settings
from tests.kill.ledger import faults_in, numbers_in
from tests.kill.outpost import FEED, HOST, Outpost, open_outpost
from tests.kill.places import IN_OUTAGE, IN_SMALL_TROUBLES, names_in
from tests.kill.waiting import LOOK_AGAIN, beside, ended, logged, until
from tests.kill.warm import WarmParent

#: Faster, and what a busy machine does late would be minutes late.
SCALE = 25.0
CHANNELS = tuple(range(2001, 2006))
GUILD = GuildPlan(
    2000,
    "Northern Stagehands Guild",
    (
        *(
            ChannelPlan(channel, ChannelKind.ANNOUNCEMENT if channel % 2 else ChannelKind.TEXT, f"c{channel}")
            for channel in CHANNELS
        ),
        ChannelPlan(REVIEW, ChannelKind.TEXT, "review"),
    ),
)
FEEDS_YAML = f"""\
unions:
  - id: guild
    name: Example Performers Guild
    timezone: America/Los_Angeles
    hosts: [{HOST}]
    feeds:
      - {{id: guild-news, url: "{FEED}", every: 1s, backfill: 1000}}
channels:
{"".join(f"  - {{id: {channel}, statements: [guild]}}" + chr(10) for channel in CHANNELS)}\
review_channel: {REVIEW}
"""

#: What befalls requests about channels: how often, and for how many of Discord's seconds in that channel.
RATES = (
    *(Rate(fault, 0.004) for fault in ("429", "429-global", "429-headerless", "429-bare", "429-cloudflare")),
    *(Rate(fault, 0.004) for fault in ("500", "500-performed", "502", "503", "504", "504-performed")),
    *(Rate(fault, 0.006) for fault in ("dropped", "reply-lost")),
    *(Rate(fault, 0.002) for fault in ("late", "slow", "gateway-closed", "gateway-invalid")),
    Rate("503", 0.001, 60.0),
    Rate("no-permission", 0.0006, 60.0),
    Rate("no-access", 0.0006, 60.0),  # as when the bot is banned
    Rate("no-channel", 0.0006, 60.0),
    Rate("archived", 0.0006, 60.0),
    Rate("bad-token", 0.0006),
    Rate("gateway-refused", 0.0004),  # as when the token was taken back: the bot ends
)
FULL = 2000  #: statements of a run to which these rates belong
MOST_OFTEN = 4.0
SIX_HOURS = 6 * 3600.0
#: So many may wait for a channel before the union makes a pause: more would be a digest, and prove less.
MOST_WAITING = 40
MOST_AT_ONCE = 5
EDITED = 0.02  #: of the statements
#: Statements made after the snapshot, fewer than look like a takeover when they are found at once again.
SINCE_SNAPSHOT = 12
BEFORE_SNAPSHOT = 8
#: Real seconds after the last statement.
PATIENCE = 240.0


@dataclass(slots=True)
class Chaos:
    """One run, and what became of it."""

    seed: int
    statements: int
    restarts: int = 6
    missed: int = 40  #: statements made while Discord is away, at least
    loses_disk: bool = (
        True  #: takes a minute: whatever may have been posted is looked for, in all the trouble
    )
    endings: Counter[int] = field(default_factory=Counter)  #: how the bot's lives ended
    digested: int = 0  #: deliveries that a digest was
    seconds: float = 0.0  #: real ones
    forgotten: int = 0  #: posts made that the snapshot knew nothing of
    _published: int = 0
    _may_run: bool = True
    _said_at: datetime | None = None
    _arrived: dict[int, set[int]] = field(default_factory=lambda: defaultdict(set))

    async def run(self, folder: Path, discord: DiscordServer, parent: WarmParent) -> None:
        """Run it; AssertionError, naming the seed, where a channel has not exactly what was due."""
        began = time.monotonic()
        # A short run sees as much trouble as a long one: it comes more often.
        often = min(max(1.0, FULL / self.statements), MOST_OFTEN)
        rates = tuple(replace(rate, probability=rate.probability * often) for rate in RATES)
        settings = Settings((GUILD,), seed=self.seed, rates=rates, history=2000)
        async with open_outpost(folder, discord, parent, scale=SCALE, settings=settings) as outpost:
            (folder / "feeds.yaml").write_text(FEEDS_YAML, encoding="utf-8")
            try:
                await beside(self._happen(outpost), self._keep_running(outpost))
            except (AssertionError, TimeoutError) as error:
                raise AssertionError(f"{self}: {error}\n{logged(outpost.log)}") from error
            struck = (await discord.state())["struck"]
            self._check(outpost, struck)
        self.seconds = time.monotonic() - began

    def __str__(self) -> str:
        again = f"python -m tests.soak --seed {self.seed} --statements {self.statements} chaos"
        return f"chaos of {self.statements} statements, seed {self.seed} (again with `{again}`)"

    # --- the world -----------------------------------------------------------------------------------

    async def _happen(self, outpost: Outpost) -> None:
        dice = random.Random(self.seed)  # noqa: S311 - a test's dice, not a secret
        before = dice.randint(self.statements // 3, self.statements // 2)
        if self.loses_disk:
            # Early, for whatever waits then is looked for in the channels, one by one.
            await self._publish(outpost, dice, BEFORE_SNAPSHOT)
            await self._lose_the_disk(outpost, dice)
        await self._publish(outpost, dice, before)
        await self._outage(outpost, dice)
        await self._publish(outpost, dice, self.statements)
        await self._end(outpost)

    async def _publish(self, outpost: Outpost, dice: random.Random, last: int) -> None:
        kills = self.restarts / self.statements
        while self._published < last:
            await self._say(outpost, min(dice.randint(1, MOST_AT_ONCE), last - self._published))
            if dice.random() < EDITED * MOST_AT_ONCE:
                guid = f"b{dice.randint(max(1, self._published - 20), self._published)}"
                outpost.edit(guid, f"We go on. Talks are open, until day {self._published}.")
            if dice.random() < kills * MOST_AT_ONCE / 2 and outpost.bot is not None:
                outpost.bot.send(dice.choice((signal.SIGKILL, signal.SIGKILL, signal.SIGTERM)))
            await until(lambda: self._waiting(outpost) <= MOST_WAITING, "the backlog shrinks", PATIENCE)

    async def _say(self, outpost: Outpost, count: int) -> None:
        """Let the union make statements, each a second after the last, and see them stored."""
        for _ in range(count):
            self._published += 1
            item = outpost.statement(self._published, ago=30)
            at, last = item.published_at, self._said_at
            assert at is not None
            self._said_at = at if last is None else max(at, last + timedelta(seconds=1))
            outpost.publish(replace(item, published_at=self._said_at))
        await outpost.read()

    async def _lose_the_disk(self, outpost: Outpost, dice: random.Random) -> None:
        """Take a snapshot, have more posted, and let the bot go on from the snapshot."""
        snapshot = await outpost.back_up()
        posted = self._posted(outpost)
        await self._publish(outpost, dice, self._published + SINCE_SNAPSHOT)
        await until(lambda: self._posted(outpost) > posted, "something is posted", PATIENCE)
        self.forgotten = self._posted(outpost) - posted
        bot, self._may_run = outpost.bot, False
        assert bot is not None
        bot.send(signal.SIGKILL)
        await until(lambda: bot.status is not None, "the bot ends")
        await outpost.restore(snapshot)
        self._may_run = True
        await outpost.read()

    async def _outage(self, outpost: Outpost, dice: random.Random) -> None:
        """Take Discord away for six hours, most of them left out, in which the bot is killed too."""
        await outpost.discord.outage()
        for _ in range(0, self.missed, MOST_AT_ONCE):
            await self._say(outpost, MOST_AT_ONCE)
        assert outpost.bot is not None
        bot = outpost.bot
        outpost.pace = replace(outpost.pace, ahead=outpost.pace.ahead + SIX_HOURS)
        await outpost.discord.advance(SIX_HOURS)
        bot.send(signal.SIGKILL)
        await until(lambda: outpost.bot is not bot, "it is started again")
        await self._say(outpost, dice.randint(1, MOST_AT_ONCE))
        await outpost.discord.lift()

    async def _end(self, outpost: Outpost) -> None:
        """Let everything be well, and everything come through."""
        await outpost.discord.set_rates()
        await outpost.discord.lift()
        try:
            async with asyncio.timeout(PATIENCE):
                while self._waiting(outpost) or outpost.open_deliveries():
                    await outpost.lift_refusals()
                    await asyncio.sleep(LOOK_AGAIN * 10)
        except TimeoutError:
            lacking = f"{self._waiting(outpost)} statements lack in some channel"
            raise TimeoutError(f"{lacking}; still to be delivered: {outpost.open_deliveries()}") from None
        with contextlib.suppress(AssertionError):
            await outpost.stop()

    def _posted(self, outpost: Outpost) -> int:
        """Return how many posts of statements there are in all channels."""
        self._waiting(outpost)
        return sum(map(len, self._arrived.values()))

    def _waiting(self, outpost: Outpost) -> int:
        """Return how many statements the slowest channel still lacks."""
        for line in outpost.read_on():
            if line["kind"] == Kind.CREATE and line["channel"] in CHANNELS:
                self._arrived[line["channel"]].update(numbers_in(line["text"]))
        return self._published - min(len(self._arrived[channel]) for channel in CHANNELS)

    # --- the bot -------------------------------------------------------------------------------------

    async def _keep_running(self, outpost: Outpost) -> None:
        """Start the bot whenever it has ended, as a service manager would; now and then with a failpoint."""
        dice = random.Random(f"lives of {self.seed}")  # noqa: S311 - a test's dice, not a secret
        places = names_in((*IN_SMALL_TROUBLES, *IN_OUTAGE))
        while not outpost.is_stopping:
            await until(lambda: self._may_run, "there is a database again")
            place = f"{dice.choice(places)}:{dice.randint(1, 200)}" if dice.random() < 0.5 else None
            bot = outpost.start(place)
            self.endings[await ended(bot)] += 1

    # --- what came of it -----------------------------------------------------------------------------

    def _check(self, outpost: Outpost, struck: dict[str, int]) -> None:
        ledger = outpost.ledger()
        due = range(1, self._published + 1)
        wrong = {channel: faults_in(ledger.delivered(channel), due) for channel in CHANNELS}
        assert not any(wrong.values()), f"{self}: {wrong}; what went wrong: {struck}\n{logged(outpost.log)}"
        assert not ledger.doubled_pages(), f"{self}: {ledger.doubled_pages()}"
        never = {rate.fault for rate in RATES} - set(struck)
        assert len(never) < len(RATES) // 2, f"{self}: these faults never came: {never}"
        self.digested = sum(len(one) for channel in CHANNELS for one in ledger.digests(channel))
        assert self.digested, f"{self}: the outage made no digest"
        assert self.forgotten or not self.loses_disk, f"{self}: the snapshot knew of every post"
