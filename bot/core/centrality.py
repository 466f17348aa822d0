"""Which sentences say what the others say, too? LexRank, over the words of one text.

Called by `bot.core.summarise`. Sentences are vectors of their words (tf-idf, the text's own sentences being
the documents); the rank is that of a walk from sentence to sentence along their likeness (Erkan and Radev,
2004). Guarantees: one rank a sentence, from 0 to 1, the most central has 1; the same input gives the same
ranks; the time is bounded by the number and length of the sentences given.
"""

import math
import re
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from typing import Final

_WORD: Final = re.compile(r"[^\W_]{3,}")
_STEM: Final = 6  # characters: enough to tell words apart, few enough that their endings don't
_MOST_WORDS: Final = 80  # of a sentence
_DAMPING: Final = 0.85
_STEPS: Final = 30
_CLOSE: Final = 1e-4

_Vector = Mapping[str, float]


def centrality(sentences: Sequence[str]) -> list[float]:
    """Rank sentences by how much of the others' matter is theirs."""
    if not sentences:
        return []
    ranks = _walk(_links(_vectors(sentences)))
    highest = max(ranks)
    return [rank / highest for rank in ranks]


def _vectors(sentences: Sequence[str]) -> list[_Vector]:
    """Return each sentence's words with their weights, scaled to a length of one."""
    counts = [Counter(_stems(sentence)) for sentence in sentences]
    found_in = Counter(stem for count in counts for stem in count)
    weights = {stem: math.log((1 + len(counts)) / (0.5 + number)) for stem, number in found_in.items()}
    vectors = [{stem: number * weights[stem] for stem, number in count.items()} for count in counts]
    return [_scaled(vector) for vector in vectors]


def _stems(sentence: str) -> list[str]:
    return [word[:_STEM] for word in _WORD.findall(sentence.lower())[:_MOST_WORDS]]


def _scaled(vector: _Vector) -> _Vector:
    length = math.sqrt(sum(weight * weight for weight in vector.values()))
    return {stem: weight / length for stem, weight in vector.items()} if length else vector


def _links(vectors: Sequence[_Vector]) -> list[dict[int, float]]:
    """Return how alike sentences are: for each, the others that share a word with it."""
    holders: dict[str, list[tuple[int, float]]] = defaultdict(list)
    links: list[dict[int, float]] = [defaultdict(float) for _ in vectors]
    for place, vector in enumerate(vectors):
        for stem, weight in vector.items():
            for other, other_weight in holders[stem]:
                links[place][other] += weight * other_weight
                links[other][place] += weight * other_weight
            holders[stem].append((place, weight))
    return links


def _walk(links: Sequence[Mapping[int, float]]) -> list[float]:
    """Return where a walk along the links spends its time; without links, everywhere alike."""
    number = len(links)
    totals = [sum(each.values()) for each in links]
    ranks = [1.0 / number] * number
    for _ in range(_STEPS):
        lost = sum(rank for rank, total in zip(ranks, totals, strict=True) if not total)
        base = (1 - _DAMPING + _DAMPING * lost) / number
        after = [
            base + _DAMPING * sum(ranks[other] * weight / totals[other] for other, weight in each.items())
            for each in links
        ]
        moved = sum(abs(new - old) for new, old in zip(after, ranks, strict=True))
        ranks = after
        if moved < _CLOSE:
            break
    return ranks
