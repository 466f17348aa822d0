"""Who gets what? Targets of statements and day posts, from the catalogue.

A target is ``discord:<channel id>`` or ``terminal``. The poller and the day counter ask here; the
poster in use says which of the two kinds there is (`Poster.target_prefix`), so that a post shown in
a terminal never counts as posted to Discord.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import time

from bot.core.language import Language, Languages, chosen
from bot.core.model import Catalogue, Channel, Feed, Strike, TopicChoice

TERMINAL = "terminal"
DISCORD = "discord:"


@dataclass(frozen=True, slots=True)
class DayTarget:
    """Where a strike's day is posted, and when (local time in the strike's zone)."""

    strike: Strike
    at: time
    target: str
    topic: bool = False  #: the channel's topic says it too


def discord_target(channel: Channel) -> str:
    """Return the target name of a Discord channel."""
    return f"{DISCORD}{channel.id}"


def statement_targets(catalogue: Catalogue, feed: Feed, prefix: str) -> frozenset[str]:
    """Return the targets that follow `feed`; a watched feed is never posted anywhere."""
    if feed.watched:
        return frozenset()
    if prefix == TERMINAL:
        return frozenset({TERMINAL})
    return frozenset(discord_target(channel) for channel in catalogue.channels if feed.id in channel.feed_ids)


def topic_choices(catalogue: Catalogue, feed: Feed, prefix: str) -> dict[str, TopicChoice]:
    """Return which of the targets that follow `feed` carry some topics only; a terminal shows everything."""
    if prefix == TERMINAL:
        return {}
    return {
        discord_target(channel): channel.topics
        for channel in catalogue.channels
        if feed.id in channel.feed_ids and channel.topics is not None
    }


def review_targets(catalogue: Catalogue, prefix: str) -> tuple[str, ...]:
    """Return where held entries are shown to admins; in a terminal they are listed by ``held`` alone."""
    if prefix == TERMINAL or catalogue.review_channel is None:
        return ()
    return (f"{DISCORD}{catalogue.review_channel}",)


def question_targets(catalogue: Catalogue, prefix: str) -> tuple[str, ...]:
    """Return where admins are asked what a statement means for a strike: as for reviews, or the terminal."""
    return (TERMINAL,) if prefix == TERMINAL else review_targets(catalogue, prefix)


def own_host_feeds(catalogue: Catalogue) -> frozenset[str]:
    """Return the feeds on unions' own sites: where a statement is on several sources, its text is theirs."""
    own = (feed.id for feed in catalogue.feeds if feed.account is None and not feed.watched)
    return frozenset(own)


def day_targets(catalogue: Catalogue, prefix: str) -> tuple[DayTarget, ...]:
    """Return each (strike, time, target) that gets a daily post; a terminal gets each strike once."""
    strikes = {strike.id: strike for strike in catalogue.strikes}
    unique: dict[tuple[str, str], DayTarget] = {}
    for day_target in _configured(catalogue, strikes, prefix):
        unique.setdefault((day_target.strike.id, day_target.target), day_target)
    return tuple(unique.values())


def _configured(catalogue: Catalogue, strikes: dict[str, Strike], prefix: str) -> Iterator[DayTarget]:
    for channel in catalogue.channels:
        strike = strikes.get(channel.day_strike_id or "")
        if strike is None or channel.day_at is None:
            continue
        target = TERMINAL if prefix == TERMINAL else discord_target(channel)
        yield DayTarget(strike, channel.day_at, target, channel.day_topic and target != TERMINAL)


def spoken_at(catalogue: Catalogue, languages: Languages) -> dict[str, Language]:
    """Return the language of the bot's own words at each Discord channel for which an admin chose one."""
    tags = {discord_target(channel): channel.language for channel in catalogue.channels}
    tags |= dict.fromkeys(review_targets(catalogue, DISCORD), catalogue.review_language)
    return {target: chosen(tag, languages) for target, tag in tags.items() if tag is not None}


def is_current(catalogue: Catalogue, target: str) -> bool:
    """Return whether the catalogue still names this target; a removed channel gets nothing more."""
    if target == TERMINAL or target in review_targets(catalogue, DISCORD):
        return True
    return any(discord_target(channel) == target for channel in catalogue.channels)
