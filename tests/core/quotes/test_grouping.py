import pytest

from bot.core.quotes.grouping import as_said
from bot.core.quotes.words import comparable

SPANISH = "La empresa nos debe 1.250 euros de atrasos, y 34500 al sindicato de la marea."
GERMAN = "Wir fordern 1.500 Euro für alle, und nicht nur für die 12.000 der ersten Schicht."
FRENCH = "La grève a été décidée par 1.204 voix, et les 87 autres sont avec nous."
ENGLISH = "The plant turned out 1.250 tons, and 2500 more, as the owners had said it would."
MEXICAN = "La empresa nos debe 1.250 pesos por hora y 34,500 al sindicato de la marea."


def same(asked: str, said: str) -> bool:
    forms = as_said(comparable(asked), comparable(said)).forms
    return f" {' '.join(forms)} " in f" {' '.join(comparable(said).forms)} "


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ("1250 euros de atrasos", SPANISH),
        ("1 250 euros de atrasos", SPANISH),
        ("34.500 al sindicato", SPANISH),
        ("34 500 al sindicato", SPANISH),
        ("1500 Euro für alle", GERMAN),
        ("1'500 Euro für alle", GERMAN),
        ("die 12000 der ersten", GERMAN),
        ("par 1 204 voix", FRENCH),
    ],
)
def test_a_point_parts_thousands_where_a_comma_parts_decimals(asked: str, said: str) -> None:
    assert same(asked, said)


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ("1,250 euros de atrasos", SPANISH),
        ("1.25 euros de atrasos", SPANISH),
        ("12.50 euros de atrasos", SPANISH),
        ("125 euros de atrasos", SPANISH),
        ("15.000 Euro für alle", GERMAN),
        ("1,500 Euro für alle", GERMAN),
        ("turned out 1250 tons", ENGLISH),
        ("and 2.500 more", ENGLISH),
        ("debe 1250 pesos por hora", MEXICAN),
    ],
)
def test_any_other_number_is_another(asked: str, said: str) -> None:
    assert not same(asked, said)


def test_leaves_everything_else_as_it_is() -> None:
    words = comparable("1250 euros and nothing … else")
    assert as_said(words, comparable(ENGLISH)) is words
    assert as_said(words, comparable(SPANISH)).gaps == words.gaps
