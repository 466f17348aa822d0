import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.plaintext import plain_to_text
from bot.core.quotes.mojibake import FILLER, LEADER, mend

TEXT = (
    "“We won’t stay out,” she said — ‘until’ they bargain… Größe, café à la carte, año, ÁFRICA, 5 € or £5, "
    "½ – 日本語のテスト Привет, мир! ŁódźŻółć Ελλάδα 😀"
)
UNTOUCHED = (
    "“the café”—she said",
    "IRMÃ” disse",
    "NÃO, À l’école, gå”—",
    "“Nous l’avons gagné”…",
    "passé”, “å”",
    "GRÖSSE MANHÃ",
)


def garbled(text: str, encoding: str = "cp1252") -> str:
    characters = []
    for byte in text.encode():
        try:
            characters.append(bytes((byte,)).decode(encoding))
        except UnicodeDecodeError:
            characters.append(chr(byte))
    return "".join(characters)


def mended(text: str) -> str:
    return mend(text).replace(FILLER, "").replace(LEADER, "")


@pytest.mark.parametrize("encoding", ["cp1252", "latin-1"])
def test_mends_every_script(encoding: str) -> None:
    assert mended(garbled(TEXT, encoding)) == TEXT


def test_mends_what_was_garbled_twice_and_three_times() -> None:
    assert mended(garbled(garbled(TEXT))) == TEXT
    assert mended(garbled(garbled(garbled(TEXT)))) == TEXT


@pytest.mark.parametrize(
    ("seen", "meant"),
    [
        (garbled("“No.”")[:-1], "“No.”"),  # the undefined byte dropped
        (garbled("“No.”")[:-1] + "\ufffd", "“No.”"),
        (plain_to_text(garbled("un país à la hora")), "un país à la hora"),
        (plain_to_text(garbled("África y Ángel")), "África y Ángel"),
        (plain_to_text(garbled("5\u00a0000 $")), "5 000 $"),
        ("the mediaÂ", "the media"),
    ],
)
def test_mends_what_cleaning_left_over(seen: str, meant: str) -> None:
    assert mended(seen) == meant


@pytest.mark.parametrize("text", [*UNTOUCHED, "plain words", "déjà vu", TEXT])
def test_leaves_text_that_is_no_mojibake(text: str) -> None:
    assert mend(text) == text


def test_keeps_letters_at_their_beginning_and_marks_at_their_end() -> None:
    assert mend("xÃ©y â€œz") == f"xé{FILLER}y {LEADER * 2}“z"


def test_leaves_bytes_that_are_no_utf8() -> None:
    overlong = "à\u0080\u0080à\u0080\u0080"
    assert mend(f"ÄÀ {overlong}") == f"ÄÀ {overlong}"


@given(st.text(st.sampled_from("aZ é“”’â€œ™ÃÂðŸ˜\u00ad\u00a0\ufffd\u2060»¿ïæ—¥")))
def test_never_changes_the_length_and_is_settled_at_once(text: str) -> None:
    assert len(mend(text)) == len(text)


@given(st.text(max_size=60))
def test_takes_any_text(text: str) -> None:
    assert len(mend(text)) == len(text)
    assert len(mend(garbled(text.encode("utf-8", "replace").decode()))) >= len(text)
