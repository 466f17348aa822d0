import pytest

from bot.core.quotes.sentence_starts import begins_sentence, sentence_starts, sentences
from bot.core.quotes.words import comparable


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("We stay. They go.", ["We stay.", "They go."]),
        ("Mr. Lee left. Nobody followed", ["Mr. Lee left.", "Nobody followed"]),
        ("We vote on May 9. Bring a card.", ["We vote on May 9.", "Bring a card."]),
        ("Es gilt bis zum 9. Mai. Danach nicht.", ["Es gilt bis zum 9. Mai.", "Danach nicht."]),
        ("Es gilt bis zum 15. Juni. Danach nicht.", ["Es gilt bis zum 15. Juni.", "Danach nicht."]),
        ("They offered 15.", ["They offered 15."]),
        ("One\ntwo? Three!", ["One", "two?", "Three!"]),
    ],
)
def test_parts_a_text_at_its_full_stops(text: str, expected: list[str]) -> None:
    assert [text[start:end] for start, end in sentences(text)] == expected


@pytest.mark.parametrize(
    ("text", "firsts"),
    [
        ("We vote on May 9. Bring a card.", ["Bring"]),
        ("Es gilt bis zum 9. Mai. Danach nicht.", ["Danach"]),
        ("Mr. Lee left! Nobody followed", ["Nobody"]),
        ("no sentence ends here", []),
    ],
)
def test_tells_which_words_come_first(text: str, firsts: list[str]) -> None:
    words = comparable(text)
    assert [words.written(index) for index in sentence_starts(words)] == firsts
    assert begins_sentence(words, 0)
    assert not begins_sentence(words, 1)
