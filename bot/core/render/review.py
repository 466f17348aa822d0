"""What admins see: review cards, quarantine cards, and the answers to their buttons and commands.

Review cards show words that nobody has vouched for: they are quoted as such, and their address is shown as
plain text that leads nowhere.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Final

from bot.core.custom_ids import release_id, release_these_id, review_id, withdraw_id
from bot.core.escape import clip
from bot.core.language import _, mark, n_
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
from bot.core.reasons import retold
from bot.core.render.rules import decision_word, named_rule, sign_words
from bot.core.render.words import (
    bold,
    code,
    fitted,
    foreign,
    heading,
    host_of,
    instant,
    joined,
    person,
    quoted,
    say,
    say_many,
    small,
    stacked,
)
from bot.core.trust import missing_host, trusting_line

_BEGINNING: Final = 600  #: characters of a held text that a review card quotes
_LISTED: Final = 10  #: entries that a quarantine card names
_TRUST_IS_YOURS: Final = mark(
    "It counts within seconds after you save the file; this entry still needs a decision."
    " The bot never adds to what it trusts by itself."
)
_DECIDED: Final = {ReviewDecision.APPROVED: mark("Approved"), ReviewDecision.REJECTED: mark("Rejected")}


def render_review(statement: Statement, *, feed: Feed | None, number: int) -> Message:
    """Render the card of revision `number` of a held entry, with its buttons as long as nobody has decided.

    `statement` is the newest revision; the card of an earlier one says that it is overtaken.
    """
    if number != statement.revision:
        return _overtaken(statement, number)
    verdict = statement.verdict
    blocks = [
        heading(say("Held for a person: {title}", title=_title(statement))),
        bold(foreign(retold(verdict.reason), 300)),
        stacked(
            [
                say("Rule: {rule}", rule=named_rule(verdict.rule)),
                say("Seen: {seen}", seen=foreign(verdict.seen or _("nothing"), 200)),
                say("Expected: {expected}", expected=foreign(verdict.expected or _("nothing"), 200)),
            ]
        ),
        stacked(_whereabouts(statement, feed)),
        *_outcome(statement),
    ]
    if statement.text:
        blocks += [say("Its text begins:"), quoted(clip(statement.text, _BEGINNING))]
    return Message(MessageKind.REVIEW, fitted(blocks), review_buttons(statement, feed))


def needs_decision(statement: Statement, number: int) -> bool:
    """Tell whether a person is still asked for a decision about this revision."""
    waits = statement.verdict.decision is Decision.HELD and statement.review is None
    return waits and statement.withdrawn_at is None and number == statement.revision


def _overtaken(statement: Statement, number: int) -> Message:
    parts: dict[str, str | int] = {
        "number": number,
        "newest": statement.revision,
        "decision": decision_word(statement.verdict.decision),
    }
    if needs_decision(statement, statement.revision):
        words = say(
            "This card was about revision {number}. The entry has changed since: revision {newest} is "
            "{decision}, on a card of its own.",
            **parts,
        )
    else:
        words = say(
            "This card was about revision {number}. The entry has changed since: revision {newest} is "
            "{decision}.",
            **parts,
        )
    return Message(MessageKind.REVIEW, (_entry(statement), words))


def _entry(statement: Statement) -> Block:
    return say("Entry {id}: {title}", id=code(str(statement.entry_id)), title=_title(statement))


def _title(statement: Statement) -> Block:
    return foreign(statement.title or _("an entry without a title"), 200)


def _whereabouts(statement: Statement, feed: Feed | None) -> list[Block]:
    host = host_of(statement.url)
    lines = [
        _listed_in(statement, feed),
        say("Address: {address}", address=foreign(statement.url or _("none"), 300)),
        say("It leads to {host}.", host=bold(foreign(host))) if host else say("Where it leads is in doubt."),
    ]
    if statement.published_at is not None:
        lines.append(say("Published, as the feed says: {when}", when=instant(statement.published_at)))
    entry = code(str(statement.entry_id))
    lines.append(say("Entry: {id}, revision {number}", id=entry, number=statement.revision))
    return lines


def _listed_in(statement: Statement, feed: Feed | None) -> Block:
    name = foreign(statement.feed_id)
    if feed is None:
        return say("Feed: {feed}, no longer in feeds.yaml", feed=name)
    return say("Feed: {feed}, of {union}", feed=name, union=foreign(feed.union_name, 100))


def _outcome(statement: Statement) -> list[Block]:
    if statement.withdrawn_at is not None:
        withdrawn = bold(say("Withdrawn"))
        return [joined(withdrawn, " ", instant(statement.withdrawn_at), ".")]
    if statement.review is not None:
        return [ruled(statement.review)]
    if statement.verdict.decision is not Decision.HELD:
        decision = decision_word(statement.verdict.decision)
        return [say("No decision is needed any more: the rules now call it {decision}.", decision=decision)]
    return []


def ruled(review: Review) -> Block:
    """Say who decided what, and when; for admins only."""
    decided = bold(say(_DECIDED[review.decision]))
    return say(
        "{decided} by {person}, {when}.", decided=decided, person=person(review.by), when=instant(review.at)
    )


def review_buttons(statement: Statement, feed: Feed | None) -> tuple[ActionButton, ...]:
    """Return the buttons by which a held entry is decided; none where nobody is asked for a decision."""
    if not needs_decision(statement, statement.revision):
        return ()
    buttons = [
        ActionButton(_("Approve"), review_id("approve", statement)),
        ActionButton(_("Reject"), review_id("reject", statement), is_danger=True),
    ]
    if feed is not None and missing_host(statement, feed) is not None:
        buttons.append(ActionButton(_("Trust this address"), review_id("trust", statement)))
    return tuple(buttons)


def render_more_held(feed_id: str, *, waiting: int, at: datetime) -> Message:
    """Render the card that speaks for a feed's held entries without cards; `waiting` of them wait at `at`."""
    name = foreign(feed_id, 100)
    if not waiting:
        over = say(
            "Nothing more of {feed} waits without a card of its own: {when}.", feed=name, when=instant(at)
        )
        return Message(MessageKind.REVIEW, (over,))
    blocks = [
        heading(say("More is held: {feed}", feed=name)),
        say_many(
            "{n} more entry of it waits for a decision, too many for a card each ({when}).",
            "{n} more entries of it wait for a decision, too many for a card each ({when}).",
            waiting,
            when=instant(at),
        ),
        stacked(
            [
                say(
                    "{command} lists everything that waits, with its reason and its id.",
                    command=code("python -m bot held"),
                ),
                say(
                    "{approve} and {reject} decide.",
                    approve=code("python -m bot approve ID"),
                    reject=code("python -m bot reject ID"),
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
        over = say("The quarantine of {feed} is over: an admin released it.", feed=name)
        rest = small(say("Who and when: {command}", command=code("python -m bot audit")))
        return Message(MessageKind.REVIEW, (over, rest))
    sign, since = code(quarantine.sign.value), instant(quarantine.since_at)
    blocks = [
        heading(say("In quarantine: {feed}", feed=name)),
        _may_have_changed_hands(name, feed, quarantine),
        stacked(
            [
                say("Sign: {sign}, since {when}", sign=sign, when=since),
                say("Seen: {seen}", seen=foreign(quarantine.seen or _("nothing"), 300)),
                say("Expected: {expected}", expected=foreign(quarantine.expected or _("nothing"), 300)),
            ]
        ),
        say("It is still read, and nothing of it is posted until an admin releases it."),
        *_listing(held),
    ]
    return Message(MessageKind.REVIEW, fitted(blocks), _release_buttons(feed_id, held))


def _may_have_changed_hands(name: Block, feed: Feed | None, quarantine: Quarantine) -> Block:
    sign = sign_words(quarantine.sign)
    if feed is None:
        return say(
            "The feed {feed}, no longer in feeds.yaml, may have changed hands: {sign}.",
            feed=bold(name),
            sign=sign,
        )
    return say(
        "The feed {feed} of {union} may have changed hands: {sign}.",
        feed=bold(name),
        union=foreign(feed.union_name, 100),
        sign=sign,
    )


def _listing(held: Sequence[Statement]) -> list[Block]:
    if not held:
        return [say("No entry of it is held so far.")]
    lines = [say_many("Held so far: {n} entry.", "Held so far: {n} entries.", len(held))]
    lines += [joined("• ", _title(one), " · ", _host(one)) for one in held[:_LISTED]]
    if len(held) > _LISTED:
        lines.append(say("…and {n} more.", n=len(held) - _LISTED))
    return [stacked(lines)]


def _host(statement: Statement) -> Block:
    return foreign(host_of(statement.url) or _("no readable address"))


def _release_buttons(feed_id: str, held: Sequence[Statement]) -> tuple[ActionButton, ...]:
    release = ActionButton(_("Release"), release_id("release", feed_id))
    if not held:
        return (release,)
    words = n_("Release and post this {n}", "Release and post these {n}", len(held))
    return release, ActionButton(words, release_id("releasepost", feed_id), is_danger=True)


def render_release_question(feed_id: str, held: Sequence[Statement]) -> Message:
    """Ask whether exactly these entries are to be posted with the release of their feed."""
    words = n_("Post this {n}", "Post these {n}", len(held))
    posts = ActionButton(words, release_these_id(feed_id, held), is_danger=True)
    ask = say("Release {feed} and post these as the union's word?", feed=bold(foreign(feed_id, 100)))
    return Message(MessageKind.ANSWER, fitted([ask, *_listing(held)]), (posts,))


def render_released(feed_id: str, *, approved: Sequence[Statement], held: int, off_topic: int = 0) -> Message:
    """Answer a release: which entries go out, and how many stay held.

    `off_topic` are approved besides, and no channel that follows the feed carries their topics.
    """
    feed = bold(foreign(feed_id, 100))
    lines = [say("Released {feed}: what it publishes from now on is posted.", feed=feed)]
    if approved:
        lines.append(
            say_many(
                "{n} entry of the quarantine will be posted:",
                "{n} entries of the quarantine will be posted:",
                len(approved),
            )
        )
        lines += [joined("• ", _title(one), " · ", _host(one)) for one in approved[:_LISTED]]
    if off_topic:
        lines.append(
            say_many(
                "{n} entry is approved and goes to no channel: none that follows its feed carries what it"
                " is about.",
                "{n} entries are approved and go to no channel: none that follows their feed carries what"
                " they are about.",
                off_topic,
            )
        )
    if held:
        lines.append(
            say_many(
                "{n} entry stays held; {command} lists them.",
                "{n} entries stay held; {command} lists them.",
                held,
                command=code("python -m bot held"),
            )
        )
    return Message(MessageKind.ANSWER, fitted(lines))


def render_not_quarantined(feed_id: str) -> Message:
    """Answer a release where there is nothing to release."""
    words = say("{feed} is not in quarantine; nothing changed.", feed=bold(foreign(feed_id, 100)))
    return Message(MessageKind.ANSWER, (words,))


def render_ruling(
    review: Review, *, statement: Statement, is_new: bool, is_off_topic: bool = False
) -> Message:
    """Answer a decision: what it does, or whose earlier decision stands.

    `is_off_topic`: no channel that follows the statement's feed carries its topics.
    """
    lines = [say("Entry {id}: {title}", id=code(str(review.entry_id)), title=_title(statement))]
    if not is_new:
        lines += [joined(say("This was decided before."), " ", ruled(review)), say("Nothing changed.")]
    elif is_off_topic:
        lines.append(
            say(
                "Approved, but it goes to no channel: none that follows its feed carries what it is about,"
                " by the words for each topic in feeds.yaml."
            )
        )
    elif review.decision is ReviewDecision.APPROVED:
        lines.append(say("Approved: it goes out in a moment, and says that a person approved it."))
    else:
        lines.append(say("Rejected: it is kept with its reason and never posted."))
    return Message(MessageKind.ANSWER, fitted(lines))


def render_trust(statement: Statement, feed: Feed) -> Message | None:
    """Answer **Trust this address** with the line for feeds.yaml; None where no host is what is missing."""
    host = missing_host(statement, feed)
    if host is None:
        return None
    blocks = [
        say(
            "If, and only if, {host} belongs to {union}:",
            host=bold(foreign(host)),
            union=foreign(feed.union_name, 100),
        ),
        say(
            "in feeds.yaml, at the union {union}, add it to the list {key}, which then reads",
            union=code(feed.union_id),
            key=code("hosts"),
        ),
        Block(f"```yaml\n{trusting_line(feed, host)}\n```", trusting_line(feed, host)),
        say(_TRUST_IS_YOURS),
    ]
    return Message(MessageKind.ANSWER, fitted(blocks))


def render_withdrawal_question(statement: Statement) -> Message:
    """Ask whether a statement's posts are really to lose their words."""
    blocks = [
        say("Withdraw {title}?", title=bold(_title(statement))),
        say("Every post of it stays, struck and without its words, and it counts nowhere any more."),
        say("This cannot be undone."),
    ]
    button = ActionButton(_("Withdraw it"), withdraw_id(statement.entry_id), is_danger=True)
    return Message(MessageKind.ANSWER, fitted(blocks), (button,))


def render_withdrawal(statement: Statement, *, is_new: bool) -> Message:
    """Answer a withdrawal."""
    struck = say("Withdrawn: its posts are struck in a moment.")
    done = struck if is_new else say("It was withdrawn before.")
    return Message(MessageKind.ANSWER, (_entry(statement), done))
