"""Invented statements and invented press prose, the same at every run.

`evaluation/quotes/<language>/` holds hand-written texts with slots (``{city}``) and choices
(``[sign in|check in]``). Each template is told by several invented unions, with other names, numbers, dates
and neighbouring paragraphs each time. Random numbers come from seeds that name the place they are used in,
so that adding a text somewhere changes nothing elsewhere.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from random import Random
from typing import Any

from ruamel.yaml import YAML

FOLDER = Path(__file__).parent / "quotes"
LANGUAGES = ("en", "es", "fr", "de")
#: How many statements are made of each template.
TELLINGS = {"en": 2, "es": 3, "fr": 3, "de": 3}
FEWEST_WORDS = 150

_SLOT = re.compile(r"\{(\w+)\}")
_CHOICE = re.compile(r"\[([^\[\]|]+(?:\|[^\[\]|]+)+)\]")
_WORD = re.compile(r"[^\W_]+(?:[’'.,:\-][^\W_]+)*")
_SENTENCE_END = re.compile(r"(?<![0-9]\.)(?<=[.!?])\s+(?=[^\W\d_a-zà-ÿ]|[“„«¿])")
_QUOTATION_MARKS = frozenset('“”„«»"')


@dataclass(frozen=True, slots=True)
class Said:
    """One invented statement."""

    language: str
    union_id: str
    slug: str
    title: str
    text: str
    world: Mapping[str, str]  #: what its slots were filled with

    @property
    def url(self) -> str:
        """Return its permalink."""
        return f"https://www.{self.union_id}.example/news/{self.slug}"


@dataclass(frozen=True, slots=True)
class Word:
    """A word of a text: ``text[start:end]`` is `written`."""

    written: str
    start: int
    end: int


@lru_cache(maxsize=16)
def bank(language: str, name: str) -> Any:
    """Return one hand-written file, such as ``statements``, ``press`` or ``words``."""
    return YAML(typ="safe").load((FOLDER / language / f"{name}.yaml").read_text(encoding="utf-8"))


@lru_cache(maxsize=1)
def corpus() -> tuple[Said, ...]:
    """Return all statements, those of one language together."""
    return tuple(
        _tell(language, number, telling)
        for language in LANGUAGES
        for number in range(len(bank(language, "statements")["templates"]))
        for telling in range(TELLINGS[language])
    )


def seeded(name: str) -> Random:
    """Return a source of random numbers that are the same at every run."""
    return Random(name)  # noqa: S311 -- nothing here is secret


def words_of(text: str) -> tuple[Word, ...]:
    """Return the words of a text; a number with its separators is one word, and so is a compound."""
    return tuple(Word(found.group(), found.start(), found.end()) for found in _WORD.finditer(text))


def folded(text: str) -> str:
    """Return a text's words alone, in lower case, parted and surrounded by single spaces."""
    return f" {' '.join(word.written for word in words_of(text))} ".casefold().replace("’", "'")


@lru_cache(maxsize=1)
def folded_corpus() -> tuple[str, ...]:
    """Return the words of all titles and texts."""
    return tuple(folded(part) for said in corpus() for part in (said.title, said.text))


def is_said(text: str) -> bool:
    """Return whether some statement has these words in a row, whatever stands between them."""
    wanted = folded(text)
    return any(wanted in each for each in folded_corpus())


@lru_cache(maxsize=256)
def windows(text: str) -> tuple[str, ...]:
    """Return every run of one to three sentences of one paragraph that holds no quotation mark."""
    found = []
    for paragraph in text.split("\n\n"):
        sentences = _SENTENCE_END.split(paragraph.strip())
        for first in range(len(sentences)):
            found += [" ".join(sentences[first : first + length]) for length in (1, 2, 3)]
    return tuple(dict.fromkeys(each for each in found if not _QUOTATION_MARKS & set(each)))


def fill(text: str, world: Mapping[str, str], random: Random) -> str:
    """Make the choices of a hand-written text and fill its slots."""
    chosen = _CHOICE.sub(lambda found: random.choice(found.group(1).split("|")), text)

    def slot(found: re.Match[str]) -> str:
        value, before = world[found.group(1)], chosen[: found.start()].rstrip()
        # A sentence may begin with a slot.
        is_first = not before or before[-1] in ".!?"
        return value[:1].upper() + value[1:] if is_first else value

    return _SLOT.sub(slot, chosen).replace("a.m..", "a.m.").replace("p.m..", "p.m.")


def _tell(language: str, number: int, telling: int) -> Said:
    texts = bank(language, "statements")
    random = seeded(f"{language} statement {number} {telling}")
    unions = texts["unions"]
    # Neighbouring tellings belong to different unions, so that no union says the same thing twice.
    union = unions[(number + telling * 3) % len(unions)]
    world = make_world(language, union, random)
    template = texts["templates"][number]
    paragraphs = [fill(part, world, random) for part in template["text"].strip().split("\n\n")]
    for extra in random.sample(texts["common"], len(texts["common"])):
        if len(words_of(" ".join(paragraphs))) >= FEWEST_WORDS and random.random() < 0.5:
            break
        paragraphs.append(fill(extra.strip(), world, random))
    paragraphs.append(fill(texts["boilerplate"][random.randrange(len(texts["boilerplate"]))], world, random))
    return Said(
        language,
        union["id"],
        f"{language}-{number}-{telling}",
        fill(template["title"], world, random),
        "\n\n".join(paragraphs),
        world,
    )


def make_world(language: str, union: Mapping[str, str], random: Random) -> Mapping[str, str]:
    """Draw names, places, numbers and dates for one union."""
    texts = bank(language, "statements")
    world = dict(union)
    world["president"], world["chair"] = random.sample(texts["people"], 2)
    world["city"], world["city2"] = random.sample(texts["cities"], 2)
    world["street"] = random.choice(texts["streets"])
    world["weekday"], world["weekday2"] = random.sample(texts["weekdays"], 2)
    world["month"] = random.choice(texts["months"])
    world["year"], world["year2"] = str(random.randrange(1987, 2022)), str(random.randrange(2027, 2031))
    world |= zip(("n", "n2", "n3"), map(str, random.sample(range(3, 30), 3)), strict=True)
    world |= _localised(language, texts["months"], random)
    world |= {f"{name}_cap": world[name][:1].upper() + world[name][1:] for name in ("members", "weekday")}
    return world


def _localised(language: str, months: Sequence[str], random: Random) -> dict[str, str]:
    days = [(random.randrange(2, 29), random.choice(months)) for _ in range(2)]
    tenths = random.sample(range(25, 95), 2)
    shares = random.randrange(620, 990)
    point = "." if language == "en" else ","
    return {
        "date": _date(language, *days[0]),
        "date2": _date(language, *days[1]),
        "time": _time(language, random),
        "time2": _time(language, random),
        "pct": f"{tenths[0] // 10}{point}{tenths[0] % 10}",
        "pct3": f"{tenths[1] // 10}{point}{tenths[1] % 10}",
        "pct2": f"{shares // 10}{point}{shares % 10}",
        "big": _grouped(language, random.randrange(2000, 9999)),
        "big2": _grouped(language, random.randrange(1010, 1999)),
        "money": _money(language, random.randrange(11, 980) * 1000 + random.randrange(1000)),
        "money2": _money(language, random.randrange(120, 990)),
    }


def _date(language: str, day: int, month: str) -> str:
    forms = {
        "en": f"{month} {day}",
        "es": f"{day} de {month}",
        "fr": f"{day} {month}",
        "de": f"{day}. {month}",
    }
    return forms[language]


def _time(language: str, random: Random) -> str:
    hour, minute = random.randrange(2, 12), random.choice(("15", "30", "45"))
    half = random.choice(("a.m.", "p.m."))
    forms = {
        "en": f"{hour}:{minute} {half}",
        "es": f"{hour}:{minute}",
        "fr": f"{hour} h {minute}",
        "de": f"{hour}.{minute} Uhr",
    }
    return forms[language]


def _grouped(language: str, number: int) -> str:
    separator = {"en": ",", "es": ".", "fr": "\N{NARROW NO-BREAK SPACE}", "de": "."}[language]
    return f"{number:,}".replace(",", separator)


def _money(language: str, amount: int) -> str:
    number = _grouped(language, amount)
    return {"en": f"${number}", "de": f"{number} Euro"}.get(language, f"{number} euros")
