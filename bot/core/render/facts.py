"""When, where, and at which address: a few lines under a quotation, in the union's words."""

from collections.abc import Sequence
from typing import Final

from bot.core.keyfacts import Fact, FactKind
from bot.core.language import mark
from bot.core.model import Block, Summary
from bot.core.render.words import address, bold, foreign, joined, say, stacked

_ASKED: Final = {FactKind.WHEN: mark("When:"), FactKind.WHERE: mark("Where:"), FactKind.LINK: mark("Link:")}


def facts_block(facts: Sequence[Fact], text: str, summary: Summary) -> list[Block]:
    """Return the lines in one block; none where all that is labelled stands in the quotation as it is."""
    told = [fact for fact in facts if not fact.is_labelled]
    labelled = [fact for fact in facts if fact.is_labelled]
    if not all(_is_quoted(fact, summary) for fact in labelled):
        told = [*labelled, *told]
    return [stacked([_line(fact, text) for fact in told])] if told else []


def _is_quoted(fact: Fact, summary: Summary) -> bool:
    return all(any(s <= start and end <= e for s, e in summary.spans) for start, end in fact.spans)


def _line(fact: Fact, text: str) -> Block:
    words = fact.words(text)
    shown = address(words[0]) if fact.kind is FactKind.LINK else joined(*map(foreign, words), by=" · ")
    return joined(bold(say(_ASKED[fact.kind])), " ", shown)
