"""Whose is the link that somebody pasted? From the address alone: nothing is looked up and nothing fetched.

Called by `bot.services.verifier` for links that no feed has listed. The union's own host or account, written
so that it can be read in one way only, is its own; anything else is not a direct source.
"""

import re
from collections.abc import Iterable, Sequence
from typing import Final
from urllib.parse import parse_qs, urlsplit

from bot.core.hosts import LinkFault, permalink_host
from bot.core.lookalikes import likeness
from bot.core.model import Entry, Feed, Platform
from bot.core.platforms import entry_identity, platform_hosts
from bot.core.quotes.model import LinkFinding, Result

_BLUESKY_POST: Final = re.compile(r"/profile/(?P<account>[^/]+)/post/(?P<post>[A-Za-z0-9._~:-]+)/?\Z")
_SHORT_VIDEO_HOST: Final = "youtu.be"
_VIDEO_PATH: Final = re.compile(r"/(?:shorts|live|embed)/(?P<video>[\w-]+)/?\Z")
_OTHER_SCHEMES: Final = {"http": "https", "https": "http"}
_VIDEO_HOSTS: Final = frozenset({"www.youtube.com", "youtube.com", "m.youtube.com"})


def addressed(url: str) -> str:
    """Return an address that was written without its scheme (``www.…``) with it."""
    return url if "://" in url else f"https://{url}"


def spellings(url: str) -> tuple[str, ...]:
    """Return the address, and those under which a feed may list the same page."""
    host = permalink_host(url)
    if isinstance(host, LinkFault):
        return (url,)  # nothing is repaired
    return tuple(dict.fromkeys((url, _as_listed(url, host), _with_other_scheme(url))))


def _with_other_scheme(url: str) -> str:
    scheme, parting, rest = url.partition("://")
    return f"{_OTHER_SCHEMES[scheme.lower()]}{parting}{rest}"


def _as_listed(url: str, host: str) -> str:
    """Return a video's address as YouTube's feeds give it, and any other as it is."""
    if host not in _VIDEO_HOSTS | {_SHORT_VIDEO_HOST}:
        return url
    parts = urlsplit(url)
    video = _video(parts.path, parts.query, is_short=host == _SHORT_VIDEO_HOST)
    return f"https://www.youtube.com/watch?v={video}" if video else url


def _video(path: str, query: str, *, is_short: bool) -> str | None:
    if is_short:
        return path.strip("/") or None
    if found := _VIDEO_PATH.match(path):
        return found["video"]
    return next(iter(parse_qs(query).get("v", [])), None)


def unlisted(url: str, feeds: Sequence[Feed]) -> LinkFinding:
    """Return what is to be said of a link that none of `feeds` has listed.

    UNSEEN where it is on a host or an account of a union's own, else NOT_DIRECT, with the warning where
    its host looks like the union's.
    """
    host = permalink_host(url)
    if isinstance(host, LinkFault):
        return LinkFinding(url, Result.NOT_DIRECT)
    own = [feed for feed in feeds if not feed.watched]
    if any(is_of(url, host, feed) for feed in own):
        return LinkFinding(url, Result.UNSEEN, host=host)
    platforms = (platform_hosts(feed.account) for feed in own if feed.account)
    pinned_there = any(host in hosts for hosts in platforms)
    return LinkFinding(
        url, Result.NOT_DIRECT, likeness=None if pinned_there else _likeness(host, own), host=host
    )


def is_of(url: str, host: str, feed: Feed) -> bool:
    """Tell whether an address on `host` is on a host of this feed's union, or its pinned account's."""
    return host in feed.hosts or _is_of_account(url, host, feed)


def _is_of_account(url: str, host: str, feed: Feed) -> bool:
    account = feed.account
    if account is None or host not in platform_hosts(account):
        return False
    return entry_identity(_as_entry(url, account.platform), account) == account.value


def _as_entry(url: str, platform: Platform) -> Entry:
    """Return an entry as a feed would list it at this address, for the one rule on whose it is."""
    post = _BLUESKY_POST.match(urlsplit(url).path) if platform is Platform.BLUESKY else None
    guid = f"at://{post['account']}/app.bsky.feed.post/{post['post']}" if post else None
    return Entry(guid, url, "", "")


def _likeness(host: str, feeds: Iterable[Feed]) -> str | None:
    for feed in feeds:
        names = (feed.union_id, feed.union_name, *feed.also_known_as)
        found = likeness(host, feed.hosts, names, feed.employers)
        if found is not None:
            return found
    return None
