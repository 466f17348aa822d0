"""What do the admins read where a statement looks like news of a strike? A question, and the line to add.

Called by `bot.services.questions`. The card says what was seen, verbatim, and that nothing was changed.
"""

from typing import Final

from bot.core.escape import clip
from bot.core.language import mark
from bot.core.model import Block, Feed, Happening, Message, MessageKind, Statement
from bot.core.render.words import (
    bold,
    code,
    fitted,
    foreign,
    heading,
    instant,
    quoted,
    read_button,
    say,
    stacked,
    titled,
)
from bot.core.strike_hints import Hint
from bot.core.strike_lines import Addition, Where

_QUOTED: Final = 600  #: characters of the sentence

_LOOKS_LIKE: Final = {
    Happening.AUTHORISED: mark("Has a strike been authorised?"),
    Happening.BEGUN: mark("Has a strike begun?"),
    Happening.PAUSED: mark("Has the strike been paused?"),
    Happening.RESUMED: mark("Is the pause of the strike over?"),
    Happening.TENTATIVE_AGREEMENT: mark("Is there a tentative agreement?"),
    Happening.SUSPENDED: mark("Has the strike been suspended?"),
    Happening.ENDED: mark("Is the strike over?"),
    Happening.RATIFIED: mark("Has the agreement been ratified, and is the strike over?"),
}
_ADD_TO: Final = {
    Where.STRIKE: mark(
        "If it is so, add this line to the strike {strike} of the union {union} in feeds.yaml:"
    ),
    Where.FIRST_PAUSE: mark(
        "If it is so, add these lines to the strike {strike} of the union {union} in feeds.yaml:"
    ),
    Where.PAUSES: mark(
        "If it is so, add this line to the list {key} of the strike {strike} of the union {union} in"
        " feeds.yaml:"
    ),
    Where.LAST_PAUSE: mark(
        "If it is so, add this line to the last spell in the list {key} of the strike {strike} of the union"
        " {union} in feeds.yaml:"
    ),
    Where.UNION: mark("If it is so, add these lines to the union {union} in feeds.yaml:"),
    Where.STRIKES: mark("If it is so, add these lines to the list {key} of the union {union} in feeds.yaml:"),
}
_KEY_OF: Final = {Where.PAUSES: "paused:", Where.LAST_PAUSE: "paused:", Where.STRIKES: "strikes:"}


def render_question(hint: Hint, statement: Statement, feed: Feed, addition: Addition) -> Message:
    """Render the card that asks whether a hint is right; the hint's sentence is one of the statement's."""
    said_at = statement.published_at or statement.first_seen_at
    said = say("{union} said, {when}:", union=foreign(feed.union_name, 100), when=instant(said_at))
    blocks = [
        heading(say(_LOOKS_LIKE[hint.happening])),
        *_about(hint),
        stacked([said, quoted(clip(hint.said, _QUOTED))]),
        *_named(hint, statement),
        bold(
            say(
                "This looks like news of a strike. Nothing was changed: what it means is for a person to say."
            )
        ),
        say(
            _ADD_TO[addition.where],
            strike=code(hint.strike.id if hint.strike else ""),
            union=code(feed.union_id),
            key=code(_KEY_OF.get(addition.where, "")),
        ),
        _lines(addition.yaml),
        *_to_check(addition),
    ]
    return Message(MessageKind.REVIEW, fitted(blocks), read_button(statement.url))


def _about(hint: Hint) -> list[Block]:
    if hint.strike is None:
        return []
    name = foreign(hint.strike.name, 100)
    return [say("It may be about: {strike} ({id})", strike=name, id=code(hint.strike.id))]


def _named(hint: Hint, statement: Statement) -> list[Block]:
    """Return the statement's title with its link, where the title is not what is quoted."""
    return [] if hint.said == statement.title else [titled(statement.title, statement.url)]


def _to_check(addition: Addition) -> list[Block]:
    zone = foreign(addition.zone.key)
    if addition.where in (Where.UNION, Where.STRIKES):
        right = say(
            "Day and name are to be corrected: the day is that of the statement ({zone}), and the first day"
            " counted is the one the union states.",
            zone=zone,
        )
    else:
        right = say(
            "The time is that of the statement ({zone}); correct it to what the union states.", zone=zone
        )
    found = [
        right,
        say(
            "Indent it like its neighbours there. {check} tells whether the file is right; it counts within"
            " seconds after you save it.",
            check=code("python -m bot check"),
        ),
    ]
    if not addition.has_evidence:
        found.append(
            say(
                "The statement is on no web host of the union's own, so it can't be named as evidence: name"
                " the union's own page where there is one."
            )
        )
    return found


def _lines(yaml: str) -> Block:
    # `addition` lets no backtick through, so nothing in it ends the block.
    return Block(f"```yaml\n{yaml}\n```", yaml)
