"""How are things: the answers to ``/status``, ``/sources`` and ``/latest``.

“No news” (the source answered, with nothing new), “no contact” (it did not answer) and “not asked yet”
are told apart everywhere.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Final

from bot.core.model import Block, Health, Message, MessageKind, SourceStatus, Statement, Status
from bot.core.render.day import day_dates, day_headline, is_reached
from bot.core.render.rules import sign_words
from bot.core.render.words import (
    MESSAGE_LIMIT,
    bold,
    counted,
    fitted,
    foreign,
    heading,
    host_of,
    instant,
    joined,
    length,
    own,
    stacked,
    titled,
)

_HEALTH: Final[Mapping[Health, Block]] = {
    Health.FAILING: joined(
        bold(own("The bot itself is in trouble")),
        ": what is below may be out of date, and statements may not be posted until its admins have mended "
        "it. Its log says what is wrong.",
    ),
    Health.OK: own("All sources answered when they were last asked."),
    Health.DEGRADED: own("Something needs attention: see below."),
    Health.WAITING: own("Some sources have not been asked yet."),
}


def render_status(status: Status, union_names: Mapping[str, str]) -> Message:
    """Render the answer to ``/status``; `union_names` by union id."""
    above = [
        joined("As of ", instant(status.at), ". ", _HEALTH[status.health]),
        *[joined(bold(day_headline(day)), ". ", day_dates(day)) for day in status.days],
        *_last_words(status, union_names),
        *_waiting(status),
    ]
    sources = _fitted_sources(status.sources, MESSAGE_LIMIT - length(above))
    return Message(MessageKind.ANSWER, fitted([*above, *sources]))


def render_no_status(at: datetime) -> Message:
    """Render the answer to ``/status`` where what is stored can't be read."""
    trouble = bold(own("The bot can't read what it has stored"))
    words = ", so it can't say how things stand, and posts nothing. Its admins find the reason in its log."
    return Message(MessageKind.ANSWER, (joined("As of ", instant(at), ". ", trouble, words),))


def _last_words(status: Status, union_names: Mapping[str, str]) -> list[Block]:
    lines: list[Block] = []
    for union_id, name in union_names.items():
        statement = status.last_statements.get(union_id)
        said = (
            joined(titled(statement.title, statement.url), " ", _said_at(statement))
            if statement
            else own("none yet")
        )
        lines.append(joined("Last statement of ", bold(foreign(name, 100)), ": ", said))
    return lines


def _waiting(status: Status) -> list[Block]:
    counts = [
        (status.held, counted(status.held, "entry", "entries") + " held for a person to look at"),
        (status.pending, counted(status.pending, "post") + " waiting to be sent"),
        (status.parked, counted(status.parked, "post") + " refused by Discord; an admin has to act"),
    ]
    return [own(words + ".") for number, words in counts if number]


def _fitted_sources(sources: Sequence[SourceStatus], room: int) -> list[Block]:
    """Show as many sources as there is room for, those in trouble first."""
    if not sources:
        return [own("No source is followed.")]
    lines = [
        joined("• ", foreign(source.feed.id), ": ", source_state(source))
        for source in sorted(sources, key=_is_well)
    ]
    reserve = 60  # for the line that counts the rest
    shown = list(lines)
    while shown and sum(len(line.markdown) + 1 for line in shown) > room - reserve:
        shown.pop()
    left = sorted(sources, key=_is_well)[len(shown) :]
    if left:
        well = "all well" if all(_is_well(source) for source in left) else "not all well"
        shown.append(own(f"…and {counted(len(left), 'more source', 'more sources')}, {well}."))
    return [stacked([bold(own("Sources")), *shown])]


def source_state(source: SourceStatus) -> Block:
    """Say in words how one source is doing."""
    state = source.state
    if state.polled_at is None:
        return own("not asked yet")
    if not is_reached(source):
        since = state.failing_since_at or state.reached_at or state.polled_at
        tries = f", {counted(state.failures, 'try', 'tries')}"
        parts: list[Block | str] = ["no contact: not reachable since ", instant(since), tries]
        next_try = (", next try ", instant(state.next_poll_at, "R")) if state.next_poll_at else ()
        return joined(_quarantined(source), *parts, *next_try)
    news = (
        joined("nothing new since ", instant(state.changed_at))
        if state.changed_at
        else own("nothing in it yet")
    )
    held = f", {source.held} held" if source.held else ""
    return joined(_quarantined(source), "checked ", instant(state.polled_at, "R"), ", ", news, held)


def _quarantined(source: SourceStatus) -> str:
    quarantine = source.state.quarantine
    return "" if quarantine is None else f"quarantined: {sign_words(quarantine.sign)}; "


def _is_well(source: SourceStatus) -> bool:
    return is_reached(source) and source.state.quarantine is None


def render_sources(sources: Sequence[SourceStatus]) -> Message:
    """Render the answer to ``/sources``: every followed address, whose it is and how it is doing."""
    if not sources:
        return Message(MessageKind.ANSWER, (own("No source is followed."),))
    return Message(MessageKind.ANSWER, fitted([_source(source) for source in sources]))


def _source(source: SourceStatus) -> Block:
    feed = source.feed
    whose = own("watched, never posted") if feed.watched else joined("of ", foreign(feed.union_name, 100))
    lines = [joined(bold(foreign(feed.id)), " · ", whose), foreign(feed.url, 300)]
    if feed.account is not None:
        lines.append(joined("Pinned account: ", foreign(feed.account.value)))
    return stacked([*lines, source_state(source)])


def render_latest(statements: Sequence[Statement], union_names: Mapping[str, str]) -> Message:
    """Render the answer to ``/latest``; `union_names` by feed id, `statements` newest first."""
    if not statements:
        return Message(MessageKind.ANSWER, (own("No direct statement is stored yet."),))
    blocks = [heading(own("The latest statements"))]
    blocks += [_latest(statement, union_names) for statement in statements]
    return Message(MessageKind.ANSWER, fitted(blocks))


def _latest(statement: Statement, union_names: Mapping[str, str]) -> Block:
    name = union_names.get(statement.feed_id, statement.feed_id)
    parts = [foreign(name, 100), foreign(host_of(statement.url) or statement.feed_id), _said_at(statement)]
    parts += [own("approved by an admin")] if statement.is_approved else []
    return stacked([bold(titled(statement.title, statement.url)), joined(*parts, by=" · ")])


def _said_at(statement: Statement) -> Block:
    return instant(statement.published_at or statement.first_seen_at, "f")
