"""Which statements may hold a piece of somebody's text: the look-up by fingerprints.

Called by `SqlStore.quote_candidates` inside one read transaction. The cost follows the text that is asked
about, not the store: how many revisions hold a hash is never counted further than a bound.

A hash is rare where at most `RARE` revisions hold it; those are all fetched, and counted for each group.
That finds whatever shares a rare hash. What shares common hashes alone is looked for only where it could
share more of them than what was found by then:

- what holds every common hash of a group is found wherever it is, by walking down one of them;
- what holds a part of them is found among the `RECENT` newest revisions with each.
"""

import heapq
from collections import Counter
from collections.abc import Collection, Mapping, Sequence, Set
from typing import Any, Final

from sqlalchemy import Connection, Row, Select, bindparam, exists, func, select, true

from bot.adapters.database.conditions import revision_counts
from bot.adapters.database.lists import items, listed, number_of
from bot.adapters.database.rows import chunks
from bot.adapters.database.schema import entries, fingerprints, revisions, verdicts
from bot.core.model import Decision
from bot.core.quotes.model import Candidate

Key = tuple[int, int]  #: a revision: entry id and number

RARE: Final = 32  #: a hash is common where more revisions hold it
RECENT: Final = 256  #: of the revisions with a common hash, how many of the newest are looked through
#: A candidate shares one in so many of a group's hashes: a word changed anywhere in ten leaves more.
SHARE: Final = 3
_PROMISING: Final = 32  #: revisions of a group, by rare hashes, that are looked for in common ones too

_ASKED = items("hashes")
_HASH = number_of(_ASKED)
_KEY = (fingerprints.c.entry_id, fingerprints.c.number)
_NEWEST_FIRST = [column.desc() for column in _KEY]

_some = select(fingerprints.c.hash).where(fingerprints.c.hash == _HASH).limit(RARE + 1).correlate(_ASKED)
_COUNTS = select(
    _HASH, select(func.count()).select_from(_some.subquery("some")).correlate(_ASKED).scalar_subquery()
)
_POSTINGS = select(fingerprints.c.hash, *_KEY).where(fingerprints.c.hash == _HASH)
# Outer joins keep the order of look-up: by hash and entry at once, never down a common hash's whole list.
_OF = items("entries")
_HELD = (
    select(*_KEY, func.count())
    .select_from(
        _OF.outerjoin(_ASKED, true()).outerjoin(
            fingerprints, (fingerprints.c.hash == _HASH) & (fingerprints.c.entry_id == number_of(_OF))
        )
    )
    .group_by(*_KEY)
)
_OF_ONE = fingerprints.c.hash == bindparam("one")
_RECENT = select(*_KEY).where(_OF_ONE).order_by(*_NEWEST_FIRST).limit(RECENT)

_other = fingerprints.alias("other")
_is_held = exists(
    select(_other.c.hash)
    .where(
        _other.c.hash == _HASH,
        _other.c.entry_id == fingerprints.c.entry_id,
        _other.c.number == fingerprints.c.number,
    )
    .correlate(_ASKED, fingerprints)
)
_WALK = (
    select(*_KEY)
    .where(_OF_ONE, ~exists(select(_HASH).where(~_is_held).correlate(fingerprints)))
    .order_by(*_NEWEST_FIRST)
    .limit(bindparam("most"))
)

_LOADED: Select[Any] = (
    select(
        entries.c.id,
        entries.c.feed_id,
        entries.c.revision,
        entries.c.first_seen_at,
        revisions.c.number,
        revisions.c.link,
        revisions.c.title,
        revisions.c.text,
        revisions.c.published_at,
        verdicts.c.decision,
    )
    .join(revisions, revisions.c.entry_id == entries.c.id)
    .join(
        verdicts,
        (verdicts.c.entry_id == revisions.c.entry_id) & (verdicts.c.number == revisions.c.number),
    )
    .where(revision_counts())
)


def quote_candidates(
    connection: Connection, groups: Sequence[Sequence[int]], limit: int
) -> Sequence[Sequence[Candidate]]:
    """Return for each group of hashes the revisions that share the most, at most `limit`, best first."""
    asked = [frozenset(group) for group in groups]
    lookup = _Lookup(connection, frozenset[int]().union(*asked))
    best = {group: lookup.best(group, limit) for group in set(asked)}
    loaded = _loaded(connection, {key for keys in best.values() for key in keys})
    return [[loaded[key] for key in best[group] if key in loaded] for group in asked]


class _Lookup:
    """What the store holds of the hashes of one text."""

    def __init__(self, connection: Connection, hashes: Collection[int]) -> None:
        self._connection = connection
        counts = connection.execute(_COUNTS, {"hashes": listed(hashes)}).all()
        self._common: dict[int, int] = {one: count for one, count in counts if count > RARE}
        self._rare: dict[int, list[Key]] = {one: [] for one, count in counts if 0 < count <= RARE}
        for one, *key in connection.execute(_POSTINGS, {"hashes": listed(self._rare)}).all():
            self._rare[one].append((key[0], key[1]))
        self._recent: dict[int, Sequence[Key]] = {}

    def best(self, group: frozenset[int], limit: int) -> Sequence[Key]:
        """Return the revisions that share the most of a group, of equal ones the newest first.

        What shares less than half of what the best one does is left out.
        """
        common = group & self._common.keys()
        fewest = max(1, len(group) // SHARE)
        shared = self._by_rare(group, fewest, len(common))
        most = max(shared.values(), default=0)
        if common and (len(shared) > 1 or 0 < most < max(fewest, len(common))):
            shared |= self._held(common, shared)
            most = max(shared.values())
        if len(common) >= max(fewest, most + 1):
            shared |= self._by_common(common, max(fewest, most + 1), limit)
            most = max(shared.values(), default=0)
        return [key for number, key in _largest(limit, shared) if number >= max(fewest, most / 2)]

    def _by_rare(self, group: frozenset[int], fewest: int, common: int) -> dict[Key, int]:
        """Count the rare hashes of what shares enough of the group should it have all the common ones too.

        Of very many, those that share the most.
        """
        shared = Counter(key for one in group for key in self._rare.get(one, ()))
        needed = max(fewest, max(shared.values(), default=0) / 2) - common
        enough = {key: number for key, number in shared.items() if number >= needed}
        return {key: number for number, key in _largest(_PROMISING, enough)}

    def _by_common(self, common: frozenset[int], fewest: int, limit: int) -> dict[Key, int]:
        """Count what shares at least so many common hashes: all of them, where there is such a revision."""
        rarest = min(common, key=lambda one: self._common[one])
        walk = {"one": rarest, "hashes": listed(common - {rarest}), "most": limit}
        whole = {(row[0], row[1]): len(common) for row in self._connection.execute(_WALK, walk)}
        if whole or fewest == len(common):
            return whole
        recent = Counter(key for one in common for key in self._newest(one))
        promising = {key: 0 for _, key in _largest(_PROMISING, recent)}
        held = self._held(common, promising)
        return {key: number for key, number in held.items() if number >= fewest}

    def _held(self, hashes: Collection[int], of: Mapping[Key, int]) -> dict[Key, int]:
        """Return what these revisions share when those of `hashes` that they hold are added."""
        asked = {"hashes": listed(hashes), "entries": listed({key[0] for key in of})}
        held = self._connection.execute(_HELD, asked).all()
        return {(row[0], row[1]): of[row[0], row[1]] + row[2] for row in held if (row[0], row[1]) in of}

    def _newest(self, one: int) -> Sequence[Key]:
        if one not in self._recent:
            rows = self._connection.execute(_RECENT, {"one": one}).all()
            self._recent[one] = [(row[0], row[1]) for row in rows]
        return self._recent[one]


def _largest(most: int, shared: Mapping[Key, int]) -> Sequence[tuple[int, Key]]:
    return heapq.nlargest(most, ((number, key) for key, number in shared.items()))


def _loaded(connection: Connection, keys: Set[Key]) -> Mapping[Key, Candidate]:
    """Return the revisions among these that count as the union's word."""
    loaded: dict[Key, Candidate] = {}
    for some in chunks({key[0] for key in keys}):
        rows = connection.execute(_LOADED.where(revisions.c.entry_id.in_(some))).all()
        found = {(row.id, row.number): row for row in rows}
        loaded |= {key: _candidate(found[key]) for key in keys & found.keys()}
    return loaded


def _candidate(row: Row[Any]) -> Candidate:
    return Candidate(
        entry_id=row.id,
        number=row.number,
        is_newest=row.number == row.revision,
        feed_id=row.feed_id,
        url=row.link,
        title=row.title,
        text=row.text,
        published_at=row.published_at,
        first_seen_at=row.first_seen_at,
        is_approved=row.decision is not Decision.DIRECT,
    )
