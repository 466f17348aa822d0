"""What has to hold after every step of a season, and at its end."""

import re
from collections import Counter, defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from bot.core.model import Channel, Message, MessageKind
from bot.core.strike_hints import NEWS_FOR
from bot.core.targets import discord_target
from tests.season.almanac import (
    AGREEMENT,
    BOT,
    DAY_POST_AT,
    DAYS,
    DISCORD,
    Almanac,
    Kind,
    News,
    Saying,
)
from tests.season.guild import Shown, SimulatedDiscord

_TOKEN = re.compile(rf"\b(?:{'|'.join(Kind)})[0-9]{{4}}\b")
_DAY = re.compile(r"\bDay ([0-9]+) of\b")
_WORDING = re.compile(r"\bThis is wording ([0-9]+),")
#: Of what the union's site listed when the bot came: two were too old, one more than is posted of a new feed.
NOT_POSTED = frozenset({"own0000", "own0001", "own0002"})
#: After trouble in a channel its posts wait for at most an hour before they are tried again.
OVER_AFTER = timedelta(hours=2)
QUESTION = "Is there a tentative agreement?"


class Broken(AssertionError):
    """Something that has to hold does not."""


def plain(message: Message) -> str:
    """Return a message's words."""
    return "\n".join(block.plain for block in message.blocks)


def tokens_in(message: Message) -> list[str]:
    """Return the statements that a message names, each once, in order."""
    return tokens_in_text(plain(message))


def tokens_in_text(text: str) -> list[str]:
    """Do the same for a text."""
    return list(dict.fromkeys(_TOKEN.findall(text)))


@dataclass(slots=True)
class Auditor:
    """Looks at everything that was shown since it last looked."""

    almanac: Almanac
    channels: Sequence[Channel]
    review_target: str
    discord: SimulatedDiscord
    found_at: dict[tuple[str, str], datetime] = field(default_factory=dict)  #: by feed and statement
    _looked_at: int = 0
    _delivered: defaultdict[str, list[tuple[str, datetime]]] = field(
        default_factory=lambda: defaultdict(list)
    )
    _nonces: Counter[tuple[str, str]] = field(default_factory=Counter)
    _days: Counter[tuple[str, date]] = field(default_factory=Counter)
    _totals: Counter[str] = field(default_factory=Counter)
    _questions: Counter[str] = field(default_factory=Counter)
    _replies: Counter[tuple[str, str]] = field(default_factory=Counter)
    _sayings: Mapping[str, Saying] = field(init=False)
    _feeds: Mapping[str, Collection[str]] = field(init=False)

    def __post_init__(self) -> None:
        self._sayings = {saying.token: saying for saying in self.almanac.sayings}
        self._feeds = {discord_target(channel): channel.feed_ids for channel in self.channels}

    # --- after every step -------------------------------------------------------------------------

    def check(self, now: datetime) -> None:
        """Check what is new.

        Raises:
            Broken: something does not hold.
        """
        new = self.discord.shown[self._looked_at :]
        self._looked_at += len(new)
        for one in new:
            if one.target == self.review_target:
                _hold(one.message.kind in (MessageKind.REVIEW, MessageKind.ALERT), "a card for admins", one)
                self._questions[plain(one.message).partition("\n")[0]] += "?" in plain(one.message)
            else:
                self._check_new(one)
            self._nonces[one.target, one.nonce] += 1
            _hold(self._nonces[one.target, one.nonce] == 1, "no delivery is made twice", one)
        for one in self.discord.touched:
            if one.target != self.review_target:
                self._check_words(one)
        self.discord.touched.clear()
        self._check_day_post_in_time(now)

    def _check_new(self, one: Shown) -> None:
        match one.message.kind:
            case MessageKind.STATEMENT if one.message.reply_to:
                self._check_reply(one)
            case MessageKind.STATEMENT:
                _hold(len(tokens_in(one.message)) == 1, "a post is of one statement", one)
                self._check_delivered(one)
            case MessageKind.DIGEST:
                self._check_delivered(one)
            case MessageKind.DAY:
                self._check_day(one)
            case _:
                raise Broken(f"a member's channel got a card for admins: {_told(one)}")

    def _check_delivered(self, one: Shown) -> None:
        before = self._delivered[one.target]
        asked_at = self.discord.asked_at[one.target, one.nonce]
        for token in tokens_in(one.message):
            _hold(token not in {known for known, _ in before}, f"{token} is posted once", one)
            _hold(self._is_followed(token, one.target), f"{token} is of a feed that is followed there", one)
            for other, other_asked_at in before:
                overtaken = self._sayings[token].at < self._sayings[other].at
                is_late = self._found_at(token, one.target) > other_asked_at
                _hold(not overtaken or is_late, f"{token} comes before {other}", one)
            before.append((token, asked_at))

    def _found_at(self, token: str, target: str) -> datetime:
        """Return when it was first stored of a feed that is followed there."""
        return min(
            self.found_at[name, token] for name in self._feeds[target] if (name, token) in self.found_at
        )

    def _check_words(self, one: Shown) -> None:
        for token in tokens_in(one.message):
            _hold(self._sayings[token].kind is Kind.OWN, f"{token} is nobody else's", one)

    def _check_reply(self, one: Shown) -> None:
        replied_to = [each for each in self.discord.shown if each.id == one.message.reply_to]
        _hold(len(replied_to) == 1 and replied_to[0].target == one.target, "a reply is to a post there", one)
        [token] = tokens_in(one.message)
        _hold(
            token in tokens_in(replied_to[0].message), "a reply is to the post that shows the statement", one
        )
        self._replies[one.target, token] += 1
        changes = len(self._sayings[token].wordings) - 1
        _hold(self._replies[one.target, token] <= changes, f"{token}: no more replies than changes", one)

    def _check_day(self, one: Shown) -> None:
        local = one.at.astimezone(self.almanac.zone)
        _hold(local.time() >= DAY_POST_AT, "no day post before its hour", one)
        words = plain(one.message)
        known = self.almanac.course.known(one.at)
        if found := _DAY.search(words):
            self._days[one.target, local.date()] += 1
            _hold(self._days[one.target, local.date()] == 1, "one post a day", one)
            day = (local.date() - self.almanac.first_on).days + 1
            _hold(int(found[1]) == day, f"it is day {day}", one)
            _hold(day <= DAYS or News.ENDED not in known, "no day is counted after the end", one)
            self._check_state(one, words, known)
        else:
            self._totals[one.target] += 1
            _hold(self._totals[one.target] == 1, "one total", one)
            _hold(News.ENDED in known and one.at >= self.almanac.ended_at, "no total before the end", one)
            _hold(f"It lasted {DAYS} days" in words, f"the total is {DAYS} days", one)

    def _check_state(self, one: Shown, words: str, known: Mapping[News, datetime]) -> None:
        begun = {news for news, at in known.items() if at <= one.at}  # some are entered before they happen
        is_paused = News.PAUSED in begun and not begun & {News.RESUMED, News.AGREED}
        _hold(("paused since" in words) == is_paused, f"it is said whether it is paused: {is_paused}", one)
        is_agreed = News.AGREED in begun
        _hold(("Tentative agreement since" in words) == is_agreed, f"and agreed: {is_agreed}", one)

    def _check_day_post_in_time(self, now: datetime) -> None:
        local = now.astimezone(self.almanac.zone)
        day = (local.date() - self.almanac.first_on).days + 1
        if local.time() != DAY_POST_AT or day > DAYS + 1 or self._is_out(now):
            return
        for target in self._feeds:
            struck_at = self.discord.struck_at.get(target)
            is_calm = struck_at is None or struck_at < now - OVER_AFTER
            posted = self._days[target, local.date()] or (day > DAYS and self._totals[target])
            _hold(not is_calm or posted == 1, f"the day post is in {target} at {DAY_POST_AT}")

    def _is_out(self, now: datetime) -> bool:
        return any(self.almanac.is_wrong(where, now) for where in (BOT, DISCORD, *self._feeds))

    def _is_followed(self, token: str, target: str) -> bool:
        saying = self._sayings[token]
        return saying.kind is Kind.OWN and any(name in self._feeds[target] for name, _ in saying.listed)

    # --- at the end -------------------------------------------------------------------------------

    def check_end(self, now: datetime) -> None:
        """Check that everything arrived and shows the newest words; nothing has gone wrong for some days."""
        self._check_question()
        for channel in self.channels:
            target = discord_target(channel)
            _hold(self._totals[target] == 1, f"{target} has the total")
            due = {token for token in self._sayings if self._is_followed(token, target)} - NOT_POSTED
            got = {token for token, _ in self._delivered[target]}
            _hold(due == got, f"{target}: missing {sorted(due - got)}, not due {sorted(got - due)}")
            for one in self._posts(target):
                self._check_newest_words(one, now)
                times = self.discord.published[one.id]
                _hold(not channel.publish or times >= 1, "it is crossposted", one)
                _hold(not channel.thread or one.id in self.discord.threads, "it has a thread", one)

    def _check_question(self) -> None:
        """Check that the admins were asked about the agreement once, if it was found while it was news."""
        said_at = self.almanac.course.happens_at[News.AGREED]
        found_at = min(at for (_, token), at in self.found_at.items() if token == AGREEMENT)
        due = Counter({QUESTION: 1} if found_at - said_at <= NEWS_FOR else {})
        _hold(+self._questions == due, f"what is asked: {due}, was asked: {self._questions}")

    def _check_newest_words(self, one: Shown, now: datetime) -> None:
        [token] = tokens_in(one.message)
        wording = self._sayings[token].wording(now).number
        shown = [int(number) for number in _WORDING.findall(plain(one.message))]
        _hold(shown == [wording], f"it shows wording {wording}", one)

    def _posts(self, target: str) -> Iterator[Shown]:
        for one in self.discord.shown:
            is_post = one.message.kind is MessageKind.STATEMENT and not one.message.reply_to
            if one.target == target and is_post:
                yield one


def _hold(holds: bool, what: str, one: Shown | None = None) -> None:
    if not holds:
        raise Broken(f"does not hold: {what}" + (f"; {_told(one)}" if one else ""))


def _told(one: Shown) -> str:
    return f"{one.id} in {one.target} at {one.at}: {plain(one.message)!r}"
