"""When, where, and at which address: what a text itself states of what members are asked to.

Called by `bot.core.render.facts`. Guarantees: a fact is made of spans of the text; nothing is reckoned,
completed or inferred. Fails closed: two occasions, a denial, a change of plans, a deadline, talks with the
other side, or anything else that leaves a doubt, and there is no fact. Looks at a long text's beginning only.
"""

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from bot.core.hosts import permalink_host
from bot.core.occasions import ADDRESS, CLOCK, DAY, OCCASION
from bot.core.sentences import Sentence, split_sentences

_REACH: Final = 20_000  # characters looked at
_LONGEST: Final = 160  #: of what is shown; nothing is cut short, a longer one is not shown
_NEAR: Final = 4  # lines between a date and the place that goes with it


class FactKind(StrEnum):
    """What a fact tells."""

    WHEN = "when"
    WHERE = "where"
    LINK = "link"


@dataclass(frozen=True, slots=True)
class Fact:
    """Something a text states: ``text[start:end]`` for each span, in order."""

    kind: FactKind
    spans: tuple[tuple[int, int], ...]
    is_labelled: bool = False  #: the text itself calls it so, on a line of its own

    def words(self, text: str) -> tuple[str, ...]:
        """Return what is stated, cut from `text`."""
        return tuple(text[start:end] for start, end in self.spans)


def key_facts(
    text: str, *, title: str, hosts: Collection[str], url: str | None, cut_off: bool
) -> Sequence[Fact]:
    """Return what `text` states, at most one fact of each kind; no date where anything is called off.

    Only a link on one of the union's own `hosts` counts, and not the statement's own `url`. `cut_off` says
    that the text is only the beginning of a statement, so that its end may be half of something.
    """
    seen = text[:_REACH]
    if cut_off or len(text) > _REACH:
        seen = seen[: max((sentence.start for sentence in split_sentences(seen)), default=0)]
    is_called_off = any(map(_CALLED_OFF.search, (title, text[:_REACH])))
    found = [] if is_called_off else _labelled(seen) or _invited(seen)
    return [*found, *_link(seen, hosts, url)]


_CALLED_OFF: Final = re.compile(
    r"\b(?:cancel\w*|postpon\w*|called\s+off|reschedul\w*|moved\s+to|no\s+longer|new\s+(?:date|time)"
    r"|aplaz\w*|suspend\w*|ya\s+no|nueva\s+(?:fecha|hora)|annul\w*|report(?:é|ée|és|ées)|nouvelle\s+(?:date|heure)"
    r"|abgesagt|verschoben|verlegt|entfällt|fällt\s+aus|ausfallen|ausgefallen|neuer\s+termin|findet\s+nicht"
    r"|delay(?:s|ed)?|(?:is|are)\s+off|not\s+(?:be\s+)?(?:tak(?:e|ing)\s+place|happen\w*|go(?:ing)?\s+ahead|held)"
    r"|won['’]t\s+(?:be\s+held|take\s+place|happen|go\s+ahead)|boycott\w*|stay\s+away"
    r"|(?:not|don['’]t|never)\s+(?:attend|show\s+up|(?:come|go)\s+to)"
    r"|pospon\w*|pospuest\w*|no\s+(?:se\s+(?:celebrará|hará)|tendrá\s+lugar|habrá|acud\w+|asist\w+|vay\w+)"
    r"|n['’]aura\s+pas|ne\s+se\s+tiendra\s+pas|n['’]y\s+allez\s+pas|nicht\s+(?:statt\w*|hingehen)|geht\s+nicht)\b",
    re.IGNORECASE,
)


# --- lines that are called so -----------------------------------------------------------------------


_LABELS: Final = {
    "when": r"when|cuándo|quand|wann|date (?:and|&) time|date/time|fecha y hora|date et heure"
    r"|datum und uhrzeit",
    "date": r"date|fecha|datum",
    "time": r"time|hora|heure|uhrzeit",
    "where": r"where|location|place|venue|meeting point|dónde|lugar|punto de encuentro|où|lieu|wo|ort"
    r"|treffpunkt",
}
_NAMED: Final = "|".join(f"(?P<{name}>{words})" for name, words in _LABELS.items())
_LABEL: Final = re.compile(
    rf"(?:^(?:• )?|(?<=[.;|·,])\s+)(?:{_NAMED})"
    r"\s?:[^\S\n]*(?P<value>[^\n]*)$",
    re.IGNORECASE | re.MULTILINE,
)
_NEXT: Final = re.compile(rf"(?<=[.;|·,])\s+(?:{'|'.join(_LABELS.values())})\s?:", re.IGNORECASE)
_UNSURE: Final = re.compile(
    r"\b(?:tb[acd]|to\s+be\s+(?:announced|confirmed|decided|determined)|not|maybe|perhaps|tentative\w*|know|unless"
    r"|por\s+(?:confirmar|anunciar|determinar)|quizás?|tal\s+vez|à\s+(?:confirmer|préciser|déterminer)"
    r"|peut-être|wird\s+noch|noch\s+offen|vielleicht|nicht)\b",
    re.IGNORECASE,
)
_GOES_ON: Final = re.compile(r"(?:[,:–—-]|\b(?:and|or|to|until|y|o|et|ou|und|oder|bis))$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class _Labelled:
    name: str
    start: int
    end: int
    line: int


def _labelled(text: str) -> list[Fact]:
    """Return when and where by the lines that say so; nothing where there are several of one name."""
    by_name: dict[str, _Labelled] = {}
    for one in _labels(text):
        if one.name in by_name or not _is_shown(text[one.start : one.end]):
            return []
        by_name[one.name] = one
    when, date, time, where = (by_name.get(name) for name in _LABELS)
    # A release is headed with its own date, and often a place; with a time it is that of an occasion.
    whens = [when] if when else [one for one in (date, time) if one]
    if not whens or not _is_when(text, whens) or (when and (date or time)):
        return []
    if where and abs(where.line - whens[0].line) > _NEAR:
        where = None
    if not when and not (date and (time or CLOCK.search(text, date.start, date.end))):
        return []
    spans = tuple((one.start, one.end) for one in whens)
    facts = [Fact(FactKind.WHEN, spans, is_labelled=True)]
    return [*facts, *([Fact(FactKind.WHERE, ((where.start, where.end),), is_labelled=True)] if where else [])]


def _labels(text: str) -> Iterator[_Labelled]:
    at = 0
    while found := _LABEL.search(text, at):
        start = found.start("value")
        further = _NEXT.search(text, start, found.end("value"))
        value = text[start : further.start()].rstrip(";|·, ") if further else found["value"].rstrip()
        end = start + len(value)
        name = next(name for name in _LABELS if found[name])
        yield _Labelled(name, start, end, text.count("\n", 0, found.start()))
        at = end


def _is_shown(words: str) -> bool:
    return 2 < len(words) <= _LONGEST and not _GOES_ON.search(words) and not _UNSURE.search(words)


def _is_when(text: str, whens: Sequence[_Labelled]) -> bool:
    """Tell whether these lines hold a day; a word such as “soon” is none."""
    return DAY.search(" ".join(text[one.start : one.end] for one in whens)) is not None


# --- a sentence that invites ------------------------------------------------------------------------


_GATHERING: Final = (
    r"(?:picket(?:s|ing|\s+lines?)?|rally|march|vigil|webinar|town\s+hall"
    r"|(?:membership|general|members[’']?)\s+meeting)"
)
_INVITES: Final = re.compile(
    r"\b(?:join\s+us(?!\s+in\s+\w+ing\b)|meet\s+us|(?<!will\s)(?<!to\s)come\s+to|please\s+(?:attend|come)"
    r"|we\s+(?:will\s+)?(?:gather|rally|picket|march|meet)"
    rf"|{_GATHERING}\s+(?:(?:will\s+)?(?:be\s+held|takes?\s+place|begins?|starts?)|is\s+(?:scheduled|set))"
    r"|acompáñ[ae]nos|acompañadnos|únete|únanse|[tl]e[s]?\s+esperamos|nos\s+reunimos|nos\s+vemos"
    r"|(?:asamblea|concentración|manifestación|reunión)\s+(?:general\s+)?"
    r"(?:será|se\s+celebrará|tendrá\s+lugar|comienza)"
    r"|rejoignez-nous|rendez-vous|venez|retrouvons-nous|nous\s+vous\s+attendons"
    r"|(?:assemblée|manifestation|rassemblement)\s+(?:générale\s+)?(?:aura\s+lieu|se\s+tiendra|commence)"
    r"|kommt\s+(?:zu|zum|zur|mit)|wir\s+treffen\s+uns|trefft\s+uns|wir\s+laden"
    r"|(?:versammlung|kundgebung|demonstration|mitgliederversammlung)\s+(?:findet|beginnt))\b",
    re.IGNORECASE,
)
_DOUBTFUL: Final = re.compile(
    r"\b(?:not|no|never|cancel\w*|postpon\w*|moved|mov(?:e|ing)|instead|reschedul\w*|was|were|had|unless|if|unclear"
    r"|clos(?:e|es|ing)|deadline|talks?|bargain\w*|negotiat\w*|mediat\w*|employers?|studios|compan(?:y|ies)"
    r"|management|producers|nunca|aplaz\w*|fue|fueron|cierr\w*|patronal|empresas?|estudios|negocia\w*|si|salvo"
    r"|ne|pas|annul\w*|report\w*|eu|employeurs?|direction|négoci\w*|sauf"
    r"|provided|in\s+case|whether|once|if|should|could|may|might|told|said|says|asked|wrote|scabs?|strikebreakers?"
    r"|manager|boss(?:es)?|died|dijo|dijeron|cuando|siempre\s+que|en\s+caso|esquirol\w*|quand|lorsque|a\s+dit|ont\s+dit"
    r"|au\s+cas|sofern|sobald|sagte\w*|streikbrecher\w*"
    r"|nicht|kein\w*|abgesagt|verschoben|statt\s+dessen|fand|war|waren|arbeitgeber\w*|verhandl\w*|falls|wenn)\b"
    r"|\bn['’]|n['’]t\b",
    re.IGNORECASE,
)
#: What stands before a time by which, until which or since which something is so.
_BOUND: Final = re.compile(
    r"\b(?:by|before|until|till|through|since|after|of|than|antes\s+del?|hasta\s+el|desde\s+el|después\s+del?|del"
    r"|avant(?:\s+le)?|jusqu['’]au|depuis(?:\s+le)?|après(?:\s+le)?|du|bis(?:\s+zum)?|vor(?:\s+dem)?|seit(?:\s+dem)?"
    r"|nach(?:\s+dem)?|vom|spätestens(?:\s+am)?)\s+(?:the\s+)?$",
    re.IGNORECASE,
)


def _invited(text: str) -> list[Fact]:
    """Return when and where by the one sentence that invites, where the text names no other occasion."""
    occasions = list(OCCASION.finditer(text))
    if len(occasions) != 1 or len(occasions[0][0]) > _LONGEST:
        return []
    start, end = occasions[0].span()
    sentence = next((one for one in split_sentences(text) if one.start <= start and end <= one.end), None)
    if sentence is None or not _is_invitation(sentence, start, end):
        return []
    facts = [Fact(FactKind.WHEN, ((start, end),))]
    places = list(ADDRESS.finditer(text, sentence.start, sentence.end))
    if len(places) == 1 and not (start < places[0].end() and places[0].start() < end):
        place = places[0]
        facts.append(Fact(FactKind.WHERE, ((place.start(), place.start() + len(place[0].rstrip("."))),)))
    return facts


def _is_invitation(sentence: Sentence, start: int, end: int) -> bool:
    before, after = sentence.text[: start - sentence.start], sentence.text[end - sentence.start :]
    around = f"{before} {after}"
    return (
        _INVITES.search(around) is not None
        and not _BOUND.search(before)
        and not _DOUBTFUL.search(around)
        and not CLOCK.search(around)
        and not DAY.search(around)
    )


# --- an address of the union's own --------------------------------------------------------------------


_WARNS: Final = re.compile(
    r"\b(?:not|never|scams?|fake|fraud\w*|phishing|no|nunca|fals[oa]s?|estafas?|ne|pas|jamais|fauss?e?|arnaques?"
    r"|nicht|nie|kein\w*|falsch\w*|betrug\w*)\b|n['’]t\b",
    re.IGNORECASE,
)
_URL: Final = re.compile(r"https://[^\s<>\"“”«»]+", re.IGNORECASE)
_TRAILING: Final = ".,;:!?]}'’*_"


def _link(text: str, hosts: Collection[str], url: str | None) -> list[Fact]:
    """Return the one page of the union's own that the text names, if it names just one besides its own."""
    found: dict[str, tuple[int, int]] = {}
    for one in _URL.finditer(text):
        address = _bare(one[0])
        is_page = any(address.split("/")[3:])
        if is_page and address != url and len(address) <= _LONGEST and permalink_host(address) in hosts:
            found.setdefault(address, (one.start(), one.start() + len(address)))
    if len(found) != 1:
        return []
    [(start, end)] = found.values()
    around = (one for one in split_sentences(text) if one.start < end and start < one.end)
    # “Don’t open …” names an address, too; what is in the address itself says nothing.
    if any(_WARNS.search(_URL.sub(" ", one.text)) for one in around):
        return []
    return [Fact(FactKind.LINK, ((start, end),))]


def _bare(address: str) -> str:
    """Leave out the marks behind an address that belong to its sentence."""
    bare = address.rstrip(_TRAILING)
    return bare if "(" in bare else bare.rstrip(f"){_TRAILING}")
