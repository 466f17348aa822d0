"""Make words from a feed inert: in Discord's markdown, in a terminal, in a log line.

Called by `bot.core.render`, the terminal poster and whoever logs. Guarantees: escaped text shows the same
words and nothing else: no ping, no link, no emoji code, no heading, quotation or spoiler, no control
sequence, no reordered letters.
"""

import re
import unicodedata
from typing import Final

from bot.core.plaintext import UNSEEN, clean

_MARKUP: Final = re.compile(
    # a list's dash or number, or small print; at the end, for our own words may follow on a new line
    r"(?P<start>^[^\S\n]*(?:(?=[-+](?:[\s#]|\Z))|\d+(?=[.)](?:\s|\Z))))"
    r"|(?P<ping>@(?=everyone|here))"
    r"|[\\*_~`|<>\[\]#]"
    r"|:(?=//|[\w+-]{1,40}:)|(?<=mailto):",  # addresses that would become links, emoji codes
    re.MULTILINE | re.IGNORECASE,
)
_BREAKS: Final = re.compile(r"\r\n?|[\x0b\x0c\x85\u2028\u2029]")
_UNSAFE: Final = re.compile(f"[\x00-\x1f\x7f-\x9f\u2028\u2029{UNSEEN}]")
_WORD_REACH: Final = 20  # how far back a clipped title looks for the end of a word


def escape_markdown(text: str) -> str:
    """Return `text` such that Discord shows it as it stands, line breaks included."""
    return _MARKUP.sub(_inert, _BREAKS.sub("\n", clean(text)))


def _inert(found: re.Match[str]) -> str:
    if found["start"] is not None:
        return found[0] + "\\"
    return "@\u200b" if found["ping"] else "\\" + found[0]


def printable(text: str) -> str:
    r"""Return `text` on one line for a terminal or a log, with `\x1b`, `\u202e` … for what must not act."""
    return _UNSAFE.sub(lambda found: ascii(found[0])[1:-1], text)


def clip(text: str, limit: int) -> str:
    """Return at most `limit` characters, ending in “…” where something is missing; for titles only."""
    if len(text) <= limit:
        return text
    end = limit - 1
    space = text.rfind(" ", max(end - _WORD_REACH, 0), end + 1)
    end = space if space > 0 else end
    while end > 0 and (joins(text[end]) or text[end - 1] == "\u200d"):
        end -= 1
    return text[:end].rstrip() + "…"


def joins(character: str) -> bool:
    """Return whether a character belongs to the one before it (accents, emoji modifiers, joiners)."""
    return unicodedata.category(character) in ("Mn", "Me", "Mc", "Sk") or character == "\u200d"
