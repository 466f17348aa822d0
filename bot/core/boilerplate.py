"""Is this a sentence of the statement, or what stands around statements? In four languages.

Called by `bot.core.summarise`. Furniture belongs to the page; courtesy (salutations, thanks, sign-offs) and
paragraphs about the union belong to every statement and say nothing new in any. None is ever a summary.
"""

import re
from typing import Final

from bot.core.tails import is_invitation
from bot.core.textlines import is_salutation, is_sign_off

_GREETING: Final = re.compile(
    r"(?:dear|hello|hi|hey|greetings|good (?:morning|afternoon|evening)|to (?:all )?our|attention"
    r"|estimad[oa]s?|querid[oa]s?|compañer[oa]s|hola|buen[oa]s (?:días|tardes|noches)|reciban un"
    r"|chère?s?|cher|bonjour|bonsoir|liebe[rs]?|sehr geehrte|hallo|guten (?:tag|morgen|abend))\b",
    re.IGNORECASE,
)
_COURTESY_WORDS: Final = 8  # a longer sentence that opens like a greeting is one in its own right
_THANKS: Final = re.compile(
    r"(?:(?:and |first,? )?(?:i|we)(?: also)? (?:want to |would like to |wish to )?thank\b|thank(?:s"
    r"| you)\b|our thanks"
    r"|(?:muchas )?gracias\b|(?:os|les|te|le) (?:agradec|damos las gracias)|agradec"
    r"|queremos (?:dar las gracias|agradecer)"
    r"|merci\b|nous (?:tenons à )?(?:remerci|salu)|un grand merci|danke\b|vielen dank|herzlichen dank"
    r"|wir (?:danken|bedanken)"
    r"|zunächst möchten wir uns bei)",
    re.IGNORECASE,
)
_ABOUT: Final = re.compile(
    r"^(?:about (?:the|us)\b|acerca de\b|sobre el sindicato\b|à propos\b|über (?:uns|die)\b.{0,60}:)"
    r"|\b(?:represents|has|agrupa a|representa al?|représente|regroupe|défend|vertritt|zählt|organisiert)"
    r"\ (?:now\ |some\ |about\ |más\ de\ |plus\ de\ |rund\ |mehr\ als\ )?[\d.,\ ]*\d[\d.,\ ]*\ ?(?:%"
    r"|\w+\ )?\w*"
    r"(?:people|members|workers|employees|personas|afiliad|trabajador|la\ plantilla|salarié|adhérent"
    r"|membres|mitglieder|beschäftigte)"
    r"|\bwas founded\b|\bfounded in\b|\bfue fundad|\bfondé en\b|\bgegründet\b|\bis committed to\b",
    re.IGNORECASE,
)
_FURNITURE: Final = re.compile(
    r"\W*(?:(?:click|tap) here|(?:top|bottom) of page|back to top|skip to|share (?:this|on|via)\b"
    r"|follow us on|videos? by|photos? (?:by|courtesy)|(?:photo|image) credit|for immediate release"
    r"|(?:media|press) (?:contacts?|release|enquiries|inquiries)\b|contact:|notes to editors|posted (?:on"
    r"|by|in)\b"
    r"|updated:|loading\b|failed to load|advertisement|unsubscribe|you are receiving|all rights reserved"
    r"|copyright|©"
    r"|the post .* appeared first on|contains quote post"
    r"|contacto (?:para|de) (?:los )?(?:medios|prensa)|nota de prensa\b|comunicado de prensa\b"
    r"|compartir (?:en|este)\b"
    r"|contacts? presse|communiqué de presse\b|partager (?:sur|cet)\b"
    r"|pressekontakt|pressemitteilung\b|sperrfrist|(?:auf|bei) \w+ teilen\b)",
    re.IGNORECASE,
)
# What a union sets right it first repeats; on its own the repetition would speak for the other side.
_REPEATED: Final = re.compile(
    r"\W*(?:myths?|claims?|rumou?rs?|fiction|falsehood|misinformation|(?:what )?they say|mitos?|bulos?"
    r"|rumor(?:es)?"
    r"|lo que dicen|mythes?|idée reçue|rumeurs?|(?:ce qu['’])?ils disent|mythos|mythen|gerüchte?"
    r"|behauptung(?:en)?)\b"
    r"[^.!?]{0,20}:",
    re.IGNORECASE,
)
_INVITATION_LENGTH: Final = 100
_TEMPLATE: Final = re.compile(r"\{\{|\}\}|<%|%>")


def is_furniture(sentence: str) -> bool:
    """Tell whether a sentence belongs to the page, not to the statement."""
    return (
        _FURNITURE.match(sentence) is not None
        or _TEMPLATE.search(sentence) is not None
        or (len(sentence) <= _INVITATION_LENGTH and is_invitation(sentence))
    )


def is_courtesy(sentence: str) -> bool:
    """Tell whether a sentence greets or takes leave, and does nothing else."""
    greets = _GREETING.match(sentence) is not None and len(sentence.split()) <= _COURTESY_WORDS
    return greets or is_salutation(sentence) or is_sign_off(sentence)


def gives_thanks(sentence: str) -> bool:
    """Tell whether a sentence opens with thanks."""
    return _THANKS.match(sentence) is not None


def is_about_the_union(sentence: str) -> bool:
    """Tell whether a sentence is of the paragraph about the union that ends press releases."""
    return _ABOUT.search(sentence) is not None


def repeats_a_claim(sentence: str) -> bool:
    """Tell whether a sentence says what others say, to set it right afterwards."""
    return _REPEATED.match(sentence) is not None
