"""What Discord accepted, read from its journal, and whether it is what was due.

A statement is known by its title, which is `title_of` a number; a card names one, and a catch-up digest each
that it links.
"""

import re
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from tests.discord_server.client import Line
from tests.discord_server.journal import Kind

_TITLE = re.compile(r"Bulletin (\d{4})")
_COUNTING = re.compile(r"#+ (?:Day \d+ of |The .+ is over\n)")
_PAGE = re.compile(r"Page (\d+) of \d+, word for word")


def title_of(number: int) -> str:
    """Return the title of a statement."""
    return f"Bulletin {number:04}"


def numbers_in(text: str) -> list[int]:
    """Return the statements that a text names, each once, in order."""
    return [int(number) for number in dict.fromkeys(_TITLE.findall(text))]


def title_in(post: Line) -> str:
    """Return the first line of a message, as it is read."""
    text: str = post["text"]
    return text.partition("\n")[0].lstrip("# ")


def is_day(post: Line) -> bool:
    """Tell whether a message counts a strike's days; it names the latest statement, and delivers none."""
    return _COUNTING.match(post["text"]) is not None


@dataclass(slots=True)
class Ledger:
    """The accepted posts of each channel; a forum's posts count for the forum."""

    lines: Sequence[Line]
    _threads: dict[int, int] = field(default_factory=dict)  #: a thread's channel, by the thread

    def __post_init__(self) -> None:
        self._threads = {line["channel"]: line["parent"] for line in self._of(Kind.THREAD)}

    def delivered(self, channel: int) -> list[int]:
        """Return the statements posted in a channel, each as often as it was, in order."""
        posts = (post for post in self.posts(channel) if not is_day(post))
        return [number for post in posts for number in numbers_in(post["text"])]

    def posts(self, channel: int) -> list[Line]:
        """Return the messages made in a channel, in order, but replies and what stands in threads."""
        made = (line for line in self._of(Kind.CREATE) if "replies_to" not in line)
        return [line for line in made if self._place(line) == channel and not self._is_in_thread(line)]

    def pages(self, message: int) -> list[int]:
        """Return the pages of a whole text in the thread under a message, in order."""
        made = [line for line in self._of(Kind.CREATE) if line["channel"] == message]
        return [int(page) for line in made for page in _PAGE.findall(line["text"])]

    def doubled_pages(self) -> list[str]:
        """Return what is wrong with the pages of whole texts in threads: none stands there twice."""
        pages = [line for line in self._of(Kind.CREATE) if self._is_in_thread(line)]
        times = Counter((line["channel"], page) for line in pages for page in _PAGE.findall(line["text"]))
        return [f"thread {one}: page {page} came {n} times" for (one, page), n in times.items() if n > 1]

    def replies(self) -> Counter[int]:
        """Return how often each message was replied to."""
        return Counter(line["replies_to"] for line in self._of(Kind.CREATE) if "replies_to" in line)

    def crossposted(self, channel: int) -> Counter[int]:
        """Return how often each message of a channel was crossposted."""
        return Counter(line["message"] for line in self._of(Kind.CROSSPOST) if line["channel"] == channel)

    def threads(self, channel: int) -> Counter[int]:
        """Return how often a thread was begun under each message of a channel."""
        return Counter(line["message"] for line in self._of(Kind.THREAD) if line["parent"] == channel)

    def shown(self) -> dict[int, str]:
        """Return what each message says in the end."""
        texts: dict[int, str] = {}
        for line in self._of(Kind.CREATE, Kind.EDIT):
            texts[line["message"]] = line["text"]
        return texts

    def digests(self, channel: int) -> list[list[int]]:
        """Return the statements of each message that links several."""
        found = (numbers_in(post["text"]) for post in self.posts(channel) if not is_day(post))
        return [numbers for numbers in found if len(numbers) > 1]

    def _of(self, *kinds: Kind) -> Iterator[Line]:
        return (line for line in self.lines if line["kind"] in kinds)

    def _is_in_thread(self, line: Line) -> bool:
        """Tell it from the message that a forum's thread begins with, which has the thread's id."""
        return line["channel"] in self._threads and line["message"] != line["channel"]

    def _place(self, line: Line) -> int:
        channel: int = line["channel"]
        return self._threads.get(channel, channel)


def faults_in(delivered: Sequence[int], due: Collection[int]) -> list[str]:
    """Return what is wrong with a channel's deliveries: lost, doubled, not due, out of order."""
    times = Counter(delivered)
    found = [f"{number} was lost" for number in sorted(set(due) - set(times))]
    found += [f"{number} came {count} times" for number, count in times.items() if count > 1]
    found += [f"{number} was not due" for number in sorted(set(times) - set(due))]
    known = [number for number in delivered if number in set(due)]
    found += [f"{after} came after {before}" for before, after in _falls(known)]
    return found


def _falls(numbers: Sequence[int]) -> Iterable[tuple[int, int]]:
    return ((one, after) for one, after in pairwise(numbers) if after < one)
