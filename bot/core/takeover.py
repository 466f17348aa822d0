"""Has the feed changed hands? Signs that put it into quarantine, and what quarantine does to a verdict.

Hop 5: `bot.core.plan` asks for a sign once the entries of a body are recognised. A union's domain can
lapse, its site can be broken into, a feed service can be taken over; every address then still looks
right. So a feed that suddenly behaves like another one is read on and posts nothing until an admin
releases it. Watched feeds are somebody else's anyway and never give a sign.
"""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta

from bot.core.hosts import LinkFault, link_host
from bot.core.language import filled, mark
from bot.core.model import (
    Check,
    Decision,
    Entry,
    Feed,
    FeedState,
    ParsedFeed,
    Quarantine,
    Sign,
    Verdict,
)
from bot.core.platforms import platform_hosts
from bot.core.provenance import RULESET_VERSION
from bot.core.reasons import IN_QUARANTINE

#: The rule of entries that their feed's quarantine holds back; the quarantine's card speaks for them all.
QUARANTINE = "quarantine"
#: The rule of later revisions of such entries, once the feed is released; each has a card of its own.
SEEN_IN_QUARANTINE = "seen-in-quarantine"

#: Fewer new entries than this are no bulk: a busy day, a weekend, or a feed that lists five.
BULK_LEAST = 8
#: A feed that goes on lists some of what it listed before. One known entry among ten new ones may have
#: been copied along, so up to a tenth still counts as nothing.
BULK_KNOWN_SHARE = 0.1
#: Among entries that were not there when the feed was last read, this share may be dated before that
#: reading: drafts and late imports. In a feed that was replaced, most are.
BULK_BACKDATED_SHARE = 0.5
#: As many statements in an hour, kept up from one reading to the next, are more than any union makes;
#: the busiest accounts of a strike stay below thirty in a day. After an outage the whole gap counts.
BULK_AN_HOUR = 3
#: More new entries than this, dated since the last reading, are a flood even where old ones stay listed.
#: It is more than a burst of posts around a picket, and as much as many feeds list at all.
FLOOD_LEAST = 15
#: A feed without anything new for so long is dead: unions fall silent between contracts for months, but
#: hosts and domains that nobody uses lapse and are bought within about this time.
DEAD_AFTER = timedelta(days=180)

_ABOUT_THE_WAY = frozenset({"redirect", "transport"})
_LONGEST_EVIDENCE = 200
_WORDS = {
    Sign.REDIRECT_HOST: mark("it leads to a host that is not on the union's list"),
    Sign.CHANNEL_LINK: mark("it names another host as its home than before"),
    Sign.BULK: mark("it suddenly lists many entries that were never there before"),
    Sign.REVIVAL: mark("nothing new came for half a year, and now entries of other hosts do"),
}


def sign_of_takeover(
    parsed: ParsedFeed,
    new: Sequence[Entry],
    feed: Feed,
    *,
    state: FeedState,
    last_reached_at: datetime | None,
    hops: tuple[str, ...],
    now: datetime,
) -> Quarantine | None:
    """Return the first sign in this body that the feed has changed hands.

    `new` are the body's entries that are no stored one even by link or title. `state` is what was known
    before this body; `last_reached_at` says when this address last answered before it (None: never, so
    that everything is new by nature).
    """
    if feed.watched:
        return None
    found = (
        _redirect_host(feed, hops)
        or _channel_link(parsed, feed, state)
        or _bulk(parsed, new, state, last_reached_at, now)
        or _revival(new, feed, state, now)
    )
    if found is None:
        return None
    sign, seen, expected = found
    return Quarantine(sign, _shown(seen), _shown(expected), now)


def accepted_link_host(parsed: ParsedFeed, state: FeedState) -> str | None:
    """Return the host of the channel's own link, to compare with next time; the old one where it has none."""
    return _shown(_named_host(parsed.link)) if parsed.link else state.link_host


def in_quarantine(verdict: Verdict, quarantine: Quarantine) -> Verdict:
    """Return the verdict on an entry of a quarantined feed.

    Held is what would be direct, and what is held for the way it came alone: that is the sign itself.
    What has a reason of its own keeps it.
    """
    if verdict.decision is not Decision.DIRECT and verdict.rule not in _ABOUT_THE_WAY:
        return verdict
    reason = filled(IN_QUARANTINE, sign=_WORDS[quarantine.sign])
    return _held(verdict, QUARANTINE, reason, quarantine.seen, quarantine.expected)


def after_quarantine(verdict: Verdict, before: Verdict) -> Verdict:
    """Return the verdict on an entry whose last one was `before`, judged anew outside a quarantine.

    A release lets later entries through. One that came while the feed was in doubt stays with a person,
    however often it is edited or judged again.
    """
    if verdict.decision is not Decision.DIRECT or before.rule not in (QUARANTINE, SEEN_IN_QUARANTINE):
        return verdict
    reason = mark("The entry was seen while its feed was in quarantine, so a person has to approve it.")
    return _held(verdict, SEEN_IN_QUARANTINE, reason, before.seen, before.expected)


def judged_again(verdict: Verdict, before: Verdict) -> Verdict:
    """Return the verdict that newer rules leave on stored words whose last one was `before`.

    What a quarantine held was held for the feed, not for the words: it stays held under the same rule.
    """
    is_of_quarantine = before.rule in (QUARANTINE, SEEN_IN_QUARANTINE)
    if not is_of_quarantine or (
        verdict.decision is not Decision.DIRECT and verdict.rule not in _ABOUT_THE_WAY
    ):
        return verdict
    return _held(verdict, before.rule, before.reason, before.seen, before.expected)


def _held(verdict: Verdict, rule: str, reason: str, seen: str, expected: str) -> Verdict:
    path = (*verdict.path, Check(rule, passed=False, seen=seen, expected=expected))
    return Verdict(Decision.HELD, rule, reason, seen, expected, RULESET_VERSION, path)


# --- the signs ------------------------------------------------------------------------------------

_Found = tuple[Sign, str, str]  # the sign, what was seen, what was expected


def _redirect_host(feed: Feed, hops: tuple[str, ...]) -> _Found | None:
    own = _own_hosts(feed)
    for hop in hops:
        host = link_host(hop)
        if host not in own:
            seen = hop if isinstance(host, LinkFault) else host
            return Sign.REDIRECT_HOST, seen, _one_of(own)
    return None


def _channel_link(parsed: ParsedFeed, feed: Feed, state: FeedState) -> _Found | None:
    """Compare with the accepted host: what a feed named at first sight is no sign, only a move is."""
    if parsed.link is None or state.link_host is None:
        return None
    host = _named_host(parsed.link)
    # Sites change between www. and none at will, and whoever holds the one name holds the other.
    if host in _own_hosts(feed) or host.removeprefix("www.") == state.link_host.removeprefix("www."):
        return None
    return (Sign.CHANNEL_LINK, host, state.link_host) if _shown(host) != state.link_host else None


def _bulk(
    parsed: ParsedFeed,
    new: Sequence[Entry],
    state: FeedState,
    last_reached_at: datetime | None,
    now: datetime,
) -> _Found | None:
    # A feed that never listed anything, such as a strike's site before its launch, cannot be replaced.
    if last_reached_at is None or state.changed_at is None or len(new) < BULK_LEAST:
        return None
    backdated = sum(_is_dated(entry, until=last_reached_at) for entry in new)
    since = len(new) - backdated  # undated ones too: nothing speaks against them but their number
    hours = max((now - last_reached_at) / timedelta(hours=1), 1)
    is_too_fast = since > BULK_AN_HOUR * hours
    is_backdated = backdated > BULK_BACKDATED_SHARE * len(new)
    goes_on = len(parsed.entries) - len(new) > BULK_KNOWN_SHARE * len(parsed.entries)
    dated_since = sum(entry.published_at is not None for entry in new) - backdated
    is_flood = is_too_fast and dated_since > FLOOD_LEAST
    if not is_flood and (goes_on or not (is_too_fast or is_backdated)):
        return None
    seen = f"{len(new)} of {len(parsed.entries)} entries new at once, {dated_since} of them dated since"
    return Sign.BULK, seen, f"entries like those of {last_reached_at:%Y-%m-%d %H:%M} UTC"


def _is_dated(entry: Entry, *, until: datetime) -> bool:
    return entry.published_at is not None and entry.published_at <= until


def _revival(new: Sequence[Entry], feed: Feed, state: FeedState, now: datetime) -> _Found | None:
    if state.changed_at is None or now - state.changed_at <= DEAD_AFTER:
        return None
    own = _own_hosts(feed)
    for host in (_named_host(url) for entry in new for url in _origins(entry)):
        if host not in own:
            return Sign.REVIVAL, host, f"{_one_of(own)}, after nothing new since {state.changed_at:%Y-%m-%d}"
    return None


def _origins(entry: Entry) -> Iterator[str]:
    yield from (url for url in (entry.link, *(entry.source_url or "").split("\n")) if url and url.strip())


# --- hosts and evidence ---------------------------------------------------------------------------


def _named_host(url: str) -> str:
    """Return the host an address names, in plain HTTP too; the address itself where it names none."""
    # Old sites' own addresses: whether the way is safe is not the question here, but whose it is.
    address = f"https://{url[7:]}" if url[:7].lower() == "http://" else url
    host = link_host(address.strip())
    return url if isinstance(host, LinkFault) else host


def _own_hosts(feed: Feed) -> frozenset[str]:
    return feed.hosts | platform_hosts(feed.account) if feed.account else feed.hosts


def _one_of(hosts: frozenset[str]) -> str:
    return f"one of: {', '.join(sorted(hosts))}" if len(hosts) > 1 else "".join(hosts)


def _shown(value: str) -> str:
    """Return a value as evidence: short, and with every character visible that could pass for another."""
    visible = value[: _LONGEST_EVIDENCE + 1].encode("unicode_escape").decode("ascii").replace("\\\\", "\\")
    return visible if len(visible) <= _LONGEST_EVIDENCE else f"{visible[: _LONGEST_EVIDENCE - 3]}..."
