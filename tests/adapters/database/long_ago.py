"""What earlier programs stored: a database of each released schema, with rows of that time in it."""

import json
import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from bot.core.identity import content_hash, entry_keys
from bot.core.model import Entry, Feed
from tests.adapters.database.files import step_to

RELEASED = ("0001", "0002", "0003", "0004", "0005", "0006", "0007", "0008")

THEN = datetime(2023, 7, 14, 16, tzinfo=UTC)
TARGET = "discord:123456789012345678"
ADMINS = "discord:345678901234567890"
HOST = "strike.lanternguild.example"
FEED = Feed("strike-news", f"https://{HOST}/feed.xml", "lantern-guild", "Lantern Guild", frozenset({HOST}))
PATH = [["transport", True, f"https://{HOST}", "https"]]


def said(name: str, text: str) -> Entry:
    at = THEN - timedelta(hours=1)
    return Entry(name, f"https://{HOST}/post/{name}", f"About {name}", text, at, author="Lantern Guild")


POSTED = said("walkout", "The crews walked out at midnight. Pickets begin at seven in the morning.")
WAITING = said("talks", "Talks go on at noon tomorrow. The crews stay out until there is a contract.")
HELD = replace(said("letter", "A letter that may be the guild's own, and may be not."), link=None)

Row = Mapping[str, Any]


def at(hours: float = 0) -> str:
    return (THEN + timedelta(hours=hours)).strftime("%Y-%m-%dT%H:%M:%S.000000Z")


def _entry(entry_id: int, entry: Entry, decision: str) -> Iterator[tuple[str, Row]]:
    keys = entry_keys(entry)
    yield (
        "entries",
        {
            "id": entry_id,
            "feed_id": FEED.id,
            "key": keys.guid,
            "guid_key": keys.guid,
            "link_key": keys.link,
            "title_key": keys.title,
            "content_hash": content_hash(entry),
            "published_at": at(-1),
            "first_seen_at": at(),
            "said_at": at(-1),
            "revision": 1,
            "decision": decision,
        },
    )
    number = {"entry_id": entry_id, "number": 1}
    yield (
        "revisions",
        number
        | {
            "guid": entry.guid,
            "link": entry.link,
            "title": entry.title,
            "text": entry.text,
            "published_at": at(-1),
            "author": entry.author,
            "categories": "[]",
            "cut_off": 0,
            "sha256": "0" * 64,
            "hops": json.dumps([FEED.url]),
            "fetched_at": at(),
        },
    )
    why = {
        "rule": "own-host" if decision == "direct" else "link-missing",
        "reason": "On the guild's own host.",
        "seen": HOST,
        "expected": HOST,
    }
    judged = {"decision": decision, "ruleset": 1, "judged_at": at(), "path": json.dumps(PATH)}
    yield "verdicts", number | why | judged


def _delivery(delivery_id: int, kind: str, state: str, **values: Any) -> tuple[str, Row]:
    made = {"message_id": f"m{delivery_id}", "sent_at": at(1)} if state == "sent" else {}
    when = {"created_at": at(), "next_attempt_at": at(), "said_at": at(-1)}
    row = {"id": delivery_id, "kind": kind, "state": state, "attempts": 1, "nonce": f"{delivery_id:024x}"}
    return "deliveries", {"target": TARGET} | row | when | made | values


def _rows() -> Iterator[tuple[str, str, Row]]:
    """Yield since which schema there can be a row, its table, and its columns."""
    feed = {"url": FEED.url, "etag": 'W/"1"', "failures": 0, "next_poll_at": at(0.1), "link_host": HOST}
    asked = {"polled_at": at(), "reached_at": at(), "changed_at": at()}
    yield "0001", "feeds", {"feed_id": FEED.id} | feed | asked
    yield "0001", "routes", {"feed_id": FEED.id, "target": TARGET, "opened_at": at(-100)}
    for number, (entry, decision) in enumerate(
        [(POSTED, "direct"), (WAITING, "direct"), (HELD, "held")], start=1
    ):
        for table, row in _entry(number, entry, decision):
            yield "0001", table, row
    yield "0001", *_delivery(1, "statement", "sent", entry_id=1, number=None)
    yield "0001", *_delivery(2, "statement", "pending", entry_id=2, number=None)
    yield "0001", *_delivery(3, "day", "sent", strike_id="tv", on_date="2023-07-14")
    yield "0002", *_delivery(4, "review", "sent", entry_id=3, number=1, target=ADMINS)
    yield (
        "0002",
        "audit",
        {"id": 1, "at": at(), "by": "cli:ada", "action": "release", "subject": "feed:x", "detail": "Well."},
    )
    yield (
        "0004",
        "alerts",
        {
            "id": 1,
            "target": TARGET,
            "problem": "No access.",
            "is_mendable": 1,
            "since_at": at(),
            "resolved_at": at(1),
        },
    )
    yield "0004", *_delivery(5, "alert", "sent", alert_id=1, target=ADMINS)
    yield "0004", "delivery_events", {"id": 1, "delivery_id": 1, "at": at(1), "state": "sent", "reason": "ok"}
    yield "0004", "snapshots", {"id": 1, "taken_at": at(-500), "restored_at": at(-499), "next_entry_id": 1}
    yield "0005", "listings", {"feed_id": FEED.id, "entry_ids": '["1", "2", "3"]'}
    yield "0006", *_delivery(6, "total", "sent", strike_id="radio", number=12, occasion="1", told="12")
    yield (
        "0007",
        *_delivery(7, "question", "sent", strike_id="tv", entry_id=1, occasion="over", target=ADMINS),
    )
    yield (
        "0008",
        "gaps",
        {"id": 1, "feed_id": FEED.id, "kind": "unreachable", "since_at": at(-9), "until_at": at(-8)},
    )


def build(file: Path, schema: str) -> Mapping[str, list[Row]]:
    """Make a database as the programs with this schema left it; return what is in it, by table."""
    step_to(file, schema)
    with closing(sqlite3.connect(file)) as connection, connection:
        connection.execute("PRAGMA foreign_keys=ON")
        columns = {
            table: [row[1] for row in connection.execute(f"PRAGMA table_info({table})")]
            for table in {table for _, table, _ in _rows()}
        }
        for since, table, row in _rows():
            if since <= schema:
                known = [column for column in columns[table] if column in row]
                marks = ", ".join("?" * len(known))
                words = f"INSERT INTO {table} ({', '.join(known)}) VALUES ({marks})"  # noqa: S608 -- our own
                connection.execute(words, [row[column] for column in known])
    return stored(file)


def stored(file: Path) -> Mapping[str, list[Row]]:
    """Return all rows of the tables that programs write to, by table."""
    with closing(sqlite3.connect(file)) as connection:
        connection.row_factory = sqlite3.Row
        found = connection.execute(
            "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%' "
            "AND name NOT LIKE 'statement_search%' AND name NOT IN ('alembic_version', 'fingerprints')"
        )
        return {
            table: [dict(row) for row in connection.execute(f"SELECT * FROM {table}")]  # noqa: S608 -- our own
            for (table,) in found.fetchall()
        }
