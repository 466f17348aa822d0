"""`/timeline`, its picture and its buttons, in a simulated Discord."""

import json
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import simcord
from jsonschema import Draft202012Validator
from simcord.actors import MemberActor
from simcord.builders import ChannelHandle
from simcord.results import InteractionResult

from bot.adapters.charts import ProcessCharts
from bot.core.errors import DrawError, StoreError
from bot.core.model import Strike, StrikeEvent
from bot.core.timeline import Look
from bot.discord_app.timeline import NO_SUCH_STRIKE, NOT_ENTERED
from bot.discord_app.views import SORRY
from tests.discord_app.desk import OWN, TEXT, Desk
from tests.discord_app.shown import told, words

DISCORD_OPENAPI = Path(__file__).parents[3] / "shared" / "data" / "discord-openapi.json"
ZONE = ZoneInfo("America/Los_Angeles")
STRIKE = Strike("stage", "stagehands", "Stage strike", ZONE, date(2025, 12, 24))
OTHER = Strike(
    "tour",
    "stagehands",
    "Tour strike",
    ZONE,
    date(2025, 3, 1),
    ended=StrikeEvent(datetime(2025, 3, 20, 20, tzinfo=UTC)),
)


@pytest.fixture
async def two(desk: Desk) -> Desk:
    """Let there be a strike and one that is over, and two statements."""
    desk.strikes = (OTHER, STRIKE)
    await desk.restart()
    await desk.store_saying("We are out", site=OWN, text=TEXT)
    await desk.store_saying("Where to picket", site=OWN, text=TEXT)
    return desk


def pictures(message: Any) -> list[tuple[str, str]]:
    """Return the pictures a card shows, each with its description."""
    return _pictures(message.components)


def _pictures(components: Any) -> list[tuple[str, str]]:
    found: list[tuple[str, str]] = []
    for component in components:
        found += [(item.media.url, item.description) for item in getattr(component, "items", ())]
        found += _pictures(getattr(component, "children", ()))
    return found


def drawn(result: InteractionResult) -> str:
    """Return the description of the one picture in an answer."""
    assert result.response is not None
    [(url, alt)] = pictures(result.response.message)
    assert "timeline.png" in url
    return alt


async def test_the_answer_is_there_at_once_and_its_picture_soon(
    two: Desk, member: MemberActor, channel: ChannelHandle
) -> None:
    result = await member.slash(channel, "timeline")
    told(result, "### Timeline of the Stage strike")
    told(result, "2 statements of Northern Stagehands Guild")
    told(result, "The picture is being drawn.")
    assert result.response is not None
    assert pictures(result.response.message) == []
    await two.client.desk.timelines.draw_next()
    alt = drawn(result)
    assert alt.startswith("Timeline of the Stage strike, 24 December 2025 to 5 January 2026. Day 13")
    assert "2 statements of Northern Stagehands Guild" in alt
    assert "being drawn" not in words(result.response.message)
    assert channel.history() == []


async def test_the_real_picture_is_one(two: Desk, member: MemberActor, channel: ChannelHandle) -> None:
    async with ProcessCharts() as charts:
        two.client.desk.timelines._charts = charts
        result = await member.slash(channel, "timeline", public=True)
        await two.client.desk.timelines.draw_next()
    assert result.response is not None
    [public] = channel.history()
    assert public.attachments[0].description == drawn(result)
    assert public.attachments[0].size > 10_000


@pytest.mark.skipif(
    not DISCORD_OPENAPI.exists(), reason="Discord's OpenAPI description is not beside the repository"
)
async def test_an_answer_with_a_picture_has_the_shape_discord_publishes(
    two: Desk, member: MemberActor, channel: ChannelHandle
) -> None:
    await member.slash(channel, "timeline")
    await two.client.desk.timelines.draw_next()
    description = json.loads(DISCORD_OPENAPI.read_text(encoding="utf-8"))
    # Described as text alone; discord.py sends an attachment's number, and Discord takes it.
    description["components"]["schemas"]["SnowflakeType"] = {"type": ["string", "integer"]}
    schema = {
        "$ref": "#/components/schemas/IncomingWebhookUpdateRequestPartial",
        "components": description["components"],
    }
    validator = Draft202012Validator(schema)
    body = [request.json for request in two.env.http_requests if request.method == "PATCH"][-1]
    assert isinstance(body, dict)
    assert [error.message for error in validator.iter_errors(body)] == []
    [gallery] = [one for one in body["components"][0]["components"] if "items" in one]
    gallery["items"][0]["description"] = "x" * 1025
    assert not validator.is_valid(body)


async def test_buttons_change_the_picture_in_place_after_a_restart_too(
    two: Desk, member: MemberActor, channel: ChannelHandle
) -> None:
    result = await member.slash(channel, "timeline")
    await two.client.desk.timelines.draw_next()
    assert result.response is not None
    await two.restart()
    two.charts.asked.clear()
    before = drawn(result)
    await member.click(result.response, label="All days")
    assert drawn(result) == before  # until the other one is drawn
    await two.client.desk.timelines.draw_next()
    await member.click(result.response, label="Light background")
    await two.client.desk.timelines.draw_next()
    assert [chart.look for chart in two.charts.asked] == [Look.DARK, Look.LIGHT]
    drawn(result)
    await member.click(result.response, label="14 days")  # in the light, and drawn before
    drawn(result)
    assert len(two.charts.asked) == 2
    assert channel.history() == []


async def test_anybody_else_gets_their_own_picture_of_a_public_answer(
    two: Desk, member: MemberActor, channel: ChannelHandle
) -> None:
    await member.slash(channel, "timeline", public=True)
    await two.client.desk.timelines.draw_next()
    [public] = channel.history()
    shown = words(public)
    private = await two.member("berta").click(public, label="60 days")
    told(private, "### Timeline of the Stage strike")
    await two.client.desk.timelines.draw_next()
    drawn(private)
    assert words(channel.history()[0]) == shown
    await member.click(public, label="60 days")  # it is drawn already
    assert len(pictures(channel.history()[0])) == 1
    assert [one.disabled for one in buttons(channel.history()[0])] == [False, True, False, False]
    assert len(channel.history()) == 1


def buttons(message: Any) -> list[Any]:
    """Return the buttons of a card."""
    [card] = message.components
    return list(card.children[-1].children)


async def test_a_strike_is_chosen_by_its_name(two: Desk, member: MemberActor, channel: ChannelHandle) -> None:
    for named in ("tour", "TOUR strike"):
        result = await member.slash(channel, "timeline", strike=named)
        told(result, "### Timeline of the Tour strike")
        told(result, "20 March 2025: Ended.")
    told(await member.slash(channel, "timeline", strike="Opera strike"), NO_SUCH_STRIKE)
    choices = await member.autocomplete(channel, "timeline", "strike", "TOUR")
    assert [(choice["name"], choice["value"]) for choice in choices] == [("Tour strike", "tour")]


async def test_without_a_strike_there_is_no_timeline(
    desk: Desk, member: MemberActor, channel: ChannelHandle
) -> None:
    told(await member.slash(channel, "timeline"), "No strike is entered in feeds.yaml.")


async def test_without_a_picture_the_words_are_there(
    two: Desk, member: MemberActor, channel: ChannelHandle, caplog: pytest.LogCaptureFixture
) -> None:
    two.charts.refusing = DrawError("A picture took too much memory.")
    result = await member.slash(channel, "timeline")
    await two.client.desk.timelines.draw_next()
    told(result, "There is no picture this time; what it would show is written above.")
    assert "A picture took too much memory." in caplog.text
    assert str(member.id) not in caplog.text


async def test_a_member_who_asks_too_often_gets_words_alone(
    two: Desk, member: MemberActor, channel: ChannelHandle
) -> None:
    for _ in range(2):
        told(await member.slash(channel, "timeline"), "The picture is being drawn.")
    third = await member.slash(channel, "timeline")
    told(third, "Too many pictures are being drawn at the moment.")
    told(await two.member("berta").slash(channel, "timeline"), "The picture is being drawn.")
    for _ in range(3):
        await two.client.desk.timelines.draw_next()
    assert third.response is not None
    await member.click(third.response, label="14 days")
    drawn(third)


async def test_a_failing_button_and_a_strike_that_is_gone_are_told(
    two: Desk,
    member: MemberActor,
    channel: ChannelHandle,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    result = await member.slash(channel, "timeline", strike="tour")
    assert result.response is not None

    async def failing(*_: object) -> None:
        raise StoreError("the database is on strike")

    monkeypatch.setattr(two.client.desk.timelines, "answer", failing)
    [apology] = (await member.click(result.response, label="All days")).followups
    assert apology.ephemeral
    assert SORRY in words(apology.message)
    assert "### Timeline of the Tour strike" in words(result.response.message)  # it stays as it was
    told(await member.slash(channel, "timeline"), SORRY)
    simcord.assert_error(two.env, StoreError)
    assert "the database is on strike" in caplog.text
    assert str(member.id) not in caplog.text
    two.strikes = (STRIKE,)
    await two.restart()
    told(await member.click(result.response, label="All days"), NOT_ENTERED)


async def test_where_discord_takes_no_picture_the_words_stay(
    two: Desk, member: MemberActor, channel: ChannelHandle
) -> None:
    result = await member.slash(channel, "timeline")
    two.env.inject_error("PATCH", "/webhooks/*", status=403, code=50013)
    await two.client.desk.timelines.draw_next()
    told(result, "There is no picture this time; what it would show is written above.")


async def test_an_answer_that_is_gone_is_left_alone(
    two: Desk, member: MemberActor, channel: ChannelHandle, caplog: pytest.LogCaptureFixture
) -> None:
    await member.slash(channel, "timeline", public=True)
    two.env.backend.delete_message(channel.id, channel.history()[0].id)
    await two.client.desk.timelines.draw_next()
    assert "A member could not be shown a timeline's picture (NotFound)" in caplog.text
