"""Which lines belong together."""

import pytest

from bot.core.textlines import Kind, is_salutation, stretches


def parts(text: str) -> list[str]:
    return [text[one.start : one.end] for one in stretches(text)]


def kinds(text: str) -> list[Kind]:
    return [one.kind for one in stretches(text)]


FULL = "The strike committee has decided to extend the picket at the north"


@pytest.mark.parametrize(
    "lines",
    [
        ["A line", "Another line"],
        ["Dear members,", "thank you."],
        ["Sehr geehrte Frau Holm,", "wir haben Ihr Schreiben erhalten."],
        ["Our demands are many, and we have written all of them down here:", "A seat."],
        ["The end of the first line is here.", "And a second"],
        [FULL, "• A seat."],
        [FULL, "2. A seat."],
        [FULL, "— A seat?"],
        ["In solidarity,", "J. R. Okafor", "President"],
        ["In solidarity,", "your committee"],
        ["HARBOR FREIGHTWAYS WALKS AWAY FROM MEDIATION FOR THE THIRD TIME", "Pickets go up at 6."],
        ["The picket at Grange Hall, where we have met for years and years", "Farm", "X" * 80],
        ["x" * 120, "Next line"],
    ],
)
def test_lines_that_stand_for_themselves(lines: list[str]) -> None:
    assert parts("\n".join(lines)) == [line.removeprefix("• ") for line in lines]


@pytest.mark.parametrize(
    "text",
    [
        "Lines broken\nin the middle.",
        f"{FULL}\nGate until Friday.",
        "Wednesday 4 October, 7 p.m. sharp, in the Grange Hall at\nTillman Corners, not in the cafeteria as "
        "printed in the",
        "Members who were sent home on the first day of the lockout by Mr.\nHaverford should call.",
    ],
)
def test_lines_that_were_broken(text: str) -> None:
    assert parts(text) == [text]


def test_paragraphs_part() -> None:
    assert parts("one\n\ntwo\n\n\nthree") == ["one", "two", "three"]
    assert parts("") == []


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("• one", Kind.ITEM),
        ("- one", Kind.ITEM),
        ("– one", Kind.ITEM),
        ("1. one", Kind.ITEM),
        ("12) one", Kind.ITEM),
        ("1° un", Kind.ITEM),
        ("(1) one", Kind.ITEM),
        ("a) one", Kind.ITEM),
        ("iv. one", Kind.ITEM),
        ("II. one", Kind.ITEM),
        ("1.- uno", Kind.ITEM),
        ("✅ one", Kind.ITEM),
        ("1.º de mayo", Kind.PROSE),
        ("1. 4. Mai: eins", Kind.ITEM),
        ("4. Mai: eins", Kind.ITEM),
        ("4. Mai ist frei.", Kind.PROSE),
        ("2024. A year", Kind.PROSE),
        ("A. Lindgren left", Kind.PROSE),
        ("-5 degrees", Kind.PROSE),
        ("—¿Cuánto falta?", Kind.SPEECH),
        ("— Vous avez un mandat ?", Kind.SPEECH),
    ],
)
def test_kinds(text: str, kind: Kind) -> None:
    assert kinds(text) == [kind]


def test_letters_that_follow_one_another_mark_items() -> None:
    assert kinds("A. Wages. All of them.\nB. Hours\nThat is all.") == [Kind.ITEM, Kind.ITEM, Kind.PROSE]
    assert kinds("A. Lindgren\nC. Orr") == [Kind.PROSE, Kind.PROSE]


@pytest.mark.parametrize(
    "line", ["Dear members,", "Querida plantilla:", "Chères collègues,", "Liebe Kolleginnen und Kollegen,"]
)
def test_salutations(line: str) -> None:
    assert is_salutation(line)


@pytest.mark.parametrize(
    "line", ["We met,", "Dear members, we met.", "Dear to us all is " + "very " * 10 + "much,"]
)
def test_what_is_no_salutation(line: str) -> None:
    assert not is_salutation(line)
