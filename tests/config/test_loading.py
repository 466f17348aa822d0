from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from bot.config import Loaded, load
from bot.core.model import Account, Channel, Feed, Platform, RoleMention, Strike, StrikeEvent

Load = Callable[[str], Loaded]
HOSTS = frozenset({"www.guild.example", "strike.guild.example"})

DESIGN = """\
unions:
  - id: example-guild
    name: Example Performers Guild
    timezone: America/Los_Angeles
    hosts: [www.guild.example, Strike.Guild.example.]
    feeds:
      - id: strike-news
        url: https://strike.guild.example/blog-feed.xml
      - id: bluesky
        url: https://bsky.app/profile/did:plc:abc123/rss
        account: did:plc:abc123
        every: 60s
        backfill: 0
    watch:
      - id: daily-curtain
        url: https://dailycurtain.example/feed
        every: 2h
    strikes:
      - id: tv-theatrical
        name: TV/Theatrical strike
        first_day: 2023-07-14
        evidence: https://strike.guild.example/post/strike-called
        ended_at: 2023-11-09T00:01
channels:
  - id: 123456789012345678
    statements: [example-guild]
    day_counter: {strike: tv-theatrical, at: "09:00"}
    publish: true
  - id: "234567890123456789"
    statements: [bluesky]
"""

STRIKE = """\
unions:
  - id: example-guild
    name: Example Guild
    timezone: America/Los_Angeles
    hosts: [www.guild.example]
    strikes:
      - {id: tv, name: TV strike, first_day: %s, ended_at: %s}
"""


def test_the_example_of_the_design(loaded: Load) -> None:
    catalogue = loaded(DESIGN).catalogue
    assert catalogue.feeds == (
        Feed(
            id="strike-news",
            url="https://strike.guild.example/blog-feed.xml",
            union_id="example-guild",
            union_name="Example Performers Guild",
            hosts=HOSTS,
        ),
        Feed(
            id="bluesky",
            url="https://bsky.app/profile/did:plc:abc123/rss",
            union_id="example-guild",
            union_name="Example Performers Guild",
            hosts=HOSTS,
            account=Account(Platform.BLUESKY, "did:plc:abc123"),
            every=timedelta(seconds=60),
            backfill=0,
        ),
        Feed(
            id="daily-curtain",
            url="https://dailycurtain.example/feed",
            union_id="example-guild",
            union_name="Example Performers Guild",
            hosts=HOSTS,
            watched=True,
            every=timedelta(hours=2),
        ),
    )
    assert catalogue.strikes == (
        Strike(
            id="tv-theatrical",
            union_id="example-guild",
            name="TV/Theatrical strike",
            timezone=ZoneInfo("America/Los_Angeles"),
            first_on=date(2023, 7, 14),
            evidence="https://strike.guild.example/post/strike-called",
            ended=StrikeEvent(datetime(2023, 11, 9, 8, 1, tzinfo=UTC)),
        ),
    )
    assert catalogue.channels == (
        Channel(
            id=123456789012345678,
            feed_ids=frozenset({"strike-news", "bluesky"}),
            day_strike_id="tv-theatrical",
            day_at=time(9),
            publish=True,
        ),
        Channel(id=234567890123456789, feed_ids=frozenset({"bluesky"})),
    )
    assert catalogue.union_names == {"example-guild": "Example Performers Guild"}
    assert catalogue.review_channel is None
    assert catalogue.review_role is None


def test_where_a_channels_posts_go(loaded: Load) -> None:
    more = (
        "publish: true\n    thread: true\n    mention_role: {role: '5', categories: [Strike, PICKET Lines]}"
    )
    channel = loaded(DESIGN.replace("publish: true", more)).catalogue.channels[0]
    assert channel.thread
    assert channel.mention == RoleMention(5, frozenset({"strike", "picket lines"}))


def test_the_topic_says_the_day_where_it_is_written(loaded: Load) -> None:
    head = DESIGN.replace('at: "09:00"}', 'at: "09:00", topic: true}')
    assert [channel.day_topic for channel in loaded(head).catalogue.channels] == [True, False]
    assert not any(channel.day_topic for channel in loaded(DESIGN).catalogue.channels)


def test_nobody_is_called_and_no_thread_begun_unless_it_is_written(loaded: Load) -> None:
    channel = loaded(DESIGN).catalogue.channels[0]
    assert (channel.thread, channel.mention) == (False, None)


def test_nothing_is_noted_where_every_key_is_used(loaded: Load) -> None:
    proven = DESIGN.replace(
        "2023-11-09T00:01", "{at: 2023-11-09T00:01, evidence: https://strike.guild.example/post/over}"
    )
    assert loaded(proven).notices == ()


@pytest.mark.parametrize("first_day", ["2023-07-14", '"2023-07-14"', "'2023-07-14'"])
@pytest.mark.parametrize(
    ("ended_at", "instant"),
    [
        ("2023-11-09T00:01", datetime(2023, 11, 9, 8, 1, tzinfo=UTC)),
        ('"2023-11-09T00:01"', datetime(2023, 11, 9, 8, 1, tzinfo=UTC)),
        ("2023-11-09 0:01:00", datetime(2023, 11, 9, 8, 1, tzinfo=UTC)),
        ("2023-11-09T00:01:00", datetime(2023, 11, 9, 8, 1, tzinfo=UTC)),
        ("2023-11-09T00:01-05:00", datetime(2023, 11, 9, 5, 1, tzinfo=UTC)),
        ("2023-11-09T00:01:00-0500", datetime(2023, 11, 9, 5, 1, tzinfo=UTC)),
        ("2023-11-09T08:01:00Z", datetime(2023, 11, 9, 8, 1, tzinfo=UTC)),
        ("{at: 2023-11-09T00:01}", datetime(2023, 11, 9, 8, 1, tzinfo=UTC)),
        (
            "{at: 2023-11-09T00:01, evidence: https://www.guild.example/over}",
            datetime(2023, 11, 9, 8, 1, tzinfo=UTC),
        ),
        ("2023-07-14T00:01", datetime(2023, 7, 14, 7, 1, tzinfo=UTC)),
        # 01:30 comes twice that night; the first one is meant.
        ("2023-11-05T01:30", datetime(2023, 11, 5, 8, 30, tzinfo=UTC)),
    ],
)
def test_dates_and_instants_however_written(
    loaded: Load, first_day: str, ended_at: str, instant: datetime
) -> None:
    (strike,) = loaded(STRIKE % (first_day, ended_at)).catalogue.strikes
    assert strike.first_on == date(2023, 7, 14)
    assert strike.ended is not None
    assert strike.ended.at == instant
    assert strike.ended.at.tzinfo is UTC


def test_a_strikes_own_zone_wins(loaded: Load) -> None:
    text = STRIKE.replace("name: TV strike", "name: TV strike, timezone: Europe/London")
    (strike,) = loaded(text % ("2023-07-14", "2023-11-09T00:01")).catalogue.strikes
    assert strike.timezone == ZoneInfo("Europe/London")
    assert strike.ended is not None
    assert strike.ended.at == datetime(2023, 11, 9, 0, 1, tzinfo=UTC)


@pytest.mark.parametrize("head", ["", "%YAML 1.1\n---\n", "%YAML 1.2\n---\n"])
@pytest.mark.parametrize("at", ["09:30", '"09:30"', "9:30"])
def test_a_time_of_day_with_and_without_quotes(loaded: Load, head: str, at: str) -> None:
    catalogue = loaded(head + DESIGN.replace('"09:00"', at)).catalogue
    assert catalogue.channels[0].day_at == time(9, 30)


def test_a_key_without_a_value_counts_as_not_written(loaded: Load) -> None:
    text = "unions:\n  - id: a\n    name: A\n    hosts:\n    feeds:\n    strikes: ~\nchannels:\n"
    catalogue = loaded(text).catalogue
    assert (catalogue.feeds, catalogue.strikes, catalogue.channels) == ((), (), ())


def test_anchors_and_a_byte_order_mark(loaded: Load) -> None:
    text = DESIGN.replace("hosts: [", "hosts: &own [") + "  - id: 1\n    statements: &all [example-guild]\n"
    catalogue = loaded("\ufeff" + text + "  - {id: 2, statements: *all}\n").catalogue
    assert catalogue.channels[-1].feed_ids == catalogue.channels[-2].feed_ids == {"strike-news", "bluesky"}


def test_a_feed_may_have_its_unions_name_where_both_mean_the_same(loaded: Load) -> None:
    text = """\
unions:
  - {id: guild, name: G, hosts: [g.example], feeds: [{id: guild, url: https://g.example/feed}]}
channels:
  - {id: 1, statements: [guild]}
"""
    assert loaded(text).catalogue.channels[0].feed_ids == {"guild"}


def test_keys_of_later_features_are_accepted_and_noted(loaded: Load) -> None:
    text = """\
unions:
  - id: guild
    name: Guild
    timezone: UTC
    hosts: [g.example]
    officers: [{name: Jo Example, title: President}]
    also_known_as: [The Guild]
    feeds:
      - id: news
        url: https://g.example/feed
        language: en
        authors: [Press Office]
        skip_categories: [In the News]
        skip_hosts: [es.g.example]
    strikes:
      - id: tv
        name: TV
        first_day: 2023-07-14
        evidence: https://g.example/strike
channels:
  - id: 1
    language: es
review_channel: 2
verify: {fetch_links: true}
"""
    result = loaded(text)
    assert result.catalogue.review_channel == 2
    assert result.catalogue.feeds[0].language == "en"
    notices = [str(notice) for notice in result.notices]
    tail = "not used yet; it is accepted and changes nothing in this version"
    assert notices == [
        f"feeds.yaml:{line}:{column}: {path}: {tail}"
        for line, column, path in [
            (11, 9, "unions[0].feeds[0].language"),
        ]
    ]


def test_what_the_rules_ask_about_a_union_reaches_every_feed_of_it(loaded: Load) -> None:
    text = """\
unions:
  - id: guild
    name: Guild
    hosts: [g.example, old.g.example]
    officers: ["Mara Quill, president", {name: Jo Example, title: Treasurer}, {name: Ada Roe}]
    also_known_as: [The Guild, EPG]
    employers: [Studio Alliance]
    feeds:
      - id: news
        url: https://g.example/feed
        authors: [Press Office]
        skip_categories: [In the News]
        skip_hosts: [es.g.example]
      - {id: old, url: https://old.g.example/feed}
review_channel: 2
review_role: "3"
"""
    catalogue = loaded(text).catalogue
    news, old = catalogue.feeds
    assert (catalogue.review_channel, catalogue.review_role) == (2, 3)
    assert news.officers == old.officers == ("Mara Quill, president", "Jo Example, Treasurer", "Ada Roe")
    assert news.also_known_as == ("The Guild", "EPG")
    assert news.employers == ("Studio Alliance",)
    assert (news.authors, old.authors) == (("Press Office",), ())
    assert (news.skip_categories, old.skip_categories) == (("In the News",), ())
    assert (set(news.skip_hosts), set(old.skip_hosts)) == ({"es.g.example"}, set())


def test_a_loaded_configuration_never_changes(loaded: Load) -> None:
    config = loaded(DESIGN).config
    with pytest.raises(ValueError, match="frozen"):
        config.unions[0].name = "Other"


def test_the_shipped_file_is_valid_and_needs_no_discord() -> None:
    result = load(Path(__file__).parents[2] / "feeds.yaml")
    # No published address of these is known here; what is not known is said, and not made up.
    assert [notice.path for notice in result.notices] == [
        "unions[0].strikes[0].ended_at",
        "unions[0].strikes[1]",
        "unions[0].strikes[1].ended_at",
    ]
    assert result.catalogue.channels == ()
    assert all(strike.ended for strike in result.catalogue.strikes)
    assert {feed.url for feed in result.catalogue.feeds} >= {"https://www.sagaftra.org/rss.xml"}


def test_the_shipped_files_comments_are_valid_once_uncommented(loaded: Load) -> None:
    text = (Path(__file__).parents[2] / "feeds.yaml").read_text(encoding="utf-8")
    head, _, channels = text.partition("# channels:\n")
    assert channels
    uncommented = "channels:\n" + "".join(line.removeprefix("# ") for line in channels.splitlines(True))
    (channel,) = loaded(head + uncommented).catalogue.channels
    assert channel.feed_ids == {"sag-aftra-news", "uaw-news"}
    assert channel.day_strike_id == "tv-theatrical-2023"
