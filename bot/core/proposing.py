"""What could feeds.yaml say of what was found? Only what somebody confirmed, and the rest as proposals.

Called by ``init``. Guarantees: a host or an account that no admin named is only proposed, never followed, for
a page that links to somebody says nothing about who that is.
"""

import re
import unicodedata
from collections.abc import Collection
from dataclasses import dataclass
from typing import Final

from bot.core.findings import Findings, Seen, Sighting, described, seen_in
from bot.core.hosts import link_host
from bot.core.model import Account
from bot.core.platforms import lists_visitors_words, names_an_account

_LONGEST_ID: Final = 30
_NOT_OF_IDS: Final = re.compile(r"[^a-z0-9]+")


@dataclass(frozen=True, slots=True)
class Confirmed:
    """What the admin said."""

    name: str
    timezone: str | None = None
    hosts: frozenset[str] = frozenset()  #: the union's too
    accounts: frozenset[Account] = frozenset()  #: the union's own
    left_out: frozenset[str] = frozenset()  #: addresses of feeds that are not to be followed
    channel: int | None = None
    review_channel: int | None = None


@dataclass(frozen=True, slots=True)
class ProposedHost:
    """A line of ``hosts:``."""

    name: str
    note: str
    is_active: bool  #: otherwise it is written as a comment


@dataclass(frozen=True, slots=True)
class ProposedFeed:
    """An item of ``feeds:``."""

    id: str
    url: str
    account: Account | None
    notes: tuple[str, ...]
    is_active: bool


@dataclass(frozen=True, slots=True)
class Proposal:
    """What feeds.yaml is to say."""

    site: str | None
    union_id: str
    confirmed: Confirmed
    hosts: tuple[ProposedHost, ...]
    feeds: tuple[ProposedFeed, ...]


def propose(findings: Findings, confirmed: Confirmed) -> Proposal:
    """Return what feeds.yaml is to say; what nobody confirmed stands there as a comment."""
    hosts = (*findings.hosts, *(host for host in findings.other_hosts() if host in confirmed.hosts))
    union_id = _id(confirmed.name) or _id(next(iter(hosts), "")) or "union"
    own = [sighting for sighting in findings.sightings if _is_to_follow(sighting, hosts, confirmed)]
    has_entries = any(sighting.parsed.entries for sighting in own if sighting.account is None)
    feeds: list[ProposedFeed] = []
    for sighting in findings.sightings:
        is_useful = bool(sighting.parsed.entries or sighting.account) or not has_entries
        seen = seen_in(sighting, confirmed.name, hosts)
        feeds.append(
            ProposedFeed(
                id=_feed_id(union_id, sighting.account, {feed.id for feed in feeds}),
                url=sighting.url,
                account=sighting.account,
                notes=_notes(sighting, seen, is_confirmed=sighting in own),
                is_active=sighting in own and is_useful and sighting.url not in confirmed.left_out,
            )
        )
    return Proposal(findings.site, union_id, confirmed, _hosts(findings, confirmed), tuple(feeds))


def can_follow(sighting: Sighting, hosts: Collection[str]) -> bool:
    """Tell whether a feed is on these hosts, and one in which only their owner writes."""
    url = sighting.url
    if sighting.account is not None or names_an_account(url) or lists_visitors_words(url):
        return False
    return link_host(url) in hosts


def _is_to_follow(sighting: Sighting, hosts: Collection[str], confirmed: Confirmed) -> bool:
    return can_follow(sighting, hosts) or (
        sighting.account is not None and sighting.account in confirmed.accounts
    )


def _hosts(findings: Findings, confirmed: Confirmed) -> tuple[ProposedHost, ...]:
    others = findings.other_hosts()
    return (
        *(ProposedHost(host, "you named it", is_active=True) for host in findings.hosts),
        *(
            ProposedHost(host, linked_there(number), is_active=host in confirmed.hosts)
            for host, number in others.items()
        ),
    )


def linked_there(number: int) -> str:
    """Say why a host is asked about."""
    if not number:
        return "a feed that the site names is there"
    return "1 entry links there" if number == 1 else f"{number} entries link there"


def _notes(sighting: Sighting, seen: Seen, *, is_confirmed: bool) -> tuple[str, ...]:
    title = f"“{sighting.parsed.title}”: " if sighting.parsed.title else ""
    notes = [f"{title}{described(seen)}. Tried because {sighting.how.value}."]
    notes += [f"{number} {words}" for words, number in seen.against]
    if not is_confirmed:
        whose = "this account" if sighting.account else str(link_host(sighting.url))
        notes.append(f"Is {whose} the union's own? Only then take away the # of the lines below.")
    return tuple(notes)


def _feed_id(union_id: str, account: Account | None, taken: Collection[str]) -> str:
    plain = f"{union_id}-{account.platform.value if account else 'news'}"
    numbered = (f"{plain}-{number}" for number in range(2, len(taken) + 3))
    return next(name for name in (plain, *numbered) if name not in taken)


def _id(name: str) -> str:
    letters = unicodedata.normalize("NFKD", name.removeprefix("www.")).encode("ascii", "ignore").decode()
    words = _NOT_OF_IDS.sub("-", letters.lower()).strip("-")
    return words if len(words) <= _LONGEST_ID else words[: _LONGEST_ID + 1].rpartition("-")[0]
