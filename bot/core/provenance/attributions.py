"""Whose words follow? What is said beside them: “Lecture by …”, “X: “…””, “— Name, CCA president”.

Used by `bot.core.provenance.speakers`, which holds what is found here. A name alone tells little, for a
union names many people; what stands beside it tells whether they speak for somebody else.
"""

import re
from typing import Final

from bot.core.provenance.names import fold
from bot.core.provenance.organisations import is_other, is_outside
from bot.core.provenance.reading import QUOTED, Reading
from bot.core.provenance.voice import has_own_voice, says_we
from bot.core.provenance.words import words

_NAME: Final = (
    r"(?:Dr\.? |Prof\.? |Rev\.? )?[A-ZÀ-Þ][\w.'’-]+(?: (?:de|del|la|van|von|der|[A-ZÀ-Þ][\w.'’-]*)){1,4}"
)
#: A beginning that only says whose work it is: “Lecture by Ilse Nordgaard, PhD, College of …”.
_WORK_BY: Final = re.compile(
    rf"(?:(?!(?:Photo|Picture|Foto|Image|Written|Posted|Published|Updated))\w+[\w -]{{0,40}}?) "
    rf"(?:[Bb]y|por|par|von) (?P<who>{_NAME})(?P<role>, [^.\n]{{3,120}})"
)
_BY: Final = words("by por par von")
#: A talk between two, of whom one is named with what they are.
_TALK_WITH: Final = re.compile(
    r"(?:interview|conversation|q&a|questionnaire|questions|profile|entrevista|preguntas|charla|entretien"
    r"|questions"
    rf"|gespräch|fragen)\b[^.\n]{{0,30}}?(?:[:|]| (?:with|for|to|of|con|a|avec|à|mit"
    rf"|an)) (?P<who>(?-i:{_NAME}))"
    r"(?P<role>, [^.\n]{3,120})",
    re.IGNORECASE,
)
_TALK_CUES: Final = words(
    "interview conversation q questionnaire questions profile entrevista preguntas charla entretien "
    "gespräch fragen"
)
#: What people are who belong to a union.
_INSIDE: Final = re.compile(
    r"\b(?:members?|stewards?|captains?|organi[sz]ers?|president|secretary|treasurer|chair|delegates?|reps?"
    r"|negotiators?|committee|local|branch|lodge|unit|shop|our|us|we|retirees?|strikers?|counsel|staff"
    r"|afiliad\w+|delegad\w+|secretari[oa]|presidenta?|adhérente?s?|déléguée?s?|secrétaire|présidente?"
    r"|mitglied\w*|vorsitzende\w*|vertrauens\w+|betriebsr\w+)\b"
)
_SAYS: Final = re.compile(r"(?P<who>[^:“\"«„]{3,90}): ?[“\"«„]")
_OFFICE: Final = (
    r"(?:president|vice president|secretary|general secretary|secretary-treasurer|treasurer|chair|chairman"
    r"|chairwoman"
    r"|director|executive director|spokes\w+|convenor|presidenta?|secretari[oa](?: general)?|portavoz"
    r"|director[a]?"
    r"|présidente?|secrétaire(?: générale?)?|porte-parole|directrice|directeur|vorsitzende[rn]?"
    r"|sprecher(?:in)?"
    r"|geschäftsführer(?:in)?)"
)
#: An office in what is known by its initials: “CCA president”, “présidente de la CAA”.
_OFFICE_OF: Final = re.compile(
    rf"\b(?P<before>[A-Z][A-Z&-]{{1,7}}) (?i:{_OFFICE})\b"
    rf"|\b(?i:{_OFFICE}),? (?:(?i:of|de|du|des|der|del|d[’']) ?)?(?:(?i:the|la|las|los|le|les) |l[’'])?"
    r"(?P<after>[A-ZÀ-Þ]{2,8})\b"
)
_OFFICE_CUES: Final = words(
    "president secretary secretary-treasurer treasurer chair chairman chairwoman director spokesman "
    "spokeswoman "
    "spokesperson convenor presidente presidenta secretario secretaria portavoz directora président "
    "présidente "
    "secrétaire porte-parole directrice directeur vorsitzende vorsitzender vorsitzenden sprecher sprecherin "
    "geschäftsführer geschäftsführerin"
)
_DEGREES: Final = words("rn md phd jd usa us uk hr vp ceo and &")
#: What names whose words are quoted, before them and after.
_INTRODUCTION: Final = re.compile(
    r"\A(?:(?:Statement|Message|Greetings|Word|Comunicado|Communiqué|Grüße) )?(?:From|Via|Desde|De|Von|Aus)"
    r" (?P<who>[^:\n“]{3,80}):\s*",
    re.IGNORECASE,
)
_CREDIT: Final = re.compile(
    rf"(?:\s[—–-] ?|\n|“” *)(?P<who>(?!That|This|It|He|She|They|We|Our"
    rf"|Here)(?:Capt\. )?{_NAME}(?:,(?:[^\n“”.!?]|\.(?! [A-ZÀ-Þ]))*)?)\.?\s*\Z"
)


def attributed_to_other(reading: Reading) -> str | None:
    """Return the words that say whose words follow, where those are somebody else's."""
    return (
        _introduced(reading)
        or _work_by(reading)
        or _said_in_title(reading)
        or _office_elsewhere(reading)
        or _credited(reading)
    )


def _work_by(reading: Reading) -> str | None:
    """Return a beginning or title that names who made it, and as what, unless it is the union's own."""
    begins = reading.title_words | reading.first_words
    found = []
    if not begins.isdisjoint(_BY):
        found += [match for match in (_WORK_BY.match(reading.title), _WORK_BY.match(reading.lead)) if match]
    if not begins.isdisjoint(_TALK_CUES):
        found += [
            match for match in (_TALK_WITH.search(reading.title), _TALK_WITH.match(reading.lead)) if match
        ]
    for match in found:
        told = f"{match['who']}{match['role']}"
        if not reading.names.in_text(fold(told)) and not _INSIDE.search(fold(match["role"])):
            return match[0]
        if is_other(told, reading.names):
            return match[0]
    return None


def _introduced(reading: Reading) -> str | None:
    """Return the words before a colon that say from whom comes what follows, as in a post without a title."""
    found = _INTRODUCTION.match(reading.body[:120])
    return found[0].strip() if found and is_other(found["who"], reading.names) else None


def _said_in_title(reading: Reading) -> str | None:
    """Return a title in which somebody outside the union speaks, or of whom alone the text tells."""
    title = reading.title
    quoting = _SAYS.match(title)
    if quoting and is_other(quoting["who"], reading.names) and not has_own_voice(reading):
        return title
    words_of_title = title.split()
    if not words_of_title or not is_outside(words_of_title[0]) or says_we(reading):
        return None
    first = fold(reading.lead.partition(". ")[0])
    names = [word for word in words_of_title[1:4] if word[:1].isupper()]
    return title if any(fold(name) in first for name in names) and not has_own_voice(reading) else None


def _office_elsewhere(reading: Reading) -> str | None:
    """Return a signature of somebody with an office in what is not the union, known by its initials."""
    if reading.words.isdisjoint(_OFFICE_CUES) or not reading.lines:
        return None
    last = _BESIDE.split(QUOTED.sub(" “” ", reading.lines[-1]))[-1]
    if len(last) > _LONGEST_SIGNATURE:
        return None
    for found in _OFFICE_OF.finditer(last):
        initials = fold(found["before"] or found["after"])
        if initials not in _DEGREES and not reading.names.in_text(initials):
            return found[0]
    return None


_LONGEST_SIGNATURE: Final = 110
_BESIDE: Final = re.compile(r"“”|[—–] ")


def _credited(reading: Reading) -> str | None:
    """Return who is credited with a quotation beside which nothing else stands, unless it is the union's."""
    if "“”" not in reading.own_words:
        return None
    body = _INTRODUCTION.sub("", reading.body)
    credit = _CREDIT.search(QUOTED.sub(" “” ", body))
    if credit is None or reading.names.in_text(fold(f"{reading.title} {credit['who']}")):
        return None
    beside = QUOTED.sub(" “” ", body)[: credit.start()].replace("“”", " ")
    return (
        None if re.search(r"[^\W\d_]{2,}", beside) or _INSIDE.search(fold(credit["who"])) else credit["who"]
    )
