"""The places at which the bot is killed (`bot.failpoints`), and the story that reaches each.

A place of the database is named after the function that writes: before the transaction, inside it just before
the COMMIT, and after the COMMIT, before anybody knows of it.

What stands in one chain is a place after the other in one telling of a story. Places share a chain where
nothing of the one kill is left that the next could hide: nothing was stored yet, or each is about another
matter. Where a post may have been made, each place has a telling of its own.
"""

from collections.abc import Iterable
from itertools import product

Chain = tuple[str, ...]

_AROUND = ("before", "inside", "after")


def _transactions(*names: str) -> Chain:
    return tuple(f"{name}.{place}" for name, place in product(names, _AROUND))


def _by_place(*names: str) -> tuple[Chain, ...]:
    """Return a chain through these transactions for each of the three places."""
    return tuple(tuple(f"{name}.{place}" for name in names) for place in _AROUND)


def _alone(*chains: Chain) -> tuple[Chain, ...]:
    return tuple((place,) for chain in chains for place in chain)


FETCHING = ("fetch.asks", "fetch.headers", "fetch.body", "parse.asks", "parse.answered")
APPLYING = (
    "write_update.before",
    "update.state",
    "update.entries",
    "update.revisions",
    "write_update.inside",
    "write_update.after",
)


def _asking(method: str) -> Chain:
    """Return the places of a request to Discord: about to leave, left, answered and its answer not read."""
    return tuple(f"{step}.{method}" for step in ("request", "sent", "answer"))


POSTING = _asking("post")  #: of posts, crossposts and threads
#: An edit, and the list of commands: made again, neither is anything else.
EDITING, TELLING = _asking("patch"), _asking("put")
#: Later ones of the same: a page's fetch and parse, crossposts and threads, the second statement's receipt.
LATER = (
    "fetch.body:3",
    "parse.answered:3",
    "begin.after:4",
    "answer.post:3",
    "answer.post:5",
    "answer.post:7",
    "answer.post:9",
    "answer.post:22",  # a page in a thread
    "answer.patch:2",
    "deliver.before:3",
    "deliver.inside:5",
)
#: Transactions before and after which Discord is the same.
INWARD = ("write_states", "resume_parked", "take_back_total", "put_day", "note_known", "let_go")

IN_SMALL_TROUBLES = (
    (*FETCHING, *APPLYING),
    *map(_transactions, INWARD),
    EDITING,
    TELLING,
    *_alone(_transactions("begin", "fail", "park", "deliver"), POSTING, LATER),
)
IN_OUTAGE = _alone(_transactions("add_digests"), ("begin.after:8", "answer.post:6", "deliver.inside:4"))
AT_THE_OFFICE = _by_place(
    "decide",
    "withdraw",
    "_refuse_file",
    "save_verdicts",
    "_keep_file",
    "post_to",
    "pause_feed",
    "resume_feed",
    "poll_soon",
    "release",
)
#: A source goes down, and is well again; a total is put in, and then a channel's topic.
IN_UPKEEP = _by_place("tell_lacks", "tell_outages", "tell_outages", "put_total", "put_in", "save_look")
IN_A_WEEK = _by_place("notice_restore", "save_page", "prune")
BY_COMMAND = _transactions("save_rereadings")

#: What every life reaches, whatever its story, and again and again.
COMMON = (*FETCHING, *_transactions("write_update", "begin", "deliver", "write_states"), *POSTING)


def names_in(chains: Iterable[Chain]) -> list[str]:
    """Return the names of places, without how often they are to be reached, in alphabetical order."""
    return sorted({place.partition(":")[0] for chain in chains for place in chain})
