"""What an edit of feeds.yaml changes, in words."""

import pytest

from bot.config import load_bytes
from bot.core.config_changes import affected_feeds, changes, takes_out_channels
from bot.core.model import Catalogue
from bot.core.trust_changes import believed_less, trust_changes

BEFORE = """\
unions:
  - id: guild
    name: Example Guild
    timezone: America/Los_Angeles
    hosts: [www.guild.example]
    officers: [Ana Alba]
    topics: {talks: [negotiat*]}
    feeds:
      - {id: news, url: "https://www.guild.example/feed"}
      - {id: sky, url: "https://bsky.app/profile/did:plc:abc123/rss", account: "did:plc:abc123"}
    watch:
      - {id: curtain, url: "https://press.example/feed"}
    strikes:
      - {id: tv, name: TV strike, first_day: 2023-07-14}
channels:
  - id: 1001
    statements: [news]
  - id: 1002
    statements: [guild]
    day_counter: {strike: tv, at: "09:00"}
review_channel: 1009
"""
OTHER_UNION = """\
  - id: ushers
    name: Ushers' Union
    hosts: [ushers.example]
    feeds:
      - {id: ushers-news, url: "https://ushers.example/feed"}
channels:
"""


def read(text: str) -> Catalogue:
    return load_bytes(text.encode(), "feeds.yaml").catalogue


def told(old: str, new: str, *, text: str = BEFORE) -> list[str]:
    assert text.count(old) == 1
    return [one.english for one in changes(read(text), read(text.replace(old, new)))]


def trusted(old: str, new: str, *, text: str = BEFORE) -> list[tuple[str, str]]:
    after = read(text.replace(old, new))
    return [(subject, one.english) for subject, one in trust_changes(read(text), after)]


def test_a_comment_changes_nothing() -> None:
    assert told("unions:\n", "# ours\nunions:\n") == []
    assert trusted("unions:\n", "# ours\nunions:\n") == []
    assert affected_feeds(read(BEFORE), read("# ours\n" + BEFORE)) == frozenset()


PINNED = 'account: "did:plc:abc123"'
MOVED_FEED = '{id: news, url: "https://www.guild.example/new-feed", every: 2h, backfill: 1, language: es}'
FEED_CASES = [
    (
        "    watch:",
        '      - {id: extra, url: "https://www.guild.example/extra"}\n    watch:',
        [
            "Added: the feed extra of Example Guild, https://www.guild.example/extra.",
            "channel 1002 now also gets extra.",
        ],
    ),
    (
        "    strikes:",
        '      - {id: stage, url: "https://stage.example/feed"}\n    strikes:',
        ["Added: stage at https://stage.example/feed, watched and never posted."],
    ),
    (
        '{id: news, url: "https://www.guild.example/feed"}',
        MOVED_FEED,
        [
            "The feed news is asked at https://www.guild.example/new-feed now. Its history stays.",
            "The feed news is asked every 2h now.",
            "The feed news: backfill, language changed.",
        ],
    ),
    (
        '{id: news, url: "https://www.guild.example/feed"}',
        '{id: news, url: "https://www.guild.example/feed", every: 90s}',
        ["The feed news is asked every 90s now."],
    ),
    (
        '    watch:\n      - {id: curtain, url: "https://press.example/feed"}\n',
        "",
        ["Removed: the feed curtain of Example Guild. It is not asked any more."],
    ),
    (
        "channels:\n",
        OTHER_UNION,
        [
            "Added: the union Ushers' Union.",
            "Added: the feed ushers-news of Ushers' Union, https://ushers.example/feed.",
        ],
    ),
    (
        "name: Example Guild",
        "name: Example Guild of Players",
        ["The union Example Guild is called Example Guild of Players now."],
    ),
    (
        "    officers: [Ana Alba]\n    topics: {talks: [negotiat*]}\n",
        "    officers: [Bo Brook]\n    topics: {talks: [bargain*]}\n    employers: [Studio Alliance]\n",
        ["The union Example Guild: officers, employers, topics changed."],
    ),
    (
        "    timezone: America/Los_Angeles\n",
        "    timezone: America/New_York\n",
        ["The union Example Guild: timezone changed.", "TV strike: timezone changed."],
    ),
]
STRIKE = "first_day: 2023-07-14}"
STRIKE_CASES = [
    (
        STRIKE,
        'first_day: 2023-07-14, ended_at: "2023-11-09T00:01"}',
        ["TV strike now ended on 2023-11-09."],
    ),
    (
        STRIKE,
        "first_day: 2023-07-13, tentative_agreement_at: 2023-11-08T12:00, suspended_at: 2023-11-09T12:00}",
        [
            "TV strike: its first day is 2023-07-13 now.",
            "TV strike is now suspended since 2023-11-09.",
            "TV strike now has a tentative agreement of 2023-11-08.",
        ],
    ),
    (
        STRIKE,
        "first_day: 2023-07-14, paused: [{from: 2023-08-01T12:00}], "
        'evidence: "https://www.guild.example/called"}',
        ["The pauses of TV strike changed.", "TV strike: evidence changed."],
    ),
    (
        "      - {id: tv, name: TV strike, first_day: 2023-07-14}",
        "      - {id: tv, name: TV strike, first_day: 2023-07-14}\n"
        "      - {id: games, name: Games strike, first_day: 2024-07-26, ended_at: 2025-07-09T12:00}",
        [
            "Added: Games strike, its first day 2024-07-26.",
            "Games strike now ended on 2025-07-09.",
        ],
    ),
]
CHANNEL_CASES = [
    ("    statements: [news]", "    statements: [guild]", ["channel 1001 now also gets sky."]),
    (
        "    statements: [news]",
        "    statements: [sky]",
        ["channel 1001 now also gets sky.", "channel 1001 no longer gets news."],
    ),
    (
        "    statements: [news]",
        "    statements: [news]\n    publish: true\n    language: es",
        ["channel 1001: publish, language changed."],
    ),
    (
        '    day_counter: {strike: tv, at: "09:00"}\n',
        "",
        ["channel 1002: no day of a strike is posted there any more."],
    ),
    (
        'at: "09:00"',
        'at: "07:30"',
        ["channel 1002: the day of the strike tv is posted at 07:30 now."],
    ),
    (
        "review_channel: 1009\n",
        "  - id: 1003\n    statements: [guild]\n    publish: true\n"
        '  - id: 1004\n    day_counter: {strike: tv, at: "10:00"}\n',
        [
            "Added: channel 1003. It gets Example Guild.",
            "Added: channel 1004. It gets no statements.",
            "channel 1004: the day of the strike tv is posted at 10:00 now.",
            "There is no review channel any more.",
        ],
    ),
    (
        "  - id: 1001\n    statements: [news]\n",
        "",
        ["Removed: channel 1001. Nothing more is posted there."],
    ),
    (
        "review_channel: 1009\n",
        "review_channel: 1010\nreview_role: 77\nreview_language: es\nverify: {fetch_links: true}\n",
        [
            "What admins are asked and told comes to channel 1010 now.",
            "Changed besides: review_role, verify, review_language.",
        ],
    ),
]


@pytest.mark.parametrize(("old", "new", "expected"), FEED_CASES + STRIKE_CASES + CHANNEL_CASES)
def test_each_change_is_told_in_words(old: str, new: str, expected: list[str]) -> None:
    assert told(old, new) == expected


def test_what_is_taken_back_is_told_too() -> None:
    ended = BEFORE.replace(
        STRIKE, "first_day: 2023-07-14, ended_at: 2023-11-09T12:00, suspended_at: 2023-11-08T12:00}"
    )
    assert told(", ended_at: 2023-11-09T12:00, suspended_at: 2023-11-08T12:00", "", text=ended) == [
        "TV strike is not over any more.",
        "TV strike is not suspended any more.",
    ]
    agreed = BEFORE.replace(STRIKE, "first_day: 2023-07-14, tentative_agreement_at: 2023-11-08T12:00}")
    assert told(", tentative_agreement_at: 2023-11-08T12:00", "", text=agreed) == [
        "TV strike has no tentative agreement any more."
    ]
    evidence = 'evidence: "https://www.guild.example/deal"'
    assert told("2023-11-08T12:00}", f"{{at: 2023-11-08T12:00, {evidence}}}}}", text=agreed) == [
        "TV strike: evidence changed."
    ]
    two = BEFORE.replace("channels:\n", OTHER_UNION)
    assert [one.english for one in changes(read(two), read(BEFORE))] == [
        "Removed: the union Ushers' Union.",
        "Removed: the feed ushers-news of Ushers' Union. It is not asked any more.",
    ]
    strike = "    strikes:\n      - {id: tv, name: TV strike, first_day: 2023-07-14}\n"
    counter = '    day_counter: {strike: tv, at: "09:00"}\n'
    without = read(BEFORE.replace(strike, "").replace(counter, ""))
    assert [one.english for one in changes(read(BEFORE), without)] == [
        "Removed: TV strike. Its days are not counted any more.",
        "channel 1002: no day of a strike is posted there any more.",
    ]


def test_a_feed_that_moves_to_another_union_is_told() -> None:
    watch = '    watch:\n      - {id: curtain, url: "https://press.example/feed"}\n'
    moved = BEFORE.replace(watch, "").replace(
        "channels:\n", OTHER_UNION.replace("channels:", watch + "channels:")
    )
    assert "The feed curtain: unions changed." in [one.english for one in changes(read(BEFORE), read(moved))]


def test_a_channel_with_many_feeds_is_not_told_them_all() -> None:
    many = "".join(f'      - {{id: f{n}, url: "https://www.guild.example/f{n}"}}\n' for n in range(9))
    text = BEFORE.replace("    watch:", many + "    watch:")
    some = ", ".join(f"f{n}" for n in range(8))
    assert told("    statements: [news]", f"    statements: [news, {some}]", text=text) == [
        "channel 1001 now also gets f0, f1, f2, f3, f4, …."
    ]


def test_whom_to_believe_is_told_apart_with_before_and_after() -> None:
    assert trusted("hosts: [www.guild.example]", "hosts: [www.guild.example, new.guild.example]") == [
        (
            "union:guild",
            "Example Guild: new.guild.example counts as the union's own host now. It did not before.",
        )
    ]
    two = BEFORE.replace("hosts: [www.guild.example]", "hosts: [www.guild.example, old.guild.example]")
    assert trusted(", old.guild.example", "", text=two) == [
        (
            "union:guild",
            "Example Guild: old.guild.example does not count as the union's own host any more. "
            "It did before.",
        )
    ]
    assert trusted("channels:\n", OTHER_UNION) == [
        (
            "union:ushers",
            "Ushers' Union: ushers.example counts as the union's own host now. It did not before.",
        )
    ]


def test_accounts_are_told_with_before_and_after() -> None:
    other = BEFORE.replace("did:plc:abc123", "did:plc:xyz789")
    sky = '      - {id: sky, url: "https://bsky.app/profile/did:plc:abc123/rss", account: "did:plc:abc123"}\n'
    without = BEFORE.replace(sky, "")
    page = BEFORE.replace(sky, '      - {id: sky, url: "https://www.guild.example/sky"}\n')
    of_feed = "The feed sky of Example Guild: the account"

    def between(before: str, after: str) -> list[tuple[str, str]]:
        return [(subject, one.english) for subject, one in trust_changes(read(before), read(after))]

    assert between(BEFORE, other) == [
        ("feed:sky", f"{of_feed} did:plc:xyz789 counts as the union's now. Before, it was did:plc:abc123.")
    ]
    assert between(without, BEFORE) == [("feed:sky", f"{of_feed} did:plc:abc123 counts as the union's now.")]
    assert between(BEFORE, without) == []
    assert between(BEFORE, page) == [
        ("feed:sky", f"{of_feed} did:plc:abc123 does not count as the union's any more.")
    ]


def test_a_feed_that_was_only_watched_is_a_matter_of_trust() -> None:
    own = '{id: extra, url: "https://www.guild.example/extra"}'
    watched = BEFORE.replace("    strikes:", f"      - {own}\n    strikes:")
    followed = BEFORE.replace("    watch:", f"      - {own}\n    watch:")
    [(subject, now)] = trust_changes(read(watched), read(followed))
    assert (subject, now.english) == (
        "feed:extra",
        "The feed extra speaks for Example Guild now. Before, it was only watched.",
    )
    [(_, then)] = trust_changes(read(followed), read(watched))
    assert then.english == "The feed extra is only watched now. Before, it spoke for Example Guild."
    assert believed_less(read(followed), read(watched)).keys() == {"extra"}
    assert believed_less(read(watched), read(followed)) == {}


def test_a_feed_that_speaks_for_another_union_is_a_matter_of_trust() -> None:
    sky = '      - {id: sky, url: "https://bsky.app/profile/did:plc:abc123/rss", account: "did:plc:abc123"}\n'
    other = """\
  - id: other
    name: Other Guild
    timezone: America/Los_Angeles
    hosts: [other.example]
    feeds:
"""
    own = '      - {id: page, url: "https://other.example/feed"}\n'
    before = BEFORE.replace("channels:", f"{other}{own}channels:", 1)
    after = BEFORE.replace(sky, "").replace("channels:", f"{other}{own}{sky}channels:", 1)
    [(subject, now)] = trust_changes(read(before), read(after))
    assert (subject, now.english) == (
        "feed:sky",
        "The feed sky speaks for Other Guild now. Before, it spoke for Example Guild.",
    )


def test_which_feeds_are_asked_at_once() -> None:
    before = read(BEFORE)
    moved = read(BEFORE.replace("guild.example/feed", "guild.example/other"))
    assert affected_feeds(before, moved) == {"news"}
    assert believed_less(before, moved) == {}
    assert affected_feeds(before, read(BEFORE.replace("[news]", "[guild]"))) == {"sky"}
    believed = read(BEFORE.replace("[www.guild.example]", "[www.guild.example, a.guild.example]"))
    assert affected_feeds(before, believed) == {"news", "sky", "curtain"}
    assert believed_less(before, believed) == {}
    assert believed_less(believed, before).keys() == {"news", "sky", "curtain"}
    assert believed_less(believed, before)["news"].hosts == {"www.guild.example", "a.guild.example"}
    other_account = read(BEFORE.replace("did:plc:abc123", "did:plc:xyz789"))
    assert believed_less(before, other_account).keys() == {"sky"}


def test_whether_a_channel_is_taken_out() -> None:
    before = read(BEFORE)
    assert takes_out_channels(before, read(BEFORE.replace("1001", "1011")))
    assert takes_out_channels(before, read(BEFORE.replace("review_channel: 1009\n", "")))
    assert not takes_out_channels(before, read(BEFORE.replace("[news]", "[sky]")))


def test_a_union_without_feeds_of_its_own_is_renamed() -> None:
    nobody, somebody = (Catalogue((), (), (), union_names={"guild": name}) for name in ("Nobody", "Somebody"))
    assert [one.english for one in changes(nobody, somebody)] == ["The union Nobody is called Somebody now."]
