"""Who speaks? Statements of other organisations, by their titles, first sentences and signatures.

Asked by `bot.core.provenance.ruleset`. What is said in quotation marks never counts for or against: a union
quotes in order to answer.
"""

import re
from typing import Final

from bot.core.model import Entry, Feed, Verdict
from bot.core.provenance.allies import signed_by_stranger, speaks_to_union
from bot.core.provenance.names import fold
from bot.core.provenance.organisations import (
    has_organisation,
    is_kind,
    is_other,
    is_own,
    may_name_organisation,
)
from bot.core.provenance.reading import QUOTED, Reading, read
from bot.core.provenance.strangers import contact_of_other, names_itself
from bot.core.provenance.verdicts import Hops, Rule, held, rejected
from bot.core.provenance.voice import STRONG, has_own_voice, is_signed, speaks_to_somebody, strength
from bot.core.provenance.words import words

_TWO: Final = 2

_OF: Final = r"(?:from|by|of|de(?:l| la| los| las)?|du|des|de la|von|vom|der|des|de l['’])"
_KIND: Final = (
    r"(?:statement|message|letter|greetings?|remarks|note|memo|response|reply|testimony|speech|address|word"
    r"|solidarity|support|op-ed|resolution"
    r"|comunicado|carta|mensaje|declaración|declaraciones|saludo|manifiesto|respuesta"
    r"|communiqué|déclaration|lettre|message|tribune|motion|réponse"
    r"|erklärung|stellungnahme|grußwort|brief|schreiben|mitteilung|pressemitteilung|botschaft"
    r"|solidaritätserklärung|rede)"
)
_HEADED: Final = re.compile(
    rf"\b(?:{_KIND})s?(?: (?:abierta|ouverte|íntegro))? {_OF} ?(?P<who>[^:;|]{{2,120}}?)"
    r"(?=\s+(?:on|about|regarding|to|in response|after|following|sobre|ante|sur|concernant|zu|zum|zur|an|à"
    r"|a)\b|[:;|,–—]|\Z)",
    re.IGNORECASE,
)
_BY: Final = re.compile(
    r"\A(?P<who>[^:“\"]{3,90}?)(?:'s|’s|s'|s’|'|’)? (?:(?:latest |official |full |press )?(?:statement"
    r"|message|letter|memo|release|e-?mail|update|speech|floor speech|remarks|testimony|op-ed|column)\b"
    r"|(?:issues?|releases?|writes?|says?|repl(?:y|ies)|responds?|calls|urges|statement)\b|:)"
)
_FROM: Final = re.compile(
    r"\A(?:(?:greetings|solidarity|regards|saludos?|grüße|salutations) )?(?:from|desde|aus|von"
    r"|de la part de) (?P<who>.{3,90})\Z",
    re.IGNORECASE,
)
_SELF: Final = re.compile(
    r"(?:we|our|on|about|re|regarding|sobre|sur|zu|zum|zur|to|what|why|how|about|when|where|who|answer\w*|no"
    r"|not|a|an)\b",
    re.IGNORECASE,
)
_ISSUED: Final = re.compile(
    r"\A(?P<who>[^\n“\"]{6,240}?),? (?:today |heute |hoy |released|has )?(?:issued|issues|released|releases"
    r"|made|gave|said in a statement|has issued|erklärt|sagte heute|ha emitido|emitió|ha declarado|a déclaré"
    r"|déclare)"
    r"\b(?: (?:the following|this|a|the)(?: \w+)? (?:statement|letter|message)|[^\n.]{0,90}:)"
)
_DIGIT: Final = re.compile(r"\d")
_ISSUED_CUES: Final = words(
    "issued issues released releases made gave statement erklärt "
    "sagte emitido emitió declarado déclaré déclare"
)
_CAPITALISED: Final = r"[A-ZÀ-Þ][\w'’.&-]*(?: \([^)\n]{2,20}\))?"
_SUBJECT: Final = re.compile(
    r"(?:[A-ZÀ-Þ][\w ,-]{2,40}(?:\d{4})?[.–—] ?)?(?P<who>(?:(?:The|A|An|La|El|Los|Las|Le|Les|Die|Der|Das) "
    r"|L['’])?"
    r"(?:[a-zà-ÿ][\w, -]{2,80}? (?:of|at|de|del|der|des|du) (?:the |la |las |los |el |l['’])?)?"
    rf"{_CAPITALISED}(?:,?(?: (?:of|and|for|the|in|&|de|del|la|las|los|der|des|du|les|für|und|y|et"
    rf"|e))* {_CAPITALISED})*)"
    r" (?P<says>[a-zà-ÿ])"
)
_NO_SUBJECT: Final = words(
    "at in on after before since last this that today yesterday tomorrow when while as for to from with "
    "under earlier "
    "seit am im in nach vor bei heute gestern wer wenn mit an auf el hoy ayer desde en tras este esta "
    "cuando con "
    "depuis hier aujourd'hui après ce cette quand à dans lors there it we our you your no not if"
) - {"el"}
_TOWARDS_US: Final = re.compile(r"\b(?:us|our|ours|we|uns|unser\w*|nous|nos|notre|nosotr\w+|nuestr\w+)\b")


def _other_speaker(entry: Entry, feed: Feed, hops: Hops) -> Verdict | None:
    """Reject a statement of somebody else's; hold what seems to be one."""
    reading = read(entry, feed)
    seen = _named_in_title(reading, feed) or _issued_by_other(reading) or _signed_by_other(reading)
    if seen and not is_signed(reading):
        reason = "It is the statement of somebody else."
        return rejected("other-speaker", reason, seen, feed.union_name)
    seen = (
        seen
        or _unknown_in_title(reading, feed)
        or speaks_to_union(reading)
        or names_itself(reading)
        or (None if reading.pinned else signed_by_stranger(reading))
        or contact_of_other(reading)
        or _quotation(reading)
        or _leading_other(reading)
    )
    if seen and not is_signed(reading):
        reason = "Somebody else seems to speak in it."
        return held("other-speaker", reason, seen, feed.union_name)
    return None


def _named_in_title(reading: Reading, feed: Feed) -> str | None:
    """Return a title that says whose statement it is, where that is plainly somebody else."""
    title = reading.title
    for found in (_HEADED.search(title), _FROM.match(title), _BY.match(title)):
        who = found["who"] if found else ""
        if not who or _SELF.match(who):
            continue
        if is_other(who, reading.names) or _is_bare_organisation(who, feed.union_name):
            return title
    return None


def _unknown_in_title(reading: Reading, feed: Feed) -> str | None:
    """Return a title that says whose statement it is, where the officers are known and none is named."""
    found = _HEADED.search(reading.title) if feed.officers else None
    if not found or is_own(found["who"], reading.names):
        return None
    capitals = sum(word[:1].isupper() for word in found["who"].split())
    return reading.title if capitals >= _TWO and not _DIGIT.search(found["who"]) else None


def _is_bare_organisation(who: str, union_name: str) -> bool:
    """Tell whether a title begins with no more than a kind of organisation: “Alliance statement on …”."""
    return is_kind(who) and fold(who).split()[-1] not in fold(union_name).split()


def _issued_by_other(reading: Reading) -> str | None:
    if reading.words.isdisjoint(_ISSUED_CUES):
        return None
    found = _ISSUED.match(reading.lead)
    if found and is_other(found["who"], reading.names):
        return found[0][:160]
    return None


def _signed_by_other(reading: Reading) -> str | None:
    """Return a last line in which somebody else signs: an office or an organisation, not the union's."""
    if is_signed(reading) or len(reading.lines) < 2:
        return None
    signature = [line for line in reading.lines[-4:] if len(line) < 110 and not line.startswith("• ")]
    if reading.names.in_text(fold("\n".join(signature))):
        return None
    for line in signature[-3:]:
        if _looks_signed(line) and is_other(line, reading.names):
            return line
    return None


def _looks_signed(line: str) -> bool:
    words = re.findall(r"[^\W\d_][\w.'’-]*", line)
    capitals = sum(word[:1].isupper() for word in words)
    return (
        1 < len(words) <= 14
        and not line.rstrip().endswith(("?", "!", ":"))
        and capitals * 2 >= len(words)
        and not re.search(r"\d (?:a|p)\.?m|\d[:,]\d|\d \d", line)
    )


def _quotation(reading: Reading) -> str | None:
    """Return the title or lead of a text that is almost all quotation, of nobody of the union's."""
    if "“”" not in reading.own_words:
        return None
    if reading.pinned and not _credits_stranger(reading):
        return None
    rest = re.findall(r"[^\W_]{2,}", reading.own_words)
    quoted = reading.count - len(rest)
    if quoted < 12 or (len(rest) * 3 > quoted and len(rest) > 9):
        return None
    if reading.names.in_text(f"{reading.folded_title}\n{reading.own_words}"):
        return None
    return reading.lead[:120]


def _credits_stranger(reading: Reading) -> bool:
    """Tell whether what stands beside a quotation is nothing, or names somebody who is not the union's."""
    beside = QUOTED.sub(" ", reading.body).strip(" \n—–-,.:")
    return (
        not re.search(r"[^\W\d_]{2,}", beside)
        or is_other(beside, reading.names)
        or reading.outlets > 0
        or _FULL_NAME.search(beside) is not None
        or (_LOCAL.search(beside) is not None and not reading.names.in_text(fold(beside)))
    )


_LOCAL: Final = re.compile(r"[A-Z]\w+ Local \d")
_FULL_NAME: Final = re.compile(
    r"\A[A-ZÀ-Þ][\w.'’-]+ (?:(?:de|del|la|van|von) )?[A-ZÀ-Þ][\w'’-]+(?:,|\Z| [A-Z]{2,3}\b)"
)


def _leading_other(reading: Reading) -> str | None:
    """Return a beginning whose subject is another organisation, in a text without the union's voice."""
    if _TOWARDS_US.search(fold(reading.lead.partition(".")[0])) or not may_name_organisation(
        reading.lead[:200]
    ):
        return None
    found = _SUBJECT.match(reading.lead)
    if not found or not has_organisation(found["who"]) or reading.names.in_text(fold(found["who"])):
        return None
    if fold(found["who"].split()[0]) in _NO_SUBJECT or (
        has_own_voice(reading) and not _LOCAL.search(found["who"])
    ):
        return None
    is_heard = strength(reading) >= STRONG and speaks_to_somebody(reading)
    return None if is_heard else found["who"][:120]


SPEAKERS: tuple[Rule, ...] = (Rule("other-speaker", _other_speaker, "nobody else's statement"),)
