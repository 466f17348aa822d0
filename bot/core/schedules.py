"""Which words of a schedule are quoted? All of its list: with a line left out, it would say something else.

Called by the services for picket times, after `bot.core.summarise`. Guarantees: the spans are whole list
items of the text and the sentences that were chosen, in order, and a card has room for them all; where it has
none for both, the list comes without the sentences. Too long a list is left to the summary.
"""

from typing import Final

from bot.core.escape import escape_markdown
from bot.core.model import Summary
from bot.core.sentences import split_sentences

_REACH: Final = 20_000  # characters looked at
_MOST: Final = 12  # items that a card has room for
_LONGEST: Final = 1_500  # characters of them all, as markdown has to write them
_ROOM: Final = 2_400  # with the sentences; the title, the source and the facts take the rest of a card


def with_whole_list(summary: Summary, text: str) -> Summary:
    """Return the summary with every item of the text's lists, where there are few enough."""
    items = [one for one in split_sentences(text[:_REACH]) if one.is_item]
    if len(text) > _REACH or len(items) > _MOST or sum(_cost(one.text) for one in items) > _LONGEST:
        return summary
    of_list = {(one.start, one.end) for one in items}
    spans = {*summary.spans, *of_list}
    if of_list and sum(_cost(text[start:end]) for start, end in spans) > _ROOM:
        spans = of_list
    return Summary(tuple(sorted(spans)))


def _cost(text: str) -> int:
    return len(escape_markdown(text)) + len("> ")
