"""Mend UTF-8 that was read as Windows-1252, without moving a letter: “donâ€™t” as “don’t”.

Called by `bot.core.quotes.words` and `bot.core.quotes.pieces`, which compare the mended text and quote from
the one that was given. Guarantees: the mended text is as long as the given one, so that a place in the one
is the same place in the other (`FILLERS` take up what is left over); text that is no mojibake stays as it
is. What white-space folding and the removal of control characters do to mojibake is mended too. An invisible
mark that takes no place of its own is what makes a library's mending unfit here.
"""

import re
from functools import lru_cache, partial
from typing import Final

#: Stand for what a mended character leaves over, the one behind a letter, the other before a mark; they show
#: nothing and part no words.
FILLER: Final = "\u2060"
LEADER: Final = "\u2064"
FILLERS: Final = FILLER + LEADER

_ROUNDS: Final = 3  # mojibake of mojibake of mojibake has been seen; more has not


def _as_cp1252(byte: int) -> str:
    """Return the character as which a byte is shown; browsers show the five undefined ones as controls."""
    try:
        return bytes((byte,)).decode("cp1252")
    except UnicodeDecodeError:
        return chr(byte)


_BYTES: Final = {_as_cp1252(byte): byte for byte in range(0x80, 0x100)} | {
    chr(byte): byte
    for byte in range(0x80, 0xA0)  # read as Latin-1
}
# Between the bytes there may be what an earlier round left over.
_LEFT: Final = f"[{FILLERS}]*"
_CONTINUING: Final = rf"{_LEFT}[{re.escape(''.join(char for char, byte in _BYTES.items() if byte < 0xC0))}]"
_PAIR: Final = rf"[ÂÃÄÅÆËÐÑÎÏ]{_CONTINUING}"  # a letter of the Latin, Cyrillic or Greek alphabet
_TRIPLE: Final = rf"[à-ï](?:{_CONTINUING}){{2}}"  # anything else in the basic plane
# “café”— is a word before a closing mark and a dash, and could be read as a Chinese character; IRMÃ” is a
# word in capitals before a closing mark. So one alone is mended only where it can hardly be anything else.
_SEQUENCE: Final = re.compile(
    rf"(?:{_LEFT}(?:{_PAIR}|{_TRIPLE})){{2,}}"
    rf"|Â{_CONTINUING}|Ã(?!{_LEFT}[”’…—–](?!\w)){_CONTINUING}|(?<![A-ZÀ-Þ])Ã{_CONTINUING}"
    rf"|Å{_LEFT}[“’¡¾¸]|Æ{_LEFT}’|Ë{_LEFT}[†œ]"  # mojibake of what Windows-1252 has above Latin-1
    rf"|â{_LEFT}[€\x80„\x84‚\x82]{_CONTINUING}|ï{_LEFT}»{_LEFT}¿"
    rf"|ð{_LEFT}[Ÿ\x9f](?:{_CONTINUING}){{2}}"
)
_CHARACTER: Final = re.compile(rf"{_PAIR}|{_TRIPLE}|ð(?:{_CONTINUING}){{3}}")
# What is left where the last byte was an undefined one and has been dropped, replaced or folded into a space.
_REMNANTS: Final = (
    (re.compile(rf"â{_LEFT}+€{_LEFT}+(?:\ufffd|(?![\w€]))"), "”"),
    (re.compile("\\bÃ(?=[a-zß-ÿ])"), "Á"),
    (re.compile("(?<=[a-zß-ÿ])Ã(?=[a-zß-ÿ])"), "í"),  # its second byte is the soft hyphen
    (re.compile("(?<![A-ZÀ-Þ])Ã(?= )"), "à"),  # its second byte is the no-break space
    (re.compile(r"Â(?=\W|\Z)"), FILLER),  # of a no-break space, or of a mark that was cut off
)
_SUSPICIOUS: Final = re.compile(rf"[ÂÃÄÅÆËÎÏÐÑà-ð](?:{_CONTINUING}|[ a-zß-ÿ](?<=[ÂÃ].)|(?<=Â)(?:\W|\Z))")


@lru_cache(maxsize=64)
def mend(text: str) -> str:
    """Return `text` with mojibake mended, as long as it was."""
    if text.isascii() or _SUSPICIOUS.search(text) is None:
        return text
    for _ in range(_ROUNDS):
        mended = _SEQUENCE.sub(_mended, text)
        if mended == text:
            break
        text = mended
    for remnant, letter in _REMNANTS:
        text = remnant.sub(partial(_filled, letter), text)
    return text


def _mended(found: re.Match[str]) -> str:
    return _CHARACTER.sub(_decoded, found[0])


def _filled(letter: str, found: re.Match[str]) -> str:
    """Return a character as long as what it stands for.

    A letter comes first, so that it is where its word begins; a mark comes last, beside what it goes with.
    """
    size = len(found[0])
    return letter.ljust(size, FILLER) if letter.isalnum() else letter.rjust(size, LEADER)


def _decoded(found: re.Match[str]) -> str:
    try:
        character = bytes(_BYTES[char] for char in found[0] if char not in FILLERS).decode()
    except UnicodeDecodeError:
        return found[0]
    return _filled(character, found)
