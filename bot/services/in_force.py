"""What feeds.yaml says now: how services read it, while it may change at any time.

Guarantees to whoever uses it: what is taken once (`Configuration.catalogue`, `Derived.now`) never changes
under an operation that passes it along, and inside ``unchanged`` nothing else comes into force.
"""

from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from typing import Generic, TypeVar

from bot.core.model import Catalogue
from bot.ports import Configuration

T = TypeVar("T")


class Fixed:
    """A configuration that stays as it is: of a single command, or of a test."""

    is_settling = False
    kept_until = None

    def __init__(self, catalogue: Catalogue) -> None:
        self.catalogue = catalogue

    def take_affected(self) -> frozenset[str]:
        """Return none: nothing changes."""
        return frozenset()

    def unchanged(self, catalogue: Catalogue) -> AbstractAsyncContextManager[bool]:
        """Tell whether this catalogue is the one."""
        return _always(catalogue is self.catalogue)


@asynccontextmanager
async def _always(is_so: bool) -> AsyncIterator[bool]:
    yield is_so


def in_force(catalogue: Catalogue | Configuration) -> Configuration:
    """Return a configuration; a catalogue by itself is one that stays as it is."""
    return Fixed(catalogue) if isinstance(catalogue, Catalogue) else catalogue


class Derived(Generic[T]):
    """Something that is made of the catalogue in force; made anew once another one is."""

    def __init__(self, configuration: Configuration, make: Callable[[Catalogue], T]) -> None:
        self._configuration = configuration
        self._make = make
        self._of = configuration.catalogue
        self._made = make(self._of)

    @property
    def now(self) -> T:
        """Return what belongs to the catalogue in force."""
        catalogue = self._configuration.catalogue
        if catalogue is not self._of:
            self._made, self._of = self._make(catalogue), catalogue
        return self._made
