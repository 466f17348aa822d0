"""The store's part for feeds.yaml: what of it was last in force, and what admins are told of it.

See `bot.ports.Store`. Guarantees: another state of the file, its cards and the audit are one transaction, so
that nothing is told twice; of a file that can't be used there is one card until it can, brought up to date.
"""

from collections.abc import Collection, Sequence
from dataclasses import asdict
from datetime import datetime

from sqlalchemy import Connection, Row, delete, insert, select, update

from bot.adapters.database.access import Access
from bot.adapters.database.auditing import write_audit
from bot.adapters.database.outbox import POST, file_delivery, put_in, update_delivery
from bot.adapters.database.schema import deliveries, file_in_force, file_reports
from bot.adapters.database.undecided import show_undecided
from bot.core.model import (
    DeliveryKind,
    DeliveryState,
    FileChange,
    FileInForce,
    FileNews,
    FileRefusal,
    FileReport,
    Sentence,
)


class Configuring(Access):
    """What became of feeds.yaml."""

    async def file_in_force(self) -> FileInForce | None:
        """Return the state of feeds.yaml that was last in force; None: none was noted yet."""
        return await self._read(_in_force)

    async def keep_file(
        self,
        change: FileChange,
        tell: Collection[str],
        *,
        feed_ids: Collection[str],
        review_targets: Collection[str],
    ) -> None:
        """Note that another state of feeds.yaml comes into force, with its cards and the audit."""
        await self._put(_keep_file, change, tell, feed_ids, review_targets)

    async def refuse_file(self, refusal: FileRefusal, tell: Collection[str]) -> bool:
        """Note that feeds.yaml can't be used as it is; return whether that was not known of this state."""
        return await self._put(_refuse_file, refusal, tell)

    async def file_report(self, report_id: int) -> FileReport | None:
        """Return what a card about feeds.yaml shows."""
        return await self._read(_report, report_id)


def _in_force(connection: Connection) -> FileInForce | None:
    row = connection.execute(select(file_in_force)).one_or_none()
    return None if row is None else FileInForce(row.sha256, row.text, row.since_at)


def _report(connection: Connection, report_id: int) -> FileReport | None:
    query = select(
        file_reports.c.id,
        file_reports.c.news,
        file_reports.c.lines,
        file_reports.c.at,
        file_reports.c.over_at,
    )
    row = connection.execute(query.where(file_reports.c.id == report_id)).one_or_none()
    return None if row is None else FileReport(**row._mapping)


def refused_file(connection: Connection) -> FileReport | None:
    """Return why feeds.yaml as it stands is not in force; None where it is."""
    open_one = _open_refusal(connection)
    return None if open_one is None else _report(connection, open_one.id)


def _keep_file(
    connection: Connection,
    change: FileChange,
    tell: Collection[str],
    feed_ids: Collection[str],
    review_targets: Collection[str],
) -> None:
    file = change.file
    _mend(connection, file.since_at)
    known = _in_force(connection)
    if known is None or known.sha256 != file.sha256:
        _note(connection, change, tell)
    show_undecided(connection, feed_ids, review_targets, file.since_at)


def _note(connection: Connection, change: FileChange, tell: Collection[str]) -> None:
    file = change.file
    connection.execute(delete(file_in_force))
    connection.execute(insert(file_in_force), {"id": 1, **asdict(file)})
    for news, lines in ((FileNews.TRUST, change.trust), (FileNews.CHANGED, change.lines)):
        if lines:
            _tell(connection, news, file.sha256, lines, file.since_at, tell)
    if change.audit:
        write_audit(connection, *change.audit)


def _refuse_file(connection: Connection, refusal: FileRefusal, tell: Collection[str]) -> bool:
    open_one = _open_refusal(connection)
    if open_one is None:
        _tell(connection, FileNews.REFUSED, refusal.sha256, refusal.lines, refusal.at, tell)
        return True
    if open_one.sha256 == refusal.sha256:
        return False
    of_it = file_reports.c.id == open_one.id
    connection.execute(
        update(file_reports).where(of_it).values(sha256=refusal.sha256, lines=refusal.lines, at=refusal.at)
    )
    _bring_up_to_date(connection, open_one.id, f"{refusal.sha256[:16]} {refusal.at.isoformat()}", refusal.at)
    return True


def _mend(connection: Connection, at: datetime) -> None:
    """Let the card of a file that could not be used say that it can."""
    open_one = _open_refusal(connection)
    if open_one is not None:
        connection.execute(update(file_reports).where(file_reports.c.id == open_one.id).values(over_at=at))
        _bring_up_to_date(connection, open_one.id, "mended", at)


def _open_refusal(connection: Connection) -> Row[int, str] | None:
    is_open = (file_reports.c.news == FileNews.REFUSED) & file_reports.c.over_at.is_(None)
    return connection.execute(select(file_reports.c.id, file_reports.c.sha256).where(is_open)).one_or_none()


def _tell(
    connection: Connection,
    news: FileNews,
    sha256: str,
    lines: Sequence[Sentence],
    at: datetime,
    tell: Collection[str],
) -> None:
    values = {"news": news, "sha256": sha256, "lines": lines, "at": at}
    put = insert(file_reports).returning(file_reports.c.id)
    report_id: int = connection.execute(put, values).scalar_one()
    cards = [
        file_delivery(report_id=report_id, news=news.value, sha256=sha256, target=target, at=at)
        for target in tell
    ]
    put_in(connection, cards)


def _bring_up_to_date(connection: Connection, report_id: int, occasion: str, at: datetime) -> None:
    cards = POST.where(
        deliveries.c.kind == DeliveryKind.FILE,
        deliveries.c.number == report_id,
        deliveries.c.state != DeliveryState.OBSOLETE,
    )
    put_in(connection, [update_delivery(card, occasion, at) for card in connection.execute(cards)])
