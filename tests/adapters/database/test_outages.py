"""Outages of sources in the real database: told once however often, and undone for an older program."""

import sqlite3
from datetime import UTC, datetime, timedelta
from pathlib import Path

from alembic import command
from alembic.config import Config
from sqlalchemy import create_engine

from bot.adapters.database import migrate
from bot.adapters.database.store import open_store
from bot.core.model import DeliveryKind, DeliveryReceipt, FeedState
from bot.core.outages import OutageEnd, OutageNews, SourceOutage

NOW = datetime(2026, 1, 5, 18, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)
ADMINS = ("discord:9",)
BEGUN = OutageNews((SourceOutage("blog", NOW - 7 * HOUR), SourceOutage("news", NOW - 6 * HOUR)))
OVER = OutageNews(
    (),
    tuple(SourceOutage(one.feed_id, one.since_at, NOW + HOUR, OutageEnd.ANSWERED) for one in BEGUN.begun),
)


def taken_back(file: Path) -> None:
    """Bring a database back to the schema before the outages."""
    config = Config()
    config.set_main_option("script_location", str(migrate.migrations_folder()))
    engine = create_engine(f"sqlite:///{file}")
    with engine.connect() as connection, connection.begin():
        config.attributes["connection"] = connection
        command.downgrade(config, "0008")
    engine.dispose()


async def test_an_outage_is_told_once_however_often_and_an_older_program_is_left_nothing(file: Path) -> None:
    url = f"sqlite:///{file}"
    async with open_store(url) as store:
        await store.save_feed_states([FeedState("news"), FeedState("blog")])
        assert await store.tell_outages(BEGUN, ADMINS, NOW) == BEGUN
        assert await store.tell_outages(BEGUN, ADMINS, NOW + HOUR / 2) == OutageNews()
        assert [(one.feed_id, one.alert_id) for one in await store.lasting_outages()] == [
            ("blog", 1),
            ("news", 1),
        ]
        [card] = await store.due_deliveries("discord:", NOW)
        await store.mark_sending(card.id, NOW)
        await store.mark_delivered(DeliveryReceipt(card.id, "1001", NOW))
        assert (await store.tell_outages(OVER, ADMINS, NOW + HOUR)).over == OVER.over
        assert await store.tell_outages(OVER, ADMINS, NOW + 2 * HOUR) == OutageNews()
        due = await store.due_deliveries("discord:", NOW + 2 * HOUR)
        assert {(one.kind, one.alert_id) for one in due} == {
            (DeliveryKind.EDIT, 1),
            (DeliveryKind.RECOVERY, 1),
        }
        later = OutageNews((SourceOutage("news", NOW + 2 * HOUR),))
        await store.tell_outages(later, ADMINS, NOW + 8 * HOUR)
        assert [one.alert_id for one in await store.lasting_outages()] == [
            2
        ]  # an outage and a card of its own
    taken_back(file)
    with sqlite3.connect(file) as before:
        left = before.execute("SELECT kind, state FROM deliveries ORDER BY id").fetchall()
        assert left[0] == ("alert", "sent")
        assert {state for _, state in left[1:]} == {"obsolete"}
        assert {kind for kind, _ in left} == {"alert", "edit"}
        assert before.execute("SELECT count(*) FROM alerts WHERE resolved_at IS NULL").fetchone() == (0,)
    before.close()
    async with open_store(url) as store:
        assert await store.lasting_outages() == []
        assert await store.tell_outages(later, ADMINS, NOW + 9 * HOUR) == later
