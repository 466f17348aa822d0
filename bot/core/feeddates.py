"""Read the dates feeds write, or nothing.

Called by `bot.core.parse`. feedparser's own readers try many national formats and misread odd dates in
silence; a date that neither RFC 5322 nor ISO 8601 explains is no date here.
"""

from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

_EARLIEST_YEAR = 1990  # before the web; such stamps are empty clocks, not dates
_LATEST_YEAR = 2100


def read_date(text: str) -> datetime | None:
    """Read a feed's date as aware UTC; a date without a zone is taken for UTC, an absurd one for none."""
    stamp = _rfc5322(text) or _iso8601(text)
    if stamp is None or not _EARLIEST_YEAR < stamp.year < _LATEST_YEAR:
        return None
    return stamp.replace(tzinfo=UTC) if stamp.tzinfo is None else stamp.astimezone(UTC)


def _rfc5322(text: str) -> datetime | None:
    if not text[:1].isalnum() or text[:4].isdigit():
        return None
    try:
        return parsedate_to_datetime(text)
    except (ValueError, OverflowError):
        return None


def _iso8601(text: str) -> datetime | None:
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        return None
