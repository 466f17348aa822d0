"""The page a worried member opens: what it says first, and what it never says."""

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from bot.core.daycount import strike_day
from bot.core.model import (
    Account,
    Feed,
    FeedState,
    Health,
    Message,
    Outage,
    Platform,
    Quarantine,
    Refused,
    Sign,
    SourceStatus,
    Status,
    Strike,
    StrikeDay,
    StrikeEvent,
    Works,
)
from bot.core.records import source_record
from bot.core.render import render_no_status, render_sources, render_status
from tests.statements import stored

NOW = datetime(2023, 7, 20, 17, 30, tzinfo=UTC)
STAMP = int(NOW.timestamp())
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
GUILD = "Example Performers Guild"
URL = "https://strike.guild.example/post/talks"
FEED = Feed(
    "strike-news",
    "https://strike.guild.example/feed",
    "guild",
    GUILD,
    frozenset({"strike.guild.example"}),
)
STATEMENT = stored(
    NOW,
    feed_id="strike-news",
    url=URL,
    title="Talks break down",
    text="The committee met on Tuesday.",
    published_at=NOW - 2 * DAY,
    first_seen_at=NOW - 2 * DAY + MINUTE,
)
STRIKE = Strike("tv", "guild", "TV strike", ZoneInfo("America/Los_Angeles"), date(2023, 7, 14))
WORKS = Works("1.2.3", 7, "0009", 12_345_678)
QUARANTINE = Quarantine(Sign.REDIRECT_HOST, "spam.example", "strike.guild.example", NOW - 3 * HOUR)


def source(
    feed: Feed | str = FEED, *, held: int = 0, outage: Outage | None = None, **state: object
) -> SourceStatus:
    feed = replace(FEED, id=feed) if isinstance(feed, str) else feed
    return SourceStatus(feed, replace(FeedState(feed.id), **state), held, outage)  # type: ignore[arg-type]


def well(feed: Feed | str = "well", **state: object) -> SourceStatus:
    asked = {"polled_at": NOW - 2 * MINUTE, "reached_at": NOW - 2 * MINUTE, "changed_at": NOW - 2 * DAY}
    return source(feed, **(asked | {"next_poll_at": NOW + 3 * MINUTE} | state))  # type: ignore[arg-type]


def down(feed: Feed | str = "down", **state: object) -> SourceStatus:
    failing = {"failing_since_at": NOW - 3 * HOUR, "failures": 3, "next_poll_at": NOW + 30 * MINUTE}
    return well(feed, **(failing | {"error": "down: the host did not answer"} | state))


def overdue(feed: Feed | str = "overdue", **state: object) -> SourceStatus:
    return well(feed, **({"polled_at": NOW - 9 * HOUR, "next_poll_at": NOW - 8 * HOUR} | state))


NEW = source("new")


def status(*sources: SourceStatus, **changes: object) -> Status:
    days = (strike_day(STRIKE, date(2023, 7, 20)),)
    found = Status(
        NOW, days, sources, {"guild": STATEMENT}, sum(one.held for one in sources), 0, 0, works=WORKS
    )
    return replace(found, **changes)  # type: ignore[arg-type]


def markdown(message: Message) -> str:
    return "\n".join(block.markdown for block in message.blocks)


def plain(message: Message) -> str:
    return "\n".join(block.plain for block in message.blocks)


def page(*sources: SourceStatus, for_admin: bool = False, **changes: object) -> str:
    return plain(render_status(status(*sources, **changes), {"guild": GUILD}, for_admin=for_admin))


def first_line(*sources: SourceStatus, **changes: object) -> str:
    return plain(render_status(status(*sources, **changes), {"guild": GUILD})).split("\n")[0]


def line_of(one: SourceStatus) -> str:
    [line] = [line for line in page(one).split("\n") if line.startswith("•")]
    return line


# --- the first line ---------------------------------------------------------------------------------


def test_all_is_well() -> None:
    assert first_line(well()) == (
        "You can rely on this: the one source that is followed answered when it was last asked, "
        "2023-07-20 17:28 UTC."
    )
    older = well("older", polled_at=NOW - 4 * MINUTE)
    assert first_line(well(), older) == (
        "You can rely on this: all 2 sources answered when they were last asked; the oldest answer is from "
        "2023-07-20 17:26 UTC."
    )
    assert f"<t:{STAMP - 240}:R>" in markdown(render_status(status(well(), older), {}))
    assert f"As of <t:{STAMP}:f>." in markdown(render_status(status(well()), {}))


def test_some_is_not_known() -> None:
    for trouble in (down(), overdue(), NEW):
        assert first_line(well(), trouble) == (
            "You can rely on this in part: 1 of 2 sources could be read when they were last asked; what "
            "the rest say now is not known here."
        )


@pytest.mark.parametrize(
    ("sources", "said"),
    [
        ([NEW, NEW], "There is nothing to rely on yet: no source has been asked yet."),
        ([], "There is nothing to rely on yet: no source of any union is followed."),
        (
            [overdue(), overdue(polled_at=NOW - 10 * HOUR), NEW, down()],
            "Don't rely on this right now: the bot has not asked any source since",
        ),
        ([down()], "Don't rely on this right now: the one source that is followed does not answer"),
        ([down(), NEW], "Don't rely on this right now: none of the 2 sources answers"),
    ],
)
def test_nothing_is_known(sources: Sequence[SourceStatus], said: str) -> None:
    assert first_line(*sources).startswith(said)
    assert "You can rely" not in page(*sources)
    assert "Nothing from the union" not in page(*sources)


def test_quarantine_limits_what_can_be_relied_on() -> None:
    quarantined = well(quarantine=QUARANTINE)
    assert first_line(quarantined, well()) == (
        "You can rely on this in part: all sources answered when they were last asked, but 1 is in "
        "quarantine and nothing of it is posted."
    )
    assert "but 2 are in quarantine and nothing of them" in first_line(quarantined, quarantined, well())
    assert first_line(quarantined, down(), well()).startswith("You can rely on this in part: 1 of 3 sources")
    press = replace(FEED, id="press", watched=True)
    assert first_line(well(press, quarantine=QUARANTINE), well()).startswith("You can rely on this: the one")


def test_where_every_source_is_in_quarantine_nothing_can_be_relied_on() -> None:
    quarantined = well(quarantine=QUARANTINE)
    assert first_line(quarantined) == (
        "Don't rely on this right now: the one source that is followed is in quarantine, so what the union "
        "says now is not known here."
    )
    assert first_line(quarantined, quarantined) == (
        "Don't rely on this right now: all 2 sources are in quarantine, so what the unions say now is not "
        "known here."
    )
    for trouble in (down(), overdue(), NEW):
        assert first_line(quarantined, trouble) == (
            "Don't rely on this right now: each of the 2 sources is in quarantine, does not answer or was "
            "not asked, so what they say now is not known here."
        )


@pytest.mark.parametrize("others", [(), (well(),), (down(),), (replace(well(), held=2),)])
def test_a_source_in_quarantine_never_passes_for_a_quiet_one(others: Sequence[SourceStatus]) -> None:
    quarantined = well("odd", quarantine=QUARANTINE)
    for last in ({"guild": STATEMENT}, {}):
        text = page(quarantined, *others, last_statements=last)
        assert "Nothing from the union" not in text
        assert "Nothing since that is proven" not in text
        assert "You can rely on this:" not in text
        assert any(
            words in text
            for words in ("not known.", "There may be one: not all of its sources could be read.")
        )
        [line] = [line for line in text.split("\n") if line.startswith("• odd")]
        assert "checked" not in line
        assert "nothing" not in line.split(" Quarantined since")[0]


def test_the_bots_own_trouble_comes_before_everything() -> None:
    assert first_line(well(), failing_jobs=("deliver",)).startswith(
        "Don't rely on this right now: the bot itself is in trouble"
    )


def test_what_the_press_says_is_not_relied_on() -> None:
    press = replace(FEED, id="press", watched=True)
    assert first_line(well(), down(press)).startswith("You can rely on this: the one source")
    assert first_line(well(press)).endswith("no source of any union is followed.")
    assert "• press (watched, never posted): not reachable" in page(well(), down(press))


# --- overdue, recovering and the like ---------------------------------------------------------------


def test_late_is_not_overdue_at_once() -> None:
    late = well(next_poll_at=NOW - timedelta(minutes=10))
    assert status(late).health is Health.OK
    too_late = well(next_poll_at=NOW - timedelta(minutes=10, seconds=1))
    assert status(too_late).health is Health.DEGRADED
    unplanned = well(polled_at=NOW - timedelta(minutes=16), next_poll_at=None)
    assert status(unplanned).health is Health.DEGRADED


def test_health_of_nobody_is_not_ok() -> None:
    assert status().health is Health.WAITING
    assert status(well(), NEW).health is Health.WAITING
    assert status(well()).health is Health.OK
    assert status(well(), well(quarantine=QUARANTINE)).health is Health.DEGRADED


def outage(*, hours: float, over: timedelta) -> Outage:
    return Outage(NOW - over - hours * HOUR, NOW - over)


@pytest.mark.parametrize(
    ("spell", "is_news"),
    [
        (outage(hours=0.1, over=59 * MINUTE), True),
        (outage(hours=0.1, over=60 * MINUTE), False),
        (outage(hours=5, over=299 * MINUTE), True),
        (outage(hours=5, over=300 * MINUTE), False),
        (outage(hours=99, over=23 * HOUR), True),
        (outage(hours=99, over=24 * HOUR), False),
    ],
)
def test_a_source_recovers_for_as_long_as_it_was_away(spell: Outage, is_news: bool) -> None:
    back = replace(well(), outage=spell)
    assert ("answers again since" in line_of(back)) is is_news
    assert status(back).health is Health.OK


def test_each_source_in_words() -> None:
    assert line_of(well()) == (
        "• well: checked 2023-07-20 17:28 UTC, nothing new since 2023-07-18 17:30 UTC."
    )
    assert line_of(well(changed_at=NOW - 2 * MINUTE)).endswith("17:28 UTC, with something new.")
    assert line_of(well(changed_at=None)).endswith("17:28 UTC, nothing in it so far.")
    assert line_of(down()) == (
        "• down: not reachable since 2023-07-20 14:30 UTC, 3 tries, next at 2023-07-20 18:00 UTC."
    )
    assert ", 1 try, next at" in line_of(down(failures=1))
    assert "has never answered so far: 3 tries since" in line_of(down(reached_at=None))
    assert "has never answered so far: 1 try since" in line_of(down(reached_at=None, failures=1))
    unseen = down(failing_since_at=None, next_poll_at=None)
    assert "since 2023-07-20 17:28 UTC, 3 tries, next at 2023-07-20 17:30 UTC" in line_of(unseen)
    assert line_of(NEW) == "• new: not asked yet."
    assert line_of(overdue()) == (
        "• overdue: not asked since 2023-07-20 08:30 UTC, though it should have been; what it says now is "
        "not known."
    )
    back = replace(well(), outage=outage(hours=2, over=5 * MINUTE))
    assert line_of(back) == (
        "• well: answers again since 2023-07-20 17:25 UTC; it was not reachable from 2023-07-20 15:25 UTC "
        "on. Checked 2023-07-20 17:28 UTC."
    )


def test_times_are_shown_in_the_readers_zone() -> None:
    shown = markdown(render_status(status(down(), down("long", failing_since_at=NOW - 3 * DAY)), {}))
    assert f"since <t:{STAMP - 3 * 3600}:t>, 3 tries, next at <t:{STAMP + 1800}:t>" in shown
    assert f"since <t:{STAMP - 3 * 86400}:f>" in shown  # of another day
    assert "UTC" not in shown


@pytest.mark.parametrize("sign", list(Sign))
def test_a_quarantine_says_what_is_odd(sign: Sign) -> None:
    quarantined = well(quarantine=replace(QUARANTINE, sign=sign))
    assert re.search(
        r"asked .* Quarantined since 2023-07-20 14:30 UTC: .{20,}\. Nothing of it is posted until an admin",
        line_of(quarantined),
    )
    back = replace(quarantined, outage=outage(hours=2, over=5 * MINUTE))
    for one in (quarantined, back, well(changed_at=None, quarantine=QUARANTINE)):
        assert line_of(one).startswith(
            "• well: asked 2023-07-20 17:28 UTC; what it says is not taken for the union's words. Quarantined"
        )
    assert "not reachable" in line_of(down(quarantine=QUARANTINE))
    assert "Quarantined" in line_of(down(quarantine=QUARANTINE))


def test_what_is_held_is_told_per_source_and_per_union() -> None:
    text = page(replace(well(), held=2))
    assert "Held for review: 2." in text
    assert "2 entries are held for review." in text
    assert "held" not in page(well())


# --- strikes and unions -----------------------------------------------------------------------------


def test_every_strike_is_told() -> None:
    at = NOW - DAY
    days = [
        strike_day(STRIKE, date(2023, 7, 1)),
        strike_day(STRIKE, date(2023, 7, 20)),
        strike_day(replace(STRIKE, tentative_agreement=StrikeEvent(at)), date(2023, 7, 20)),
        strike_day(replace(STRIKE, suspended=StrikeEvent(at)), date(2023, 7, 20)),
        strike_day(replace(STRIKE, ended=StrikeEvent(at)), date(2023, 7, 20)),
    ]
    text = page(well(), days=tuple(days))
    assert "The TV strike starts in 13 days." in text
    assert "Day 7 of the TV strike." in text
    assert text.count("TV strike") >= len(days)
    assert "None" not in text
    assert "TV strike" not in page(well(), days=())


def test_nothing_since_is_said_only_where_it_is_known() -> None:
    last = f"Last statement of {GUILD}: Talks break down ({URL}), 2023-07-18 17:30 UTC. "
    assert last + "Nothing from the union since, in any source that is followed here." in page(well())
    assert (
        last + "Nothing since from the sources that could be read; what the rest say is not known."
        in page(well(), down())
    )
    assert last + "Whether it said anything since is not known." in page(down(), NEW)
    assert "Nothing since that is proven to be its words; 1 entry is held" in page(replace(well(), held=1))
    assert "; 2 entries are held for review." in page(replace(well(), held=2))


def test_a_union_of_which_no_statement_is_known() -> None:
    assert f"No statement of {GUILD} is known yet.\n" in page(well(), last_statements={})
    assert "There may be one: not all of its sources could be read." in page(
        well(), down(), last_statements={}
    )
    assert f"No source of {GUILD} is followed." in page()


def test_a_date_that_lies_ahead_is_not_repeated() -> None:
    ahead = replace(STATEMENT, published_at=NOW + 400 * DAY)
    assert "2023-07-18 17:31 UTC. Nothing from the union since, in any" in page(
        well(), last_statements={"guild": ahead}
    )


def test_the_union_that_spoke_last_comes_first() -> None:
    recent = replace(STATEMENT, published_at=NOW - HOUR, first_seen_at=NOW - HOUR)
    ferry = replace(FEED, id="ferry", union_id="ferry", union_name="Ferry Crews")
    silent = replace(FEED, id="silent", union_id="silent", union_name="Silent Union")
    found = status(well(), well(ferry), well(silent), last_statements={"guild": STATEMENT, "ferry": recent})
    text = plain(render_status(found, {"silent": "Silent Union", "guild": GUILD, "ferry": "Ferry Crews"}))
    assert text.index("Ferry Crews") < text.index(GUILD) < text.index("Silent Union")


def test_talks_that_were_not_found_in_time() -> None:
    assert "The latest words on the talks were not found in time" in page(well(), talks=None)
    assert "talks were" not in page(well(), talks={})


# --- posts that are not made ------------------------------------------------------------------------


def test_posts_that_wait_or_are_refused() -> None:
    waiting = replace(WORKS, waiting_since_at=NOW - 6 * MINUTE)
    assert "Posts have been waiting to go out since 2023-07-20 17:24 UTC" in page(
        well(), pending=2, works=waiting
    )
    just_now = replace(WORKS, waiting_since_at=NOW - 5 * MINUTE)
    assert "waiting" not in page(well(), pending=2, works=just_now)
    assert "waiting" not in page(well(), works=None)
    assert "Some of the bot's posts can't be made until an admin acts" in page(well(), parked=1)


# --- what admins read besides -----------------------------------------------------------------------


def test_members_do_not_read_what_is_for_admins() -> None:
    text = page(
        down(), pending=3, parked=1, works=replace(WORKS, refused=(Refused("discord:7", "No.", 1, NOW),))
    )
    for words in ("For admins", "1.2.3", "No.", "did not answer", "delivery"):
        assert words not in text


def test_admins_read_how_the_works_are_doing() -> None:
    refused = tuple(
        Refused(f"discord:{number}", "The bot may not post there", 2, NOW - HOUR) for number in range(1, 7)
    )
    works = replace(WORKS, waiting_since_at=NOW - 2 * HOUR, refused=refused)
    found = status(down(), pending=3, parked=12, works=works, failing_jobs=("poll", "deliver"))
    text = plain(render_status(found, {"guild": GUILD}, for_admin=True))
    for words in (
        "Last error: the host did not answer",
        "3 deliveries wait to be made, the oldest of them due since 2023-07-20 15:30 UTC.",
        "2 deliveries are refused in channel 5 since 2023-07-20 16:30 UTC: The bot may not post there",
        "2 more are refused elsewhere.",
        "Jobs that failed when they last ran: poll, deliver. The log says why.",
        "Picketwire 1.2.3, rule set 7, schema 0009, database 13 MB.",
    ):
        assert words in text
    assert "in channel 6" not in text
    assert "in <#5> since" in markdown(render_status(found, {}, for_admin=True))


def test_admins_read_that_nothing_waits() -> None:
    assert "Nothing waits to be posted." in page(well(), for_admin=True)
    assert "1 delivery is put off for later." in page(well(), for_admin=True, pending=1)
    works = replace(WORKS, refused=(Refused("terminal", "Standard output is closed", 1, NOW),))
    text = page(well(), for_admin=True, parked=2, works=works)
    assert "1 delivery is refused in terminal since" in text
    assert "1 more delivery is refused elsewhere." in text
    assert "For admins" not in page(well(), for_admin=True, works=None)


def test_errors_are_made_inert() -> None:
    hostile = down(error="@everyone [x](https://evil.example) **b** <@1>\x1b[31m\u202e")
    shown = markdown(render_status(status(hostile), {}, for_admin=True))
    assert "@everyone" not in shown
    assert re.search(r"(?<!\\)\]\(", shown) is None
    assert "\x1b" not in shown


# --- within a message -------------------------------------------------------------------------------


def test_two_hundred_feeds_trouble_first_then_a_count() -> None:
    many = [well(f"feed-{number}") for number in range(198)]
    found = status(*many, down(), replace(well("back"), outage=outage(hours=2, over=MINUTE)))
    text = plain(render_status(found, {"guild": GUILD}))
    assert text.index("• down: not reachable") < text.index("• back: answers again")
    assert text.endswith("198 sources are well: they answered when they were last asked.")
    assert "feed-0" not in text
    assert len(text) < 2_000


def test_two_hundred_feeds_in_trouble() -> None:
    many = [down(f"feed-{number}") for number in range(199)]
    message = render_status(status(*many, well()), {"guild": GUILD}, for_admin=True)
    assert len(markdown(message)) < 4_000
    assert re.search(r"…and \d{2,3} more sources that are not well\.\n1 source is well:", plain(message))
    assert plain(message).endswith("database 13 MB.")


def test_two_hundred_unions_and_strikes() -> None:
    names = {f"u{number}": f"Union number {number} of the long-winded trades" for number in range(200)}
    sources = [down(replace(FEED, id=f"feed-{number}", union_id=f"u{number}")) for number in range(200)]
    days: tuple[StrikeDay, ...] = tuple(
        strike_day(replace(STRIKE, name=f"strike number {number}"), date(2023, 7, 20)) for number in range(60)
    )
    found = status(*sources, days=days, last_statements=dict.fromkeys(names, STATEMENT))
    for for_admin in (True, False):
        message = render_status(found, names, for_admin=for_admin)
        text = plain(message)
        assert len(markdown(message)) <= 4_000
        assert re.search(r"…and \d+ more strikes: `/day`", text)
        assert re.search(r"…and \d+ more unions: `/latest`", text)
        assert re.search(r"…and \d+ more sources that are not well", text)
        assert "more than fits" not in text


def test_ten_well_sources_are_shown_one_by_one_where_there_is_room() -> None:
    ten = [well(f"feed-{number}") for number in range(10)]
    assert "• feed-9: checked" in page(*ten)
    assert "11 sources are well" in page(*ten, well("one-more"))
    assert page(*ten, *[down(f"bad-{number}") for number in range(60)]).endswith(
        "10 sources are well: they answered when they were last asked."
    )


# --- where nothing can be read, and /sources --------------------------------------------------------


def test_what_is_stored_cannot_be_read() -> None:
    text = plain(render_no_status(NOW))
    assert text.startswith("Don't rely on this bot right now: it can't read what it has stored")
    assert "As of 2023-07-20 17:30 UTC." in text


def test_sources_tells_whose_they_are() -> None:
    watched = well(replace(FEED, id="daily", url="https://press.example/feed", watched=True))
    pinned = well(replace(FEED, account=Account(Platform.BLUESKY, "did:plc:abc123")))
    text = plain(render_sources([watched, pinned], NOW))
    assert "daily · watched, never posted\nhttps://press.example/feed\nchecked" in text
    assert f"strike-news · of {GUILD}" in text
    assert "Pinned account: did:plc:abc123" in text
    assert "No source is followed." in plain(render_sources([], NOW))


def test_sources_too_many_for_a_message() -> None:
    message = render_sources([well()] * 100, NOW)
    assert len(markdown(message)) < 4_000
    assert plain(message).endswith("…and more than fits here.")


# --- what an admin paused -------------------------------------------------------------------------


def test_a_paused_source_is_told_as_paused_and_never_as_silence() -> None:
    paused = well("paused", paused_at=NOW - 2 * HOUR)
    assert line_of(paused) == (
        "• paused: paused by an admin since 2023-07-20 15:30 UTC: it is not asked, and what it says now is "
        "not known."
    )
    text = page(paused, well())
    assert text.startswith("You can rely on this in part: 1 of 2 sources could be read")
    assert "what the rest say is not known" in text
    assert "Nothing from the union since, in any source" not in text
    assert status(paused).health is status(NEW).health is Health.WAITING
    assert source_record(paused, NOW)["contact"] == "not_asked"
    assert source_record(paused, NOW)["paused_at"] == "2023-07-20T15:30:00+00:00"


def test_paused_before_it_was_ever_asked_or_while_it_failed_it_is_paused() -> None:
    since = NOW - MINUTE
    for one in (source("x", paused_at=since), down("x", paused_at=since), overdue("x", paused_at=since)):
        assert "paused by an admin since" in line_of(one)
        assert "not asked yet" not in line_of(one)


def test_what_can_be_relied_on_where_all_is_paused() -> None:
    paused = [well(f"paused-{number}", paused_at=NOW) for number in range(2)]
    assert first_line(paused[0]) == (
        "Don't rely on this right now: an admin has paused the one source that is followed, so what it says "
        "now is not known here."
    )
    assert "an admin has paused all 2 sources" in first_line(*paused)
    for other in (NEW, down(), overdue(), well(quarantine=QUARANTINE)):
        assert "each of the 2 sources is paused by an admin, is in quarantine, does not" in first_line(
            paused[0], other
        )
