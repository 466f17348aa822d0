"""Link headers, as honest servers and others send them."""

import pytest
from multidict import CIMultiDict, CIMultiDictProxy

from bot.adapters.http_headers import canonical_links

URL = "https://www.guild.example/post/1"
OTHER = "https://press.example/story"


def canonical(*headers: str) -> tuple[str, ...]:
    sent = CIMultiDict([("Link", header) for header in headers])
    return canonical_links(CIMultiDictProxy(sent), URL)


@pytest.mark.parametrize(
    "header",
    [
        f"<{OTHER}>; rel=canonical",
        f'<{OTHER}>;rel="canonical"',
        f'< {OTHER} > ; REL = "Shortlink Canonical"',
        "<//press.example/story>; rel=canonical; rel=alternate",
        f'<{OTHER}#top>; title="a \\", <b>; rel=next"; rel="canonical"',
        f"<https://a.example/>; rel=preload; as=script, <{OTHER}>; rel=canonical; crossorigin",
        f'<{OTHER}>; rel=canonical; anchor="#content"',
        f'<{OTHER}>; rel=canonical; anchor="{URL}"',
    ],
)
def test_a_canonical_link_is_found(header: str) -> None:
    assert canonical(header) == (OTHER,)


@pytest.mark.parametrize(
    "header",
    [
        "",
        OTHER,
        f"<{OTHER}>",
        f"<{OTHER}>; rel",
        f"<{OTHER}>; rel=alternate",
        f"<{OTHER}>; rel=alternate; rel=canonical",
        f"<{OTHER}>; rel=canonical-not",
        f"<{OTHER}>; rel*=UTF-8''canonical",
        f'<{OTHER}>; title="; rel=canonical"',
        f'<{OTHER}>; rel=canonical; anchor="/another/page"',
        f"<{OTHER}; rel=canonical",
    ],
)
def test_other_links_are_not_canonical(header: str) -> None:
    assert canonical(header) == ()


def test_every_header_counts_and_each_address_once() -> None:
    assert canonical(f"<{OTHER}>; rel=canonical, <{OTHER}>; rel=canonical", "</b>; rel=canonical") == (
        OTHER,
        "https://www.guild.example/b",
    )
    assert len(canonical(*(f"</{number}>; rel=canonical" for number in range(50)))) == 10


def test_what_is_no_address_is_handed_on_to_be_refused() -> None:
    assert canonical("<https://[press.example/x>; rel=canonical") == ("https://[press.example/x",)
    assert canonical("<javascript:alert(1)>; rel=canonical") == ("javascript:alert(1)",)


def test_a_hostile_header_costs_little() -> None:
    assert canonical("<a>" + ';a="' * 2_000, "<" * 8_000, "<a>;" * 2_000 + " " * 2_000) == ()
