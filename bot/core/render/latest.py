"""The newest statements on one topic: the answer to ``/latest topic:``."""

from collections.abc import Mapping, Sequence

from bot.core.model import Message, MessageKind, Statement
from bot.core.render.status import render_latest
from bot.core.render.words import fitted, foreign, heading, say, say_many, small


def render_latest_on(
    topic: str,
    statements: Sequence[Statement],
    union_names: Mapping[str, str],
    *,
    looked_at: int,
    is_all: bool,
) -> Message:
    """Render the newest statements on a topic, newest first; `union_names` by feed id.

    `looked_at` statements were looked through for it; `is_all` says that there are no older ones.
    """
    title = heading(say("The latest statements on “{topic}”", topic=foreign(topic)))
    listed = render_latest(statements, union_names).blocks[1:]
    if not statements:
        nothing = say_many(
            "None is known here: {n} statement was looked through for the words of this topic.",
            "None is known here: {n} statements were looked through for the words of this topic.",
            looked_at,
        )
        listed = (nothing,)
    limit = say("Only the newest statements of each union are looked through; `/search` finds older ones.")
    return Message(MessageKind.ANSWER, fitted([title, *listed, *([] if is_all else [small(limit)])]))
