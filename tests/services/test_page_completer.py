"""Teasers completed from their own pages: a real HTTPS site, a real parser process, a real database."""

import logging
from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

import pytest

from bot.core.completion import MOST_TRIES
from bot.core.identity import link_key
from bot.core.model import (
    Account,
    Change,
    Decision,
    Feed,
    Page,
    PageOutcome,
    PageReading,
    Platform,
    Statement,
    WantedPage,
)
from bot.services.pages import MOST_PAGES, PageCompleter
from tests.services.conftest import NEWS, NEWS_URL, World
from tests.site.server import Reply, Site

BEGINNING = "We are on strike from today. Pickets begin at seven in the morning at every gate, and they"
WHOLE = f"{BEGINNING} end at six. Bring water, a hat and a friend. We shall be there every day."
ROBOTS = "https://www.guild.example/robots.txt"


def url_of(slug: str) -> str:
    return f"https://www.guild.example/{slug}"


def put_page(site: Site, slug: str, text: str = WHOLE, *, canonical: str | None = None) -> None:
    head = f"<link rel=canonical href='{canonical}'>" if canonical else ""
    body = f"<html><head><title>{slug}</title>{head}</head><body><main><p>{text}</p></main></body></html>"
    site.put(url_of(slug), Reply(body.encode(), content_type="text/html"))


def tease(world: World, slug: str = "on-strike", text: str = BEGINNING) -> None:
    world.say(slug, slug.replace("-", " ").capitalize(), f"{text}...")


async def statement(world: World, slug: str = "on-strike") -> Statement:
    (found,) = await world.store.statements_by_link(link_key(url_of(slug)))
    return found


async def reading(world: World, slug: str = "on-strike") -> PageReading:
    page = (await statement(world, slug)).page
    assert page is not None
    return page


def pages_asked(world: World) -> list[str]:
    return [seen.url for seen in world.site.requests if seen.url not in (ROBOTS, NEWS_URL)]


async def wanted(world: World) -> Sequence[WantedPage]:
    return await world.store.wanted_pages(world.clock.now(), 100)


def completer(world: World, **options: object) -> PageCompleter:
    given = {"pages": world.pages, **options}
    return PageCompleter(
        catalogue=world.catalogue,
        store=world.store,
        clock=world.clock,
        target_prefix="discord:",
        **given,  # type: ignore[arg-type]
    )


# --- while polling -----------------------------------------------------------------------------------


async def test_a_teaser_is_stored_and_posted_with_its_pages_text(world: World) -> None:
    world.say("fund", "The hardship fund", "The hardship fund is open from today, to every member.")
    tease(world)
    put_page(world.site, "on-strike")
    await world.cycle()
    stored = await statement(world)
    assert (stored.text, stored.cut_off) == (WHOLE, False)
    assert (await statement(world, "fund")).page is None
    assert stored.page is not None
    assert stored.page.outcome is PageOutcome.WHOLE
    assert "Bring water, a hat and a friend." in world.shown()[1]


async def test_the_next_poll_of_the_same_teaser_changes_nothing_and_asks_for_no_page(world: World) -> None:
    tease(world)
    put_page(world.site, "on-strike")
    await world.cycle()
    (report,) = await world.services.poller.poll_all(conditional=False)
    assert [entry.change for entry in report.entries] == [Change.UNCHANGED]
    assert pages_asked(world) == [url_of("on-strike")]
    assert (await statement(world)).text == WHOLE
    assert len(world.poster.posts) == 1


async def test_a_changed_teasers_page_is_read_again(world: World) -> None:
    tease(world)
    put_page(world.site, "on-strike")
    await world.cycle()
    world.edit("on-strike", text=BEGINNING.replace("seven", "eight") + "...")
    put_page(world.site, "on-strike", WHOLE.replace("seven", "eight"))
    await world.cycle()
    stored = await statement(world)
    assert (stored.revision, stored.text) == (2, WHOLE.replace("seven", "eight"))
    assert pages_asked(world) == [url_of("on-strike")] * 2


async def test_whole_texts_accounts_and_what_is_not_direct_need_no_page(world: World) -> None:
    world.say("whole", "Whole", WHOLE)
    await world.cycle()
    assert pages_asked(world) == []
    for change in (
        {"account": Account(Platform.MASTODON, "@guild@www.guild.example")},
        {"watched": True},
        {"hosts": frozenset({"strike.guild.example"})},
    ):
        world.catalogue = replace(world.catalogue, feeds=(replace(NEWS, id=str(change), **change),))
        tease(world, "teaser")
        await world.cycle()
    assert pages_asked(world) == []


async def test_a_page_with_other_words_leaves_the_teaser_for_good(world: World) -> None:
    tease(world)
    put_page(
        world.site,
        "on-strike",
        "Another text, about the figures that were promised in June and did not come.",
    )
    await world.cycle()
    stored = await statement(world)
    assert (stored.text, stored.cut_off) == (f"{BEGINNING}...", True)
    assert stored.page is not None
    assert (stored.page.outcome, stored.page.next_attempt_at) == (PageOutcome.MISMATCH, None)
    assert len(world.poster.posts) == 1


async def test_a_page_that_names_another_place_holds_the_statement(world: World) -> None:
    tease(world)
    put_page(world.site, "on-strike", canonical="https://dailycurtain.example/story")
    world.catalogue = replace(world.catalogue, review_channel=9)
    await world.services.poller.poll_all()
    stored = await statement(world)
    assert (stored.verdict.decision, stored.verdict.rule) == (Decision.HELD, "page-canonical")
    assert (stored.text, (await reading(world)).outcome) == (f"{BEGINNING}...", PageOutcome.FOREIGN)
    due = await world.store.due_deliveries("discord:", world.clock.now())
    assert [(delivery.kind, delivery.target) for delivery in due] == [("review", "discord:9")]


async def test_a_page_whose_header_names_another_place_holds_the_statement(world: World) -> None:
    tease(world)
    head = f"<link rel=canonical href='{url_of('on-strike')}'>"
    body = f"<html><head><title>x</title>{head}</head><body><main><p>{WHOLE}</p></main></body></html>"
    headers = {"Link": '<https://dailycurtain.example/story>; rel="canonical"'}
    world.site.put(url_of("on-strike"), Reply(body.encode(), headers=headers, content_type="text/html"))
    await world.cycle()
    stored = await statement(world)
    assert (stored.verdict.rule, stored.verdict.seen) == ("page-canonical", "dailycurtain.example")
    assert world.poster.posts == []


async def test_a_page_that_leads_elsewhere_holds_the_statement(world: World) -> None:
    tease(world)
    world.site.put(
        url_of("on-strike"), Reply(status=302, headers={"Location": "https://dailycurtain.example/story"})
    )
    await world.cycle()
    stored = await statement(world)
    assert (stored.verdict.decision, stored.verdict.rule) == (Decision.HELD, "page-host")
    assert stored.verdict.seen == "dailycurtain.example"
    assert world.poster.posts == []


async def test_the_whole_text_may_show_what_the_beginning_did_not(world: World) -> None:
    tease(world)
    put_page(world.site, "on-strike", f"{WHOLE} [contains quote post or other embedded content]")
    await world.cycle()
    assert (await statement(world)).verdict.rule == "quoted-post"
    assert world.poster.posts == []


async def test_a_page_that_fails_does_not_hold_up_the_post(world: World) -> None:
    tease(world)
    world.site.put(url_of("on-strike"), Reply(b"<h1>no</h1>", status=403, content_type="text/html"))
    await world.cycle()
    (shown,) = world.shown()
    assert "We are on strike from today." in shown
    assert "and they" not in shown
    page = await reading(world)
    assert (page.outcome, page.attempts) == (PageOutcome.UNAVAILABLE, 1)
    assert page.next_attempt_at == world.clock.now() + timedelta(minutes=5)
    assert "answered 403 (Forbidden)" in page.note


async def test_a_site_that_asks_for_a_longer_wait_gets_it(world: World) -> None:
    tease(world)
    world.site.put(url_of("on-strike"), Reply(status=429, headers={"Retry-After": "3600"}))
    await world.cycle()
    assert (await reading(world)).next_attempt_at == world.clock.now() + timedelta(hours=1)


async def test_robots_txt_is_obeyed_for_good(world: World) -> None:
    tease(world)
    put_page(world.site, "on-strike")
    world.site.put(ROBOTS, Reply(b"User-agent: *\nDisallow: /on-", content_type="text/plain"))
    await world.cycle()
    page = await reading(world)
    assert (page.outcome, page.next_attempt_at) == (PageOutcome.REFUSED, None)
    assert "robots.txt" in page.note
    assert pages_asked(world) == []
    assert len(world.poster.posts) == 1


async def test_only_so_many_pages_are_read_in_one_poll_those_to_be_posted_first(world: World) -> None:
    for number in range(MOST_PAGES + 3):
        # The oldest ones are posted: the newer ones say that they are from before the channel's time.
        tease(world, f"s{number}", f"Statement {number}. {BEGINNING}")
        put_page(world.site, f"s{number}", f"Statement {number}. {WHOLE}")
        world.clock.advance(timedelta(hours=1))
    await world.services.poller.poll_all()
    newest_first = [url_of(f"s{number}") for number in reversed(range(MOST_PAGES + 3))]
    assert pages_asked(world) == newest_first[:MOST_PAGES]
    left = [await reading(world, f"s{number}") for number in range(3)]
    assert {(page.outcome, page.attempts) for page in left} == {(PageOutcome.UNAVAILABLE, 0)}
    assert [page.url for page in await wanted(world)] == [url_of(f"s{number}") for number in range(3)]

    await world.services.completer.complete_due()
    assert pages_asked(world)[MOST_PAGES:] == newest_first[: MOST_PAGES - 1 : -1]
    assert await wanted(world) == []
    assert (await statement(world, "s0")).text == f"Statement 0. {WHOLE}"


class Pages:
    """Pages that are asked for and never fail but in one way."""

    def __init__(self, failure: Exception) -> None:
        self.asked: list[str] = []
        self._failure = failure

    async def read(self, feed: Feed, url: str) -> Page:
        self.asked.append(url)
        raise self._failure


async def test_a_fault_of_ours_costs_the_page_and_not_the_post(
    world: World, caplog: pytest.LogCaptureFixture
) -> None:
    tease(world)
    world.pages = Pages(KeyError("a fault of ours"))  # type: ignore[assignment]
    await world.cycle()
    assert len(world.poster.posts) == 1
    page = await reading(world)
    assert page.outcome is PageOutcome.UNAVAILABLE
    assert "failed unexpectedly" in page.note
    (record,) = [one for one in caplog.records if one.name == "bot.services.pages"]
    assert record.levelno == logging.ERROR
    assert record.exc_info


async def test_pages_that_take_too_long_keep_nothing_waiting(world: World) -> None:
    tease(world, "first")
    tease(world, "second")
    await world.services.poller.poll_all()  # both answer 404, and are to be tried again
    world.clock.advance(timedelta(minutes=5))
    for slug in ("first", "second"):
        world.site.put(url_of(slug), Reply(silent=True))
    await completer(world, patience=timedelta(seconds=0.3)).complete_due()
    tries = {(await reading(world, slug)).attempts for slug in ("first", "second")}
    assert tries == {1, 2}  # the one that was waited for has had its second try, the other has not
    (late,) = [page for slug in ("first", "second") if (page := await reading(world, slug)).attempts == 2]
    assert "it did not come in time" in late.note


async def test_what_there_is_no_time_for_is_left_to_the_next_round(world: World) -> None:
    tease(world)
    put_page(world.site, "on-strike")
    impatient = completer(world, patience=timedelta())
    poller = world.services.poller
    poller._completer = impatient
    await poller.poll_all()
    assert pages_asked(world) == []
    assert (await reading(world)).attempts == 0


# --- later -------------------------------------------------------------------------------------------


async def test_a_page_that_comes_later_completes_without_a_post_or_an_edit(world: World) -> None:
    tease(world)
    await world.cycle()
    put_page(world.site, "on-strike")
    await world.services.completer.complete_due()
    assert (await reading(world)).outcome is PageOutcome.UNAVAILABLE  # not due yet
    world.clock.advance(timedelta(minutes=5))
    await world.services.completer.complete_due()
    stored = await statement(world)
    assert (stored.text, stored.cut_off, stored.revision) == (WHOLE, False, 1)
    assert (await reading(world)).attempts == 2
    assert await world.store.due_deliveries("discord:", world.clock.now()) == []
    assert len(world.poster.posts) == 1
    (report,) = await world.services.poller.poll_all(conditional=False)
    assert [entry.change for entry in report.entries] == [Change.UNCHANGED]


async def test_after_the_last_try_the_teaser_stays(world: World) -> None:
    tease(world)
    await world.cycle()
    for _ in range(MOST_TRIES + 2):
        world.clock.advance(timedelta(hours=6))
        await world.services.completer.complete_due()
    page = await reading(world)
    assert (page.outcome, page.attempts, page.next_attempt_at) == (PageOutcome.REFUSED, MOST_TRIES, None)
    assert len(pages_asked(world)) == MOST_TRIES
    assert (await statement(world)).verdict.decision is Decision.DIRECT


async def test_a_page_that_turns_out_foreign_holds_what_is_not_yet_posted(world: World) -> None:
    tease(world)
    world.catalogue = replace(world.catalogue, review_channel=9)
    await world.services.poller.poll_all()
    put_page(world.site, "on-strike", canonical="https://dailycurtain.example/story")
    world.clock.advance(timedelta(minutes=5))
    await world.services.completer.complete_due()
    stored = await statement(world)
    assert (stored.verdict.decision, stored.verdict.rule) == (Decision.HELD, "page-canonical")
    await world.services.deliverer.deliver_pending()
    assert {target for target, _, _ in world.poster.posts} == {"discord:9"}


async def test_once_stopping_no_further_page_is_asked_for(world: World) -> None:
    tease(world)
    await world.cycle()
    world.clock.advance(timedelta(minutes=5))
    before = len(world.site.requests)
    await world.services.completer.complete_due(lambda: True)
    assert len(world.site.requests) == before


async def test_the_page_of_a_feed_that_is_not_followed_any_more_is_given_up(world: World) -> None:
    tease(world)
    await world.cycle()
    world.catalogue = replace(world.catalogue, feeds=())
    world.clock.advance(timedelta(minutes=5))
    await world.services.completer.complete_due()
    page = await reading(world)
    assert (page.outcome, page.attempts) == (PageOutcome.REFUSED, 1)
    assert "not followed any more" in page.note
    assert await wanted(world) == []


async def test_words_that_a_person_approved_get_no_others_added(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    tease(world)
    await world.cycle()
    put_page(world.site, "on-strike")
    world.clock.advance(timedelta(minutes=5))
    (one,) = await wanted(world)
    held = replace(one, verdict=replace(one.verdict, decision=Decision.HELD, rule="voice"))

    async def approved(*_: object) -> list[WantedPage]:
        return [held]

    monkeypatch.setattr(world.store, "wanted_pages", approved)
    await world.services.completer.complete_due()
    assert (await statement(world)).text == f"{BEGINNING}..."
    assert "were approved" in (await reading(world)).note


async def test_a_database_that_refuses_one_reading_costs_that_one(
    world: World, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    for slug in ("first", "second"):
        tease(world, slug)
    await world.cycle()
    world.clock.advance(timedelta(minutes=5))
    one, two = await wanted(world)
    lost = replace(one, entry_id=999_999)

    async def listed(*_: object) -> list[WantedPage]:
        return [lost, two]

    for slug in ("first", "second"):
        put_page(world.site, slug)
    monkeypatch.setattr(world.store, "wanted_pages", listed)
    await world.services.completer.complete_due()
    assert [record.levelname for record in caplog.records if record.name == "bot.services.pages"] == [
        "WARNING"
    ]
    outcomes = {(await reading(world, slug)).outcome for slug in ("first", "second")}
    assert outcomes == {PageOutcome.UNAVAILABLE, PageOutcome.WHOLE}
