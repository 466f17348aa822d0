"""The marked passages for splitting are whole; today's splitter has nearly all of them right."""

import io
import re
from collections import Counter
from typing import Any

import pytest
from rich.console import Console

from evaluation.splitting import (
    KINDS,
    LANGUAGES,
    OURS,
    PATTERN,
    SYNTOK,
    Split,
    boundaries_right,
    measure,
    passages,
    places,
    print_splitting,
    read,
    share_right,
    splitters,
)


def passage(text: str, *sentences: str, kind: str = "mixed") -> dict[str, Any]:
    return {"kind": kind, "text": text, "sentences": list(sentences)}


def test_there_are_passages_of_every_language_and_kind() -> None:
    seen = [one for one in passages() if not one.is_aside]
    assert len(seen) >= 400
    languages, kinds = Counter(one.language for one in seen), Counter(one.kind for one in seen)
    assert (set(languages), set(kinds)) == (set(LANGUAGES), set(KINDS))
    assert min(languages.values()) >= 80
    assert min(kinds.values()) >= 10
    aside = Counter(one.language for one in passages() if one.is_aside)
    assert set(aside) == set(LANGUAGES)
    assert min(aside.values()) >= 10


def test_no_passage_is_there_twice() -> None:
    assert len({one.text for one in passages()}) == len(passages())


def test_every_passage_has_few_sentences_that_give_it_back() -> None:
    for one in passages():
        assert 1 <= len(one.sentences) <= 4, one.text
        assert re.sub(r"\s", "", "".join(one.sentences)) == re.sub(r"\s", "", one.text)
        assert len(one.boundaries) == len(one.sentences) - 1
        assert not [sentence for sentence in one.sentences if sentence != sentence.strip()]


def test_a_splitter_that_does_nothing_or_everything_is_not_right() -> None:
    assert 0.2 < share_right(measure(lambda text: [0])) < 0.6
    every_word = measure(lambda text: [match.start() for match in re.finditer(r"\S+", text)])
    assert share_right(every_word) == 0
    assert boundaries_right(every_word) < 0.25


@pytest.mark.parametrize(
    ("data", "told"),
    [
        (passage("One. Two.", "One."), "is in no sentence"),
        (passage("One. Two.", "One.", "Three."), "do not give back"),
        (passage("One. And two.", "One.", "two."), "do not give back"),
        (passage("One.", "One.", ""), "do not give back"),
        (passage("One.", "One.", kind="odd"), "kind 'odd'"),
        ({"text": "One.", "sentences": ["One."]}, "has "),
    ],
)
def test_a_mark_that_does_not_give_back_its_passage_is_refused(data: dict[str, Any], told: str) -> None:
    with pytest.raises(ValueError, match=f"^en.yaml, passage 7: .*{told}"):
        read(data, "en", 7)


def test_boundaries_are_the_same_with_or_without_bullets_and_white_space() -> None:
    text = "Ours:\n• One.\n• Two."
    marked = read(passage(text, "Ours:", "• One.", "• Two."), "en", 1)
    assert places(text, [0, text.index("One"), text.index("Two")]) == marked.boundaries
    right, short = Split(marked, marked.boundaries), Split(marked, places(text, [0, text.index("One")]))
    assert (right.is_right, short.is_right) == (True, False)
    assert boundaries_right([right]) == 1
    assert boundaries_right([short]) == 0.5
    assert boundaries_right([right, short]) == 0.75


def test_the_figures_are_printed_for_every_splitter() -> None:
    assert list(splitters()) == [OURS, SYNTOK, PATTERN]
    console = Console(file=io.StringIO(), width=200)
    print_splitting(console)
    assert isinstance(console.file, io.StringIO)
    printed = console.file.getvalue()
    assert all(name in printed for name in (OURS, SYNTOK, PATTERN, *LANGUAGES, *KINDS))
    assert not [one.text for one in passages() if one.is_aside and repr(one.text) in printed]


def test_our_splitter_does_no_worse_than_it_did() -> None:
    splits = measure(splitters()[OURS])
    assert share_right([one for one in splits if not one.passage.is_aside]) > 0.99
    assert share_right([one for one in splits if one.passage.is_aside]) > 0.85
