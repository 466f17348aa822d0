"""Which words only say who said it? “…, she said”, “The guild wrote: …”: they are nobody's quotation.

Called by `bot.core.quotes.pieces`.
"""

import re
from typing import Final

from bot.core.quotes.lexicon import is_article, is_saying
from bot.core.quotes.words import Words, comparable

_MOST_WORDS: Final = 9  # more of them claim something
_TAIL: Final = re.compile(r"[,，]['’”\"]*\s+(?P<tail>[^,.!?;:\n]{2,90})[.!]?\s*\Z")
_SIGNED: Final = re.compile(r"(?<=[.!?…”\"’»])\s+[—–-]{1,2}\s*(?P<tail>[^\W\d_][^.!?;:\n]{1,90})\.?\s*\Z")
_DASHES: Final = "—–-"  # `_SIGNED` asks for one of them: a text without any need not be searched
_HEAD: Final = re.compile(r"\A(?P<head>[^.!?;:\n]{2,90}):\s+")
_REACH: Final = 200  # characters from an end in which an attribution is looked for


def is_attribution(text: str) -> bool:
    """Tell whether what stands beside a quotation only says whose it is."""
    forms = comparable(text).forms
    return len(forms) <= _MOST_WORDS and any(map(is_saying, forms))


def _is_tail(text: str) -> bool:
    """Tell whether a last clause names somebody and a verb of saying, and nothing that was said."""
    tail = comparable(text)
    verb = next((at for at, form in enumerate(tail.forms) if is_saying(form)), None)
    if verb is None or len(tail.forms) > _MOST_WORDS:
        return False
    return all(_names_somebody(tail, at) for at in range(len(tail.forms)) if at != verb)


def _names_somebody(tail: Words, at: int) -> bool:
    return tail.written(at)[0].isupper() or is_article(tail.forms[at])


def attribution_ends(text: str) -> int:
    """Return where a sentence begins, past “The guild wrote: …”."""
    found = _HEAD.match(text)
    return found.end() if found and is_attribution(found["head"]) else 0


def attribution_begins(text: str) -> int:
    """Return where a sentence ends, before “…, she said” and “… — The committee”."""
    offset = max(0, len(text) - _REACH)
    tail = text[offset:]
    found = _TAIL.search(tail)
    if found and _is_tail(found["tail"]):
        return offset + found.start()
    found = _SIGNED.search(tail) if any(map(tail.__contains__, _DASHES)) else None
    return offset + found.start() if found and found["tail"][0].isupper() else len(text)
