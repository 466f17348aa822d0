"""Does a sentence lean on the one before it? Then it is never quoted without that.

Called by `bot.core.summarise`. Judged by its first words, in four languages: pronouns, words that point
back, and words that only go on (“but”, “por eso”, “cependant”, “deshalb”). Where a first word may be either,
it counts as leaning: a good sentence passed over costs less than one that means something else on its own.
"""

import re
from typing import Final

_OPENING: Final = r"[\"“”„«»'‘’‚(\[¿¡—–\-\s]*"

#: Words that look as if they pointed back and do not: they name a time, or people by what they do.
_STANDS: Final = re.compile(
    _OPENING
    + r"""(?:
    this\ (?:week|month|year|morning|afternoon|evening|night|weekend|spring|summer|autumn|fall|winter
        |monday|tuesday|wednesday|thursday|friday|saturday|sunday|january|february|march|april|may|june
        |july|august
        |september|october|november|december|union|contract|strike)\b
    |(?:those|these)\ (?:who|of\ you|of\ us|on|in|with|working)\b
    |it\ (?:is\ (?:time|important|illegal|unlawful|forbidden)|takes)\b
    |(?:esta|este|estos|estas)\ (?:semana|mes|año|mañana|tarde|noche|lunes|martes|miércoles|jueves|viernes
    |sábado
        |domingo|verano|invierno|otoño|primavera|días)\b
    |(?:lo|la|los|las|el)\ que\b
    |es\ (?:obligatori|necesari|importante|imprescindible)\w*
    |c(?:e|ette)\ (?:semaine|mois|année|matin|soir|midi|nuit|week-end|lundi|mardi|mercredi|jeudi|vendredi
    |samedi
        |dimanche|printemps|été|hiver|automne)\b
    |(?:ceux|celles|celui|celle|ce)\ (?:et\ celles\ )?(?:qui|que|d[e'’])\b
    |il\ (?:faut|y\ a|est\ (?:interdit|demandé|important|rappelé|obligatoire|recommandé))\b
    |dies(?:e|es|en|er)\ (?:woche|monat|jahr|freitag|montag|dienstag|mittwoch|donnerstag|samstag|sonntag
    |tage|sommer
        |winter|frühjahr|herbst)\b
    |es\ (?:gilt|gibt|spricht|sprechen|findet|finden)\b
    )""",
    re.IGNORECASE | re.VERBOSE,
)

_LEANS: Final = re.compile(
    _OPENING
    + r"""(?:
    this|that(?:'s|’s)?|these|those|they(?:['’]\w+)?|them|it(?:['’]\w+)?|he(?:['’]\w+)?|she(?:['’]\w+)?|his
    |hers?|its
    |their|theirs|such|however|but|and|or|nor|so|yet|therefore|thus|instead|meanwhile|moreover|furthermore
    |also|still
    |then|which|both|neither|either|others?|another|here['’]s|hence|consequently|besides|otherwise|likewise
    |similarly|nevertheless|nonetheless|until\ then|by\ then|since\ then|after\ that|before\ that|even\ so
    |because\ of\ (?:this|that)|for\ (?:them|this\ reason|that\ reason)|in\ (?:that|this)\ (?:case|way)
    |in\ (?:addition|other\ words|short|return|response|contrast|practice)|on\ that\ day|at\ that
    |with\ that|as\ a\ result
    |for\ example|for\ instance|beyond\ that|back\ then|back\ there|not\ (?:that|so)|that\ one
    |the\ (?:latter|former|same)
    |some\ of\ (?:them|these|those)|(?:one|two|three|none|all|most|many|each|any)\ of\ (?:them|these|those
    |which)

    |esto|eso|aquello|ello|ést[aeo]s?|és[ae]s?|est[aeo]s?|es[ae]s?|esos|esas|aquel\w*|él|ella|ellos|ellas
    |su|sus|suy[oa]s?
    |pero|y|e|o|ni|sino|sin\ embargo|además|también|tampoco|así|entonces|aun\ así|aún\ así|luego|lo
    |se\ l[oae]s?
    |por\ (?:eso|esto|ello|tanto|lo\ tanto|ejemplo)|con\ (?:eso|esto|ello)|para\ (?:ello|eso|ell[oa]s)
    |en\ cambio
    |mientras\ tanto|hasta\ entonces|desde\ entonces|en\ ese|en\ esa|de\ (?:ese|esa|ahí|allí)|allí|ahí
    |al\ contrario
    |no\ obstante|pues|(?:es|son|fue|fueron|era|eran)|otr[oa]s?|amb[oa]s|tal(?:es)?|mism[oa]s?
    |(?:un[oa]s?|algun[oa]s|tod[oa]s|ningun[oa])\ de\ (?:ell[oa]s|es[oa]s|est[oa]s)

    |ce(?:la|ci|ux|lles?|lui(?:-ci|-là)?|s|t|tte)?|c['’]\w+|ça|il|elle|ils|elles|eux|mais|et|ou|donc|or|ni
    |car\ (?:l[ea]s?|il|elle|ils|elles|nous|on|vous|ce|c['’]\w+)|cependant
    |pourtant|toutefois|néanmoins|aussi|ainsi|alors|puis|ensuite|en\ (?:revanche|effet|outre|conséquence
    |somme|clair)
    |par\ (?:ailleurs|conséquent|contre|exemple)|d['’]ailleurs|de\ (?:même|plus|ce\ fait)|son|sa|ses|leurs?
    |là|y|certaine?s
    |d['’]autres|l['’]autre|les\ autres|tous\ deux|pour\ (?:cela|eux|elles)|d['’]ici\ là|jusque-là
    |dès\ lors|ici

    |dies(?:e|er|es|em|en)?|jene\w*|er|sie|es|sein(?:e[mnrs]?)?|aber|und|oder|denn|doch|sondern|also|daher
    |deshalb|darum
    |deswegen|trotzdem|dennoch|jedoch|außerdem|zudem|auch|dann|danach|damit|dafür|dagegen|dazu|davon|daran
    |darüber|darin
    |daraus|dabei|dadurch|dort|da|so|solche\w*|beide[ns]?|hierzu|hierbei|hierfür|letztere\w*|ebenso|sonst
    |andere\w*
    |wieder\ andere|erst\ danach|bis\ dahin|seitdem|genau\ das|auch\ das|all\ das|für\ (?:sie|ihn)|bei\ ihm
    |bei\ ihnen
    |insbesondere|zum\ beispiel|z\.\s?b\.|inzwischen|stattdessen|vielmehr|allerdings|immerhin
    |(?:das|der|die|dem|den)\ (?:ist|sind|war|waren|hat|haben|wird|werden|heißt|bedeutet|gilt|kann|können
    |muss|müssen
        |soll|sollen|darf|dürfen|geht|sagt|kommt|macht|wäre|hieße|reicht|prüft|stimmt|zeigt|liegt|läuft)
    )(?!\w)""",
    re.IGNORECASE | re.VERBOSE,
)
#: Points back from within: “ordered to one of these”, “there has been none on pay”.
_POINTS_BACK: Final = re.compile(
    r"\b(?:one|two|any|each|all|both|none|some|either|most)\ of\ (?:these|those)\b(?!\ (?:who|of|on|in|with))"
    r"|\bthere\ (?:is|are|was|were|(?:has|have|had)\ been|will\ be)\ none\b(?!\ of)"
    r"|\b(?:de\ (?:est|es)[oa]s|un[oa]\ de\ ell[oa]s)\b|\b(?:l['’]un|l['’]une|aucune?)\ d(?:e\ ceux-ci"
    r"|['’](?:eux|elles|entre\ eux))"
    r"|\b(?:eine[rs]?|keine[rs]?)\ (?:davon|von\ ihnen)\b",
    re.IGNORECASE | re.VERBOSE,
)
#: Words in quotation marks and nothing more: who says them stands before.
_UNATTRIBUTED: Final = re.compile(r"[“„«»\"][^“”„«»\"]*[”“»«\"][.!?…]?$")
_REACH: Final = 90


def leans(sentence: str) -> bool:
    """Tell whether a sentence cannot be understood without the one before it."""
    if _UNATTRIBUTED.match(sentence) or _POINTS_BACK.search(sentence[:_REACH]):
        return True
    return _LEANS.match(sentence) is not None and _STANDS.match(sentence) is None


#: Takes back or limits what the sentence before it says.
_TAKES_BACK: Final = re.compile(
    r"""\W*(?:
    (?:(?:that|this|it)(?:['’]s|\ is|\ was)|(?:both|these|all)\ (?:claims\ |of\ it\ )?(?:are
    |is))\ (?:simply\ |just\ |all\ |plainly\ )?
        (?:false|untrue|wrong|not\ true|not\ so|a\ lie|a\ myth|nonsense)
    |(?:false|wrong|untrue|not\ (?:so|true|any\ ?more|yet|quite)|no)\s*[.!,]
    |(?:we|they|it)\ (?:did|do|does|will|have|has)\ not\ ?[.!]
    |(?:eso|esto|ello)?\ ?(?:no\ es\ (?:verdad|cierto|así)|es\ (?:falso|mentira))|(?:falso|mentira)\s*[.!,]
    |c['’]est\ (?:faux|un\ mensonge|inexact)|ce\ n['’]est\ pas\ (?:vrai|le\ cas)|(?:faux|non)\s*[.!,]
    |das\ (?:ist\ (?:falsch|unwahr|gelogen|nicht\ wahr|eine\ lüge)|stimmt\ nicht)|(?:falsch|nein)\s*[.!,]
    |(?:but\ )?only\ if|unless|except|pero\ s[oó]lo\ si|s[oó]lo\ si|salvo\ que|a\ menos\ que|excepto
    |à\ condition|sauf\ si|mais\ seulement
    |seulement\ si|à\ moins|es\ sei\ denn|aber\ nur|nur\ wenn|außer
    )""",
    re.IGNORECASE | re.VERBOSE,
)
_SHORT_WORDS: Final = 12  # a longer sentence says something of its own


def takes_back(sentence: str) -> bool:
    """Tell whether a sentence denies or limits the one before it, which then may not stand without it."""
    return _TAKES_BACK.match(sentence) is not None and len(sentence.split()) <= _SHORT_WORDS
