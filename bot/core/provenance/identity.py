"""Whose entry is it? The rules that prove or disprove identity, by addresses and pinned accounts alone.

Asked by `bot.core.provenance.ruleset`, first of all rules (and the two proofs last). What is unknown or
odd is held, and nothing is ever repaired.
"""

import re
from collections.abc import Callable
from functools import lru_cache
from typing import Any

from bot.core.hosts import LinkFault
from bot.core.language import filled, mark
from bot.core.lookalikes import likeness
from bot.core.model import Decision, Feed, Platform, Verdict
from bot.core.platforms import feed_matches_account
from bot.core.provenance.addresses import host_of, is_neighbour, place_of
from bot.core.provenance.case import Case, Way
from bot.core.provenance.verdicts import Rule, held, one_of, rejected, verdict
from bot.core.reasons import LOOK_ALIKE, ODD_LINK, ODD_WAY, ON_ACCOUNT, ON_HOST

_TWO_ADDRESSES = re.compile(r"\S+ \S+\Z")

# --- the way to the feed --------------------------------------------------------------------------


def _not_the_union(way: Way) -> Verdict | None:
    """Reject everything in a watched feed: an admin said that it is somebody else's."""
    if not way.feed.watched:
        return None
    reason = mark("This feed is somebody else's. It is followed to check what is said about the union.")
    return rejected("not-the-union", reason, way.feed.url, f"a feed of {way.feed.union_name}")


def _feed_host(way: Way) -> Verdict | None:
    """Hold a feed whose configured address is neither on the union's hosts nor its pinned account's."""
    if _is_own_feed(way.feed):
        return None
    reason = mark(
        "The address of the feed is neither on the union's own hosts nor that of its pinned account."
    )
    expected = way.feed.account.value if way.feed.account else one_of(way.feed.hosts)
    return held("feed-host", reason, way.feed.url, expected)


def _is_own_feed(feed: Feed) -> bool:
    if host_of(feed.url) in feed.hosts:
        return True
    return feed.account is not None and feed_matches_account(feed.url, feed.account)


def _transport(way: Way) -> Verdict | None:
    """Hold what did not come over HTTPS, by addresses that name their host clearly, at every hop."""
    if not way.hops:
        return held(
            "transport", mark("It is not known how this feed was fetched."), "", "https:// at every hop"
        )
    for hop in way.hops:
        host = host_of(hop)
        if isinstance(host, LinkFault):
            reason = filled(ODD_WAY, fault=host.problem)
            return held("transport", reason, hop, "https:// at every hop")
    return None


def _redirect(way: Way) -> Verdict | None:
    """Hold what came by way of a host that is neither the union's nor its pinned account's platform."""
    allowed = way.own_hosts
    for host in map(host_of, way.hops):
        if host not in allowed:
            reason = mark("The feed led to a host that is not on the union's list.")
            return held("redirect", reason, str(host), one_of(allowed))
    return None


# --- whose entry ----------------------------------------------------------------------------------


def _source(case: Case) -> Verdict | None:
    """Reject an entry that says it was taken over from another origin; hold one that says it unclearly."""
    if not case.entry.source_url:
        return None
    found = [_foreign_source(source, case) for source in case.entry.source_url.split("\n")]
    against = [verdict for verdict in found if verdict is not None]
    # One foreign source decides, however many others are the union's own or unclear.
    return min(against, key=lambda verdict: verdict.decision is not Decision.REJECTED, default=None)


def _foreign_source(source: str, case: Case) -> Verdict | None:
    if case.feed.account and feed_matches_account(source, case.feed.account):
        return None
    host = place_of(source)
    if host in case.feed.hosts:
        return None
    expected = one_of(case.own_hosts)
    if isinstance(host, LinkFault) or is_neighbour(host, case.feed.hosts):
        return held(
            "source", mark("The entry names a source that cannot be told for the union."), source, expected
        )
    reason = mark("The entry was taken over from somebody else, as it says itself.")
    return rejected("source", reason, host, expected)


def _link_missing(case: Case) -> Verdict | None:
    """Hold an entry without a permalink: nothing says where it stands."""
    if case.entry.link and case.entry.link.strip():
        return None
    reason = mark("The entry has no link, so nothing shows where the union published it.")
    return held("link-missing", reason, "", one_of(case.own_hosts))


def _link_odd(case: Case) -> Verdict | None:
    """Hold an entry whose permalink names no host beyond doubt; it is never repaired."""
    link = case.entry.link or ""
    host = place_of(link)
    if not isinstance(host, LinkFault):
        return None
    reason = filled(ODD_LINK, fault=host.problem)
    if _TWO_ADDRESSES.match(link):
        reason = mark("The entry gives two links that lead to different hosts.")
    return held("link-odd", reason, link, f"https:// and {one_of(case.own_hosts)}")


def _skip_host(case: Case) -> Verdict | None:
    """Reject an entry on a host whose entries in this feed are no statements, as the admins say."""
    host = case.host
    if host not in case.feed.skip_hosts:
        return None
    reason = mark("It stands on a host that the admins leave out in this feed.")
    return rejected("skip-host", reason, host, one_of(case.own_hosts - case.feed.skip_hosts))


def _link_subdomain(case: Case) -> Verdict | None:
    """Hold a permalink above or below one of the union's hosts that is not itself listed."""
    host = case.host
    if host in case.own_hosts or not is_neighbour(host, case.feed.hosts):
        return None
    reason = mark(
        "The link's host is related to one of the union's, but not on the list."
        " If it is the union's own, ask an admin to add it to hosts."
    )
    return held("link-subdomain", reason, host, one_of(case.own_hosts))


def _look_alike(case: Case) -> Verdict | None:
    """Reject a permalink on a host made to look like the union's or named after it, with a warning."""
    host = case.host
    if host in case.own_hosts:
        return None
    feed = case.feed
    likes = likeness(host, feed.hosts, (feed.union_id, feed.union_name, *feed.also_known_as), feed.employers)
    if likes is None:
        return None
    reason = filled(LOOK_ALIKE, likeness=likes)
    return rejected("look-alike", reason, host, one_of(case.own_hosts))


def _link_elsewhere(case: Case) -> Verdict | None:
    """Reject a permalink on any host that is not the union's, however alike it looks."""
    host = case.host
    if host in case.own_hosts:
        return None
    reason = mark("The link leads to a host that is not the union's.")
    return rejected("link-host", reason, host, one_of(case.own_hosts))


def _youtube_channel(case: Case) -> Verdict | None:
    """Reject a video of another channel than the pinned one (``yt:channelId``); hold one that names none."""
    return _pinned(case, "youtube-channel")


def _bluesky_account(case: Case) -> Verdict | None:
    """Reject a post whose guid carries another DID than the pinned one; hold one that carries none."""
    return _pinned(case, "bluesky-account")


def _mastodon_account(case: Case) -> Verdict | None:
    """Reject a post whose permalink names another user, such as a boost; hold one that names none."""
    return _pinned(case, "mastodon-account")


def _pinned(case: Case, rule: str) -> Verdict | None:
    pinned = case.feed.account.value if case.feed.account else ""  # asked for feeds with an account only
    seen = case.account
    if seen is None:
        return held(rule, mark("The entry does not show whose account it comes from."), "", pinned)
    if seen != pinned:
        return rejected(rule, mark("The entry comes from another account."), seen, pinned)
    return None


# --- proof --------------------------------------------------------------------------------------


def _own_account(case: Case) -> Verdict | None:
    """Accept an entry of the pinned account."""
    if case.feed.account is None or case.account != case.feed.account.value:
        return None
    reason = filled(ON_ACCOUNT, union=case.feed.union_name)
    return verdict(Decision.DIRECT, "own-account", reason, case.feed.account.value, case.feed.account.value)


def _own_host(case: Case) -> Verdict | None:
    """Accept an entry that stands on one of the union's own hosts, in a feed of the union's own."""
    host = case.host
    if case.feed.account or host not in case.feed.hosts:
        return None
    return _on_own_host(case.feed, host)


@lru_cache(maxsize=256)  # what most entries of a feed come to
def _on_own_host(feed: Feed, host: str) -> Verdict:
    reason = filled(ON_HOST, union=feed.union_name)
    return verdict(Decision.DIRECT, "own-host", reason, host, one_of(feed.hosts))


# --- in the order they are asked -------------------------------------------------------------------


def _on(platform: Platform) -> Callable[[Feed], bool]:
    return lambda feed: feed.account is not None and feed.account.platform is platform


def _seen_account(case: Case) -> str:
    return case.account or ""


def _seen_host(case: Case) -> str:
    return case.host


#: About no more than the way to the feed: asked once for all entries that came by it.
WAY: tuple[Rule[Way], ...] = (
    Rule("not-the-union", _not_the_union, "a feed of the union's own", lambda way: way.feed.id),
    Rule("feed-host", _feed_host, "the union's host or account", lambda way: way.feed.url),
    Rule("transport", _transport, "https:// at every hop", lambda way: " ".join(way.hops[:4])),
    Rule("redirect", _redirect, "the union's hosts alone", lambda way: f"{len(way.hops)} hop(s)"),
)

IDENTITY: tuple[Rule[Any], ...] = (
    *WAY,
    Rule("source", _source, "no other origin", lambda case: case.entry.source_url or "none named"),
    Rule("link-missing", _link_missing, "a link", lambda case: case.entry.link or ""),
    Rule("link-odd", _link_odd, "an address that can be read in one way only", _seen_host),
    Rule("skip-host", _skip_host, "a host not left out", _seen_host, lambda feed: bool(feed.skip_hosts)),
    Rule("link-subdomain", _link_subdomain, "an exact host", _seen_host),
    Rule("look-alike", _look_alike, "no host that looks like the union's", _seen_host),
    Rule("link-host", _link_elsewhere, "the union's host or platform", _seen_host),
    Rule("youtube-channel", _youtube_channel, "the pinned channel", _seen_account, _on(Platform.YOUTUBE)),
    Rule("bluesky-account", _bluesky_account, "the pinned account", _seen_account, _on(Platform.BLUESKY)),
    Rule("mastodon-account", _mastodon_account, "the pinned account", _seen_account, _on(Platform.MASTODON)),
)

PROOF: tuple[Rule[Case], ...] = (
    Rule("own-account", _own_account, "the pinned account", concerns=lambda feed: feed.account is not None),
    Rule("own-host", _own_host, "the union's host", concerns=lambda feed: feed.account is None),
)
