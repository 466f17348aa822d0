"""Recognise how a feed's text ends: whole, cut short, or with the site's own furniture.

Called by `bot.core.parse` (is the text cut off?), `bot.core.summarise` (what is no statement?) and
`bot.core.wholetext` (which words are the statement's own?).
"""

import re
from typing import Final

_ELLIPSIS: Final = re.compile(r"(?:…|\.\.\.|\[\s*(?:…|\.{3,}|&hellip;)\s*\])[\s\"'”’»)\]→>]*$")
_READ_ON: Final = re.compile(
    r"(?:^|[.!?…\]\)\n»”\"’']|\s(?=[\[(]))[\s\[(]*"
    r"(?:read (?:more|on)|continue reading|keep reading|see more|view (?:the )?(?:full|original) post"
    r"|(?:read|see|view) the (?:full|rest|whole|entire)\b|(?:click|tap) here to (?:read|continue))"
    r"[^.!?\n]{0,80}[\s.…»→>\])]*$",
    re.IGNORECASE,
)
_APPEARED_FIRST: Final = re.compile(r"The post\b.{0,400}\bappeared first on\b.{0,200}$", re.DOTALL)
_FINISHED: Final = re.compile(r"[.!?:;…][\"'”’»)\]*]*$")
_TEASER_LENGTHS: Final = range(400, 701)  # site builders cut their feeds' text at about 500 characters
_MID_SENTENCE_WORDS: Final = 6  # a shorter last line without a full stop is a name or a sign-off


def has_ellipsis(text: str) -> bool:
    """Return whether `text` ends in an ellipsis, as a cut-off sentence does."""
    return _ELLIPSIS.search(text[-40:]) is not None


def is_finished(text: str) -> bool:
    """Return whether `text` ends in punctuation that ends a sentence."""
    return _FINISHED.search(text[-10:]) is not None


def without_site_tail(text: str) -> str:
    """Return `text` without a closing “The post … appeared first on …” paragraph."""
    start = text.rfind("The post ", -800 if len(text) > 800 else 0)
    if start >= 0 and _APPEARED_FIRST.match(text, start):
        return text[:start].rstrip()
    return text


def is_invitation(text: str) -> bool:
    """Return whether `text` ends in an invitation to read the rest elsewhere (“Read more”)."""
    return _READ_ON.search(text[-160:]) is not None


def without_invitation(text: str) -> str:
    """Return `text` without a closing invitation to read the rest elsewhere."""
    start = max(0, len(text) - 160)
    found = _READ_ON.search(text[start:])
    return text[: start + found.start()].rstrip() if found else text


def is_cut_off(text: str, *, whole: bool) -> bool:
    """Return whether a feed's text is only the beginning of a statement.

    `whole` says that the feed offers the text as the whole one (a content element, or a post without a
    title): then only an ellipsis or an invitation to read on counts, not a missing full stop.
    """
    body = without_site_tail(text)
    if has_ellipsis(body) or is_invitation(body):
        return True
    if whole or not body or is_finished(body):
        return False
    last_line = body.rsplit("\n", 1)[-1]
    return len(last_line.split()) >= _MID_SENTENCE_WORDS or len(body) in _TEASER_LENGTHS
