"""What the rules make of the labelled set: the bars of the issue, and figures that must not get worse."""

import pytest

from bot.core.model import Decision
from bot.core.provenance.case import Case as Judged
from bot.core.provenance.names import own_names
from bot.core.provenance.phrases import Place
from bot.core.provenance.voice_score import score
from bot.core.provenance.weights import ACCOUNT, SITE, weights
from evaluation.cross_validation import Trial, limit_for, samples, share_direct, trials_of
from evaluation.fit_voice import Learned, Sample, fit, sample_of
from evaluation.provenance import FOREIGN, GENUINE, KEPT_ASIDE, SEEN, SHORT, measure


def below_bar(part: str, figures: str) -> object:
    """Return a part whose figure is still below its bar; it is told as soon as that changes."""
    return pytest.param(part, marks=pytest.mark.xfail(strict=True, reason=f"{part}: {figures}"))


@pytest.mark.parametrize("part", [SEEN, below_bar(KEPT_ASIDE, "7 of 84 foreign entries are direct")])
def test_nobody_elses_words_are_direct(part: str) -> None:
    wrong = [(case.file, case.number, case.kind) for case in measure(part).cases if case.is_false_direct]
    assert wrong == []


@pytest.mark.parametrize("part", [SEEN, below_bar(KEPT_ASIDE, "93.2 % of 103 are direct")])
def test_nearly_all_of_the_unions_own_words_are_direct(part: str) -> None:
    figures = measure(part)
    missed = [(case.file, case.number, case.verdict.rule) for case in figures.cases if case.is_missed]
    assert figures.share(GENUINE, Decision.DIRECT) >= (0.98 if part == SEEN else 0.95), missed


@pytest.mark.parametrize("part", [SEEN, below_bar(KEPT_ASIDE, "5.8 % of 103 are held")])
def test_few_of_the_unions_own_words_wait_for_a_person(part: str) -> None:
    assert measure(part).share(GENUINE, Decision.HELD) <= 0.05


@pytest.mark.parametrize(("part", "foreign", "genuine"), [(SEEN, 0.04, 0.96), (SHORT, 0.15, 0.90)])
def test_the_figures_do_not_get_worse(part: str, foreign: float, genuine: float) -> None:
    figures = measure(part)
    assert figures.share(FOREIGN, Decision.DIRECT) <= foreign
    assert figures.share(GENUINE, Decision.DIRECT) >= genuine


def test_the_figures_on_unions_that_were_not_learned_from_do_not_get_worse() -> None:
    """For a tenth of the unions; `make eval` measures all."""
    in_use, tried = weights().limit, list(trials_of(0))
    for is_foreign, least, most in ((True, 0.0, 0.11), (False, 0.93, 1.0)):
        labelled = [trial for trial in tried if trial.sample.is_foreign is is_foreign]
        passed = [trial.is_direct(in_use[ACCOUNT if trial.sample.is_pinned else SITE]) for trial in labelled]
        assert least <= sum(passed) / len(labelled) <= most


def test_the_set_is_large_and_hard_enough() -> None:
    cases = [case for part in (SEEN, KEPT_ASIDE) for case in measure(part).cases]
    for label in (GENUINE, FOREIGN):
        labelled = [case for case in cases if case.label == label]
        assert len(labelled) >= 150
        assert sum(case.is_hard for case in labelled) >= 40


@pytest.fixture(scope="module")
def learned() -> Learned:
    return fit(samples())


@pytest.fixture(scope="module")
def table() -> Learned:
    """Return the weights in use as the fit has them."""
    in_use = weights()
    placed = {
        (place, phrase): weight for place, found in in_use.phrases.items() for phrase, weight in found.items()
    }
    return Learned(in_use.start[SITE], in_use.start[ACCOUNT], placed)


def test_the_weights_are_those_that_the_set_teaches(learned: Learned, table: Learned) -> None:
    assert learned.weights.keys() == table.weights.keys()
    assert max(abs(learned.value_of(sample) - table.value_of(sample)) for sample in samples()) < 0.05


def test_the_evaluation_adds_up_as_the_program_does(table: Learned) -> None:
    case = next(case for case in measure(SEEN).cases if case.feed.account is None)
    judged = Judged(case.entry, case.feed, (case.feed.url,), own_names(case.feed))
    assert table.value_of(sample_of(judged, is_foreign=False)) == pytest.approx(score(judged.reading).value)


def test_the_limits_let_most_of_what_is_learned_from_through(table: Learned) -> None:
    own = [sample for sample in samples() if not sample.is_foreign]
    limits = {False: weights().limit[SITE], True: weights().limit[ACCOUNT]}
    let_through = [table.value_of(sample) <= limits[sample.is_pinned] for sample in own]
    assert sum(let_through) >= 0.95 * len(own)


def said(*words: str, is_foreign: bool = False) -> Sample:
    return Sample(tuple((Place.TEXT, word) for word in words), is_foreign, is_pinned=False)


def test_a_phrase_of_others_alone_gets_a_weight_above_zero() -> None:
    taught = [said("customers", "bread", is_foreign=True), said("steward", "bread")] * 20
    learned = fit([*taught, said("butter")])
    assert learned.weights[Place.TEXT, "customers"] > 0 > learned.weights[Place.TEXT, "steward"]
    assert (Place.TEXT, "butter") not in learned.weights  # it stands in too few
    assert learned.value_of(taught[0]) > learned.value_of(taught[1])


def test_a_limit_lets_the_wanted_share_through() -> None:
    case = measure(SEEN).cases[0]
    tried = [Trial(case, said(), True, "en", float(value)) for value in range(20)]
    assert limit_for(tried, 0.95) == 18
    assert share_direct(tried, 18, is_foreign=False) == (19, 20)
    held_before = [Trial(case, said(is_foreign=True), False, "en", -9.0)]
    assert share_direct(held_before, 18, is_foreign=True) == (0, 1)
    assert limit_for(held_before, 0.95) == 0
