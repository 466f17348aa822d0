"""Does the union speak in it? Signs of its own voice outside quotation marks, weighed against others'.

Used by the vetoes of `bot.core.provenance`. A text of some length on the union's own host has to show that
voice: who is “we”, whom it addresses, whom it names, what it talks about. The signs never make an entry
direct: identity does.
"""

import re
from functools import lru_cache
from typing import Final

from bot.core.provenance.reading import Reading
from bot.core.provenance.words import words

_FIRST: Final = words(
    "we we're we've we'll we'd our ours us nosotros nosotras nuestra nuestro nuestras nuestros nos "
    "wir uns unser unsere unseren unserem unserer unseres nous notre nos"
)
_ADDRESSED: Final = words(
    "you you'll you've you're your yours vosotros vosotras vuestra vuestro vuestras vuestros os ustedes "
    "ihr euch euer eure eurer eurem eueren vous votre vos"
)
#: Words of a union's house, which others seldom use of themselves.
_HOUSE: Final = words(
    "hall pickets picketing picketer picketers captain captains steward stewards reps member members "
    "membership "
    "committee ballots ballot dues delegates delegate chapter hardship bargaining negotiating negotiators "
    "caucus "
    "grievance grievances ratify ratified ratification brothers sisters siblings comrades tellers quorum "
    "proposal proposals table session retirees convention resolutions nominations trustee trustees tier "
    "tiers "
    "scab scabs turnout unit units organizer organizers organiser organisers mediation mediator arbitrator "
    "arbitration overtime voted minutes lockout rank-and-file "
    "afiliada afiliadas afiliado afiliados afiliación compañera compañeras compañero compañeros asamblea "
    "asambleas delegada delegadas delegado delegados piquete piquetes ejecutiva convocatoria paros paro "
    "convenio "
    "mesa censo votos acta sede "
    "kolleginnen kollegen mitglieder tarifkommission tarifrunde tarifvertrag streiklokal streikleitung "
    "streikgeld "
    "streikausweis streikausweise vertrauensleute vertrauensmann vertrauensfrau betriebsrat betriebsräte "
    "ortsvorstand kundgebung urabstimmung warnstreik warnstreiks anmeldung arbeitgeber "
    "nominations candidates enrollment enrolment participants eligible deadline election elections seminar "
    "workshop "
    "remembering passing rep memoriam obituary brother sister funeral trauerfeier nachruf obsèques "
    "adhérent adhérents adhérentes syndiqués syndiquées assemblée assemblées camarades délégué déléguée "
    "délégués "
    "collègues préavis votants reconduction manifestation cotisation cotisations "
    "sindicato syndicat gewerkschaft local locals locale"
) - {"locale"}
#: What the words of a union's house begin with in German.
_COMPOUNDS: Final = (
    "betriebsrat",
    "betriebsräte",
    "streik",
    "warnstreik",
    "tarif",
    "gewerkschaft",
    "mitglieder",
)
#: Words that nobody else has a use for.
_HEART: Final = words(
    "ballot ballots dues grievance grievances steward stewards captain captains rep reps tellers scab scabs "
    "hardship "
    "negotiators caucus caja afiliada afiliadas afiliación compañeras compañeros asamblea asambleas "
    "urabstimmung "
    "streikgeld streiklokal streikleitung tarifkommission vertrauensleute kolleginnen préavis camarades "
    "adhérents "
    "adhérentes"
)
#: Words of the dispute, which everybody uses who writes about it.
_DISPUTE: Final = words(
    "strike strikes striking struck union unions contract contracts agreement agreements picket line lines "
    "vote votes "
    "solidarity march rally workers shift shifts pension wages pay strikers guild association fund "
    "huelga sindical solidaridad streik streiken streikt tarif solidarität grève grévistes solidarité piquet"
)
#: Words in which the other side speaks of its business and of the people who work for it.
_BUSINESS: Final = words(
    "employees workforce customers customer guests passengers shareholders stakeholders taxpayers clients "
    "compensation competitive generous regret regrettable regrettably disappointed disappointing "
    "inconvenience "
    "disruption disruptions contingency continuity uninterrupted valued partnership wellness operations "
    "apologizes apologises apologize apologise legacy creators staffed vendors investors ecosystem "
    "benchmarked "
    "campuses facilities leadership "
    "pasajeros huéspedes clientes empresas plantilla lamenta lamentan molestias competitividad "
    "fahrgäste kunden kundinnen gäste mitarbeitende mitarbeitenden mitarbeiter wirtschaftlich unternehmen "
    "usagers clients collaborateurs concurrentiel regrette"
)
_I_WORDS: Final = words("i i'm i've i'd i'll my me ich mein meine mir mich yo mi mis je mon ma mes moi")
_I: Final = re.compile(
    r"\b(?:i|i'm|i've|i'd|i'll|my|me|ich|mein\w*|mir|mich|yo|mi|mis|je|j'\w+|mon|ma|mes|moi)\b(?!-)"
)
#: A question: in a list of questions, “I” is the member who asks.
_ASKED: Final = re.compile(r"[^.!?\n]{0,160}\?")
#: What only a union says of itself.
_OWN: Final = re.compile(
    r"\b(?:our (?:union|local|members?(?! accounts)|membership|bargaining|negotiating|negotiators?|committee"
    r"|captains?|stewards?|strike|pickets?|guild|unit|hall|officers|brothers|sisters|siblings|delegates?"
    r"|counter|proposals?|demands|contract|strikers|line|lines|branch|reps?|president|executive|dues"
    r"|national executive|general secretary|ballot|lawyers?|organi[sz]ers?|(?:two|three) unions)"
    r"|your (?:bargaining|negotiating|committee|captains?|steward|floor rep|reps?|delegate|local|branch"
    r"|elected|card|dues|picket|line)"
    r"|this (?:union|local|branch|guild)|strike (?:pay|office|benefits?)"
    r"|(?:nuestr[oa]s?|este|vuestr[oa]s?) (?:sindicato|afiliad\w+|contrapropuesta|huelga|asamblea|delegad\w+"
    r"|compañer\w+|mesa|comité|plataforma)"
    r"|la afiliación|(?:unsere[rnms]?|eure[rnms]?) (?:tarifkommission|mitglieder|kolleg\w+"
    r"|forderung\w*|streik\w*|gewerkschaft|vertrauensleute|betriebsräte|verhandl\w+)|die tarifkommission"
    r"|wir (?:fordern|streiken|rufen)"
    r"|(?:notre|nos|votre) (?:syndicat|adhérent\w*|grève|section|camarades|assemblée|délégué\w*"
    r"|revendications?|syndiqué\w*|collègues|fédération))\b"
)
_CALLS: Final = re.compile(
    r"(?:\A|[.!?:;\n] ?|• )(?:bring|wear|come|sign|call|join|meet|register|ask|do not|don't|report|check"
    r"|tell|nominate|e-?mail|write|send|read|vote|please|thank you|stay|hold|park|see you|find|ring|keep|"
    r"traed|venid|vengan|traigan|apúnta\w+|escrib\w+|bitte|kommt|bringt|meldet|venez|apportez|inscrivez"
    r"|rendez-vous)\b"
)
_TIMES: Final = re.compile(
    r"\b\d{1,2}(?:[.:]\d\d)? ?(?:[ap]\.?m\b|uhr\b|h\b|heures\b|o'clock)|\b\d{1,2}[:.]\d\d\b"
    r"|\b[012]\d[0-5]\d ?[–-] ?[012]\d[0-5]\d\b"
)

STRONG: Final = 4  #: a voice of which there is no doubt
_OFTEN: Final = 3
_MOST_HOUSE: Final = 3
_MOST_BUSINESS: Final = 4
_SEVERAL: Final = 3


@lru_cache(maxsize=4)  # asked by several vetoes in turn
def strength(reading: Reading) -> int:
    """Return how clearly the union's own voice is heard; below 0 where others' is. Quotations don't count."""
    return _points_for(reading) - _points_against(reading)


def _points_for(reading: Reading) -> int:
    told = reading.said | reading.title_words
    points = min(
        2 * len(told & _HEART) + len(told & _HOUSE) + any(word.startswith(_COMPOUNDS) for word in told),
        _MOST_HOUSE,
    )
    points += not told.isdisjoint(_DISPUTE)
    points += 2 * says_we(reading)
    points += 2 * (not told.isdisjoint(_ADDRESSED))
    points += 2 * is_named(reading)
    points += 3 * is_signed(reading)
    points += 2 * says_own(reading)
    points += _CALLS.search(reading.own_words) is not None
    return points + min(len(_TIMES.findall(reading.own_words)) // 2, 2)


def _points_against(reading: Reading) -> int:
    business = len(_business(reading))
    points = 2 * min(business, _MOST_BUSINESS) - 2 if business > 1 else 0
    return points + 2 * (is_personal(reading) and not is_signed(reading))


def business_of(reading: Reading) -> str | None:
    """Return the words of an employer's house, where there are several."""
    business = _business(reading)
    return ", ".join(sorted(business)) if len(business) >= _SEVERAL else None


def _business(reading: Reading) -> set[str]:
    found = set(reading.said & _BUSINESS)
    if not reading.said.isdisjoint(_BUSINESS_CUES):
        found.update(phrase[0] for phrase in _BUSINESS_SAYS.finditer(reading.own_words))
    return found


#: What employers tell people before and during every strike.
_BUSINESS_SAYS: Final = re.compile(
    r"\b(?:team members|(?:will )?remain open|fully staffed|replacement (?:workers|staff)|choose to work"
    r"|resign (?:from )?(?:your|the) (?:union|membership)|third part(?:y|ies)|work stoppage|labou?r (?:action"
    r"|disruption)|negotiat\w+ in good faith|remains? committed|our (?:offer|employees|teams?|people|business"
    r"|company|hospital|stores|companies))\b"
)
_BUSINESS_CUES: Final = words(
    "team teams open staffed replacement choose resign third stoppage action disruption faith committed "
    "offer "
    "employees people business company hospital stores companies"
)


@lru_cache(maxsize=4)  # asked by several vetoes in turn
def is_named(reading: Reading) -> bool:
    """Tell whether the union or an officer is named outside quotation marks."""
    return reading.names.in_text(reading.folded_title) or reading.names.in_text(reading.own_words)


@lru_cache(maxsize=4)  # asked by several vetoes in turn
def is_personal(reading: Reading) -> bool:
    """Tell whether somebody tells of themselves, again and again."""
    return (
        not reading.said.isdisjoint(_I_WORDS) and len(_I.findall(_ASKED.sub("", reading.own_words))) >= _OFTEN
    )


@lru_cache(maxsize=4)  # asked by several vetoes in turn
def says_we(reading: Reading) -> bool:
    """Tell whether somebody speaks of themselves as “we” outside quotation marks."""
    return not (reading.said | reading.title_words).isdisjoint(_FIRST)


def speaks_to_somebody(reading: Reading) -> bool:
    """Tell whether it says “we” or “you” outside quotation marks: it is no account by a third."""
    return says_we(reading) or not reading.said.isdisjoint(_ADDRESSED)


@lru_cache(maxsize=4)  # asked by several vetoes in turn
def says_own(reading: Reading) -> bool:
    """Tell whether something is said that only a union says of itself."""
    return _OWN.search(f"{reading.folded_title}\n{reading.own_words}") is not None


@lru_cache(maxsize=4)  # asked by several vetoes in turn
def is_signed(reading: Reading) -> bool:
    """Tell whether the union or one of its officers stands below the text."""
    return reading.names.in_text(reading.signature) or _signed_by_first_name(reading)


def _signed_by_first_name(reading: Reading) -> bool:
    last = re.findall(r"[^\W_]+", reading.signature)[-1:]
    return bool(last) and last[0] in reading.names.first_names


def has_own_voice(reading: Reading) -> bool:
    """Tell whether the union plainly speaks for itself, rather than being written about."""
    return says_own(reading) or is_signed(reading)
