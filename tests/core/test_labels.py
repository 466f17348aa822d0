"""Which full stops stand behind a label."""

import pytest

from bot.core.labels import enumerated, is_label
from bot.core.sentences import split_sentences


@pytest.mark.parametrize("text", ["A. You do not.", "2. Safe gates.", "IV. The vote", "P.-S. Bring a chair."])
def test_a_letter_or_a_number_alone_is_a_label(text: str) -> None:
    stop = text.index(". ") + 1
    assert is_label(text, 0, stop, opens_line=False)
    assert is_label(text, 0, stop, opens_line=True)


@pytest.mark.parametrize(
    "text", ["Step 1. Bring your card.", "Article 5. Hours of Work", "Schritt 2. Kommt."]
)
def test_a_word_and_its_number_are_a_label_where_a_line_begins(text: str) -> None:
    stop = text.index(".") + 1
    assert is_label(text, 0, stop, opens_line=True)
    assert not is_label(text, 0, stop, opens_line=False)


@pytest.mark.parametrize(
    "text", ["Section 8. That is all.", "No. We stay.", "We asked for 2. More came.", "So." * 9]
)
def test_a_sentence_is_none(text: str) -> None:
    assert not is_label(text, 0, text.rindex(".", 0, -1) + 1, opens_line=True)


@pytest.mark.parametrize(
    ("text", "points"),
    [
        ("We want 1. pay, 2. rest and 3. respect.", ["1.", "2.", "3."]),
        ("Es geht um: 1. Lohn; 2. Ruhe. Am 3. Tag ist Schluss.", ["1.", "2."]),
        ("Over 1. One. More 1. pay, 2. rest, 4. dues", ["1.", "2."]),
        ("We came in 1. They came in 2. Later", []),
        ("1. pay, 2. rest", []),
    ],
)
def test_the_points_of_an_enumeration(text: str, points: list[str]) -> None:
    assert [text[at - 2 : at] for at in sorted(enumerated(text, 0, len(text)))] == points


def test_an_enumeration_is_one_sentence() -> None:
    text = "Es geht um 1. Dienstpläne, 2. Vertretungen und 3. Ruhe. Danach ist Schluss."
    assert [one.text for one in split_sentences(text)] == [text[:55], "Danach ist Schluss."]
