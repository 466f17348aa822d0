"""Which sentences lean on the one before."""

import pytest

from bot.core.leaning import leans, takes_back


@pytest.mark.parametrize(
    "sentence",
    [
        "This binds the board.",
        "They said so.",
        "But nobody came.",
        "“They left,” said Ruiz.",
        "“That is all.”",
        "It’s signed.",
        "Until then we work.",
        "Both were fined.",
        "Members who are ordered to one of these should call.",
        "There has been none on pay.",
        "Esto no es un paro.",
        "Por eso salimos el lunes.",
        "Ellas votaron que sí.",
        "Es la cifra más alta.",
        "Cela ne change rien.",
        "C'est contraire au règlement.",
        "Ils partent.",
        "En revanche, rien n'est signé.",
        "Aucune d'elles n'a de voiture.",
        "Das ist verboten.",
        "Diese Zusage gilt.",
        "Sie bekommen ihn.",
        "Deshalb gehen wir.",
        "Bis dahin arbeiten wir.",
    ],
)
def test_it_leans(sentence: str) -> None:
    assert leans(sentence)


@pytest.mark.parametrize(
    "sentence",
    [
        "The vote is on Monday.",
        "There is none of last year's money left.",
        "This week the hall is open.",
        "Those who work nights vote at seven.",
        "Items one to four are settled.",
        "“We stay,” said Ruiz.",
        "Les salaires augmentent de 140.",
        "Le vote a lieu lundi.",
        "Cette semaine, le piquet change d'heure.",
        "Il faut une carte.",
        "Ceux qui travaillent la nuit votent à 7 h.",
        "Esta semana no hay turnos.",
        "Lo que pedimos cabe en una hoja.",
        "En la sede hay copias.",
        "Das Urteil betrifft alle.",
        "Diese Woche wird gestreikt.",
        "Es gilt der alte Plan.",
        "Soziale Einrichtungen bleiben offen.",
    ],
)
def test_it_stands(sentence: str) -> None:
    assert not leans(sentence)


@pytest.mark.parametrize(
    "sentence",
    [
        "That is false.",
        "This is simply not true.",
        "No.",
        "Not so.",
        "We did not.",
        "Unless they sign first.",
        "Es falso.",
        "Eso no es cierto.",
        "C'est faux.",
        "Sauf si la direction signe.",
        "Das ist falsch.",
        "Es sei denn, sie unterschreiben.",
    ],
)
def test_it_takes_back(sentence: str) -> None:
    assert takes_back(sentence)


@pytest.mark.parametrize(
    "sentence",
    [
        "The vote is on Monday.",
        "Nobody works alone.",
        "Unless the company agrees to resume by August 7, the council will give notice on that day.",
    ],
)
def test_it_takes_nothing_back(sentence: str) -> None:
    assert not takes_back(sentence)
