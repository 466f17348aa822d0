"""The invented world: a guild, its three feeds, a newspaper, and the file that follows them.

Read by `bot.demo.timeline` (who says what when) and `bot.demo.sites` (who serves it). Everything here is
made up and lives under ``.example`` hosts; only the shapes are real.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from importlib import resources
from zoneinfo import ZoneInfo

UNION_NAME = "Lanternlight Performers Guild"
UNION_ID = "lanternlight"
STRIKE_ID = "stage-and-screen"
TIMEZONE = ZoneInfo("America/New_York")
CHANNEL_NAME = "strike-updates"
ADMINS_NAME = "admins"
#: The account's permanent name; the handle in its addresses could change hands.
ACCOUNT = "did:plc:lanternlightguild2345672"


class Site(StrEnum):
    """Who serves a feed; the values are the feed ids."""

    STRIKE_SITE = "strike-site"
    PRESS_ROOM = "press-room"
    BLUESKY = "bluesky"
    NEWSPAPER = "daily-curtain"


HOSTS = {
    Site.STRIKE_SITE: "strike.lanternguild.example",
    Site.PRESS_ROOM: "www.lanternguild.example",
    Site.BLUESKY: "bsky.app",
    Site.NEWSPAPER: "dailycurtain.example",
}
FEED_PATHS = {
    Site.STRIKE_SITE: "/blog-feed.xml",
    Site.PRESS_ROOM: "/feed/",
    Site.BLUESKY: f"/profile/{ACCOUNT}/rss",
    Site.NEWSPAPER: "/feed",
}


@dataclass(frozen=True, slots=True)
class Article:
    """Something one of the sites publishes."""

    name: str
    site: Site
    title: str  #: empty for a social post
    link: str | None
    category: str | None
    paragraphs: tuple[str, ...]


def article(name: str) -> Article:
    """Read an article from ``texts/<name>.txt``: header lines, a blank line, paragraphs."""
    file = resources.files("bot.demo") / "texts" / f"{name}.txt"
    head, _, body = file.read_text(encoding="utf-8").partition("\n\n")
    fields = dict(line.split(": ", maxsplit=1) for line in head.splitlines())
    return Article(
        name=name,
        site=Site(fields["Site"]),
        title=fields.get("Title", ""),
        link=fields.get("Link"),
        category=fields.get("Category"),
        paragraphs=tuple(body.strip().split("\n\n")),
    )


def shared(story: Article) -> str:
    """Return what a member writes in the channel to show a story to the others."""
    return "\n".join(("Have you seen this?", *(f"> {paragraph}" for paragraph in story.paragraphs)))


def feeds_yaml(
    channel_id: int,
    *,
    review_channel: int | None = None,
    language: str = "en",
    entered: Sequence[str] = (),
) -> str:
    """Return the feeds.yaml that follows this world, with what admins have entered about the strike."""
    happened = "".join(f"\n        {line}" for line in entered)
    review = f"review_channel: {review_channel}\n" if review_channel else ""
    return f"""\
# The demo's feeds.yaml. The guild, its hosts and the newspaper are invented. A day of the story takes a few
# seconds, so the feeds are asked every three hours of it; a real bot asks every few minutes.
unions:
  - id: {UNION_ID}
    name: {UNION_NAME}
    timezone: {TIMEZONE.key}
    hosts: [{HOSTS[Site.PRESS_ROOM]}, {HOSTS[Site.STRIKE_SITE]}]
    topics:
      talks: [talks, negotiat*, bargaining, tentative agreement]
      picketing: [picket*]
      votes: [vote*, voting, ballot*, ratif*]
    feeds:
      - id: {Site.STRIKE_SITE}
        url: {_address(Site.STRIKE_SITE)}
        every: 3h
      - id: {Site.PRESS_ROOM}
        url: {_address(Site.PRESS_ROOM)}
        every: 3h
      - id: {Site.BLUESKY}
        url: {_address(Site.BLUESKY)}
        account: {ACCOUNT}
        every: 3h
    watch:
      - id: {Site.NEWSPAPER}
        url: {_address(Site.NEWSPAPER)}
        every: 3h
    strikes:
      - id: {STRIKE_ID}
        name: Stage and screen strike
        first_day: 2026-01-07
        evidence: https://{HOSTS[Site.STRIKE_SITE]}/post/strike-called{happened}
channels:
  - id: {channel_id}
    statements: [{UNION_ID}]
    day_counter: {{strike: {STRIKE_ID}, at: "09:00"}}
    language: {language}
{review}"""


def _address(site: Site) -> str:
    return f"https://{HOSTS[site]}{FEED_PATHS[site]}"
