"""Whose entry is it? The rules that prove or disprove identity, by addresses and pinned accounts alone.

Asked by `bot.core.provenance.ruleset`, first of all rules (and the two proofs last). What is unknown or
odd is held, and nothing is ever repaired.
"""

import re
from collections.abc import Callable

from bot.core.hosts import LinkFault
from bot.core.lookalikes import likeness
from bot.core.model import Decision, Entry, Feed, Platform, Verdict
from bot.core.platforms import entry_identity, feed_matches_account
from bot.core.provenance.verdicts import (
    Hops,
    Rule,
    entry_host,
    held,
    host_of,
    is_neighbour,
    one_of,
    own_hosts,
    place_of,
    rejected,
    verdict,
)

_TWO_ADDRESSES = re.compile(r"\S+ \S+\Z")

# --- the way to the feed --------------------------------------------------------------------------


def _not_the_union(entry: Entry, feed: Feed, hops: Hops) -> Verdict | None:
    """Reject everything in a watched feed: an admin said that it is somebody else's."""
    if not feed.watched:
        return None
    reason = "This feed is somebody else's. It is followed to check what is said about the union."
    return rejected("not-the-union", reason, feed.url, f"a feed of {feed.union_name}")


def _feed_host(entry: Entry, feed: Feed, hops: Hops) -> Verdict | None:
    """Hold a feed whose configured address is neither on the union's hosts nor its pinned account's."""
    if host_of(feed.url) in feed.hosts or (feed.account and feed_matches_account(feed.url, feed.account)):
        return None
    reason = "The address of the feed is neither on the union's own hosts nor that of its pinned account."
    expected = feed.account.value if feed.account else one_of(feed.hosts)
    return held("feed-host", reason, feed.url, expected)


def _transport(entry: Entry, feed: Feed, hops: Hops) -> Verdict | None:
    """Hold what did not come over HTTPS, by addresses that name their host clearly, at every hop."""
    if not hops:
        return held("transport", "It is not known how this feed was fetched.", "", "https:// at every hop")
    for hop in hops:
        host = host_of(hop)
        if isinstance(host, LinkFault):
            reason = f"An address on the way to this feed {host.problem}."
            return held("transport", reason, hop, "https:// at every hop")
    return None


def _redirect(entry: Entry, feed: Feed, hops: Hops) -> Verdict | None:
    """Hold what came by way of a host that is neither the union's nor its pinned account's platform."""
    allowed = own_hosts(feed)
    for host in map(host_of, hops):
        if host not in allowed:
            reason = "The feed led to a host that is not on the union's list."
            return held("redirect", reason, str(host), one_of(allowed))
    return None


# --- whose entry ----------------------------------------------------------------------------------


def _source(entry: Entry, feed: Feed, hops: Hops) -> Verdict | None:
    """Reject an entry that says it was taken over from another origin; hold one that says it unclearly."""
    if not entry.source_url:
        return None
    found = [_foreign_source(source, feed) for source in entry.source_url.split("\n")]
    against = [verdict for verdict in found if verdict is not None]
    # One foreign source decides, however many others are the union's own or unclear.
    return min(against, key=lambda verdict: verdict.decision is not Decision.REJECTED, default=None)


def _foreign_source(source: str, feed: Feed) -> Verdict | None:
    if feed.account and feed_matches_account(source, feed.account):
        return None
    host = place_of(source)
    if host in feed.hosts:
        return None
    expected = one_of(own_hosts(feed))
    if isinstance(host, LinkFault) or is_neighbour(host, feed.hosts):
        return held("source", "The entry names a source that cannot be told for the union.", source, expected)
    reason = "The entry was taken over from somebody else, as it says itself."
    return rejected("source", reason, host, expected)


def _link_missing(entry: Entry, feed: Feed, hops: Hops) -> Verdict | None:
    """Hold an entry without a permalink: nothing says where it stands."""
    if entry.link and entry.link.strip():
        return None
    reason = "The entry has no link, so nothing shows where the union published it."
    return held("link-missing", reason, "", one_of(own_hosts(feed)))


def _link_odd(entry: Entry, feed: Feed, hops: Hops) -> Verdict | None:
    """Hold an entry whose permalink names no host beyond doubt; it is never repaired."""
    link = entry.link or ""
    host = place_of(link)
    if not isinstance(host, LinkFault):
        return None
    reason = f"The link {host.problem}."
    if _TWO_ADDRESSES.match(link):
        reason = "The entry gives two links that lead to different hosts."
    return held("link-odd", reason, link, f"https:// and {one_of(own_hosts(feed))}")


def _skip_host(entry: Entry, feed: Feed, hops: Hops) -> Verdict | None:
    """Reject an entry on a host whose entries in this feed are no statements, as the admins say."""
    host = entry_host(entry)
    if host not in feed.skip_hosts:
        return None
    reason = "It stands on a host that the admins leave out in this feed."
    return rejected("skip-host", reason, host, one_of(own_hosts(feed) - feed.skip_hosts))


def _link_subdomain(entry: Entry, feed: Feed, hops: Hops) -> Verdict | None:
    """Hold a permalink above or below one of the union's hosts that is not itself listed."""
    host = entry_host(entry)
    if host in own_hosts(feed) or not is_neighbour(host, feed.hosts):
        return None
    reason = (
        "The link's host is related to one of the union's, but not on the list."
        " If it is the union's own, ask an admin to add it to hosts."
    )
    return held("link-subdomain", reason, host, one_of(own_hosts(feed)))


def _look_alike(entry: Entry, feed: Feed, hops: Hops) -> Verdict | None:
    """Reject a permalink on a host made to look like the union's or named after it, with a warning."""
    host = entry_host(entry)
    if host in own_hosts(feed):
        return None
    likes = likeness(host, feed.hosts, (feed.union_id, feed.union_name, *feed.also_known_as), feed.employers)
    if likes is None:
        return None
    reason = f"Be careful: the link leads to a host that is not the union's but {likes}."
    return rejected("look-alike", reason, host, one_of(own_hosts(feed)))


def _link_elsewhere(entry: Entry, feed: Feed, hops: Hops) -> Verdict | None:
    """Reject a permalink on any host that is not the union's, however alike it looks."""
    host = entry_host(entry)
    if host in own_hosts(feed):
        return None
    reason = "The link leads to a host that is not the union's."
    return rejected("link-host", reason, host, one_of(own_hosts(feed)))


def _youtube_channel(entry: Entry, feed: Feed, hops: Hops) -> Verdict | None:
    """Reject a video of another channel than the pinned one (``yt:channelId``); hold one that names none."""
    return _pinned(entry, feed, "youtube-channel")


def _bluesky_account(entry: Entry, feed: Feed, hops: Hops) -> Verdict | None:
    """Reject a post whose guid carries another DID than the pinned one; hold one that carries none."""
    return _pinned(entry, feed, "bluesky-account")


def _mastodon_account(entry: Entry, feed: Feed, hops: Hops) -> Verdict | None:
    """Reject a post whose permalink names another user, such as a boost; hold one that names none."""
    return _pinned(entry, feed, "mastodon-account")


def _pinned(entry: Entry, feed: Feed, rule: str) -> Verdict | None:
    pinned = feed.account.value if feed.account else ""  # asked for feeds with an account only
    seen = entry_identity(entry, feed.account) if feed.account else None
    if seen is None:
        return held(rule, "The entry does not show whose account it comes from.", "", pinned)
    if seen != pinned:
        return rejected(rule, "The entry comes from another account.", seen, pinned)
    return None


# --- proof --------------------------------------------------------------------------------------


def _own_account(entry: Entry, feed: Feed, hops: Hops) -> Verdict | None:
    """Accept an entry of the pinned account."""
    if feed.account is None or entry_identity(entry, feed.account) != feed.account.value:
        return None
    reason = f"It comes from the account that {feed.union_name} is known by."
    return verdict(Decision.DIRECT, "own-account", reason, feed.account.value, feed.account.value)


def _own_host(entry: Entry, feed: Feed, hops: Hops) -> Verdict | None:
    """Accept an entry that stands on one of the union's own hosts, in a feed of the union's own."""
    host = entry_host(entry)
    if feed.account or host not in feed.hosts:
        return None
    reason = f"It stands on a host of {feed.union_name}'s own and came by way of such hosts alone."
    return verdict(Decision.DIRECT, "own-host", reason, host, one_of(feed.hosts))


# --- in the order they are asked -------------------------------------------------------------------


def _on(platform: Platform) -> Callable[[Feed], bool]:
    return lambda feed: feed.account is not None and feed.account.platform is platform


def _seen_account(entry: Entry, feed: Feed, hops: Hops) -> str:
    return (entry_identity(entry, feed.account) if feed.account else None) or ""


def _seen_host(entry: Entry, feed: Feed, hops: Hops) -> str:
    return entry_host(entry)


IDENTITY: tuple[Rule, ...] = (
    Rule("not-the-union", _not_the_union, "a feed of the union's own", lambda entry, feed, hops: feed.id),
    Rule("feed-host", _feed_host, "the union's host or account", lambda entry, feed, hops: feed.url),
    Rule("transport", _transport, "https:// at every hop", lambda entry, feed, hops: " ".join(hops[:4])),
    Rule("redirect", _redirect, "the union's hosts alone", lambda entry, feed, hops: f"{len(hops)} hop(s)"),
    Rule("source", _source, "no other origin", lambda entry, feed, hops: entry.source_url or "none named"),
    Rule("link-missing", _link_missing, "a link", lambda entry, feed, hops: entry.link or ""),
    Rule("link-odd", _link_odd, "an address that can be read in one way only", _seen_host),
    Rule("skip-host", _skip_host, "a host not left out", _seen_host, lambda feed: bool(feed.skip_hosts)),
    Rule("link-subdomain", _link_subdomain, "an exact host", _seen_host),
    Rule("look-alike", _look_alike, "no host that looks like the union's", _seen_host),
    Rule("link-host", _link_elsewhere, "the union's host or platform", _seen_host),
    Rule("youtube-channel", _youtube_channel, "the pinned channel", _seen_account, _on(Platform.YOUTUBE)),
    Rule("bluesky-account", _bluesky_account, "the pinned account", _seen_account, _on(Platform.BLUESKY)),
    Rule("mastodon-account", _mastodon_account, "the pinned account", _seen_account, _on(Platform.MASTODON)),
)

PROOF: tuple[Rule, ...] = (
    Rule("own-account", _own_account, "the pinned account", concerns=lambda feed: feed.account is not None),
    Rule("own-host", _own_host, "the union's host", concerns=lambda feed: feed.account is None),
)
