"""What a delivery went through, what admins are told of, and what a digest takes together."""

import sqlite3
from datetime import timedelta
from pathlib import Path

import pytest

from bot.adapters.database.store import SqlStore
from bot.core.errors import StoreError
from bot.core.model import Change, DeliveryKind, DeliveryReceipt, DeliveryState, DigestMember
from tests.adapters.database.lantern import ADMINS, CHANNEL, HOUR, NOW, OTHER, Given

LATER = NOW + HOUR
PENDING, SENDING, SENT = DeliveryState.PENDING, DeliveryState.SENDING, DeliveryState.SENT
FAILED, PARKED, OBSOLETE = DeliveryState.FAILED, DeliveryState.PARKED, DeliveryState.OBSOLETE


async def one_post(store: SqlStore, given: Given) -> int:
    await store.apply(given.update(given.planned("a", post_to=(CHANNEL,))))
    [post] = await store.due_deliveries("discord:", NOW)
    return post.id


async def states(store: SqlStore, delivery_id: int) -> list[DeliveryState]:
    return [event.state for event in await store.delivery_history(delivery_id)]


async def test_every_step_is_kept_with_its_time_and_reason(store: SqlStore, given: Given) -> None:
    post = await one_post(store, given)
    assert await store.delivery_history(post) == []
    await store.mark_sending(post, NOW)
    await store.mark_retry(post, at=NOW, error="503", next_attempt_at=LATER)
    await store.mark_sending(post, LATER)
    await store.mark_parked(post, at=LATER, error="forbidden", next_attempt_at=LATER)
    await store.mark_sending(post, LATER)
    await store.mark_delivered(DeliveryReceipt(post, "m1", LATER, "found"))
    history = [(step.at, step.state, step.reason) for step in await store.delivery_history(post)]
    assert history == [
        (NOW, SENDING, "an attempt begins"),
        (NOW, FAILED, "503"),
        (LATER, SENDING, "an attempt begins"),
        (LATER, PARKED, "forbidden"),
        (LATER, SENDING, "an attempt begins"),
        (LATER, SENT, "found: message m1"),
    ]


async def test_what_was_overtaken_and_wanted_again_says_so(store: SqlStore, given: Given) -> None:
    post = await one_post(store, given)
    await store.mark_obsolete(post, at=NOW, reason="held")
    again = given.planned("a", text="Good.", change=Change.CHANGED, known_id=1, post_to=(CHANNEL,))
    await store.apply(given.update(again, at=LATER))
    assert await states(store, post) == [OBSOLETE, PENDING]


async def test_a_step_that_is_refused_leaves_no_trace(store: SqlStore, given: Given) -> None:
    post = await one_post(store, given)
    await store.mark_delivered(DeliveryReceipt(post, "m1", NOW))
    for refused in (
        store.mark_sending(post, NOW),
        store.mark_parked(post, at=NOW, error="x"),
        store.mark_obsolete(99, at=NOW, reason="x"),
        store.mark_parked(99, at=NOW, error="x"),
    ):
        with pytest.raises(StoreError, match="nothing was changed"):
            await refused
    assert await states(store, post) == [SENT]


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE delivery_events SET reason = 'x'",
        "DELETE FROM delivery_events",
        "REPLACE INTO delivery_events SELECT * FROM delivery_events",
    ],
)
async def test_the_history_cannot_be_rewritten(
    store: SqlStore, given: Given, file: Path, statement: str
) -> None:
    await store.mark_sending(await one_post(store, given), NOW)
    connection = sqlite3.connect(file)
    with pytest.raises(sqlite3.IntegrityError, match="append-only"):
        connection.execute(statement)
    connection.close()


async def test_since_when_an_attempt_may_have_made_it_is_kept(store: SqlStore, given: Given) -> None:
    post = await one_post(store, given)

    async def doubt() -> object:
        [one] = await store.due_deliveries("discord:", LATER)
        return one.attempted_at

    await store.mark_sending(post, NOW)
    assert await doubt() == NOW
    await store.mark_retry(post, at=NOW, error="lost", next_attempt_at=LATER, doubt_since=NOW)
    await store.mark_sending(post, LATER, doubt_since=NOW)
    assert await doubt() == NOW
    await store.mark_parked(post, at=NOW, error="x", next_attempt_at=LATER, doubt_since=NOW)
    assert await doubt() == NOW
    await store.mark_retry(post, at=LATER, error="refused", next_attempt_at=LATER)
    assert await doubt() is None


# --- alerts ---------------------------------------------------------------------------------------


async def park(
    store: SqlStore, post: int, problem: str = "needs Send Messages", *, is_mendable: bool = True
) -> bool:
    again_at = LATER if is_mendable else None
    return await store.mark_parked(
        post, at=NOW, error=f"{post}: {problem}", problem=problem, next_attempt_at=again_at, tell=[ADMINS]
    )


async def cards(store: SqlStore) -> list[tuple[str, DeliveryKind, int | None]]:
    due = await store.due_deliveries(ADMINS, LATER)
    return [(one.target, one.kind, one.alert_id) for one in due]


async def test_admins_are_told_once_of_each_problem_at_each_target(store: SqlStore, given: Given) -> None:
    names = ("a", "b")
    await store.apply(given.update(*(given.planned(name, post_to=(CHANNEL, OTHER)) for name in names)))
    assert [await park(store, post) for post in (1, 3, 2)] == [True, False, True]
    assert await park(store, 1, "needs View Channel")
    assert not await park(store, 4)
    assert await cards(store) == [(ADMINS, DeliveryKind.ALERT, number) for number in (1, 2, 3)]
    alert = await store.alert(1)
    assert alert is not None
    assert (alert.target, alert.problem, alert.is_mendable) == (CHANNEL, "needs Send Messages", True)
    assert (alert.since_at, alert.resolved_at) == (NOW, None)
    assert await store.alert(99) is None


async def sent(store: SqlStore, delivery_id: int) -> list[str]:
    return list(await store.mark_delivered(DeliveryReceipt(delivery_id, f"m{delivery_id}", LATER)))


async def test_an_alert_is_over_when_nothing_waits_for_it_and_something_went_through(
    store: SqlStore, given: Given
) -> None:
    await store.apply(given.update(*(given.planned(name, post_to=(CHANNEL, OTHER)) for name in "abc")))
    for post in (1, 3):
        await park(store, post)
    [card] = await store.due_deliveries(ADMINS, NOW)
    await sent(store, card.id)
    assert await sent(store, 2) == []  # elsewhere
    assert await sent(store, 1) == []  # 3 still waits
    await store.mark_obsolete(3, at=NOW, reason="its day was over")
    assert (await store.alert(1)).resolved_at is None  # type: ignore[union-attr]
    assert await sent(store, 5) == ["needs Send Messages"]
    assert (await store.alert(1)).resolved_at == LATER  # type: ignore[union-attr]
    [edit] = await store.due_deliveries(ADMINS, LATER)
    assert (edit.kind, edit.edits, edit.alert_id) == (DeliveryKind.EDIT, DeliveryKind.ALERT, 1)
    assert (edit.message_id, edit.post_nonce) == (f"m{card.id}", card.nonce)


async def test_a_refusal_for_good_is_told_again_after_something_went_through(
    store: SqlStore, given: Given
) -> None:
    await store.apply(given.update(*(given.planned(name, post_to=(CHANNEL,)) for name in "abcd")))
    assert await park(store, 1, "too long", is_mendable=False)
    assert not await park(store, 2, "too long", is_mendable=False)
    assert await sent(store, 3) == []  # nothing is mended, so nothing is said to be
    assert await park(store, 4, "too long", is_mendable=False)
    assert [kind for _, kind, _ in await cards(store)] == [DeliveryKind.ALERT] * 2


async def test_a_problem_that_comes_back_is_told_again(store: SqlStore, given: Given) -> None:
    await store.apply(given.update(*(given.planned(name, post_to=(CHANNEL,)) for name in "ab")))
    assert await park(store, 1)
    assert await sent(store, 1) == ["needs Send Messages"]
    again = await store.mark_parked(
        2, at=LATER, error="x", problem="needs Send Messages", next_attempt_at=LATER, tell=[ADMINS]
    )
    assert again
    assert [alert_id for _, _, alert_id in await cards(store)] == [1, 1, 2]


# --- digests --------------------------------------------------------------------------------------


async def missed(store: SqlStore, given: Given, number: int = 3) -> list[DigestMember]:
    """Let statements wait that were said while nothing could be posted; the newest is listed first."""
    await store.apply(given.update(opened=(CHANNEL,), at=NOW - 9 * HOUR))
    planned = [
        given.planned(f"e{n}", post_to=(CHANNEL,), published_at=NOW - timedelta(hours=2, minutes=n))
        for n in range(number)
    ]
    await store.apply(given.update(*planned))
    return (await overdue(store, more_than=0)).get(CHANNEL, [])


async def overdue(store: SqlStore, *, more_than: int = 2) -> dict[str, list[DigestMember]]:
    found = await store.overdue_statements("discord:", NOW - HOUR, more_than=more_than)
    return {target: list(members) for target, members in found.items()}


async def test_what_was_missed_is_given_in_the_order_in_which_it_was_said(
    store: SqlStore, given: Given
) -> None:
    members = await missed(store, given)
    assert [member.entry_id for member in members] == [3, 2, 1]
    assert await overdue(store) == {CHANNEL: members}
    assert await overdue(store, more_than=3) == {}
    assert await store.overdue_statements("terminal", NOW, more_than=0) == {}
    assert await store.overdue_statements("discord:", NOW - 3 * HOUR, more_than=0) == {}


async def test_what_a_new_route_asked_for_was_not_missed(store: SqlStore, given: Given) -> None:
    planned = [given.planned(f"e{n}", post_to=(CHANNEL,), published_at=NOW - 3 * HOUR) for n in range(5)]
    await store.apply(given.update(*planned, opened=(CHANNEL,)))
    assert await overdue(store) == {}


async def test_nothing_is_gathered_behind_a_post_that_was_tried(store: SqlStore, given: Given) -> None:
    await missed(store, given)
    await store.mark_sending(1, NOW)
    await store.mark_retry(1, at=NOW, error="503", next_attempt_at=NOW)
    assert await overdue(store, more_than=1) == {}
    await sent(store, 1)
    assert len((await overdue(store, more_than=1))[CHANNEL]) == 2


async def test_a_digest_delivers_what_it_links(store: SqlStore, given: Given) -> None:
    members = await missed(store, given)
    await store.add_digests(CHANNEL, [members[:2], members[2:]], NOW)
    first, second = await store.due_deliveries("discord:", NOW)
    assert (first.kind, second.kind) == (DeliveryKind.DIGEST, DeliveryKind.DIGEST)
    assert await store.digest_members(first.id) == members[:2]
    assert await overdue(store, more_than=0) == {}
    await store.mark_sending(first.id, NOW)
    await sent(store, first.id)
    assert await store.posted_keys("strike-news", [f"guid:e{n}" for n in range(3)]) == {"guid:e2", "guid:e1"}
    assert await states(store, members[0].delivery_id) == [SENT]
    assert await states(store, members[2].delivery_id) == []
    assert await store.entry_of_message(CHANNEL, f"m{first.id}") is None  # it shows more than one


async def test_an_edit_of_what_stands_in_a_digest_is_an_edit_of_the_digest(
    store: SqlStore, given: Given
) -> None:
    members = await missed(store, given)
    await store.add_digests(CHANNEL, [members], NOW)
    [digest] = await store.due_deliveries("discord:", NOW)
    await store.mark_sending(digest.id, NOW)
    changed = given.planned("e0", text="Corrected.", change=Change.CHANGED, known_id=1, edit_at=(CHANNEL,))
    await store.apply(given.update(changed))
    assert [one.kind for one in await store.due_deliveries("discord:", NOW)] == [DeliveryKind.DIGEST]
    await sent(store, digest.id)
    [edit] = await store.due_deliveries("discord:", NOW)
    assert (edit.kind, edit.digest_id, edit.edits) == (DeliveryKind.EDIT, digest.id, DeliveryKind.STATEMENT)
    assert (edit.message_id, edit.post_nonce) == (f"m{digest.id}", digest.nonce)


async def test_what_a_digest_was_to_link_is_let_go_with_it_and_comes_back(
    store: SqlStore, given: Given
) -> None:
    members = await missed(store, given)
    await store.mark_obsolete(members[0].delivery_id, at=NOW, reason="held")
    await store.add_digests(CHANNEL, [members[1:]], NOW)
    [digest] = await store.due_deliveries("discord:", NOW)
    await store.mark_obsolete(digest.id, at=NOW, reason="the channel was removed")
    assert await store.due_deliveries("discord:", NOW) == []
    assert await states(store, members[1].delivery_id) == [OBSOLETE]
    again = given.planned("e1", text="Good.", change=Change.CHANGED, known_id=2, post_to=(CHANNEL,))
    await store.apply(given.update(again))
    [post] = await store.due_deliveries("discord:", NOW)
    assert (post.kind, post.entry_id) == (DeliveryKind.STATEMENT, 2)


async def test_a_digest_of_what_does_not_wait_any_more_is_refused(store: SqlStore, given: Given) -> None:
    members = await missed(store, given)
    await store.mark_sending(members[1].delivery_id, NOW)
    with pytest.raises(StoreError, match="does not wait any more"):
        await store.add_digests(CHANNEL, [members[:1], members[1:]], NOW)
    assert {one.kind for one in await store.due_deliveries("discord:", NOW)} == {DeliveryKind.STATEMENT}
