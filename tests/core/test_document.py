"""Bytes to a document: what is refused, and that nothing is guessed."""

import codecs

import pytest

from bot.core.document import FORBIDDEN, Document, read_document
from bot.core.errors import ParseError


def read(body: bytes, content_type: str = "") -> Document:
    return read_document(body, feed_id="strike-news", content_type=content_type)


def refusal(body: bytes, content_type: str = "") -> str:
    with pytest.raises(ParseError) as caught:
        read(body, content_type)
    assert caught.value.feed_id == "strike-news"
    return caught.value.message


@pytest.mark.parametrize(
    ("body", "words"),
    [
        (b"", "empty body"),
        (b" \r\n ", "empty body"),
        (b'{"version": "https://jsonfeed.org/version/1.1"}', "JSON Feed is not supported"),
        (b"[]", "JSON"),
        (b"404 not found", "neither XML nor a feed"),
        (b"<!-- never closed <rss>", "neither XML nor a feed"),
        (b'<?xml version="1.0" encoding="punycode"?><rss/>', "'punycode', which is no known encoding"),
        (b'<?xml version="1.0" encoding="no-such\x1b"?><rss/>', r"'no-such\x1b', which is no known encoding"),
        (b'<?xml version="1.0" encoding="utf-8"?><rss>\xe9</rss>', "says it is utf-8, but byte 43 is not"),
        (codecs.BOM_UTF8 + b"<rss>\xff</rss>", "says it is utf-8, but byte 8 is not"),
        (codecs.BOM_UTF16_LE + b"<", "says it is utf-16-le, but byte 2 is not"),
        (b"<!DOCTYPE rss [<!ENTITY a 'b'>]><rss/>", "declares entities"),
        (b"<!ENTITY a 'b'><rss/>", "declares entities"),
        (b"<!doctype feed\n[\n]><rss/>", "declares entities"),
    ],
)
def test_what_is_no_document_is_refused_with_a_sentence(body: bytes, words: str) -> None:
    assert words in refusal(body)


def test_a_doctype_without_declarations_is_left_out() -> None:
    body = b'<?xml version="1.0"?>\n<!-- x --><!DOCTYPE rss PUBLIC "-//A" "http://a.example/a.dtd">\n<rss>a</rss>'
    assert read(body) == Document("<rss>a</rss>", "rss")


def test_an_entity_declaration_inside_a_statement_is_just_text() -> None:
    assert read(b"<rss><![CDATA[<!ENTITY a 'b'>]]></rss>").root == "rss"


@pytest.mark.parametrize(
    ("body", "content_type"),
    [
        ("<rss>é</rss>".encode(), ""),
        ("<rss>é</rss>".encode(), "text/xml; charset=us-ascii; x=1".replace("us-ascii", "UTF-8")),
        (codecs.BOM_UTF8 + "<rss>é</rss>".encode(), "text/xml; charset=iso-8859-1"),
        ("<rss>é</rss>".encode("utf-16"), ""),
        (codecs.BOM_UTF16_BE + "<rss>é</rss>".encode("utf-16-be"), ""),
        ("<rss>é</rss>".encode("utf-16-le"), ""),
        ("<rss>é</rss>".encode("utf-16-be"), ""),
        ("<rss>é</rss>".encode("utf-32"), ""),
        ('<?xml version="1.0" encoding="windows-1252"?><rss>é</rss>'.encode("cp1252"), ""),
        ("<rss>é</rss>".encode("iso-8859-15"), 'application/xml; charset="ISO-8859-15"'),
        ('<?xml version="1.0" encoding="UTF-8"?><rss>é</rss>'.encode(), "text/xml; charset=iso-8859-1"),
    ],
)
def test_the_declared_encoding_is_used(body: bytes, content_type: str) -> None:
    assert read(body, content_type) == Document("<rss>é</rss>", "rss")


def test_ascii_is_read_as_the_utf8_that_it_mostly_is() -> None:
    assert read("<rss>é</rss>".encode(), "text/xml; charset=us-ascii").text == "<rss>é</rss>"


def test_characters_that_xml_forbids_stay_visible() -> None:
    assert read(b"\x00<a:RSS>x\x08y\x00</a:RSS>") == Document(
        f"<a:RSS>x{FORBIDDEN}y{FORBIDDEN}</a:RSS>", "rss"
    )
