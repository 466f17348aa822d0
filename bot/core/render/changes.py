"""Show what the union changed in a statement: the answer to **What changed?**, and the reply to its post.

Only the changed places are shown, in the later words with some of what stands around them: what was taken
out is struck through, what was put in is bold (on a terminal ``[-…-]`` and ``{+…+}``).
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from bot.core.escape import clip
from bot.core.language import _, mark, n_, written_list
from bot.core.model import Block, Message, MessageKind, Statement
from bot.core.quotes.model import Difference, Sense
from bot.core.render.statement import what_changed
from bot.core.render.words import (
    MESSAGE_LIMIT,
    bold,
    foreign,
    heading,
    inert,
    instant,
    joined,
    length,
    read_button,
    say,
    small,
    titled,
)
from bot.core.rewording import MATERIAL_SENSES, Part, Rewording

_AROUND: Final = 80  #: characters shown before and after a change, as far as its sentence goes
_LONGEST_RUN: Final = 200  #: characters shown of words put in or taken out at one place
_MOST_IN_PLACE: Final = 3  #: differences; more would not fit, each of the longest and every character escaped
_MOST_SHOWN: Final = 25  #: places; nobody reads more
_APART: Final = "\n\n"
_IN_REPLY: Final = 3  #: places that a reply shows; **What changed?** shows the others
_ENDS: Final = re.compile(r"[.!?…。！？][\"'”’)\]]*(?=\s|$)|\n")

_SAME: Final = mark("The words are the same; only punctuation, spacing or the address changed.")
_NOTHING: Final = mark("There is no earlier text of it to compare with.")
_REST: Final = mark("…and more was changed: read the whole statement.")
_NAMED: Final = {
    Sense.NUMBER: mark("a number"),
    Sense.DATE: mark("a date"),
    Sense.NEGATION: mark("a negation"),
}


def render_changes(statement: Statement, before: Statement | None, changed: Rewording | None) -> Message:
    """Answer **What changed?** with what `changed` since the revision `before`; without, there is none."""
    above = [heading(titled(statement.title, statement.url))]
    buttons = read_button(statement.url)
    if before is None or changed is None:
        return Message(MessageKind.ANSWER, (*above, say(_NOTHING)), buttons)
    seen, earlier = instant(statement.fetched_at), instant(before.fetched_at)
    above.append(say("The text as seen {when}, compared with {earlier}.", when=seen, earlier=earlier))
    if changed.is_none:
        return Message(MessageKind.ANSWER, (*above, say(_SAME)), buttons)
    return Message(MessageKind.ANSWER, _with_places(above, list(_places(changed)), changed), buttons)


def render_correction(
    statement: Statement, changed: Rewording, *, union_name: str, nonce: str, reply_to: str
) -> Message:
    """Render the reply, with a nonce of its own, to a statement's post after a change in what it says."""
    union = bold(foreign(union_name, 100))
    above = [
        say("{union} changed this statement: {what}.", union=union, what=_touched(changed)),
        titled(statement.title, statement.url),
    ]
    places = sorted(_places(changed), key=lambda place: not place.is_telling)
    blocks = _with_places(above, places[:_IN_REPLY], changed, is_all=len(places) <= _IN_REPLY)
    link = read_button(statement.url)
    return Message(MessageKind.STATEMENT, blocks, (*link, what_changed(nonce)), reply_to=reply_to)


def _touched(changed: Rewording) -> str:
    """Say what a change touches that weighs, or else how much it is."""
    words = [_(name) for sense, name in _NAMED.items() if sense in changed.senses]
    return written_list(words) if words else n_("{n} word", "{n} words", changed.words)


def _legend() -> Block:
    legend = say(
        "{struck} was taken out, {bold} was put in. Only the changed places are shown.",
        struck=Block(f"~~{_('Struck through')}~~", "[-…-]"),
        bold=Block(f"**{_('bold')}**", "{+…+}"),
    )
    return small(legend)


def _with_places(
    above: Sequence[Block], places: Iterable["_Place"], changed: Rewording, *, is_all: bool = True
) -> tuple[Block, ...]:
    """Put under each other as many of the changed places as there is room for."""
    legend, more = _legend(), say(_REST)
    room = MESSAGE_LIMIT - length([*above, legend, more])
    shown: list[Block] = []
    for place in places:
        block = _rendered(place)
        room -= len(block.markdown) + len(_APART)
        if room < 0 or len(shown) == _MOST_SHOWN:
            is_all = False
            break
        shown.append(block)
    rest = () if is_all and not changed.is_cut else (more,)
    return (*above, joined(*shown, by=_APART), *rest, legend)


# --- one place ------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Place:
    """Differences that stand near each other, and what is shown around them."""

    part: Part
    differences: tuple[Difference, ...]
    start: int  #: in the later text
    end: int
    is_title: bool

    @property
    def is_telling(self) -> bool:
        return any(one.sense in MATERIAL_SENSES for one in self.differences)


def _places(changed: Rewording) -> Iterator[_Place]:
    for part, is_title in ((changed.title, True), (changed.text, False)):
        near: list[Difference] = []
        for one in part.differences:
            if near and (len(near) == _MOST_IN_PLACE or _stop(part, near[-1]) < _start(part, one)):
                yield _place(part, near, is_title=is_title)
                near = []
            near.append(one)
        if near:
            yield _place(part, near, is_title=is_title)


def _place(part: Part, near: Sequence[Difference], *, is_title: bool) -> _Place:
    return _Place(part, tuple(near), _start(part, near[0]), _stop(part, near[-1]), is_title)


def _start(part: Part, one: Difference) -> int:
    """Return where to begin to show: at the beginning of its sentence, or at a word not far before it."""
    text, at = part.after.text, _stands_at(part, one)[0]
    since = max(0, at - _AROUND)
    begins = since
    for end in _ENDS.finditer(text, since, at):
        begins = end.end()
    if begins == since > 0 and (space := text.find(" ", since, at)) >= 0:
        begins = space
    return at - len(text[begins:at].lstrip())


def _stop(part: Part, one: Difference) -> int:
    """Return where to stop: at the end of its sentence, or at a word not far behind it."""
    text, at = part.after.text, _stands_at(part, one)[1]
    until = min(len(text), at + _AROUND)
    if end := _ENDS.search(text, at, until):
        return end.end()
    space = text.rfind(" ", at, until)
    return until if until == len(text) or space < 0 else space


def _stands_at(part: Part, one: Difference) -> tuple[int, int]:
    """Return where a difference stands in the later text: what was taken out, beside the word it stood by."""
    start, end = one.asked_at
    if start < end or "\n" in part.before.text[_last_word(part.before.text, one.said_at[0]) : one.said_at[0]]:
        return start, end
    beside = _last_word(part.after.text, start)
    return (beside, beside) if beside else (start, start)


def _last_word(text: str, at: int) -> int:
    """Return where the last word before a place ends."""
    while at and not text[at - 1].isalnum():
        at -= 1
    return at


def _rendered(place: _Place) -> Block:
    text, at = place.part.after.text, place.start
    pieces: list[Block | str] = ["> ", *([say("Title:"), " "] if place.is_title else ())]
    pieces += ["…"] if _is_within(text, place.start) else []
    for one in place.differences:
        start, end = _stands_at(place.part, one)
        pieces += [inert(text[at:start]), *_difference(one, is_behind_word=text[start - 1 : start].isalnum())]
        at = end
    pieces += [inert(text[at : place.end]), "…" if _is_within(text, place.end) else ""]
    return joined(*pieces)


def _is_within(text: str, at: int) -> bool:
    """Tell whether a sentence goes on across a place."""
    return 0 < at < len(text) and not _ENDS.search(text[max(0, at - 4) : at])


def _difference(one: Difference, *, is_behind_word: bool) -> Iterator[Block | str]:
    if one.said:
        yield " " if is_behind_word else ""
        yield _set_off(one.said, ("~~", "~~"), ("[-", "-]"))
        yield " " if one.asked or not is_behind_word else ""
    if one.asked:
        yield _set_off(one.asked, ("**", "**"), ("{+", "+}"))


def _set_off(text: str, marks: tuple[str, str], plain: tuple[str, str]) -> Block:
    words = inert(clip(" ".join(text.split()), _LONGEST_RUN))
    return Block(f"{marks[0]}{words.markdown}{marks[1]}", f"{plain[0]}{words.plain}{plain[1]}")
