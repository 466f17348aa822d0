"""Learn the weights from the labelled set and write them down (``python -m evaluation.write_weights``).

The limits are those by which 95 % of the genuine entries of unions that a fit has not seen are direct.
"""

from pathlib import Path

from bot.core.provenance.cues import BUILD, told
from bot.core.provenance.lexicon import KINDS
from bot.core.provenance.voice_score import START
from evaluation.cross_validation import limits_learned, samples
from evaluation.fit_voice import ON_ACCOUNTS, Weights, fit

TABLE = Path(__file__).parent.parent / "bot" / "core" / "provenance" / "weights.py"
_HEAD = '''"""What each cue of a voice weighs, in log-odds: above zero it speaks for somebody else.

Learned from the labelled set (``python -m evaluation.write_weights``), not written by hand. A cue's amount
times its weight is what it adds; a text that comes to more than the limit is held.
"""

from typing import Final

'''


def main() -> None:
    """Write `bot.core.provenance.weights`."""
    weights = fit(samples())
    limits = limits_learned()
    lines = [
        f"SITE_LIMIT: Final = {limits[0]:.2f}",
        f"ACCOUNT_LIMIT: Final = {limits[1]:.2f}",
        "",
        "#: On the union's own site.",
        *_table("SITE_WEIGHTS", {name: weights[name] for name in _names()}),
        "",
        "#: In the posts of a pinned account.",
        *_table("ACCOUNT_WEIGHTS", {name: weights[name] + weights[name + ON_ACCOUNTS] for name in _names()}),
    ]
    TABLE.write_text(_HEAD + "\n".join(lines) + "\n", encoding="utf-8")


def _names() -> list[str]:
    return [START, *KINDS, *BUILD]


def _table(name: str, weights: Weights) -> list[str]:
    ordered = sorted(weights.items(), key=lambda item: item[1])
    rows = [f'    "{cue}": {weight:.2f},{_comment(cue)}' for cue, weight in ordered]
    return [f"{name}: Final[dict[str, float]] = {{", *rows, "}"]


def _comment(cue: str) -> str:
    return "" if cue == START else f"  # {told(cue)}"


if __name__ == "__main__":
    main()
