from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from bot.core.mentions import NEWS_FOR, role_called
from bot.core.model import Channel, RoleMention, Statement
from tests.statements import stored

NOW = datetime(2023, 7, 14, 17, 0, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
STATEMENT = stored(
    NOW,
)
CHANNEL = Channel(1, frozenset({"news"}), mention=RoleMention(5, frozenset({"strike", "picket lines"})))


def said(ago: timedelta = MINUTE, *categories: str, seen: timedelta = MINUTE) -> Statement:
    return replace(
        STATEMENT, published_at=NOW - ago, first_seen_at=NOW - seen, categories=categories or ("Strike",)
    )


def called(
    statement: Statement,
    *,
    channel: Channel = CHANNEL,
    follows_since: datetime | None = NOW - timedelta(days=1),
) -> int | None:
    return role_called(channel, statement, follows_since=follows_since, now=NOW)


@pytest.mark.parametrize("categories", [("Strike",), ("Press", "STRIKE"), ("Picket Lines",)])
def test_news_of_a_configured_category_calls_the_role(categories: tuple[str, ...]) -> None:
    assert called(said(MINUTE, *categories)) == 5


@pytest.mark.parametrize("categories", [("Bargaining",), ("Strikes",), ("Strike news",)])
def test_other_categories_call_nobody(categories: tuple[str, ...]) -> None:
    assert called(said(MINUTE, *categories)) is None
    assert called(replace(said(), categories=())) is None


def test_nobody_is_called_where_no_role_is_configured() -> None:
    assert called(said(), channel=replace(CHANNEL, mention=None)) is None


def test_what_was_said_long_ago_is_no_news() -> None:
    assert called(said(NEWS_FOR)) == 5
    assert called(said(NEWS_FOR + MINUTE)) is None
    assert called(replace(said(seen=NEWS_FOR + MINUTE), published_at=None)) is None


def test_what_was_said_before_the_channel_followed_is_no_news() -> None:
    assert called(said(MINUTE * 2), follows_since=NOW - MINUTE) is None
    assert called(said(MINUTE), follows_since=NOW - MINUTE) is None
    assert called(said(MINUTE), follows_since=None) is None


def test_a_date_in_the_future_does_not_make_news_of_what_was_there() -> None:
    assert called(said(-timedelta(days=1)), follows_since=NOW - MINUTE) is None
    assert called(said(-timedelta(days=1), seen=NEWS_FOR + MINUTE)) is None
