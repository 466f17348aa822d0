"""`/feeds` in a simulated Discord, with the real client and database."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Any

import discord
import pytest

from bot.core.errors import StoreError
from bot.core.model import FeedState
from bot.discord_app.admins import NOT_AN_ADMIN
from bot.discord_app.feeds import FEED_GONE
from bot.discord_app.views import SORRY
from bot.services.feed_desk import PATIENCE, SPARED_FOR
from tests.discord_app.desk import FEED, OWN, Desk
from tests.discord_app.shown import custom_ids, told, words

MINUTE = timedelta(minutes=1)


def well(desk: Desk, feed_id: str = FEED.id, **changes: Any) -> FeedState:
    at = desk.clock.at - 5 * MINUTE
    state = FeedState(
        feed_id, url=FEED.url, polled_at=at, reached_at=at, changed_at=at, next_poll_at=at + 6 * MINUTE
    )
    return replace(state, **changes)


async def follow(desk: Desk, number: int) -> Sequence[str]:
    """Have the desk follow so many more feeds, and all of them asked well."""
    desk.more_feeds = tuple(
        replace(FEED, id=f"feed-{place}", url=f"{OWN}/{place}") for place in range(number)
    )
    feed_ids = [feed.id for feed in desk.catalogue.feeds]
    await desk.store.save_feed_states([well(desk, feed_id) for feed_id in feed_ids])
    await desk.restart()
    return feed_ids


def pressed(result: Any) -> str:
    """Return what the answer to a press says below the page, to nobody else."""
    [answer] = result.followups
    assert answer.ephemeral
    return words(answer.message)


async def test_a_feed_is_paused_over_a_restart_and_resumed(desk: Desk) -> None:
    await desk.store.save_feed_states([well(desk)])
    ines = desk.admin("ines")
    page = await ines.slash(desk.posts, "feeds")
    told(page, "### Feeds\n1 feed")
    told(page, "**stagehands-news** · Northern Stagehands Guild")
    assert page.response is not None
    paused = await ines.click(page.response, label="Pause")
    assert "Paused **stagehands-news**: it is not asked until somebody resumes it" in pressed(paused)
    told(page, "1 feed · 1 paused")
    told(page, "paused by an admin since")
    assert custom_ids(page.response.message) == ["pw:feed:resume:stagehands-news"]
    await desk.restart()
    state = (await desk.store.feed_states())[FEED.id]
    assert state.paused_at == desk.clock.at
    assert "paused by an admin since" in words((await ines.slash(desk.posts, "status")).response.message)  # type: ignore[union-attr]
    resumed = await ines.click(page.response, label="Resume")
    assert "Resumed **stagehands-news**" in pressed(resumed)
    assert (await desk.store.feed_states())[FEED.id] == replace(state, paused_at=None)
    records = [(one.by, one.action.value, one.subject) for one in await desk.store.audit_records(9)]
    by = f"discord:{ines.id}"
    assert records == [(by, "resume", "feed:stagehands-news"), (by, "pause", "feed:stagehands-news")]


async def test_who_may_not_is_told_so_whatever_discord_lets_through(desk: Desk) -> None:
    await desk.store.save_feed_states([well(desk)])
    ines, berta = desk.admin("ines"), desk.member("berta", discord.Permissions(manage_messages=True))
    page = await ines.slash(desk.posts, "feeds")
    commands = await desk.client.tree.fetch_commands()
    [command] = [one for one in commands if one.name == "feeds"]
    desk.env.guild.set_command_permissions(command.id, {berta: True})
    told(await berta.slash(desk.posts, "feeds"), NOT_AN_ADMIN)
    assert await berta.autocomplete(desk.posts, "feeds", "feed", "") == []
    assert page.response is not None
    role = desk.env.guild.roles["ines-role"]
    desk.env.backend.remove_member_role(desk.env.guild.id, ines.id, role.id)
    for label in ("Pause", "Poll now"):
        told(await ines.click(page.response, label=label), NOT_AN_ADMIN)
    assert (await desk.store.feed_states())[FEED.id] == well(desk)


async def test_in_another_server_nobody_looks_after_the_feeds(desk: Desk) -> None:
    elsewhere = desk.env.create_guild(name="elsewhere")
    channel = elsewhere.create_text_channel("general")
    role = elsewhere.create_role("owner", permissions=discord.Permissions(manage_guild=True))
    omar = elsewhere.add_member(desk.env.create_user("omar"), roles=[role])
    await desk.restart()
    told(await omar.slash(channel, "feeds"), NOT_AN_ADMIN)


async def test_a_poll_that_was_asked_for_is_told_of_when_it_is_over(desk: Desk) -> None:
    failed: dict[str, Any] = {
        "failures": 3,
        "failing_since_at": desk.clock.at,
        "error": "stagehands-news: answered 503",
    }
    await desk.store.save_feed_states([well(desk, next_poll_at=desk.clock.at + 60 * MINUTE, **failed)])
    ines = desk.admin("ines")
    page = await ines.slash(desk.posts, "feeds", feed=FEED.id)
    told(page, "3 failed tries")
    told(page, "Last error: answered 503")
    assert page.response is not None
    feeds = desk.client.desk.office.feeds
    asked = await ines.click(page.response, label="Poll now")
    assert "Asking **stagehands-news** now…" in pressed(asked)
    assert (await desk.store.feed_states())[FEED.id].next_poll_at == desk.clock.at  # its back-off too
    await feeds.tell_polled()
    assert "Asking **stagehands-news** now…" in pressed(asked)
    desk.clock.at += timedelta(seconds=2)
    await desk.store.save_feed_states([well(desk, polled_at=desk.clock.at, changed_at=desk.clock.at)])
    await feeds.tell_polled()
    assert "Asked **stagehands-news**: answers again since" in pressed(asked)
    again = await ines.click(page.response, label="Poll now")
    assert "was asked less than a minute ago" in pressed(again)
    desk.clock.at += SPARED_FOR
    silent = await ines.click(page.response, label="Poll now")
    desk.clock.at += PATIENCE + MINUTE
    await feeds.tell_polled()
    assert "has not answered yet; the bot goes on" in pressed(silent)
    await feeds.tell_polled()  # nobody waits any more


async def test_a_paused_feed_is_not_polled_by_a_press_on_an_old_page(desk: Desk) -> None:
    await desk.store.save_feed_states([well(desk)])
    ines = desk.admin("ines")
    old = await ines.slash(desk.posts, "feeds")
    assert old.response is not None
    await desk.client.desk.office.feeds.pause(FEED.id, by="cli:omar")
    assert "has been paused since" in pressed(await ines.click(old.response, label="Poll now"))
    assert "has been paused since" in pressed(await ines.click(old.response, label="Pause"))
    await desk.client.desk.office.feeds.resume(FEED.id, by="cli:omar")
    assert "was not paused; nothing changed" in pressed(await ines.click(old.response, label="Resume"))


async def test_pages_show_what_needs_attention_first(desk: Desk) -> None:
    feed_ids = await follow(desk, 9)
    await desk.store.save_feed_states([well(desk, "feed-8", failures=1, failing_since_at=desk.clock.at)])
    ines = desk.admin("ines")
    page = await ines.slash(desk.posts, "feeds")
    told(page, "### Feeds\n10 feeds · 1 needs attention · page 1 of 3")
    assert page.response is not None
    assert [one.removeprefix("pw:feed:poll:") for one in custom_ids(page.response.message)][::2] == [
        "feed-8",
        *feed_ids[:3],
        "pw:feeds:1",
    ]
    await ines.click(page.response, label="More ▶")
    told(page, "page 2 of 3")
    await desk.restart()
    await ines.click(page.response, label="More ▶")
    told(page, "page 3 of 3")
    assert custom_ids(page.response.message)[-1] == "pw:feeds:1"
    await ines.click(page.response, custom_id="pw:feed:pause:feed-7")
    told(page, "page 1 of 3")  # where the paused feed stands now
    told(page, "10 feeds · 1 needs attention · 1 paused")
    choices = await ines.autocomplete(desk.posts, "feeds", "feed", "FEED-7")
    assert [choice["value"] for choice in choices] == ["feed-7"]


async def test_a_feed_that_is_gone_and_a_failure_are_told(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    await follow(desk, 1)
    ines = desk.admin("ines")
    page = await ines.slash(desk.posts, "feeds", feed="feed-0")
    told(await ines.slash(desk.posts, "feeds", feed="feed-9"), "There is no feed 'feed-9' in feeds")
    desk.more_feeds = ()
    await desk.restart()
    assert page.response is not None
    told(await ines.click(page.response, label="Pause"), FEED_GONE)
    page = await ines.slash(desk.posts, "feeds")

    async def failing(*_: object, **__: object) -> None:
        raise StoreError("the database is on strike")

    monkeypatch.setattr(desk.client.desk.office.feeds, "page", failing)
    assert page.response is not None
    told(await ines.click(page.response, label="Pause"), SORRY)
    assert "the database is on strike" in caplog.text
    assert str(ines.id) not in caplog.text
