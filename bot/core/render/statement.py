"""Show a statement as a post, and what proves it as a receipt.

The card quotes whole sentences of the union and adds where they are from; the receipt tells what the
verdict was made on. A statement that is not judged direct has no card.
"""

from typing import Final

from bot.core.hosts import LinkFault
from bot.core.model import (
    ActionButton,
    Block,
    Decision,
    Feed,
    Message,
    MessageKind,
    Silence,
    Statement,
    Summary,
)
from bot.core.render.words import (
    MESSAGE_LIMIT,
    bold,
    code,
    foreign,
    heading,
    host_of,
    instant,
    joined,
    length,
    own,
    quoted,
    read_button,
    small,
    stacked,
    titled,
)

_HOW: Final = "How do we know?"
_VERDICTS: Final = {
    Decision.DIRECT: "direct: the union's own words, from the union itself",
    Decision.HELD: "held: nothing is posted until a person has looked at it",
    Decision.REJECTED: "rejected: not the union's own statement, so it is never posted",
}
_SILENCES: Final = {
    Silence.BACKFILL: "Not posted: the feed was new here, and newer statements were posted instead.",
    Silence.OLD: "Not posted: it was more than 48 hours old when its channel began to follow the feed.",
}


def render_statement(statement: Statement, *, union_name: str, summary: Summary, nonce: str) -> Message:
    """Render the post of a direct statement.

    Raises:
        ValueError: the statement is not judged direct; it must not be shown as the union's.
    """
    if statement.verdict.decision is not Decision.DIRECT:
        raise ValueError(
            f"entry {statement.entry_id} is {statement.verdict.decision}: only direct ones are posted"
        )
    above = _above(statement, union_name)
    below = [_beginning_only()] if statement.cut_off else []
    link = read_button(statement.url)
    quotes = [quoted(sentence) for sentence in summary.sentences(statement.text)]
    while quotes and length([*above, *quotes, *below]) > MESSAGE_LIMIT:
        quotes.pop()  # a whole sentence less, never half of one
    if not quotes and link:
        quotes = [own("Read it on the union's own page.")]
    how = ActionButton(label=_HOW, custom_id=f"pw:how:{nonce}")
    return Message(MessageKind.STATEMENT, (*above, *quotes, *below), (*link, how))


def _above(statement: Statement, union_name: str) -> list[Block]:
    host = host_of(statement.url)
    parts = [joined("Straight from ", bold(foreign(union_name, 100)))]
    parts += [foreign(host)] if host else []
    parts.append(_when(statement))
    blocks = [heading(foreign(statement.title))] if statement.title else []
    blocks.append(joined(*parts, by=" · "))
    if statement.revised_at is not None:
        blocks.append(small(joined("Updated ", instant(statement.revised_at, "R"))))
    return blocks


def _when(statement: Statement) -> Block:
    if statement.published_at is not None:
        return instant(statement.published_at)
    return joined("first seen ", instant(statement.first_seen_at))


def _beginning_only() -> Block:
    return small(own("The feed gives only the beginning; the whole statement is on the union's page."))


def render_receipt(statement: Statement, *, feed: Feed | None) -> Message:
    """Render what a verdict was made on; `feed` is None where feeds.yaml no longer lists it."""
    verdict = statement.verdict
    blocks = [
        heading(titled(statement.title, statement.url))
        if verdict.decision is Decision.DIRECT
        else heading(foreign(statement.title or "An entry without a title")),
        joined(bold(own(_VERDICTS[verdict.decision])), own(". "), foreign(verdict.reason, 300)),
        stacked(_evidence(statement)),
        stacked(_origin(statement, feed)),
    ]
    if statement.silence is not None:
        blocks.append(own(_SILENCES[statement.silence]))
    return Message(MessageKind.ANSWER, tuple(blocks))


def _evidence(statement: Statement) -> list[Block]:
    verdict = statement.verdict
    return [
        joined("Rule: ", code(verdict.rule), f" (rule set {verdict.ruleset})"),
        joined("Seen: ", foreign(verdict.seen or "nothing", 300)),
        joined("Expected: ", foreign(verdict.expected or "nothing", 300)),
    ]


def _origin(statement: Statement, feed: Feed | None) -> list[Block]:
    address = statement.hops[-1] if statement.hops else "not recorded"
    redirects = f" (after {len(statement.hops) - 1} redirects)" if len(statement.hops) > 1 else ""
    lines = [
        _listed_in(statement, feed),
        joined("Final address: ", foreign(address, 300), redirects),
        joined("Fetched: ", instant(statement.fetched_at)),
        joined("Revision: ", str(statement.revision), ", first seen ", instant(statement.first_seen_at)),
        joined("SHA-256 of the stored text: ", code(statement.sha256)),
    ]
    if statement.published_at is not None:
        lines.append(joined("Published, as the feed says: ", instant(statement.published_at)))
    return lines


def _listed_in(statement: Statement, feed: Feed | None) -> Block:
    if feed is None:
        return joined("Feed: ", foreign(statement.feed_id), ", no longer followed")
    whose = "somebody else's, only watched" if feed.watched else feed.union_name
    return joined("Feed: ", foreign(feed.id), " (", foreign(whose, 100), "), ", foreign(feed.url, 300))


def render_no_record(link: str, *, host: str | LinkFault, on_own_host: bool) -> Message:
    """Answer ``/why`` for an address that no feed has listed; says nothing about its truth."""
    blocks = [
        joined("Address: ", foreign(link, 300)),
        own("We have not seen this address in any feed we follow. That does not say whether it is genuine."),
    ]
    if isinstance(host, LinkFault):
        blocks.append(
            joined("The link ", foreign(host.problem, 200), ", so we would never treat it as the union's.")
        )
    elif not on_own_host:
        blocks.append(
            joined(bold(foreign(host)), " is not on the list of hosts that belong to a union we follow.")
        )
    return Message(MessageKind.ANSWER, tuple(blocks))


def render_unknown_post() -> Message:
    """Answer a button whose post we have no record of."""
    return Message(
        MessageKind.ANSWER,
        (own("We have no record of this post. Check what it says on the union's own site."),),
    )
