"""In which language does the bot speak? Its own words, never the union's.

Whoever answers or posts sets the language for what is rendered meanwhile (`speaking`); the modules of
`bot.core.render` look their words up with `_`, `n_` and `bot.core.render.words.say`. The language is a
context variable, as the precision of `decimal` is: every task, and every thread it starts, has its own, and
without one it is English. The catalogues are read by `bot.adapters.languages`.
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import date
from gettext import NullTranslations

from babel.dates import format_date


@dataclass(frozen=True, slots=True)
class Language:
    """A language in which the bot's own words are written."""

    code: str  #: ISO 639-1, such as ``es``
    locale: str  #: for dates and numbers (CLDR), such as ``es``
    translations: NullTranslations = field(repr=False)


ENGLISH = Language("en", "en_GB", NullTranslations())

_spoken: ContextVar[Language] = ContextVar("language", default=ENGLISH)


@contextmanager
def speaking(language: Language) -> Iterator[None]:
    """Render in this language inside the ``with`` block."""
    token = _spoken.set(language)
    try:
        yield
    finally:
        _spoken.reset(token)


def spoken() -> Language:
    """Return the language that is spoken now."""
    return _spoken.get()


def _(words: str) -> str:
    """Return words of ours in the language that is spoken; English where they are not translated."""
    return _spoken.get().translations.gettext(words)


def n_(one: str, many: str, number: int) -> str:
    """Return the form that goes with a number, which replaces ``{n}``."""
    return _spoken.get().translations.ngettext(one, many, number).replace("{n}", str(number))


def mark(words: str) -> str:
    """Mark a constant as words of ours, to be translated where it is shown: ``_(CONSTANT)``."""
    return words


def written_date(on: date) -> str:
    """Write a date out in the language that is spoken: “14 July 2023”, “14 de julio de 2023”."""
    return format_date(on, "long", locale=_spoken.get().locale)


def chosen(tag: str | None, languages: Mapping[str, Language]) -> Language:
    """Return the language for a tag such as ``es-419`` (RFC 5646); English where there is none."""
    return languages.get((tag or "").replace("_", "-").split("-")[0].lower(), ENGLISH)
