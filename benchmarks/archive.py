"""A large archive of invented statements, and press articles that quote from it.

The words come in a chain learned from the evaluation's statements, broken off now and then, with invented
names among them. Runs of three words occur again about as often as in real prose (of four million words, six
in ten such runs are distinct), while any run of a dozen words is in few statements.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import pairwise
from random import Random

from evaluation.quote_cases import press_prose
from evaluation.quote_corpus import corpus, seeded, words_of
from evaluation.quote_store import Placed

STATEMENT_WORDS = 400
#: Words of an article for each quotation in it: 20 in 2,000.
WORDS_A_QUOTATION = 100
#: How often the chain is broken off, and how often a name is put in.
_BREAK, _NAME = 0.45, 0.03
_SYLLABLES = (
    "bar",
    "den",
    "mor",
    "wick",
    "hal",
    "ros",
    "tin",
    "lev",
    "sor",
    "gat",
    "pel",
    "um",
    "ash",
    "cor",
)


def statements(number: int, host: str) -> Iterator[Placed]:
    """Yield so many statements of about 400 words, the same at every run."""
    random = seeded("archive")
    for one in range(number):
        text = _prose(STATEMENT_WORDS, random)
        yield Placed(f"s-{one}", f"https://{host}/news/{one}", _prose(7, random).rstrip("."), text)


def articles(number: int, words: int, archive: Sequence[Placed]) -> Iterator[str]:
    """Yield different press articles of so many words, each with its share of quotations.

    Of these, half are word for word, a quarter have one word altered, and a quarter are nobody's.
    """
    random = seeded(f"articles of {words} words")
    story = [case.text for case in press_prose() if case.language == "en" and case.kind == "plain"]
    for _ in range(number):
        quotations = [_quotation(one, archive, random) for one in range(words // WORDS_A_QUOTATION)]
        sentences = [f"“{quotation},” the union said." for quotation in quotations]
        length = len(words_of(" ".join(sentences)))
        while length < words:
            sentences.append(random.choice(story))
            length += len(words_of(sentences[-1]))
        random.shuffle(sentences)
        yield "\n\n".join(" ".join(sentences[at : at + 4]) for at in range(0, len(sentences), 4))


def queries(number: int) -> Sequence[str]:
    """Return what members may look for: one, two or three longer words that the archive is made of."""
    random = seeded("queries")
    running = [word for word in _running() if len(word) > 6]
    return [" ".join(random.sample(running, 1 + one % 3)) for one in range(number)]


def _quotation(number: int, archive: Sequence[Placed], random: Random) -> str:
    if number % 4 == 3:
        return _prose(18, random).rstrip(".")
    words = random.choice(archive).text.split()
    first, length = random.randrange(len(words) - 30), random.randrange(12, 26)
    chosen = words[first : first + length]
    if number % 4 == 1:
        chosen[length // 2] = "certainly"
    return " ".join(chosen).rstrip(".")


@lru_cache(maxsize=1)
def _running() -> tuple[str, ...]:
    return tuple(word.written for said in corpus() if said.language == "en" for word in words_of(said.text))


@lru_cache(maxsize=1)
def _followers() -> dict[str, list[str]]:
    followers: dict[str, list[str]] = defaultdict(list)
    for word, after in pairwise(_running()):
        followers[word].append(after)
    followers[_running()[-1]].append(_running()[0])
    return dict(followers)


def _prose(length: int, random: Random) -> str:
    """Make up sentences of so many words in all, in paragraphs."""
    running, followers, draw = _running(), _followers(), random.random
    words: list[str] = []
    word, left = running[int(draw() * len(running))], 0
    for at in range(length):
        shown = word.lower()
        if draw() < _NAME:
            shown = "".join(_SYLLABLES[int(draw() * len(_SYLLABLES))] for _ in range(3)).capitalize()
        if left == 0:
            left, shown = 8 + int(draw() * 15), shown.capitalize()
        left -= 1
        ends = left == 0 or at == length - 1
        words.append(shown + ("." if ends else "," if draw() < 0.05 else ""))
        if ends and draw() < 0.25 and at < length - 1:
            words[-1] += "\n\n"
        choices = running if draw() < _BREAK else followers[word]
        word = choices[int(draw() * len(choices))]
    return " ".join(words).replace("\n\n ", "\n\n")
