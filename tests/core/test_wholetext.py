"""Whether a page holds a teaser's words, and which of its words are the statement."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.model import Entry
from bot.core.wholetext import whole_text

BEGINNING = (
    "Dear members, the committee met for six hours on Tuesday. The employers’ side brought “no answer” to "
    "our proposal on self-taped auditions. We asked again for the figures they promised"
)
REST = " in June.\n\nPickets go on at every gate from nine.\n\nIn solidarity,\nMara Quill"
WHOLE = BEGINNING.replace(". ", ".\n\n") + REST


def teaser(text: str = BEGINNING + "…", title: str = "On strike", author: str | None = None) -> Entry:
    return Entry("g", "https://www.guild.example/post", title, text, author=author, cut_off=True)


def completes(text: str, page_text: str) -> bool:
    """Tell whether a page's text is taken for the whole of a teaser with this text."""
    return whole_text(teaser(text, title=""), page_text) is not None


# --- comparing ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "text",
    [
        BEGINNING,
        BEGINNING + "…",
        BEGINNING + " [...]",
        BEGINNING + "... Read more",
        BEGINNING.replace("promised", "prom") + "...",
        BEGINNING.replace(". ", "."),
        BEGINNING.replace("’", "'").replace("“", '"').replace("”", '"').replace("-", "–"),
        BEGINNING.replace(" ", "\n\n"),
        BEGINNING.upper(),
        BEGINNING + " […]\n\nThe post On strike appeared first on Example Guild.",
        "• " + BEGINNING,
    ],
)
def test_spaces_typography_and_the_cut_make_no_difference(text: str) -> None:
    assert completes(text, WHOLE)


@pytest.mark.parametrize(
    "text",
    [
        BEGINNING.replace("no answer", "an answer"),
        BEGINNING.replace("six", "seven"),
        BEGINNING.replace("asked again", "asked"),
        BEGINNING.replace("Tuesday", "Tuesday night"),
        "We asked again for the figures they promised. Dear members, the committee met for six hours.",
        "Read more",
        "…",
        "",
        "Dear members,",
    ],
)
def test_another_word_another_order_or_too_few_words_do(text: str) -> None:
    assert not completes(text, WHOLE)


def test_accents_may_be_composed_or_not() -> None:
    assert completes(
        "Les négociations reprennent mardi à Montréal",
        "Les ne\u0301gociations reprennent mardi a\u0300 Montre\u0301al.",
    )


def test_a_page_may_have_a_caption_between_two_sentences_of_the_teaser() -> None:
    page = WHOLE.replace("\n\n", "\n\nPhoto: the north gate, by a member.\n\n")
    assert completes(BEGINNING, page)


def test_it_may_not_have_another_article_there() -> None:
    first, _, rest = WHOLE.partition("\n\n")
    assert not completes(
        BEGINNING, first + "\n\n" + "A long story about something else. " * 40 + "\n\n" + rest
    )


def test_a_teaser_whose_first_words_stand_earlier_too_is_still_found() -> None:
    opening = BEGINNING.partition(". ")[0] + "."
    page = (
        opening
        + "\n\nRead on below.\n\n"
        + "Something else. " * 60
        + WHOLE.replace("\n\n", "\n\nCaption.\n\n", 1)
    )
    assert completes(BEGINNING, page)
    page = (opening + "\n\n") * 30 + "Something else. " * 60
    assert not completes(BEGINNING, page)


@given(st.text(), st.text())
def test_any_two_texts_can_be_compared(ours: str, theirs: str) -> None:
    completes(ours, theirs)
    found = whole_text(teaser(ours), theirs)
    assert found is None or found in theirs


@given(st.integers(60, 200), st.sampled_from(["", "…", "...", " [...]", "... Read more"]))
def test_every_beginning_of_a_page_is_found_in_it(length: int, tail: str) -> None:
    assert completes(WHOLE[:length] + tail, WHOLE)


# --- the statement's words ---------------------------------------------------------------------------


def test_the_text_is_the_pages_exactly() -> None:
    assert whole_text(teaser(), WHOLE) == WHOLE


@pytest.mark.parametrize(
    "head",
    [
        "On strike",
        "ON STRIKE!\n\nJuly 20, 2023",
        "• Jul 20, 2023\n• 2 min read\n\nUpdated: Sep 22, 2023",
        "Posted on Thursday, 07/20/2023 at 10:52pm",
        "By the Communications Department",
        "Example Guild",
        "\n \n2023-07-20",
    ],
)
def test_headline_date_and_byline_before_it_are_left_out(head: str) -> None:
    assert whole_text(teaser(author="Example Guild"), f"{head}\n\n{WHOLE}") == WHOLE


@pytest.mark.parametrize(
    "head",
    [
        "To all members of Local 9",
        "Update on day 12",
        "By tomorrow we shall have an answer.",
        "It began at 9.",
        "By the way, before we begin with what was said on Tuesday in that room, thank you",
        "May 1",
    ],
)
def test_what_may_be_the_statements_own_is_kept(head: str) -> None:
    page = f"{head}\n\n{WHOLE}"
    kept = whole_text(teaser(), page)
    assert kept == (WHOLE if head == "May 1" else page)


def test_a_page_that_gives_no_more_than_a_cut_teaser_is_no_help() -> None:
    assert whole_text(teaser(), BEGINNING) is None
    assert whole_text(teaser(BEGINNING + " Read more"), BEGINNING + " …") is None


def test_a_teaser_that_turns_out_to_be_the_whole_is_the_whole() -> None:
    assert whole_text(teaser(BEGINNING), BEGINNING) == BEGINNING


def test_a_headline_that_the_feed_repeats_before_the_text_need_not_be_on_the_page() -> None:
    assert whole_text(teaser(f"On strike {BEGINNING}…"), WHOLE) == WHOLE
    assert whole_text(teaser(f"On strike. {BEGINNING}…", title=""), WHOLE) is None
    assert whole_text(teaser("On strike", title="On strike"), WHOLE) is None


def test_other_words_are_no_text() -> None:
    assert (
        whole_text(teaser(), "The employers said that talks go well, and that everybody is content.") is None
    )
