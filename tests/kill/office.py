"""A day at the office: what admins do in Discord and with feeds.yaml, while the bot is killed.

Decisions, withdrawals, pauses, posts on demand, another feeds.yaml, a quarantine: each takes effect once, and
is audited once, however often it has to be asked for.
"""

from dataclasses import replace
from datetime import timedelta

from tests.discord_server.settings import FORUM, NEWS, REVIEW, UPDATES
from tests.documents import Item, rss
from tests.kill.desk import (
    DAY,
    OLD,
    TALKS,
    ask_and_press,
    begin,
    check_cards,
    check_posts,
    do,
    feeds_yaml,
    insist,
    press,
    shown_of,
)
from tests.kill.ledger import Ledger, numbers_in, title_of
from tests.kill.outpost import FEED, HOST, Outpost
from tests.kill.story import CHANNELS, Story, delivered
from tests.kill.waiting import until

ELDER = f"es.{HOST.removeprefix('www.')}"  #: a host that feeds.yaml lists at first
FIRST, REVOKED, HELD, PAUSED, TALKED, LAST = 3, 4, 5, 6, 7, 8
BEFORE = feeds_yaml(f"{HOST}, {ELDER}", news=False)
AFTER = feeds_yaml()


async def _office(outpost: Outpost) -> None:
    await begin(outpost)
    elder = replace(outpost.statement(REVOKED, ago=80), link=f"https://{ELDER}/b{REVOKED}")
    held = replace(outpost.statement(HELD, ago=70), link=f"https://fr.guild.example/b{HELD}")
    outpost.publish(outpost.statement(FIRST, ago=90), elder, held)
    await delivered(outpost, {FIRST, REVOKED}, (UPDATES, FORUM))
    await insist(outpost, lambda: press(outpost, REVIEW, "pw:approve:"), _audited("approve"), 1)
    await delivered(outpost, {FIRST, REVOKED, HELD}, (UPDATES, FORUM))
    await insist(outpost, lambda: _withdraw(outpost, FIRST), _audited("withdraw"), 1)
    await _edit_the_file(outpost)
    of_news = f"target = 'discord:{NEWS}' AND kind = 'statement'"
    latest = f"SELECT count(*) FROM deliveries WHERE {of_news}"  # noqa: S608 -- words of this file
    await insist(outpost, lambda: do(outpost, NEWS, command="post-latest"), latest, 1)
    await delivered(outpost, {HELD}, (NEWS,))
    await _pause(outpost)
    await _poll_now(outpost)
    await _quarantine(outpost)
    outpost.publish(outpost.statement(LAST, ago=1))
    await delivered(outpost, {LAST})
    audited = dict(outpost.ask("SELECT action, count(*) FROM audit GROUP BY action"))
    once = dict.fromkeys(
        ("approve", "withdraw", "post", "pause", "resume", "release", "quarantine", "rejudge"), 1
    )
    assert {action: audited.get(action) for action in once} == once, f"audited: {audited}"


def _audited(action: str) -> str:
    return f"SELECT count(*) FROM audit WHERE action = '{action}'"  # noqa: S608 -- words of this file


async def _withdraw(outpost: Outpost, number: int) -> None:
    posts = [post for post in outpost.ledger().posts(UPDATES) if number in numbers_in(post["text"])]
    menu = {"menu": "Withdraw", "message": posts[0]["message"]}
    await ask_and_press(outpost, UPDATES, "pw:withdraw:", **menu)


async def _edit_the_file(outpost: Outpost) -> None:
    """Save what can't be used, and then what drops a host and adds a channel."""
    lives = outpost.lives
    outpost.configure(BEFORE.replace("hosts:", "host:"), is_usable=False)
    refused = "SELECT count(*) FROM file_reports WHERE news = 'refused'"
    await until(lambda: outpost.ask(refused) == [(1,)] or outpost.lives > lives, "it is refused")
    outpost.configure(AFTER)
    routes = f"SELECT count(*) FROM routes WHERE target = 'discord:{NEWS}'"  # noqa: S608 -- of this file
    await until(lambda: outpost.ask(routes) == [(1,)], "the new channel follows the feed")
    decision = "SELECT decision FROM entries WHERE id = (SELECT entry_id FROM revisions WHERE title = ?)"
    assert outpost.ask(decision, title_of(REVOKED)) == [("held",)]


async def _pause(outpost: Outpost) -> None:
    paused = "SELECT paused_at IS NOT NULL FROM feeds WHERE feed_id = 'guild-news'"
    feeds = {"command": "feeds", "options": {"feed": "guild-news"}}
    pause, resume = "pw:feed:pause:guild-news", "pw:feed:resume:guild-news"
    # Not once more: answered late, it would come after the resumption.
    await insist(outpost, lambda: ask_and_press(outpost, REVIEW, pause, **feeds), paused, 1, once_more=False)
    outpost.publish(outpost.statement(PAUSED, ago=50))
    await insist(outpost, lambda: ask_and_press(outpost, REVIEW, resume, **feeds), paused, 0)
    await delivered(outpost, {PAUSED}, CHANNELS)


async def _poll_now(outpost: Outpost) -> None:
    """Let an admin have a feed asked that would be asked in half an hour only."""
    outpost.site.put(TALKS, rss([outpost.statement(TALKED, ago=40), outpost.statement(OLD, ago=4 * DAY)]))
    feeds = {"command": "feeds", "options": {"feed": "guild-talks"}}
    seen = "SELECT count(*) FROM entries WHERE feed_id = 'guild-talks'"
    await insist(
        outpost, lambda: ask_and_press(outpost, REVIEW, "pw:feed:poll:guild-talks", **feeds), seen, 2
    )
    await delivered(outpost, {TALKED}, (UPDATES, FORUM))


async def _quarantine(outpost: Outpost) -> None:
    """Let the feed be another's for a while, and an admin end its quarantine."""
    outpost.site.put(FEED, rss(_strange(outpost, number) for number in range(12)))
    held = "SELECT count(*) FROM feeds WHERE quarantine_since_at IS NOT NULL"
    await until(lambda: outpost.ask(held) == [(1,)], "the feed is in quarantine")
    outpost.serve()
    seen = len(outpost.site.requests)  # a feed in quarantine is always read anew
    await until(
        lambda: sum(one.url == FEED for one in outpost.site.requests[seen:]) > 1, "the union's feed is read"
    )
    await insist(outpost, lambda: press(outpost, REVIEW, "pw:release:guild-news"), held, 0)


def _strange(outpost: Outpost, number: int) -> Item:
    at = outpost.pace.now() - timedelta(days=3, minutes=number)
    return Item(f"Win big {number}", f"https://{HOST}/win-{number}", "Play now. It is big.", at, f"w{number}")


def _check_office(ledger: Ledger) -> list[str]:
    everything = [FIRST, REVOKED, HELD, PAUSED, TALKED, LAST]
    due = {UPDATES: everything, FORUM: everything, NEWS: [HELD, PAUSED, LAST]}
    wrong = check_posts(ledger, due)
    wrong += [f"not withdrawn: {text}" for text in shown_of(ledger, FIRST) if "ithdrawn" not in text]
    cards = [
        f"Held for a person: {title_of(HELD)}",
        "Whom the bot believes was changed",
        "feeds.yaml was changed",
        "In quarantine: guild-news",
    ]
    # The file that can't be used is told where a life sees it; what a quarantine held is told one by one.
    others = ["feeds.yaml can't be used as it is", *(f"Held for a person: Win big {n}" for n in range(12))]
    return wrong + check_cards(ledger, cards, [*others, "More is held: guild-news"])


OFFICE = Story("a day at the office", _office, _check_office, BEFORE)
