"""Whose statement is it? Those of other organisations, by their titles, first sentences and signatures.

Asked by `bot.core.provenance.ruleset`.
"""

import re
from typing import Final

from bot.core.language import mark
from bot.core.model import Feed, Verdict
from bot.core.provenance.case import Case
from bot.core.provenance.names import fold
from bot.core.provenance.organisations import is_at_home, is_kind, is_other, is_own, may_name_other
from bot.core.provenance.reading import Reading
from bot.core.provenance.verdicts import Rule, held, rejected
from bot.core.provenance.voice import is_signed
from bot.core.provenance.words import words

_TWO: Final = 2

_OF: Final = r"(?:from|by|of|de(?:l| la| los| las)?|du|des|de la|von|vom|der|des|de l['’])"
_KIND: Final = (
    r"(?:statement|message|letter|greeting|greetings|remarks|note|memo|response|reply|testimony|speech"
    r"|address|word|solidarity|support|op-ed|resolution"
    r"|information|informationen|hinweis|nota|aviso|avis|comunicado|carta|mensaje|declaración|declaraciones"
    r"|saludo|manifiesto|respuesta|communiqué|déclaration|lettre|message|tribune|motion|réponse"
    r"|erklärung|stellungnahme|grußwort|brief|schreiben|mitteilung|pressemitteilung|botschaft"
    r"|solidaritätserklärung|rede)"
)
_HEADED: Final = re.compile(
    rf"\b(?:{_KIND})s?(?: (?:abierta|ouverte|íntegro))? {_OF} ?(?P<who>[^:;|]{{2,120}}?)"
    r"(?=\s+(?:on|about|regarding|to|in response|after|following|sobre|ante|sur|concernant|zu|zum|zur|an|à"
    r"|a)\b|[:;|,–—]|\Z)",
    re.IGNORECASE,
)
#: What stands before somebody else's statement that a title only speaks of: “About that letter from …”.
_ANSWERED: Final = re.compile(
    r"\b(?:to|about|on|that|im|zum|zur|sur|sobre|au|à|al)(?: (?:the|an?|that|la|las|los|les|dem|der))? \Z",
    re.IGNORECASE,
)
_BY: Final = re.compile(
    r"\A(?P<who>[^:“\"]{3,90}?)(?:'s|’s|s'|s’|'|’)?:? (?<! to )(?:(?:latest |official |full |press )?"
    r"(?:statement|message|letter|memo|release|e-?mail|update|speech|floor speech|remarks|testimony|op-ed"
    r"|column)\b|(?:issues?|releases?|writes?|says?|repl(?:y|ies)|responds?|calls|urges|statement)\b|:)"
)
_KIND_CUES: Final = frozenset(
    f"{fold(kind)}{end}" for kind in _KIND.strip("(?:)").split("|") for end in ("", "s")
)
_BY_CUES: Final = words(
    "statement message letter memo release e-mail email update speech remarks testimony op-ed column issue "
    "issues releases write writes say says reply replies respond responds calls urges"
)
_FROM: Final = re.compile(
    r"\A(?:(?:greetings|solidarity|regards|saludos?|grüße|salutations) )?(?:from|desde|aus|von"
    r"|de la part de) (?P<who>.{3,90})\Z",
    re.IGNORECASE,
)
_SELF: Final = re.compile(
    r"(?:we|our|on|about|re|regarding|sobre|sur|zu|zum|zur|to|what|why|how|when|where|who|answer\w*|no"
    r"|not|a|an)\b",
    re.IGNORECASE,
)
_ISSUED: Final = re.compile(
    r"\A(?P<who>[^\n“\"]{6,240}?),? (?:today |heute |hoy |released|has )?(?:issued|issues|released|releases"
    r"|made|gave|said in a statement|has issued|erklärt|sagte heute|ha emitido|emitió|ha declarado|a déclaré"
    r"|déclare)\b(?: (?:the following|this|a|the)(?: \w+)? (?:statement|letter|message)|[^\n.]{0,90}:)"
)
_DIGIT: Final = re.compile(r"\d")
_ISSUED_CUES: Final = words(
    "issued issues released releases made gave statement erklärt "
    "sagte emitido emitió declarado déclaré déclare"
)
_TOWARDS_US: Final = re.compile(r"\b(?:us|our|ours|we|uns|unser\w*|nous|nos|notre|nosotr\w+|nuestr\w+)\b")
#: By which any union calls itself, whatever else it is called.
_EVERY_UNION: Final = words("union sindicato syndicat gewerkschaft")
_LONGEST_NAME: Final = 14  #: words, with a role and an organisation
_LONGEST_ROLE: Final = 9  #: spaces
_LONGEST_LINE: Final = 110
#: “Chief negotiator: Ann Tell”: a line that tells something, where a signature names who speaks or answers.
_TOLD: Final = re.compile(
    r"(?!.*(?:[ck]onta[ck]t|media|press|prensa|presse|information|signed|firmado|signé|for\b|pour\b|partner"
    r"|v\. i\. s|prepared|auftrag).*: )[^:]{3,40}: ",
    re.IGNORECASE,
)
_ANY_LOCAL: Final = re.compile(r"\b(?:Local|Lodge|Branch|District) \d+")


def _other_speaker(case: Case) -> Verdict | None:
    """Reject a statement of somebody else's; hold one of a person who is no officer."""
    reading = case.reading
    if is_signed(reading):
        return None  # whatever else stands in it, the union answers for it
    seen = _named_in_title(reading, case.feed) or _issued_by_other(reading) or _signed_by_other(reading)
    if seen:
        reason = mark("It is the statement of somebody else.")
        return rejected("other-speaker", reason, seen, case.feed.union_name)
    seen = _unknown_in_title(reading, case.feed)
    if seen:
        reason = mark("Somebody else seems to speak in it.")
        return held("other-speaker", reason, seen, case.feed.union_name)
    return None


def _named_in_title(reading: Reading, feed: Feed) -> str | None:
    """Return a title that says whose statement it is, where that is plainly somebody else."""
    title = reading.title
    is_by = ":" in title or not reading.title_words.isdisjoint(_BY_CUES)
    for found in (_headed(reading), _FROM.match(title), _BY.match(title) if is_by else None):
        who = found["who"] if found else ""
        if not who or _SELF.match(who) or _TOWARDS_US.search(reading.folded_title):
            continue
        if is_other(who, reading.names) or _is_bare_organisation(who, feed.union_name):
            return title
    return None


def _headed(reading: Reading) -> re.Match[str] | None:
    found = None if reading.title_words.isdisjoint(_KIND_CUES) else _HEADED.search(reading.title)
    return None if found and _ANSWERED.search(reading.title[: found.start()]) else found


def _unknown_in_title(reading: Reading, feed: Feed) -> str | None:
    """Return a title that says whose statement it is, where the officers are known and none is named."""
    found = _headed(reading) if feed.officers else None
    if not found or is_own(found["who"], reading.names) or is_at_home(fold(found["who"])):
        return None
    capitals = sum(word[:1].isupper() for word in found["who"].split())
    return reading.title if capitals >= _TWO and not _DIGIT.search(found["who"]) else None


def _is_bare_organisation(who: str, union_name: str) -> bool:
    """Tell whether a title begins with no more than a kind of organisation: “Alliance statement on …”."""
    kind = fold(who).split()[-1] if is_kind(who) else ""
    return bool(kind) and kind not in _EVERY_UNION and kind not in fold(union_name).split()


def _issued_by_other(reading: Reading) -> str | None:
    if reading.words.isdisjoint(_ISSUED_CUES):
        return None
    found = _ISSUED.match(reading.lead)
    if found and is_other(found["who"], reading.names):
        return found[0][:160]
    return None


def _signed_by_other(reading: Reading) -> str | None:
    """Return a last line in which somebody else signs: an office or an organisation, not the union's."""
    if len(reading.lines) < _TWO:
        return None
    signature = [line for line in reading.lines[-4:] if _may_be_signed(line)]
    signed = [line for line in signature[-3:] if _looks_signed(line)]
    if not signed or not may_name_other(fold("\n".join(signature[-3:]))):
        return None
    if reading.names.in_text(fold("\n".join(signature))):
        return None
    for line in signed:
        if is_other(line, reading.names) or _is_of_other_local(line, reading):
            return line
    return None


def _may_be_signed(line: str) -> bool:
    is_sentence = line.endswith(".") and line.count(" ") > _LONGEST_ROLE
    return len(line) < _LONGEST_LINE and not is_sentence and not line.startswith("• ")


def _looks_signed(line: str) -> bool:
    starts = [word[0] for word in line.split()]
    letters = list(filter(str.isalpha, starts))
    if (len(letters) - sum(map(str.isupper, letters))) * _TWO > len(starts):
        return False
    words = re.findall(r"[^\W\d_][\w.'’-]*", line)
    capitals = len([word for word in words if word[0].isupper()])
    return (
        1 < len(words) <= _LONGEST_NAME
        and not line.rstrip().endswith(("?", "!", ":"))
        and _TOLD.match(line) is None
        and capitals * 2 >= len(words)
        and not re.search(r"\d (?:a|p)\.?m|\d[:,]\d|\d \d", line)
    )


def _is_of_other_local(line: str, reading: Reading) -> bool:
    """Tell whether a line names a local that the text began with, and that is not this union's."""
    found = _ANY_LOCAL.search(line)
    begins = f"{reading.title}\n{reading.lead[:120]}"
    return found is not None and found[0] in begins and not reading.names.in_text(fold(begins))


SPEAKERS: tuple[Rule[Case], ...] = (Rule("other-speaker", _other_speaker, "nobody else's statement"),)
