"""The daily post, the total, and the answer to ``/day``: the same words, read as a member would."""

import json
import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any, Final
from zoneinfo import ZoneInfo

import pytest

from bot.core.daycount import strike_day
from bot.core.model import (
    Feed,
    FeedState,
    LinkButton,
    Message,
    MessageKind,
    Pause,
    Quarantine,
    Sign,
    SourceStatus,
    Statement,
    Strike,
    StrikeDay,
    StrikeEvent,
    StrikeState,
)
from bot.core.render import News, render_day, render_days, render_total, render_total_taken_back, said_at
from bot.core.render.words import MESSAGE_LIMIT
from tests.statements import stored

STATED: Final[dict[str, Any]] = json.loads(
    (Path(__file__).parents[2] / "data" / "daycounts.json").read_text(encoding="utf-8")
)
NOW = datetime(2023, 7, 20, 16, 0, tzinfo=UTC)
YESTERDAY = NOW - timedelta(days=1)
ASKED = NOW - timedelta(minutes=2)
DOWN_SINCE = datetime(2023, 7, 20, 14, 10, tzinfo=UTC)
GUILD = "Example Performers Guild"
URL = "https://strike.guild.example/post/talks"
HOSTS = frozenset({"strike.guild.example"})
STRIKE = Strike("tv", "guild", "TV strike", ZoneInfo("America/Los_Angeles"), date(2023, 7, 14))
PROVEN = replace(STRIKE, evidence="https://strike.guild.example/post/strike-called")
HOSTILE = "@everyone [guild](https://evil.example) **x** <@1> # h\n> q\x1b[31m\u202e"


def local(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=STRIKE.timezone).astimezone(UTC)


AGREED = StrikeEvent(local("2023-10-01T20:00"), "https://strike.guild.example/post/agreement")
ENDED = StrikeEvent(local("2023-11-09T00:01"), "https://strike.guild.example/post/over")


def said(title: str = "Talks break down", at: datetime = ASKED) -> Statement:
    return stored(
        at,
        url=URL,
        title=title,
        text="Words of the union.",
        first_seen_at=at + timedelta(minutes=3),
    )


def source(feed_id: str, *, held: int = 0, **state: object) -> SourceStatus:
    feed = Feed(feed_id, f"https://strike.guild.example/{feed_id}", "guild", GUILD, HOSTS)
    return SourceStatus(feed, replace(FeedState(feed_id), **state), held)  # type: ignore[arg-type]


WELL = source("well", polled_at=ASKED, reached_at=ASKED, next_poll_at=NOW)
DOWN = source("down", polled_at=ASKED, failing_since_at=DOWN_SINCE, failures=3, next_poll_at=NOW)
NEW = source("new")
LATE = source("late", polled_at=YESTERDAY, reached_at=YESTERDAY, next_poll_at=YESTERDAY)
CAUTIOUS = Quarantine(Sign.REDIRECT_HOST, "evil.example", "strike.guild.example", YESTERDAY)
TAKEN_OVER = source("odd", polled_at=ASKED, reached_at=ASKED, next_poll_at=NOW, quarantine=CAUTIOUS)


def news(
    sources: Sequence[SourceStatus] = (WELL,),
    new: Sequence[Statement] = (),
    last: Statement | None = None,
    *,
    is_since_yesterday: bool = True,
) -> News:
    last = new[0] if new else last
    return News(GUILD, NOW, YESTERDAY, is_since_yesterday, new, last, sources)


def plain(message: Message) -> str:
    return "\n".join(block.plain for block in message.blocks)


def markdown(message: Message) -> str:
    return "\n".join(block.markdown for block in message.blocks)


def posted(on: str = "2023-07-20", strike: Strike = STRIKE, told: News | None = None) -> str:
    return plain(render_day(strike_day(strike, date.fromisoformat(on)), told or news()))


def total(strike: Strike, on: str = "2023-11-09", told: News | None = None) -> Message:
    return render_total(strike_day(strike, date.fromisoformat(on)), told or news())


# --- which day ------------------------------------------------------------------------------------


def test_a_day_post_gives_the_day() -> None:
    assert posted().startswith("Day 7 of the TV strike\nOn strike since 14 July 2023.\nNothing")


def counted_strike(name: str) -> Strike:
    """Return a strike of the data file as an admin would enter it."""
    given = STATED["strikes"][name]
    zone = ZoneInfo(given["timezone"])
    ended = given["ended_at"] and datetime.fromisoformat(given["ended_at"]).replace(tzinfo=zone).astimezone(
        UTC
    )
    event = StrikeEvent(ended) if ended else None
    return Strike("s", "guild", "strike", zone, date.fromisoformat(given["first_on"]), ended=event)


@pytest.mark.parametrize("fact", STATED["facts"], ids=lambda fact: f"{fact['strike']}, {fact['on']}")
def test_every_stated_day_is_the_one_that_is_posted(fact: dict[str, Any]) -> None:
    strike = counted_strike(fact["strike"])
    assert posted(fact["on"], strike).startswith(f"Day {fact['day']} of the strike\n")


@pytest.mark.parametrize("fact", STATED["totals"], ids=lambda fact: str(fact["strike"]))
def test_every_stated_total_is_the_one_that_is_posted(fact: dict[str, Any]) -> None:
    strike = counted_strike(fact["strike"])
    last_full_on = date.fromisoformat(STATED["strikes"][fact["strike"]]["last_full_on"])
    text = plain(total(strike, str(last_full_on + timedelta(days=1))))
    assert f"It lasted {fact['total']} days " in text
    assert posted(str(last_full_on), strike).startswith(f"Day {fact['total']} of the strike\n")


def test_a_pause_and_an_agreement_are_named_and_the_count_goes_on() -> None:
    paused = replace(STRIKE, pauses=(Pause(StrikeEvent(local("2023-07-18T12:00"))),))
    assert posted(strike=paused).startswith(
        "Day 7 of the TV strike\n"
        "Began on 14 July 2023; paused since 18 July 2023. The days of the pause are counted.\n"
    )
    assert posted(strike=paused).endswith("\nThe pause was entered by an admin.")
    agreed = replace(STRIKE, tentative_agreement=AGREED)
    assert posted("2023-10-03", agreed).startswith(
        "Day 82 of the TV strike\nOn strike since 14 July 2023. Tentative agreement since 1 October 2023; "
        "counting goes on until the union says that the strike is over.\n"
    )


@pytest.mark.parametrize(("on", "day"), [("2023-07-23", 10), ("2023-09-01", 50), ("2023-10-21", 100)])
def test_a_round_number_has_a_look_of_its_own(on: str, day: int) -> None:
    message = render_day(strike_day(STRIKE, date.fromisoformat(on)), news())
    assert markdown(message).startswith(f"# Day {day} of the TV strike\n**{day} days on strike.**\n")
    assert plain(message).startswith(f"Day {day} of the TV strike\n{day} days on strike.\nOn strike since")
    day_before = strike_day(STRIKE, date.fromisoformat(on) - timedelta(days=1))
    assert "days on strike" not in plain(render_day(day_before, news()))


def test_a_round_number_under_an_agreement_does_not_say_on_strike() -> None:
    agreed = replace(STRIKE, tentative_agreement=AGREED)
    assert "\n100 days counted.\n" in posted("2023-10-21", agreed)


def test_the_total_has_a_look_of_its_own() -> None:
    message = total(replace(PROVEN, ended=ENDED))
    words = "It lasted 118 days (14 July 2023 to 8 November 2023)."
    assert markdown(message).startswith(f"# The TV strike is over\n**{words}**\n")
    assert plain(message).startswith(f"The TV strike is over\n{words}\n")
    assert message.buttons == (
        LinkButton("The union's own word on strike.guild.example", ENDED.evidence or ""),
    )
    assert message.kind is MessageKind.DAY


def test_a_suspended_strike_is_not_called_over() -> None:
    text = plain(total(replace(STRIKE, suspended=StrikeEvent(ENDED.at))))
    assert text.startswith("The TV strike is suspended\nIt lasted 118 days")
    assert text.endswith("\nThe suspension was entered by an admin.")


def test_a_strike_over_before_a_full_day_was_counted_says_so() -> None:
    at_once = StrikeEvent(local("2023-07-14T20:00"))
    ended = plain(total(replace(STRIKE, ended=at_once), "2023-07-14"))
    assert "It was to begin on 14 July 2023 and ended before a full day was counted." in ended
    suspended = plain(total(replace(STRIKE, suspended=at_once), "2023-07-14"))
    assert "was suspended before a full day was counted." in suspended
    one = plain(total(replace(STRIKE, ended=at_once), "2023-07-15"))
    assert "before a full day" in one
    day = replace(STRIKE, ended=StrikeEvent(local("2023-07-15T20:00")))
    assert "It lasted 1 day (14 July 2023 to 14 July 2023)." in plain(total(day, "2023-07-15"))


def test_a_total_whose_end_was_corrected_or_taken_back_says_so() -> None:
    day = strike_day(replace(STRIKE, ended=ENDED), date(2023, 11, 9))
    corrected = plain(render_total(day, None))
    assert "It lasted 118 days" in corrected
    assert "Brought up to date by what an admin has entered since." in corrected
    back = plain(render_total_taken_back(strike_day(STRIKE, date(2023, 11, 9))))
    assert back.startswith("Taken back: the TV strike goes on\nThis post said that the strike had stopped.")


# --- what was said --------------------------------------------------------------------------------


def test_silence_is_dated_and_tells_that_all_sources_answered() -> None:
    quiet = posted(told=news(last=said(at=datetime(2023, 7, 18, 9, 30, tzinfo=UTC))))
    assert f"\nNothing new from {GUILD} since 2023-07-18 09:30 UTC; all sources answered.\n" in quiet
    assert "\nSources last asked: 2023-07-20 15:58 UTC\n" in quiet
    assert f"\nNothing from {GUILD} so far; all sources answered.\n" in posted()


def test_silence_and_failure_never_look_alike() -> None:
    last = said(at=YESTERDAY)
    some, none = posted(told=news([WELL, DOWN], last=last)), posted(told=news([DOWN, NEW, LATE], last=last))
    assert f"Nothing new since 2023-07-19 16:00 UTC from the sources of {GUILD} that answered." in some
    assert "We could not reach down since 2023-07-20 14:10 UTC." in some
    assert "all sources answered" not in some
    assert f"We do not know whether {GUILD} said anything new." in none
    assert "We have not asked new yet." in none
    assert "We have not asked late since 2023-07-19 16:00 UTC." in none
    assert "othing" not in none
    assert f"Nothing so far from the sources of {GUILD} that answered." in posted(told=news([WELL, DOWN]))


def test_without_a_source_nothing_is_claimed() -> None:
    nobody = posted(told=news([]))
    assert f"No source of {GUILD} is followed, so we cannot tell what it said." in nobody
    assert "othing new" not in nobody


def test_what_an_admin_paused_is_no_silence() -> None:
    paused = replace(WELL, state=replace(WELL.state, paused_at=WELL.state.polled_at))
    told = posted(told=news([paused]))
    assert "well was paused by an admin 2023-07-20 15:58 UTC and has not been asked since." in told
    assert "We do not know" in told
    assert "othing new" not in told


def test_what_is_held_or_in_quarantine_is_no_silence() -> None:
    odd = posted(told=news([TAKEN_OVER]))
    assert "odd is in quarantine: nothing is posted from it." in odd
    assert "We do not know" in odd
    one, two = (posted(told=news([replace(WELL, held=n)])) for n in (1, 2))
    assert "1 entry of well waits for an admin to look at it." in one
    assert "2 entries of well wait for an admin to look at them." in two
    assert "all sources answered" not in one + two


@pytest.mark.parametrize("new", [(), [said("A title of some length, as unions write them " * 2)] * 9])
@pytest.mark.parametrize("silent", [DOWN, NEW, LATE, TAKEN_OVER, replace(DOWN, held=2)])
def test_very_many_silent_sources_leave_room_for_the_rest(
    silent: SourceStatus, new: Sequence[Statement]
) -> None:
    many = [replace(silent, feed=replace(silent.feed, id=f"source-{number}")) for number in range(80)]
    for told in (news([WELL, *many], new), news(many, new)):
        message = render_day(strike_day(STRIKE, date(2023, 7, 23)), told)
        text = plain(message)
        assert len(markdown(message)) <= MESSAGE_LIMIT
        assert "more than fits" not in text
        assert text.endswith("\nThe start was entered by an admin.")
        assert ("\nSources last asked: 2023-07-20 15:58 UTC\n" in text) is (WELL in told.sources)
        shown = [number for number in range(80) if f"source-{number}." in text or f"source-{number} " in text]
        assert shown == list(range(len(shown)))
        assert 10 <= len(shown) < 80
        assert f"…and {80 - len(shown)} more sources that are not well: /status" in text


def test_one_silent_source_too_many_is_counted() -> None:
    long = [replace(NEW, feed=replace(NEW.feed, id=f"{number}-{'x' * 250}")) for number in range(5)]
    counted = [posted(told=news(long[:number])) for number in range(6)]
    assert all("not well" not in text for text in counted[:5])
    assert "…and 1 more source that is not well: /status" in counted[5]


def test_a_source_whose_failing_began_unseen() -> None:
    reached = source("far", polled_at=ASKED, reached_at=YESTERDAY, failures=1, next_poll_at=NOW)
    assert "We could not reach far since 2023-07-19 16:00 UTC." in posted(told=news([reached]))
    never = source("far", polled_at=ASKED, failures=1, next_poll_at=NOW)
    assert "We have not reached far yet." in posted(told=news([never]))


def test_what_was_said_is_listed_with_its_link() -> None:
    message = render_day(strike_day(STRIKE, date(2023, 7, 20)), news([WELL, DOWN], [said()] * 7))
    stamp = int(ASKED.timestamp())
    assert markdown(message).count(f"• [Talks break down](<{URL}>) <t:{stamp}:R>") == 5
    assert f"Said by {GUILD} since yesterday's post:" in plain(message)
    assert "…and 2 more: /latest" in plain(message)
    assert "could not reach down" in plain(message)
    assert "more: /latest" not in posted(told=news(new=[said()]))


def test_where_yesterdays_post_is_missing_the_time_is_given() -> None:
    text = posted(told=news(new=[said()], is_since_yesterday=False))
    assert f"Said by {GUILD} since 2023-07-19 16:00 UTC:" in text


def test_a_date_in_the_future_is_not_believed() -> None:
    statement = replace(said(), published_at=NOW + timedelta(days=30))
    assert said_at(statement) == statement.first_seen_at
    assert said_at(replace(statement, published_at=None)) == statement.first_seen_at
    assert said_at(said()) == ASKED


def test_what_is_foreign_stays_inert_and_fits() -> None:
    strike = replace(STRIKE, name=HOSTILE * 9)
    sources = [source(f"s{number}-{HOSTILE}") for number in range(200)]
    told = replace(news(sources, [said(HOSTILE * 9)] * 9), union_name=HOSTILE)
    for message in (
        render_day(strike_day(strike, date(2023, 7, 23)), told),
        render_total(strike_day(replace(strike, ended=ENDED), date(2023, 11, 9)), told),
    ):
        text = markdown(message)
        assert len(text) <= MESSAGE_LIMIT + 200
        assert not re.search(r"(?<!\\)@everyone|\x1b|\u202e|(?<!\\)<@1>", text)
        assert "](https://evil.example)" not in text


# --- evidence -------------------------------------------------------------------------------------


def test_the_evidence_for_the_dates_is_shown_or_its_lack() -> None:
    assert posted().endswith("\nThe start was entered by an admin.")
    message = render_day(strike_day(PROVEN, date(2023, 7, 20)), news())
    assert message.buttons == (
        LinkButton("The union's own word on strike.guild.example", PROVEN.evidence or ""),
    )
    assert "entered by an admin" not in plain(message)


def test_an_event_without_evidence_does_not_borrow_that_of_the_start() -> None:
    agreed = replace(PROVEN, tentative_agreement=StrikeEvent(AGREED.at))
    message = render_day(strike_day(agreed, date(2023, 10, 3)), news())
    assert message.buttons == ()
    assert plain(message).endswith("\nThe tentative agreement was entered by an admin.")


# --- the answer to /day ---------------------------------------------------------------------------


def test_the_answer_to_day() -> None:
    text = plain(
        render_days([strike_day(one, date(2023, 7, 20)) for one in (STRIKE, PROVEN)], {"guild": GUILD})
    )
    assert text.startswith(
        f"Day 7 of the TV strike\n{GUILD} · On strike since 14 July 2023.\nThe start was entered by an admin."
    )
    assert f"Source: the union's own word ({PROVEN.evidence}) on strike.guild.example" in text
    assert "guild · On strike" in plain(render_days([strike_day(STRIKE, date(2023, 7, 20))], {}))
    assert "No strike is entered" in plain(render_days([], {}))


def test_a_strike_to_come_is_counted_down_to() -> None:
    def answer(on: str) -> str:
        return plain(render_days([strike_day(STRIKE, date.fromisoformat(on))], {"guild": GUILD}))

    assert answer("2023-07-13").startswith(
        f"The TV strike starts in 1 day\n{GUILD} · Its first day is 14 July 2023.\nThe first day was entered"
    )
    assert "starts in 13 days" in answer("2023-07-01")


def test_a_state_without_its_event_gives_the_start() -> None:
    day = StrikeDay(STRIKE, date(2023, 7, 20), StrikeState.PAUSED, day=7, total=None)
    assert "On strike since 14 July 2023." in plain(render_days([day], {}))
