"""How is each source doing, in words a member can act on.

Used by `bot.core.render.status`. “No news” (it answered, with nothing new), “no contact” (it did not answer),
“not asked” (the bot was not at work) and “held back” (quarantine, review) never look alike.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final

from bot.core.language import _
from bot.core.model import Block, Contact, FeedState, Message, MessageKind, SourceStatus
from bot.core.render.rules import sign_words
from bot.core.render.words import bold, fitted, foreign, instant, joined, say, say_many, stacked

_SOON: Final = timedelta(hours=12)  # within it, the time of day alone says which day is meant
_ERROR_SHOWN: Final = 300  # characters

_URGENCY: Final = (
    Contact.OVERDUE,
    Contact.UNREACHED,
    Contact.NOT_ASKED,
    Contact.RECOVERING,
    Contact.ANSWERED,
)


def render_sources(sources: Sequence[SourceStatus], now: datetime) -> Message:
    """Render the answer to ``/sources``: every followed address, whose it is and how it is doing."""
    if not sources:
        return Message(MessageKind.ANSWER, (say("No source is followed."),))
    more = _("…and more than fits here.")
    return Message(MessageKind.ANSWER, fitted([_address(source, now) for source in sources], more))


def _address(source: SourceStatus, now: datetime) -> Block:
    feed = source.feed
    whose = (
        say("{source} · watched, never posted", source=bold(foreign(feed.id)))
        if feed.watched
        else say("{source} · of {union}", source=bold(foreign(feed.id)), union=foreign(feed.union_name, 100))
    )
    lines = [whose, foreign(feed.url, 300)]
    if feed.account is not None:
        lines.append(say("Pinned account: {account}", account=foreign(feed.account.value)))
    return stacked([*lines, source_state(source, now)])


def source_line(source: SourceStatus, now: datetime, *, for_admin: bool = False) -> Block:
    """Say on one line which source it is and how it is doing; an admin also reads its last error."""
    name = foreign(source.feed.id)
    if source.feed.watched:
        name = say("{name} (watched, never posted)", name=name)
    return say("• {name}: {state}", name=name, state=source_state(source, now, for_admin=for_admin))


def source_state(source: SourceStatus, now: datetime, *, for_admin: bool = False) -> Block:
    """Say in a few sentences how a source is doing."""
    sentences = [_contact_words(source, now)]
    if source.state.quarantine is not None:
        sentences.append(
            say(
                "Quarantined since {when}: {sign}. Nothing of it is posted until an admin has looked at it.",
                when=brief(source.state.quarantine.since_at, now),
                sign=sign_words(source.state.quarantine.sign),
            )
        )
    if source.held:
        sentences.append(say("Held for review: {number}.", number=source.held))
    if for_admin and source.state.error:
        error = source.state.error.removeprefix(f"{source.feed.id}: ")
        sentences.append(say("Last error: {error}", error=foreign(error, _ERROR_SHOWN)))
    return joined(*sentences, by=" ")


def is_well(source: SourceStatus, now: datetime) -> bool:
    """Tell whether a source needs nobody's attention."""
    return source.contact(now) is Contact.ANSWERED and source.state.quarantine is None and not source.held


def troubled_first(sources: Sequence[SourceStatus], now: datetime) -> Sequence[SourceStatus]:
    """Order sources by how much they call for attention, the union's own before watched ones."""

    def rank(source: SourceStatus) -> tuple[bool, bool, int]:
        return is_well(source, now), source.feed.watched, _URGENCY.index(source.contact(now))

    return sorted(sources, key=rank)


def brief(at: datetime, now: datetime) -> Block:
    """Tell an instant by the time of day where that is enough, else with its date."""
    return instant(at, "t" if abs(at - now) < _SOON else "f")


def _contact_words(source: SourceStatus, now: datetime) -> Block:
    state, contact = source.state, source.contact(now)
    if state.paused_at is not None:
        return say(
            "paused by an admin since {when}: it is not asked, and what it says now is not known.",
            when=brief(state.paused_at, now),
        )
    if state.polled_at is None:
        return say("not asked yet.")
    if contact is Contact.OVERDUE:
        return say(
            "not asked since {when}, though it should have been; what it says now is not known.",
            when=brief(state.polled_at, now),
        )
    if contact is Contact.UNREACHED:
        return _unreached(state, state.polled_at, now)
    checked = instant(state.polled_at, "R")
    if state.quarantine is not None:
        return say("asked {checked}; what it says is not taken for the union's words.", checked=checked)
    if contact is Contact.RECOVERING and source.outage is not None:
        return say(
            "answers again since {over}; it was not reachable from {since} on. Checked {checked}.",
            over=brief(source.outage.over_at, now),
            since=brief(source.outage.since_at, now),
            checked=checked,
        )
    if state.changed_at is None:
        return say("checked {checked}, nothing in it so far.", checked=checked)
    if state.changed_at >= state.polled_at:
        return say("checked {checked}, with something new.", checked=checked)
    return say(
        "checked {checked}, nothing new since {when}.", checked=checked, when=brief(state.changed_at, now)
    )


def _unreached(state: FeedState, polled_at: datetime, now: datetime) -> Block:
    since = brief(state.failing_since_at or polled_at, now)
    following = brief(state.next_poll_at or now, now)
    if state.reached_at is None:
        return say_many(
            "has never answered so far: {n} try since {when}, next at {following}.",
            "has never answered so far: {n} tries since {when}, next at {following}.",
            state.failures,
            when=since,
            following=following,
        )
    return say_many(
        "not reachable since {when}, {n} try, next at {following}.",
        "not reachable since {when}, {n} tries, next at {following}.",
        state.failures,
        when=since,
        following=following,
    )
