"""Is it a press round-up? Headlines, bylines and outlets collected from the press.

Asked by `bot.core.provenance.ruleset`. A round-up is known by its heading, or by its build: one block
after another that names an outlet beside a headline, a name or a date.
"""

import re
from typing import Final

from bot.core.language import mark
from bot.core.model import Verdict
from bot.core.provenance.case import Case
from bot.core.provenance.outlets import OUTLET
from bot.core.provenance.reading import QUOTED, Reading
from bot.core.provenance.verdicts import Rule, held, rejected
from bot.core.provenance.voice import has_own_voice, says_we
from bot.core.provenance.words import words

_WHEN: Final = r"(?:(?:to|this |last )?(?:day|week|month|morning|weekend)(?:'s|ly)?|daily|weekly|monthly)"
_HEADING: Final = re.compile(
    rf"(?:(?:the|our|your|{_WHEN}|[\w&-]+(?:'s)?) ){{0,4}}"
    r"(?:(?:press|news|media|labor|labour) (?:clips?|clippings?|round-?ups?|digest|review|recap|wrap|monitor"
    r"|roundup)|clips|clippings|in the (?:news|headlines|press|media)|media coverage|press coverage|headlines"
    r"|(?:what )?(?:they(?:'re| are)|others are|people are|the (?:press|papers|media) (?:is|are)) (?:saying"
    r"|writing)|media mentions?|(?:reading|link) (?:list|round-?up)|must[- ]reads?"
    r"|(?:revista|resumen|recortes|dossier) de prensa|(?:en|lo que dicen) (?:los medios|la prensa)|titulares"
    r"|revue de (?:la )?presse|(?:dans|vu dans|ce que dit) (?:la presse|les m[ée]dias)"
    r"|pressespiegel|presseschau|pressestimmen|presseecho|medien(?:echo|spiegel|schau)|(?:in den"
    r"|aus den) medien|aus der presse)(?=\W|\Z)(?! (?:rel|conf|line|stat|about|war|lie|is|was|on|we)\w*)"
)
_HEADING_CUES: Final = words(
    "press news media labor labour clips clippings headlines saying writing reading link must-read "
    "must-reads must "
    "revista resumen recortes dossier prensa medios titulares revue presse médias medias pressespiegel "
    "presseschau pressestimmen presseecho medienecho medienspiegel medienschau medien"
)
_DATE: Final = (
    r"(?:\d{1,2}[./-]\d{1,2}\b|\d{4}-\d\d|\d{1,2}\.? (?:de )?[a-zà-ÿ]{3,9}\b|(?:jan|feb|mar|apr|may|jun|jul"
    r"|aug|sep|oct|nov|dec)[a-z]*\.? \d{1,2}\b)"
)
_PERSON: Final = r"[A-ZÀ-Þ][\w.'’-]*(?: [A-ZÀ-Þ][\w.'’-]*){1,3}"
#: A clip as round-ups print it: an outlet beside a name, a date, a headline or a colon.
_CLIPS: Final = (
    re.compile(
        rf"(?:\A|[\n.!?”»\"] ?|• )(?P<outlet>{OUTLET}) ?(?:\([^)\n]{{2,50}}\) ?)?[:"
        rf"|–—-] ?(?=[“«„\"A-ZÀ-Þ¿\d])"
    ),
    re.compile(rf"(?P<outlet>{OUTLET}),? ?\(?(?i:(?:{_PERSON}|[^,;:\n]{{2,30}}), )?{_DATE}"),
    re.compile(rf"\((?P<outlet>{OUTLET})(?:[,;] [^)\n]{{1,40}})?\)"),
    re.compile(rf"(?:[Bb]y|[Pp]or|[Vv]on|[Pp]ar) {_PERSON}, (?P<outlet>{OUTLET})"),
    re.compile(rf"(?:\A|\n)(?:• )?(?P<outlet>{OUTLET})(?: \([^)\n]{{2,30}}\))?, [“«„\"]"),
    re.compile(rf"(?:\A|\n)(?P<outlet>{OUTLET})(?=\n)"),
)
#: “Salt Fork Sentinel, Mon.: What a strike …”: any name, a day and a headline.
_DATED: Final = re.compile(
    r"(?:\A|[\n.!?”»\")] ?|• )(?P<outlet>[A-ZÀ-Þ][^.:!?\n“”]{2,40}?),? \(?"
    r"(?:(?:Mon|Tue|Tues|Wed|Thu|Thur|Thurs|Fri|Sat|Sun)(?:day)?\b\.?|\d{1,2}[./]\d{1,2}\.?)\)?[^:\n–—]{0,20}"
    r" ?[:–—] ?(?=[“«„\"A-ZÀ-Þ])"
)
_DIGIT: Final = re.compile(r"\d")
_QUESTION: Final = re.compile(r"\bQ:?\s*\(?\Z")
_BARS: Final = re.compile(r"[^|\n]{2,} \| [^|\n]{3,}")
_DASHED: Final = re.compile(rf"[^—–\n]{{3,50}} [—–] [^—–\n]{{3,50}} [—–] .{{0,6}}{_DATE}", re.IGNORECASE)
_CREDITED: Final = re.compile(
    r"(?:• )?.{8,120} \((?=[A-ZÀ-Þ])[^)\d]{3,40}\)[.;]?\Z|.{8,}\(([A-Z][\w&' ]{3,40})\):"
)
_MANY: Final = 3
_BESIDE: Final = 14  #: words beside a quoted headline: its outlet, its writer
_ANSWERED: Final = 20  #: words of its own for each clip, with which the union answers them
_FEWEST: Final = 2  #: under a heading that announces clips


def _round_up(case: Case) -> Verdict | None:
    """Reject a collection of clips; hold what only looks like one, or only has the heading of one."""
    reading = case.reading
    heading = None if reading.title_words.isdisjoint(_HEADING_CUES) else _HEADING.match(reading.folded_title)
    clips = _clips(reading)
    if not heading and says_we(reading) and reading.said_count > _ANSWERED * clips:
        return None
    if not heading and clips < _MANY:
        return None
    seen = reading.title if heading else f"{clips} clips, each with its outlet"
    if not has_own_voice(reading):
        reason = mark("It is a round-up of what others wrote.")
        return rejected("round-up", reason, seen, "a statement of the union's own")
    if clips < _FEWEST:
        return None
    reason = mark("It is built like a round-up of the press, though the union speaks in it too.")
    return held("round-up", reason, seen, "a statement of the union's own")


def _clips(reading: Reading) -> int:
    """Return how many blocks of the text name an outlet, or are laid out as lists of clips are."""
    counts = [_laid_out(reading), _quoted_titles(reading)]
    text = reading.body
    if text.count(":") >= _MANY and reading.outlets:
        dated = {match["outlet"] for match in _DATED.finditer(text)}
        counts.append(sum(not _DIGIT.search(outlet) for outlet in dated))
    if reading.outlets >= _MANY:
        found = {
            match["outlet"]: None
            for clip in _CLIPS
            for match in clip.finditer(text)
            if not _QUESTION.search(text[max(0, match.start("outlet") - 6) : match.start("outlet")])
        }
        counts.append(len(found))
    return max(counts)


def _quoted_titles(reading: Reading) -> int:
    """Return how many headlines are quoted, where there is little else, as in “Cuttings”."""
    quoted = reading.own_words.count("“”")
    if quoted < _MANY or reading.said_count > _BESIDE * quoted or reading.outlets < _FEWEST:
        return 0
    if sum(bool(QUOTED.search(line)) for line in reading.lines) * 2 <= len(reading.lines):
        return 0
    return 0 if QUOTED.sub("", reading.body).count("?") * 2 >= quoted else quoted


def _laid_out(reading: Reading) -> int:
    lines, body = reading.lines, reading.body
    if "|" not in body and ")" not in body and "—" not in body and "–" not in body:
        return 0
    if len(lines) < _MANY or max(body.count(" | "), _dashes(body), body.count(")")) < 2:
        return 0
    bars = sum(_BARS.search(line) is not None for line in lines if " | " in line)
    dashed = sum(_DASHED.match(line) is not None for line in lines if _dashes(line) > 1)
    credited = sum(_CREDITED.match(line) is not None for line in lines if ")" in line and len(line) < 200)
    return max(bars, dashed + 1 if dashed > 1 else 0, credited)


def _dashes(text: str) -> int:
    return text.count(" — ") + text.count(" – ")


ROUND_UPS: tuple[Rule[Case], ...] = (Rule("round-up", _round_up, "no collection of clips"),)
