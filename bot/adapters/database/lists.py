"""A list of numbers, or of pairs of them, as one parameter of a statement, whatever its length.

Used where an IN list would hold hundreds of values: SQLAlchemy would write each of them into the
statement's text, at every execution. SQLite and PostgreSQL both read a JSON list as a table.
"""

from collections.abc import Iterable
from typing import Any

from sqlalchemy import BigInteger, Text, bindparam, cast, literal_column
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql import ColumnElement
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import GenericFunction
from sqlalchemy.sql.selectable import TableValuedAlias


class json_each(GenericFunction[Any]):  # noqa: N801 -- the function's own name in SQL
    """The items of a JSON list, as a table with the column ``value``."""

    inherit_cache = True
    name = "json_each"


@compiles(json_each, "postgresql")
def _of_postgresql(element: Any, compiler: SQLCompiler, **options: Any) -> str:
    return f"json_array_elements_text(CAST({compiler.process(element.clauses, **options)} AS JSON))"


class _item(GenericFunction[Any]):  # noqa: N801 -- as above
    """An item of a JSON list, by its place."""

    inherit_cache = True
    name = "json_item"


@compiles(_item)
def _item_of_any(element: Any, compiler: SQLCompiler, **options: Any) -> str:
    whole, place = (compiler.process(clause, **options) for clause in element.clauses)
    return f"json_extract({whole}, '$[{place}]')"


@compiles(_item, "postgresql")
def _item_of_postgresql(element: Any, compiler: SQLCompiler, **options: Any) -> str:
    whole, place = (compiler.process(clause, **options) for clause in element.clauses)
    return f"(CAST({whole} AS JSON) ->> {place})"


def items(parameter: str) -> TableValuedAlias:
    """Return the table of what is in a parameter, which `listed` writes; its column is ``value``."""
    return json_each(bindparam(parameter, type_=Text)).table_valued("value", name=f"of_{parameter}")


def number_of(item: TableValuedAlias) -> ColumnElement[int]:
    """Return the items of such a table as numbers."""
    return cast(item.c.value, BigInteger)


def pair_of(item: TableValuedAlias) -> tuple[ColumnElement[int], ColumnElement[int]]:
    """Return both numbers of the items of such a table, which are pairs."""
    first, second = (cast(_item(item.c.value, literal_column(place)), BigInteger) for place in "01")
    return first, second


def listed(values: Iterable[int]) -> str:
    """Return the value of such a parameter."""
    return str(sorted(values))  # which is JSON, and made in half the time that `json` takes


def listed_pairs(pairs: Iterable[tuple[int, int]]) -> str:
    """Return the value of such a parameter whose items are pairs."""
    return str(list(map(list, sorted(pairs))))
