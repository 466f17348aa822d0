"""Is it straight from the union? Ordered rules, of which the first that has something to say decides.

Hop 5: `bot.core.plan` calls `judge` for every new or changed entry. Identity decides and text can only
veto: an entry is direct where the way to the feed, the feed, the permalink and, on shared platforms, the
pinned account are all proven to be the union's. What is unknown or odd is held for a person, never
posted and never repaired. ``docs/provenance.md`` explains every rule to members under its id.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import lru_cache

from bot.core.hosts import LinkFault, link_host
from bot.core.model import Decision, Entry, Feed, Platform, Verdict
from bot.core.platforms import entry_identity, feed_matches_account, platform_hosts

#: Goes up whenever a rule changes what it decides.
RULESET_VERSION = 1

_LONGEST_EVIDENCE = 200
_QUOTE_MARKER = "[contains quote post or other embedded content]"
_HTTP = "http://"


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule under its stable id; `check` answers None where it has nothing to say."""

    id: str
    check: Callable[[Entry, Feed, tuple[str, ...]], Verdict | None]


def judge(entry: Entry, feed: Feed, hops: tuple[str, ...]) -> Verdict:
    """Return the verdict on an entry of `feed` whose body came by way of `hops`, the addresses asked."""
    verdicts = (rule.check(entry, feed, hops) for rule in RULES)
    return next((verdict for verdict in verdicts if verdict), _unproven(entry))


# --- the way to the feed --------------------------------------------------------------------------


def _not_the_union(entry: Entry, feed: Feed, hops: tuple[str, ...]) -> Verdict | None:
    """Reject everything in a watched feed: an admin said that it is somebody else's."""
    if not feed.watched:
        return None
    reason = "This feed is somebody else's. It is followed to check what is said about the union."
    return _rejected("not-the-union", reason, feed.url, f"a feed of {feed.union_name}")


def _feed_host(entry: Entry, feed: Feed, hops: tuple[str, ...]) -> Verdict | None:
    """Hold a feed whose configured address is neither on the union's hosts nor its pinned account's."""
    if _host(feed.url) in feed.hosts or (feed.account and feed_matches_account(feed.url, feed.account)):
        return None
    reason = "The address of the feed is neither on the union's own hosts nor that of its pinned account."
    expected = feed.account.value if feed.account else _one_of(feed.hosts)
    return _held("feed-host", reason, feed.url, expected)


def _transport(entry: Entry, feed: Feed, hops: tuple[str, ...]) -> Verdict | None:
    """Hold what did not come over HTTPS, by addresses that name their host clearly, at every hop."""
    if not hops:
        return _held("transport", "It is not known how this feed was fetched.", "", "https:// at every hop")
    for hop in hops:
        host = _host(hop)
        if isinstance(host, LinkFault):
            reason = f"An address on the way to this feed {host.problem}."
            return _held("transport", reason, hop, "https:// at every hop")
    return None


def _redirect(entry: Entry, feed: Feed, hops: tuple[str, ...]) -> Verdict | None:
    """Hold what came by way of a host that is neither the union's nor its pinned account's platform."""
    allowed = _own_hosts(feed)
    for host in map(_host, hops):
        if host not in allowed:
            reason = "The feed led to a host that is not on the union's list."
            return _held("redirect", reason, str(host), _one_of(allowed))
    return None


# --- whose entry ----------------------------------------------------------------------------------


def _source(entry: Entry, feed: Feed, hops: tuple[str, ...]) -> Verdict | None:
    """Reject an entry that says it was taken over from another origin; hold one that says it unclearly."""
    url = entry.source_url
    if not url or (feed.account and feed_matches_account(url, feed.account)):
        return None
    # Only the origin's name matters here, so an old http:// address of the union's own host will do.
    host = _host(f"https://{url[len(_HTTP) :]}" if url[: len(_HTTP)].lower() == _HTTP else url)
    if host in feed.hosts:
        return None
    expected = _one_of(_own_hosts(feed))
    if isinstance(host, LinkFault) or _is_neighbour(host, feed.hosts):
        return _held("source", "The entry names a source that cannot be told for the union.", url, expected)
    reason = "The entry was taken over from somebody else, as it says itself."
    return _rejected("source", reason, host, expected)


def _link_missing(entry: Entry, feed: Feed, hops: tuple[str, ...]) -> Verdict | None:
    """Hold an entry without a permalink: nothing says where it stands."""
    if entry.link and entry.link.strip():
        return None
    reason = "The entry has no link, so nothing shows where the union published it."
    return _held("link-missing", reason, "", _one_of(_own_hosts(feed)))


def _link_odd(entry: Entry, feed: Feed, hops: tuple[str, ...]) -> Verdict | None:
    """Hold an entry whose permalink names no host beyond doubt; it is never repaired."""
    host = _host(entry.link or "")
    if not isinstance(host, LinkFault):
        return None
    expected = f"https:// and {_one_of(_own_hosts(feed))}"
    return _held("link-odd", f"The link {host.problem}.", entry.link or "", expected)


def _link_subdomain(entry: Entry, feed: Feed, hops: tuple[str, ...]) -> Verdict | None:
    """Hold a permalink above or below one of the union's hosts that is not itself listed."""
    host = _link_host(entry)
    if host in _own_hosts(feed) or not _is_neighbour(host, feed.hosts):
        return None
    reason = (
        "The link's host is related to one of the union's, but not on the list."
        " If it is the union's own, ask an admin to add it to hosts."
    )
    return _held("link-subdomain", reason, host, _one_of(_own_hosts(feed)))


def _link_elsewhere(entry: Entry, feed: Feed, hops: tuple[str, ...]) -> Verdict | None:
    """Reject a permalink on any host that is not the union's, however alike it looks."""
    host = _link_host(entry)
    if host in _own_hosts(feed):
        return None
    reason = "The link leads to a host that is not the union's."
    return _rejected("link-host", reason, host, _one_of(_own_hosts(feed)))


def _youtube_channel(entry: Entry, feed: Feed, hops: tuple[str, ...]) -> Verdict | None:
    """Reject a video of another channel than the pinned one (``yt:channelId``); hold one that names none."""
    return _pinned(entry, feed, Platform.YOUTUBE, "youtube-channel")


def _bluesky_account(entry: Entry, feed: Feed, hops: tuple[str, ...]) -> Verdict | None:
    """Reject a post whose guid carries another DID than the pinned one; hold one that carries none."""
    return _pinned(entry, feed, Platform.BLUESKY, "bluesky-account")


def _mastodon_account(entry: Entry, feed: Feed, hops: tuple[str, ...]) -> Verdict | None:
    """Reject a post whose permalink names another user, such as a boost; hold one that names none."""
    return _pinned(entry, feed, Platform.MASTODON, "mastodon-account")


def _pinned(entry: Entry, feed: Feed, platform: Platform, rule: str) -> Verdict | None:
    account = feed.account
    if account is None or account.platform is not platform:
        return None
    seen = entry_identity(entry, account)
    if seen is None:
        return _held(rule, "The entry does not show whose account it comes from.", "", account.value)
    if seen != account.value:
        return _rejected(rule, "The entry comes from another account.", seen, account.value)
    return None


# --- what it carries ------------------------------------------------------------------------------


def _quoted_post(entry: Entry, feed: Feed, hops: tuple[str, ...]) -> Verdict | None:
    """Hold a post that Bluesky marks as carrying another post: the quoted words may be anybody's."""
    if _QUOTE_MARKER not in " ".join(f"{entry.title} {entry.text}".split()).lower():
        return None
    reason = "The post carries another post or something else that the feed does not show."
    return _held("quoted-post", reason, _QUOTE_MARKER, "the union's words alone")


def _empty(entry: Entry, feed: Feed, hops: tuple[str, ...]) -> Verdict | None:
    """Hold an entry with neither title nor text that could be seen: it says nothing."""
    if any(char.isprintable() and not char.isspace() for char in entry.title + entry.text):
        return None
    return _held("empty", "The entry has neither a title nor a text.", "", "a title or a text")


# --- proof ----------------------------------------------------------------------------------------


def _own_account(entry: Entry, feed: Feed, hops: tuple[str, ...]) -> Verdict | None:
    """Accept an entry of the pinned account."""
    if feed.account is None or entry_identity(entry, feed.account) != feed.account.value:
        return None
    reason = f"It comes from the account that {feed.union_name} is known by."
    return _verdict(Decision.DIRECT, "own-account", reason, feed.account.value, feed.account.value)


def _own_host(entry: Entry, feed: Feed, hops: tuple[str, ...]) -> Verdict | None:
    """Accept an entry that stands on one of the union's own hosts, in a feed of the union's own."""
    host = _link_host(entry)
    if feed.account or host not in feed.hosts:
        return None
    reason = f"It stands on a host of {feed.union_name}'s own and came by way of such hosts alone."
    return _verdict(Decision.DIRECT, "own-host", reason, host, _one_of(feed.hosts))


#: In the order they are asked: the way, then whose entry, then what it carries, then proof.
RULES: tuple[Rule, ...] = (
    Rule("not-the-union", _not_the_union),
    Rule("feed-host", _feed_host),
    Rule("transport", _transport),
    Rule("redirect", _redirect),
    Rule("source", _source),
    Rule("link-missing", _link_missing),
    Rule("link-odd", _link_odd),
    Rule("link-subdomain", _link_subdomain),
    Rule("link-host", _link_elsewhere),
    Rule("youtube-channel", _youtube_channel),
    Rule("bluesky-account", _bluesky_account),
    Rule("mastodon-account", _mastodon_account),
    Rule("quoted-post", _quoted_post),
    Rule("empty", _empty),
    Rule("own-account", _own_account),
    Rule("own-host", _own_host),
)


# --- words and evidence ---------------------------------------------------------------------------


def _unproven(entry: Entry) -> Verdict:
    # No rule leaves anything to this one today; it keeps a gap between rules from ever being a “direct”.
    reason = "No rule could prove that this is the union's."
    return _held("unproven", reason, entry.link or "", "a proof of origin")


def _held(rule: str, reason: str, seen: str, expected: str) -> Verdict:
    return _verdict(Decision.HELD, rule, reason, seen, expected)


def _rejected(rule: str, reason: str, seen: str, expected: str) -> Verdict:
    return _verdict(Decision.REJECTED, rule, reason, seen, expected)


def _verdict(decision: Decision, rule: str, reason: str, seen: str, expected: str) -> Verdict:
    return Verdict(decision, rule, reason, _shown(seen), _shown(expected), RULESET_VERSION)


def _shown(value: str) -> str:
    """Return a value as evidence: short, and with every character visible that could pass for another."""
    visible = value[: _LONGEST_EVIDENCE + 1].encode("unicode_escape").decode("ascii").replace("\\\\", "\\")
    return visible if len(visible) <= _LONGEST_EVIDENCE else f"{visible[: _LONGEST_EVIDENCE - 3]}..."


def _one_of(hosts: Iterable[str]) -> str:
    names = sorted(hosts)
    return f"one of: {', '.join(names)}" if len(names) > 1 else "".join(names)


@lru_cache(maxsize=64)
def _host(url: str) -> str | LinkFault:
    # Several rules ask the same few addresses, and each answer takes two parsers and IDNA.
    return link_host(url)


def _own_hosts(feed: Feed) -> frozenset[str]:
    return feed.hosts | platform_hosts(feed.account) if feed.account else feed.hosts


def _link_host(entry: Entry) -> str:
    """Return the host of a permalink that `_link_odd` let pass; empty where there is none."""
    host = _host(entry.link or "")
    return "" if isinstance(host, LinkFault) else host


def _is_neighbour(host: str, own_hosts: Iterable[str]) -> bool:
    """Tell whether `host` is above or below one of `own_hosts`, whose ``www.`` counts for nothing here."""
    sites = [own.removeprefix("www.") for own in own_hosts]
    return any(host.endswith(f".{site}") or site.endswith(f".{host}") or host == site for site in sites)
