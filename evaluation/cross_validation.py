"""How do the weights do on unions they were not learned from? Some unions' entries judged by all the others'.

The unions are parted into folds, so no fit knows anything of the unions it is tried on. Only the weights are
learned anew for each; the rules before them were written with most of the set in sight.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from functools import lru_cache

from bot.core.provenance.case import Case as Judged
from bot.core.provenance.identity import IDENTITY, PROOF
from bot.core.provenance.names import own_names
from evaluation.fit_voice import Sample, fit, sample_of
from evaluation.provenance import FOREIGN, LEARNED_FROM, SEEN, Case, measure

FOLDS = 10

LEAST_DIRECT = 0.95  #: of the genuine entries, at the limit
SHARES = (0.90, 0.93, 0.95, 0.97, 0.98)
#: Rules before the text is read: what they decide has nothing to do with anybody's voice.
_BEFORE = {rule.id for rule in IDENTITY} | {
    "empty", "author", "category", "appeared-first-on", "quoted-post", "repost",
}  # fmt: skip
_OPEN = {rule.id for rule in PROOF} | {"voice"}


@dataclass(frozen=True, slots=True)
class Trial:
    """One labelled entry, and what it scores with the weights of the other unions."""

    case: Case
    sample: Sample
    is_open: bool  #: no other rule decides about it
    language: str
    value: float = 0.0

    def is_direct(self, limit: float) -> bool:
        """Tell whether it would be posted with this limit."""
        return self.is_open and self.value <= limit


def samples() -> list[Sample]:
    """Return every labelled entry whose text is judged."""
    return [trial.sample for trial in _prepared() if trial.case.verdict.rule not in _BEFORE]


@lru_cache(maxsize=1)
def trials() -> tuple[Trial, ...]:
    """Score every labelled entry with weights that know nothing of its union."""
    return tuple(trial for fold in range(FOLDS) for trial in trials_of(fold))


def trials_of(fold: int) -> Iterable[Trial]:
    """Score the entries of some unions, each in one of the `FOLDS` folds, with the weights of the others."""
    prepared = _prepared()
    tried = set(sorted({trial.case.feed.union_name for trial in prepared})[fold::FOLDS])
    others = [trial for trial in prepared if trial.case.feed.union_name not in tried]
    learned = fit([trial.sample for trial in others if trial.case.verdict.rule not in _BEFORE])
    for trial in prepared:
        if trial.case.feed.union_name in tried:
            yield replace(trial, value=learned.value_of(trial.sample))


@lru_cache(maxsize=1)
def _prepared() -> tuple[Trial, ...]:
    return tuple(_trial(case) for part in LEARNED_FROM for case in measure(part).cases)


def _trial(case: Case) -> Trial:
    judged = Judged(case.entry, case.feed, (case.feed.url,), own_names(case.feed))
    sample = sample_of(judged, is_foreign=case.label == FOREIGN, in_document=case.part == SEEN)
    is_open = case.verdict.rule in _OPEN
    return Trial(case, sample, is_open, _language(f"{case.entry.title} {case.entry.text}"))


_SMALL_WORDS = {
    "en": {"the", "of", "and", "to", "in", "is", "for", "on", "with", "a"},
    "es": {"el", "la", "de", "los", "que", "en", "y", "las", "por", "una", "del"},
    "fr": {"le", "la", "les", "des", "et", "du", "une", "pour", "dans", "est"},
    "de": {"der", "die", "und", "das", "den", "ist", "mit", "für", "ein", "auf"},
}


def _language(text: str) -> str:
    said = text.lower().split()
    return max(_SMALL_WORDS, key=lambda language: sum(word in _SMALL_WORDS[language] for word in said))


def limit_for(tried: Iterable[Trial], share: float) -> float:
    """Return the lowest limit by which at least this share of the genuine entries is direct."""
    genuine = [trial for trial in tried if not trial.sample.is_foreign]
    values = sorted(trial.value for trial in genuine if trial.is_open)
    wanted = min(int(share * len(genuine) + 0.999), len(values))
    return values[wanted - 1] if values else 0.0


def limits_learned() -> tuple[float, float]:
    """Return the limits for sites and accounts by which enough of the unseen genuine entries are direct.

    Enough of all, and enough of those in whole documents: most of the others were written to be short.
    """
    return _limit_learned(_on_site), _limit_learned(_on_account)


def _limit_learned(is_in: Callable[[Trial], bool]) -> float:
    tried = [trial for trial in trials() if is_in(trial)]
    in_documents = [trial for trial in tried if trial.sample.in_document]
    return max(limit_for(tried, LEAST_DIRECT), limit_for(in_documents, LEAST_DIRECT))


def share_direct(tried: Iterable[Trial], limit: float, *, is_foreign: bool) -> tuple[int, int]:
    """Return how many of the genuine or foreign entries are direct, and of how many."""
    chosen = [trial for trial in tried if trial.sample.is_foreign is is_foreign]
    return sum(trial.is_direct(limit) for trial in chosen), len(chosen)


def parts() -> dict[str, Callable[[Trial], bool]]:
    """Return the parts of the set that are told apart, with how to recognise each."""
    languages = {f"sites, {name}": _in_language(name) for name in _SMALL_WORDS}
    return {"site feeds": _on_site, "pinned accounts": _on_account, **languages}


def _on_site(trial: Trial) -> bool:
    return not trial.sample.is_pinned


def _on_account(trial: Trial) -> bool:
    return trial.sample.is_pinned


def _in_language(language: str) -> Callable[[Trial], bool]:
    return lambda trial: trial.language == language and not trial.sample.is_pinned
