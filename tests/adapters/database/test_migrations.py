"""The schema is made from nothing, matches the program's, and is never changed half way."""

import sqlite3
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, create_engine, inspect

from bot.adapters.database import indexing, migrate
from bot.adapters.database.schema import REVISION, SEARCH, is_plain_table, metadata
from bot.adapters.database.store import open_store
from bot.core.errors import StoreError
from bot.core.model import AuditAction
from bot.core.quotes.fingerprints import fingerprint
from bot.core.search import SearchQuery
from tests.adapters.database.files import steps
from tests.adapters.database.lantern import ADMINS, NOW, QUARANTINE, Given, record


def test_the_program_knows_the_newest_step() -> None:
    assert ScriptDirectory.from_config(steps()).get_heads() == [REVISION]


def test_every_step_goes_up_and_down(file: Path) -> None:
    engine = create_engine(f"sqlite:///{file}")
    with engine.connect() as connection:
        for target, tables in (
            ("head", set(metadata.tables)),
            ("base", set()),
            ("head", set(metadata.tables)),
        ):
            with connection.begin():
                step = command.upgrade if target == "head" else command.downgrade
                step(steps(connection), target)
            with connection.begin():
                names = set(inspect(connection).get_table_names()) - {"alembic_version"}
                assert {name for name in names if is_plain_table(name)} == tables
                assert (SEARCH in names) is (target == "head")
    engine.dispose()


def test_the_steps_make_the_tables_the_program_uses(url: str, file: Path) -> None:
    migrate.upgrade(url)
    engine = create_engine(f"sqlite:///{file}")
    with engine.connect() as connection:
        plain = {"include_name": lambda name, kind, _: kind != "table" or is_plain_table(name)}
        options = {"compare_server_default": True} | plain
        context = MigrationContext.configure(connection, opts=options)
        assert compare_metadata(context, metadata) == []
    engine.dispose()


def described_file(file: Path) -> dict[str, object]:
    connection = sqlite3.connect(file)
    found = described(connection)
    connection.close()
    return found


def described(connection: sqlite3.Connection) -> dict[str, object]:
    """Return what compare_metadata leaves out: partial indexes' conditions, keys, triggers."""
    tables = [row[0] for row in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
    indexes = connection.execute("SELECT name, sql FROM sqlite_master WHERE type = 'index'").fetchall()
    found: dict[str, object] = {name: " ".join(sql.split()) if sql else None for name, sql in indexes}
    for table in set(tables) - {"alembic_version"}:
        for pragma in ("table_info", "foreign_key_list"):
            rows = connection.execute(f"PRAGMA {pragma}({table})").fetchall()
            found[f"{pragma} {table}"] = sorted(row[1:] for row in rows)
    autoincrement = connection.execute("SELECT name FROM sqlite_master WHERE sql LIKE '%AUTOINCREMENT%'")
    found["autoincrement"] = sorted(autoincrement.fetchall())
    triggers = connection.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")
    found["triggers"] = sorted(triggers.fetchall())
    return found


def test_the_steps_make_the_same_keys_and_conditions(url: str, file: Path, tmp_path: Path) -> None:
    migrate.upgrade(url)
    direct = tmp_path / "direct.db"
    engine = create_engine(f"sqlite:///{direct}")
    metadata.create_all(engine)
    engine.dispose()
    connections = [sqlite3.connect(path) for path in (file, direct)]
    by_steps, by_program = (described(connection) for connection in connections)
    for connection in connections:
        connection.close()
    by_steps.pop("sqlite_autoindex_alembic_version_1", None)
    assert by_steps == by_program


AT = "2023-07-14T12:00:00.000000Z"
FIRST_PROGRAM = (
    "INSERT INTO feeds (feed_id, failures) VALUES ('news', 0)",
    "INSERT INTO entries (id, feed_id, key, content_hash, first_seen_at, said_at, revision, decision) "
    "VALUES (1, 'news', 'guid:a', 'hash', '{AT}', '{AT}', 1, 'direct')",
    "INSERT INTO revisions (entry_id, number, title, text, categories, cut_off, sha256, hops, fetched_at) "
    "VALUES (1, 1, '', 'Words.', '[]', 0, 'x', '[]', '{AT}')",
    "INSERT INTO verdicts (entry_id, number, decision, rule, reason, seen, expected, ruleset, judged_at) "
    "VALUES (1, 1, 'direct', 'own-host', '', '', '', 1, '{AT}')",
    "INSERT INTO deliveries (id, kind, target, state, attempts, nonce, entry_id, number, created_at, "
    "next_attempt_at) VALUES (1, 'statement', 'discord:1', 'pending', 0, 'a', 1, NULL, '{AT}', '{AT}'), "
    "(2, 'edit', 'discord:1', 'pending', 0, 'b', 1, 2, '{AT}', '{AT}')",
)


async def test_what_the_first_program_stored_is_kept_both_ways(url: str, file: Path) -> None:
    engine = create_engine(f"sqlite:///{file}")

    def move(step: Callable[[Config, str], None], target: str) -> None:
        with engine.connect() as connection, connection.begin():
            step(steps(connection), target)

    def rows(query: str) -> list[tuple[object, ...]]:
        with engine.connect() as connection:
            return [tuple(row) for row in connection.exec_driver_sql(query)]

    move(command.upgrade, "0001")
    made_by_first = described_file(file)
    with engine.begin() as connection:
        for words in FIRST_PROGRAM:
            connection.exec_driver_sql(words.format(AT=AT))
    move(command.upgrade, "0002")
    async with open_store(url) as store:
        post, edit = await store.due_deliveries("discord:", NOW)
        assert (post.kind, edit.kind, edit.edits) == ("statement", "edit", "statement")
        assert edit.post_nonce == post.nonce
        statement = await store.statement(1)
        assert (statement.text, statement.verdict.path, statement.page) == ("Words.", (), None)
        assert (await store.entries_after(0, 5))[0].entry.links == ()
        assert await store.withdraw(1, audit=record(AuditAction.WITHDRAW))
        update = Given(review_targets=(ADMINS,)).named("other").update(quarantine=QUARANTINE)
        await store.apply(update)
    assert len(rows("SELECT 1 FROM deliveries")) == 4
    move(command.downgrade, "0001")
    assert described_file(file) == made_by_first
    assert rows("SELECT id, kind FROM deliveries ORDER BY id") == [(1, "statement"), (2, "edit")]
    assert rows("SELECT text FROM revisions") == [("Words.",)]
    engine.dispose()


def test_a_database_at_the_newest_step_is_opened_without_alembic(url: str) -> None:
    migrate.upgrade(url)
    program = (
        "import sys\n"
        "from bot.adapters.database.migrate import upgrade\n"
        f"upgrade({url!r})\n"
        "assert 'alembic' not in sys.modules, 'alembic was loaded'\n"
    )
    subprocess.run([sys.executable, "-c", program], check=True)


async def test_a_newer_database_is_refused_untouched(url: str, file: Path) -> None:
    migrate.upgrade(url)
    connection = sqlite3.connect(file)
    connection.execute("UPDATE alembic_version SET version_num = '9999'")
    connection.commit()
    connection.close()
    with pytest.raises(StoreError, match=r"written by a newer Picketwire .*'9999'.*upgrade Picketwire"):
        async with open_store(url):
            pass
    connection = sqlite3.connect(file)
    assert connection.execute("SELECT version_num FROM alembic_version").fetchall() == [("9999",)]
    connection.close()


def test_an_upgrade_that_fails_leaves_nothing(url: str, file: Path) -> None:
    connection = sqlite3.connect(file)
    connection.execute("CREATE TABLE deliveries (mine TEXT)")  # in the way of the step's last table
    connection.close()
    with pytest.raises(StoreError, match="deliveries already exists"):
        migrate.upgrade(url)
    connection = sqlite3.connect(file)
    names = connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall()
    connection.close()
    assert names == [("deliveries",)]


def test_an_upgrade_that_would_orphan_rows_is_undone(url: str, file: Path) -> None:
    connection = sqlite3.connect(file)
    connection.execute("CREATE TABLE parent (id INTEGER PRIMARY KEY)")
    connection.execute("CREATE TABLE child (parent INTEGER REFERENCES parent (id))")
    connection.execute("INSERT INTO child VALUES (1)")
    connection.commit()
    connection.close()
    with pytest.raises(StoreError, match="a row of child that belongs to no row of parent and was undone"):
        migrate.upgrade(url)
    connection = sqlite3.connect(file)
    names = connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall()
    connection.close()
    assert {name for (name,) in names} == {"parent", "child"}


def test_migrations_are_found_in_a_wheel_and_missed_aloud(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    package = tmp_path / "site" / "bot"
    (package / "migrations").mkdir(parents=True)
    monkeypatch.setattr("bot.__file__", str(package / "__init__.py"))
    with pytest.raises(StoreError, match="migrations are missing; install Picketwire again"):
        migrate.migrations_folder()
    (package / "migrations" / "env.py").touch()
    assert migrate.migrations_folder() == package / "migrations"


def test_a_developer_can_draft_a_step(tmp_path: Path) -> None:
    folder = tmp_path / "migrations"
    origin = migrate.migrations_folder()
    for source in origin.rglob("*"):
        if source.is_file() and "__pycache__" not in source.parts:
            copy = folder / source.relative_to(origin)
            copy.parent.mkdir(parents=True, exist_ok=True)
            copy.write_bytes(source.read_bytes())
    run = [sys.executable, "-m", "alembic", "--config", str(folder / "alembic.ini")]
    scratch = {"ALEMBIC_DATABASE": f"sqlite:///{tmp_path / 'revision.db'}", "PYTHONPATH": str(origin.parent)}
    subprocess.run([*run, "upgrade", "head"], check=True, env=scratch, capture_output=True)
    draft = [*run, "revision", "--autogenerate", "--rev-id", "9000", "-m", "nothing new"]
    subprocess.run(draft, check=True, env=scratch, capture_output=True)
    text = (folder / "versions" / "9000_nothing_new.py").read_text()
    compile(text, "9000_nothing_new.py", "exec")
    assert "op." not in text.replace("from alembic import op", "")


STORED = 205  # more than the step takes in at once


def second_program(connection: Connection) -> None:
    """Fill a database as the program before fingerprints did."""
    connection.exec_driver_sql("INSERT INTO feeds (feed_id, failures) VALUES ('news', 0)")
    for number in range(1, STORED + 1):
        for words in FIRST_PROGRAM[1:4]:
            words = words.format(AT=AT).replace("(1, ", f"({number}, ", 1).replace("guid:a", f"guid:{number}")
            connection.exec_driver_sql(
                words.replace("'Words.'", f"'We walk out of gate{number} this morning.'")
            )
    connection.exec_driver_sql("UPDATE entries SET decision = 'held' WHERE id IN (2, 3)")
    connection.exec_driver_sql("UPDATE verdicts SET decision = 'held' WHERE entry_id IN (2, 3)")
    reviewed = (
        "INSERT INTO reviews (entry_id, number, decision, by, at) VALUES (3, 1, 'approved', 'cli:a', '{AT}')"
    )
    connection.exec_driver_sql(reviewed.format(AT=AT))
    connection.exec_driver_sql(f"UPDATE entries SET withdrawn_at = '{AT}' WHERE id = 4")  # noqa: S608
    connection.exec_driver_sql("UPDATE entries SET revision = 2 WHERE id = 1")
    for words in FIRST_PROGRAM[2:4]:
        words = words.format(AT=AT).replace("(1, 1, ", "(1, 2, ", 1)
        connection.exec_driver_sql(words.replace("'Words.'", "'We are back at the first gate.'"))


async def test_what_was_stored_before_is_taken_in(url: str, file: Path) -> None:
    engine = create_engine(f"sqlite:///{file}")
    with engine.connect() as connection, connection.begin():
        command.upgrade(steps(connection), "0002")
        second_program(connection)
    async with open_store(url) as store:

        async def found(words: str) -> list[tuple[int, int]]:
            (some,) = await store.quote_candidates([fingerprint(words)], 1)
            return [(one.entry_id, one.number) for one in some]

        for number in (1, 3, 199, 200, 201, STORED):
            assert await found(f"walk out of gate{number} this morning") == [(number, 1)]
        assert await found("back at the first gate") == [(1, 2)]
        for number in (2, 4):
            assert (number, 1) not in await found(f"walk out of gate{number} this morning")
        many = await store.search(SearchQuery("morning", ["news"]))
        assert (many.total, many.is_total_exact) == (100, False)  # counted no further
        assert (await store.search(SearchQuery("back", ["news"]))).total == 1
        # Nobody says gate1 any more; these begin so: 10 to 19 and 100 to 199.
        assert (await store.search(SearchQuery("gate1", ["news"]))).total == 100
    with engine.connect() as connection, connection.begin():
        by_step = connection.exec_driver_sql("SELECT * FROM fingerprints").all()
        indexing.unindex(connection, range(1, STORED + 1))
        assert connection.exec_driver_sql("SELECT * FROM fingerprints").all() == []
        indexing.index(connection, range(1, STORED + 1))
        assert connection.exec_driver_sql("SELECT * FROM fingerprints").all() == by_step
    engine.dispose()


SECOND_PROGRAM = (
    *FIRST_PROGRAM,
    "INSERT INTO deliveries (id, kind, target, state, attempts, nonce, entry_id, created_at, "
    "next_attempt_at, attempted_at) "
    "VALUES (3, 'day', 'discord:1', 'sending', 1, 'c', NULL, '{AT}', '{AT}', '{LATER}'), "
    "(4, 'day', 'discord:2', 'sent', 1, 'd', NULL, '{AT}', '{AT}', '{LATER}')",
)


async def test_what_waits_keeps_its_order_and_its_doubt(url: str, file: Path) -> None:
    engine = create_engine(f"sqlite:///{file}")
    with engine.connect() as connection, connection.begin():
        command.upgrade(steps(connection), "0003")
        for words in SECOND_PROGRAM:
            connection.exec_driver_sql(words.format(AT=AT, LATER="2023-07-14T13:00:00.000000Z"))
    async with open_store(url) as store:
        tried, post = await store.due_deliveries("discord:", NOW, busy=["discord:1 edit"])
        assert (tried.id, post.id) == (3, 1)
        # Which of its attempts may have made it was not kept: it is looked for since it was put in.
        assert (tried.attempted_at, post.attempted_at) == (tried.created_at, None)
        assert post.said_at == post.created_at
        await store.mark_parked(1, at=NOW, error="x", next_attempt_at=NOW, tell=["discord:9"])
        await store.mark_retry(3, at=NOW, error="x", next_attempt_at=NOW)
    with engine.connect() as connection, connection.begin():
        command.downgrade(steps(connection), "0003")
        rows = connection.exec_driver_sql("SELECT id, state FROM deliveries ORDER BY id").fetchall()
        assert [tuple(row) for row in rows] == [(1, "parked"), (2, "pending"), (3, "pending"), (4, "sent")]
    engine.dispose()


SIXTH_PROGRAM = (
    *FIRST_PROGRAM,
    "UPDATE entries SET silence = 'topic'",
    "INSERT INTO entries (id, feed_id, key, content_hash, first_seen_at, said_at, revision, decision, "
    "silence) VALUES (2, 'news', 'guid:b', 'hash', '{AT}', '{AT}', 1, 'direct', 'backfill')",
    "INSERT INTO deliveries (id, kind, target, state, attempts, nonce, strike_id, post_id, created_at, "
    "next_attempt_at) "
    "VALUES (3, 'total', 'discord:1', 'sent', 1, 'c', 'tv', NULL, '{AT}', '{AT}'), "
    "(4, 'edit', 'discord:1', 'sent', 1, 'd', NULL, 3, '{AT}', '{AT}'), "
    "(5, 'edit', 'discord:1', 'pending', 0, 'e', NULL, 3, '{AT}', '{AT}'), "
    "(6, 'edit', 'discord:1', 'parked', 1, 'f', NULL, 3, '{AT}', '{AT}')",
)


def test_an_older_program_can_read_what_the_sixth_stored(file: Path) -> None:
    engine = create_engine(f"sqlite:///{file}")
    with engine.connect() as connection, connection.begin():
        command.upgrade(steps(connection), "0006")
        for words in SIXTH_PROGRAM:
            connection.exec_driver_sql(words.format(AT=AT))
        command.downgrade(steps(connection), "0005")
        silences = connection.exec_driver_sql("SELECT silence FROM entries ORDER BY id").fetchall()
        assert [tuple(row) for row in silences] == [("old",), ("backfill",)]
        edits = "SELECT id, state FROM deliveries WHERE kind = 'edit' ORDER BY id"
        assert [tuple(row) for row in connection.exec_driver_sql(edits)] == [
            (2, "pending"),
            (4, "sent"),
            (5, "obsolete"),
            (6, "obsolete"),
        ]
    engine.dispose()
