"""The demo's sites, read by the bot's own fetcher over real HTTPS."""

from datetime import timedelta

import pytest

from bot.adapters.http import HttpFetcher
from bot.core.errors import FetchTemporary
from bot.core.model import Feed, Fetched, NotModified, Validators
from bot.demo.clock import PlainClock
from bot.demo.sites import Sites
from bot.demo.timeline import STARTS_AT
from bot.demo.world import FEED_PATHS, HOSTS, Site, article


def feed(site: Site) -> Feed:
    return Feed(site, f"https://{HOSTS[site]}{FEED_PATHS[site]}", "guild", "Guild", frozenset())


async def test_a_feed_answers_304_until_something_changes() -> None:
    clock = PlainClock(STARTS_AT)
    async with (
        Sites() as sites,
        HttpFetcher(
            clock, user_agent="test", connect_to=sites.connect_to, ssl_context=sites.client_context()
        ) as fetcher,
    ):
        sites.publish(article("where-to-picket"), STARTS_AT)
        first = await fetcher.fetch(feed(Site.STRIKE_SITE), Validators())
        assert isinstance(first, Fetched)
        assert b"north gate" in first.body
        assert isinstance(await fetcher.fetch(feed(Site.STRIKE_SITE), first.validators), NotModified)

        sites.correct(article("where-to-picket-corrected"), STARTS_AT + timedelta(days=1))
        second = await fetcher.fetch(feed(Site.STRIKE_SITE), first.validators)
        assert isinstance(second, Fetched)
        assert b"south gate" in second.body
        assert second.body.count(b"<item>") == 1


async def test_a_site_that_is_down_answers_503_and_the_others_go_on() -> None:
    clock = PlainClock(STARTS_AT)
    async with (
        Sites() as sites,
        HttpFetcher(
            clock, user_agent="test", connect_to=sites.connect_to, ssl_context=sites.client_context()
        ) as fetcher,
    ):
        sites.set_down(Site.PRESS_ROOM, down=True)
        with pytest.raises(FetchTemporary, match="503"):
            await fetcher.fetch(feed(Site.PRESS_ROOM), Validators())
        assert isinstance(await fetcher.fetch(feed(Site.BLUESKY), Validators()), Fetched)

        sites.set_down(Site.PRESS_ROOM, down=False)
        assert isinstance(await fetcher.fetch(feed(Site.PRESS_ROOM), Validators()), Fetched)
