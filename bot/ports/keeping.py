"""What is kept for later readings, and for how long: a part of the store.

Every method is one transaction; errors are StoreError.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from bot.core.model import Entry, Forgettable, PageReading, Raw, Verdict


@dataclass(frozen=True, slots=True)
class KeptEntry:
    """A stored revision, and what its text was made of."""

    id: int
    number: int  #: of the revision
    feed_id: str
    entry: Entry
    hops: tuple[str, ...]
    verdict: Verdict
    page: PageReading | None
    sha256: str  #: of the text
    content_hash: str | None  #: of the feed's words, by which an edit is told; None: not the newest revision
    raw: bytes  #: `bot.core.rawcoding`
    page_raw: Raw | None  #: of the statement's own page, where the text was made of it


@dataclass(frozen=True, slots=True)
class Reread:
    """What today's code makes of a revision's raw pieces, where that is something else."""

    kept: KeptEntry
    entry: Entry
    content_hash: str  #: of the feed's words


class Keeping(Protocol):
    """What is kept for later readings, and for how long."""

    async def entry_raws(self, entry_ids: Collection[int]) -> Mapping[int, bytes]:
        """Return by entry what is kept of what its feed carried for the newest revision."""
        ...

    async def kept_after(self, last: tuple[int, int], limit: int) -> Sequence[KeptEntry]:
        """Return revisions of which something is kept, in order, after the one with this entry and number.

        Not those that a person approved or is asked to by a card: an approval is of the words that were seen.
        """
        ...

    async def save_rereadings(self, changes: Sequence[Reread], at: datetime) -> int:
        """Write texts read anew over those they were read anew for, with what is looked up by words.

        No revision is made and nothing is put into the outbox. Return how many were written: what was
        changed by a poll or a page in the meantime is left as it is.
        """
        ...

    async def prunable(self, part: Forgettable, before: datetime) -> int:
        """Return how many rows of a part are older than an instant and may go."""
        ...

    async def prune(self, part: Forgettable, before: datetime) -> int:
        """Let go of some rows that are older than an instant, in one short transaction; 0: none is left."""
        ...
