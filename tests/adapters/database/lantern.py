"""Short ways to say what a poll of the Lantern Guild, an invented union, found."""

from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

from bot.core.model import (
    AuditAction,
    AuditRecord,
    Change,
    Decision,
    Entry,
    EntryKeys,
    Feed,
    FeedState,
    FeedUpdate,
    PlannedEntry,
    Quarantine,
    Review,
    ReviewDecision,
    Sign,
    Validators,
    Verdict,
)

NOW = datetime(2023, 7, 14, 16, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)
CHANNEL = "discord:123456789012345678"
OTHER = "discord:234567890123456789"
ADMINS = "discord:345678901234567890"


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
    review_targets: tuple[str, ...] = ()

    def named(self, feed_id: str) -> "Given":
        return replace(self, feed=replace(self.feed, id=feed_id))

    def verdict(self, decision: Decision = Decision.DIRECT, rule: str = "own-host") -> Verdict:
        return Verdict(decision, rule, "On the guild's own host.", "seen", "expected", 1)

    def planned(
        self,
        name: str,
        *,
        text: str = "We are on strike. All of us.",
        change: Change = Change.NEW,
        known_id: int | None = None,
        decision: Decision = Decision.DIRECT,
        rule: str = "own-host",
        duplicate_of: int | None = None,
        cut_off: bool = False,
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
            cut_off=cut_off,
            links=("https://strike.lanternguild.example/pledge",),
        )
        return PlannedEntry(
            entry=entry,
            key=f"guid:{name}",
            keys=EntryKeys(f"guid:{name}", f"link:{url}" if url else None, f"title:{name}"),
            content_hash=f"hash of {text}",
            change=change,
            verdict=self.verdict(decision, rule),
            known_id=known_id,
            post_to=post_to,
            edit_at=edit_at,
            duplicate_of=duplicate_of,
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

    def update(
        self,
        *entries: PlannedEntry,
        opened: tuple[str, ...] = (),
        at: datetime = NOW,
        quarantine: Quarantine | None = None,
    ) -> FeedUpdate:
        return FeedUpdate(
            feed=self.feed,
            state=replace(self.state(at), quarantine=quarantine),
            entries=entries,
            opened_routes=opened,
            hops=(self.feed.url,),
            at=at,
            review_targets=self.review_targets,
        )


QUARANTINE = Quarantine(
    Sign.REDIRECT_HOST, seen="spam.example", expected="strike.lanternguild.example", since_at=NOW
)


def review(
    entry_id: int = 1,
    number: int = 1,
    *,
    decision: ReviewDecision = ReviewDecision.APPROVED,
    by: str = "discord:7",
    at: datetime = NOW + HOUR,
) -> Review:
    return Review(entry_id, number, decision, by, at)


def record(
    action: AuditAction, subject: str = "entry:1", *, by: str = "discord:7", at: datetime = NOW + HOUR
) -> AuditRecord:
    return AuditRecord(at, by, action, subject, f"{by} did {action.value}.")
