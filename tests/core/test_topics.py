"""What a statement is about, and the sentence that says so."""

import time
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.model import Decision, Statement, Topic, Verdict
from bot.core.topics import APART, OPENING, TopicFinder, fold, latest_on, words_of

TALKS = Topic("talks", "Talks", ("negotiat*", "bargaining", "tentative agreement", "negociaci*"))
BENEFITS = Topic("benefits", "Benefits", ("benefit*", "health plan", "jubilación"))
FINDER = TopicFinder([TALKS, BENEFITS])
FAR = "Words of another kind follow each other here. " * 8  # over 300 characters, on no topic
NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)
DIRECT = Verdict(Decision.DIRECT, "own-host", "It stands on a host of the union's own.", "", "", 1)


def statement(number: int, text: str, *, title: str = "News", cut_off: bool = False) -> Statement:
    return Statement(
        entry_id=number,
        feed_id="news",
        key=f"guid:{number}",
        url=f"https://www.guild.example/{number}",
        title=title,
        text=text,
        published_at=NOW,
        first_seen_at=NOW,
        revised_at=None,
        revision=1,
        sha256="",
        hops=(),
        fetched_at=NOW,
        verdict=DIRECT,
        cut_off=cut_off,
    )


def words_found(text: str) -> list[str]:
    return [text[hit.start : hit.end] for hit in FINDER.hits(text)]


@pytest.mark.parametrize(
    "word",
    ["Negotiations", "NEGOTIATING", "bargaining", "Tentative Agreement", "negociación", "NEGOCIACIÓN"],
)
def test_a_word_in_the_title_makes_the_topic(word: str) -> None:
    assert FINDER.topics_of(f"On {word} today", "") == ("talks",)


@pytest.mark.parametrize(
    "word", ["renegotiation", "bargainings", "tentative agreements", "negoci", "agreement"]
)
def test_only_whole_words_count(word: str) -> None:
    assert FINDER.topics_of(word, "") == ()


@pytest.mark.parametrize(
    "phrase", ["tentative-agreement", "tentative\nagreement", "tentative  agreement", "tentative – agreement"]
)
def test_the_words_of_a_phrase_stand_next_to_each_other(phrase: str) -> None:
    assert words_found(f"a {phrase}, perhaps") == [phrase]


@pytest.mark.parametrize(
    "text",
    [
        "Tentative. Agreement",
        "tentative\n\nagreement",
        "tentative and agreement",
        "tentative",
        "tentative     agreement",
        "tentative www.agreement",
    ],
)
def test_what_is_parted_is_no_phrase(text: str) -> None:
    assert words_found(text) == []


def test_addresses_are_not_looked_into() -> None:
    assert words_found("https://g.example/bargaining www.bargaining.example bargaining") == ["bargaining"]


def test_accents_do_not_matter_however_they_are_written() -> None:
    assert words_found("jubilacion jubilacio\u0301n JUBILACIÓN") == [
        "jubilacion",
        "jubilacio\u0301n",
        "JUBILACIÓN",
    ]


def test_a_word_with_an_apostrophe_is_a_phrase() -> None:
    finder = TopicFinder([Topic("members", "Members", ("members' meeting", "don't cross"))])
    assert finder.topics_of("The members’ meeting", "") == ("members",)
    assert finder.topics_of("Don’t cross", "") == ("members",)


def test_one_word_in_the_opening_is_enough_and_further_down_it_is_not() -> None:
    assert FINDER.topics_of("", "Your benefits are safe.") == ("benefits",)
    assert FINDER.topics_of("", "x" * (OPENING - 2) + " benefits") == ("benefits",)
    assert FINDER.topics_of("", "x" * (OPENING - 1) + " benefits") == ()


def test_a_paragraph_about_the_union_makes_no_topic() -> None:
    about = "About the Guild: it bargains for wages, health benefits, pension benefits and dignity."
    assert FINDER.topics_of("Picnic on Sunday", f"{FAR}\n\n{about}") == ()


def test_two_words_far_apart_make_the_topic() -> None:
    text = f"{FAR}bargaining {'y' * APART} bargaining"
    assert FINDER.topics_of("", text) == ("talks",)
    assert FINDER.topics_of("", f"{FAR}bargaining {'y' * (APART - 13)} bargaining") == ()


def test_topics_come_in_the_order_of_the_file() -> None:
    assert FINDER.topics_of("Benefits in the bargaining", "") == ("talks", "benefits")


def test_a_union_without_topics_has_statements_on_none() -> None:
    assert TopicFinder([]).topics_of("Bargaining", "Bargaining") == ()


def test_a_word_that_holds_none_finds_nothing() -> None:
    assert TopicFinder([Topic("x", "x", ("!",))]).topics_of("!", "!") == ()


@given(st.text(), st.text(max_size=400))
def test_any_text_is_read_and_hits_lie_within_it(title: str, text: str) -> None:
    assert set(FINDER.topics_of(title, text)) <= {"talks", "benefits"}
    for hit in FINDER.hits(text):
        assert 0 <= hit.start < hit.end <= len(text)


@given(st.lists(st.sampled_from(["foo", "bargaining", "Benefits", "plan", "health", "\n", "."]), max_size=30))
def test_capitals_and_what_stands_before_do_not_change_what_is_found(words: list[str]) -> None:
    text = " ".join(words)
    assert (
        FINDER.topics_of(text, "") == FINDER.topics_of(text.upper(), "") == FINDER.topics_of(f"— {text}", "")
    )


@given(st.text(alphabet=st.characters(categories=["L", "N"]), min_size=1, max_size=12))
def test_every_word_is_found_as_it_is_written(word: str) -> None:
    written = "".join(words_of(word))
    assert written == fold(word)
    if written:
        assert TopicFinder([Topic("x", "x", (word,))]).topics_of(f"one {word} two", "") == ("x",)


@pytest.mark.parametrize(
    "text",
    ["tentative " * 20_000, "a" * 200_000, "\u0301" * 200_000, "https://" * 25_000, "don't " * 33_000],
    ids=["phrases", "one word", "accents", "addresses", "apostrophes"],
)
def test_no_text_takes_long(text: str) -> None:
    finder = TopicFinder(
        [
            Topic(f"t{n}", "T", tuple(f"tentative {word * n}*" for word in ("aaa", "tentative ")))
            for n in range(1, 20)
        ]
    )
    began = time.process_time()
    finder.topics_of(text, text)
    assert time.process_time() - began < 5


# --- the latest words -----------------------------------------------------------------------------


def test_the_newest_statement_on_the_topic_speaks() -> None:
    newer, newest = statement(3, "Come to the picnic."), statement(4, "Bring a cake.")
    on_talks = statement(2, "We met today. Bargaining goes on tomorrow at ten. See you there.")
    before = statement(1, "Bargaining began.")
    word = latest_on(FINDER, "talks", [newest, newer, on_talks, before])
    assert word is not None
    assert (word.statement, word.sentence, word.since) == (on_talks, "Bargaining goes on tomorrow at ten.", 2)


def test_there_may_be_no_words_on_it() -> None:
    assert latest_on(FINDER, "talks", [statement(1, "Come to the picnic.")]) is None
    assert latest_on(FINDER, "talks", []) is None


def test_the_sentence_with_the_most_different_words_is_taken() -> None:
    text = (
        "Bargaining, bargaining and bargaining. The tentative agreement ends bargaining. Bargaining is over."
    )
    word = latest_on(FINDER, "talks", [statement(1, text)])
    assert word is not None
    assert word.sentence == "The tentative agreement ends bargaining."


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("Picnic on Sunday. All are welcome.", None),
        ("Bargaining resumes tomorrow", "Bargaining resumes tomorrow"),
        ("Bargaining update\n\nWe are still negotiating. More soon.", "We are still negotiating."),
        ("He said: “Bargaining is", None),
        ("Bargaining " + "goes on and " * 40 + "on.", None),
    ],
    ids=["in the title alone", "unfinished", "a whole one before a heading", "torn", "too long"],
)
def test_where_no_sentence_can_stand_alone_there_is_none(text: str, sentence: str | None) -> None:
    word = latest_on(FINDER, "talks", [statement(1, text, title="Bargaining")])
    assert word is not None
    assert word.sentence == sentence


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("MYTH: Bargaining is over for good. Bargaining goes on and on.", "Bargaining goes on and on."),
        ("We met all day. They left the bargaining early.", None),
        ("They left the bargaining early. We stay.", "They left the bargaining early."),
        ("Click here for all of our bargaining news.", None),
        ("On bargaining:", None),
    ],
    ids=[
        "the other side's claim",
        "leans on what is left out",
        "leans on nothing",
        "furniture",
        "a lead-in",
    ],
)
def test_what_would_mislead_alone_is_not_quoted(text: str, sentence: str | None) -> None:
    word = latest_on(FINDER, "talks", [statement(1, text, title="Bargaining")])
    assert word is not None
    assert word.sentence == sentence


def test_of_a_text_that_is_cut_off_the_last_sentence_is_left_out() -> None:
    text = "We bargain for all. Bargaining goes on until"
    cut = latest_on(FINDER, "talks", [statement(1, text, title="Bargaining", cut_off=True)])
    assert cut is not None
    assert cut.sentence is None


def test_a_long_text_is_quoted_from_its_beginning() -> None:
    text = f"Bargaining goes on. {FAR * 100} Bargaining is over."
    word = latest_on(FINDER, "talks", [statement(1, text)])
    assert word is not None
    assert word.sentence == "Bargaining goes on."


@given(st.text(alphabet='ab .!?\n“”"', max_size=80), st.booleans())
def test_the_words_are_the_unions_to_the_letter(around: str, cut_off: bool) -> None:
    one = statement(1, f"{around} bargaining {around}", title="Bargaining", cut_off=cut_off)
    word = latest_on(FINDER, "talks", [one])
    assert word is not None
    assert word.sentence is None or (word.sentence in one.text and "bargaining" in word.sentence)


def test_an_empty_text_under_a_title_on_the_topic() -> None:
    word = latest_on(FINDER, "talks", [replace(statement(1, ""), title="Bargaining", cut_off=True)])
    assert word is not None
    assert word.sentence is None
