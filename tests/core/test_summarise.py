"""Which sentences stand on a card."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.sentences import split_sentences
from bot.core.summarise import summarise


def chosen(text: str, *, cut_off: bool = False, limit: int = 3) -> list[str]:
    return list(summarise(text, cut_off=cut_off, limit=limit).sentences(text))


def test_the_sentences_that_members_need_are_taken_in_the_text_s_order() -> None:
    text = (
        "Dear members,\n\nStrike bulletin\n\nThe committee met on Tuesday. The employers left early.\n\n"
        "“We stay. We win,” said Ana Ruiz. Pickets start at nine.\n\nIn solidarity,\nThe committee"
    )
    assert chosen(text) == [
        "The committee met on Tuesday.",
        "The employers left early.",
        "Pickets start at nine.",
    ]
    assert chosen(text, limit=1) == ["Pickets start at nine."]


def test_preambles_and_scenes_give_way_to_what_is_to_be_done() -> None:
    text = (
        "Dear members,\n\nThank you for a night like the last one. The soup was hot and the hall full.\n\n"
        "The committee voted to strike from Monday 14 March at 6 a.m. at both gates. Do not sign the form "
        "that the supervisors hand out. Some of you have new babies, some of you have old mortgages.\n\n"
        "The Alliance represents 6,200 people."
    )
    assert chosen(text, limit=2) == [
        "The committee voted to strike from Monday 14 March at 6 a.m. at both gates.",
        "Do not sign the form that the supervisors hand out.",
    ]


@pytest.mark.parametrize(
    "text",
    [
        "The company says that the union walked out of the talks on Friday. That is false.",
        "Strike pay starts on Monday at the hall. Only if the bank opens.",
    ],
)
def test_what_the_next_sentence_takes_back_does_not_stand_alone(text: str) -> None:
    denied, _, _ = text.partition(". ")
    other = "The vote is on Tuesday at noon."
    assert f"{denied}." not in chosen(f"{text} {other}")
    assert other in chosen(f"{text} {other}")


def test_a_leaning_sentence_comes_with_the_one_before_it() -> None:
    opening = "The board met again, with coffee and a plate of biscuits from the bakery on the corner."
    leaning = (
        "It voted to lock out all members from Monday 3 May at 6 a.m., and no member may enter the yard."
    )
    assert chosen(f"A word first, from the hall.\n\n{opening} {leaning}", limit=2) == [opening, leaning]
    assert leaning not in chosen(f"{opening} {leaning}", limit=1)


def test_a_sentence_that_stands_twice_is_taken_once() -> None:
    twice = "The vote is on Monday at the hall."
    assert chosen(f"{twice}\n\nBring your card to the table at the door.\n\n{twice}").count(twice) == 1


def test_a_sentence_of_little_weight_fills_no_place() -> None:
    vote = "The vote is on Monday at the hall."
    assert chosen(f"{vote} My tea was cold!") == [vote]
    assert chosen("My tea was cold!") == ["My tea was cold!"]


def test_the_sentence_the_feed_cut_off_is_never_taken() -> None:
    text = "The committee met on Tuesday. The employers will pay nothing until"
    assert chosen(text) == chosen(text, cut_off=True) == ["The committee met on Tuesday."]


def test_a_cut_after_a_full_stop_is_not_trusted() -> None:
    text = "The committee met on Tuesday. The employers gave us 3."
    assert chosen(text, cut_off=True) == ["The committee met on Tuesday."]


def test_a_cut_before_the_sites_furniture_is_found() -> None:
    text = (
        "The committee met. The employers gave us 3.\n\nThe post Talks appeared first on Guild.\n\nRead more"
    )
    assert chosen(text, cut_off=True) == ["The committee met."]


@pytest.mark.parametrize("end", ["…", "...", " […]", " [...]"])
def test_a_sentence_with_an_ellipsis_is_never_taken(end: str) -> None:
    assert chosen(f"The committee met. The employers will pay{end}") == ["The committee met."]


@pytest.mark.parametrize(
    "line",
    [
        "Hello dear members of ours!",
        "In solidarity, your negotiating committee.",
        "Read more about it here.",
        "Click here for the form.",
        "Top of page is here.",
        "Share this with your friends.",
        "Videos by Example Guild Media.",
        "{{PageTitle}} Loading news is on.",
        "Failed to load the news.",
        "Two words.",
        "Our demands are as follows:",
        "A heading of five words",
        "Myth: the union walked away from talks.",
        "What they say: members are well paid.",
        "word " * 100 + "end.",
    ],
)
def test_what_is_no_statement_is_left_out(line: str) -> None:
    text = f"{line}\n\nThe committee met on Tuesday. Members were there in numbers."
    assert chosen(text) == ["The committee met on Tuesday.", "Members were there in numbers."]


def test_a_sentence_that_leans_on_one_left_out_is_left_out() -> None:
    text = (
        "Our demands are these:\n\nThey are fair to all. The committee met. It will meet all day on Monday."
    )
    assert chosen(text) == ["The committee met.", "It will meet all day on Monday."]


def test_a_sentence_that_opens_the_text_leans_on_nothing() -> None:
    assert chosen("This is a strike.") == ["This is a strike."]


def test_list_items_fill_up_where_sentences_are_few() -> None:
    text = (
        "We ask for three things.\n\n• Rest of twelve hours\n• Pay\n• Safe sets for all\n• Paid fittings too"
    )
    assert chosen(text) == ["We ask for three things.", "Rest of twelve hours", "Safe sets for all"]
    assert chosen("A heading\n\n• Rest of twelve hours") == ["Rest of twelve hours"]


def test_there_may_be_nothing_to_quote() -> None:
    assert chosen("") == chosen("#strike") == chosen("“Never closed. Not at all.") == []


@pytest.mark.parametrize(
    "text",
    [
        "A word. " * 40_000,
        'The "a. ' * 30_000,
        "A" * 200_000,
        "[(" * 100_000,
        "a\nB\n" * 50_000,
        "a\nb\n" * 50_000,
    ],
)
def test_time_is_bounded(text: str) -> None:
    start = time.process_time()
    summarise(text, cut_off=False)
    assert time.process_time() - start < 2


def test_only_the_beginning_of_a_long_text_is_looked_at() -> None:
    text = "\n\n".join("A heading of five words" for _ in range(2_000)) + "\n\nThe committee met on Tuesday."
    assert chosen(text) == []


_WORDS = st.sampled_from(
    ["Members", "vote", "today", "the", "U.S.", "9 a.m.", "“we", "win”", '"no"', "(yes", "it)"]
)
_SENTENCE = st.builds(
    lambda words, end: " ".join(words) + end,
    st.lists(_WORDS, max_size=8),
    st.sampled_from([".", "!", "…", "", ":"]),
)
_TEXT = st.lists(st.tuples(_SENTENCE, st.sampled_from([" ", "\n", "\n\n", "\n• "])), max_size=12).map(
    lambda parts: "".join(sentence + gap for sentence, gap in parts)
)


@given(_TEXT, st.booleans(), st.integers(1, 4))
def test_every_span_is_a_whole_sentence_of_the_text_in_order(text: str, cut_off: bool, limit: int) -> None:
    spans = summarise(text, cut_off=cut_off, limit=limit).spans
    sentences = [(sentence.start, sentence.end) for sentence in split_sentences(text)]
    assert list(spans) == sorted(set(spans))
    assert set(spans) <= set(sentences)
    assert len(spans) <= limit
    if cut_off and sentences:
        assert sentences[-1] not in spans
