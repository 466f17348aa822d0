"""The invented world is consistent: its texts, its calendar, its file."""

import re
from datetime import date
from pathlib import Path

import pytest

from bot.config import load
from bot.core.daycount import day_number
from bot.core.model import Strike
from bot.demo.timeline import ARCHIVE, BEATS, ENDS_AT, STARTS_AT, Correct, Enter, Publish
from bot.demo.world import Article, feeds_yaml

TEXTS = Path("bot/demo/texts")
SAID = [beat for beat in (*ARCHIVE, *BEATS) if isinstance(beat, Publish | Correct)]


@pytest.fixture
def strike(tmp_path: Path) -> Strike:
    entered = [beat.line for beat in BEATS if isinstance(beat, Enter)]
    file = tmp_path / "feeds.yaml"
    file.write_text(feeds_yaml(1, review_channel=2, entered=entered), encoding="utf-8")
    loaded = load(file)
    assert loaded.notices == ()
    return loaded.catalogue.strikes[0]


def test_the_bot_can_speak_another_language_to_members(tmp_path: Path) -> None:
    file = tmp_path / "feeds.yaml"
    file.write_text(feeds_yaml(1, language="es"), encoding="utf-8")

    (channel,) = load(file).catalogue.channels
    assert channel.language == "es"


def test_every_text_is_used() -> None:
    assert {path.stem for path in TEXTS.glob("*.txt")} == {beat.article.name for beat in SAID}


def test_beats_are_in_order_and_within_the_story() -> None:
    times = [STARTS_AT, *(beat.at for beat in BEATS), ENDS_AT]

    assert times == sorted(times)
    assert all(item.at < STARTS_AT for item in ARCHIVE)


@pytest.mark.parametrize("beat", SAID, ids=lambda beat: str(beat.article.name))
def test_weekdays_and_days_of_the_strike_in_the_texts_are_right(
    beat: Publish | Correct, strike: Strike
) -> None:
    text = _text(beat.article)

    for weekday, day in re.findall(r"((?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day), January (\d+)", text):
        assert f"{date(2026, 1, int(day)):%A}" == weekday
    for day in re.findall(r"Day (\d+)", text):
        assert day_number(strike, beat.at.date()) == int(day)


def test_nobody_real_is_named() -> None:
    for beat in SAID:
        hosts = re.findall(r"https?://([^/\s]+)", f"{beat.article.link} {_text(beat.article)}")
        assert all(host.endswith(".example") or host == "bsky.app" for host in hosts)


def _text(article: Article) -> str:
    return "\n".join((article.title, *article.paragraphs))
