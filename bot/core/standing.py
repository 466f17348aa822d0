"""What of the stored still holds? Verdicts of unchanged entries, and a feed's HTTP validators.

Hop 5, for `bot.core.plan` and the poller. Admins add and remove hosts, pin accounts, move feeds to
``watch:``, and channels come and go. What was decided under the configuration of then is decided anew,
but for what rests on more than the entry: a person's decision, a quarantine, the statement's own page, a
statement that was withdrawn.
"""

from collections.abc import Collection, Mapping, Sequence
from hashlib import sha256

from bot.core.model import Feed, KnownEntry, Topic, TopicChoice, Verdict
from bot.core.pageverdict import PAGE_CANONICAL, PAGE_HOST
from bot.core.platforms import platform_hosts
from bot.core.provenance.addresses import host_of
from bot.core.takeover import QUARANTINE, SEEN_IN_QUARANTINE
from bot.core.withdrawn import WITHDRAWN_COPY

_NOT_OF_THE_ENTRY = frozenset({QUARANTINE, SEEN_IN_QUARANTINE, PAGE_HOST, PAGE_CANONICAL, WITHDRAWN_COPY})
#: Rules about the way this one body came; the stored words came another way.
_OF_THE_WAY = frozenset({"redirect", "transport"})


def still_stands(known: KnownEntry, fresh: Verdict) -> bool:
    """Tell whether the stored verdict on an entry that did not change holds beside a fresh one."""
    if known.approved or is_closed(known) or known.verdict.rule in _NOT_OF_THE_ENTRY or known.completed:
        return True
    return fresh.rule in _OF_THE_WAY or fresh.decision is known.verdict.decision


def is_closed(known: KnownEntry) -> bool:
    """Tell whether a person decided against an entry; it stays so until its words change."""
    return known.rejected or known.withdrawn


def earned_with(
    feed: Feed,
    targets: Collection[str],
    choices: Mapping[str, TopicChoice] | None = None,
    topics: Sequence[Topic] = (),
) -> str:
    """Return what a feed's validators were earned with: under anything else, “not modified” says nothing.

    A body that was read for other targets has not been offered to these, and one that was judged by
    another configuration has to be judged again; so has what some topics are to be chosen from now.
    """
    account = feed.account
    parts: tuple[object, ...] = (
        sorted(targets),
        sorted(feed.hosts),
        (account.platform.value, account.value) if account else None,
        feed.watched,
        feed.union_name,
        feed.authors,
        feed.skip_categories,
        sorted(feed.skip_hosts),
        feed.officers,
        feed.also_known_as,
        feed.employers,
    )
    if choices:
        chosen = sorted(
            (target, choice.only and sorted(choice.only), sorted(choice.skip))
            for target, choice in choices.items()
        )
        parts += (chosen, [(topic.id, topic.words) for topic in topics])
    return sha256(repr(parts).encode("utf-8", "surrogatepass")).hexdigest()[:32]


def strange_hop(feed: Feed, hops: tuple[str, ...]) -> str | None:
    """Return the first address on the way that is not the union's; a watched feed may lead anywhere."""
    own = feed.hosts | platform_hosts(feed.account) if feed.account else feed.hosts
    return next((hop for hop in hops if not feed.watched and host_of(hop) not in own), None)
