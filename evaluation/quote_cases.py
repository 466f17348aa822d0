"""The three parts of the set: true quotes, quotes with one word altered, and press prose.

Every part is made with a fixed seed, without looking at how the matcher works. Each case is a text that
somebody asks about; `evaluation.quotes` asks the bot and counts its answers.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import lru_cache
from itertools import islice
from random import Random

from evaluation import quote_noise as noise
from evaluation.quote_alterations import ALTERATIONS, FEWEST_ALTERED_WORDS
from evaluation.quote_corpus import (
    LANGUAGES,
    Said,
    bank,
    corpus,
    fill,
    folded,
    folded_corpus,
    is_said,
    make_world,
    seeded,
    windows,
    words_of,
)

FEWEST_QUOTED_WORDS = 6
MOST_QUOTED_WORDS = 45
#: Press prose and statements share no more words in a row than this: everyday phrases, names.
LONGEST_SHARED_RUN = 5
#: Cases of each kind by language: 250 in all, or of press prose, by itself, 2,000.
EACH_KIND = {"en": 100, "es": 50, "fr": 50, "de": 50}
EACH_PRESS = {"en": 1100, "es": 300, "fr": 300, "de": 300}


class Part(StrEnum):
    """What a case is of."""

    TRUE = "true quotes"
    ALTERED = "one word altered"
    PRESS = "press prose"


@dataclass(frozen=True, slots=True)
class Asked:
    """A text somebody asks about."""

    part: Part
    kind: str
    language: str
    text: str


@dataclass(frozen=True, slots=True)
class Span:
    """Words of a statement, noise and all, and how they may be set."""

    said: Said
    text: str
    is_whole: bool = True  #: whole sentences, which may also stand without quotation marks
    is_garbled: bool = False  #: the quotation marks around it are to be garbled with it


@lru_cache(maxsize=1)
def true_quotes() -> tuple[Asked, ...]:
    """Return 2,000 quotations that are the union's words: 250 of each kind."""
    return tuple(
        case
        for kind, make in _TRUE.items()
        for language in LANGUAGES
        for case in islice(_quotes(kind, language, make), EACH_KIND[language])
    )


@lru_cache(maxsize=1)
def altered_quotes() -> tuple[Asked, ...]:
    """Return 2,000 quotations of ten words and more with one word altered: 250 of each kind."""
    return tuple(
        case
        for kind in ALTERATIONS
        for language in LANGUAGES
        for case in islice(_alterations(kind, language), EACH_KIND[language])
    )


@lru_cache(maxsize=1)
def press_prose() -> tuple[Asked, ...]:
    """Return 2,000 sentences of invented reporters about the same unions, places and events."""
    return tuple(case for language in LANGUAGES for case in islice(_press(language), EACH_PRESS[language]))


# --- true quotes ---------------------------------------------------------------------------------


def _quotes(kind: str, language: str, make: Callable[[Said, Random], Span | None]) -> Iterator[Asked]:
    random = seeded(f"{language} {kind}")
    seen: set[str] = set()
    statements = [said for said in corpus() if said.language == language]
    while True:
        span = make(random.choice(statements), random)
        if span is None or span.text in seen:
            continue
        seen.add(span.text)
        yield Asked(Part.TRUE, kind, language, _set(span, random))


def _sentences(said: Said, random: Random) -> Span | None:
    text = random.choice(windows(said.text))
    return Span(said, text) if FEWEST_QUOTED_WORDS <= len(words_of(text)) <= MOST_QUOTED_WORDS else None


def _reset(said: Said, random: Random) -> Span | None:
    span = _sentences(said, random)
    return span and replace(span, text=noise.typography(span.text, random))


def _respaced(said: Said, random: Random) -> Span | None:
    span = _sentences(said, random)
    return span and replace(span, text=noise.spacing(span.text, random))


def _hyphenated(said: Said, random: Random) -> Span | None:
    span = _sentences(said, random)
    if span is None or (text := noise.soft_hyphens(span.text, random)) == span.text:
        return None
    return replace(span, text=text)


def _garbled(said: Said, random: Random) -> Span | None:
    """Garble a quotation that has something to garble; every other time, its marks are garbled too."""
    span = _sentences(said, random)
    if span is None or (text := noise.curled(span.text)).isascii():
        return None
    if random.random() < 0.5:
        return replace(span, text=text, is_garbled=True)
    return replace(span, text=noise.mojibake(text))


def _partial(said: Said, random: Random) -> Span | None:
    """Take a part of a sentence, but none that leaves a negation of the sentence out."""
    sentence = random.choice(windows(said.text))
    words = words_of(sentence)
    if not FEWEST_QUOTED_WORDS < len(words) <= MOST_QUOTED_WORDS:
        return None
    length = random.randrange(FEWEST_QUOTED_WORDS, len(words))
    first = random.randrange(len(words) - length + 1)
    start, end = words[first].start, words[first + length - 1].end
    if _denies(sentence[:start] + " " + sentence[end:], said.language):
        return None
    return Span(said, sentence[start:end], is_whole=False)


def _cased(said: Said, random: Random) -> Span | None:
    """Begin in the middle of a sentence with a capital, as a quotation that stands alone does."""
    span = _partial(said, random)
    if span is None or not span.text[:1].islower():
        return None
    return replace(span, text=span.text[:1].upper() + span.text[1:])


def _joined(said: Said, random: Random) -> Span | None:
    """Join two spans of a paragraph by an ellipsis, leaving no negation out."""
    passage = random.choice(windows(said.text))
    words = words_of(passage)
    if not 14 <= len(words) <= 2 * MOST_QUOTED_WORDS:
        return None
    first, gap = random.randrange(4, len(words) - 8), random.randrange(2, 12)
    if first + gap + 4 > len(words):
        return None
    cut, again = words[first - 1].end, words[first + gap].start
    if _denies(passage[cut:again], said.language):
        return None
    ellipsis = random.choice((" … ", "… ", "...", " ... ", " [...] ", " […] ", " . . . ", " (…) "))
    return Span(said, passage[:cut] + ellipsis + passage[again:], is_whole=False)


_TRUE: dict[str, Callable[[Said, Random], Span | None]] = {
    "as written": _sentences,
    "typography": _reset,
    "odd spaces": _respaced,
    "soft hyphens": _hyphenated,
    "mojibake": _garbled,
    "part of a sentence": _partial,
    "capital at its start": _cased,
    "ellipsis": _joined,
}


def _denies(text: str, language: str) -> bool:
    negations = set(bank(language, "words")["negations"])
    return any(word.written.casefold() in negations for word in words_of(noise.curled(text)))


# --- one word altered -----------------------------------------------------------------------------


def _alterations(kind: str, language: str) -> Iterator[Asked]:
    random = seeded(f"{language} {kind}")
    seen: set[str] = set()
    statements = [said for said in corpus() if said.language == language]
    while True:
        said = random.choice(statements)
        passage = random.choice(windows(said.text))
        if not FEWEST_ALTERED_WORDS <= len(words_of(passage)) <= MOST_QUOTED_WORDS:
            continue
        text = ALTERATIONS[kind](passage, language, random)
        if text is None or text in seen or len(words_of(text)) < FEWEST_ALTERED_WORDS or is_said(text):
            continue
        seen.add(text)
        if random.random() < 0.3:
            text = noise.typography(text, random)
        yield Asked(Part.ALTERED, kind, language, _set(Span(said, text, is_whole=False), random))


# --- press prose ------------------------------------------------------------------------------------


def _press(language: str) -> Iterator[Asked]:
    random = seeded(f"{language} press")
    seen: set[str] = set()
    while True:
        kind, text = _sentence_of_press(language, random)
        if text in seen or shares_a_run(text):
            continue
        seen.add(text)
        if kind == "plain" and random.random() < 0.3:
            opening, closing = random.choice(bank(language, "words")["marks"])
            kind, text = "in quotation marks", f"{opening}{text}{closing}"
        yield Asked(Part.PRESS, kind, language, text)


def _sentence_of_press(language: str, random: Random) -> tuple[str, str]:
    """Return a kind and a sentence, mostly about what some statement is about: its names, its numbers."""
    prose, unions = bank(language, "press"), bank(language, "statements")["unions"]
    told = random.choice([said for said in corpus() if said.language == language]).world
    world = told if random.random() < 0.7 else make_world(language, random.choice(unions), random)
    if random.random() < 0.3:
        return "reported speech", fill(random.choice(prose["reported"]), world, random)
    text = fill(random.choice(prose["sentences"]), world, random)
    if text.endswith(".") and random.random() < 0.4:
        text = f"{text[:-1]}, {fill(random.choice(prose['tails']), world, random)}."
    return ("with a quotation" if set(text) & set("“”„«»") else "plain"), text


def shares_a_run(text: str) -> bool:
    """Return whether more words in a row than everyday phrases have stand in some statement too."""
    words = folded(text).split()
    length = LONGEST_SHARED_RUN + 1
    return any(tuple(words[at : at + length]) in _said_runs() for at in range(len(words) - length + 1))


@lru_cache(maxsize=1)
def _said_runs() -> frozenset[tuple[str, ...]]:
    length = LONGEST_SHARED_RUN + 1
    texts = (text.split() for text in folded_corpus())
    return frozenset(tuple(words[at : at + length]) for words in texts for at in range(len(words)))


# --- setting a quotation ----------------------------------------------------------------------------


def _set(span: Span, random: Random) -> str:
    """Set a quotation as people do: alone, in a sentence that says whose it is, or as pasted prose."""
    if span.is_whole and not span.is_garbled and random.random() < 0.15:
        return span.text
    style = bank(span.said.language, "words")
    opening, closing = random.choice(style["marks"])
    # “at 9:30 a.m.” keeps its point before a comma.
    bare = span.text if span.text.endswith("m.") else span.text.removesuffix(".")
    text: str = random.choice(style["frames"]).format(
        open=opening,
        close=closing,
        quote=span.text,
        quote_bare=bare,
        quote_comma=f"{bare},",
        person=span.said.world["president"],
    )
    return noise.mojibake(text) if span.is_garbled else text
