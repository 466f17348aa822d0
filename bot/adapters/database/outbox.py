"""The outbox: what is to be done at which target.

`updates` and the store put deliveries in; `due` says which of them are to be made now, and `outcomes` what
came of it. Guarantees: a delivery is put in once however often that is tried.
"""

import hashlib
import json
from collections.abc import Collection, Sequence
from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy import Connection, Row, Select, insert, select

from bot.adapters.database.restoring import doubted
from bot.adapters.database.rows import Values, chunks
from bot.adapters.database.schema import deliveries
from bot.adapters.database.transitions import move_all
from bot.core.model import DeliveryKind, DeliveryState, Question

POST: Select[Any] = select(
    deliveries.c.id,
    deliveries.c.target,
    deliveries.c.nonce,
    deliveries.c.entry_id,
    deliveries.c.number,
    deliveries.c.feed_id,
    deliveries.c.strike_id,
    deliveries.c.state,
    deliveries.c.attempted_at,
)


_REVIVED = (DeliveryKind.STATEMENT, DeliveryKind.THREAD_PAGE)


def nonce_of(kind: DeliveryKind, target: str, *subject: str | int) -> str:
    """Return the name a delivery goes by at Discord: 24 lower-case hex digits.

    It is made of what the delivery is about, so that an outbox rebuilt from the same feeds asks for the
    same posts.
    """
    named = json.dumps([kind.value, target, *subject])
    return hashlib.sha256(named.encode()).hexdigest()[:24]


def statement_delivery(
    *, feed_id: str, key: str, entry_id: int, target: str, said_at: datetime, at: datetime
) -> Values:
    """Return the row that posts a statement."""
    nonce = nonce_of(DeliveryKind.STATEMENT, target, feed_id, key)
    subject = {"entry_id": entry_id, "said_at": said_at}
    return _row(DeliveryKind.STATEMENT, target, nonce, at) | subject


def edit_delivery(*, feed_id: str, key: str, post: Row[Any], number: int, at: datetime) -> Values:
    """Return the row that brings a post (a row of `posts_of`) up to revision `number` of its entry."""
    nonce = nonce_of(DeliveryKind.EDIT, post.target, feed_id, key, number)
    return _edit(post, nonce, at) | {"number": number}


def update_delivery(post: Row[Any], occasion: str, at: datetime) -> Values:
    """Return the row that brings a post up to date on an occasion other than a new revision of its entry."""
    nonce = nonce_of(DeliveryKind.EDIT, post.target, post.nonce, occasion)
    return _edit(post, nonce, at) | {"number": post.number, "occasion": occasion}


def _edit(post: Row[Any], nonce: str, at: datetime) -> Values:
    subject = {"post_id": post.id, "entry_id": post.entry_id, "feed_id": post.feed_id}
    return _row(DeliveryKind.EDIT, post.target, nonce, at) | subject | {"strike_id": post.strike_id}


def correction_delivery(
    *, feed_id: str, key: str, entry_id: int, post: Row[Any], number: int, at: datetime
) -> Values:
    """Return the row that replies to a post (a row of `posts_of`) about revision `number` of an entry."""
    nonce = nonce_of(DeliveryKind.CORRECTION, post.target, feed_id, key, number)
    subject = {"post_id": post.id, "entry_id": entry_id, "number": number}
    return _row(DeliveryKind.CORRECTION, post.target, nonce, at) | subject


def review_delivery(
    *, feed_id: str, key: str, entry_id: int, number: int, target: str, at: datetime
) -> Values:
    """Return the row that posts a held revision's card."""
    nonce = nonce_of(DeliveryKind.REVIEW, target, feed_id, key, number)
    return _row(DeliveryKind.REVIEW, target, nonce, at) | {"entry_id": entry_id, "number": number}


def quarantine_delivery(*, feed_id: str, since_at: datetime, target: str, at: datetime) -> Values:
    """Return the row that posts the card of a feed's quarantine."""
    nonce = nonce_of(DeliveryKind.QUARANTINE, target, feed_id, since_at.astimezone(UTC).isoformat())
    return _row(DeliveryKind.QUARANTINE, target, nonce, at) | {"feed_id": feed_id}


def more_held_delivery(*, feed_id: str, target: str, at: datetime) -> Values:
    """Return the row that posts how many of a feed's entries, held at this instant, have no card."""
    nonce = nonce_of(DeliveryKind.MORE_HELD, target, feed_id, at.astimezone(UTC).isoformat())
    return _row(DeliveryKind.MORE_HELD, target, nonce, at) | {"feed_id": feed_id}


def day_delivery(*, strike_id: str, on: date, target: str, at: datetime) -> Values:
    """Return the row that posts a day of a strike."""
    nonce = nonce_of(DeliveryKind.DAY, target, strike_id, on.isoformat())
    return _row(DeliveryKind.DAY, target, nonce, at) | {"strike_id": strike_id, "on_date": on}


def total_delivery(*, strike_id: str, number: int, target: str, taken_back: int, at: datetime) -> Values:
    """Return the row that posts a strike's total of `number` days, after `taken_back` earlier ones."""
    nonce = nonce_of(DeliveryKind.TOTAL, target, strike_id, taken_back)
    return _row(DeliveryKind.TOTAL, target, nonce, at) | {"strike_id": strike_id, "number": number}


def question_delivery(
    *, feed_id: str, key: str, entry_id: int, number: int, question: Question, target: str, at: datetime
) -> Values:
    """Return the row that asks the admins what revision `number` of a statement means for a strike."""
    happening, strike_id = question.happening.value, question.strike_id
    nonce = nonce_of(DeliveryKind.QUESTION, target, feed_id, key, happening, strike_id or "")
    subject = {"entry_id": entry_id, "number": number, "strike_id": strike_id, "occasion": happening}
    return _row(DeliveryKind.QUESTION, target, nonce, at) | subject


def topic_delivery(*, strike_id: str, target: str, occasion: str, at: datetime) -> Values:
    """Return the row that writes the day of a strike into a channel's topic, once for each occasion."""
    nonce = nonce_of(DeliveryKind.CHANNEL_TOPIC, target, strike_id, occasion)
    return _row(DeliveryKind.CHANNEL_TOPIC, target, nonce, at) | {"strike_id": strike_id}


def digest_delivery(*, target: str, nonces: Sequence[str], said_at: datetime, at: datetime) -> Values:
    """Return the row that posts a digest of the statements whose deliveries carry these nonces."""
    nonce = nonce_of(DeliveryKind.DIGEST, target, *nonces)
    return _row(DeliveryKind.DIGEST, target, nonce, at) | {"said_at": said_at}


def alert_delivery(*, alert_id: int, about: str, problem: str, target: str, at: datetime) -> Values:
    """Return the row that posts the card of an alert about another target."""
    nonce = nonce_of(DeliveryKind.ALERT, target, about, problem, at.astimezone(UTC).isoformat(), alert_id)
    return _row(DeliveryKind.ALERT, target, nonce, at) | {"alert_id": alert_id}


def recovery_delivery(card: Row[Any], alert_id: int, at: datetime) -> Values:
    """Return the row that says that the sources of an alert with this card are well again."""
    nonce = nonce_of(DeliveryKind.RECOVERY, card.target, card.nonce)
    return _row(DeliveryKind.RECOVERY, card.target, nonce, at) | {"alert_id": alert_id}


def file_delivery(*, report_id: int, news: str, sha256: str, target: str, at: datetime) -> Values:
    """Return the row that posts what is told of a state of feeds.yaml."""
    nonce = nonce_of(DeliveryKind.FILE, target, news, sha256, at.astimezone(UTC).isoformat())
    return _row(DeliveryKind.FILE, target, nonce, at) | {"number": report_id}


def following_delivery(
    kind: DeliveryKind, *, target: str, message_id: str, entry_id: int | None, at: datetime
) -> Values:
    """Return the row that crossposts a posted message (PUBLISH), or begins a thread under it (THREAD)."""
    nonce = nonce_of(kind, target, message_id)
    row = _row(kind, target, nonce, at)
    return row | {"entry_id": entry_id, "message_id": message_id}


def page_delivery(
    *, target: str, post_id: int, post_nonce: str, entry_id: int | None, number: int, at: datetime
) -> Values:
    """Return the row that puts a page of a statement's text, from 1, into the thread under its post."""
    nonce = nonce_of(DeliveryKind.THREAD_PAGE, target, post_nonce, number)
    subject = {"post_id": post_id, "entry_id": entry_id, "number": number}
    return _row(DeliveryKind.THREAD_PAGE, target, nonce, at) | subject


def _row(kind: DeliveryKind, target: str, nonce: str, at: datetime) -> Values:
    return {
        "kind": kind,
        "target": target,
        "state": DeliveryState.PENDING,
        "attempts": 0,
        "nonce": nonce,
        "entry_id": None,
        "number": None,
        "strike_id": None,
        "on_date": None,
        "feed_id": None,
        "post_id": None,
        "occasion": "revision",
        "message_id": None,
        "alert_id": None,
        "attempted_at": None,
        "created_at": at,
        "said_at": at,
        "next_attempt_at": at,
    }


def posts_of(connection: Connection, kind: DeliveryKind, entry_ids: Collection[int]) -> list[Row[Any]]:
    """Return the posts of this kind that entries have or are to have, in order; not those overtaken."""
    query = POST.where(deliveries.c.kind == kind, deliveries.c.state != DeliveryState.OBSOLETE)
    found: list[Row[Any]] = []
    for some in chunks(entry_ids):
        found.extend(connection.execute(query.where(deliveries.c.entry_id.in_(some))))
    return sorted(found, key=lambda post: int(post.id))


def cards_of(connection: Connection, kind: DeliveryKind, feed_id: str) -> list[Row[Any]]:
    """Return the cards of this kind about a feed, in order; not those overtaken."""
    query = POST.where(
        deliveries.c.feed_id == feed_id,
        deliveries.c.kind == kind,
        deliveries.c.state != DeliveryState.OBSOLETE,
    )
    return list(connection.execute(query.order_by(deliveries.c.id)))


def alert_cards(connection: Connection, alert_id: int) -> list[Row[Any]]:
    """Return the cards of an alert, in order; not those overtaken."""
    query = POST.where(
        deliveries.c.alert_id == alert_id,
        deliveries.c.kind == DeliveryKind.ALERT,
        deliveries.c.state != DeliveryState.OBSOLETE,
    )
    return list(connection.execute(query.order_by(deliveries.c.id)))


def put_in(connection: Connection, rows: Sequence[Values]) -> int:
    """Add the deliveries that are not there yet, in order; return how many that were.

    A statement's post that was overtaken before it was made (its text was held for a while, say) and is
    wanted again waits once more; so does a page that its text was too short for.
    """
    known: dict[str, int] = {}
    for nonces in chunks(row["nonce"] for row in rows):
        query = select(deliveries.c.nonce, deliveries.c.id).where(deliveries.c.nonce.in_(nonces))
        known.update({row.nonce: row.id for row in connection.execute(query)})
    missing = [row for row in rows if row["nonce"] not in known]
    if missing:
        connection.execute(insert(deliveries), doubted(connection, missing))
    for row in rows:
        if row["kind"] in _REVIVED and row["nonce"] in known:
            revive(connection, known[row["nonce"]], row["next_attempt_at"])
    return len(missing)


def revive(connection: Connection, delivery_id: int, at: datetime) -> None:
    """Let a delivery that was overtaken wait once more, if it was."""
    # Whether an earlier attempt may have made it stays known: it is looked for before it is sent.
    move_all(
        connection,
        [delivery_id],
        DeliveryState.PENDING,
        at=at,
        reason="it was overtaken, and is wanted again",
        allowed=(DeliveryState.OBSOLETE,),
        next_attempt_at=at,
        error=None,
        digest_id=None,
    )
