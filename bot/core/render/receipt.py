"""Show what a verdict was made on: the answer to **How do we know?** and to ``/why``.

Every rule that was asked is named, with what it saw and what it expected; so are a person's decision, the
statement's own page, its other places, and a quarantine of its feed.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Final

from bot.core.hosts import LinkFault
from bot.core.model import (
    Block,
    Check,
    Decision,
    Feed,
    Message,
    MessageKind,
    Quarantine,
    ReviewDecision,
    Silence,
    Statement,
)
from bot.core.render.rules import named_rule, sign_words
from bot.core.render.statement import approval, no_longer_there
from bot.core.render.words import (
    MESSAGE_LIMIT,
    bold,
    code,
    fitted,
    foreign,
    heading,
    instant,
    joined,
    length,
    own,
    small,
    stacked,
    struck,
    titled,
)

_VERDICTS: Final = {
    Decision.DIRECT: "direct: the union's own words, from the union itself",
    Decision.HELD: "held: nothing is posted until a person has looked at it",
    Decision.REJECTED: "rejected: not the union's own statement, so it is never posted",
}
_APPROVED: Final = "approved: the rules held it, and a person let it through"
_DECLINED: Final = "held: a person looked at it and turned it down, so it is never posted"
_WITHDRAWN: Final = "withdrawn: a person found that it was wrong, so it counts as the union's word no more"
_SILENCES: Final = {
    Silence.BACKFILL: "Not posted: the feed was new here, and newer statements were posted instead.",
    Silence.OLD: (
        "Not posted: it was more than 48 hours old when its channel began to follow the feed,"
        " or when it was found to be the union's."
    ),
}
_FLAPPING: Final = "Its text changes more often than its posts can follow; they show the newest one from "
#: Characters of evidence shown of each rule that had no objection; less where they are many.
_WIDTHS: Final = (80, 40, 20, 0)
_ALSO_LISTED: Final = 4
_LEFT_OUT: Final = 60  # for the line that says so


def render_receipt(
    statement: Statement,
    *,
    feed: Feed | None,
    quarantine: Quarantine | None = None,
    put_off_until: datetime | None = None,
) -> Message:
    """Render how a verdict came about; `feed` is None where feeds.yaml no longer lists it.

    `put_off_until` says when the posts will show the newest words, where they change too often for now.
    """
    above = [
        _heading(statement),
        joined(bold(own(_standing(statement))), own(". "), foreign(statement.verdict.reason, 300)),
        *_decisions(statement, quarantine),
        stacked(_evidence(statement)),
    ]
    below = [stacked(_origin(statement, feed))]
    if statement.silence is not None:
        below.append(own(_SILENCES[statement.silence]))
    if put_off_until is not None:
        below.append(joined(_FLAPPING, instant(put_off_until), "."))
    path = _path(statement.verdict.path[:-1], MESSAGE_LIMIT - _LEFT_OUT - length([*above, *below]))
    return Message(MessageKind.ANSWER, fitted([*above, *path, *below]))


def _heading(statement: Statement) -> Block:
    if statement.withdrawn_at is not None:
        return heading(struck(foreign(statement.title or "A statement without a title")))
    if statement.is_unions_word:
        return heading(titled(statement.title, statement.url))
    return heading(foreign(statement.title or "An entry without a title"))


def _standing(statement: Statement) -> str:
    if statement.withdrawn_at is not None:
        return _WITHDRAWN
    if statement.is_approved:
        return _APPROVED
    decision = statement.verdict.decision
    if decision is Decision.HELD and statement.review is not None:
        return _DECLINED
    return _VERDICTS[decision]


def _decisions(statement: Statement, quarantine: Quarantine | None) -> list[Block]:
    """Say what persons decided, naming nobody, and whether the feed is in quarantine."""
    lines = []
    if statement.withdrawn_at is not None:
        lines.append(joined("An admin withdrew it: ", instant(statement.withdrawn_at), "."))
    review = statement.review
    if statement.is_approved and review is not None:
        lines.append(joined(approval(statement), " Approved: ", instant(review.at), ", for this revision."))
    elif review is not None and review.decision is ReviewDecision.REJECTED:
        lines.append(joined("An admin turned it down: ", instant(review.at), "."))
    if quarantine is not None:
        words = f"Its feed is in quarantine: {sign_words(quarantine.sign)}. Since "
        lines.append(joined(words, instant(quarantine.since_at), "."))
    return [stacked(lines)] if lines else []


def _evidence(statement: Statement) -> list[Block]:
    verdict = statement.verdict
    return [
        joined("Decided by: ", named_rule(verdict.rule), f" (rule set {verdict.ruleset})"),
        joined("Seen: ", foreign(verdict.seen or "nothing", 300)),
        joined("Expected: ", foreign(verdict.expected or "nothing", 300)),
        small(joined("Explained in ", code(f"docs/provenance.md#{verdict.rule}"))),
    ]


def _path(passed: Sequence[Check], room: int) -> list[Block]:
    """List the rules that were asked before the deciding one, in as many words as there is room for."""
    if not passed:
        return []
    for width in _WIDTHS:
        lines = [own("Asked before it, in this order:"), *(_asked(check, width) for check in passed)]
        if length(lines) + len(lines) <= room:
            return [stacked(lines)]
    ids = ", ".join(check.rule for check in passed)
    return [joined("Asked before it, without objection: ", foreign(ids, max(room - 60, 60)))]


def _asked(check: Check, width: int) -> Block:
    mark = "✓ " if check.passed else "✗ "
    evidence: list[Block | str] = []
    if width and check.seen:
        evidence += [": ", foreign(check.seen, width)]
    if width and check.expected not in ("", check.seen):
        evidence += [" (expected: ", foreign(check.expected, width), ")"]
    return joined(mark, named_rule(check.rule), *evidence)


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
    if statement.gone_since_at is not None:
        lines.append(no_longer_there(statement.gone_since_at))
    if statement.published_at is not None:
        lines.append(joined("Published, as the feed says: ", instant(statement.published_at)))
    if statement.page is not None:
        lines.append(joined("Its page: ", foreign(statement.page.note, 300)))
    lines += [joined("Also at: ", foreign(also.url, 200)) for also in statement.also_at[:_ALSO_LISTED]]
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


def render_unknown_statement() -> Message:
    """Answer for a title or an address under which no statement is stored."""
    return Message(
        MessageKind.ANSWER,
        (own("No statement of that title or address is stored here. Choose one from the list."),),
    )


def render_unknown_post() -> Message:
    """Answer a button whose post we have no record of."""
    return Message(
        MessageKind.ANSWER,
        (own("We have no record of this post. Check what it says on the union's own site."),),
    )
