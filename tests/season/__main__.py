"""Plays seasons: `python -m tests.season 7` that of seed 7, `python -m tests.season 0:200` two hundred.

Says what each came to, and ends with 1 at the first in which something did not hold.
"""

import argparse
import logging
import sys
import time
from collections.abc import Sequence

from tests.season.season import SeasonBroken, play


def main() -> int:
    """Play the seasons asked for."""
    parser = argparse.ArgumentParser(prog="python -m tests.season", description=__doc__)
    parser.add_argument("seeds", nargs="?", default="0:200", type=_seeds, help="a seed, or FIRST:END")
    seeds: Sequence[int] = parser.parse_args().seeds
    logging.disable()
    begun = time.monotonic()
    for seed in seeds:
        try:
            played = play(seed)
        except SeasonBroken as broken:
            sys.stdout.write(f"{broken}\n")
            return 1
        what = ", ".join(f"{count} {kind}" for kind, count in sorted(played.shown.items()))
        told = f"seed {seed}: {played.steps} steps, {played.restarts} crashes, {played.edits} edits; {what}"
        sys.stdout.write(f"{told}\n")
        sys.stdout.flush()
    sys.stdout.write(f"{len(seeds)} seasons in {time.monotonic() - begun:.0f} s: everything held\n")
    return 0


def _seeds(text: str) -> range:
    first, colon, end = text.partition(":")
    return range(int(first), int(end) if colon else int(first) + 1)


if __name__ == "__main__":
    sys.exit(main())
