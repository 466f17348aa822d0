"""The marked statements for summaries: which of the sentences a member must know does a summary hold?

`evaluation/summaries/README.md` tells what the set is. Every statement goes as stored text through today's
`summarise`, through lead-3 and, where sumy is installed, through its LexRank; called by `make eval`.
"""

import importlib
import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice, pairwise
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.markup import escape
from rich.table import Table
from ruamel.yaml import YAML

from bot.core.sentences import Sentence, is_finished, split_sentences
from bot.core.summarise import summarise

FOLDER = Path(__file__).parent / "summaries"
SEEN, KEPT_ASIDE = "seen", "kept-aside"
LANGUAGES = {"en": "english", "es": "spanish", "fr": "french", "de": "german"}
FORMS = ("letter", "release", "notice", "list", "bargaining")
OPENINGS = ("news", "preamble")
SAYS = ("decision", "when", "where", "number", "action", "affected")
#: Sentences in a summary.
LIMIT = 3
TODAY, LEAD, LEXRANK = "summarise", "lead-3", "LexRank (sumy)"

_FIELDS = {"union", "title", "language", "form", "opening", "text", "keys"}
_KEY_FIELDS = {"says", "text"}
_BEGINS = re.compile(r"(?:^|\n)(?:[•–-] |\d+\. |.*[.!?…:][\"”“»)’]*\s+)?[(«“„]*$")
_ENDS = re.compile(r"[.!?…][\"”“»)’]*(?=\s|$)|(?=\n|$)")

Span = tuple[int, int]
Method = Callable[["Marked"], Sequence[Span]]


@dataclass(frozen=True, slots=True)
class Key:
    """A sentence or list item that a summary should hold."""

    says: str  #: what of: one of `SAYS`
    span: Span
    needs: Span | None  #: the sentence before it, without which it cannot be understood

    @property
    def spans(self) -> tuple[Span, ...]:
        """Return what a summary must cover to hold this."""
        return (self.needs, self.span) if self.needs else (self.span,)


@dataclass(frozen=True, slots=True)
class Marked:
    """A statement with its key sentences, in the text's order."""

    file: str
    part: str
    union: str
    title: str
    language: str
    form: str
    opening: str  #: `news`, or `preamble`: thanks, a greeting, a scene
    salutation: str  #: how the text begins; empty where nobody is greeted
    text: str
    keys: tuple[Key, ...]


@dataclass(frozen=True, slots=True)
class Summed:
    """What one method made of a statement."""

    marked: Marked
    spans: tuple[Span, ...]
    held: tuple[bool, ...]  #: for each key

    @property
    def words(self) -> int:
        """Count the words of the summary."""
        return sum(len(self.marked.text[start:end].split()) for start, end in self.spans)


# --- the set ------------------------------------------------------------------------------------------


@lru_cache(maxsize=1)
def statements() -> tuple[Marked, ...]:
    """Return all statements by file name; a mark that is not whole and verbatim is a `ValueError`."""
    yaml = YAML(typ="safe")
    aside = yaml.load((FOLDER / "kept-aside.yaml").read_text(encoding="utf-8"))
    paths = sorted((FOLDER / "statements").glob("*.yaml"))
    if strangers := set(aside) - {path.name for path in paths} or len(aside) != len(set(aside)):
        raise ValueError(f"kept-aside.yaml: names no file, or one twice: {strangers}")
    return tuple(
        read(
            yaml.load(path.read_text(encoding="utf-8")), path.name, KEPT_ASIDE if path.name in aside else SEEN
        )
        for path in paths
    )


def read(data: dict[str, Any], file: str, part: str) -> Marked:
    """Check one file's content and return it."""
    if data.keys() - {"salutation"} != _FIELDS:
        raise ValueError(f"{file}: has {sorted(data)}, not {sorted(_FIELDS)} and perhaps a salutation")
    for name, known in (("language", LANGUAGES), ("form", FORMS), ("opening", OPENINGS)):
        if data[name] not in known:
            raise ValueError(f"{file}: {name} {data[name]!r} is none of {', '.join(known)}")
    text, salutation = data["text"], data.get("salutation", "")
    if not text.startswith(f"{salutation}\n\n" if salutation else text):
        raise ValueError(f"{file}: the text does not begin with a paragraph {salutation!r}")
    keys = tuple(_key(mark, text, file) for mark in data["keys"])
    covered = [span for key in keys for span in key.spans]
    if not 2 <= len(keys) <= LIMIT or len(covered) > LIMIT:
        raise ValueError(f"{file}: two or three keys fit a summary, with what they need")
    if any(before[1] > after[0] for before, after in pairwise(covered)):
        raise ValueError(f"{file}: the keys overlap or are out of order")
    whole = {name: data[name] for name in ("union", "title", "language", "form", "opening")}
    return Marked(file=file, part=part, salutation=salutation, text=text, keys=keys, **whole)


def _key(mark: dict[str, str], text: str, file: str) -> Key:
    if mark.keys() - {"needs"} != _KEY_FIELDS or mark["says"] not in SAYS:
        raise ValueError(f"{file}: a key has text, says (one of {', '.join(SAYS)}) and perhaps needs: {mark}")
    span = _find(mark["text"], text, file)
    needs = _find(mark["needs"], text, file) if "needs" in mark else None
    if needs and text[needs[1] : span[0]].strip():
        raise ValueError(f"{file}: what a key needs stands right before it: {mark['needs']!r}")
    return Key(mark["says"], span, needs)


def _find(words: str, text: str, file: str) -> Span:
    """Return where a mark stands: once, verbatim, a whole sentence or list item."""
    if text.count(words) != 1:
        raise ValueError(f"{file}: stands {text.count(words)} times in the text, not once: {words!r}")
    start = text.index(words)
    end = start + len(words)
    line = text[max(text.rfind("\n", 0, start), 0) : start]
    if not _BEGINS.search(line) or not any(match.end() == end for match in _ENDS.finditer(text)):
        raise ValueError(f"{file}: is no whole sentence or list item: {words!r}")
    return start, end


# --- methods ------------------------------------------------------------------------------------------


def candidates(marked: Marked) -> Iterator[Sentence]:
    """Yield the sentences and list items after the salutation; headings and signatures are neither."""
    after = len(marked.salutation)
    for one in split_sentences(marked.text):
        if one.start >= after and (one.is_item or is_finished(one.text)):
            yield one


def methods() -> dict[str, Method]:
    """Return the methods that can be run here; LexRank only where sumy can be imported."""
    found: dict[str, Method] = {TODAY: _today, LEAD: _lead}
    if lexrank := _lexrank():
        found[LEXRANK] = lexrank
    return found


def _today(marked: Marked) -> Sequence[Span]:
    return summarise(marked.text, cut_off=False, limit=LIMIT).spans


def _lead(marked: Marked) -> Sequence[Span]:
    return [(one.start, one.end) for one in islice(candidates(marked), LIMIT)]


class _Words:
    """Stands in for sumy's tokenizer, which wants downloads: parts a sentence into its words."""

    def to_words(self, sentence: str) -> tuple[str, ...]:
        """Return the words, as sumy asks for them."""
        return tuple(re.findall(r"[^\W\d_]+", sentence))


def _lexrank() -> Method | None:
    try:
        dom, ranking, stemming, texts = (
            importlib.import_module(f"sumy.{name}")
            for name in ("models.dom", "summarizers.lex_rank", "nlp.stemmers", "utils")
        )
    except ImportError:
        return None

    def rank(marked: Marked) -> Sequence[Span]:
        language = LANGUAGES[marked.language]
        ours = list(candidates(marked))
        fed = [dom.Sentence(one.text, _Words()) for one in ours]
        summarizer = ranking.LexRankSummarizer(stemming.Stemmer(language))
        summarizer.stop_words = texts.get_stop_words(language)
        chosen = {id(one) for one in summarizer(dom.ObjectDocumentModel([dom.Paragraph(fed)]), LIMIT)}
        return [(one.start, one.end) for one, its in zip(ours, fed, strict=True) if id(its) in chosen]

    return rank


# --- figures ------------------------------------------------------------------------------------------


def measure(method: Method) -> tuple[Summed, ...]:
    """Summarise every statement by `method` and see which keys are held."""
    return tuple(_summed(marked, tuple(method(marked))) for marked in statements())


def _summed(marked: Marked, spans: tuple[Span, ...]) -> Summed:
    held = tuple(all(is_covered(marked.text, one, spans) for one in key.spans) for key in marked.keys)
    return Summed(marked, spans, held)


def is_covered(text: str, wanted: Span, spans: Sequence[Span]) -> bool:
    """Tell whether every letter and digit of `text` in `wanted` stands in one of `spans`."""
    return all(any(start <= at < end for start, end in spans) for at in range(*wanted) if text[at].isalnum())


def share(summed: Sequence[Summed], *, says: str = "") -> float:
    """Return how many of the keys (those that say `says`) are held, from 0 to 1."""
    held = [
        is_held
        for one in summed
        for key, is_held in zip(one.marked.keys, one.held, strict=True)
        if says in ("", key.says)
    ]
    return sum(held) / max(len(held), 1)


# --- the report ---------------------------------------------------------------------------------------


def print_summaries(console: Console) -> None:
    """Run every method and print the share of keys each holds, and what `summarise` misses in sight."""
    results = {name: measure(method) for name, method in methods().items()}
    console.print(_table(results))
    if LEXRANK not in results:
        console.print(f"{LEXRANK}: not installed")
    for name in (name for name in results if name != TODAY):
        gained = share(results[TODAY]) / max(share(results[name]), 1e-9) - 1
        console.print(f"{TODAY} holds {gained:+.0%} (relative) against {name}; the bar is +20%")
    _print_missed(console, results[TODAY])


def _table(results: dict[str, tuple[Summed, ...]]) -> Table:
    table = Table("", "statements", "keys", *results, title="Key sentences held by a summary")
    first = next(iter(results.values()))
    for title, of in _GROUPS.items():
        for name in sorted({of(one.marked) for one in first}):
            some = [[one for one in summed if of(one.marked) == name] for summed in results.values()]
            keys = sum(len(one.held) for one in some[0])
            table.add_row(
                f"{title}{name}", str(len(some[0])), str(keys), *(f"{share(one):.1%}" for one in some)
            )
        table.add_section()
    said = Counter(key.says for one in first for key in one.marked.keys)
    for says in SAYS:
        cells = [f"{share(summed, says=says):.1%}" for summed in results.values()]
        table.add_row(f"says: {says}", "", str(said[says]), *cells)
    table.add_section()
    table.add_row(
        "with all keys", "", "", *(str(sum(all(one.held) for one in each)) for each in results.values())
    )
    table.add_row(
        "with no key", "", "", *(str(sum(not any(one.held) for one in each)) for each in results.values())
    )
    table.add_row(
        "words, mean", "", "", *(f"{sum(s.words for s in each) / len(each):.0f}" for each in results.values())
    )
    return table


_GROUPS: dict[str, Callable[[Marked], str]] = {
    "all": lambda marked: "",
    "": lambda marked: marked.part,
    "language: ": lambda marked: marked.language,
    "form: ": lambda marked: marked.form,
    "opening: ": lambda marked: marked.opening,
}


def _print_missed(console: Console, summed: Sequence[Summed]) -> None:
    """Print what is missed in sight; what is kept aside is not to be read while rules are mended."""
    console.print("\nmissed, in sight:")
    for one in summed:
        for key, is_held in zip(one.marked.keys, one.held, strict=True):
            if one.marked.part == SEEN and not is_held:
                line = f"{one.marked.file} [{key.says}]: {one.marked.text[slice(*key.span)]}"
                console.print(f"  {escape(line)}", highlight=False)
