"""Short ways to say what a poll of the Lantern Guild, an invented union, found."""

from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

from bot.core.model import (
    Change,
    Decision,
    Entry,
    EntryKeys,
    Feed,
    FeedState,
    FeedUpdate,
    PlannedEntry,
    Validators,
    Verdict,
)

NOW = datetime(2023, 7, 14, 16, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)
CHANNEL = "discord:123456789012345678"
OTHER = "discord:234567890123456789"


@dataclass(frozen=True, slots=True)
class Given:
    """Builds updates of one feed."""

    feed: Feed = Feed(  # noqa: RUF009 -- frozen
        id="strike-news",
        url="https://strike.lanternguild.example/feed.xml",
        union_id="lantern-guild",
        union_name="Lantern Guild",
        hosts=frozenset({"strike.lanternguild.example"}),
    )

    def named(self, feed_id: str) -> "Given":
        return Given(replace(self.feed, id=feed_id))

    def verdict(self, decision: Decision = Decision.DIRECT) -> Verdict:
        return Verdict(decision, "own-host", "On the guild's own host.", "seen", "expected", 1)

    def planned(
        self,
        name: str,
        *,
        text: str = "We are on strike. All of us.",
        change: Change = Change.NEW,
        known_id: int | None = None,
        decision: Decision = Decision.DIRECT,
        post_to: tuple[str, ...] = (),
        edit_at: tuple[str, ...] = (),
        published_at: datetime | None = NOW - HOUR,
        link: str | None = "",
    ) -> PlannedEntry:
        url = f"https://strike.lanternguild.example/post/{name}" if link == "" else link
        entry = Entry(
            guid=name,
            link=url,
            title=f"About {name}",
            text=text,
            published_at=published_at,
            updated_at=NOW,
            author="Lantern Guild",
            source_url=None,
            categories=("Strike", "News"),
        )
        return PlannedEntry(
            entry=entry,
            key=f"guid:{name}",
            keys=EntryKeys(f"guid:{name}", f"link:{url}" if url else None, f"title:{name}"),
            content_hash=f"hash of {text}",
            change=change,
            verdict=self.verdict(decision),
            known_id=known_id,
            post_to=post_to,
            edit_at=edit_at,
        )

    def state(self, at: datetime = NOW) -> FeedState:
        return FeedState(
            feed_id=self.feed.id,
            url=self.feed.url,
            validators=Validators('W/"1"', "Fri, 14 Jul 2023 16:00:00 GMT"),
            polled_at=at,
            reached_at=at,
            changed_at=at,
            next_poll_at=at + timedelta(minutes=5),
        )

    def update(self, *entries: PlannedEntry, opened: tuple[str, ...] = (), at: datetime = NOW) -> FeedUpdate:
        return FeedUpdate(
            feed=self.feed,
            state=self.state(at),
            entries=entries,
            opened_routes=opened,
            hops=(self.feed.url,),
            at=at,
        )
