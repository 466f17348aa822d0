"""What a person decides: approve, reject, withdraw, release.

Called by the buttons in Discord and by the command line; both may run beside the delivering service, which
posts what is decided here from the outbox. Every decision is audited in the transaction that makes it, and
of two people who decide at once the first one stands.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.core.custom_ids import listing_mark
from bot.core.errors import ReviewError
from bot.core.escape import clip
from bot.core.language import _, tell
from bot.core.model import (
    AuditAction,
    AuditRecord,
    Catalogue,
    Decision,
    Feed,
    Review,
    ReviewDecision,
    Silence,
    Statement,
)
from bot.core.render.rules import decision_word
from bot.core.targets import DISCORD, TERMINAL, statement_targets
from bot.ports import Clock, Store
from bot.services.choosing import TopicDesk

_LISTED = 1_000  #: held entries that are listed at a time
_LONGEST_TITLE = 120  #: in the audit
_ACTIONS = {ReviewDecision.APPROVED: AuditAction.APPROVE, ReviewDecision.REJECTED: AuditAction.REJECT}


@dataclass(frozen=True, slots=True)
class Ruling:
    """The decision that stands about one revision of an entry."""

    statement: Statement
    review: Review
    is_new: bool  #: False: it had been decided before, and nothing changed
    is_off_topic: bool = False  #: approved now, and no channel that follows its feed carries its topics


@dataclass(frozen=True, slots=True)
class Withdrawal:
    """A statement that counts as the union's word no more."""

    statement: Statement
    is_new: bool


@dataclass(frozen=True, slots=True)
class Release:
    """The end of a feed's quarantine."""

    feed_id: str
    was_quarantined: bool  #: False: there was nothing to release, and nothing changed
    approved: Sequence[Statement] = ()  #: and to be posted
    held: int = 0  #: entries of the quarantine that stay held
    off_topic: int = 0  #: approved, and no channel that follows the feed carries their topics


class Reviewer:
    """Carries out what admins decide."""

    def __init__(self, *, catalogue: Catalogue, store: Store, clock: Clock, target_prefix: str) -> None:
        self._catalogue = catalogue
        self._store = store
        self._clock = clock
        self._target_prefix = target_prefix
        self._feeds = {feed.id: feed for feed in catalogue.feeds}
        # Also for a shell without the service's token: what is approved there is posted in Discord.
        self._topics = TopicDesk(catalogue=catalogue, store=store, target_prefix=DISCORD)

    @property
    def review_channel(self) -> int | None:
        """Return the Discord channel in which held entries are reviewed."""
        return self._catalogue.review_channel

    @property
    def review_role(self) -> int | None:
        """Return the Discord role whose members may review, besides those with Manage Server."""
        return self._catalogue.review_role

    @property
    def feed_ids(self) -> Collection[str]:
        """Return the ids of the feeds in feeds.yaml."""
        return self._feeds.keys()

    # what there is to decide

    async def held(self) -> Sequence[Statement]:
        """Return what waits for a decision, oldest first."""
        return await self._store.held_entries(_LISTED)

    async def entry(self, entry_id: int) -> tuple[Statement, Feed | None]:
        """Return an entry in its newest revision, and its feed; StoreError where there is no such entry."""
        statement = await self._store.statement(entry_id)
        return statement, self._feeds.get(statement.feed_id)

    async def quarantined(self, feed_id: str) -> Sequence[Statement]:
        """Return what a quarantine holds and nobody has decided, oldest first."""
        return await self._store.quarantined_entries(feed_id)

    async def entry_of_message(self, target: str, message_id: str) -> int | None:
        """Return the entry whose statement post a message is; None where it is none of ours."""
        return await self._store.entry_of_message(target, message_id)

    async def audit(self, limit: int) -> Sequence[AuditRecord]:
        """Return the newest audit records, newest first."""
        return await self._store.audit_records(limit)

    # deciding

    async def decide(
        self, entry_id: int, decision: ReviewDecision, *, by: str, number: int | None = None
    ) -> Ruling:
        """Approve or reject a held entry, in the revision `number` that was looked at (none: the newest).

        Raises:
            ReviewError: that revision is not held, is not the newest, or its feed is gone.
            StoreError: there is no such entry.
        """
        statement, feed = await self.entry(entry_id)
        number = statement.revision if number is None else number
        refusal = _refusal(statement, number) or _no_feed(statement, feed, decision)
        if refusal:
            raise ReviewError(refusal)
        at = self._clock.now()
        asked = Review(entry_id, number, decision, by, at)
        detail = f"revision {number} of {_named(statement)}, held by the rule {statement.verdict.rule}"
        review = await self._store.decide(
            asked,
            targets=() if feed is None else await self._targets(feed),
            audit=AuditRecord(at, by, _ACTIONS[decision], f"entry:{entry_id}", detail),
            declined=() if feed is None else self._topics.declining(statement),
        )
        is_approval = review == asked and decision is ReviewDecision.APPROVED
        is_off_topic = is_approval and await self._is_off_topic(entry_id)
        return Ruling(statement, review, is_new=review == asked, is_off_topic=is_off_topic)

    async def withdraw(self, entry_id: int, *, by: str) -> Withdrawal:
        """Take a statement back: its posts are struck, and it counts as the union's word no more.

        Raises:
            ReviewError: it was never posted and does not count as the union's word.
            StoreError: there is no such entry.
        """
        statement, _ = await self.entry(entry_id)
        if not await self._is_public(statement):
            raise ReviewError(
                tell(
                    "Entry {id} is {decision} and was never posted: there is nothing to withdraw",
                    id=entry_id,
                    decision=decision_word(statement.verdict.decision),
                )
            )
        record = AuditRecord(
            self._clock.now(), by, AuditAction.WITHDRAW, f"entry:{entry_id}", _named(statement)
        )
        return Withdrawal(statement, await self._store.withdraw(entry_id, audit=record))

    async def _is_public(self, statement: Statement) -> bool:
        if statement.is_unions_word or statement.withdrawn_at is not None:
            return True
        return bool(await self._store.posted_keys(statement.feed_id, [statement.key]))

    async def release(
        self, feed_id: str, *, by: str, post: bool = False, listed: str | None = None
    ) -> Release:
        """End a feed's quarantine; with `post`, approve what it holds.

        `listed` is the mark of the entries that were looked at (`bot.core.custom_ids.listing_mark`).

        Raises:
            ReviewError: the quarantine holds other entries now than those looked at, or the feed is gone.
        """
        held = await self._store.quarantined_entries(feed_id)
        if listed is not None and listing_mark(held) != listed:
            raise ReviewError(_("Other entries are held now than those listed; look at the new list first"))
        feed = self._feeds.get(feed_id)
        if feed is None:
            raise ReviewError(tell("There is no feed {feed} in feeds.yaml", feed=repr(feed_id)))
        chosen = held if post else ()
        targets = frozenset(await self._targets(feed))
        declined = {one.entry_id: frozenset(self._topics.declining(one)) for one in chosen}
        at = self._clock.now()
        released = await self._store.release(
            feed_id,
            approve=[_approval(statement, by, at) for statement in chosen],
            targets=targets,
            declined=declined,
            audit=AuditRecord(at, by, AuditAction.RELEASE, f"feed:{feed_id}", _numbers(held, chosen)),
        )
        if not released:
            return Release(feed_id, was_quarantined=False)
        nowhere = [key for key, by in declined.items() if targets <= by and await self._is_off_topic(key)]
        return Release(
            feed_id,
            was_quarantined=True,
            approved=tuple(one for one in chosen if one.entry_id not in nowhere),
            held=len(held) - len(chosen),
            off_topic=len(nowhere),
        )

    async def _is_off_topic(self, entry_id: int) -> bool:
        return (await self._store.statement(entry_id)).silence is Silence.TOPIC

    async def _targets(self, feed: Feed) -> Collection[str]:
        """Return where the service posts this feed's statements."""
        if self._target_prefix == TERMINAL:
            # A shell without the service's token: what follows the feed in Discord must not miss it. A feed
            # of which everything was held so far has no route yet that could tell.
            routes = (await self._store.routes()).get(feed.id, {}).keys()
            channels = statement_targets(self._catalogue, feed, DISCORD)
            return (channels & routes if routes else channels) or {TERMINAL}
        return statement_targets(self._catalogue, feed, self._target_prefix)


def _refusal(statement: Statement, number: int) -> str | None:
    """Say why this revision can't be decided; None where it can, or has been."""
    entry_id, verdict = statement.entry_id, statement.verdict
    if statement.withdrawn_at is not None:
        return tell("Entry {id} was withdrawn", id=entry_id)
    if number != statement.revision:
        return tell(
            "Entry {id} has changed since: its revision is {newest} now, not {number}",
            id=entry_id,
            newest=statement.revision,
            number=number,
        )
    if statement.review is None and verdict.decision is not Decision.HELD:
        return tell(
            "Entry {id} is not held: it is {decision} by the rule {rule}",
            id=entry_id,
            decision=decision_word(verdict.decision),
            rule=verdict.rule,
        )
    return None


def _no_feed(statement: Statement, feed: Feed | None, decision: ReviewDecision) -> str | None:
    if feed is not None or decision is ReviewDecision.REJECTED:
        return None
    return tell(
        "The feed {feed} is no longer in feeds.yaml, so nothing of it is posted", feed=repr(statement.feed_id)
    )


def _approval(statement: Statement, by: str, at: datetime) -> Review:
    return Review(statement.entry_id, statement.revision, ReviewDecision.APPROVED, by, at)


def _named(statement: Statement) -> str:
    title = clip(statement.title or statement.url or statement.key, _LONGEST_TITLE)
    return f"“{title}” of {statement.feed_id}"


def _numbers(held: Sequence[Statement], chosen: Sequence[Statement]) -> str:
    return f"{len(chosen)} of the {len(held)} entries held in quarantine were approved"
