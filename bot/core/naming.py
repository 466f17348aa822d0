"""What is a post called where posts have names? For forums, and for threads under posts.

Called by the composer and the posters. Guarantees: a name is one line of 1 to 100 characters, made of the
title's own words as they stand; Discord shows a name without reading markup, and no name calls anybody.
"""

import re
from typing import Final

from bot.core.escape import clip
from bot.core.language import _, mark, tell
from bot.core.model import Message, Statement
from bot.core.plaintext import clean
from bot.core.render.words import written

#: Discord's limit (https://discord.com/developers/docs/resources/channel#start-thread-in-forum-or-media-channel).
LONGEST: Final = 100
_PING: Final = re.compile(r"@(?=everyone|here)|(?<=<)@", re.IGNORECASE)
_UNNAMED: Final = mark("Post")


def statement_name(statement: Statement, union_name: str) -> str:
    """Return the name of a statement's post: its title, else whose it is and of which day."""
    title = _one_line(statement.title)
    if not title:
        said_at = statement.published_at or statement.first_seen_at
        title = f"{_one_line(union_name)}, {written(said_at.date())}"
    return _fitted(title if statement.withdrawn_at is None else tell("Withdrawn: {title}", title=title))


def post_name(message: Message) -> str:
    """Return the name a message carries; of one that carries none, its first words."""
    words = message.name or next((block.plain for block in message.blocks if block.plain.strip()), "")
    return _fitted(_one_line(words)) or _(_UNNAMED)


def _one_line(text: str) -> str:
    # An invisible character parts what would look like a call of everybody in a notification.
    return _PING.sub("@\u200b", " ".join(clean(text).split()))


def _fitted(name: str) -> str:
    """Clip a name; an emoji may count twice, for Discord does not say how it counts."""
    limit = LONGEST
    while len(fitted := clip(name, limit)) + sum(ord(character) > 0xFFFF for character in fitted) > LONGEST:
        limit -= 1
    return fitted
