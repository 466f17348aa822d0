"""Learn what each phrase weighs. `evaluation.write_weights` puts the result into the program.

Logistic regression with L2 regularisation by scikit-learn; genuine and foreign entries count alike. A phrase
counts by how rare it is, and an entry's phrases by how many there are, as `voice_score` adds them up.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import log, sqrt
from typing import Any

import numpy
from scipy.sparse import csr_matrix
from sklearn.linear_model import LogisticRegression

from bot.core.provenance.case import Case
from bot.core.provenance.phrases import Phrase, Place, phrases_of

LEAST_ENTRIES = 3  #: in which a phrase stands, or it is not learned
STRENGTH = 1.6  #: the inverse of how much weights are pulled towards zero
LEAST_WEIGHT = 0.4  #: below which a phrase is left out of the table
Placed = tuple[Place, Phrase]  #: a phrase and where it stands


@dataclass(frozen=True, slots=True)
class Sample:
    """One labelled entry, as the fit sees it."""

    phrases: tuple[Placed, ...]
    is_foreign: bool
    is_pinned: bool


@dataclass(frozen=True, slots=True)
class Learned:
    """What the fit found, in log-odds of being foreign."""

    start: float
    start_on_accounts: float
    weights: dict[Placed, float]

    def value_of(self, sample: Sample) -> float:
        """Return what the phrases of an entry come to, as `bot.core.provenance.voice_score` does."""
        total = sum(self.weights.get(phrase, 0.0) for phrase in sample.phrases)
        start = self.start_on_accounts if sample.is_pinned else self.start
        return start + total / sqrt(len(sample.phrases) + 1)


def sample_of(case: Case, *, is_foreign: bool) -> Sample:
    """Return an entry as the fit sees it."""
    phrases = tuple((place, phrase) for place, found in phrases_of(case.reading) for phrase in found)
    return Sample(phrases, is_foreign, case.reading.pinned)


def fit(samples: Sequence[Sample]) -> Learned:
    """Return the weights that tell these entries apart best."""
    rarity = _rarity(samples)
    column = {phrase: number for number, phrase in enumerate(rarity)}
    is_foreign = numpy.array([sample.is_foreign for sample in samples])
    model = LogisticRegression(C=STRENGTH, class_weight="balanced", max_iter=500)
    model.fit(_matrix(samples, column, rarity), is_foreign)
    found = model.coef_[0]
    start = float(model.intercept_[0])
    weights = {phrase: float(found[number]) * rarity[phrase] for phrase, number in column.items()}
    return Learned(
        start=start,
        start_on_accounts=start + float(found[len(column)]),
        weights={phrase: weight for phrase, weight in weights.items() if abs(weight) >= LEAST_WEIGHT},
    )


def _rarity(samples: Iterable[Sample]) -> dict[Placed, float]:
    """Return how rare each phrase is that stands in enough entries: their inverse document frequency."""
    counts: Counter[Placed] = Counter()
    total = 0
    for sample in samples:
        counts.update(sample.phrases)
        total += 1
    common = sorted(((phrase, count) for phrase, count in counts.items() if count >= LEAST_ENTRIES), key=str)
    return {phrase: log((1 + total) / (1 + count)) + 1 for phrase, count in common}


def _matrix(samples: Sequence[Sample], column: dict[Placed, int], rarity: dict[Placed, float]) -> Any:
    """Return a row for each entry; the last column tells whether it is of an account."""
    rows, columns, values = [], [], []
    for number, sample in enumerate(samples):
        length = sqrt(len(sample.phrases) + 1)
        known = [phrase for phrase in sample.phrases if phrase in column]
        rows += [number] * (len(known) + 1)
        columns += [*(column[phrase] for phrase in known), len(column)]
        values += [*(rarity[phrase] / length for phrase in known), float(sample.is_pinned)]
    return csr_matrix((values, (rows, columns)), shape=(len(samples), len(column) + 1))
