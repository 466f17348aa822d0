"""Has the union said this? Checked against a real database, filled over HTTPS."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from bot.core.model import AuditAction, AuditRecord
from bot.core.quotes.model import Checked, LinkFinding, Result
from bot.core.quotes.pieces import MOST_PIECES
from bot.services.verifier import LONGEST_TEXT
from tests.documents import Item, rss
from tests.services.conftest import NEWS, NEWS_URL, PRESS, PRESS_URL, START, World
from tests.site.server import Reply

SAID = (
    "The crews walked out at midnight, and the crews will not go back without a contract. "
    "Pickets begin at seven in the morning at every gate of the lot."
)
URL = "https://www.guild.example/we-are-out"
STORY_URL = "https://dailycurtain.example/crews-walk-out"


@pytest.fixture
async def out(world: World) -> World:
    """Let the union have said one thing."""
    world.say("we-are-out", "We are out", SAID)
    await world.cycle()
    return world


def results(checked: Checked) -> list[Result]:
    return [finding.result for finding in checked.findings]


async def one_link(world: World, url: str) -> LinkFinding:
    [finding] = (await world.verifier.check(f"See {url} for more.")).links
    return finding


async def test_quotations_and_prose_are_told_apart_and_answered_in_order(out: World) -> None:
    checked = await out.verifier.check(
        "“The crews walked out at midnight,” the guild said on the first day of the year. "
        "“The crews will go back without a contract,” it added. “The studios are pleased with it,” said one. "
        "Nobody in the city had expected to see the lots so quiet on a Monday. “On strike” said a sign."
    )
    quoted = [one for one in checked.findings if one.piece.quoted]
    assert [one.result for one in quoted] == [Result.VERBATIM, Result.ALTERED, Result.NO_RECORD]
    assert {one.result for one in checked.findings if not one.piece.quoted} <= {
        Result.NO_RECORD,
        Result.TOO_SHORT,
    }
    assert quoted[0].candidate is not None
    assert quoted[0].candidate.url == URL
    assert not checked.is_cut
    assert not checked.all_verbatim


async def test_a_page_of_the_press_is_asked_for_its_quotations_alone(out: World) -> None:
    text = f"Crews left the lot on Monday without a word to anybody. “{SAID}” See {URL} for more."
    checked = await out.verifier.check(text, quotations_only=True)
    assert {one.piece.quoted for one in checked.findings} == {True}
    assert results(checked) == [Result.VERBATIM] * len(checked.findings)
    assert checked.links == ()


async def test_a_text_that_is_too_long_is_cut_and_said_to_be(out: World) -> None:
    checked = await out.verifier.check("word " * (LONGEST_TEXT // 5) + "“The crews walked out at midnight”")
    assert checked.is_cut
    assert Result.VERBATIM not in results(checked)


async def test_a_text_of_very_many_sentences_is_cut_and_said_to_be(out: World) -> None:
    assert (await out.verifier.check("Nobody here has ever said a word of that. " * MOST_PIECES)).is_cut


async def test_an_earlier_wording_counts_and_is_known_to_be_one(out: World) -> None:
    out.edit("we-are-out", text=SAID.replace("at seven", "at six"))
    out.clock.advance(timedelta(hours=1))
    await out.cycle()
    for words, is_newest in (("at seven", False), ("at six", True)):
        [finding] = (await out.verifier.check(f"“Pickets begin {words} in the morning”")).findings
        assert finding.result is Result.VERBATIM
        assert finding.candidate is not None
        assert finding.candidate.is_newest is is_newest


async def test_what_was_withdrawn_counts_no_more(out: World) -> None:
    audit = AuditRecord(out.clock.now(), "cli:ada", AuditAction.WITHDRAW, "entry:1", "by mistake")
    await out.store.withdraw(1, audit=audit)
    assert results(await out.verifier.check(f"“{SAID}”")) == [Result.NO_RECORD]
    finding = await one_link(out, URL)
    assert finding.result is Result.NOT_DIRECT
    assert finding.statement is not None
    assert finding.statement.withdrawn_at is not None


async def test_a_feed_that_is_no_longer_followed_vouches_for_nothing(out: World) -> None:
    out.catalogue = replace(out.catalogue, feeds=(replace(NEWS, id="another"),))
    assert results(await out.verifier.check(f"“{SAID}”")) == [Result.NO_RECORD]
    finding = await one_link(out, URL)
    assert (finding.result, finding.statement) == (Result.UNSEEN, None)


async def test_what_a_watched_feed_carries_is_never_the_unions(world: World) -> None:
    world.catalogue = replace(world.catalogue, feeds=(NEWS, PRESS))
    story = Item("Crews walk out", STORY_URL, f"“{SAID}”", START, "story")
    world.site.put(PRESS_URL, Reply(rss([story], title="The Daily Curtain")))
    await world.cycle()
    assert results(await world.verifier.check(f"“{SAID}”")) == [Result.NO_RECORD]
    finding = await one_link(world, STORY_URL)
    assert finding.result is Result.NOT_DIRECT
    assert finding.statement is not None
    assert finding.statement.verdict.rule == "not-the-union"
    world.say("we-are-out", "We are out", SAID)
    await world.cycle()
    told = await world.verifier.check_story([LinkFinding("https://x.example/", Result.NOT_DIRECT), finding])
    assert told is not None
    assert (told.url, told.is_listed, told.problem) == (STORY_URL, True, None)
    assert told.checked is not None
    assert told.checked.all_verbatim
    assert await world.verifier.check_story([]) is None
    assert await world.verifier.check_story([await one_link(world, URL)]) is None


async def test_the_unions_own_page_that_only_the_press_lists_is_not_seen_yet(world: World) -> None:
    world.catalogue = replace(world.catalogue, feeds=(NEWS, PRESS))
    world.site.put(PRESS_URL, Reply(rss([Item("The guild says", URL, SAID, START, "x")], title="The Press")))
    await world.cycle()
    finding = await one_link(world, URL)
    assert (finding.result, finding.statement) == (Result.UNSEEN, None)


# --- links -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "url",
    [URL, f"{URL}?utm_source=x#top", "http://www.guild.example/we-are-out", "www.guild.example/we-are-out/"],
)
async def test_a_known_link_is_found_however_it_is_written(out: World, url: str) -> None:
    finding = await one_link(out, url)
    assert finding.result is Result.KNOWN
    assert finding.statement is not None
    assert finding.statement.title == "We are out"


async def test_an_unseen_page_of_the_unions_has_its_feeds_asked_again_soon(out: World) -> None:
    async def next_poll_at() -> datetime | None:
        return (await out.store.feed_states())["guild-news"].next_poll_at

    planned = await next_poll_at()
    assert planned is not None
    unseen = "https://www.guild.example/tomorrow"
    assert (await one_link(out, unseen)).result is Result.UNSEEN
    assert await next_poll_at() == planned  # it was asked just now
    out.clock.advance(timedelta(minutes=2))
    await out.verifier.check(unseen)
    assert await next_poll_at() == out.clock.now()


async def test_an_unseen_link_is_found_once_its_feed_was_asked(out: World) -> None:
    out.say("tomorrow", "Tomorrow", "We meet again tomorrow at seven in the morning, at every gate.")
    out.clock.advance(timedelta(minutes=2))
    assert (await one_link(out, "https://www.guild.example/tomorrow")).result is Result.UNSEEN
    await out.services.poller.poll_due()
    assert (await one_link(out, "https://www.guild.example/tomorrow")).result is Result.KNOWN


async def test_a_look_alike_comes_with_its_warning(out: World) -> None:
    finding = await one_link(out, "https://www.guild.example.fund.example/x")
    assert finding.result is Result.NOT_DIRECT
    assert finding.likeness is not None


async def test_many_links_are_bounded_and_each_is_answered_once(out: World) -> None:
    urls = " ".join(f"https://dailycurtain.example/{number % 15}" for number in range(30))
    checked = await out.verifier.check(urls)
    assert [link.url for link in checked.links] == [f"https://dailycurtain.example/{n}" for n in range(10)]
    assert checked.findings == ()


async def test_an_empty_text_is_not_verbatim(out: World) -> None:
    checked = await out.verifier.check(" \n ")
    assert checked == Checked(())
    assert not checked.all_verbatim


async def test_a_statement_pasted_as_a_whole_is_verbatim_throughout(out: World) -> None:
    checked = await out.verifier.check(f"We are out\n\n{SAID}")
    assert checked.all_verbatim
    assert out.clock.now().tzinfo is UTC
    assert NEWS_URL not in [link.url for link in checked.links]
