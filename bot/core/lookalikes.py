"""Does a foreign host look like the union's? A warning for members, never a proof.

Called by `bot.core.provenance` for links that are not the union's anyway: the list of exact hosts decides,
and this only finds the words for what would fool a reader. Pure, with data bundled in the libraries.
"""

import re
from collections.abc import Collection, Iterable
from functools import lru_cache
from typing import Final

import idna
from publicsuffixlist import PublicSuffixList
from rapidfuzz.distance import DamerauLevenshtein

from bot.core.language import mark


def _words(listed: str) -> frozenset[str]:
    return frozenset(listed.split())


_SHORTEST_NAME: Final = 5  #: shorter words stand in too many honest hosts
_WORD: Final = re.compile(r"[^\W_]+")
#: Words of so many organisations' names that alone they point to none.
_COMMON: Final = _words(
    "union unions guild workers united national international local federation association alliance "
    "council brotherhood society members trade labor labour strike news press service services group "
    "company companies corporation studios hospital hospitals media motors hotels health state "
    "american performers writers actors nurses teachers drivers "
    "sindicato trabajadores syndicat gewerkschaft verband bund and the of for und der die das "
    "los las des les du de la el"
)


def likeness(
    host: str, own_hosts: Collection[str], names: Collection[str], employers: Collection[str]
) -> str | None:
    """Return in what a foreign host is like the union's (“…is not the union's but …”), None where in nothing.

    `host` and `own_hosts` are normalised; `names` are the union's, `employers` those of the other side.
    """
    seen = _readable(host)
    named = _compact(seen.removesuffix(_suffixes().publicsuffix(seen) or ""))
    labels = frozenset(map(_registrable_label, own_hosts))
    if _names_any(named, employers):
        return mark("carries the name of the other side")
    if any(f"{own}." in f"{host}." for own in own_hosts):
        return mark("has the union's whole address within its own")
    if any(_is_near(seen, label) for label in labels):
        return mark("is written almost like it")
    if any(len(label) >= _SHORTEST_NAME and _compact(label) in named for label in labels):
        return mark("carries the union's address in its own")
    if _names_any(named, names):
        return mark("carries the union's name")
    return None


def _readable(host: str) -> str:
    """Return a host as a reader takes it: letters of other alphabets as the Latin ones they look like."""
    return ".".join(map(_readable_label, host.split(".")))


@lru_cache(maxsize=256)
def _readable_label(label: str) -> str:
    if label.startswith("xn--"):
        try:
            label = idna.decode(label)
        except UnicodeError:
            return label
    return "".join(char if char.isascii() else _latin(char) for char in label)


@lru_cache(maxsize=512)
def _latin(char: str) -> str:
    """Return the Latin letter that `char` looks like, else itself."""
    # Only here: its tables cost a start 60 ms, and hosts with such letters are rare.
    from confusable_homoglyphs import confusables

    found = confusables.is_confusable(char, greedy=True, preferred_aliases=["latin"]) or []
    look_alikes = (glyph["c"] for hit in found for glyph in hit["homoglyphs"])
    return next((look for look in look_alikes if look.isascii() and look.isalpha()), char).lower()


@lru_cache(maxsize=1)
def _suffixes() -> PublicSuffixList:
    return PublicSuffixList()


@lru_cache(maxsize=256)
def _registrable_label(host: str) -> str:
    """Return the label that its owner registered: ``guild`` of ``www.guild.example``."""
    registered = _suffixes().privatesuffix(host) or host
    return str(registered).partition(".")[0]


def _is_near(seen: str, own: str) -> bool:
    """Tell whether a label of `seen` reads like `own`: the same, or a slip or two away where it is long."""
    slips = 0 if len(own) < _SHORTEST_NAME else 1 if len(own) < 9 else 2
    return any(
        DamerauLevenshtein.distance(_folded(label), _folded(own), score_cutoff=slips) <= slips
        for label in seen.split(".")[:-1] or [seen]
    )


def _folded(label: str) -> str:
    """Return a label without hyphens, and with pairs and digits as the letters they pass for."""
    plain = label.replace("-", "").replace("vv", "w").replace("rn", "m")
    return plain.translate(str.maketrans("0135", "oles"))


def _names_any(named: str, names: Iterable[str]) -> bool:
    return any(word in named for name in names for word in _telling_words(name))


@lru_cache(maxsize=256)
def _telling_words(name: str) -> tuple[str, ...]:
    """Return what of a name would be known again in a host: the whole, and the whole of its own words."""
    words = [word.casefold() for word in _WORD.findall(name)]
    spelled = ("".join(words), "".join(word for word in words if word not in _COMMON))
    long_enough = (word for word in spelled if len(word) >= _SHORTEST_NAME)
    return tuple(dict.fromkeys(word for word in long_enough if word not in _COMMON))


def _compact(host: str) -> str:
    return re.sub(r"[^\w]|_", "", host)
