"""What members are told, from a real database."""

from dataclasses import replace
from datetime import date, timedelta

from bot.core.model import ActionButton
from bot.core.search import SearchAsked
from tests.services.conftest import NEWS, NEWS_URL, PRESS, World, plain

TEXT = "We are on strike from today. Pickets begin at seven in the morning at every gate."


async def test_day_answers_for_today_and_for_a_date(world: World) -> None:
    assert "Day 4" in plain(await world.answers.day())
    assert "Day 1 " in plain(await world.answers.day(date(2026, 1, 2))) + " "


async def test_latest_is_of_one_union_or_all_and_never_of_the_press(world: World) -> None:
    world.catalogue = replace(world.catalogue, feeds=(NEWS, PRESS))
    world.say("on-strike", "On strike", TEXT)
    await world.cycle()
    assert world.answers.unions() == (("guild", "Example Performers Guild"),)
    assert "On strike" in plain(await world.answers.latest())
    assert "On strike" in plain(await world.answers.latest("guild"))
    assert "On strike" not in plain(await world.answers.latest("another"))


async def test_sources_name_every_address_and_mark_the_watched(world: World) -> None:
    world.catalogue = replace(world.catalogue, feeds=(NEWS, PRESS))
    text = plain(await world.answers.sources())
    assert NEWS_URL in text
    assert "dailycurtain.example" in text
    assert "watched" in text


async def test_why_gives_the_receipt_for_a_link_as_a_member_would_paste_it(world: World) -> None:
    world.say("on-strike", "On strike", TEXT)
    await world.cycle()
    text = plain(await world.answers.why(" https://www.guild.example/on-strike?utm_source=x "))
    assert "direct" in text
    assert "own-host" in text


async def test_why_prefers_the_receipt_of_the_direct_one(world: World) -> None:
    world.catalogue = replace(world.catalogue, feeds=(NEWS, replace(PRESS, url=NEWS_URL)))
    world.say("on-strike", "On strike", TEXT)
    await world.cycle()
    assert "own-host" in plain(await world.answers.why("https://www.guild.example/on-strike"))


async def test_why_is_honest_about_what_it_never_saw(world: World) -> None:
    unseen = plain(await world.answers.why("https://www.guild.example/unseen"))
    foreign = plain(await world.answers.why("https://guild.example.evil.example/x"))
    odd = plain(await world.answers.why("https://www.guild.example@evil.example/"))
    assert "not seen" in unseen
    assert "guild.example.evil.example" in foreign
    assert odd


async def test_the_button_under_a_post_answers_with_its_receipt(world: World) -> None:
    world.say("on-strike", "On strike", TEXT)
    await world.cycle()
    [(_, nonce, message)] = world.poster.posts
    [how] = [button for button in message.buttons if isinstance(button, ActionButton)]
    assert how.custom_id == f"pw:how:{nonce}"
    assert "own-host" in plain(await world.answers.receipt(nonce))
    assert plain(await world.answers.receipt("0" * 24))


async def test_help_says_what_is_followed_and_what_is_stored(world: World) -> None:
    text = plain(world.answers.help())
    assert "Example Performers Guild" in text
    assert "/why" in text


async def test_search_finds_the_words_within_a_union_and_days(world: World) -> None:
    world.catalogue = replace(world.catalogue, feeds=(NEWS, PRESS))
    world.say("on-strike", "On strike", TEXT)
    await world.cycle()
    assert "On strike" in plain(await world.answers.search(SearchAsked("pickets seven")))
    narrowed = plain(await world.answers.search(SearchAsked("pickets", "guild", 1)))
    assert "Of Example Performers Guild. Of the last 1 day." in narrowed
    assert "On strike" in narrowed
    world.clock.advance(timedelta(days=2))
    assert "No statement" in plain(await world.answers.search(SearchAsked("pickets", days=1)))
    assert "nothing further" in plain(await world.answers.search(SearchAsked("pickets", page=1)))


async def test_a_statement_is_shown_by_its_address_its_id_or_its_title(world: World) -> None:
    world.say("on-strike", "On strike", TEXT)
    await world.cycle()
    for named in (
        "https://www.guild.example/on-strike",
        "http://www.guild.example/on-strike",
        "entry:1",
        "strike",
    ):
        message = await world.answers.statement(named)
        assert "Straight from Example Performers Guild" in plain(message)
        [how] = [button for button in message.buttons if isinstance(button, ActionButton)]
        assert how.custom_id == "pw:receipt:1"
    for named in ("https://www.guild.example/unseen", "entry:2", "surrender"):
        assert "No statement of that title" in plain(await world.answers.statement(named))


async def test_a_statement_whose_feed_is_gone_is_not_shown_as_the_unions(world: World) -> None:
    world.say("on-strike", "On strike", TEXT)
    await world.cycle()
    for feeds in ((PRESS,), (replace(NEWS, watched=True),)):
        world.catalogue = replace(world.catalogue, feeds=feeds)
        assert "No statement of that title" in plain(await world.answers.statement("entry:1"))


async def test_why_understands_an_entrys_id(world: World) -> None:
    world.say("on-strike", "On strike", TEXT)
    await world.cycle()
    assert "own-host" in plain(await world.answers.why("entry:1"))
    assert "not seen" in plain(await world.answers.why("entry:2"))
