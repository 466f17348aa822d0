"""What revisions' texts were made of: kept beside them, handed out to be read again, written anew.

Called by the store, each function inside one transaction. Guarantees: what is kept comes back byte for byte;
a rereading changes the text of a revision only where that is still the one that was read again, makes no
revision and puts nothing into the outbox.
"""

import logging
import zlib
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Final

from sqlalchemy import Connection, RowMapping, bindparam, delete, exists, insert, select, tuple_, update

from bot.adapters.database.indexing import index, unindex
from bot.adapters.database.rows import (
    ENTRY,
    PAGE,
    VERDICT,
    Values,
    chunks,
    entry_of,
    page_of,
    text_hash,
    verdict_of,
)
from bot.adapters.database.schema import deliveries, entries, raws, reviews, revisions, verdicts
from bot.core.model import (
    Decision,
    DeliveryKind,
    DeliveryState,
    PlannedEntry,
    Raw,
    RawPart,
    ReviewDecision,
)
from bot.core.rawcoding import MEDIA_TYPE, encoded
from bot.ports import KeptEntry, Reread

log = logging.getLogger(__name__)

#: Bytes; a part that is larger is not kept.
LONGEST_RAW: Final = 2 * 2**20

_is_approved = exists().where(
    reviews.c.entry_id == revisions.c.entry_id,
    reviews.c.number == revisions.c.number,
    reviews.c.decision == ReviewDecision.APPROVED,
)
#: Held, and on a card by which it can be approved: an approval is of the words that the card showed.
_is_asked_about = exists().where(
    deliveries.c.entry_id == revisions.c.entry_id,
    deliveries.c.number == revisions.c.number,
    deliveries.c.kind == DeliveryKind.REVIEW,
    deliveries.c.state != DeliveryState.OBSOLETE,
    verdicts.c.entry_id == revisions.c.entry_id,
    verdicts.c.number == revisions.c.number,
    verdicts.c.decision == Decision.HELD,
)

_SET_TEXT = update(revisions).where(
    revisions.c.entry_id == bindparam("of_entry"),
    revisions.c.number == bindparam("of_number"),
    revisions.c.sha256 == bindparam("was"),
    # A person may have seen, or approved, the old words while they were read again.
    ~_is_approved,
    ~_is_asked_about,
)
_SET_HASH = update(entries).where(
    entries.c.id == bindparam("of_entry"), entries.c.revision == bindparam("of_number")
)


def keep_raws(connection: Connection, revised: Iterable[tuple[PlannedEntry, int, int]], at: datetime) -> None:
    """Keep what new revisions were made of: planned entries, each with its id and its revision's number."""
    rows = [row for planned, *of in revised for row in _rows_of(planned, of, at)]
    if rows:
        connection.execute(insert(raws), rows)


def keep_missing(
    connection: Connection, unchanged: Sequence[tuple[PlannedEntry, int, int]], at: datetime
) -> None:
    """Keep what entries are made of that feeds still list, where it is not kept, or is not any more.

    As long as a feed lists an entry, a better reading of ours must not look like an edit by the union.
    """
    query = select(raws.c.entry_id, raws.c.number).where(raws.c.part == RawPart.ENTRY)
    kept: set[tuple[int, int]] = set()
    for some in chunks(entry_id for _, entry_id, _ in unchanged):
        found = connection.execute(query.where(raws.c.entry_id.in_(some)))
        kept |= {(row.entry_id, row.number) for row in found}
    missing = [
        (of, Raw(MEDIA_TYPE, encoded(planned.entry.raw)))
        for planned, *of in unchanged
        if planned.entry.raw is not None and tuple(of) not in kept
    ]
    rows = [_row(of, RawPart.ENTRY, raw, at) for of, raw in missing if len(raw.body) <= LONGEST_RAW]
    if rows:
        connection.execute(insert(raws), rows)


def keep_page(connection: Connection, entry_id: int, number: int, page: Raw, at: datetime) -> None:
    """Keep the page that completed a revision after it was stored."""
    is_it = (raws.c.entry_id == entry_id) & (raws.c.number == number) & (raws.c.part == RawPart.PAGE)
    connection.execute(delete(raws).where(is_it))  # two processes may have read it at once
    for row in _kept((entry_id, number), RawPart.PAGE, page, at):
        connection.execute(insert(raws), [row])


def _rows_of(planned: PlannedEntry, of: Sequence[int], at: datetime) -> Iterator[Values]:
    if planned.entry.raw is not None:
        yield from _kept(of, RawPart.ENTRY, Raw(MEDIA_TYPE, encoded(planned.entry.raw)), at)
    if planned.page_raw is not None:
        yield from _kept(of, RawPart.PAGE, planned.page_raw, at)


def _kept(of: Sequence[int], part: RawPart, raw: Raw, at: datetime) -> Iterator[Values]:
    entry_id, number = of
    if len(raw.body) > LONGEST_RAW:
        log.warning(
            "entry %d, revision %d: what its text was made of (%s) is not kept, because it is larger than"
            " %d MB; `reread` will leave this text as it is",
            *(entry_id, number, part.value, LONGEST_RAW // 2**20),
        )
        return
    yield _row(of, part, raw, at)


def _row(of: Sequence[int], part: RawPart, raw: Raw, at: datetime) -> Values:
    entry_id, number = of
    return {
        "entry_id": entry_id,
        "number": number,
        "part": part,
        "media_type": raw.media_type,
        "body": zlib.compress(raw.body),
        "kept_at": at,
    }


def entry_raws(connection: Connection, entry_ids: Collection[int]) -> Mapping[int, bytes]:
    """Return by entry what is kept of what its feed carried for the newest revision."""
    newest = (raws.c.entry_id == entries.c.id) & (raws.c.number == entries.c.revision)
    query = select(entries.c.id, raws.c.body).join(raws, newest).where(raws.c.part == RawPart.ENTRY)
    found: dict[int, bytes] = {}
    for some in chunks(entry_ids):
        rows = connection.execute(query.where(entries.c.id.in_(some)))
        found.update({row.id: zlib.decompress(row.body) for row in rows})
    return found


def kept_after(connection: Connection, last: tuple[int, int], limit: int) -> Sequence[KeptEntry]:
    """Return revisions of which something is kept, in order, after the one with this entry and number."""
    key = tuple_(revisions.c.entry_id, revisions.c.number)
    query = (
        select(
            revisions.c.entry_id,
            revisions.c.number,
            revisions.c.sha256,
            revisions.c.hops,
            entries.c.feed_id,
            entries.c.revision,
            entries.c.content_hash,
            raws.c.body,
            *ENTRY,
            *PAGE,
            *VERDICT,
        )
        .join(entries, entries.c.id == revisions.c.entry_id)
        .join(raws, (raws.c.entry_id == revisions.c.entry_id) & (raws.c.number == revisions.c.number))
        .join(
            verdicts,
            (verdicts.c.entry_id == revisions.c.entry_id) & (verdicts.c.number == revisions.c.number),
        )
        # An approval is of the words that a person saw.
        .where(raws.c.part == RawPart.ENTRY, key > last, ~_is_approved, ~_is_asked_about)
        .order_by(revisions.c.entry_id, revisions.c.number)
    )
    rows = connection.execute(query.limit(limit)).all()
    pages = _pages(connection, [(row.entry_id, row.number) for row in rows])
    return [_kept_entry(row._mapping, pages.get((row.entry_id, row.number))) for row in rows]


def _pages(connection: Connection, keys: Sequence[tuple[int, int]]) -> Mapping[tuple[int, int], Raw]:
    query = select(raws).where(raws.c.part == RawPart.PAGE)
    found: dict[tuple[int, int], Raw] = {}
    for some in chunks({entry_id for entry_id, _ in keys}):
        for row in connection.execute(query.where(raws.c.entry_id.in_(some))):
            if (row.entry_id, row.number) in keys:
                found[row.entry_id, row.number] = Raw(row.media_type, zlib.decompress(row.body))
    return found


def _kept_entry(fields: RowMapping, page_raw: Raw | None) -> KeptEntry:
    is_newest = fields[revisions.c.number] == fields[entries.c.revision]
    return KeptEntry(
        id=fields[revisions.c.entry_id],
        number=fields[revisions.c.number],
        feed_id=fields[entries.c.feed_id],
        entry=entry_of(fields),
        hops=fields[revisions.c.hops],
        verdict=verdict_of(fields),
        page=page_of(fields),
        sha256=fields[revisions.c.sha256],
        content_hash=fields[entries.c.content_hash] if is_newest else None,
        raw=zlib.decompress(fields[raws.c.body]),
        page_raw=page_raw,
    )


def save_rereadings(connection: Connection, changes: Sequence[Reread], at: datetime) -> int:
    """Write texts read anew, and return how many; one that changed in the meantime is left as it is."""
    unindex(connection, [one.kept.id for one in changes])
    written = sum(_write(connection, one, at) for one in changes)
    index(connection, [one.kept.id for one in changes])
    return written


def _write(connection: Connection, one: Reread, at: datetime) -> int:
    kept, entry = one.kept, one.entry
    values: Values = {"of_entry": kept.id, "of_number": kept.number, "was": kept.sha256}
    words: Values = {
        "title": entry.title,
        "text": entry.text,
        "sha256": text_hash(entry.text),
        "links": entry.links,
        "images": entry.images,
        "reread_at": at,
    }
    if connection.execute(_SET_TEXT.values(**words), values).rowcount == 0:
        return 0
    if kept.content_hash is not None:
        connection.execute(_SET_HASH.values(content_hash=one.content_hash), values)
    return 1
