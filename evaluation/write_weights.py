"""Learn the weights from the labelled set and write them down (``python -m evaluation.write_weights``).

The limits are those by which 95 % of the genuine entries of unions that a fit has not seen are direct, of all
and of those in whole documents.
"""

from pathlib import Path

from bot.core.provenance.phrases import Phrase
from bot.core.provenance.weights import ACCOUNT, LIMIT, SITE, START, TABLE
from evaluation.cross_validation import limits_learned, samples
from evaluation.fit_voice import fit


def main() -> None:
    """Write the table of `bot.core.provenance.weights`."""
    learned = fit(samples())
    site, account = limits_learned()
    rows = [
        (START, SITE, learned.start),
        (START, ACCOUNT, learned.start_on_accounts),
        (LIMIT, SITE, site),
        (LIMIT, ACCOUNT, account),
        *sorted((place, _written(phrase), weight) for (place, phrase), weight in learned.weights.items()),
    ]
    text = "".join(f"{place}\t{phrase}\t{weight:.2f}\n" for place, phrase, weight in rows)
    Path(str(TABLE)).write_text(text, encoding="utf-8")


def _written(phrase: Phrase) -> str:
    return phrase if isinstance(phrase, str) else " ".join(phrase)


if __name__ == "__main__":
    main()
