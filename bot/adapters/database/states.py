"""Writing what is remembered of feeds between polls.

Called for every poll. Guarantees: a quarantine that was released stays so whatever a poll under way
at the time remembers of it, and none ends but by a release. Validators that were forgotten come back with
a body alone.
"""

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime

from sqlalchemy import Connection, bindparam, insert, select, true
from sqlalchemy import update as update_of

from bot.adapters.database.gaps import gaps_of_polls, note_gaps, remembered
from bot.adapters.database.rows import Values, quarantine_values, state_values
from bot.adapters.database.schema import audit, feeds
from bot.core.errors import PlanOvertaken
from bot.core.model import AuditAction, FeedState, FeedUpdate, Quarantine

#: What validators are earned with that are forgotten: no poll is, so the next one asks for the whole body.
_FORGOTTEN = ""

# Built once: this is all a poll writes where nothing changed.
_UPDATE = update_of(feeds).where(feeds.c.feed_id == bindparam("of_feed"))


def write_states(connection: Connection, states: Iterable[FeedState]) -> None:
    """Write feeds' states over what was there; a quarantine that is there stays."""
    states = list(states)
    before = remembered(connection, [state.feed_id for state in states])
    plain = []
    for state in states:
        quarantine, validators = state.quarantine, _validators_kept(before.get(state.feed_id))
        if quarantine is None:
            plain.append(state_values(state) | {"link_host": state.link_host} | validators)
        elif _since(connection, state.feed_id) is None and _is_known(connection, state.feed_id, quarantine):
            _write(connection, state, validators)
        else:
            _write(connection, state, _with_quarantine(state) | validators)
    _write_all(connection, plain, before)
    note_gaps(connection, gaps_of_polls(before, states))


def forget_validators(connection: Connection, feed_id: str) -> None:
    """Have the feed's next poll read its whole body, also where a poll without one is under way."""
    connection.execute(_UPDATE, {"of_feed": feed_id} | _without_validators())


def poll_soon(
    connection: Connection,
    feed_ids: Collection[str],
    now: datetime,
    asked_before: datetime,
    failing_too: bool = False,
) -> None:
    """Bring the next poll of these feeds forward to `now`, but of those that fail or were asked just now.

    A source that fails keeps its back-off, whatever members ask about; an admin may ask it all the same.
    """
    connection.execute(
        update_of(feeds)
        .where(
            feeds.c.feed_id.in_(feed_ids),
            feeds.c.paused_at.is_(None),
            true() if failing_too else feeds.c.failures == 0,
            feeds.c.polled_at < asked_before,
            feeds.c.next_poll_at > now,
        )
        .values(next_poll_at=now)
    )


def write_polled_state(connection: Connection, update: FeedUpdate) -> bool:
    """Write the state of a feed that answered; return whether it goes into quarantine with this update.

    Raises:
        PlanOvertaken: it went into quarantine while this poll, which does not know, was under way.
    """
    found = gaps_of_polls(remembered(connection, [update.state.feed_id]), [update.state])
    is_quarantined_now = _write_answered(connection, update)
    note_gaps(connection, found)
    return is_quarantined_now


def _write_answered(connection: Connection, update: FeedUpdate) -> bool:
    state, quarantine = update.state, update.state.quarantine
    since = _since(connection, state.feed_id)
    if quarantine is None and since is not None:
        raise PlanOvertaken(
            f"{state.feed_id}: the feed was put into quarantine meanwhile; nothing of this poll was stored, "
            "and the next one will plan anew"
        )
    if quarantine is None:
        _write(connection, state, {"link_host": state.link_host})
        return False
    if since is None and _is_known(connection, state.feed_id, quarantine):
        # Released meanwhile. The link host stays forgotten too: the next poll accepts what it finds.
        _write(connection, state, {})
        return False
    _write(connection, state, _with_quarantine(state))
    return since is None


def _without_validators() -> Values:
    return {"etag": None, "last_modified": None, "validators_for": _FORGOTTEN}


def _validators_kept(before: FeedState | None) -> Values:
    return _without_validators() if before is not None and before.validators_for == _FORGOTTEN else {}


def _with_quarantine(state: FeedState) -> Values:
    return {"link_host": state.link_host} | quarantine_values(state.quarantine)


def _write_all(connection: Connection, rows: Sequence[Values], there: Collection[str]) -> None:
    """Write what is known of feeds, those that are there together, at a quarter of the CPU."""
    known = [row | {"of_feed": row["feed_id"]} for row in rows if row["feed_id"] in there]
    if known:
        connection.execute(_UPDATE, known)
    if new := [row for row in rows if row["feed_id"] not in there]:
        connection.execute(insert(feeds), new)


def _write(connection: Connection, state: FeedState, more: Values) -> None:
    values = state_values(state) | more
    changed = connection.execute(_UPDATE, values | {"of_feed": state.feed_id})
    if not changed.rowcount:
        connection.execute(insert(feeds), values)


def _since(connection: Connection, feed_id: str) -> object:
    query = select(feeds.c.quarantine_since_at).where(feeds.c.feed_id == feed_id)
    return connection.execute(query).scalar_one_or_none()


def _is_known(connection: Connection, feed_id: str, quarantine: Quarantine) -> bool:
    """Return whether the audit has this very quarantine: if it is no more, then it was released."""
    query = select(audit.c.id).where(
        audit.c.subject == f"feed:{feed_id}",
        audit.c.action == AuditAction.QUARANTINE,
        audit.c.at == quarantine.since_at,
    )
    return connection.execute(query.limit(1)).first() is not None
