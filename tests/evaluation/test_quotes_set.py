"""The bars of the issue: what the union said is verbatim, what was changed is not, the press is neither."""

import asyncio
from collections import Counter
from functools import lru_cache

import pytest

from bot.core.quotes.model import Finding, Piece, Result
from evaluation.quote_cases import Asked, Part, altered_quotes, press_prose, shares_a_run, true_quotes
from evaluation.quote_corpus import LANGUAGES, corpus, folded_corpus, is_said, words_of
from evaluation.quote_hard import HardCase, measure_hard
from evaluation.quotes import Figures, all_cases, measure, outcome

#: `make eval` asks about all; every so manieth case holds all kinds and languages too.
EVERY = 4


@lru_cache(maxsize=1)
def sample() -> tuple[Asked, ...]:
    return all_cases()[::EVERY]


@pytest.fixture(scope="module")
def figures() -> Figures:
    return asyncio.run(measure(sample()))


@pytest.fixture(scope="module")
def hard() -> tuple[HardCase, ...]:
    return asyncio.run(measure_hard())


def told(figures: Figures) -> list[tuple[str, str, Result, str]]:
    return [(one.case.kind, one.case.language, one.outcome, one.case.text) for one in figures.wrong()]


def test_what_the_union_said_is_verbatim(figures: Figures) -> None:
    true = figures.of(Part.TRUE)
    assert true.share(Result.VERBATIM) >= 0.995, told(true)


def test_what_was_altered_is_never_verbatim_and_nearly_always_told(figures: Figures) -> None:
    altered = figures.of(Part.ALTERED)
    assert altered.counts()[Result.VERBATIM] == 0, told(altered)
    assert altered.share(Result.ALTERED) >= 0.98, told(altered)


def test_a_reporters_words_are_taken_for_nobody_elses(figures: Figures) -> None:
    press = figures.of(Part.PRESS)
    assert press.counts()[Result.VERBATIM] == 0, told(press)
    assert press.share(Result.ALTERED) <= 0.005, told(press)


def test_every_hard_case_is_answered_right(hard: tuple[HardCase, ...]) -> None:
    assert [(case.kind, case.faults, case.text) for case in hard if case.faults] == []
    assert len(hard) >= 60


def test_the_corpus_is_large_and_each_statement_is_its_own() -> None:
    lengths = [len(words_of(said.text)) for said in corpus()]
    assert len(lengths) >= 120
    assert min(lengths) >= 150
    assert max(lengths) <= 600
    assert len({said.text for said in corpus()}) == len({said.slug for said in corpus()}) == len(lengths)
    assert not [text for text in folded_corpus() if "{" in text or "|" in text]


def test_the_set_is_as_large_as_the_issue_asks_and_no_text_is_asked_twice() -> None:
    for cases, kinds in ((true_quotes(), 8), (altered_quotes(), 8)):
        counts = Counter(case.kind for case in cases)
        assert set(counts.values()) == {250}
        assert len(counts) == kinds
    assert len(press_prose()) == 2000
    for cases in (true_quotes(), altered_quotes(), press_prose()):
        assert {case.language for case in cases} == set(LANGUAGES)
        # A true quotation may be set in two ways.
        assert len({case.text for case in cases}) >= 0.99 * len(cases)
    groups = {(case.part, case.kind, case.language) for case in all_cases()}
    assert {(case.part, case.kind, case.language) for case in sample()} == groups


def test_what_is_altered_is_not_said_elsewhere_and_the_press_shares_no_run_of_words() -> None:
    assert not [case.text for case in altered_quotes() if is_said(case.text)]
    assert not [case.text for case in press_prose() if shares_a_run(case.text)]


V, A, N, T = Result.VERBATIM, Result.ALTERED, Result.NO_RECORD, Result.TOO_SHORT


@pytest.mark.parametrize(
    ("quoted", "prose", "summed_up"),
    [
        ([V], [], V),
        ([V, V], [N, A], V),
        ([V, T], [], V),
        ([V, N], [], N),
        ([V, N, A], [V], A),
        ([], [V, V], V),
        ([], [V, A], A),
        ([T, T], [V], T),
        ([], [], T),
    ],
)
def test_a_case_comes_out_as_its_quoted_pieces_do(
    quoted: list[Result], prose: list[Result], summed_up: Result
) -> None:
    pieces = [(result, True) for result in quoted] + [(result, False) for result in prose]
    assert outcome([Finding(Piece("", is_quoted, 0, 0), one) for one, is_quoted in pieces]) is summed_up
