"""Hop 7: what a delivery looks like now.

The deliverer asks at the moment of posting, so that a post always shows the newest words that count as the
union's, and a review card what has been decided. A delivery that time has overtaken is answered with
`Obsolete` and its reason.
"""

import asyncio
from contextlib import AbstractContextManager
from dataclasses import replace

from bot.core.language import ENGLISH, Languages, _, speaking
from bot.core.mentions import role_called
from bot.core.model import (
    Catalogue,
    Delivery,
    DeliveryKind,
    Message,
    Statement,
)
from bot.core.naming import statement_name
from bot.core.render import (
    DigestItem,
    needs_decision,
    render_alert,
    render_correction,
    render_digest,
    render_file_report,
    render_more_held,
    render_quarantine,
    render_review,
    render_withdrawn,
    with_mark,
    with_receipt,
)
from bot.core.rewording import rewording
from bot.core.targets import discord_target, own_host_feeds, spoken_at
from bot.ports import Clock, Store
from bot.services.cards import statement_card
from bot.services.channel_watch import lack_card
from bot.services.day_composer import DayComposer
from bot.services.obsolete import Obsolete
from bot.services.questions import question_card
from bot.services.source_alerts import SOURCES, outage_card
from bot.services.thread_pages import thread_page

_ABOUT_DAYS = frozenset({DeliveryKind.DAY, DeliveryKind.TOTAL, DeliveryKind.CHANNEL_TOPIC})


class Composer:
    """Turns deliveries into messages, from the store and the catalogue."""

    def __init__(
        self, *, catalogue: Catalogue, store: Store, clock: Clock, languages: Languages | None = None
    ) -> None:
        self._catalogue = catalogue
        self._store = store
        self._clock = clock
        self._languages = languages
        self._feeds = {feed.id: feed for feed in catalogue.feeds}
        self._own_hosts = own_host_feeds(catalogue)
        self._days = DayComposer(catalogue=catalogue, store=store, clock=clock)
        self._spoken_at = spoken_at(catalogue, languages or {})
        self._followed_at = {discord_target(channel): channel.feed_ids for channel in catalogue.channels}
        self._calling = {
            discord_target(channel): channel for channel in catalogue.channels if channel.mention is not None
        }

    def by(self, catalogue: Catalogue) -> "Composer":
        """Return what composes by this catalogue, from the same store."""
        if catalogue is self._catalogue:
            return self
        return Composer(catalogue=catalogue, store=self._store, clock=self._clock, languages=self._languages)

    def speaking_at(self, target: str) -> AbstractContextManager[None]:
        """Speak the language of a channel inside the ``with`` block."""
        return speaking(self._spoken_at.get(target, ENGLISH))

    async def compose(self, delivery: Delivery) -> Message | Obsolete:
        """Return what to post for `delivery`, with its mark, or why nothing is to be posted."""
        with self.speaking_at(delivery.target):
            message = await self._compose(delivery)
            if isinstance(message, Obsolete):
                return message
            of_post = delivery.post_nonce if delivery.kind is DeliveryKind.EDIT else None
            return with_mark(message, of_post or delivery.nonce)

    async def _compose(self, delivery: Delivery) -> Message | Obsolete:
        if delivery.kind is DeliveryKind.EDIT and delivery.message_id is None:
            return Obsolete("its post was not made yet; once made, it shows the newest words")
        if delivery.strike_id is not None and _ABOUT_DAYS & {delivery.kind, delivery.edits}:
            return await self._days.compose(delivery, delivery.strike_id)
        if delivery.feed_id is not None and DeliveryKind.MORE_HELD in (delivery.kind, delivery.edits):
            return await self._compose_more_held(delivery, delivery.feed_id)
        if delivery.feed_id is not None:
            return await self._compose_quarantine(delivery, delivery.feed_id)
        if delivery.number is not None and DeliveryKind.FILE in (delivery.kind, delivery.edits):
            return await self._compose_file_report(delivery, delivery.number)
        if delivery.alert_id is not None:
            return await self._compose_alert(delivery, delivery.alert_id)
        if delivery.kind is DeliveryKind.DIGEST:
            return await self._compose_digest(delivery, delivery.id)
        if delivery.digest_id is not None and delivery.kind is not DeliveryKind.CORRECTION:
            return await self._compose_digest(delivery, delivery.digest_id)
        if delivery.entry_id is None:
            return Obsolete("it belongs to no entry, no feed and no day")
        return await self._compose_of_entry(delivery, delivery.entry_id)

    async def _compose_of_entry(self, delivery: Delivery, entry_id: int) -> Message | Obsolete:
        if delivery.kind is DeliveryKind.QUESTION:
            return await self._compose_question(delivery, entry_id)
        if DeliveryKind.THREAD_PAGE in (delivery.kind, delivery.edits):
            return await thread_page(delivery, entry_id, self._store, self._catalogue)
        if DeliveryKind.REVIEW in (delivery.kind, delivery.edits):
            return await self._compose_review(delivery, entry_id)
        if delivery.kind is DeliveryKind.CORRECTION:
            return await self._compose_correction(delivery, entry_id)
        if delivery.edits is DeliveryKind.CORRECTION:
            return await self._compose_taken_back(delivery, entry_id)
        return await self._compose_statement(delivery, entry_id)

    async def _compose_statement(self, delivery: Delivery, entry_id: int) -> Message | Obsolete:
        nonce = delivery.post_nonce or delivery.nonce
        posted = await self._store.statement(entry_id)
        feed = self._feeds.get(posted.feed_id)
        if posted.withdrawn_at is not None:
            if delivery.kind is not DeliveryKind.EDIT and delivery.attempted_at is None:
                return Obsolete("it was withdrawn before it was posted")
            # An attempt that may have made the post is repeated without the words, and so is found again.
            name = feed.union_name if feed else _("the union")
            struck = render_withdrawn(posted, union_name=name, nonce=nonce)
            return replace(struck, name=statement_name(posted, name))
        statement = await self._store.statement_to_show(entry_id, self._own_hosts)
        verdict = statement.verdict
        if not statement.is_unions_word:
            return Obsolete(f"its newest revision is {verdict.decision} ({verdict.rule})")
        if feed is None:
            return Obsolete(f"the feed {posted.feed_id} is no longer in feeds.yaml")
        followed = self._followed_at.get(delivery.target)
        is_new = delivery.kind is DeliveryKind.STATEMENT and delivery.attempted_at is None
        if is_new and followed is not None and not followed & {posted.feed_id, statement.feed_id}:
            return Obsolete(f"its channel does not get the feed {posted.feed_id} any more")
        return replace(
            statement_card(statement, feed, nonce=nonce),
            name=statement_name(statement, feed.union_name),
            tags=(feed.union_id, feed.union_name),
            mention_role=await self._role_called(delivery, posted),
        )

    async def _compose_correction(self, delivery: Delivery, entry_id: int) -> Message | Obsolete:
        if delivery.message_id is None:
            return Obsolete("the statement was not posted yet; once posted, it shows the newest words")
        shown = await self._store.statement_to_show(delivery.post_entry_id or entry_id, self._own_hosts)
        feed = self._feeds.get(shown.feed_id)
        if not shown.is_unions_word or shown.entry_id != entry_id or feed is None:
            return Obsolete("its post does not show these words")
        told = await self._store.revision_told(delivery.id)
        before = await self._store.revisions_that_count(entry_id, up_to=told)
        after = await self._store.revisions_that_count(entry_id, up_to=delivery.number or told)
        if not before or before == after:
            return Obsolete("members know these words already")
        # In a thread: a text of great length takes about a second.
        changed = await asyncio.to_thread(rewording, before[0], after[0])
        if not changed.is_material:
            return Obsolete("nothing was changed that calls for a reply")
        return render_correction(
            after[0],
            changed,
            union_name=feed.union_name,
            nonce=delivery.nonce,
            reply_to=delivery.message_id,
        )

    async def _compose_taken_back(self, delivery: Delivery, entry_id: int) -> Message | Obsolete:
        """Return what is left of a reply about a statement that was withdrawn."""
        statement = await self._store.statement(entry_id)
        if statement.withdrawn_at is None:
            return Obsolete("a reply stays as it was sent")
        feed = self._feeds.get(statement.feed_id)
        name = feed.union_name if feed else _("the union")
        return render_withdrawn(statement, union_name=name, nonce=delivery.post_nonce or delivery.nonce)

    async def _role_called(self, delivery: Delivery, statement: Statement) -> int | None:
        channel = self._calling.get(delivery.target)
        if channel is None or delivery.kind is not DeliveryKind.STATEMENT:
            return None
        routes = (await self._store.routes()).get(statement.feed_id, {})
        return role_called(
            channel, statement, follows_since=routes.get(delivery.target), now=self._clock.now()
        )

    async def _compose_review(self, delivery: Delivery, entry_id: int) -> Message | Obsolete:
        statement = await self._store.statement(entry_id)
        number = statement.revision if delivery.number is None else delivery.number
        is_open = needs_decision(statement, number)
        if delivery.kind is DeliveryKind.REVIEW and not is_open and delivery.attempted_at is None:
            return Obsolete("no decision was needed any more when its card was to be posted")
        card = render_review(statement, feed=self._feeds.get(statement.feed_id), number=number)
        return with_receipt(card, delivery.post_nonce or delivery.nonce)

    async def _compose_question(self, delivery: Delivery, entry_id: int) -> Message | Obsolete:
        statement = await self._store.statement(entry_id)
        feed = self._feeds.get(statement.feed_id)
        if feed is None or not statement.is_unions_word:
            return Obsolete("it no longer counted as the union's word when the admins were to be asked")
        card = question_card(delivery, statement, feed, self._catalogue)
        if card is None:
            return Obsolete("feeds.yaml has it, or the statement says it no more: there is nothing to ask")
        return with_receipt(card, delivery.nonce)

    async def _compose_quarantine(self, delivery: Delivery, feed_id: str) -> Message | Obsolete:
        states = await self._store.feed_states()
        quarantine = states[feed_id].quarantine if feed_id in states else None
        is_new = delivery.kind is DeliveryKind.QUARANTINE and delivery.attempted_at is None
        if quarantine is None and is_new:
            return Obsolete("the feed was released before its card was posted")
        held = await self._store.quarantined_entries(feed_id)
        return render_quarantine(feed_id, feed=self._feeds.get(feed_id), quarantine=quarantine, held=held)

    async def _compose_more_held(self, delivery: Delivery, feed_id: str) -> Message | Obsolete:
        waiting = await self._store.held_without_card(feed_id)
        if not waiting and delivery.kind is DeliveryKind.MORE_HELD and delivery.attempted_at is None:
            return Obsolete("no entry waited without a card of its own any more")
        return render_more_held(feed_id, waiting=waiting, at=self._clock.now())

    async def _compose_alert(self, delivery: Delivery, alert_id: int) -> Message | Obsolete:
        alert = await self._store.alert(alert_id)
        if alert is None:
            return Obsolete("there is no such alert")
        if alert.target == SOURCES:
            return await outage_card(delivery, alert_id, self._store, self._catalogue)
        if (card := lack_card(delivery, alert)) is not None:
            return card
        is_new = delivery.kind is DeliveryKind.ALERT and delivery.attempted_at is None
        if alert.resolved_at is not None and is_new:
            return Obsolete("it was resolved before its card was posted")
        return render_alert(alert)

    async def _compose_file_report(self, delivery: Delivery, report_id: int) -> Message | Obsolete:
        report = await self._store.file_report(report_id)
        if report is None:
            return Obsolete("there is no such report about feeds.yaml")
        is_new = delivery.kind is DeliveryKind.FILE and delivery.attempted_at is None
        if report.over_at is not None and is_new:
            return Obsolete("the file was mended before its card was posted")
        return render_file_report(report)

    async def _compose_digest(self, delivery: Delivery, digest_id: int) -> Message | Obsolete:
        members = await self._store.digest_members(digest_id)
        items = [(member, await self.digest_item(member.entry_id)) for member in members]
        if delivery.kind is DeliveryKind.DIGEST and delivery.attempted_at is None:
            # It stands nowhere yet, so it links only what counts as the union's word by now.
            for member, item in items:
                if not item.is_shown:
                    reason = "it no longer counted as the union's word when its digest was to be posted"
                    await self._store.mark_obsolete(member.delivery_id, at=self._clock.now(), reason=reason)
            items = [(member, item) for member, item in items if item.is_shown]
        if not items:
            return Obsolete("nothing is left that it could link")
        return render_digest([item for _, item in items])

    async def digest_item(self, entry_id: int) -> DigestItem:
        """Return an entry as a digest shows it."""
        statement = await self._store.statement_to_show(entry_id, self._own_hosts)
        feed = self._feeds.get(statement.feed_id)
        return DigestItem(statement, feed.union_name if feed else None)
