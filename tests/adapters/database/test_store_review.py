"""What people decide stands, is audited, and reaches every post it concerns."""

import asyncio
import sqlite3
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

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
    Review,
    ReviewDecision,
    Silence,
)
from tests.adapters.database.lantern import ADMINS, CHANNEL, HOUR, NOW, OTHER, Given, record, review

APPROVE = record(AuditAction.APPROVE)
LATER = NOW + 2 * HOUR


@pytest.fixture
def given() -> Given:
    return Given(review_targets=(ADMINS,))


async def due(store: SqlStore, target: str = "discord:") -> Sequence[Delivery]:
    return await store.due_deliveries(target, LATER)


async def send(store: SqlStore, target: str = "discord:") -> None:
    """Post everything that is due; the message of delivery 3 is m3, and an edit keeps its message."""
    for one in await due(store, target):
        message_id = one.message_id or f"m{one.id}"
        await store.mark_delivered(DeliveryReceipt(one.id, message_id, NOW))


async def hold(store: SqlStore, given: Given, *, number: int = 1) -> None:
    change = Change.NEW if number == 1 else Change.CHANGED
    known_id = None if number == 1 else 1
    text = f"Odd, in version {number}."
    held = given.planned("a", text=text, decision=Decision.HELD, change=change, known_id=known_id)
    await store.apply(given.update(held, at=NOW + (number - 1) * HOUR))


async def approve(store: SqlStore, targets: Sequence[str] = (CHANNEL,), number: int = 1) -> Review:
    return await store.decide(review(number=number), targets=targets, audit=APPROVE)


async def test_a_held_entry_gets_one_card_for_each_revision(store: SqlStore, given: Given) -> None:
    held = given.planned("a", decision=Decision.HELD)
    rejected = given.planned("b", decision=Decision.REJECTED)
    update = given.update(held, rejected, given.planned("c"))
    await store.apply(update)
    await store.apply(update)
    (card,) = await due(store)
    assert (card.kind, card.target, card.entry_id, card.number) == (DeliveryKind.REVIEW, ADMINS, 1, 1)
    assert (card.message_id, card.edits, card.feed_id) == (None, None, None)
    await store.apply(given.update(replace(held, change=Change.UNCHANGED, known_id=1)))
    await send(store)
    assert await due(store) == []

    await hold(store, given, number=2)
    edit, second = sorted(await due(store), key=lambda one: one.kind)
    assert (second.kind, second.number) == (DeliveryKind.REVIEW, 2)
    # The card of the revision that nobody can decide any more is brought up to date.
    assert (edit.kind, edit.edits, edit.number) == (DeliveryKind.EDIT, DeliveryKind.REVIEW, 1)
    assert (edit.message_id, edit.post_nonce) == (f"m{card.id}", card.nonce)


async def test_without_review_targets_there_is_no_card(store: SqlStore) -> None:
    await hold(store, Given())
    assert await due(store) == []
    assert [one.entry_id for one in await store.held_entries(10)] == [1]


async def test_an_approval_posts_and_shows_on_the_card(store: SqlStore, given: Given) -> None:
    await hold(store, given)
    await send(store)
    assert await approve(store, (OTHER, CHANNEL)) == review()
    edit, *posts = await due(store)
    assert (edit.edits, edit.number, edit.target) == (DeliveryKind.REVIEW, 1, ADMINS)
    assert [(one.kind, one.entry_id, one.target) for one in posts] == [
        (DeliveryKind.STATEMENT, 1, CHANNEL),
        (DeliveryKind.STATEMENT, 1, OTHER),
    ]
    statement = await store.statement(1)
    assert statement.review == review()
    assert statement.is_unions_word
    assert statement.verdict.decision is Decision.HELD
    assert [one.entry_id for one in await store.latest_statements(["strike-news"], 5)] == [1]
    assert await store.held_entries(10) == []
    assert (await store.counts()).held_by_feed == {}
    assert await store.audit_records(10) == [APPROVE]
    (known,) = await store.known_entries("strike-news", ["guid:a"])
    assert known.approved
    assert known.targets == {CHANNEL, OTHER}


async def test_a_rejection_posts_nothing(store: SqlStore, given: Given) -> None:
    await hold(store, given)
    await send(store)
    rejection = review(decision=ReviewDecision.REJECTED)
    audit = record(AuditAction.REJECT)
    assert await store.decide(rejection, targets=(CHANNEL,), audit=audit) == rejection
    (edit,) = await due(store)
    assert edit.edits is DeliveryKind.REVIEW
    statement = await store.statement(1)
    assert statement.review == rejection
    assert not statement.is_unions_word
    assert await store.latest_statements(["strike-news"], 5) == []
    assert await store.held_entries(10) == []
    assert (await store.counts()).held_by_feed == {}
    (known,) = await store.known_entries("strike-news", ["guid:a"])
    assert (known.approved, known.rejected) == (False, True)


async def test_two_at_once_decide_once(store: SqlStore, given: Given) -> None:
    await hold(store, given)
    mine, yours = review(by="discord:7"), review(by="discord:8", decision=ReviewDecision.REJECTED)
    audits = record(AuditAction.APPROVE), record(AuditAction.REJECT, by="discord:8")
    first, second = await asyncio.gather(
        store.decide(mine, targets=(CHANNEL,), audit=audits[0]),
        store.decide(yours, targets=(CHANNEL,), audit=audits[1]),
    )
    assert first == second
    assert first in (mine, yours)
    assert len(await store.audit_records(10)) == 1
    assert (await store.statement(1)).review == first


async def test_what_cannot_be_decided_changes_nothing(store: SqlStore, given: Given) -> None:
    with pytest.raises(StoreError, match="there is no entry 1 in the database; nothing was changed"):
        await approve(store)
    await hold(store, given)
    with pytest.raises(StoreError, match="entry 1 has changed: its newest revision is 1, not 2"):
        await approve(store, number=2)
    await hold(store, given, number=2)
    with pytest.raises(StoreError, match="entry 1 has changed: its newest revision is 2, not 1"):
        await approve(store)
    direct = given.planned("a", text="Plain.", change=Change.CHANGED, known_id=1)
    await store.apply(given.update(direct))
    with pytest.raises(StoreError, match="entry 1 is direct, not held: there is nothing to decide"):
        await approve(store, number=3)
    assert await store.audit_records(10) == []
    assert {one.kind for one in await due(store)} <= {DeliveryKind.REVIEW, DeliveryKind.EDIT}


async def test_an_approval_covers_one_revision(store: SqlStore, given: Given) -> None:
    await hold(store, given)
    await approve(store)
    (post,) = [one for one in await due(store) if one.kind is DeliveryKind.STATEMENT]
    await send(store)
    await hold(store, given, number=2)
    assert not (await store.statement(1)).is_unions_word
    assert await store.latest_statements(["strike-news"], 5) == []
    assert [one.revision for one in await store.held_entries(10)] == [2]
    (known,) = await store.known_entries("strike-news", ["guid:a"])
    assert not known.approved
    shown = await store.statement_by_nonce(post.nonce)
    assert shown is not None
    assert (shown.revision, shown.review) == (1, review())

    # Approved as well, it is no second post: the one there is gets the new words.
    await send(store)
    await store.decide(review(number=2), targets=(CHANNEL,), audit=APPROVE)
    followed = {one.kind: one for one in await due(store) if one.edits is DeliveryKind.STATEMENT}
    assert set(followed) == {DeliveryKind.EDIT, DeliveryKind.CORRECTION}
    assert {(one.message_id, one.post_nonce) for one in followed.values()} == {(f"m{post.id}", post.nonce)}
    assert not [one for one in await due(store) if one.kind is DeliveryKind.STATEMENT]


async def test_an_approved_post_that_was_overtaken_comes_back(store: SqlStore, given: Given) -> None:
    await store.apply(given.update(given.planned("a", post_to=(CHANNEL,))))
    await hold(store, given, number=2)
    await store.mark_obsolete(1, at=NOW, reason="held")
    await approve(store, number=2)
    assert [one.id for one in await due(store) if one.kind is DeliveryKind.STATEMENT] == [1]


async def test_an_approved_entry_is_not_silent(store: SqlStore, given: Given) -> None:
    held = replace(given.planned("a", decision=Decision.HELD), silence=Silence.OLD)
    await store.apply(given.update(held))
    await approve(store, targets=())
    assert (await store.statement(1)).silence is Silence.OLD
    await store.apply(given.update(replace(held, key="guid:b", keys=replace(held.keys, guid="guid:b"))))
    await store.decide(review(2), targets=(CHANNEL,), audit=APPROVE)
    assert (await store.statement(2)).silence is None


async def test_the_nonce_of_a_card_names_its_revision(store: SqlStore, given: Given) -> None:
    await store.apply(given.update(given.planned("a")))
    await hold(store, given, number=2)
    (card,) = await due(store)
    found = await store.statement_by_nonce(card.nonce)
    assert found is not None
    assert (found.revision, found.verdict.decision) == (2, Decision.HELD)


async def test_held_entries_oldest_first_and_limited(store: SqlStore, given: Given) -> None:
    names = ("a", "b", "c")
    await store.apply(given.update(*(given.planned(name, decision=Decision.HELD) for name in names)))
    assert [one.key for one in await store.held_entries(2)] == ["guid:a", "guid:b"]


async def test_a_withdrawn_statement_counts_nowhere_and_its_posts_say_so(
    store: SqlStore, given: Given
) -> None:
    await store.apply(given.update(given.planned("a", post_to=(CHANNEL, OTHER)), given.planned("b")))
    await send(store, CHANNEL)
    audit = record(AuditAction.WITHDRAW)
    assert await store.withdraw(1, audit=audit)
    assert not await store.withdraw(1, audit=audit)
    assert await store.audit_records(10) == [audit]
    edits = [one for one in await due(store) if one.kind is DeliveryKind.EDIT]
    assert [(one.target, one.message_id, one.edits) for one in edits] == [
        (CHANNEL, "m1", DeliveryKind.STATEMENT),
        (OTHER, None, DeliveryKind.STATEMENT),
    ]
    statement = await store.statement(1)
    assert statement.withdrawn_at == audit.at
    (known,) = await store.known_entries("strike-news", ["guid:a"])
    assert known.withdrawn
    assert not statement.is_unions_word
    assert [one.entry_id for one in await store.latest_statements(["strike-news"], 5)] == [2]
    recent = await store.recent_statements(["strike-news"], NOW - 2 * HOUR)
    assert [one.entry_id for one in recent] == [2]
    assert (await store.statement_to_show(1, ["strike-news"])).withdrawn_at == audit.at
    with pytest.raises(StoreError, match="there is no entry 9"):
        await store.withdraw(9, audit=audit)


async def test_an_entry_can_be_withdrawn_that_nobody_has_posted(store: SqlStore, given: Given) -> None:
    await store.apply(given.update(given.planned("a")))
    assert await store.withdraw(1, audit=record(AuditAction.WITHDRAW))
    assert await due(store) == []


async def test_a_withdrawn_held_entry_waits_for_nobody(store: SqlStore, given: Given) -> None:
    await hold(store, given)
    await send(store)
    await store.withdraw(1, audit=record(AuditAction.WITHDRAW))
    assert [one.edits for one in await due(store)] == [DeliveryKind.REVIEW]
    assert await store.held_entries(10) == []
    assert (await store.counts()).held_by_feed == {}
    with pytest.raises(StoreError, match="entry 1 was withdrawn and cannot be decided any more"):
        await approve(store)


async def test_an_edit_knows_its_own_post_also_where_cards_and_posts_share_a_channel(
    store: SqlStore, given: Given
) -> None:
    await hold(store, given)
    await store.decide(review(), targets=(ADMINS,), audit=APPROVE)
    await send(store)
    await store.withdraw(1, audit=record(AuditAction.WITHDRAW))
    edits = {one.edits: one.message_id for one in await due(store)}
    assert edits == {DeliveryKind.REVIEW: "m1", DeliveryKind.STATEMENT: "m3"}


async def test_a_message_names_its_entry(store: SqlStore, given: Given) -> None:
    await store.apply(given.update(given.planned("a", post_to=(CHANNEL,))))
    await store.apply(given.update(given.planned("b", decision=Decision.HELD)))
    await send(store)
    assert await store.entry_of_message(CHANNEL, "m1") == 1
    assert await store.entry_of_message(OTHER, "m1") is None
    assert await store.entry_of_message(ADMINS, "m2") is None  # a card is no post
    assert await store.entry_of_message(CHANNEL, "m9") is None


async def test_the_audit_is_newest_first_and_by_subject(store: SqlStore, given: Given) -> None:
    await store.apply(given.update(given.planned("a"), given.planned("b")))
    first = record(AuditAction.WITHDRAW)
    second = record(AuditAction.WITHDRAW, "entry:2", by="cli:mara", at=NOW + 2 * HOUR)
    await store.withdraw(1, audit=first)
    await store.withdraw(2, audit=second)
    assert await store.audit_records(10) == [second, first]
    assert await store.audit_records(1) == [second]
    assert await store.audit_of("entry:1") == [first]
    assert await store.audit_of("entry:3") == []


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE audit SET by = 'nobody'",
        "DELETE FROM audit",
        "INSERT OR REPLACE INTO audit (id, at, by, action, subject, detail) VALUES (1, '', '', '', '', '')",
    ],
)
async def test_the_audit_can_only_grow(store: SqlStore, given: Given, file: Path, change: str) -> None:
    await store.apply(given.update(given.planned("a"), given.planned("b")))
    audit = record(AuditAction.WITHDRAW)
    await store.withdraw(1, audit=audit)
    connection = sqlite3.connect(file)
    with pytest.raises(sqlite3.IntegrityError, match="the audit is append-only"):
        connection.execute(change)
    connection.close()
    assert await store.audit_records(10) == [audit]
    await store.withdraw(2, audit=audit)
    assert len(await store.audit_records(10)) == 2


# --- many held at once -------------------------------------------------------------------------------


async def hold_many(store: SqlStore, given: Given, count: int) -> None:
    """Hold entries 1, 2, …; the higher the newer."""
    ages = range(count, 0, -1)
    held = [
        given.planned(f"e{age}", decision=Decision.HELD, rule="link-odd", published_at=NOW - age * HOUR)
        for age in ages
    ]
    await store.apply(given.update(*held))
    await store.apply(given.update(*held))


async def test_a_few_that_are_held_at_once_have_a_card_each(store: SqlStore, given: Given) -> None:
    await hold_many(store, given, 5)
    assert [(one.kind, one.entry_id) for one in await due(store)] == [
        (DeliveryKind.REVIEW, entry_id) for entry_id in (1, 2, 3, 4, 5)
    ]
    assert await store.held_without_card("strike-news") == 0


async def test_of_many_held_at_once_the_newest_have_cards_and_one_counts_the_rest(
    store: SqlStore, given: Given
) -> None:
    await hold_many(store, given, 9)
    *cards, count = await due(store)
    assert [(one.kind, one.entry_id) for one in cards] == [
        (DeliveryKind.REVIEW, entry_id) for entry_id in (6, 7, 8, 9)
    ]
    assert (count.kind, count.target, count.feed_id) == (DeliveryKind.MORE_HELD, ADMINS, "strike-news")
    assert (count.entry_id, count.number) == (None, None)
    assert await store.held_without_card("strike-news") == 5
    assert [one.entry_id for one in await store.held_entries(99)] == list(range(1, 10))


async def test_the_card_that_counts_is_closed_with_the_last_one_it_counted(
    store: SqlStore, given: Given
) -> None:
    await hold_many(store, given, 6)
    await send(store)
    for entry_id in (1, 6):
        await store.decide(review(entry_id), targets=(), audit=APPROVE)
    edits = [(one.edits, one.entry_id) for one in await due(store)]
    assert edits == [(DeliveryKind.REVIEW, 6)]  # entry 2 is still counted
    await store.decide(review(2), targets=(), audit=APPROVE)
    *_, closing = await due(store)
    assert (closing.edits, closing.feed_id) == (DeliveryKind.MORE_HELD, "strike-news")
    assert closing.message_id is not None
