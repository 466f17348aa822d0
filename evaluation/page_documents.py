"""Builds the documents of the set of pages: a statement, dressed as its platform dresses one, and the
platform's furniture around it. What is shown around a statement is what must not be taken for it.

Called by `evaluation.pages`. The same source always gives the same document. Slots in the furniture are
those of `string.Template`; `%n` in it is a running number.
"""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from html import escape
from html.parser import HTMLParser
from itertools import count, islice
from pathlib import Path
from string import Template
from typing import Any

from ruamel.yaml import YAML

from bot.core.plaintext import one_line

FOLDER = Path(__file__).parent / "pages"
PLATFORMS = ("wix", "drupal", "wordpress", "squarespace", "plain")
#: The folder of the pages that were written afterwards, in frames of their own.
FRESH = "fresh"
#: The folder of the pages that were written last, of yet other software, and looked at by nobody since.
UNSEEN = "unseen"
#: Between the blocks of a statement, on platforms that keep one in several.
BLOCK_BREAK = "\n---\n"

_MENU_ITEM = '<li><a href="$href">$title</a>$below</li>'
_SUB_MENU = '<ul class="sub-menu">$items</ul>'
_LINK = '<li><a href="$href">$title</a></li>'
_LINKS_BELOW = 3
_SECTIONS = {"others": "other posts", "events": "other posts", "comments": "comments"}
_OWN_LINES = re.compile(
    "address|article|aside|blockquote|br|button|center|d[dlt]|div|fig(?:caption|ure)|footer|form|h[1-6r]|header"
    "|iframe|img|input|label|li|main|nav|[ou]l|p|pre|section|summary|table|tbody|t[dhr]|thead|time|title"
)


@dataclass(frozen=True, slots=True)
class Notice:
    """Something else that the site shows: another post, a date, a comment with its writer's name."""

    title: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """A page as its file tells it."""

    name: str
    platform: str
    frame: str
    language: str
    union: str
    host: str
    title: str
    author: str
    published: str
    tag: str
    menu: tuple[str, ...]
    body: str
    sentences: tuple[str, ...]
    leftovers: tuple[str, ...]
    repeated: tuple[str, ...] = ()  #: sentences that the page shows twice
    captions: tuple[str, ...] = ()  #: under the union's own pictures; may be extracted or not
    updated: str | None = None
    others: tuple[Notice, ...] = ()
    comments: tuple[Notice, ...] = ()
    events: tuple[Notice, ...] = ()
    encoding: str = "utf-8"

    @property
    def url(self) -> str:
        return f"https://{self.host}/{self.name}"


@dataclass(frozen=True, slots=True)
class Phrase:
    """Words that a page shows beside its statement."""

    kind: str
    text: str


@dataclass(frozen=True, slots=True)
class Document:
    """A whole page, and the phrases of its furniture."""

    html: str
    phrases: tuple[Phrase, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Section:
    """A part that is there only where the page has something for it."""

    html: str
    each: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Frame:
    html: str
    block: str
    dress: Mapping[str, str]
    ballast: Mapping[str, Any]
    sections: Mapping[str, _Section]
    menu: str = _MENU_ITEM


class _Slots(dict[str, str]):
    """Remembers which of its slots were filled, and how."""

    def __init__(self, slots: Mapping[str, str]) -> None:
        super().__init__(slots)
        self.used: dict[str, str] = {}

    def __getitem__(self, name: str) -> str:
        self.used[name] = super().__getitem__(name)
        return self.used[name]


def build(source: Source) -> Document:
    """Put a page together."""
    words, frame = _furniture(source.platform, source.frame, source.language)
    base = _base(source)
    labels = {name: one_line(Template(text).safe_substitute(base)) for name, text in words.items()}
    slots = _Slots({name: escape(value) for name, value in base.items()})
    slots.update({f"word_{name}": escape(label) for name, label in labels.items()})
    slots.update(_machinery(source, frame))
    slots.update({f"{name}_section": "" for name in ("updated", *_SECTIONS)})
    numbers = count(1)
    slots["article"] = dressed(source.body, frame.block, frame.dress)
    links = _links(source.language)
    slots["links"] = "".join(_items(_LINK, links, slots, numbers))
    slots["menu"] = _menu(source, frame, slots, numbers)
    for name, section in frame.sections.items():
        slots[f"{name}_section"] = _section(section, _notices(source, name), slots, numbers)
    html = Template(frame.html).substitute(slots)
    return Document(html, tuple(_phrases(source, labels, slots.used)))


def dressed(body: str, block: str, dress: Mapping[str, str]) -> str:
    """Return a statement's plain mark-up as a platform's editor writes it."""
    numbers = count(1)

    def worn(found: re.Match[str]) -> str:
        return _numbered(dress[found[0]], next(numbers))

    tags = re.compile("|".join(map(re.escape, dress)) or r"(?!)")
    pieces = [tags.sub(worn, piece) for piece in body.split(BLOCK_BREAK)]
    return "\n".join(_numbered(block, next(numbers)).replace("$content", piece) for piece in pieces)


def shown_text(html: str) -> str:
    """Return all the words of a document on one line, the hidden ones too, but no script and no style."""
    reader = _Words()
    reader.feed(html)
    reader.close()
    return one_line("".join(reader.pieces))


# --- the furniture ----------------------------------------------------------------------------------


@lru_cache(maxsize=4)
def _links(language: str) -> tuple[Notice, ...]:
    """Return what a site links to from its menus and its footer."""
    return tuple(Notice(label, "") for label in _told("links")[language])


@lru_cache(maxsize=32)
def _furniture(platform: str, frame: str, language: str) -> tuple[Mapping[str, str], _Frame]:
    data = _told(platform)
    told = dict(data["frames"][frame])
    sections = {name: _Section(**section) for name, section in told.pop("sections").items()}
    return data["words"][language], _Frame(sections=sections, **told)


@lru_cache(maxsize=8)
def _told(name: str) -> Any:
    return YAML(typ="safe").load((FOLDER / "furniture" / f"{name}.yaml").read_text(encoding="utf-8"))


def _base(source: Source) -> dict[str, str]:
    base = {name: getattr(source, name) for name in ("union", "host", "url", "title", "author", "tag")}
    base |= {"lang": source.language, "published": source.published, "encoding": source.encoding}
    base["description"] = " ".join(source.sentences)[:150]
    return base if source.updated is None else base | {"updated": source.updated}


def _machinery(source: Source, frame: _Frame) -> dict[str, str]:
    rule, times = frame.ballast["rule"], frame.ballast["count"]
    told = {"@context": "https://schema.org", "@type": "NewsArticle", "headline": source.title}
    posts = [{"title": one.title, "excerpt": one.text} for one in source.others]
    return {
        "ballast": "\n".join(_numbered(rule, number) for number in range(1, times + 1)),
        "json_ld": json.dumps(told | {"author": {"@type": "Person", "name": source.author}}),
        "warmup": json.dumps({"posts": posts, "post": {"plain": " ".join(source.sentences)}}),
    }


def _notices(source: Source, section: str) -> Sequence[Notice]:
    if section == "updated":
        return [] if source.updated is None else [Notice(source.updated, "")]
    notices: Sequence[Notice] = getattr(source, section)
    return notices


def _section(section: _Section, notices: Sequence[Notice], slots: _Slots, numbers: Iterator[int]) -> str:
    if not notices:
        return ""
    slots["items"] = "".join(_items(section.each, notices, slots, numbers))
    return Template(section.html).substitute(slots)


def _menu(source: Source, frame: _Frame, slots: _Slots, numbers: Iterator[int]) -> str:
    """Return the items of a menu, each with the next few links below it."""
    links = iter(_links(source.language))
    items: list[str] = []
    for label in source.menu:
        below = "".join(_items(_LINK, list(islice(links, _LINKS_BELOW)), slots, numbers))
        each = frame.menu.replace("$below", _SUB_MENU.replace("$items", below))
        items += _items(each, [Notice(label, "")], slots, numbers)
    return "".join(items)


def _items(each: str, notices: Sequence[Notice], slots: _Slots, numbers: Iterator[int]) -> Iterator[str]:
    for notice in notices:
        number = next(numbers)
        own = {"title": escape(notice.title), "text": escape(notice.text), "href": f"/post/{number}"}
        labels = {name: slots[name] for name in re.findall(r"\$(word_\w+|host)", each)}
        yield Template(_numbered(each, number)).substitute(labels | own)


def _numbered(text: str, number: int) -> str:
    return text.replace("%n", str(number))


def _phrases(source: Source, labels: Mapping[str, str], used: Mapping[str, str]) -> Iterator[Phrase]:
    yield Phrase("headline", source.title)
    bylines = [getattr(source, name) for name in ("author", "published", "tag") if name in used]
    site = [label for name, label in labels.items() if f"word_{name}" in used]
    shown = used["menu"] + used.get("links", "")
    site += [
        *source.menu,
        *(one.title for one in _links(source.language) if f">{escape(one.title)}<" in shown),
    ]
    yield from (Phrase("byline", text) for text in bylines)
    yield from (Phrase("site", text) for text in site)
    for section, kind in _SECTIONS.items():
        if used.get(f"{section}_section"):
            for notice in _notices(source, section):
                yield from (Phrase(kind, notice.title), Phrase(kind, notice.text))
    yield from (Phrase("within", text) for text in source.leftovers)


class _Words(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.pieces: list[str] = []
        self._is_machinery = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._is_machinery = tag in self.CDATA_CONTENT_ELEMENTS
        if _OWN_LINES.fullmatch(tag):
            self.pieces.append(" ")

    def handle_endtag(self, tag: str) -> None:
        self._is_machinery = False
        if _OWN_LINES.fullmatch(tag):
            self.pieces.append(" ")

    def handle_data(self, data: str) -> None:
        if not self._is_machinery:
            self.pieces.append(data)
