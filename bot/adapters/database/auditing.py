"""The audit: who did what, when; written by what it is about, in the same transaction.

The table takes no change and no deletion (`schema`).
"""

from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from sqlalchemy import Connection, Select, insert, select

from bot.adapters.database.rows import AUDIT, audit_of
from bot.adapters.database.schema import audit
from bot.core.model import AuditRecord

_NEWEST_FIRST: Select[Any] = select(*AUDIT).order_by(audit.c.id.desc())


def write_audit(connection: Connection, *records: AuditRecord) -> None:
    """Add records, in order."""
    connection.execute(insert(audit), [asdict(record) for record in records])


def audit_records(connection: Connection, limit: int) -> Sequence[AuditRecord]:
    """Return the newest records, newest first."""
    return [audit_of(row) for row in connection.execute(_NEWEST_FIRST.limit(limit))]


def audit_of_subject(connection: Connection, subject: str) -> Sequence[AuditRecord]:
    """Return the records about a subject, newest first."""
    return [audit_of(row) for row in connection.execute(_NEWEST_FIRST.where(audit.c.subject == subject))]
