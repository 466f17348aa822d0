import pytest

from bot.core.hosts import normalise_host
from bot.core.sharedhosts import SHARED_PLATFORMS, is_shared_platform, is_well_known_platform


@pytest.mark.parametrize("host", sorted(SHARED_PLATFORMS))
def test_shared_platforms_are_written_in_normal_form(host: str) -> None:
    assert normalise_host(host) == host


@pytest.mark.parametrize(
    "host",
    [
        "bsky.app",
        "www.youtube.com",
        "guild.substack.com",
        "us7.campaign-archive.com",
        "feeds.feedburner.com",
        "union.place",
        "www.prnewswire.com",
        "guild.beehiiv.com",
        "guild.blogspot.co.uk",
        "guild.blogspot.de",
        "guild.github.io",
        "guild.altervista.org",
        "1.compute.amazonaws.com",
        "xn--gnstigbestellen-zvb.de",
    ],
)
def test_shared_platforms_and_what_is_below_them(host: str) -> None:
    assert is_shared_platform(host)


@pytest.mark.parametrize(
    "host",
    [
        "www.guild.example",
        "notmedium.com",
        "x.com.guild.example",
        "max.com",
        "com",
        "app",
        "guild.uk.com",
        "guild.asso.eu.org",
        "blogspot.com.guild.example",
        "www.guild.org.au",
    ],
)
def test_other_hosts_are_no_shared_platforms(host: str) -> None:
    assert not is_shared_platform(host)


def test_a_press_wire_is_shared_and_yet_somebody_elses_page() -> None:
    assert is_shared_platform("www.prnewswire.com")
    assert not is_well_known_platform("www.prnewswire.com")
    assert is_well_known_platform("www.youtube.com")
