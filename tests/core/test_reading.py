"""Pages of a text: every word once, in order, parted where a reader would pause."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.core.reading import PAGE_LIMIT, pages_of
from bot.core.render.words import quoted

SENTENCE = "The committee met again on Tuesday, and nothing was agreed. "
PARAGRAPH = (SENTENCE * 12).strip()
FAMILY = "\N{WOMAN}\u200d\N{WOMAN}\u200d\N{GIRL}"


def pages(text: str) -> list[str]:
    return [text[start:end] for start, end in pages_of(text)]


def taken(page: str) -> int:
    return len(quoted(page).markdown.encode("utf-16-le", "surrogatepass")) // 2


def letters(*texts: str) -> str:
    return "".join("".join(text.split()) for text in texts)


def test_a_short_text_is_one_page_and_one_without_words_is_none() -> None:
    assert pages("We walked out.\n\nWe stay out.\n") == ["We walked out.\n\nWe stay out."]
    assert pages(" \n\n ") == []


def test_a_page_ends_with_a_paragraph_where_one_ends_in_time() -> None:
    text = "\n\n".join([PARAGRAPH] * 12)
    found = pages(text)
    assert len(found) > 2
    assert all(page.startswith("The committee") and page.endswith("agreed.") for page in found)
    assert {len(page) % (len(PARAGRAPH) + 2) for page in found} == {len(PARAGRAPH)}


def test_else_with_a_sentence() -> None:
    found = pages(SENTENCE * 200)
    assert len(found) > 2
    assert all(page.startswith("The committee") and page.endswith("agreed.") for page in found)


def test_else_with_a_line_and_else_with_a_word() -> None:
    lines = pages("\n".join(["no stop here and none there " * 4] * 60))
    assert all(page.startswith("no stop") and page.endswith("there") for page in lines)
    words = pages("unpunctuated " * 800)
    assert all(page.startswith("unpunctuated") and page.endswith("unpunctuated") for page in words)


@pytest.mark.parametrize("letter", ["x", "e\u0301", FAMILY, "*", "\N{POLICE CARS REVOLVING LIGHT}"])
def test_within_a_word_only_where_that_is_longer_than_a_page(letter: str) -> None:
    found = pages(f"Before. {letter * 9_000} after.")
    assert "".join(found[1:-1]).replace(letter, "") == ""
    assert all(taken(page) <= PAGE_LIMIT for page in found)


def test_a_word_of_nothing_but_accents_ends_somewhere_too() -> None:
    text = "e" + "\u0301" * 7_000
    assert "".join(pages(text)) == text


def test_a_text_of_great_length() -> None:
    text = ("\n\n".join([PARAGRAPH] * 300))[:200_000]
    found = pages(text)
    assert len(found) < 160
    assert letters(*found) == letters(text)


@settings(max_examples=60)
@given(
    st.lists(
        st.one_of(
            st.text(max_size=30),
            st.sampled_from(
                [
                    PARAGRAPH,
                    "\n\n",
                    "\n• ",
                    "**",
                    "@everyone “",
                    "x" * 5_000,
                    "a\n" * 900,
                    "a\r" * 900,
                    "\ud800",
                ]
            ),
        ),
        max_size=20,
    )
)
def test_nothing_is_lost_and_nothing_comes_twice(pieces: list[str]) -> None:
    text = "".join(pieces)
    found = pages(text)
    assert letters(*found) == letters(text)
    assert all(page and taken(page) <= PAGE_LIMIT for page in found)
