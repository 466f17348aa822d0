"""What admins follow, from feeds.yaml: unions' feeds, topics, channels."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from bot.core.model.keeping import Retention
from bot.core.model.strikes import Strike


class Platform(StrEnum):
    """A shared platform on which a union is known by a pinned account, not by a host."""

    BLUESKY = "bluesky"
    YOUTUBE = "youtube"
    MASTODON = "mastodon"


@dataclass(frozen=True, slots=True)
class Account:
    """A pinned account: ``did:…`` (Bluesky), ``UC…`` (YouTube channel), ``@user@host`` (Mastodon)."""

    platform: Platform
    value: str  #: as written in feeds.yaml, such as ``did:plc:abc123``


@dataclass(frozen=True, slots=True)
class Feed:
    """A feed as the rules and the poller need it, with its union's identity resolved."""

    id: str  #: unique in the file; the feed's identity in the database, whatever its URL
    url: str
    union_id: str
    union_name: str
    hosts: frozenset[str]  #: the union's own web hosts, normalised; compared exactly
    account: Account | None = None
    watched: bool = False  #: somebody else's feed: polled and stored, never direct
    every: timedelta = timedelta(minutes=5)
    backfill: int = 3  #: at most this many of the newest statements are posted when a route opens
    language: str | None = None
    authors: tuple[str, ...] = ()  #: who writes for the union here; others are held (none: anybody)
    skip_categories: tuple[str, ...] = ()  #: categories whose entries are no statements
    skip_hosts: frozenset[str] = frozenset()  #: hosts whose entries in this feed are no statements
    officers: tuple[str, ...] = ()  #: the union's officers, by whom a statement may be
    also_known_as: tuple[str, ...] = ()  #: other names the union goes by
    employers: tuple[str, ...] = ()  #: names of the other side, for warnings about look-alike hosts


@dataclass(frozen=True, slots=True)
class RoleMention:
    """The one Discord role that a channel's posts may call, and for which statements."""

    role_id: int
    categories: frozenset[str]  #: as the feeds write them, case-folded; any one of them is enough


@dataclass(frozen=True, slots=True)
class Topic:
    """Something a union talks about, and the words by which that is recognised (`bot.core.topics`)."""

    id: str  #: known within its union; the same id in another union has that union's words
    name: str  #: as members know it
    words: tuple[str, ...]  #: words and phrases in any language; ``*`` at a word's end stands for any ending


@dataclass(frozen=True, slots=True)
class TopicChoice:
    """Which topics a channel carries."""

    only: frozenset[str] | None = None  #: ids of topics; None: whatever it is about
    skip: frozenset[str] = frozenset()

    def admits(self, topics: Collection[str]) -> bool:
        """Tell whether a statement on these topics is carried."""
        return (self.only is None or not self.only.isdisjoint(topics)) and self.skip.isdisjoint(topics)


@dataclass(frozen=True, slots=True)
class Channel:
    """A Discord channel and what it carries."""

    id: int
    feed_ids: frozenset[str]  #: whose statements it gets
    day_strike_id: str | None = None
    day_at: time | None = None  #: local time, in the strike's zone
    day_topic: bool = False  #: the channel's topic says which day it is
    publish: bool = False  #: crosspost to the followers of an announcement channel
    thread: bool = False  #: begin a thread for discussion under each statement's post
    mention: RoleMention | None = None
    language: str | None = None  #: of the bot's own words there, such as ``es``; None: English
    topics: TopicChoice | None = None  #: those that it is limited to; None: it carries everything


@dataclass(frozen=True, slots=True)
class Catalogue:
    """Everything feeds.yaml says, resolved for the services."""

    feeds: tuple[Feed, ...]
    strikes: tuple[Strike, ...]
    channels: tuple[Channel, ...]
    review_channel: int | None = None
    union_names: Mapping[str, str] = field(default_factory=dict)  #: by union id
    review_role: int | None = None  #: members with this Discord role may review, besides Manage Server
    fetch_links: bool = False  #: pages that members ask about may be fetched, to check what they quote
    topics: Mapping[str, tuple[Topic, ...]] = field(default_factory=dict)  #: by union id
    review_language: str | None = None  #: of the bot's own words in the review channel; None: English
    union_timezones: Mapping[str, ZoneInfo] = field(default_factory=dict)  #: by union id, where one is given
    source_down_after: timedelta | None = timedelta(hours=6)  #: then the admins are told; None: never
    keep: Retention = Retention()  # noqa: RUF009 -- frozen
