"""A Discord that keeps what it is given, forgets nonces, fails by the dice and by the almanac.

`SimulatedDiscord` is a `bot.ports.Poster`. Every request about a channel has a number of its own there, and
what befalls it depends on the seed, the channel and that number alone.
"""

from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from itertools import count
from random import Random

from bot.core.errors import PostGone, PostPermanent, PostTemporary, PostUnknown
from bot.core.model import Message
from bot.core.render import marks_of
from bot.core.targets import DISCORD as PREFIX
from bot.ports import Clock
from tests.season.almanac import DISCORD, Almanac, Trouble

#: Longer than the bot trusts it for, as Discord's own is meant to be.
NONCES_KEPT = timedelta(minutes=3)


class Crash(BaseException):
    """The bot's process ended here."""


class Fate(StrEnum):
    """What becomes of a request."""

    WELL = "well"
    REFUSED = "refused"  #: for now
    LOST = "lost"  #: never done, and nobody tells
    UNTOLD = "untold"  #: done, and nobody tells
    CRASH = "crash"  #: the bot ends before it is done
    CRASH_AFTER = "crash after"  #: it is done, and the bot ends before it knows


#: In a hundred requests.
FATES = {Fate.REFUSED: 3, Fate.LOST: 2, Fate.UNTOLD: 2, Fate.CRASH: 1, Fate.CRASH_AFTER: 1}


@dataclass(slots=True)
class Shown:
    """A message as it stands in a channel."""

    number: int  #: in order of making, over all channels
    target: str
    nonce: str
    at: datetime
    message: Message  #: as it is now
    edits: int = 0  #: how often it was made to show something else

    @property
    def id(self) -> str:
        return f"m{self.number}"


@dataclass(slots=True)
class SimulatedDiscord:
    """The bot's way into it, and what stands there."""

    almanac: Almanac
    clock: Clock
    is_gentle: bool = False  #: whether the dice are put away
    shown: list[Shown] = field(default_factory=list)
    touched: list[Shown] = field(default_factory=list)  #: made or edited since the auditor looked
    published: Counter[str] = field(default_factory=Counter)  #: how often, by message
    threads: set[str] = field(default_factory=set)  #: the messages under which one was begun
    asked_at: dict[tuple[str, str], datetime] = field(default_factory=dict)  #: first, by target and nonce
    struck_at: dict[str, datetime] = field(default_factory=dict)  #: when last something went wrong, by target
    _requests: defaultdict[str, Iterator[int]] = field(default_factory=lambda: defaultdict(count))
    _numbers: Iterator[int] = field(default_factory=lambda: count(1))

    # --- the port ---------------------------------------------------------------------------------

    target_prefix: str = PREFIX
    is_open: bool = True
    can_find: bool = True
    nonce_window: timedelta = timedelta(minutes=2)

    async def honours_nonce(self, target: str) -> bool:
        """Return True: these are text channels."""
        return True

    async def post(self, target: str, message: Message, *, nonce: str) -> str:
        """Make a message, or return the one with this nonce."""
        self.asked_at.setdefault((target, nonce), self.clock.now())
        fate = self._begin(target)
        one = self._remembered(target, nonce)
        if one is None:
            one = Shown(next(self._numbers), target, nonce, self.clock.now(), message)
            self.shown.append(one)
            self.touched.append(one)
        _end(fate)
        return one.id

    async def find(self, target: str, nonce: str, since: datetime) -> str | None:
        """Look through the channel."""
        _end(self._begin(target))
        for one in self.shown:
            if one.target == target and one.at >= since and _carries(one.message, nonce):
                return one.id
        return None

    async def edit(self, target: str, message_id: str, message: Message) -> None:
        """Replace what a message shows."""
        fate = self._begin(target)
        one = self._message(target, message_id)
        one.message = message
        one.edits += 1
        self.touched.append(one)
        _end(fate)

    async def publish(self, target: str, message_id: str) -> None:
        """Crosspost a message."""
        fate = self._begin(target)
        self.published[self._message(target, message_id).id] += 1
        _end(fate)

    async def begin_thread(self, target: str, message_id: str, name: str) -> bool:
        """Begin a thread, unless there is one; nothing is posted in it here."""
        fate = self._begin(target)
        self.threads.add(self._message(target, message_id).id)
        _end(fate)
        return False

    async def set_topic(self, target: str, topic: str) -> None:
        """Set nothing: no channel here wants the day in its topic."""

    # --- what befalls a request -------------------------------------------------------------------

    def _begin(self, target: str) -> Fate:
        """Return what comes of a request once it is done; raise where it is not even done."""
        fate = self._fate(target)
        if fate is not Fate.WELL:
            self.struck_at[target] = self.clock.now()
        if self.almanac.is_wrong(target, self.clock.now()) is Trouble.FORBIDDEN:
            self.struck_at[target] = self.clock.now()
            raise PostPermanent(
                f"Discord refused posting in {target}", is_mendable=True, problem="permission"
            )
        match fate:
            case Fate.REFUSED:
                raise PostTemporary("Discord answered 429", 5.0)
            case Fate.LOST:
                raise PostUnknown("Discord answered 500")
            case Fate.CRASH:
                raise Crash
            case _:
                return fate

    def _fate(self, target: str) -> Fate:
        if self.almanac.is_wrong(DISCORD, self.clock.now()):
            return Fate.REFUSED
        number = next(self._requests[target])
        if self.is_gentle:
            return Fate.WELL
        dice = Random(f"{self.almanac.seed} {target} {number}").randrange(100)  # noqa: S311
        for fate, chances in FATES.items():
            if dice < chances:
                return fate
            dice -= chances
        return Fate.WELL

    def _remembered(self, target: str, nonce: str) -> Shown | None:
        since = self.clock.now() - NONCES_KEPT
        same = (one for one in self.shown if (one.target, one.nonce) == (target, nonce) and one.at > since)
        return next(same, None)

    def _message(self, target: str, message_id: str) -> Shown:
        for one in self.shown:
            if (one.target, one.id) == (target, message_id):
                return one
        raise PostGone(f"there is no message {message_id} in {target}")


def _end(fate: Fate) -> None:
    if fate is Fate.UNTOLD:
        raise PostUnknown("the connection broke")
    if fate is Fate.CRASH_AFTER:
        raise Crash


def _carries(message: Message, nonce: str) -> bool:
    return any(nonce in mark for mark in marks_of(message))
