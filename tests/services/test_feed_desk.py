"""Pausing, resuming and polling a feed now, with the real poller, site and database."""

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.core.contact import GapKind
from bot.core.errors import ReviewError, StoreError
from bot.core.model import AuditAction, AuditRecord, Deck, FeedState, Message
from bot.services.feed_desk import FeedDesk
from tests.services.conftest import NEWS, NEWS_URL, PRESS, World, plain
from tests.site.server import Reply

TEXT = "We are on strike from today. Pickets begin at seven in the morning at every gate."
HOUR = timedelta(hours=1)


@pytest.fixture
def desk(world: World) -> FeedDesk:
    return FeedDesk(catalogue=world.catalogue, store=world.store, clock=world.clock)


def asked(world: World) -> int:
    return len([seen for seen in world.site.requests if seen.url == NEWS_URL])


async def test_a_paused_feed_is_asked_by_nobody_and_goes_on_where_it_was(
    world: World, desk: FeedDesk
) -> None:
    poller = world.services.poller
    await poller.poll_due()
    world.say("on-strike", "On strike", TEXT)
    await desk.pause(NEWS.id, by="cli:ada")
    world.clock.advance(2 * HOUR)
    assert await poller.poll_due() == []
    [report] = await world.services.poller.poll_all()  # after a restart, too
    assert (report.paused, report.entries, report.error) == (True, (), None)
    assert asked(world) == 1
    state = (await world.store.feed_states())[NEWS.id]
    assert state.paused_at == world.clock.now() - 2 * HOUR
    await desk.resume(NEWS.id, by="cli:ada")
    [report] = await poller.poll_due()
    assert len(report.entries) == 1
    [_, gap] = (await world.store.gaps([NEWS.id], world.clock.now() - 9 * HOUR))[NEWS.id]
    assert gap.kind is GapKind.UNASKED  # the timeline says that nobody asked meanwhile
    assert [one.action for one in await world.store.audit_of(f"feed:{NEWS.id}")] == [
        AuditAction.RESUME,
        AuditAction.PAUSE,
    ]


async def test_a_poll_under_way_neither_begins_nor_ends_a_pause(world: World, desk: FeedDesk) -> None:
    await world.services.poller.poll_due()
    before = (await world.store.feed_states())[NEWS.id]
    await desk.pause(NEWS.id, by="cli:ada")
    await world.store.save_feed_states([before])  # as it was when that poll began
    paused = (await world.store.feed_states())[NEWS.id]
    assert paused == replace(before, paused_at=world.clock.now())
    await desk.resume(NEWS.id, by="cli:ada")
    await world.store.save_feed_states([paused])
    assert (await world.store.feed_states())[NEWS.id] == before


async def test_what_the_database_refused_to_write_does_not_hide_a_pause(
    world: World, desk: FeedDesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    poller = world.services.poller
    await poller.poll_due()
    world.clock.advance(HOUR)

    async def refuse(states: object) -> None:
        raise StoreError("the disk is full")

    with monkeypatch.context() as patched:
        patched.setattr(world.store, "save_feed_states", refuse)
        with pytest.raises(StoreError):
            await poller.poll_due()
    await desk.pause(NEWS.id, by="cli:ada")
    world.clock.advance(HOUR)
    number = asked(world)
    await poller.poll_due()
    assert asked(world) == number


async def test_a_feed_that_was_never_asked_can_be_paused(world: World, desk: FeedDesk) -> None:
    await desk.pause(NEWS.id, by="cli:ada")
    assert await world.services.poller.poll_due() == []
    assert asked(world) == 0
    page = await desk.page(9)  # beyond the last one
    assert "1 feed · 1 paused" in told(page)
    assert "asked" not in told(Deck((await desk.one(NEWS.id),))).replace("not asked", "")


def told(deck: Deck) -> str:
    return "\n".join(map(plain, deck.cards))


async def test_poll_now_goes_before_the_back_off_but_spares_the_site(world: World, desk: FeedDesk) -> None:
    world.site.put(NEWS_URL, Reply(status=503))
    poller = world.services.poller
    await poller.poll_due()
    message, since = await desk.poll_now(NEWS.id)
    assert "was asked less than a minute ago" in plain(message)
    assert since is None
    world.clock.advance(timedelta(minutes=2))
    assert await poller.poll_due() == []
    message, since = await desk.poll_now(NEWS.id)
    assert since == world.clock.now()
    outcome: list[str] = []

    async def reply(message: Message) -> None:
        outcome.append(plain(message))

    desk.tell(NEWS.id, since, reply)
    await desk.tell_polled()
    assert outcome == []
    world.say("on-strike", "On strike", TEXT)
    await poller.poll_due()
    await desk.tell_polled()
    [words] = outcome
    assert words.startswith("Asked guild-news: answers again since")


async def test_a_feed_that_is_gone_is_told_of(world: World, desk: FeedDesk) -> None:
    for act in (desk.pause(PRESS.id, by="cli:ada"), desk.resume(PRESS.id, by="cli:ada")):
        with pytest.raises(ReviewError, match="There is no feed 'daily-curtain' in feeds"):
            await act
    with pytest.raises(ReviewError):
        await desk.poll_now(PRESS.id)
    assert await world.store.feed_states() == {}
    outcome: list[str] = []

    async def reply(message: Message) -> None:
        outcome.append(plain(message))

    desk.tell(PRESS.id, world.clock.now(), reply)
    await desk.tell_polled()
    assert "is no longer in feeds.yaml, so it was not asked" in outcome[0]
    await desk.pause(NEWS.id, by="cli:ada")  # somebody does, before it could be asked
    desk.tell(NEWS.id, world.clock.now(), reply)
    await desk.tell_polled()
    assert "guild-news has been paused since" in outcome[1]


async def test_admins_are_at_home_where_reviews_or_else_posts_come(world: World) -> None:
    with_reviews = replace(world.catalogue, review_channel=5)
    desks = [
        FeedDesk(catalogue=one, store=world.store, clock=world.clock)
        for one in (world.catalogue, with_reviews)
    ]
    assert [list(one.home_channels) for one in desks] == [[1], [5]]
    empty = FeedDesk(catalogue=replace(world.catalogue, feeds=()), store=world.store, clock=world.clock)
    assert told(await empty.page()) == "No feed is followed: feeds.yaml lists none."


async def test_members_bring_no_paused_feed_forward(world: World, desk: FeedDesk) -> None:
    now = world.clock.now()
    await world.store.save_feed_states([FeedState(NEWS.id, polled_at=now - HOUR, next_poll_at=now + HOUR)])
    audit = AuditRecord(now, "cli:ada", AuditAction.PAUSE, f"feed:{NEWS.id}", "")
    assert await world.store.pause_feed(NEWS.id, audit=audit) is None
    assert await world.store.pause_feed(NEWS.id, audit=audit) == now
    await world.store.poll_soon([NEWS.id], now, asked_before=now)
    assert (await world.store.feed_states())[NEWS.id].next_poll_at == now + HOUR
    assert await world.store.resume_feed(NEWS.id, audit=audit)
    assert not await world.store.resume_feed(NEWS.id, audit=audit)
    assert len(await world.store.audit_records(9)) == 2
