import asyncio
import gzip
import random
import socket
import ssl
import zlib
from collections.abc import AsyncIterator, Callable, Iterable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import brotli  # type: ignore[import-untyped,unused-ignore]
import pytest

from bot.adapters.http import HttpFetcher, default_ssl_context
from bot.core.errors import FetchError, FetchPermanent, FetchTemporary
from bot.core.model import ConnectTo, Feed, Fetched, NotModified, Validators
from tests.site.server import Certificate, Ending, Reply, Site

NOW = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)
HOST = "www.guild.example"
OTHER = "press.example"
URL = f"https://{HOST}/feed"
RSS = b"<rss version='2.0'><channel><title>Guild news</title></channel></rss>"
NOTHING = Validators()
MIB = 2**20


class FixedClock:
    def now(self) -> datetime:
        return NOW


def make_feed(url: str = URL) -> Feed:
    return Feed("guild-news", url, "guild", "Example Guild", frozenset({HOST}))


def make_fetcher(site: Site, *hosts: str, **options: Any) -> HttpFetcher:
    options = {"connect_to": site.connect_to(*(hosts or (HOST, OTHER))), **options}
    return HttpFetcher(
        FixedClock(),
        user_agent="Picketwire/test (+https://bot.example)",
        ssl_context=site.client_context(),
        **options,
    )


@pytest.fixture
async def site() -> AsyncIterator[Site]:
    async with Site() as running:
        yield running


@pytest.fixture
async def fetcher(site: Site) -> AsyncIterator[HttpFetcher]:
    async with make_fetcher(site) as running:
        yield running


async def get(fetcher: HttpFetcher, url: str = URL, validators: Validators = NOTHING) -> Fetched:
    answer = await fetcher.fetch(make_feed(url), validators)
    assert isinstance(answer, Fetched)
    return answer


async def failure(fetcher: HttpFetcher, kind: type[FetchError], url: str = URL) -> Any:
    with pytest.raises(kind) as caught:
        await fetcher.fetch(make_feed(url), NOTHING)
    assert caught.value.feed_id == "guild-news"
    assert caught.value.message.endswith(".")
    return caught.value


# --- documents ---------------------------------------------------------------------------------------


async def test_a_document_comes_with_its_way_and_its_headers(site: Site, fetcher: HttpFetcher) -> None:
    headers = {
        "ETag": '"v1"',
        "Last-Modified": "Sun, 01 Mar 2026 11:00:00 GMT",
        "Cache-Control": "public, max-age=300",
    }
    site.put(URL, Reply(RSS, headers=headers))

    assert await fetcher.fetch(make_feed(), NOTHING) == Fetched(
        hops=(URL,),
        body=RSS,
        content_type="application/rss+xml; charset=utf-8",
        validators=Validators('"v1"', "Sun, 01 Mar 2026 11:00:00 GMT"),
        fetched_at=NOW,
        max_age=timedelta(minutes=5),
    )


async def test_a_request_says_who_asks_and_for_what(site: Site, fetcher: HttpFetcher) -> None:
    site.put(URL, RSS)
    await get(fetcher)

    (seen,) = site.requests
    assert seen.headers["User-Agent"] == "Picketwire/test (+https://bot.example)"
    assert seen.headers["Host"] == HOST
    assert seen.headers["Accept-Encoding"] == "gzip, deflate, br"
    assert seen.headers["Accept"].startswith("application/atom+xml, application/rss+xml")
    assert not {"If-None-Match", "If-Modified-Since", "Cookie", "Authorization"} & set(seen.headers)


async def test_an_unchanged_document_is_not_sent_again(site: Site, fetcher: HttpFetcher) -> None:
    site.put(URL, RSS)
    first = await get(fetcher)
    again = await fetcher.fetch(make_feed(), first.validators)

    assert again == NotModified(hops=(URL,), validators=first.validators, fetched_at=NOW)
    assert [seen.status for seen in site.requests] == [200, 304]


async def test_validators_go_back_exactly_as_received(site: Site, fetcher: HttpFetcher) -> None:
    sent = Validators('W/"a b,c"', "Sunday, 01-Mar-26 11:00:00 GMT")
    site.put(
        URL, Reply(RSS, headers={"ETag": 'W/"a b,c"', "Last-Modified": "Sunday, 01-Mar-26 11:00:00 GMT"})
    )
    assert (await get(fetcher)).validators == sent
    await fetcher.fetch(make_feed(), sent)

    assert site.requests[1].headers["If-None-Match"] == 'W/"a b,c"'
    assert site.requests[1].headers["If-Modified-Since"] == "Sunday, 01-Mar-26 11:00:00 GMT"


async def test_a_304_keeps_old_validators_unless_it_brings_new_ones(site: Site, fetcher: HttpFetcher) -> None:
    site.put(
        URL, Reply(status=304, headers={"ETag": '"v2"', "Cache-Control": "max-age=60"}, validators=False)
    )
    answer = await fetcher.fetch(make_feed(), Validators('"v1"', "yesterday"))

    assert isinstance(answer, NotModified)
    assert answer.validators == Validators('"v2"', "yesterday")
    assert answer.max_age == timedelta(seconds=60)


async def test_a_304_nobody_asked_for_is_an_error(site: Site, fetcher: HttpFetcher) -> None:
    site.put(URL, Reply(status=304))
    assert "answered 304" in (await failure(fetcher, FetchTemporary)).message


async def test_a_document_without_validators_forgets_the_old_ones(site: Site, fetcher: HttpFetcher) -> None:
    site.put(URL, Reply(RSS, validators=False))
    assert (await get(fetcher, validators=Validators('"old"'))).validators == NOTHING


async def test_an_empty_document_is_the_parsers_business(site: Site, fetcher: HttpFetcher) -> None:
    site.put(URL, Reply(b"", headers={"Content-Encoding": "gzip"}))
    assert (await get(fetcher)).body == b""


@pytest.mark.parametrize("value", ["é", "\u202eevil", "x" * 2000])
async def test_headers_that_are_not_plain_count_as_not_sent(
    site: Site, fetcher: HttpFetcher, value: str
) -> None:
    site.put(URL, Reply(RSS, headers={"ETag": f'"{value}"'}))
    assert (await get(fetcher)).validators == NOTHING


@pytest.mark.parametrize(
    ("header", "expected"),
    [
        ("max-age=0", timedelta(0)),
        ('private, Max-Age="90"', timedelta(seconds=90)),
        ("s-maxage=10, max-age=20", timedelta(seconds=20)),
        ("max-age=99999999999999999999", timedelta(seconds=2**31)),
        ("max-age=-1", None),
        ("max-age=٣", None),
        ("max-age=" + "9" * 5000, None),
        ("x-max-age=5", None),
        ("no-store", None),
    ],
)
async def test_max_age(site: Site, fetcher: HttpFetcher, header: str, expected: timedelta | None) -> None:
    site.put(URL, Reply(RSS, headers={"Cache-Control": header}))
    assert (await get(fetcher)).max_age == expected


async def test_an_address_is_asked_as_it_is_written(site: Site, fetcher: HttpFetcher) -> None:
    url = f"https://{HOST}/feed%2C1?tag=%7Ea&b=c+d"
    site.put(url, RSS)
    assert (await get(fetcher, url)).hops == (url,)
    assert site.requests[0].url == url


# --- encodings ---------------------------------------------------------------------------------------


def raw_deflate(body: bytes) -> bytes:
    packer = zlib.compressobj(wbits=-15)
    return packer.compress(body) + packer.flush()


NOISE = random.Random(7).randbytes(300_000) + b"tail" * 1000  # noqa: S311 - reproducible, not secret

ENCODINGS: dict[str, tuple[str, Callable[[bytes], bytes]]] = {
    "gzip": ("gzip", gzip.compress),
    "x-gzip": ("X-GZIP", gzip.compress),
    "deflate": ("deflate", zlib.compress),
    "raw deflate": ("deflate", raw_deflate),
    "br": ("br", lambda body: brotli.compress(body, quality=4)),
    "identity": ("identity", bytes),
    "two": ("gzip, br", lambda body: brotli.compress(gzip.compress(body), quality=1)),
    "members": ("gzip", lambda body: gzip.compress(body[:9]) + gzip.compress(body[9:])),
    "padded": ("gzip", lambda body: gzip.compress(body) + b"\0" * 512),
}


@pytest.mark.parametrize("name", ENCODINGS)
@pytest.mark.parametrize("chunk", [1_000_000, 1])
async def test_encodings(site: Site, fetcher: HttpFetcher, name: str, chunk: int) -> None:
    header, pack = ENCODINGS[name]
    body = NOISE if chunk > 1 else RSS
    packed = pack(body)

    def chunks() -> Iterator[bytes]:
        return (packed[at : at + chunk] for at in range(0, len(packed), chunk))

    site.put(URL, Reply(chunks, headers={"Content-Encoding": header}))
    assert (await get(fetcher)).body == body


@pytest.mark.parametrize(
    ("header", "pack"), [("gzip", gzip.compress), ("deflate", raw_deflate), ("br", brotli.compress)]
)
async def test_a_compressed_body_without_its_end_is_worth_another_try(
    site: Site, fetcher: HttpFetcher, header: str, pack: Callable[[bytes], bytes]
) -> None:
    site.put(URL, Reply(pack(RSS)[:-12], headers={"Content-Encoding": header}))
    assert "middle of its compressed data" in (await failure(fetcher, FetchTemporary)).message


@pytest.mark.parametrize("header", ["gzip", "deflate", "br", "gzip, gzip"])
async def test_a_body_that_is_not_compressed_as_it_says(
    site: Site, fetcher: HttpFetcher, header: str
) -> None:
    site.put(URL, Reply(RSS, headers={"Content-Encoding": header}))
    assert "not compressed the way" in (await failure(fetcher, FetchTemporary)).message


@pytest.mark.parametrize("header", ["zstd", "gzip, aes128gcm", "br,br,br,br", "\x1b[31m"])
async def test_encodings_nobody_asked_for(site: Site, fetcher: HttpFetcher, header: str) -> None:
    site.put(URL, Reply(RSS, headers={"Content-Encoding": header.replace("\x1b", "\u009b")}))
    error = await failure(fetcher, FetchPermanent)
    assert "encoding" in error.message
    assert error.message.isprintable()


# --- sizes -------------------------------------------------------------------------------------------


def gzip_bomb() -> Iterator[bytes]:
    packer = zlib.compressobj(wbits=31)
    for _ in range(4096):  # 4 GiB
        yield packer.compress(bytes(MIB)) + packer.flush(zlib.Z_FULL_FLUSH)


def brotli_bomb() -> Iterator[bytes]:
    packer = brotli.Compressor(quality=1)
    for _ in range(4096):
        yield packer.process(bytes(MIB)) + packer.flush()


def hollow_bomb() -> Iterator[bytes]:
    """Gzip of gzip of empty blocks: the inner stage grows and the outcome stays empty."""
    outer, inner = zlib.compressobj(wbits=31), zlib.compressobj(wbits=31)
    nothing = b"\0\0\0\xff\xff" * 200_000
    yield outer.compress(inner.flush(zlib.Z_FULL_FLUSH))
    for _ in range(4096):
        yield outer.compress(nothing) + outer.flush(zlib.Z_FULL_FLUSH)


def plain_flood() -> Iterator[bytes]:
    for _ in range(4096):
        yield bytes(MIB)


@pytest.mark.parametrize(
    ("body", "header", "at_most"),
    [
        (gzip_bomb, "gzip", 400_000),
        (brotli_bomb, "br", 20_000),
        (hollow_bomb, "gzip, gzip", 400_000),
        (plain_flood, "identity", 64 * MIB),
    ],
)
async def test_reading_stops_soon_after_the_cap(
    site: Site, fetcher: HttpFetcher, body: Callable[[], Iterable[bytes]], header: str, at_most: int
) -> None:
    # A pause for each MiB, so that what the kernel buffers is not taken for what the fetcher read.
    site.put(URL, Reply(body, headers={"Content-Encoding": header}, pause=0.001))
    assert "more than 8 MiB" in (await failure(fetcher, FetchPermanent)).message
    assert 0 < site.requests[0].sent <= at_most


async def test_an_announced_20_mb_body_is_not_read(site: Site, fetcher: HttpFetcher) -> None:
    site.put(URL, Reply(bytes(20_000_000)))
    assert "more than 8 MiB" in (await failure(fetcher, FetchPermanent)).message


@pytest.mark.parametrize("surplus", [0, 1])
async def test_the_cap_is_exact(site: Site, surplus: int) -> None:
    body = gzip.compress(bytes(1000 + surplus))
    site.put(URL, Reply(body, headers={"Content-Encoding": "gzip"}))
    async with make_fetcher(site, max_bytes=1000) as fetcher:
        if surplus:
            await failure(fetcher, FetchPermanent)
        else:
            assert len((await get(fetcher)).body) == 1000


# --- time --------------------------------------------------------------------------------------------


async def test_a_slow_drip_ends_at_the_deadline(site: Site) -> None:
    site.put(URL, Reply(lambda: iter([b"x"] * 1000), pause=0.02))
    async with make_fetcher(site, total_timeout=0.3) as fetcher:
        assert "did not answer in full within 0.3 s" in (await failure(fetcher, FetchTemporary)).message
    assert 0 < site.requests[0].sent < 40


async def test_redirects_share_one_deadline(site: Site) -> None:
    for number in range(5):
        hop = Reply(lambda: iter([b"."]), pause=0.12, status=302, headers={"Location": f"/{number + 1}"})
        site.put(f"https://{HOST}/{number}", hop)
    site.put(f"https://{HOST}/5", Reply(silent=True))
    async with make_fetcher(site, total_timeout=0.4) as fetcher:
        assert "within 0.4 s" in (await failure(fetcher, FetchTemporary, f"https://{HOST}/0")).message


@pytest.mark.parametrize("reply", [Reply(b"x", hang=True), Reply(silent=True)])
async def test_a_silent_server_is_given_up(site: Site, reply: Reply) -> None:
    site.put(URL, reply)
    async with make_fetcher(site, idle_timeout=0.1) as fetcher:
        assert "fell silent" in (await failure(fetcher, FetchTemporary)).message


async def test_a_server_that_never_shakes_hands(site: Site) -> None:
    with socket.create_server(("127.0.0.1", 0)) as deaf:
        rule = ConnectTo(HOST, 443, "127.0.0.1", deaf.getsockname()[1])
        async with make_fetcher(site, connect_to=(rule,), connect_timeout=0.1) as fetcher:
            assert "did not take up the connection" in (await failure(fetcher, FetchTemporary)).message


async def test_waiting_for_ones_turn_is_not_part_of_the_deadline(site: Site) -> None:
    site.put(URL, Reply(lambda: iter([b"x"]), pause=0.45))
    async with make_fetcher(site, total_timeout=2) as fetcher:  # two at a time: the last end after 2.25 s
        answers = await asyncio.gather(*(get(fetcher) for _ in range(10)))
    assert [answer.body for answer in answers] == [b"x"] * 10


async def test_a_host_gets_two_connections_at_a_time(site: Site) -> None:
    site.put(URL, Reply(silent=True))
    async with make_fetcher(site) as fetcher:
        tasks = [asyncio.create_task(get(fetcher)) for _ in range(6)]
        await site.wait_for_requests(2)
        await asyncio.wait(tasks, timeout=0.1)
        assert len(site.requests) == 2
        site.put(f"https://{OTHER}/feed", RSS)
        assert (await get(fetcher, f"https://{OTHER}/feed")).body == RSS
        for task in tasks:
            task.cancel()
        assert all(
            isinstance(outcome, asyncio.CancelledError)
            for outcome in await asyncio.gather(*tasks, return_exceptions=True)
        )
        site.put(URL, RSS)
        assert (await get(fetcher)).body == RSS


# --- redirects ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
async def test_every_hop_is_returned(site: Site, fetcher: HttpFetcher, status: int) -> None:
    site.put(URL, Reply(status=status, headers={"Location": "/new#top"}))
    site.put(f"https://{HOST}/new", Reply(status=status, headers={"Location": f"//{OTHER}/feed?x=1"}))
    site.put(f"https://{OTHER}/feed?x=1", RSS)

    hops = (URL, f"https://{HOST}/new", f"https://{OTHER}/feed?x=1")
    first = await get(fetcher)
    assert (first.hops, first.body) == (hops, RSS)


async def test_a_redirect_among_the_unions_hosts_is_asked_whether_anything_changed(
    site: Site, fetcher: HttpFetcher
) -> None:
    site.put(URL, Reply(status=301, headers={"Location": f"https://{OTHER}/feed"}))
    site.put(f"https://{OTHER}/feed", RSS)
    feed = replace(make_feed(), hosts=frozenset({HOST, OTHER}))
    first = await fetcher.fetch(feed, Validators())
    again = await fetcher.fetch(feed, first.validators)
    assert isinstance(again, NotModified)
    assert again.hops == (URL, f"https://{OTHER}/feed")


async def test_another_host_has_no_say_in_whether_anything_changed(site: Site, fetcher: HttpFetcher) -> None:
    site.put(URL, RSS)
    mine = (await get(fetcher)).validators
    site.put(URL, Reply(status=301, headers={"Location": f"https://{OTHER}/feed"}))
    site.put(f"https://{OTHER}/feed", Reply(status=304))
    with pytest.raises(FetchTemporary, match="answered 304"):
        await fetcher.fetch(make_feed(), mine)
    own, strange = site.requests[-2:]
    assert "If-None-Match" in own.headers
    assert {"If-None-Match", "If-Modified-Since"}.isdisjoint(strange.headers)


async def test_five_redirects_are_followed_and_no_sixth(site: Site, fetcher: HttpFetcher) -> None:
    for number in range(6):
        site.put(f"https://{HOST}/{number}", Reply(status=302, headers={"Location": f"{number + 1}"}))
    site.put(f"https://{HOST}/6", RSS)

    assert len((await get(fetcher, f"https://{HOST}/1")).hops) == 6
    assert "more than 5 times" in (await failure(fetcher, FetchPermanent, f"https://{HOST}/0")).message


async def test_a_circle_is_noticed(site: Site, fetcher: HttpFetcher) -> None:
    site.put(URL, Reply(status=302, headers={"Location": "/b"}))
    site.put(f"https://{HOST}/b", Reply(status=302, headers={"Location": "/feed"}))
    assert "in a circle" in (await failure(fetcher, FetchPermanent)).message
    assert len(site.requests) == 2


@pytest.mark.parametrize(
    ("location", "problem"),
    [
        (f"http://{HOST}/feed", "does not start with https://"),
        ("https://guild@press.example/", "user name"),
        ("https://press.example:8443/", "port"),
        ("https://127.0.0.1/", "IP address"),
        ("https://[::1]/", "IP address"),
        ("https://2130706433/", "IP address"),
        ("https://0x7f.1/", "IP address"),
        ("https://localhost/", "irregular name"),
        ("\\\\press.example/", "backslash"),
        ("https://press.example\\@www.guild.example/", "backslash"),
        ("https://[::1/", "IP address"),
        ("//pre\tss.example/", "control characters"),
        ("https://press.example/\u202efeed", "invisible"),
        ("file:///etc/passwd", "does not start with https://"),
        ("javascript:alert(1)", "does not start with https://"),
    ],
)
async def test_redirects_that_are_not_followed(
    site: Site, fetcher: HttpFetcher, location: str, problem: str
) -> None:
    site.put(URL, Reply(status=301, headers={"Location": location}))
    error = await failure(fetcher, FetchPermanent)
    assert problem in error.message
    assert f"{URL} redirects to " in error.message
    assert error.message.isprintable()
    assert len(site.requests) == 1


async def test_a_redirect_to_nowhere(site: Site, fetcher: HttpFetcher) -> None:
    site.put(URL, Reply(status=302))
    assert "leads nowhere" in (await failure(fetcher, FetchPermanent)).message


# --- addresses ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "url",
    [
        "http://www.guild.example/",
        "https://127.0.0.1/",
        "https://[::ffff:127.0.0.1]/",
        "https://u:p@www.guild.example/",
    ],
)
async def test_addresses_that_are_never_asked(site: Site, fetcher: HttpFetcher, url: str) -> None:
    assert "nothing was asked" in (await failure(fetcher, FetchPermanent, url)).message
    assert not site.requests


def answer_dns(monkeypatch: pytest.MonkeyPatch, *addresses: str) -> None:
    """Let the system's resolver answer with these addresses; everything above it is real."""

    def getaddrinfo(host: str, port: int, *_: object, **__: object) -> list[tuple[Any, ...]]:
        families = (socket.AF_INET6 if ":" in address else socket.AF_INET for address in addresses)
        return [
            (family, socket.SOCK_STREAM, socket.IPPROTO_TCP, "", (address, port))
            for family, address in zip(families, addresses, strict=True)
        ]

    monkeypatch.setattr(socket, "getaddrinfo", getaddrinfo)


@pytest.mark.parametrize("addresses", [("127.0.0.1",), ("::1", "10.0.0.7", "169.254.169.254")])
async def test_a_name_that_leads_inside_is_refused(
    site: Site, monkeypatch: pytest.MonkeyPatch, addresses: tuple[str, ...]
) -> None:
    async with make_fetcher(site, HOST) as fetcher:
        site.put(URL, RSS)
        await get(fetcher)
        answer_dns(monkeypatch, *addresses)
        error = await failure(fetcher, FetchPermanent, "https://inside.example/")
    assert "inside.example leads to an address that is private, loopback" in error.message
    assert len(site.requests) == 1


async def test_an_unknown_name(site: Site, fetcher: HttpFetcher, monkeypatch: pytest.MonkeyPatch) -> None:
    def getaddrinfo(*_: object, **__: object) -> None:
        raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")

    monkeypatch.setattr(socket, "getaddrinfo", getaddrinfo)
    error = await failure(fetcher, FetchTemporary, "https://gone.example/")
    assert "gone.example could not be resolved (Name or service not known)" in error.message


async def test_a_refused_connection(site: Site) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    async with make_fetcher(site, connect_to=(ConnectTo(HOST, 443, "127.0.0.1", port),)) as fetcher:
        assert "could not be reached" in (await failure(fetcher, FetchTemporary)).message


# --- certificates ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("kind", "reason"),
    [
        (Certificate.EXPIRED, "expired"),
        (Certificate.OTHER_HOST, "not valid for 'www.guild.example'"),
        (Certificate.SELF_SIGNED, "issuer certificate"),
    ],
)
async def test_bad_certificates(site: Site, fetcher: HttpFetcher, kind: Certificate, reason: str) -> None:
    site.put(URL, RSS)
    site.certificate(HOST, kind)
    error = await failure(fetcher, FetchPermanent)
    assert f"The certificate of {HOST} is not valid" in error.message
    assert reason in error.message
    assert not site.requests


async def test_a_bad_certificate_behind_a_redirect(site: Site, fetcher: HttpFetcher) -> None:
    site.put(URL, Reply(status=302, headers={"Location": f"https://{OTHER}/"}))
    site.certificate(OTHER, Certificate.OTHER_HOST)
    assert f"The certificate of {OTHER} is not valid" in (await failure(fetcher, FetchPermanent)).message


async def test_a_server_without_tls(site: Site) -> None:
    async def talk(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n")
        await writer.drain()
        writer.close()

    async with await asyncio.start_server(talk, "127.0.0.1", 0) as server:
        rule = ConnectTo(HOST, 443, "127.0.0.1", server.sockets[0].getsockname()[1])
        async with make_fetcher(site, connect_to=(rule,)) as fetcher:
            assert "No secure connection" in (await failure(fetcher, FetchTemporary)).message


def test_the_default_context_verifies() -> None:
    context = default_ssl_context()
    assert context.verify_mode is ssl.CERT_REQUIRED
    assert context.check_hostname
    assert context.minimum_version is ssl.TLSVersion.TLSv1_2


async def test_ssl_cert_file_is_honoured(
    site: Site, tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(site.write_ca(tmp_path_factory.mktemp("ca"))))
    site.put(URL, RSS)
    async with HttpFetcher(FixedClock(), user_agent="x", connect_to=site.connect_to(HOST)) as fetcher:
        assert (await get(fetcher)).body == RSS


# --- refusals ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("status", [403, 404, 408, 421, 425, 429, 500, 502, 503, 504, 599, 204, 206])
async def test_statuses_worth_another_try(site: Site, fetcher: HttpFetcher, status: int) -> None:
    site.put(URL, Reply(status=status))
    error = await failure(fetcher, FetchTemporary)
    assert f"{HOST} answered {status}" in error.message
    assert error.retry_after is None


@pytest.mark.parametrize("status", [300, 305, 400, 401, 405, 410, 418, 451])
async def test_statuses_that_need_a_person(site: Site, fetcher: HttpFetcher, status: int) -> None:
    site.put(URL, Reply(status=status))
    error = await failure(fetcher, FetchPermanent)
    assert f"{HOST} answered {status}" in error.message
    assert "feeds.yaml" in error.message


@pytest.mark.parametrize(
    ("header", "seconds"),
    [
        ("120", 120.0),
        ("0", 0.0),
        ("9" * 400, 86400.0),
        ("Sun, 01 Mar 2026 12:05:00 GMT", 300.0),
        ("Sun, 01 Mar 2026 12:05:00", 300.0),
        ("Sun, 01 Mar 2026 11:00:00 GMT", 0.0),
        ("Fri, 01 Jan 2100 00:00:00 GMT", 86400.0),
        ("soon", None),
        ("-5", None),
        ("1.5", None),
        ("٣", None),
        ("Sun, 99 Mar 99999 12:05:00 GMT", None),
    ],
)
@pytest.mark.parametrize("status", [429, 503])
async def test_retry_after(
    site: Site, fetcher: HttpFetcher, status: int, header: str, seconds: float | None
) -> None:
    site.put(URL, Reply(status=status, headers={"Retry-After": header}))
    assert (await failure(fetcher, FetchTemporary)).retry_after == seconds


@pytest.mark.parametrize("ending", [Ending.TRUNCATED, Ending.RESET])
async def test_a_broken_off_body_is_not_taken_for_a_document(
    site: Site, fetcher: HttpFetcher, ending: Ending
) -> None:
    site.put(URL, Reply(RSS, ending=ending))
    message = (await failure(fetcher, FetchTemporary)).message
    assert "broke off" in message or "closed the connection" in message


async def test_an_answer_that_is_not_http(site: Site, fetcher: HttpFetcher) -> None:
    site.put(URL, Reply(RSS, headers={"X-Endless": "x" * 100_000}))
    assert "not readable HTTP" in (await failure(fetcher, FetchTemporary)).message


HTTP = b"HTTP/1.1 200 OK\r\n"


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"\0" * 100,
        b"SSH-2.0-OpenSSH_9.6\r\n",
        b"HTTP/9.9 200 OK\r\n\r\n",
        b"HTTP/1.1 9999999 OK\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nA: b",
        HTTP + b"Content-Length: -1\r\n\r\n",
        HTTP + b"Content-Length: 5\r\nContent-Length: 6\r\n\r\nabcdef",
        HTTP + b"Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nabcde\r\n0\r\n\r\n",
        HTTP + b"Transfer-Encoding: chunked\r\n\r\nzz\r\nabc",
        HTTP + b"Transfer-Encoding: chunked\r\n\r\n5\r\nab",
        HTTP + b"Transfer-Encoding: chunked\r\n\r\n3\r\nabcdef\r\n0\r\n\r\n",
        HTTP + b"Bad\0Name: x\r\nContent-Length: 0\r\n\r\n",
        HTTP + b" folded\r\nContent-Length: 0\r\n\r\n",
        b"HTTP/1.1 301 Moved\r\nLocation: https://\xff\xfe.example/\r\nContent-Length: 0\r\n\r\n",
        b"HTTP/1.1 301 Moved\r\nLocation: /\xff\r\nContent-Length: 0\r\n\r\n",
        HTTP + b"Content-Encoding: \xff\r\nContent-Length: 1\r\n\r\nx",
    ],
)
async def test_no_answer_breaks_anything(site: Site, fetcher: HttpFetcher, raw: bytes) -> None:
    site.put(URL, Reply(raw=raw))
    error = await failure(fetcher, FetchError)
    assert error.message.isprintable()


async def test_a_failure_leaves_other_feeds_alone(site: Site, fetcher: HttpFetcher) -> None:
    site.put(URL, Reply(RSS, ending=Ending.RESET), Reply(status=500), RSS)
    site.put(f"https://{OTHER}/feed", RSS)
    for _ in range(2):
        await failure(fetcher, FetchTemporary)
        assert (await get(fetcher, f"https://{OTHER}/feed")).body == RSS
    assert (await get(fetcher)).body == RSS


# --- what is not kept or used ------------------------------------------------------------------------


async def test_cookies_are_not_kept(site: Site, fetcher: HttpFetcher) -> None:
    site.put(URL, Reply(RSS, headers={"Set-Cookie": "id=1; Path=/"}))
    await get(fetcher)
    await get(fetcher)
    assert "Cookie" not in site.requests[1].headers


async def test_the_environments_proxies_and_passwords_are_ignored(
    site: Site, monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory
) -> None:
    netrc = tmp_path_factory.mktemp("home") / "netrc"
    netrc.write_text(f"machine {HOST} login a password b\n")
    monkeypatch.setenv("NETRC", str(netrc))
    for name in ("HTTPS_PROXY", "https_proxy", "ALL_PROXY", "all_proxy"):
        monkeypatch.setenv(name, "http://127.0.0.1:1")
    site.put(URL, RSS)
    async with make_fetcher(site) as fetcher:
        assert (await get(fetcher)).body == RSS
    assert "Authorization" not in site.requests[0].headers


async def test_a_cancelled_fetch_stops_at_once(site: Site) -> None:
    site.put(URL, Reply(silent=True))
    async with make_fetcher(site) as fetcher:
        task = asyncio.create_task(get(fetcher))
        await site.wait_for_requests(1)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task


async def test_a_fetcher_that_is_not_open_says_so(site: Site) -> None:
    with pytest.raises(RuntimeError, match="async with"):
        await make_fetcher(site).fetch(make_feed(), NOTHING)
