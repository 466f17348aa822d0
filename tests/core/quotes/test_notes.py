"""What is said about a finding, in words that never go further than what is known."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from bot.core.model import Decision, Statement, Verdict
from bot.core.quotes.model import (
    Candidate,
    Checked,
    Difference,
    Finding,
    LinkFinding,
    Match,
    Piece,
    Result,
    Sense,
)
from bot.core.quotes.notes import link_note, note_on, overall, said_of, touched

NOW = datetime(2026, 1, 13, 18, tzinfo=UTC)
TEXT = "We stay out until the offer changes. We will not drop our demand."
URL = "https://www.lanternguild.example/we-stay-out"
CANDIDATE = Candidate(1, 1, True, "news", URL, "We stay out together", TEXT, NOW, NOW)
WHOLE = Match(Result.VERBATIM, ((0, 36),))


def finding(result: Result, *, quoted: bool = True, match: Match | None = None, **more: object) -> Finding:
    piece = Piece("We stay out until the offer changes.", quoted, 0, 36)
    candidate = replace(CANDIDATE, **more) if match else None  # type: ignore[arg-type]
    return Finding(piece, result, candidate, match)


def differing(*senses: Sense | None) -> Match:
    differences = tuple(Difference("not", "", sense) for sense in senses)
    return Match(Result.ALTERED, ((37, 65),), differences)


def test_what_is_not_known_is_never_called_false() -> None:
    note = note_on(finding(Result.NO_RECORD))
    assert "does not make them false" in note
    assert "Too few words" in note_on(finding(Result.TOO_SHORT))


def test_a_plain_verbatim_quotation_needs_no_remark() -> None:
    assert note_on(finding(Result.VERBATIM, match=WHOLE)) == ""
    assert note_on(finding(Result.ALTERED)) == ""


def test_every_circumstance_of_a_verbatim_quotation_is_said() -> None:
    match = replace(WHOLE, words_left_out=True, in_title=True, within_quotation=True)
    note = note_on(finding(Result.VERBATIM, match=match, is_newest=False, is_approved=True))
    for words in ("left out", "title", "edited this statement since", "admin", "whose they are"):
        assert words in note


@pytest.mark.parametrize(
    ("senses", "words"),
    [
        ((None,), ""),
        ((Sense.NEGATION,), "The change touches a negation."),
        ((Sense.NAME, None, Sense.NUMBER), "The change touches a number and a name."),
        ((Sense.NAME, Sense.DATE, Sense.NEGATION), "The change touches a negation, a date and a name."),
    ],
)
def test_what_weighs_most_in_a_change_is_called_out(senses: tuple[Sense | None, ...], words: str) -> None:
    match = differing(*senses)
    assert touched(match.differences) == words
    assert note_on(finding(Result.ALTERED, match=match)) == words


@pytest.mark.parametrize(
    ("said", "asked", "is_told"),
    [
        ("docks", "d\u043ecks", True),
        ("not", "\u0274ot", False),  # a Latin letter too
        ("docks", "docs", False),
        ("paró", "paro", False),
        ("", "\u043e", False),
        ("5", "6", False),
        ("мир", "мор", False),
    ],
)
def test_letters_that_only_look_alike_are_told(said: str, asked: str, is_told: bool) -> None:
    match = Match(Result.ALTERED, ((0, 5),), (Difference(said, asked),))
    assert ("only look like the union's" in note_on(finding(Result.ALTERED, match=match))) is is_told


def test_what_the_union_said_is_cut_from_its_own_text() -> None:
    assert said_of(finding(Result.NO_RECORD)) is None
    assert said_of(finding(Result.VERBATIM, match=WHOLE)) == "We stay out until the offer changes."
    parts = replace(WHOLE, spans=((0, 11), (37, 65)))
    assert said_of(finding(Result.VERBATIM, match=parts)) == "We stay out … We will not drop our demand."
    title = replace(WHOLE, spans=((0, 11),), in_title=True)
    assert said_of(finding(Result.VERBATIM, match=title, text="Another text.")) == "We stay out"


@pytest.mark.parametrize(
    ("spans", "places", "said"),
    [
        (((45, 65),), ((40, 44),), "will not drop our demand."),  # cut off before
        (((37, 44), (49, 65)), ((45, 48),), "We will not drop our demand."),  # dropped by an ellipsis
        (
            ((0, 11), (49, 65)),
            ((45, 48),),
            "We stay out until the offer changes. We will not drop our demand.",
        ),
        (((0, 7),), ((8, 17),), "We stay out until"),  # cut off after
        (((0, 36), (37, 65)), ((3, 7), (45, 48)), f"{TEXT[:36]} … {TEXT[37:]}"),  # changed within
        (((0, 11), (37, 44)), ((0, 0),), "We stay out … We will"),  # added
    ],
)
def test_what_was_cut_is_shown_with_what_is_quoted(
    spans: tuple[tuple[int, int], ...], places: tuple[tuple[int, int], ...], said: str
) -> None:
    differences = tuple(Difference(TEXT[start:end], "x", None, (start, end)) for start, end in places)
    match = Match(Result.ALTERED, spans, differences)
    assert said_of(finding(Result.ALTERED, match=match)) == said


def stored(decision: Decision, **more: object) -> Statement:
    verdict = Verdict(decision, "some-rule", "The reason stands here.", "seen", "expected", 1)
    statement = Statement(1, "news", "k", URL, "Title", TEXT, NOW, NOW, None, 1, "0" * 64, (), NOW, verdict)
    return replace(statement, **more)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("link", "words"),
    [
        (LinkFinding(URL, Result.KNOWN, stored(Decision.DIRECT)), ""),
        (LinkFinding(URL, Result.UNSEEN, host="www.lanternguild.example"), "not seen in its feeds yet"),
        (LinkFinding(URL, Result.NOT_DIRECT, host="dailycurtain.example"), "not the union's own site"),
        (LinkFinding(URL, Result.NOT_DIRECT, host="bsky.app"), "Anybody can post on this platform"),
        (LinkFinding(URL, Result.NOT_DIRECT), "more than one way"),
        (
            LinkFinding(URL, Result.NOT_DIRECT, stored(Decision.HELD)),
            "held for a person to look at: The reason",
        ),
        (
            LinkFinding(URL, Result.NOT_DIRECT, stored(Decision.REJECTED)),
            "not the union's own words: The reason",
        ),
        (LinkFinding(URL, Result.NOT_DIRECT, stored(Decision.DIRECT, withdrawn_at=NOW)), "Withdrawn"),
        (
            LinkFinding(URL, Result.NOT_DIRECT, likeness="is written almost like it", host="x.example"),
            "Be careful: its host is not the union's, but is written almost like it.",
        ),
    ],
)
def test_a_link_is_answered_with_its_reason(link: LinkFinding, words: str) -> None:
    assert words in link_note(link)
    assert bool(words) == bool(link_note(link))


V, A, N, S = Result.VERBATIM, Result.ALTERED, Result.NO_RECORD, Result.TOO_SHORT


@pytest.mark.parametrize(
    ("quoted", "prose", "line"),
    [
        ([V, V, V, A], [], "3 of 4 quotations are word for word; 1 was changed."),
        ([V], [], "The quotation is word for word."),
        ([A], [], "The quotation was changed."),
        ([A, A, N], [], "0 of 3 quotations are word for word; 2 were changed; of 1 there is no record."),
        ([], [V, N], "1 of 2 sentences is word for word; of 1 there is no record."),
        ([], [N, N], "Of the 2 sentences there is no record."),
        (
            [V, S],
            [N, S],
            "The quotation is word for word. Of the sentence outside quotation marks there is no record.",
        ),
        (
            [A, V],
            [N, N, N],
            "1 of 2 quotations is word for word; 1 was changed. "
            "Of the 3 sentences outside quotation marks there is no record.",
        ),
        ([], [], "There is nothing in it to check."),
        ([S], [], "There is nothing in it to check."),
    ],
)
def test_the_overall_line_counts_honestly(quoted: list[Result], prose: list[Result], line: str) -> None:
    findings = [finding(result) for result in quoted]
    findings += [finding(result, quoted=False) for result in prose]
    assert overall(Checked(tuple(findings))) == line


def test_of_a_link_alone_there_is_nothing_to_count() -> None:
    assert overall(Checked((), (LinkFinding(URL, Result.UNSEEN),))) == ""


@pytest.mark.parametrize(
    ("results", "links", "expected"),
    [
        ([V, V], [], True),
        ([V], [Result.KNOWN], True),
        ([], [Result.KNOWN], True),
        ([V, S], [], False),
        ([V], [Result.UNSEEN], False),
        ([], [], False),
    ],
)
def test_all_is_verbatim_only_where_everything_is(
    results: list[Result], links: list[Result], expected: bool
) -> None:
    checked = Checked(tuple(map(finding, results)), tuple(LinkFinding(URL, result) for result in links))
    assert checked.all_verbatim is expected
