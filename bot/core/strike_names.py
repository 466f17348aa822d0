"""Whose strike is it? The names of the union and its strikes, and what speaks for somebody else's.

Used by `bot.core.strike_phrases` and `bot.core.strike_hints`. Simple rules for one sentence of the union's,
in English and Spanish; what is wrongly taken for its own costs the admins one question in vain.
"""

import re
import unicodedata
from dataclasses import dataclass
from itertools import filterfalse
from typing import Final

from bot.core.provenance.names import OwnNames
from bot.core.provenance.names import fold as fold_names
from bot.core.provenance.organisations import has_organisation
from bot.core.provenance.words import words


@dataclass(frozen=True, slots=True)
class OwnWords:
    """By which the union and its strikes are told from others."""

    names: OwnNames
    of_strikes: frozenset[str]  #: parts of the strikes' names

    def parts(self) -> frozenset[str]:
        """Return the parts of every name of the union and of its strikes."""
        return self.of_strikes | {part for word in self.names.called for part in parts(word)}


def fold(text: str) -> str:
    """Return `text` in small letters, without accents, with plain apostrophes and single spaces."""
    plain = text.replace("’", "'").casefold()
    if not plain.isascii():
        plain = "".join(filterfalse(unicodedata.combining, unicodedata.normalize("NFD", plain)))
    return " ".join(plain.split())


def parts(text: str) -> tuple[str, ...]:
    """Return what the names in a text are compared by: tv, video, game of “TV/Video-games”.

    Folded, parted at every sign but the apostrophe, without the s of plural and possessive: “writers'”.
    """
    bare = _PART.findall(fold(text).replace("'", ""))
    return tuple(part.removesuffix("s") if len(part) > _SHORT else part for part in bare)


_PART: Final = re.compile(r"[^\W_]+")
_SHORT: Final = 3  #: “UPS” is no plural

_MODIFIERS: Final = words(
    "national nationwide statewide historic unfair labor labour practice ulp open-ended indefinite long "
    "first entire whole current present ongoing limited rolling official planned longest largest biggest "
    "companywide company-wide industry-wide two three four five six hour day week month member"
)
_ENDS_A_NAME: Final = words(
    "the our this that your its their su sus a an la el los las nuestra nuestro una un esta este "
    "and y to of on de del a "
    "ends ended end calls called concludes concluded suspends suspended suspend pauses paused pause pausing "
    "pausa pausamos resumes resume resumed resuming declares declared begins began begun begin starts "
    "started start launches launched authorizes authorized authorises authorised authorize authorise "
    "approve approves approved for to is off termina finaliza convoca convocamos desconvoca suspende "
    "suspendemos"
)
_LENGTH: Final = re.compile(r"\d+|[\w]+-(?:day|week|month|hour)s?(?:-(?:old|long))?")
_TRADES: Final = words(
    "writers actors musicians stagehands machinists teamsters nurses teachers drivers players autoworkers "
    "animators directors dockers pilots carpenters electricians baristas escritores actores "
    "guionistas musicos docentes maestros maestras enfermeras enfermeros estibadores pilotos"
)
#: Whose strike it is, where only that tells: “ends the strike of the dockers”.
_OF_A_TRADE: Final = re.compile(
    rf" (?:of|by|del?) (?:the |los |las )?(?P<trade>{'|'.join(sorted(_TRADES))})\b"
)
#: What may follow “the strike of” besides a name: ourselves, or how long it was.
_OUR_OWN: Final = re.compile(
    r"(?:(?:the|our|this|el|la|nuestr[ao]s?|este|esta) )?(?:union|guild|local|members?|sindicato|gremio"
    r"|federacion)"
    r"|(?:[\w-]+ ){1,2}(?:hours?|days?|weeks?|months?|horas|dias|semanas|meses)"
)
_OUR: Final = words("our nuestra nuestro")
_THEIR: Final = words("their su sus")
_MEMBERS: Final = words("members membership workers afiliados afiliadas afiliacion miembros plantilla")
_POSSESSIVE: Final = re.compile(r"(?:'s|s')$")
_MODIFYING: Final = frozenset(part for word in _MODIFIERS for part in parts(word))
_ACRONYM: Final = re.compile(r"\b[A-Z]{3,}(?:-[A-Z]+)*\b")
_OURS: Final = re.compile(
    r"\b(?:we|our|us|your?|ours|nuestr[ao]s?|nosotr[ao]s|hemos|the (?:union|guild|local|board|committee)"
    r"|el sindicato|el gremio)\b"
)
_WORD: Final = re.compile(r"[\w'/&.-]+")


def is_anothers_strike(match: re.Match[str], own: OwnWords) -> bool:
    """Tell whether the strike is called by a name that is none of the union's: “the writers' strike”."""
    named = match.groupdict()
    if named.get("strike") is None:
        return False
    known = own.parts()
    trade = _OF_A_TRADE.match(match.string, match.end("strike"))
    return (
        _is_called_otherwise(match.string[: match.start("strike")], known)
        or _is_of_others(named.get("whose") or "", known)
        or (trade is not None and known.isdisjoint(parts(trade["trade"])))
    )


def _is_called_otherwise(before: str, known: frozenset[str]) -> bool:
    """Tell whether the name before the strike is strange; after “our” only as in “our friends' strike”."""
    strange: list[str] = []
    for word in reversed(_WORD.findall(before)):
        if word in _ENDS_A_NAME:
            return any(map(_POSSESSIVE.search, strange)) if word in _OUR else bool(strange)
        if not known.union(_MODIFYING).issuperset(parts(word)) and not _LENGTH.fullmatch(word):
            strange.append(word)
    return bool(strange)


def _is_of_others(whose: str, known: frozenset[str]) -> bool:
    named = {part for word in _WORD.findall(whose) if word not in _ENDS_A_NAME for part in parts(word)}
    return bool(named) and known.isdisjoint(named) and not _OUR_OWN.fullmatch(whose)


def is_said_of_others(match: re.Match[str], sentence: str, own: OwnWords) -> bool:
    """Tell whether those who did it are named, and are others; the match is one in the folded sentence."""
    before, words_before = match.string[: match.start()], sentence[: match.start()]
    if _OURS.search(before) or own.names.in_text(fold_names(words_before)):
        return False
    known = own.parts()
    told = [word for word in _WORD.findall(before) if word not in _ENDS_A_NAME]
    strange = [word for word in told if not known.issuperset(parts(word))]
    if _is_theirs(match) and _MEMBERS.isdisjoint(told):
        return len(strange) == len(told)
    named = [name for name in _ACRONYM.findall(words_before) if not known.issuperset(parts(name))]
    return bool(strange) and bool(
        named or _TRADES.intersection(strange) or has_organisation(words_before.strip())
    )


def _is_theirs(match: re.Match[str]) -> bool:
    """Tell whether it is called the strike of those who were named before: “ended their strike”."""
    if match.groupdict().get("strike") is None:
        return False
    before = reversed(_WORD.findall(match.string[: match.start("strike")]))
    return next((word for word in before if word in _ENDS_A_NAME), "") in _THEIR
