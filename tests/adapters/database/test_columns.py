"""What goes into a column comes out as it was; the tables suit PostgreSQL too, which comes later."""

from datetime import UTC, timedelta, timezone

import pytest
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import Dialect
from sqlalchemy.schema import CreateIndex, CreateTable

from bot.adapters.database.columns import Instant, TextTuple, storable
from bot.adapters.database.schema import deliveries, metadata
from tests.adapters.database.lantern import NOW

POSTGRESQL: Dialect = postgresql.dialect()  # type: ignore[no-untyped-call]
SQLITE: Dialect = sqlite.dialect()


@pytest.mark.parametrize("dialect", [SQLITE, POSTGRESQL])
def test_an_instant_comes_back_as_utc(dialect: Dialect) -> None:
    column = Instant()
    there = column.process_bind_param(NOW.astimezone(timezone(timedelta(hours=9))), dialect)
    back = column.process_result_value(there, dialect)
    assert back == NOW
    assert back is not None
    assert back.tzinfo is UTC
    with pytest.raises(ValueError, match="aware instants only"):
        column.process_bind_param(NOW.replace(tzinfo=None), dialect)


def test_instants_sort_as_text() -> None:
    moments = [NOW.replace(year=1990), NOW, NOW + timedelta(microseconds=1), NOW + timedelta(seconds=1)]
    texts = [Instant().process_bind_param(moment, SQLITE) for moment in moments]
    assert texts == sorted(texts)
    assert {len(text) for text in texts} == {27}


def test_a_tuple_comes_back_as_a_tuple() -> None:
    words = ("a", "", "“quoted”", "\ud800")
    there = TextTuple().process_bind_param(words, SQLITE)
    assert TextTuple().process_result_value(there, SQLITE) == ("a", "", "“quoted”", "\ufffd")


def test_only_what_no_database_takes_is_replaced() -> None:
    assert storable("a\x00\ud83d\x07\u202e\U0001f525") == "a\ufffd\ufffd\x07\u202e\U0001f525"


def test_the_tables_can_be_made_in_postgresql() -> None:
    made = "\n".join(str(CreateTable(table).compile(dialect=POSTGRESQL)) for table in metadata.sorted_tables)
    assert "first_seen_at TIMESTAMP WITH TIME ZONE NOT NULL" in made
    indexes = [str(CreateIndex(index).compile(dialect=POSTGRESQL)) for index in deliveries.indexes]
    assert any(
        "uq_deliveries_statement" in index and "WHERE kind = 'statement'" in index for index in indexes
    )
