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

#: Why a page could not be read, as the adapters say it, without the full stop. They complete “the page could
#: not be read:”; some are whole sentences, and stand in the log like that.
_OBSTACLES: Final = (
    mark("{host} answered {status}"),
    mark("{host} answered {status} when asked for its robots.txt"),
    mark("{host} answered with a redirect ({status}) that leads nowhere"),
    mark("{host} did not take up the connection in time"),
    mark("{host} did not answer in full within {seconds} s"),
    mark("{host} could not be reached ({reason})"),
    mark("{host} closed the connection before it had answered"),
    mark("{host} fell silent in the middle of its answer"),
    mark("{host} broke off in the middle of its answer"),
    mark("{host} sent an answer that is not readable HTTP"),
    mark("{host} sent more than {size} MiB, and reading stopped there. No page needs that much"),
    mark("{host} sent more than {size} MiB, and reading stopped there. No robots.txt needs that much"),
    mark("{host} sent its answer in the encoding {coding}, which was not asked for ({accepted} were)"),
    mark(
        "{host} leads to an address that is private, loopback or otherwise not a public address; it was not "
        "dialled. Only PICKETWIRE_CONNECT_TO lets a fetch reach such an address"
    ),
    mark("The answer of {host} is not compressed the way its header says"),
    mark("The answer of {host} ends in the middle of its compressed data"),
    mark("The certificate of {host} is not valid: {reason}"),
    mark("The exchange with {host} failed ({error})"),
    mark("The name {host} could not be resolved ({reason})"),
    mark("No secure connection to {host} came about ({reason})"),
    mark("The robots.txt of {host} asks not to fetch {address}"),
    mark("the robots.txt of {host} could not be read ({obstacle})"),
    mark("{origin} redirects to {address}, which {fault}; it was not followed"),
    mark("{origin} redirects back to {address}, in a circle"),
    mark("{origin} redirects more than {times} times; the last address was {address}"),
    mark("Reading it took longer than {seconds} s; the page was not read"),
    mark("Reading it took more than {seconds} s of CPU; the page was not read"),
    mark("Reading it took too much memory; the page was not read"),
    mark("The parser process ended while reading it (exit status {status}); the page was not read"),
    mark("The parser process gave an answer that makes no sense; the page was not read"),
    mark("The parser process does not start; `{command}` shows why. The page was not read"),
    mark("it is no web page, but a document of another kind"),
    mark("it is empty"),
    mark("it leads to an address that was not followed"),
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
#: What a part looks like where it is not just any words.
_LOOKS: Final = {
    "host": r"\S+",
    "origin": r"\S+",
    "seconds": r"[\d.e+-]+",
    "status": r"-?\d+(?: \(.+\))?",
}


def retold(sentence: str) -> str:
    """Return a stored sentence in the language that is spoken; its parts are as foreign as they were.

    One that is not known, such as an older version's, stays as it is.
    """
    known = _(sentence)
    if known != sentence:
        return known
    for form in _FORMS:
        if found := _pattern(form).fullmatch(sentence):
            return tell(form, **{name: _part(name, part) for name, part in found.groupdict().items()})
    return _obstacle(sentence)


def _obstacle(sentence: str) -> str:
    words = sentence.removesuffix(".")
    for form in _OBSTACLES:
        if found := _pattern(form).fullmatch(words):
            told = tell(form, **{name: _part(name, part) for name, part in found.groupdict().items()})
            return told + sentence[len(words) :]
    return sentence


def _part(name: str, part: str) -> str:
    """Return a part as it is shown: what stood in the way is a sentence itself."""
    return _obstacle(_(part)) if name == "obstacle" else _(part)


@lru_cache(maxsize=len(_FORMS) + len(_OBSTACLES))
def _pattern(form: str) -> re.Pattern[str]:
    pattern = _PART.sub(lambda name: f"(?P<{name[1]}>{_LOOKS.get(name[1], '.+')})", re.escape(form))
    return re.compile(pattern, re.DOTALL)
