"""Hostile words through everything that shows a statement: within the limits, inert, whole."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.core.render.words import MESSAGE_LIMIT
from tests.core.render.hostile import CORPUS, assert_inert, messages_with


@pytest.mark.parametrize("words", CORPUS.values(), ids=CORPUS)
def test_nothing_acts_and_everything_fits(words: str) -> None:
    for message in messages_with(words):
        assert_inert(message)
        assert sum(len(block.markdown) for block in message.blocks) <= MESSAGE_LIMIT
        assert message.image is None or 0 < len(message.image.alt) <= 1_000


@settings(max_examples=40)
@given(
    st.lists(
        st.one_of(
            st.sampled_from([words[:400] for words in CORPUS.values()]),
            st.text(alphabet="*_~`|<>[]()#@:/-+.\\ \nae1!“”", max_size=40),
            st.text(max_size=20),
        ),
        min_size=1,
        max_size=8,
    )
)
def test_nor_does_any_mixture_of_it(pieces: list[str]) -> None:
    for message in messages_with("".join(pieces)):
        assert_inert(message)
        assert sum(len(block.markdown) for block in message.blocks) <= MESSAGE_LIMIT
