import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.samewords import names_a_day_from_now, same_title, same_words

BEGINNING = (
    "The negotiating committee of the Example Performers Guild has walked away from the table. After nine "
    "hours the studios put the same residual formula in front of us that performers voted down in spring. "
    "We told them that streaming pays for their towers while our health plan loses families every month."
)
REST = (
    "Our proposal remains on the table and has been costed by independent actuaries. Captains will send "
    "gate assignments tonight, and shuttle buses leave from the hall as usual. Nobody crosses alone, "
    "nobody answers reporters alone, and every rumour about a side deal is exactly that."
)
ABOUT = (
    "About the Guild: the Example Performers Guild represents singers, dancers, stunt performers and "
    "broadcasters in film, television and the theatre, and has bargained collectively for them for eighty "
    "years. Follow our official channels for verified information and ignore anonymous screenshots."
)
OTHER = (
    "Ballots for the election of shop stewards went out this morning. Return yours in the grey envelope, "
    "signed across the flap, and keep the numbered stub until the tellers have published their report."
)
GENERIC = "Solidarity! Union members stand strong together, see you on the picket line. "
LETTERHEAD = "Dear members and friends of the Example Performers Guild,"
SIGN_OFF = "In solidarity, your negotiating committee and the officers of the Example Performers Guild"

SAME = {
    "exact": (BEGINNING, BEGINNING),
    "typography": (
        "We can't sign this. The producers' offer cuts rest periods, touring allowances, pension credits "
        "and dressing rooms.",
        "We can’t sign this — the producers’ offer cuts rest periods, touring allowances, pension "
        "credits\xa0and dressing rooms…",
    ),
    "the beginning of the whole": (BEGINNING, f"{BEGINNING}\n\n{REST}\n\n{ABOUT}"),
    "cut off within a word": (f"{BEGINNING[:221]}…", f"{BEGINNING}\n\n{REST}"),
    "a headline before it": (BEGINNING, f"Talks break down\n\n{LETTERHEAD}\n\n{BEGINNING}\n\n{REST}"),
    "furniture around it": (
        f"🚨 Statement from the Guild: {BEGINNING} Read our full statement here: "
        "https://www.guild.example/talks #GuildStrong @guild.example",
        f"{BEGINNING}\n\n{REST}\n\nThe post Talks appeared first on Example Performers Guild.",
    ),
    "an address as a post shows it": (f"{BEGINNING} www.guild.example/post/ta...", f"{BEGINNING}\n\n{REST}"),
    "a mistyped word put right": (BEGINNING.replace("formula", "fromula"), BEGINNING),
    "another form of a word": (BEGINNING.replace("pays", "pay"), BEGINNING),
    "a word added": (BEGINNING.replace("same residual", "same insulting residual"), BEGINNING),
    "small words": (BEGINNING.replace("of us that", "of our people which"), BEGINNING),
    "an aside in the whole": (
        BEGINNING,
        BEGINNING.replace("formula in", "formula, as it is called, in") + "\n\n" + REST,
    ),
}

DIFFERENT = {
    "nothing": ("", ""),
    "nothing and something": ("", BEGINNING),
    "other words": (OTHER, BEGINNING),
    "short and generic": (GENERIC, GENERIC),
    "generic at length": (GENERIC * 9, GENERIC * 9),
    "the letterhead alone": (
        f"{LETTERHEAD}\n\n{BEGINNING}\n\n{SIGN_OFF}\n\n{ABOUT}",
        f"{LETTERHEAD}\n\n{OTHER}\n\n{SIGN_OFF}\n\n{ABOUT}",
    ),
    "a short note under a long letterhead": (
        f"{LETTERHEAD}\n\nThe hall opens early.\n\n{SIGN_OFF}\n\n{ABOUT}",
        f"{LETTERHEAD}\n\nThe hall remains closed.\n\n{SIGN_OFF}\n\n{ABOUT}",
    ),
    "the last paragraph alone": (ABOUT, f"{BEGINNING}\n\n{REST}\n\n{ABOUT}"),
    "another number": (BEGINNING.replace("nine", "ten"), BEGINNING),
    "another figure": ("At 97 percent " + BEGINNING, "At 79 percent " + BEGINNING),
    "another number at the end": (f"{BEGINNING} Pickets: gate 4", f"{BEGINNING} Pickets: gate 5"),
    "another day": (BEGINNING + " Talks resume Monday.", BEGINNING + " Talks resume Tuesday."),
    "another month": (BEGINNING.replace("spring", "March"), BEGINNING.replace("spring", "April")),
    "another name": (
        BEGINNING.replace("the studios put", "Acme Studios put"),
        BEGINNING.replace("the studios put", "Zenith Studios put"),
    ),
    "a name more": (BEGINNING, BEGINNING.replace("the studios put", "the studios and Zenith put")),
    "a negation more": (BEGINNING, BEGINNING.replace("has walked", "has not walked")),
    "a negation contracted": (BEGINNING.replace("We told", "We didn't tell"), BEGINNING),
    "a negation before it": (BEGINNING, f"It is not true that {BEGINNING[0].lower()}{BEGINNING[1:]}"),
    "a negation after it": (BEGINNING.rstrip("."), f"{BEGINNING.rstrip('.')} on no account."),
    "a word that turns it": (BEGINNING.replace("has walked", "has suspended its walk"), BEGINNING),
    "one word for another": (BEGINNING.replace("performers voted", "carpenters voted"), BEGINNING),
    "too many words more": (
        BEGINNING.replace("streaming", "expensive worldwide streaming")
        .replace("month", "difficult month")
        .replace("formula", "shabby formula")
        .replace("table", "wobbly table"),
        BEGINNING,
    ),
    "too much before it": (
        f"Something else entirely came to pass at dawn. {BEGINNING}",
        f"{BEGINNING}\n\n{REST}",
    ),
    "far into the whole": (BEGINNING, f"{OTHER} {OTHER}\n\n{BEGINNING}"),
}


@pytest.mark.parametrize(("ours", "theirs"), SAME.values(), ids=SAME)
def test_one_statement_in_two_places(ours: str, theirs: str) -> None:
    assert same_words(ours, theirs)
    assert same_words(theirs, ours)


@pytest.mark.parametrize(("ours", "theirs"), DIFFERENT.values(), ids=DIFFERENT)
def test_two_statements(ours: str, theirs: str) -> None:
    assert not same_words(ours, theirs)
    assert not same_words(theirs, ours)


def test_long_texts_are_compared_by_their_beginning() -> None:
    body = " ".join(
        f"word{letter}{other}" for letter in "abcdefghijklmnopqrstuvwxyz" * 3 for other in "abcdefghijkl"
    )
    long = " ".join([body, body, body])
    assert same_words(long, long + " and 7 more")


WORDS = BEGINNING.split()


@given(
    at=st.integers(0, len(WORDS) - 1),
    word=st.sampled_from(["not", "14", "Monday", "never", "twelve", "don't", "no"]),
)
def test_no_added_word_that_decides_is_let_pass(at: int, word: str) -> None:
    changed = " ".join([*WORDS[:at], word, *WORDS[at:]])
    assert not same_words(changed, BEGINNING)
    assert not same_words(f"{changed} {REST}", BEGINNING)
    assert not same_words(changed, f"{BEGINNING} {REST}")


@given(ours=st.text(max_size=200), theirs=st.text(max_size=200))
def test_any_two_texts_have_one_answer(ours: str, theirs: str) -> None:
    assert same_words(ours, theirs) is same_words(theirs, ours)


@pytest.mark.parametrize(
    ("ours", "theirs", "same"),
    [
        ("Talks break down", "Talks break down", True),
        ("Talks have broken down over residuals", "Talks over residuals have broken down!", True),
        ("Picket update: Monday", "Picket update: Tuesday", False),
        ("Day 14 of the strike", "Day 15 of the strike", False),
        ("How we bargain", "What residuals are", False),
        ("🎬", "🎬", False),
    ],
)
def test_titles(ours: str, theirs: str, same: bool) -> None:
    assert same_title(ours, theirs) is same


def test_days_that_move() -> None:
    assert names_a_day_from_now("Pickets TODAY at every gate")
    assert not names_a_day_from_now("Pickets on Friday")
