"""The answer to `/timeline` in words, and the picture's labels."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from bot.adapters.languages import read_languages
from bot.core.chart import Band, Flag, Layer, Shade, Tick
from bot.core.contact import GapKind, Spell
from bot.core.custom_ids import is_answered
from bot.core.language import speaking
from bot.core.model import ActionButton, Message, Strike, StrikeEvent
from bot.core.render import Missing, chart_of, picture_of, render_no_timeline, render_timeline
from bot.core.render.timechart import brief_date
from bot.core.render.timeline import ALT_LIMIT, alt_text
from bot.core.timeline import Look, Said, Span, Timeline, TimelineAsked, timeline, window_of

ZONE = ZoneInfo("America/Los_Angeles")
UNION = "Lanternlight Performers Guild"
HOSTILE = "@everyone [free](https://evil.example) $x^2$ `code`\x1b[31m"


def local(month: int, day: int, hour: int = 12) -> datetime:
    return datetime(2026, month, day, hour, tzinfo=ZONE).astimezone(UTC)


NOW = local(3, 15)
STRIKE = Strike("stage", "lanternlight", "Stage strike", ZONE, date(2026, 3, 2))


def made(
    *said: Said,
    strike: Strike = STRIKE,
    now: datetime = NOW,
    span: Span = Span.ALL,
    spells: Sequence[Spell] = (),
    union: str = UNION,
    is_cut: bool = False,
) -> Timeline:
    window = window_of(strike, span, now)
    return timeline(strike, union, window, said=said, spells=spells, now=now, is_cut=is_cut)


def words(message: Message) -> str:
    return "\n".join(block.plain for block in message.blocks)


def answer(found: Timeline, missing: Missing = Missing.DRAWING) -> Message:
    return render_timeline(found, TimelineAsked("stage", Span.ALL, Look.DARK), missing=missing)


def spell(kind: GapKind, since: datetime, **length: float) -> Spell:
    return Spell(kind, since, since + timedelta(**length))


# --- words ------------------------------------------------------------------------------------------


def test_the_numbers_are_in_the_words() -> None:
    said = [Said(local(3, 3), ("talks",)), Said(local(3, 3), ("votes",)), Said(local(3, 5))]
    assert words(answer(made(*said))).splitlines() == [
        "Timeline of the Stage strike",
        "Day 14 of the Stage strike",
        f"3 statements of {UNION} from 2 March 2026 to 15 March 2026.",
        "By topic: talks 1, votes 1 and other 1.",
        "The most on one day: 2, on 3 March 2026.",
        "2 March 2026: Strike begins.",
        f"In all this time at least one source of {UNION} answered when it was asked.",
        "Days are those of the time zone America/Los_Angeles.",
        "The picture is being drawn.",
    ]


def test_without_topics_there_is_no_list_of_them() -> None:
    shown = words(answer(made(Said(local(3, 3)))))
    assert f"1 statement of {UNION} from" in shown
    assert "By topic" not in shown


def test_no_statement_is_said_as_such() -> None:
    assert f"No statement of {UNION} from 2 March 2026 to 15 March 2026." in words(answer(made()))


def test_long_strikes_are_told_in_weeks_and_very_long_ones_without_a_fullest() -> None:
    weeks = words(answer(made(Said(local(3, 3)), now=local(6, 1))))
    assert "The most in one week: 1, from 2 March 2026 on." in weeks
    years = words(answer(made(Said(local(3, 3)), now=datetime(2030, 1, 1, tzinfo=UTC))))
    assert "The most" not in years


def test_too_many_statements_are_admitted() -> None:
    many = made(Said(local(3, 3)), Said(local(3, 3)), is_cut=True)
    assert "Only the newest 2 statements are counted; there were more." in words(answer(many))


@pytest.mark.parametrize(
    ("kind", "expected"),
    [
        (GapKind.UNREACHABLE, f"No source of {UNION} answered from "),
        (GapKind.UNASKED, f"The bot asked no source of {UNION} from "),
        (GapKind.UNKNOWN, f"It is not recorded whether the sources of {UNION} answered from "),
    ],
)
def test_kinds_of_silence_are_told_apart(kind: GapKind, expected: str) -> None:
    once = words(answer(made(spells=[spell(kind, local(3, 4), hours=13)])))
    assert f"{expected}2026-03-04 20:00 UTC to 2026-03-05 09:00 UTC (13 hours)." in once
    assert "at least one source" not in once
    often = [spell(kind, local(3, 4), hours=13), spell(kind, local(3, 8), days=3)]
    assert (
        f"{expected.removesuffix('from ')}for 4 days in all, the longest time from 2026-03-08 19:00 UTC"
        in words(answer(made(spells=often)))
    )


@pytest.mark.parametrize(
    ("kind", "expected"),
    [
        (GapKind.UNREACHABLE, f"No source of {UNION} has answered since 2026-03-15 18:21 UTC."),
        (GapKind.UNASKED, f"The bot has asked no source of {UNION} since 2026-03-15 18:21 UTC."),
        (GapKind.UNKNOWN, f"No source of {UNION} has been asked yet."),
    ],
)
def test_what_lasts_still_is_said_first(kind: GapKind, expected: str) -> None:
    now = local(3, 15)
    spells = [
        spell(GapKind.UNREACHABLE, local(3, 4), minutes=1),
        spell(kind, now - timedelta(minutes=39), minutes=39),
    ]
    shown = words(answer(made(spells=spells, now=now)))
    assert shown.index(expected) < shown.index("(1 minute)")


@pytest.mark.parametrize(
    ("length", "written"),
    [
        ({"seconds": 20}, "1 minute"),
        ({"minutes": 119}, "119 minutes"),
        ({"minutes": 120}, "2 hours"),
        ({"hours": 47}, "47 hours"),
        ({"hours": 48}, "2 days"),
        ({"days": 11}, "11 days"),
    ],
)
def test_lengths_are_written_shortly(length: dict[str, float], written: str) -> None:
    shown = words(answer(made(spells=[spell(GapKind.UNASKED, local(3, 3), **length)])))
    assert f"({written})." in shown


def test_a_picture_takes_the_place_of_the_note() -> None:
    found = made(Said(local(3, 3)))
    asked = TimelineAsked("stage", Span.ALL, Look.LIGHT)
    message = render_timeline(found, asked, picture=picture_of(found, b"png"))
    assert message.picture is not None
    assert (message.picture.png, message.picture.name) == (b"png", "timeline.png")
    assert message.picture.alt == alt_text(found)
    assert "The picture" not in words(message)


def test_why_there_is_no_picture_is_said_and_it_can_be_asked_again() -> None:
    for missing, is_chosen in ((Missing.DRAWING, True), (Missing.FAILED, False), (Missing.TOO_MANY, False)):
        message = answer(made(), missing)
        assert message.blocks[-1].plain == missing.value
        chosen = [one.label for one in message.buttons if isinstance(one, ActionButton) and one.is_chosen]
        assert chosen == (["All days"] if is_chosen else [])


def test_buttons_name_every_other_picture() -> None:
    message = answer(made())
    assert [one.label for one in message.buttons] == ["14 days", "60 days", "All days", "Light background"]
    ids = [one.custom_id for one in message.buttons if isinstance(one, ActionButton)]
    assert len(set(ids)) == 4
    assert all(map(is_answered, ids))
    light = render_timeline(made(), TimelineAsked("stage", Span.ALL, Look.LIGHT))
    assert light.buttons[-1].label == "Dark background"


def test_without_a_strike_there_is_nothing_to_show() -> None:
    assert words(render_no_timeline()) == "No strike is entered in feeds.yaml."


# --- the same for those who don't see it ------------------------------------------------------------


def test_the_description_says_what_the_picture_shows() -> None:
    found = made(
        Said(local(3, 3), ("talks",)),
        Said(local(3, 5)),
        spells=[spell(GapKind.UNREACHABLE, local(3, 4), hours=13)],
    )
    assert alt_text(found) == (
        "Timeline of the Stage strike, 2 March 2026 to 15 March 2026. Day 14 of the Stage strike. "
        f"2 statements of {UNION} from 2 March 2026 to 15 March 2026. By topic: talks 1 and other 1. "
        "The most on one day: 1, on 3 March 2026. 2 March 2026: Strike begins. "
        f"No source of {UNION} answered from 2026-03-04 20:00 UTC to 2026-03-05 09:00 UTC (13 hours)."
    )


def test_a_description_ends_with_a_whole_sentence_within_discords_limit() -> None:
    strike = Strike("s", "u", "S" * 200, ZONE, date(2026, 3, 2))
    topics = [Said(local(3, 3), (letter * 90,)) for letter in "abcde"]
    found = made(
        *topics,
        strike=strike,
        union="U" * 200,
        spells=[spell(kind, local(3, 4), hours=1) for kind in GapKind],
    )
    text = alt_text(found)
    assert len(text) <= ALT_LIMIT
    assert text.endswith(".")
    assert len(text) > 600


def test_foreign_words_are_inert() -> None:
    strike = Strike("s", "u", HOSTILE, ZONE, date(2026, 3, 2))
    found = made(Said(local(3, 3), (HOSTILE,)), strike=strike, union=HOSTILE)
    markdown = "\n".join(block.markdown for block in answer(found).blocks)
    assert "@everyone" not in markdown
    assert "[free](" not in markdown
    chart = chart_of(found, Look.DARK)
    for text in (alt_text(found), chart.title, chart.subtitle, chart.layers[0].label):
        assert "\x1b" not in text


# --- the picture's labels ---------------------------------------------------------------------------


def test_the_chart_holds_places_and_finished_words() -> None:
    strike = Strike("s", "u", "Stage strike", ZONE, date(2026, 3, 2), ended=StrikeEvent(local(3, 5, 6)))
    spells = [
        spell(GapKind.UNKNOWN, local(3, 2, 0), hours=12),
        spell(GapKind.UNASKED, local(3, 4, 0), hours=6),
    ]
    chart = chart_of(made(Said(local(3, 3), ("talks",)), strike=strike, spells=spells), Look.LIGHT)
    assert (chart.look, chart.days, chart.step, chart.empty) == (Look.LIGHT, 4, 1, "")
    assert (chart.title, chart.subtitle) == ("Stage strike", f"Statements a day of {UNION}")
    assert chart.layers == (Layer("talks", (0, 1, 0, 0)), Layer("other", (0, 0, 0, 0), is_rest=True))
    assert chart.bands == (Band(0, 0.5, Shade.NOT_KNOWN), Band(2, 2.25, Shade.NOT_ASKED))
    assert chart.shades == ((Shade.NOT_ASKED, "the bot did not ask"), (Shade.NOT_KNOWN, "not recorded"))
    assert chart.flags == (Flag(0, "Strike begins"), Flag(3.25, "Ended"))
    assert chart.ticks == (
        Tick(0.5, "Day 1", "2 Mar"),
        Tick(1.5, "Day 2", "3 Mar"),
        Tick(2.5, "Day 3", "4 Mar"),
        Tick(3.5, "", "5 Mar"),
    )


def test_a_picture_without_statements_says_so_and_needs_no_key() -> None:
    chart = chart_of(made(), Look.DARK)
    assert chart.empty == "No statement in this time"
    assert chart.layers == (Layer("", (0,) * 14, is_rest=True),)


@pytest.mark.parametrize(
    ("days", "expected"),
    [
        (1, [1]),
        (5, [1, 2, 3, 4, 5]),
        (14, [1, 3, 6, 9, 14]),
        (118, [1, 20, 40, 60, 80, 118]),
        (148, [1, 25, 50, 75, 100, 148]),
        (400, [1, 100, 200, 300, 400]),
        (1300, [1, 300, 600, 900, 1300]),
    ],
)
def test_round_days_and_the_last_one_are_marked(days: int, expected: list[int]) -> None:
    now = local(3, 2) + timedelta(days=days - 1)
    ticks = chart_of(made(now=now), Look.DARK).ticks
    assert [int(tick.at + 0.5) for tick in ticks] == expected


def test_days_before_the_strike_have_no_number() -> None:
    ticks = chart_of(made(now=local(2, 20)), Look.DARK).ticks
    assert {tick.above for tick in ticks} == {""}
    assert len(ticks) > 2


@pytest.mark.parametrize(
    ("now", "subtitle"),
    [
        (local(6, 1), f"Statements a week of {UNION}"),
        (datetime(2028, 1, 1, tzinfo=UTC), f"Statements in 2 weeks of {UNION}"),
    ],
)
def test_what_a_bar_counts_is_said(now: datetime, subtitle: str) -> None:
    assert chart_of(made(now=now), Look.DARK).subtitle == subtitle


def test_dates_are_those_of_the_language() -> None:
    with speaking(read_languages()["es"]):
        assert brief_date(date(2026, 3, 2)) == "2 mar"
    assert brief_date(date(2026, 3, 2)) == "2 Mar"


def test_days_in_which_nothing_happened_have_no_list() -> None:
    later = made(now=local(6, 1), span=Span.TWO_WEEKS)
    assert "Strike begins" not in words(answer(later))
    assert "No statement" in words(answer(later))
