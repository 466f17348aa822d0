"""What is said about a finding, in words: the same on Discord, in a terminal and in `--json`.

Called by `bot.core.render` and `bot.core.records`. Never “false”: what is not known is said to be not known.
"""

import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

from bot.core.language import _, filled, mark, n_, tell, written_list
from bot.core.model import Decision
from bot.core.quotes.model import Checked, Difference, Finding, LinkFinding, Match, Result, Sense
from bot.core.reasons import retold
from bot.core.sharedhosts import is_shared_platform

Span = tuple[int, int]

GAP: Final = " … "  #: between parts of a statement that stand apart
NO_RECORD: Final = mark("No statement with these words is known. That does not make them false.")
TOO_SHORT: Final = mark("Too few words to tell whose they are.")
_EARLIER: Final = mark("The union has edited this statement since; these are its earlier words.")
_LEFT_OUT: Final = mark("Words are left out where the ellipsis stands.")
_TITLE: Final = mark("This is the statement's title.")
_WITHIN_QUOTATION: Final = mark(
    "In the statement itself these words stand in quotation marks: the union may be quoting somebody. Read"
    " there whose they are."
)
_OTHER_LETTERS: Final = mark("Some of its letters only look like the union's; they are of another alphabet.")
_APPROVED: Final = mark("An admin approved this statement; the rules had held it.")
_SENSES: Final = {
    Sense.NEGATION: mark("a negation"),
    Sense.NUMBER: mark("a number"),
    Sense.DATE: mark("a date"),
    Sense.NAME: mark("a name"),
}
_COUNTED: Final = (Result.VERBATIM, Result.ALTERED, Result.NO_RECORD)
_PLATFORM: Final = mark(
    "Anybody can post on this platform, and this page is not among those seen on the union's own account."
)
_UNSEEN: Final = mark(
    "On the union's own site or account, but not seen in its feeds yet. They are being looked at again; ask"
    " once more in a few minutes."
)
_NOT_DIRECT: Final = mark("Not a direct source: this is not the union's own site or account.")
_UNREADABLE: Final = mark(
    "Not a direct source: this address can be read in more than one way, or leads nowhere."
)
_HELD: Final = mark("On the union's own site, but held for a person to look at: {reason}")
_REJECTED: Final = mark("Known, and not the union's own words: {reason}")
_WITHDRAWN: Final = mark("Withdrawn: an admin found that it should not have been posted as the union's word.")


def note_on(finding: Finding) -> str:
    """Return what a reader should know about a finding besides its result; empty where nothing."""
    if finding.result is Result.NO_RECORD:
        return _(NO_RECORD)
    if finding.result is Result.TOO_SHORT:
        return _(TOO_SHORT)
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
    return [_(words) for holds, words in remarks if holds and words]


def touched(differences: Sequence[Difference]) -> str:
    """Name what weighs most in the differences: a negation, a number, a date, a name; empty where nothing."""
    senses = dict.fromkeys(one.sense for one in differences)
    named = [_(words) for sense, words in _SENSES.items() if sense in senses]
    return tell("The change touches {what}.", what=written_list(named)) if named else ""


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
        return _(_UNSEEN)
    why = _why_not_direct(finding)
    if not finding.likeness:
        return why
    warning = tell("Be careful: its host is not the union's, but {likeness}.", likeness=_(finding.likeness))
    return f"{why} {warning}"


def _why_not_direct(finding: LinkFinding) -> str:
    statement = finding.statement
    if statement is not None:
        if statement.withdrawn_at is not None:
            return _(_WITHDRAWN)
        held = statement.verdict.decision is Decision.HELD
        return tell(_HELD if held else _REJECTED, reason=retold(statement.verdict.reason))
    if finding.host is None:
        return _(_UNREADABLE)
    return _(_PLATFORM if is_shared_platform(finding.host) else _NOT_DIRECT)


def overall(checked: Checked) -> str:
    """Sum a check up in one honest line (“3 of 4 quotations are word for word; 1 was changed”)."""
    telling = [one for one in checked.findings if one.result is not Result.TOO_SHORT]
    if not telling and not checked.links:
        return _("There is nothing in it to check.")
    quoted = [one for one in telling if one.piece.quoted]
    prose = [one for one in telling if not one.piece.quoted]
    lines = [_summed(quoted, _QUOTATIONS), _summed(prose, _OUTSIDE if quoted else _SENTENCES)]
    return " ".join(line for line in lines if line)


@dataclass(frozen=True, slots=True)
class _Kind:
    """How a kind of pieces is summed up."""

    verbatim: str
    changed: str
    unknown: str
    all_unknown: Callable[[int], str]
    verbatim_of: Callable[[int], str]


_QUOTATIONS: Final = _Kind(
    mark("The quotation is word for word."),
    mark("The quotation was changed."),
    mark("Of the quotation there is no record."),
    lambda n: n_("Of the {n} quotation there is no record.", "Of the {n} quotations there is no record.", n),
    lambda n: n_(
        "{n} of {total} quotations is word for word", "{n} of {total} quotations are word for word", n
    ),
)
_SENTENCES: Final = _Kind(
    mark("The sentence is word for word."),
    mark("The sentence was changed."),
    mark("Of the sentence there is no record."),
    lambda n: n_("Of the {n} sentence there is no record.", "Of the {n} sentences there is no record.", n),
    lambda n: n_(
        "{n} of {total} sentences is word for word", "{n} of {total} sentences are word for word", n
    ),
)
_OUTSIDE: Final = _Kind(
    mark("The sentence outside quotation marks is word for word."),
    mark("The sentence outside quotation marks was changed."),
    mark("Of the sentence outside quotation marks there is no record."),
    lambda n: n_(
        "Of the {n} sentence outside quotation marks there is no record.",
        "Of the {n} sentences outside quotation marks there is no record.",
        n,
    ),
    lambda n: n_(
        "{n} of {total} sentences outside quotation marks is word for word",
        "{n} of {total} sentences outside quotation marks are word for word",
        n,
    ),
)


def _summed(findings: Sequence[Finding], kind: _Kind) -> str:
    verbatim, changed, unknown = (sum(one.result is result for one in findings) for result in _COUNTED)
    if len(findings) == 1:
        return _(kind.verbatim if verbatim else kind.changed if changed else kind.unknown)
    if unknown == len(findings):
        return kind.all_unknown(unknown) if unknown else ""
    parts = [filled(kind.verbatim_of(verbatim), total=len(findings))]
    if changed:
        parts.append(n_("{n} was changed", "{n} were changed", changed))
    if unknown:
        parts.append(n_("of {n} there is no record", "of {n} there is no record", unknown))
    return f"{'; '.join(parts)}."
