"""What do the services get? Resolves a valid `Config` into the core's `Catalogue`.

Called by `bot.config.loading` once no mistake is left, so every id named here exists.
"""

from collections.abc import Iterator
from datetime import UTC, datetime
from functools import partial
from zoneinfo import ZoneInfo

from bot.config.models import (
    ChannelConfig,
    Config,
    EventConfig,
    MentionConfig,
    StrikeConfig,
    UnionConfig,
)
from bot.core.model import (
    Catalogue,
    Channel,
    Feed,
    Pause,
    Retention,
    RoleMention,
    Strike,
    StrikeEvent,
    Topic,
    TopicChoice,
)


def build_catalogue(config: Config) -> Catalogue:
    """Resolve hosts, zones and ids."""
    return Catalogue(
        feeds=tuple(feed for union in config.unions for feed in _feeds(union)),
        strikes=tuple(_strike(strike, union) for union in config.unions for strike in union.strikes),
        channels=tuple(_channel(channel, config) for channel in config.channels),
        review_channel=config.review_channel,
        review_role=config.review_role,
        review_language=config.review_language,
        union_names={union.id: union.name for union in config.unions},
        union_timezones={union.id: union.timezone for union in config.unions if union.timezone},
        fetch_links=config.verify.fetch_links,
        topics={union.id: _topics(union) for union in config.unions if union.topics},
        source_down_after=config.alerts.source_down_after,
        keep=Retention(config.keep.raws, config.keep.history, config.keep.gaps),
    )


def _feeds(union: UnionConfig) -> Iterator[Feed]:
    of_union = partial(Feed, union_id=union.id, union_name=union.name, hosts=frozenset(union.hosts))
    for feed in union.feeds:
        yield of_union(
            id=feed.id,
            url=feed.url,
            account=feed.account,
            every=feed.every,
            backfill=feed.backfill,
            language=feed.language,
            authors=feed.authors,
            skip_categories=feed.skip_categories,
            skip_hosts=frozenset(feed.skip_hosts),
            officers=union.officers,
            also_known_as=union.also_known_as,
            employers=union.employers,
        )
    for watch in union.watch:
        yield of_union(id=watch.id, url=watch.url, watched=True, every=watch.every)


def _topics(union: UnionConfig) -> tuple[Topic, ...]:
    return tuple(
        Topic(topic_id, topic.name or topic_id, topic.words) for topic_id, topic in union.topics.items()
    )


def _choice(channel: ChannelConfig) -> TopicChoice | None:
    if channel.only_topics is None and not channel.skip_topics:
        return None
    only = None if channel.only_topics is None else frozenset(channel.only_topics)
    return TopicChoice(only, frozenset(channel.skip_topics))


def _strike(strike: StrikeConfig, union: UnionConfig) -> Strike:
    zone = strike.timezone or union.timezone
    if zone is None:
        raise AssertionError(f"the checks let the strike {strike.id} pass without a time zone")
    return Strike(
        id=strike.id,
        union_id=union.id,
        name=strike.name,
        timezone=zone,
        first_on=strike.first_day,
        evidence=strike.evidence,
        ended=_event(strike.ended_at, zone),
        suspended=_event(strike.suspended_at, zone),
        tentative_agreement=_event(strike.tentative_agreement_at, zone),
        pauses=tuple(
            Pause(_happened(pause.begun, zone), _event(pause.over, zone)) for pause in strike.paused
        ),
    )


def _event(event: EventConfig | None, zone: ZoneInfo) -> StrikeEvent | None:
    return None if event is None else _happened(event, zone)


def _happened(event: EventConfig, zone: ZoneInfo) -> StrikeEvent:
    return StrikeEvent(_instant(event.at, zone), event.evidence)


def _instant(written: datetime, zone: ZoneInfo) -> datetime:
    """Return the instant in UTC; of a local time that autumn repeats, the first."""
    return (written if written.tzinfo else written.replace(tzinfo=zone)).astimezone(UTC)


def _channel(channel: ChannelConfig, config: Config) -> Channel:
    counter = channel.day_counter
    named = set(channel.statements)
    feeds = (
        feed.id for union in config.unions for feed in union.feeds if union.id in named or feed.id in named
    )
    return Channel(
        id=channel.id,
        feed_ids=frozenset(feeds),
        day_strike_id=counter.strike if counter else None,
        day_at=counter.at if counter else None,
        day_topic=counter is not None and counter.topic,
        publish=channel.publish,
        thread=channel.thread,
        mention=_mention(channel.mention_role) if channel.mention_role else None,
        topics=_choice(channel),
        language=channel.language,
    )


def _mention(mention: MentionConfig) -> RoleMention:
    return RoleMention(mention.role, frozenset(category.casefold() for category in mention.categories))
