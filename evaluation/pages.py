"""Measures what is made of statements' own pages: `bot.core.mainpage`, and trafilatura as it comes.

The set is described in `evaluation/pages/README.md`. Every sentence of a statement is to be found in what
was extracted, in order, and no phrase of the page's furniture. The page is read as it would be: from its
bytes.
"""

import hashlib
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, fields, replace
from functools import lru_cache
from pathlib import Path
from typing import Any, Final

from ruamel.yaml import YAML
from trafilatura import extract

from bot.core.mainpage import read_page
from bot.core.plaintext import one_line
from evaluation.page_documents import (
    FOLDER,
    FRESH,
    PLATFORMS,
    UNSEEN,
    Document,
    Notice,
    Phrase,
    Source,
    build,
    shown_text,
)

OURS, HIDDEN, PLAIN = "mainpage", "mainpage, names hidden", "trafilatura"
#: Not to be looked at while the extraction is mended.
KEPT_ASIDE: Final = frozenset(
    (
        "bus-operators-safety",
        "call-centre-notice",
        "druck-tarifabschluss",
        "ferry-crews-rejection",
        "postiers-preavis",
        "teachers-tentative-report",
        "intermittents-occupation",
        "kellys-limpieza-hotel",
        "museum-guards-ratified",
        "lineworkers-storm",
        "taxistas-nota",
    )
)
#: What kinds of furniture there are; the last is a sentence of the statement shown once more.
KINDS: Final = ("headline", "byline", "site", "other posts", "comments", "within", "repeated")

# What site software tells of itself by names of its own making.
_NAMES: Final = re.compile(r"""(?<=\s)((?:class|id|role|itemprop|data-hook)=)(["'])(.*?)\2""", re.DOTALL)

_LONG_PHRASE: Final = 4  # words
_LISTS: Final = ("menu", "sentences", "leftovers", "repeated", "captions")
_SLOT: Final = re.compile(r"\$[a-z_]+")
_NOTICES: Final = ("others", "comments", "events")


class PageSetError(Exception):
    """A file of the set is not whole; the text says which, and what to mend."""


@dataclass(frozen=True, slots=True)
class Page:
    """A page of the set, as it was written and as it is served."""

    source: Source
    body: bytes
    phrases: tuple[Phrase, ...]

    @property
    def is_kept_aside(self) -> bool:
        return self.source.name in KEPT_ASIDE

    @property
    def is_fresh(self) -> bool:
        return self.source.platform == FRESH

    @property
    def content_type(self) -> str:
        return f"text/html; charset={self.source.encoding}"


@dataclass(frozen=True, slots=True)
class Reading:
    """What was extracted of a page, and how much of it is right."""

    page: Page
    text: str
    missing: tuple[str, ...]
    is_in_order: bool
    leaked: tuple[Phrase, ...]
    other_words: int  #: words extracted beside the statement's sentences and captions
    obstacle: str | None = None

    @property
    def is_whole(self) -> bool:
        return not self.missing and self.is_in_order


@dataclass(frozen=True, slots=True)
class PageFigures:
    """What one way of extraction made of some pages."""

    readings: tuple[Reading, ...]

    def share_found(self) -> float:
        """Return the share of all sentences that were found, from 0 to 1."""
        sentences = sum(len(reading.page.source.sentences) for reading in self.readings)
        return 1 - sum(len(reading.missing) for reading in self.readings) / max(sentences, 1)

    def whole(self) -> int:
        """Return the number of pages with every sentence, in order."""
        return sum(reading.is_whole for reading in self.readings)

    def clean(self) -> int:
        """Return the number of pages without a phrase of furniture."""
        return sum(not reading.leaked for reading in self.readings)

    def right(self) -> int:
        """Return the number of pages that are whole and clean."""
        return sum(reading.is_whole and not reading.leaked for reading in self.readings)

    def leaked(self, kind: str) -> int:
        """Return how many phrases of a kind got through."""
        return sum(phrase.kind == kind for reading in self.readings for phrase in reading.leaked)

    def other_words(self) -> int:
        """Return how many words were extracted beside those of the statements."""
        return sum(reading.other_words for reading in self.readings)

    def obstacles(self) -> int:
        """Return how many pages were said to be no statement's page."""
        return sum(reading.obstacle is not None for reading in self.readings)

    def of(
        self,
        *,
        platform: str | None = None,
        is_kept_aside: bool | None = None,
        is_fresh: bool | None = None,
    ) -> "PageFigures":
        """Return the figures of a platform, of pages kept aside or not, of fresh ones or not."""
        return PageFigures(
            tuple(
                one
                for one in self.readings
                if platform in (None, one.page.source.platform)
                and is_kept_aside in (None, one.page.is_kept_aside)
                and is_fresh in (None, one.page.is_fresh)
            )
        )


# --- the set ----------------------------------------------------------------------------------------


@lru_cache(maxsize=1)
def pages() -> tuple[Page, ...]:
    """Return the set, the fresh pages last; raise PageSetError where a file does not hold what it must."""
    return tuple(_pages_in(*PLATFORMS, FRESH))


@lru_cache(maxsize=1)
def unseen_pages() -> tuple[Page, ...]:
    """Return the pages that no rule was mended on; raise PageSetError as `pages` does."""
    return tuple(_pages_in(UNSEEN))


def _pages_in(*folders: str) -> Iterator[Page]:
    for folder in folders:
        yield from (page_of(_source(path)) for path in sorted((FOLDER / folder).glob("*.yaml")))


def page_of(source: Source) -> Page:
    """Build a page and check every mark of it; raise PageSetError where one is not verbatim."""
    document = build(source)
    for fault in _faults(source, document):
        raise PageSetError(f"{source.platform}/{source.name}.yaml: {fault}")
    return Page(source, document.html.encode(source.encoding, "strict"), document.phrases)


def source_of(data: dict[str, Any], *, name: str, platform: str) -> Source:
    """Return a page's source from its YAML; raise PageSetError for a key or a value of another kind."""
    told = dict(data)
    for key in _LISTS:
        told[key] = tuple(_strings(told.get(key, ()), key, name))
    for key in _NOTICES:
        told[key] = tuple(Notice(**_only_strings(one, key, name)) for one in told.get(key, ()))
    listed = {*_LISTS, *_NOTICES}
    known = {field.name for field in fields(Source)}
    for key, value in told.items():
        if key not in known or not (key in listed or isinstance(value, str)):
            raise PageSetError(f"{platform}/{name}.yaml: {key}: no such key, or not a text: {value!r}")
    return Source(name=name, platform=platform, **told)


def _source(path: Path) -> Source:
    data = YAML(typ="safe").load(path.read_text(encoding="utf-8"))
    return source_of(data, name=path.stem, platform=path.parent.name)


def _strings(values: Any, key: str, name: str) -> Iterator[str]:
    for value in values:
        if not isinstance(value, str) or not value.strip():
            raise PageSetError(f"{name}.yaml: {key}: not a text: {value!r}")
        yield value


def _only_strings(notice: dict[str, str], key: str, name: str) -> dict[str, str]:
    return dict(zip(notice, _strings(notice.values(), key, name), strict=True))


def _faults(source: Source, document: Document) -> Iterator[str]:
    """Yield what is wrong with the marks: each must be in the page, and none both wanted and not."""
    shown, body = folded(shown_text(document.html)), folded(shown_text(source.body))
    statement = folded(" ".join(source.sentences))
    if not source.sentences:
        yield "there are no sentences"
    for slot in _SLOT.findall(shown):
        yield f"the furniture shows {slot}, which the file does not tell"
    if not _in_order(body, source.sentences):
        yield f"not in the body, or not in this order: {_first_missing(body, source.sentences)!r}"
    marks = (*source.sentences, *source.leftovers, *source.repeated, *source.captions, source.title)
    if unmarked := _without(body, marks):
        yield f"words of the body that no mark covers: {unmarked!r}"
    for phrase in document.phrases:
        if not _shows(shown, phrase.text):
            yield f"furniture that the page does not show: {phrase.text!r}"
        if _shows(statement, phrase.text):
            yield f"furniture that is in the statement, too: {phrase.text!r}"
    for sentence in source.repeated:
        if sentence not in source.sentences or _count(body, sentence) < 2:
            yield f"no sentence that the page repeats: {sentence!r}"


def _first_missing(text: str, sentences: Sequence[str]) -> str:
    reached = [end for end in range(len(sentences)) if not _in_order(text, sentences[: end + 1])]
    return sentences[reached[0]]


# --- the measurement ----------------------------------------------------------------------------------


@lru_cache(maxsize=3)
def measure_pages(way: str) -> PageFigures:
    """Read every page with `OURS`, with `OURS` as `hidden` makes them, or with `PLAIN`."""
    return PageFigures(tuple(read(page, _WAYS[way]) for page in pages()))


@lru_cache(maxsize=3)
def measure_unseen(way: str) -> PageFigures:
    """Read the pages that no rule was mended on, in one of the ways of `measure_pages`."""
    return PageFigures(tuple(read(page, _WAYS[way]) for page in unseen_pages()))


def read(page: Page, way: Callable[[Page], tuple[str, str | None]]) -> Reading:
    """Extract a page's text and compare it with its marks."""
    raw, obstacle = way(page)
    text, sentences = folded(raw), page.source.sentences
    leaked = [phrase for phrase in page.phrases if _shows(text, phrase.text)]
    leaked += [Phrase("repeated", one) for one in page.source.repeated if _count(text, one) > 1]
    missing = tuple(sentence for sentence in sentences if not _holds(text, sentence))
    return Reading(
        page=page,
        text=raw,
        missing=missing,
        is_in_order=_in_order(text, [one for one in sentences if one not in missing]),
        leaked=tuple(leaked),
        other_words=len(_without(text, (*sentences, *page.source.captions))),
        obstacle=obstacle,
    )


def folded(text: str) -> str:
    """Return a text on one line, without the bars that trafilatura puts between a table's cells."""
    return one_line(text.replace("|", " "))


def _read_ours(page: Page) -> tuple[str, str | None]:
    read = read_page(page.body, base_url=page.source.url, content_type=page.content_type)
    return read.text, read.obstacle


def hidden(page: Page) -> Page:
    """Return a page with its names hashed, as software would send it that nobody has met.

    The same name always gives the same hash: which elements share one can still be seen.
    """
    source = page.body.decode(page.source.encoding)
    return replace(page, body=_NAMES.sub(_hashed, source).encode(page.source.encoding))


def _hashed(found: re.Match[str]) -> str:
    names = (f"x{hashlib.sha256(name.encode()).hexdigest()[:9]}" for name in found[3].split())
    return f"{found[1]}{found[2]}{' '.join(names)}{found[2]}"


def _read_hidden(page: Page) -> tuple[str, str | None]:
    return _read_ours(hidden(page))


def _read_plain(page: Page) -> tuple[str, str | None]:
    found: str | None = extract(page.body, url=page.source.url)
    return found or "", None


_WAYS: Final = {OURS: _read_ours, HIDDEN: _read_hidden, PLAIN: _read_plain}


@lru_cache(maxsize=4096)
def _pattern(words: str) -> re.Pattern[str]:
    return re.compile(rf"(?<!\w){re.escape(folded(words))}(?!\w)")


def _holds(text: str, words: str) -> bool:
    return _pattern(words).search(text) is not None


def _shows(text: str, phrase: str) -> bool:
    """Return whether a phrase of furniture is in a text; a long one may be run together with others."""
    if len(phrase.split()) < _LONG_PHRASE:
        return _holds(text, phrase)
    return folded(phrase) in text


def _count(text: str, words: str) -> int:
    return len(_pattern(words).findall(text))


def _in_order(text: str, sentences: Sequence[str]) -> bool:
    at = 0
    for sentence in sentences:
        found = _pattern(sentence).search(text, at)
        if found is None:
            return False
        at = found.end()
    return True


def _without(text: str, marks: Sequence[str]) -> list[str]:
    """Return the words of a text that are left when each of the marks is taken out once."""
    for mark in sorted(marks, key=len, reverse=True):
        text = _pattern(mark).sub(" ", text, count=1)
    return re.findall(r"\w+", text)
