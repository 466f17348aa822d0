"""Why a connection failed: what is said of a page can be told in other languages, whatever the failure."""

import errno
import ssl
from collections.abc import Iterator

import aiohttp
import pytest
from aiohttp.client_reqrep import ConnectionKey

from bot.adapters.dialling import RefusedAddress
from bot.adapters.http_faults import Wanted, connection_fault, phrase
from bot.adapters.languages import read_languages
from bot.core.language import speaking
from bot.core.model import Feed
from bot.core.reasons import retold

SPANISH = read_languages()["es"]
HOST = "www.guild.example"
FEED = Feed("guild-news", f"https://{HOST}/feed", "guild", "Example Guild", frozenset({HOST}))
PAGE = Wanted("page", "text/html")
KEY = ConnectionKey(HOST, 443, True, True, None, None, None)
REFUSED = OSError(errno.ECONNREFUSED, "Connection refused")


def failures() -> Iterator[Exception]:
    yield aiohttp.ClientConnectorCertificateError(KEY, ssl.SSLCertVerificationError("self-signed"))
    yield aiohttp.ClientConnectorDNSError(KEY, OSError(-2, "Name or service not known"))
    yield aiohttp.ClientConnectorSSLError(KEY, ssl.SSLError(1, "wrong version number"))
    yield aiohttp.ClientConnectorError(KEY, RefusedAddress())
    yield aiohttp.ClientConnectorError(KEY, REFUSED)
    yield aiohttp.ConnectionTimeoutError()
    yield aiohttp.ServerTimeoutError()
    yield TimeoutError()
    yield aiohttp.ClientPayloadError()
    yield aiohttp.ServerDisconnectedError()
    yield ConnectionResetError()
    yield aiohttp.ClientError()


@pytest.mark.parametrize("failure", list(failures()), ids=lambda failure: type(failure).__name__)
def test_each_way_to_fail_has_its_words(failure: Exception) -> None:
    said = connection_fault(FEED, HOST, failure, 20.5, PAGE).message
    assert HOST in said
    with speaking(SPANISH):
        told = retold(said)
    assert told != said
    assert told.count(HOST) == said.count(HOST)
    assert told.endswith(".")


@pytest.mark.parametrize("status", [404, 503, 599])
def test_each_status_has_its_words(status: int) -> None:
    with speaking(SPANISH):
        for asked_for, of_page in (("", ""), (" when asked for its robots.txt", " al pedir su robots.txt")):
            said = f"{HOST} answered {phrase(status)}{asked_for}"
            assert retold(said) == f"{HOST} respondió {phrase(status)}{of_page}"
