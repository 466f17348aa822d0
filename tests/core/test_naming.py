from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.model import Block, Message, MessageKind
from bot.core.naming import post_name, statement_name
from tests.statements import stored

GUILD = "Example Performers Guild"
SAID_AT = datetime(2023, 7, 14, 16, 30, tzinfo=UTC)
STATEMENT = stored(
    SAID_AT,
    first_seen_at=SAID_AT.replace(day=15),
)


def named(title: str) -> str:
    return statement_name(replace(STATEMENT, title=title), GUILD)


def message(*blocks: str, name: str = "") -> Message:
    return Message(MessageKind.DAY, tuple(Block(f"### {words}", words) for words in blocks), name=name)


@pytest.mark.parametrize(
    ("title", "name"),
    [
        ("We are on strike", "We are on strike"),
        ("  Two\n lines\u2028and \u202ereversed ", "Two lines and reversed"),
        ("*Bold* <b> `code` [a](https://b.example)", "*Bold* <b> `code` [a](https://b.example)"),
        ("Strike! @everyone out", "Strike! @\u200beveryone out"),
        ("@HERE <@123> <@&4>", "@\u200bHERE <@\u200b123> <@\u200b&4>"),
        ("press@guild.example", "press@guild.example"),
        ("", "Example Performers Guild, 14 July 2023"),
        ("\u202e\u2066", "Example Performers Guild, 14 July 2023"),
    ],
)
def test_a_statement_is_named_by_its_title_and_calls_nobody(title: str, name: str) -> None:
    assert named(title) == name


def test_without_a_date_of_its_own_the_day_it_was_seen_stands_in_for_it() -> None:
    undated = replace(STATEMENT, title="", published_at=None)
    assert statement_name(undated, GUILD) == "Example Performers Guild, 15 July 2023"


def test_a_withdrawn_statement_says_so_in_its_name() -> None:
    withdrawn = replace(STATEMENT, withdrawn_at=SAID_AT)
    assert statement_name(withdrawn, GUILD) == "Withdrawn: We are on strike"


def test_a_message_without_a_name_is_called_by_its_first_words() -> None:
    assert post_name(message(" ", "Day 118 of the strike")) == "Day 118 of the strike"
    assert post_name(message("Day 118", name="Its name")) == "Its name"
    assert post_name(message()) == "Post"


def test_an_emoji_may_count_twice() -> None:
    assert named("\U0001f525" * 50) == "\U0001f525" * 50
    assert named("\U0001f525" * 51).endswith("…")


@given(st.text(max_size=400))
def test_a_name_is_one_line_that_fits(title: str) -> None:
    for name in (named(title), post_name(message(title))):
        assert 1 <= len(name.encode("utf-16-le")) // 2 <= 100
        assert name.splitlines() == [name]
        assert name == name.strip()
