"""What is committed for the outbox is told at once, and what was not committed never."""

from datetime import date

import pytest

from bot.adapters.database.store import open_store
from bot.core.errors import StoreError
from bot.core.model import AuditAction, FeedState
from tests.adapters.database.lantern import CHANNEL, NOW, Given, record


async def test_what_is_put_in_is_told_once_it_is_committed(url: str, given: Given) -> None:
    told: list[str] = []
    async with open_store(url, filled=lambda: told.append("filled")) as store:
        await store.apply(given.update(given.planned("a", post_to=(CHANNEL,))))
        assert told == ["filled"]
        assert len(await store.due_deliveries("discord:", NOW)) == 1
        await store.add_day_post(strike_id="tv", on=date(2023, 7, 15), target=CHANNEL, at=NOW)
        assert told == ["filled", "filled"]


async def test_what_puts_nothing_in_or_fails_tells_nobody(url: str) -> None:
    told: list[str] = []
    async with open_store(url, filled=lambda: told.append("filled")) as store:
        await store.save_feed_states([FeedState("strike-news")])
        with pytest.raises(StoreError, match="there is no entry 99"):
            await store.withdraw(99, audit=record(AuditAction.WITHDRAW, "entry:99"))
    assert told == []
