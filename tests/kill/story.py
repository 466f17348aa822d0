"""What happens to a bot between its lives: a day of small troubles, and a morning without Discord.

Each story ends with the bot stopped and everything delivered; `check` then says whether Discord has exactly
what was due. Statements are known by their numbers (`tests.kill.ledger`).
"""

import asyncio
from collections.abc import Callable, Coroutine, Sequence
from dataclasses import dataclass, replace
from typing import Any

from tests.discord_server.settings import FORUM, NEWS, REVIEW, UPDATES
from tests.documents import Item
from tests.kill.ledger import Ledger, faults_in, is_day, numbers_in, title_of
from tests.kill.outpost import FEEDS_YAML, HOST, Life, Outpost
from tests.kill.waiting import beside, logged, until
from tests.site.server import Reply

CHANNELS = (UPDATES, NEWS, FORUM)
FOREIGN, ODD = 9001, 9002  #: somebody else's, and one that is held for a person
BEGINNING = "We walked out this morning. The picket line stands at the north gate"
#: Three pages of a thread, each of at most 2,000 characters.
WHOLE = f"{BEGINNING}, and it stays there until there is a contract. " + "Bring water. " * 400
PAGES = 3
EDITED = "We go on. Talks are open until midnight."


@dataclass(frozen=True, slots=True)
class Story:
    """What happens, and what is due at its end."""

    name: str
    tell: Callable[[Outpost], Coroutine[Any, Any, None]]
    check: Callable[[Ledger], Sequence[str]]  #: what is wrong
    feeds_yaml: str = FEEDS_YAML
    prepare: Callable[[Outpost], Coroutine[Any, Any, None]] | None = None  #: before the first life


async def survive(outpost: Outpost, story: Story, failpoints: Sequence[str]) -> list[Life]:
    """Live through a story, killed at each of these places in turn, and check what Discord has."""
    lives = [*map(Life, failpoints), Life(None)]
    outpost.configure(story.feeds_yaml)
    if story.prepare is not None:
        await story.prepare(outpost)
    try:
        await beside(_told(outpost, story), outpost.live(lives))
    except TimeoutError as error:
        raise AssertionError(f"{error}; {outpost.open_deliveries()}\n{logged(outpost.log)}") from error
    wrong = list(story.check(outpost.ledger()))
    unsupported = (await outpost.discord.state())["unsupported"]
    assert (wrong, unsupported) == ([], []), f"{wrong} {unsupported}\n{logged(outpost.log)}"
    return lives


async def _told(outpost: Outpost, story: Story) -> None:
    await story.tell(outpost)
    await outpost.read()
    await outpost.settle()
    status = await outpost.stop()
    assert status == 0, f"it ended with {status}:\n{logged(outpost.log)}"


# --- a day of small troubles ----------------------------------------------------------------------------


async def _small_troubles(outpost: Outpost) -> None:
    """Two statements, a foreign and an odd one; then an edit, and a teaser with a page.

    The first post meets a 503, the second channel a refusal that an admin lifts.
    """
    await outpost.discord.order("503", channel=UPDATES, times=1, route="POST /channels/*/messages")
    await outpost.discord.order("no-permission", channel=NEWS, times=1, route="POST /channels/*/messages")
    foreign = replace(outpost.statement(FOREIGN), link="https://www.guild.example.evil.example/x")
    odd = replace(outpost.statement(ODD), link="https://es.guild.example/odd")
    outpost.publish(outpost.statement(1, ago=90), foreign, odd, outpost.statement(2, ago=60))
    await delivered(outpost, {1, 2})
    outpost.edit("b1", EDITED)
    outpost.publish(teaser(outpost, 3))
    await delivered(outpost, {1, 2, 3})


def teaser(outpost: Outpost, number: int, *, ago: float = 30) -> Item:
    """Return a statement of which the feed has the beginning and its page the whole."""
    item = outpost.statement(number, f"{BEGINNING}...", ago=ago)
    page = f"<html><head><title>x</title></head><body><main><p>{WHOLE}</p></main></body></html>"
    outpost.site.put(f"https://{HOST}/b{number}", Reply(page.encode(), content_type="text/html"))
    return item


async def delivered(outpost: Outpost, due: set[int], channels: Sequence[int] = CHANNELS) -> None:
    """Return once everything that is due is posted in these channels, refusals lifted meanwhile."""
    lifting = asyncio.ensure_future(_lift_refusals(outpost))
    try:
        await until(
            lambda: all(_lacks(outpost.ledger(), channel, due) == [] for channel in channels), f"{due}"
        )
    finally:
        lifting.cancel()


async def _lift_refusals(outpost: Outpost) -> None:
    while True:
        await outpost.lift_refusals()
        await asyncio.sleep(0.1)


def _lacks(ledger: Ledger, channel: int, due: set[int]) -> list[int]:
    return sorted(due - set(ledger.delivered(channel)))


def _check_small_troubles(ledger: Ledger) -> list[str]:
    wrong = [
        f"{channel}: {one}" for channel in CHANNELS for one in faults_in(ledger.delivered(channel), [1, 2, 3])
    ]
    shown = ledger.shown()
    for channel in CHANNELS:
        texts = [shown[post["message"]] for post in _about(ledger, channel, 1)]
        wrong += [
            f"{channel}: 1 was not brought up to date" for text in texts if "until midnight" not in text
        ]
    wrong += _once(ledger.threads(UPDATES), _statements(ledger, UPDATES), "a thread")
    pages = [page for post in _about(ledger, UPDATES, 3) for page in ledger.pages(post["message"])]
    if pages != [*range(1, PAGES + 1)]:
        wrong.append(f"the whole text has these pages in its thread: {pages}")
    wrong += _once(ledger.crossposted(NEWS), _statements(ledger, NEWS), "a crosspost")
    wrong += [f"{message} has {count} replies" for message, count in ledger.replies().items() if count > 1]
    wrong += _check_asides(ledger, cards=[ODD], most_alerts=1)
    return wrong


# --- a morning without Discord ----------------------------------------------------------------------------


#: The channels whose next post was refused and is to be tried again; the others wait behind it.
_REFUSED = f"""
SELECT count(DISTINCT target) FROM deliveries
WHERE kind IN ('statement', 'digest', 'day') AND state = 'failed'
AND entry_id IS NOT (SELECT entry_id FROM revisions WHERE title = '{title_of(1)}')
"""  # noqa: S608 -- words of this file


async def _outage(outpost: Outpost) -> None:
    """Discord takes no posts while thirteen statements come; afterwards most of them make a digest."""
    outpost.publish(outpost.statement(1, ago=10_800))
    await delivered(outpost, {1})  # what a channel finds when it begins to follow a feed was not missed
    order = await outpost.discord.order("503", route="POST /channels/*")
    for numbers in (range(2, 9), range(9, 15)):
        outpost.publish(*(outpost.statement(number, ago=10_000 - 60 * number) for number in numbers))
        await outpost.read()
    # A channel whose first post was in doubt until now has not met the outage yet, and would miss nothing.
    await until(lambda: outpost.ask(_REFUSED) == [(len(CHANNELS),)], "every channel has refused a post")
    await outpost.discord.lift(order)
    await delivered(outpost, set(range(1, 15)))


def _check_outage(ledger: Ledger) -> list[str]:
    due = range(1, 15)
    wrong = [f"{channel}: {one}" for channel in CHANNELS for one in faults_in(ledger.delivered(channel), due)]
    wrong += [f"{channel}: there was no digest" for channel in CHANNELS if not ledger.digests(channel)]
    wrong += _once(ledger.crossposted(NEWS), _statements(ledger, NEWS), "a crosspost")
    return wrong + _check_asides(ledger, cards=[], most_alerts=0)


# --- what both are checked for ----------------------------------------------------------------------------


def _statements(ledger: Ledger, channel: int) -> list[int]:
    return [
        post["message"] for post in ledger.posts(channel) if numbers_in(post["text"]) and not is_day(post)
    ]


def _about(ledger: Ledger, channel: int, number: int) -> list[dict[str, Any]]:
    return [post for post in ledger.posts(channel) if number in numbers_in(post["text"]) and not is_day(post)]


def _once(times: dict[int, int], messages: Sequence[int], words: str) -> list[str]:
    return [
        f"message {one} had {words} {times.get(one, 0)} times" for one in messages if times.get(one, 0) != 1
    ]


def _check_asides(ledger: Ledger, *, cards: Sequence[int], most_alerts: int) -> list[str]:
    """Look at what is no statement: the day post, pages in threads, the cards of what is held, the alerts."""
    days = [post for post in ledger.posts(UPDATES) if is_day(post)]
    wrong = [] if len(days) == 1 and "Day 4 of" in days[0]["text"] else [f"day posts: {days}"]
    for channel in CHANNELS:
        nameless = (post for post in ledger.posts(channel) if not numbers_in(post["text"]))
        wrong += [f"not due: {post}" for post in nameless if channel != UPDATES or not is_day(post)]
    wrong += ledger.doubled_pages()
    wrong += [f"review: {one}" for one in faults_in(ledger.delivered(REVIEW), cards)]
    alerts = [post for post in ledger.posts(REVIEW) if not numbers_in(post["text"])]
    if len(alerts) > most_alerts:
        wrong.append(f"alerts: {alerts}")
    return wrong


SMALL_TROUBLES = Story("a day of small troubles", _small_troubles, _check_small_troubles)
OUTAGE = Story("a morning without Discord", _outage, _check_outage)
