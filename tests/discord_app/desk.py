"""A review desk around real parts: a simulated Discord, the real client, SQLite, and the deliverer."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta

import discord
from simcord.actors import MemberActor
from simcord.builders import ChannelHandle
from simcord.env import Env

from bot.adapters.database.store import SqlStore
from bot.adapters.languages import read_languages
from bot.core.chart import Chart
from bot.core.errors import DrawError
from bot.core.model import (
    Catalogue,
    Channel,
    Entry,
    Feed,
    FeedState,
    Page,
    ParsedFeed,
    Statement,
    Strike,
    Topic,
)
from bot.core.plan import plan_update
from bot.core.strike_hints import with_questions
from bot.core.targets import review_targets
from bot.discord_app.client import PicketwireClient, build_client
from bot.discord_app.poster import DiscordPoster
from bot.services.composer import Composer
from bot.services.deliverer import Deliverer
from bot.services.desk import Desks
from bot.services.reviewer import Reviewer
from bot.wiring import build_desks

OWN = "https://www.stagehands.example"
NEAR = "https://es.stagehands.example"  #: perhaps the union's: what it carries is held
ELSEWHERE = "https://feeds.elsewhere.example/feed"
TEXT = "We walked out at midnight. We walked out together, and we stay out."
FEED = Feed(
    "stagehands-news",
    f"{OWN}/feed",
    "stagehands",
    "Northern Stagehands Guild",
    frozenset({"www.stagehands.example"}),
)


@dataclass(slots=True)
class SimulatedClock:
    at: datetime = datetime(2026, 1, 5, 18, tzinfo=UTC)

    def now(self) -> datetime:
        return self.at


@dataclass(slots=True)
class PressSite:
    """A page reader at hand: reading over HTTPS has tests of its own."""

    says: dict[str, str] = field(default_factory=dict)  #: a page's text by its address

    async def read(self, feed: Feed, url: str) -> Page:
        said = self.says.get(url)
        obstacle = None if said else "www.press.example answered 404 Not Found"
        return Page((url,), None, said or "", obstacle, datetime(2026, 1, 6, tzinfo=UTC))


@dataclass(slots=True)
class Drawer:
    """Charts at hand: drawing them has tests of its own."""

    asked: list[Chart] = field(default_factory=list)
    refusing: DrawError | None = None

    async def draw(self, chart: Chart) -> bytes:
        self.asked.append(chart)
        if self.refusing is not None:
            raise self.refusing
        return b"\x89PNG " + str(len(self.asked)).encode()


@dataclass(slots=True)
class Desk:
    """The bot at work in one server: a channel for posts, one for reviews."""

    env: Env
    store: SqlStore
    posts: ChannelHandle
    reviews: ChannelHandle
    review_channel: int
    feed: Feed = FEED
    more_feeds: tuple[Feed, ...] = ()
    review_role: int | None = None
    clock: SimulatedClock = field(default_factory=SimulatedClock)
    client: PicketwireClient = field(init=False)
    listed: list[Entry] = field(default_factory=list)
    pages: PressSite = field(default_factory=PressSite)
    charts: Drawer = field(default_factory=Drawer)
    strikes: tuple[Strike, ...] = ()
    topics: tuple[Topic, ...] = ()
    fetch_links: bool = False
    language: str | None = None
    review_language: str | None = None

    @property
    def catalogue(self) -> Catalogue:
        return Catalogue(
            feeds=(self.feed, *self.more_feeds),
            strikes=self.strikes,
            channels=(Channel(self.posts.id, frozenset({self.feed.id}), language=self.language),),
            review_channel=self.review_channel,
            union_names={self.feed.union_id: self.feed.union_name},
            review_role=self.review_role,
            review_language=self.review_language,
            fetch_links=self.fetch_links,
            topics={self.feed.union_id: self.topics} if self.topics else {},
        )

    @property
    def reviewer(self) -> Reviewer:
        return Reviewer(
            catalogue=self.catalogue, store=self.store, clock=self.clock, target_prefix="discord:"
        )

    def desks(self) -> Desks:
        """Return what answers; pages are read from `self.pages`."""
        return build_desks(
            catalogue=self.catalogue,
            store=self.store,
            pages=self.pages,
            charts=self.charts,
            clock=self.clock,
            target_prefix="discord:",
        )

    async def restart(self) -> None:
        """Start the bot, as after a stop of the service."""
        self.client = build_client(self.desks())
        await self.env.restart_bot(self.client)

    async def say(self, title: str, *, site: str = OWN, text: str = TEXT, hops: Sequence[str] = ()) -> None:
        """Have the feed list one more statement, poll it and deliver."""
        await self.store_saying(title, site=site, text=text, hops=hops)
        await self.deliver()

    async def store_saying(self, title: str, *, site: str, text: str, hops: Sequence[str] = ()) -> None:
        """Have the feed list one more statement and poll it."""
        slug = title.lower().replace(" ", "-")
        self.clock.at += timedelta(minutes=10)
        self.listed = [one for one in self.listed if one.guid != slug]
        self.listed.insert(0, Entry(slug, f"{site}/{slug}", title, text, published_at=self.clock.at))
        await self.poll(hops)

    async def poll(self, hops: Sequence[str] = ()) -> None:
        parsed = ParsedFeed("News", OWN, tuple(self.listed))
        keys = [f"guid:{entry.guid}" for entry in self.listed]
        update = plan_update(
            parsed,
            self.feed,
            await self.store.known_entries(self.feed.id, keys),
            state=(await self.store.feed_states()).get(self.feed.id) or FeedState(self.feed.id),
            routes=(await self.store.routes()).get(self.feed.id, {}),
            targets={f"discord:{self.posts.id}"},
            hops=(self.feed.url, *hops),
            now=self.clock.at,
        )
        targets = review_targets(self.catalogue, "discord:")
        update = with_questions(update, self.strikes, targets)
        await self.store.apply(replace(update, review_targets=targets))

    async def deliver(self) -> None:
        composer = Composer(
            catalogue=self.catalogue, store=self.store, clock=self.clock, languages=read_languages()
        )
        poster = DiscordPoster(self.client)
        deliverer = Deliverer(
            catalogue=self.catalogue,
            store=self.store,
            poster=poster,
            composer=composer,
            clock=self.clock,
            jitter=lambda: 0.0,
        )
        await deliverer.deliver_pending()

    async def held(self) -> Sequence[Statement]:
        return await self.reviewer.held()

    def member(self, name: str, permissions: discord.Permissions | None = None) -> MemberActor:
        """Let somebody join, with a role of these permissions."""
        role = self.env.guild.create_role(
            f"{name}-role", permissions=permissions or discord.Permissions.none()
        )
        return self.env.guild.add_member(self.env.create_user(name), roles=[role])

    def admin(self, name: str) -> MemberActor:
        return self.member(name, discord.Permissions(manage_guild=True))
