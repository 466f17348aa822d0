"""The same statement on several of the union's sources is one statement, with all its links."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

import pytest

from bot.adapters.database.store import SqlStore
from bot.core.errors import StoreError
from bot.core.model import AlsoAt, AuditAction, Change, Decision, Delivery, DeliveryKind, DeliveryReceipt
from tests.adapters.database.lantern import CHANNEL, HOUR, NOW, OTHER, Given, record

SITE, SOCIAL = "strike-news", "bluesky"
FEEDS = [SITE, SOCIAL]


def url(name: str) -> str:
    return f"https://strike.lanternguild.example/post/{name}"


async def edits(store: SqlStore) -> Sequence[Delivery]:
    due = await store.due_deliveries("discord:", NOW + 9 * HOUR)
    return [one for one in due if one.kind is DeliveryKind.EDIT]


@pytest.fixture
async def social_first(store: SqlStore, given: Given) -> Given:
    """Post the social feed's entry (1), then find the site's (2) to be the same."""
    social = given.named(SOCIAL)
    await store.apply(social.update(social.planned("skeet", post_to=(CHANNEL,))))
    await store.mark_delivered(DeliveryReceipt(1, "m1", NOW))
    await store.apply(given.update(given.planned("article", duplicate_of=1), at=NOW + HOUR))
    return given


async def test_a_duplicate_edits_the_post_there_is(store: SqlStore, social_first: Given) -> None:
    (edit,) = await edits(store)
    assert (edit.target, edit.message_id, edit.entry_id) == (CHANNEL, "m1", 1)
    assert edit.edits is DeliveryKind.STATEMENT
    again = social_first.update(social_first.planned("article", duplicate_of=1), at=NOW + HOUR)
    await store.apply(again)
    assert await edits(store) == [edit]
    counts = await store.counts()
    assert counts.pending == 1


@pytest.mark.usefixtures("social_first")
async def test_every_reading_of_it_shows_the_other_place(store: SqlStore) -> None:
    social, site = AlsoAt(1, SOCIAL, url("skeet")), AlsoAt(2, SITE, url("article"))
    assert (await store.statement(1)).also_at == (site,)
    assert (await store.statement(2)).also_at == (social,)
    assert [one.also_at for one in await store.statements_by_link(f"link:{url('article')}")] == [(social,)]
    (edit,) = await edits(store)
    shown = await store.statement_by_nonce(edit.post_nonce or "")
    assert shown is not None
    assert (shown.entry_id, shown.also_at) == (1, (site,))


@pytest.mark.usefixtures("social_first")
async def test_the_sites_text_wins(store: SqlStore) -> None:
    shown = await store.statement_to_show(1, [SITE])
    assert (shown.entry_id, [one.entry_id for one in shown.also_at]) == (2, [1])
    assert (await store.statement_to_show(2, [SITE])).entry_id == 2
    assert (await store.statement_to_show(1, [])).entry_id == 1
    assert (await store.statement_to_show(1, FEEDS)).entry_id == 1
    assert [one.entry_id for one in await store.latest_statements(FEEDS, 5, own_host_feed_ids=[SITE])] == [2]
    with pytest.raises(StoreError, match="there is no entry 9"):
        await store.statement_to_show(9, [SITE])


@pytest.mark.usefixtures("social_first")
async def test_a_whole_text_on_the_site_comes_before_a_teaser(store: SqlStore, given: Given) -> None:
    teaser = given.named("front-page").planned("teaser", cut_off=True, duplicate_of=2)
    await store.apply(given.named("front-page").update(teaser))
    own = [SITE, "front-page"]
    assert (await store.statement_to_show(3, own)).entry_id == 2
    assert (await store.statement_to_show(3, ["front-page"])).entry_id == 3
    assert (await store.statement_to_show(3, [])).entry_id == 3
    assert [one.entry_id for one in (await store.statement(3)).also_at] == [1, 2]


@pytest.mark.usefixtures("social_first")
async def test_latest_statements_show_a_group_once(store: SqlStore, given: Given) -> None:
    await store.apply(given.update(given.planned("later", published_at=NOW)))

    async def latest(feed_ids: Sequence[str], limit: int = 5) -> list[int]:
        found = await store.latest_statements(feed_ids, limit, own_host_feed_ids=[SITE])
        return [one.entry_id for one in found]

    assert await latest(FEEDS) == [3, 2]
    assert await latest(FEEDS, 1) == [3]
    assert await latest([SITE]) == [3, 2]
    assert await latest([SOCIAL]) == [1]


async def test_a_group_is_dated_by_its_first(store: SqlStore, given: Given) -> None:
    social = given.named(SOCIAL)
    await store.apply(social.update(given.planned("skeet", published_at=NOW - 3 * HOUR)))
    await store.apply(given.update(given.planned("article", published_at=NOW, duplicate_of=1)))
    await store.apply(given.update(given.planned("between", published_at=NOW - 2 * HOUR)))
    latest = await store.latest_statements(FEEDS, 5, own_host_feed_ids=[SITE])
    assert [one.entry_id for one in latest] == [3, 2]


@pytest.mark.usefixtures("social_first")
async def test_only_the_unions_word_is_shown_as_another_place(store: SqlStore, given: Given) -> None:
    held = given.planned("article", text="Odd.", change=Change.CHANGED, known_id=2, decision=Decision.HELD)
    await store.apply(given.update(held, at=NOW + 2 * HOUR))
    assert (await store.statement(1)).also_at == ()
    assert (await store.statement_to_show(1, [SITE])).entry_id == 1
    assert [one.entry_id for one in (await store.statement(2)).also_at] == [1]
    assert len(await edits(store)) == 2  # the link goes from the post again
    assert [one.entry_id for one in await store.latest_statements(FEEDS, 5)] == [1]


@pytest.mark.usefixtures("social_first")
async def test_where_the_first_is_held_the_other_stands_in(store: SqlStore, given: Given) -> None:
    held = given.planned("skeet", text="Odd.", change=Change.CHANGED, known_id=1, decision=Decision.HELD)
    await store.apply(given.named(SOCIAL).update(held))
    assert (await store.statement_to_show(1, [])).entry_id == 2
    assert [one.entry_id for one in await store.latest_statements(FEEDS, 5)] == [2]
    held = replace(held, known_id=2, key="guid:article", keys=given.planned("article").keys)
    await store.apply(given.update(held))
    assert (await store.statement_to_show(1, [])).entry_id == 1
    assert await store.latest_statements(FEEDS, 5) == []


@pytest.mark.usefixtures("social_first")
async def test_a_place_without_an_address_is_not_named(store: SqlStore, given: Given) -> None:
    await store.apply(given.named("wire").update(given.planned("nameless", link=None, duplicate_of=1)))
    assert [one.entry_id for one in (await store.statement(1)).also_at] == [2]


@pytest.mark.usefixtures("social_first")
async def test_a_group_is_known_to_be_posted_where_any_of_it_is(store: SqlStore, given: Given) -> None:
    (site,) = await store.known_entries(SITE, ["guid:article"])
    assert (site.duplicate_of, site.targets) == (1, frozenset({CHANNEL}))
    (social,) = await store.known_entries(SOCIAL, ["guid:skeet"])
    assert (social.duplicate_of, social.targets) == (None, frozenset({CHANNEL}))
    posted = given.planned("article", change=Change.UNCHANGED, known_id=2, post_to=(OTHER,))
    await store.apply(given.update(posted))
    (social,) = await store.known_entries(SOCIAL, ["guid:skeet"])
    assert social.targets == {CHANNEL, OTHER}


@pytest.mark.usefixtures("social_first")
async def test_a_change_of_any_of_it_edits_all_posts(store: SqlStore, given: Given) -> None:
    assert len(await edits(store)) == 1
    site = given.planned("article", text="More.", change=Change.CHANGED, known_id=2, edit_at=(CHANNEL,))
    await store.apply(given.update(site))
    assert [one.entry_id for one in await edits(store)] == [1, 1]
    social = given.planned("skeet", text="More.", change=Change.CHANGED, known_id=1, edit_at=(CHANNEL,))
    await store.apply(given.named(SOCIAL).update(social))
    last = max(await edits(store), key=lambda edit: edit.id)
    assert (last.entry_id, last.number) == (1, 2)
    assert len(await edits(store)) == 3


async def test_a_duplicate_of_a_duplicate_is_one_of_the_first(store: SqlStore, social_first: Given) -> None:
    await store.apply(social_first.named("wire").update(social_first.planned("third", duplicate_of=2)))
    (known,) = await store.known_entries("wire", ["guid:third"])
    assert known.duplicate_of == 1


async def test_what_becomes_a_duplicate_takes_its_own_along(store: SqlStore, social_first: Given) -> None:
    wire = social_first.named("wire")
    await store.apply(wire.update(wire.planned("earlier")))
    changed = wire.planned("skeet", text="Now alike.", change=Change.CHANGED, known_id=1, duplicate_of=3)
    await store.apply(wire.named(SOCIAL).update(changed))
    for feed_id, key in ((SOCIAL, "guid:skeet"), (SITE, "guid:article")):
        (known,) = await store.known_entries(feed_id, [key])
        assert known.duplicate_of == 3
    # The first of a group cannot be a duplicate of one of its own.
    changed = wire.planned("earlier", text="Alike too.", change=Change.CHANGED, known_id=3, duplicate_of=1)
    await store.apply(wire.update(changed))
    (known,) = await store.known_entries("wire", ["guid:earlier"])
    assert known.duplicate_of is None


async def test_a_duplicate_of_nothing_is_an_entry_of_its_own(store: SqlStore, given: Given) -> None:
    await store.apply(given.update(given.planned("a", duplicate_of=77)))
    (known,) = await store.known_entries(SITE, ["guid:a"])
    assert known.duplicate_of is None


@pytest.mark.parametrize("entry_id", [1, 2])
async def test_a_group_is_withdrawn_together(store: SqlStore, social_first: Given, entry_id: int) -> None:
    audit = record(AuditAction.WITHDRAW)
    assert len(await edits(store)) == 1
    assert await store.withdraw(entry_id, audit=audit)
    assert await store.latest_statements(FEEDS, 5) == []
    assert [one.message_id for one in await edits(store)] == ["m1", "m1"]
    assert (await store.statement_to_show(1, [SITE])).withdrawn_at == audit.at
    # What turns up elsewhere while it is being withdrawn is withdrawn as well.
    await store.apply(social_first.named("wire").update(social_first.planned("late", duplicate_of=2)))
    assert (await store.statement(3)).withdrawn_at == audit.at


async def test_recent_statements_are_what_a_new_one_may_be_the_same_as(store: SqlStore, given: Given) -> None:
    async def recent(since: datetime) -> list[str]:
        return [one.key for one in await store.recent_statements(FEEDS, since)]

    await store.apply(
        given.update(
            given.planned("old", published_at=NOW - 72 * HOUR),
            given.planned("older", published_at=NOW - 73 * HOUR),
            given.planned("held", decision=Decision.HELD),
            given.planned("undated", published_at=None),
            given.planned("recent", published_at=NOW - 5 * HOUR),
        )
    )
    await store.apply(given.named(SOCIAL).update(given.planned("same", duplicate_of=5)))
    await store.apply(given.named("another-union").update(given.planned("theirs")))
    assert await recent(NOW - 72 * HOUR) == ["guid:undated", "guid:recent", "guid:old"]
    await store.apply(given.update(*(given.planned(f"e{number}") for number in range(210))))
    assert len(await recent(NOW - 72 * HOUR)) == 200


async def test_what_was_withdrawn_is_handed_out_in_all_its_revisions(store: SqlStore, given: Given) -> None:
    old = given.planned("a", text="It is wrong.", published_at=NOW - 900 * HOUR)
    await store.apply(given.update(old, given.planned("b")))
    await store.apply(given.named("other").update(given.planned("c")))
    edited = given.planned("a", text="It is right.", change=Change.CHANGED, known_id=1)
    await store.apply(given.update(edited))
    assert await store.withdrawn_statements(["strike-news", "other"]) == []
    await store.withdraw(1, audit=record(AuditAction.WITHDRAW))
    await store.withdraw(3, audit=record(AuditAction.WITHDRAW))
    handed = await store.withdrawn_statements(["strike-news"])
    assert [(one.entry_id, one.text) for one in handed] == [(1, "It is right."), (1, "It is wrong.")]
