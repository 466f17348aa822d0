"""Take out of a statement's text what its site put there: templates' leftovers, labels, a repeated headline.

Called between judging and storing (`cleaned`), and by whoever reads a stored text anew. The rules judge what
came; what is stored, shown, summarised and searched has been here. Guarantees: only whole lines go, and
leftovers of a template at a line's ends; no line that reads as a sentence of the statement, nor an item of a
list; a text with nothing of the kind comes out as it is; one that is nothing else stays. Where the rules did
not find that a text is the union's own, all its lines stay: a label may be what tells whose it is, and the
rules judge what is stored again.
"""

import re
from dataclasses import replace
from typing import Final

from bot.core.furniturelines import folded, is_label, without_furniture
from bot.core.furniturewords import FOOT
from bot.core.model import Decision, Entry, Feed, FeedUpdate, PlannedEntry
from bot.core.tails import has_ellipsis, is_invitation

_LONGEST_FOOT: Final = 450  # characters
_PLACEHOLDER: Final = r"\{\{[^{}\n]{0,80}\}\}"
_WHAT: Final = r"(?:the )?(?:news|posts?|content|comments?|page|items|feed|images?|videos?|events?|more)"
_LOADING: Final = rf"Loading {_WHAT} ?(?:\.\.\.|…)"
_FAILED: Final = rf"Failed to load {_WHAT}\."
_LEFTOVER: Final = rf"(?:{_PLACEHOLDER}|{_LOADING}|{_FAILED})"
_LEFTOVERS: Final = rf"{_LEFTOVER}(?: ?{_LEFTOVER})*"
_AT_START: Final = re.compile(rf"^{_LEFTOVERS} ?", re.MULTILINE)
_AT_END: Final = re.compile(rf" {_LEFTOVERS}$", re.MULTILINE)
_MAY_BE_LEFT: Final = re.compile(r"\{\{|Failed to load |Loading")


def cleaned(update: FeedUpdate) -> FeedUpdate:
    """Return an update with the texts of its entries cleaned, as they are to be stored and shown."""
    return replace(update, entries=tuple(_cleaned(planned, update.feed) for planned in update.entries))


def _cleaned(planned: PlannedEntry, feed: Feed) -> PlannedEntry:
    entry = clean_entry(planned.entry, feed, is_direct=planned.verdict.decision is Decision.DIRECT)
    return planned if entry is planned.entry else replace(planned, entry=entry)


def clean_entry(entry: Entry, feed: Feed, *, is_direct: bool) -> Entry:
    """Return an entry with its text cleaned; `is_direct` says that the rules found it the union's own.

    Of one that is not, only what a template left behind goes.
    """
    text = (
        _without_leftovers(entry.text)
        if not is_direct
        else clean_text(
            entry.text, title=entry.title, owner=feed.union_name, is_direct=True, is_cut_off=entry.cut_off
        )
    )
    if not text.strip():
        return entry
    return entry if text == entry.text else replace(entry, text=text)


def clean_text(text: str, *, title: str, owner: str, is_direct: bool, is_cut_off: bool) -> str:
    """Return a text without its site's furniture; `title` is its headline, `owner` the site's name.

    Of one that `is_cut_off`, an invitation to read on stays where nothing else in it tells of a rest.
    """
    lines = _without_leftovers(text)
    if is_direct:
        lines = _without_tail(lines, title, owner)
    lines, invitation = _parted(lines)
    names = () if _opens_with_a_sentence(lines, title) else (title,)
    clean = without_furniture(lines, names=names, is_own=True)
    if clean and is_cut_off and not has_ellipsis(clean):
        clean += invitation
    return clean if clean and clean.split() != text.split() else text


def _opens_with_a_sentence(text: str, title: str) -> bool:
    """Tell whether a text's first line has a full stop that its headline lacks: then it is no headline."""
    first = text.lstrip().partition("\n")[0].rstrip()
    return first.endswith((".", "?")) and not title.rstrip().endswith(first[-1])


def _without_leftovers(text: str) -> str:
    if _MAY_BE_LEFT.search(text) is None:
        return text
    return _AT_END.sub("", _AT_START.sub("", text))


def _without_tail(text: str, title: str, owner: str) -> str:
    """Return a text without a last line that says on which site, the union's, it appeared first."""
    before, _, line = text.rstrip().rpartition("\n")
    found = FOOT.fullmatch(line) if len(line) <= _LONGEST_FOOT else None
    if found is None:
        return text
    named = folded(next(filter(None, found.groups())))
    is_titled = bool(folded(title)) and folded(title) in folded(line)
    return before.rstrip() if is_titled or named == folded(owner) else text


def _parted(text: str) -> tuple[str, str]:
    """Return a text without its last line where that only invites to read on, and that line."""
    before, _, line = text.rstrip().rpartition("\n")
    if before.strip() and is_label(line) and is_invitation(line):
        return before.rstrip(), f"\n\n{line}"
    return text, ""
