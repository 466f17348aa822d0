"""Which of a statement's sentences matter? Spans of the text itself, never a word of our own.

Called by the services when a statement is posted or reported. Guarantees: every span is one whole
sentence or one whole list item, as the union wrote it, in order; never one that the feed cut off, never
one from inside a quotation that the span would tear open. Looks at the beginning of a long text only, so
that its time is bounded. The first suitable sentences are taken; nothing is ranked yet.
"""

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import islice
from typing import Final

from bot.core.model import Summary
from bot.core.sentences import Sentence, split_sentences
from bot.core.tails import has_ellipsis, is_invitation, without_site_tail

_REACH: Final = 20_000  # characters looked at; statements open with what they have to say
_SENTENCES: Final = 60
_LONGEST: Final = 400  # characters; longer ones do not fit a card beside two others
_FEWEST_WORDS: Final = 3
_ENOUGH: Final = 2  # with fewer sentences than this, list items fill up

_LEANING: Final = re.compile(
    r"[\"“«'‘(]*(?:this|that|these|those|they|it|he|she|his|her|hers|its|their|theirs|such|however|but|and|or"
    r"|nor|so|yet|therefore|thus|instead|meanwhile|moreover|furthermore|also|still|then|which)\b",
    re.IGNORECASE,
)
# What a union sets right it first repeats; on its own the repetition would speak for the other side.
_REPEATED: Final = re.compile(
    r"\W*(?:myths?|claims?|rumou?rs?|fiction|falsehood|misinformation|(?:what )?they say)\b[^.!?]{0,20}:",
    re.IGNORECASE,
)
_GREETING: Final = re.compile(
    r"(?:dear|hello|hi|hey|greetings|good (?:morning|afternoon|evening)|to (?:all )?our|attention)\b",
    re.IGNORECASE,
)
_SIGN_OFF: Final = re.compile(
    r"(?:in (?:solidarity|unity)|sincerely|fraternally|(?:(?:best|kind) )?regards|respectfully|yours)\b",
    re.IGNORECASE,
)
_COURTESY_WORDS: Final = 8  # a longer sentence that opens like a greeting is one in its own right
_FURNITURE: Final = re.compile(
    r"\W*(?:(?:click|tap) here|(?:top|bottom) of page|back to top|skip to|share (?:this|on|via)\b"
    r"|follow us on|videos? by|photos? (?:by|courtesy)|(?:photo|image) credit|for immediate release"
    r"|(?:media|press) contacts?\b|posted (?:on|by|in)\b|updated:|loading\b|failed to load|advertisement"
    r"|unsubscribe|you are receiving|all rights reserved|copyright|©|the post .* appeared first on"
    r"|contains quote post)",
    re.IGNORECASE,
)
_INVITATION_LENGTH: Final = 100
_TEMPLATE: Final = re.compile(r"\{\{|\}\}|<%|%>")


@lru_cache(maxsize=16)  # one statement goes to many channels
def summarise(text: str, *, cut_off: bool, limit: int = 3) -> Summary:
    """Choose at most `limit` sentences; none where none is fit to be quoted.

    `cut_off` says that the text is only the beginning of a statement, so that its last sentence may be
    half of one.
    """
    body = without_site_tail(text)
    sentences = list(islice(_statement_sentences(body[:_REACH]), _SENTENCES))
    seen_all = len(body) <= _REACH and len(sentences) < _SENTENCES
    if sentences and (cut_off or not seen_all):
        sentences.pop()
    chosen = _choose(sentences, limit)
    if len(chosen) < _ENOUGH:
        items = [one for one in sentences if one.is_item and one not in chosen and _is_fit(one)]
        chosen = sorted([*chosen, *items[: limit - len(chosen)]], key=lambda one: one.start)
    return Summary(tuple((one.start, one.end) for one in chosen))


def quotable(text: str, *, cut_off: bool) -> Sequence[Sentence]:
    """Return the sentences that can stand alone, in order: what is fit for a summary, and leans on nothing.

    Also such as do not end as a sentence does; never one that may be half of one, of a text that goes on.
    """
    body = without_site_tail(text)
    sentences = list(split_sentences(body[:_REACH]))
    if cut_off or len(body) > _REACH:
        del sentences[-1:]
    return [
        one
        for place, one in enumerate(sentences)
        if not (place and _LEANING.match(one.text)) and not _is_furniture(one.text) and _is_fit(one)
    ]


def _statement_sentences(text: str) -> Iterator[Sentence]:
    return (sentence for sentence in split_sentences(text) if not _is_furniture(sentence.text))


def _choose(sentences: Sequence[Sentence], limit: int) -> list[Sentence]:
    """Take the first fit sentences, but none that leans on one that is left out."""
    chosen: list[Sentence] = []
    before: Sentence | None = None
    for sentence in sentences:
        leans = before is not None and _LEANING.match(sentence.text) is not None
        stands = not leans or (chosen and chosen[-1] is before)
        if sentence.is_whole and stands and len(chosen) < limit and _is_fit(sentence):
            chosen.append(sentence)
        before = sentence
    return chosen


def _is_fit(sentence: Sentence) -> bool:
    return (
        len(sentence.text) <= _LONGEST
        and len(re.findall(r"\w+", sentence.text)) >= _FEWEST_WORDS
        and not has_ellipsis(sentence.text)
        and not sentence.text.endswith(":")
        and not _REPEATED.match(sentence.text)
        and not _is_courtesy(sentence.text)
    )


def _is_courtesy(sentence: str) -> bool:
    opens_so = _GREETING.match(sentence) or _SIGN_OFF.match(sentence)
    return opens_so is not None and len(sentence.split()) <= _COURTESY_WORDS


def _is_furniture(sentence: str) -> bool:
    """Return whether a sentence belongs to the page, not to the statement."""
    return (
        _FURNITURE.match(sentence) is not None
        or _TEMPLATE.search(sentence) is not None
        or (len(sentence) <= _INVITATION_LENGTH and is_invitation(sentence))
    )
