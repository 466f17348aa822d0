"""What does the entry carry? Vetoes by its marks: categories, authors, tails, quote posts, links.

Asked by `bot.core.provenance.ruleset` after identity.
"""

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import Final

from bot.core.hosts import LinkFault
from bot.core.language import mark
from bot.core.model import Feed, Verdict
from bot.core.provenance.addresses import is_neighbour, place_of
from bot.core.provenance.case import Case
from bot.core.provenance.names import fold
from bot.core.provenance.reading import Reading
from bot.core.provenance.verdicts import Rule, held, one_of, rejected
from bot.core.provenance.voice import has_own_voice
from bot.core.provenance.words import words
from bot.core.sharedhosts import is_well_known_platform

_QUOTE_MARKER: Final = "[contains quote post or other embedded content]"
_PRESS_CATEGORY: Final = re.compile(
    r"(?:(?:we(?:'re| are) )?in the (?:news|press|media|headlines)"
    r"|(?:press|news|media|daily|weekly) (?:clips?|clippings?|round-?ups?|digests?|coverage|mentions?|hits?"
    r"|watch)"
    r"|(?:press|media) review|clips|clippings|coverage|external (?:news|links?)|syndicated|reprints?"
    r"|guests?(?: (?:posts?|columns?|blogs?|essays?|pieces?|op-?eds?|opinions?))?|from the (?:press|media"
    r"|web)"
    r"|(?:revista|resumen|recortes) de prensa|en (?:los|la) (?:medios|prensa)|prensa externa"
    r"|(?:revue|coupures?) de presse|dans (?:la presse|les m[ée]dias)|la presse en parle|on parle de nous"
    r"|pressespiegel|presseschau|pressestimmen|presseecho|medienecho|medienspiegel"
    r"|in (?:den medien|der presse)|gastbeitr(?:ag|äge)|tribunas? de opinión|tribunes?)\Z"
)
_REPOST: Final = re.compile(
    r"\s*(?:(?:rt|mt|qt|ht|h/t)\b[:\s]*@|re:\s*(?:@|https?://)|🔁|♻️?\s*@|(?:boosted|reposted|repost"
    r"|via) @\w)",
    re.IGNORECASE,
)
_URL: Final = re.compile(
    r"(?:https?://)?(?<![@\w.-])(?:[\w-]+\.)+[a-z]{2,}(?::\d+)?(?:/[^\s)\]>”\"]*)?", re.IGNORECASE
)
_ASKS: Final = re.compile(
    r"\b(?:sign(?:ing)?(?: up| on)?|join|register|rsvp|donate|give|vote|call|apply|petition|zoom|livestream"
    r"|live"
    r"|tickets?|form|survey|shop|order|fund|chip in|volunteer|inscr\w+|apúnta\w+|firma[dr]?|dona\w*|anmeld\w+"
    r"|spende\w*|inscri\w+|signez|rejoi\w+)\b"
)
_POINTS: Final = re.compile(
    r"\b(?:read|listen|watch|see|worth|via|story|article|interview|coverage|episode|segment|clip|video"
    r"|podcast"
    r"|le[ea]d?|escucha\w*|mira\w*|entrevista|reportaje|artículo|lire|écout\w+|regard\w+|entretien|reportage"
    r"|les\w+|hör\w+|anhören|interview|beitrag|artikel|bericht)\b"
)
#: Said in the last line of what is only the beginning of a text.
_GOES_ON: Final = re.compile(
    r"\b(?:continue reading|keep reading|read on\b|read (?:the )?(?:rest|whole|full|entire|complete|original)"
    r"|read more|full (?:story|article|interview|column|piece|text)"
    r"|rest of (?:the|this|his|her|their) (?:story|article|interview|column|piece|post)"
    r"|weiterlesen|weiter (?:lesen|auf|bei)|lesen sie (?:den|das|mehr|weiter)"
    r"|(?:ganzen?|vollständigen?|ganzes) (?:artikel|beitrag|text|interview)|zum (?:artikel|beitrag)"
    r"|lire la suite|lire l'(?:article|entretien|intégralité)|article (?:complet|intégral)"
    r"|(?:seguir|sigue) leyendo|leer (?:más|el artículo|la nota|la entrevista)"
    r"|(?:artículo|nota|entrevista|texto) (?:completa?|íntegr[oa]))"
)
_LAST_LINE: Final = 220
_SPEAKS: Final = words(
    "we we're we've we'll we'd our ours us you your nosotros nosotras nuestra nuestro nuestras nuestros nos "
    "os "
    "vuestra vuestro wir uns unser unsere unseren unserem unserer ihr euch nous notre nos vous votre"
)
_FEW_WORDS: Final = 7
_LITTLE: Final = 16
_SHORT: Final = 40


def _appeared_first_on(case: Case) -> Verdict | None:
    """Hold an entry whose WordPress tail says that it appeared first on a site not known as the union's."""
    site = case.reading.site_named
    if site is None or _is_own_site(site, case.reading, case.feed):
        return None
    reason = mark("It says at its end that it appeared first on a site that is not known as the union's.")
    return held("appeared-first-on", reason, site, case.feed.union_name)


def _is_own_site(site: str, reading: Reading, feed: Feed) -> bool:
    """Tell whether a site's name is the union's, one of its hosts, or shares a telling word with either."""
    folded = fold(site)
    if reading.names.in_text(folded) or any(host in folded for host in reading.names.sites):
        return True
    known = fold(" ".join((feed.union_name, *feed.also_known_as)))
    telling = {word for word in re.findall(r"[^\W_]{4,}", known) if word not in _EVERYBODYS}
    return not telling.isdisjoint(re.findall(r"[^\W_]{4,}", folded))


_EVERYBODYS: Final = words(
    "union united workers guild local federation association alliance labor labour national international "
    "writers performers nurses teachers press news federación sindicato syndicat gewerkschaft trabajadores"
)


def _category(case: Case) -> Verdict | None:
    """Reject an entry filed under the press's words, or under a category that the admins skip."""
    skipped = {fold(name).strip() for name in case.feed.skip_categories}
    for category in case.entry.categories:
        name = fold(category).strip()
        if name in skipped or _is_press_category(name):
            reason = mark("It is filed under a category that is not for the union's own statements.")
            return rejected("category", reason, category, "a category of statements")
        if _OPINION.match(name) and not has_own_voice(case.reading):
            reason = mark("It is filed under opinions, and nothing shows that this one is the union's.")
            return held("category", reason, category, "a category of statements")
    return None


_OPINION: Final = re.compile(
    r"(?:(?:op-?ed|opinion|opini[óo]n|tribuna|tribune|meinung|kommentar|commentary|perspective)s?"
    r"(?: (?:posts?|columns?|blogs?|essays?|pieces?))?)\Z"
)


@lru_cache(maxsize=1024)  # a feed files its entries under the same few categories
def _is_press_category(name: str) -> bool:
    return _PRESS_CATEGORY.match(name) is not None


def _author(case: Case) -> Verdict | None:
    """Hold an entry by another author than those who write for the union in this feed."""
    author = fold(case.entry.author or "").strip()
    named = re.fullmatch(r"\S+@\S+ \((.+)\)", author)
    if {author, named[1] if named else author} & {fold(name).strip() for name in case.feed.authors}:
        return None
    reason = mark("Its author is not among those who write for the union in this feed.")
    return held("author", reason, case.entry.author or "", one_of(case.feed.authors))


def _quoted_post(case: Case) -> Verdict | None:
    """Hold a post that Bluesky marks as carrying another post: the quoted words may be anybody's."""
    entry = case.entry
    if "[" not in entry.text and "[" not in entry.title:
        return None
    if _QUOTE_MARKER not in " ".join(f"{entry.title} {entry.text[-8000:]}".split()).lower():
        return None
    reason = mark("The post carries another post or something else that the feed does not show.")
    return held("quoted-post", reason, _QUOTE_MARKER, "the union's words alone")


def _repost(case: Case) -> Verdict | None:
    """Reject a post that passes on another account's: “RT @…”, “RE: https://…”."""
    found = _REPOST.match(case.entry.text) or _REPOST.match(case.entry.title)
    if not found:
        return None
    reason = mark("The post passes on another account's words.")
    return rejected("repost", reason, case.entry.text[:80], "the union's own words")


def _link_out(case: Case) -> Verdict | None:
    """Reject or hold an entry that goes on at somebody else's page, or is little more than a link there."""
    reading = case.reading
    host = _goes_on_at(case)
    if host is not None:
        reason = mark("It goes on at somebody else's page.")
        return held("link-out", reason, host, "the union's own words")
    if reading.count > _SHORT + 10:
        return None
    host = next(_foreign_hosts(case, (*case.entry.links, *_addresses(reading.body))), None)
    if host is None:
        return None
    said = fold(_URL.sub(" ", reading.body))
    spoken = re.findall(r"[^\W_]+(?:'\w+)?", said)
    if len(spoken) < _FEW_WORDS and not _ASKS.search(said):
        reason = mark("It is little more than a link to somebody else's page.")
        return rejected("link-out", reason, host, "the union's own words")
    is_own = not _SPEAKS.isdisjoint(spoken) or _ASKS.search(said) is not None
    points = len(spoken) < _SHORT and _POINTS.search(f"{reading.folded_title} {said[:60]}") is not None
    if (points or len(spoken) < _LITTLE) and not is_own:
        reason = mark("It mostly points to somebody else's page.")
        return held("link-out", reason, host, "the union's own words")
    return None


def _goes_on_at(case: Case) -> str | None:
    """Return the foreign host at which the entry goes on, as its last line says; None: at none."""
    last = case.reading.body[-_LAST_LINE:].rpartition("\n")[2]
    if not _GOES_ON.search(fold(last)):
        return None
    links = list(case.entry.links)
    if case.reading.site_named is not None:  # below the text come the site's own links
        while links and place_of(links[-1]) in case.own_hosts:
            links.pop()
    return next(_foreign_hosts(case, (*_addresses(last), *links[-1:])), None)


def _foreign_hosts(case: Case, urls: Iterable[str]) -> Iterator[str]:
    """Iterate over hosts of these addresses which are neither the union's nor platforms' pages."""
    for url in urls:
        host = place_of(url)
        if isinstance(host, LinkFault) or host in case.own_hosts or is_neighbour(host, case.feed.hosts):
            continue
        if not is_well_known_platform(host):
            yield host


def _addresses(text: str) -> Iterator[str]:
    """Iterate over the addresses written out in a text, with or without their scheme."""
    if "." in text[:-1]:
        for found in _URL.findall(text):
            yield found if "://" in found else f"https://{found}"


def _empty(case: Case) -> Verdict | None:
    """Hold an entry with neither title nor text that could be seen: it says nothing."""
    for said in (case.entry.title, case.entry.text):
        if any(char.isprintable() and not char.isspace() for char in said):
            return None
    return held("empty", mark("The entry has neither a title nor a text."), "", "a title or a text")


def _categories_seen(case: Case) -> str:
    return ", ".join(case.entry.categories[:5])


CARRIED: tuple[Rule[Case], ...] = (
    Rule("empty", _empty, "a title or a text"),
    Rule("author", _author, "a known author", concerns=lambda feed: bool(feed.authors)),
    Rule("category", _category, "a category of statements", _categories_seen),
    Rule("appeared-first-on", _appeared_first_on, "no other site named as its first place"),
    Rule("quoted-post", _quoted_post, "no other post within it"),
    Rule("repost", _repost, "no other account's post passed on"),
    Rule("link-out", _link_out, "words of its own, not only a link"),
)
