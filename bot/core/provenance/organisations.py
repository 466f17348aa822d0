"""Is it an organisation, an office outside the union, or one of the bodies of a union? Words that tell.

Used by `bot.core.provenance.speakers`, in English, Spanish, French and German.
"""

import re
from typing import Final

from bot.core.provenance.names import OwnNames, fold
from bot.core.provenance.words import words, words_of

_KINDS: Final = (
    "union guild federation association alliance council coalition society brotherhood institute foundation "
    "trust company corporation corp inc llc llp ltd plc group holdings university college school hospital "
    "diocese parish church commission ministry department agency authority congress senate parliament party "
    "campaign network league chamber board confederation syndicate club center centre coordinating "
    "cooperative "
    "producers studios employers operators owners bureau office caucus auxiliary collective forum workers "
    "players drivers nurses "
    "teachers writers actors musicians stagehands machinists teamsters trades labor labour fund charity "
    "orchestra philharmonic symphony theatre theater museum opera ballet hotel clinic "
    "sindicato federación asociación coordinadora unión confederación patronal empresa grupo ayuntamiento "
    "fundación universidad ministerio consejería partido plataforma colectivo comisiones cámara "
    "syndicat fédération association confédération collectif entreprise ministère mairie université parti "
    "patronat coordination comité intersyndicale centrale ligue ordre "
    "gewerkschaft verband bund verein vereinigung dachverband gesellschaft ministerium partei stiftung "
    "kirche kirchengemeinde pllc llp lllp sarl gmbh "
    "konzern unternehmen arbeitgeberverband bündnis initiative ag gmbh e.v pressestelle"
)
_ORGANISATION: Final = re.compile(
    rf"\b(?:{'|'.join(map(re.escape, _KINDS.split()))}|\w+(?:gewerkschaft|verband|bund|verein|gesellschaft"
    rf"|gemeinde|bahn))\b"
)
#: Offices that no union has.
_OUTSIDE: Final = words(
    "superintendent principal bishop archbishop pastor reverend rev rabbi imam father senator sen "
    "representative rep congressman congresswoman congressmember councilmember councilman councilwoman "
    "councillor councilor alderman mayor governor gov assemblyman assemblywoman assemblymember minister mp "
    "msp lord commissioner ceo cfo coo publisher hr professor prof historian economist columnist novelist "
    "playwright correspondent partner alcalde alcaldesa concejal concejala diputado diputada senador "
    "senadora "
    "ministro ministra consejero consejera obispo profesor profesora catedrático catedrática doctora "
    "empresario empresaria empresarios rector rectora rectorat rectorado préfet préfète maire député députée "
    "sénateur sénatrice ministre évêque professeur professeure pdg bürgermeister bürgermeisterin "
    "oberbürgermeister oberbürgermeisterin ministerin abgeordnete abgeordneter landrat landrätin bischof "
    "bischöfin pfarrer pfarrerin professorin vorstandsvorsitzende vorstandsvorsitzender personalvorstand "
    "geschäftsleitung geschäftsführung direktion intendant intendantin"
)
_OUTSIDE_PAIRS: Final = (
    "council member",
    "secretary of state",
    "secretary of labor",
    "attorney general",
    "chief executive",
    "operating officer",
    "financial officer",
    "nursing officer",
    "people officer",
    "medical officer",
    "plant manager",
    "general manager",
    "managing director",
    "president of human",
    "president of operations",
    "human resources",
    "attorneys at law",
    "attorney at law",
    "director general",
    "candidate for",
    "candidata a",
    "candidato a",
    "directora general",
    "director gerente",
    "presidente de la patronal",
    "presidente de la asociación",
    "directeur général",
    "directrice générale",
)


#: Bodies every union has; with nobody else's name beside them they are its own.
_BODY: Final = re.compile(
    r"\b(?:(?:negotiating|bargaining|strike|executive|election|elections|organi[sz]ing|safety|national"
    r"|contract|action) (?:committee|team|board|council|office|center)|executive|board|committee"
    r"|officers?|leadership|president|vice president|general secretary|secretary|chair|co-chairs?|stewards?"
    r"|captains?|members?|local \d+|unit|chapter|branch|shop|district|delegates?|organi[sz]ers?|retirees"
    r"|staff|team|headquarters|us"
    r"|comité|ejecutiva|secretaría|secretari[oa] general|comisión|sección sindical|asamblea|presidenta?"
    r"|junta|mesa|bureau|commission exécutive|secrétaire générale?|section|présidente?|comité de grève"
    r"|tarifkommission|vorstand|ortsvorstand|vorsitzende[rn]?|bezirksleit\w+|streikleitung|betriebsrat"
    r"|geschäftsführ\w+|verhandlungs\w+)\b"
)
#: “Workers” and “network” stand in the names of some, without making somebody else of them.
_INNER_BODY: Final = re.compile(
    r"(?:from )?(?:(?:the|our) )?(?:young|youth|women'?s?|retired|disabled|black|migrant|lgbtq?\+?)"
    r"(?: (?:workers|members|officers)'?)? (?:committee|caucus|section|network|branch|group)(?=:|\Z)"
)
_AT_HOME: Final = re.compile(
    r"\b(?:line|lines|hall|table|picket\w*|gates?|depots?|floor|us|committee|board|members?|president"
    r"|secretary|treasurer|conference|convention|congress|meeting|assembly|session|hearing|rally|trial|court"
    r"|local|branch|captains?|stewards?|team|presidenta?|comité|\w*vorstand|bureau|counsel|section"
    r"|asamblea)\b"
)
_FOLDED: Final = re.compile(r"[^\W\d_]+")
_KIND_SET: Final = frozenset(_KINDS.replace(".", " ").split()) | {"local"}
#: Without the plural's “s”: alone, such a word names nobody by name.
_BARE_KINDS: Final = {kind.rstrip("s") for kind in _KINDS.split()} | words(
    "management hospital district patronal"
)
_OTHER_CUES: Final = _KIND_SET | _OUTSIDE | {word for pair in _OUTSIDE_PAIRS for word in pair.split()[:1]}
_COMPOUND: Final = ("gewerkschaft", "verband", "bund", "verein", "gesellschaft", "gemeinde", "bahn")
_LOCAL: Final = re.compile(r"[A-ZÀ-Þ][\w'’]+ Local \d")
_BODY_WORDS: Final = words(
    "negotiating bargaining strike legal fund head press media executive election elections national "
    "organizing organising the statement our your "
    "safety education contract from of joint el la le los las les general ejecutivo ejecutiva nacional "
    "directivo directiva local revisora exécutif exécutive nationale générale fédéral fédérale"
)


def is_own(name: str, names: OwnNames) -> bool:
    """Tell whether `name` is the union, an officer, or one of the bodies every union has."""
    folded = fold(name)
    return names.in_text(folded) or (_BODY.search(folded) is not None and not is_other(name, names))


def is_at_home(name: str) -> bool:
    """Tell whether a folded name is of a place, a meeting or a body that every union has."""
    return _AT_HOME.search(name) is not None


def is_other(name: str, names: OwnNames) -> bool:
    """Tell whether `name` is plainly somebody else: another organisation or an office outside the union."""
    folded = fold(name)
    if _INNER_BODY.match(folded):
        return False
    words = frozenset(_FOLDED.findall(folded))
    is_outside = not words.isdisjoint(_OUTSIDE) or any(pair in folded for pair in _OUTSIDE_PAIRS)
    return (is_outside or (_may_be_organisation(words) and has_organisation(name))) and not names.in_text(
        folded
    )


def _may_be_organisation(words: frozenset[str]) -> bool:
    return not words.isdisjoint(_KIND_SET) or any(word.endswith(_COMPOUND) for word in words)


def may_name_other(folded: str) -> bool:
    """Tell, quickly, whether an organisation or an office can be named in a folded text at all."""
    parts = words_of(folded.replace("'", " ").replace("-", " "))
    return not _OTHER_CUES.isdisjoint(parts) or any(ending in folded for ending in _COMPOUND)


def is_kind(name: str) -> bool:
    """Tell whether `name` is no more than a kind of organisation, such as “Alliance” or “the Company”."""
    words = [
        word.removeprefix("l'").rstrip("'’s")
        for word in fold(name).split()
        if word not in {"the", "die", "der", "la", "el", "le"}
    ]
    return len(words) == 1 and words[0] in _BARE_KINDS


def has_organisation(name: str) -> bool:
    """Tell whether `name` holds an organisation's proper name: a kind of one among capitalised words."""
    if _LOCAL.search(name):
        return True
    for found in _ORGANISATION.finditer(fold(name)):
        word = name[found.start() : found.end()] if len(fold(name)) == len(name) else found[0].title()
        if word[:1].isupper() and _is_proper(name, found.start(), found.end()):
            return True
    return False


def _is_proper(name: str, start: int, end: int) -> bool:
    """Tell whether another capitalised word belongs to the one found: “Harbour Writers' Guild”."""
    before = re.search(
        r"([A-ZÀ-Þ][\w'’.&-]*)(?: (?:of|and|&|for|the|de|del|la|der|des|du|y|et|und|[A-ZÀ-Þ][\w'’.&-]*))* \Z",
        name[:start],
    )
    after = re.match(r"(?: (?:of|for|de|del|des|du|der|in|the|la|los|las|le|les))* [A-ZÀ-Þ]", name[end:])
    if after is not None and fold(name[end + len(after[0]) - 1 :].split()[0]).strip(".,;") in _BODY_WORDS:
        after = None
    common = before is not None and set(fold(before[0]).split()) <= _BODY_WORDS and after is None
    return (before is not None and not common) or after is not None
