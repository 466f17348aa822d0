"""What is said about a finding, in words: the same on Discord, in a terminal and in `--json`.

Called by `bot.core.render` and `bot.core.records`. Never “false”: what is not known is said to be not known.
"""

import unicodedata
from collections.abc import Sequence
from typing import Final

from bot.core.model import Decision
from bot.core.quotes.model import Checked, Difference, Finding, LinkFinding, Match, Result, Sense
from bot.core.sharedhosts import is_shared_platform

Span = tuple[int, int]

GAP: Final = " … "  #: between parts of a statement that stand apart
NO_RECORD: Final = "No statement with these words is known. That does not make them false."
TOO_SHORT: Final = "Too few words to tell whose they are."
_EARLIER: Final = "The union has edited this statement since; these are its earlier words."
_LEFT_OUT: Final = "Words are left out where the ellipsis stands."
_TITLE: Final = "This is the statement's title."
_WITHIN_QUOTATION: Final = (
    "In the statement itself these words stand in quotation marks: the union may be quoting somebody. Read"
    " there whose they are."
)
_OTHER_LETTERS: Final = "Some of its letters only look like the union's; they are of another alphabet."
_APPROVED: Final = "An admin approved this statement; the rules had held it."
_SENSES: Final = {
    Sense.NEGATION: "a negation",
    Sense.NUMBER: "a number",
    Sense.DATE: "a date",
    Sense.NAME: "a name",
}
_COUNTED: Final = (Result.VERBATIM, Result.ALTERED, Result.NO_RECORD)
_PLATFORM: Final = (
    "Anybody can post on this platform, and this page is not among those seen on the union's own account."
)
_UNSEEN: Final = (
    "On the union's own site or account, but not seen in its feeds yet. They are being looked at again; ask"
    " once more in a few minutes."
)
_NOT_DIRECT: Final = "Not a direct source: this is not the union's own site or account."
_UNREADABLE: Final = "Not a direct source: this address can be read in more than one way, or leads nowhere."
_HELD: Final = "On the union's own site, but held for a person to look at: "
_REJECTED: Final = "Known, and not the union's own words: "
_WITHDRAWN: Final = "Withdrawn: an admin found that it should not have been posted as the union's word."


def note_on(finding: Finding) -> str:
    """Return what a reader should know about a finding besides its result; empty where nothing."""
    if finding.result is Result.NO_RECORD:
        return NO_RECORD
    if finding.result is Result.TOO_SHORT:
        return TOO_SHORT
    return " ".join(_remarks(finding))


def _remarks(finding: Finding) -> list[str]:
    match, candidate = finding.match, finding.candidate
    if match is None or candidate is None:
        return []
    remarks = [
        (bool(match.differences), touched(match.differences)),
        (any(map(_looks_alike, match.differences)), _OTHER_LETTERS),
        (match.words_left_out, _LEFT_OUT),
        (match.in_title, _TITLE),
        (match.within_quotation, _WITHIN_QUOTATION),
        (not candidate.is_newest, _EARLIER),
        (candidate.is_approved, _APPROVED),
    ]
    return [words for holds, words in remarks if holds and words]


def touched(differences: Sequence[Difference]) -> str:
    """Name what weighs most in the differences: a negation, a number, a date, a name; empty where nothing."""
    senses = dict.fromkeys(one.sense for one in differences)
    named = [words for sense, words in _SENSES.items() if sense in senses]
    if not named:
        return ""
    listed = named[0] if len(named) == 1 else f"{', '.join(named[:-1])} and {named[-1]}"
    return f"The change touches {listed}."


def _looks_alike(one: Difference) -> bool:
    """Tell whether as many letters stand for the union's Latin ones, and some of them are not Latin."""
    letters, others = ("".join(filter(str.isalpha, words)) for words in (one.said, one.asked))
    return len(letters) == len(others) > 0 and _is_latin(letters) and not _is_latin(others)


def _is_latin(letters: str) -> bool:
    return all(unicodedata.name(letter, "").startswith("LATIN") for letter in letters)


def said_of(finding: Finding) -> str | None:
    """Return the union's words that a finding is about, those of several places joined by an ellipsis."""
    match, candidate = finding.match, finding.candidate
    if match is None or candidate is None:
        return None
    source = candidate.title if match.in_title else candidate.text
    return GAP.join(source[start:end] for start, end in said_spans(match))


def said_spans(match: Match) -> tuple[Span, ...]:
    """Return the union's words to show for a match: its spans, with what was cut off or out beside them."""
    cut = {one.said_at for one in match.differences if one.said and not _is_within(one.said_at, match.spans)}
    joined: list[Span] = []
    goes_on = False
    for place in sorted({*match.spans, *cut}):
        if joined and (goes_on or place in cut):
            joined[-1] = (joined[-1][0], max(place[1], joined[-1][1]))
        else:
            joined.append(place)
        goes_on = place in cut
    return tuple(joined)


def _is_within(place: Span, spans: Sequence[Span]) -> bool:
    return any(start <= place[0] and place[1] <= end for start, end in spans)


def link_note(finding: LinkFinding) -> str:
    """Say what is known of a link; empty for a known statement."""
    if finding.result is Result.KNOWN:
        return ""
    if finding.result is Result.UNSEEN:
        return _UNSEEN
    warning = f" Be careful: its host is not the union's, but {finding.likeness}." if finding.likeness else ""
    return _why_not_direct(finding) + warning


def _why_not_direct(finding: LinkFinding) -> str:
    statement = finding.statement
    if statement is not None:
        if statement.withdrawn_at is not None:
            return _WITHDRAWN
        held = statement.verdict.decision is Decision.HELD
        return (_HELD if held else _REJECTED) + statement.verdict.reason
    if finding.host is None:
        return _UNREADABLE
    return _PLATFORM if is_shared_platform(finding.host) else _NOT_DIRECT


def overall(checked: Checked) -> str:
    """Sum a check up in one honest line (“3 of 4 quotations are word for word; 1 was changed”)."""
    telling = [one for one in checked.findings if one.result is not Result.TOO_SHORT]
    quoted = [one for one in telling if one.piece.quoted]
    prose = [one for one in telling if not one.piece.quoted]
    outside = " outside quotation marks" if quoted else ""
    lines = [
        _summed(quoted, "quotation", "quotations"),
        _summed(prose, f"sentence{outside}", f"sentences{outside}"),
    ]
    if not telling and not checked.links:
        return "There is nothing in it to check."
    return " ".join(f"{line}." for line in lines if line)


def _summed(findings: Sequence[Finding], thing: str, things: str) -> str:
    verbatim, changed, unknown = (sum(one.result is result for one in findings) for result in _COUNTED)
    if len(findings) == 1:
        return f"The {thing} is word for word" if verbatim else _of_one(thing, changed=bool(changed))
    if unknown == len(findings):
        return f"Of the {unknown} {things} there is no record" if unknown else ""
    parts = [f"{verbatim} of {len(findings)} {things} {'is' if verbatim == 1 else 'are'} word for word"]
    if changed:
        parts.append(f"{changed} {'was' if changed == 1 else 'were'} changed")
    if unknown:
        parts.append(f"of {unknown} there is no record")
    return "; ".join(parts)


def _of_one(thing: str, *, changed: bool) -> str:
    return f"The {thing} was changed" if changed else f"Of the {thing} there is no record"
