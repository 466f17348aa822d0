"""An invented union's HTTPS site with many feeds, served by a process of its own.

A process of its own so that its CPU is nobody's. Feeds answer conditional requests with 304.
Started as `python -m benchmarks.site CERTIFICATE`; prints its port.
"""

import asyncio
import contextlib
import os
import ssl
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from pathlib import Path

import trustme
from aiohttp import web

from bot.core.model import ConnectTo, Feed

HOST = "news.lanternguild.example"
SENTENCES = (
    "The committee met the employers again today, and they brought no new proposal on streaming pay.",
    "Picket lines open at every gate at eight in the morning &#8211; bring water and a hat.",
    "Members who have questions about the health plan can call the office until six.",
    "We will tell you ourselves, on this page, when there is something to vote on.",
    "Our demand has not changed: a raise that keeps up with what things cost.",
)


@dataclass(frozen=True, slots=True)
class Site:
    """A running site, and what a client needs to reach it."""

    port: int
    authority: Path  #: the certificate authority's certificate

    @property
    def connect_to(self) -> ConnectTo:
        return ConnectTo(HOST, 443, "127.0.0.1", self.port)

    def ssl_context(self) -> ssl.SSLContext:
        return ssl.create_default_context(cafile=str(self.authority))


def feed(number: int, *, closing: bool = False) -> Feed:
    """Return one of the site's feeds; `closing` ones end the connection, as if each had a host of its own."""
    address = f"https://{HOST}/{'closing' if closing else 'feed'}/{number}"
    return Feed(f"feed-{number}", address, "lantern", "Lanternlight Guild", frozenset({HOST}))


def body(number: int, *, entries: int = 10, paragraphs: int = 8) -> bytes:
    """Return a feed in WordPress's shape, about 15 KB with ten entries."""
    items = "".join(_item(number, n, paragraphs) for n in range(entries))
    return (
        '<?xml version="1.0" encoding="UTF-8"?><rss version="2.0" '
        'xmlns:content="http://purl.org/rss/1.0/modules/content/" '
        'xmlns:dc="http://purl.org/dc/elements/1.1/"><channel><title>Lanternlight Guild</title>'
        f"<link>https://{HOST}/</link><description>News</description>{items}</channel></rss>"
    ).encode()


@contextlib.contextmanager
def serve(folder: Path) -> Iterator[Site]:
    """Run the site in another process while the context lasts."""
    authority = trustme.CA()
    authority.cert_pem.write_to_path(str(folder / "ca.pem"))
    authority.issue_cert(HOST, "127.0.0.1").private_key_and_cert_chain_pem.write_to_path(
        str(folder / "site.pem")
    )
    command = [sys.executable, "-m", "benchmarks.site", str(folder / "site.pem")]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        try:
            yield Site(int(process.stdout.readline()), folder / "ca.pem")
        finally:
            process.terminate()


def _item(number: int, n: int, paragraphs: int) -> str:
    at = format_datetime(datetime.now(UTC) - timedelta(hours=5 * n + 1))
    text = "".join(
        f"<p>{SENTENCES[(n + p) % len(SENTENCES)]} <em>{number}.{n}</em></p>" for p in range(paragraphs)
    )
    return (
        f"<item><title>Bulletin {number}.{n}</title><link>https://{HOST}/{number}/{n}</link>"
        f'<guid isPermaLink="false">https://{HOST}/?p={number}{n}</guid><pubDate>{at}</pubDate>'
        f"<dc:creator>Press office</dc:creator><category>Strike</category>"
        f"<description><![CDATA[{SENTENCES[n % len(SENTENCES)]}]]></description>"
        f"<content:encoded><![CDATA[{text}]]></content:encoded></item>"
    )


async def _answer(request: web.Request) -> web.Response:
    number = int(request.match_info["number"])
    tag = f'"{number}"'
    if request.headers.get("If-None-Match") == tag:
        response = web.Response(status=304, headers={"ETag": tag})
    else:
        content = request.app[_BODIES].setdefault(number, body(number))
        response = web.Response(body=content, content_type="application/rss+xml", headers={"ETag": tag})
    if request.path.startswith("/closing/"):
        response.force_close()
    return response


_BODIES = web.AppKey("bodies", dict[int, bytes])


async def _run(certificate: str) -> None:
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(certificate)
    app = web.Application()
    app[_BODIES] = {}
    app.router.add_get("/{kind:feed|closing}/{number:\\d+}", _answer)
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0, ssl_context=context)
    await site.start()
    os.write(1, f"{runner.addresses[0][1]}\n".encode())
    await asyncio.Event().wait()


if __name__ == "__main__":
    asyncio.run(_run(sys.argv[1]))
