"""How a feed's text ends."""

import pytest

from bot.core.tails import has_ellipsis, is_cut_off, is_invitation, without_site_tail

SITE_TAIL = "\n\nThe post Day One appeared first on Example Guild."


@pytest.mark.parametrize(
    "text",
    [
        "The committee met and…",
        "The committee met and...",
        "The committee met and […]",
        "The committee met and [...]",
        "The committee met and [&hellip;]",
        "The committee met and […] »",
        "The committee met. Read more",
        "The committee met.\n\nRead more »",
        "The committee met.\n\nContinue reading “Talks” →",
        "The committee met.\n\n[Read the full statement]",
        "The committee met.\n\nClick here to read it all",
        "The committee met and […]" + SITE_TAIL,
    ],
)
def test_a_beginning_is_seen_whatever_the_feed_calls_it(text: str) -> None:
    assert is_cut_off(text, whole=True)
    assert is_cut_off(text, whole=False)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "The committee met.",
        "The committee met." + SITE_TAIL,
        "“We won!”",
        "Members must read more history.",
        "We want answers... and we want them now.",
        "The committee met.\n\nIn solidarity,\nThe committee",
    ],
)
def test_a_whole_text_is_whole(text: str) -> None:
    assert not is_cut_off(text, whole=True)
    assert not is_cut_off(text, whole=False)


@pytest.mark.parametrize(
    "text",
    ["The committee met. It will report on the talks", "The committee met. " * 25 + "It will"],
)
def test_a_teaser_without_a_full_stop_is_a_beginning(text: str) -> None:
    assert is_cut_off(text, whole=False)
    assert not is_cut_off(text, whole=True)


def test_the_sites_own_tail_is_known() -> None:
    assert without_site_tail("Words." + SITE_TAIL) == "Words."
    assert without_site_tail("The post office closed.") == "The post office closed."
    assert without_site_tail("x" * 2000 + SITE_TAIL) == "x" * 2000


def test_marks_are_told_from_sentences() -> None:
    assert has_ellipsis("and so on …”")
    assert not has_ellipsis("and so on.")
    assert is_invitation("Read more")
    assert not is_invitation("They read on.  Then they left the hall.")
