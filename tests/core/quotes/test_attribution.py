import pytest

from bot.core.quotes.attribution import attribution_begins, attribution_ends, is_attribution


@pytest.mark.parametrize(
    "text", ["she said", "said Ana Ruiz, the president", "según el sindicato", "hat sie erklärt"]
)
def test_recognises_who_said_it(text: str) -> None:
    assert is_attribution(text)


@pytest.mark.parametrize(
    "text", ["as the strike went on", "she said that the strike was over and the union had given in"]
)
def test_what_tells_more_is_none(text: str) -> None:
    assert not is_attribution(text)


@pytest.mark.parametrize(
    ("text", "bare"),
    [
        ("We stay out, she said.", "We stay out"),
        ("We stay out, the union’s president Ana Ruiz said", "We stay out"),
        ("Nous restons dehors, a déclaré Ana Ruiz.", "Nous restons dehors"),
        ("We stay out. — Ana Ruiz, president", "We stay out."),
        ("We stay out. -- the end", "We stay out. -- the end"),
        ("We stay out, and they said no.", "We stay out, and they said no."),
        ("We stay out, said the strike over Monday", "We stay out, said the strike over Monday"),
        ("We stay out, as ever.", "We stay out, as ever."),
        ("We stay out, " + "Ana Ruiz " * 6 + "said", "We stay out, " + "Ana Ruiz " * 6 + "said"),
    ],
)
def test_leaves_an_attribution_at_the_end_out(text: str, bare: str) -> None:
    assert text[: attribution_begins(text)] == bare


@pytest.mark.parametrize(
    ("text", "bare"),
    [
        ("The guild wrote: we stay", "we stay"),
        ("Our plan: we stay", "Our plan: we stay"),
        ("We stay", "We stay"),
    ],
)
def test_leaves_an_attribution_at_the_beginning_out(text: str, bare: str) -> None:
    assert text[attribution_ends(text) :] == bare
