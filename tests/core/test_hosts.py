import ipaddress

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from bot.core.hosts import LinkFault, link_host, normalise_host, permalink_host

UNION = "strike.guild.example"

WORDS = st.text(alphabet="abcdefghijklmnopqrstuvwxyz0123456789", min_size=1, max_size=12)
CONTROLS = [chr(code) for code in [*range(0x20), 0x7F, *range(0x80, 0xA0)]]
INVISIBLE = ["\u00ad", "\u200b", "\u200d", "\u200e", "\u202e", "\u2028", "\u2060", "\ufeff", " ", "\u00a0"]
# Letters that look like those of the union's host, or that Unicode folds into them.
LOOK_ALIKES = {
    "a": "аɑａ𝐚",
    "e": "еẹｅℯ",
    "g": "ɡｇℊ",
    "i": "іıｉⅰ",
    "k": "κｋ\u212a",
    "l": "ⅼӏｌℓ",
    "m": "ｍⅿ",
    "p": "рｐ",
    "r": "гｒ",
    "s": "ѕｓſ",
    "t": "ｔτ",
    "u": "υｕս",
    "d": "ԁｄⅆ",
    "x": "хｘⅹ",
    ".": "。．｡․",
}


@pytest.mark.parametrize(
    ("written", "normal"),
    [
        ("strike.guild.example", UNION),
        ("STRIKE.Guild.EXAMPLE", UNION),
        ("strike.guild.example.", UNION),
        ("bücher.example", "xn--bcher-kva.example"),
        ("BÜCHER.example", "xn--bcher-kva.example"),
        ("xn--bcher-kva.example", "xn--bcher-kva.example"),
        ("XN--BCHER-KVA.example", "xn--bcher-kva.example"),
        ("straße.example", "xn--strae-oqa.example"),
    ],
)
def test_a_name_has_one_normal_form(written: str, normal: str) -> None:
    assert normalise_host(written) == normal


@pytest.mark.parametrize(
    "written",
    [
        "",
        ".",
        "..",
        "localhost",
        "guild..example",
        ".guild.example",
        "guild.example..",
        "gu_ild.example",
        "-guild.example",
        "guild-.example",
        "*.guild.example",
        "https://guild.example",
        "guild.example/news",
        "guild.example:443",
        "me@guild.example",
        "xn--a.example",
        "a" * 64 + ".example",
        ".".join(["a" * 60] * 5),
        "bu\u0308cher.example",
        "\ud800.example",
        "127.0.0.1",
        "127.1",
        "2130706433",
        "0x7f000001",
        "0x7f.0x1",
        "guild.0x7f",
        "guild.017",
        "0177.0.0.1",
        "::1",
        "[::1]",
    ],
)
def test_what_is_no_regular_host_name_has_no_normal_form(written: str) -> None:
    assert normalise_host(written) is None


@given(st.data())
def test_a_look_alike_letter_never_makes_the_unions_host(data: st.DataObject) -> None:
    index = data.draw(st.sampled_from([i for i, char in enumerate(UNION) if char in LOOK_ALIKES]))
    other = data.draw(st.sampled_from(LOOK_ALIKES[UNION[index]]))
    name = UNION[:index] + other + UNION[index + 1 :]
    assert normalise_host(name) != UNION
    assert link_host(f"https://{name}/post") != UNION


@given(st.integers(0, len(UNION)), st.sampled_from(INVISIBLE + CONTROLS))
def test_an_unseen_character_never_makes_the_unions_host(index: int, char: str) -> None:
    name = UNION[:index] + char + UNION[index:]
    assert normalise_host(name) is None
    assert isinstance(link_host(f"https://{name}/post"), LinkFault)


@given(st.text())
def test_the_normal_form_is_its_own_normal_form(text: str) -> None:
    normal = normalise_host(text)
    assert normal is None or (normal.isascii() and normalise_host(normal) == normal)


@given(st.ip_addresses())
def test_an_ip_address_is_no_host(address: ipaddress.IPv4Address | ipaddress.IPv6Address) -> None:
    assert normalise_host(str(address)) is None
    forms = [f"[{address}]", str(address), str(int(address)), hex(int(address)), f"0{int(address):o}"]
    for form in forms:
        assert isinstance(link_host(f"https://{form}/"), LinkFault)


@pytest.mark.parametrize(
    "url",
    [
        "https://strike.guild.example",
        "https://strike.guild.example/",
        "HTTPS://Strike.GUILD.example/post",
        "https://strike.guild.example.:443/post",
        "https://strike.guild.example:443/post",
        "https://strike.guild.example?page=2",
        "https://strike.guild.example#top",
        "https://strike.guild.example/post?next=https://evil.example/#@evil.example",
        "https://strike.guild.example/p%C3%B6st/straße",
    ],
)
def test_an_address_on_the_unions_host(url: str) -> None:
    assert link_host(url) == UNION


@pytest.mark.parametrize(
    ("url", "problem"),
    [
        ("", "does not start with https"),
        ("http://strike.guild.example/", "does not start with https"),
        ("//strike.guild.example/", "does not start with https"),
        ("javascript:alert(1)", "does not start with https"),
        ("https:strike.guild.example", "does not start with https"),
        ("https:/strike.guild.example", "does not start with https"),
        ("https:///strike.guild.example", "no host"),
        ("https://", "no host"),
        (" https://strike.guild.example/", "spaces"),
        ("https://strike.guild.example/a b", "spaces"),
        ("https://strike.guild.example/\n", "control characters"),
        ("https://strike.guild.example/\u202egnp.exe", "invisible"),
        ("https://strike.guild.example\\@evil.example/", "backslash"),
        ("https://evil.example\\.strike.guild.example/", "backslash"),
        ("https://strike.guild.example@evil.example/", "user name"),
        ("https://@strike.guild.example/", "user name"),
        ("https://strike.guild.example:pass@evil.example/", "user name"),
        ("https://strike%2eguild.example/", "percent"),
        ("https://strike.guild.example%2f.evil.example/", "percent"),
        ("https://strike.guild.example:8443/", "port"),
        ("https://strike.guild.example:/", "port"),
        ("https://strike.guild.example:0443/", "port"),
        ("https://strike.guild.example:443:443/", "port"),
        ("https://strike.guild.example:٤٤٣/", "port"),
        ("https://[::ffff:7f00:1]/", "IP address"),
        ("https://127.0.0.1/", "IP address"),
        ("https://0x7f.1/", "IP address"),
        ("https://strike.guild.example℀/", "irregular name"),
    ],
)
def test_an_odd_address_is_a_fault(url: str, problem: str) -> None:
    fault = link_host(url)
    assert isinstance(fault, LinkFault)
    assert problem in fault.problem


@pytest.mark.parametrize(
    "url",
    [
        "http://strike.guild.example/post",
        "HTTP://Strike.Guild.Example:80?page=2",
        "https://strike.guild.example:443/post",
    ],
)
def test_whose_page_it_is_can_be_told_in_plain_http_too(url: str) -> None:
    assert permalink_host(url) == UNION


@pytest.mark.parametrize(
    ("url", "problem"),
    [
        ("ftp://strike.guild.example/", "does not start with https:// or http://"),
        ("strike.guild.example", "does not start with"),
        ("//strike.guild.example/", "does not start with"),
        ("http:/strike.guild.example", "does not start with"),
        ("http://strike.guild.example:443/", "port"),
        ("https://strike.guild.example:80/", "port"),
        ("http://strike.guild.example@evil.example/", "user name"),
        ("http://strike.guild.example\\@evil.example/", "backslash"),
        ("http://strike.guild.example/a b", "spaces"),
        ("http://strike%2eguild.example/", "percent"),
        ("http://127.0.0.1/", "IP address"),
        ("http://", "no host"),
    ],
)
def test_plain_http_is_read_as_strictly(url: str, problem: str) -> None:
    fault = permalink_host(url)
    assert isinstance(fault, LinkFault)
    assert problem in fault.problem


@pytest.mark.parametrize("reading", [None, "evil.example"])
def test_readers_that_disagree_are_a_fault(monkeypatch: pytest.MonkeyPatch, reading: str | None) -> None:
    class OtherReader:
        def __init__(self, url: str) -> None:
            self.raw_host = reading

    monkeypatch.setattr("bot.core.hosts.URL", OtherReader)
    assert link_host(f"https://{UNION}/") == LinkFault("is read as different hosts by different programs")


def test_a_reader_that_refuses_is_a_fault(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(url: str) -> None:
        raise ValueError(url)

    monkeypatch.setattr("bot.core.hosts.urlsplit", refuse)
    assert link_host(f"https://{UNION}/") == LinkFault("is read as different hosts by different programs")


@given(WORDS, WORDS)
def test_what_is_added_to_a_host_makes_another_host(before: str, after: str) -> None:
    for name in [
        f"{before}.{UNION}",
        f"{before}{UNION}",
        f"{before}-{UNION}",
        f"{UNION}.{after}.example",
        f"{UNION}{after}",
        f"{UNION}-{after}.example",
        UNION.removeprefix("strike."),
    ]:
        assert link_host(f"https://{name}/{UNION}/") != UNION


@given(st.text(alphabet="abz019.-@:/\\%[]#? \u3002", max_size=8), st.text(max_size=10))
@example("", ":443/")
@example("", "/")
@example("evil.example#@", "")
def test_text_around_the_host_never_moves_it_unseen(before: str, after: str) -> None:
    if link_host(f"https://{before}{UNION}{after}") == UNION:
        assert before == ""
        assert after == "" or after[0] in "./:?#"


@given(st.text(), st.text(alphabet="htps:/\\@%[].?#0127xeg \u3002\u2100", max_size=40))
@example("", "https://[")
@example("", "https://[]")
def test_any_text_has_an_answer(anything: str, near_miss: str) -> None:
    for url in [anything, near_miss, f"https://{anything}", f"https://{anything}@{near_miss}"]:
        answer = link_host(url)
        assert isinstance(answer, LinkFault) or normalise_host(answer) == answer
