from hypothesis import given
from hypothesis import strategies as st

from bot.core.quotes.alignment import Block, align
from bot.core.quotes.words import comparable

SAID = comparable(
    "I saw you in this hall. I saw you stand at the gate in the rain, day after day, and I saw lawyers "
    "bill for a morning what we earn in a week. You stand here and you will stand here tomorrow."
)


def aligned(asked: str, *, since: int = 0) -> list[str]:
    forms = comparable(asked).forms
    blocks = align(forms, SAID, since=since)
    for block in blocks:
        assert forms[block.asked :][: block.size] == SAID.forms[block.said :][: block.size]
    return [" ".join(forms[block.asked :][: block.size]) for block in blocks]


def test_meets_words_near_the_longest_run() -> None:
    assert aligned("I saw us stand at the gate in the rain") == ["i saw", "stand at the gate in the rain"]
    blocks = align(comparable("I saw us stand at the gate").forms, SAID)
    assert [block.said for block in blocks] == [6, 9]
    assert aligned("what we earn in one week. You stand here") == ["what we earn in", "week you stand here"]


def test_words_may_be_added_left_out_and_changed() -> None:
    assert aligned("lawyers will bill a morning what they earn in a week") == [
        *("lawyers", "bill", "a morning what", "earn in a week"),
    ]


def test_words_far_from_the_others_are_not_met() -> None:
    assert aligned("stand at the gate in the rain hall") == ["stand at the gate in the rain"]
    assert aligned("hall stand at the gate in the rain tomorrow") == ["stand at the gate in the rain"]


def test_looks_at_nothing_before_a_place() -> None:
    assert align(["i", "saw", "you"], SAID, since=0) == (Block(0, 0, 3),)
    assert align(["i", "saw", "you"], SAID, since=1) == (Block(0, 6, 3),)
    assert aligned("I saw you in this hall", since=50) == []


def test_hardly_a_word_in_common_is_nothing() -> None:
    assert aligned("zebras graze at noon in the plains") == []


@given(st.lists(st.sampled_from([*SAID.forms, "zebra"]), min_size=1, max_size=25), st.integers(0, 60))
def test_runs_are_equal_and_in_order(asked: list[str], since: int) -> None:
    end_asked, end_said = 0, since
    for block in align(asked, SAID, since=since):
        assert tuple(asked[block.asked :][: block.size]) == SAID.forms[block.said :][: block.size]
        assert block.size > 0
        assert block.asked >= end_asked
        assert block.said >= end_said
        end_asked, end_said = block.asked + block.size, block.said + block.size
