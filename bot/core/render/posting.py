"""What ``/post-latest`` answers: which statement goes out, where it stands already, or why none can."""

from collections.abc import Sequence
from typing import Final

from bot.core.language import _
from bot.core.model import Block, LinkButton, Message, MessageKind, Statement
from bot.core.render.words import bold, code, fitted, foreign, say, small, titled

_NAMED: Final = 5  #: ids written into the lines for feeds.yaml


def render_goes_out(statement: Statement, *, left_out: Sequence[str] = ()) -> Message:
    """Tell that a statement is on its way; `left_out` are feeds in quarantine, of which nothing is posted."""
    words = say("{title} goes out here in a moment.", title=bold(titled(statement.title, statement.url)))
    return Message(MessageKind.ANSWER, (words, *_left_out(left_out)))


def render_stands_here(statement: Statement, address: str, *, left_out: Sequence[str] = ()) -> Message:
    """Tell that the newest statement stands in the channel already, with the address of its post."""
    words = say(
        "{title} is the newest statement, and it is already here. It is not posted twice.",
        title=bold(foreign(statement.title or _("A statement without a title"))),
    )
    button = LinkButton(_("Show its post"), address)
    return Message(MessageKind.ANSWER, (words, *_left_out(left_out)), (button,))


def render_waits_here(statement: Statement, *, left_out: Sequence[str] = ()) -> Message:
    """Tell that the newest statement is to be posted in the channel already."""
    words = say(
        "{title} is the newest statement, and it already waits to be posted here. `/status` tells what holds"
        " it up.",
        title=bold(foreign(statement.title or _("A statement without a title"))),
    )
    return Message(MessageKind.ANSWER, (words, *_left_out(left_out)))


def render_nothing_to_post(*, left_out: Sequence[str] = ()) -> Message:
    """Tell that nothing is stored which the channel carries."""
    words = say("No statement is stored yet that this channel carries: nothing was posted.")
    return Message(MessageKind.ANSWER, (words, *_left_out(left_out)))


def render_not_configured(channel_id: int, wanted: Sequence[str], *, is_listed: bool) -> Message:
    """Tell what to add to feeds.yaml, so that a channel carries what is wanted (ids of unions or feeds)."""
    if is_listed:
        words = say(
            "This channel does not carry that: nothing was posted. Add it to the channel's {key} in"
            " feeds.yaml, and ask again:",
            key=code("statements"),
        )
    else:
        words = say(
            "This channel is not in feeds.yaml, so nothing was posted. Add it under {key}, and ask again:",
            key=code("channels"),
        )
    names = ", ".join(wanted[:_NAMED])
    lines = f"channels:\n  - id: {channel_id}\n    statements: [{names}]"
    return Message(MessageKind.ANSWER, fitted([words, Block(f"```yaml\n{lines}\n```", lines)]))


def _left_out(feed_ids: Sequence[str]) -> list[Block]:
    if not feed_ids:
        return []
    names = foreign(", ".join(feed_ids))
    return [small(say("Left out, being in quarantine: {feeds}. Release them first.", feeds=names))]
