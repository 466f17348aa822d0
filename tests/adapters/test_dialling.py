import socket

import pytest

from bot.adapters.dialling import Dialling, RefusedAddress, is_public
from bot.core.model import ConnectTo


@pytest.mark.parametrize(
    "address",
    [
        *("0.0.0.0", "10.1.2.3", "100.64.0.1", "127.0.0.1", "127.9.9.9", "169.254.169.254"),  # noqa: S104
        *("172.16.0.1", "192.0.0.8", "192.0.2.1", "192.88.99.1", "192.168.0.1", "198.18.0.1"),
        *("224.0.0.1", "233.252.0.1", "239.1.1.1", "240.0.0.1", "255.255.255.255"),
        *("::", "::1", "::7f00:1", "::ffff:127.0.0.1", "::ffff:8.8.8.8", "64:ff9b::7f00:1", "64:ff9b:1::1"),
        *(
            "2001::1",
            "2001:db8::1",
            "2002:7f00:1::",
            "3fff::1",
            "fc00::1",
            "fd00::1",
            "fe80::1",
            "fe80::1%eth0",
        ),
        *("fec0::1", "ff02::1", "ff0e::1", "100::1"),
        *("", "localhost", "127.1", "0x7f000001", "2130706433", "8.8.8.8 "),
    ],
)
def test_addresses_that_are_not_public(address: str) -> None:
    assert not is_public(address)


@pytest.mark.parametrize(
    "address", ["8.8.8.8", "93.184.216.34", "172.32.0.1", "2606:4700::1111", "2a00:1450::1"]
)
def test_public_addresses(address: str) -> None:
    assert is_public(address)


def info(address: str, port: int = 443) -> tuple[object, ...]:
    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    return family, socket.SOCK_STREAM, socket.IPPROTO_TCP, "", (address, port)


async def test_an_exemption_is_for_one_address_one_port_and_one_name(monkeypatch: pytest.MonkeyPatch) -> None:
    dialling = Dialling([ConnectTo("www.guild.example", 443, "127.0.0.1", 8443)])
    with pytest.raises(RefusedAddress):
        dialling.open_socket(info("127.0.0.1", 8443))  # nobody asked for the name yet

    (result,) = await dialling.resolve("WWW.guild.example.", 443)
    assert (result["host"], result["port"], result["hostname"]) == ("127.0.0.1", 8443, "WWW.guild.example.")
    dialling.open_socket(info("127.0.0.1", 8443)).close()
    for other in (info("127.0.0.1", 8444), info("127.0.0.2", 8443), info("::ffff:127.0.0.1", 8443)):
        with pytest.raises(RefusedAddress):
            dialling.open_socket(other)

    monkeypatch.setattr(
        socket, "getaddrinfo", lambda *_, **__: [info("127.0.0.1", 8443), info("8.8.8.8", 8443)]
    )
    assert [found["host"] for found in await dialling.resolve("evil.example", 8443)] == ["8.8.8.8"]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: [info("127.0.0.1", 8443)])
    with pytest.raises(RefusedAddress):
        await dialling.resolve("evil.example", 8443)
    await dialling.close()


async def test_a_rule_may_lead_to_a_name() -> None:
    dialling = Dialling([ConnectTo("www.guild.example", 443, "localhost", 8443)])
    results = await dialling.resolve("www.guild.example", 443)
    assert results
    for result in results:
        dialling.open_socket(info(result["host"], result["port"])).close()
    await dialling.close()
