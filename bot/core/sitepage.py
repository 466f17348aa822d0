"""What does a page of a site say of feeds, accounts and further pages? For ``init``.

Called by `bot.services.site_finder`. Guarantees: every address is HTTPS with a host that can be compared, and
reading a page takes time that grows with its length alone.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from html import unescape
from typing import Final
from urllib.parse import urldefrag, urljoin, urlsplit

from bot.core.discovery import Candidate, How, Maker, SitePage, account_candidate, once
from bot.core.hosts import LinkFault, link_host
from bot.core.model import Account, Platform
from bot.core.plaintext import one_line
from bot.core.platforms import lists_visitors_words, parse_account

_TAG: Final = re.compile(r"<(link|a|meta|base)\s([^<>]{1,4000})>", re.IGNORECASE)
_ATTRIBUTE: Final = re.compile(
    r"""(?<![a-z:-])([a-z:-]{1,40})\s{0,9}=\s{0,9}(?:"([^"]*)"|'([^']*)'|([^\s"']+))""", re.IGNORECASE
)
_TITLE: Final = re.compile(r"<title[^<>]{0,200}>([^<]{1,500})", re.IGNORECASE)
_TITLE_PARTS: Final = re.compile(r"\s[|·–—-]\s")
_HOMES: Final = frozenset({"home", "homepage", "home page", "welcome", "inicio", "accueil"})  #: say nothing
_FEED_TYPES: Final = frozenset({"application/rss+xml", "application/atom+xml"})
#: How addresses of feeds end, where a page links to one without declaring it.
_FEED_ENDING: Final = re.compile(
    r"(?:\.rss|/feed/?|/rss/?|[/-](?:feed|rss|atom|index)\.xml)\Z", re.IGNORECASE
)
#: The last part of the address of a page under which a site keeps its news, in a few languages.
_SECTION: Final = re.compile(
    r"(?:\A|-)(?:news|newsroom|blog|press|media|updates?|statements?|releases?|announcements?|latest"
    r"|noticias|prensa|comunicados|actualidad|actualites|presse|aktuelles|nachrichten)(?:-|\Z)",
    re.IGNORECASE,
)
_MOST_PARTS: Final = 3  # of a section's address; what lies deeper is an article
_MOST_HYPHENS: Final = 2  # in its last part; a headline has more
_HANDLE: Final = re.compile(r"/(?:@|user/|c/)[^/]{1,60}/?\Z")
_MASTODON_PROFILE: Final = re.compile(r"/@([A-Za-z0-9_.-]{1,60})/?\Z")
_BLUESKY_PROFILE: Final = re.compile(r"/profile/([A-Za-z0-9:._-]{1,250})/?\Z")
_YOUTUBE_CHANNEL: Final = re.compile(r"/channel/(UC[A-Za-z0-9_-]{1,60})/?\Z")
_YOUTUBE_FEED: Final = re.compile(r"channel_id=(UC[A-Za-z0-9_-]{1,60})\Z")
_YOUTUBE: Final = frozenset({"www.youtube.com", "youtube.com", "m.youtube.com"})
#: Where ``/@name`` is no account of Mastodon's kind.
_OTHER_AT_SIGNS: Final = _YOUTUBE | {
    "medium.com",
    "substack.com",
    "www.threads.com",
    "www.threads.net",
    "threads.net",
    "www.tiktok.com",
    "tiktok.com",
}
_TRACES: Final = {
    Maker.WIX: ("static.wixstatic.com", "static.parastorage.com", "wix.com website builder"),
    Maker.SQUARESPACE: ("static1.squarespace.com", "<!-- this is squarespace"),
    Maker.DRUPAL: ("drupal-settings-json", "/sites/default/files/", 'content="drupal'),
    Maker.WORDPRESS: ("/wp-content/", "/wp-json/", "/wp-includes/", 'content="wordpress'),
}


def read_site_page(html: str, url: str) -> SitePage:
    """Read a page of the union's site, or one of an account; `url` is the address that gave it."""
    tags = [(kind.lower(), _attributes(rest)) for kind, rest in _TAG.findall(html)]
    base = next(
        (attributes["href"] for kind, attributes in tags if kind == "base" and "href" in attributes), ""
    )
    links = list(_links(tags, _joined(url, base) or url))
    declared = (link for link in links if link.is_declared)
    candidates = [
        *(Candidate(link.url, How.DECLARED) for link in declared if not lists_visitors_words(link.url)),
        *(found for link in links if not link.is_declared and (found := _linked(link, url))),
    ]
    return SitePage(
        url=url,
        name=_site_name(html, tags),
        candidates=once(candidates),
        sections=tuple(dict.fromkeys(link.url for link in links if _is_section(link.url, url))),
        profiles=tuple(dict.fromkeys(link.url for link in links if _is_handle(link.url))),
        maker=_maker(html.lower()),
    )


def account_on(html: str, url: str) -> Account | None:
    """Return the YouTube channel whose page this is: the one that its canonical link or its feed names."""
    tags = [(kind.lower(), _attributes(rest)) for kind, rest in _TAG.findall(html)]
    heads = [link for link in _links(tags, url) if link.is_declared or link.is_canonical]
    ids = {
        found[1]
        for link in heads
        if link_host(link.url) in _YOUTUBE
        and (parts := urlsplit(link.url))
        and (found := _YOUTUBE_CHANNEL.match(parts.path) or _YOUTUBE_FEED.match(parts.query))
    }
    return parse_account(ids.pop()) if len(ids) == 1 else None


# --- what a page links to ---------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Link:
    url: str  #: HTTPS, without a fragment, its host comparable
    is_declared: bool  #: ``rel=alternate`` with the type of a feed
    is_canonical: bool


def _attributes(text: str) -> dict[str, str]:
    return {
        name.lower(): unescape(double or single or bare)
        for name, double, single, bare in _ATTRIBUTE.findall(text)
    }


def _links(tags: Iterable[tuple[str, dict[str, str]]], base: str) -> Iterator[_Link]:
    for kind, attributes in tags:
        url = _joined(base, attributes.get("href", ""))
        if kind not in ("link", "a") or url is None:
            continue
        relations = attributes.get("rel", "").lower().split()
        is_feed = attributes.get("type", "").strip().lower() in _FEED_TYPES
        yield _Link(url, "alternate" in relations and is_feed, "canonical" in relations)


def _joined(base: str, href: str) -> str | None:
    """Return a link's address, HTTPS where it says HTTP; None for what could not be asked."""
    if not href.strip():
        return None
    try:
        url = urldefrag(urljoin(base, href.strip())).url
    except ValueError:
        return None
    if url.lower().startswith("http://"):
        url = f"https://{url[7:]}"
    return None if isinstance(link_host(url), LinkFault) else url


def _linked(link: _Link, page: str) -> Candidate | None:
    """Return the feed or account that a link leads to, if any."""
    host, path = str(link_host(link.url)), urlsplit(link.url).path
    account = _account(link, host, path)
    if account is not None:
        return account_candidate(account, How.LINKED)
    if host == "bsky.app" and (found := _BLUESKY_PROFILE.match(path)):
        # Whose handle it is, the entries say.
        return Candidate(f"https://bsky.app/profile/{found[1]}/rss", How.LINKED, Platform.BLUESKY)
    if host == link_host(page) and _FEED_ENDING.search(path) and not lists_visitors_words(link.url):
        return Candidate(link.url, How.LINKED)
    return None


def _account(link: _Link, host: str, path: str) -> Account | None:
    """Return the account whose page a link leads to, where its address says whose."""
    if host == "bsky.app" and (found := _BLUESKY_PROFILE.match(path)):
        return parse_account(found[1])
    if host in _YOUTUBE and (found := _YOUTUBE_CHANNEL.match(path)):
        return parse_account(found[1])
    if host not in _OTHER_AT_SIGNS and (found := _MASTODON_PROFILE.match(path)):
        return parse_account(f"@{found[1]}@{host}")
    return None


def _is_handle(url: str) -> bool:
    return link_host(url) in _YOUTUBE and _HANDLE.match(urlsplit(url).path) is not None


def _is_section(url: str, page: str) -> bool:
    parts = urlsplit(url)
    if link_host(url) != link_host(page) or parts.query or _FEED_ENDING.search(parts.path):
        return False
    names = parts.path.strip("/").split("/")
    last = names[-1].rpartition(".")[0] or names[-1]
    is_short = len(names) <= _MOST_PARTS and last.count("-") <= _MOST_HYPHENS
    return is_short and _SECTION.search(last) is not None


def _site_name(html: str, tags: Iterable[tuple[str, dict[str, str]]]) -> str | None:
    told = (
        attributes.get("content", "")
        for kind, attributes in tags
        if kind == "meta" and attributes.get("property", "").lower() == "og:site_name"
    )
    title = _TITLE.search(html)
    written = _TITLE_PARTS.split(unescape(title[1]) if title else "")
    names = (one_line(name) for name in [*told, *written])
    return next((name for name in names if name and name.lower() not in _HOMES), None)


def _maker(page: str) -> Maker | None:
    return next((maker for maker, traces in _TRACES.items() if any(trace in page for trace in traces)), None)
