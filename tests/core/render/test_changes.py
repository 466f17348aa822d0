"""What changed, as members see it: marked, inert, bounded, and on the union's words alone."""

import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.model import ActionButton, Decision, Message, Statement, Summary, Verdict
from bot.core.render import render_changes, render_correction, render_receipt, render_statement
from bot.core.render.words import MESSAGE_LIMIT, length
from bot.core.rewording import rewording
from tests.statements import stored

NOW = datetime(2026, 1, 5, 18, 0, tzinfo=UTC)
NONCE = "0123456789abcdef01234567"
GUILD = "Example *Performers* Guild"
DIRECT = Verdict(Decision.DIRECT, "own-host", "On the guild's own host.", "seen", "expected", 1)
FILLER = "Our members walk the line at every gate of the harbour and sing together all the while."


def statement(text: str, *, title: str = "On strike") -> Statement:
    return stored(
        NOW + timedelta(hours=1),
        url="https://www.guild.example/one",
        title=title,
        text=text,
        published_at=NOW,
        first_seen_at=NOW,
        revised_at=NOW,
        revision=2,
        verdict=DIRECT,
    )


def answer(before: str, after: str, *, title: str = "On strike", new_title: str = "On strike") -> Message:
    old = replace(statement(before, title=title), revision=1, fetched_at=NOW)
    new = statement(after, title=new_title)
    return render_changes(new, old, rewording(old, new))


def reply(before: str, after: str) -> Message:
    old, new = statement(before), statement(after)
    changed = rewording(old, new)
    return render_correction(new, changed, union_name=GUILD, nonce=NONCE, reply_to="77")


def places(message: Message) -> list[str]:
    lines = (line for block in message.blocks for line in block.plain.split("\n"))
    return [line for line in lines if line.startswith("> ")]


def marked(message: Message) -> list[str]:
    lines = (line for block in message.blocks for line in block.markdown.split("\n"))
    return [line for line in lines if line.startswith("> ")]


def test_each_changed_place_is_shown_in_its_sentence() -> None:
    before = f"{FILLER} Pickets begin at seven sharp. {FILLER}\n\nBring water and a hat."
    after = f"{FILLER} Pickets begin at eight. {FILLER}\n\nBring water."
    message = answer(before, after)
    assert places(message) == [
        "> Pickets begin at [-seven sharp-] {+eight+}.",
        "> Bring water [-and a hat-].",
    ]
    assert marked(message)[0] == "> Pickets begin at ~~seven sharp~~ **eight**."
    words = [block.plain for block in message.blocks]
    assert words[1] == "The text as seen 2026-01-05 19:00 UTC, compared with 2026-01-05 18:00 UTC."
    assert "was taken out" in words[-1]


def test_what_was_put_in_or_taken_out_as_a_whole_stands_where_it_belongs() -> None:
    assert places(answer("First.\n\nThird one.", "First.\n\nSecond one, new.\n\nThird one.")) == [
        "> {+Second one, new+}."
    ]
    removed = answer("First.\n\nThe second is out.\n\nThird.", "First.\n\nThird.")
    assert places(removed) == ["> [-The second is out-] Third."]
    assert places(answer("Gone are we. All of us.", "All of us.")) == ["> [-Gone are we-] All of us."]


def test_a_long_sentence_is_shown_around_the_change() -> None:
    long = "one two three four five six seven eight nine ten " * 8
    [place] = places(answer(f"{long}old {long}", f"{long}new {long}"))
    assert place.startswith("> …")
    assert place.endswith("…")
    assert "[-old-] {+new+}" in place
    assert len(place) < 220


def test_a_text_without_spaces_is_cut_anywhere() -> None:
    [place] = places(answer("戰" * 300 + "甲" + "鬥" * 300, "戰" * 300 + "乙" + "鬥" * 300))
    assert "[-甲-] {+乙+}" in place
    assert len(place) < 200


def test_changes_near_each_other_are_one_place() -> None:
    message = answer(
        "Come to the gate at seven with red hats on.", "Come by the gate at eight with blue hats on."
    )
    assert len(places(message)) == 1
    assert places(message)[0].count("{+") == 2
    sung = "{0} we sing a song {0} we sing a song {0} we sing a song {0} we sing"
    many = answer(sung.format("then"), sung.format("now"))
    assert [place.count("{+") for place in places(many)] == [3, 1]


def test_a_changed_title_says_so() -> None:
    message = answer(FILLER, FILLER, title="Day 3 of it", new_title="Day 4 of it")
    assert places(message) == ["> Title: Day [-3-] {+4+} of it"]


def test_nothing_but_typography_and_nothing_to_compare() -> None:
    same = answer("We’re out.", "We're out!")
    assert "The words are the same" in same.blocks[-1].plain
    nothing = render_changes(statement(FILLER), None, None)
    assert "no earlier text" in nothing.blocks[-1].plain


@pytest.mark.parametrize(
    ("before", "after", "words"),
    [
        ("seven", "eight", "a number"),
        ("Monday", "Tuesday", "a date"),
        ("surely", "not", "a negation"),
        ("seven to the gate by Monday", "eight to the gate by Tuesday", "a number and a date"),
        ("", "walked all the way from the hall to the gate and back to the hall again", "16 words"),
    ],
)
def test_a_reply_says_what_was_touched(before: str, after: str, words: str) -> None:
    message = reply(f"{FILLER} We come at {before}.", f"{FILLER} We come at {after}.")
    assert (
        message.blocks[0].markdown == f"**Example \\*Performers\\* Guild** changed this statement: {words}."
    )
    assert message.reply_to == "77"
    [button] = [one for one in message.buttons if isinstance(one, ActionButton)]
    assert (button.label, button.custom_id) == ("What changed?", f"pw:changed:{NONCE}")


def test_a_reply_shows_first_what_weighs_most_and_not_everything() -> None:
    before = " ".join(f"{FILLER} Sentence {name} stays old." for name in "abcdef") + " We come at seven."
    after = before.replace("old", "new").replace("seven", "eight")
    message = reply(before, after)
    assert len(places(message)) == 3
    assert "[-seven-] {+eight+}" in places(message)[0]
    assert "…and more was changed: read the whole statement." in [block.plain for block in message.blocks]


def test_of_very_many_places_as_many_are_shown_as_there_is_room_for() -> None:
    before = " ".join(f"{FILLER} They stay old." for _ in range(100))
    for word, least, most in (("new", 25, 25), ("new*" * 60, 5, 24)):
        message = answer(before, before.replace("old", word))
        assert least <= len(places(message)) <= most
        assert message.blocks[-2].plain == "…and more was changed: read the whole statement."


HOSTILE = "@everyone **x** ~~y~~ [bank](https://evil.example/) <@1> # head\n> quote ||spoiler|| `code`"


def test_hostile_words_stay_words() -> None:
    shown = "\n".join(marked(answer(f"Go {HOSTILE} now.", f"Go {HOSTILE[::-1]} then {HOSTILE} now.")))
    for live in ("@everyone", "](http", "||s", "<@1>", "`code`", "**x**", "~~y~~"):
        assert live not in re.sub(r"\\.", "", shown)


def test_the_longest_texts_fit_into_one_message() -> None:
    for message in (
        answer("walk the line " * 14_000, "line the walk " * 14_000),
        answer("*_~|" * 20_000 + "a b", "`" * 50_000 + "c d " * 10_000),
        reply(" ".join(f"{n}* x y" for n in range(9_000)), " ".join(f"{n + 1}* x z" for n in range(9_000))),
        reply("*" * 300 + "seven " + "x*" * 4_000, "eight " + "_y" * 4_000),
    ):
        assert length(message.blocks) <= MESSAGE_LIMIT
        assert places(message)


@given(st.text(max_size=300), st.text(max_size=300))
def test_any_change_can_be_shown(before: str, after: str) -> None:
    assert length(answer(before, after).blocks) <= MESSAGE_LIMIT
    assert length(reply(before, after).blocks) <= MESSAGE_LIMIT


def test_a_card_that_was_updated_asks_what_changed_and_one_that_was_not_does_not() -> None:
    def labels(one: Statement) -> list[str]:
        card = render_statement(one, union_name=GUILD, summary=Summary(()), nonce=NONCE)
        return [button.label for button in card.buttons]

    assert labels(statement(FILLER)) == [
        *("Read it on www.guild.example", "Read it here", "How do we know?", "What changed?")
    ]
    assert labels(replace(statement(FILLER), revised_at=None))[-1] == "How do we know?"
    answered = render_statement(statement(FILLER), union_name=GUILD, summary=Summary(()), nonce=None)
    assert [button.label for button in answered.buttons][-1] == "How do we know?"


def test_a_statement_whose_page_is_gone_says_so_and_keeps_its_words() -> None:
    gone = replace(statement(f"{FILLER} It is ours."), gone_since_at=NOW)
    card = render_statement(gone, union_name=GUILD, summary=Summary(((0, len(FILLER)),)), nonce=NONCE)
    words = [block.plain for block in card.blocks]
    assert "No longer on the union's site since 2026-01-05 18:00 UTC. This is the text as kept here." in words
    assert f"> {FILLER}" in words
    receipt = "\n".join(block.plain for block in render_receipt(gone, feed=None).blocks)
    assert "No longer on the union's site since 2026-01-05 18:00 UTC" in receipt


def test_a_receipt_says_that_updates_are_put_off() -> None:
    receipt = render_receipt(statement(FILLER), feed=None, put_off_until=NOW)
    words = "\n".join(block.plain for block in receipt.blocks)
    assert "posts can follow; they show the newest one from 2026-01-05 18:00 UTC." in words
