"""Prints what two ways of extraction make of the set of pages, ours with the pages' names hidden, too."""

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from evaluation.page_documents import FRESH, PLATFORMS, UNSEEN
from evaluation.pages import (
    HIDDEN,
    KINDS,
    OURS,
    PLAIN,
    PageFigures,
    Reading,
    measure_pages,
    measure_unseen,
)

#: Phrases printed of each page that is not right.
_MOST_SHOWN = 6


def print_pages(console: Console) -> None:
    """Read every page each way, print the figures and, of the pages in sight, what came out wrong."""
    figures = {way: measure_pages(way) for way in (OURS, HIDDEN, PLAIN)}
    unseen = {way: measure_unseen(way) for way in figures}
    count = len(figures[OURS].readings) + len(unseen[OURS].readings)
    console.print(f"\nStatements’ own pages: {count}, by {', '.join(figures)}\n")
    console.print(_table(figures, unseen))
    for title, is_fresh in (("the first forty", False), ("fresh", True)):
        console.print(_by_kind({way: told.of(is_fresh=is_fresh) for way, told in figures.items()}, title))
    console.print(_by_kind(unseen, UNSEEN))
    in_sight = figures[OURS].of(is_kept_aside=False, is_fresh=False)
    wrong = [one for one in in_sight.readings if _is_wrong(one)]
    console.print(f"\n{OURS}: pages in sight that came out wrong: {len(wrong)}")
    for reading in wrong:
        console.print(f"  {escape(_line(reading))}", highlight=False)


def _table(figures: dict[str, PageFigures], unseen: dict[str, PageFigures]) -> Table:
    """Return a table with a line for each way of extraction under each name."""
    columns = ("", "pages", "read by", "sentences", "whole pages", "clean", "whole and clean", "other words")
    table = Table(*columns, title="The set of pages (bar: every sentence, no furniture)")
    rows = {way: _rows(figures_of_way) | {UNSEEN: unseen[way]} for way, figures_of_way in figures.items()}
    for name, pages in rows[OURS].items():
        table.add_row(name, str(len(pages.readings)), OURS, *_cells(pages))
        table.add_row("", "", HIDDEN, *_cells(rows[HIDDEN][name]))
        table.add_row("", "", PLAIN, *_cells(rows[PLAIN][name]), end_section=True)
    return table


def _rows(figures: PageFigures) -> dict[str, PageFigures]:
    rows = {platform: figures.of(platform=platform) for platform in PLATFORMS}
    first = figures.of(is_fresh=False)
    in_sight, kept_aside = (first.of(is_kept_aside=kept) for kept in (False, True))
    parts = {"in sight": in_sight, "kept aside": kept_aside, "the first forty": first}
    return rows | parts | {FRESH: figures.of(is_fresh=True)}


def _cells(figures: PageFigures) -> tuple[str, ...]:
    counts = (figures.whole(), figures.clean(), figures.right(), figures.other_words())
    return f"{figures.share_found():.1%}", *(str(count) for count in counts)


def _by_kind(figures: dict[str, PageFigures], pages: str) -> Table:
    table = Table("", *figures, title=f"What got through beside the statements: {pages}")
    for kind in KINDS:
        table.add_row(kind, *(str(way.leaked(kind)) for way in figures.values()))
    table.add_row("words in all", *(str(way.other_words()) for way in figures.values()))
    table.add_row("pages with an obstacle", *(str(way.obstacles()) for way in figures.values()))
    return table


def _is_wrong(reading: Reading) -> bool:
    return not reading.is_whole or bool(reading.leaked)


def _line(reading: Reading) -> str:
    source = reading.page.source
    told = [f"missing {one[:60]!r}" for one in reading.missing]
    told += [] if reading.is_in_order else ["out of order"]
    told += [f"{phrase.kind} {phrase.text[:40]!r}" for phrase in reading.leaked]
    more = f" and {len(told) - _MOST_SHOWN} more" if len(told) > _MOST_SHOWN else ""
    return f"{source.platform}/{source.name} [{source.frame}]: {'; '.join(told[:_MOST_SHOWN])}{more}"
