"""Who is “we”? What somebody calls their own that no union has, and as whose member a reader is addressed.

Used by `bot.core.provenance.speakers`, which holds what is found here.
"""

import re
from typing import Final

from bot.core.provenance.names import fold
from bot.core.provenance.organisations import has_organisation
from bot.core.provenance.reading import Reading
from bot.core.provenance.voice import has_own_voice, is_named
from bot.core.provenance.words import words

_OUR: Final = words("our notre nos nuestra nuestro nuestras nuestros unser unsere unserem unseren unserer")
#: Bodies that are no unions: who has one speaks for it.
_BODIES: Final = words(
    "association foundation institute charity affiliates affiliated affiliate firm diocese congregation "
    "chamber bureau ministry "
    "nonprofit collectif colectivo asociación fundación instituto bufete patronal fondation institut "
    "cabinet verein stiftung kanzlei"
)
#: Those for whom others work; some members speak of them too.
_SERVED: Final = words(
    "advisers advisors consultants specialists client clients customer customers listener "
    "listeners reader readers viewer viewers subscribers donors "
    "shareholders investors constituents parishioners network clientes lectores oyentes suscriptores red "
    "lecteurs auditeurs abonnés donateurs réseau kunden mandanten leser hörer zuschauer spender"
)
_BELONGING: Final = words("member membership customer client subscriber supporter")
_YOU_BELONG: Final = re.compile(
    r"\b(?:[Aa]s an? (?:\w+ )?|[Yy]ou(?:['’]re| are) an? (?:\w+ )?|[Bb]ecome an? |[Yy]our )"
    r"(?:member|customer|client|subscriber|supporter)(?:ship)? (?:of|at|with|in) (?:the )?"
    r"(?P<who>[A-ZÀ-Þ][\w&'’-]+(?: (?:of|and|&|the|[A-ZÀ-Þ][\w&'’-]+))*)"
)
#: The small print of those who sell or advise.
_SMALL_PRINT: Final = re.compile(
    r"\b(?:federally insured|equal housing lender|member (?:fdic|ncua)|terms (?:and conditions )?apply"
    r"|promo(?:tional)? code|while supplies last|offer (?:ends|expires|valid|good)|limited[- ]time"
    r"|(?:not|n't) (?:constitute |intended as )?legal advice|attorney advertising|past performance"
    r"|sponsored (?:content|post|by)|paid (?:content|partnership|advertisement|political)|advertorial"
    r"|(?:insured by|regulated by)(?: the)? \w+|apr|subject to (?:\w+ )?approval|free shipping|tax-deductible"
    r"|vos dons|vuestros donativos|ihre spende|\d ?% off|(?:with|use|using) code|flash sale|(?:first"
    r"|initial) (?:consultation|visit) is free"
    r"|primera (?:visita|consulta) es|première consultation|no[- ]obligation|can go down as well as up"
    r"|money-back|free trial|book (?:a|your) (?:demo"
    r"|consultation)|no purchase necessary)\b"
)
_SMALL_PRINT_CUES: Final = words(
    "insured lender fdic ncua apply code supplies offer limited limited-time legal attorney past sponsored "
    "paid "
    "advertorial regulated apr subject shipping tax-deductible dons donativos spende off sale consultation "
    "visit "
    "visita consulta no-obligation obligation investments money-back trial demo book purchase"
)
#: What those ask of people who run what is struck.
_REGRETS: Final = re.compile(
    r"\b(?:(?:apologi[sz]e|sorry|regret)\w* (?:for )?(?:the|any) (?:inconvenience|disruption)"
    r"|(?:ask|thank)\w* (?:\w+ ){0,4}for (?:your|their) understanding|um (?:ihr )?verständnis"
    r"|(?:disculp|lament|perdon)\w+ las molestias|(?:excuser|regrett\w+) (?:\w+ )?gêne|votre compréhension)\b"
)
_REGRETS_CUES: Final = words(
    "inconvenience disruption understanding verständnis molestias gêne compréhension"
)


#: Whose letter it is: nobody else has a “team” or “guests” whom they address so.
_TO_OUR: Final = re.compile(
    r"\bto (?:our|all our) (?:\w+ ){0,2}?(?:teams?|community|family|colleagues|associates|guests"
    r"|customers"
    r"|employees|patrons|shareholders|partners)\b"
)
#: A study tells what it does.
_STUDIES: Final = re.compile(
    r"\b(?:this (?:briefing|paper|report|study|survey|article|research) (?:examines|finds|looks|explores"
    r"|shows"
    r"|presents|analy[sz]es|reviews|asks)|we find that|our (?:findings|results|sample|respondents) "
    r"|(?:este|esta) (?:informe|estudio|trabajo) (?:analiza|examina|muestra)|cette étude|dieser bericht)"
)
_STUDIES_CUES: Final = words(
    "briefing paper report study survey article research find findings results sample respondents informe "
    "estudio "
    "trabajo étude bericht"
)
#: “As people living with rare diseases, we …”: who says as what they speak.
_AS_WHAT: Final = re.compile(r"(?:\A|[.!?\n] ?)as (?P<what>[a-z][^,.;\n]{3,60}), (?:we|i)\b")
_OF_THE_UNION: Final = re.compile(
    r"\b(?:members?|workers?|staff|union|unionists|your|our|a (?:union|local|branch|guild)|stewards?"
    r"|strikers?"
    r"|always|ever|usual|before|promised|of|knows?|said|says?|reported|you (?:may|can|have)|we"
    r"|many|long|soon)\b"
)


def belongs_elsewhere(reading: Reading) -> str | None:
    """Return words by which the “we” or “you” of a text belong to somebody else than the union."""
    found = _owns(reading) or _addressed_as(reading) or _sells(reading)
    if found or is_named(reading) or has_own_voice(reading):
        return found
    return _addresses(reading) or _studies(reading) or _as_what(reading)


def _owns(reading: Reading) -> str | None:
    said = reading.said
    if said.isdisjoint(_OUR) or (said.isdisjoint(_BODIES) and said.isdisjoint(_SERVED)):
        return None
    listed = reading.listed_said
    for place, word in enumerate(listed):
        if word not in _OUR:
            continue
        owned = listed[place + 1 : place + 1 + _NEAR]
        is_body = any(what in _BODIES and what not in reading.names.called for what in owned)
        if is_body or (
            not _SERVED.isdisjoint(owned) and not has_own_voice(reading) and not is_named(reading)
        ):
            return " ".join((word, *owned))
    return None


_NEAR: Final = 3  #: words, within which stands what is called one's own


def _addressed_as(reading: Reading) -> str | None:
    may_belong = not reading.words.isdisjoint(_BELONGING)
    for found in _YOU_BELONG.finditer(reading.body) if may_belong else ():
        if has_organisation(found["who"]) and not reading.names.in_text(fold(found["who"])):
            return found[0]
    return None


def _addresses(reading: Reading) -> str | None:
    found = _TO_OUR.search(reading.folded_title) if "to" in reading.title_words else None
    return found[0] if found else None


def _studies(reading: Reading) -> str | None:
    found = None if reading.said.isdisjoint(_STUDIES_CUES) else _STUDIES.search(reading.own_words)
    return found[0] if found else None


def _as_what(reading: Reading) -> str | None:
    for found in _AS_WHAT.finditer(reading.own_words) if "as" in reading.said else ():
        is_trade = any(trade.removesuffix("s") in found["what"] for trade in reading.names.trade)
        if not is_trade and not _OF_THE_UNION.search(found["what"]):
            return found[0].strip(" .!?\n")
    return None


def _sells(reading: Reading) -> str | None:
    found = None if reading.said.isdisjoint(_SMALL_PRINT_CUES) else _SMALL_PRINT.search(reading.own_words)
    if found is None and not reading.said.isdisjoint(_REGRETS_CUES):
        found = _REGRETS.search(reading.own_words)
    return found[0] if found and not has_own_voice(reading) else None
