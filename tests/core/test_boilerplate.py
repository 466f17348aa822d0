"""What stands around statements."""

import pytest

from bot.core.boilerplate import gives_thanks, is_about_the_union, is_courtesy, is_furniture, repeats_a_claim


@pytest.mark.parametrize(
    "sentence",
    [
        "Click here for the form.",
        "Contact: Priya Malloy, 555-0181",
        "Pressekontakt: Gesine Abdallah",
        "Communiqué de presse n° 31",
        "{{PageTitle}} news is on.",
        "Read more about it here.",
    ],
)
def test_furniture(sentence: str) -> None:
    assert is_furniture(sentence)


@pytest.mark.parametrize(
    "sentence",
    [
        "Dear members,",
        "Hello all of you!",
        "In solidarity, your committee.",
        "Estimados compañeros:",
        "Un abrazo a todas.",
        "Fraternellement,",
        "Mit kollegialen Grüßen eure Tarifkommission",
    ],
)
def test_courtesy(sentence: str) -> None:
    assert is_courtesy(sentence)


@pytest.mark.parametrize(
    "sentence",
    [
        "We thank the tellers.",
        "Thanks to all.",
        "Agradecemos el apoyo.",
        "Merci à Odile.",
        "Wir danken allen.",
    ],
)
def test_thanks(sentence: str) -> None:
    assert gives_thanks(sentence)


@pytest.mark.parametrize(
    "sentence",
    [
        "The Alliance represents 6,200 people who build what audiences see.",
        "La Coordinadora agrupa a 1.900 personas de siete puertos.",
        "Le syndicat défend 11 000 salariés dans la propreté.",
        "Der Verband vertritt 41.000 Mitglieder in 130 Betrieben.",
        "About the union: founded in 1904.",
    ],
)
def test_about_the_union(sentence: str) -> None:
    assert is_about_the_union(sentence)


@pytest.mark.parametrize(
    "sentence",
    ["Myth: we walked out.", "What they say: all is well.", "Mito: nos fuimos.", "Gerücht: wir gehen."],
)
def test_a_claim_repeated(sentence: str) -> None:
    assert repeats_a_claim(sentence)


@pytest.mark.parametrize(
    "sentence",
    [
        "The vote is on Monday at the hall.",
        "Dear to all of us is the rule that no one works alone on the line.",
        "Share of profits is what we asked for.",
        "The company has 30 days to answer.",
    ],
)
def test_none_of_these(sentence: str) -> None:
    assert not is_furniture(sentence)
    assert not is_courtesy(sentence)
    assert not gives_thanks(sentence)
    assert not is_about_the_union(sentence)
    assert not repeats_a_claim(sentence)
