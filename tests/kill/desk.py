"""What stories of admins and of upkeep have in common: two feeds, an admin who insists, and what is checked.

An admin whose answer never comes asks again; whatever was done is done once.
"""

import asyncio
import contextlib
import json
import re
from collections import Counter
from collections.abc import Awaitable, Callable, Mapping, Sequence

from tests.discord_server.client import Refused
from tests.discord_server.settings import FORUM, NEWS, REVIEW, UPDATES
from tests.discord_server.world import OWNER
from tests.documents import rss
from tests.kill.ledger import Ledger, faults_in, is_day, numbers_in, title_in
from tests.kill.outpost import FEED, HOST, Outpost
from tests.kill.story import CHANNELS
from tests.kill.waiting import PATIENCE, until

TALKS = f"https://{HOST}/talks"
DAY = 86_400.0
OLDER, OLD = 1, 2  #: said before the bot began to follow
#: Real seconds that an admin waits for an answer before asking again.
IMPATIENCE = 1.0


def feeds_yaml(
    hosts: str = HOST,
    *,
    news: bool = True,
    talks: str = "30m",
    more: str = "",
    day: str = "",
    ended: str = "",
) -> str:
    """Return feeds.yaml with a feed that is always asked and one that hardly is."""
    channels = (
        f"  - {{id: {UPDATES}, statements: [guild]{day}}}",
        f"  - {{id: {FORUM}, statements: [guild]}}",
        *((f"  - {{id: {NEWS}, statements: [guild-news], publish: true}}",) if news else ()),
    )
    return f"""\
unions:
  - id: guild
    name: Example Performers Guild
    timezone: America/Los_Angeles
    hosts: [{hosts}]
    feeds:
      - {{id: guild-news, url: "{FEED}", every: 1s, backfill: 0}}
      - {{id: guild-talks, url: "{TALKS}", every: {talks}, backfill: 0}}
    strikes:
      - {{id: tv, name: TV strike, first_day: 2026-03-01{ended}}}
channels:
{chr(10).join(channels)}
review_channel: {REVIEW}
{more}"""


async def insist(
    outpost: Outpost,
    act: Callable[[], Awaitable[None]],
    query: str,
    wanted: object,
    *,
    once_more: bool = True,
) -> None:
    """Have an admin do something again and again until the database says that it is done, and once more."""
    try:
        async with asyncio.timeout(PATIENCE):
            while outpost.ask(query) != [(wanted,)]:
                await _try(act)
                await asyncio.sleep(0.05)
    except TimeoutError:
        raise TimeoutError(f"not done: {query} is {outpost.ask(query)}") from None
    if once_more:
        await _try(act)


async def _try(act: Callable[[], Awaitable[None]]) -> None:
    with contextlib.suppress(Refused):  # no bot is connected, or there is no such button, yet or any more
        await act()


async def press(outpost: Outpost, channel: int, button: str) -> None:
    """Press the newest button whose custom id begins so, where there is one."""
    for message in reversed(await outpost.discord.messages(channel)):
        if found := re.search(rf'"({button}[^"]*)"', json.dumps(message)):
            await do(outpost, channel, message=int(message["id"]), custom_id=found[1])
            return


async def do(outpost: Outpost, channel: int, **what: object) -> None:
    await outpost.discord.interact(channel, user=OWNER, seconds=IMPATIENCE, **what)


async def ask_and_press(outpost: Outpost, channel: int, button: str, **asked: object) -> None:
    await do(outpost, channel, **asked)
    await press(outpost, channel, button)


async def begin(outpost: Outpost) -> None:
    """Let each feed list something that was said before the bot began to follow it."""
    outpost.site.put(TALKS, rss([outpost.statement(OLD, ago=4 * DAY)]))
    outpost.publish(outpost.statement(OLDER, ago=5 * DAY))
    routes = "SELECT count(DISTINCT feed_id) FROM routes"
    await until(lambda: outpost.ask(routes) == [(2,)], "both feeds are followed")


async def shown(outpost: Outpost, channel: int, title: str) -> None:
    """Return once a message with this title stands in a channel."""
    await until(
        lambda: any(title == title_in(post) for post in outpost.ledger().posts(channel)), f"posted: {title}"
    )


def check_posts(ledger: Ledger, due: Mapping[int, Sequence[int]], *, days: int = 0) -> list[str]:
    """Look for these statements in these channels, in order, and for so many posts about the strike."""
    wrong = [
        f"{channel}: {one}"
        for channel in CHANNELS
        for one in faults_in(ledger.delivered(channel), due[channel])
    ]
    others = [post for channel in CHANNELS for post in ledger.posts(channel) if not numbers_in(post["text"])]
    wrong += [f"not due: {post}" for post in others if not is_day(post)]
    counting = [post for channel in CHANNELS for post in ledger.posts(channel) if is_day(post)]
    if len(counting) != days:
        wrong.append(f"about the strike: {counting}")
    crossposted = ledger.crossposted(NEWS)
    news = [post["message"] for post in ledger.posts(NEWS)]
    return wrong + [
        f"{one} was crossposted {crossposted[one]} times" for one in news if crossposted[one] != 1
    ]


def shown_of(ledger: Ledger, number: int) -> list[str]:
    """Return what the posts of a statement say in the end."""
    shown = ledger.shown()
    posts = [post for channel in CHANNELS for post in ledger.posts(channel) if not is_day(post)]
    return [shown[post["message"]] for post in posts if number in numbers_in(post["text"])]


def check_cards(ledger: Ledger, wanted: Sequence[str], allowed: Sequence[str] = ()) -> list[str]:
    """Look at the titles in the review channel: those wanted once each, those allowed at most once."""
    titles = Counter(map(title_in, ledger.posts(REVIEW)))
    wrong = [f"{titles[title]} cards: {title}" for title in wanted if titles[title] != 1]
    wrong += [f"{titles[title]} cards: {title}" for title in allowed if titles[title] > 1]
    return wrong + [f"a card that was not due: {title}" for title in titles.keys() - {*wanted, *allowed}]
