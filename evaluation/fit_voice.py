"""Learn what each phrase weighs. `evaluation.write_weights` puts the result into the program.

Logistic regression with L2 regularisation by scikit-learn. Genuine and foreign entries count alike, and those
of each length too, or the length of what was labelled would be learned. A phrase counts by how rare it is and
by how much oftener one kind of entry has it than the other (as in Wang and Manning, “Baselines and Bigrams”,
2012); an entry's phrases by how many there are, as `voice_score` adds up.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import log, log2, sqrt
from typing import Any

import numpy
from scipy.sparse import csr_matrix
from sklearn.linear_model import LogisticRegression

from bot.core.provenance.case import Case
from bot.core.provenance.phrases import Phrase, Place, phrases_of

LEAST_ENTRIES = 3  #: in which a phrase stands, or it is not learned
STRENGTH = 2.0  #: the inverse of how much weights are pulled towards zero
SEEN_ELSEWHERE = 0.3  #: entries of each kind that are taken to have a phrase besides those that do
IN_DOCUMENT = 4.0  #: what an entry of a whole document counts, against one that stands alone
FEW = 5  #: entries of each kind that are taken to have a length besides those that do
LEAST_WEIGHT = 0.4  #: below which a phrase is left out of the table
Placed = tuple[Place, Phrase]  #: a phrase and where it stands


@dataclass(frozen=True, slots=True)
class Sample:
    """One labelled entry, as the fit sees it."""

    phrases: tuple[Placed, ...]
    is_foreign: bool
    is_pinned: bool
    in_document: bool = False

    @property
    def size(self) -> tuple[bool, int]:
        """Return what entries of the same kind of feed and about the same length have in common."""
        return self.is_pinned, round(2 * log2(len(self.phrases) + 1))


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


def sample_of(case: Case, *, is_foreign: bool, in_document: bool = False) -> Sample:
    """Return an entry as the fit sees it."""
    phrases = tuple((place, phrase) for place, found in phrases_of(case.reading) for phrase in found)
    return Sample(phrases, is_foreign, case.reading.pinned, in_document)


def fit(samples: Sequence[Sample]) -> Learned:
    """Return the weights that tell these entries apart best."""
    scales = _scales(samples)
    column = {phrase: number for number, phrase in enumerate(scales)}
    is_foreign = numpy.array([sample.is_foreign for sample in samples])
    model = LogisticRegression(C=STRENGTH, class_weight="balanced", max_iter=500)
    model.fit(_matrix(samples, column, scales), is_foreign, sample_weight=_importance(samples))
    found = model.coef_[0]
    start = float(model.intercept_[0])
    weights = {phrase: float(found[number]) * scales[phrase] for phrase, number in column.items()}
    return Learned(
        start=start,
        start_on_accounts=start + float(found[len(column)]),
        weights={phrase: weight for phrase, weight in weights.items() if abs(weight) >= LEAST_WEIGHT},
    )


def _importance(samples: Sequence[Sample]) -> list[float]:
    """Return what each entry counts: of every length, the foreign and the genuine ones the same."""
    sizes = Counter((sample.size, sample.is_foreign) for sample in samples)

    def importance(sample: Sample) -> float:
        same = sizes[sample.size, sample.is_foreign] + FEW
        other = sizes[sample.size, not sample.is_foreign] + FEW
        return (same + other) / (2 * same) * (IN_DOCUMENT if sample.in_document else 1)

    return [importance(sample) for sample in samples]


def _scales(samples: Sequence[Sample]) -> dict[Placed, float]:
    """Return what each phrase counts that stands in enough entries, before anything is learned."""
    foreign, genuine = (_counts(samples, is_foreign=is_foreign) for is_foreign in (True, False))
    found = foreign + genuine
    often = sorted((phrase for phrase, count in found.items() if count >= LEAST_ENTRIES), key=str)
    common = {phrase: found[phrase] for phrase in often}
    all_foreign = sum(foreign[phrase] + SEEN_ELSEWHERE for phrase in common)
    all_genuine = sum(genuine[phrase] + SEEN_ELSEWHERE for phrase in common)
    scales = {}
    for phrase, count in common.items():
        rarity = log((1 + len(samples)) / (1 + count)) + 1
        in_foreign = (foreign[phrase] + SEEN_ELSEWHERE) / all_foreign
        in_genuine = (genuine[phrase] + SEEN_ELSEWHERE) / all_genuine
        scales[phrase] = rarity * sqrt(abs(log(in_foreign / in_genuine)))
    return scales


def _counts(samples: Iterable[Sample], *, is_foreign: bool) -> Counter[Placed]:
    """Return in how many of the foreign or the genuine entries each phrase stands."""
    counts: Counter[Placed] = Counter()
    for sample in samples:
        if sample.is_foreign is is_foreign:
            counts.update(sample.phrases)
    return counts


def _matrix(samples: Sequence[Sample], column: dict[Placed, int], scales: dict[Placed, float]) -> Any:
    """Return a row for each entry; the last column tells whether it is of an account."""
    rows, columns, values = [], [], []
    for number, sample in enumerate(samples):
        length = sqrt(len(sample.phrases) + 1)
        known = [phrase for phrase in sample.phrases if phrase in column]
        rows += [number] * (len(known) + 1)
        columns += [*(column[phrase] for phrase in known), len(column)]
        values += [*(scales[phrase] / length for phrase in known), float(sample.is_pinned)]
    return csr_matrix((values, (rows, columns)), shape=(len(samples), len(column) + 1))
