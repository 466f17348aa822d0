"""States of feeds are read anew when somebody changed them, and only then."""

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from bot.adapters.database.store import open_store
from bot.core.model import FeedState

AT = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
STATE = FeedState("news", polled_at=AT, next_poll_at=AT)


async def test_what_was_read_is_remembered_until_it_changes_here_or_elsewhere(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'bot.db'}"
    async with open_store(url) as store, open_store(url) as other:
        await store.save_feed_states([STATE])
        first = await store.feed_states()
        assert first["news"].failures == 0
        assert await store.feed_states() is first
        await store.save_feed_states([replace(STATE, failures=1, error="no answer")])
        assert (await store.feed_states())["news"].failures == 1
        await other.save_feed_states([replace(STATE, failures=2, error="no answer")])
        assert (await store.feed_states())["news"].failures == 2


async def test_a_database_in_memory_is_read_each_time() -> None:
    async with open_store("sqlite://") as store:
        await store.save_feed_states([STATE])
        assert (await store.feed_states())["news"].failures == 0
        await store.save_feed_states([replace(STATE, failures=1, error="no answer")])
        assert (await store.feed_states())["news"].failures == 1
