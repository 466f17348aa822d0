"""Show what a check found: the answer to `/verify` and to **Did the union say this?** in a message's menu.

The asked text is a stranger's and the statements are feeds': both are escaped. A difference is marked in
bold, and in square brackets on a terminal.
"""

from collections.abc import Sequence
from typing import Final

from bot.core.custom_ids import SHOW, receipt_id
from bot.core.language import _, mark, tell
from bot.core.model import ActionButton, Block, Message, MessageKind
from bot.core.quotes.model import Candidate, Checked, Finding, LinkFinding, Match, PageCheck, Result
from bot.core.quotes.notes import (
    GAP,
    Span,
    link_note,
    note_on,
    overall,
    said_spans,
)
from bot.core.reasons import retold
from bot.core.render.words import (
    bold,
    fitted,
    foreign,
    heading,
    host_of,
    instant,
    joined,
    marked,
    own,
    say,
    say_many,
    small,
    stacked,
    titled,
)

_QUOTED: Final = 420  #: characters shown of a piece, and of what the union wrote
_BEFORE_MARK: Final = 140  #: of those, where it is longer, before the first word that is marked
_RESULTS: Final = {
    Result.VERBATIM: mark("Word for word the union's"),
    Result.ALTERED: mark("Changed"),
    Result.NO_RECORD: mark("No record"),
}
_LINKS: Final = {
    Result.KNOWN: mark("A statement of the union's"),
    Result.UNSEEN: mark("Not seen yet"),
    Result.NOT_DIRECT: mark("Not a direct source"),
}
_UNSHOWN: Final = mark(
    "Sentences of which there is no record are only counted, not shown. That does not make them false."
)
_CUT: Final = mark("The text is very long; only its beginning was checked.")
_RECEIPTS: Final = 4
_READING: Final = mark(
    "The page is being read; what it quotes is checked here in a moment. Should nothing come, ask again."
)
_LISTED: Final = mark("As far as its feed gives the story; the page itself was not read.")
_NO_QUOTATIONS: Final = mark("No quotation was found in its text.")
_WHERE: Final = mark("Checked against the union's statements that are stored here, and against nothing else.")


def render_check(checked: Checked, *, page: PageCheck | None = None, is_reading: bool = False) -> Message:
    """Render the answer about a text, with that about a page it links to, which may still be being read."""
    blocks = [heading(say("Has the union said this?")), bold(own(overall(checked)))]
    blocks += [_link(finding) for finding in checked.links]
    blocks += _findings(checked.findings)
    blocks += [say(_READING)] if is_reading else []
    blocks += _page(page) if page else []
    found = (*checked.findings, *(page.checked.findings if page and page.checked else ()))
    blocks += [small(say(_CUT))] if checked.is_cut else []
    blocks += [small(say(_WHERE))] if found else []
    shown = [block for block in blocks if block.plain]
    show = () if is_reading else (ActionButton(_("Show in channel"), SHOW),)
    return Message(MessageKind.ANSWER, fitted(shown), (*_receipts(checked, found), *show))


def _page(page: PageCheck) -> list[Block]:
    """Show what became of a page that is not the union's."""
    title = say("What {host} quotes", host=foreign(host_of(page.url) or _("the page"), 100))
    if page.checked is None:
        problem = foreign(retold(page.problem or ""), 300)
        return [heading(title), say("The page could not be read: {problem}", problem=problem)]
    listed = [small(say(_LISTED))] if page.is_listed else []
    listed += [small(say(_CUT))] if page.checked.is_cut else []
    if not page.checked.findings:
        return [heading(title), say(_NO_QUOTATIONS), *listed]
    return [heading(title), bold(own(overall(page.checked))), *listed, *_findings(page.checked.findings)]


def _receipts(checked: Checked, found: Sequence[Finding]) -> list[ActionButton]:
    """Return a button for the receipt of each statement named, as many as a row has room for."""
    titles = {link.statement.entry_id: link.statement.title for link in checked.links if link.statement}
    titles |= {one.candidate.entry_id: one.candidate.title for one in found if one.candidate}
    receipts = list(titles.items())[:_RECEIPTS]
    return [
        ActionButton(tell("Receipt: {title}", title=foreign(title, 60).plain), receipt_id(id_))
        for id_, title in receipts
    ]


def _findings(findings: Sequence[Finding]) -> list[Block]:
    """Show each finding that says something, in the text's order, and count the others."""
    telling = [one for one in findings if one.result in _RESULTS and not _is_plain_unknown(one)]
    short = sum(one.result is Result.TOO_SHORT for one in findings)
    blocks = [block for one in telling for block in _finding(one)]
    if any(map(_is_plain_unknown, findings)):
        blocks.append(small(say(_UNSHOWN)))
    if short:
        aside = say_many(
            "{n} piece left aside: Too few words to tell whose they are.",
            "{n} pieces left aside: Too few words to tell whose they are.",
            short,
        )
        blocks.append(small(aside))
    return blocks


def _is_plain_unknown(finding: Finding) -> bool:
    return finding.result is Result.NO_RECORD and not finding.piece.quoted


def _finding(finding: Finding) -> list[Block]:
    """Show a finding; each quotation ends its block, so that nothing else is taken for a part of it."""
    lines = [heading(say(_RESULTS[finding.result]))]
    match, candidate = finding.match, finding.candidate
    if candidate is not None:
        lines.append(_source(candidate))
    if note := note_on(finding):
        lines.append(small(own(note)))
    if match is None or candidate is None or not match.differences:
        return [stacked([*lines, _quotation(finding.piece.text, ())])]
    asked = _quotation(finding.piece.text, [one.asked_at for one in match.differences])
    # The union's words first: should there be no room for both, those are shown.
    return [
        stacked([*lines, say("The union wrote:"), _said(match, candidate)]),
        stacked([say("This says:"), asked]),
    ]


def _said(match: Match, candidate: Candidate) -> Block:
    """Quote what the union wrote, its differing words marked."""
    source = candidate.title if match.in_title else candidate.text
    text, marks = "", []
    for start, end in said_spans(match):
        text += GAP if text else ""
        shift = len(text) - start
        differing = (one.said_at for one in match.differences if start <= one.said_at[0] < end)
        marks += [(first + shift, min(last, end) + shift) for first, last in differing]
        text += source[start:end]
    return _quotation(text, marks)


def _quotation(text: str, marks: Sequence[Span]) -> Block:
    """Quote a text on one line, the marked spans set off; of a long one, what is around the first of them."""
    shown = [span for span in marks if span[1] > span[0]]
    start = _beginning(text, min(shown)[0]) if shown else 0
    end = start + _QUOTED
    within = [(first - start, min(last, end) - start) for first, last in shown if first < end]
    line = marked(text[start:end], within)
    return joined("> ", "…" if start else "", line, "…" if len(text) > end else "")


def _beginning(text: str, mark: int) -> int:
    """Return where to begin to quote so that a mark is seen: at the start, or at a word not far before it."""
    at = mark - _BEFORE_MARK
    if at <= 0 or len(text) <= _QUOTED:
        return 0
    space = text.find(" ", at, mark)
    return at if space < 0 else space + 1


def _source(candidate: Candidate) -> Block:
    when = candidate.published_at
    date = (
        instant(when, "D") if when else say("first seen {when}", when=instant(candidate.first_seen_at, "D"))
    )
    return joined(titled(candidate.title, candidate.url), " · ", date)


def _link(finding: LinkFinding) -> Block:
    lines = [bold(say(_LINKS[finding.result]))]
    statement = finding.statement if finding.result is Result.KNOWN else None
    if statement is None:
        lines.append(_address(finding.url))
    else:
        when = statement.published_at or statement.first_seen_at
        lines.append(joined(titled(statement.title, statement.url), " · ", instant(when, "D")))
    if note := link_note(finding):
        lines.append(foreign(note, 400))
    return stacked(lines)


def _address(url: str) -> Block:
    """Show an address that is not vouched for: as words, never as a link."""
    return foreign(url, 200)
