"""Does a sentence look like news of a strike? Phrases, in English and Spanish, and what speaks against them.

Used by `bot.core.strike_hints`, which asks the admins; nothing else ever follows from what is found here.
Simple rules: what is denied, asked, wished for, reported of others, long past or about somebody else's strike
is passed over where that can be seen in the sentence itself.
"""

import re
from typing import Final

from bot.core.model import Happening
from bot.core.strike_names import OwnWords, fold, is_anothers_strike, is_said_of_others

_STRIKE: Final = (
    r"(?P<strike>strike(?! (?:pay|funds?|benefits?|captains?|committee)\b)|walkout|work stoppage|huelga|paro)"
)
_DETERMINER: Final = r"(?:(?:the|our|this|that|your|its|an?|la|el|nuestra|nuestro|una?|esta|este|su) )?"
_A_STRIKE: Final = rf"{_DETERMINER}(?:(?!off\b|for\b|on\b)[\w'/&.-]+ ){{0,4}}?{_STRIKE}\b"
#: What may stand between a strike and what is said of it: whom it is against, where it is, whose it is.
_OF: Final = (
    r"(?: indefinid[ao])?(?: (?:(?:against|at|with|in our|contra|en nuestr[ao]) [\w'&./ -]{1,50}?"
    r"|(?:of|by|del?) (?P<whose>[\w'&./ -]{1,50}?)))?"
)
_NOW: Final = r"(?: (?:now|finally|officially|hereby|today|will|ya|hoy|oficialmente))*"
_IS: Final = r" (?:is|has|was|will|are|have|be|been|esta|queda|ha|se|sido|fue)"
_IT_IS: Final = rf"\b{_STRIKE}{_OF}(?:{_NOW}{_IS})+{_NOW}"
_IT: Final = rf"\b{_STRIKE}{_OF}{_NOW}"
_VOTED_TO: Final = r"\b(?:vot\w+|decid\w+|agree[sd]?|resolv\w+) (?:[\w'-]+ ){0,4}?to"
_PICKETS: Final = r"(?:picketing|pickets|picket lines?|(?:los )?piquetes)"
_DEAL: Final = (
    r"(?:tentative (?:\w+ )?(?:agreement|deal|contract|settlement)|(?:agreement|deal) in principle|preacuerdo"
    r"|principio de acuerdo|acuerdo (?:tentativo|provisional|preliminar|de principio))"
)
_CONTRACT: Final = r"(?:contracts?|agreements?|deal|settlement|preacuerdo|acuerdo|convenio|contrato)"
_SOME: Final = r"(?:[\w'/-]+ ){0,5}?"

_PHRASES: Final[dict[Happening, tuple[str, ...]]] = {
    Happening.ENDED: (
        rf"{_IT_IS} (?:over|ended|concluded|called off|won|settled|terminad[ao]|finalizad[ao]|acabado"
        r"|concluid[ao]|desconvocad[ao]|levantad[ao])\b",
        rf"{_IT} (?:ends?|ended|concludes|comes to an end|came to an end|over(?=[.!]*$)|termina|termino"
        r"|finaliza|finalizo|acaba|acabo|concluye|concluyo)\b",
        rf"\b(?:ends|ended|calls off|called off|concludes|concluded) {_A_STRIKE}",
        rf"{_VOTED_TO} (?:end|call off|conclude) {_A_STRIKE}",
        rf"\bend of (?:the|our) {_A_STRIKE}",
        rf"\b(?:are|is|we're) ending {_A_STRIKE}",
        r"\b(?:termina|termino|finaliza|finalizo|acaba|acabo|concluye|desconvoca\w*|levanta(?:mos|n)?"
        rf"|pon(?:e|emos|en) fin a|fin de"
        rf"|da(?:mos|n)? por (?:terminad[ao]|finalizad[ao]|concluid[ao])) {_A_STRIKE}",
    ),
    Happening.SUSPENDED: (
        rf"{_IT_IS} (?:suspended|suspendid[ao])\b",
        rf"{_IT} suspended\b",
        rf"\b(?:suspends|suspended) {_A_STRIKE}",
        rf"\b(?:we|board|committee|council) (?:\w+ )?suspend {_A_STRIKE}",
        rf"{_VOTED_TO} suspend {_A_STRIKE}",
        rf"\bsuspension (?:of|de) {_A_STRIKE}",
        rf"\b(?:suspende(?:mos|n)?|suspendio|suspendid[ao]) {_A_STRIKE}",
    ),
    Happening.PAUSED: (
        rf"{_IT_IS} (?:paused|on pause|on hold|en pausa)\b",
        rf"\b{_PICKETS}(?:{_NOW}{_IS})+{_NOW} (?:paused|on pause|on hold|suspended|en pausa|suspendidos)\b",
        rf"\b(?:pauses?|paused|pausing|pausa(?:mos|n)?|pausa (?:de|en)) {_A_STRIKE}",
        rf"\b(?:pauses?|paused|pausing|suspends?|suspended|suspendemos) (?:all |our |the )*{_PICKETS}\b",
    ),
    Happening.RESUMED: (
        rf"{_IT} (?:resumes?|resumed|is back on|se reanuda)\b",
        rf"\b{_PICKETS}{_NOW} (?:resumes?|resumed|(?:is|are) back)\b",
        rf"\b(?:resumes?|resumed|resuming|reanuda(?:mos|n)?) (?:{_A_STRIKE}|(?:all |our |the )*{_PICKETS}\b)",
    ),
    Happening.TENTATIVE_AGREEMENT: (
        r"\b(?:(?<!to )reach|reache[sd]|secure[sd]|won|wins|we (?:now )?have an?|got|achieve[sd]|signed"
        rf"|struck|announce[sd]?|there is) {_SOME}{_SOME}{_DEAL}\b",
        rf"\b{_DEAL} {_SOME}(?:reached|signed|announced|achieved|alcanzado|logrado|firmado)\b",
        rf"^(?:we have )?(?:an? |the |un |el )?{_DEAL}(?: (?:with|con)\b.*)?[.! ]*$",
        rf"\b(?:committee|board) {_SOME}vot\w+ {_SOME}to approve {_SOME}{_DEAL}\b",
        r"\b(?:alcanz(?:amos|an|o|a|ado)|logr(?:amos|an|o|a|ado)|firm(?:amos|an|o|a|ado)|llegamos a"
        rf"|llegado a|hay|tenemos|conseguimos|conseguido) {_SOME}{_DEAL}\b",
    ),
    Happening.RATIFIED: (
        rf"\b(?:ratified|ratifies|(?<!to )(?<!will )ratify) {_SOME}{_CONTRACT}\b",
        rf"\b{_CONTRACT} (?:(?:is|has|was|been|now|ha|sido|queda) )*(?:ratified|ratificado)\b",
        rf"{_VOTED_TO} ratify {_SOME}{_CONTRACT}\b",
        rf"\bmembers {_SOME}vot\w+ {_SOME}to (?:approve|accept) {_SOME}{_CONTRACT}\b",
        rf"\bmembers (?:have )?(?:approved?|accepted?) {_SOME}{_CONTRACT}\b",
        rf"\bratific(?:a|an|amos|aron|o|ado) {_SOME}{_CONTRACT}\b",
    ),
    Happening.BEGUN: (
        r"\b(?:calls|called|declares?|declared|begins?|began|begun|starts?|started|launche[sd]) "
        rf"{_A_STRIKE}(?! (?:vote|ballot|fund|authori))",
        rf"{_IT} (?:begins|began|begun|starts|started|underway|called(?! off)|declared|comienza|comenzo"
        r"|empieza|empezo|convocad[ao])\b",
        rf"{_IT_IS} (?:begun|started|on|underway|under way|called(?! off)|declared|comenzado|empezado"
        r"|convocad[ao])\b",
        r"\b(?:we|members|workers) are (?:now |officially )*on strike\b",
        r"\b(?:go(?:es)?|went) on strike\b",
        r"^(?:we are )?on strike[.! ]*$",
        r"\bon strike (?:as of|from|beginning|starting|effective)\b",
        r"\b(?:convoca(?:mos|n)?|convoco|declara(?:mos|n)?|inicia(?:mos|n)?|comienza|empieza|empezamos) "
        rf"{_A_STRIKE}",
        r"\b(?:estamos|vamos) (?:ya )?(?:en|a la|a) huelga\b",
    ),
    Happening.AUTHORISED: (
        rf"\b(?:authori[sz]e[sd]?|approve[sd]?) {_A_STRIKE}",
        rf"\b{_STRIKE} (?:authori[sz]ation(?: vote)?(?: \w+)? (?:passe[sd]|approved|won)|authori[sz]ed)\b",
        rf"{_VOTED_TO} (?:authori[sz]e {_A_STRIKE}|strike\b|go on strike)",
        rf"\b(?:vot\w+ {_SOME}(?:for|in favou?r of|a favor de)|(?:yes|si) (?:to|a)) {_A_STRIKE}",
        rf"\b(?:autoriza(?:mos|n|ron)?|aprueban?|aprobamos|aprobaron) {_A_STRIKE}",
    ),
}
_PATTERNS: Final = {kind: tuple(map(re.compile, phrases)) for kind, phrases in _PHRASES.items()}
#: Every phrase holds one of these.
_CUES: Final = (
    *("strike", "walkout", "stoppage", "huelga", "paro", "picket", "piquete"),
    *("agreement", "deal", "contract", "settlement", "acuerdo", "convenio", "contrato"),
)

_CLAUSE_ENDS: Final = re.compile(r"[,;:()—–]| but | pero ")
_DENIED: Final = re.compile(
    r"\b(?:not|no|never|neither|nor|nobody|none|without|cannot|far from|false|untrue|fake|deny|denies|denied"
    r"|rumou?rs?|nunca|jamas|ningun[ao]?|nadie|sin|tampoco|fals[ao]|desmentimos)\b|n't\b"
)
#: Before it, anywhere in the sentence.
_UNREAL: Final = re.compile(
    r"\b(?:if|unless|until|till|whether|once|as soon as|would|could|might|should|hop(?:e|es|ed|ing)|want\w*"
    r"|wish\w*|demand\w*|urg(?:e|es|ed|ing)|expect\w*|rather than|instead of|si(?! a)|hasta|a menos|una vez"
    r"|ojala|quier\w+|queremos|esper\w+|podria\w*|para que)\b"
)
#: Before it, in its own clause.
_UNREAL_HERE: Final = re.compile(r"\b(?:when|before|how|why|may|can|to see|cuando|antes de|como|por que)\b")
#: Right before it, but of a length of time: “after 118 days our strike is over” is news.
_PAST: Final = re.compile(
    r"\b(?:after|since|during|while|because|ever since|desde que|desde|despues de|tras|mientras)"
    r"(?!(?: [\w-]+){0,3} (?:days?|weeks?|months?|hours?|dias|semanas|meses))(?: [a-z']+){0,3} ?$"
)
#: Right after it, before the next clause.
_UNREAL_AFTER: Final = re.compile(
    r"^[^,;:.]*\b(?:if|unless|once|when|only|as soon as|si|cuando|solo)\b"
    r"|^[^.]{0,20}[:,–—] ?(?:no\b[.!]|false|not (?:true|so)|falso|mentira)"
)
_REPORTED: Final = re.compile(
    r"\b(?:papers?|media|headlines?|reporters?|employers?|compan(?:y|ies)|management|studios?|prensa|medios"
    r"|patronal|empresas?) (?:\w+ )?(?:say|says|said|claims?|claimed|reports?|reported|call|dicen?"
    r"|afirman?)\b|\b(?:reports?|claims?|messages?|posts?|emails?) (?:\w+ )?(?:that|say|saying|says|claim)\b"
    r"|\bmisinformation\b|\bbulos?\b|\breports (?:tonight|today|\()|\b(?:someone|somebody|alguien) is\b"
    r"|\b(?:scams?|scammers?|impostors?|estafas?)\b"
)
#: Anywhere in the sentence.
_OLD: Final = re.compile(
    r"\b(?:anniversary|aniversario|years? ago|last (?:year|time)|back in|(?<!our )histor(?:y|ic strike of)"
    r"|remember\w*|hace (?:\w+ )?anos)\b|\b(?:in|of|en|de) (?:19|20)\d\d\b"
)
_FOR_OTHERS: Final = re.compile(
    r"\b(?:congratulat\w+|in solidarity with|solidarity (?:to|with)|in support of|stand with|sister union"
    r"|felicit\w+|solidaridad con|apoyamos a|hunger strike|rent strike|huelga de hambre)\b"
)
_GOES_ON: Final = re.compile(
    r"\b(?:strike|walkout)(?: \w+)? (?:is not|isn't|has not|hasn't) (?:over|ended|been)\b"
    r"|\bstrike (?:continues|goes on)\b|\b(?:still|remain|stay) on strike\b"
    r"|\bhuelga (?:no ha (?:terminado|acabado)|sigue|continua)\b|\bseguimos en huelga\b"
)


def looks_like(sentence: str, own: OwnWords) -> frozenset[Happening]:
    """Return what a sentence of the union's looks like it tells of its own strikes."""
    folded = fold(sentence)
    if not any(cue in folded for cue in _CUES) or _is_beside_the_point(folded):
        return frozenset()
    found = set()
    for kind, patterns in _PATTERNS.items():
        matches = (match for pattern in patterns for match in pattern.finditer(folded))
        if any(_is_meant(match, sentence, own) for match in matches):
            found.add(kind)
    return frozenset(found)


def says_it_goes_on(text: str) -> bool:
    """Tell whether a text says in so many words that the strike is not over."""
    return _GOES_ON.search(fold(text)) is not None


def _is_beside_the_point(folded: str) -> bool:
    is_question = folded.rstrip("\"'”» ").endswith("?")
    return is_question or any(pattern.search(folded) for pattern in (_OLD, _FOR_OTHERS))


def _is_meant(match: re.Match[str], sentence: str, own: OwnWords) -> bool:
    folded = match.string
    ends = [end.end() for end in _CLAUSE_ENDS.finditer(folded, 0, match.start())]
    before, here = folded[: match.start()], folded[ends[-1] if ends else 0 : match.start()]
    return not (
        _DENIED.search(here + match[0])
        or _UNREAL.search(before)
        or _UNREAL_HERE.search(here)
        or _PAST.search(here)
        or _REPORTED.search(before)
        or _UNREAL_AFTER.search(folded[match.end() :])
        or is_anothers_strike(match, own)
        or is_said_of_others(match, sentence, own)
    )
