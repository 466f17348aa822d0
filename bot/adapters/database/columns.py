"""How a value of ours becomes a column, and comes back as exactly the same kind of value.

Used by `schema` alone. Guarantees: instants go in and come out as aware UTC; text that a database
cannot hold is made storable rather than refused half way through a feed.
"""
# ruff: noqa: D102 -- the methods are TypeDecorator's, and SQLAlchemy says what each is for

import json
import re
from datetime import UTC, date, datetime
from enum import StrEnum
from typing import Any, Generic, TypeVar

from sqlalchemy import TIMESTAMP, Dialect, String, Text
from sqlalchemy.types import TypeDecorator, TypeEngine

from bot.core.model import Check, Image, Sentence

E = TypeVar("E", bound=StrEnum)

_UNSTORABLE = re.compile("[\x00\ud800-\udfff]")


def storable(text: str) -> str:
    """Replace NUL and lone surrogates by U+FFFD.

    The parser removes them; this is for whatever slips past it. SQLite cannot encode a surrogate and
    PostgreSQL refuses a NUL, and one such character must not keep a whole feed from being stored.
    """
    return _UNSTORABLE.sub("\ufffd", text)


class CleanText(TypeDecorator[str]):
    """Text from outside, made storable on the way in (also where it is searched for)."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:
        return None if value is None else storable(value)


class TextTuple(TypeDecorator[tuple[str, ...]]):
    """A tuple of strings, as a JSON list."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: tuple[str, ...] | None, dialect: Dialect) -> str | None:
        return None if value is None else json.dumps([storable(item) for item in value], ensure_ascii=False)

    def process_result_value(self, value: Any | None, dialect: Dialect) -> tuple[str, ...] | None:
        return None if value is None else tuple(json.loads(value))


class Images(TypeDecorator[tuple[Image, ...]]):
    """Pictures of a statement, as a JSON list of ``[url, alt]``."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: tuple[Image, ...] | None, dialect: Dialect) -> str | None:
        if value is None:
            return None
        return json.dumps([[storable(image.url), storable(image.alt)] for image in value], ensure_ascii=False)

    def process_result_value(self, value: Any | None, dialect: Dialect) -> tuple[Image, ...] | None:
        return None if value is None else tuple(Image(*pair) for pair in json.loads(value))


class Sentences(TypeDecorator[tuple[Sentence, ...]]):
    """Sentences of ours, as a JSON list of ``[words, {name: part}]``."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: tuple[Sentence, ...] | None, dialect: Dialect) -> str | None:
        if value is None:
            return None
        told = [[one.words, {name: storable(part) for name, part in one.parts}] for one in value]
        return json.dumps(told, ensure_ascii=False)

    def process_result_value(self, value: Any | None, dialect: Dialect) -> tuple[Sentence, ...] | None:
        if value is None:
            return None
        return tuple(Sentence(words, tuple(parts.items())) for words, parts in json.loads(value))


class CheckPath(TypeDecorator[tuple[Check, ...]]):
    """The rules asked on the way to a verdict, as a JSON list of ``[rule, passed, seen, expected]``.

    There is one for every verdict, so it is kept short.
    """

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: tuple[Check, ...] | None, dialect: Dialect) -> str | None:
        return None if value is None else json.dumps(_rows(value), ensure_ascii=False, separators=(",", ":"))

    def process_result_value(self, value: Any | None, dialect: Dialect) -> tuple[Check, ...] | None:
        return None if value is None else tuple(Check(*row) for row in json.loads(value))


def _rows(path: tuple[Check, ...]) -> list[list[str | bool]]:
    return [[check.rule, check.passed, storable(check.seen), storable(check.expected)] for check in path]


class Instant(TypeDecorator[datetime]):
    """An aware UTC instant to the microsecond.

    SQLite has no type for it: there it is ISO 8601 text of a fixed width, which sorts as time does and
    can be read by a person with the sqlite3 shell.
    """

    impl = String(27)
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        if dialect.name == "postgresql":
            return dialect.type_descriptor(TIMESTAMP(timezone=True))
        return dialect.type_descriptor(String(27))

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> Any:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"the database takes aware instants only, not {value!r}")
        utc = value.astimezone(UTC)
        if dialect.name == "postgresql":
            return utc
        return utc.replace(tzinfo=None).isoformat(timespec="microseconds") + "Z"

    def process_result_value(self, value: Any | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        instant = value if isinstance(value, datetime) else datetime.fromisoformat(value)
        return instant.astimezone(UTC)


class CalendarDate(TypeDecorator[date]):
    """A calendar date as ``YYYY-MM-DD``."""

    impl = String(10)
    cache_ok = True

    def process_bind_param(self, value: date | None, dialect: Dialect) -> str | None:
        return None if value is None else value.isoformat()

    def process_result_value(self, value: Any | None, dialect: Dialect) -> date | None:
        return None if value is None else date.fromisoformat(value)


class Word(TypeDecorator[E], Generic[E]):
    """A member of one of our enums, as its value.

    No CHECK constraint: later features add members, and SQLite rebuilds a table to change a CHECK.
    """

    impl = String(24)
    cache_ok = True

    def __init__(self, words: type[E]) -> None:
        super().__init__()
        self.words = words

    def process_bind_param(self, value: E | None, dialect: Dialect) -> str | None:
        return None if value is None else self.words(value).value

    def process_result_value(self, value: Any | None, dialect: Dialect) -> E | None:
        return None if value is None else self.words(value)
