"""Mend text whose UTF-8 was read as something else: “donâ€™t” as “don’t”.

Called where a feed's or a page's words are read (`bot.core.rawentry`, `bot.core.mainpage`), before anything
is folded or dropped that the mending needs. Guarantees: quotation marks, dashes, ligatures and everything
else that is no damage stay as the union wrote them. (What members paste is mended by
`bot.core.quotes.mojibake`, where no letter may move.)
"""

import re
from typing import Final

from bot.core.plaintext import clean

# What damage is made of: a lead byte and a byte that goes on, as Windows-1252 or Latin-1 show them, or what
# MacRoman makes of the commonest. Only the library decides; it is slow to load and to ask.
_SUSPICIOUS: Final = re.compile(
    "[\x80-\x84\x86-\x9fÂ-ô‚√]"  # a class of characters, looked for fast: most texts hold none
    "(?:(?<=[\x80-\x9f])|(?<=[Â-ô])[^\x00-\x7f]|(?<=[ÂÃ])(?=[ \xa0])|(?<=‚)Ä|(?<=√)(?:[^\\s\\w]|\xa0))"
)
# The last byte of a closing quotation mark has no character in Windows-1252, and is often lost on the way.
_CUT_MARK: Final = re.compile("â€(?=[ .,;:!?)\\]<]|\\Z)")
_SPACES: Final = re.compile("[ \xa0]+")


def mend(text: str) -> str:
    """Return `text` with damage to its encoding mended, line by line, and nothing else changed."""
    if text.isascii() or _SUSPICIOUS.search(text) is None:
        return text
    return "\n".join(map(_mended, text.split("\n")))


def mend_words(text: str) -> str:
    """Return plain text mended, its spaces folded and what cannot be seen removed where that left any."""
    mended = mend(text)
    return text if mended == text else _SPACES.sub(" ", clean(mended))


def _mended(line: str) -> str:
    if line.isascii() or _SUSPICIOUS.search(line) is None:
        return line
    from ftfy import fix_encoding

    return fix_encoding(_CUT_MARK.sub("â€\x9d", line))
