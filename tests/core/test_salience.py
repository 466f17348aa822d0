"""What members need."""

import pytest

from bot.core.salience import CUES, cues, salience


@pytest.mark.parametrize(
    ("sentence", "found"),
    [
        ("The committee voted to strike.", {"decision"}),
        ("La asamblea decidió ir a la huelga.", {"decision"}),
        ("Un projet d'accord a été conclu.", {"decision"}),
        ("Die Versammlung hat beschlossen.", {"decision", "meeting"}),
        ("Pickets start on Monday at 6 a.m. at Gate 2.", {"day", "clock", "place", "meeting", "number"}),
        ("El piquete es el lunes 4 de mayo a las 5.", {"day", "date", "clock", "meeting"}),
        ("Rassemblement lundi 3 mars à 5 h devant la gare.", {"day", "date", "clock", "place", "meeting"}),
        ("Treffpunkt ist am Freitag um 18 Uhr in der Kantine.", {"day", "clock", "place", "meeting"}),
        ("Do not sign the form; give it to your steward.", {"order", "you"}),
        ("Si os citan, no firméis nada.", {"case", "order", "you"}),
        ("Veuillez apporter votre carte.", {"duty", "you"}),
        ("Unterschreibt nichts vor dem 3. Mai.", {"order", "deadline", "date"}),
        ("All members of the night crew are included.", {"whom"}),
        ("The company offered 3 per cent.", {"offer", "amount", "number"}),
        ("“We stay,” said Ruiz.", {"quoted"}),
        ("What happens now?", {"asking", "short", "coming"}),
        ("Together we win!", {"shouted"}),
        ("I have been to the house.", {"myself"}),
        ("Thank you for last night.", {"thanks"}),
        ("The union represents 4,000 workers.", {"about"}),
    ],
)
def test_cues(sentence: str, found: set[str]) -> None:
    assert found <= set(cues(sentence))


def test_a_sentence_weighs_what_its_cues_weigh() -> None:
    sentence = "Soup will be hot."
    assert set(cues(sentence)) == {"coming", "short", "slight"}
    assert salience(sentence) == pytest.approx(sum(CUES[name][1] for name in cues(sentence)))


@pytest.mark.parametrize(
    ("needed", "told"),
    [
        (
            "The picket is at Gate 2 on Monday from 6 a.m. until noon.",
            "The carpet has a pattern of small propellers.",
        ),
        ("La huelga queda aplazada al 1 de octubre.", "El agua y las sales las pone la Junta, como siempre."),
        ("Bringt den roten Umschlag bis Freitag um 12 Uhr.", "Am Ende war es wie immer, nur etwas später."),
        ("Le vote a lieu mardi, de 4 h 30 à 21 h, au local.", "« On verra bien », dit-elle en riant."),
    ],
)
def test_what_is_needed_weighs_more_than_what_is_told(needed: str, told: str) -> None:
    assert salience(needed) > salience(told) + 1
