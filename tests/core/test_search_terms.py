"""What a member types becomes terms, and what the database marks becomes an excerpt."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.search import (
    LONGEST_TERM,
    MOST_TERMS,
    PARTING,
    Excerpt,
    excerpt_of,
    searchable,
    terms_of,
)


@pytest.mark.parametrize(
    ("words", "terms"),
    [
        ("", ()),
        ("  ", ()),
        ("strike pay", ("strike", "pay")),
        ("strike  strike\npay", ("strike", "pay")),
        ('"strike pay" now', ("strike pay", "now")),
        ("„Streik  jetzt“ «grève»", ("Streik jetzt", "grève")),
        ('an "unclosed end', ("an", "unclosed", "end")),
        ('one"two"three', ("one", "two", "three")),
        ("don't stop", ("don't", "stop")),
        ("!!! *** ()", ()),
        ('"" "?"', ()),
        ("a* -b c:d ^e", ("a*", "-b", "c:d", "^e")),
        ("a\x00b\u200bc\ud800d", ("a b c d",)),
        ("罷工する", (f"罷{PARTING}工{PARTING}す{PARTING}る",)),
    ],
)
def test_words_become_terms(words: str, terms: tuple[str, ...]) -> None:
    assert terms_of(words) == terms


def test_terms_are_few_and_short() -> None:
    many = terms_of(" ".join(f"word{number}" for number in range(1_000)))
    assert many == tuple(f"word{number}" for number in range(MOST_TERMS))
    assert terms_of("x" * 10_000) == ("x" * LONGEST_TERM,)


@given(st.text())
def test_a_term_never_ends_its_string_and_always_holds_something(words: str) -> None:
    for term in terms_of(words):
        assert '"' not in term
        assert term.isprintable() or PARTING in term
        assert any(character.isalnum() for character in term)


@pytest.mark.parametrize(
    ("text", "parted"),
    [
        ("A strike, today.", "A strike, today."),
        ("我们罢工 now", "我-们-罢-工 now"),
        ("Ｗｅ ストライキ", "Ｗｅ ス-ト-ラ-イ-キ"),
        ("กรุงเทพ", "ก-รุ-ง-เ-ท-พ"),
    ],
)
def test_characters_of_unspaced_scripts_are_parted(text: str, parted: str) -> None:
    assert searchable(text) == parted.replace("-", PARTING)
    assert searchable(text).replace(PARTING, "") == text


@pytest.mark.parametrize(
    ("marked", "excerpt"),
    [
        ("", Excerpt("")),
        ("no mark", Excerpt("no mark")),
        ("…a [strike] at\n\nthe [gate]…", Excerpt("…a strike at the gate…", ((3, 9), (17, 21)))),
        (f"[罷{PARTING}工]です", Excerpt("罷工です", ((0, 2),))),
        ("a ] b [ c", Excerpt("a  b  c")),
        ("[a [b] c]", Excerpt("a b c", ((2, 3),))),
    ],
)
def test_an_excerpt_says_where_the_words_are(marked: str, excerpt: Excerpt) -> None:
    assert excerpt_of(marked, "[", "]") == excerpt
