"""The last look at a summary: whole sentences of the text in its order, or nothing."""

import pytest

from bot.core.errors import NotVerbatim
from bot.core.model import Summary
from bot.core.quotable import check_quotable
from bot.core.sentences import split_sentences

TEXT = (
    "Dr. Alma Ruiz met them at 9 a.m. on Monday. They left.\n\n• Bring water\n• Bring friends\n\nWe stay out."
)
SENTENCES = [(one.start, one.end) for one in split_sentences(TEXT)]


def test_whole_sentences_and_whole_items_pass_in_their_order() -> None:
    check_quotable(Summary(()), TEXT)
    check_quotable(Summary(tuple(SENTENCES)), TEXT)
    check_quotable(Summary((SENTENCES[0], SENTENCES[2], SENTENCES[-1])), TEXT)


@pytest.mark.parametrize(
    "spans",
    [
        [(SENTENCES[0][0], SENTENCES[0][1] - 1)],  # half a sentence
        [(SENTENCES[0][0] + 4, SENTENCES[0][1])],
        [(SENTENCES[0][0], SENTENCES[1][1])],  # two as if they were one
        [SENTENCES[1], SENTENCES[0]],  # in another order
        [SENTENCES[0], SENTENCES[0]],
        [(5, 5)],
        [(0, 10_000)],
        [(-3, 10)],
    ],
)
def test_anything_else_is_refused(spans: list[tuple[int, int]]) -> None:
    with pytest.raises(NotVerbatim, match="the summary's span"):
        check_quotable(Summary(tuple(spans)), TEXT)
