"""How the store's methods reach the database: each as one transaction.

The base of `store.SqlStore` and its parts. Guarantees: a method that raises has changed nothing, and every
refusal of the database is a StoreError that names the file.
"""

from collections.abc import Callable
from typing import Concatenate, ParamSpec, TypeVar

from sqlalchemy import Connection

from bot.adapters.database.engine import Place, Side, Sides
from bot.adapters.database.failures import store_errors
from bot.failpoints import reached

P = ParamSpec("P")
T = TypeVar("T")


class Access:
    """A database, opened."""

    def __init__(self, place: Place, sides: Sides, filled: Callable[[], None]) -> None:
        """Open nothing; `filled` is called after each commit that may have put something into the outbox."""
        self._place = place
        self._sides = sides
        self._filled = filled

    async def _read(
        self, work: Callable[Concatenate[Connection, P], T], *args: P.args, **kwargs: P.kwargs
    ) -> T:
        return await self._run(self._sides.reader, lambda connection: work(connection, *args, **kwargs))

    async def _write(
        self, work: Callable[Concatenate[Connection, P], T], *args: P.args, **kwargs: P.kwargs
    ) -> T:
        name = work.__name__

        def transaction(connection: Connection) -> T:
            result = work(connection, *args, **kwargs)
            reached(f"{name}.inside")  # all is written, and nothing committed
            return result

        reached(f"{name}.before")
        result = await self._run(self._sides.writer, transaction)
        reached(f"{name}.after")
        return result

    async def _put(
        self, work: Callable[Concatenate[Connection, P], T], *args: P.args, **kwargs: P.kwargs
    ) -> T:
        """Write what may put something into the outbox."""
        result = await self._write(work, *args, **kwargs)
        self._filled()
        return result

    async def _run(self, side: Side, work: Callable[[Connection], T]) -> T:
        with store_errors(str(self._place)):
            return await side.run(work)
