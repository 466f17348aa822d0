from hypothesis import given
from hypothesis import strategies as st

from bot.core.quotes.fingerprints import CERTAIN, RUN, fingerprint

WORD = st.sampled_from(["we", "you", "they", "will", "not", "accept", "this", "offer", "day", "one", "pay"])
WORDS = st.lists(WORD, max_size=30)


def test_is_the_same_in_every_process_and_release() -> None:
    # What is stored was made by an earlier release: other numbers here call for a migration.
    assert fingerprint("We will not accept this offer, and they know it.") == (
        *(7300757196696463299, 3166370106242990022, 574193770814793387, 8692351211545871553),
        *(6225876835028188537, 3952941566133374229, 8553077137949069071),
    )


def test_fits_a_signed_integer_of_64_bits() -> None:
    prints = fingerprint(" ".join(f"word{number}" for number in range(500)))
    assert all(0 <= one < 2**63 for one in prints)
    assert len(prints) == len(set(prints))


def test_keeps_two_thirds_or_so() -> None:
    prints = fingerprint(" ".join(f"word{number}" for number in range(3000)))
    assert 1900 < len(prints) < 2100


def test_has_none_of_fewer_words_than_a_run() -> None:
    assert fingerprint("") == ()
    assert fingerprint("No deal") == ()
    assert len(fingerprint("No deal yet")) == 1
    assert len(fingerprint("on strike " * 2000)) <= 3


def test_finds_a_number_in_any_spelling() -> None:
    prints = fingerprint("Wir fordern 1.500 Euro")
    assert fingerprint("Wir fordern 1500 Euro") == prints == fingerprint("wir fordern 1\u202f500 euro")
    assert fingerprint("Wir fordern 1.5 Euro") != fingerprint("Wir fordern 15 Euro")


@given(WORDS, WORDS, st.lists(WORD, min_size=CERTAIN, max_size=12), WORDS, WORDS)
def test_texts_with_a_common_run_share_a_print(
    before: list[str], after: list[str], common: list[str], other_before: list[str], other_after: list[str]
) -> None:
    said = " ".join([*before, *common, *after])
    asked = " ".join([*other_before, *common, *other_after])
    assert set(fingerprint(said)) & set(fingerprint(asked))


@given(WORDS, st.lists(WORD, min_size=RUN, max_size=RUN), st.booleans())
def test_the_ends_of_a_sentence_are_always_among_them(
    around: list[str], edge: list[str], at_start: bool
) -> None:
    rest = " ".join(around)
    said = f"{rest}. {' '.join(edge)} {rest}." if at_start else f"{rest} {' '.join(edge)}. {rest}."
    assert set(fingerprint(" ".join(edge))) <= set(fingerprint(said))
