"""A warning for hosts that might pass for the union's; it never decides who is the union."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.lookalikes import likeness

OWN = ("www.stagecraftworkers.example", "swa.example")
NAMES = ("stagecraft", "Stagecraft Workers Alliance", "SWA")
EMPLOYERS = ("Northlight Studios", "NL")


def like(host: str) -> str | None:
    return likeness(host, OWN, NAMES, EMPLOYERS)


@pytest.mark.parametrize(
    ("host", "words"),
    [
        ("www.stagecraftworkers.example.fund.example", "whole address"),
        ("stagecraft-workers.example", "written almost like it"),
        ("stagecraftworrkers.example", "written almost like it"),
        ("stagecraftvvorkers.example", "written almost like it"),
        ("stagecraftw0rkers.example", "written almost like it"),
        ("stagecraftworkers.co.example", "written almost like it"),
        ("xn--stgecraftworkers-udn.example", "written almost like it"),
        ("swa.other.example", "written almost like it"),
        ("mystagecraftworkersnow.example", "carries the union's address"),
        ("stagecraft-facts.example", "carries the union's name"),
        ("northlightstudios.example", "the other side"),
        ("northlight-stagecraftworkers.example", "the other side"),
    ],
)
def test_what_might_pass_for_the_union_is_named(host: str, words: str) -> None:
    assert words in (like(host) or "")


@pytest.mark.parametrize(
    "host",
    ["dailycurtain.example", "workers.example", "alliance.example", "swb.example", "xn--zzzzzz-.example"],
)
def test_other_hosts_are_just_other_hosts(host: str) -> None:
    assert like(host) is None


@pytest.mark.parametrize("host", ["xn--zckzah.example", "xn--wgv71a.example", "xn--.example"])
def test_names_in_other_alphabets_are_read_without_failing(host: str) -> None:
    assert like(host) is None


@given(host=st.text(st.sampled_from("abcxyz-.0189éаі中"), min_size=1, max_size=60))
def test_any_host_is_answered(host: str) -> None:
    like(host)


def test_a_bare_label_is_read_too() -> None:
    assert like("stagecraftworkers") is not None
    assert likeness("guild", ("com.example",), (), ()) is None
