"""Two revisions word by word: what differs, and whether it is more than polish."""

from dataclasses import replace
from datetime import UTC, datetime
from time import process_time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.model import Decision, Statement, Verdict
from bot.core.quotes.model import Sense
from bot.core.rewording import Rewording, rewording
from tests.statements import stored

NOW = datetime(2026, 1, 5, 18, 0, tzinfo=UTC)
DIRECT = Verdict(Decision.DIRECT, "own-host", "On the guild's own host.", "seen", "expected", 1)
SENTENCES = (
    "The committee met the employers again in the union hall.",
    "They left the table before lunch.",
    "Our members walk the line at every gate of the harbour.",
    "Please bring water and wear a hat against the sun.",
    "Families are welcome to join us on the lawn beside the road.",
)
LONG = " ".join(SENTENCES)


def statement(text: str, *, title: str = "On strike", cut_off: bool = False) -> Statement:
    return stored(
        NOW,
        url="https://www.guild.example/one",
        title=title,
        text=text,
        verdict=DIRECT,
        cut_off=cut_off,
    )


def compared(before: str, after: str) -> Rewording:
    return rewording(statement(before), statement(after))


def shown(found: Rewording) -> list[tuple[str, str]]:
    return [(one.said, one.asked) for one in (*found.title.differences, *found.text.differences)]


@pytest.mark.parametrize(
    ("before", "after", "sense"),
    [
        ("Pickets begin at seven in the morning.", "Pickets begin at eight in the morning.", Sense.NUMBER),
        ("The offer is 4.5% for all of us.", "The offer is 5% for all of us.", Sense.NUMBER),
        ("We meet on Monday at the gate.", "We meet on Tuesday at the gate.", Sense.DATE),
        ("We will not accept this offer.", "We will accept this offer.", Sense.NEGATION),
        ("We will accept this offer.", "We will reject this offer.", Sense.NEGATION),
        ("We do want it, not you.", "We do not want it, you.", Sense.NEGATION),
    ],
)
def test_a_number_a_date_or_a_negation_is_material(before: str, after: str, sense: Sense) -> None:
    found = compared(f"{LONG} {before}", f"{LONG} {after}")
    assert sense in found.senses
    assert found.is_material


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("We are out, all of us.", "We are out, every one… all of us."),
        ("Meet at the gate on July 14 with us.", "Meet at the gate on 14 July with us."),
        ("Ask your stewart about it.", "Ask your steward about it."),
        ("Ask Maria about it.", "Ask Marta about it."),
    ],
)
def test_polish_is_not_material(before: str, after: str) -> None:
    found = compared(f"{LONG} {before} {LONG}", f"{LONG} {after} {LONG}")
    if "every one" not in after:
        assert not found.is_material
    assert not found.is_none


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("We’re “out” – all of us", 'We\'re "out" - all of us'),
        ("We are out.\n\nAll of us.", "We are out. All of us."),
        (f"{LONG}\n\nThe post One appeared first on Guild.", f"{LONG}\n\nThe post 2 appeared first on Us."),
    ],
)
def test_typography_and_the_sites_own_tail_are_no_difference(before: str, after: str) -> None:
    found = compared(before, after)
    assert found.is_none
    assert not found.is_material
    assert shown(found) == []


def test_each_change_is_shown_in_its_place() -> None:
    before = "Pickets begin at seven sharp.\n\nBring water and a hat."
    after = "Our pickets begin at eight.\n\nBring water."
    assert shown(compared(before, after)) == [("", "Our"), ("seven sharp", "eight"), ("and a hat", "")]


def test_words_hardly_apart_are_read_as_one_change_but_not_across_sentences() -> None:
    assert shown(compared("Come to the main gate at noon.", "Come by the side gate at noon.")) == [
        ("to the main", "by the side")
    ]
    assert len(shown(compared("They march today. Bring food.", "They picket today. Take food."))) == 2


def test_a_title_counts_as_the_text_does() -> None:
    found = rewording(
        statement(LONG, title="Day 3 of our strike"), statement(LONG, title="Day 4 of our strike")
    )
    assert shown(found) == [("3", "4")]
    assert found.is_material


def test_much_of_the_words_is_material() -> None:
    rewritten = LONG.replace(SENTENCES[1], "Their lawyers walked out of the room again without a word to us.")
    assert not compared(LONG, LONG.replace("harbour", "port")).is_material
    assert compared(LONG, LONG.replace(SENTENCES[0], SENTENCES[0].upper())).is_none
    assert compared(LONG, rewritten).is_material
    assert compared(LONG, " ".join(SENTENCES[:3])).is_material


def test_one_word_of_a_short_post_may_be_a_slip_put_right() -> None:
    assert not compared("Solidarity with the crew", "Solidarity with the crews").is_material


def test_what_a_cut_off_text_lacks_at_its_end_is_no_change() -> None:
    teaser = "The committee met the employers again in the union hall. They left the table…"
    whole = f"{LONG} The vote is on 14 July."
    for before, after in (
        (statement(teaser, cut_off=True), statement(whole)),
        (statement(whole), statement(teaser, cut_off=True)),
        (statement(teaser, cut_off=True), statement(teaser[:40], cut_off=True)),
    ):
        assert rewording(before, after).is_none
    changed = teaser.replace("met the employers again", "met the employers 3 times")
    assert shown(rewording(statement(whole), statement(changed, cut_off=True))) == [("again", "3 times")]


def test_words_too_many_to_be_set_in_order_are_counted() -> None:
    before = "alpha " + "beta gamma " * 9_000 + "seven"
    after = "omega " + "beta gamma " * 9_000 + "eight"
    found = compared(before, after)
    assert found.is_cut
    assert found.is_material
    assert Sense.NUMBER in found.senses
    for word, senses in (("Monday", {Sense.DATE}), ("not", {Sense.NEGATION}), ("home", set())):
        assert compared(before, f"{after[:-5]}seven {word}").senses - {None} == senses


def test_a_change_in_very_many_places_is_material() -> None:
    before = "our members walk the long line at dawn and at dusk together " * 300
    after = before.replace("dusk", "dark")
    found = compared(before, after)
    assert found.is_cut
    assert found.words * 5 < 300 * 12
    assert found.is_material


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("a." * 100_000, "b." * 100_000),
        ("walk the line " * 14_000, "line the walk " * 14_000),
        (" ".join(map(str, range(30_000))), " ".join(map(str, range(1, 30_000)))),
        ("戰" * 100_000 + "鬥" * 100_000, "鬥" * 200_000),
        ("walk " * 60_000 + "home", "walk " * 60_000 + "away"),
    ],
)
def test_very_long_texts_take_bounded_time(before: str, after: str) -> None:
    began = process_time()
    assert compared(before, after).words >= 0
    assert process_time() - began < 5


@given(st.text(max_size=200), st.text(max_size=200), st.booleans())
def test_any_two_texts_can_be_compared(before: str, after: str, cut_off: bool) -> None:
    found = rewording(replace(statement(before), cut_off=cut_off), statement(after, title=after[:20]))
    for part in (found.title, found.text):
        for one in part.differences:
            assert part.before.text[slice(*one.said_at)] == one.said
            assert part.after.text[slice(*one.asked_at)] == one.asked
            assert one.said or one.asked
    assert rewording(statement(before), statement(before)).is_none


def test_furniture_that_was_stored_once_is_no_difference() -> None:
    """Texts that were stored before they were cleaned, against later revisions, which are clean."""
    before = f"On strike\n\n{LONG}\n\nShare this: Facebook X\n\nThe post On strike appeared first on Us."
    assert compared(before, LONG).is_none
    assert shown(compared(before, LONG.replace("lunch", "dinner"))) == [("lunch", "dinner")]
