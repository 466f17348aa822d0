"""Search, its pages, and what is offered while typing, in a simulated Discord."""

from typing import Any

import pytest
from simcord.actors import MemberActor
from simcord.builders import ChannelHandle

from bot.core.errors import StoreError
from bot.discord_app.searching import NO_SUCH_UNION, NOT_FOLLOWED
from bot.discord_app.views import SORRY
from tests.discord_app.desk import OWN, Desk
from tests.discord_app.shown import told, words

BACK, MORE = "◀ Back", "More ▶"
FUND = "The hardship fund pays out on Friday. Bring a picket card; the fund is open to everybody on strike."


@pytest.fixture
async def seven(desk: Desk) -> Desk:
    """Let seven statements speak of the fund, and one of something else."""
    for number in range(1, 8):
        await desk.store_saying(f"Fund report {number}", site=OWN, text=f"{FUND} Report {number}.")
    await desk.store_saying("We are out", site=OWN, text="We walked out at midnight, all of us.")
    return desk


def titles(message: Any) -> list[str]:
    return [line.split("]")[0] for line in words(message).splitlines() if line.startswith("**[")]


async def test_hits_are_shown_to_the_asker_alone_with_the_words_in_bold(
    seven: Desk, member: MemberActor, channel: ChannelHandle
) -> None:
    result = await member.slash(channel, "search", words="midnight")
    told(result, "1 statement, best first.")
    told(result, f"**[We are out](<{OWN}/we-are-out>)** · Northern Stagehands Guild · <t:")
    told(result, "We walked out at **midnight**, all of us.")
    assert channel.history() == []


async def test_nothing_found_is_said_honestly(
    seven: Desk, member: MemberActor, channel: ChannelHandle
) -> None:
    told(
        await member.slash(channel, "search", words="surrender"), "No statement stored here has these words."
    )
    told(await member.slash(channel, "search", words="  ?!  "), "No statement stored here has these words.")


async def test_a_search_is_narrowed_to_a_union_and_to_days(
    seven: Desk, member: MemberActor, channel: ChannelHandle
) -> None:
    result = await member.slash(channel, "search", words="fund", union="northern stagehands guild", days=7)
    told(result, "7 statements, best first: 1 to 5. Of Northern Stagehands Guild. Of the last 7 days.")
    seven.clock.at = seven.clock.at.replace(month=3)
    told(await member.slash(channel, "search", words="fund", days=7), "No statement")
    told(await member.slash(channel, "search", words="fund", union="Employers"), NO_SUCH_UNION)
    choices = await member.autocomplete(channel, "search", "union", "stage")
    assert [choice["value"] for choice in choices] == ["stagehands"]


async def test_the_asker_turns_the_page_in_place_after_a_restart_too(
    seven: Desk, member: MemberActor, channel: ChannelHandle
) -> None:
    result = await member.slash(channel, "search", words="fund")
    assert result.response is not None
    first = titles(result.response.message)
    await seven.restart()
    await member.click(result.response, label=MORE)
    told(result, "7 statements, best first: 6 to 7.")
    rest = titles(result.response.message)
    assert (len(first), len(rest)) == (5, 2)
    assert len({*first, *rest}) == 7
    await member.click(result.response, label=BACK)
    assert titles(result.response.message) == first
    assert channel.history() == []


async def test_anybody_else_gets_the_page_of_a_public_answer_alone(
    seven: Desk, member: MemberActor, channel: ChannelHandle
) -> None:
    await member.slash(channel, "search", words="fund", public=True)
    [public] = channel.history()
    shown = words(public)
    private = await seven.member("berta").click(public, label=MORE)
    told(private, "best first: 6 to 7.")
    assert words(channel.history()[0]) == shown
    await member.click(public, label=MORE)
    assert "best first: 6 to 7." in words(channel.history()[0])
    assert len(channel.history()) == 1


async def test_hostile_words_are_only_looked_for(
    seven: Desk, member: MemberActor, channel: ChannelHandle
) -> None:
    for typed in ('fund" OR rank MATCH "x', "@everyone <@1> fund", "fund* NEAR(a b)", '"""'):
        result = await member.slash(channel, "search", words=typed)
        told(result, "No statement stored here has these words.")
        assert result.response is not None
        assert "@everyone" not in words(result.response.message)


async def test_a_failing_page_and_a_union_that_is_gone_are_told(
    seven: Desk,
    member: MemberActor,
    channel: ChannelHandle,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    result = await member.slash(channel, "search", words="fund", union="stagehands")
    assert result.response is not None

    async def failing(*_: object) -> None:
        raise StoreError("the database is on strike")

    monkeypatch.setattr(seven.client.desk.answers, "search", failing)
    told(await member.click(result.response, label=MORE), SORRY)
    assert "the database is on strike" in caplog.text
    assert str(member.id) not in caplog.text
    assert "fund" not in caplog.text
    monkeypatch.setattr(seven.client.desk.answers, "unions", list)
    told(await member.click(result.response, label=MORE), NOT_FOLLOWED)


# --- titles -----------------------------------------------------------------------------------------


async def test_titles_are_offered_while_typing_and_stand_for_their_addresses(
    seven: Desk, member: MemberActor, channel: ChannelHandle
) -> None:
    for command, option in (("latest", "statement"), ("why", "link")):
        [choice] = await member.autocomplete(channel, command, option, "are ou")
        assert (choice["name"], choice["value"]) == ("We are out", f"{OWN}/we-are-out")
        newest = await member.autocomplete(channel, command, option, "")
        assert newest[0]["name"] == "We are out"
        assert len(newest) == 8


async def test_a_long_address_and_a_missing_title_can_be_chosen_too(
    desk: Desk, member: MemberActor, channel: ChannelHandle
) -> None:
    await desk.store_saying("A very long title " * 12, site=OWN, text=FUND)
    [choice] = await member.autocomplete(channel, "why", "link", "very")
    assert choice["value"] == "entry:1"
    assert len(choice["name"]) <= 100
    told(await member.slash(channel, "why", link="entry:1"), "own-host")
    told(await member.slash(channel, "why", link="entry:99"), "have not seen this address")


async def test_latest_shows_one_statement_with_its_receipt(
    seven: Desk, member: MemberActor, channel: ChannelHandle
) -> None:
    for named in (f"{OWN}/we-are-out", "entry:8", "We are out", " are out "):
        result = await member.slash(channel, "latest", statement=named)
        told(result, "Straight from **Northern Stagehands Guild**")
        told(result, "> We walked out at midnight, all of us.")
    assert result.response is not None
    told(await member.click(result.response, label="How do we know?"), "SHA-256")
    told(await member.slash(channel, "latest", statement="entry:99"), "No statement of that title or address")
