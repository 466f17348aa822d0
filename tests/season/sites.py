"""The union's sites and a newspaper's, as the fetcher and the page reader find them at the season's time."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from bot.core.errors import FetchTemporary
from bot.core.mainpage import read_page
from bot.core.model import Entry, Feed, Fetched, MainPage, NotModified, Page, ParsedFeed, Validators
from bot.core.parse import parse_feed
from bot.core.rawcoding import decoded
from bot.core.rawentry import read_raw
from bot.ports import Clock
from tests.documents import Item, rss
from tests.season.almanac import PRESS, SITE, STRIKE_SITE, Almanac, Kind, Saying, Trouble

HOSTS = {
    SITE: "www.northpier.example",
    STRIKE_SITE: "strike.northpier.example",
    PRESS: "harbourpost.example",
}
LISTED = 30  #: entries in a feed: what falls off its end is not seen to change any more
UNION = "Northern Pier Guild"
_OWN = frozenset({HOSTS[SITE], HOSTS[STRIKE_SITE]})


def feed_of(name: str) -> Feed:
    """Return the feed of that name."""
    address = f"https://{HOSTS[name]}/feed"
    return Feed(name, address, "pier", UNION, _OWN, watched=name == PRESS, every=timedelta(hours=1))


@dataclass(frozen=True, slots=True)
class Sites:
    """Every site of the season."""

    almanac: Almanac
    clock: Clock

    async def fetch(self, feed: Feed, validators: Validators) -> Fetched | NotModified:
        """Answer as a server does that knows its documents by their ETag."""
        now = self.clock.now()
        trouble = self.almanac.is_wrong(feed.id, now)
        if trouble is Trouble.DOWN:
            raise FetchTemporary(feed.id, "the site does not answer")
        body = _spoilt(self._document(feed.id, now), trouble)
        found = Validators(etag=hashlib.sha256(body).hexdigest())
        if validators == found:
            return NotModified((feed.url,), found, now)
        kind = "text/html" if trouble is Trouble.HTML else "application/rss+xml"
        return Fetched((feed.url,), body, kind, found, now)

    async def read(self, feed: Feed, url: str) -> Page:
        """Show a statement's own page: all are kept, whatever the feed lists."""
        now = self.clock.now()
        if self.almanac.is_wrong(feed.id, now) is Trouble.DOWN:
            raise FetchTemporary(feed.id, "the site does not answer")
        token = url.rpartition("/")[2]
        [saying] = [one for one in self.almanac.sayings if one.token == token]
        return Page((url,), url, saying.wording(now).text, None, now, status=200)

    async def parse(self, fetched: Fetched, feed: Feed) -> ParsedFeed:
        """Parse for real, in this process."""
        return parse_feed(
            fetched.body, feed_id=feed.id, base_url=fetched.hops[-1], content_type=fetched.content_type
        )

    async def read_entry(self, raw: bytes, feed: Feed) -> Entry:
        """Read what was kept of an entry for real, in this process."""
        return read_raw(decoded(raw))

    async def read_page(self, fetched: Fetched, feed: Feed) -> MainPage:
        """Read what was kept of a page for real, in this process."""
        return read_page(fetched.body, base_url=fetched.hops[-1], content_type=fetched.content_type)

    def listed(self, name: str, now: datetime) -> Sequence[Saying]:
        """Return what a site's feed lists now, newest first."""
        found = [one for one in self.almanac.sayings if one.is_listed(name, now)]
        return sorted(found, key=lambda one: (one.at, one.token), reverse=True)[:LISTED]

    def _document(self, name: str, now: datetime) -> bytes:
        generation = sum(at <= now for at in self.almanac.guids_anew) if name == SITE else 0
        items = [_item(saying, name, now) for saying in self.listed(name, now)]
        return rss(
            [replace(item, guid=f"{generation}-{item.guid}") for item in items],
            title=UNION,
            home=f"https://{HOSTS[name]}/",
        )


def _item(saying: Saying, name: str, now: datetime) -> Item:
    host = "elsewhere.example" if saying.kind is Kind.STRANGER else HOSTS[name]
    link = f"https://{host}/{saying.token}"
    return Item(saying.title, link, saying.wording(now).text, saying.at, saying.token)


def _spoilt(body: bytes, trouble: Trouble | None) -> bytes:
    match trouble:
        case Trouble.TRUNCATED:
            return body[: len(body) * 2 // 3]
        case Trouble.HTML:
            return b"<!doctype html><html><body><h1>We are being rebuilt</h1></body></html>"
        case Trouble.EMPTY:
            return b""
        case _:
            return body
