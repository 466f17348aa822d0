"""Who gets what, from the catalogue."""

from dataclasses import replace
from datetime import date, time
from zoneinfo import ZoneInfo

from bot.core.model import Account, Catalogue, Channel, Feed, Platform, Strike
from bot.core.targets import (
    DISCORD,
    TERMINAL,
    day_targets,
    is_current,
    own_host_feeds,
    review_targets,
    statement_targets,
)

HOSTS = frozenset({"www.guild.example"})
NEWS = Feed("news", "https://www.guild.example/feed", "guild", "Guild", HOSTS)
PRESS = Feed("press", "https://dailycurtain.example/feed", "guild", "Guild", HOSTS, watched=True)
STRIKE = Strike("tv", "guild", "TV strike", ZoneInfo("America/Los_Angeles"), date(2026, 1, 2))
CATALOGUE = Catalogue(
    feeds=(NEWS, PRESS),
    strikes=(STRIKE,),
    channels=(
        Channel(1, frozenset({"news", "press"}), "tv", time(9)),
        Channel(2, frozenset(), "tv", time(18)),
        Channel(3, frozenset({"news"})),
        Channel(4, frozenset(), "tv", None),
    ),
)


def test_statements_go_to_the_channels_that_name_the_feed() -> None:
    assert statement_targets(CATALOGUE, NEWS, DISCORD) == {"discord:1", "discord:3"}


def test_a_terminal_shows_every_statement() -> None:
    assert statement_targets(CATALOGUE, NEWS, TERMINAL) == {"terminal"}


def test_a_watched_feed_goes_nowhere_even_where_a_channel_names_it() -> None:
    assert statement_targets(CATALOGUE, PRESS, DISCORD) == frozenset()
    assert statement_targets(CATALOGUE, PRESS, TERMINAL) == frozenset()


def test_each_channel_has_its_own_hour_for_the_day() -> None:
    found = day_targets(CATALOGUE, DISCORD)
    assert [(day.target, day.at.hour) for day in found] == [("discord:1", 9), ("discord:2", 18)]


def test_a_terminal_gets_each_strike_once() -> None:
    assert [(day.target, day.at.hour) for day in day_targets(CATALOGUE, TERMINAL)] == [("terminal", 9)]


def test_a_removed_channel_is_no_target_any_more() -> None:
    assert is_current(CATALOGUE, "discord:3")
    assert is_current(CATALOGUE, "terminal")
    assert not is_current(CATALOGUE, "discord:5")


def test_held_entries_go_to_the_review_channel_and_never_to_a_terminal() -> None:
    reviewed = replace(CATALOGUE, review_channel=9)
    assert review_targets(reviewed, DISCORD) == ("discord:9",)
    assert review_targets(reviewed, TERMINAL) == ()
    assert review_targets(CATALOGUE, DISCORD) == ()
    assert is_current(reviewed, "discord:9")
    assert not is_current(CATALOGUE, "discord:9")


def test_an_account_is_not_a_site_of_the_union() -> None:
    social = replace(NEWS, id="social", account=Account(Platform.BLUESKY, "did:plc:a"))
    assert own_host_feeds(replace(CATALOGUE, feeds=(NEWS, PRESS, social))) == {"news"}
