"""Which statements raise a question about which strike, and the lines that would answer it."""

from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from bot.config import load
from bot.core.model import (
    AlsoAt,
    Block,
    Catalogue,
    Decision,
    Feed,
    Happening,
    Message,
    Pause,
    Statement,
    Strike,
    StrikeEvent,
    Verdict,
)
from bot.core.render.question import render_question
from bot.core.strike_hints import Hint, strike_hints
from bot.core.strike_lines import Where, addition
from tests.statements import stored

ZONE = ZoneInfo("America/Los_Angeles")
NOW = datetime(2023, 11, 8, 20, 30, tzinfo=UTC)
SAID_AT = datetime(2023, 11, 8, 20, 0, tzinfo=UTC)  # noon in Los Angeles
FEED = Feed(
    "strike-news",
    "https://www.guild.example/feed",
    "guild",
    "Example Performers Guild",
    frozenset({"www.guild.example"}),
)
STAGE = Strike("stage", "guild", "Stage strike", ZONE, date(2023, 7, 14))
GAMES = Strike("games", "guild", "Video game strike", ZONE, date(2023, 9, 1))
EVENT = StrikeEvent(datetime(2023, 11, 1, 12, 0, tzinfo=UTC))
VERDICT = Verdict(Decision.DIRECT, "own-host", "On its own host.", "", "", 1)
URL = "https://www.guild.example/post/agreement"


@dataclass(frozen=True)
class Words:
    title: str
    text: str = ""
    published_at: datetime | None = SAID_AT


def asked(said: Words, *strikes: Strike, feed: Feed = FEED, now: datetime = NOW) -> list[tuple[str, str]]:
    found = strike_hints(said, feed, strikes, now)
    return [(hint.happening.value, hint.strike.id if hint.strike else "") for hint in found]


def test_a_question_names_the_strike_and_quotes_the_words() -> None:
    said = Words("News from the table", "Good evening. The strike is over. Thank you.")

    (hint,) = strike_hints(said, FEED, (STAGE,), NOW)

    assert hint == Hint(Happening.ENDED, STAGE, "The strike is over.")


def test_each_thing_is_asked_once_with_the_first_words_that_say_it() -> None:
    said = Words(
        "Tentative agreement reached",
        "We have reached a tentative agreement. As of midnight the strike is suspended.",
    )

    hints = strike_hints(said, FEED, (STAGE,), NOW)

    assert [(hint.happening, hint.said) for hint in hints] == [
        (Happening.TENTATIVE_AGREEMENT, "Tentative agreement reached"),
        (Happening.SUSPENDED, "As of midnight the strike is suspended."),
    ]


def test_of_several_strikes_the_one_that_is_named_is_asked_about_else_all() -> None:
    assert asked(Words("Our video game strike is over"), STAGE, GAMES) == [("ended", "games")]
    assert asked(Words("The strike is over"), STAGE, GAMES) == [("ended", "stage"), ("ended", "games")]


@pytest.mark.parametrize(
    ("name", "sentence", "expected"),
    [
        ("TV/Theatrical strike", "The TV/Theatrical strike is over.", "ended"),
        ("TV/Theatrical strike", "Our TV/Theatrical strike is over.", "ended"),
        ("TV/Theatrical strike", "The Guild suspends the TV/Theatrical strike.", "suspended"),
        (
            "TV/Theatrical strike",
            "The TV/Theatrical strike has officially ended as of 12:01 a.m.",
            "ended",
        ),
        ("TV/Theatrical strike", "The TV and Theatrical strike is over.", "ended"),
        ("TV/Theatrical strike", "The TV & Theatrical strike is over.", "ended"),
        ("TV/Theatrical strike", "The TV / Theatrical strike is over.", "ended"),
        ("TV/Theatrical strike", "The TV–Theatrical strike is over.", "ended"),
        ("TV/Theatrical strike", "The theatrical strike is suspended.", "suspended"),
        ("TV/Theatrical strike", "The TV/Radio strike is over.", None),
        ("TV/Theatrical strike", "The Radio-Theatrical strike is over.", None),
        ("TV/Theatrical strike", "The writers' strike is over.", None),
        ("Writers' strike", "The writers' strike is over.", "ended"),
        ("Writers' strike", "The writers’ strike is over.", "ended"),
        ("Writers’ strike", "The writers' strike is over.", "ended"),
        ("Writers' strike", "The Writers strike is over.", "ended"),
        ("Writers' strike", "The Guild ends the writers' strike.", "ended"),
        ("Writers' strike", "The actors' strike is over.", None),
        ("Writers' strike", "The screenwriters' strike is over.", None),
        ("Video-game strike", "The video game strike is over.", "ended"),
        ("Video-game strike", "The video-game strike is over.", "ended"),
        ("Video game strike", "The video-game strike is over.", "ended"),
        ("Video game strike", "The Guild ends the video-game strike.", "ended"),
        ("Video-game strike", "The board-game strike is over.", None),
        ("UPX strike", "The UPX strike is over.", "ended"),
        ("Stage strike", "The UPX strike is over.", None),
        ("Huelga de cine/televisión", "La huelga de cine/televisión ha terminado.", "ended"),
        ("Huelga de cine/televisión", "La huelga del cine ha terminado.", "ended"),
        ("Huelga de cine/televisión", "Desconvocamos la huelga de cine.", "ended"),
        ("Huelga de cine/televisión", "La huelga de los estibadores ha terminado.", None),
    ],
)
def test_a_strike_is_known_by_its_name_however_its_parts_are_joined(
    name: str, sentence: str, expected: str | None
) -> None:
    strike = replace(STAGE, name=name)

    assert asked(Words("", sentence), strike) == ([(expected, "stage")] if expected else [])


@pytest.mark.parametrize("words", ["The video-game strike is over", "The Video Games strike is over"])
def test_a_name_picks_its_strike_however_its_parts_are_joined(words: str) -> None:
    writers = replace(STAGE, id="writers", name="Video writers' strike")
    assert asked(Words(words), writers, GAMES) == [("ended", "games")]


def test_a_name_within_a_longer_word_is_not_that_name() -> None:
    sound, speech = (replace(STAGE, id=name, name=f"{name} strike") for name in ("over", "voiceover"))
    assert asked(Words("Our voiceover strike is suspended"), sound, speech) == [("suspended", "voiceover")]


def test_a_social_post_has_no_title() -> None:
    assert asked(Words("", "There is a tentative agreement."), STAGE) == [("tentative-agreement", "stage")]


def test_another_unions_strike_is_no_concern() -> None:
    assert asked(Words("The strike is over"), replace(STAGE, union_id="others")) == []


def test_nothing_is_asked_of_old_words_or_of_other_peoples_feeds() -> None:
    old = Words("The strike is over", published_at=NOW - timedelta(hours=49))
    dateless = Words("The strike is over", published_at=None)

    assert asked(old, STAGE) == []
    assert asked(dateless, STAGE) == [("ended", "stage")]
    assert asked(Words("The strike is over"), STAGE, feed=replace(FEED, watched=True)) == []


def test_a_text_that_says_the_strike_goes_on_is_not_asked_about_its_end() -> None:
    said = Words("Tentative agreement reached: the strike is over?", "The strike is not over.")
    assert asked(said, STAGE) == []
    said = Words("Tentative agreement reached", "The strike ends when it ends. The strike is not over.")
    assert asked(said, STAGE) == [("tentative-agreement", "stage")]
    said = Words("Strike ends", "We are still on strike.")
    assert asked(said, STAGE) == []


@pytest.mark.parametrize(
    ("strike", "words", "expected"),
    [
        (STAGE, "The strike is over", ["ended"]),
        (replace(STAGE, ended=EVENT), "The strike is over", []),
        (replace(STAGE, suspended=EVENT), "The strike is over", ["ended"]),
        (replace(STAGE, first_on=date(2023, 12, 1)), "The strike is over", []),
        (STAGE, "Members have ratified the contract", ["ratified"]),
        (STAGE, "Members have ratified the contract and the strike is over", ["ended"]),
        (STAGE, "The strike is suspended", ["suspended"]),
        (replace(STAGE, suspended=EVENT), "The strike is suspended", []),
        (STAGE, "Tentative agreement reached", ["tentative-agreement"]),
        (replace(STAGE, tentative_agreement=EVENT), "Tentative agreement reached", []),
        (replace(STAGE, suspended=EVENT), "Tentative agreement reached", []),
        (STAGE, "The strike is paused", ["paused"]),
        (replace(STAGE, pauses=(Pause(EVENT),)), "The strike is paused", []),
        (replace(STAGE, pauses=(Pause(EVENT, EVENT),)), "The strike is paused", ["paused"]),
        (replace(STAGE, tentative_agreement=EVENT), "The strike is paused", []),
        (replace(STAGE, pauses=(Pause(EVENT),)), "The strike resumes", ["resumed"]),
        (replace(STAGE, pauses=(Pause(EVENT),), suspended=EVENT), "The strike resumes", []),
        (STAGE, "The strike resumes", []),
        (STAGE, "We are on strike as of today", []),
        (replace(STAGE, first_on=date(2023, 12, 1)), "The board has called a strike", []),
        (replace(STAGE, ended=EVENT), "The board has called a strike", ["begun"]),
        (replace(STAGE, union_id="others"), "The board has called a strike", ["begun"]),
        (replace(STAGE, ended=EVENT), "Members voted to authorize a strike", ["authorised"]),
        (
            replace(STAGE, ended=EVENT),
            "Members voted to authorize a strike, and the board has called a strike",
            ["begun"],
        ),
    ],
)
def test_only_what_would_change_something_is_asked(strike: Strike, words: str, expected: list[str]) -> None:
    assert [happening for happening, _ in asked(Words(words), strike)] == expected


# --- the lines ---------------------------------------------------------------------------------------


def statement(url: str | None = URL, *, at: datetime = SAID_AT, also: tuple[AlsoAt, ...] = ()) -> Statement:
    return stored(
        at,
        feed_id="strike-news",
        url=url,
        title="Tentative agreement reached",
        text="The strike is over.",
        first_seen_at=at + timedelta(minutes=5),
        verdict=VERDICT,
        also_at=also,
    )


def catalogue(*strikes: Strike, zone: ZoneInfo | None = ZONE) -> Catalogue:
    zones = {"guild": zone} if zone else {}
    return Catalogue((FEED,), strikes, (), union_names={"guild": "Guild"}, union_timezones=zones)


def lines(happening: Happening, *strikes: Strike, said: Statement | None = None) -> tuple[str, Where]:
    hint = Hint(happening, strikes[0] if strikes else None, "words")
    added = addition(hint, said or statement(), FEED, catalogue(*strikes))
    return added.yaml, added.where


def test_the_line_of_an_event_is_in_the_strikes_zone_with_the_statement_as_evidence() -> None:
    assert lines(Happening.TENTATIVE_AGREEMENT, STAGE) == (
        f'tentative_agreement_at: {{at: 2023-11-08T12:00, evidence: "{URL}"}}',
        Where.STRIKE,
    )


@pytest.mark.parametrize(
    ("url", "also"),
    [
        (None, ()),
        ("https://bsky.app/profile/guild.example/post/1", ()),
        ("https://www.guild.example.evil.example/1", ()),
        ("https://www.guild.example/" + "a" * 500, ()),
        ("https://www.guild.example/é", ()),
    ],
)
def test_only_a_page_on_the_unions_own_host_is_evidence(url: str | None, also: tuple[AlsoAt, ...]) -> None:
    assert lines(Happening.ENDED, STAGE, said=statement(url)) == ("ended_at: 2023-11-08T12:00", Where.STRIKE)


def test_the_same_statement_on_the_own_site_is_evidence_for_a_social_post() -> None:
    said = statement("https://bsky.app/profile/guild.example/post/1", also=(AlsoAt(2, "site", URL),))

    assert URL in lines(Happening.ENDED, STAGE, said=said)[0]


def test_an_hour_that_the_clock_shows_twice_is_written_with_its_offset() -> None:
    first, second = (statement(None, at=datetime(2023, 11, 5, hour, 30, tzinfo=UTC)) for hour in (8, 9))

    assert lines(Happening.ENDED, STAGE, said=first)[0] == "ended_at: 2023-11-05T01:30"
    assert lines(Happening.ENDED, STAGE, said=second)[0] == "ended_at: 2023-11-05T01:30-08:00"


ODD_URL = "https://www.guild.example/a'b{c}:`#d,e&f*g!h[i]%22"

FILE = """\
unions:
  - id: guild
    name: Example Performers Guild
{zone}    hosts: [www.guild.example]
    feeds:
      - id: strike-news
        url: https://www.guild.example/feed
{strikes}"""
STRIKES = """\
    strikes:
      - id: stage
        name: Stage strike
        timezone: America/Los_Angeles
        first_day: 2023-07-14
        evidence: https://www.guild.example/called
"""
PAUSED = """\
        paused:
          - from: {at: 2023-08-01T00:00, evidence: https://www.guild.example/paused}
"""
OVER = "            until: {at: 2023-08-03T00:00, evidence: https://www.guild.example/resumed}\n"
ENDED = "        ended_at: {at: 2023-09-03T00:00, evidence: https://www.guild.example/ended}\n"
PLACES = {
    Where.STRIKE: 8,
    Where.FIRST_PAUSE: 8,
    Where.PAUSES: 10,
    Where.LAST_PAUSE: 12,
    Where.UNION: 4,
    Where.STRIKES: 6,
}


@pytest.mark.parametrize(
    ("happening", "strikes", "zone"),
    [
        (Happening.TENTATIVE_AGREEMENT, STRIKES, True),
        (Happening.SUSPENDED, STRIKES, True),
        (Happening.ENDED, STRIKES, False),
        (Happening.RATIFIED, STRIKES, True),
        (Happening.PAUSED, STRIKES, True),
        (Happening.PAUSED, STRIKES + PAUSED + OVER, True),
        (Happening.RESUMED, STRIKES + PAUSED, True),
        (Happening.BEGUN, "", True),
        (Happening.BEGUN, "", False),
        (Happening.BEGUN, STRIKES + ENDED, True),
        (Happening.BEGUN, STRIKES + ENDED, False),
        (Happening.AUTHORISED, STRIKES.replace("stage", "strike-2023-11-08") + ENDED, True),
    ],
)
def test_what_is_pasted_where_the_card_says_is_accepted_by_check(
    happening: Happening, strikes: str, zone: bool, tmp_path: Path
) -> None:
    file = tmp_path / "feeds.yaml"
    text = FILE.format(zone="    timezone: America/Los_Angeles\n" if zone else "", strikes=strikes)
    file.write_text(text, encoding="utf-8")
    before = load(file).catalogue
    is_new = happening in (Happening.BEGUN, Happening.AUTHORISED)
    hint = Hint(happening, None if is_new else before.strikes[0], "words")

    added = addition(hint, statement(ODD_URL), before.feeds[0], before)
    indent = " " * PLACES[added.where]
    file.write_text(text + "".join(f"{indent}{line}\n" for line in added.yaml.splitlines()), encoding="utf-8")
    loaded = load(file)

    assert loaded.notices == ()
    *_, strike = loaded.catalogue.strikes
    assert _answer(happening, strike) == (
        (date(2023, 11, 8), ODD_URL) if is_new else StrikeEvent(SAID_AT, ODD_URL)
    )
    assert "`" not in added.yaml


def test_the_lines_of_two_pauses_fit_below_each_other(tmp_path: Path) -> None:
    file = tmp_path / "feeds.yaml"
    text = FILE.format(zone="", strikes=STRIKES)
    told = (Happening.PAUSED, Happening.RESUMED, Happening.PAUSED, Happening.RESUMED)
    said_at = [SAID_AT + timedelta(days=number) for number in range(len(told))]
    file.write_text(text, encoding="utf-8")
    before = load(file).catalogue
    places = []
    for happening, at in zip(told, said_at, strict=True):
        hint = Hint(happening, before.strikes[0], "words")
        added = addition(hint, statement(at=at), before.feeds[0], before)
        text += "".join(f"{' ' * PLACES[added.where]}{line}\n" for line in added.yaml.splitlines())
        file.write_text(text, encoding="utf-8")
        loaded = load(file)
        assert loaded.notices == ()
        before = loaded.catalogue
        places.append(added.where)

    one, over, two, over_again = (StrikeEvent(at, URL) for at in said_at)
    assert before.strikes[0].pauses == (Pause(one, over), Pause(two, over_again))
    assert places == [Where.FIRST_PAUSE, Where.LAST_PAUSE, Where.PAUSES, Where.LAST_PAUSE]


def _answer(happening: Happening, strike: Strike) -> object:
    match happening:
        case Happening.TENTATIVE_AGREEMENT:
            return strike.tentative_agreement
        case Happening.SUSPENDED:
            return strike.suspended
        case Happening.ENDED | Happening.RATIFIED:
            return strike.ended
        case Happening.PAUSED:
            return strike.pauses[-1].begun
        case Happening.RESUMED:
            return strike.pauses[-1].over
        case _:
            return strike.first_on, strike.evidence


# --- the card ----------------------------------------------------------------------------------------


def card(happening: Happening, strike: Strike | None, said: str, url: str = URL) -> Message:
    hint = Hint(happening, strike, said)
    asked_about = statement(url)
    strikes = (strike,) if strike else ()
    return render_question(hint, asked_about, FEED, addition(hint, asked_about, FEED, catalogue(*strikes)))


def words(blocks: tuple[Block, ...]) -> str:
    return "\n".join(block.plain for block in blocks)


def test_the_card_asks_quotes_and_says_that_nothing_was_changed() -> None:
    message = card(Happening.TENTATIVE_AGREEMENT, STAGE, "Tonight we reached a tentative agreement.")
    shown = words(message.blocks)

    assert shown.splitlines()[0] == "Is there a tentative agreement?"
    assert "Stage strike (stage)" in shown
    assert "> Tonight we reached a tentative agreement." in shown
    assert "Nothing was changed" in shown
    assert "add this line to the strike stage of the union guild in feeds.yaml:" in shown
    assert f'tentative_agreement_at: {{at: 2023-11-08T12:00, evidence: "{URL}"}}' in shown
    assert "The time is that of the statement (America/Los_Angeles)" in shown
    assert "no web host of the union's own" not in shown
    assert message.mention_role is None


def test_the_card_of_a_new_strike_says_what_to_correct() -> None:
    shown = words(card(Happening.BEGUN, None, "The board has called a strike.").blocks)

    assert shown.splitlines()[0] == "Has a strike begun?"
    assert "add these lines to the union guild in feeds.yaml:" in shown
    assert "first_day: 2023-11-08" in shown
    assert "Day and name are to be corrected" in shown


def test_the_card_of_a_first_pause_names_the_strike_and_shows_both_lines() -> None:
    shown = words(card(Happening.PAUSED, STAGE, "The strike is paused.").blocks)

    assert "add these lines to the strike stage of the union guild in feeds.yaml:" in shown
    assert f'paused:\n  - from: {{at: 2023-11-08T12:00, evidence: "{URL}"}}' in shown
    assert "The time is that of the statement (America/Los_Angeles)" in shown


def test_the_card_of_a_social_post_asks_for_the_unions_own_page() -> None:
    shown = words(card(Happening.ENDED, STAGE, "It ends.", "https://bsky.app/profile/g/post/1").blocks)

    assert "ended_at: 2023-11-08T12:00" in shown
    assert "The statement is on no web host of the union's own" in shown


@pytest.mark.parametrize("pause", [(), (Pause(EVENT),)])
@pytest.mark.parametrize("happening", list(Happening))
def test_every_card_fits_and_calls_nobody(happening: Happening, pause: tuple[Pause, ...]) -> None:
    strike = replace(STAGE, pauses=pause, name="@everyone **strike** " * 20)
    hostile = "@everyone ``` the strike is over [x](https://evil.example) " * 60
    is_new = happening in (Happening.BEGUN, Happening.AUTHORISED)
    message = card(happening, None if is_new else strike, hostile, ODD_URL)
    markdown = "\n".join(block.markdown for block in message.blocks)

    assert len(markdown) < 3_900
    assert "@everyone" not in markdown
    assert markdown.count("```") == 2
    assert "](https://evil" not in markdown
