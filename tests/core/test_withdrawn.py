"""Copies of what was withdrawn: which entries they are, and that they stay with a person."""

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.core.model import Change, Check, Decision, FeedState, FeedUpdate, PlannedEntry, Silence, Statement
from bot.core.withdrawn import WITHDRAWN_COPY, after_withdrawal, hold_copies, is_to_be_compared
from tests.core.test_duplicates import (
    DIRECT,
    HELD,
    LETTER,
    NOW,
    ONE,
    POST,
    SOCIAL,
    WHOLE,
    entry,
    planned,
    said,
)

LONG_AGO = NOW - timedelta(days=200)
PATH = (Check("transport", True, "https", "https"), Check("own-host", True, "www.guild.example", ""))


def withdrawn(text: str = WHOLE, *, id_: int = 7, title: str = "Talks break down") -> Statement:
    return replace(said(text, id_=id_, title=title, at=LONG_AGO), withdrawn_at=LONG_AGO)


def updated(*entries: PlannedEntry) -> FeedUpdate:
    return FeedUpdate(SOCIAL, FeedState("social"), entries, (), (SOCIAL.url,), NOW)


def held(one: PlannedEntry, *withdrawn: Statement) -> PlannedEntry:
    return hold_copies(updated(one), withdrawn).entries[0]


def test_a_copy_is_held_with_what_it_repeats() -> None:
    one = planned(entry(), verdict=replace(DIRECT, path=PATH))
    copy = held(one, withdrawn(LETTER, id_=5), withdrawn())
    assert (copy.verdict.decision, copy.verdict.rule) == (Decision.HELD, WITHDRAWN_COPY)
    assert copy.verdict.seen == "the words of entry 7, https://www.guild.example/7"
    assert copy.verdict.path[:2] == PATH
    assert copy.verdict.path[2] == Check(WITHDRAWN_COPY, False, copy.verdict.seen, copy.verdict.expected)
    assert (copy.change, copy.post_to, copy.edit_at) == (Change.NEW, (), ())


def test_evidence_shows_every_character_of_an_address() -> None:
    odd = replace(withdrawn(), url="https://www.guild.example/\u0430")
    assert held(planned(entry()), odd).verdict.seen.endswith("/\\u0430")
    assert held(planned(entry()), replace(odd, url=None)).verdict.seen.endswith(", guid:7")


@pytest.mark.parametrize(
    ("title", "text", "is_copy"),
    [
        ("Talks break down", POST, True),
        ("TALKS break  down", WHOLE, True),
        ("Talks break down", WHOLE.replace("nine hours", "eight hours"), False),
        ("Talks resume", "We are back at the table.", False),
    ],
)
def test_which_words_are_a_copy(title: str, text: str, is_copy: bool) -> None:
    copy = held(planned(entry(text, title=title)), withdrawn())
    assert (copy.verdict.rule == WITHDRAWN_COPY) is is_copy


def test_equal_words_are_a_copy_however_few() -> None:
    short = withdrawn("See you there.", title="Strike update")
    assert held(planned(entry("See you there.", title="Strike update")), short).post_to == ()
    assert held(planned(entry("See you.", title="Strike update")), short).post_to != ()
    assert held(planned(entry("", title="")), withdrawn("", title="")).post_to != ()


@pytest.mark.parametrize(
    "changes",
    [
        {"verdict": HELD},
        {"edit_at": (ONE,)},
        {"duplicate_of": 3},
        {"change": Change.UNCHANGED, "post_to": ()},
    ],
    ids=lambda changes: next(iter(changes)),
)
def test_what_is_not_to_be_posted_by_itself_is_not_compared(changes: dict[str, object]) -> None:
    one = replace(planned(entry()), **changes)  # type: ignore[arg-type]
    assert held(one, withdrawn()) == one
    assert not is_to_be_compared(updated(one))
    assert is_to_be_compared(updated(one, planned(entry())))


def test_a_stored_entry_that_is_to_be_posted_only_now_is_a_change() -> None:
    one = planned(entry(), Change.UNCHANGED, silence=Silence.OLD)
    copy = held(one, withdrawn())
    assert (copy.change, copy.post_to, copy.silence) == (Change.CHANGED, (), None)


def test_the_withdrawn_entry_is_no_copy_of_itself() -> None:
    edited = planned(entry(), Change.CHANGED)
    assert held(edited, withdrawn(id_=3)) == edited


def test_a_copy_stays_with_a_person_whatever_the_rules_say_later() -> None:
    before = held(planned(entry(), verdict=replace(DIRECT, path=PATH)), withdrawn()).verdict
    assert after_withdrawal(replace(DIRECT, path=PATH), before) == before
    assert after_withdrawal(HELD, before) == HELD
    assert after_withdrawal(DIRECT, HELD) == DIRECT
