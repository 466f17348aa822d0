"""`/post-latest` in a simulated Discord, with the real client, database and deliverer."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import discord
import pytest
from simcord.actors import MemberActor

from bot.core.errors import ReviewError, StoreError
from bot.core.model import (
    AuditAction,
    AuditRecord,
    DeliveryKind,
    Entry,
    FeedState,
    ParsedFeed,
    Quarantine,
    Sign,
    Silence,
    Topic,
    TopicChoice,
)
from bot.core.plan import plan_update
from bot.discord_app.admins import NOT_AN_ADMIN
from bot.services.posting import A_MINUTE, LatestPoster, NotConfigured, Posting
from tests.discord_app.desk import FEED, NEAR, OWN, TEXT, Desk
from tests.discord_app.shown import told, words

DAY = timedelta(days=1)


@pytest.fixture
async def late(desk: Desk) -> Desk:
    """Have two statements stored that no channel has: both were old when it began to follow the feed."""
    for age, title in ((9, "We are out"), (3, "Where to picket")):
        slug = title.lower().replace(" ", "-")
        desk.listed.insert(
            0, Entry(slug, f"{OWN}/{slug}", title, TEXT, published_at=desk.clock.at - age * DAY)
        )
    await desk.poll()
    await desk.deliver()
    assert desk.posts.history() == []
    return desk


@pytest.fixture
def ines(desk: Desk) -> MemberActor:
    return desk.admin("ines")


def links(result: Any) -> list[str]:
    """Return the addresses of an answer's link buttons."""
    [card] = result.response.message.components
    return [one.url for row in card.children for one in getattr(row, "children", ()) if one.url]


async def test_the_newest_goes_out_once_and_is_then_told_to_be_here(late: Desk, ines: MemberActor) -> None:
    told(await ines.slash(late.posts, "post-latest"), "goes out here in a moment")
    told(await ines.slash(late.posts, "post-latest"), "already waits to be posted here")
    await late.deliver()
    [post] = late.posts.history()
    assert "### Where to picket" in words(post)
    again = await ines.slash(late.posts, "post-latest", source="stagehands")
    told(again, "**Where to picket** is the newest statement, and it is already here.")
    assert links(again) == [f"https://discord.com/channels/{late.env.guild.id}/{late.posts.id}/{post.id}"]
    await late.poll()  # to which it is nothing new
    await late.deliver()
    assert len(late.posts.history()) == 1
    [record] = await late.store.audit_records(9)
    assert (record.by, record.action, record.subject) == (f"discord:{ines.id}", AuditAction.POST, "entry:2")
    assert record.detail == f"“Where to picket” of stagehands-news, to discord:{late.posts.id}"
    assert [(await late.store.statement(one)).silence for one in (1, 2)] == [Silence.OLD, None]


async def test_in_a_channel_that_does_not_carry_it_the_lines_to_add_are_told(
    late: Desk, ines: MemberActor
) -> None:
    result = await ines.slash(late.reviews, "post-latest")
    told(result, "This channel is not in feeds.yaml, so nothing was posted.")
    told(result, f"channels:\n  - id: {late.reviews.id}\n    statements: [stagehands]")
    late.more_feeds = (replace(FEED, id="tour-news", union_id="tour", union_name="Tour Crews"),)
    await late.restart()
    result = await ines.slash(late.posts, "post-latest", source="Tour crews")
    told(result, "This channel does not carry that: nothing was posted.")
    told(result, "statements: [tour]")  # by its id: feeds.yaml knows no names
    told(await ines.slash(late.posts, "post-latest", source="Tour-news"), "statements: [tour-news]")
    poster = LatestPoster(catalogue=late.catalogue, store=late.store, clock=late.clock)
    in_thread = await poster.post([7, late.posts.id], "tour", member=1)
    assert in_thread == NotConfigured(late.posts.id, ("tour",), is_listed=True)
    result = await ines.slash(late.posts, "post-latest", source="opera")
    told(result, "There is no union and no feed 'opera' in feeds")
    assert (await late.store.counts()).pending == 0
    choices = await ines.autocomplete(late.posts, "post-latest", "source", "NEWS")
    assert [choice["value"] for choice in choices] == ["stagehands-news", "tour-news"]


async def test_nobody_else_may_and_nothing_is_offered_to_them(late: Desk) -> None:
    [command] = [one for one in await late.client.tree.fetch_commands() if one.name == "post-latest"]
    berta = late.member("berta", discord.Permissions(manage_messages=True))
    late.env.guild.set_command_permissions(command.id, {berta: True})
    told(await berta.slash(late.posts, "post-latest"), NOT_AN_ADMIN)
    assert await berta.autocomplete(late.posts, "post-latest", "source", "") == []
    assert (await late.store.counts()).pending == 0


async def test_what_is_held_or_quarantined_or_withdrawn_is_not_the_newest(
    late: Desk, ines: MemberActor
) -> None:
    await late.store_saying("Held", site=NEAR, text=TEXT)
    audit = AuditRecord(late.clock.at, "cli:omar", AuditAction.WITHDRAW, "entry:2", "")
    await late.store.withdraw(2, audit=audit)
    with pytest.raises(StoreError, match="does not count as the union's word"):
        await late.store.post_to(3, "discord:1", audit=audit)
    told(await ines.slash(late.posts, "post-latest"), "**[We are out]")
    state = (await late.store.feed_states())[FEED.id]
    strange = Quarantine(Sign.BULK, "40 entries", "a few", late.clock.at)
    await late.store.save_feed_states([replace(state, quarantine=strange)])
    result = await ines.slash(late.posts, "post-latest")
    told(result, "No statement is stored yet that this channel carries")
    told(result, "Left out, being in quarantine: stagehands-news")
    with pytest.raises(StoreError, match="stagehands-news is in quarantine"):  # since it was chosen, say
        await late.store.post_to(1, "discord:2", audit=audit)


async def test_the_same_statement_from_another_source_is_here_already(late: Desk, ines: MemberActor) -> None:
    await ines.slash(late.posts, "post-latest")
    await late.deliver()
    blog = replace(FEED, id="stagehands-blog")
    entry = Entry("b", f"{OWN}/blog/b", "Where to picket", TEXT, published_at=late.clock.at - DAY)
    update = plan_update(
        ParsedFeed("Blog", OWN, (entry,)),
        blog,
        (),
        state=FeedState(blog.id),
        routes={},
        targets=(),
        hops=(blog.url,),
        now=late.clock.at,
    )
    here = f"discord:{late.posts.id}"  # as planned before the admin had the first one posted
    copies = tuple(replace(one, duplicate_of=2, post_to=(here, "discord:9")) for one in update.entries)
    await late.store.apply(replace(update, entries=copies))
    assert set(await late.store.standing_posts(3)) == {here, "discord:9"}
    waiting = await late.store.due_deliveries("discord:", late.clock.at)
    assert [one.target for one in waiting if one.kind is DeliveryKind.STATEMENT] == ["discord:9"]
    channel = replace(late.catalogue.channels[0], feed_ids=frozenset({blog.id}))
    catalogue = replace(late.catalogue, feeds=(FEED, blog), channels=(channel,))
    poster = LatestPoster(catalogue=catalogue, store=late.store, clock=late.clock)
    found = await poster.post([7, late.posts.id], None, member=1)
    assert isinstance(found, Posting)
    assert found.statement is not None
    assert found.statement.feed_id == blog.id
    assert found.standing is not None
    assert found.standing.message_id == str(late.posts.history()[0].id)


async def test_a_channel_of_some_topics_gets_the_newest_on_them_and_nobody_asks_all_the_time(
    late: Desk,
) -> None:
    topics = (Topic("talks", "Talks", ("committee",)), Topic("pickets", "Pickets", ("picket",)))
    channel = replace(late.catalogue.channels[0], topics=TopicChoice(skip=frozenset({"pickets"})))
    catalogue = replace(late.catalogue, channels=(channel,), topics={"stagehands": topics})
    poster = LatestPoster(catalogue=catalogue, store=late.store, clock=late.clock)
    found = [await poster.post([late.posts.id], None, member=1) for _ in range(A_MINUTE)]
    assert isinstance(found[0], Posting)
    assert found[0].statement is not None
    assert (found[0].statement.title, found[0].standing) == ("We are out", None)
    with pytest.raises(ReviewError, match="several times within a minute"):
        await poster.post([late.posts.id], None, member=1)
    await poster.post([late.posts.id], None, member=2)
    late.clock.at += timedelta(minutes=1)
    await poster.post([late.posts.id], None, member=1)
