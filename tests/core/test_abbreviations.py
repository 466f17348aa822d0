"""Which full stops end a sentence."""

import pytest

from bot.core.abbreviations import ends_sentence


def ends(before: str, after: str) -> bool:
    text = f"{before} {after}"
    return ends_sentence(text, len(before), len(before) + 1)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("The company pays.", "Friday is the day."),
        ("We met at the mill.", "Pickets start at nine."),
        ("The march ends on Fourth St.", "Buses will be waiting."),
        ("Bring water, etc.", "Captains bring soup."),
        ("Bringt Decken usw.", "Suppe gibt es."),
        ("Es sprechen Bahn, Post u. v. m.", "Kommt alle."),
        ("We settled with Fenwick Inc.", "The company pays."),
        ("Will we take it?\nNo.", "I would not."),
        ("They left the U.S.", "We followed."),
        ("It went to the É.-U.", "L'usine est vide."),
        ("Come at 5 p.m.", "Bring a friend."),
        ("Se cierra a las 2 p. m.", "Traigan café."),
        ("It weighs 40 lbs.", "Two people lift it."),
        ("Le piquet commence à 6 h.", "Firmin attend."),
        ("They meet at gate B.", "Bring a chair."),
        ("Thank you, P. J.", "We will miss you."),
        ("He took plan A.", "It failed."),
        ("Wir verhandeln am 12.", "Danach wird abgestimmt."),
        ("We asked for 2.", "Talks went on."),
        ("He stood at the window in May.", "Nobody came."),
        ("It closes in Sept.", "The yard stays."),
        ("They are at St. Brannock's.", "Curtis was there."),
        ("Es spricht Holm jr.", "¿Y quién más?"),
        ("We read sec.", "The rest is clear."),
        ("We met Pike Corp.", "Workers say no."),
        ("Avda. de la Paz, 3.º B.", "La llave está abajo."),
        ("Wir warten am 12.", "Kommt alle."),
        ("Thank you, A.", "La cosa va bien."),
        ("Se aplica desde el 1 de sept.", "Reclamad."),
        ("It ends at 3 p.m. PT.", "Water is here."),
        ("It is paid in déc.", "Pas avant."),
        ("las AA.", "Ya."),
        ("He asked Max.", "The answer was no."),
    ],
)
def test_a_sentence_ends(before: str, after: str) -> None:
    assert ends(before, after)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("Mr.", "Tolliver"),
        ("the corner of St.", "Clair Ave."),
        ("rue St.", "Éloi"),
        ("Fourth St.", "12"),
        ("Bring water, etc.", "5 of us"),
        ("u. s. w.", "12 Leute"),
        ("Local No.", "9 voted"),
        ("laut Art.", "Anhang"),
        ("Brandt Inc.", "Chief Executive Gant"),
        ("Hauptstr.", "Barbara"),
        ("Kpt.", "Hinrich Boysen"),
        ("on Oct.", "2"),
        ("am Mo.", "Abend"),
        ("the U.S.", "Senate"),
        ("the U.S.", "NATO base"),
        ("at 6 a.m.", "Monday"),
        ("at 6 a.m.", "EST"),
        ("at 6 a.m.", "Dr. Reyes"),
        ("at 6 a.m.", "40 people"),
        ("z. B.", "Nordmark"),
        ("p. ej.", "Nubia"),
        ("M. J.", "Le Goff"),
        ("signed by M.", "T. Vance"),
        ("signed by A.", "Lindgren"),
        ("by Ana B.", "7"),
        ("M.", "Le Goff"),
        ("signed by P. J.", "A. Vance"),
        ("am 3.", "Mai"),
        ("Mo., 4.", "Nov."),
        ("die 2.", "Bevollmächtigte"),
        ("z.", "Hd. v."),
        ("Q.", "Can I be fired?"),
        ("Zahlt bis 30.", "6. an die Kasse"),
        ("L'art.", "L. 1234"),
        ("R. Ocaña y A. M.", "Peña"),
        ("So it ends.\nP. S.", "Bring a chair."),
        ("vom 3.–5.", "Mai"),
        ("at 9 a.m.", "Sundays"),
        ("Máx.", "10"),
        ("J.-M.", "Le Goff"),
        ("p.", "12"),
        ("dauert max.", "10 Std."),
        ("Our vice pres.", "Lena Moritz"),
        ("laut App.", "C of the agreement"),
        ("voir l'ann.", "B, p. 12"),
        ("at Carrow Corp.", "Tuesday was bad"),
        ("las AA.", "VV. del barrio"),
        ("Kaiser Wilhelm II.", "Kanonen."),
        ("INFO NR.", "12"),
        ("WEEK OF NOV.", "9"),
        ("am 3. Nov.", "Treffen der Gruppe"),
        ("Hafenstr. 4, 2.", "OG links"),
        ("Prof. em.", "Sylvia Ng"),
        ("die tarifl.", "Zulage"),
    ],
)
def test_a_sentence_goes_on(before: str, after: str) -> None:
    assert not ends(before, after)
