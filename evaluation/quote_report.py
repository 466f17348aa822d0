"""Prints what the bot answers about the set for “has the union said this?”."""

import asyncio
import time
from collections.abc import Sequence

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from evaluation.quote_cases import Part
from evaluation.quote_corpus import corpus
from evaluation.quote_hard import HardCase, measure_hard
from evaluation.quotes import OUTCOMES, RIGHT, Answered, Figures, all_cases, measure

_BARS = {
    Part.TRUE: "≥ 99.5 % verbatim",
    Part.ALTERED: "no verbatim, ≥ 98 % altered",
    Part.PRESS: "no verbatim, ≤ 0.5 % altered",
}
#: Wrong answers printed of each part.
_MOST_SHOWN = 25


def print_quotes(console: Console) -> None:
    """Ask everything and print the figures and what came out wrong."""
    begun = time.process_time()
    figures = asyncio.run(measure(all_cases()))
    each = (time.process_time() - begun) / len(figures.answered) * 1000
    hard = asyncio.run(measure_hard())
    console.print(f"\nHas the union said this? {len(corpus())} statements, {each:.1f} ms CPU a text\n")
    console.print(_table(figures))
    for part in Part:
        _print_wrong(console, part, figures.of(part).wrong())
    _print_hard(console, hard)


def _table(figures: Figures) -> Table:
    table = Table("", "cases", *OUTCOMES, "right", "bar", title="The set for quotations")
    for part in Part:
        table.add_row(*_cells(part, part, figures.of(part)), _BARS[part], style="bold")
        for name, some in figures.groups(part):
            table.add_row(*_cells(f"  {name}", part, some), "")
        table.add_section()
    return table


def _cells(name: str, part: Part, figures: Figures) -> tuple[str, ...]:
    counts = figures.counts()
    right = sum(figures.share(outcome) for outcome in RIGHT[part])
    return (
        name,
        str(len(figures.answered)),
        *(str(counts[outcome] or "·") for outcome in OUTCOMES),
        f"{right:.1%}",
    )


def _print_wrong(console: Console, part: Part, wrong: Sequence[Answered]) -> None:
    console.print(f"\n{part}: came out wrong: {len(wrong)}")
    for one in wrong[:_MOST_SHOWN]:
        line = f"{one.outcome} [{one.case.kind}, {one.case.language}]: {one.case.text!r}"
        console.print(f"  {escape(line)}", highlight=False)


def _print_hard(console: Console, hard: Sequence[HardCase]) -> None:
    faulty = [case for case in hard if case.faults]
    console.print(f"\nhard cases: {len(hard) - len(faulty)} of {len(hard)} answered right")
    for case in faulty:
        line = f"[{case.kind}] {'; '.join(case.faults)}: {case.text!r}"
        console.print(f"  {escape(line)}", highlight=False)
