"""Is it said to the union, or of it, by somebody beside it? Allies, readers and employers.

Used by `bot.core.provenance.speakers`. No union stands with itself, wishes itself luck or writes to its own
president: whoever does is somebody else, whatever they are called.
"""

import re
from typing import Final

from bot.core.provenance.names import fold
from bot.core.provenance.organisations import is_at_home
from bot.core.provenance.reading import Reading
from bot.core.provenance.voice import is_named, says_own, says_we
from bot.core.provenance.words import words

#: Words in which one side is with another.
_SUPPORT: Final = re.compile(
    r"\b(?:stand(?:s|ing)? (?:with|behind|beside|shoulder to shoulder with|in solidarity with|by)"
    r"|in solidarity with"
    r"|support(?:s|ed|ing)?(?: for| of)?|back(?:s|ing)|greet(?:s|ings)(?: to)?|solidarity (?:with|to|from"
    r"|for)|salutes?"
    r"|thank(?:s|ing)?(?: you)?(?: to)?|walk(?:ing)? with|apoy\w+ a|solidari\w+ con|solidaridad con"
    r"|saluda\w* a"
    r"|soutien\w*(?: total)? (?:à|aux?)|solidair\w+ (?:avec|des?|aux?)|solidarit\w+ (?:avec|mit)"
    r"|solidarisch mit"
    r"|an der seite der|unterstütz\w+)"
)
_NEAR: Final = 70
_SUPPORT_CUES: Final = words(
    "stand stands standing solidarity support supports supported supporting backs backing greets greetings "
    "salute "
    "salutes thank thanks walk walking apoyo apoyar apoyamos solidarizamos solidaridad solidarios saluda "
    "saludamos "
    "soutien soutient soutenons solidaires solidarité solidarität solidarisch seite unterstützen unterstützt"
)
#: What belongs to whom one speaks to, said by those who have none of it.
_YOURS: Final = re.compile(
    r"\b(?:your (?:fight|struggle|cause|courage|members|strike(?! (?:pay|benefit|check|captain|card"
    r"|hours"
    r"|line|duty))|walkout|demands|workers|drivers|nurses|teachers|crews)"
    r"|(?:vuestra|su) (?:lucha|huelga|causa)|votre (?:lutte|grève|combat)|eure[rnms]? (?:kampf|streik"
    r"|forderungen))\b"
)
#: What others ask of “the union”.
_ASKED_OF: Final = re.compile(
    r"\b(?:(?:urge|ask|call on|invite|encourage|want|expect|hope)s? (?:that )?(?:the union|union leaders"
    r"|both (?:sides"
    r"|parties)|the two sides|all parties)|(?:pide|pedimos|instamos) (?:a|al) (?:sindicato|gremio|las partes)"
    r"|(?:demand\w+|appel\w+|invit\w+) (?:au |le |les )(?:syndicats?|parties)|(?:fordern?"
    r"|bitten) (?:die gewerkschaft"
    r"|beide seiten))\b"
)
_DEAR: Final = re.compile(
    r"\A\W*(?:dear|to|estimad[oa]s?|querid[oa]s?|ch[eè]re?|liebe[rs]?"
    r"|sehr geehrte[rs]?) (?P<who>[^,:\n]{2,70})[,:]"
)
_TITLE_FROM: Final = re.compile(
    r"\b(?:thank[- ]?(?:you|s)|solidarity|support|greetings|letter|message|prayer|note|words?|views?|wishes"
    r"|regards"
    r"|statement|saludos?|carta|mensaje|solidaridad|apoyo|soutien|lettre|message|salut|gruß|grüße|brief"
    r"|solidarität)"
    r" (?:from|de(?: la| los| las|l)?|des|du|von|aus|der) (?P<who>(?!.*, (?:and|et|y|und) )[^:;|–—]{3,80})\Z"
)
#: A name alone at the end, with a place or a title but no office in a union: who has written a letter.
_STRANGER: Final = re.compile(
    r"(?:(?:Dr|Prof|Rev|Fr|Sr|Mr|Mrs|Ms|St)\.? )?(?:[A-ZÀ-Þ][\w’'-]+\.?|[A-Z]\.)(?: (?:de|del|la|van|von|der"
    r"|of|&|and|[A-ZÀ-Þ][\w’'.-]*))"
    r"{1,4}(?:, [A-ZÀ-Þ][\w’'.-]+(?: [A-ZÀ-Þ][\w’'-]+){0,3})?\.?\Z"
)


def speaks_to_union(reading: Reading) -> str | None:
    """Return the words in which somebody else speaks to the union or of it, as those beside it do."""
    return (
        _written_to(reading)
        or _asks_union(reading)
        or _stands_with(reading)
        or _of_members_as_others(reading)
        or _titled_from(reading)
    )


def _written_to(reading: Reading) -> str | None:
    """Return a salutation that names one of the union's officers, or the union itself."""
    found = _DEAR.match(reading.own_words[:90])
    return found[0].strip() if found and reading.names.in_text(found["who"]) else None


def _asks_union(reading: Reading) -> str | None:
    if reading.said.isdisjoint(_ASKED_CUES) or says_own(reading):
        return None
    found = _ASKED_OF.search(reading.own_words)
    return found[0] if found else None


_ASKED_CUES: Final = words(
    "union sides parties partes sindicato gremio syndicat syndicats gewerkschaft seiten"
)


def _stands_with(reading: Reading) -> str | None:
    """Return words of support for the very people whose union this is."""
    if not reading.said.isdisjoint(_YOURS_CUES):
        yours = _YOURS.search(reading.own_words)
        if yours and not _speaks_first(reading, reading.own_words, yours.start()) and not says_own(reading):
            return yours[0]
    if reading.told.isdisjoint(_SUPPORT_CUES):
        return None
    whole = f"{reading.folded_title}. {reading.own_words}"
    for found in _SUPPORT.finditer(whole):
        after = whole[found.end() : found.end() + _NEAR].partition(".")[0]
        is_ours = reading.names.in_text(after) or reading.names.trade.issubset(_WORD.findall(after))
        if reading.names.trade and is_ours and not _speaks_first(reading, whole, found.start()):
            return f"{found[0]}{after}"
    return None


_YOURS_CUES: Final = words("your su vuestra votre euer eure euren eurem eurer")
_WORD: Final = re.compile(r"[^\W_]+")


def _of_members_as_others(reading: Reading) -> str | None:
    """Return how a “we” that never names the union speaks of its members: “the bakers”, “our bakers”."""
    if not any(trade.removesuffix("s") in reading.own_words for trade in reading.names.trade):
        return None
    if not says_we(reading) or is_named(reading) or says_own(reading):
        return None
    for found in _THE.finditer(reading.own_words):
        if any(found["who"].startswith(trade.removesuffix("s")) for trade in reading.names.trade):
            return found[0]
    return None


_THE: Final = re.compile(
    r"\b(?:the|these|those|our|los|las|les|die|den|der|unsere) (?P<who>[^\W_]{3,}(?:s|en|innen"
    r"|kräfte))\b(?!')"
)


def _speaks_first(reading: Reading, text: str, end: int) -> bool:
    """Tell whether the union is named before: then it is the one that stands with others."""
    return reading.names.in_text(text[:end])


def _titled_from(reading: Reading) -> str | None:
    found = _TITLE_FROM.search(reading.folded_title)
    if not found or reading.names.in_text(found["who"]) or is_at_home(found["who"]):
        return None
    return None if says_own(reading) and not found["who"].startswith("the ") else reading.title


def signed_by_stranger(reading: Reading) -> str | None:
    """Return a name at the end that is nobody's of the union, in a text that doesn't speak as the union."""
    last = _BEFORE_LAST.sub("", reading.lines[-1]).strip(" —–-") if reading.lines else ""
    if (
        len(last) > _NEAR
        or not _STRANGER.match(last)
        or reading.names.in_text(fold(last))
        or says_own(reading)
    ):
        return None
    return None if is_at_home(fold(last)) else last


#: A line up to the end of its last sentence but one.
_BEFORE_LAST: Final = re.compile(r"\A.* (?<=[^A-Z][a-zà-ÿ)][.!?] )", re.DOTALL)
