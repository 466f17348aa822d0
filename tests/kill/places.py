"""The places at which the bot is killed (`bot.failpoints`), and the story that reaches each.

A place of the database is named after the function that writes: before the transaction, inside it just before
the COMMIT, and after the COMMIT, before anybody knows of it.
"""

from itertools import product

_AROUND = ("before", "inside", "after")


def _transactions(*names: str) -> tuple[str, ...]:
    return tuple(f"{name}.{place}" for name, place in product(names, _AROUND))


FETCHING = ("fetch.asks", "fetch.headers", "fetch.body", "parse.asks", "parse.answered")
APPLYING = ("update.state", "update.entries", "update.revisions", *_transactions("write_update"))
#: Asking Discord: the request is about to leave, has left, was answered and its answer not read. The first
#: PUT is the list of commands; POSTs make posts, crossposts and threads; a PATCH edits.
ASKING = tuple(
    f"{step}.{method}" for method, step in product(("post", "patch", "put"), ("request", "sent", "answer"))
)
#: Later ones of the same: a page's fetch and parse, crossposts and threads, the second statement's receipt.
LATER = (
    "fetch.body:3",
    "parse.answered:3",
    "begin.after:4",
    "answer.post:3",
    "answer.post:5",
    "answer.post:7",
    "answer.post:9",
    "answer.patch:2",
    "deliver.before:3",
    "deliver.inside:5",
)
IN_SMALL_TROUBLES = (
    *FETCHING,
    *APPLYING,
    *_transactions(
        "write_states",
        "resume_parked",
        "take_back_total",
        "put_day",
        "note_known",
        "begin",
        "fail",
        "park",
        "deliver",
    ),
    *ASKING,
    *LATER,
)
IN_OUTAGE = (*_transactions("add_digests"), "begin.after:8", "answer.post:6", "deliver.inside:4")
