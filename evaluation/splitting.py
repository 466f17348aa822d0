"""The marked passages for sentence splitting: which splitter finds the sentences a reader would?

`evaluation/splitting/README.md` tells what the set is and where its lines were drawn. Every passage goes
through today's splitter and those it is compared with; called by `make eval`.
"""

import importlib
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache, partial
from itertools import chain
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.markup import escape
from rich.table import Table
from ruamel.yaml import YAML

from bot.core.sentences import split_sentences

FOLDER = Path(__file__).parent / "splitting"
LANGUAGES = ("en", "es", "fr", "de")
KINDS = (
    "abbreviation",
    "acronym",
    "initials",
    "time",
    "ordinal",
    "number",
    "quotation",
    "dialogue",
    "ellipsis",
    "question",
    "list",
    "bullet",
    "address",
    "heading",
    "colon",
    "brackets",
    "wrapped",
    "mixed",
)
OURS, SYNTOK, PATTERN = "bot.core.sentences", "syntok plain", "a full stop, a space"
#: What is measured and never printed: passages that no rule was mended by.
ASIDE = FOLDER / "aside"
_BULLET = "•"
_MOST_SHOWN = 120

#: Returns the offsets at which the sentences of a text begin.
Splitter = Callable[[str], Iterable[int]]


@dataclass(frozen=True, slots=True)
class Passage:
    """A passage and where its sentences begin, as marked by hand."""

    number: int  #: in its language's file, from 1
    language: str
    kind: str
    text: str
    sentences: tuple[str, ...]
    boundaries: frozenset[int]  #: see `places`
    is_aside: bool = False  #: not to be looked at while rules are mended


@dataclass(frozen=True, slots=True)
class Split:
    """What one splitter made of a passage."""

    passage: Passage
    found: frozenset[int]

    @property
    def is_right(self) -> bool:
        """Tell whether every sentence came out whole and by itself."""
        return self.found == self.passage.boundaries


# --- the set ------------------------------------------------------------------------------------------


@lru_cache(maxsize=1)
def passages() -> tuple[Passage, ...]:
    """Return all passages; a mark that does not give back its passage is a `ValueError`."""
    return tuple(
        one for folder in (FOLDER, ASIDE) for language in LANGUAGES for one in _file(folder, language)
    )


def _file(folder: Path, language: str) -> Iterator[Passage]:
    file = YAML(typ="safe").load((folder / f"{language}.yaml").read_text(encoding="utf-8"))
    for number, data in enumerate(file["passages"], 1):
        yield replace(read(data, language, number), is_aside=folder == ASIDE)


def read(data: dict[str, Any], language: str, number: int) -> Passage:
    """Check one passage of a file, the `number`th, and return it."""
    place = f"{language}.yaml, passage {number}"
    if data.keys() != {"kind", "text", "sentences"}:
        raise ValueError(f"{place}: has {sorted(data)}, not kind, sentences and text")
    if data["kind"] not in KINDS:
        raise ValueError(f"{place}: kind {data['kind']!r} is none of {', '.join(KINDS)}")
    text, sentences = data["text"], tuple(data["sentences"])
    boundaries = places(text, _starts(text, sentences, place))
    return Passage(number, language, data["kind"], text, sentences, boundaries)


def _starts(text: str, sentences: Sequence[str], place: str) -> list[int]:
    """Return where the marked sentences begin; nothing but white space may stand between them."""
    starts, end = [], 0
    for sentence in sentences:
        start = text.find(sentence, end)
        if not sentence.strip() or start < 0 or text[end:start].strip():
            raise ValueError(f"{place}: the sentences do not give back the text at {sentence!r}")
        starts.append(start)
        end = start + len(sentence)
    if text[end:].strip():
        raise ValueError(f"{place}: {text[end:]!r} is in no sentence")
    return starts


def places(text: str, starts: Iterable[int]) -> frozenset[int]:
    """Return boundaries as counts of the signs before them; white space and bullets do not count.

    So a splitter may leave a bullet out, or trim; where the text itself begins is no boundary.
    """
    counts = (len(re.sub(rf"[\s{_BULLET}]", "", text[:start])) for start in starts)
    return frozenset(count for count in counts if count)


# --- splitters ----------------------------------------------------------------------------------------


def splitters() -> dict[str, Splitter]:
    """Return the splitters that can be run here."""
    found: dict[str, Splitter] = {OURS: _ours}
    if syntok := _syntok():
        found[SYNTOK] = syntok
    found[PATTERN] = _pattern
    return found


def _ours(text: str) -> Iterator[int]:
    return (sentence.start for sentence in split_sentences(text))


def _pattern(text: str) -> Iterator[int]:
    """Split at the crudest sign of all, and at line breaks: what any splitter has to beat."""
    return chain([0], (match.end() for match in re.finditer(r"(?<=[.!?…])\s+|\n+", text)))


def _syntok() -> Splitter | None:
    try:
        segmenter = importlib.import_module("syntok.segmenter")
    except ImportError:
        return None

    def split(text: str) -> Iterator[int]:
        return (tokens[0].offset for paragraph in segmenter.analyze(text) for tokens in paragraph)

    return split


# --- figures ------------------------------------------------------------------------------------------


def measure(splitter: Splitter) -> tuple[Split, ...]:
    """Split every passage by `splitter`."""
    return tuple(Split(one, places(one.text, splitter(one.text))) for one in passages())


def share_right(splits: Sequence[Split]) -> float:
    """Return how many passages were split exactly right, from 0 to 1."""
    return sum(one.is_right for one in splits) / max(len(splits), 1)


def boundaries_right(splits: Sequence[Split]) -> float:
    """Return how many of the boundaries marked or made are both, from 0 to 1; 1 where there is none."""
    both = sum(len(one.found & one.passage.boundaries) for one in splits)
    either = sum(len(one.found | one.passage.boundaries) for one in splits)
    return both / either if either else 1.0


# --- the report ---------------------------------------------------------------------------------------


def print_splitting(console: Console) -> None:
    """Run every splitter and print how many passages and boundaries each has right."""
    results = {name: measure(splitter) for name, splitter in splitters().items()}
    console.print(_table(results))
    if SYNTOK not in results:
        console.print(f"{SYNTOK}: not installed")
    wrong = [one for one in results[OURS] if not one.is_right and not one.passage.is_aside]
    console.print(f"\nsplit wrong by {OURS} (the bar is 99% right), in sight: {len(wrong)}")
    for one in wrong[:_MOST_SHOWN]:
        console.print(f"  {escape(_line(one))}", highlight=False)


def _table(results: dict[str, tuple[Split, ...]]) -> Table:
    table = Table("", "passages", title="Passages split exactly right (boundaries right)")
    for name in results:
        table.add_column(name, justify="right")
    groups: dict[str, Callable[[Passage], bool]] = {
        "all": lambda one: True,
        "in sight": lambda one: not one.is_aside,
        "kept aside": lambda one: one.is_aside,
    }
    groups |= {name: partial(_is_of, name) for name in (*LANGUAGES, *KINDS)}
    for name, is_in in groups.items():
        some = [[one for one in splits if is_in(one.passage)] for splits in results.values()]
        cells = (f"{share_right(one):.1%} ({boundaries_right(one):.1%})" for one in some)
        table.add_row(name, str(len(some[0])), *cells, end_section=name in ("kept aside", LANGUAGES[-1]))
    return table


def _is_of(name: str, passage: Passage) -> bool:
    return name in (passage.language, passage.kind)


def _line(split: Split) -> str:
    missed, extra = split.passage.boundaries - split.found, split.found - split.passage.boundaries
    place = f"{split.passage.language} {split.passage.number} [{split.passage.kind}]"
    return f"{place} {len(missed)} missed, {len(extra)} too many: {split.passage.text!r}"
