"""Is it a guest's piece? Essays and opinions by people who don't speak for the union.

Asked by `bot.core.provenance.ruleset`. Such pieces are marked as what they are, or introduce their author.
"""

import re
from typing import Final

from bot.core.language import mark
from bot.core.model import Verdict
from bot.core.provenance.case import Case
from bot.core.provenance.names import fold
from bot.core.provenance.reading import Reading
from bot.core.provenance.verdicts import Rule, held, rejected
from bot.core.provenance.voice import is_signed
from bot.core.provenance.words import words

_GUEST: Final = re.compile(
    r"(?:guest|opinion|op-?ed|viewpoint|perspective|column|letters? to the editor|readers?'? letters?"
    r"|leserbriefe?|courrier des lecteurs|cartas? al director|gastbeitrag|gastkommentar"
    r"|meinung|kommentar|tribuna|opinión|firma invitada|columna|tribune(?: libre)?"
    r"|point de vue|billet|carte blanche)"
    r"(?: (?:der woche|of the week|de la semaine|de la semana))?"
    r"(?: (?:post|essay|column|op-?ed|blog|piece|author|contribution|commentary|editorial))?(?:\Z|\s*[:|]"
    r"|\s+[–—-]\s| by | von | de | por | par )"
)
_GUEST_SAYS: Final = re.compile(
    r"\b(?:i am not an? (?:\w+ )?(?:member|nurse|teacher|worker|actor|writer|unionist|driver|performer"
    r"|striker)|never been (?:in|a member of) a union|(?:not|n't) (?:a member of|in|belong to) (?:any|a"
    r"|the) union"
    r"|no pertenezco a ning|je ne suis pas (?:syndiqu|membre)|ich bin (?:kein|nicht) (?:mitglied"
    r"|gewerkschaft)|views (?:are|expressed)|the author'?s? (?:own|alone|is|teaches)|guest (?:post|author"
    r"|column|essay|op-ed) by|opinions expressed"
    r"|(?:opiniones|opinions|propos|meinung|ansichten)\b[^.\n]{0,60}(?:autora?\b|auteure?s?\b|autors\b"
    r"|autorin\b"
    r"|expresad|exprimée|represent|reflej|engagent|engage))"
)
_BIO: Final = re.compile(
    r"\A(?!(?:The|This|There|It|Our|Your|New|Neue|Neuer|Nuevo|Nueva|Nouveau|Nouvelle"
    r"|Die|Der|Das|El|La|Los|Las|Le|Les)\b)(?:[—–-] ?|• )?(?:Dr\.? "
    r"|Prof\.? |Rev\.? )?[A-ZÀ-Þ][\w.'’-]*(?: (?:[A-ZÀ-Þ][\w.'’-]*|de|van|von|la)){1,4}(?:[’']s? (?:column"
    r"|book|novel|newest|latest|film))?,? (?:is|was|are|teaches|taught|writes|lives|works|covers|runs|serves"
    r"|hosts|edits|directs|ist|lehrt|schreibt|arbeitet|lebt|es|enseña|escribe|trabaja|vive|est|enseigne"
    r"|écrit|travaille|vit)\b[^\n]{5,240}\Z"
)
_MEMBER: Final = re.compile(
    r"\b(?:members?|stewards?|organi[sz]ers?|captains?|our|us|we|you|mitglied\w*|afiliad[oa]s?"
    r"|adhérente?s?)\b"
)
_GUEST_CUES: Final = words(
    "am never belong pertenezco suis bin views author author's guest opinions opiniones propos meinung "
    "ansichten"
)


def _guest(case: Case) -> Verdict | None:
    """Reject what is marked as a guest's or an opinion piece by nobody of the union; hold what seems one."""
    reading = case.reading
    first = fold(reading.lines[0]) if reading.lines else ""
    marked = _GUEST.match(reading.folded_title) or (_GUEST.match(first) if len(first) < 90 else None)
    if marked and not reading.names.in_text(f"{reading.folded_title}\n{first}") and not is_signed(reading):
        reason = mark("It is marked as a guest's or an opinion piece.")
        return rejected("guest", reason, reading.title or reading.lines[0], "the union's own words")
    said = None if reading.words.isdisjoint(_GUEST_CUES) else _GUEST_SAYS.search(reading.own_words)
    bio = _bio(reading)
    if said or (bio and not is_signed(reading)):
        seen = said[0] if said else str(bio)
        return held(
            "guest",
            mark("Its author does not seem to speak for the union."),
            seen,
            "the union's own words",
        )
    return None


def _bio(reading: Reading) -> str | None:
    """Return a last line that tells who the author is, as below a guest's piece."""
    last = reading.lines[-1] if len(reading.lines) > 1 else ""
    if not _BIO.match(last):
        return None
    introduced = fold(last).partition(". ")[0]
    return None if reading.names.in_text(introduced) or _MEMBER.search(introduced) else last


GUESTS: tuple[Rule[Case], ...] = (Rule("guest", _guest, "no guest's piece"),)
