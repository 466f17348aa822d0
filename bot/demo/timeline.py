"""What happens when: about two weeks of January 2026, as beats in order of time.

`bot.demo.story` plays them. Each beat carries a note for the person who watches; what the bot makes of
it is not in here.
"""

from dataclasses import dataclass
from datetime import datetime

from bot.demo.world import TIMEZONE, Article, Site, article


@dataclass(frozen=True, slots=True)
class Publish:
    """A site lists a new article."""

    at: datetime
    article: Article
    note: str


@dataclass(frozen=True, slots=True)
class Correct:
    """A site changes an article it has published; the link says which."""

    at: datetime
    article: Article
    note: str


@dataclass(frozen=True, slots=True)
class Outage:
    """A site's server stops answering, or answers again."""

    at: datetime
    site: Site
    down: bool
    note: str


@dataclass(frozen=True, slots=True)
class Enter:
    """An admin enters something that happened to the strike into feeds.yaml."""

    at: datetime
    line: str  #: of the strike's mapping, with the time that the guild's statement gives
    note: str


@dataclass(frozen=True, slots=True)
class Ask:
    """A member posts an article in the channel, and another asks whether the guild said this."""

    at: datetime
    article: Article
    note: str


Beat = Publish | Correct | Outage | Enter | Ask


def _local(day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(2026, 1, day, hour, minute, tzinfo=TIMEZONE)


def _enter(at: datetime, key: str, happened_at: datetime, statement: str, note: str) -> Enter:
    evidence = article(statement).link
    return Enter(at, f'{key}: {{at: {happened_at:%Y-%m-%dT%H:%M}, evidence: "{evidence}"}}', note)


def _publish(at: datetime, name: str, note: str) -> Publish:
    return Publish(at, article(name), note)


#: Published before the bot was ever started.
ARCHIVE = (
    Publish(
        datetime(2025, 12, 29, 17, 0, tzinfo=TIMEZONE),
        article("authorization-vote"),
        "A statement of last week.",
    ),
    Publish(_local(4, 19, 30), article("talks-continue"), "A statement of last evening."),
)

STARTS_AT = _local(5, 12)
ENDS_AT = _local(19, 11)

BEATS: tuple[Beat, ...] = (
    _publish(_local(6, 21, 40), "strike-called", "The guild's strike site calls the strike."),
    _publish(_local(7, 6, 5), "lines-are-up", "The guild writes on its pinned Bluesky account."),
    _publish(_local(7, 12, 30), "day-one", "The guild's press room carries the committee's statement."),
    _publish(
        _local(7, 18, 10),
        "walkout-story",
        "The Daily Curtain reports, with a quotation in which words were changed.",
    ),
    _publish(_local(8, 10, 5), "where-to-picket", "The strike site says where the lines are."),
    _publish(_local(9, 11, 20), "strike-rules", "The strike site publishes the strike rules."),
    _publish(
        _local(9, 16, 45),
        "look-alike",
        "Somebody plants an entry in the strike site's own feed; its link only looks like the guild's.",
    ),
    # Saturday the 10th is silent: the next counter post says so.
    Outage(_local(11, 20), Site.PRESS_ROOM, down=True, note="The press room's server breaks down."),
    _publish(_local(11, 21, 15), "server-trouble", "The guild says so on Bluesky."),
    Correct(
        _local(12, 10, 30),
        article("where-to-picket-corrected"),
        "The strike site corrects its picket page: another gate.",
    ),
    Outage(_local(12, 19), Site.PRESS_ROOM, down=False, note="The press room's server is back."),
    _publish(
        _local(13, 13),
        "answer-to-the-advertisement",
        "The press room answers the employers' advertisement.",
    ),
    _publish(
        _local(13, 19, 20),
        "drop-demand-story",
        "The Daily Curtain quotes the answer and leaves out the word “not”.",
    ),
    Ask(
        _local(13, 20, 15),
        article("drop-demand-story"),
        "A member posts that story in the channel; another asks whether the union said this.",
    ),
    _publish(_local(14, 9, 40), "hardship-fund", "The strike site opens the hardship fund."),
    _publish(_local(15, 12), "talks-resume", "The press room announces new talks."),
    _publish(
        _local(15, 16, 15),
        "guest-letter",
        "The press room prints a letter without an address of its own.",
    ),
    _publish(_local(16, 23, 15), "tentative-agreement", "The strike site announces a tentative agreement."),
    _enter(
        _local(17, 6, 30),
        "tentative_agreement_at",
        _local(16, 22, 52),
        "tentative-agreement",
        "An admin, who was asked, enters the agreement into feeds.yaml, with the hour the statement gives.",
    ),
    _publish(_local(17, 7), "strike-over-story", "The Daily Curtain calls the strike over. It is not."),
    _publish(_local(17, 11, 30), "still-on-strike", "The guild says so on Bluesky; the counter counts on."),
    _publish(_local(18, 16, 30), "strike-ends", "The strike site gives the hour at which the strike ends."),
    _enter(
        _local(18, 18),
        "ended_at",
        _local(19, 0, 1),
        "strike-ends",
        "An admin enters the end into feeds.yaml, as the statement gives it, and restarts the bot.",
    ),
)
