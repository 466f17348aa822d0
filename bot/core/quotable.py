"""Is this really quoted? The last look at a summary before it is shown.

Called by `bot.core.render.statement`, whatever chose the spans. Guarantees: what passes is cut from the text,
in its order, and each span is one whole sentence or one whole list item of it.
"""

from itertools import pairwise

from bot.core.errors import NotVerbatim
from bot.core.model import Summary
from bot.core.sentences import split_sentences
from bot.core.tails import without_site_tail


def check_quotable(summary: Summary, text: str) -> None:
    """Look at every span of a summary; a text is read only as far as its last one.

    Raises:
        NotVerbatim: with the span at fault.
    """
    spans = summary.spans
    for (_, end), (start, _end) in pairwise(spans):
        if start < end:
            raise NotVerbatim(f"the summary's span at {start} does not follow the one that ends at {end}")
    wanted = set(spans)
    last = max((end for _, end in spans), default=0)
    for sentence in split_sentences(without_site_tail(text)) if wanted else ():
        if sentence.start >= last:
            break
        wanted.discard((sentence.start, sentence.end))
    if wanted:
        start, end = min(wanted)
        raise NotVerbatim(f"the summary's span {start} to {end} is no whole sentence of the text")
