"""Which addresses may be dialled? The resolver and the socket guard under every fetch.

Used by `bot.adapters.http`. aiohttp asks `Dialling.resolve` for the addresses of a host name, and
`Dialling.open_socket` for the socket to each address it really dials. Guarantee: no socket is opened to a
private, loopback, link-local, shared, multicast or translated address, except to the addresses an admin
wrote in ``PICKETWIRE_CONNECT_TO``, and these only on behalf of the host names written there.
"""

import errno
import ipaddress
import socket
from collections.abc import Sequence
from typing import Any

from aiohttp import ThreadedResolver
from aiohttp.abc import AbstractResolver, ResolveResult

from bot.core.model import ConnectTo

# `is_global` of Python 3.11 calls these global; they lead elsewhere or nowhere: protocol assignments
# (RFC 6890), 6to4 relays (RFC 7526), 6to4 and Teredo-like assignments, documentation (RFC 9637).
_NOT_PUBLIC = tuple(
    ipaddress.ip_network(network)
    for network in ("192.0.0.0/24", "192.88.99.0/24", "2001::/23", "2002::/16", "3fff::/20")
)
# All public unicast IPv6 there is. What lies outside wraps IPv4 addresses (::ffff:0:0/96, ::/96,
# 64:ff9b::/96) or is local.
_GLOBAL_UNICAST = ipaddress.ip_network("2000::/3")


class RefusedAddress(OSError):
    """The guard refused to dial; an OSError, because the connection code collects only those.

    Its text never varies: where a host has several refused addresses, aiohappyeyeballs then raises one of
    these errors as it is instead of melting them into an untyped one.
    """

    def __init__(self) -> None:
        super().__init__(errno.EACCES, "private, loopback or otherwise not a public address")


def is_public(address: str) -> bool:
    """Tell whether `address` is a public unicast IPv4 or IPv6 address; False for anything unreadable."""
    try:
        ip = ipaddress.ip_address(address)
    except ValueError:
        return False
    if ip.version == 6 and ip not in _GLOBAL_UNICAST:
        return False
    return ip.is_global and not ip.is_multicast and not any(ip in network for network in _NOT_PUBLIC)


class Dialling(AbstractResolver):
    """Resolves host names and opens sockets for `aiohttp.TCPConnector`."""

    def __init__(self, connect_to: Sequence[ConnectTo] = ()) -> None:
        self._mapped = {(rule.host, rule.port): (rule.to_host, rule.to_port) for rule in connect_to}
        self._exempt: set[tuple[str, int]] = set()
        self._system = ThreadedResolver()

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_UNSPEC
    ) -> list[ResolveResult]:
        """Return the addresses to dial for `host`; raises OSError where there are none."""
        target = self._mapped.get((host.lower().removesuffix("."), port))
        if target is None:
            return self._without_exempt(await self._system.resolve(host, port, family))
        results = _literal(host, *target) or await self._system.resolve(*target, family)
        self._exempt.update((result["host"], result["port"]) for result in results)
        return results

    def open_socket(self, info: tuple[Any, ...]) -> socket.socket:
        """Return a new socket for a `getaddrinfo` tuple; raises RefusedAddress before there is one."""
        family, kind, protocol, _, address = info
        if (address[0], address[1]) not in self._exempt and not is_public(address[0]):
            raise RefusedAddress
        return socket.socket(family=family, type=kind, proto=protocol)

    async def close(self) -> None:
        """Release the system's resolver."""
        await self._system.close()

    def _without_exempt(self, results: list[ResolveResult]) -> list[ResolveResult]:
        """Keep a host of whatever name from using the exemption that another name was given."""
        kept = [
            result
            for result in results
            if is_public(result["host"]) or (result["host"], result["port"]) not in self._exempt
        ]
        if not kept:
            raise RefusedAddress
        return kept


def _literal(host: str, to_host: str, to_port: int) -> list[ResolveResult]:
    """Answer for an IP address without the system, which finds no loopback while every network is down."""
    try:
        ip = ipaddress.ip_address(to_host)
    except ValueError:
        return []
    family = socket.AF_INET if ip.version == 4 else socket.AF_INET6
    return [
        ResolveResult(
            hostname=host,
            host=str(ip),
            port=to_port,
            family=family,
            proto=socket.IPPROTO_TCP,
            flags=socket.AI_NUMERICHOST,
        )
    ]
