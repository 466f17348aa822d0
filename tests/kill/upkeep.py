"""A day of upkeep, and a week without the bot: what is looked after by itself, while the bot is killed.

What the bot lacks in a channel, a source that is down, a page taken down, the end of a strike; and after the
loss of the disk, what a snapshot does not know, what is read at last, and what is forgotten.
"""

from tests.discord_server.settings import FORUM, REVIEW, UPDATES
from tests.documents import rss
from tests.kill.desk import (
    DAY,
    OLD,
    OLDER,
    TALKS,
    begin,
    check_cards,
    check_posts,
    feeds_yaml,
    shown,
    shown_of,
)
from tests.kill.ledger import Ledger, title_in, title_of
from tests.kill.outpost import Outpost
from tests.kill.story import CHANNELS, Story, delivered, teaser
from tests.kill.waiting import until
from tests.site.server import Reply

WEEK = 8 * DAY  #: longer than the shortest time for which something is kept
LAST = 8
#: Seen to be gone once, which may be a mistake, and seen again hours later.
LOOKED = "SELECT count(first_gone_at), count(gone_since_at) FROM absences"
LACKING = "A channel is not ready for the bot"
SILENT, ANSWERING = "A source does not answer", "A source answers again"
ALERTS = "alerts: {source_down_after: 30s}\n"
DAYS = ', day_counter: {strike: tv, at: "00:00", topic: true}'
COUNTED = feeds_yaml(talks="5s", more=ALERTS, day=DAYS)
ENDED = feeds_yaml(talks="5s", more=ALERTS, day=DAYS, ended=', ended_at: "2026-03-04T09:00"')


async def _lack(outpost: Outpost) -> None:
    """Let the bot begin where it may not do all that it is to do, with a feed that is down."""
    outpost.site.put(TALKS, Reply(status=500))
    await outpost.discord.deny(FORUM, "read_message_history")


async def _upkeep(outpost: Outpost) -> None:
    outpost.publish(outpost.statement(OLDER, ago=5 * DAY))
    await shown(outpost, REVIEW, LACKING)
    await outpost.discord.deny(FORUM)
    await shown(outpost, REVIEW, SILENT)
    outpost.site.put(TALKS, rss([outpost.statement(OLD, ago=4 * DAY)]))
    await shown(outpost, REVIEW, ANSWERING)
    outpost.publish(outpost.statement(LAST))
    await delivered(outpost, {LAST})
    await shown(outpost, UPDATES, "Day 4 of the TV strike")
    outpost.configure(ENDED)
    await shown(outpost, UPDATES, "The TV strike is over")
    await _take_down(outpost, LAST)


async def _take_down(outpost: Outpost, number: int) -> None:
    """Let a statement vanish from the feed, and see its page looked at."""
    outpost.items = [item for item in outpost.items if item.guid != f"b{number}"]
    outpost.serve()
    await until(lambda: outpost.ask(LOOKED) == [(1, 0)], "its page is looked at")


def _check_upkeep(ledger: Ledger) -> list[str]:
    wrong = check_posts(ledger, dict.fromkeys(CHANNELS, (LAST,)), days=2)
    texts = ledger.shown()
    lacking = [texts[post["message"]] for post in ledger.posts(REVIEW) if title_in(post) == LACKING]
    wrong += [f"not mended: {text}" for text in lacking if "**Mended**" not in text]
    return wrong + check_cards(ledger, [LACKING, SILENT, ANSWERING, "feeds.yaml was changed"])


UPKEEP = Story("a day of upkeep", _upkeep, _check_upkeep, COUNTED, _lack)


# --- a week without the bot -------------------------------------------------------------------------------

KEPT = feeds_yaml(more="keep: {raws: 7d, history: 7d, gaps: 7d}\n")
UNREAD, GONE, STAYS, LATER = 3, 4, 5, 6
IS_GONE = "No longer on the union's site"


async def _unarmed(outpost: Outpost) -> None:
    outpost.is_armed = False


async def _week(outpost: Outpost) -> None:
    """Lose the disk, and go on from a snapshot a week later, when a page is gone and much is old."""
    await begin(outpost)
    unread = teaser(outpost, UNREAD, ago=70)
    outpost.site.put(unread.link, Reply(status=503))
    outpost.publish(unread, outpost.statement(GONE, ago=60))
    await delivered(outpost, {UNREAD, GONE})
    await _take_down(outpost, GONE)
    await outpost.settle()
    snapshot = await outpost.back_up()
    outpost.publish(outpost.statement(STAYS, ago=30))
    await delivered(outpost, {UNREAD, GONE, STAYS})
    outpost.is_armed = True
    teaser(outpost, UNREAD)
    async with outpost.off():
        await outpost.restore(snapshot)
        await outpost.pass_time(WEEK)
    read = "SELECT count(*) FROM revisions WHERE page_outcome = 'whole'"
    await until(lambda: outpost.ask(read) == [(1,)], "the other page is read at last")
    await until(lambda: outpost.ask(LOOKED) == [(1, 1)], "its page is still gone")
    of_it = f"SELECT entry_id FROM revisions WHERE title = '{title_of(GONE)}'"  # noqa: S608 -- of this file
    raws = f"SELECT count(*) FROM raws WHERE entry_id IN ({of_it})"  # noqa: S608
    steps = "SELECT count(*) FROM delivery_events WHERE at < '2026-03-05'"
    await until(lambda: outpost.ask(raws) == outpost.ask(steps) == [(0,)], "what is old enough is forgotten")
    outpost.publish(outpost.statement(LATER, ago=10))
    await delivered(outpost, {UNREAD, GONE, STAYS, LATER})


def _check_week(ledger: Ledger) -> list[str]:
    wrong = check_posts(ledger, dict.fromkeys(CHANNELS, (UNREAD, GONE, STAYS, LATER)))
    wrong += [f"not gone: {text}" for text in shown_of(ledger, GONE) if IS_GONE not in text]
    stay = [text for number in (UNREAD, STAYS, LATER) for text in shown_of(ledger, number)]
    wrong += [f"gone: {text}" for text in stay if IS_GONE in text]
    return wrong + check_cards(ledger, [])


A_WEEK = Story("a week without the bot", _week, _check_week, KEPT, _unarmed)
