"""Was it published elsewhere first? Articles, wire stories and programmes taken over whole.

Asked by `bot.core.provenance.ruleset`. Such texts say so: in a line of thanks, a byline with an outlet, an
agency's name in the place line.
"""

import re
from typing import Final

from bot.core.language import mark
from bot.core.model import Entry, Verdict
from bot.core.provenance.case import Case
from bot.core.provenance.names import fold
from bot.core.provenance.outlets import OUTLET
from bot.core.provenance.reading import Reading
from bot.core.provenance.verdicts import Rule, held, rejected
from bot.core.provenance.voice import says_we
from bot.core.provenance.words import words

_CUES: Final = words(
    "appeared appears published publishes reprinted reprint printed permission republished reproduced "
    "reposted excerpted "
    "courtesy newspaper paper website aired broadcast condensed syndicated cross-posted crossposted excerpt "
    "via source posted ran writes "
    "publicado publicada publicó permiso reproducido reproducida tomado extraído fuente cortesía apareció "
    "emitido publié publiée paru parue parus autorisation reproduit reprise aimable source diffusé diffusée "
    "erschienen erschien veröffentlicht genehmigung nachdruck übernommen quelle abdruck gesendet ausgestrahlt"
)
#: A character of the same sentence: “Interview of J. M. Tell” goes on behind its initials.
_NEAR: Final = r"(?:[^.\n]|(?<=\b\w)\.)"
_REPUBLISHED: Final = re.compile(
    r"\b(?:(?:first|originally) (?:appeared|published|posted|ran|printed|aired|broadcast|written|released)"
    r"|(?:appeared|published|ran|aired|posted) (?:first|originally)\b"
    r"|(?:appeared|was published|is published|ran) in (?:the )?[^.\n]{2,50}(?:issue|edition|magazine"
    r"|newspaper|weekly|quarterly)|(?:article|story|piece|post|essay|column|op-ed|editorial|interview|report"
    rf"|version){_NEAR}{{0,40}} (?:appeared|appears|was published|published|(?<!that it )ran) (?:in|on|at|by)"
    r"|where (?:this|it) (?:\w+ )?(?:first )?(?:appeared|ran|was published)"
    r"|re-?print(?:ed)?\b[^.\n]{0,30}\b(?:permission|courtesy|from)"
    r"|(?:used|shared|republished|reproduced|reposted|excerpted|cross-?posted|syndicated|posted|adapted"
    r"|published)(?: here)?,? (?:with|by|from|under)"
    r" (?:the )?(?:\w+ )?(?:permission|courtesy|kind)|with(?: the)? kind permission|(?:its"
    r"|their|the author's|the publisher's) permission"
    r"|(?:seen|obtained|reviewed) by this (?:newspaper|paper|website)|told this (?:newspaper|paper)"
    r"|(?:edited|condensed)[^.\n]{0,40} by (?:the )?[^.\n]{0,30}\b(?:review|magazine|times|post"
    r"|news)|(?:re-?published|excerpted|cross-?posted|syndicated|reposted) (?:from|on|via|here)"
    r"|(?:publicad[oa]|aparecid[oa]|emitid[oa]|apareció|se publicó) (?:originalmente|por primera vez"
    r"|inicialmente|primero)|(?:originalmente|inicialmente) (?:publicad[oa]|apareci\w+)"
    rf"|(?:artículo|texto|reportaje|entrevista|tribuna){_NEAR}{{0,30}} (?:publicad[oa]|aparecid[oa]|apareció"
    r"|se publicó) (?:en|por)"
    r"|con (?:el )?(?:permiso|autorización)(?: expres[oa])? de|reproducid[oa] (?:con|de|por)|tomad[oa] de"
    r"|(?:publiée?s?|parue?s?|diffusée?s?) (?:initialement|d'abord|à l'origine|originellement"
    r"|pour la première fois)|(?:initialement|d'abord|originellement) (?:publiée?|parue?)"
    rf"|(?:article|texte|tribune|entretien|reportage){_NEAR}{{0,30}} (?:paru|publié)e?s? (?:dans|par|sur|le)"
    r"|aimable autorisation|reproduite? avec|(?:article|texte) repris d[eu] "
    r"|(?:zuerst|ursprünglich|erstmals) (?:erschienen|veröffentlicht|publiziert|gesendet)|(?:erschien"
    r"|erschienen|veröffentlicht) (?:zuerst|ursprünglich|erstmals)"
    rf"|(?:artikel|text|beitrag|interview){_NEAR}{{0,30}} (?:erschien|erschienen|ist erschienen) "
    r"|(?:freundlicher|freundl\.) genehmigung|nachdruck (?:aus|mit)|übernommen (?:von|aus)|abdruck (?:aus"
    r"|mit))\b"
)
_CREDIT: Final = re.compile(
    r"(?:\A|\n|[.!?”»] )\(?(?:via|source|from|fuente|quelle|h/t|hat tip|text|texto|texte|story|words|crédito"
    r"|video|vidéo)(?:: | the (?:\w+ )?(?:blog|site|website|newsletter) of)(?P<who>[^\n.]{2,80})"
)
_CREDITING: Final = (
    *("via", "source", "from", "fuente", "quelle", "h/t", "hat tip", "text", "texto", "texte", "story"),
    *("words", "crédito", "video", "vidéo"),
)
_BYLINE: Final = re.compile(
    r"(?:by|por|par|von|text:|texto:|texte:|words by|story by|reported by"
    r"|written by)[:,]? (?P<who>[^\n]{3,90})\Z",
    re.IGNORECASE,
)
_BYLINE_CUES: Final = words("by por par von text texto texte")
#: “… Tuesday. By Rory Haigh.”, “‘Mayor not losing sleep’, by Amrita Feld”: a writer named after a headline.
_CREDITED_NAME: Final = re.compile(
    r"(?:[.|–—] |[”»\"],? |[”»\"]\. )(?:[Bb]y|[Pp]or|[Pp]ar|[Vv]on) (?P<who>[A-ZÀ-Þ][\w'’-]+ (?:(?:de|del|la"
    r"|van|von) )?[A-ZÀ-Þ][\w'’-]+)(?=[.,;\n|]|\Z)"
)
_NAME_LIKE: Final = re.compile(
    r"(?:Dr\.? |Prof\.? )?[A-ZÀ-Þ][\w.'’-]*(?: (?:de|del|la|van|von|der|y|i|[A-ZÀ-Þ][\w.'’-]*)){1,4}"
)
_OWN_ROLE: Final = re.compile(
    r"\b(?:president|secretary|treasurer|chair|organi[sz]er|steward|captain|member|committee|negotiator"
    r"|director|staff|rep|delegate|editor|local \d+|branch|our|secretari[oa]|delegad[oa]s?|portavoz|redacción"
    r"|vorsitzende\w*|\w*redaktion|secrétaire|délégué\w*|rédaction|afiliad[oa])\b"
)
_INTERVIEW: Final = re.compile(
    rf"(?i:interview|entrevista|entretien|gespräch)\b[^\n.“”«»\"]{{0,60}}?[,:;(] ?{OUTLET}\b"
)
#: Who speaks, as the transcript of a programme has it; a press conference's has reporters.
_ON_AIR: Final = re.compile(
    r"^\s*(?:anchor|presenter|newsreader|newscaster|conductora?|presentadora?|locutora?|animat(?:eur|rice)"
    r"|présentat(?:eur|rice)|moderatorin|nachrichtensprecher(?:in)?)(?: ?\([^)\n]{1,40}\))?: ",
    re.MULTILINE,
)
_ON_AIR_CUES: Final = words(
    "anchor presenter newsreader newscaster conductor conductora presentador presentadora locutor locutora "
    "animateur animatrice présentateur présentatrice moderatorin nachrichtensprecher nachrichtensprecherin"
)
_AGENCY_LINE: Final = re.compile(
    r"\A(?![^(]{0,80}[.!?] [A-ZÀ-Þ][a-zà-ÿ]+ [a-zà-ÿ])[^()\n:;“”\"]{2,80}\((?P<agency>[^)\n]{2,40})\) ?\.?"
    r" ?[-–—]+ "
)
_STATION_LINE: Final = re.compile(rf"\A\((?P<agency>{OUTLET})\) ")
_SIGNED_OFF: Final = re.compile(
    r"(?:\(Reporting by [^)]*\)|\b(?P<mark>[A-Za-z]{2,5})[ /][a-z]{2,4}/[a-z]{2,4}(?:/[a-z]{2,4})?)\W*\Z"
)
_RIGHTS: Final = re.compile(
    r"(?:©|\(c\)(?= \d{4})|copyright)(?: \d{4},?)? (?P<who>[^\n.]{2,60})|\b(?:all rights reserved|alle rechte"
    r" vorbehalten|todos los derechos reservados|tous droits réservés|rights belong to)\b"
)
_HEADED: Final = re.compile(
    rf"\A{OUTLET} [|–—,-] .{{0,60}}\d|\A(?:From|In|Aus|De|Dans) (?:the |today's )?{OUTLET}: "
)
#: A clip posted alone: “Harbour Post, p. A1: …”, “THE HARBOUR POST (May 5): …”.
_CLIP: Final = re.compile(
    r"(?P<outlet>[A-ZÀ-Þ][^:(,“”\"\n]{2,40}?) ?(?:[(,][^:\n“”]{0,40})?: ?(?=[“«„\"A-ZÀ-Þ])"
)
_PLACES_ONLINE: Final = words("blog site website newsletter")
_CREDIT_CUES: Final = words(
    "via source from fuente quelle h hat text texto texte story words crédito video vidéo"
)
_RIGHTS_CUES: Final = words("copyright rights c rechte derechos droits")


def _republished(case: Case) -> Verdict | None:
    """Reject what says that it was published elsewhere first; hold what only looks like it."""
    reading = case.reading
    seen = _says_where(reading) or _agency(reading)
    if seen:
        reason = mark("It was published by somebody else first, as it says itself.")
        return rejected("republished", reason, seen, case.feed.union_name)
    seen = _on_air(reading)
    if seen:
        reason = mark("It is laid out as the transcript of somebody's programme.")
        return held("republished", reason, seen, case.feed.union_name)
    seen = _byline(reading, case.entry) or _credit(reading) or _rights(reading)
    if seen:
        reason = mark("It names an author or an owner who is not known to be the union's.")
        return held("republished", reason, seen, case.feed.union_name)
    return None


def _says_where(reading: Reading) -> str | None:
    """Return the words that say where it was published first, unless that is the union's own place."""
    if reading.words.isdisjoint(_CUES):
        return None
    for found in _REPUBLISHED.finditer(reading.own_words):
        near = reading.own_words[found.start() : found.end() + 60].partition("\n")[0]
        if not reading.names.in_text(near) and " our " not in f" {near} ":
            return near.strip()
    return None


def _agency(reading: Reading) -> str | None:
    """Return a wire agency's mark: in the place line, or the initials below its stories."""
    body = reading.body
    found = (_AGENCY_LINE.match(body[:140]) or _STATION_LINE.match(body[:80])) if "(" in body[:90] else None
    if found and _is_agency(found["agency"]) and not _is_own(found["agency"], reading):
        return found[0].strip()
    signed = _SIGNED_OFF.search(body[-160:]) if "/" in body[-30:] or "(Reporting" in body[-160:] else None
    return signed[0].strip() if signed else None


def _on_air(reading: Reading) -> str | None:
    """Return the second line in which a programme's presenter speaks."""
    if reading.body_words.isdisjoint(_ON_AIR_CUES):
        return None
    spoken = [found[0].strip() for found in _ON_AIR.finditer(reading.folded)]
    return spoken[1] if len(spoken) > 1 else None


def _is_outlet(name: str) -> bool:
    return re.fullmatch(OUTLET, name.title() if name.isupper() else name) is not None


def _is_agency(name: str) -> bool:
    """Tell whether what stands in brackets after a place is an agency or a station, not a date."""
    return not re.search(r"\d", name) or re.fullmatch(OUTLET, name) is not None


def _byline(reading: Reading, entry: Entry) -> str | None:
    """Return a byline at either end that names neither an officer, the entry's author, nor a role here."""
    asked = _interview(reading)
    if asked:
        return asked
    may_be = not reading.words.isdisjoint(_BYLINE_CUES)
    for line in {*reading.lines[:2], *reading.lines[-2:]} if may_be else ():
        found = _BYLINE.match(line.strip("()*_—– ")) if len(line) < 120 else None
        if found and _NAME_LIKE.match(found["who"]) and not _is_own_writer(found["who"], reading, entry):
            return line
    credited = _CREDITED_NAME.search(reading.body[:240]) if may_be else None
    if credited and not _is_own_writer(credited["who"], reading, entry):
        return credited[0].strip()
    clip = _CLIP.match(reading.body[:160]) if ":" in reading.body[:120] else None
    if clip and not says_we(reading) and _is_outlet(clip["outlet"]):
        return clip[0]
    headed = _HEADED.match(reading.body[:160]) if reading.outlets else None
    return headed[0] if headed and not reading.names.in_text(fold(headed[0])) else None


def _interview(reading: Reading) -> str | None:
    """Return a line at the beginning by which a paper or a station held the interview."""
    for line in reading.lines[:2]:
        found = _INTERVIEW.match(line)
        if found and not reading.names.in_text(fold(found[0])):
            return found[0]
    return None


def _is_own_writer(who: str, reading: Reading, entry: Entry) -> bool:
    folded = fold(who)
    author = fold(entry.author or "")
    if reading.names.in_text(folded) or _OWN_ROLE.search(folded):
        return True
    return bool(author) and folded.startswith(author)


def _credit(reading: Reading) -> str | None:
    """Return a line that credits a source other than the union: “Via the blog of …”, “Source: …”."""
    if reading.words.isdisjoint(_CREDIT_CUES):
        return None
    is_online = not reading.words.isdisjoint(_PLACES_ONLINE)
    if ": " not in reading.body and not is_online:
        return None
    ends = f"{reading.folded[:200]}\n{reading.folded_closing}"
    if not is_online and not _is_crediting(ends):
        return None
    for found in _CREDIT.finditer(ends):
        if not _is_own(found["who"], reading) and not _OWN_ROLE.search(found["who"]):
            return found[0].strip()
    return None


def _is_crediting(text: str) -> bool:
    """Tell, quickly, whether a word that credits stands before a colon."""
    return any(before.endswith(_CREDITING) for before in text.split(": ")[:-1])


def _rights(reading: Reading) -> str | None:
    """Return a line in which somebody else claims the rights."""
    if "©" not in reading.closing and reading.words.isdisjoint(_RIGHTS_CUES):
        return None
    found = _RIGHTS.search(reading.folded_closing)
    if found and not reading.names.in_text(reading.folded_closing):
        return found[0]
    return None


def _is_own(who: str, reading: Reading) -> bool:
    return reading.names.in_text(fold(who)) or any(site in fold(who) for site in reading.names.sites)


REPUBLISHED: tuple[Rule[Case], ...] = (Rule("republished", _republished, "no earlier place of publication"),)
