import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.quotes.marks import quotations


def quoted(text: str) -> list[str]:
    return [text[one.start : one.end] for one in quotations(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("“We stay out,” she said, “for now.”", ["We stay out,", "for now."]),
        ('"We stay", he said.', ["We stay"]),
        ("„Wir bleiben“, sagte sie. »Nie!«", ["Wir bleiben", "Nie!"]),
        ("« Nous restons », dit-il, ‹ non ›", [" Nous restons ", " non "]),
        ("”Vi stannar ute”, sa hon", ["Vi stannar ute"]),
        ("他说：「我们不会」。『不』", ["我们不会", "不"]),
        ("‘We back the workers’ demands,’ she said. ‘Never!’", ["We back the workers’ demands,", "Never!"]),
        ("‘We back the workers’ she said", ["We back the workers"]),
        ("'We stay out', he said, and didn't", ["We stay out"]),
        ("‘Rock an' roll for all,’ she said", ["Rock an' roll for all,"]),
        ("“He said “never again” to us.” Done.", ["He said “never again” to us."]),
        ('"He said "never again" to us." Done.', ['He said "never again" to us.']),
        ("“We stay. “They bargain.”", ["We stay. “They bargain."]),
        ("“We stay out,“ she said.", ["We stay out,"]),
        ("“One.\n\n“Two,” she said.", ["One.", "Two,"]),
        ("“Wrapped\nline,” she said", ["Wrapped\nline,"]),
        ("“cut off", ["cut off"]),
        ('"cut off\n\nnext', ["cut off"]),
        ('"[The] deal" and ""', ["[The] deal", ""]),
        ('„Wir bleiben", sagte sie, „bis zuletzt".', ["Wir bleiben", "bis zuletzt"]),
        ('"We stay”, she said. "For now“', ["We stay", "For now"]),
        ('“We stay," she said. “For now.”', ["We stay,", "For now."]),
        ('“We said "no" to them.” Done.', ['We said "no" to them.']),
        ('„Wir sagten "nein" dazu.“ Ende.', ['Wir sagten "nein" dazu.']),
        ('“We laid a 5 " pipe', ['We laid a 5 " pipe']),
    ],
)
def test_finds_what_is_quoted(text: str, expected: list[str]) -> None:
    assert quoted(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "don't and won’t",
        "'tis the '90s",
        "‘tis the season",
        "’twas ” and »",
        "the 5'10\" pole",
        "rock 'n roll",
        "'tis “",
        "",
        "\n\n",
    ],
)
def test_apostrophes_and_inches_quote_nothing(text: str) -> None:
    assert [one for one in quoted(text) if one] == []


def test_an_apostrophe_hides_no_quotation_behind_it() -> None:
    assert quoted("'tis the season, “We stay” said the workers' union") == ["We stay"]


def test_tells_where_the_marks_stand() -> None:
    (one,) = quotations("so “yes” ok")
    assert (one.start, one.end, one.outer_start, one.outer_end) == (4, 7, 3, 8)


@given(st.text(st.sampled_from("ab .,\n“”„«»\"'‘’‚「」"), max_size=60))
def test_quotations_come_in_order_and_do_not_overlap(text: str) -> None:
    end = 0
    for one in quotations(text):
        assert end <= one.outer_start < one.start <= one.end <= one.outer_end <= len(text)
        end = one.outer_end


@pytest.mark.parametrize(
    "unit",
    ['"“', '„a" ', '“a" ', '"a“ ', '„a "b” c" ', '"', "'a ", "“", "‘a ", '" ', "“a” ", "«»", "\n", "a' 'b "],
)
def test_long_monotony_takes_no_time(unit: str) -> None:
    assert sum(1 for _ in quotations(unit * 5000)) <= 5000
