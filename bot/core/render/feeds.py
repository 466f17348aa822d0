"""How is each feed doing, for whoever looks after them: the cards of ``/feeds`` and what its buttons answer.

Denser than ``/status`` and ``/sources``: every instant, the last error as the bot has it, and one card a
feed, with the buttons that poll, pause and resume it.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Final

from bot.core.custom_ids import feed_id_of, feeds_id
from bot.core.language import _
from bot.core.model import ActionButton, Block, FeedState, Message, MessageKind, SourceStatus
from bot.core.render.sources import is_well, source_state
from bot.core.render.words import (
    bold,
    foreign,
    heading,
    instant,
    joined,
    say,
    say_many,
    small,
    stacked,
)

FEEDS_A_PAGE: Final = 4


def render_feeds(sources: Sequence[SourceStatus], now: datetime, *, page: int) -> Message:
    """Render what stands above the cards of a page: how many feeds there are, and how many need attention."""
    if not sources:
        return Message(MessageKind.ANSWER, (say("No feed is followed: feeds.yaml lists none."),))
    paused = sum(source.state.paused_at is not None for source in sources)
    troubled = sum(not is_well(source, now) for source in sources) - paused
    counted = [say_many("{n} feed", "{n} feeds", len(sources))]
    if troubled:
        counted.append(say_many("{n} needs attention", "{n} need attention", troubled))
    if paused:
        counted.append(say_many("{n} paused", "{n} paused", paused))
    pages = pages_of(len(sources))
    if pages > 1:
        counted.append(say("page {page} of {pages}", page=page + 1, pages=pages))
    return Message(MessageKind.ANSWER, (heading(say("Feeds")), joined(*counted, by=" · ")))


def pages_of(feeds: int) -> int:
    """Return how many pages so many feeds take; an empty one for none."""
    return max(1, -(-feeds // FEEDS_A_PAGE))


def turning_feeds(page: int, feeds: int) -> tuple[ActionButton, ...]:
    """Return the buttons to the pages before and after."""
    buttons = []
    if page > 0:
        buttons.append(ActionButton(_("◀ Back"), feeds_id(page - 1)))
    if page + 1 < pages_of(feeds):
        buttons.append(ActionButton(_("More ▶"), feeds_id(page + 1)))
    return tuple(buttons)


def render_feed(source: SourceStatus, now: datetime) -> Message:
    """Render the card of one feed, with its buttons."""
    feed, state = source.feed, source.state
    whose = say("watched, never posted") if feed.watched else foreign(feed.union_name, 100)
    name = joined(bold(foreign(feed.id)), " · ", whose)
    lines = [*_instants(state), small(foreign(feed.url, 200))]
    # The error comes last: it may be long, and what does not fit is dropped from the end.
    blocks = [stacked([name, source_state(source, now)]), stacked(lines), *_error(source)]
    return Message(MessageKind.ANSWER, tuple(blocks), _buttons(feed.id, state))


def _instants(state: FeedState) -> list[Block]:
    """Tell when it was asked, answered and had something new, as far as any of that happened."""
    known = [
        state.polled_at and say("asked {when}", when=instant(state.polled_at, "R")),
        state.reached_at and say("answered {when}", when=instant(state.reached_at, "R")),
        state.changed_at and say("something new {when}", when=instant(state.changed_at, "R")),
    ]
    if state.paused_at is None and state.next_poll_at is not None:
        known.append(say("next {when}", when=instant(state.next_poll_at, "R")))
    if state.failures:
        known.append(say_many("{n} failed try", "{n} failed tries", state.failures))
    parts = [part for part in known if part]
    return [small(joined(*parts, by=" · "))] if parts else []


def _error(source: SourceStatus) -> list[Block]:
    if not source.state.error:
        return []
    error = foreign(source.state.error.removeprefix(f"{source.feed.id}: "), 300)
    return [say("Last error: {error}", error=error)]


def _buttons(feed_id: str, state: FeedState) -> tuple[ActionButton, ...]:
    if state.paused_at is not None:
        return (ActionButton(_("Resume"), feed_id_of("resume", feed_id)),)
    return (
        ActionButton(_("Poll now"), feed_id_of("poll", feed_id)),
        ActionButton(_("Pause"), feed_id_of("pause", feed_id)),
    )


def render_paused(feed_id: str, *, since: datetime | None) -> Message:
    """Answer **Pause**: what it does, or since when it was so already."""
    feed = bold(foreign(feed_id, 100))
    if since is None:
        words = say(
            "Paused {feed}: it is not asked until somebody resumes it, over restarts too. What it posted "
            "stays.",
            feed=feed,
        )
    else:
        words = say("{feed} has been paused since {when}; nothing changed.", feed=feed, when=instant(since))
    return Message(MessageKind.ANSWER, (words,))


def render_resumed(feed_id: str, *, is_new: bool) -> Message:
    """Answer **Resume**."""
    feed = bold(foreign(feed_id, 100))
    if is_new:
        words = say(
            "Resumed {feed}: it is asked again when it is due, within a minute if that has passed.", feed=feed
        )
    else:
        words = say("{feed} was not paused; nothing changed.", feed=feed)
    return Message(MessageKind.ANSWER, (words,))


def render_polling(feed_id: str) -> Message:
    """Answer **Poll now** while the feed is being asked."""
    return Message(MessageKind.ANSWER, (say("Asking {feed} now…", feed=bold(foreign(feed_id, 100))),))


def render_polled(source: SourceStatus, now: datetime) -> Message:
    """Tell how the poll that was asked for went."""
    words = say(
        "Asked {feed}: {state}",
        feed=bold(foreign(source.feed.id, 100)),
        state=source_state(source, now, for_admin=True),
    )
    return Message(MessageKind.ANSWER, (words,))


def render_poll_late(feed_id: str) -> Message:
    """Tell that a poll that was asked for has not ended yet."""
    words = say(
        "{feed} has not answered yet; the bot goes on. `/feeds` shows how it went.",
        feed=bold(foreign(feed_id, 100)),
    )
    return Message(MessageKind.ANSWER, (words,))


def render_asked_lately(feed_id: str) -> Message:
    """Answer **Poll now** where the feed was asked within the last minute."""
    words = say(
        "{feed} was asked less than a minute ago, and its site is not asked more often.",
        feed=bold(foreign(feed_id, 100)),
    )
    return Message(MessageKind.ANSWER, (words,))


def render_feed_gone(feed_id: str) -> Message:
    """Tell that a feed that was to be asked is followed no more."""
    words = say("{feed} is no longer in feeds.yaml, so it was not asked.", feed=bold(foreign(feed_id, 100)))
    return Message(MessageKind.ANSWER, (words,))
