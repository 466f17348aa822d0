"""The pipeline around real parts: HTTPS on loopback, SQLite in a temporary folder, simulated time."""

from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from shutil import copyfile
from zoneinfo import ZoneInfo

import pytest

from bot.adapters.capture import CapturePoster
from bot.adapters.database.store import SqlStore, open_store
from bot.adapters.http import HttpFetcher
from bot.adapters.pages import HttpPageReader
from bot.adapters.parser_process import ProcessParser
from bot.core.mainpage import read_page
from bot.core.model import (
    Catalogue,
    Channel,
    Entry,
    Feed,
    Fetched,
    MainPage,
    Message,
    ParsedFeed,
    Strike,
)
from bot.core.parse import parse_feed
from bot.core.rawcoding import decoded
from bot.core.rawentry import read_raw
from bot.services.answers import Answers
from bot.services.verifier import Verifier
from bot.wiring import Reading, Services, build_services
from tests.documents import Item, rss
from tests.site.server import Reply, Site

NEWS_URL = "https://www.guild.example/feed"
PRESS_URL = "https://dailycurtain.example/feed"
START = datetime(2026, 1, 5, 18, 0, tzinfo=UTC)
HOSTS = frozenset({"www.guild.example"})

NEWS = Feed("guild-news", NEWS_URL, "guild", "Example Performers Guild", HOSTS)
PRESS = Feed("daily-curtain", PRESS_URL, "guild", "Example Performers Guild", HOSTS, watched=True)
STRIKE = Strike("tv", "guild", "TV strike", ZoneInfo("America/Los_Angeles"), date(2026, 1, 2))


@dataclass(slots=True)
class SimulatedClock:
    """A clock that moves when told to."""

    at: datetime = START

    def now(self) -> datetime:
        return self.at

    def advance(self, by: timedelta) -> None:
        self.at += by


class DirectParser:
    """Parses in this process; the killable one has tests of its own."""

    async def parse(self, fetched: Fetched, feed: Feed) -> ParsedFeed:
        return parse_feed(
            fetched.body, feed_id=feed.id, base_url=fetched.hops[-1], content_type=fetched.content_type
        )

    async def read_entry(self, raw: bytes, feed: Feed) -> Entry:
        return read_raw(decoded(raw))

    async def read_page(self, fetched: Fetched, feed: Feed) -> MainPage:
        return read_page(fetched.body, base_url=fetched.hops[-1], content_type=fetched.content_type)


@dataclass(slots=True)
class World:
    """One bot and the sites it follows."""

    site: Site
    store: SqlStore
    clock: SimulatedClock
    fetcher: HttpFetcher
    pages: HttpPageReader
    catalogue: Catalogue
    poster: CapturePoster
    items: list[Item] = field(default_factory=list)

    @property
    def services(self) -> Services:
        """Return the services, built anew as after a restart."""
        return build_services(
            catalogue=self.catalogue,
            store=self.store,
            reading=Reading(self.fetcher, DirectParser(), self.pages),
            poster=self.poster,
            clock=self.clock,
        )

    @property
    def answers(self) -> Answers:
        return Answers(catalogue=self.catalogue, store=self.store, clock=self.clock)

    @property
    def verifier(self) -> Verifier:
        return Verifier(catalogue=self.catalogue, store=self.store, clock=self.clock)

    def say(self, slug: str, title: str, text: str) -> Item:
        """Let the union publish a statement now; its feed lists the newest first."""
        link = f"https://www.guild.example/{slug}"
        item = Item(title, link, text, published_at=self.clock.now(), guid=slug)
        self.items.insert(0, item)
        self.serve()
        return item

    def edit(self, slug: str, *, text: str) -> None:
        self.items = [replace(item, text=text) if item.guid == slug else item for item in self.items]
        self.serve()

    def serve(self) -> None:
        self.site.put(NEWS_URL, rss(self.items))

    async def cycle(self) -> None:
        services = self.services
        await services.poller.poll_all()
        await services.deliverer.deliver_pending()

    def shown(self) -> Sequence[str]:
        """Return what was posted, as plain text."""
        return [plain(message) for _, _, message in self.poster.posts]


def plain(message: Message) -> str:
    return "\n".join(block.plain for block in message.blocks)


@pytest.fixture
async def world(tmp_path: Path, migrated: Path) -> AsyncIterator[World]:
    clock = SimulatedClock()
    catalogue = Catalogue(
        feeds=(NEWS,),
        strikes=(STRIKE,),
        channels=(Channel(1, frozenset({"guild-news"}), "tv", time(9, 0)),),
        union_names={"guild": "Example Performers Guild"},
    )
    async with AsyncExitStack() as stack:
        site = await stack.enter_async_context(Site())
        url = f"sqlite:///{copyfile(migrated, tmp_path / 'bot.db')}"
        store = await stack.enter_async_context(open_store(url, busy_seconds=0.2))
        fetcher = await stack.enter_async_context(
            HttpFetcher(
                clock,
                user_agent="Picketwire tests",
                connect_to=site.connect_to("www.guild.example", "dailycurtain.example"),
                ssl_context=site.client_context(),
            )
        )
        parser = await stack.enter_async_context(ProcessParser())
        pages = HttpPageReader(fetcher, parser, clock, interval=0)
        world = World(site, store, clock, fetcher, pages, catalogue, CapturePoster("discord:"))
        world.serve()
        site.put(PRESS_URL, Reply(rss([], title="The Daily Curtain")))
        yield world
