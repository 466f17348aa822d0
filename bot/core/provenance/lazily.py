"""A property that is found when first asked for, and kept.

Used by what is made anew for every entry (`bot.core.provenance.case`, `bot.core.provenance.reading`), where
the lock of `functools.cached_property` would cost more than most of what it guards.
"""

from collections.abc import Callable
from typing import Any, Generic, TypeVar

T = TypeVar("T")


class lazily(Generic[T]):  # noqa: N801 - used as a decorator, like property
    """Call the method below once; its answer then stands in the object's own dictionary."""

    def __init__(self, find: Callable[[Any], T]) -> None:
        self._find = find
        self._name = find.__name__
        self.__doc__ = find.__doc__

    def __get__(self, owner: object, kind: type) -> T:
        found = owner.__dict__[self._name] = self._find(owner)
        return found
