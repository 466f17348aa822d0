"""What is asked every second is read anew when somebody changed it, and only then."""

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.adapters.database.store import open_store
from bot.core.model import DeliveryReceipt, FeedState
from tests.adapters.database.lantern import CHANNEL, HOUR, NOW, OTHER, Given

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


@pytest.mark.parametrize("is_in_memory", [False, True])
async def test_when_something_is_due_next_is_known_at_every_moment(
    tmp_path: Path, given: Given, is_in_memory: bool
) -> None:
    async with open_store("sqlite://" if is_in_memory else f"sqlite:///{tmp_path / 'bot.db'}") as store:
        assert await store.next_due_at("discord:") is None
        await store.apply(given.update(given.planned("a", post_to=(CHANNEL, OTHER))))
        one, two = await store.due_deliveries("discord:", NOW)
        assert await store.next_due_at("discord:") == NOW
        assert await store.next_due_at("terminal") is None
        await store.mark_sending(one.id, NOW)
        await store.mark_retry(one.id, at=NOW, error="503", next_attempt_at=NOW + HOUR)
        assert await store.next_due_at("discord:") == NOW
        await store.mark_delivered(DeliveryReceipt(two.id, "m1", NOW))
        assert await store.next_due_at("discord:") == NOW + HOUR
        await store.mark_parked(one.id, at=NOW, error="refused", next_attempt_at=NOW + 2 * HOUR)
        assert await store.next_due_at("discord:") == NOW + 2 * HOUR
        await store.mark_parked(one.id, at=NOW, error="refused for good")
        assert await store.next_due_at("discord:") is None


async def test_what_another_process_put_in_is_due_here_too(tmp_path: Path, given: Given) -> None:
    url = f"sqlite:///{tmp_path / 'bot.db'}"
    async with open_store(url) as store, open_store(url) as other:
        assert await store.next_due_at("discord:") is None
        await other.apply(given.update(given.planned("a", post_to=(CHANNEL,))))
        assert await store.next_due_at("discord:") == NOW
