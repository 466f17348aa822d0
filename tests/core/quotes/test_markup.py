import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.quotes.markup import MOST_LINKS, links_of, readable, regions


@pytest.mark.parametrize(
    ("text", "links"),
    [
        ("See https://guild.example/post, ok?", ("https://guild.example/post",)),
        (
            "(https://guild.example/a_(b)) and www.foo.example.",
            ("https://guild.example/a_(b)", "www.foo.example"),
        ),
        ("([x](https://guild.example/y_(z)))", ("https://guild.example/y_(z)",)),
        ('[x](<https://guild.example/q> "title")', ("https://guild.example/q",)),
        ("<https://guild.example/a> https://guild.example/a", ("https://guild.example/a",)),
        (
            "**https://guild.example/b** “https://guild.example/c”.",
            ("https://guild.example/b", "https://guild.example/c"),
        ),
        ("no address, guild.example", ()),
        (
            "[https://guild.example/a](https://evil.example/a)",
            ("https://evil.example/a",),
        ),
        ("[www.guild.example/a](<https://evil.example/b>)", ("https://evil.example/b",)),
        (
            "[[x] www.guild.example/a](https://evil.example/c)",
            ("www.guild.example/a", "https://evil.example/c"),
        ),
        ("ftp://www.guild.example/a https:/\\www.guild.example/b me@www.guild.example", ()),
        ("见https://guild.example/d", ("https://guild.example/d",)),
    ],
)
def test_finds_addresses_as_they_are_meant(text: str, links: tuple[str, ...]) -> None:
    assert links_of(text) == links


@pytest.mark.parametrize("unit", ["[", "[a ", "](https://", "[www.a", "www.", "https://", "~~"])
def test_long_monotony_is_read_in_no_time(unit: str) -> None:
    assert len(readable(unit * 10_000)) == 10_000 * len(unit)
    assert len(links_of(unit * 10_000)) <= MOST_LINKS


@pytest.mark.parametrize(
    ("text", "links"),
    [
        ("HTTPS://GUILD.EXAMPLE", ("HTTPS://GUILD.EXAMPLE",)),
        ("see WWW.guild.example", ("WWW.guild.example",)),
    ],
)
def test_capitals_make_no_difference_to_an_address(text: str, links: tuple[str, ...]) -> None:
    assert links_of(text) == links


def test_finds_so_many_addresses_and_no_more() -> None:
    assert len(links_of(" ".join(f"https://x.example/{number}" for number in range(99)))) == MOST_LINKS


def test_readable_text_has_words_alone() -> None:
    text = "> a [b](https://x.example/y) <@12> <a:fist:3> https://x.example\n```py\n>>> c\n<#4> dâ€™e"
    assert readable(text).split() == ["a", "[b", "c", "d\u2064\u2064’e"]
    assert len(readable(text)) == len(text)
    assert readable(text).count("\n") == text.count("\n")


def test_block_quotations_are_regions() -> None:
    text = "before\n> one\n> two\nafter\n>>> all\nthe rest"
    assert [(text[start:end], is_block) for start, end, is_block in regions(text)] == [
        ("before\n", False),
        ("> one\n> two\n", True),
        ("after\n", False),
        (">>> all\nthe rest", True),
    ]


@given(st.text(st.sampled_from("> a\n<@1[](https://x.example)"), max_size=80))
def test_regions_make_up_the_text(text: str) -> None:
    assert "".join(text[start:end] for start, end, _ in regions(text)) == text
    assert len(readable(text)) == len(text)
