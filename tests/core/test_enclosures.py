"""What stands in quotation marks or brackets."""

import time

import pytest

from bot.core.enclosures import EnclosureReader, Enclosures


def read(text: str) -> Enclosures:
    return EnclosureReader().read(text, 0, len(text))


def pairs(text: str) -> list[str]:
    return [text[start:end] for start, end in read(text).outermost]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("We “stay” here", ["“stay”"]),
        ("„Raus!“ und „rein“", ["„Raus!“", "„rein“"]),
        ("»Erst kam« sie", ["»Erst kam«"]),
        ("« Non » dit-elle", ["« Non »"]),
        ("«El “mes” ya», dijo", ["«El “mes” ya»"]),
        ('a "family" of "two"', ['"family"', '"two"']),
        ("‘It's cold. It’s early,’ says Pat", ["‘It's cold. It’s early,’"]),
        ("'Never again.' on the wall", ["'Never again.'"]),
        ("the workers' hall, and the members' bar", []),
        ("the workers’ hall (all 4 [four])", ["(all 4 [four])"]),
        ("1) short 2) long :)", []),
        ('a 5" pipe', []),
        ("a ” and a » stray", []),
        ("(a “b) c", ["(a “b)"]),
        ("‘til the end", []),
        ("‘We keep the workers’ hall. We stay,’ she said", ["‘We keep the workers’ hall. We stay,’"]),
        ("‹Ja. Nein.› sagte er", ["‹Ja. Nein.›"]),
    ],
)
def test_pairs(text: str, found: list[str]) -> None:
    assert pairs(text) == found


def test_inside_is_between_the_marks() -> None:
    enclosed = read("We “stay” here")
    assert [at for at in range(14) if enclosed.encloses(at)] == [4, 5, 6, 7, 8]


def test_a_quotation_left_open_is_torn_until_it_closes() -> None:
    text = "She said “we stay.\n“We win” she said."
    reader = EnclosureReader()
    first, second = reader.read(text, 0, 18), reader.read(text, 19, len(text))
    assert first.torn == ((9, 18),)
    assert first.tears(0, 10)
    assert not first.tears(0, 9)
    assert second.torn == ((19, 27),)
    assert second.pairs == {}


def test_a_quotation_goes_on_over_a_paragraph_without_marks() -> None:
    text = "“We stay.\nNobody left.\nAll came.” We met."
    reader = EnclosureReader()
    assert reader.read(text, 0, 9).torn == ((0, 9),)
    assert reader.read(text, 10, 22).torn == ((10, 22),)
    assert reader.read(text, 23, len(text)).torn == ((23, 33),)


def test_a_quotation_that_another_follows_was_never_meant_to_go_on() -> None:
    text = "She said “we stay.\nThe board said “no” to us."
    reader = EnclosureReader()
    reader.read(text, 0, 18)
    second = reader.read(text, 19, len(text))
    assert second.torn == ()
    assert len(second.pairs) == 1


def test_a_straight_mark_left_open_is_forgotten_at_the_end() -> None:
    text = 'He wrote "we go.\nWe went.'
    reader = EnclosureReader()
    assert reader.read(text, 0, 16).torn == ((9, 16),)
    assert reader.read(text, 17, len(text)).torn == ()


@pytest.mark.parametrize(
    "text", ["“" * 50_000, "(" * 50_000, "()" * 25_000, '("“«' * 12_000, "«a» " * 12_000]
)
def test_time_is_bounded(text: str) -> None:
    start = time.process_time()
    enclosed = read(text)
    assert all(enclosed.encloses(at) or True for at in range(0, len(text), 100))
    assert time.process_time() - start < 2
