"""Show what a verdict was made on: the answer to **How do we know?** and to ``/why``.

Every rule that was asked is named, with what it saw and what it expected; so are a person's decision, the
statement's own page, its other places, and a quarantine of its feed.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Final

from bot.core.choosing import NotCarried
from bot.core.hosts import LinkFault
from bot.core.language import _, mark
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
from bot.core.reasons import retold
from bot.core.render.headline import no_longer_there
from bot.core.render.rules import named_rule, sign_words
from bot.core.render.statement import approval
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
    say,
    say_many,
    small,
    stacked,
    struck,
    titled,
)

_VERDICTS: Final = {
    Decision.DIRECT: mark("direct: the union's own words, from the union itself"),
    Decision.HELD: mark("held: nothing is posted until a person has looked at it"),
    Decision.REJECTED: mark("rejected: not the union's own statement, so it is never posted"),
}
_APPROVED: Final = mark("approved: the rules held it, and a person let it through")
_DECLINED: Final = mark("held: a person looked at it and turned it down, so it is never posted")
_WITHDRAWN: Final = mark(
    "withdrawn: a person found that it was wrong, so it counts as the union's word no more"
)
_SILENCES: Final = {
    Silence.BACKFILL: mark("Not posted: the feed was new here, and newer statements were posted instead."),
    Silence.OLD: mark(
        "Not posted: it was more than 48 hours old when its channel began to follow the feed,"
        " or when it was found to be the union's."
    ),
    Silence.TOPIC: mark(
        "Not posted: no channel that follows its feed carried what it was about when it came, by the words"
        " for each topic in feeds.yaml."
    ),
}
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
    topics: Sequence[str] = (),
    not_here: NotCarried | None = None,
) -> Message:
    """Render how a verdict came about; `feed` is None where feeds.yaml no longer lists it.

    `put_off_until` says when the posts will show the newest words, where they change too often for now.
    `topics` are the names of those it is on; `not_here` says why it is not in the channel of the asker.
    """
    above = [
        _heading(statement),
        joined(bold(say(_standing(statement))), ". ", foreign(retold(statement.verdict.reason), 300)),
        *_decisions(statement, quarantine),
        stacked(_evidence(statement)),
    ]
    below = [stacked([*_origin(statement, feed), *_topics(topics)])]
    if statement.silence is not None:
        below.append(say(_SILENCES[statement.silence]))
    if not_here is not None:
        below.append(_not_here(not_here))
    if put_off_until is not None:
        below.append(
            say(
                "Its text changes more often than its posts can follow; they show the newest one from "
                "{when}.",
                when=instant(put_off_until),
            )
        )
    path = _path(statement.verdict.path[:-1], MESSAGE_LIMIT - _LEFT_OUT - length([*above, *below]))
    return Message(MessageKind.ANSWER, fitted([*above, *path, *below]))


def _topics(names: Sequence[str]) -> list[Block]:
    return [say("Topics, by its words: {topics}", topics=foreign(", ".join(names)))] if names else []


def _not_here(why: NotCarried) -> Block:
    if why.left_out:
        names = foreign(", ".join(why.left_out))
        return say("Not posted in this channel, which leaves out this topic: {topics}.", topics=names)
    if not why.only:
        return say("Not posted in this channel, which carries some topics only, and none of this union's.")
    names = foreign(", ".join(why.only))
    return say(
        "Not posted in this channel, which carries only these topics: {topics}. No words that would make "
        "this statement one of them were found.",
        topics=names,
    )


def _heading(statement: Statement) -> Block:
    if statement.withdrawn_at is not None:
        return heading(struck(foreign(statement.title or _("A statement without a title"))))
    if statement.is_unions_word:
        return heading(titled(statement.title, statement.url))
    return heading(foreign(statement.title or _("An entry without a title")))


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
        lines.append(say("An admin withdrew it: {when}.", when=instant(statement.withdrawn_at)))
    review = statement.review
    if statement.is_approved and review is not None:
        approved = say("Approved: {when}, for this revision.", when=instant(review.at))
        lines.append(joined(approval(statement), approved, by=" "))
    elif review is not None and review.decision is ReviewDecision.REJECTED:
        lines.append(say("An admin turned it down: {when}.", when=instant(review.at)))
    if quarantine is not None:
        sign, since = sign_words(quarantine.sign), instant(quarantine.since_at)
        lines.append(say("Its feed is in quarantine: {sign}. Since {when}.", sign=sign, when=since))
    return [stacked(lines)] if lines else []


def _evidence(statement: Statement) -> list[Block]:
    verdict = statement.verdict
    return [
        say(
            "Decided by: {rule} (rule set {version})", rule=named_rule(verdict.rule), version=verdict.ruleset
        ),
        say("Seen: {seen}", seen=foreign(verdict.seen or _("nothing"), 300)),
        say("Expected: {expected}", expected=foreign(verdict.expected or _("nothing"), 300)),
        small(say("Explained in {page}", page=code(f"docs/provenance.md#{verdict.rule}"))),
    ]


def _path(passed: Sequence[Check], room: int) -> list[Block]:
    """List the rules that were asked before the deciding one, in as many words as there is room for."""
    if not passed:
        return []
    for width in _WIDTHS:
        lines = [say("Asked before it, in this order:"), *(_asked(check, width) for check in passed)]
        if length(lines) + len(lines) <= room:
            return [stacked(lines)]
    ids = ", ".join(check.rule for check in passed)
    return [say("Asked before it, without objection: {rules}", rules=foreign(ids, max(room - _LEFT_OUT, 60)))]


def _asked(check: Check, width: int) -> Block:
    evidence: list[Block | str] = ["✓ " if check.passed else "✗ ", named_rule(check.rule)]
    if width and check.seen:
        evidence += [": ", foreign(check.seen, width)]
    if width and check.expected not in ("", check.seen):
        evidence += [" ", say("(expected: {expected})", expected=foreign(check.expected, width))]
    return joined(*evidence)


def _origin(statement: Statement, feed: Feed | None) -> list[Block]:
    seen_at = instant(statement.first_seen_at)
    lines = [
        _listed_in(statement, feed),
        _final_address(statement.hops),
        say("Fetched: {when}", when=instant(statement.fetched_at)),
        say("Revision: {number}, first seen {when}", number=statement.revision, when=seen_at),
        say("SHA-256 of the stored text: {hash}", hash=code(statement.sha256)),
    ]
    if statement.reread_at is not None:
        lines.append(
            say(
                "The text was made anew {when}, from what was kept of the original, because this bot reads "
                "better now. The union changed nothing by that, and no post was edited.",
                when=instant(statement.reread_at),
            )
        )
    if statement.gone_since_at is not None:
        lines.append(no_longer_there(statement.gone_since_at))
    if statement.published_at is not None:
        lines.append(say("Published, as the feed says: {when}", when=instant(statement.published_at)))
    if statement.page is not None:
        lines.append(say("Its page: {note}", note=foreign(retold(statement.page.note), 300)))
    lines += [
        say("Also at: {address}", address=foreign(also.url, 200)) for also in statement.also_at[:_ALSO_LISTED]
    ]
    return lines


def _final_address(hops: Sequence[str]) -> Block:
    if not hops:
        return say("Final address: not recorded")
    address = foreign(hops[-1], 300)
    if len(hops) == 1:
        return say("Final address: {address}", address=address)
    return say_many(
        "Final address: {address} (after {n} redirect)",
        "Final address: {address} (after {n} redirects)",
        len(hops) - 1,
        address=address,
    )


def _listed_in(statement: Statement, feed: Feed | None) -> Block:
    if feed is None:
        return say("Feed: {feed}, no longer followed", feed=foreign(statement.feed_id))
    name, address = foreign(feed.id), foreign(feed.url, 300)
    if feed.watched:
        return say("Feed: {feed} (somebody else's, only watched), {address}", feed=name, address=address)
    union = foreign(feed.union_name, 100)
    return say("Feed: {feed} ({union}), {address}", feed=name, union=union, address=address)


def render_no_record(link: str, *, host: str | LinkFault, on_own_host: bool) -> Message:
    """Answer ``/why`` for an address that no feed has listed; says nothing about its truth."""
    blocks = [
        say("Address: {address}", address=foreign(link, 300)),
        say("We have not seen this address in any feed we follow. That does not say whether it is genuine."),
    ]
    if isinstance(host, LinkFault):
        blocks.append(
            say(
                "The link {fault}, so we would never treat it as the union's.",
                fault=foreign(retold(host.problem), 200),
            )
        )
    elif not on_own_host:
        blocks.append(
            say(
                "{host} is not on the list of hosts that belong to a union we follow.",
                host=bold(foreign(host)),
            )
        )
    return Message(MessageKind.ANSWER, tuple(blocks))


def render_unknown_statement() -> Message:
    """Answer for a title or an address under which no statement is stored."""
    return Message(
        MessageKind.ANSWER,
        (say("No statement of that title or address is stored here. Choose one from the list."),),
    )


def render_unknown_post() -> Message:
    """Answer a button whose post we have no record of."""
    return Message(
        MessageKind.ANSWER,
        (say("We have no record of this post. Check what it says on the union's own site."),),
    )
