"""What a sentence looks like it tells of a strike: a table, and what must not be taken for news."""

import pytest

from bot.core.model import Feed, Happening
from bot.core.provenance.names import own_names
from bot.core.strike_names import OwnWords
from bot.core.strike_phrases import looks_like, says_it_goes_on

GUILD = Feed(
    "strike-news",
    "https://www.lanternguild.example/feed",
    "lantern",
    "Lanternlight Performers Guild",
    frozenset({"www.lanternguild.example"}),
    also_known_as=("Lanternlight",),
)
OWN = OwnWords(own_names(GUILD), frozenset({"stage", "and", "screen", "strike"}))

AUTHORISED, BEGUN = Happening.AUTHORISED, Happening.BEGUN
PAUSED, RESUMED = Happening.PAUSED, Happening.RESUMED
AGREED, SUSPENDED = Happening.TENTATIVE_AGREEMENT, Happening.SUSPENDED
ENDED, RATIFIED = Happening.ENDED, Happening.RATIFIED


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("The strike is over.", ENDED),
        ("Our strike has ended!", ENDED),
        ("The Stage and Screen strike is now officially over.", ENDED),
        ("The strike ends at 12:01 a.m. on Monday, January 19", ENDED),
        ("The national board has approved the tentative agreement and ends the strike.", ENDED),
        ("After 118 days, the strike against the studios is over.", ENDED),
        ("The board voted unanimously to end our 12-day strike.", ENDED),
        ("Lanternlight Performers Guild Strike Ends", ENDED),
        ("The strike has been called off.", ENDED),
        ("The strike is over, and no one may be punished for it.", ENDED),
        ("The longest strike in our history is over.", ENDED),
        ("The planned walkout has been called off.", ENDED),
        ("Our Parcel Express strike is over.", ENDED),
        ("Our members' strike is over.", ENDED),
        ("The Performers Guild's strike is over.", ENDED),
        ("Members voted to end their strike.", ENDED),
        ("Thanks to their courage the strike is over.", ENDED),
        ("Performers at twelve theatres ended their strike.", ENDED),
        ("We are ending our strike.", ENDED),
        ("The strike of our union has ended.", ENDED),
        ("La huelga ha terminado.", ENDED),
        ("Termina la huelga tras 118 días", ENDED),
        ("El comité desconvoca la huelga.", ENDED),
        ("La huelga indefinida ha terminado.", ENDED),
        ("Damos por terminada la huelga.", ENDED),
        ("Lanternlight desconvoca su huelga.", ENDED),
        ("La huelga de 118 días ha terminado.", ENDED),
        ("La huelga de nuestro sindicato ha terminado.", ENDED),
        ("La huelga contra la patronal ha terminado.", ENDED),
        ("Desconvocamos la huelga de mañana.", ENDED),
        ("La huelga de Lanternlight queda desconvocada.", ENDED),
        ("Effective 12:01 a.m. tomorrow, the strike is suspended.", SUSPENDED),
        ("The Guild suspends its strike while members vote.", SUSPENDED),
        ("The committee voted to suspend the strike.", SUSPENDED),
        ("Se suspende la huelga desde mañana.", SUSPENDED),
        ("Our strike is paused for the holidays.", PAUSED),
        ("We are pausing all picketing until Tuesday.", PAUSED),
        ("Picket lines are on hold on Monday because of the storm.", PAUSED),
        ("La huelga está en pausa.", PAUSED),
        ("Picketing resumes on Tuesday at nine.", RESUMED),
        ("The strike resumed this morning.", RESUMED),
        ("Se reanuda la huelga. Reanudamos la huelga mañana.", RESUMED),
        ("Tentative agreement reached", AGREED),
        (
            "Tonight at 10:52 your negotiating committee reached a tentative agreement with the Alliance.",
            AGREED,
        ),
        ("We have a tentative deal!", AGREED),
        ("TENTATIVE AGREEMENT", AGREED),
        ("There is a tentative agreement, and the national board votes on Sunday.", AGREED),
        ("The Guild and the Marquee Alliance reach tentative agreement", AGREED),
        ("Hemos alcanzado un preacuerdo con la patronal.", AGREED),
        ("Hay principio de acuerdo.", AGREED),
        ("Today your negotiating committee voted unanimously to approve a tentative agreement.", AGREED),
        ("Members have ratified the contract.", RATIFIED),
        ("Lanternlight Members Approve 2026 Stage/Screen Contracts", RATIFIED),
        ("Lanternlight performers ratify agreement", RATIFIED),
        ("The agreement has been ratified with 78 percent.", RATIFIED),
        ("Members voted overwhelmingly to approve the new contract.", RATIFIED),
        ("La afiliación ratifica el convenio.", RATIFIED),
        ("The national board has called a strike.", BEGUN),
        ("Strike begins at midnight", BEGUN),
        ("We are on strike as of 12:01 this morning.", BEGUN),
        ("ON STRIKE!", BEGUN),
        ("Convocamos huelga indefinida desde el lunes.", BEGUN),
        ("Estamos en huelga.", BEGUN),
        ("Members voted by 97 percent to authorize a strike.", AUTHORISED),
        ("Strike authorization vote passes", AUTHORISED),
        ("Lanternlight members vote overwhelmingly in favor of strike authorization", AUTHORISED),
        ("Aprobamos la huelga con el 92 por ciento.", AUTHORISED),
    ],
)
def test_news_of_the_unions_own_strike(sentence: str, expected: Happening) -> None:
    assert looks_like(sentence, OWN) == {expected}


@pytest.mark.parametrize(
    "sentence",
    [
        "The strike is not over.",
        "It is not true that the strike is over.",
        "There is no tentative agreement.",
        "We have not reached a tentative agreement.",
        "Nobody has called off the strike.",
        "La huelga no ha terminado.",
        "No hay preacuerdo.",
        "Is the strike over?",
        "When will we reach a tentative agreement?",
        "If a tentative agreement is reached, you will read it here.",
        "Until the strike is over, bring water.",
        "The strike ends when the companies pay.",
        "We hope that the board ends the strike.",
        "We will go on until we have won a tentative agreement.",
        "The writers' strike is over.",
        "The UAW strike ended on Friday.",
        "La huelga de los estibadores ha terminado.",
        "La huelga de las enfermeras ha terminado.",
        "Termina la huelga de los estibadores.",
        "Se suspende la huelga de guionistas.",
        "The end of the strike of the dockers is near.",
        "Our friends' strike is over.",
        "Their strike is over.",
        "The board approved strike pay for all.",
        "The employer ends strike benefits.",
        "The dockworkers ended their strike.",
        "Su huelga ha terminado.",
        "Los trabajadores del puerto ponen fin a su huelga.",
        "The strike in the history books ended well.",
        "The Harbour Writers Guild reached a tentative agreement with the studios.",
        "WGA reaches tentative agreement",
        "Teamsters ratify: members of Local 12 have ratified the contract with Parcel Express.",
        "We congratulate the nurses: their strike is over.",
        "In solidarity with the dockers, whose strike begins today.",
        "The strike of 1980 ended in 1981, and in 1980 it was long.",
        "Last year the strike ended in winter.",
        "Some papers say the strike is over.",
        "The companies claim that the strike is over.",
        "Reports tonight (in two papers) that we've reached a tentative agreement: no.",
        "That the strike is over: false.",
        "PSA: someone is texting members that your union has called off the strike.",
        "Members met about the strike over rosters.",
        "Members will ratify the contract or send it back.",
        "After the strike is called, captains meet at nine.",
        "The hunger strike ends today.",
        "Your strike pay ends with the month.",
        "Picket captains meet at the north gate at nine.",
        "Vote on the tentative agreement from January 24 to February 7.",
        "The cafeteria is open.",
    ],
)
def test_what_is_no_news_of_it(sentence: str) -> None:
    assert looks_like(sentence, OWN) == frozenset()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("The strike is not over. Picket lines stay up.", True),
        ("We remain on strike.", True),
        ("La huelga sigue.", True),
        ("The strike is over.", False),
    ],
)
def test_a_text_that_says_that_it_goes_on(text: str, expected: bool) -> None:
    assert says_it_goes_on(text) is expected
