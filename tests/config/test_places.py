"""Where in feeds.yaml something stands that came to light later, and what in it is doubtful."""

from collections.abc import Callable

import pytest

from bot.config import Loaded, at_channel, at_feed
from tests.config.test_mistakes import FULL

Load = Callable[[str], Loaded]

TEXT = (
    FULL.replace("  - id: 123456789012345678", '  - id: "123456789012345678"').replace(
        "2023-11-09T00:01", "{at: 2023-11-09T00:01, evidence: https://www.guild.example/over}"
    )
    + "review_channel: 9\n"
)


def test_a_feed_is_found_at_its_address(loaded: Load) -> None:
    document = loaded(TEXT).document
    answered = at_feed(document, "bluesky", "bsky.app answered 503")
    assert str(answered) == "feeds.yaml:12:14: unions[0].feeds[1].url: bsky.app answered 503"
    assert at_feed(document, "curtain", "x").path == "unions[0].watch[0].url"


def test_a_channel_is_found_at_its_id(loaded: Load) -> None:
    document = loaded(TEXT).document
    missing = at_channel(document, 123456789012345678, "lacks Send Messages")
    assert str(missing) == "feeds.yaml:25:9: channels[0].id: lacks Send Messages"
    assert at_channel(document, 9, "x").path == "review_channel"


def test_what_is_nowhere_in_the_file_stands_at_its_beginning(loaded: Load) -> None:
    document = loaded(TEXT).document
    for mistake in (at_feed(document, "gone", "x"), at_channel(document, 8, "x")):
        assert (mistake.line, mistake.column, mistake.path) == (1, 1, "")


@pytest.mark.parametrize("path", ["latest.rss", "c/news/5.rss", "2026/01/05/on-strike/feed/"])
def test_a_feed_in_which_anybody_may_write_is_noted(loaded: Load, path: str) -> None:
    text = TEXT.replace("https://www.guild.example/feed/", f"https://www.guild.example/{path}")
    [notice] = loaded(text).notices
    assert str(notice) == (
        "feeds.yaml:8:14: unions[0].feeds[0].url: this looks like a feed in which anybody can write, as in a "
        "forum or under a post; if only the union can write there, leave it; else name the feed of its own "
        "statements, such as one category that is closed to others, or put this one under `watch:`"
    )


def test_what_is_only_watched_is_not_noted(loaded: Load) -> None:
    text = TEXT.replace("https://dailycurtain.example/feed", "https://dailycurtain.example/latest.rss")
    assert loaded(text).notices == ()


def test_what_no_page_of_the_unions_stands_behind_is_noted(loaded: Load) -> None:
    bare = TEXT.replace("        evidence: https://www.guild.example/called\n", "").replace(
        ", evidence: https://www.guild.example/over", ""
    )
    assert [(notice.path, notice.line, notice.column) for notice in loaded(bare).notices] == [
        ("unions[0].strikes[0]", 18, 9),
        ("unions[0].strikes[0].ended_at", 22, 19),
    ]
    assert all("entered by an admin" in notice.message for notice in loaded(bare).notices)
