"""What may be forgotten one day. What was seen, judged, decided and posted never is."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum


class Forgettable(StrEnum):
    """What nobody misses after a while; the values are kept in the database, and are the keys of `keep`."""

    RAWS = "raws"  #: what texts were made of, byte for byte
    HISTORY = "history"  #: each step of each delivery that is done with
    GAPS = "gaps"  #: spells in which sources told us nothing: unknown, once they are forgotten


@dataclass(frozen=True, slots=True)
class Retention:
    """How long it is kept; None: for ever."""

    raws: timedelta | None = timedelta(days=90)
    history: timedelta | None = timedelta(days=400)
    gaps: timedelta | None = timedelta(days=400)

    def limits(self, now: datetime) -> Mapping[Forgettable, datetime]:
        """Return of what is not kept for ever the instant before which it is forgotten."""
        kept = {
            Forgettable.RAWS: self.raws,
            Forgettable.HISTORY: self.history,
            Forgettable.GAPS: self.gaps,
        }
        return {part: now - length for part, length in kept.items() if length is not None}
