"""The catalogues of the bot's own words: every ``bot/locales/<code>.po``, read at a start.

Called by the composition roots. They are text files and stay text: they are compiled in memory, so that what
is read, reviewed and shipped is one file a language. A file that can't be read ends the start with its name.
"""

from functools import lru_cache
from gettext import GNUTranslations
from importlib.resources import files
from importlib.resources.abc import Traversable
from io import BytesIO
from types import MappingProxyType

from babel import Locale, UnknownLocaleError
from babel.messages.mofile import write_mo
from babel.messages.pofile import PoFileError, read_po

from bot.core.language import Language, Languages

SUFFIX = ".po"


@lru_cache(maxsize=1)
def read_languages() -> Languages:
    """Return every language there is a catalogue of, by code."""
    found = sorted(files("bot").joinpath("locales").iterdir(), key=lambda file: file.name)
    languages = [read_language(file) for file in found if file.name.endswith(SUFFIX)]
    return MappingProxyType({language.code: language for language in languages})


def read_language(file: Traversable) -> Language:
    """Read one catalogue; its name says whose it is, its header how many plural forms there are.

    Raises:
        ValueError: it is no catalogue, or of a language that CLDR has no dates for.
    """
    code = file.name.removesuffix(SUFFIX)
    compiled = BytesIO()
    try:
        locale = Locale.parse(code)
        with file.open("rb") as source:
            write_mo(compiled, read_po(source, locale=code, abort_invalid=True))
    except (ValueError, UnknownLocaleError, PoFileError) as error:
        raise ValueError(f"bot/locales/{file.name} is no usable catalogue: {error}") from error
    compiled.seek(0)
    return Language(code, str(locale), GNUTranslations(compiled))
