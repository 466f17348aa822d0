"""In which languages can the bot speak? English, and those there is a catalogue of (docs/languages.md)."""

from functools import lru_cache
from importlib.resources import files
from typing import Annotated, Final

from pydantic import PlainValidator, WithJsonSchema

from bot.config.reading import shown
from bot.config.values import nearest, refuse

ENGLISH: Final = "en"
_CATALOGUE: Final = ".po"


@lru_cache(maxsize=1)
def spoken_languages() -> tuple[str, ...]:
    """Return the codes of the languages that `language:` may name."""
    names = (file.name for file in files("bot").joinpath("locales").iterdir())
    return (ENGLISH, *sorted(name.removesuffix(_CATALOGUE) for name in names if name.endswith(_CATALOGUE)))


def read_spoken(value: object) -> str:
    """Read the code of a language that the bot can speak."""
    known = spoken_languages()
    if value in known:
        return str(value)
    near = nearest(value, known) if isinstance(value, str) else None
    hint = f"write {near}" if near else f"write one of {', '.join(known)}"
    raise refuse(f"{shown(value)} is no language the bot can speak", hint)


Spoken = Annotated[
    str, PlainValidator(read_spoken), WithJsonSchema({"type": "string", "enum": list(spoken_languages())})
]
