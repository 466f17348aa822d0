"""What admins are told of channels in which the bot lacks something: each once, until a look finds it mended.

Called by the store, inside one transaction.
"""

from collections.abc import Collection, Mapping
from datetime import datetime

from sqlalchemy import Connection, select

from bot.adapters.database.alerts import close_alerts, raise_alert
from bot.adapters.database.schema import alerts
from bot.core.lacking import Lack, LackNews, subject_of, target_of


def tell_lacks(
    connection: Connection, found: Mapping[str, Collection[str]], tell: Collection[str], at: datetime
) -> LackNews:
    """Keep what is lacking by target, of all that were looked at, and return what was not known already.

    What is new gets a card at each target in `tell` but the one that it is about; what is over brings its
    cards up to date. What was told of a target that nobody looks at any more is closed in silence.
    """
    told = select(alerts).where(
        alerts.c.target.startswith(subject_of(""), autoescape=True), alerts.c.resolved_at.is_(None)
    )
    known = {row.id: Lack(target_of(row.target) or "", row.problem) for row in connection.execute(told)}
    gone = {row_id: lack for row_id, lack in known.items() if lack.problem not in found.get(lack.target, ())}
    mended = {row_id: lack for row_id, lack in gone.items() if lack.target in found}
    close_alerts(connection, gone, at, mended=mended)
    begun = []
    for lack in (Lack(target, problem) for target, problems in found.items() for problem in problems):
        _, is_new = raise_alert(
            connection,
            target=subject_of(lack.target),
            problem=lack.problem,
            is_mendable=True,
            at=at,
            tell=[one for one in tell if one != lack.target],
        )
        if is_new:
            begun.append(lack)
    return LackNews(tuple(begun), tuple(mended.values()))
