"""What people decide about entries, and who did: a part of the store.

Every method is one transaction; errors are StoreError.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from bot.core.model import AuditRecord, Entry, PageReading, Review, StandingPost, Statement, Verdict


@dataclass(frozen=True, slots=True)
class StoredEntry:
    """A stored entry as the rules need it to judge it again."""

    id: int
    number: int  #: of its newest revision
    feed_id: str
    entry: Entry
    hops: tuple[str, ...]
    verdict: Verdict
    page: PageReading | None = None  #: where the statement's own page was asked for


class Decisions(Protocol):
    """What people decide about entries, and who did."""

    async def held_entries(self, limit: int) -> Sequence[Statement]:
        """Return entries whose newest revision is held and that nobody has decided, oldest first."""
        ...

    async def held_newest(
        self, limit: int, *, older_than: int | None = None, newer_than: int | None = None
    ) -> Sequence[Statement]:
        """Return entries as `held_entries` does, newest first: the next ones below an entry id, or above one.

        Of those above it the ones that are nearest.
        """
        ...

    async def held_without_card(self, feed_id: str) -> int:
        """Return how many of a feed's entries wait for a decision and no card in a review channel shows."""
        ...

    async def decide(
        self,
        review: Review,
        *,
        targets: Collection[str],
        audit: AuditRecord,
        declined: Collection[str] = (),
    ) -> Review:
        """Record a person's decision, audited; return the one that stands (an earlier one, where there is).

        An approval puts statement posts for `targets` into the outbox in the same transaction, but for those
        of them that have `declined` the statement's topics; where that leaves none, and it stands nowhere,
        the entry's silence says so. Every decision brings the entry's review card up to date through the
        outbox.

        Raises:
            StoreError: there is no such entry, it was withdrawn, or its newest revision is not held or is
                a later one.
        """
        ...

    async def withdraw(self, entry_id: int, *, audit: AuditRecord) -> bool:
        """Mark a statement as wrong and put an edit of each of its posts into the outbox; False if it was.

        The same statement on the union's other sources is withdrawn with it. StoreError: no such entry.
        """
        ...

    async def post_to(self, entry_id: int, target: str, *, audit: AuditRecord) -> StandingPost | None:
        """Put a post of a statement into the outbox of one target because an admin asks for it, audited.

        Where it, or the same statement from another source, is posted there or is to be: return that, and
        nothing changes. StoreError: it does not count as the union's word, or its feed is in quarantine.
        """
        ...

    async def standing_posts(self, entry_id: int) -> Mapping[str, StandingPost]:
        """Return by target the post of an entry, or of the same statement from another source."""
        ...

    async def entry_of_message(self, target: str, message_id: str) -> int | None:
        """Return the entry whose statement post this is."""
        ...

    async def entries_after(self, entry_id: int, limit: int) -> Sequence[StoredEntry]:
        """Return entries with ids above `entry_id` in their newest revision, in order of id."""
        ...

    async def save_verdicts(
        self, verdicts: Sequence[tuple[StoredEntry, Verdict]], *, audit: AuditRecord
    ) -> None:
        """Replace newest revisions' verdicts; posts nothing and takes nothing back."""
        ...

    async def audit_records(self, limit: int) -> Sequence[AuditRecord]:
        """Return the newest audit records, newest first."""
        ...

    async def audit_of(self, subject: str) -> Sequence[AuditRecord]:
        """Return the audit records of ``entry:<id>`` or ``feed:<id>``, newest first."""
        ...
