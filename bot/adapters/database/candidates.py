"""Which statements may hold a piece of somebody's text: the look-up by fingerprints.

Called by `SqlStore.quote_candidates` inside one read transaction. The cost follows the text that is asked
about, not the store: how many revisions hold a hash is never counted further than a bound.

A hash is rare where at most `RARE` revisions hold it; those are all fetched, and counted for each group.
That finds whatever shares a rare hash. What shares common hashes alone is looked for only where it could
share more of them than what was found by then:

- what holds every common hash of a group is found wherever it is: among the revisions with one of them that
  are fewer than `RECENT`, else by walking down one;
- what holds a part of them is found among the `RECENT` newest revisions with each.
"""

import heapq
import json
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, field
from itertools import chain, product
from typing import Final

from sqlalchemy import (
    BigInteger,
    Connection,
    Text,
    bindparam,
    cast,
    exists,
    func,
    literal_column,
    select,
)

from bot.adapters.database.candidate_rows import NUMBER_BITS, Key, candidates_of
from bot.adapters.database.lists import items, listed, listed_pairs, number_of, pair_of
from bot.adapters.database.schema import fingerprints
from bot.core.quotes.model import Candidate

RARE: Final = 32  #: a hash is common where more revisions hold it
RECENT: Final = 256  #: of the revisions with a common hash, how many of the newest are looked through
#: A candidate shares one in so many of a group's hashes: a word changed anywhere in ten leaves more.
SHARE: Final = 3
_PROMISING: Final = 32  #: revisions of a group, by rare hashes, that are looked for in common ones too
_MOST_PAIRS: Final = 5_000  #: of a hash and an entry that are asked about at once
_MOST_LOOKED_THROUGH: Final = 500  #: common hashes whose newest revisions are in memory at once

_ASKED = items("hashes")
_HASH = number_of(_ASKED)
_SHIFT = literal_column(str(1 << NUMBER_BITS), BigInteger)
_KEY = (fingerprints.c.entry_id * _SHIFT + fingerprints.c.number).label("key")
_NEWEST_FIRST = (fingerprints.c.entry_id.desc(), fingerprints.c.number.desc())

_newest = (
    select(_KEY)
    .where(fingerprints.c.hash == _HASH)
    .order_by(*_NEWEST_FIRST)
    .limit(bindparam("most"))
    .correlate(_ASKED)
    .subquery("newest")
)
_in_one = select(func.aggregate_strings(cast(_newest.c.key, Text), ",")).correlate(_ASKED).scalar_subquery()
# The limit keeps SQLite from making the list twice for each hash, once to see whether there is one.
_all = select(_HASH.label("hash"), _in_one.label("keys")).limit(bindparam("number")).subquery("lists")
# One row for each hash that there is: rows are what costs.
_POSTINGS = select(_all.c.hash, _all.c["keys"]).where(_all.c["keys"].is_not(None))

_PAIR_HASH, _PAIR_ENTRY = pair_of(items("pairs"))
_HELD = select(fingerprints.c.hash, _KEY).where(
    fingerprints.c.hash == _PAIR_HASH, fingerprints.c.entry_id == _PAIR_ENTRY
)

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
    select(_KEY)
    .where(
        fingerprints.c.hash == bindparam("one"),
        ~exists(select(_HASH).where(~_is_held).correlate(fingerprints)),
    )
    .order_by(*_NEWEST_FIRST)
    .limit(bindparam("most"))
)


def quote_candidates(
    connection: Connection, groups: Sequence[Sequence[int]], limit: int
) -> Sequence[Sequence[Candidate]]:
    """Return for each group of hashes the revisions that share the most, at most `limit`, best first."""
    asked = [frozenset(group) for group in groups]
    best = _Lookup(connection, frozenset[int]().union(*asked)).best(set(asked), limit)
    loaded = candidates_of(connection, set(chain.from_iterable(best.values())))
    return [[loaded[key] for key in best.get(group, ()) if key in loaded] for group in asked]


@dataclass(slots=True)
class _Group:
    """Hashes of one piece, and what shares some of them."""

    hashes: frozenset[int]
    common: frozenset[int]
    fewest: int  #: hashes that a candidate shares
    shared: dict[Key, int] = field(default_factory=dict)  #: how many, by revision

    @property
    def most(self) -> int:
        """The most that a revision shares."""
        return max(self.shared.values(), default=0)

    @property
    def needs_common(self) -> bool:
        """Whether the common hashes decide what comes first, or what shares enough."""
        return bool(self.common) and (
            len(self.shared) > 1 or 0 < self.most < max(self.fewest, len(self.common))
        )

    @property
    def more(self) -> int:
        """How many common hashes are worth more than what was found."""
        return max(self.fewest, self.most + 1)

    def add(self, held: Mapping[int, Collection[Key]]) -> None:
        """Count in what the revisions hold of the common hashes."""
        for one in self.common & held.keys():
            for key in self.shared.keys() & held[one]:
                self.shared[key] += 1

    def best(self, limit: int) -> Sequence[Key]:
        """Return what shares the most, of equal ones the newest first; less than half of that is left out."""
        least = max(self.fewest, self.most / 2)
        return [key for key in _largest(limit, self.shared) if self.shared[key] >= least]


@dataclass(frozen=True, slots=True)
class _Recent:
    """The newest revisions that hold a hash."""

    keys: frozenset[Key]
    since: Key  #: all that hold it from this one on are known

    def may_hold(self, key: Key) -> bool:
        return key in self.keys or key < self.since


class _Lookup:
    """What the store holds of the hashes of one text."""

    def __init__(self, connection: Connection, hashes: Collection[int]) -> None:
        self._connection = connection
        found = self._postings(hashes, RARE + 1)
        self._common = {one for one, keys in found if len(keys) > RARE}
        self._rare = {one: keys for one, keys in found if len(keys) <= RARE}
        self._recent: dict[int, _Recent] = {}

    def best(self, asked: Iterable[frozenset[int]], limit: int) -> Mapping[frozenset[int], Sequence[Key]]:
        """Return by group the revisions that share the most of it, where any do."""
        groups = [group for hashes in asked if (group := self._by_rare(hashes)) is not None]
        in_doubt = [group for group in groups if group.needs_common]
        held = self._held(pair for group in in_doubt for pair in product(group.common, group.shared))
        for group in in_doubt:
            group.add(held)
        for some in _in_parts([group for group in groups if len(group.common) >= group.more]):
            self._by_common(some, limit)
        return {group.hashes: group.best(limit) for group in groups}

    def _by_rare(self, hashes: frozenset[int]) -> _Group | None:
        """Count the rare hashes of what shares enough of a group should it have all the common ones too.

        Of very many, those that share the most. None where nothing shares any hash.
        """
        group = _Group(hashes, hashes & self._common, max(1, len(hashes) // SHARE))
        shared = Counter(chain.from_iterable([self._rare[one] for one in hashes & self._rare.keys()]))
        if shared:
            needed = max(group.fewest, max(shared.values()) / 2) - len(group.common)
            group.shared = {key: number for key, number in shared.items() if number >= needed}
            if len(group.shared) > _PROMISING:
                group.shared = {key: shared[key] for key in _largest(_PROMISING, group.shared)}
        return group if shared or group.common else None

    # --- common hashes ---

    def _by_common(self, groups: Sequence[_Group], limit: int) -> None:
        """Add what shares more common hashes: all of them, where there is such a revision."""
        self._look_through(frozenset[int]().union(*(group.common for group in groups)))
        partly = []
        for group, whole in zip(groups, self._whole(groups, limit), strict=True):
            if not whole and group.more < len(group.common):
                recent = Counter(chain.from_iterable(self._recent[one].keys for one in group.common))
                shared = dict.fromkeys(_largest(_PROMISING, recent), 0)
                partly.append((group, _Group(group.common, group.common, group.more, shared)))
            group.shared |= dict.fromkeys(whole, len(group.common))
        held = self._known(pair for _, some in partly for pair in product(some.common, some.shared))
        for group, some in partly:
            some.add(held)
            group.shared |= {key: number for key, number in some.shared.items() if number >= some.fewest}

    def _whole(self, groups: Sequence[_Group], limit: int) -> Iterator[Sequence[Key]]:
        """Yield for each group the newest revisions that hold all its common hashes."""
        possible = [self._in_all(group.common) for group in groups]
        held = self._known(
            pair
            for group, keys in zip(groups, possible, strict=True)
            for pair in product(group.common, keys or ())
        )
        for group, keys in zip(groups, possible, strict=True):
            if keys is None:
                yield self._walked(group.common, limit)
            else:
                yield heapq.nlargest(limit, keys.intersection(*(held.get(one, ()) for one in group.common)))

    def _in_all(self, common: Set[int]) -> frozenset[Key] | None:
        """Return what may hold all of these hashes; None where all of them are in too many revisions."""
        recent = [self._recent[one] for one in common]
        known = min((one.keys for one in recent if not one.since), key=len, default=None)
        if known is None:
            return None
        return frozenset(key for key in known if all(one.may_hold(key) for one in recent))

    def _walked(self, common: Set[int], limit: int) -> Sequence[Key]:
        """Return the newest that hold all of these hashes by walking down one that is in few revisions."""
        one = min(common, key=lambda one: self._recent[one].since)
        walk = {"one": one, "hashes": listed(common - {one}), "most": limit}
        return self._connection.execute(_WALK, walk).scalars().all()

    def _look_through(self, common: Collection[int]) -> None:
        """Fetch the newest revisions that hold each of these hashes, and forget those of others."""
        self._recent = {
            one: _Recent(frozenset(keys), min(keys) if len(keys) == RECENT else 0)
            for one, keys in self._postings(common, RECENT)
        }

    def _postings(self, hashes: Collection[int], most: int) -> Sequence[tuple[int, Sequence[Key]]]:
        """Return each hash that there is with the revisions that hold it, of many the newest."""
        asked = {"hashes": listed(hashes), "number": len(hashes), "most": most}
        rows = self._connection.execute(_POSTINGS, asked).all()
        held = json.loads(f"[[{'],['.join([keys for _, keys in rows])}]]")  # at once, which is much faster
        return [(row[0], keys) for row, keys in zip(rows, held, strict=False)]

    def _known(self, asked: Iterable[tuple[int, Key]]) -> Mapping[int, Collection[Key]]:
        """Do as `_held`, of hashes that were looked through."""
        held: dict[int, set[Key]] = {}
        unknown = []
        for one, key in asked:
            recent = self._recent[one]
            if key in recent.keys:
                held.setdefault(one, set()).add(key)
            elif key < recent.since:
                unknown.append((one, key))
        for one, keys in self._held(unknown).items():
            held.setdefault(one, set()).update(keys)
        return held

    def _held(self, asked: Iterable[tuple[int, Key]]) -> Mapping[int, Collection[Key]]:
        """Return by which revisions these hashes are held, of those that they are asked about with."""
        held: dict[int, set[Key]] = {}
        pairs: set[tuple[int, int]] = set()
        for one, key in asked:
            pairs.add((one, key >> NUMBER_BITS))
            if len(pairs) == _MOST_PAIRS:
                self._ask(pairs, held)
                pairs.clear()
        self._ask(pairs, held)
        return held

    def _ask(self, pairs: Collection[tuple[int, int]], held: dict[int, set[Key]]) -> None:
        """Add to `held` the revisions of the entries that hold the hash they are in a pair with."""
        if pairs:
            for one, key in self._connection.execute(_HELD, {"pairs": listed_pairs(pairs)}):
                held.setdefault(one, set()).add(key)


def _in_parts(groups: Iterable[_Group]) -> Iterator[Sequence[_Group]]:
    """Part groups so that their common hashes are not too many to look through at once."""
    part: list[_Group] = []
    number = 0
    for group in groups:
        if part and number + len(group.common) > _MOST_LOOKED_THROUGH:
            yield part
            part, number = [], 0
        part.append(group)
        number += len(group.common)
    if part:
        yield part


def _largest(most: int, shared: Mapping[Key, int]) -> Sequence[Key]:
    """Return what shares the most, of equal ones the newest first."""
    return [key for _, key in heapq.nlargest(most, [(number, key) for key, number in shared.items()])]
