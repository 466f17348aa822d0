"""A schedule is quoted with all of its lines or not at all."""

from bot.core.model import Summary
from bot.core.schedules import with_whole_list
from bot.core.sentences import split_sentences

TEXT = (
    "Sign in with your captain.\n\n• Gate 3: Monday, 6 a.m.\n• Stages: Tuesday, 9 a.m.\n• Office: noon\n\n"
    "No line on Friday."
)
SPANS = tuple((one.start, one.end) for one in split_sentences(TEXT))


def test_all_lines_of_a_list_are_quoted_beside_what_was_chosen() -> None:
    chosen = Summary((SPANS[1], SPANS[-1]))
    assert with_whole_list(chosen, TEXT).sentences(TEXT) == (
        "Gate 3: Monday, 6 a.m.",
        "Stages: Tuesday, 9 a.m.",
        "Office: noon",
        "No line on Friday.",
    )


def test_without_a_list_and_of_one_that_is_too_long_the_summary_stays() -> None:
    assert with_whole_list(Summary(()), "We met. They left.") == Summary(())
    for text in (TEXT * 9, f"• {'x' * 1_600}\n• y", f"{TEXT}\n\n{'We stay out. ' * 2_000}"):
        assert with_whole_list(Summary(SPANS[:1]), text) == Summary(SPANS[:1])


def test_where_a_card_has_no_room_for_both_the_list_comes_whole_without_the_sentences() -> None:
    """A card that is full leaves out what is last: of a list that would be gates that are picketed, too."""
    sentence = f"We {'stay and ' * 160}stay out."
    items = [f"Monday at {hour} a.m., Gate {hour} {'of the yard ' * 6}north" for hour in range(1, 13)]
    text = f"{sentence}\n\n" + "\n".join(f"• {item}" for item in items)
    chosen = Summary(((0, len(sentence)),))
    assert with_whole_list(chosen, text).sentences(text) == tuple(items)
    starred = text.replace("north", "*" * 60)  # each of which markdown writes as two
    assert with_whole_list(chosen, starred) == chosen
