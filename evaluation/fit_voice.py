"""Learn what each cue weighs. `evaluation.write_weights` puts the result into the program.

Logistic regression with L2 regularisation by seeded stochastic gradient descent, in plain Python. Site feeds
and pinned accounts share what they have in common: each cue has a weight for all, and one more for accounts.
"""

import math
import random
from collections.abc import Sequence
from dataclasses import dataclass

from bot.core.provenance.cues import BUILD
from bot.core.provenance.lexicon import KINDS
from bot.core.provenance.voice_score import START

EPOCHS = 40
STEP = 0.1
STRENGTH = 0.5  #: of the pull towards zero, against all entries together
SEED = 58
ON_ACCOUNTS = "@account"
Weights = dict[str, float]


@dataclass(frozen=True, slots=True)
class Sample:
    """One labelled entry, as the fit sees it."""

    cues: dict[str, float]
    is_foreign: bool
    is_pinned: bool


def fit(samples: Sequence[Sample]) -> Weights:
    """Return the weights of every cue, and of every cue on accounts, in log-odds of being foreign."""
    scale = _scale(samples)
    names = _names()
    place = {name: number for number, name in enumerate(names)}
    rows = [
        _Row([(place[name], amount) for name, amount in _expanded(sample, scale)], sample.is_foreign)
        for sample in samples
    ]
    share = sum(row.is_foreign for row in rows) / len(rows)
    worth = {True: 0.5 / share, False: 0.5 / (1 - share)}
    weights, total = [0.0] * len(names), [0.0] * len(names)
    kept = [name.startswith(START) for name in names]
    order = random.Random(SEED)  # noqa: S311 - only an order
    for epoch in range(EPOCHS):
        step = STEP / (1 + epoch / 10)
        order.shuffle(rows)
        for row in rows:
            _learn(weights, row, step * worth[row.is_foreign])
        shrink = math.exp(-step * STRENGTH)
        weights = [weight if free else weight * shrink for weight, free in zip(weights, kept, strict=True)]
        if epoch >= EPOCHS // 2:
            total = [before + weight for before, weight in zip(total, weights, strict=True)]
    epochs = EPOCHS - EPOCHS // 2
    means = zip(names, total, strict=True)
    return {name: mean / epochs * scale.get(name.removesuffix(ON_ACCOUNTS), 1) for name, mean in means}


def _learn(weights: list[float], row: "_Row", step: float) -> None:
    value = 0.0
    for place, amount in row.cues:
        value += weights[place] * amount
    miss = step * (row.is_foreign - 1 / (1 + math.exp(-max(-30.0, min(30.0, value)))))
    for place, amount in row.cues:
        weights[place] += miss * amount


@dataclass(frozen=True, slots=True)
class _Row:
    cues: list[tuple[int, float]]
    is_foreign: bool


def value_of(weights: Weights, sample: Sample) -> float:
    """Return what the cues of an entry come to."""
    return sum(weights[name] * amount for name, amount in _expanded(sample, {}))


def _expanded(sample: Sample, scale: dict[str, float]) -> list[tuple[str, float]]:
    common = [(START, 1.0), *((name, amount * scale.get(name, 1)) for name, amount in sample.cues.items())]
    if not sample.is_pinned:
        return common
    return [*common, *((name + ON_ACCOUNTS, amount) for name, amount in common)]


def _names() -> list[str]:
    names = [START, *KINDS, *BUILD]
    return [*names, *(name + ON_ACCOUNTS for name in names)]


def _scale(samples: Sequence[Sample]) -> dict[str, float]:
    """Return by what each cue is multiplied, so that all vary alike."""
    scale = {}
    for name in (*KINDS, *BUILD):
        amounts = [sample.cues.get(name, 0.0) for sample in samples]
        mean = sum(amounts) / len(amounts)
        spread = math.sqrt(sum((amount - mean) ** 2 for amount in amounts) / len(amounts))
        scale[name] = 0.5 / spread if spread > 0.01 else 0.0
    return scale
