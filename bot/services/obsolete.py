"""What the composers answer where a delivery was overtaken."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Obsolete:
    """A delivery that is not to be made any more, and why."""

    reason: str
