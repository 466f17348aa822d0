"""Are the weights those that the labelled set teaches, and do they hold for unions that it does not have?"""

import pytest

from bot.core.provenance.case import Case as Judged
from bot.core.provenance.names import own_names
from bot.core.provenance.phrases import Place
from bot.core.provenance.voice_score import score
from bot.core.provenance.weights import ACCOUNT, SITE, weights
from evaluation.cross_validation import Trial, limit_for, samples, share_direct, trials_of
from evaluation.fit_voice import Learned, Sample, fit, sample_of
from evaluation.provenance import SEEN, measure


def test_the_figures_on_unions_that_were_not_learned_from_do_not_get_worse() -> None:
    """For a tenth of the unions; `make eval` measures all."""
    in_use, tried = weights().limit, list(trials_of(0))
    for is_foreign, least, most in ((True, 0.0, 0.11), (False, 0.93, 1.0)):
        labelled = [trial for trial in tried if trial.sample.is_foreign is is_foreign]
        passed = [trial.is_direct(in_use[ACCOUNT if trial.sample.is_pinned else SITE]) for trial in labelled]
        assert least <= sum(passed) / len(labelled) <= most


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


def test_the_length_that_the_labelled_entries_happen_to_have_is_not_learned() -> None:
    short, long = ("bread", "butter"), tuple(f"word{number}" for number in range(40))
    foreign = [said(*long, is_foreign=True)] * 300 + [said(*short, is_foreign=True)] * 100
    genuine = [said(*long)] * 100 + [said(*short)] * 300
    learned = fit([*foreign, *genuine])
    assert abs(learned.value_of(said(*long)) - learned.value_of(said(*short))) < 0.2


def test_a_limit_lets_the_wanted_share_through() -> None:
    case = measure(SEEN).cases[0]
    tried = [Trial(case, said(), True, "en", float(value)) for value in range(20)]
    assert limit_for(tried, 0.95) == 18
    assert share_direct(tried, 18, is_foreign=False) == (19, 20)
    held_before = [Trial(case, said(is_foreign=True), False, "en", -9.0)]
    assert share_direct(held_before, 18, is_foreign=True) == (0, 1)
    assert limit_for(held_before, 0.95) == 0
