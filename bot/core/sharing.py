"""Is an element a row of links by which a text is passed on? Told by where they lead and their names.

Used by `bot.core.pagestructure`. Guarantee: one link to a network makes no row, for a statement may have one.
"""

import re
from itertools import islice
from typing import Any, Final

_FEWEST: Final = 2  # links
_MOST: Final = 30  # links that are looked at
_LONGEST: Final = 2000  # characters of an address
_CALLED: Final = re.compile(
    r"\s*(?:(?:share|compartir|partager|teilen)(?: (?:on|by|via|en|por|sur|par|auf|per))? )?"
    r"(?:facebook|twitter|x|bluesky|mastodon|linkedin|whatsapp|telegram|threads|reddit|signal|tumblr|pinterest"
    r"|e-?mail|mail|correo|courriel|(?:copy|copiar|copier) (?:link|enlace|le lien)|link kopieren)\s*",
    re.IGNORECASE,
)
_LEADS: Final = re.compile(
    r"mailto:\?|(?:https?:)?//[^/]{1,60}/(?:sharer(?:\.php|/)|share(?:\?|\.php|Article|/url)|intent/)"
    r"|(?:https?:)?//(?:wa\.me/\?|api\.whatsapp\.com/send|t\.me/share)",
    re.IGNORECASE,
)


def shares(element: Any) -> bool:
    """Return whether an element holds links to pass a text on by, and hardly another."""
    links = list(islice(element.iter("a"), _MOST))
    passing = sum(_passes_on(link) for link in links)
    return passing >= _FEWEST and 2 * passing > len(links)


def _passes_on(link: Any) -> bool:
    address = (link.get("href") or "")[:_LONGEST]
    return _LEADS.match(address) is not None or _CALLED.fullmatch("".join(link.itertext())[:40]) is not None
