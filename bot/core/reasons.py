"""Sentences of ours that the database keeps: reasons of verdicts, notes about pages, what Discord refuses.

They are kept in English, filled in (`bot.core.language.filled`), so that they can be compared, searched and
exported, and are translated where they are shown (`retold`). Those that hold a part, such as a name or what
is wrong with a link, are known again by their forms here; those without stand where they are used.
"""

import re
from functools import lru_cache
from typing import Final

from bot.core.language import _, mark, tell

ON_ACCOUNT: Final = mark("It comes from the account that {union} is known by.")
ON_HOST: Final = mark("It stands on a host of {union}'s own and came by way of such hosts alone.")
ODD_LINK: Final = mark("The link {fault}.")
ODD_WAY: Final = mark("An address on the way to this feed {fault}.")
LOOK_ALIKE: Final = mark("Be careful: the link leads to a host that is not the union's but {likeness}.")
IN_QUARANTINE: Final = mark(
    "The feed is in quarantine: {sign}. Nothing of it is posted until an admin releases it."
)
PAGE_READ: Final = mark("The whole text was read on {host} at {at} UTC.")
PAGE_GIVEN_UP: Final = mark(
    "The feed gives only the beginning, and the statement's own page could not be read in {tries} tries: "
    "{obstacle}. Only the feed's words are used."
)
PAGE_PUT_OFF: Final = mark(
    "The feed gives only the beginning, and the statement's own page could not be read: {obstacle}. It will "
    "be tried again; until then only the feed's words are used."
)
PAGE_NOT_READ: Final = mark(
    "The feed gives only the beginning, and the statement's own page was not read, because {because}. Only "
    "the feed's words are used."
)
DISCORD_SAYS: Final = mark("Discord says “{words}” (code {code})")
NO_THREADS: Final = mark("Discord has no threads in {channel}: remove `thread: true`")
NO_TOPIC: Final = mark("{channel} has no topic of that kind: remove `topic: true`")
FAILED_HERE: Final = mark("failed unexpectedly ({error}); see the log")
NO_FORUM_POST: Final = mark("Discord says that {thread} is no post of a forum")
TOO_MUCH_WRITTEN: Final = mark(
    "the answer to an earlier attempt was lost, and over {most} messages have been written since: look there "
    "whether it was posted; the bot does not post it again"
)

#: In which order a stored sentence is held against them.
_FORMS: Final = (
    ON_ACCOUNT,
    ON_HOST,
    ODD_WAY,
    LOOK_ALIKE,
    IN_QUARANTINE,
    PAGE_READ,
    PAGE_GIVEN_UP,
    PAGE_PUT_OFF,
    PAGE_NOT_READ,
    DISCORD_SAYS,
    TOO_MUCH_WRITTEN,
    NO_THREADS,
    NO_TOPIC,
    FAILED_HERE,
    NO_FORUM_POST,
    ODD_LINK,
)
_PART: Final = re.compile(r"\\\{([a-z_]+)\\\}")


def retold(sentence: str) -> str:
    """Return a stored sentence in the language that is spoken; its parts are as foreign as they were.

    One that is not known, such as an older version's, stays as it is.
    """
    known = _(sentence)
    if known != sentence:
        return known
    for form in _FORMS:
        if found := _pattern(form).fullmatch(sentence):
            return tell(form, **{name: _(part) for name, part in found.groupdict().items()})
    return sentence


@lru_cache(maxsize=len(_FORMS))
def _pattern(form: str) -> re.Pattern[str]:
    return re.compile(_PART.sub(r"(?P<\1>.+)", re.escape(form)), re.DOTALL)
