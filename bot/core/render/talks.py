"""What did the union last say on the talks? A part of ``/status``.

One sentence, word for word, with its date and its link. How the talks stand is never inferred from it, and
what is not known here is not called silence: newer statements are counted as far as they are known.
"""

from collections.abc import Mapping
from typing import Final

from bot.core.model import Block, TopicLook, TopicWord
from bot.core.render.words import bold, foreign, instant, joined, quoted, say, say_many, stacked, titled

#: Some readers of markdown take the next line for a part of the quotation; what follows here is ours.
_END_OF_QUOTE: Final = Block("\n", "")


def talks_lines(looks: Mapping[str, TopicLook], union_names: Mapping[str, str]) -> list[Block]:
    """Return a block for each union that has the topic, those that spoke last first; keys are union ids."""
    known = [(union_names[union_id], look) for union_id, look in looks.items() if look.looked_at]
    return [_latest_words(name, look) for name, look in sorted(known, key=_silent_for)]


def more_talks(left: int) -> Block:
    """Say that there are unions whose words on the talks did not fit."""
    return say_many(
        "…and the talks of {n} more union: `/latest topic:talks`",
        "…and the talks of {n} more unions: `/latest topic:talks`",
        left,
    )


def _silent_for(named: tuple[str, TopicLook]) -> float:
    word = named[1].word
    said_at = word and (word.statement.published_at or word.statement.first_seen_at)
    return -said_at.timestamp() if said_at else 0.0


def _latest_words(name: str, look: TopicLook) -> Block:
    union = bold(foreign(name, 100))
    if look.word is None:
        return _no_words(union, look)
    statement = look.word.statement
    told = say(
        "Latest words on the talks, {union}, {when}: {title}",
        union=union,
        when=instant(statement.published_at or statement.first_seen_at),
        title=titled(statement.title, statement.url),
    )
    if statement.is_approved:
        told = joined(told, say("approved by an admin"), by=" · ")
    sentence = [joined(quoted(look.word.sentence), _END_OF_QUOTE)] if look.word.sentence else []
    return stacked([told, *sentence, _since(look.word)])


def _since(word: TopicWord) -> Block:
    if not word.since:
        return say("Nothing newer of the union is known here.")
    return say_many(
        "{n} newer statement is known here, and it is not about the talks.",
        "{n} newer statements are known here, none of them about the talks.",
        word.since,
    )


def _no_words(union: Block, look: TopicLook) -> Block:
    if look.is_all:
        return say_many(
            "The one statement of {union} known here is not about the talks.",
            "None of the {n} statements of {union} known here is about the talks.",
            look.looked_at,
            union=union,
        )
    return say(
        "None of the newest {n} statements of {union} is about the talks; older ones were not looked at.",
        n=look.looked_at,
        union=union,
    )
