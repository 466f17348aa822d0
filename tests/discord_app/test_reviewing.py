"""Admins at work in a simulated Discord, with the real client, database and deliverer."""

import asyncio
from dataclasses import replace
from typing import Any

import discord
import pytest

from bot.core.errors import StoreError
from bot.core.model import ReviewDecision
from bot.discord_app.reviewing import NO_FEED, NO_HOST, NOT_A_POST, NOT_ALLOWED
from bot.discord_app.views import SORRY
from tests.discord_app.desk import ELSEWHERE, FEED, NEAR, Desk
from tests.discord_app.shown import custom_ids, told, words

APPROVE, REJECT, TRUST = "pw:approve:1:1", "pw:reject:1:1", "pw:trust:1:1"
RELEASE, RELEASE_POST = "pw:release:stagehands-news", "pw:releasepost:stagehands-news"


async def the_card(desk: Desk) -> Any:
    await desk.say("We are out", site=NEAR)
    [card] = desk.reviews.history()
    assert desk.posts.history() == []
    return card


# --- approving and rejecting ----------------------------------------------------------------------


async def test_an_admin_approves_and_everybody_reads_it(desk: Desk) -> None:
    card = await the_card(desk)
    *buttons, how = custom_ids(card)
    assert buttons == [APPROVE, REJECT, TRUST]
    assert how.startswith("pw:how:")
    ines = desk.admin("ines")
    result = await ines.click(card, custom_id=APPROVE)
    told(result, "Approved: it goes out in a moment")
    await desk.deliver()
    [post] = desk.posts.history()
    assert "approved by an admin" in words(post)
    assert str(ines.id) not in words(post)
    [card] = desk.reviews.history()
    assert f"**Approved** by <@{ines.id}>" in words(card)
    assert custom_ids(card) == [how]
    [record] = await desk.reviewer.audit(10)
    assert record.by == f"discord:{ines.id}"


async def test_an_admin_rejects_and_nothing_is_posted(desk: Desk) -> None:
    card = await the_card(desk)
    result = await desk.admin("ines").click(card, custom_id=REJECT)
    told(result, "Rejected: it is kept")
    await desk.deliver()
    assert desk.posts.history() == []
    [card] = desk.reviews.history()
    assert "**Rejected** by" in words(card)
    assert await desk.held() == []


@pytest.mark.parametrize("custom_id", [APPROVE, REJECT, TRUST])
async def test_without_permission_nothing_happens(desk: Desk, custom_id: str) -> None:
    card = await the_card(desk)
    alma = desk.member("alma", discord.Permissions(manage_messages=True))
    result = await alma.click(card, custom_id=custom_id)
    told(result, NOT_ALLOWED)
    assert len(await desk.held()) == 1
    assert await desk.reviewer.audit(10) == []


async def test_the_role_for_reviewing_may_decide_too(desk: Desk) -> None:
    role = desk.env.guild.create_role("reviewers")
    desk.review_role = role.id
    await desk.restart()
    card = await the_card(desk)
    omar = desk.env.guild.add_member(desk.env.create_user("omar"), roles=[role])
    result = await omar.click(card, custom_id=REJECT)
    told(result, "Rejected")
    assert await desk.held() == []


async def test_the_second_of_two_is_told_who_decided_and_when(desk: Desk) -> None:
    card = await the_card(desk)
    ines, omar = desk.admin("ines"), desk.admin("omar")
    await ines.click(card, custom_id=APPROVE)
    result = await omar.click(card, custom_id=REJECT)
    stamp = int(desk.clock.at.timestamp())
    expected = f"This was decided before. **Approved** by <@{ines.id}>, <t:{stamp}:f>."
    told(result, expected)
    await desk.deliver()
    assert len(desk.posts.history()) == 1
    assert len(await desk.reviewer.audit(10)) == 1


async def test_a_shell_and_a_button_at_once_decide_once(desk: Desk) -> None:
    card = await the_card(desk)
    ines = desk.admin("ines")
    shell = asyncio.create_task(desk.reviewer.decide(1, ReviewDecision.REJECTED, by="cli:omar"))
    result = await ines.click(card, custom_id=APPROVE)
    ruling = await shell
    assert result.ephemeral
    [record] = await desk.reviewer.audit(10)
    assert record.by == ruling.review.by
    await desk.deliver()
    approved = ruling.review.decision is ReviewDecision.APPROVED
    assert len(desk.posts.history()) == (1 if approved else 0)


async def test_a_press_counts_after_a_restart(desk: Desk) -> None:
    card = await the_card(desk)
    await desk.restart()
    result = await desk.admin("ines").click(card, custom_id=APPROVE)
    told(result, "Approved")
    await desk.deliver()
    assert len(desk.posts.history()) == 1


async def test_a_decision_counts_although_its_card_was_deleted(desk: Desk) -> None:
    card = await the_card(desk)
    ines = desk.admin("ines")
    await ines.click(card, custom_id=APPROVE)
    await desk.admin("omar").click(card, custom_id=APPROVE)
    desk.env.backend.delete_message(desk.reviews.id, card.id)
    await desk.deliver()
    assert len(desk.posts.history()) == 1
    counts = await desk.store.counts()
    assert (counts.pending, counts.parked) == (0, 0)


async def test_an_answer_that_cannot_be_shown_does_not_undo_the_decision(
    desk: Desk, caplog: pytest.LogCaptureFixture
) -> None:
    card = await the_card(desk)
    desk.env.inject_error("POST", "/interactions/*", status=404, code=10062, times=2)
    ines = desk.admin("ines")
    await ines.click(card, custom_id=APPROVE)
    await desk.deliver()
    assert len(desk.posts.history()) == 1
    assert "could not be told" in caplog.text
    assert str(ines.id) not in caplog.text


async def test_a_card_whose_entry_has_changed_decides_nothing(desk: Desk) -> None:
    card = await the_card(desk)
    await desk.store_saying("We are out", site=NEAR, text="We walked out at noon. We walked out together.")
    result = await desk.admin("ines").click(card, custom_id=APPROVE)
    told(result, "Entry 1 has changed since: its revision is 2 now, not 1.")
    await desk.deliver()
    assert [custom_id[:7] for custom_id in custom_ids(_again(desk, card))] == ["pw:how:"]
    assert [one.revision for one in await desk.held()] == [2]
    assert desk.posts.history() == []


async def test_a_failure_is_told_and_logged_without_the_admin(
    desk: Desk, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    card = await the_card(desk)
    ines = desk.admin("ines")

    async def fail(*_: object, **__: object) -> None:
        raise StoreError("the database is on strike")

    monkeypatch.setattr(desk.store, "decide", fail)
    result = await ines.click(card, custom_id=APPROVE)
    told(result, SORRY)
    assert "the database is on strike" in caplog.text
    assert str(ines.id) not in caplog.text


async def test_another_servers_admins_decide_nothing(desk: Desk) -> None:
    await desk.say("We are out")
    [post] = desk.posts.history()
    desk.review_channel += 10_000  # in another server
    await desk.restart()
    result = await desk.admin("ines").context_menu(desk.posts, "Withdraw", post)
    told(result, NOT_ALLOWED)


# --- trusting -------------------------------------------------------------------------------------


async def test_trust_shows_the_line_and_changes_nothing(desk: Desk) -> None:
    card = await the_card(desk)
    result = await desk.admin("ines").click(card, custom_id=TRUST)
    line = "hosts: [www.stagehands.example, es.stagehands.example]"
    told(result, line)
    assert len(await desk.held()) == 1


async def test_trust_of_what_needs_none_any_more_says_so(desk: Desk) -> None:
    card = await the_card(desk)
    desk.feed = replace(FEED, hosts=FEED.hosts | {"es.stagehands.example"})
    await desk.restart()
    result = await desk.admin("ines").click(card, custom_id=TRUST)
    told(result, NO_HOST)
    desk.feed = replace(FEED, id="another")
    await desk.restart()
    result = await desk.admin("omar").click(card, custom_id=TRUST)
    told(result, NO_HOST)


# --- withdrawing ----------------------------------------------------------------------------------


async def test_an_admin_withdraws_a_post_from_its_menu(desk: Desk) -> None:
    await desk.say("We are out")
    [post] = desk.posts.history()
    ines = desk.admin("ines")
    asked = await ines.context_menu(desk.posts, "Withdraw", post)
    told(asked, "Withdraw **We are out**?")
    await desk.deliver()
    assert "midnight" in words(desk.posts.history()[0])
    assert asked.response is not None
    done = await ines.click(asked.response, custom_id="pw:withdraw:1")
    told(done, "Withdrawn: its posts are struck")
    await desk.deliver()
    [post] = desk.posts.history()
    assert "~~We are out~~" in words(post)
    assert "midnight" not in words(post)
    assert [custom_id[:7] for custom_id in custom_ids(post)] == ["pw:how:"]


async def test_other_messages_cannot_be_withdrawn(desk: Desk) -> None:
    card = await the_card(desk)
    ines = desk.admin("ines")
    own = await ines.send(desk.posts, "We stay out!")
    for channel, message in ((desk.posts, own), (desk.reviews, card)):
        result = await ines.context_menu(channel, "Withdraw", message)
        told(result, NOT_A_POST)


# --- quarantine -----------------------------------------------------------------------------------


async def quarantined(desk: Desk) -> Any:
    """Have the feed turn, then list two statements; return the quarantine's card."""
    await desk.say("Before")
    await desk.poll([ELSEWHERE])
    await desk.deliver()
    await desk.say("One", text="This is said in quarantine. It is short.")
    await desk.say("Two", text="This is said in quarantine too. It is not long.")
    [card] = [card for card in desk.reviews.history() if "In quarantine" in words(card)]
    assert len(desk.posts.history()) == 1
    return card


async def test_a_release_lets_later_ones_through(desk: Desk) -> None:
    card = await quarantined(desk)
    result = await desk.admin("ines").click(card, custom_id=RELEASE)
    told(result, "2 entries stay held; ")
    await desk.deliver()
    assert "is over" in words(_again(desk, card))
    await desk.say("Three", text="This is said after the release. It is quite short.")
    assert [words(post).splitlines()[0] for post in desk.posts.history()] == ["### Before", "### Three"]


def _again(desk: Desk, card: Any) -> Any:
    return next(message for message in desk.reviews.history() if message.id == card.id)


async def test_release_and_post_asks_first_and_posts_what_was_listed(desk: Desk) -> None:
    await desk.say("Before")
    await desk.say("One", text="This is said in quarantine. It is short.", hops=[ELSEWHERE])
    [card] = [card for card in desk.reviews.history() if "In quarantine" in words(card)]
    ines = desk.admin("ines")
    asked = await ines.click(card, custom_id=RELEASE_POST)
    told(asked, "Held so far: 1 entry.")
    assert asked.response is not None
    [confirm] = custom_ids(asked.response.message)
    await desk.say("Two", text="This is said in quarantine too. It is not long.")
    late = await ines.click(asked.response, custom_id=confirm)
    told(late, "Other entries are held now")
    assert len(desk.posts.history()) == 1
    asked = await ines.click(card, custom_id=RELEASE_POST)
    assert asked.response is not None
    [confirm] = custom_ids(asked.response.message)
    done = await ines.click(asked.response, custom_id=confirm)
    told(done, "2 entries of the quarantine will be posted")
    again = await ines.click(asked.response, custom_id=confirm)
    assert again.ephemeral
    await desk.deliver()
    assert [words(post).splitlines()[0] for post in desk.posts.history()] == [
        "### Before",
        "### One",
        "### Two",
    ]


async def test_a_feed_that_is_gone_is_not_released(desk: Desk) -> None:
    card = await quarantined(desk)
    desk.feed = replace(FEED, id="another")
    await desk.restart()
    result = await desk.admin("ines").click(card, custom_id=RELEASE)
    told(result, NO_FEED)


async def test_a_feed_that_was_released_is_not_released_twice(desk: Desk) -> None:
    card = await quarantined(desk)
    ines = desk.admin("ines")
    await ines.click(card, custom_id=RELEASE)
    result = await ines.click(card, custom_id=RELEASE)
    told(result, "is not in quarantine")


# --- what nothing would answer --------------------------------------------------------------------


async def test_a_button_of_no_shape_of_ours_apologises(desk: Desk, caplog: pytest.LogCaptureFixture) -> None:
    view = discord.ui.View(timeout=None)
    view.add_item(discord.ui.Button(label="Approve", custom_id="pw:approve:x"))
    view.stop()
    channel = desk.client.get_partial_messageable(desk.reviews.id)
    await channel.send("An old card", view=view)
    [card] = desk.reviews.history()
    told(await desk.admin("ines").click(card, custom_id="pw:approve:x"), SORRY)
    assert "has the shape of no button's template" in caplog.text
