"""The tables, as the program uses them.

`migrations/` makes them in a database; a test compares the two. Table by table this is the design's
"Storage", restricted to what is in use. Every entry ever seen is kept with its verdict, posted or not.
"""

from sqlalchemy import (
    DDL,
    Boolean,
    Column,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    Integer,
    MetaData,
    String,
    Table,
    UniqueConstraint,
    event,
    text,
)
from sqlalchemy.schema import ExecutableDDLElement

from bot.adapters.database.columns import CalendarDate, CheckPath, CleanText, Instant, TextTuple, Word
from bot.core.model import (
    AuditAction,
    Decision,
    DeliveryKind,
    DeliveryState,
    PageOutcome,
    ReviewDecision,
    Sign,
    Silence,
)

REVISION = "0002"  #: the newest migration; a database that says so is opened without loading Alembic

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
        "pk": "pk_%(table_name)s",
    }
)

feeds = Table(
    "feeds",
    metadata,
    Column("feed_id", CleanText, primary_key=True),
    Column("url", CleanText),
    Column("etag", CleanText),
    Column("last_modified", CleanText),
    Column("polled_at", Instant),
    Column("reached_at", Instant),
    Column("changed_at", Instant),
    Column("failing_since_at", Instant),
    Column("failures", Integer, nullable=False),
    Column("error", CleanText),
    Column("next_poll_at", Instant),
    Column("link_host", CleanText),
    Column("quarantine_sign", Word(Sign)),
    Column("quarantine_seen", CleanText),
    Column("quarantine_expected", CleanText),
    Column("quarantine_since_at", Instant),
    Column("validators_for", CleanText),
)

routes = Table(
    "routes",
    metadata,
    Column("feed_id", CleanText, ForeignKey("feeds.feed_id"), primary_key=True),
    Column("target", CleanText, primary_key=True),
    Column("opened_at", Instant, nullable=False),
)

entries = Table(
    "entries",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("feed_id", CleanText, ForeignKey("feeds.feed_id"), nullable=False),
    Column("key", CleanText, nullable=False),
    Column("guid_key", CleanText),
    Column("link_key", CleanText),
    Column("title_key", CleanText),
    Column("content_hash", CleanText, nullable=False),
    Column("published_at", Instant),
    Column("first_seen_at", Instant, nullable=False),
    # When the union said it, for "newest first": published_at, but never after we first saw it, for
    # some feeds carry dates in the future.
    Column("said_at", Instant, nullable=False),
    Column("revision", Integer, nullable=False),  # number of the newest
    Column("decision", Word(Decision), nullable=False),  # on the newest revision
    Column("silence", Word(Silence)),
    Column("withdrawn_at", Instant),
    # The first entry of those that are one statement on several of the union's sources; never one that
    # is a duplicate itself.
    Column("duplicate_of", Integer, ForeignKey("entries.id")),
    UniqueConstraint("feed_id", "key"),
    Index(None, "feed_id", "guid_key"),
    Index(None, "feed_id", "link_key"),
    Index(None, "feed_id", "title_key"),
    Index(None, "link_key"),
    Index(None, "feed_id", "decision", "said_at"),
    Index(None, "duplicate_of"),
)

revisions = Table(
    "revisions",
    metadata,
    Column("entry_id", Integer, ForeignKey("entries.id"), primary_key=True),
    Column("number", Integer, primary_key=True),  # from 1
    # The whole entry as the feed gave it (but its text, where the statement's own page completed it), so
    # that `rejudge` can show it to the rules again.
    Column("guid", CleanText),
    Column("link", CleanText),
    Column("title", CleanText, nullable=False),
    Column("text", CleanText, nullable=False),
    Column("published_at", Instant),
    Column("updated_at", Instant),
    Column("author", CleanText),
    Column("source_url", CleanText),
    Column("channel_id", CleanText),
    Column("categories", TextTuple, nullable=False),
    Column("cut_off", Boolean(create_constraint=False), nullable=False),
    Column("sha256", String(64), nullable=False),  # of `text`, UTF-8
    Column("hops", TextTuple, nullable=False),
    Column("fetched_at", Instant, nullable=False),
    Column("links", TextTuple, nullable=False, server_default="[]"),
    # What came of reading the statement's own page; all null where it was not asked for.
    Column("page_outcome", Word(PageOutcome)),
    Column("page_note", CleanText),
    Column("page_hops", TextTuple),
    Column("page_canonical", CleanText),
    Column("page_at", Instant),
    Column("page_attempts", Integer),
    Column("page_next_attempt_at", Instant),
)
_WANTED = text("page_next_attempt_at IS NOT NULL")
Index(
    "ix_revisions_page_next_attempt_at",
    revisions.c.page_next_attempt_at,
    sqlite_where=_WANTED,
    postgresql_where=_WANTED,
)

verdicts = Table(
    "verdicts",
    metadata,
    Column("entry_id", Integer, primary_key=True),
    Column("number", Integer, primary_key=True),
    Column("decision", Word(Decision), nullable=False),
    Column("rule", CleanText, nullable=False),
    Column("reason", CleanText, nullable=False),
    Column("seen", CleanText, nullable=False),
    Column("expected", CleanText, nullable=False),
    Column("ruleset", Integer, nullable=False),
    Column("judged_at", Instant, nullable=False),
    Column("path", CheckPath, nullable=False, server_default="[]"),
    ForeignKeyConstraint(["entry_id", "number"], ["revisions.entry_id", "revisions.number"]),
)

# What a person decided about a held revision; the first decision stands.
reviews = Table(
    "reviews",
    metadata,
    Column("entry_id", Integer, primary_key=True),
    Column("number", Integer, primary_key=True),
    Column("decision", Word(ReviewDecision), nullable=False),
    Column("by", CleanText, nullable=False),
    Column("at", Instant, nullable=False),
    ForeignKeyConstraint(["entry_id", "number"], ["revisions.entry_id", "revisions.number"]),
)

audit = Table(
    "audit",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("at", Instant, nullable=False),
    Column("by", CleanText, nullable=False),
    Column("action", Word(AuditAction), nullable=False),
    Column("subject", CleanText, nullable=False),
    Column("detail", CleanText, nullable=False),
    Index(None, "subject"),
    sqlite_autoincrement=True,
)
# The database itself refuses to change what is in the audit. REPLACE would delete without a trigger
# being asked, hence the third one.
_REFUSE = "BEGIN SELECT RAISE(ABORT, 'the audit is append-only'); END"
_IS_THERE = "WHEN EXISTS (SELECT 1 FROM audit WHERE id = NEW.id)"
for _trigger in (
    f"CREATE TRIGGER audit_no_update BEFORE UPDATE ON audit {_REFUSE}",
    f"CREATE TRIGGER audit_no_delete BEFORE DELETE ON audit {_REFUSE}",
    f"CREATE TRIGGER audit_no_replace BEFORE INSERT ON audit {_IS_THERE} {_REFUSE}",
):
    _statement: ExecutableDDLElement = DDL(_trigger)  # type: ignore[no-untyped-call]
    event.listen(audit, "after_create", _statement.execute_if(dialect="sqlite"))

deliveries = Table(
    "deliveries",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("kind", Word(DeliveryKind), nullable=False),
    Column("target", CleanText, nullable=False),
    Column("state", Word(DeliveryState), nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("nonce", String(24), nullable=False, unique=True),
    Column("entry_id", Integer, ForeignKey("entries.id")),
    Column("number", Integer),  # of the revision an edit brings or a review card is about
    Column("strike_id", CleanText),
    Column("on_date", CalendarDate),
    Column("feed_id", CleanText, ForeignKey("feeds.feed_id")),  # of a quarantine card
    Column("post_id", Integer, ForeignKey("deliveries.id")),  # the delivery whose message an edit edits
    Column("occasion", CleanText, nullable=False, server_default="revision"),  # of an edit
    Column("message_id", CleanText),
    Column("error", CleanText),
    Column("created_at", Instant, nullable=False),
    Column("next_attempt_at", Instant, nullable=False),
    Column("attempted_at", Instant),  # last time it was marked as being sent
    Column("sent_at", Instant),
    UniqueConstraint("strike_id", "on_date", "target"),
    Index(None, "state", "target", "id"),
    Index(None, "entry_id", "kind", "target"),
    Index(None, "feed_id", "kind"),
    Index(None, "target", "message_id"),
    sqlite_autoincrement=True,  # an id is never used twice: ids are the order of posting
)


def _once(kind: DeliveryKind, *columns: str) -> None:
    only = text(f"kind = '{kind.value}'")
    Index(
        f"uq_deliveries_{kind.value}",
        *(deliveries.c[column] for column in columns),
        unique=True,
        sqlite_where=only,
        postgresql_where=only,
    )


_once(DeliveryKind.STATEMENT, "target", "entry_id")
_once(DeliveryKind.EDIT, "target", "entry_id", "number", "occasion")
_once(DeliveryKind.REVIEW, "target", "entry_id", "number")
