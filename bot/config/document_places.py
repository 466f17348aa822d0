"""Where in the document is a value? For the checks, which look at many places that may not be there."""

from collections.abc import Iterator
from dataclasses import dataclass

from bot.config.reading import KeyPath


@dataclass(frozen=True, slots=True)
class Place:
    """A value of the document and where it lies; looking further into it never fails."""

    path: KeyPath
    value: object

    def key(self, name: str) -> "Place":
        """Return the place at a key, with None for a value where there is none."""
        return Place((*self.path, name), self.value.get(name) if isinstance(self.value, dict) else None)

    def items(self, name: str) -> "Iterator[Place]":
        """Iterate over the items of the list at a key."""
        items = self.key(name)
        for index, value in enumerate(items.value if isinstance(items.value, list) else ()):
            yield Place((*items.path, index), value)

    @property
    def text(self) -> str | None:
        """Return the value where it is text."""
        return self.value if isinstance(self.value, str) else None
