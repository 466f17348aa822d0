"""What of a pasted text are words, and what is Discord's markup? Addresses, mentions, block quotations.

Called by `bot.core.quotes.pieces` and, for `links_of`, by `bot.services.verifier`. Guarantees: `readable`
text is as long as the given one, so that a place in the one is the same place in the other; the time grows
with the text's length.
"""

import re
from collections.abc import Iterator
from itertools import islice
from typing import Final

from bot.core.quotes.mojibake import mend

MOST_LINKS: Final = 50

# Not the end of something else, such as evil://www.guild.example; and it does not go on into the parenthesis
# of a masked link, whose words may be an address themselves.
_ADDRESS: Final = r"(?<![A-Za-z0-9_@/\\.+-])(?i:https?://|www\.)(?:(?!\]\()[^\s<>\"“”«»|])+"
_MASKED: Final = (
    r"\]\(<?(?P<url>https?://[^\s()<>\]]+(?:\([^\s()<>\]]*\)[^\s()<>\]]*)*)>?(?:\s\"[^\"\n]*\")?\)"
)
#: The words of a masked link are passed over: an address among them leads nowhere.
_LINK: Final = re.compile(rf"(?:\[[^\[\]\n]{{0,500}})?{_MASKED}|{_ADDRESS}")
_NO_WORDS: Final = re.compile(
    rf"{_MASKED}|{_ADDRESS}|<(?:@[!&]?|\#)\d+>|<a?:\w+:\d+>|^```\w*$|^[^\S\n]*>(?:>>)?(?=\s)", re.MULTILINE
)
_BLOCK: Final = re.compile(
    r"^[^\S\n]*>>>\s[\s\S]*\Z|(?:^[^\S\n]*>(?:[^\S\n][^\n]*)?(?:\n|\Z))+", re.MULTILINE
)
_AFTER_ADDRESS: Final = ".,;:!?…'’*_~`]}"


def readable(text: str) -> str:
    """Return `text` with mojibake mended and addresses, mentions and marks of block quotations blanked."""
    mended = mend(text)
    if not (_may_have_links(text) or any(mark in text for mark in "<>`")):
        return mended
    return _NO_WORDS.sub(lambda found: re.sub(r"[^\n]", " ", found[0]), mended)


def regions(text: str) -> Iterator[tuple[int, int, bool]]:
    """Yield start and end of a text's parts, and whether each is a block quotation (lines after ``>``)."""
    at = 0
    for block in _BLOCK.finditer(text) if ">" in text else ():
        if block.start() > at:
            yield at, block.start(), False
        yield *block.span(), True
        at = block.end()
    if at < len(text):
        yield at, len(text), False


def links_of(text: str) -> tuple[str, ...]:
    """Return the addresses in a text, those behind other words too, each once; at most `MOST_LINKS`."""
    if not _may_have_links(text):
        return ()
    found = (match["url"] or _without_trailing(match[0]) for match in _LINK.finditer(text))
    return tuple(dict.fromkeys(islice(found, MOST_LINKS)))


def _may_have_links(text: str) -> bool:
    """Tell at little cost that there is no address: most texts have none."""
    return "://" in text or "www." in text.lower()


def _without_trailing(url: str) -> str:
    """Return an address without what belongs to the sentence around it."""
    bare = url.rstrip(_AFTER_ADDRESS)
    while bare.endswith(")") and bare.count(")") > bare.count("("):
        bare = bare[:-1].rstrip(_AFTER_ADDRESS)
    return bare
