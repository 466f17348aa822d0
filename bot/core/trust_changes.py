"""Whom does the bot believe by a new state of feeds.yaml, and whom did it before? In words for admins.

Used by `bot.services.live_configuration` and ``plan``; `bot.core.config_changes` tells what changed besides.
"""

from collections.abc import Iterator, Mapping
from typing import Final

from bot.core.language import mark
from bot.core.model import Catalogue, Feed, Sentence

HOST_TRUSTED: Final = mark("{union}: {host} counts as the union's own host now. It did not before.")
HOST_NOT_TRUSTED: Final = mark(
    "{union}: {host} does not count as the union's own host any more. It did before."
)
ACCOUNT_PINNED: Final = mark("The feed {feed} of {union}: the account {account} counts as the union's now.")
ACCOUNT_CHANGED: Final = mark(
    "The feed {feed} of {union}: the account {account} counts as the union's now. Before, it was {before}."
)
ACCOUNT_DROPPED: Final = mark(
    "The feed {feed} of {union}: the account {before} does not count as the union's any more."
)
NOW_BELIEVED: Final = mark("The feed {feed} speaks for {union} now. Before, it was only watched.")
NOW_OF: Final = mark("The feed {feed} speaks for {union} now. Before, it spoke for {before}.")
NOW_WATCHED: Final = mark("The feed {feed} is only watched now. Before, it spoke for {union}.")


def trust_changes(before: Catalogue, after: Catalogue) -> tuple[tuple[str, Sentence], ...]:
    """Return which hosts and accounts are believed now and were not, or the other way, with the subject.

    The subject is as in an audit record, ``union:<id>`` or ``feed:<id>``. One that is removed is not among
    them, for it says nothing any more; one that is added is.
    """
    return (*_hosts(before, after), *_accounts(before, after))


def believed_less(before: Catalogue, after: Catalogue) -> Mapping[str, Feed]:
    """Return, by id and as they were, the feeds in both of which some host or account is believed no more.

    Only such a change takes anything back: other rules are applied to what is stored by ``rejudge``.
    """
    now = {feed.id: feed for feed in after.feeds}
    return {then.id: then for then in before.feeds if then.id in now and _is_less(then, now[then.id])}


def _is_less(before: Feed, after: Feed) -> bool:
    is_watched_now = after.watched and not before.watched
    return is_watched_now or not before.hosts <= after.hosts or before.account != after.account


def _hosts(before: Catalogue, after: Catalogue) -> Iterator[tuple[str, Sentence]]:
    then, now = _hosts_of(before), _hosts_of(after)
    for union_id, hosts in now.items():
        name, subject = after.union_names.get(union_id, union_id), f"union:{union_id}"
        known = then.get(union_id, frozenset())
        for host in sorted(hosts - known):
            yield subject, Sentence.of(HOST_TRUSTED, union=name, host=host)
        for host in sorted(known - hosts):
            yield subject, Sentence.of(HOST_NOT_TRUSTED, union=name, host=host)


def _hosts_of(catalogue: Catalogue) -> dict[str, frozenset[str]]:
    return {feed.union_id: feed.hosts for feed in catalogue.feeds}


def _accounts(before: Catalogue, after: Catalogue) -> Iterator[tuple[str, Sentence]]:
    known = {feed.id: feed for feed in before.feeds}
    for feed in after.feeds:
        then, subject = known.get(feed.id), f"feed:{feed.id}"
        of_feed = {"feed": feed.id, "union": feed.union_name}
        if then is not None and then.watched != feed.watched:
            yield subject, Sentence.of(NOW_WATCHED if feed.watched else NOW_BELIEVED, **of_feed)
        elif then is not None and not feed.watched and then.union_id != feed.union_id:
            yield subject, Sentence.of(NOW_OF, **of_feed, before=then.union_name)
        was = then.account if then else None
        if feed.account == was:
            continue
        if feed.account is None:
            yield subject, Sentence.of(ACCOUNT_DROPPED, **of_feed, before=was.value if was else "")
        elif was is None:
            yield subject, Sentence.of(ACCOUNT_PINNED, **of_feed, account=feed.account.value)
        else:
            yield (
                subject,
                Sentence.of(ACCOUNT_CHANGED, **of_feed, account=feed.account.value, before=was.value),
            )
