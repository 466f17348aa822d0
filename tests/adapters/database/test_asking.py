"""Questions to the admins in the outbox: put in once, and known by an older program as done with."""

from dataclasses import replace
from pathlib import Path

from alembic import command
from alembic.config import Config
from sqlalchemy import create_engine

from bot.adapters.database import migrate
from bot.adapters.database.store import SqlStore, open_store
from bot.core.model import Change, DeliveryKind, FeedUpdate, Happening, Question
from tests.adapters.database.lantern import ADMINS, CHANNEL, HOUR, NOW, OTHER, Given

ENDED, AGREED = Question(Happening.ENDED, "pier"), Question(Happening.TENTATIVE_AGREEMENT, None)


def update(given: Given, *questions: Question, known_id: int | None = None, text: str = "x") -> FeedUpdate:
    change = Change.NEW if known_id is None else Change.CHANGED
    planned = given.planned("a", text=text, change=change, known_id=known_id, post_to=(CHANNEL,))
    asking = replace(planned, questions=questions)
    return replace(given.update(asking), question_targets=(ADMINS, OTHER))


async def questions(store: SqlStore) -> list[tuple[str, Happening | None, str | None]]:
    due = await store.due_deliveries("discord:", NOW + HOUR)
    return [(one.target, one.happening, one.strike_id) for one in due if one.kind is DeliveryKind.QUESTION]


async def test_each_question_is_asked_once_at_each_target(store: SqlStore, given: Given) -> None:
    await store.apply(update(given, ENDED, AGREED))
    await store.apply(update(given, ENDED, AGREED))
    await store.apply(update(given, ENDED, known_id=1, text="y"))

    assert sorted(await questions(store), key=str) == [
        (OTHER, Happening.ENDED, "pier"),
        (OTHER, Happening.TENTATIVE_AGREEMENT, None),
        (ADMINS, Happening.ENDED, "pier"),
        (ADMINS, Happening.TENTATIVE_AGREEMENT, None),
    ]


async def test_without_anybody_to_ask_nothing_waits(store: SqlStore, given: Given) -> None:
    await store.apply(replace(update(given, ENDED), question_targets=()))
    await store.apply(update(given, known_id=1, text="y"))

    assert await questions(store) == []


async def test_an_older_program_finds_them_done_with(url: str, file: Path, given: Given) -> None:
    async with open_store(url) as store:
        await store.apply(update(given, ENDED, AGREED))
    engine = create_engine(f"sqlite:///{file}")
    with engine.connect() as connection, connection.begin():
        config = Config()
        config.set_main_option("script_location", str(migrate.migrations_folder()))
        config.attributes["connection"] = connection
        command.downgrade(config, "0006")
        rows = connection.exec_driver_sql("SELECT kind, state FROM deliveries ORDER BY id").fetchall()
    engine.dispose()

    assert [tuple(row) for row in rows] == [("statement", "pending"), *[("edit", "obsolete")] * 4]
