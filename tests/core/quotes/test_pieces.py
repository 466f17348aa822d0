import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.quotes.model import Piece
from bot.core.quotes.pieces import LONGEST, MOST_PIECES, is_too_short, pieces_of


def taken(text: str) -> list[tuple[str, bool]]:
    return [(piece.text, piece.quoted) for piece in pieces_of(text)]


@pytest.mark.parametrize(
    ("text", "quoted"),
    [
        ("“We will stay out,” she said, “until they bargain.”", ["We will stay out,", "until they bargain."]),
        ("She said: “We will stay out for now.”", ["We will stay out for now."]),
        ("“We won.”", ["We won."]),
        ("“First part of it.\n\n“Second part of it,” he said.", ["First part of it.", "Second part of it,"]),
        ("> We will not accept\n> this offer.", ["We will not accept\n> this offer."]),
        ("> “We will stay out,” she said.", ["We will stay out,"]),
        ("**“We will stay out,”** said Ana Ruiz", ["We will stay out,"]),
        ("â€œWe will stay outâ€\x9d said Ana Ruiz", ["We will stay out"]),
        ("“Nous irons lÃ !” said Ana Ruiz", ["Nous irons lÃ !"]),
        ("他说：“我们不会接受这个提议。”", ["我们不会接受这个提议。"]),
    ],
)
def test_takes_quotations_without_their_marks_and_attribution(text: str, quoted: list[str]) -> None:
    assert taken(text) == [(one, True) for one in quoted]


@pytest.mark.parametrize(
    ("text", "prose"),
    [
        (
            "The strike goes on. Nobody crosses the line today.",
            ["The strike goes on. Nobody crosses the line today."],
        ),
        (
            "We will stay out until they bargain. Nobody crosses the line.",
            ["We will stay out until they bargain. Nobody crosses the line."],
        ),
        (
            "We will stay out until they bargain. Nobody crosses the line at any time.",
            ["We will stay out until they bargain.", "Nobody crosses the line at any time."],
        ),
        ("We stay out until they bargain, she said.", ["We stay out until they bargain"]),
        (
            "We stay out until they bargain, said the union's president Ana Ruiz.",
            ["We stay out until they bargain"],
        ),
        (
            "We stay out until they bargain, and Ruiz said so.",
            ["We stay out until they bargain, and Ruiz said so."],
        ),
        ("The union wrote: we will stay out until they bargain.", ["we will stay out until they bargain."]),
        (
            "Our plan: we will stay out until they bargain.",
            ["Our plan: we will stay out until they bargain."],
        ),
        ("Nous irons tous ensemble jusque-lÃ\u00a0â€\x9d**", ["Nous irons tous ensemble jusque-lÃ\u00a0"]),
        ("We will stay out until they bargain. — Ana Ruiz", ["We will stay out until they bargain."]),
        (
            "We will stay out until they bargain. — see below",
            ["We will stay out until they bargain. — see below"],
        ),
        (
            "Strike called\n\nBy Ana Ruiz\n\nThe members voted to walk out on Monday.",
            ["The members voted to walk out on Monday."],
        ),
        ("Strike called", ["Strike called"]),
        (
            "We will not accept this offer until\nWednesday at noon.",
            ["We will not accept this offer until\nWednesday at noon."],
        ),
        ("Bring\n• water\n• signs\n• a hat and a friend", ["Bring\n• water\n• signs\n• a hat and a friend"]),
        ("Mr. Lee met the U.S. envoy in Kent.", ["Mr. Lee met the U.S. envoy in Kent."]),
        ("See https://guild.example/we-will-stay-out-until-noon", ["See"]),
        (
            "They called it an “insult” to every member of the guild.",
            ["They called it an “insult” to every member of the guild."],
        ),
        ("我们会坚持到底。请不要越过纠察线。", ["我们会坚持到底。请不要越过纠察线。"]),
    ],
)
def test_takes_sentences_of_prose(text: str, prose: list[str]) -> None:
    assert taken(text) == [(one, False) for one in prose]


def test_takes_prose_around_quotations_where_it_tells_something() -> None:
    text = (
        "Talks broke down in Portland late on Friday night. Ana Ruiz called the offer “a bad joke” and said "
        "that nobody would go back. “We will stay out,” she added, as thousands of members marched through "
        "the old town. The company gave us no answer about “the whole sad story of it all” on Friday "
        "morning."
    )
    assert taken(text) == [
        ("Talks broke down in Portland late on Friday night.", False),
        ("Ana Ruiz called the offer “a bad joke” and said that nobody would go back.", False),
        ("We will stay out,", True),
        (", she added, as thousands of members marched through the old town."[2:], False),
        ("The company gave us no answer about", False),
        ("the whole sad story of it all", True),
    ]


def test_short_quotations_are_told_where_nothing_else_is() -> None:
    assert taken("“No deal,” said Ruiz. “Not now,” she added, “not ever.”") == [
        ("No deal,", True),
        ("Not now,", True),
        ("not ever.", True),
    ]


def test_parts_a_long_quotation_by_its_sentences() -> None:
    sentence = "We will stay out until the studios bargain with us in good faith."
    text = f"“{' '.join([sentence] * 6)} We won.” said Ruiz."
    assert taken(text) == [(sentence, True)] * 5 + [(f"{sentence} We won.", True)]


def test_keeps_what_stands_before_a_quotation_in_its_sentence() -> None:
    (piece,) = pieces_of("The union said it would not “accept this offer from them”.")
    assert piece.before == "The union said it would not"


def test_parts_a_block_quotation_by_its_paragraphs() -> None:
    text = (
        "> Dear friends,\n>\n> We stay out until they bargain.\n> Nobody goes in alone.\n> \n"
        "> Nobody was asked to sign.\n>\n>\n> Yours\nsaid Ruiz"
    )
    assert [words.replace("\n", "").replace(">", "") for words, _ in taken(text)] == [
        "Dear friends, We stay out until they bargain. Nobody goes in alone.",
        "Nobody was asked to sign. Yours",
    ]
    assert all(quoted for _, quoted in taken(text))


@pytest.mark.parametrize(
    ("text", "quotation"),
    [
        ("â€œWe stay out for good.â€ said Ruiz", "We stay out for good."),  # the last byte dropped
        ("â€œNous resterons jusqu’Ã  la fin, citÃ©â€", "Nous resterons jusqu’Ã  la fin, citÃ©"),
        ("Ã¢â‚¬Å“We stay out for good.Ã¢â‚¬ï¿½", "We stay out for good."),
    ],
)
def test_what_is_left_over_of_a_mark_is_no_part_of_the_quotation(text: str, quotation: str) -> None:
    assert taken(text)[0] == (quotation, True)


def test_headlines_leave_room_for_what_tells_something() -> None:
    text = "Strike called\n\n" * MOST_PIECES + "The members voted to walk out on Monday."
    assert taken(text) == [("The members voted to walk out on Monday.", False)]


@pytest.mark.parametrize(
    ("words", "quoted", "expected"),
    [(3, True, True), (4, True, False), (5, False, True), (6, False, False)],
)
def test_needs_some_words_to_tell(words: int, quoted: bool, expected: bool) -> None:
    assert is_too_short(Piece(" ".join(["word"] * words), quoted, 0, 0)) is expected


def test_cuts_what_is_longer_than_a_piece() -> None:
    pieces = pieces_of("word " * 900)
    assert max(len(piece.text) for piece in pieces) <= LONGEST
    assert sum(len(piece.text.split()) for piece in pieces) == 900
    assert [len(piece.text) for piece in pieces_of("x" * 2500)] == [1000, 1000, 500]
    assert [piece.text for piece in pieces_of("(((( ))))" * 300)] == []


@given(st.text(st.sampled_from("abc A.,:\n“”\"'>*_—ï»Ã©â€™•[](https://x.example) said"), max_size=200))
def test_pieces_are_parts_of_the_text_in_order(text: str) -> None:
    end = 0
    for piece in pieces_of(text):
        assert text[piece.start : piece.end] == piece.text
        assert end <= piece.start < piece.end
        end = piece.end


@pytest.mark.parametrize(
    "unit",
    [
        "a",
        "a ",
        '"',
        '" ',
        "word ",
        "a. ",
        "“",
        "“a b c d” ",
        "\n",
        "> a\n",
        ">\n",
        '„a" ',
        "he said, “no no” ",
        "A\n",
        "‘a b c d ",
    ],
)
def test_long_monotony_is_bounded(unit: str) -> None:
    assert len(pieces_of(unit * 4000)) <= MOST_PIECES
