"""In which language does the bot speak? Its own words, never the union's.

Whoever answers or posts sets the language for what is rendered meanwhile (`speaking`); the modules of
`bot.core.render` look their words up with `_`, `n_` and `bot.core.render.words.say`. The language is a
context variable, as the precision of `decimal` is: every task, and every thread it starts, has its own, and
without one it is English. The catalogues are read by `bot.adapters.languages`. docs/languages.md tells how to
write words so that they can be translated.

Babel is imported by what writes numbers, dates and lists: it costs a start 60 ms, and the parser's process,
which only marks sentences, needs none of it.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import date
from gettext import NullTranslations


@dataclass(frozen=True, slots=True)
class Language:
    """A language in which the bot's own words are written."""

    code: str  #: ISO 639-1, such as ``es``
    locale: str  #: for dates and numbers (CLDR), such as ``es``
    translations: NullTranslations = field(repr=False)


#: The languages there are besides English, by code.
Languages = Mapping[str, Language]

ENGLISH = Language("en", "en_GB", NullTranslations())

_PART = re.compile(r"\{([a-z_]+)\}")

_spoken: ContextVar[Language] = ContextVar("language", default=ENGLISH)


@contextmanager
def speaking(language: Language) -> Iterator[None]:
    """Render in this language inside the ``with`` block."""
    token = _spoken.set(language)
    try:
        yield
    finally:
        _spoken.reset(token)


def speak(language: Language) -> None:
    """Speak this language from now on; for a task of its own that speaks no other before it ends."""
    _spoken.set(language)


def spoken() -> Language:
    """Return the language that is spoken now."""
    return _spoken.get()


def _(words: str) -> str:
    """Return words of ours in the language that is spoken; English where they are not translated."""
    # A catalogue answers the empty string with its own header.
    return _spoken.get().translations.gettext(words) if words else words


def n_(one: str, many: str, number: int) -> str:
    """Return the form that goes with a number, which replaces ``{n}``, written as the language writes it."""
    from babel.numbers import format_decimal

    language = _spoken.get()
    written = format_decimal(number, locale=language.locale)
    return language.translations.ngettext(one, many, number).replace("{n}", written)


def tell(words: str, /, **parts: str | int) -> str:
    """Put a sentence of ours together as plain text: ``{name}`` is replaced by its part, as it stands.

    Where a part is foreign, the whole still has to be made inert (`bot.core.render.words.foreign`).
    """
    return filled(_(words), **parts)


def filled(words: str, /, **parts: str | int) -> str:
    """Replace each ``{name}`` in a sentence by its part; braces in a part are only characters."""
    return _PART.sub(lambda name: str(parts[name[1]]), words)


def mark(words: str) -> str:
    """Mark a constant as words of ours, to be translated where it is shown: ``_(CONSTANT)``."""
    return words


def written_date(on: date) -> str:
    """Write a date out in the language that is spoken: “14 July 2023”, “14 de julio de 2023”."""
    from babel.dates import format_date

    return format_date(on, "long", locale=_spoken.get().locale)


def written_list(items: Sequence[str]) -> str:
    """Write a list out in the language that is spoken: “a, b and c”, “a, b y c”."""
    from babel.lists import format_list

    return format_list(items, locale=_spoken.get().locale)


def chosen(tag: str | None, languages: Languages) -> Language:
    """Return the language for a tag such as ``es-419`` (RFC 5646); English where there is none."""
    return languages.get((tag or "").replace("_", "-").split("-")[0].lower(), ENGLISH)
