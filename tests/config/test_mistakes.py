from collections.abc import Callable
from itertools import pairwise
from pathlib import Path

import pytest

from bot.config import load
from bot.core.errors import ConfigError

Mistakes = Callable[[str], list[str]]

FULL = """\
unions:
  - id: guild
    name: Example Guild
    timezone: America/Los_Angeles
    hosts: [www.guild.example, strike.guild.example]
    feeds:
      - id: news
        url: https://www.guild.example/feed/
        every: 5m
        backfill: 3
      - id: bluesky
        url: https://bsky.app/profile/did:plc:abc123/rss
        account: did:plc:abc123
    watch:
      - id: curtain
        url: https://dailycurtain.example/feed
    strikes:
      - id: tv
        name: TV strike
        timezone: America/Los_Angeles
        first_day: 2023-07-14
        evidence: https://www.guild.example/called
        ended_at: 2023-11-09T00:01
channels:
  - id: 123456789012345678
    statements: [guild, bluesky]
    day_counter: {strike: tv, at: "09:00"}
    publish: true
"""

UNQUOTED_ID = "is not an id; use small letters, digits and hyphens only, such as"


@pytest.mark.parametrize(
    ("right", "wrong", "expected"),
    [
        # single values
        (
            "id: news",
            "id: Guild Local 7",
            f"7:13: unions[0].feeds[0].id: 'Guild Local 7' {UNQUOTED_ID} guild-local-7",
        ),
        (
            "id: news",
            "id: 12",
            '7:13: unions[0].feeds[0].id: is a number, not text; write it in quotes, such as "2023"',
        ),
        (
            "id: news",
            "id: []",
            '7:13: unions[0].feeds[0].id: is a list, not text; write it in quotes, such as "2023"',
        ),
        (
            "id: news",
            "id: {}",
            '7:13: unions[0].feeds[0].id: is a mapping, not text; write it in quotes, such as "2023"',
        ),
        ("id: news", "id: —", f"7:13: unions[0].feeds[0].id: '—' {UNQUOTED_ID} strike-news"),
        (
            "name: Example Guild",
            "name: 1199",
            '3:11: unions[0].name: is a number, not text; write it in quotes, such as "1199"',
        ),
        (
            "name: Example Guild",
            "name: true",
            '3:11: unions[0].name: is true or false, not text; write it in quotes, such as "1199"',
        ),
        (
            "name: Example Guild",
            'name: " "',
            "3:11: unions[0].name: is empty; write the name as members know it",
        ),
        (
            "name: Example Guild",
            'name: "a\\eb"',
            "3:11: unions[0].name: holds a line break or control character; write it on one line",
        ),
        (
            "name: Example Guild",
            "name: " + "a" * 121,
            "3:11: unions[0].name: is longer than 120 characters; write a shorter one",
        ),
        (
            "timezone: America/Los_Angeles\n    hosts",
            "timezone: los angeles\n    hosts",
            "4:15: unions[0].timezone: 'los angeles' is not a known time zone; write America/Los_Angeles",
        ),
        (
            "timezone: America/Los_Angeles\n    hosts",
            "timezone: ../../etc/passwd\n    hosts",
            "4:15: unions[0].timezone: '../../etc/passwd' is not a known time zone; "
            "write a name of the IANA database, such as America/Los_Angeles or UTC",
        ),
        (
            "timezone: America/Los_Angeles\n    hosts",
            "timezone: Amerika/New York\n    hosts",
            "4:15: unions[0].timezone: 'Amerika/New York' is not a known time zone; write America/New_York",
        ),
        ("every: 5m", "every: 300", "9:16: unions[0].feeds[0].every: 300 has no unit; write 300s or 300m"),
        (
            "every: 5m",
            "every: 5 min",
            "9:16: unions[0].feeds[0].every: '5 min' is not a duration; "
            "write 60s, 5m or 2h: at least 1s, at most 8784h",
        ),
        (
            "every: 5m",
            "every: 0s",
            "9:16: unions[0].feeds[0].every: '0s' is not a duration; "
            "write 60s, 5m or 2h: at least 1s, at most 8784h",
        ),
        (
            "every: 5m",
            "every: 999999999h",
            "9:16: unions[0].feeds[0].every: '999999999h' is not a duration; "
            "write 60s, 5m or 2h: at least 1s, at most 8784h",
        ),
        (
            "backfill: 3",
            "backfill: -1",
            "10:19: unions[0].feeds[0].backfill: -1 is not a whole number from 0 up; "
            "write a number such as 3",
        ),
        (
            "backfill: 3",
            "backfill: true",
            "10:19: unions[0].feeds[0].backfill: True is not a whole number from 0 up; "
            "write a number such as 3",
        ),
        (
            "publish: true",
            "publish: yes",
            "28:14: channels[0].publish: 'yes' is neither true nor false; "
            "write true or false, without quotes",
        ),
        (
            "first_day: 2023-07-14",
            "first_day: 2023-07-34",
            "21:20: unions[0].strikes[0].first_day: '2023-07-34' is not a date; "
            "write year-month-day, such as 2023-07-14",
        ),
        (
            "first_day: 2023-07-14",
            "first_day: 14 July",
            "21:20: unions[0].strikes[0].first_day: '14 July' is not a date; "
            "write year-month-day, such as 2023-07-14",
        ),
        (
            "first_day: 2023-07-14",
            "first_day: 0001-01-01",
            "21:20: unions[0].strikes[0].first_day: '0001-01-01' is not a date; "
            "write year-month-day, such as 2023-07-14",
        ),
        (
            "ended_at: 2023-11-09T00:01",
            "ended_at: 2023-11-09",
            "23:19: unions[0].strikes[0].ended_at: '2023-11-09' has no time; "
            "write the time too, such as 2023-11-09T00:01",
        ),
        (
            "ended_at: 2023-11-09T00:01",
            "ended_at: {at: 2023-11-09T25:01}",
            "23:24: unions[0].strikes[0].ended_at.at: '2023-11-09T25:01' is not a date and time; "
            "write 2023-11-09T00:01 in the strike's own time, or add an offset such as -08:00",
        ),
        (
            "ended_at: 2023-11-09T00:01",
            "ended_at: 9999-12-31T23:59-08:00",
            "23:19: unions[0].strikes[0].ended_at: '9999-12-31T23:59-08:00' is not a date and time; "
            "write 2023-11-09T00:01 in the strike's own time, or add an offset such as -08:00",
        ),
        (
            "ended_at: 2023-11-09T00:01",
            "ended_at: 2023-11-09T00:01+99:99",
            "23:19: unions[0].strikes[0].ended_at: '2023-11-09T00:01+99:99' is not a date and time; "
            "write 2023-11-09T00:01 in the strike's own time, or add an offset such as -08:00",
        ),
        (
            'at: "09:00"',
            'at: "9 am"',
            "27:35: channels[0].day_counter.at: '9 am' is not a time of day; "
            'write hours and minutes, such as "09:00"',
        ),
        (
            'at: "09:00"',
            "at: 24:00",
            "27:35: channels[0].day_counter.at: '24:00' is not a time of day; "
            'write hours and minutes, such as "09:00"',
        ),
        *[
            (
                "id: 123456789012345678",
                f"id: {written}",
                f"25:9: channels[0].id: {shown} is not a Discord id; copy the channel's id in Discord "
                "(developer mode on), such as 123456789012345678",
            )
            for written, shown in [
                ("0", "0"),
                ("-5", "-5"),
                ("18446744073709551616", "18446744073709551616"),
                ('"#news"', "'#news'"),
                ('"١٢"', "'١٢'"),
                ("1.5", "1.5"),
                ("true", "True"),
            ]
        ],
        # hosts
        *[
            ("strike.guild.example]", f"{written}]", f"5:32: unions[0].hosts[1]: {answer}")
            for written, answer in [
                (
                    "https://strike.guild.example/",
                    "'https://strike.guild.example/' is not a bare host; write strike.guild.example",
                ),
                (
                    "strike.guild.example/news",
                    "'strike.guild.example/news' is not a bare host; write strike.guild.example",
                ),
                (
                    "strike.guild.example:443",
                    "'strike.guild.example:443' is not a bare host; write strike.guild.example",
                ),
                (
                    "me@strike.guild.example",
                    "'me@strike.guild.example' is not a bare host; write strike.guild.example",
                ),
                ('"a:b"', "'a:b' is not a bare host; write www.guild.example"),
                (
                    '"*.guild.example"',
                    "'*.guild.example' is a pattern; list each host by its exact name; patterns are not read",
                ),
                ("10.0.0.1", "'10.0.0.1' is an IP address; write the host name that stands in its links"),
                ('"[::1]"', "'[::1]' is an IP address; write the host name that stands in its links"),
                ("localhost", "'localhost' is not a host name; write a full one, such as www.guild.example"),
                ("~", "is empty; write a host name, such as www.guild.example"),
                (
                    "guild.substack.com",
                    "'guild.substack.com' is a platform that many publishers share; leave it out; "
                    "give the feed there a pinned `account:`, or put it under `watch:`",
                ),
            ]
        ],
        # addresses
        (
            "https://www.guild.example/feed/",
            "http://www.guild.example/feed/",
            "8:14: unions[0].feeds[0].url: 'http://www.guild.example/feed/' does not start with https://; "
            "write 'https://www.guild.example/feed/', if the site answers there",
        ),
        *[
            (
                "https://www.guild.example/feed/",
                url,
                f"8:14: unions[0].feeds[0].url: '{url}' {problem}; "
                "write it as https://host/path, with nothing else",
            )
            for url, problem in [
                ("https://www.guild.example:8443/feed/", "names a port of its own"),
                ("https://me:pw@www.guild.example/feed/", "carries a user name before the host"),
                (
                    "https://192.0.2.1/feed/",
                    "names no host that could be compared: an IP address or an irregular name",
                ),
                ("ftp://www.guild.example/", "does not start with https://"),
            ]
        ],
        (
            "https://www.guild.example/feed/",
            "https://www.guild.example/feed/#new",
            "8:14: unions[0].feeds[0].url: 'https://www.guild.example/feed/#new' has a fragment; "
            "write 'https://www.guild.example/feed/'",
        ),
        # whose feed is it?
        (
            "https://www.guild.example/feed/",
            "https://dailycurtain.example/feed",
            "8:14: unions[0].feeds[0].url: dailycurtain.example is not one of the union's hosts; "
            "put somebody else's feed under `watch:`; if dailycurtain.example is the union's own, "
            "add it to `hosts:`; for a platform pin `account:`",
        ),
        (
            "https://www.guild.example/feed/",
            "https://www.guild.example.evil.example/feed/",
            "8:14: unions[0].feeds[0].url: www.guild.example.evil.example is not one of the union's hosts; "
            "put somebody else's feed under `watch:`; if www.guild.example.evil.example is the union's own, "
            "add it to `hosts:`; for a platform pin `account:`",
        ),
        (
            "https://www.guild.example/feed/",
            "https://www.guild.example/users/guild.atom",
            "8:14: unions[0].feeds[0].url: this is one account's feed among others on www.guild.example, and "
            'no account is pinned; add `account: "@user@host"` with whose feed it is; its address is '
            "https://host/@user.rss",
        ),
        (
            "https://www.guild.example/feed/",
            "https://www.guild.example/comments/feed/",
            "8:14: unions[0].feeds[0].url: this is a feed of what visitors write, and anybody can write "
            "there; put it under `watch:`, or name the feed of the statements",
        ),
        (
            "        account: did:plc:abc123\n",
            "",
            "12:14: unions[0].feeds[1].url: bsky.app is a platform that many publishers share, and no "
            "account is pinned; add `account:` with whose feed it is: did:… (Bluesky), UC… (YouTube) or "
            '"@user@host" (Mastodon); '
            "a platform that has no such account goes under `watch:`",
        ),
        (
            "account: did:plc:abc123",
            "account: did:plc:abc124",
            "13:18: unions[0].feeds[1].account: 'did:plc:abc124' is not the account that `url` names; "
            "its feed is https://bsky.app/profile/did:plc:abc124/rss; correct one of the two",
        ),
        (
            "account: did:plc:abc123",
            "account: UCabc",
            "12:14: unions[0].feeds[1].url: 'https://bsky.app/profile/did:plc:abc123/rss' is not a feed of "
            "the account 'UCabc'; its feed is https://www.youtube.com/feeds/videos.xml?channel_id=UCabc; "
            "for a feed on the union's own host leave out `account:`",
        ),
        (
            "account: did:plc:abc123",
            'account: "@guild@social.example"',
            "12:14: unions[0].feeds[1].url: 'https://bsky.app/profile/did:plc:abc123/rss' is not a feed of "
            "the account '@guild@social.example'; its feed is https://social.example/@guild.rss; "
            "for a feed on the union's own host leave out `account:`",
        ),
        (
            "account: did:plc:abc123",
            "account: guild.example",
            "13:18: unions[0].feeds[1].account: 'guild.example' is not an account; write did:plc:… "
            "(Bluesky), UC… (YouTube channel) or @user@host (Mastodon); a Bluesky handle can change hands, "
            "so write the DID behind it",
        ),
        # ids
        (
            "id: news",
            "id: curtain",
            "15:13: unions[0].watch[0].id: the id 'curtain' is taken by the feed in line 7; "
            "give each feed an id of its own",
        ),
        (
            "    publish: true",
            "  - id: '123456789012345678'",
            "28:9: channels[1].id: the id 123456789012345678 is taken by the channel in line 25; "
            "write all that one channel carries in one place",
        ),
        # what names what
        (
            "statements: [guild,",
            "statements: [gild,",
            "26:18: channels[0].statements[0]: there is no union or feed 'gild'; write guild",
        ),
        (
            "statements: [guild,",
            "statements: [zzz,",
            "26:18: channels[0].statements[0]: there is no union or feed 'zzz'; "
            "there are bluesky, guild, news",
        ),
        (
            "statements: [guild,",
            "statements: [curtain,",
            "26:18: channels[0].statements[0]: 'curtain' is a feed under `watch:`, which is never posted; "
            "name a union or one of its own feeds",
        ),
        (
            "- id: news",
            "- id: guild",
            "26:18: channels[0].statements[0]: 'guild' is both a union and one of several feeds; "
            "give the feed another id",
        ),
        (
            "strike: tv",
            "strike: tw",
            "27:27: channels[0].day_counter.strike: there is no strike 'tw'; there are tv",
        ),
        # strikes
        (
            "evidence: https://www.guild.example/called",
            "evidence: https://dailycurtain.example/called",
            "22:19: unions[0].strikes[0].evidence: dailycurtain.example is not one of the union's hosts; "
            "name a page of the union's own; if this is one, add its host to `hosts:`",
        ),
        (
            "ended_at: 2023-11-09T00:01",
            "ended_at: {at: 2023-11-09T00:01, evidence: https://dailycurtain.example/over}",
            "23:52: unions[0].strikes[0].ended_at.evidence: dailycurtain.example is not one of the "
            "union's hosts; name a page of the union's own; if this is one, add its host to `hosts:`",
        ),
        (
            "ended_at: 2023-11-09T00:01",
            "ended_at: 2023-07-13T23:59",
            "23:19: unions[0].strikes[0].ended_at: the strike ends on 2023-07-13, before its first day "
            "2023-07-14; correct this or `first_day`",
        ),
        (
            "ended_at: 2023-11-09T00:01",
            "ended_at: 2023-07-14T06:59Z",
            "23:19: unions[0].strikes[0].ended_at: the strike ends on 2023-07-13, before its first day "
            "2023-07-14; correct this or `first_day`",
        ),
        (
            "ended_at: 2023-11-09T00:01",
            "suspended_at: 2023-07-13T23:59",
            "23:23: unions[0].strikes[0].suspended_at: the strike is suspended on 2023-07-13, before its "
            "first day 2023-07-14; correct this or `first_day`",
        ),
        (
            "ended_at: 2023-11-09T00:01",
            "ended_at: 2023-11-09T00:01\n        tentative_agreement_at: 2023-11-10T00:01",
            "24:33: unions[0].strikes[0].tentative_agreement_at: the tentative agreement is on 2023-11-10, "
            "after its end on 2023-11-09; correct this or `ended_at`",
        ),
        (
            "ended_at: 2023-11-09T00:01",
            "paused: [{from: 2023-08-02T12:00, until: 2023-08-02T11:59}]",
            "23:50: unions[0].strikes[0].paused[0].until: the pause is over before it begins; "
            "correct this or `from`",
        ),
        (
            "ended_at: 2023-11-09T00:01",
            "paused: [{from: 2023-08-02T12:00}, {from: 2023-08-03T12:00}]",
            "23:51: unions[0].strikes[0].paused[1].from: this pause begins before the one above it is over; "
            "write the pauses in order of time, each with its `until` before the next",
        ),
        (
            "ended_at: 2023-11-09T00:01",
            "paused: [{from: {at: 2023-08-02T12:00, evidence: https://dailycurtain.example/p}}]",
            "23:58: unions[0].strikes[0].paused[0].from.evidence: dailycurtain.example is not one of the "
            "union's hosts; name a page of the union's own; if this is one, add its host to `hosts:`",
        ),
        (
            "    feeds:\n",
            "    officers: [{title: president}]\n    feeds:\n",
            '6:16: unions[0].officers[0]: is no officer; write "Mara Quill, president", '
            "or {name: Mara Quill, title: president}",
        ),
        # keys
        ("every: 5m", "evry: 5m", "9:9: unions[0].feeds[0].evry: unknown key; write `every`"),
        (
            "every: 5m",
            "1: 5m",
            "9:9: unions[0].feeds[0].1: unknown key; the keys here are id, url, account, every, backfill, "
            "language, authors, skip_categories, skip_hosts",
        ),
        ("publish: true", "publsh: true", "28:5: channels[0].publsh: unknown key; write `publish`"),
        (
            "        url: https://www.guild.example/feed/\n",
            "",
            "7:9: unions[0].feeds[0].url: is missing; "
            "add `url:` (HTTPS address of the feed, on one of the union's hosts or a platform)",
        ),
        (
            "name: TV strike",
            "name:",
            "19:9: unions[0].strikes[0].name: has no value; "
            "add `name:` (What members call it, such as TV/Theatrical strike)",
        ),
        (
            "name: TV strike",
            "id: tv\n        name: TV",
            "19:9: unions[0].strikes[0].id: given twice, first in line 18; keep one of them",
        ),
        # where posts go
        (
            "publish: true",
            "mention_role: 5",
            "28:19: channels[0].mention_role: 5 is not a mapping; write `key: value` lines, indented",
        ),
        (
            "publish: true",
            "mention_role: {role: 5, categories: []}",
            "28:41: channels[0].mention_role.categories: without a category the role is never called; "
            "name categories as the feed writes them, such as [Strike], or remove `mention_role`",
        ),
        (
            "publish: true",
            "mention_role: {categories: [Strike]}",
            "28:19: channels[0].mention_role.role: is missing; "
            "add `role:` (The role's id in Discord; no other is ever called)",
        ),
        (
            "statements: [guild, bluesky]",
            "mention_role: {role: 5, categories: [Strike]}",
            "26:19: channels[0].mention_role: this channel carries no statements, and only these call a "
            "role; add `statements:`, or remove `mention_role`",
        ),
        (
            "publish: true",
            "thread: yes please",
            "28:13: channels[0].thread: 'yes please' is neither true nor false; "
            "write true or false, without quotes",
        ),
        # shapes
        (
            "statements: [guild, bluesky]",
            "statements: guild",
            "26:17: channels[0].statements: 'guild' is not a list; "
            "write each item on a line of its own behind `- `",
        ),
        (
            '{strike: tv, at: "09:00"}',
            "tv",
            "27:18: channels[0].day_counter: 'tv' is not a mapping; write `key: value` lines, indented",
        ),
        (
            "name: Example Guild",
            "name: !secret Example Guild",
            "3:11: unions[0].name: the YAML tag '!secret' is not read here; remove the tag",
        ),
        (
            "backfill: 3",
            "<<: {backfill: 3}",
            "10:9: unions[0].feeds[0].<<: merge keys are not read here; write the keys out",
        ),
        (
            "backfill: 3",
            "? [a]\n        : 3",
            "10:11: unions[0].feeds[0]: a key must be a plain word; quote a value that begins with [ or {",
        ),
        (
            "backfill: 3",
            "backfill: !!int three",
            "10:19: unions[0].feeds[0].backfill: 'three' is not a whole number from 0 up; "
            "write a number such as 3",
        ),
    ],
)
def test_a_mistake_is_told_at_its_place(mistakes: Mistakes, right: str, wrong: str, expected: str) -> None:
    assert FULL.count(right) == 1, right
    found = mistakes(FULL.replace(right, wrong))
    assert found == [f"feeds.yaml:{expected}"]


def test_all_mistakes_are_told_at_once_in_file_order(mistakes: Mistakes) -> None:
    text = FULL.replace("2023-07-14", "14 July").replace("statements: [guild", "statements: [gild")
    text = text.replace("Los_Angeles\n    hosts", "Los_Angelos\n    hosts").replace("backfill", "backfil")
    text = text.replace("www.guild.example/feed/", "dailycurtain.example/feed/") + "unions: []\n"
    assert [mistake.split(": ")[1] for mistake in mistakes(text)] == [
        "unions[0].timezone",
        "unions[0].feeds[0].url",
        "unions[0].feeds[0].backfil",
        "unions[0].strikes[0].first_day",
        "channels[0].statements[0]",
        "unions",
    ]


def test_a_miswritten_host_does_not_make_its_feeds_foreign(mistakes: Mistakes) -> None:
    (mistake,) = mistakes(FULL.replace("[www.guild.example,", '["*.www.guild.example",'))
    assert "hosts[0]" in mistake


def test_ids_are_unique_among_unions_and_among_strikes(mistakes: Mistakes) -> None:
    text = FULL.replace("channels:", "  - {id: guild, name: G, strikes: [{id: tv, name: T}]}\nchannels:")
    found = mistakes(text)
    assert found == [
        "feeds.yaml:24:10: unions[1].id: the id 'guild' is taken by the union in line 2; "
        "give each union an id of its own",
        "feeds.yaml:24:36: unions[1].strikes[0].first_day: is missing; "
        "add `first_day:` (Day 1, a date in the strike's time zone, such as 2023-07-14)",
        "feeds.yaml:24:36: unions[1].strikes[0].timezone: a strike's days need a time zone; "
        "write `timezone: America/Los_Angeles`, or whichever it is, here or at the union",
        "feeds.yaml:24:41: unions[1].strikes[0].id: the id 'tv' is taken by the strike in line 18; "
        "give each strike an id of its own",
    ]


def test_a_channel_that_names_something_where_there_is_nothing(mistakes: Mistakes) -> None:
    assert mistakes("unions: []\nchannels: [{id: 1, statements: [guild]}]\n") == [
        "feeds.yaml:2:33: channels[0].statements[0]: there is no union or feed 'guild'; "
        "add it under `unions:` first"
    ]


def test_odd_keys_are_shown_safely(mistakes: Mistakes) -> None:
    (mistake,) = mistakes('unions: []\n"\\e[31m": 1\n')
    assert mistake.startswith("feeds.yaml:2:1: '\\x1b[31m': unknown key; ")


def test_long_and_unprintable_values_are_shown_safely(mistakes: Mistakes) -> None:
    (mistake,) = mistakes(f'unions: [{{id: "\\e[31m\\u202e{"x" * 200}", name: A}}]\n')
    assert mistake.isprintable()
    assert "'\\x1b[31m\\u202exxx" in mistake
    assert len(mistake) < 300


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", "1:1: the file is empty; start it with `unions:` like the example feeds.yaml"),
        ("# nothing\n", "1:1: the file is empty; start it with `unions:` like the example feeds.yaml"),
        (
            "- a\n",
            "1:1: the file is not a mapping of keys to values; "
            "start it with `unions:` like the example feeds.yaml",
        ),
        (
            "!!str a",
            "1:1: the file is not a mapping of keys to values; "
            "start it with `unions:` like the example feeds.yaml",
        ),
        ("!x a", "1:1: the YAML tag '!x' is not read here; remove the tag"),
        (
            "channels: []\n",
            "1:1: unions: is missing; add `unions:` (The unions to follow)",
        ),
        (
            "unions:\n  - id: a\n   name: b\n",
            "3:4: not valid YAML: while parsing a block collection: expected <block end>, but found "
            "'<block mapping start>'; check the indentation, quotes and brackets here and just above",
        ),
        (
            "unions: [\n",
            "2:1: not valid YAML: while parsing a flow node: expected the node content, but found "
            "'<stream end>'; check the indentation, quotes and brackets here and just above",
        ),
        (
            "unions:\n\t- id: a\n",
            "2:1: not valid YAML: while scanning for the next token: found character '\\t' that cannot start "
            "any token; indent with spaces, not with tabs",
        ),
        (
            "unions: []\n---\nunions: []\n",
            "2:1: not valid YAML: a second document begins here; remove the line `---`; "
            "one file is one document",
        ),
        (
            "unions: []\r\nchannels: \x07\r\n",
            "2:11: this character is not allowed in YAML; "
            "delete it, or write it as an escape in double quotes",
        ),
        (
            "unions: *all\n",
            "1:9: not valid YAML: found undefined alias 'all'; "
            "check the indentation, quotes and brackets here and just above",
        ),
        (
            "- " * 5000,
            "1:1: the file is nested too deeply; write it like the example feeds.yaml",
        ),
        (
            "unions: " + "[" * 50 + "]" * 50,
            "1:1: the file is nested too deeply; write it like the example feeds.yaml",
        ),
        ("unions: &a [*a]\n", "1:1: the file is nested too deeply; write it like the example feeds.yaml"),
        (
            "a: &a [x, x, x, x, x, x, x, x, x]\n"
            + "".join(f"{new}: &{new} [{', '.join([f'*{old}'] * 9)}]\n" for old, new in pairwise("abcdefg")),
            "1:1: the file holds more than 50,000 values; leave out what is not configuration",
        ),
        ("#" * (1024 * 1024 + 1), "1:1: the file is larger than 1 MiB; leave out what is not configuration"),
    ],
)
def test_a_file_that_cannot_be_read_as_configuration(mistakes: Mistakes, text: str, expected: str) -> None:
    assert mistakes(text) == [f"feeds.yaml:{expected}"]


@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"])
def test_what_is_not_utf8_has_a_place(tmp_path: Path, mark: bytes) -> None:
    path = tmp_path / "feeds.yaml"
    path.write_bytes(mark + "unions:\r\n  - name: Bücher ".encode() + b"\xfc")
    with pytest.raises(ConfigError) as caught:
        load(path)
    assert str(caught.value) == f"{path}:2:18: this is not UTF-8; save the file as UTF-8"


def test_files_that_are_not_there(tmp_path: Path) -> None:
    missing = tmp_path / "feeds.yaml"
    for path, message in [
        (
            missing,
            "the file does not exist; let `python -m bot init` write it, or name another with FEEDS_FILE",
        ),
        (tmp_path, f"the file is a directory; name the file in it, such as {missing}"),
        (Path("a\0b"), "the file cannot be read: embedded null byte; let the bot's user read it"),
    ]:
        with pytest.raises(ConfigError) as caught:
            load(path)
        assert str(caught.value) == f"{path}:1:1: {message}"


def test_a_file_that_may_not_be_read(tmp_path: Path) -> None:
    path = tmp_path / "loop.yaml"
    path.symlink_to(path)
    with pytest.raises(ConfigError, match="the file cannot be read: "):
        load(path)


def test_the_review_channel_carries_no_posts(mistakes: Mistakes) -> None:
    [mistake] = mistakes(FULL + 'review_channel: "123456789012345678"\n')
    assert mistake.startswith(
        "feeds.yaml:29:17: review_channel: the review channel is also one of `channels`"
    )
