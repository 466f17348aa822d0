"""Does somebody else show themselves in it? “We, the parents of …”, an employer's phrases, a press contact.

Used by `bot.core.provenance.speakers`, which holds what is found here.
"""

import re
from typing import Final

from bot.core.provenance.names import fold
from bot.core.provenance.organisations import has_organisation, is_own
from bot.core.provenance.reading import Reading
from bot.core.provenance.words import Cued, words

_PEOPLE_OF: Final = re.compile(
    r"\A(?:[Ff]rom|[Dd]esde|[Vv]on|[Ll]etter from|[Mm]essage from|[Gg]reetings from) (?:the |our friends "
    r"|los |las |les |den |der )?(?:\w+ )?(?:of|at|in|de|del|du|des|aus) (?:the )?[A-ZÀ-Þ]"
)
_OPEN_LETTER: Final = re.compile(
    r"\b(?:open letter|sign[- ]on letter|carta abierta|lettre ouverte|offener brief|petition|petición"
    r"|pétition)\b"
)
_LETTER_CUES: Final = words("letter sign-on abierta ouverte offener petition petición pétition")
_WE_THE: Final = re.compile(
    r"\b(?:we,? the (?P<a>[^.,;\n]{3,90})|(?:on|in) behalf of (?:the )?(?P<b>[^.;\n]{3,90})|(?:for the"
    r"|pour l(?:[ae] |es |['’])|für d(?:ie|en|as) |por (?:el|la) )(?P<c>[^.,;\n]{3,90}),|we (?:write"
    r"|are writing) (?:as|from) (?P<d>[^.;\n]{3,90})"
    r"|im namen (?:der|des|von) (?P<e>[^.;\n]{3,90})|en nombre de (?P<f>[^.;\n]{3,90})|au nom d(?:e|es"
    r"|u) (?P<g>[^.;\n]{3,90}))",
    re.IGNORECASE | re.MULTILINE,
)
_CONTACT: Final = re.compile(
    r"(?:\A|\n)About [A-Z][\w&' .-]{1,60}:|(?i:\b(?:(?:media|press) contact:|(?:contact|contacts) presse ?:"
    r"|kontakt:|contacto(?: de prensa)?:|paid for by (?!the (?:company|employer|boss|management))"
    r"|v\. ?i\. ?s\. ?d\. ?p\."
    r"|registered charity|attorney advertising|is a (?:nonpartisan|non-profit|nonprofit|national nonprofit"
    r"|\w+ think tank)))"
)
_CONTACT_CUES: Final = words(
    "contact contacts kontakt contacto paid registered attorney nonpartisan nonprofit non-profit tank v "
)
_EMAIL: Final = re.compile(r"[\w.+-]+@(?P<host>[\w-]+(?:\.[\w-]+)+)")
_FREE_MAIL: Final = words(
    "gmail.com yahoo.com hotmail.com outlook.com icloud.com proton.me protonmail.com gmx.de web.de aol.com"
)
_OUTSIDER: Final = re.compile(
    r"\b(?:as (?:a|your) (?:mayor|senator|physician|doctor|parent|pastor|patient|customer|economist"
    r"|historian|lawyer|employer)|my (?:constituents|district|parish|congregation|office|staff|seminar"
    r"|students|patients|diocese|column|readers|resolution|bill|paper)|our diocese|(?:i|we) write as"
    r"|when i was elected|como alcaldesa?"
    r"|i (?:am|have been) an? \w+ (?:and|for)|we are (?:patients|parents|neighbors|neighbours|customers|fans"
    r"|viewers|readers|students|clergy|economists|professors|the people who|a separate)|(?:as"
    r"|als) (?:kirchengemeinden|eltern|fahrgäste|patient\w+|wissenschaftler\w+)|we the undersigned"
    r"|the undersigned|los abajo firmantes|les soussignés|die unterzeichne\w+|soy (?:médic[oa]|madre|padre"
    r"|profesora?)|signatures so far|i yield|mr\. (?:speaker|president), i rise|the following was (?:sent"
    r"|issued|released) by|leaders of (?:congregations|faith)|of us have signed)\b"
)
_FOR: Final = ("for the ", "pour l", "für d", "por el ", "por la ")
_ITSELF: Final = words("behalf namen nombre nom")
_OUTSIDER_CUES: Final = words(
    "mayor senator physician doctor parent pastor patient customer economist historian lawyer employer "
    "constituents district parish "
    "congregation seminar students patients diocese column readers resolution bill paper write elected "
    "consulta alcalde "
    "alcaldesa parents neighbors neighbours customers fans viewers clergy economists professors separate "
    "kirchengemeinden "
    "eltern fahrgäste undersigned abajo soussignés unterzeichnenden unterzeichneten soy "
    "signatures yield rise following leaders signed am"
)


#: “We, railwaymen of …,”: people who tell who they are before they speak; “At Hook & Co we …”.
_OURSELVES: Final = Cued(
    re.compile(
        r"(?:\A|[\n.!?:] ?)(?:(?:We|Nous|Nosotr[oa]s|Wir), (?P<who>(?!(?:and|et|y"
        r"|und)\b)[a-zà-ÿß][^,.;:\n]{6,90}),"
        r"|(?:At|Chez|Bei|En) (?P<firm>[A-ZÀ-Þ][\w&'’. -]{1,40}?),? (?:we|nous|wir)\b)"
    ),
    ("We, ", "Nous, ", "Nosotr", "Wir, ", "At ", "Chez ", "Bei ", "En "),
)
#: Whose work it is, told in its first or last words.
_MADE_BY_CUES: Final = words(
    "collected composed translated curated prepared produced issued released compiled conducted "
    "commissioned provided presented filmed produktion "
    "producción production herausgegeben elaborado réalisé réalisée"
)
_MADE_BY: Final = re.compile(
    r"\b(?:(?:prepared|produced|issued|released|compiled|conducted|commissioned|provided|presented|filmed"
    r"|collected"
    r"|composed|translated|curated) by"
    r"|produktion:|producción:|production ?:|herausgegeben von|elaborado por|réalisée? par)(?: (?:students"
    r"|staff|members|researchers|experts) (?:of|at))? (?P<who>[^.;\n]{3,90})",
    re.IGNORECASE,
)


def _tells_who(reading: Reading) -> str | None:
    ourselves = _OURSELVES.search(reading.lead)
    if ourselves:
        who = ourselves["who"] or ourselves["firm"]
        is_group = bool(ourselves["firm"]) or _GROUP.search(who) is not None
        if is_group and not reading.names.in_text(fold(who)) and not _INSIDE.search(fold(who)):
            return ourselves[0].strip()
    for part in () if reading.words.isdisjoint(_MADE_BY_CUES) else (reading.lead, reading.closing):
        made = _MADE_BY.search(part)
        if made and _is_proper(made["who"]) and not is_own(made["who"], reading.names):
            return made[0]
    return None


def _is_proper(who: str) -> bool:
    capitals = sum(word[:1].isupper() for word in who.split())
    return has_organisation(who) or capitals >= _LONG_NAME


_LONG_NAME: Final = 4
_GROUP: Final = re.compile(r" (?:of|at|from|in|d[eu]s?|del|aus|der|von|bei) |du ")
_INSIDE: Final = re.compile(
    r"\b(?:members?|committee|board|officers?|strikers?|stewards?|captains?|staff of the union|this"
    r"|delegates?"
    r"|adhérent\w*|grévistes|afiliad\w+|mitglieder|streikende\w*|huelguistas)\b"
)


#: What a body decides of itself in a resolution.
_RESOLVED: Final = re.compile(r"\bresolved,?:? that (?:the |we, the )?(?P<who>[^.,;\n]{3,60})", re.IGNORECASE)


def _resolves(reading: Reading) -> str | None:
    found = _RESOLVED.search(reading.body) if "resolved" in reading.words else None
    if not found or not has_organisation(found["who"]) or reading.names.in_text(fold(found["who"])):
        return None
    return found[0]


def names_itself(reading: Reading) -> str | None:
    """Return words in which somebody else names themselves: “We, the parents of …”."""
    if who := _resolves(reading):
        return who
    if who := _tells_who(reading):
        return who
    for found in _WE_THE.finditer(_plain(reading)) if _may_name_itself(reading) else ():
        who = next(name for name in found.groups() if name)
        if not is_own(who, reading.names) and (has_organisation(who) or found["a"] or found["d"]):
            return found[0][:120]
    title = _PEOPLE_OF.match(reading.title)
    if title and not reading.names.in_text(reading.folded_title):
        return title[0]
    outsider = None if reading.said.isdisjoint(_OUTSIDER_CUES) else _OUTSIDER.search(reading.own_words)
    if outsider:
        return outsider[0]
    is_letter = not reading.title_words.isdisjoint(_LETTER_CUES) and _OPEN_LETTER.search(reading.folded_title)
    if is_letter and not reading.names.in_text(reading.own_words):
        return reading.title
    return None


def _may_name_itself(reading: Reading) -> bool:
    own_words = reading.own_words
    return (
        not reading.words.isdisjoint(_ITSELF)
        or reading.signature.startswith(_FOR)
        or (
            "we" in reading.words
            and (
                "we the " in own_words
                or "we, the " in own_words
                or "we write " in own_words
                or "we are writing" in own_words
            )
        )
    )


def _plain(reading: Reading) -> str:
    return reading.body[:1500] + "\n" + reading.closing


def contact_of_other(reading: Reading) -> str | None:
    """Return a press contact or imprint at the end that is somebody else's."""
    closing = reading.closing
    is_likely = "About " in closing or not reading.words.isdisjoint(_CONTACT_CUES)
    found = _CONTACT.search(closing) if is_likely else None
    is_ours = found and (
        reading.names.in_text(reading.folded_closing) or any(site in closing for site in reading.names.sites)
    )
    if found and not is_ours:
        return found[0]
    for email in _EMAIL.finditer(closing) if "@" in closing else ():
        host = fold(email["host"]).rstrip(".")
        sites = reading.names.sites
        if host not in _FREE_MAIL and not any(
            host == site or host.endswith(f".{site}") or site.endswith(f".{host}") for site in sites
        ):
            return email[0]
    return None
