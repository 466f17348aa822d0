"""What are papers, stations and press agencies called? The words that end or begin their names.

Used by the vetoes of `bot.core.provenance`. A word alone proves nothing (many a union has a “News”);
the vetoes count how such names are used.
"""

from typing import Final

_LAST: Final = (
    "Advertiser Agency Argus Beacon Bee Broadcasting Bugle Bulletin Chronicle Citizen Cable Courier Curtain "
    "Daily "
    "Democrat Dispatch Echo Enquirer Examiner Express Eye Fathom Gazette Globe Guardian Herald Independent "
    "Inquirer "
    "Insider Journal Ledger Leader Lens Magazine Mail Mercury Messenger Mirror Monitor News Newspaper "
    "Newswire "
    "Observer Outlook Pioneer Planet Podcast Post Press Quarterly Radio Reader Record Recorder Register "
    "Reporter "
    "Republic Review Scotsman Sentinel Sketch Standard Star Sun Tattler Telegram Telegraph Television Times "
    "Today "
    "Tribune Union-Tribune Variety Voice Weekly Wire World TV FM AM Online Playbook Dealer Intelligencer "
    "Zeitung Tageszeitung Anzeiger Blatt Bote Kurier Nachrichten Rundschau Rundfunk Funk Tagblatt Tageblatt "
    "Volksstimme Wochenblatt Wirtschaftsblatt Presse Spiegel Morgenpost Abendblatt Allgemeine Netzzeitung "
    "Diario Faro Gaceta Heraldo Mundo Noticias Onda Periódico Prensa País Semanal Voz Cadena Crónica Correo "
    "Expansión Agencia Canal Correspondant Courrier Dépêche Écho Figaro Gazette Journal Libération Monde "
    "Nouvelles Parisien Quotidien Républicain Tribune Voix Hebdo Info"
)
OUTLET_WORDS: Final = frozenset(word.casefold() for word in _LAST.split()) | {
    "channel",
    "kanal",
    "npr",
    "pbs",
}
_NAME: Final = r"[A-ZÀ-Þ0-9][\w&'’.-]*"
_JOINER: Final = r"(?: (?:of|de|del|du|da|des|la|le|les|el|los|am|an|der|und|and|the|&))?"
_ENDING: Final = (
    r"(?:[\w'’-]*(?:funk|blatt|kurier|zeitung|bote|anzeiger|post)|" + "|".join(_LAST.split()) + ")"
)
#: A name that ends in such a word (“Bayfront Courier”), begins with one (“El Faro de Levante”), or a
#: station (“Channel 6”, “KVLT”).
OUTLET: Final = (
    rf"(?:(?:The |El |La |Le |Die |Der )?(?:{_NAME}{_JOINER} ){{0,3}}\b{_ENDING}\b(?:-{_NAME})?"
    rf"(?:{_JOINER} {_NAME}){{0,3}}"
    r"|Channel \d+(?: [A-Z]\w+)?|[KW][A-Z]{2,3}(?:-(?:TV|FM|AM)\b| \d+| (?:News|Radio)\b)(?: [A-Z]\w+| \d+)?)"
)
