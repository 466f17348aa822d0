"""Feed documents and pages in the shapes that real publishing systems make.

`bot.demo.sites` serves them. The shapes: Wix (a teaser of 500 characters, a guid that is no link),
WordPress (the whole text, and a tail that names its own site), Bluesky (no titles, ``at://`` guids, its
own form of date), and a newspaper's plain RSS.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import format_datetime
from html import escape

from bot.demo.world import ACCOUNT, HOSTS, UNION_NAME, Article, Site

_TEASER = 500
_EXCERPT_WORDS = 55
_RSS = (
    '<rss version="2.0" xmlns:dc="http://purl.org/dc/elements/1.1/" '
    'xmlns:content="http://purl.org/rss/1.0/modules/content/">'
)


@dataclass(frozen=True, slots=True)
class Listed:
    """An article as its site lists it."""

    article: Article
    published_at: datetime
    changed_at: datetime


def feed_document(site: Site, listed: Sequence[Listed]) -> bytes:
    """Return the site's feed, newest first, in UTF-8."""
    newest_first = sorted(listed, key=lambda item: item.published_at, reverse=True)
    return _CHANNELS[site](newest_first).encode()


def page_document(item: Listed) -> bytes:
    """Return the article's own page, with the furniture that such pages have."""
    article = item.article
    body = "\n".join(f"<p>{escape(paragraph)}</p>" for paragraph in article.paragraphs)
    head = (
        f'<meta charset="utf-8"><title>{escape(article.title)}</title>'
        f'<link rel="canonical" href="{escape(article.link or "")}">'
    )
    menu = (
        '<header><nav><ul><li><a href="/">Home</a></li><li><a href="/blog">News</a></li></ul></nav></header>'
    )
    top = f"<h1>{escape(article.title)}</h1><p>{item.published_at:%b %d, %Y}</p><p>2 min read</p>"
    foot = f"<footer>© {item.published_at:%Y} {UNION_NAME}. All rights reserved.</footer>"
    main = f"<main><article>{top}\n<section>\n{body}\n</section></article></main>"
    page = f"<head>{head}</head><body>{menu}\n{main}\n{foot}</body>"
    return f"<!doctype html><html lang=en>{page}</html>\n".encode()


def _wix(listed: Sequence[Listed]) -> str:
    home = f"https://{HOSTS[Site.STRIKE_SITE]}"
    items = "".join(
        f"<item><title>{_cdata(item.article.title)}</title>"
        f"<description>{_cdata(_teaser(item.article))}</description>"
        f"<link>{escape(item.article.link or '')}</link>"
        f'<guid isPermaLink="false">{_hexadecimal_id(item.article)}</guid>'
        f"<pubDate>{_rfc_822(item.published_at)}</pubDate>"
        f"<dc:creator>{_cdata(UNION_NAME)}</dc:creator></item>"
        for item in listed
    )
    return _rss(
        f"<title>{_cdata('Lanternlight on strike')}</title><description>{_cdata('Strike news')}</description>"
        f"<link>{home}/blog</link><generator>RSS for Node</generator>{items}"
    )


def _wordpress(listed: Sequence[Listed]) -> str:
    home = f"https://{HOSTS[Site.PRESS_ROOM]}"
    return _rss(
        f"<title>Press room – {UNION_NAME}</title><link>{home}</link><description></description>"
        f"<language>en-US</language><generator>https://wordpress.org/?v=6.8</generator>"
        + "".join(_wordpress_item(item, home) for item in listed)
    )


def _wordpress_item(item: Listed, home: str) -> str:
    article = item.article
    link = escape(article.link or "")
    tail = (
        f'<p>The post <a href="{link}">{escape(article.title)}</a> appeared first on '
        f'<a href="{home}">{UNION_NAME}</a>.</p>'
    )
    words = " ".join(article.paragraphs).split()
    excerpt = f"<p>{escape(' '.join(words[:_EXCERPT_WORDS]))} [&#8230;]</p>\n{tail}"
    whole = "\n".join(f"<p>{escape(paragraph)}</p>" for paragraph in article.paragraphs)
    return (
        f"<item><title>{escape(article.title)}</title>"
        + (f"<link>{link}</link>" if link else "")
        + f"<dc:creator>{_cdata('Communications')}</dc:creator>"
        f"<pubDate>{_rfc_822(item.published_at)}</pubDate>"
        f"<category>{_cdata(article.category or 'News')}</category>"
        f'<guid isPermaLink="false">{home}/?p={int(_hexadecimal_id(article)[:4], 16)}</guid>'
        f"<description>{_cdata(excerpt)}</description>"
        f"<content:encoded>{_cdata(f'{whole}{chr(10)}{tail}')}</content:encoded></item>"
    )


def _bluesky(listed: Sequence[Listed]) -> str:
    items = "".join(
        f"<item><link>{escape(item.article.link or '')}</link>"
        f"<description>{escape(' '.join(item.article.paragraphs))}</description>"
        f"<pubDate>{item.published_at.astimezone(UTC):%d %b %Y %H:%M} +0000</pubDate>"
        f'<guid isPermaLink="false">at://{ACCOUNT}/app.bsky.feed.post/{_record_key(item.article)}</guid></item>'
        for item in listed
    )
    return _rss(
        f"<description>The guild's own account.</description>"
        f"<link>https://bsky.app/profile/lanternguild.example</link>"
        f"<title>@lanternguild.example - {UNION_NAME}</title>{items}"
    )


def _newspaper(listed: Sequence[Listed]) -> str:
    home = f"https://{HOSTS[Site.NEWSPAPER]}"
    items = "".join(
        f"<item><title>{escape(item.article.title)}</title><link>{escape(item.article.link or '')}</link>"
        f'<guid isPermaLink="true">{escape(item.article.link or "")}</guid>'
        f"<dc:creator>Staff reporter</dc:creator><pubDate>{_rfc_822(item.published_at)}</pubDate>"
        f"<description>{escape(' '.join(item.article.paragraphs))}</description></item>"
        for item in listed
    )
    return _rss(f"<title>The Daily Curtain</title><link>{home}</link><description></description>{items}")


_CHANNELS = {
    Site.STRIKE_SITE: _wix,
    Site.PRESS_ROOM: _wordpress,
    Site.BLUESKY: _bluesky,
    Site.NEWSPAPER: _newspaper,
}


def _rss(channel: str) -> str:
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{_RSS}<channel>{channel}</channel></rss>\n'


def _cdata(text: str) -> str:
    return f"<![CDATA[{text}]]>"


def _teaser(article: Article) -> str:
    text = " ".join(article.paragraphs)
    return text if len(text) <= _TEASER else f"{text[: _TEASER - 3]}..."


def _hexadecimal_id(article: Article) -> str:
    # The id stays the same when the text is corrected, as a real system's does.
    return hashlib.sha256((article.link or article.name).encode()).hexdigest()[:24]


def _record_key(article: Article) -> str:
    return (article.link or "").rpartition("/")[2]


def _rfc_822(at: datetime) -> str:
    return format_datetime(at.astimezone(UTC), usegmt=True)
