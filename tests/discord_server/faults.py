"""What goes wrong, and when: on a test's order, or at random from a seed.

`tests.discord_server.rest` asks `Faults.strike` about every request. An order counts requests, lasts for a
time of the server's, or stays until it is lifted. Random faults depend on the seed, the channel and the
number of the request in that channel alone, so that the same seed strikes the same requests whatever else
happens between.
"""

import fnmatch
import random
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import count
from typing import Any

from tests.discord_server.asked import Asked, Operation
from tests.discord_server.bell import Bell
from tests.discord_server.clock import ServerClock
from tests.discord_server.settings import Rate

#: What opening a gateway's socket is asked as.
SOCKET = Asked("CONNECT", "/gateway", Operation.OTHER)
#: “Answers after 40 seconds”: longer than clients like to wait.
LATE_SECONDS = 40.0
RATE_LIMIT_SECONDS = 5.0


@dataclass(frozen=True, slots=True)
class Fault:
    """One way in which a request goes wrong."""

    status: int | None = None  #: answered instead of what would have been
    code: int = 0  #: Discord's own
    message: str = ""
    is_performed: bool = False  #: what was asked is done all the same
    is_dropped: bool = False  #: the connection is closed without an answer
    seconds: float = 0.0  #: it takes so long, in the server's seconds
    retry_after: float | None = None  #: in the body, in the server's seconds
    has_header: bool = True  #: whether a 429 has Retry-After
    is_global: bool = False
    is_html: bool = False  #: the answer comes from in front of Discord
    closes_gateway: str | None = None  #: as the gateway's `CLOSES`; the request itself goes well


def _proxy(status: int, message: str) -> Fault:
    return Fault(status, message=message, is_html=True)


KNOWN: Mapping[str, Fault] = {
    "429": Fault(429, retry_after=RATE_LIMIT_SECONDS),
    "429-global": Fault(429, retry_after=RATE_LIMIT_SECONDS, is_global=True),
    "429-headerless": Fault(429, retry_after=RATE_LIMIT_SECONDS, has_header=False),
    "429-bare": Fault(429, has_header=False),  # JSON that names no time at all
    "429-cloudflare": Fault(429, message="error code: 1015", is_html=True),
    "500": Fault(500, message="500: Internal Server Error"),
    "500-performed": Fault(500, message="500: Internal Server Error", is_performed=True),
    "502": _proxy(502, "Bad Gateway"),
    "503": _proxy(503, "Service Unavailable"),
    "504": _proxy(504, "Gateway Timeout"),
    "504-performed": Fault(504, message="Gateway Timeout", is_html=True, is_performed=True),
    "dropped": Fault(is_dropped=True),
    "reply-lost": Fault(is_dropped=True, is_performed=True),
    "late": Fault(seconds=LATE_SECONDS, is_performed=True),  # done at once, answered late
    "slow": Fault(seconds=LATE_SECONDS),  # done late, whether or not the client still waits
    "no-permission": Fault(403, 50013, "Missing Permissions"),
    "no-access": Fault(403, 50001, "Missing Access"),
    "no-channel": Fault(404, 10003, "Unknown Channel"),
    "archived": Fault(400, 50083, "Thread is archived"),
    "bad-token": Fault(401, 0, "401: Unauthorized"),
    "gateway-closed": Fault(closes_gateway="resumable"),
    "gateway-invalid": Fault(closes_gateway="fresh"),
    "gateway-refused": Fault(closes_gateway="refused"),
}


@dataclass(slots=True)
class Order:
    """A fault that a test ordered."""

    name: str
    route: str = "*"  #: a pattern for method and path, such as ``POST /channels/*/messages``, or `SOCKET`
    channel: int | None = None  #: only requests about this channel or a thread in it
    times: int | None = None  #: so many requests
    until: float | None = None  #: of the server's seconds

    def __post_init__(self) -> None:
        known(self.name)

    def concerns(self, asked: Asked, parent: int | None) -> bool:
        """Tell whether a request is one of those to go wrong; `parent` is its thread's channel."""
        if self.channel is not None and self.channel not in (asked.channel, parent):
            return False
        if asked == SOCKET and not self.route.startswith(SOCKET.method):
            return False  # what is ordered for requests does not befall the gateway
        return fnmatch.fnmatchcase(str(asked), self.route)


def known(name: str) -> Fault:
    """Return the fault of that name.

    Raises:
        ValueError: there is none.
    """
    try:
        return KNOWN[name]
    except KeyError:
        raise ValueError(f"There is no fault {name!r}; there are {', '.join(KNOWN)}") from None


class Faults:
    """The orders that stand, and the dice."""

    def __init__(self, clock: ServerClock, *, seed: int = 0, rates: Iterable[Rate] = ()) -> None:
        self.rates = tuple(rates)
        self.struck: Counter[str] = Counter()  #: how often each has happened
        self.changed = Bell()  #: rung each time
        self._clock = clock
        self._seed = seed
        self._orders: dict[int, Order] = {}
        self._numbers = count(1)
        self._asked: Counter[int] = Counter()

    @property
    def rates(self) -> tuple[Rate, ...]:
        """Return how often requests about channels go wrong at random."""
        return self._rates

    @rates.setter
    def rates(self, rates: Iterable[Rate]) -> None:
        self._rates = tuple(rates)
        for rate in self._rates:
            known(rate.fault)

    def order(self, given: Mapping[str, Any]) -> int:
        """Put up an order and return its number; `seconds` among its fields is how long it stands.

        Raises:
            TypeError, ValueError: there is no such fault or field.
        """
        fields = dict(given)
        seconds = fields.pop("seconds", None)
        order = Order(**fields)
        if seconds is not None:
            order.until = self._clock.seconds() + seconds
        number = next(self._numbers)
        self._orders[number] = order
        return number

    def lift(self, number: int | None = None) -> None:
        """Take down one order, or all of them."""
        if number is None:
            self._orders.clear()
        else:
            self._orders.pop(number, None)

    def strike(self, asked: Asked, parent: int | None = None) -> Fault | None:
        """Return what goes wrong with this request; the oldest order that concerns it comes first."""
        name = self._ordered(asked, parent) or self._random(asked)
        if name is None:
            return None
        self.struck[name] += 1
        self.changed.ring()
        return KNOWN[name]

    def _ordered(self, asked: Asked, parent: int | None) -> str | None:
        now = self._clock.seconds()
        self._orders = {
            number: order
            for number, order in self._orders.items()
            if (order.until is None or order.until > now) and order.times != 0
        }
        for order in self._orders.values():
            if order.concerns(asked, parent):
                if order.times is not None:
                    order.times -= 1
                return order.name
        return None

    def _random(self, asked: Asked) -> str | None:
        if asked.channel is None or not self._rates:
            return None
        self._asked[asked.channel] += 1
        key = f"{self._seed} {asked.channel} {self._asked[asked.channel]}"
        die = random.Random(key).random()  # noqa: S311 - a test's dice, not a secret
        for rate in self._rates:
            if die < rate.probability:
                if rate.seconds:
                    self.order({"name": rate.fault, "channel": asked.channel, "seconds": rate.seconds})
                return rate.fault
            die -= rate.probability
        return None
