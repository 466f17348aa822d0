"""Does the union plainly speak for itself? Its signature, and what only a union says of itself.

Used by the vetoes of `bot.core.provenance`. What is said in quotation marks doesn't count.
"""

import re
from functools import lru_cache
from typing import Final

from bot.core.provenance.reading import Reading
from bot.core.provenance.words import ByFirstWord, words

_FIRST: Final = words(
    "we we're we've we'll we'd our ours us nosotros nosotras nuestra nuestro nuestras nuestros nos "
    "wir uns unser unsere unseren unserem unserer unseres nous notre"
)
#: Spanish says “we” in the verb alone.
_SPANISH: Final = words("que para más una como en con por")
_WE_DO: Final = ("amos", "emos", "imos")
_NOT_WE: Final = words(
    "tramos reclamos últimos próximos máximos mínimos extremos supremos ánimos anónimos íntimos legítimos "
    "alamos álamos préstamos gramos ramos mimos primos racimos veintimos séptimos décimos"
)
_SHORTEST_VERB: Final = 5
#: What only a union says of itself.
_OWN: Final = ByFirstWord(
    {
        "our": r"union|local|members?(?! accounts)|membership|bargaining|negotiating|negotiators?|committee"
        r"|captains?|stewards?|strike|pickets?|guild|unit|hall|officers|brothers|sisters|siblings|delegates?"
        r"|counter|proposals?|demands|contract|strikers|line|lines|branch|reps?|president|executive|dues"
        r"|national executive|general secretary|ballot|lawyers?|organi[sz]ers?|(?:two|three) unions",
        "your": r"bargaining|negotiating|committee|captains?|steward|floor rep|reps?|delegate|local|branch"
        r"|elected|card|dues|picket|line",
        "this": r"union|local|branch|guild",
        "strike": r"pay|office|benefits?",
        "nuestra nuestras nuestro nuestros este vuestra vuestras vuestro vuestros": r"sindicato|afiliad\w+"
        r"|contrapropuesta|huelga|asamblea|delegad\w+|compañer\w+|mesa|comité|plataforma",
        "la": r"afiliación",
        "unsere unserer unseren unserem unseres eure eurer euren eurem eures": r"tarifkommission|mitglieder"
        r"|kolleg\w+|forderung\w*|streik\w*|gewerkschaft|vertrauensleute|betriebsräte|verhandl\w+",
        "die": r"tarifkommission",
        "wir": r"fordern|streiken|rufen",
        "notre nos votre": r"syndicat|adhérent\w*|grève|section|camarades|assemblée|délégué\w*"
        r"|revendications?|syndiqué\w*|collègues|fédération",
    }
)
_OURS: Final = words("our this nuestra nuestro notre unser unsere")


@lru_cache(maxsize=4)  # asked by several vetoes in turn
def says_we(reading: Reading) -> bool:
    """Tell whether somebody speaks of themselves as “we” outside quotation marks."""
    told = reading.told
    if not told.isdisjoint(_FIRST):
        return True
    if told.isdisjoint(_SPANISH):
        return False
    return any(word.endswith(_WE_DO) and word not in _NOT_WE for word in told if len(word) > _SHORTEST_VERB)


@lru_cache(maxsize=4)  # asked by several vetoes in turn
def says_own(reading: Reading) -> bool:
    """Tell whether something is said that only a union says of itself."""
    told = f"{reading.folded_title}\n{reading.own_words}"
    if _OWN.is_in(told, reading.parts):
        return True
    ours = _OURS & reading.parts
    return any(f"{our} {kind}" in told for kind in reading.names.kinds for our in ours)


@lru_cache(maxsize=4)  # asked by several vetoes in turn
def is_signed(reading: Reading) -> bool:
    """Tell whether the union or one of its officers stands below the text."""
    return reading.names.in_text(reading.signature) or _signed_by_first_name(reading)


def _signed_by_first_name(reading: Reading) -> bool:
    names = reading.names.first_names
    if not any(name in reading.signature for name in names):
        return False
    return re.findall(r"[^\W_]+", reading.signature)[-1] in names


def has_own_voice(reading: Reading) -> bool:
    """Tell whether the union plainly speaks for itself, rather than being written about."""
    return says_own(reading) or is_signed(reading)
