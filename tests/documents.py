"""Feed documents of invented unions, written as their sites would write them."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from email.utils import format_datetime
from xml.sax.saxutils import escape


@dataclass(frozen=True, slots=True)
class Item:
    """One RSS item."""

    title: str
    link: str
    text: str
    published_at: datetime | None = None
    guid: str | None = None
    categories: tuple[str, ...] = ()


def rss(
    items: Iterable[Item],
    *,
    title: str = "Example Performers Guild",
    home: str = "https://www.guild.example/",
) -> bytes:
    """Return an RSS 2.0 document that lists `items` in this order."""
    listed = "".join(_item(item) for item in items)
    return (
        '<?xml version="1.0" encoding="UTF-8"?><rss version="2.0"><channel>'
        f"<title>{escape(title)}</title><link>{escape(home)}</link>"
        f"<description>News</description>{listed}</channel></rss>"
    ).encode()


def _item(item: Item) -> str:
    date = f"<pubDate>{format_datetime(item.published_at)}</pubDate>" if item.published_at else ""
    guid = f'<guid isPermaLink="false">{escape(item.guid)}</guid>' if item.guid else ""
    categories = "".join(f"<category>{escape(category)}</category>" for category in item.categories)
    return (
        f"<item><title>{escape(item.title)}</title><link>{escape(item.link)}</link>{guid}{date}{categories}"
        f"<description>{escape(item.text)}</description></item>"
    )
