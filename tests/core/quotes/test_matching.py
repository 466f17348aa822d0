from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import lru_cache

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.quotes.matching import choose, match_piece
from bot.core.quotes.model import Candidate, Match, Piece, Result, Sense
from bot.core.quotes.words import comparable

BEGAN_AT = datetime(2026, 1, 5, tzinfo=UTC)
TITLE = "Talks break down after nine hours in Portland"
TEXT = """Dear members,

The negotiating committee of the Example Performers Guild has walked away from the table. After nine hours \
the studios put the same residual formula in front of us that performers voted down in spring. We will not \
accept this offer. We do not believe that the strike is over. Mr. Lee of the studios says otherwise. We will \
stay out until July 14, and 5% isn’t enough for us; the U.S. studios made $1,500 million in 2025.

“We told them that streaming pays for their towers,” said President Ana Ruiz. She added: “Nobody crosses \
alone.” We deny that talks have ended in Portland. No studio has made an offer worth a vote. We accept this \
offer under no circumstances! It is not only a question of money. Pickets march on Monday, if members may.

Wir nehmen dieses Angebot der Studios nicht an. Nous n’acceptons pas cette offre. \
我们不会接受这个提议,因为它不公平。"""
SAID = Candidate(1, 1, True, "news", "https://guild.example/a", TITLE, TEXT, BEGAN_AT, BEGAN_AT)


def matched(text: str, *, quoted: bool = True, before: str = "", said: Candidate = SAID) -> Match | None:
    return match_piece(Piece(text, quoted, 0, len(text), before), said)


def verbatim(text: str, *, before: str = "") -> Match:
    match = matched(text, before=before)
    assert match is not None
    assert match.result is Result.VERBATIM, match.differences
    assert match.differences == ()
    return match


def changes(text: str, *, before: str = "", said: Candidate = SAID) -> list[tuple[str, str, Sense | None]]:
    match = matched(text, before=before, said=said)
    assert match is not None
    assert match.result is Result.ALTERED
    for one in match.differences:
        assert said.text[slice(*one.said_at)] == one.said
        assert text[slice(*one.asked_at)] == one.asked
    return [(one.said, one.asked, one.sense) for one in match.differences]


def shown(match: Match) -> list[str]:
    return [TEXT[start:end] for start, end in match.spans]


# --- word for word ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "text",
    [
        "The negotiating committee of the Example Performers Guild",
        "Negotiating committee of the example performers guild has WALKED away",
        "away from the table. After nine hours",
        "5 percent isn't enough for us; the US studios made $1500 million",
        "streaming pays for their towers, said President Ana Ruiz",
        "我们不会接受这个提议",
        "accept this offer. We do not believe",
    ],
)
def test_a_part_in_other_typography_is_word_for_word(text: str) -> None:
    assert not verbatim(text).words_left_out


def test_shows_the_words_as_the_union_wrote_them() -> None:
    assert shown(verbatim("5% isn't enough for us")) == ["5% isn’t enough for us"]


def test_words_left_out_are_told() -> None:
    match = verbatim("The negotiating committee … has walked away […] that performers voted down")
    assert match.words_left_out
    assert shown(match) == [
        "The negotiating committee",
        "has walked away",
        "that performers voted down",
    ]


def test_an_ellipsis_that_leaves_nothing_out_is_no_gap() -> None:
    match = verbatim("has walked away … from the table ...")
    assert not match.words_left_out
    assert shown(match) == ["has walked away from the table"]


def test_a_whole_sentence_may_be_left_out_whatever_it_denies() -> None:
    text = "voted down in spring. … We do not believe that the strike is over."
    assert verbatim(text).words_left_out


def test_runs_stand_in_the_order_of_what_is_asked() -> None:
    assert matched("that performers voted down … The negotiating committee") is None


@pytest.mark.parametrize(
    "text", ["We … crosses … alone … the … studios", "Dear … members … enough … money … offer"]
)
def test_strewn_words_are_no_quotation(text: str) -> None:
    assert matched(text) is None


def test_few_words_may_follow_after_few() -> None:
    assert verbatim("We will … out … July 14 … 5% isn’t … for us").words_left_out


def test_more_parts_than_anybody_quotes_are_not_looked_for() -> None:
    assert matched(" … ".join(WORDS[4:60:3])) is None


def test_nothing_is_changed_in_words_that_ellipses_join_all_too_often() -> None:
    words = [f"word{number}" for number in range(80)]
    said = replace(SAID, text=" ".join(words))
    asked = " … ".join(" ".join(words[at : at + 3]) for at in range(0, 60, 4))
    assert matched(asked, said=said) is None


@pytest.mark.parametrize("text", ["has walked away … Nobody crosses alone", "Nobody crosses alone.” We deny"])
def test_shows_the_right_words_in_whatever_paragraph_they_stand(text: str) -> None:
    assert " … ".join(shown(verbatim(text))) == text


def test_words_that_stand_twice_may_be_cut_from_their_negation_once() -> None:
    said = replace(SAID, text="We will not sign this poor contract.\n\nThey sign this poor contract at noon.")
    match = matched("Sign this poor contract", said=said)
    assert match is not None
    assert match.result is Result.VERBATIM
    assert [said.text[start:end] for start, end in match.spans] == ["sign this poor contract"]
    assert match.spans[0][0] > said.text.index("\n\n")


def test_a_number_is_the_same_however_its_thousands_are_parted() -> None:
    german = replace(SAID, text="Wir fordern 1.500 Euro mehr für alle, und das ist nicht zu viel.")
    for number in ("1.500", "1500", "1 500"):
        match = matched(f"Wir fordern {number} Euro mehr", said=german)
        assert match is not None
        assert match.result is Result.VERBATIM
    assert changes("Wir fordern 15.000 Euro mehr für alle", said=german) == [
        ("1.500", "15.000", Sense.NUMBER)
    ]


def test_finds_the_title() -> None:
    match = verbatim("after nine hours in Portland")
    assert match.in_title
    assert [TITLE[start:end] for start, end in match.spans] == ["after nine hours in Portland"]


def test_tells_what_the_statement_quotes() -> None:
    assert verbatim("streaming pays for their towers").within_quotation
    assert not verbatim("said President Ana Ruiz").within_quotation


def test_too_few_words_match_nothing() -> None:
    assert matched("Dear members") is None
    assert matched("from the table. After", quoted=False) is None


# --- negations that a cut leaves out ----------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "cut"),
    [
        ("We will … accept this offer", "not"),
        ("We do … believe that the strike is over", "not"),
        ("We accept this offer … It is not only a question", "under no"),
        ("voted down in spring. … accept this offer", "not"),
        ("the strike is over", "not believe that"),
        ("talks have ended in Portland", "deny that"),
        ("studio has made an offer worth a vote", "No"),
        ("We accept this offer", "under no circumstances"),
        ("Wir nehmen dieses Angebot der Studios", "nicht an"),
    ],
)
def test_a_cut_that_drops_a_negation_is_a_change(text: str, cut: str) -> None:
    assert changes(text) == [(cut, "", Sense.NEGATION)]


def test_shows_what_was_cut_together_with_the_quotation() -> None:
    match = matched("We will … accept this offer")
    assert match is not None
    assert shown(match) == ["We will not accept this offer"]
    assert not match.words_left_out


def test_a_cut_into_a_sentence_whose_negation_stands_before_the_gap_is_shown_to_it() -> None:
    match = matched("We do not believe … July 14, and 5% … enough for us")
    assert match is not None
    assert match.result is Result.ALTERED
    assert shown(match) == ["We do not believe", "July 14, and 5% isn’t enough for us"]


@pytest.mark.parametrize(
    ("text", "before"),
    [
        ("accept this offer. We do not believe", ""),  # claims nothing
        ("accept this offer. We do", "The union will not"),
        ("accept this offer. We do", "The union refuses to"),
        ("accept this offer. We do", "The union said:"),
        ("n’acceptons pas cette offre", ""),
        ("acceptons pas cette offre. 我", ""),
        ("only a question of money", "It is, they say,"),
        ("the strike is over. Mr. Lee", "nobody there thinks that"),
        ("We accept this offer under no circumstances", ""),
        ("dieses Angebot der Studios nicht an", ""),
        ("Nobody crosses alone.” We deny", ""),
        ("that talks have ended in Portland", "They say"),
        ("a question of money. Pickets", "It is"),
    ],
)
def test_a_part_beside_a_negation_is_not(text: str, before: str) -> None:
    match = matched(text, before=before)
    assert match is not None
    expected = Result.ALTERED if text.startswith("that talks") else Result.VERBATIM
    assert match.result is expected


def test_what_the_asked_text_goes_over_into_may_not_lose_its_negation() -> None:
    assert changes("accept this offer. We do", before="The union will") == [("not", "", Sense.NEGATION)]


@pytest.mark.parametrize("text", ["Accept this offer. We do", "[A]ccept this offer. We do"])
def test_a_capital_makes_a_sentence_of_what_was_negated(text: str) -> None:
    assert changes(text) == [("not", "", Sense.NEGATION)]


ASIDES = replace(
    SAID,
    text="The committee does not, under any circumstances, recommend such a contract. "
    "No, they say, the cranes will run. We have not met, nor do they, in a hall, sign anything here today. "
    "They do not, on any day or night of this long year, accept such an offer.",
)


def test_an_aside_does_not_hide_the_negation_before_it() -> None:
    text, before = "recommend such a contract. No", "The committee does"
    assert changes(text, before=before, said=ASIDES) == [("not, under any circumstances", "", Sense.NEGATION)]


@pytest.mark.parametrize(
    ("text", "before"),
    [
        ("recommend such a contract. No", ""),
        ("recommend such a contract. No", "It does not"),
        ("the cranes will run. We", ""),
        ("the cranes will run. We", "They say that, sadly, so:"),
        ("sign anything here today", "They"),
        ("accept such an offer", "They"),
        ("under any circumstances, recommend", "They will,"),
    ],
)
def test_an_aside_is_passed_over_only_where_something_is_claimed(text: str, before: str) -> None:
    match = matched(text, before=before, said=ASIDES)
    assert match is not None
    assert match.result is Result.VERBATIM


# --- changed words -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "change"),
    [
        (
            "After nine hours the studios put the same residual formula in front of them that performers",
            ("us", "them", None),
        ),
        ("After eight hours the studios put the same residual formula", ("nine", "eight", Sense.NUMBER)),
        ("We will stay out until July 15, and 5% isn’t", ("14", "15", Sense.DATE)),
        ("stay out until June 14, and 5% isn’t enough", ("July", "June", Sense.DATE)),
        ("and 5% is enough for us; the U.S. studios", ("isn’t", "is", Sense.NEGATION)),
        ("We will never not accept this offer. We do", ("", "never", Sense.NEGATION)),
        ("We do believe that the strike is over", ("not", "", Sense.NEGATION)),
        ("their towers,” said President Eva Ruiz. She added", ("Ana", "Eva", Sense.NAME)),
        ("Miss Lee of the studios says otherwise.", ("Mr", "Miss", Sense.NAME)),
        ("the U.S. studios made $1,600 million in 2025", ("$1,500", "$1,600", Sense.NUMBER)),
        ("the U.S. studios made $1,500 million in 2024", ("2025", "2024", Sense.DATE)),
        ("the U.S. studios made $2,000 million in 2025", ("$1,500", "$2,000", Sense.NUMBER)),
        ("Pickets walk on Monday, if members may.", ("march", "walk", None)),
        ("Pickets march on Monday, if members want.", ("may", "want", None)),
        ("has walked far away from the table", ("", "far", None)),
        ("has walked from the table. After nine", ("away", "", None)),
        ("has walked away from [the studios’] table. After", ("", "studios", None)),
        ("has walked away [again] from the table", ("", "[again]", None)),
        ("has walked away from the table. THEN NINE HOURS THE STUDIOS", ("After", "THEN", None)),
        ("has run away from the table. After nine", ("walked", "run", None)),
        ("and 5% isn’t enough for US; the U.S. studios", ("us", "US", Sense.NAME)),
        ("Again we will stay out until July 14", ("", "Again", None)),
        ("She added: “Nobody crosses together", ("alone", "together", None)),
        ("has made an offer worth a vote tomorrow", ("", "tomorrow", Sense.DATE)),
        ("Yet no studio has made an offer worth a vote", ("", "Yet", None)),
        ("她不会接受这个提议", ("们", "她", None)),
    ],
)
def test_a_changed_word_is_shown_with_what_it_touches(
    text: str, change: tuple[str, str, Sense | None]
) -> None:
    assert changes(text)[0] == change


NAMES = replace(
    SAID,
    text="Director Helen Marsh told Secretary Paul Quigley that the cranes will run. "
    "The committee does not under any terms recommend that members sign such contracts. "
    "We’re not going back to the docks on Monday.",
)


@pytest.mark.parametrize(
    "text",
    [
        "Secretary Paul Quigley told Director Helen Marsh that the cranes will run.",
        "The committee does recommend that members sign such contracts.",
        "We [the dockers] are not going back to the docks on Monday.",
    ],
)
def test_names_exchanged_and_several_words_dropped_or_put_in_are_changes(text: str) -> None:
    assert changes(text, said=NAMES)
    assert matched(text.replace("not", "never").replace("cranes", "mills"), quoted=False, said=NAMES) is None


def test_as_many_words_for_as_many_are_shown_one_by_one() -> None:
    assert changes("We will stay out until July 14, and 6% is enough for us") == [
        ("5", "6", Sense.NUMBER),
        ("isn’t", "is", Sense.NEGATION),
    ]


def test_a_change_beside_an_ellipsis_is_shown() -> None:
    text = "The negotiating committee of the guild … has run away from the table. After nine"
    assert ("walked", "run", None) in changes(text)


def test_a_part_that_is_nowhere_is_shown_as_added() -> None:
    text = "The negotiating committee of the Example Performers Guild has … zebras"
    assert changes(text)[-1] == ("", "zebras", None)


def test_a_cut_and_a_change_are_shown_together() -> None:
    text = "After eight hours the studios put the same formula … we will … accept this offer"
    assert ("not", "", Sense.NEGATION) in changes(text)


def test_german_nouns_are_no_names() -> None:
    german = replace(
        SAID,
        text="Wir haben den Streik beschlossen, und die Tarifkommission der IG Muster ist mit Ana Ruiz da.",
    )
    assert changes("Wir haben den Ausstand beschlossen, und die", said=german) == [
        ("Streik", "Ausstand", None)
    ]
    assert changes("die Tarifkommission der IG Probe ist mit Ana", said=german) == [
        ("Muster", "Probe", Sense.NAME)
    ]
    assert changes("der IG Muster ist mit Eva Ruiz da", said=german) == [("Ana", "Eva", Sense.NAME)]
    assert changes("Kommission der IG Muster ist mit Ana Ruiz da", said=german)[0][2] is None


@pytest.mark.parametrize(
    "text",
    [
        "The guild left the table when the studios would not move on residuals.",
        "Performers voted down the same formula that the studios put in front of us.",
        "The strike is hurting small shops in Portland, owners say.",
        "We expect the members of the guild to return to work on Monday.",
        "zebras graze at noon on the wide plains",
    ],
)
@pytest.mark.parametrize("quoted", [True, False])
def test_other_words_on_the_same_matter_are_no_match(text: str, quoted: bool) -> None:
    assert matched(text, quoted=quoted) is None


def test_prose_has_to_be_nearer_than_a_quotation() -> None:
    text = "has walked away from our own big round table"
    assert matched(text, quoted=False) is None
    assert matched(text, quoted=True) is None
    text = "The negotiating team of our Example Guild has walked away"
    assert matched(text, quoted=False) is None
    assert matched(text, quoted=True) is not None


# --- the best answer ---------------------------------------------------------------------------------


def answer(text: str, *candidates: Candidate) -> tuple[Result, Candidate | None]:
    piece = Piece(text, True, 0, len(text))
    finding = choose(piece, [(one, match_piece(piece, one)) for one in candidates])
    return finding.result, finding.candidate


def test_word_for_word_goes_before_changed() -> None:
    changed = replace(SAID, entry_id=2, text=TEXT.replace("nine hours", "ten hours"), title="")
    assert answer("After nine hours the studios put", changed, SAID) == (Result.VERBATIM, SAID)


def test_the_newest_revision_goes_first_then_earlier_ones_then_titles() -> None:
    text = "Talks break down after nine hours"
    title = SAID
    earlier = replace(SAID, entry_id=2, is_newest=False, title="", text=f"Now: {text}!")
    newest = replace(SAID, entry_id=3, title="", text=f"So {text} today", published_at=None)
    left_out = replace(SAID, entry_id=4, title="", text="Talks break down at last after nine hours")
    asked = "Talks break down … after nine hours"
    assert answer(asked, left_out, title, earlier, newest) == (Result.VERBATIM, newest)
    assert answer(asked, left_out, title, earlier) == (Result.VERBATIM, earlier)
    assert answer(asked, left_out, title) == (Result.VERBATIM, title)
    assert answer(asked, left_out) == (Result.VERBATIM, left_out)


def test_what_was_said_first_goes_first() -> None:
    later = replace(SAID, entry_id=0, published_at=BEGAN_AT + timedelta(days=1))
    undated = replace(SAID, entry_id=3, published_at=None, first_seen_at=BEGAN_AT + timedelta(hours=1))
    assert answer("After nine hours the studios", later, undated, SAID) == (Result.VERBATIM, SAID)
    assert answer("After nine hours the studios", later, undated) == (Result.VERBATIM, undated)


def test_of_changed_ones_the_nearest_and_lightest_goes_first() -> None:
    two = replace(SAID, entry_id=2, title="", text="After ten hours the big studios put the same formula")
    number = replace(SAID, entry_id=3, title="", text="After ten hours the studios put the same formula")
    word = replace(SAID, entry_id=4, title="", text="After nine days the studios put the same formula")
    asked = "After nine hours the studios put the same formula"
    assert answer(asked, two, number, word) == (Result.ALTERED, word)
    assert answer(asked, two, number) == (Result.ALTERED, number)


def test_nothing_known_is_no_record_and_few_words_are_too_short() -> None:
    assert answer("Zebras graze at noon on the plains", SAID) == (Result.NO_RECORD, None)
    assert answer("Dear members", SAID) == (Result.TOO_SHORT, None)


# --- any text ----------------------------------------------------------------------------------------

WORDS = TEXT.split()


@lru_cache(maxsize=1)
def _forms() -> str:
    return f" {' '.join(comparable(TEXT).forms)} "


NOISES = {
    "spaces": lambda text: text.replace(" ", "\u00a0 \n"),
    "straight": lambda text: text.replace("’", "'").replace("“", '"').replace("”", '"'),
    "soft hyphens": lambda text: text.replace("ing", "\u00ading"),
    "mojibake": lambda text: text.encode().decode("latin-1"),
    "shouting": str.upper,
}


@given(st.integers(0, len(WORDS) - 9), st.integers(6, 40), st.sampled_from(sorted(NOISES)))
def test_a_true_quote_is_word_for_word_whatever_typography_did_to_it(
    start: int, size: int, noise: str
) -> None:
    text = " ".join(WORDS[start : start + size])
    match = matched(NOISES[noise](text))
    assert match is not None
    cut = match.result is Result.ALTERED and match.differences[0].sense is Sense.NEGATION
    assert match.result is Result.VERBATIM or cut
    assert not cut or not any(one.asked for one in match.differences)


@given(
    st.integers(2, len(WORDS) - 20),
    st.integers(10, 18),
    st.data(),
    st.sampled_from(["swap", "add", "drop"]),
    st.sampled_from(["not", "seven", "Tuesday", "Eva", "rather", "studios", "never"]),
)
def test_one_changed_word_is_never_word_for_word(
    start: int, size: int, data: st.DataObject, kind: str, word: str
) -> None:
    words = WORDS[start : start + size]
    at = data.draw(st.integers(1, size - 2))
    words[at : at + (kind != "add")] = [] if kind == "drop" else [word]
    text = " ".join(words)
    if f" {' '.join(comparable(text).forms)} " in _forms():
        return
    match = matched(text)
    assert match is None or (match.result is Result.ALTERED and match.differences)


@given(st.text(st.sampled_from("We will not stay … [out] .,“”'x7%"), max_size=120), st.booleans())
def test_takes_any_text(text: str, quoted: bool) -> None:
    match = matched(text, quoted=quoted)
    assert match is None or (match.result is Result.ALTERED) is bool(match.differences)


@pytest.mark.parametrize("unit", ["the ", "我", "the … ", "we will not "])
def test_long_monotony_is_compared_in_no_time(unit: str) -> None:
    said = replace(SAID, text=unit * 3000 + TEXT)
    match = matched((unit * 1000)[:1000], said=said)
    assert match is None or match.spans
