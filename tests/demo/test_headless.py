"""The whole story, as `python -m bot demo --headless` plays it."""

import os
import re
import subprocess
import sys

import pytest

SUMMARY = (
    "15 days, 13 statements posted, 1 edited in place, 4 entries rejected, 1 held, 12 day posts, 1 total, "
    "2 questions to the admins, 1 question answered"
)


@pytest.fixture(scope="module")
def printed(tmp_path_factory: pytest.TempPathFactory) -> str:
    temporary = tmp_path_factory.mktemp("tmp")
    finished = subprocess.run(
        [sys.executable, "-m", "bot", "demo", "--headless"],
        env={**os.environ, "TMPDIR": str(temporary), "COLUMNS": "100"},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert finished.stderr == ""
    assert finished.returncode == 0
    assert list(temporary.iterdir()) == []
    return finished.stdout


def test_it_ends_with_what_came_of_it(printed: str) -> None:
    assert printed.splitlines()[-1] == SUMMARY


def test_it_says_that_the_guild_is_invented(printed: str) -> None:
    assert "nothing here was said by a real union" in " ".join(printed.replace("│", "").split())


@pytest.mark.parametrize(
    ("title", "rule"),
    [
        ("Curtain falls across the city as performers walk out", "not-the-union"),
        ("Guild ready to drop consent demand, letter suggests", "not-the-union"),
        ("It's over: performers' strike ends", "not-the-union"),
        ("Guild suspends strike; members report to work on Monday", "look-alike"),
        ("A letter from the Harbor City stagehands", "link-missing"),
    ],
)
def test_what_is_not_the_unions_is_named_with_its_rule_and_never_posted(
    printed: str, title: str, rule: str
) -> None:
    (line,) = [line for line in printed.splitlines() if title in line]
    assert f"by the rule {rule}" in line


def test_the_counter_counts_every_day_and_ends_with_the_total(printed: str) -> None:
    days = [int(day) for day in re.findall(r"Day (\d+) of the Stage and screen strike", printed)]

    assert days == list(range(1, 13))
    assert re.search(r"lasted 12 days", printed)


def test_admins_are_asked_and_what_they_enter_is_told_with_its_evidence(printed: str) -> None:
    words = " ".join(printed.replace("│", "").split())

    asked = words.index("Is there a tentative agreement?")
    agreed = words.index("Tentative agreement since 16 January 2026; counting goes on")
    over = words.index("Is the strike over?")
    assert asked < agreed < over < words.index("It lasted 12 days")
    assert words.count("Nothing was changed") == 2
    assert "tentative_agreement_at: {at: 2026-01-16T23:15, evidence:" in words
    assert "10 days on strike." in words
    assert "entered by an admin" not in words


def test_a_question_about_a_story_is_answered(printed: str) -> None:
    words = " ".join(printed.replace("│", "").split())

    assert "1 of 3 quotations is word for word; 1 was changed; of 1 there is no record." in words
    assert "The Guild will [not] drop its demand for consent" in words


def test_an_edit_and_an_outage_are_told(printed: str) -> None:
    words = " ".join(printed.split())

    assert words.index("At Foundry Street, meet at the north gate.") < words.index("meet at the south gate;")
    assert words.count("The bot can't reach a source") == 1
    assert words.count("The bot reaches press-room again.") == 1
