"""Cleaning on the labelled sets: it takes no sentence of a statement, and changes nothing for the rules."""

from bot.core.cleaning import clean_entry, clean_text
from bot.core.mending import mend
from bot.core.model import Decision
from bot.core.provenance import judge
from evaluation import pages, provenance, summaries


def test_every_statement_of_the_marked_set_comes_out_as_it_is() -> None:
    for marked in summaries.statements():
        assert mend(marked.text) == marked.text, marked.file
        for is_cut_off in (False, True):
            clean = clean_text(
                marked.text, title=marked.title, owner=marked.union, is_direct=True, is_cut_off=is_cut_off
            )
            assert clean == marked.text, marked.file


def test_every_sentence_of_the_pages_survives() -> None:
    for reading in pages.measure_pages(pages.OURS).readings:
        source = reading.page.source
        text = pages._read_ours(reading.page)[0]
        clean = clean_text(text, title=source.title, owner=source.union, is_direct=True, is_cut_off=False)
        assert clean == text, source.name  # what was there to take, the extraction took


def test_the_rules_say_the_same_of_what_is_stored() -> None:
    """So that `rejudge`, which reads what is stored, finds what the poll found."""
    cleaned = 0
    for case in provenance.measure(provenance.KEPT_ASIDE).cases:
        is_direct = case.verdict.decision is Decision.DIRECT
        stored = clean_entry(case.entry, case.feed, is_direct=is_direct)
        cleaned += stored is not case.entry
        again = judge(stored, case.feed, (case.feed.url,))
        assert (again.decision, again.rule) == (case.verdict.decision, case.verdict.rule), case.file
    assert cleaned >= 9
