"""What copying does to a text and no reader would call a change: typography, spaces, broken encodings."""

import re
from random import Random

#: Spaces that stand for one space.
_SPACES = (
    "\N{NO-BREAK SPACE}",
    "  ",
    "\n",
    "\N{NARROW NO-BREAK SPACE}",
    "\N{THIN SPACE}",
    " \n",
    "\t",
    "   ",
)
_APOSTROPHES = ("'", "’", "‘", "ʼ", "´", "`")
_DASHES = (" – ", " — ", "—", " - ", " -- ", "–")
_LONG_WORD = re.compile(r"[^\W\d_]{8,}")
_SOFT_HYPHEN = "\N{SOFT HYPHEN}"
_APOSTROPHE = re.compile(r"(?<=\w)[’'](?=\w)")
_DASH = re.compile(r"\s+[–—]\s+")


def typography(text: str, random: Random) -> str:
    """Set the apostrophes, dashes and hyphens another way."""
    apostrophe = random.choice(_APOSTROPHES)
    text = _APOSTROPHE.sub(apostrophe, text)
    text = _DASH.sub(random.choice(_DASHES), text)
    hyphen = random.choice(("-", "\N{NON-BREAKING HYPHEN}", "\N{HYPHEN}"))
    return re.sub(r"(?<=\w)-(?=\w)", hyphen, text)


def spacing(text: str, random: Random) -> str:
    """Put odd spaces and single line breaks in place of some spaces, at least of one."""
    parts = text.split(" ")
    sure = random.randrange(len(parts) - 1)
    joined = [parts[0]]
    for number, part in enumerate(parts[1:]):
        odd = number == sure or random.random() < 0.25
        joined += [random.choice(_SPACES) if odd else " ", part]
    return "".join(joined)


def soft_hyphens(text: str, random: Random) -> str:
    """Put soft hyphens into the long words, at least into one where there is one."""

    def hyphenated(found: re.Match[str]) -> str:
        at = random.randrange(3, len(found.group()) - 3)
        return found.group()[:at] + _SOFT_HYPHEN + found.group()[at:]

    return _LONG_WORD.sub(hyphenated, text)


def mojibake(text: str) -> str:
    """Read the text's UTF-8 as Windows-1252, as browsers do: five bytes become control characters."""
    return "".join(_read_as_1252(byte) for byte in text.encode())


def curled(text: str) -> str:
    """Return the text with typographic apostrophes."""
    return _APOSTROPHE.sub("’", text)


def _read_as_1252(byte: int) -> str:
    try:
        return bytes([byte]).decode("cp1252")
    except UnicodeDecodeError:
        return chr(byte)
