"""What admins see: review cards, quarantine cards, and the answers to their buttons and commands.

Review cards show words that nobody has vouched for: they are quoted as such, and their address is shown as
plain text that leads nowhere.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Final

from bot.core.custom_ids import release_id, release_these_id, review_id, withdraw_id
from bot.core.escape import clip
from bot.core.model import (
    ActionButton,
    Block,
    Decision,
    Feed,
    Message,
    MessageKind,
    Quarantine,
    Review,
    ReviewDecision,
    Statement,
)
from bot.core.render.rules import named_rule, sign_words
from bot.core.render.words import (
    bold,
    code,
    counted,
    fitted,
    foreign,
    heading,
    host_of,
    instant,
    joined,
    own,
    person,
    quoted,
    small,
    stacked,
)
from bot.core.trust import missing_host, trusting_line

_BEGINNING: Final = 600  #: characters of a held text that a review card quotes
_LISTED: Final = 10  #: entries that a quarantine card names
_TRUST_IS_YOURS: Final = (
    "It counts for what is judged after the next start; this entry still needs a decision."
    " The bot never adds to what it trusts by itself."
)
_DECIDED: Final = {ReviewDecision.APPROVED: "Approved", ReviewDecision.REJECTED: "Rejected"}


def render_review(statement: Statement, *, feed: Feed | None, number: int) -> Message:
    """Render the card of revision `number` of a held entry, with its buttons as long as nobody has decided.

    `statement` is the newest revision; the card of an earlier one says that it is overtaken.
    """
    if number != statement.revision:
        return _overtaken(statement, number)
    verdict = statement.verdict
    blocks = [
        heading(joined("Held for a person: ", _title(statement))),
        bold(foreign(verdict.reason, 300)),
        stacked(
            [
                joined("Rule: ", named_rule(verdict.rule)),
                joined("Seen: ", foreign(verdict.seen or "nothing", 200)),
                joined("Expected: ", foreign(verdict.expected or "nothing", 200)),
            ]
        ),
        stacked(_whereabouts(statement, feed)),
        *_outcome(statement),
    ]
    if statement.text:
        blocks += [own("Its text begins:"), quoted(clip(statement.text, _BEGINNING))]
    return Message(MessageKind.REVIEW, fitted(blocks), _review_buttons(statement, feed))


def needs_decision(statement: Statement, number: int) -> bool:
    """Tell whether a person is still asked for a decision about this revision."""
    waits = statement.verdict.decision is Decision.HELD and statement.review is None
    return waits and statement.withdrawn_at is None and number == statement.revision


def _overtaken(statement: Statement, number: int) -> Message:
    newer = f"This card was about revision {number}. The entry has changed since: revision "
    words = f"{newer}{statement.revision} is {statement.verdict.decision}"
    rest = ", on a card of its own." if needs_decision(statement, statement.revision) else "."
    entry = joined("Entry ", code(str(statement.entry_id)), ": ", _title(statement))
    return Message(MessageKind.REVIEW, (entry, own(words + rest)))


def _title(statement: Statement) -> Block:
    return foreign(statement.title or "an entry without a title", 200)


def _whereabouts(statement: Statement, feed: Feed | None) -> list[Block]:
    host = host_of(statement.url)
    union = f"of {feed.union_name}" if feed else "no longer in feeds.yaml"
    leads = joined("It leads to ", bold(foreign(host))) if host else own("Where it leads is in doubt")
    lines = [
        joined("Feed: ", foreign(statement.feed_id), ", ", foreign(union, 100)),
        joined("Address: ", foreign(statement.url or "none", 300)),
        joined(leads, "."),
    ]
    if statement.published_at is not None:
        lines.append(joined("Published, as the feed says: ", instant(statement.published_at)))
    lines.append(joined("Entry: ", code(str(statement.entry_id)), f", revision {statement.revision}"))
    return lines


def _outcome(statement: Statement) -> list[Block]:
    if statement.withdrawn_at is not None:
        return [joined(bold(own("Withdrawn")), " ", instant(statement.withdrawn_at), ".")]
    if statement.review is not None:
        return [ruled(statement.review)]
    if statement.verdict.decision is not Decision.HELD:
        return [own(f"No decision is needed any more: the rules now call it {statement.verdict.decision}.")]
    return []


def ruled(review: Review) -> Block:
    """Say who decided what, and when; for admins only."""
    decided = bold(own(_DECIDED[review.decision]))
    return joined(decided, " by ", person(review.by), ", ", instant(review.at), ".")


def _review_buttons(statement: Statement, feed: Feed | None) -> tuple[ActionButton, ...]:
    if not needs_decision(statement, statement.revision):
        return ()
    buttons = [
        ActionButton("Approve", review_id("approve", statement)),
        ActionButton("Reject", review_id("reject", statement), is_danger=True),
    ]
    if feed is not None and missing_host(statement, feed) is not None:
        buttons.append(ActionButton("Trust this address", review_id("trust", statement)))
    return tuple(buttons)


def render_more_held(feed_id: str, *, waiting: int, at: datetime) -> Message:
    """Render the card that speaks for a feed's held entries without cards; `waiting` of them wait at `at`."""
    name = foreign(feed_id, 100)
    if not waiting:
        over = joined("Nothing more of ", name, " waits without a card of its own: ", instant(at), ".")
        return Message(MessageKind.REVIEW, (over,))
    wait = f"{counted(waiting, 'more entry of it waits', 'more entries of it wait')} for a decision, too many"
    blocks = [
        heading(joined("More is held: ", name)),
        joined(own(f"{wait} for a card each ("), instant(at), ")."),
        stacked(
            [
                joined(
                    code("python -m bot held"), " lists everything that waits, with its reason and its id."
                ),
                joined(
                    code("python -m bot approve ID"), " and ", code("python -m bot reject ID"), " decide."
                ),
            ]
        ),
    ]
    return Message(MessageKind.REVIEW, fitted(blocks))


def render_quarantine(
    feed_id: str, *, feed: Feed | None, quarantine: Quarantine | None, held: Sequence[Statement]
) -> Message:
    """Render the card of a quarantined feed, with its buttons; `quarantine` is None once it was released."""
    name = foreign(feed_id, 100)
    if quarantine is None:
        over = joined("The quarantine of ", name, " is over: an admin released it.")
        rest = small(joined("Who and when: ", code("python -m bot audit")))
        return Message(MessageKind.REVIEW, (over, rest))
    whose = joined(" of ", foreign(feed.union_name, 100)) if feed else own(", no longer in feeds.yaml,")
    blocks = [
        heading(joined("In quarantine: ", name)),
        joined("The feed ", bold(name), whose, f" may have changed hands: {sign_words(quarantine.sign)}."),
        stacked(
            [
                joined("Sign: ", code(quarantine.sign.value), ", since ", instant(quarantine.since_at)),
                joined("Seen: ", foreign(quarantine.seen or "nothing", 300)),
                joined("Expected: ", foreign(quarantine.expected or "nothing", 300)),
            ]
        ),
        own("It is still read, and nothing of it is posted until an admin releases it."),
        *_listing(held),
    ]
    return Message(MessageKind.REVIEW, fitted(blocks), _release_buttons(feed_id, held))


def _listing(held: Sequence[Statement]) -> list[Block]:
    if not held:
        return [own("No entry of it is held so far.")]
    lines = [own(f"Held so far: {counted(len(held), 'entry', 'entries')}.")]
    lines += [joined("• ", _title(one), " · ", _host(one)) for one in held[:_LISTED]]
    if len(held) > _LISTED:
        lines.append(own(f"…and {len(held) - _LISTED} more."))
    return [stacked(lines)]


def _host(statement: Statement) -> Block:
    return foreign(host_of(statement.url) or "no readable address")


def _release_buttons(feed_id: str, held: Sequence[Statement]) -> tuple[ActionButton, ...]:
    release = ActionButton("Release", release_id("release", feed_id))
    if not held:
        return (release,)
    words = f"Release and post these {len(held)}"
    return release, ActionButton(words, release_id("releasepost", feed_id), is_danger=True)


def render_release_question(feed_id: str, held: Sequence[Statement]) -> Message:
    """Ask whether exactly these entries are to be posted with the release of their feed."""
    posts = ActionButton(f"Post these {len(held)}", release_these_id(feed_id, held), is_danger=True)
    ask = joined("Release ", bold(foreign(feed_id, 100)), " and post these as the union's word?")
    return Message(MessageKind.ANSWER, fitted([ask, *_listing(held)]), (posts,))


def render_released(feed_id: str, *, approved: Sequence[Statement], held: int) -> Message:
    """Answer a release: how many entries go out, and how many stay held."""
    lines = [joined("Released ", bold(foreign(feed_id, 100)), ": what it publishes from now on is posted.")]
    if approved:
        lines.append(own(f"{counted(len(approved), 'entry', 'entries')} of the quarantine will be posted:"))
        lines += [joined("• ", _title(one), " · ", _host(one)) for one in approved[:_LISTED]]
    if held:
        stay = counted(held, "entry stays", "entries stay")
        lines.append(joined(f"{stay} held; ", code("python -m bot held"), " lists them."))
    return Message(MessageKind.ANSWER, fitted(lines))


def render_not_quarantined(feed_id: str) -> Message:
    """Answer a release where there is nothing to release."""
    return Message(
        MessageKind.ANSWER, (joined(bold(foreign(feed_id, 100)), " is not in quarantine; nothing changed."),)
    )


def render_ruling(review: Review, *, statement: Statement, is_new: bool) -> Message:
    """Answer a decision: what it does, or whose earlier decision stands."""
    lines = [joined("Entry ", code(str(review.entry_id)), ": ", _title(statement))]
    if not is_new:
        lines += [joined(own("This was decided before. "), ruled(review)), own("Nothing changed.")]
    elif review.decision is ReviewDecision.APPROVED:
        lines.append(own("Approved: it goes out in a moment, and says that a person approved it."))
    else:
        lines.append(own("Rejected: it is kept with its reason and never posted."))
    return Message(MessageKind.ANSWER, fitted(lines))


def render_trust(statement: Statement, feed: Feed) -> Message | None:
    """Answer **Trust this address** with the line for feeds.yaml; None where no host is what is missing."""
    host = missing_host(statement, feed)
    if host is None:
        return None
    blocks = [
        joined("If, and only if, ", bold(foreign(host)), " belongs to ", foreign(feed.union_name, 100), ":"),
        joined("in feeds.yaml, at the union ", code(feed.union_id), ", let this line read"),
        Block(f"```yaml\n{trusting_line(feed, host)}\n```", trusting_line(feed, host)),
        own(_TRUST_IS_YOURS),
    ]
    return Message(MessageKind.ANSWER, fitted(blocks))


def render_withdrawal_question(statement: Statement) -> Message:
    """Ask whether a statement's posts are really to lose their words."""
    blocks = [
        joined("Withdraw ", bold(_title(statement)), "?"),
        own("Every post of it stays, struck and without its words, and it counts nowhere any more."),
        own("This cannot be undone."),
    ]
    button = ActionButton("Withdraw it", withdraw_id(statement.entry_id), is_danger=True)
    return Message(MessageKind.ANSWER, fitted(blocks), (button,))


def render_withdrawal(statement: Statement, *, is_new: bool) -> Message:
    """Answer a withdrawal."""
    done = "Withdrawn: its posts are struck in a moment." if is_new else "It was withdrawn before."
    entry = joined("Entry ", code(str(statement.entry_id)), ": ", _title(statement))
    return Message(MessageKind.ANSWER, (entry, own(done)))
