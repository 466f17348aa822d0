"""Does this full stop end a sentence? Judged by the words on both sides of it, in four languages.

Called by `bot.core.sentences`. Guarantees: looks a bounded way back and ahead, so that its time does not
grow with the text. Where neither answer is sure, the full stop ends nothing: two sentences kept together are
whole, half of one is not.
"""

import re
from typing import Final

_REACH: Final = 32  # characters looked back and ahead; longer than any word here


def _words(*lines: str) -> frozenset[str]:
    return frozenset(" ".join(lines).split())


#: Before a name or a thing; nothing ends behind one of these.
_NEVER_LAST: Final = _words(
    "Mr Mrs Ms Mx Messrs Dr Drs Prof Rev Hon Gov Sen Rep Gen Lt Sgt Capt Col Cpl Maj Cmdr Pres Supt Rec Asst",
    "Sra Srta Sres Dra Dña Dn Excmo Excma Ilmo Ilma Lic Ing Arq Fdo EE Avda avda Pza pza",
    "Pto Rvdo Sto Sta Tte Sgto Gral Profa Prov Ctra ctra máx mín tfno Tfno ref Ref",
    "Mme Mmes Mlle Mlles MM Mgr Me Vve",
    "Hr Hrn Fr Frl Dipl Mag med jur phil rer Verf Hrsg hrsg",
    "vs cf Cf approx attn Attn incl excl esp resp viz ibid",
    "ej Ej atn Atn aprox apdo Véase dpto Dpto depto Depto desp",
    "Chas Jos Geo Thos Pdt Sté Apt apt bât Bât rés",
    "env att av bd boul éd chap réf",
    "Fa Fam Gebr Gem Ggf Inh Red ehem entspr geb Bsp Abb Tab Frhr",
    "bzw ca Ca ggf ggfs evtl inkl einschl zzgl exkl Vgl vgl Hd sog lt betr Betr insb insbes",
)
#: Before a number or a letter that counts something; else a word of its own, as “No.”
_COUNTING: Final = _words(
    "No NO Nos no nos Nr Nrn Num Núm núm núms n N p pp P pág págs Pág art arts Art Arts Sec sec Secs Ch ch",
    "Vol vol",
    "Fig fig Abs Ziff Anl Anh S al Al tel Tel Tél tél Rm rm Zi App ext Ext ap Ap Bd Kap Rn Az pos Pos par",
    "Par",
    "vers v para paras Para chap Chap sect Sect pto ptos",
)
#: Of these, what is a word of its own, too.
_WORDS_TOO: Final = _words("No no NO nos Nos par Par pos vers ext art arts app App fig")
#: May stand last; then the next word has to begin a sentence clearly.
_MAYBE_LAST: Final = _words(
    "Assn Dept dept Univ Ste Mt Ft Jr Sr Esq St Est UU Mio Mrd Tsd Proz Std Sek",
    "izq dcha serv dir bur Pers Abt abt pl",
)
#: The same, and a sentence is taken to begin where a word with a capital has one without behind it.
_FIRMS_AND_STREETS: Final = _words(
    "Inc Co Corp Ltd Bros Cía cía Hnos Cie Ets Ave ave Blvd blvd Rd rd Hwy Bldg Str"
)
#: Ends a list of things; what follows with a capital is new.
_AND_SO_ON: Final = _words("etc etc usw usf ff al")
_MONTHS: Final = _words(
    "Jan Feb Mar Apr Jun Jul Aug Sep Sept Oct Nov Dec January February March April May June July August",
    "September",
    "October November December ene feb abr ago sept oct nov dic janv févr avr juil déc Jän Mär Mrz Okt Dez",
    "Januar",
    "Jänner Februar März Mai Juni Juli August Oktober Dezember",
)
_GERMAN_MONTHS: Final = _words(
    "Jän Mär Mrz Okt Dez Januar Jänner Februar März Mai Juni Juli Oktober Dezember"
)
_WEEKDAYS: Final = _words(
    "Mon Tue Tues Wed Thu Thur Thurs Fri Sat Sun Monday Tuesday Wednesday Thursday Friday Saturday Sunday",
    "lun mar mié jue vie vier sáb dom mer jeu ven sam dim Mo Di Mi Do Fr Sa So",
)
#: What may follow a time of the day: its zone.
_ZONES: Final = _words(
    "ET PT CT MT EST EDT PST PDT CST CDT MST MDT GMT UTC BST CET CEST Eastern Pacific Central"
)

_BEHIND_TIMES: Final = _WEEKDAYS | _MONTHS | _ZONES | _NEVER_LAST
#: What sentences begin with, and names seldom do.
_STARTERS: Final = _words(
    "the a an we you he she it they i this that these those there here in on at by for from with to if when",
    "while",
    "after before as but and or so not all every each our your his her its their my what who where why how",
    "any",
    "anyone everyone nobody some most many one both please do come bring join let only more now then today",
    "tomorrow nothing none until since because although however under over no yes members buses doors",
    "el los las un una unos unas lo se su sus nos si sí en del por para con sin al y o pero que quien como",
    "cuando",
    "donde este esta esto ese esa eso aquí allí hoy mañana ayer también además todos todas nadie nada cada",
    "después",
    "antes desde hasta ya mi nuestro nuestra nuestros nuestras quedan hay",
    "les une des du il elle ils elles on nous vous je ce cette ces cela ça ici là et ou mais donc quand où",
    "qui",
    "au aux à dans par pour avec sans sur sous chez personne rien tout tous toutes chaque notre votre vos",
    "son sa",
    "ses leur leurs mon ma mes aucun aucune après avant depuis demain hier puis ensuite la le de",
    "der die das den dem ein eine einer einem einen wir ihr er sie es ich man im am an auf aus bei bis mit",
    "nach von",
    "vom zu zum zur um für durch gegen ohne über unter vor hinter zwischen seit während wenn als ob weil",
    "dass da",
    "dort heute morgen gestern danach dann jetzt nun auch aber und oder doch denn nicht nichts niemand alle",
    "alles",
    "jeder jede jedes unsere unser unseren euer eure ihre sein seine kein keine was wer wo wann wie warum",
    "welche",
    "dieser diese dieses damit dazu dafür dagegen daher deshalb trotzdem noch nur schon erst kommt bringt",
    "meldet ruft geht gilt wartet bitte beide",
    "außerdem",
)
#: Of these, what names begin with, too: “M. Le Goff”, “P. van der Valk”.
_IN_NAMES: Final = _words(
    "la le les de del des du el los las der den dem die al mac san santa van von saint st no on"
)
#: French words cut short before a vowel: “L'usine”.
_ELIDED: Final = _words("l d c n j s m t qu lorsqu jusqu")
#: Before a lone letter that is a name for a thing, not for a person: “Gate B.”
_LETTERED: Final = _words(
    "gate gates plan hall line group option schedule section tier grade step unit shift building lot table",
    "annex",
    "halle tor schicht linie gruppe anlage gleis teil stufe punto puerta grupo línea turno nave anexo plan",
    "lote",
    "porte groupe ligne équipe annexe bâtiment hangar quai vitamin",
)
#: Before an ordinal in German: “am 3. Mai”, “die 2. Bevollmächtigte”.
_BEFORE_ORDINAL: Final = _words(
    "am im zum zur vom beim der die das den dem des ab bis und oder ein eine einer einem einen unsere unser",
    "unserer unseren unserem ihre ihrer seine seiner jede jeder jedes jeden diese dieser dieses diesen seit",
    "nach vor montag dienstag mittwoch donnerstag freitag samstag sonnabend sonntag",
    "auch",
)

_WORD_BEFORE: Final = re.compile(r"\b(?P<word>[^\W\d_]+)\.$")
_DOTTED: Final = re.compile(r"(?:^|[^\w.])(?:[^\W\d_]{1,2}\.[-\s]?)+[^\W\d_]{1,2}\.$")
_HALF_DAY: Final = re.compile(r"(?:^|[^\w.])(?:[ap]\.\s?m|[AP]\.M)\.$")
_AND_SO_ON_DOTTED: Final = re.compile(r"\bu\.\s?(?:v\.\s?m|s\.\s?w|a\.\s?m)\.$|\b(?:y\s|et\s)?al\.$")
_NEVER_DOTTED: Final = re.compile(
    r"\b(?:e\.\s?g|i\.\s?e|p\.\s?ej?|p\.\s?ex|c\.-?à-?d|z\.\s?B|d\.\s?h|u\.\s?U|z\.\s?T|z\.\s?Hd"
    r"|i\.\s?d\.\s?R|s\.\s?o"
    r"|s\.\s?u|i\.\s?V|o\.\s?g)\.$",
    re.IGNORECASE,
)
_NUMBER_BEFORE: Final = re.compile(r"(?:^|(?P<word>[^\W\d_]+)(?P<mark>[.,]*)\s+)\(?\d{1,3}\.$")
_UNIT_BEFORE: Final = re.compile(r"\d\s?(?:[ghlmst]|kg|km|cm|mm|ft|lbs?|oz|hrs?|min|mins|yrs?|qm|cts?)\.$")
_CUT_SHORT: Final = re.compile(
    r"(?:^|\s)[B-DF-HJ-NP-TV-XZb-df-hj-np-tv-xz][b-df-hj-np-tv-xz]{1,3}\.$"
)  # no vowel: “Kpt.”
_WORD_TWO_BEFORE: Final = re.compile(r"([^\W_]+)[.,]?\s+[^\W\d_]+\.$")
_THING_BEFORE: Final = re.compile(r"(\w+)\s+\w\.$")
_NEXT: Final = re.compile(r"\W*(?P<word>[^\W\d_]+)(?P<after>['’.]?)")
_PARTICLE: Final = re.compile(r"([^\W\d_]+)\s+(?:[a-z]{1,3}\s+)?[^\W\d_a-zß-ÿ]")
_STARTS_PLAINLY: Final = re.compile(r"\W{0,2}[^\W\d_a-zß-ÿ][a-zß-ÿ'’]+\s+[a-zß-ÿ]")  # “Workers say”, not “KG”
_DATE_BEFORE: Final = re.compile(r"(?:^|[^\d.,:])(?:\d{1,2}\.\s?[-–/]\s?)?\d{1,2}\.$")
_MONTH_NUMBER: Final = re.compile(r"(?:0?[1-9]|1[0-2])\.(?!\w)")
_MARK_BEFORE: Final = re.compile(r"(?:^|\n)(?:[A-Z]|[PN]\.\s?[SBD])\.$")  # “Q.”, “P. S.”
_STREET_NUMBER: Final = re.compile(
    r"\d+(?:st|nd|rd|th)|(?:First|Second|Third|Fourth|Fifth|Sixth|Seventh|Eighth|Ninth|Tenth|Main|High"
    r"|Church)"
)


def ends_sentence(text: str, stop: int, following: int) -> bool:
    """Tell whether the full stop before `stop` ends a sentence; `following` is where the next words begin.

    What follows is no lower-case letter: those never begin a sentence.
    """
    before = text[max(0, stop - _REACH) : stop]
    after = text[following : following + _REACH]
    if _MARK_BEFORE.search(before):
        return False
    if _DATE_BEFORE.search(before) and (_next(after)[0] in _GERMAN_MONTHS or _MONTH_NUMBER.match(after)):
        return False
    if numbered := _NUMBER_BEFORE.search(before):
        return not _is_ordinal(numbered["word"] or "", numbered["mark"] or "", after)
    if _UNIT_BEFORE.search(before):
        return True
    if _HALF_DAY.search(before):
        return not _continues_time(after)
    if _NEVER_DOTTED.search(before):
        return False
    if _AND_SO_ON_DOTTED.search(before):
        return not after[:1].isdigit()
    if _DOTTED.search(before):
        return _starts(after) and not _is_initial(after) and not _is_name(after)
    known = _WORD_BEFORE.search(before)
    return known is None or _ends_behind(known["word"], before, after)


def resumes_clearly(text: str, following: int) -> bool:
    """Tell whether a sentence clearly begins behind an ellipsis; else it is the same that goes on."""
    return _starts(text[following : following + _REACH])


def _ends_behind(word: str, before: str, after: str) -> bool:
    """Tell whether a sentence ends behind a word with a full stop."""
    if len(word) == 1 and before[-3:-2] not in ("'", "’"):
        return word.isupper() and _ends_behind_letter(before, after)
    if word in _NEVER_LAST or (word.lower() in _NEVER_LAST and word.istitle()):
        return False
    if word == "St" and _is_street(before):
        return not after[:1].isdigit()
    if word in _AND_SO_ON:
        return not after[:1].isdigit()
    if word in _COUNTING:
        is_word = word in _WORDS_TOO and not _is_initial(after)
        return not after[:1].isdigit() and (is_word or _starts(after))
    if word in _MONTHS or word in _WEEKDAYS:
        return _is_plain_month(word) or (not after[:1].isdigit() and _starts(after))
    if word in _FIRMS_AND_STREETS or word.endswith("str"):
        return _starts(after) or _STARTS_PLAINLY.match(after) is not None
    if word in _MAYBE_LAST or _CUT_SHORT.search(before):
        return _starts(after)
    return True


def _is_plain_month(word: str) -> bool:
    """Tell whether this is a month or a day written out: its full stop is one."""
    return len(word) > 5 or word in ("March", "April", "May", "June", "July", "Mai", "Juni", "Juli", "März")


def _ends_behind_letter(before: str, after: str) -> bool:
    """Tell whether a sentence ends behind a lone capital: “Gate B.”, not “B. Aubier”."""
    if _is_initial(after) or after[:1].isdigit():
        return False
    thing = _THING_BEFORE.search(before)
    if thing and (thing[1].lower() in _LETTERED or thing[1][-1] in "0123456789º"):
        return True
    return _starts(after) and not _is_name(after)


def _is_ordinal(before: str, mark: str, after: str) -> bool:
    """Tell whether a number with a full stop is a German ordinal: “am 3. Mai”, not “am 12. Danach”."""
    word = _next(after)[0]
    if mark and word in _MONTHS:
        return True
    return word[:1].isupper() and before.lower() in _BEFORE_ORDINAL and not _starts(after)


def _continues_time(after: str) -> bool:
    """Tell whether what follows a time of the day belongs to it: a day, a zone, a title, a number."""
    word = _next(after)[0]
    return not word or word in _BEHIND_TIMES or word.removesuffix("s") in _WEEKDAYS


def _is_street(before: str) -> bool:
    """Tell whether “St.” is a street here, not a saint."""
    name = _WORD_TWO_BEFORE.search(before)
    return name is not None and _STREET_NUMBER.fullmatch(name[1]) is not None


def _starts(after: str) -> bool:
    """Tell whether words clearly begin a sentence."""
    word, mark = _next(after)
    if after[:1] in ("¿", "¡") or (mark in ("'", "’") and word.lower() in _ELIDED):
        return True
    is_cut = mark == "." if len(word) == 1 else word.isupper()  # an initial, an acronym
    return word.lower() in _STARTERS and not is_cut


def _is_name(after: str) -> bool:
    """Tell whether a name follows that begins as a sentence may: “Le Goff”."""
    particle = _PARTICLE.match(after)
    return particle is not None and particle[1].lower() in _IN_NAMES


def _is_initial(after: str) -> bool:
    """Tell whether a lone letter with a full stop follows."""
    word, mark = _next(after)
    return len(word) == 1 and mark == "."


def _next(after: str) -> tuple[str, str]:
    """Return the next word and the mark right behind it; nothing where a number comes first."""
    following = _NEXT.match(after)
    return (following["word"], following["after"]) if following else ("", "")
