"""The answer to “has the union said this?”: what it says, what it must never do, and that it fits."""

import re
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.custom_ids import SHOW, receipt_id
from bot.core.model import ActionButton, Decision, Message, Statement, Verdict
from bot.core.quotes.model import (
    Candidate,
    Checked,
    Difference,
    Finding,
    LinkFinding,
    Match,
    PageCheck,
    Piece,
    Result,
    Sense,
)
from bot.core.render import render_check

NOW = datetime(2026, 1, 13, 18, tzinfo=UTC)
STAMP = int(NOW.timestamp())
TEXT = "The Guild will not drop its demand for consent, and it has not been asked to. We stay out."
URL = "https://www.lanternguild.example/2026/01/13/our-answer/"
CANDIDATE = Candidate(7, 1, True, "press-room", URL, "Our answer", TEXT, NOW, NOW)
HOSTILE = "@everyone [guild](https://evil.example) **x** ||y|| <@1> <t:1:R> `z` # h\n> q\x1b[31m\u202e"


def piece(text: str, *, quoted: bool = True) -> Piece:
    return Piece(text, quoted, 0, len(text))


def unknown(text: str = "Nobody said this here at all.", *, quoted: bool = True) -> Finding:
    return Finding(piece(text, quoted=quoted), Result.NO_RECORD)


def verbatim(text: str = "We stay out.", candidate: Candidate = CANDIDATE) -> Finding:
    start = candidate.text.index(text)
    match = Match(Result.VERBATIM, ((start, start + len(text)),))
    return Finding(piece(text), Result.VERBATIM, candidate, match)


def altered() -> Finding:
    asked = "The Guild will drop its request for consent"
    differences = (
        Difference("not", "", Sense.NEGATION, (15, 18), (14, 14)),
        Difference("demand", "request", None, (28, 34), (24, 31)),
    )
    return Finding(piece(asked), Result.ALTERED, CANDIDATE, Match(Result.ALTERED, ((0, 46),), differences))


def markdown(message: Message) -> str:
    return "\n".join(block.markdown for block in message.blocks)


def plain(message: Message) -> str:
    return "\n".join(block.plain for block in message.blocks)


def ids(message: Message) -> list[str]:
    return [button.custom_id for button in message.buttons if isinstance(button, ActionButton)]


def test_a_verbatim_quotation_names_its_statement_and_date() -> None:
    message = render_check(Checked((verbatim(),)))
    shown = markdown(message)
    assert "**The quotation is word for word.**" in shown
    assert f"### Word for word the union's\n[Our answer](<{URL}>) · <t:{STAMP}:D>\n> We stay out.\n" in shown
    assert ids(message) == [receipt_id(7), SHOW]
    assert [button.label for button in message.buttons] == ["Receipt: Our answer", "Show in channel"]


def test_a_change_is_shown_side_by_side_word_by_word() -> None:
    shown = markdown(render_check(Checked((altered(),))))
    assert "This says:\n> The Guild will drop its **request** for consent\n" in shown
    assert "The union wrote:\n> The Guild will **not** drop its **demand** for consent\n" in shown
    assert "-# The change touches a negation.\nThe union wrote:" in shown
    assert "will [not] drop its [demand]" in plain(render_check(Checked((altered(),))))


def test_a_negation_that_an_ellipsis_drops_is_shown() -> None:
    dropped = (Difference("not", "", Sense.NEGATION, (15, 18), (14, 14)),)
    match = Match(Result.ALTERED, ((0, 14), (19, 46)), dropped, words_left_out=True)
    asked = piece("The Guild will … drop its demand for consent")
    shown = markdown(render_check(Checked((Finding(asked, Result.ALTERED, CANDIDATE, match),))))
    assert "The union wrote:\n> The Guild will **not** drop its demand for consent" in shown


def test_the_parts_that_an_ellipsis_joins_are_each_shown() -> None:
    differences = (Difference("stay", "go", None, (81, 85), (20, 22)),)
    match = Match(Result.ALTERED, ((0, 14), (78, 90)), differences, words_left_out=True)
    asked = piece("The Guild will … we go out")
    shown = markdown(render_check(Checked((Finding(asked, Result.ALTERED, CANDIDATE, match),))))
    assert "> The Guild will … We **stay** out." in shown


def test_a_title_is_quoted_from_the_title() -> None:
    differences = (Difference("answer", "reply", None, (4, 10), (4, 9)),)
    match = Match(Result.ALTERED, ((0, 10),), differences, in_title=True)
    shown = markdown(render_check(Checked((Finding(piece("Our reply"), Result.ALTERED, CANDIDATE, match),))))
    assert "> Our **answer**" in shown


@pytest.mark.parametrize("word", ["word ", "字"])
def test_in_a_long_quotation_the_first_change_is_seen(word: str) -> None:
    before, after = word * 300, word * 300
    text = f"{before}never {after}"
    match = Match(
        Result.ALTERED,
        ((0, len(text)),),
        (
            Difference(
                "never", "", Sense.NEGATION, (len(before), len(before) + 5), (len(before), len(before))
            ),
        ),
    )
    said = replace(CANDIDATE, text=text)
    shown = markdown(render_check(Checked((Finding(piece(before), Result.ALTERED, said, match),))))
    [line] = [line for line in shown.splitlines() if "**never**" in line]
    assert line.startswith(f"> …{word[0]}")
    assert line.endswith("…")
    assert len(line) < 500


def test_what_is_unknown_is_said_to_be_unknown_and_prose_is_only_counted() -> None:
    findings = (unknown(), unknown("A sentence of the newspaper's own.", quoted=False))
    shown = markdown(render_check(Checked(findings)))
    assert "### No record\n-# No statement with these words is known." in shown
    assert "\n> Nobody said this here at all.\n" in shown
    assert "Sentences of which there is no record are only counted, not shown." in shown
    assert "newspaper" not in shown
    assert "false" not in shown.replace("does not make them false", "")


def test_what_is_too_short_is_counted_apart() -> None:
    shown = markdown(render_check(Checked((verbatim(), Finding(piece("On strike"), Result.TOO_SHORT)))))
    assert "-# 1 piece left aside: Too few words" in shown


def test_an_answer_about_nothing_says_so_and_claims_no_check() -> None:
    message = render_check(Checked(()))
    assert "There is nothing in it to check." in plain(message)
    assert "Checked against" not in plain(message)


def test_a_text_that_was_cut_is_said_to_be_cut() -> None:
    cut = Checked((unknown(),), is_cut=True)
    assert "only its beginning was checked" in plain(render_check(cut))
    page = PageCheck("https://dailycurtain.example/x", cut)
    assert "only its beginning was checked" in plain(render_check(Checked(()), page=page))


def test_a_date_that_is_not_known_is_when_it_was_first_seen() -> None:
    shown = markdown(render_check(Checked((verbatim(candidate=replace(CANDIDATE, published_at=None)),))))
    assert f"· first seen <t:{STAMP}:D>" in shown


VERDICT = Verdict(Decision.DIRECT, "own-host", "On its own site.", "seen", "expected", 1)
STATEMENT = Statement(
    9, "press-room", "k", URL, "Our answer", TEXT, NOW, NOW, None, 1, "0" * 64, (), NOW, VERDICT
)


def test_a_known_link_is_answered_with_its_statement_and_receipt() -> None:
    message = render_check(Checked((), (LinkFinding(URL, Result.KNOWN, STATEMENT, host="x.example"),)))
    assert f"**A statement of the union's**\n[Our answer](<{URL}>) · <t:{STAMP}:D>" in markdown(message)
    assert ids(message) == [receipt_id(9), SHOW]


def test_a_link_that_is_not_vouched_for_is_never_a_link() -> None:
    url = "https://www.lanternguild.example.evil.example/x"
    link = LinkFinding(url, Result.NOT_DIRECT, likeness="is written almost like it", host="evil.example")
    shown = markdown(render_check(Checked((), (link,))))
    assert "Not a direct source" in shown
    assert "Be careful: its host is not the union's, but is written almost like it." in shown
    assert "://" not in shown.replace("\\://", "")


def test_a_page_is_announced_then_answered_beside_the_text() -> None:
    link = LinkFinding("https://dailycurtain.example/x", Result.NOT_DIRECT, host="dailycurtain.example")
    checked = Checked((), (link,))
    waiting = render_check(checked, is_reading=True)
    assert "The page is being read" in plain(waiting)
    assert ids(waiting) == []  # it is shown to others once it is whole
    page = PageCheck(link.url, Checked((verbatim(), altered())))
    message = render_check(checked, page=page)
    assert "### What dailycurtain.example quotes" in markdown(message)
    assert "1 of 2 quotations is word for word; 1 was changed." in plain(message)
    assert "being read" not in plain(message)
    assert ids(message) == [receipt_id(7), SHOW]


@pytest.mark.parametrize(
    ("page", "words"),
    [
        (PageCheck("https://a.example/", problem="it answered 404"), "could not be read: it answered 404"),
        (PageCheck("https://a@b/"), "could not be read"),
        (PageCheck("https://a.example/", Checked(())), "No quotation was found in its text."),
        (PageCheck("https://a.example/", Checked(()), is_listed=True), "the page itself was not read"),
        (PageCheck("https://a.example/", Checked((unknown(),)), is_listed=True), "was not read"),
    ],
)
def test_a_page_without_an_answer_says_why(page: PageCheck, words: str) -> None:
    assert words in plain(render_check(Checked(()), page=page))


def test_receipts_are_of_as_many_statements_as_a_row_has_room_for() -> None:
    findings = tuple(verbatim(candidate=replace(CANDIDATE, entry_id=number)) for number in (1, 1, 2, 3, 4, 5))
    message = render_check(Checked(findings))
    assert ids(message) == [*map(receipt_id, (1, 2, 3, 4)), SHOW]


def test_hostile_words_stay_inside_their_card() -> None:
    said = replace(CANDIDATE, title=HOSTILE, text=HOSTILE, url="https://evil.example/[x](y)")
    match = Match(Result.ALTERED, ((0, len(HOSTILE)),), (Difference("x", "y", None, (42, 50), (1, 9)),))
    link = LinkFinding(HOSTILE, Result.NOT_DIRECT, host=None)
    checked = Checked((Finding(piece(HOSTILE), Result.ALTERED, said, match), unknown(HOSTILE)), (link,))
    message = render_check(checked, page=PageCheck(HOSTILE, problem=HOSTILE))
    shown = re.sub(r"<t:\d+:D>|^> |^#{3} |^-# ", "", markdown(message), flags=re.MULTILINE)
    assert not re.search(r"(?<!\\)[\[\]`|<>#]|@everyone|(?<!\\)://|\x1b|\u202e", shown)
    assert "\x1b" not in plain(message)
    assert all("\n" not in button.label for button in message.buttons)


marks = st.tuples(st.integers(0, 3_000), st.integers(0, 3_000)).map(lambda pair: (min(pair), max(pair)))


@given(text=st.text(max_size=3_000), spans=st.lists(marks, max_size=6), times=st.integers(1, 60))
def test_an_answer_always_fits(text: str, spans: list[tuple[int, int]], times: int) -> None:
    differences = tuple(Difference("a", "b", None, span, span) for span in spans)
    match = Match(Result.ALTERED, ((0, len(text)),), differences)
    finding = Finding(piece(text), Result.ALTERED, replace(CANDIDATE, text=text, title=text), match)
    message = render_check(Checked((finding,) * times))
    assert len(markdown(message)) + sum(len(button.label) for button in message.buttons) <= 4_000
    assert all(len(button.label) <= 80 for button in message.buttons)
