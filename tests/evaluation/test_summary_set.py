"""The marked statements for summaries are whole; what today's `summarise` holds of them is only printed."""

import io
import re
from collections import Counter
from typing import Any

import pytest
from rich.console import Console

from evaluation.summaries import (
    FORMS,
    KEPT_ASIDE,
    LANGUAGES,
    LEAD,
    LIMIT,
    OPENINGS,
    SAYS,
    SEEN,
    TODAY,
    Marked,
    candidates,
    is_covered,
    measure,
    methods,
    print_summaries,
    read,
    share,
    statements,
)

TEXT = """Dear all,

We thank you. The vote is on Monday.

This binds the board. Bring a card.

• Gates. Both."""


def statement(**changes: Any) -> dict[str, Any]:
    """Return a file's content that is in order, with some of it changed."""
    keys = [{"says": "when", "text": "The vote is on Monday."}, {"says": "action", "text": "Bring a card."}]
    known = {"language": "en", "form": "letter", "opening": "news", "salutation": "Dear all,"}
    return {"union": "U", "title": "T", "text": TEXT, "keys": keys, **known, **changes}


def marked(**changes: Any) -> Marked:
    return read(statement(**changes), "a.yaml", SEEN)


def key(text: str, says: str = "when", **more: str) -> dict[str, str]:
    return {"says": says, "text": text, **more}


def test_the_set_is_as_large_and_as_mixed_as_the_issue_asks() -> None:
    assert Counter(one.language for one in statements()) == {"en": 24, "es": 14, "fr": 11, "de": 11}
    assert {one.form for one in statements()} == set(FORMS)
    assert min(Counter((one.form, one.part) for one in statements()).values()) >= 3
    openings = Counter(one.opening for one in statements())
    assert set(openings) == set(OPENINGS)
    assert min(openings.values()) >= 25
    assert {each.says for one in statements() for each in one.keys} == set(SAYS)
    assert sum(each.needs is not None for one in statements() for each in one.keys) >= 8


def test_a_third_is_kept_aside_in_every_language() -> None:
    aside = Counter(one.language for one in statements() if one.part == KEPT_ASIDE)
    assert aside == {"en": 8, "es": 5, "fr": 4, "de": 3}


def test_every_statement_is_of_a_real_length_and_its_own() -> None:
    lengths = {one.file: len(one.text.split()) for one in statements()}
    assert min(lengths.values()) >= 120, lengths
    assert max(lengths.values()) <= 900, lengths
    assert max(lengths.values()) >= 600
    assert len({one.union for one in statements()}) == len({one.title for one in statements()}) == 60
    assert all(one.file.startswith(f"{one.language}-") for one in statements())


def test_every_address_is_an_invented_one() -> None:
    host = re.compile(r"(?:https?://|www\.|(?<=\w)@)[\w.-]+|\b[\w-]+\.(?:com|org|net|de|fr|es|info)\b")
    hosts = [found.rstrip(".") for one in statements() for found in host.findall(one.text)]
    assert len(hosts) >= 5
    assert [found for found in hosts if not found.endswith(".example")] == []


def test_every_key_fits_a_card_and_a_summary_can_hold_all() -> None:
    for one in statements():
        spans = [span for each in one.keys for span in each.spans]
        assert 2 <= len(one.keys) <= len(spans) <= LIMIT, one.file
        assert max(end - start for start, end in spans) <= 400, one.file


def test_a_statement_in_order_is_read() -> None:
    one = marked()
    assert [one.text[slice(*key.span)] for key in one.keys] == ["The vote is on Monday.", "Bring a card."]
    leaning = key("This binds the board.", needs="The vote is on Monday.")
    assert marked(keys=[leaning, key("Gates. Both.")]).keys[0].needs is not None


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"language": "it"}, "language 'it'"),
        ({"form": "poem"}, "form 'poem'"),
        ({"opening": "late"}, "opening 'late'"),
        ({"mood": "good"}, "has "),
        ({"salutation": "Dear friends,"}, "does not begin"),
        ({"keys": [key("Bring a card.")]}, "two or three keys"),
        ({"keys": [key("Bring a card."), key("The vote is on Monday.")]}, "out of order"),
        ({"keys": [key("The vote is on Tuesday."), key("Bring a card.")]}, "0 times"),
        ({"keys": [key("The vote is on"), key("Bring a card.")]}, "no whole sentence"),
        ({"keys": [key("vote is on Monday."), key("Bring a card.")]}, "no whole sentence"),
        ({"keys": [key("Bring a card.", says="joy"), key("Gates. Both.")]}, "a key has"),
        (
            {"keys": [key("Bring a card.", needs="The vote is on Monday."), key("Gates. Both.")]},
            "right before",
        ),
    ],
)
def test_a_mark_that_is_not_in_order_is_refused(changes: dict[str, Any], told: str) -> None:
    with pytest.raises(ValueError, match=told):
        marked(**changes)


def test_a_leaning_key_is_held_only_with_what_it_needs() -> None:
    one = marked(keys=[key("This binds the board.", needs="The vote is on Monday."), key("Gates. Both.")])
    leaning, item = one.keys
    assert leaning.needs is not None
    assert not all(is_covered(TEXT, span, [leaning.span]) for span in leaning.spans)
    assert all(is_covered(TEXT, span, [leaning.needs, leaning.span]) for span in leaning.spans)
    start, end = item.span
    assert not is_covered(TEXT, item.span, [(start, end - 2)])
    assert is_covered(TEXT, item.span, [(start, start + 6), (start + 7, end)])


def test_lead_3_passes_over_what_greets_and_what_is_no_sentence() -> None:
    first = [one.text for one in candidates(marked())][:LIMIT]
    assert first == ["We thank you.", "The vote is on Monday.", "This binds the board."]


def test_the_figures_are_printed_for_every_method() -> None:
    console = Console(file=io.StringIO(), width=200)
    print_summaries(console)
    assert isinstance(console.file, io.StringIO)
    printed = console.file.getvalue()
    assert all(name in printed for name in (TODAY, LEAD, *LANGUAGES, *SAYS))
    aside = [one.file for one in statements() if one.part == KEPT_ASIDE]
    assert not [file for file in aside if file in printed]
    for name, method in methods().items():
        summed = measure(method)
        assert len(summed) == 60
        assert all(len(one.spans) <= LIMIT for one in summed)
        assert 0 < share(summed) < 1, name


def test_a_summary_holds_far_more_than_the_first_sentences_do() -> None:
    found = methods()
    ours, lead = measure(found[TODAY]), measure(found[LEAD])
    assert share(ours) > 1.2 * share(lead)
    aside = [one for one in ours if one.marked.part == KEPT_ASIDE]
    assert share(aside) > 0.6
