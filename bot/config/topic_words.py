"""How is a topic's word written in feeds.yaml? One reader, for `bot.config.models` and the checks."""

import re
from typing import Annotated, Final

from pydantic import PlainValidator, WithJsonSchema

from bot.config.reading import shown
from bot.config.values import read_name, refuse
from bot.core.topics import words_of

_LONGEST: Final = 60
_MOST_WORDS: Final = 6
_FEWEST_LETTERS: Final = 3  # before a `*`: with fewer, it would stand for half a language
_STRAY: Final = re.compile(r"\*(?=\w)|(?<!\w)\*")


def read_topic_word(value: object) -> str:
    """Read a word or phrase; a ``*`` at the end of a word stands for any ending."""
    text = read_name(value)
    words = words_of(text)
    if len(text) > _LONGEST or len(words) > _MOST_WORDS:
        hint = f"write a word, or a phrase of at most {_MOST_WORDS} words"
        raise refuse(f"{shown(text)} is too long to be looked for", hint)
    if not words:
        raise refuse(f"{shown(text)} holds no word", "write one, such as bargaining or negotiat*")
    if _STRAY.search(text):
        hint = "put it at the end of a word, such as negotiat*"
        raise refuse(f"{shown(text)} has a `*` where none can stand", hint)
    short = next((word for word in words if word.endswith("*") and len(word) <= _FEWEST_LETTERS), None)
    if short:
        hint = f"write at least {_FEWEST_LETTERS} letters before it, such as negotiat*"
        raise refuse(f"{shown(short)} stands for too many words", hint)
    return text


TopicWord = Annotated[
    str,
    PlainValidator(read_topic_word),
    WithJsonSchema({"type": "string", "minLength": 1, "maxLength": _LONGEST, "examples": ["negotiat*"]}),
]
