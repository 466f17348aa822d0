"""Who speaks in a feed of a shared platform? Pinned accounts and what names them.

A shared platform's host says nothing about the author, so a union is known there by an account that an
admin pinned. Called by the configuration (does the feed's address belong to the account?) and by
provenance (whose account does this entry name?). Nothing is guessed: no handle is looked up, and what
names no account gives None.
"""

import re
from urllib.parse import urlsplit

from bot.core.hosts import LinkFault, link_host, normalise_host
from bot.core.model import Account, Entry, Platform

_BLUESKY_HOST = "bsky.app"
_YOUTUBE_HOSTS = frozenset({"www.youtube.com", "youtube.com"})
_DID = re.compile(r"did:(?:plc:[a-z0-9]+|web:[a-z0-9.-]+)\Z")
_YOUTUBE_CHANNEL = re.compile(r"UC[A-Za-z0-9_-]+\Z")
_MASTODON_NAME = r"[A-Za-z0-9_]+(?:[.-]+[A-Za-z0-9_]+)*"
_MASTODON_ACCOUNT = re.compile(rf"@({_MASTODON_NAME})@([^@]+)\Z")
_BLUESKY_GUID = re.compile(r"at://(did:[^/]+)/app\.bsky\.feed\.post/[A-Za-z0-9._~:-]+\Z")
_BLUESKY_PATH = re.compile(r"/profile/([^/]+)/rss\Z")
_MASTODON_FEED_PATH = re.compile(rf"/@({_MASTODON_NAME})\.rss\Z")
#: One account among others, as Mastodon, its relatives and Medium name them: ``/@user…``, ``/users/user…``.
_ACCOUNT_PATH = re.compile(r"/(?:@|users/)[^/]+", re.IGNORECASE)
#: What visitors write on a site that is otherwise its owner's.
_VISITORS_PATH = re.compile(r"/(?:comments?|forums?|guestbook|activity)(?:[/.]|\Z)", re.IGNORECASE)
_VISITORS_QUERY = re.compile(r"(?:\A|&)feed=comments", re.IGNORECASE)
#: Where forum programs list what their members wrote, and WordPress what was said under one post. Some of
#: these addresses are the union's alone: a category in which only its staff can write, say.
_PERHAPS_VISITORS_PATH = re.compile(
    r"/(?:latest|posts|top)(?:/[a-z]+)?\.rss\Z"  # Discourse
    r"|/(?:c|t|tags?|u|g)/.+\.rss\Z"
    r"|/(?:topics?|repl(?:y|ies))/(?:.+/)?feed/?\Z"  # bbPress
    r"|/(?:app\.php/feed|external\.php)"  # phpBB, vBulletin
    r"|/\d{4}/\d\d/(?:\d\d/)?(?=[^/]*[^\d/])[^/]+/feed/?\Z",  # WordPress, under one post
    re.IGNORECASE,
)
_PERHAPS_VISITORS_QUERY = re.compile(
    r"(?:\A|&)(?:post_type=(?:topic|reply|forum)|withcomments=1)\b", re.IGNORECASE
)
_MASTODON_POST_PATH = re.compile(rf"/@({_MASTODON_NAME})/[0-9]+\Z")


def parse_account(text: str) -> Account | None:
    """Read ``did:…``, ``UC…`` or ``@user@host``; None for anything else.

    A Mastodon account's value is put into lower case with its host normalised, as instances compare it;
    the others are kept as written.
    """
    if _DID.match(text):
        return Account(Platform.BLUESKY, text)
    if _YOUTUBE_CHANNEL.match(text):
        return Account(Platform.YOUTUBE, text)
    mastodon = _MASTODON_ACCOUNT.match(text)
    host = normalise_host(mastodon[2]) if mastodon else None
    if mastodon and host:
        return Account(Platform.MASTODON, f"@{mastodon[1].lower()}@{host}")
    return None


def platform_hosts(account: Account) -> frozenset[str]:
    """Return the normalised hosts that serve this account's feed and posts."""
    if account.platform is Platform.BLUESKY:
        return frozenset({_BLUESKY_HOST})
    if account.platform is Platform.YOUTUBE:
        return _YOUTUBE_HOSTS
    return frozenset({account.value.rpartition("@")[2]})


def feed_matches_account(url: str, account: Account) -> bool:
    """Tell whether `url` is the one feed of `account` on its platform.

    The addresses are ``https://bsky.app/profile/<DID or handle>/rss``,
    ``https://www.youtube.com/feeds/videos.xml?channel_id=<UC…>`` and ``https://<host>/@<user>.rss``,
    with nothing added. A Bluesky handle is let through, since a handle can change hands at any time and
    only the DID in each entry says whose it is.
    """
    host = link_host(url)
    if isinstance(host, LinkFault) or host not in platform_hosts(account) or "#" in url:
        return False
    parts = urlsplit(url)
    if account.platform is Platform.YOUTUBE:
        return parts.path == "/feeds/videos.xml" and parts.query == f"channel_id={account.value}"
    if "?" in url:
        return False
    if account.platform is Platform.BLUESKY:
        profile = _BLUESKY_PATH.match(parts.path)
        return profile is not None and (profile[1] == account.value or _is_handle(profile[1]))
    user = _MASTODON_FEED_PATH.match(parts.path)
    return user is not None and f"@{user[1].lower()}@{host}" == account.value


def names_an_account(url: str) -> bool:
    """Tell whether an address is that of one account among others on its host, whoever that is."""
    return _ACCOUNT_PATH.match(urlsplit(url).path) is not None


def lists_visitors_words(url: str) -> bool:
    """Tell whether an address is that of a feed in which visitors write: comments, a forum."""
    parts = urlsplit(url)
    return bool(_VISITORS_PATH.search(parts.path) or _VISITORS_QUERY.search(parts.query))


def may_list_visitors_words(url: str) -> bool:
    """Tell whether an address is built like that of a feed in which anybody may write; it need not be one."""
    parts = urlsplit(url)
    return bool(_PERHAPS_VISITORS_PATH.search(parts.path) or _PERHAPS_VISITORS_QUERY.search(parts.query))


def entry_identity(entry: Entry, account: Account) -> str | None:
    """Return the account that the entry itself names on `account`'s platform, None where it names none.

    To be compared with ``account.value``. Bluesky: the DID in the guid. YouTube: ``yt:channelId``.
    Mastodon: the user and host of the permalink.
    """
    if account.platform is Platform.YOUTUBE:
        return entry.channel_id or None
    if account.platform is Platform.BLUESKY:
        guid = _BLUESKY_GUID.match(entry.guid or "")
        return guid[1] if guid else None
    host = link_host(entry.link or "")
    if isinstance(host, LinkFault):
        return None
    post = _MASTODON_POST_PATH.match(urlsplit(entry.link or "").path)
    return f"@{post[1].lower()}@{host}" if post else None


def _is_handle(name: str) -> bool:
    return not name.startswith("did:") and normalise_host(name) == name.lower()
