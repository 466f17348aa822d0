"""Looks whether the bot can work in every configured channel, and names what is missing there.

A job of the running bot calls `ChannelWatch.look`. Guarantees: the log tells at every start what is missing,
and each change after that; the review channel has one card for each thing, which says when it is mended.
"""

import logging
from datetime import datetime, timedelta
from typing import Final

from bot.core.errors import PostTemporary
from bot.core.escape import printable
from bot.core.lacking import Lack, LackNews, target_of
from bot.core.model import Alert, Catalogue, Channel, Delivery, DeliveryKind, Message
from bot.core.render.lacking import render_lack
from bot.core.targets import DISCORD, review_targets
from bot.ports import Clock, Configuration, Places, Store
from bot.services.in_force import in_force
from bot.services.obsolete import Obsolete

log = logging.getLogger(__name__)

#: What is missing is looked for again so often; Discord tells of most changes at once.
AGAIN_AFTER: Final = timedelta(hours=1)


class ChannelWatch:
    """Looks at the start, when feeds.yaml names other channels, and when Discord tells of a change."""

    def __init__(
        self, *, catalogue: Catalogue | Configuration, store: Store, clock: Clock, places: Places | None
    ) -> None:
        """Take where to look; None where posts go to no channels, as in a terminal."""
        self._configuration = in_force(catalogue)
        self._store = store
        self._clock = clock
        self._places = places
        self._looked_with: tuple[tuple[Channel, ...], int | None] | None = None
        self._again_at: datetime | None = None
        self._has_told = False

    def look_again(self) -> None:
        """Have the next look look: a channel's permissions may have changed."""
        self._looked_with = None

    async def look(self) -> None:
        """Look at every channel, if that is due, and tell what has changed."""
        catalogue, now = self._configuration.catalogue, self._clock.now()
        wanted = catalogue.channels, catalogue.review_channel
        is_overdue = self._again_at is not None and self._again_at <= now
        if self._places is None or not self._places.is_open:
            return
        if wanted == self._looked_with and not is_overdue:
            return
        self._looked_with = wanted
        try:
            found = await self._places.lacking(catalogue)
        except PostTemporary as error:
            log.info("what the bot may do in its channels is looked at later: %s", error)
            self._again_at = now + timedelta(minutes=5)
            return
        lacks = {f"{DISCORD}{channel_id}": problems for channel_id, problems in found.items()}
        self._again_at = now + AGAIN_AFTER if any(lacks.values()) else None
        news = await self._store.tell_lacks(lacks, review_targets(catalogue, DISCORD), now)
        if not self._has_told:  # what was told before this start stands in an older log
            self._has_told = True
            lasting = [Lack(target, problem) for target, problems in lacks.items() for problem in problems]
            news = LackNews(tuple(lasting), news.over)
        for lack in news.begun:
            log.warning("%s", printable(lack.problem))
        for lack in news.over:
            log.info("mended in %s: %s", lack.target, printable(lack.problem))


def lack_card(delivery: Delivery, alert: Alert) -> Message | Obsolete | None:
    """Return the card of an alert about a lack, or why none is to be posted; None: it is another alert."""
    target = target_of(alert.target)
    if target is None:
        return None
    is_new = delivery.kind is DeliveryKind.ALERT and delivery.attempted_at is None
    if alert.resolved_at is not None and is_new:
        return Obsolete("it was mended before its card was posted")
    return render_lack(alert, target)
