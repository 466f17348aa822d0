"""When, where and at which address: only what the text states, and nothing where there is any doubt."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.core.keyfacts import FactKind, key_facts

HOSTS = frozenset({"www.guild.example"})
PAGE = "https://www.guild.example/vote"


def facts(text: str, *, title: str = "", url: str | None = None, cut_off: bool = False) -> dict[str, str]:
    found = key_facts(text, title=title, hosts=HOSTS, url=url, cut_off=cut_off)
    return {fact.kind.value: " · ".join(fact.words(text)) for fact in found}


@pytest.mark.parametrize(
    ("text", "when", "where"),
    [
        (
            "When: Saturday, March 7, 9 a.m.\nWhere: Gate 3, Harbour Studios\n\nBring water.",
            "Saturday, March 7, 9 a.m.",
            "Gate 3, Harbour Studios",
        ),
        ("• When: Monday at nine, rain or shine.", "Monday at nine, rain or shine.", None),
        ("Date: 7 March 2026\nTime: 9 a.m.", "7 March 2026 · 9 a.m.", None),
        ("Date: 7 March; Time: 9 a.m.; Location: Gate 3", "7 March · 9 a.m.", "Gate 3"),
        ("Date and time: 7 March, 9 a.m.", "7 March, 9 a.m.", None),
        ("Cuándo: sábado 7 de marzo, 9:00\nDónde: Puerta 3", "sábado 7 de marzo, 9:00", "Puerta 3"),
        ("Quand : samedi 7 mars, 9 h\nOù : Porte 3", "samedi 7 mars, 9 h", "Porte 3"),
        ("Wann: Samstag, 7. März, 9 Uhr\nWo: Tor 3", "Samstag, 7. März, 9 Uhr", "Tor 3"),
    ],
)
def test_what_a_line_of_its_own_calls_so(text: str, when: str, where: str | None) -> None:
    assert facts(text) == {"when": when} | ({"where": where} if where else {})


@pytest.mark.parametrize(
    "text",
    [
        "When: Monday, 9 a.m.\nWhen: Tuesday, 9 a.m.",  # several occasions
        "When: Monday\nWhere: Gate 1\nWhere: Gate 2",
        "When: soon, we hope",  # no day
        "When: Monday, March 9, or\nTuesday",  # goes on
        "When: Monday, March 9, and",
        "When: CANCELLED (was Monday, March 9)",
        "When: Monday, " + "x" * 160,  # too long to be shown whole
        "When:\nMonday",
        "Where: Gate 3",  # of what?
        "FOR IMMEDIATE RELEASE\nDate: March 3, 2026\n\nWe struck.",  # the release's own date
        "Time: 9 a.m.",
        "When: Monday, March 9\nTime: 9 a.m.",
        "When: TBD, not before Monday, March 9",
        "When: Monday, March 9\nWhere: to be announced",
        "Date: March 3, 2026\nLocation: Harbour City\n\nWe won our case.",  # where a release was written
        "They asked when: on Monday, March 9.",
    ],
)
def test_a_doubt_about_such_lines_leaves_nothing(text: str) -> None:
    assert facts(text) == {}


@pytest.mark.parametrize(
    "words",
    [
        *(
            "Cancelled",
            "The rally is postponed",
            "We have called off the rally",
            "New date!",
            "It moved to Monday",
        ),
        *("The rally will not take place", "It won’t happen", "The march is off", "The start is delayed"),
        *("Do not attend the employer’s meeting", "Stay away", "Don’t go to their party"),
        *(
            "La asamblea no se celebrará",
            "Se pospone",
            "L’assemblée n’aura pas lieu",
            "Sie findet nicht statt",
        ),
        *("Cancelada", "La asamblea se aplaza", "Annulé", "La réunion est reportée", "Abgesagt", "Fällt aus"),
    ],
)
def test_where_anything_is_called_off_no_date_is_shown(words: str) -> None:
    dates = "When: Monday, March 9, 9 a.m.\nWhere: Gate 3"
    assert facts(dates) != {}
    assert facts(dates, title=words) == {}
    assert facts(f"{dates}\n\n{words}.") == {}


def test_a_place_far_from_the_date_goes_with_something_else() -> None:
    far = "\n\n".join(["When: Monday, March 9", "One.", "Two.", "Three.", "Where: Gate 3"])
    assert facts(far) == {"when": "Monday, March 9"}


@pytest.mark.parametrize(
    ("text", "when", "where"),
    [
        (
            "We go on. Join us on Saturday, March 7 at 9 a.m. at 100 Lantern Street. Bring water.",
            "Saturday, March 7 at 9 a.m.",
            "100 Lantern Street",
        ),
        (
            "Picket lines will be held from 9 a.m. to 5 p.m. on Monday, 9 March.",
            "from 9 a.m. to 5 p.m. on Monday, 9 March",
            None,
        ),
        (
            "Acompáñanos el sábado 7 de marzo a las 9:00 en la calle de la Paz, 12.",
            "sábado 7 de marzo a las 9:00",
            "calle de la Paz, 12",
        ),
        (
            "Rejoignez-nous samedi 7 mars à 9 h 30 devant le 12, rue de la Paix.",
            "samedi 7 mars à 9 h 30",
            "12, rue de la Paix",
        ),
        (
            "Kommt zur Kundgebung am Samstag, 7. März um 9 Uhr, Hauptstraße 12.",
            "Samstag, 7. März um 9 Uhr",
            "Hauptstraße 12",
        ),
    ],
)
def test_the_one_sentence_that_invites(text: str, when: str, where: str | None) -> None:
    assert facts(text) == {"when": when} | ({"where": where} if where else {})


@pytest.mark.parametrize(
    "text",
    [
        "Join us on March 7 at 9 a.m. Then join us on March 8 at 9 a.m.",  # two occasions
        "Join us on March 7 at 9 a.m., not on March 6.",
        "Don’t join us on March 7 at 9 a.m. if you are on shift.",
        "The rally will not take place on March 7 at 9 a.m.",
        "We meet on Tuesday, March 3 at 10 a.m. with the employers.",
        "Nous ne venez pas samedi 7 mars à 9 h.",
        "Kommt zur Kundgebung am 7. März um 9 Uhr nicht.",
        "Voting closes on Friday, March 6 at 5 p.m.",
        "The committee met on Tuesday, March 3 at 10 a.m.",  # nobody is invited
        "Join us on March 7 at 9 a.m. or at 11 a.m.",
        "Join us on March 7 at 9 a.m., the day after Friday.",
        "Join us by March 7 at 9 a.m.",
        "We picket until March 7 at 9 a.m.",
        "Join us on March 7 at 9 a.m., provided that members vote yes.",
        "They told us: come to the hall on March 7 at 9 a.m.",
        "Scabs will come to the gate on March 7 at 9 a.m.",
        "Please join us in mourning Ana, who fell on March 7 at 9 a.m.",
        "Wir treffen uns am 7. März um 9 Uhr, sofern die Gespräche scheitern.",
        "Join us on Saturday. It begins at 9 a.m.",  # would have to be put together
        f"Join us on {'Saturday, ' * 40}March 7 at 9 a.m.",
    ],
)
def test_a_doubt_about_a_sentence_leaves_nothing(text: str) -> None:
    assert facts(text) == {}


def test_of_two_streets_neither_is_the_place() -> None:
    text = "Join us on March 7 at 9 a.m. between 100 Lantern Street and 200 Lantern Street."
    assert facts(text) == {"when": "March 7 at 9 a.m."}


def test_an_address_of_the_unions_own() -> None:
    assert facts(f"Vote here: {PAGE}. Or vote here ({PAGE})!") == {"link": PAGE}
    assert facts(f"Vote here: {PAGE}_(north).") == {"link": f"{PAGE}_(north)"}


@pytest.mark.parametrize(
    "text",
    [
        f"{PAGE} or {PAGE}/2",  # which?
        "https://www.guild.example.evil.example/vote",
        "https://www.guild.example@evil.example/vote",
        "https://evil.example/vote",
        "https://www.guild.example/",  # says nothing
        "https://www.guild.example",
        "http://www.guild.example/vote",
        f"{PAGE}?{'x' * 200}",
        f"Don’t open {PAGE}: that is a scam.",
        f"No votamos en {PAGE}.",
    ],
)
def test_any_other_address_is_none(text: str) -> None:
    assert facts(text) == {}


def test_the_statements_own_address_is_on_its_button_already() -> None:
    assert facts(PAGE, url=PAGE) == {}


def test_what_may_be_half_of_something_does_not_count() -> None:
    text = "We vote.\nWhen: Monday, March 9"
    assert facts(text, cut_off=True) == {}
    assert facts(text) == {"when": "Monday, March 9"}
    assert facts("Join us on March 7 at 9 a.m. or thereabouts", cut_off=True) == {}
    late = f"{'We vote. ' * 3_000}\nWhen: Monday, March 9"
    assert facts(late) == {}


PIECES = [
    *(
        "When: ",
        "Where: ",
        "Date: ",
        "Join us on ",
        "Monday, March 9",
        " at 9 a.m.",
        "\n",
        ". ",
        "; ",
        "calle ",
    ),
    *("100 Lantern Street", PAGE, " ", "x", "Calle ", "9", "9:", "•"),
]


@settings(max_examples=80)
@given(st.lists(st.one_of(st.sampled_from(PIECES), st.text(max_size=8)), max_size=60))
def test_every_fact_is_cut_from_the_text(pieces: list[str]) -> None:
    text = "".join(pieces)
    for fact in key_facts(text, title="", hosts=HOSTS, url=None, cut_off=False):
        assert all(0 <= start < end <= len(text) for start, end in fact.spans)
        assert all(words == words.strip() and "\n" not in words for words in fact.words(text))
        assert fact.kind in FactKind


@pytest.mark.parametrize(
    "piece",
    ["Calle ", "When: ", "Monday, ", "9 a.m. ", "9 to 9 ", "; ", "a" * 50, "1 A ", "Date: ", ", Time:"],
)
def test_a_hostile_text_takes_no_time(piece: str) -> None:
    text = f"Join us on March 7 at 9 a.m. {piece * 20_000}"[:200_000]
    key_facts(text, title="", hosts=HOSTS, url=None, cut_off=False)
