"""Which boxes in a statement's part of a page ask for something: money, an address, a look at another page.

Used by `bot.core.mainpage` once what other rules know is cut. Guarantees: but for cards that are one link as
a whole only what stands last in the part is cut, one box after the other; never a box with a figure in it (a
date, a time, an account), more than a few lines, or what stands behind a colon.
"""

import re
from typing import Any, Final

from bot.core.furniturelines import is_label
from bot.core.pagesurvey import Cut, Survey, names_of
from bot.core.statementroom import Room

_BOXES: Final = frozenset(("div", "section", "aside", "td"))
_BLOCKS: Final = ("div", "p", "section", "article", "h1", "h2", "h3", "h4", "h5", "h6", "figure")
_HEADINGS: Final = frozenset(("h1", "h2", "h3", "h4", "h5", "h6"))
_MOST_RUNS: Final = 4
_MOST_RUNS_IN_A_ROW: Final = 8
_LONGEST_BOX: Final = 350  # characters
_LONGEST_HEADING: Final = 100  # characters, those of a button's words, too
_MOST_WORDS: Final = 8  # of a heading or a button
_FIGURE: Final = re.compile(r"\d")
_GOES_ON: Final = re.compile(r"[.!?:,;…][\"'”’»)]*$")
_BUTTON: Final = re.compile(r"(?:[\w-]*[-_])?(?:btn|button)(?:[-_][\w-]*)?", re.IGNORECASE)


def _compiled(*patterns: str) -> re.Pattern[str]:
    return re.compile(rf"(?:{'|'.join(patterns)})", re.IGNORECASE)


_FUND: Final = r"(?:\w+ ){0,3}(?:fund|fondo|caja|caisse|\w*(?:kasse|fonds))(?: (?:de|des|du) [\w ]{3,20})?"
#: A heading or a button that asks for money.
_GIVE: Final = _compiled(
    r"(?:donate|give|contribute|chip in)(?: (?:today|now|here|online|by card|once|monthly))?",
    rf"(?:donate|give|contribute|chip in|add) to {_FUND}|support (?:the strikers|{_FUND})",
    r"(?:dona|don[ae]|aporta|aportar|colabora)(?: (?:ahora|hoy|aquí))?",
    rf"(?:dona|done|aporta|aporte|colabora|contribuye|súmate) (?:a|al|con|en) {_FUND}",
    r"(?:donner|faire un don)(?: (?:maintenant|en ligne))?|soutenir les grévistes",
    rf"(?:donner|verser|contribuer|cotiser) (?:à|au) {_FUND}|(?:soutenir|alimenter) {_FUND}",
    rf"(?:jetzt |online )?spenden?|(?:jetzt )?(?:für )?{_FUND} (?:auffüllen|unterstützen|spenden)",
)
#: A heading that only names what money is for: of a module beside a text, if it stands in one.
_FUNDS: Final = _compiled(
    r"(?:the |our )?(?:strike|hardship|solidarity|relief|distress) fund",
    r"(?:la |nuestra )?caja de (?:solidaridad|resistencia)|fondo de (?:huelga|solidaridad|resistencia)",
    r"(?:la |notre )?caisse de (?:grève|solidarité)|fonds de (?:grève|solidarité)",
    r"(?:unsere )?(?:streik|solidaritäts|unterstützungs)(?:kasse|fonds)",
)
#: A button that asks for a name, or wants the text paid for.
_SIGN: Final = _compiled(
    r"(?:sign|add your name to) (?:the|our|this) (?:\w+ )?(?:petition|pledge|letter)",
    r"firma (?:la|nuestra) (?:petición|carta)|signer (?:la|notre) (?:pétition|lettre)",
    r"(?:petition|brief|aufruf) unterschreiben",
)
_READ: Final = _compiled(
    r"(?:become|be) an? (?:paying |paid )?(?:reader|subscriber|patron)|upgrade(?: now)?|subscribe(?: now)?",
    r"(?:hazte|suscríbete como) (?:lectora?|suscriptora?)(?: de pago)?|suscríbete(?: ahora)?",
    r"(?:devenir|devenez) (?:lecteur|lectrice|abonnée?)(?: payante?)?|s[’']abonner|abonnez-vous",
    r"(?:zahlende[rs]? )?(?:leser|leserin|abonnent|abonnentin) werden|jetzt abonnieren",
)
#: What is said of money where money is asked for, of readers where they are to pay, of letters to come.
_MONEY: Final = re.compile(
    r"\b(?:donat\w+|gifts?|chip in|\w*funds?|aport\w+|donaci\w+|fondos?|caja|dons?|caisse|spenden?"
    r"|\w*(?:kasse|fonds))\b",
    re.IGNORECASE,
)
_READERS: Final = re.compile(
    r"\b(?:readers?|subscri\w+|paying|lector\w+|suscri\w+|lect(?:eur|rice)s?|abonn\w+|leser\w*)\b",
    re.IGNORECASE,
)
_LETTERS: Final = re.compile(
    r"\b(?:newsletter|inbox|e-?mail(?:s| address)?|sign up|subscribe|boletín|correo(?: electrónico)?|suscr\w+"
    r"|courriels?|(?:adresse|par) (?:e-?)?mail|abonn\w+|rundbrief|e-?mail-adresse|nachricht\w*)\b",
    re.IGNORECASE,
)
_CONTROLS: Final = ("input", "textarea", "select")
#: A heading for reporters: beside a box that asks for money it is the site's.
_PRESS: Final = _compiled(
    r"(?:(?:for )?(?:press|media)|reporters|journalists)(?: (?:inquiries|enquiries|requests|contacts?))?"
    r"(?: only)?,?(?: please)?",
    r"(?:s[oó]lo )?para (?:periodistas|(?:la )?prensa|(?:los )?medios)|contacto (?:de|para(?: la)?) prensa",
    r"(?:réservé )?(?:à la|aux|pour la) (?:presse|journalistes|médias)|contacts? presse",
    r"(?:nur )?für (?:die )?(?:presse|medien|redaktionen|journalist\w*)|pressekontakt",
)


def cut_cards(page: Survey, room: Room, cut: Cut) -> None:
    """Cut the links that have blocks of their own in them: a title, and a line or two about another page."""
    for link in room.element.iter("a"):
        if link not in page.spans or not link.get("href"):
            continue
        first, end = page.spans[link]
        if 1 < end - first <= _MOST_RUNS and page.characters(link) <= _LONGEST_BOX and _has_blocks(link):
            cut.elements.add(link)


def _has_blocks(link: Any) -> bool:
    return next(link.iterdescendants(*_BLOCKS), None) is not None


def cut_calls(page: Survey, room: Room, cut: Cut) -> None:
    """Cut the boxes and buttons at a room's end that ask for something."""
    first, end = page.spans[room.element]
    ending: dict[int, list[Any]] = {}
    for element in page.elements():
        if page.spans[element][0] > first:
            ending.setdefault(page.spans[element][1], []).append(element)
    calls = _Calls(page)
    while (last := next(filter(calls.may_go, ending.get(end, ())), None)) is not None:
        if calls.asks(last):
            cut.elements.add(last)
        end = page.spans[last][0]


class _Calls:
    """Judges whether an element asks for something."""

    def __init__(self, page: Survey) -> None:
        self._page = page

    def may_go(self, element: Any) -> bool:
        """Return whether an element asks for something, or holds labels alone, which go as lines."""
        first, end = self._page.spans[element]
        if not 0 < end - first <= _MOST_RUNS_IN_A_ROW:
            return False
        return all(is_label(run.text) for run in self._page.runs[first:end]) or self.asks(element)

    def asks(self, element: Any) -> bool:
        """Return whether an element is a button, a box that asks for something, or a row of such boxes."""
        first, end = self._page.spans[element]
        if self._page.runs[first - 1].text.endswith(":"):
            return False
        if end - first == 1 and self._is_button(element, first):
            return True
        return element.tag in _BOXES and (self._is_box(element) or self._is_row(element))

    def _is_button(self, element: Any, number: int) -> bool:
        """Return whether an element is one link and no sentence, and dressed as a button or worded as one."""
        run = self._page.runs[number]
        if run.linked < len(run.text) or not _is_short(run.text):
            return False
        if any(pattern.fullmatch(run.text) for pattern in (_GIVE, _SIGN, _READ)):
            return True
        return any(_BUTTON.fullmatch(name) for link in element.iter("a") for name in names_of(link))

    def _is_box(self, element: Any) -> bool:
        """Return whether an element is a small box that asks for money, for an address, or to pay for it."""
        page = self._page
        first, end = page.spans[element]
        if end - first > _MOST_RUNS or not self._is_small(element):
            return False
        heading, last = page.runs[first].text, page.runs[end - 1]
        if end - first > 1 and last.linked == len(last.text):
            if _GIVE.fullmatch(last.text) and _MONEY.search(heading):
                return True
            if _READ.fullmatch(last.text) and _READERS.search(heading):
                return True
        if next(element.iter(*_CONTROLS), None) is not None and _LETTERS.search(page.text(element)):
            return True
        is_for_money = _GIVE.fullmatch(heading) or _FUNDS.fullmatch(heading)
        return is_for_money is not None and _is_module(element)

    def _is_row(self, element: Any) -> bool:
        """Return whether an element holds boxes of which one asks for something, beside its like."""
        boxes = [one for one in element if one in self._page.spans and self._page.characters(one)]
        if len(boxes) == 1:
            return False
        asking = [one for one in boxes if one.tag in _BOXES and self._is_box(one)]
        return bool(asking) and all(one in asking or self._is_for_press(one) for one in boxes)

    def _is_for_press(self, element: Any) -> bool:
        first, _ = self._page.spans[element]
        words = self._page.runs[first].text
        return element.tag in _BOXES and self._is_small(element) and _PRESS.fullmatch(words) is not None

    def _is_small(self, element: Any) -> bool:
        text = self._page.text(element)
        return len(text) <= _LONGEST_BOX and not _FIGURE.search(text)


def _is_short(words: str) -> bool:
    if len(words) > _LONGEST_HEADING or len(words.split()) > _MOST_WORDS:
        return False
    return _GOES_ON.search(words) is None


def _is_module(element: Any) -> bool:
    """Return whether a box among paragraphs has a heading, and a box of its own under it."""
    tags = {child.tag for child in element}
    beside = {one.tag for one in element.itersiblings(preceding=True)}
    return "p" in beside and not tags.isdisjoint(_HEADINGS) and not tags.isdisjoint(_BOXES)
