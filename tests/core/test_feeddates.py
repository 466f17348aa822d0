"""Dates as feeds write them."""

from datetime import UTC, datetime

import pytest

from bot.core.feeddates import read_date


@pytest.mark.parametrize(
    ("text", "at"),
    [
        ("Wed, 14 Jan 2026 16:33:00 +0000", datetime(2026, 1, 14, 16, 33, tzinfo=UTC)),
        ("14 Jan 2026 16:33 +0000", datetime(2026, 1, 14, 16, 33, tzinfo=UTC)),
        ("Wed, 14 Jan 2026 08:33:00 PST", datetime(2026, 1, 14, 16, 33, tzinfo=UTC)),
        ("Wed, 14 Jan 2026 16:33:00", datetime(2026, 1, 14, 16, 33, tzinfo=UTC)),
        ("2026-01-14T16:33:00Z", datetime(2026, 1, 14, 16, 33, tzinfo=UTC)),
        ("2026-01-14T08:33:00-08:00", datetime(2026, 1, 14, 16, 33, tzinfo=UTC)),
        ("2026-01-14", datetime(2026, 1, 14, tzinfo=UTC)),
    ],
)
def test_usual_dates_are_read(text: str, at: datetime) -> None:
    assert read_date(text) == at


@pytest.mark.parametrize(
    "text",
    [
        "",
        "yesterday",
        "Wed, 32 Jan 2026 16:33:00 +0000",
        "2026-13-45",
        "1970-01-01T00:00:00Z",
        "Thu, 01 Jan 1970 00:00:00 +0000",
        "0001-01-01T00:00:00+14:00",
        "9999-12-31T23:59:59-14:00",
        "1 Jan 99999999999999999999 10:00 +0000",
        "14/01/2026",
        "(Wed)",
        "2026년 1월 14일",
    ],
)
def test_anything_else_is_no_date(text: str) -> None:
    assert read_date(text) is None
