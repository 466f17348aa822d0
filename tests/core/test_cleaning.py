"""What is taken out of a text before it is stored, and that nothing else ever is."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.core.cleaning import clean_entry, clean_text, cleaned
from bot.core.model import (
    Change,
    Decision,
    Entry,
    EntryKeys,
    Feed,
    FeedState,
    FeedUpdate,
    PlannedEntry,
    Verdict,
)

OWNER = "Example Performers Guild"
FEED = Feed("news", "https://www.guild.example/feed", "guild", OWNER, frozenset({"www.guild.example"}))
TITLE = "Day 7: to the gates"
SAID = "Dear members,\n\nWe “walk” out on Monday — all of us; ﬁnally.\n\n• Share: bring water\n• Subscribe"


def clean(text: str, *, is_direct: bool = True, is_cut_off: bool = False) -> str:
    return clean_text(text, title=TITLE, owner=OWNER, is_direct=is_direct, is_cut_off=is_cut_off)


@pytest.mark.parametrize(
    "furniture",
    [
        "{{PageTitle}} Loading news... Failed to load news.",
        "{{PageTitle}}",
        "Loading news...",
        "Failed to load news.",
        "Videos by The Guild",
        "Share this: Facebook X WhatsApp",
        "Subscribe to our newsletter",
        "Read more: How the talks broke down",
        "Read more",
        "top of page",
        "bottom of page",
        "This website uses cookies to improve your experience. Read our policy.",
        "We use cookies to analyse traffic on this website and remember your choices.",
        "Este sitio utiliza cookies propias y de terceros.",
        "Ce site utilise des cookies.",
        "Diese Website verwendet Cookies, um Ihr Erlebnis zu verbessern.",
        "Accept all cookies",
    ],
)
def test_lines_of_furniture_go_wherever_they_stand_alone(furniture: str) -> None:
    assert clean(f"{furniture}\n\n{SAID}") == SAID
    assert clean(f"{SAID}\n{furniture}") == SAID
    first, rest = SAID.split("\n\n", 1)
    assert clean(f"{first}\n\n{furniture}\n\n{rest}") == SAID


def test_a_repeated_headline_goes_at_the_top_alone() -> None:
    assert clean(f"DAY 7 – to the gates!\n\n{SAID}") == SAID
    assert clean(f"{SAID}\n\n{TITLE}") == f"{SAID}\n\n{TITLE}"


def test_leftovers_of_a_template_go_at_the_ends_of_a_line() -> None:
    line = "{{PageTitle}} Loading news... Failed to load news. We walk out. {{Footer}}\nLoading news... Now."
    assert clean(line) == "We walk out.\nNow."


@pytest.mark.parametrize(
    "sentence",
    [
        "Loading… three words, and then nothing.",
        "Loading docks are picketed from six.",
        "They failed to load news.",
        "Loading crews walk out...",
        "Failed to load ships.",
        "We use cookies to raise money for the hardship fund.",
        "Share this with a friend who works nights.",
        "Read more about it at the hall.",
        "The post office appeared first on our list of gates.",
        "Subscribe: ask your steward.",
        "Use {{name}} as the password.",
        "Subscribe to our strike fund",
        "Subscribe to the hardship fund today at the hall",
        "Videos by members are welcome",
        "Vídeo de la huelga",
        "Read more: the full offer hangs at our hall",
        "Also read: clause 3 of our contract",
        "Our website uses cookies. The strike goes on until Friday.",
        f"{TITLE}.",
        f"{TITLE}?",
    ],
)
def test_a_sentence_of_the_statement_stays(sentence: str) -> None:
    for text in (f"{sentence}\n\n{SAID}", f"{SAID}\n\n{sentence}", sentence):
        assert clean(text) == text


def test_what_is_furniture_alone_stays() -> None:
    assert clean("Subscribe") == "Subscribe"
    assert clean("top of page\n{{Title}}") == "top of page\n{{Title}}"


# --- where it appeared first ------------------------------------------------------------------------


@pytest.mark.parametrize(
    "tail",
    [
        f"The post {TITLE} appeared first on The Guild's Blog.",
        f"The post Something appeared first on {OWNER}.",
        f"La entrada {TITLE} se publicó primero en El sindicato.",
        f"© 2026 {OWNER}",
    ],
)
def test_a_tail_goes_where_the_rules_found_the_text_the_unions_own(tail: str) -> None:
    text = f"{SAID}\n\n{tail}"
    assert clean(text) == SAID
    assert clean(text, is_direct=False) == text


def test_a_tail_that_names_neither_the_statement_nor_the_union_stays() -> None:
    for text in (
        f"{SAID}\n\nThe post Else appeared first on The Daily Curtain.",
        f"{SAID}\n\n© 2026 The Curtain",
    ):
        assert clean(text) == text
    text = f"{SAID}\n\nThe post {'x' * 500} appeared first on {OWNER}."
    assert clean(text) == text


# --- beginnings -------------------------------------------------------------------------------------


def test_an_invitation_to_read_on_stays_where_it_alone_tells_of_a_rest() -> None:
    text = f"{SAID}\n\nContinue reading →"
    assert clean(text, is_cut_off=True) == text
    assert clean(text) == SAID
    assert clean(f"{SAID} […]\n\nContinue reading →", is_cut_off=True) == f"{SAID} […]"
    assert clean(f"top of page\n{text}", is_cut_off=True) == text
    assert clean("Continue reading →", is_cut_off=True) == "Continue reading →"


# --- entries ----------------------------------------------------------------------------------------


def test_an_update_is_cleaned_by_what_the_rules_said_of_each_entry() -> None:
    at = datetime(2026, 3, 2, 9, tzinfo=UTC)
    entry = Entry(
        "1", "https://www.guild.example/1", TITLE, f"{SAID}\n\nThe post {TITLE} appeared first on Us."
    )
    planned = [
        PlannedEntry(entry, "1", EntryKeys("1", None, None), "h", Change.NEW, verdict, None)
        for decision in (Decision.DIRECT, Decision.HELD)
        for verdict in [Verdict(decision, "own-host", "", "", "", 1)]
    ]
    update = FeedUpdate(FEED, FeedState("news"), tuple(planned), (), (FEED.url,), at)
    direct, held = cleaned(update).entries
    assert direct == replace(planned[0], entry=replace(entry, text=SAID))
    assert held is planned[1]


@pytest.mark.parametrize("label", ["Subscribe to The Daily Curtain for unlimited news", "Videos by Reuters"])
def test_what_the_rules_held_is_judged_the_same_once_it_is_stored(label: str) -> None:
    """A label may be the very evidence; what is stored is judged again by `rejudge`."""
    entry = Entry("1", "https://www.guild.example/1", TITLE, f"{{{{PageTitle}}}} {SAID}\n\n{label}")
    held = clean_entry(entry, FEED, is_direct=False)
    assert held.text == f"{SAID}\n\n{label}"
    assert clean_entry(entry, FEED, is_direct=True).text == SAID
    nothing_else = replace(entry, text="{{PageTitle}}")
    assert clean_entry(nothing_else, FEED, is_direct=False) is nothing_else


# --- nothing else -----------------------------------------------------------------------------------

_WORDS = st.sampled_from(
    (
        "strike",
        "the",
        "“gate”",
        "on",
        "6 a.m.",
        "—",
        "don’t",
        "ﬁx",
        "it;",
        "U.S.",
        "(p. 3)",
        "«ya»",
        "größer,",
    )
)
_SENTENCE = st.lists(_WORDS, min_size=3, max_size=12).map(lambda words: f"We {' '.join(words)} now.")
_PARAGRAPHS = st.lists(_SENTENCE | _SENTENCE.map(lambda one: f"• {one}"), min_size=1, max_size=6)


@settings(max_examples=60, deadline=None)
@given(_PARAGRAPHS, st.sampled_from(("\n", "\n\n")), st.booleans(), st.booleans())
def test_text_without_furniture_comes_out_as_it_is(
    paragraphs: list[str], between: str, is_direct: bool, is_cut_off: bool
) -> None:
    text = between.join(paragraphs)
    assert clean(text, is_direct=is_direct, is_cut_off=is_cut_off) == text
