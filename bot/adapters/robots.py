"""May a page be fetched, and how often? What a site's robots.txt says (RFC 9309), on Protego.

Used by `bot.adapters.pages` alone. Guarantees: robots.txt is fetched under all the fetcher's guards and kept
for an hour per host, of a bounded number of hosts; a site that cannot say what it allows is not asked for
pages now; one that has no robots.txt allows everything.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from protego import Protego

from bot.adapters.http import HttpFetcher
from bot.adapters.http_exchange import Answered, Redirect
from bot.adapters.http_faults import Wanted, phrase
from bot.adapters.shown import shown
from bot.core.errors import FetchError, FetchTemporary, PageRefused
from bot.core.model import Feed
from bot.ports import Clock

#: The name that robots.txt files address; the User-Agent header begins with it.
ROBOT = "Picketwire"

MOST_KEPT = 200  #: hosts whose answer is remembered

_ROBOTS = Wanted("robots.txt", "text/plain, */*;q=0.1")
_MAX_BYTES = 512 * 1024  # RFC 9309 §2.5 asks for 500 KiB at least
_KEPT = timedelta(hours=1)
_FAILURE_KEPT = timedelta(minutes=4)  # less than the first wait of a page that could not be read
_LONGEST_DELAY = 10.0  # seconds of Crawl-delay; a strike's news must not wait for more


@dataclass(frozen=True, slots=True)
class _Answer:
    """What one host's robots.txt said, or why it said nothing."""

    rules: Protego | None
    trouble: str
    until_at: datetime


class Robots:
    """Remembers every host's robots.txt for an hour."""

    def __init__(self, fetcher: HttpFetcher, clock: Clock) -> None:
        self._fetcher = fetcher
        self._clock = clock
        self._answers: dict[str, _Answer] = {}

    async def delay(self, feed: Feed, host: str, url: str) -> float:
        """Return the seconds that the host wants between two pages, 0 where it names none.

        Raises:
            PageRefused: the host asks not to fetch `url`.
            FetchTemporary: its robots.txt could not be read, so that nothing is known.
        """
        answer = self._answers.get(host)
        if answer is None or answer.until_at <= self._clock.now():
            answer = await self._asked(feed, host)
            self._keep(host, answer)
        if answer.rules is None:
            raise FetchTemporary(feed.id, answer.trouble)
        if not answer.rules.can_fetch(url, ROBOT):
            raise PageRefused(feed.id, f"The robots.txt of {host} asks not to fetch {shown(url)}.")
        return min(answer.rules.crawl_delay(ROBOT) or 0.0, _LONGEST_DELAY)

    def _keep(self, host: str, answer: _Answer) -> None:
        """Remember an answer; members can name any number of hosts, so that the oldest makes room."""
        self._answers.pop(host, None)
        if len(self._answers) >= MOST_KEPT:
            del self._answers[next(iter(self._answers))]
        self._answers[host] = answer

    async def _asked(self, feed: Feed, host: str) -> _Answer:
        try:
            answered = await self._fetched(feed, (f"https://{host}/robots.txt",))
        except FetchError as error:
            return self._unknown(f"the robots.txt of {host} could not be read ({error.message.rstrip('.')})")
        if answered.status == 200:
            return self._known(answered.fetched.body.decode("utf-8", "replace"))
        # RFC 9309 §2.3.1.3: “unavailable” (4xx) allows everything, “unreachable” (5xx) nothing. 429 is a 4xx
        # that asks for less, and is treated as the latter.
        if 400 <= answered.status < 500 and answered.status != 429:
            return self._known("")
        return self._unknown(f"{host} answered {phrase(answered.status)} when asked for its robots.txt")

    async def _fetched(self, feed: Feed, way: tuple[str, ...]) -> Answered:
        while isinstance(answer := await self._fetcher.ask(feed, way, _ROBOTS, _MAX_BYTES), Redirect):
            way = self._fetcher.follow(feed, way, answer.to, _ROBOTS)
        return answer

    def _known(self, text: str) -> _Answer:
        return _Answer(Protego.parse(text), "", self._clock.now() + _KEPT)

    def _unknown(self, trouble: str) -> _Answer:
        return _Answer(None, trouble, self._clock.now() + _FAILURE_KEPT)
