"""The tables, as the program uses them.

`migrations/` makes them in a database; a test compares the two. Table by table this is the design's
"Storage", restricted to what is in use. Every entry ever seen is kept with its verdict, posted or not.
"""

from sqlalchemy import (
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
    text,
)

from bot.adapters.database.columns import CalendarDate, CleanText, Instant, TextTuple, Word
from bot.core.model import Decision, DeliveryKind, DeliveryState, Silence

REVISION = "0001"  #: the newest migration; a database that says so is opened without loading Alembic

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
    UniqueConstraint("feed_id", "key"),
    Index(None, "feed_id", "guid_key"),
    Index(None, "feed_id", "link_key"),
    Index(None, "feed_id", "title_key"),
    Index(None, "link_key"),
    Index(None, "feed_id", "decision", "said_at"),
)

revisions = Table(
    "revisions",
    metadata,
    Column("entry_id", Integer, ForeignKey("entries.id"), primary_key=True),
    Column("number", Integer, primary_key=True),  # from 1
    # The whole entry as the feed gave it, so that `rejudge` can show it to the rules again.
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
    ForeignKeyConstraint(["entry_id", "number"], ["revisions.entry_id", "revisions.number"]),
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
    Column("number", Integer),  # of the revision an edit brings
    Column("strike_id", CleanText),
    Column("on_date", CalendarDate),
    Column("message_id", CleanText),
    Column("error", CleanText),
    Column("created_at", Instant, nullable=False),
    Column("next_attempt_at", Instant, nullable=False),
    Column("attempted_at", Instant),  # last time it was marked as being sent
    Column("sent_at", Instant),
    UniqueConstraint("strike_id", "on_date", "target"),
    Index(None, "state", "target", "id"),
    Index(None, "entry_id", "kind", "target"),
    sqlite_autoincrement=True,  # an id is never used twice: ids are the order of posting
)

_STATEMENTS = text("kind = 'statement'")
_EDITS = text("kind = 'edit'")
Index(
    "uq_deliveries_statement",
    deliveries.c.target,
    deliveries.c.entry_id,
    unique=True,
    sqlite_where=_STATEMENTS,
    postgresql_where=_STATEMENTS,
)
Index(
    "uq_deliveries_edit",
    deliveries.c.target,
    deliveries.c.entry_id,
    deliveries.c.number,
    unique=True,
    sqlite_where=_EDITS,
    postgresql_where=_EDITS,
)
