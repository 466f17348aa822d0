"""What has changed between two states of feeds.yaml? In words for admins, and for whom it matters.

Used by `bot.services.live_configuration` and ``plan``. Guarantees: whatever differs is told, if only by the
name of its key, but for the hosts and accounts that are believed, which `bot.core.trust_changes` tells.
"""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import fields
from datetime import timedelta
from typing import Final

from bot.core.language import mark
from bot.core.model import Catalogue, Channel, Feed, Sentence
from bot.core.strike_changes import strike_changes

FEED_ADDED: Final = mark("Added: the feed {feed} of {union}, {url}.")
WATCH_ADDED: Final = mark("Added: {feed} at {url}, watched and never posted.")
FEED_REMOVED: Final = mark("Removed: the feed {feed} of {union}. It is not asked any more.")
FEED_MOVED: Final = mark("The feed {feed} is asked at {url} now. Its history stays.")
FEED_EVERY: Final = mark("The feed {feed} is asked every {every} now.")
FEED_KEYS: Final = mark("The feed {feed}: {keys} changed.")
UNION_ADDED: Final = mark("Added: the union {union}.")
UNION_REMOVED: Final = mark("Removed: the union {union}.")
UNION_RENAMED: Final = mark("The union {before} is called {union} now.")
UNION_KEYS: Final = mark("The union {union}: {keys} changed.")
CHANNEL_ADDED: Final = mark("Added: {channel}. It gets {feeds}.")
CHANNEL_ADDED_EMPTY: Final = mark("Added: {channel}. It gets no statements.")
CHANNEL_REMOVED: Final = mark("Removed: {channel}. Nothing more is posted there.")
CHANNEL_GETS: Final = mark("{channel} now also gets {feeds}.")
CHANNEL_LOSES: Final = mark("{channel} no longer gets {feeds}.")
DAY_POSTED: Final = mark("{channel}: the day of the strike {strike} is posted at {time} now.")
DAY_NOT_POSTED: Final = mark("{channel}: no day of a strike is posted there any more.")
CHANNEL_KEYS: Final = mark("{channel}: {keys} changed.")
REVIEW_CHANNEL: Final = mark("What admins are asked and told comes to {channel} now.")
NO_REVIEW_CHANNEL: Final = mark("There is no review channel any more.")
SETTINGS: Final = mark("Changed besides: {keys}.")

#: What every feed of a union has from its union.
_OF_UNION: Final = ("officers", "also_known_as", "employers")
_OF_FEED: Final = ("backfill", "language", "authors", "skip_categories", "skip_hosts")
_OF_CHANNEL: Final = {
    "publish": "publish",
    "thread": "thread",
    "mention": "mention_role",
    "language": "language",
    "topics": "topics",
    "day_topic": "topic",
}
_SETTINGS: Final = {
    "review_role": "review_role",
    "fetch_links": "verify",
    "review_language": "review_language",
}
#: What is told of in sentences of its own.
_TOLD: Final = frozenset(
    [*("feeds", "strikes", "channels", "review_channel"), *("union_names", "topics", "union_timezones")]
)
_MOST_NAMED: Final = 6
_UNITS: Final = {"h": 3600, "m": 60, "s": 1}


def affected_feeds(before: Catalogue, after: Catalogue) -> frozenset[str]:
    """Return the ids of the feeds in `after` that are to be asked at once: their answer means more now."""
    known = {feed.id: feed for feed in before.feeds}
    return frozenset(
        feed.id
        for feed in after.feeds
        if known.get(feed.id) != feed or _ways(before, feed.id) != _ways(after, feed.id)
    )


def _ways(catalogue: Catalogue, feed_id: str) -> frozenset[object]:
    """Return where a feed's statements go, and which of them."""
    of_feed = (channel for channel in catalogue.channels if feed_id in channel.feed_ids)
    return frozenset((channel.id, channel.topics) for channel in of_feed)


def takes_out_channels(before: Catalogue, after: Catalogue) -> bool:
    """Tell whether a channel is in `after` no more that was in `before`."""
    return not _channel_ids(before) <= _channel_ids(after)


def _channel_ids(catalogue: Catalogue) -> set[int | None]:
    return {channel.id for channel in catalogue.channels} | {catalogue.review_channel}


def changes(before: Catalogue, after: Catalogue) -> tuple[Sentence, ...]:
    """Return what else is different, a sentence each; none where both say the same."""
    return (
        *_unions(before, after),
        *_feeds(before, after),
        *strike_changes(before.strikes, after.strikes),
        *_channels(before, after),
        *_settings(before, after),
    )


# --- unions and feeds -------------------------------------------------------------------------------


def _unions(before: Catalogue, after: Catalogue) -> Iterator[Sentence]:
    for union_id, name in after.union_names.items():
        was = before.union_names.get(union_id)
        if was is None:
            yield Sentence.of(UNION_ADDED, union=name)
        elif was != name:
            yield Sentence.of(UNION_RENAMED, union=name, before=was)
        if was is not None and (keys := _union_keys(before, after, union_id)):
            yield Sentence.of(UNION_KEYS, union=name, keys=", ".join(keys))
    for union_id, name in before.union_names.items():
        if union_id not in after.union_names:
            yield Sentence.of(UNION_REMOVED, union=name)


def _union_keys(before: Catalogue, after: Catalogue, union_id: str) -> list[str]:
    then = next((feed for feed in before.feeds if feed.union_id == union_id and not feed.watched), None)
    now = next((feed for feed in after.feeds if feed.union_id == union_id and not feed.watched), None)
    keys = []
    if then is not None and now is not None:
        keys = [key for key in _OF_UNION if getattr(then, key) != getattr(now, key)]
    if before.topics.get(union_id) != after.topics.get(union_id):
        keys.append("topics")
    if before.union_timezones.get(union_id) != after.union_timezones.get(union_id):
        keys.append("timezone")
    return keys


def _feeds(before: Catalogue, after: Catalogue) -> Iterator[Sentence]:
    known = {feed.id: feed for feed in before.feeds}
    for feed in after.feeds:
        was = known.pop(feed.id, None)
        if was is None:
            words = WATCH_ADDED if feed.watched else FEED_ADDED
            yield Sentence.of(words, feed=feed.id, union=feed.union_name, url=feed.url)
        else:
            yield from _feed(was, feed)
    for feed in known.values():
        yield Sentence.of(FEED_REMOVED, feed=feed.id, union=feed.union_name)


def _feed(before: Feed, after: Feed) -> Iterator[Sentence]:
    if after.url != before.url:
        yield Sentence.of(FEED_MOVED, feed=after.id, url=after.url)
    if after.every != before.every:
        yield Sentence.of(FEED_EVERY, feed=after.id, every=_written(after.every))
    keys = [key for key in _OF_FEED if getattr(after, key) != getattr(before, key)]
    if after.union_id != before.union_id:
        keys.append("unions")
    if keys:
        yield Sentence.of(FEED_KEYS, feed=after.id, keys=", ".join(keys))


def _written(span: timedelta) -> str:
    """Write a span as feeds.yaml has it."""
    seconds = int(span.total_seconds())
    letter, unit = next((letter, unit) for letter, unit in _UNITS.items() if seconds % unit == 0)
    return f"{seconds // unit}{letter}"


# --- channels and the rest --------------------------------------------------------------------------


def _channels(before: Catalogue, after: Catalogue) -> Iterator[Sentence]:
    known = {channel.id: channel for channel in before.channels}
    for channel in after.channels:
        was = known.pop(channel.id, None)
        at = str(channel.id)
        if was is None and channel.feed_ids:
            yield Sentence.of(CHANNEL_ADDED, channel=at, feeds=_named(channel.feed_ids, after))
        elif was is None:
            yield Sentence.of(CHANNEL_ADDED_EMPTY, channel=at)
        yield from _channel(was or Channel(channel.id, channel.feed_ids), channel, after, is_new=was is None)
    for channel in known.values():
        yield Sentence.of(CHANNEL_REMOVED, channel=str(channel.id))


def _channel(before: Channel, after: Channel, catalogue: Catalogue, *, is_new: bool) -> Iterator[Sentence]:
    at = str(after.id)
    if more := after.feed_ids - before.feed_ids:
        yield Sentence.of(CHANNEL_GETS, channel=at, feeds=_named(more, catalogue))
    if less := (before.feed_ids - after.feed_ids) & {feed.id for feed in catalogue.feeds}:
        yield Sentence.of(CHANNEL_LOSES, channel=at, feeds=_named(less, catalogue))
    if (before.day_strike_id, before.day_at) != (after.day_strike_id, after.day_at):
        if after.day_strike_id is None or after.day_at is None:
            yield Sentence.of(DAY_NOT_POSTED, channel=at)
        else:
            hour = after.day_at.isoformat("minutes")
            yield Sentence.of(DAY_POSTED, channel=at, strike=after.day_strike_id, time=hour)
    keys = [key for name, key in _OF_CHANNEL.items() if getattr(before, name) != getattr(after, name)]
    if keys and not is_new:
        yield Sentence.of(CHANNEL_KEYS, channel=at, keys=", ".join(keys))


def _named(feed_ids: Collection[str], catalogue: Catalogue) -> str:
    """Name feeds in the order of the file; a union where they are all it has."""
    of_unions: dict[str, list[str]] = {}
    for feed in catalogue.feeds:
        if not feed.watched:
            of_unions.setdefault(feed.union_id, []).append(feed.id)
    names: list[str] = []
    for union_id, own in of_unions.items():
        some = [feed_id for feed_id in own if feed_id in feed_ids]
        is_all = 1 < len(own) == len(some)
        names += [catalogue.union_names.get(union_id, union_id)] if is_all else some
    return ", ".join(_shortened(names))


def _shortened(names: Sequence[str]) -> Sequence[str]:
    return names if len(names) <= _MOST_NAMED else [*names[: _MOST_NAMED - 1], "…"]


def _settings(before: Catalogue, after: Catalogue) -> Iterator[Sentence]:
    if after.review_channel != before.review_channel:
        if after.review_channel is None:
            yield Sentence.of(NO_REVIEW_CHANNEL)
        else:
            yield Sentence.of(REVIEW_CHANNEL, channel=str(after.review_channel))
    names = [one.name for one in fields(Catalogue) if one.name not in _TOLD]
    keys = [_SETTINGS.get(name, name) for name in names if getattr(before, name) != getattr(after, name)]
    if keys:
        yield Sentence.of(SETTINGS, keys=", ".join(keys))
