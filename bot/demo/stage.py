"""What both kinds of demo stand on: sites, database, fetcher, parser and feeds.yaml, for one run.

`bot.demo.headless` and `bot.demo.page` open it and add a poster. All of it lives in a temporary folder
that is removed at the end.
"""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory

from bot.adapters.charts import ProcessCharts
from bot.adapters.database.store import open_store
from bot.adapters.http import HttpFetcher
from bot.adapters.pages import HttpPageReader
from bot.adapters.parser_process import ProcessParser
from bot.config import load
from bot.core.model import Catalogue, Strike
from bot.core.targets import DISCORD
from bot.demo.clock import StoryClock
from bot.demo.sites import Sites
from bot.demo.timeline import ARCHIVE
from bot.demo.world import feeds_yaml
from bot.ports import Charts, Poster, Store
from bot.services.desk import Desks
from bot.wiring import Reading, Services, build_desks, build_services, user_agent


@dataclass(frozen=True, slots=True)
class Stage:
    """The real parts, and the invented sites they read."""

    sites: Sites
    store: Store
    reading: Reading
    charts: Charts
    clock: StoryClock
    feeds_file: Path
    channel_id: int
    review_channel: int | None = None
    language: str = "en"  #: of the bot's own words in the members' channel
    entered: list[str] = field(default_factory=list)  #: what admins have added about the strike

    def enter(self, line: str) -> None:
        """Add a line about the strike to feeds.yaml, as an admin does with an editor."""
        self.entered.append(line)
        self.write_feeds()

    def write_feeds(self) -> None:
        """Write feeds.yaml."""
        text = feeds_yaml(
            self.channel_id,
            review_channel=self.review_channel,
            language=self.language,
            entered=self.entered,
        )
        self.feeds_file.write_text(text, encoding="utf-8")

    def catalogue(self) -> Catalogue:
        """Read feeds.yaml, as the bot does when it starts."""
        return load(self.feeds_file).catalogue

    def strike(self) -> Strike:
        """Return the world's one strike, by the feeds.yaml of now."""
        return self.catalogue().strikes[0]

    def services(self, poster: Poster) -> Services:
        """Wire the bot for `poster`, by the feeds.yaml of now."""
        return build_services(
            catalogue=self.catalogue(),
            store=self.store,
            reading=self.reading,
            poster=poster,
            clock=self.clock,
        )

    def desks(self) -> Desks:
        """Return what answers commands and carries out decisions, by the feeds.yaml of now."""
        return build_desks(
            catalogue=self.catalogue(),
            store=self.store,
            pages=self.reading.pages,
            charts=self.charts,
            clock=self.clock,
            target_prefix=DISCORD,
        )


@asynccontextmanager
async def open_stage(
    clock: StoryClock, channel_id: int, review_channel: int | None = None, language: str = "en"
) -> AsyncIterator[Stage]:
    """Build the world on free ports and in a temporary folder; take it down at the end."""
    with TemporaryDirectory(prefix="picketwire-demo-") as name:
        folder = Path(name)
        async with (
            Sites() as sites,
            open_store(f"sqlite:///{folder / 'demo.db'}") as store,
            HttpFetcher(
                clock,
                user_agent=user_agent(None),
                connect_to=sites.connect_to,
                ssl_context=sites.client_context(),
            ) as fetcher,
            ProcessParser() as parser,
            ProcessCharts() as charts,
        ):
            for item in ARCHIVE:
                sites.publish(item.article, item.at)
            # These sites are the demo's own, and a day passes in a few seconds: no second of rest a page.
            reading = Reading(fetcher, parser, HttpPageReader(fetcher, parser, clock, interval=0))
            stage = Stage(
                sites,
                store,
                reading,
                charts,
                clock,
                folder / "feeds.yaml",
                channel_id,
                review_channel,
                language,
            )
            stage.write_feeds()
            yield stage
