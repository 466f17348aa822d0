"""The same statement on several of the union's sources: which entries those are, and whose text is shown.

Used by the store's queries. A group is a first entry and those whose `duplicate_of` it is; an entry
without duplicates is a group of its own.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace

from sqlalchemy import BindParameter, Connection, bindparam, func, or_, select

from bot.adapters.database.conditions import is_unions_word
from bot.adapters.database.rows import chunks
from bot.adapters.database.schema import entries, revisions
from bot.core.model import AlsoAt, Statement

FIRST = func.coalesce(entries.c.duplicate_of, entries.c.id)  #: id of the first entry of an entry's group

# Built once: they are run for every post, and to build one costs ten times as much as to run it.
_SOME: BindParameter[list[int]] = bindparam("some", expanding=True)
_FIRSTS = select(entries.c.id, FIRST).where(entries.c.id.in_(_SOME))
_MEMBERS = (
    select(entries.c.id, entries.c.feed_id, revisions.c.link, revisions.c.cut_off, FIRST)
    .join(revisions, (revisions.c.entry_id == entries.c.id) & (revisions.c.number == entries.c.revision))
    .where(is_unions_word(), or_(entries.c.id.in_(_SOME), entries.c.duplicate_of.in_(_SOME)))
    .order_by(entries.c.id)
)


@dataclass(frozen=True, slots=True)
class Member:
    """An entry of a group that counts as the union's word."""

    id: int
    feed_id: str
    url: str | None
    cut_off: bool


def firsts_of(connection: Connection, entry_ids: Collection[int]) -> Mapping[int, int]:
    """Return by entry id the first entry of its group."""
    firsts: dict[int, int] = {}
    for some in chunks(entry_ids):
        firsts.update({row[0]: row[1] for row in connection.execute(_FIRSTS, {"some": some})})
    return firsts


def groups_of(connection: Connection, entry_ids: Collection[int]) -> Mapping[int, Sequence[int]]:
    """Return by entry id all entries of its group, itself included, counting or not."""
    firsts = firsts_of(connection, entry_ids)
    groups = groups_from(connection, set(firsts.values()))
    return {entry_id: groups[first] for entry_id, first in firsts.items()}


def groups_from(connection: Connection, firsts: Collection[int]) -> Mapping[int, Sequence[int]]:
    """Return by first entry all entries of its group, in order of id."""
    groups: dict[int, list[int]] = {first: [first] for first in firsts}
    query = select(entries.c.id, entries.c.duplicate_of).order_by(entries.c.id)
    for some in chunks(firsts):
        for entry_id, first in connection.execute(query.where(entries.c.duplicate_of.in_(some))):
            groups[first].append(entry_id)
    return groups


def members_of(connection: Connection, firsts: Collection[int]) -> Mapping[int, Sequence[Member]]:
    """Return by first entry the members of its group that count as the union's word, in order of id."""
    members: dict[int, list[Member]] = {}
    for some in chunks(firsts):
        for *fields, first in connection.execute(_MEMBERS, {"some": some}):
            members.setdefault(first, []).append(Member(*fields))
    return members


def with_also_at(connection: Connection, statements: Sequence[Statement]) -> list[Statement]:
    """Return statements with the union's other places that carry them."""
    firsts = firsts_of(connection, {statement.entry_id for statement in statements})
    members = members_of(connection, set(firsts.values()))
    return [
        replace(statement, also_at=_others(members.get(firsts[statement.entry_id], ()), statement.entry_id))
        for statement in statements
    ]


def _others(members: Sequence[Member], entry_id: int) -> tuple[AlsoAt, ...]:
    return tuple(
        AlsoAt(member.id, member.feed_id, member.url)
        for member in members
        if member.id != entry_id and member.url is not None
    )


def best_of(members: Sequence[Member], entry_id: int, own_host_feed_ids: Collection[str]) -> int:
    """Return whose text a post of this entry shows: one of the union's own site, else the entry's.

    Of several on the site a whole text comes before a teaser; of none that counts, the entry stays.
    """

    def rank(member: Member) -> tuple[bool, bool, bool, int]:
        is_own = member.feed_id in own_host_feed_ids
        return not is_own, is_own and member.cut_off, member.id != entry_id, member.id

    return min(members, key=rank).id if members else entry_id
