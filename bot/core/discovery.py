"""Where may a union's words be found? The addresses that are tried, and why.

Called by `bot.core.sitepage` and `bot.services.site_finder`, for ``init``. Nothing here is believed: each
address is only a candidate, which is fetched and parsed for real, and whose it is an admin says.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Final
from urllib.parse import urldefrag, urljoin, urlsplit

from bot.core.hosts import LinkFault, link_host
from bot.core.model import Account, Platform


class Maker(StrEnum):
    """A program that many sites are made with."""

    WIX = "Wix"
    WORDPRESS = "WordPress"
    DRUPAL = "Drupal"
    SQUARESPACE = "Squarespace"


_PATHS: Final = {Maker.WIX: "/blog-feed.xml", Maker.WORDPRESS: "/feed/", Maker.DRUPAL: "/rss.xml"}
#: Tried where nothing else led to a feed.
_USUAL_PATHS: Final = (*_PATHS.values(), "/feed.xml", "/atom.xml", "/rss", "/index.xml")


class How(StrEnum):
    """Why an address was tried."""

    GIVEN = "you named it"
    DECLARED = "the site declares it as its feed"
    LINKED = "the site links to it"
    MAKER = "sites of this kind have a feed there"
    GUESSED = "many sites have a feed there"


@dataclass(frozen=True, slots=True)
class Candidate:
    """An address at which a feed may be; nobody knows yet."""

    url: str
    how: How
    platform: Platform | None = None  #: of an account's feed
    account: Account | None = None  #: whose feed it would be; of a Bluesky handle not known yet


@dataclass(frozen=True, slots=True)
class SitePage:
    """What one page says."""

    url: str
    name: str | None  #: what the site calls itself
    candidates: tuple[Candidate, ...]  #: the declared ones first
    sections: tuple[str, ...]  #: pages of the same host that may declare feeds of their own
    profiles: tuple[str, ...]  #: accounts' pages whose id does not stand in their address
    maker: Maker | None


def site_address(typed: str) -> str | LinkFault:
    """Return the address of the site somebody typed, such as ``guild.example``; HTTPS always."""
    text = typed.strip()
    scheme, parted, rest = text.partition("://")
    if not parted:
        text = f"https://{text}"
    elif scheme.lower() == "http":
        text = f"https://{rest}"
    host = link_host(text)
    if isinstance(host, LinkFault):
        return host
    return urldefrag(text).url if urlsplit(text).path else f"{text}/"


def makers_candidates(page: SitePage, sections: Iterable[str]) -> tuple[Candidate, ...]:
    """Return where sites made as this one have their feeds."""
    if page.maker is Maker.SQUARESPACE:
        return tuple(Candidate(f"{_plain(section)}?format=rss", How.MAKER) for section in sections)
    path = page.maker and _PATHS[page.maker]
    return (Candidate(_at(page.url, path), How.MAKER),) if path else ()


def usual_candidates(url: str) -> tuple[Candidate, ...]:
    """Return where many sites have a feed."""
    return tuple(Candidate(_at(url, path), How.GUESSED) for path in _USUAL_PATHS)


def account_candidate(account: Account, how: How) -> Candidate:
    """Return the feed of an account."""
    if account.platform is Platform.BLUESKY:
        url = f"https://bsky.app/profile/{account.value}/rss"
    elif account.platform is Platform.YOUTUBE:
        url = f"https://www.youtube.com/feeds/videos.xml?channel_id={account.value}"
    else:
        _, user, host = account.value.split("@")
        url = f"https://{host}/@{user}.rss"
    return Candidate(url, how, account.platform, account)


def once(candidates: Iterable[Candidate]) -> tuple[Candidate, ...]:
    """Return the candidates, each address once."""
    first: dict[str, Candidate] = {}
    for candidate in candidates:
        first.setdefault(candidate.url, candidate)
    return tuple(first.values())


def _plain(url: str) -> str:
    return url.partition("?")[0]


def _at(url: str, path: str) -> str:
    return urljoin(url, path)
