"""A quarantine begins once, holds what comes in, and ends only by a release."""

from collections.abc import Sequence
from dataclasses import replace

import pytest

from bot.adapters.database.store import SqlStore
from bot.core.errors import StoreError
from bot.core.model import (
    AuditAction,
    Change,
    Decision,
    Delivery,
    DeliveryKind,
    DeliveryReceipt,
    FeedState,
    PlannedEntry,
)
from tests.adapters.database.lantern import ADMINS, CHANNEL, HOUR, NOW, QUARANTINE, Given, record, review

RELEASE = record(AuditAction.RELEASE, "feed:strike-news")


@pytest.fixture
def given() -> Given:
    return Given(review_targets=(ADMINS,))


def quarantined(given: Given, name: str, age: int = 1) -> PlannedEntry:
    return given.planned(name, decision=Decision.HELD, rule="quarantine", published_at=NOW - age * HOUR)


async def due(store: SqlStore) -> Sequence[Delivery]:
    return await store.due_deliveries("discord:", NOW + 2 * HOUR)


async def state_of(store: SqlStore) -> FeedState:
    return (await store.feed_states())["strike-news"]


async def release(store: SqlStore, *entry_ids: int) -> bool:
    approve = [review(entry_id) for entry_id in entry_ids]
    return await store.release("strike-news", approve=approve, targets=(CHANNEL,), audit=RELEASE)


async def test_a_quarantine_is_told_once_with_its_evidence(store: SqlStore, given: Given) -> None:
    update = given.update(quarantined(given, "a"), quarantined(given, "b"), quarantine=QUARANTINE)
    await store.apply(update)
    await store.apply(update)
    await store.apply(given.update(quarantined(given, "c"), quarantine=QUARANTINE, at=NOW + HOUR))
    (card,) = await due(store)  # and none for each entry
    assert (card.kind, card.target, card.feed_id) == (DeliveryKind.QUARANTINE, ADMINS, "strike-news")
    assert (card.entry_id, card.number, card.edits) == (None, None, None)
    assert (await state_of(store)).quarantine == QUARANTINE
    (told,) = await store.audit_of("feed:strike-news")
    assert (told.at, told.by, told.action) == (NOW, "bot", AuditAction.QUARANTINE)
    assert told.detail == ("redirect-host: spam.example was seen, strike.lanternguild.example was expected")


async def test_a_quarantine_without_a_review_channel_is_in_the_audit(store: SqlStore) -> None:
    await store.apply(Given().update(quarantine=QUARANTINE))
    assert await due(store) == []
    assert len(await store.audit_of("feed:strike-news")) == 1


async def test_what_a_quarantine_holds_in_order_of_publication(store: SqlStore, given: Given) -> None:
    await store.apply(
        given.update(
            quarantined(given, "newer", 1),
            given.planned("odd", decision=Decision.HELD),
            quarantined(given, "older", 3),
            quarantined(given, "no", 2),
            quarantine=QUARANTINE,
        )
    )
    await store.apply(given.named("other").update(quarantined(given, "else"), quarantine=QUARANTINE))
    await store.withdraw(4, audit=record(AuditAction.WITHDRAW))
    held = await store.quarantined_entries("strike-news")
    assert [one.key for one in held] == ["guid:older", "guid:newer"]


async def test_a_release_lets_only_later_ones_through(store: SqlStore, given: Given) -> None:
    await store.apply(given.update(quarantined(given, "a"), quarantine=QUARANTINE))
    (card,) = await due(store)
    await store.mark_delivered(DeliveryReceipt(card.id, "card", NOW))
    assert await release(store)
    state = await state_of(store)
    assert (state.quarantine, state.link_host) == (None, None)
    edit, own_card = await due(store)
    assert (own_card.kind, own_card.target, own_card.entry_id) == (DeliveryKind.REVIEW, ADMINS, 1)
    assert (edit.kind, edit.edits, edit.feed_id) == (
        DeliveryKind.EDIT,
        DeliveryKind.QUARANTINE,
        "strike-news",
    )
    assert (edit.message_id, edit.post_nonce) == ("card", card.nonce)
    assert not (await store.statement(1)).is_unions_word
    assert [one.entry_id for one in await store.held_entries(10)] == [1]
    assert (await store.audit_records(1)) == [RELEASE]
    assert not await release(store)
    assert len(await store.audit_records(10)) == 2


async def test_a_release_can_post_what_was_held(store: SqlStore, given: Given) -> None:
    entries = [quarantined(given, "older", 3), quarantined(given, "newer", 2), quarantined(given, "no", 1)]
    await store.apply(given.update(*entries, quarantine=QUARANTINE))
    assert await release(store, 1, 2)
    posts = [one for one in await due(store) if one.kind is DeliveryKind.STATEMENT]
    assert [(one.entry_id, one.target) for one in posts] == [(1, CHANNEL), (2, CHANNEL)]
    assert (await store.statement(1)).review == review(1)
    assert not (await store.statement(3)).is_unions_word
    (approval,) = await store.audit_of("entry:2")
    assert (approval.action, approval.by) == (AuditAction.APPROVE, "discord:7")
    assert approval.detail == "approved together with the release of strike-news"


async def test_a_release_of_what_has_changed_is_undone_whole(store: SqlStore, given: Given) -> None:
    await store.apply(given.update(quarantined(given, "a"), quarantine=QUARANTINE))
    changed = replace(quarantined(given, "a"), change=Change.CHANGED, known_id=1, content_hash="other")
    await store.apply(given.update(quarantined(given, "b"), changed, quarantine=QUARANTINE))
    with pytest.raises(StoreError, match="entry 1 has changed"):
        await release(store, 2, 1)
    assert (await state_of(store)).quarantine == QUARANTINE
    assert (await store.statement(2)).review is None


async def test_no_feed_no_release(store: SqlStore, given: Given) -> None:
    assert not await release(store)
    await store.apply(given.update())
    assert not await release(store)
    assert await store.audit_records(10) == []


async def test_a_state_with_a_quarantine_comes_back_as_it_was(store: SqlStore, given: Given) -> None:
    state = replace(given.state(), quarantine=QUARANTINE, link_host="strike.lanternguild.example")
    await store.save_feed_states([state])
    assert await state_of(store) == state


async def test_states_alone_neither_end_nor_renew_a_quarantine(store: SqlStore, given: Given) -> None:
    await store.apply(given.update(quarantine=QUARANTINE))
    await store.save_feed_states([replace(given.state(), failures=1)])
    in_quarantine = await state_of(store)
    assert (in_quarantine.quarantine, in_quarantine.failures) == (QUARANTINE, 1)
    await release(store)
    # A poll that was under way when the feed was released writes what it read before.
    await store.save_feed_states([replace(in_quarantine, link_host="spam.example")])
    state = await state_of(store)
    assert (state.quarantine, state.link_host) == (None, None)


async def test_a_poll_under_way_at_the_release_renews_nothing(store: SqlStore, given: Given) -> None:
    await store.apply(given.update(quarantine=QUARANTINE))
    await release(store)
    late = given.update(quarantined(given, "a"), quarantine=QUARANTINE)
    await store.apply(replace(late, state=replace(late.state, link_host="spam.example")))
    state = await state_of(store)
    assert (state.quarantine, state.link_host) == (None, None)
    assert len(await store.audit_records(10)) == 2
    assert [one.entry_id for one in await store.quarantined_entries("strike-news")] == [1]
    assert [one.entry_id for one in await due(store) if one.kind is DeliveryKind.REVIEW] == [1]


async def held_cards(store: SqlStore) -> list[tuple[DeliveryKind, int | None]]:
    kinds = (DeliveryKind.REVIEW, DeliveryKind.MORE_HELD)
    return [(one.kind, one.entry_id) for one in await due(store) if one.kind in kinds]


async def test_what_a_release_leaves_held_has_cards_of_its_own(store: SqlStore, given: Given) -> None:
    entries = [quarantined(given, f"e{age}", age) for age in (5, 4, 3, 2, 1)]
    await store.apply(given.update(*entries, quarantine=QUARANTINE))
    assert await held_cards(store) == []
    assert await release(store, 2)
    assert await held_cards(store) == [(DeliveryKind.REVIEW, entry_id) for entry_id in (1, 3, 4, 5)]
    # What has its card already counts no more at the next release.
    again = replace(QUARANTINE, since_at=NOW + HOUR)
    more = [quarantined(given, f"f{age}", age) for age in (2, 1)]
    await store.apply(given.update(*more, quarantine=again, at=NOW + HOUR))
    assert await release(store)
    assert await held_cards(store) == [(DeliveryKind.REVIEW, entry_id) for entry_id in (1, 3, 4, 5, 6, 7)]


async def test_of_many_that_stay_held_the_newest_have_cards_and_one_counts_the_rest(
    store: SqlStore, given: Given
) -> None:
    entries = [quarantined(given, f"e{age}", age) for age in range(8, 0, -1)]
    await store.apply(given.update(*entries, quarantine=QUARANTINE))
    assert await store.held_without_card("strike-news") == 0  # the quarantine's card speaks for them
    assert await release(store)
    newest = [(DeliveryKind.REVIEW, entry_id) for entry_id in (5, 6, 7, 8)]
    assert await held_cards(store) == [*newest, (DeliveryKind.MORE_HELD, None)]
    assert await store.held_without_card("strike-news") == 4
    assert len(await store.held_entries(10)) == 8


async def test_without_a_review_channel_a_release_makes_no_cards(store: SqlStore) -> None:
    given = Given()
    await store.apply(given.update(quarantined(given, "a"), quarantine=QUARANTINE))
    assert await release(store)
    assert await due(store) == []


async def test_a_second_quarantine_has_a_card_of_its_own(store: SqlStore, given: Given) -> None:
    await store.apply(given.update(quarantine=QUARANTINE))
    await release(store)
    again = replace(QUARANTINE, since_at=NOW + HOUR)
    await store.apply(given.update(quarantine=again, at=NOW + HOUR))
    assert (await state_of(store)).quarantine == again
    cards = [one for one in await due(store) if one.kind is DeliveryKind.QUARANTINE]
    assert len(cards) == len({card.nonce for card in cards}) == 2
    await release(store)
    edits = [one for one in await due(store) if one.kind is DeliveryKind.EDIT]
    assert {one.post_nonce for one in edits} == {card.nonce for card in cards}


async def test_a_plan_that_knows_of_no_quarantine_is_refused(store: SqlStore, given: Given) -> None:
    await store.apply(given.update(quarantine=QUARANTINE))
    with pytest.raises(StoreError, match="strike-news: the feed was put into quarantine meanwhile"):
        await store.apply(given.update(given.planned("a", post_to=(CHANNEL,))))
    assert await store.known_entries("strike-news", ["guid:a"]) == []
    assert (await state_of(store)).quarantine == QUARANTINE


async def test_a_link_host_is_remembered(store: SqlStore, given: Given) -> None:
    state = replace(given.state(), link_host="strike.lanternguild.example")
    await store.apply(replace(given.update(), state=state))
    assert await state_of(store) == state
    await store.save_feed_states([replace(state, link_host="lanternguild.example")])
    assert (await state_of(store)).link_host == "lanternguild.example"
