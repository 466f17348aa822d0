from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.quotes.words import comparable, differ_in_case, weight


def forms(text: str) -> tuple[str, ...]:
    return comparable(text).forms


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("We don’t—won't “stay” out", "we DON´T won`t 'stay' out"),
        ("well-known picket lines", "well–known picket\u00a0\nlines"),
        ("ﬁnance the ofﬁce", "finance the office"),
        ("the café", "the cafe\u0301"),
        ("every strike", "ev\u00ader\u200by st\ufeffrike"),
        ("donâ€™t stop", "don't stop"),
        ("ＷＥ ｗｏｎ １０", "we won 10"),
        ("1,000 and 1 000 000", "1000 and 1'000’000"),
        ("2.000.000,50 Euro", "2000000,50 Euro"),
        ("386\u202f046 euros", "386â€¯046 euros"),
        ("5 % or 5%", "5 percent or 5 Prozent"),
        ("5 € and −5 %", "€5 and -5%"),
        ("7pm or 7:30 p.m.", "7 PM or 7:30 pm"),
        ("section 401(k), 1st", "section 401 k, 1 st"),
        ("[T]he strike [sic] goes on", "The strike goes on"),
        ("L’union n'a pas signé", "l´union nʼa pas signé"),
        ("**not** _here_ [at all](https://x.example/y) <:fist:12> <@3>", "not here at all"),
        ("don\\'t go", "don't go"),
        ("Straße", "STRASSE"),
        ("the U.S. and the U.S.A", "the US and the USA"),
        ("हिन्दी में", "हिन्दी  में"),
        ("we ~~do not~~ stay", "we stay"),
        ("about ~5 to ~9", "about 5 to 9"),
    ],
)
def test_typography_makes_no_difference(one: str, other: str) -> None:
    assert forms(one) == forms(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("don't", "do not"),
        ("año", "ano"),
        ("$5", "£5"),
        ("1.5", "15"),
        ("1.000", "1,000"),
        ("1,50", "150"),
        ("5%", "5"),
        ("-5", "5"),
        ("1½", "1"),
        ("the union's", "the unions"),
        ("scab", "scabies"),
        ("health & safety", "health safety"),
        ("罢工", "罢课"),
        ("in Maßen", "in Massen"),
        ("we ~~do not stay", "we stay"),
        ("ยา", "ย่า"),
    ],
)
def test_other_words_are_other_words(one: str, other: str) -> None:
    assert forms(one) != forms(other)


def test_ranges_and_dashes_are_no_minus() -> None:
    assert forms("10-15 hours–50 (3)-4") == ("10", "15", "hours", "50", "3", "4")


def test_a_number_with_nothing_after_it_ends_with_its_digits() -> None:
    assert forms("from 5,000. In 2023, 500 walked") == ("from", "5000", "in", "2023", "500", "walked")


def test_elisions_are_words_of_their_own() -> None:
    assert forms("l'union qu’elle aujourd’hui dell'arte") == (
        *("l'", "union", "qu'", "elle", "aujourd'hui", "dell'", "arte"),
    )


def test_characters_of_scripts_without_spaces_are_words() -> None:
    assert forms("我们10人ยา") == ("我", "们", "10", "人", "ย", "า")


def test_an_ellipsis_is_a_gap_and_no_word() -> None:
    words = comparable("… we will […] stay ... out . . . until (…)")
    assert words.forms == ("we", "will", "stay", "out", "until")
    assert words.gaps == {0, 2, 3, 4, 5}


def test_a_word_stands_where_it_is_written() -> None:
    words = comparable("“Pay us $5 … [sic] by July,” she said.")
    assert [words.written(index) for index in range(len(words.forms))] == (
        ["Pay", "us", "$5", "by", "July", "she", "said"]
    )
    assert words.between(0) == "“"
    assert words.between(5) == ",” "
    assert words.between(7) == "."
    assert comparable("out now").between(1) == " "


def test_two_characters_without_spaces_weigh_as_much_as_a_word() -> None:
    assert weight(comparable("our picket line")) == 3
    assert weight(comparable("naïve Füße")) == 2
    assert weight(comparable("UAW 罢工了吧")) == 3


@pytest.mark.parametrize(
    ("asked", "differs"),
    [
        ("told US today", True),
        ("told U.S. today", True),
        ("told us today", False),
        ("TOLD US TODAY", False),
        ("pay them today", False),
    ],
)
def test_capitals_make_another_word_of_us_alone(asked: str, differs: bool) -> None:
    said = comparable("They told us today")
    assert differ_in_case(comparable(asked), 1, said, 2) is differs


def test_capitals_of_a_lone_word_say_nothing() -> None:
    assert not differ_in_case(comparable("US"), 0, comparable("told us so"), 1)


@given(st.text(max_size=80))
def test_takes_any_text(text: str) -> None:
    words = comparable(text)
    places = [words.place(index) for index in range(len(words.forms))]
    assert list(words.distances()) == [after[0] - before[1] for before, after in pairwise(places)]
    assert all(start < end for start, end in places)
    assert all(before[1] <= after[0] for before, after in pairwise(places))
    assert not any(" " in form or form == "" for form in words.forms)
    assert all(0 <= gap <= len(words.forms) for gap in words.gaps)


def test_where_words_stand_is_the_same_in_a_long_text() -> None:
    """A long text's words and places are read at once."""
    text = "“We won’t sign,” she said. It’s 5 % of €1,000. "
    short, long = comparable(text), comparable(text * 50)
    count = len(short.forms)
    assert long.forms == short.forms * 50
    for index in range(len(long.forms)):
        start, end = short.place(index % count)
        shift = len(text) * (index // count)
        assert long.place(index) == (start + shift, end + shift)


@pytest.mark.parametrize(
    "unit", ["a", "a ", '"', "1 ", "123 ", "'", "a'", ".", "[", "a\u0301", "](http://", "$ "]
)
def test_long_monotony_is_read_in_no_time(unit: str) -> None:
    assert len(comparable(unit * 20_000).forms) <= 20_000
