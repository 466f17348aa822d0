"""What may stand in feeds.yaml? Frozen pydantic models, one for each mapping of the file.

They check each value by itself and know every key with its description; what must hold between values
is asked in `bot.config.checks`. A key made by `_later` belongs to a feature that is still to come: it is
accepted, changes nothing, and is reported as not used yet.
"""

from datetime import time, timedelta
from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from bot.config.alerting import Patience
from bot.config.languages import Spoken
from bot.config.retention import Keeping
from bot.config.topic_words import TopicWord
from bot.config.values import (
    Count,
    Day,
    Duration,
    FeedUrl,
    Host,
    Id,
    Instant,
    Name,
    Officer,
    PageUrl,
    PinnedAccount,
    Snowflake,
    Switch,
    TimeOfDay,
    Zone,
    refuse,
)

NOT_USED_YET = "x-not-used-yet"  #: marks such a key in the JSON Schema


def _later(description: str) -> Any:
    text = f"Not used yet. {description}"
    return Field(default=None, description=text, json_schema_extra={NOT_USED_YET: True})


class Section(BaseModel):
    """A mapping of the file: unknown keys are refused, values never change."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class FeedConfig(Section):
    """A feed of the union's own words."""

    id: Id = Field(description="Name of the feed, unique in the file. Keep it when the address changes.")
    url: FeedUrl = Field(description="HTTPS address of the feed, on one of the union's hosts or a platform.")
    account: PinnedAccount | None = Field(
        default=None,
        description="On a platform: whose feed it is. did:… (Bluesky), UC… (YouTube), @user@host (Mastodon).",
    )
    every: Duration = Field(
        default=timedelta(minutes=5),
        description="How often to look: 60s, 5m, 2h.",
        json_schema_extra={"default": "5m"},
    )
    backfill: Count = Field(
        default=3,
        description="When a channel begins to follow: post at most this many, 48 hours old at most.",
    )
    language: Name | None = _later("Language of the feed, such as en or es.")
    authors: tuple[Name, ...] = Field(
        default=(),
        description="The authors who speak for the union in this feed; entries of others are held.",
    )
    skip_categories: tuple[Name, ...] = Field(
        default=(), description="Categories whose entries are not statements: they are rejected."
    )
    skip_hosts: tuple[Host, ...] = Field(
        default=(), description="Hosts whose entries in this feed are not statements: they are rejected."
    )


class WatchConfig(Section):
    """Somebody else's feed: polled and stored, never direct, never posted."""

    id: Id = Field(description="Name of the feed, unique in the file among `feeds` and `watch`.")
    url: FeedUrl = Field(description="HTTPS address of the feed, on any host.")
    every: Duration = Field(
        default=timedelta(minutes=5),
        description="How often to look: 60s, 5m, 2h.",
        json_schema_extra={"default": "5m"},
    )


class EventConfig(Section):
    """Something that happened to a strike, with the page that says so."""

    at: Instant = Field(description="When it was, in the strike's time zone unless an offset is written.")
    evidence: PageUrl | None = Field(default=None, description="The union's own page that says so.")


def _event_mapping(value: object) -> object:
    return {"at": value} if isinstance(value, str) else value


#: An instant alone, or with the page that says so.
Event = Annotated[EventConfig, BeforeValidator(_event_mapping, json_schema_input_type=Instant | EventConfig)]


class PauseConfig(Section):
    """A spell in which a strike was paused."""

    begun: Event = Field(
        alias="from", description="When it began: 2023-10-01T00:01, or a mapping {at, evidence}."
    )
    over: Event | None = Field(
        default=None, alias="until", description="When it was over; leave it out while it lasts."
    )


class StrikeConfig(Section):
    """A strike, as the union's own statements give it."""

    id: Id = Field(description="Name of the strike, unique in the file.")
    name: Name = Field(description="What members call it, such as TV/Theatrical strike.")
    timezone: Zone | None = Field(default=None, description="Its time zone. Default: the union's.")
    first_day: Day = Field(description="Day 1, a date in the strike's time zone, such as 2023-07-14.")
    evidence: PageUrl | None = Field(
        default=None, description="The union's own page that announces the strike, on one of its hosts."
    )
    ended_at: Event | None = Field(
        default=None,
        description="When it ended: 2023-11-09T00:01, or a mapping {at, evidence}.",
    )
    suspended_at: Event | None = Field(
        default=None,
        description="When it was suspended: counting stops. An instant, or a mapping {at, evidence}.",
    )
    tentative_agreement_at: Event | None = Field(
        default=None,
        description="When a tentative agreement was reached: counting goes on. Or {at, evidence}.",
    )
    paused: tuple[PauseConfig, ...] = Field(
        default=(), description="Spells in which it was paused, in order of time; counting goes on."
    )


class TopicConfig(Section):
    """Something the union talks about."""

    name: Name | None = Field(default=None, description="What members call it. Default: its id.")
    words: tuple[TopicWord, ...] = Field(
        description="Words and phrases in the union's languages; `*` ends a word: negotiat*."
    )


def _topic_mapping(value: object) -> object:
    if isinstance(value, list):
        return {"words": value}
    if isinstance(value, dict):
        return value
    raise refuse("these are no words of a topic", "write a list, such as [negotiat*, bargaining]")


#: The words alone, or with a name.
Topic = Annotated[
    TopicConfig,
    BeforeValidator(_topic_mapping, json_schema_input_type=tuple[TopicWord, ...] | TopicConfig),
]


class UnionConfig(Section):
    """A union and what is its own."""

    id: Id = Field(description="Name of the union for `channels`, unique among unions.")
    name: Name = Field(description="The union's name, as members know it.")
    timezone: Zone | None = Field(
        default=None, description="Time zone for its strikes, such as America/Los_Angeles."
    )
    hosts: tuple[Host, ...] = Field(
        default=(), description="The union's own web hosts, exact names, `www.` only where it is used."
    )
    feeds: tuple[FeedConfig, ...] = Field(default=(), description="Feeds of the union's own words.")
    watch: tuple[WatchConfig, ...] = Field(
        default=(), description="Others' feeds: polled and stored, never direct, never posted."
    )
    strikes: tuple[StrikeConfig, ...] = Field(default=(), description="Strikes to count the days of.")
    officers: tuple[Officer, ...] = Field(
        default=(), description='Who speaks for the union: "Mara Quill" or "Mara Quill, president".'
    )
    also_known_as: tuple[Name, ...] = Field(
        default=(), description="Other names the union goes by: abbreviations and short names."
    )
    employers: tuple[Name, ...] = Field(
        default=(),
        description="Names of the other side, for warnings about hosts that look like the union's.",
    )
    topics: dict[Id, Topic] = Field(
        default={}, description="What it talks about, each with the words for it: {talks: [negotiat*]}."
    )


class DayCounterConfig(Section):
    """The daily post that counts a strike's days."""

    strike: Id = Field(description="Id of the strike.")
    at: TimeOfDay = Field(
        default=time(9),
        description='When to post, in the strike\'s own time zone, such as "09:00".',
        json_schema_extra={"default": "09:00"},
    )
    topic: Switch = Field(
        default=False, description="Keep the channel's topic at the day too, in place of what stands there."
    )


class MentionConfig(Section):
    """A role that is called by new statements of some categories."""

    role: Snowflake = Field(description="The role's id in Discord; no other is ever called.")
    categories: tuple[Name, ...] = Field(
        description="The categories of a feed's entries that call it, in capitals or not; never all."
    )


class ChannelConfig(Section):
    """A Discord channel and what it carries."""

    id: Snowflake = Field(description="The channel's id in Discord.")
    statements: tuple[Id, ...] = Field(default=(), description="Ids of the unions and feeds it carries.")
    day_counter: DayCounterConfig | None = Field(
        default=None, description="Post the day of a strike here every day."
    )
    publish: Switch = Field(
        default=False, description="Announcement channel: publish each post to the channel's followers."
    )
    language: Spoken | None = Field(
        default=None,
        description="Language of the bot's own words here, such as es; none: en. The union's words stay.",
    )
    thread: Switch = Field(
        default=False, description="Begin a thread under each statement's post, for its discussion."
    )
    mention_role: MentionConfig | None = Field(
        default=None, description="Call a role with new statements of some categories."
    )
    only_topics: tuple[Id, ...] | None = Field(
        default=None, description="Carry only statements on one of these topics of their union."
    )
    skip_topics: tuple[Id, ...] = Field(default=(), description="Leave out statements on these topics.")


class VerifyConfig(Section):
    """What is done to check a text that a member pastes."""

    fetch_links: Switch = Field(
        default=False,
        description="Fetch a page that a member asks about, though it is not the union's, and check what it"
        " quotes: under all the guards of feeds, a few pages a minute for each member.",
    )


class KeepConfig(Section):
    """How long is kept what may be forgotten; what was seen, judged and posted always stays."""

    raws: Keeping = Field(
        default=timedelta(days=90),
        description="What texts were made of, byte for byte, so that they can be read anew.",
        json_schema_extra={"default": "90d"},
    )
    history: Keeping = Field(
        default=timedelta(days=400),
        description="Each step of each post that is done with.",
        json_schema_extra={"default": "400d"},
    )
    gaps: Keeping = Field(
        default=timedelta(days=400),
        description="When sources told us nothing; the timeline shows them, and before that “unknown”.",
        json_schema_extra={"default": "400d"},
    )


class AlertsConfig(Section):
    """What the admins are told of in the review channel, or in the log where there is none."""

    source_down_after: Patience = Field(
        default=timedelta(hours=6),
        description="Tell of a source that has not answered for so long, and when it is back: 6h, or off.",
        json_schema_extra={"default": "6h"},
    )


class Config(Section):
    """Everything feeds.yaml says."""

    unions: tuple[UnionConfig, ...] = Field(description="The unions to follow.")
    channels: tuple[ChannelConfig, ...] = Field(
        default=(), description="The Discord channels and what each carries; none: terminal only."
    )
    review_channel: Snowflake | None = Field(
        default=None, description="Discord channel in which admins review held entries."
    )
    review_role: Snowflake | None = Field(
        default=None, description="Discord role whose members may review, besides those with Manage Server."
    )
    review_language: Spoken | None = Field(
        default=None, description="Language of the bot's own words in the review channel; none: en."
    )
    verify: VerifyConfig = Field(
        default=VerifyConfig(), description="How `/verify` treats what members paste."
    )
    alerts: AlertsConfig = Field(
        default_factory=AlertsConfig,
        description="What the admins are told of in the review channel.",
        json_schema_extra={"default": {}},
    )
    keep: KeepConfig = Field(
        default_factory=KeepConfig,
        description="How long is kept what may be forgotten: 90d, or forever.",
        json_schema_extra={"default": {}},
    )
