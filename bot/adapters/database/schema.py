"""The tables, as the program uses them.

`migrations/` makes them in a database; a test compares the two. Table by table this is the design's
"Storage", restricted to what is in use. Every entry ever seen is kept with its verdict, posted or not.
"""

from sqlalchemy import (
    DDL,
    BigInteger,
    Boolean,
    Column,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    UniqueConstraint,
    event,
    text,
)
from sqlalchemy.schema import ExecutableDDLElement

from bot.adapters.database.columns import (
    CalendarDate,
    CheckPath,
    CleanText,
    Images,
    Instant,
    Sentences,
    TextTuple,
    Word,
)
from bot.core.contact import GapKind
from bot.core.model import (
    AuditAction,
    Decision,
    DeliveryKind,
    DeliveryState,
    FileNews,
    Forgettable,
    PageOutcome,
    RawPart,
    ReviewDecision,
    Sign,
    Silence,
)
from bot.core.outages import OutageEnd

REVISION = "0009"  #: the newest migration; a database that says so is opened without loading Alembic

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
    Column("paused_at", Instant),  # an admin wants it not to be asked
)

# Spells in which a source told us nothing (`bot.core.contact`).
gaps = Table(
    "gaps",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("feed_id", CleanText, ForeignKey("feeds.feed_id"), nullable=False),
    Column("kind", Word(GapKind), nullable=False),
    Column("since_at", Instant),  # null: since ever
    Column("until_at", Instant, nullable=False),
    Index(None, "feed_id", "until_at"),
    Index(None, "until_at"),
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
    # Posts of it may have been made since then by the bot whose snapshot this database was (`restoring`).
    Column("doubted_since", Instant),
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
    Column("images", Images, nullable=False, server_default="[]"),
    Column("reread_at", Instant),  # when `text` was made anew from what is in `raws`, by newer rules
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

# What a revision's text was made of, as it came (zlib), so that a better reading of it can be had later.
raws = Table(
    "raws",
    metadata,
    Column("entry_id", Integer, primary_key=True),
    Column("number", Integer, primary_key=True),
    Column("part", Word(RawPart), primary_key=True),
    Column("media_type", CleanText, nullable=False),
    Column("body", LargeBinary, nullable=False),
    Column("kept_at", Instant, nullable=False),
    ForeignKeyConstraint(["entry_id", "number"], ["revisions.entry_id", "revisions.number"]),
    Index(None, "kept_at"),
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


def _append_only(table: Table, words: str, *, unless_deleted: str = "") -> None:
    """Let the database itself refuse to change what is in a table, but for what may be deleted of it."""
    name = table.name
    kept = f"WHEN ({unless_deleted}) IS NOT TRUE " if unless_deleted else ""
    refuse = f"BEGIN SELECT RAISE(ABORT, '{words}'); END"
    # REPLACE would delete without a trigger being asked, hence the third one.
    is_there = f"WHEN EXISTS (SELECT 1 FROM {name} WHERE id = NEW.id)"  # noqa: S608 -- our own names
    for trigger in (
        f"CREATE TRIGGER {name}_no_update BEFORE UPDATE ON {name} {refuse}",
        f"CREATE TRIGGER {name}_no_delete BEFORE DELETE ON {name} {kept}{refuse}",
        f"CREATE TRIGGER {name}_no_replace BEFORE INSERT ON {name} {is_there} {refuse}",
    ):
        statement: ExecutableDDLElement = DDL(trigger)  # type: ignore[no-untyped-call]
        event.listen(table, "after_create", statement.execute_if(dialect="sqlite"))


_append_only(audit, "the audit is append-only")

# Refusals that admins were told of; one for a target and problem, until it is resolved.
alerts = Table(
    "alerts",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("target", CleanText, nullable=False),
    Column("problem", CleanText, nullable=False),
    Column("is_mendable", Boolean(create_constraint=False), nullable=False),
    Column("since_at", Instant, nullable=False),
    Column("resolved_at", Instant),
)
_UNRESOLVED = text("resolved_at IS NULL")
Index(
    "uq_alerts_unresolved",
    alerts.c.target,
    alerts.c.problem,
    unique=True,
    sqlite_where=_UNRESOLVED,
    postgresql_where=_UNRESOLVED,
)

# Sources that were down for long, and the alert that told so; one for a source, until it is over.
outages = Table(
    "outages",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("alert_id", Integer, ForeignKey("alerts.id"), nullable=False),
    Column("feed_id", CleanText, ForeignKey("feeds.feed_id"), nullable=False),
    Column("since_at", Instant, nullable=False),
    Column("over_at", Instant),
    Column("ending", Word(OutageEnd)),
    Index(None, "alert_id"),
)
_LASTING = text("over_at IS NULL")
Index(
    "uq_outages_lasting",
    outages.c.feed_id,
    unique=True,
    sqlite_where=_LASTING,
    postgresql_where=_LASTING,
)

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
    Column("number", Integer),  # of an edit's or card's revision; a total's days; what a day post knew
    Column("strike_id", CleanText),
    Column("on_date", CalendarDate),
    Column("feed_id", CleanText, ForeignKey("feeds.feed_id")),  # of a quarantine card
    Column("post_id", Integer, ForeignKey("deliveries.id")),  # whose message an edit edits, a reply answers
    Column("occasion", CleanText, nullable=False, server_default="revision"),  # of an edit; of a total
    Column("message_id", CleanText),
    Column("error", CleanText),
    Column("created_at", Instant, nullable=False),
    Column("next_attempt_at", Instant, nullable=False),
    Column("attempted_at", Instant),  # beginning of the first attempt that may have made it
    Column("sent_at", Instant),
    Column("said_at", Instant),  # the order of posting: a statement's `said_at`, else `created_at`
    Column("alert_id", Integer, ForeignKey("alerts.id")),  # whose card it is
    Column("parked_for", Integer, ForeignKey("alerts.id")),  # the alert that tells why it is parked
    Column("digest_id", Integer, ForeignKey("deliveries.id")),  # the digest that links the statement
    Column("told", CleanText),  # what a total says, as feeds.yaml was when it was last brought up to date
    UniqueConstraint("strike_id", "on_date", "target"),
    Index(None, "state", "target", "id"),
    Index(None, "entry_id", "kind", "target"),
    Index(None, "feed_id", "kind"),
    Index(None, "target", "message_id"),
    Index(None, "post_id"),
    Index(None, "digest_id"),
    Index(None, "parked_for"),
    sqlite_autoincrement=True,  # an id is never used twice
)

# The state of feeds.yaml that is, or was last, in force: one row, to tell what an edit changes.
file_in_force = Table(
    "file_in_force",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=False),  # 1
    Column("sha256", String(64), nullable=False),  # of the file's bytes
    Column("text", CleanText, nullable=False),
    Column("since_at", Instant, nullable=False),
)

# What admins were told of feeds.yaml; the number of a card's delivery is the id.
file_reports = Table(
    "file_reports",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("news", Word(FileNews), nullable=False),
    Column("sha256", String(64), nullable=False),
    Column("lines", Sentences, nullable=False),
    Column("at", Instant, nullable=False),
    Column("over_at", Instant),
    sqlite_autoincrement=True,  # an id is never used twice
)

# The snapshots this database comes from. `backing_up` adds the row to the copy, `restoring` fills in the rest
# when a bot first goes on from it.
snapshots = Table(
    "snapshots",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("taken_at", Instant, nullable=False),
    Column("restored_at", Instant),
    Column("next_entry_id", Integer),  # entries that are new from then on have ids from here
)

# What happened to each delivery, step by step.
delivery_events = Table(
    "delivery_events",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("delivery_id", Integer, ForeignKey("deliveries.id"), nullable=False),
    Column("at", Instant, nullable=False),
    Column("state", Word(DeliveryState), nullable=False),
    Column("reason", CleanText, nullable=False),
    Index(None, "delivery_id"),
    sqlite_autoincrement=True,
)
# Before which instant a part may be forgotten (`pruning`); of the history the database itself sees to it.
prunings = Table(
    "prunings",
    metadata,
    Column("part", Word(Forgettable), primary_key=True),
    Column("before_at", Instant, nullable=False),
)
_append_only(
    delivery_events,
    "the history of deliveries is append-only",
    unless_deleted="OLD.at < (SELECT before_at FROM prunings WHERE part = 'history')",
)


# Which revisions that count as the union's word hold a run of words, by the run's hash; an index, that
# `indexing` can make anew, so nothing refers to it and a migration's check of keys need not walk it.
fingerprints = Table(
    "fingerprints",
    metadata,
    Column("hash", BigInteger, primary_key=True, autoincrement=False),
    Column("entry_id", Integer, primary_key=True, autoincrement=False),
    Column("number", Integer, primary_key=True, autoincrement=False),
    sqlite_with_rowid=False,
)

# The words of each statement in its newest revision, for search, with a copy of title and text as they are
# searched: FTS5 has no way to take a row out that works in every SQLite and needs no copy. The row's id is
# the entry's. FTS5 keeps it in tables of its own, whose names begin with this one's.
SEARCH = "statement_search"
_SEARCH_TABLE: ExecutableDDLElement = DDL(  # type: ignore[no-untyped-call]
    f"CREATE VIRTUAL TABLE {SEARCH} USING fts5 (title, text, tokenize = 'unicode61 remove_diacritics 2')"
)
event.listen(fingerprints, "after_create", _SEARCH_TABLE.execute_if(dialect="sqlite"))


def is_plain_table(name: str | None) -> bool:
    """Return whether a table is one of `metadata`'s kind: not of FTS5's making."""
    return name is None or not name.startswith(SEARCH)


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
_once(DeliveryKind.CORRECTION, "post_id", "entry_id", "number")
# A total that was taken back, because the strike goes on, makes room for a later one.
_once(DeliveryKind.TOTAL, "target", "strike_id", "occasion")

# The entries that each feed listed when it was last read (ids), to notice which of them are missing.
listings = Table(
    "listings",
    metadata,
    Column("feed_id", CleanText, ForeignKey("feeds.feed_id"), primary_key=True),
    Column("entry_ids", TextTuple, nullable=False),
)

# Posted statements that are missing from their feeds, until they are listed again (`bot.core.absence`).
absences = Table(
    "absences",
    metadata,
    Column("entry_id", Integer, ForeignKey("entries.id"), primary_key=True, autoincrement=False),
    Column("next_look_at", Instant),
    Column("looks", Integer, nullable=False),
    Column("unclear", Integer, nullable=False),
    Column("first_gone_at", Instant),
    Column("gone_since_at", Instant),
    Index(None, "next_look_at"),
)
