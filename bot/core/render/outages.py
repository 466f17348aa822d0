"""What do admins read of sources that do not answer? A card for all that went down together.

It is brought up to date, and one more tells of its end. Called by the composer through
`bot.services.source_alerts`.
"""

from collections.abc import Mapping, Sequence
from datetime import timedelta

from bot.core.language import n_
from bot.core.model import Block, Feed, FeedState, Message, MessageKind
from bot.core.outages import OutageEnd, SourceOutage
from bot.core.render.words import bold, code, fitted, foreign, heading, instant, joined, own, say, say_many

_ERROR_SHOWN = 300  # characters


def render_outages(
    outages: Sequence[SourceOutage], feeds: Mapping[str, Feed], states: Mapping[str, FeedState]
) -> Message:
    """Render the card: what is down and since when, and what is so no more; `feeds` and `states` by id."""
    lasting = [outage for outage in outages if outage.over_at is None]
    title = (
        say_many("A source does not answer", "{n} sources do not answer", len(lasting))
        if lasting
        else say("No source of this card is down any more")
    )
    lines = [
        _line(one, feeds.get(one.feed_id), states.get(one.feed_id)) for one in (*lasting, *_over(outages))
    ]
    blocks = [heading(title), *lines]
    if lasting:
        blocks[1:1] = [
            say(
                "What is said there now is not known here. The bot goes on asking, and says here when it has "
                "an answer. Until then: open the address in a browser, or run {command}.",
                command=code("python -m bot check --live"),
            )
        ]
    return Message(MessageKind.ALERT, fitted(blocks))


def render_recovery(outages: Sequence[SourceOutage], feeds: Mapping[str, Feed]) -> Message:
    """Render what is said when none of a card's sources is down any more."""
    answered = [outage for outage in outages if outage.ending is OutageEnd.ANSWERED]
    title = (
        say_many("A source answers again", "{n} sources answer again", len(answered))
        if answered
        else say("No source of the card above is asked any more")
    )
    lines = [_line(one, feeds.get(one.feed_id), None) for one in _over(outages)]
    return Message(MessageKind.ALERT, fitted((heading(title), *lines)))


def _over(outages: Sequence[SourceOutage]) -> Sequence[SourceOutage]:
    return [outage for outage in outages if outage.over_at is not None]


def _line(outage: SourceOutage, feed: Feed | None, state: FeedState | None) -> Block:
    return joined("• ", _name(outage, feed), ": ", _how(outage, state))


def _name(outage: SourceOutage, feed: Feed | None) -> Block:
    name = bold(foreign(outage.feed_id))
    if feed is None:
        return name
    if feed.watched:
        return say("{source} (watched, never posted)", source=name)
    return say("{source} (of {union})", source=name, union=foreign(feed.union_name, 100))


def _how(outage: SourceOutage, state: FeedState | None) -> Block:
    if outage.over_at is None:
        return _down(outage, state)
    at = instant(outage.over_at)
    if outage.ending is OutageEnd.PAUSED:
        return say("an admin paused it {when}, and it is not asked any more.", when=at)
    if outage.ending is OutageEnd.REMOVED:
        return say("feeds.yaml does not name it any more ({when}).", when=at)
    return say(
        "answers again since {when}; it had not for {spell}.", when=at, spell=own(_spell(outage.length))
    )


def _down(outage: SourceOutage, state: FeedState | None) -> Block:
    sentences = [say("no answer since {when}.", when=instant(outage.since_at))]
    if state is not None and state.reached_at is not None:
        sentences.append(say("Its last answer was {when}.", when=instant(state.reached_at)))
    elif state is not None:
        sentences.append(say("It has never answered so far."))
    if state is not None and state.error:
        error = foreign(state.error.removeprefix(f"{outage.feed_id}: "), _ERROR_SHOWN)
        sentences.append(say("Last error: {error}", error=error))
    return joined(*sentences, by=" ")


def _spell(length: timedelta) -> str:
    """Say how long it was, in whole minutes, hours or days."""
    minutes = max(1, round(length.total_seconds() / 60))
    if minutes < 2 * 60:
        return n_("{n} minute", "{n} minutes", minutes)
    hours = round(minutes / 60)
    if hours < 2 * 24:
        return n_("{n} hour", "{n} hours", hours)
    return n_("{n} day", "{n} days", round(hours / 24))
