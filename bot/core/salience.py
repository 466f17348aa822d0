"""What in a sentence does a member need? Cues, each with its weight: a table to be read and argued with.

Called by `bot.core.summarise`. A member needs what was decided, when and where to be, how much, what to do
now, and who is affected; scenes, quotations, questions and history are needed less, however well they are
told. The cues are small word lists in English, Spanish, French and German; the language of a text is not
asked for, since hardly any cue is a word of another language that says something else.
"""

import re
from collections.abc import Callable
from typing import Final

from bot.core.boilerplate import gives_thanks, is_about_the_union

_DAY: Final = (
    r"(?:mon|tues|wednes|thurs|fri|satur|sun)days?|lunes|martes|miércoles|jueves|viernes|sábados?|domingos?"
    r"|lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche"
    r"|(?:mon|diens|donners|frei|sams|sonn)tags?|mittwochs?|sonnabends?"
)
_MONTH: Final = (
    r"january|february|march|april|june|july|august|september|october|november|december"
    r"|enero|febrero|marzo|abril|mayo|junio|julio|agosto|septiembre|octubre|noviembre|diciembre"
    r"|janvier|février|mars|avril|mai|juin|juillet|août|septembre|octobre|novembre|décembre"
    r"|januar|februar|märz|juni|juli|oktober|dezember"
)
_CLOCK: Final = (
    r"\d{1,2}(?:[:.]\d\d)?\s?(?:[ap]\.?\s?m\.?|uhr|h\b|heures?)|\d{1,2}[:]\d\d|\d{1,2}\ h\ \d\d"
    r"|(?:at|by|until|till)\ (?:\d{1,2}|noon|midnight|six|seven|eight|nine|ten)\b|noon|midnight|a\ las?\ \d"
    r"|mediodía|medianoche"
    r"|à\ midi|minuit|mitternacht|um\ \d{1,2}\b|ab\ \d{1,2}\b"
)


def _cue(pattern: str) -> Callable[[str], bool]:
    compiled = re.compile(pattern, re.IGNORECASE | re.VERBOSE)
    return lambda sentence: compiled.search(sentence) is not None


def _whole(words: str) -> Callable[[str], bool]:
    return _cue(rf"(?<!\w)(?:{words})(?!\w)")


_DECISION: Final = _whole(
    r"""(?:has|have|had|was|were|been|be|is|are)?\ ?(?:voted|agreed|decided|resolved|ruled|authori[sz]ed
    |adopted|approved
        |ratified|rejected|suspended|called\ off|won|settled|reinstated|postponed|cancelled|signed)
    |tentative\ agreement|walk(?:ed|s|ing)?\ (?:out|off)|lock(?:ed|s)\ out|lockout|serve[sd]?\ notice
    |give\ notice
    |in\ recess|stand(?:s|ing)?\ down|on\ strike|strike\ action|will\ not
    |(?:ha|han|hemos)\ (?:decidido|acordado|resuelto|aprobado|rechazado|firmado|convocado)|decidió|acordó
    |acuerda|resolvió
    |aprobó|aprobaron|rechazó|firm(?:ó|aron|amos)|suscribió|preacuerdo|convoca|laudo|obliga
    |queda[n]?\ (?:aplazad|suspendid|
    convocad|anulad)\w*|supone|huelga\ indefinida|ir\ a\ la\ huelga|ningún\ \w+
    |a\ (?:été\ )?(?:décidé|adopté|approuvé|rejeté|voté|signé|annulé|suspendu|conclu|obtenu|mis)
    |ont\ (?:décidé|adopté|voté
    |signé|rejeté|obtenu)|appelle|est\ fixée?|projet\ d['’]accord|en\ demeure|cesse(?:nt)?
    |beschlossen|beschließt|entschieden|vereinbart|verständigt|geeinigt|abgelehnt|angenommen|unterzeichnet
    |ausgesetzt
    |setzen\ .{0,40}\ aus|legen\ .{0,60}\ nieder|ausgesperrt|erreicht\ wurde|einigung|unwirksam|schließen
    |ruft\ .{0,90}\ auf
    |warnstreiks?|urabstimmung"""
)
_DEADLINE: Final = _whole(
    r"""until|by\ (?:\d+|noon|midnight|the\ end|\w+days?|[a-z]+\ \d+)|before|no\ later\ than|deadline
    |starting|as\ of|effective|from|within|begins?|ends?
    |resumes?|starts?
    |hasta|antes\ de[l]?|a\ partir\ de[l]?|desde\ (?:hoy|el|la)|plazo|empieza[n]?|vale\ desde|entra\ en\ vigor
    |jusqu['’]\w+|avant\ le|au\ plus\ tard|d['’]ici\ (?:au|le)|à\ partir\ d\w+|dès|délai|commence(?:nt)?
    |bis|spätestens|vor\ dem|ab\ (?:sofort|dem|\d+)|frist|beginn(?:t|en)|endet|gilt"""
)
_COMMAND: Final = (
    r"bring|come|meet|call|send|sign|wear|vote|report|keep|register|ask|contact|check|return|write|text|join"
    r"|give|log"
    r"|stay|show|tell|look|read|save|take|do\ not|don['’]t|never"
    r"|traed|traiga[n]?|env[ií][ae]\w*|llam[ae]\w*|acud[aei]\w*|lleva|lleve[n]?|present[ae]\w*"
    r"|contest[ae]\w*|avis[ae]\w*|pedid|venid"
    r"|no\ (?:firm|discut|acept|contest|acud)\w+|guard[ae]\w*|not[ae]\w*|nunca|exigid"
    r"|(?:ne\ |n['’])?(?!chez|assez)\w{2,}ez(?:-\w+)?|venez"
    r"|bringt|kommt|meldet|schickt|schreibt|unterschreibt|gebt|ruft|nehmt|sagt|tragt|fragt|geht|bleibt"
    r"|haltet|bitte"
)
_ORDER: Final = _cue(
    rf"(?:^\W*|[;:,]\ (?:and\ |y\ |et\ |und\ )?|\ and\ |\ y\ |\ et\ |\ und\ |please\ )(?:{_COMMAND})(?!\w)"
)
_DUTY: Final = _whole(
    r"""must|should|shall|need\ to|needs\ to|have\ to|may\ not|cannot|can\ claim|are\ asked|is\ asked
    |please|do\ not
    |debe[nr]?|deberá[n]?|tiene[n]?\ que|hay\ que|se\ ruega|se\ convoca|podrá[n]?|no\ puede[n]?|pueden|invita
    |doi(?:t|vent)|devez|il\ faut|prière\ de|veuillez|peuvent|droit\ de|invite|est\ accepté[e]?
    |muss|müssen|sollen|dürfen|darf|können\ sich|ist\ verboten"""
)
_CASE: Final = _cue(
    r"""^\W*(?:if|unless|when|until|wer|wenn|falls|wird|sollte|si|quien|el\ que|cuando|members\ (?:who
    |more)|anyone\ who
    |those\ who|everyone\ who|nobody|no\ member|nadie|ningún|quiconque|aucune?|niemand|keine?r?|bis
    |d['’]ici|faute)\b
    |(?:;|:|,)\ (?:if|quien|si|wer|wenn)\b"""
)
_WHOM: Final = _whole(
    r"""all|every|everyone|each|nobody|no\ one|no\ member|anyone|members|whole|including|are\ included|covers
    |todos|todas|nadie|ningún|ninguna|cada|toda\ la|incluid[oa]s|incluye|afiliad[oa]s?|quedan\ fuera
    |tous|toutes|chacune?|aucune?|personne|l['’]ensemble|chaque|y\ compris|concerne
    |alle[nrs]?|sämtliche[nr]?|jede[rsn]?|niemand|kein(?:e[rmn]?)?|betrifft|ausgenommen|auszubildende"""
)
_PLACE: Final = _whole(
    r"""hall|gates?|room|street|avenue|church|chapel|office|square|park|pier|school|hotel|centre|center
    |cafeteria|lodge|in\ person
    |plaza|puerta|calle|sede|local|nave|portón|cancha|sala|almacén|caseta|rampa
    |place|porte|rue|salle|gare|siège|cour|métro|parvis|tribunal|maison\ d\w+
    |tor|\w*platz|halle|\w*haus|\w*straße|\w*saal|kirche|kantine|kasino|geschäftsstelle"""
)
_MEETING: Final = _whole(
    r"""pickets?|meeting|meets?|rally|march|vote|voting|ballots?|funeral|session
    |piquetes?|asambleas?|concentración|marcha|se\ vota|votar\w*|votación|se\ reúne
    |piquets?|rassembl\w+|assemblée|manifestation|consultation|réunion
    |kundgebung|versammlung(?:en)?|\w*versammlung(?:en)?|abstimm\w+|sitzung|streikposten|treff\w*"""
)
_AMOUNT: Final = _cue(
    r"""\d\s?(?:%|per\ ?cent|percent|por\ ciento|pour\ cent|prozent|euro|€)|[$£€]\s?\d|\d+\ (?:votes|votos
    |voix|stimmen)
    |\d{1,3}(?:[.,\ ]\d{3})+|\bpay\b|\bwages\b|\bsalari\w+|\bsalaires?\b|\blohn\w*|\bentgelt\b|back\ pay
    |\bsueldo"""
)
_NUMBER: Final = _cue(r"\d")
_SAID: Final = (
    r"said|says|told|adds|added|asked|wrote|writes|sagte|sagt|meint|meinte|erklär\w+|erzählt|schrieb"
    r"|schreibt|berichtet"
    r"|dijo|dice|afirm\w+|cont[óa]|explic\w+|escribe|escribió|señal\w+|a\ déclaré|a\ dit|dit|racont\w+"
    r"|expliqu\w+|précis\w+"
    r"|écrit|lance"
)
_QUOTED: Final = _cue(
    rf"^[“„«»\"]|[,!?][”“»\"]\ |[”“»\"],?\ (?:\w+\ )?(?:{_SAID})\b|\b(?:{_SAID})[^.“„«»\"]*:\ ?[“„«»\"]"
)
_ASKING: Final = _cue(r"\?\W*$")
_SHOUTED: Final = _cue(r"!\W*$")
_MYSELF: Final = _whole(r"i|i['’]\w+|me|my|myself|yo|mi|me|je|j['’]\w+|mon|moi|ich|mich|mir|mein(?:e[nmr]?)?")
_PAST: Final = _cue(
    r"""\b(?:was|were|had|years\ ago|last\ year|back\ then|in\ (?:19|20)\d\d)\b|\bhace\ \w+\ años\b
    |\bera[n]?\b|\bhabía[n]?\b
    |\bil\ y\ a\ \w+\ ans\b|\bétai(?:t|ent)\b|\bavai(?:t|ent)\b|\bvor\ \w+\ jahren\b|\bwar(?:en)?\b
    |\bhatten?\b"""
)
_COMING: Final = _whole(
    r"""will|going\ to|would|next|tonight|tomorrow|today|now
    |\w{2,}(?:rá|rán|remos)|mañana|hoy|próxim[oa]s?
    |\w{2,}(?:era|eront|ront|ira|iront)|demain|prochaine?s?
    |wird|werden|morgen|heute|nächste[nrsm]?"""
)
_OFFER: Final = _whole(
    r"""offer(?:s|ed)?|propos(?:e|es|ed|al)|demands?|asks?\ for|increase[ds]?|raises?|rise[s]?|goes\ up
    |back\ pay
    |ofrece[n]?|ofreció|oferta|solicita|reclama|pide|exige|aumento|incremento|sube[n]?|pagan?|abonar
    |propose(?:nt)?|offre|demande|exige|revendiqu\w+|augment\w+|vers(?:er|era)|payés?|payées?
    |angeboten|geboten|angebot|gefordert|forder(?:n|t|ung|ungen)|steig(?:t|en)|erhöh\w+|nachzahl\w+"""
)
_YOU: Final = _whole(
    r"you|your|yours|os|vuestr[oa]s?|usted(?:es)?|tu|te|ti|vous|votre|vos|ihr|euch|eu(?:er|re[nrms]?)"
)


def _is_short(sentence: str) -> bool:
    return len(sentence.split()) < 8


def _is_slight(sentence: str) -> bool:
    return len(sentence.split()) < 14


#: What counts, and how much. Set by hand, and measured on evaluation/summaries.
CUES: Final[dict[str, tuple[Callable[[str], bool], float]]] = {
    "decision": (_DECISION, 1.5),
    "day": (_whole(_DAY), 0.8),
    "date": (_whole(_MONTH), 0.8),
    "clock": (_cue(rf"(?<!\w)(?:{_CLOCK})"), 1.0),
    "deadline": (_DEADLINE, 0.7),
    "order": (_ORDER, 1.2),
    "duty": (_DUTY, 0.6),
    "case": (_CASE, 0.9),
    "whom": (_WHOM, 0.5),
    "place": (_PLACE, 0.4),
    "meeting": (_MEETING, 0.5),
    "amount": (_AMOUNT, 0.6),
    "number": (_NUMBER, 0.4),
    "coming": (_COMING, 0.3),
    "offer": (_OFFER, 0.4),
    "you": (_YOU, 0.3),
    "quoted": (_QUOTED, -1.6),
    "asking": (_ASKING, -2.0),
    "shouted": (_SHOUTED, -0.8),
    "myself": (_MYSELF, -0.7),
    "past": (_PAST, -0.5),
    "short": (_is_short, -1.2),
    "slight": (_is_slight, -0.6),
    "thanks": (gives_thanks, -4.0),
    "about": (is_about_the_union, -5.0),
}


def cues(sentence: str) -> tuple[str, ...]:
    """Name the cues that a sentence has."""
    return tuple(name for name, (is_there, _) in CUES.items() if is_there(sentence))


def salience(sentence: str) -> float:
    """Weigh what a sentence holds of what members need."""
    return sum(CUES[name][1] for name in cues(sentence))
