"""Questions to the admins, put into the outbox with the statements that raise them.

Called by `announcing` inside its transaction. Guarantees: of one statement, on however many of the union's
sources and in however many revisions, a question is put in once for each target.
"""

from collections.abc import Collection, Mapping, Sequence

from sqlalchemy import Connection

from bot.adapters.database.outbox import POST, question_delivery
from bot.adapters.database.rows import Values, chunks
from bot.adapters.database.schema import deliveries
from bot.core.model import DeliveryKind, FeedUpdate, Question

_Asked = tuple[int | None, str, str | None, str]  # entry, target, strike, what happened


def asked_now(
    connection: Connection,
    update: FeedUpdate,
    raised: Sequence[tuple[int, str, int, Sequence[Question]]],
    groups: Mapping[int, Collection[int]],
) -> list[Values]:
    """Return the questions that were not asked yet; `raised` tells entry, key, revision and questions."""
    if not update.question_targets or not any(questions for *_, questions in raised):
        return []
    members = {member for entry_id, *_ in raised for member in groups.get(entry_id, ())}
    known = _known(connection, members)
    return [
        question_delivery(
            feed_id=update.feed.id,
            key=key,
            entry_id=entry_id,
            number=number,
            question=question,
            target=target,
            at=update.at,
        )
        for entry_id, key, number, questions in raised
        for question in questions
        for target in update.question_targets
        if not any(
            (member, target, question.strike_id, question.happening.value) in known
            for member in groups.get(entry_id, ())
        )
    ]


def _known(connection: Connection, entry_ids: Collection[int]) -> set[_Asked]:
    query = POST.add_columns(deliveries.c.occasion)
    found: set[_Asked] = set()
    for some in chunks(entry_ids):
        of_some = query.where(deliveries.c.kind == DeliveryKind.QUESTION, deliveries.c.entry_id.in_(some))
        found |= {
            (row.entry_id, row.target, row.strike_id, row.occasion) for row in connection.execute(of_some)
        }
    return found
