"""How are dates with a time, and street addresses, written? In English, Spanish, French and German.

Used by `bot.core.keyfacts`. Nothing is reckoned with: a pattern finds words, which are shown as they stand.
"""

import re
from typing import Final

_WEEKDAY: Final = (
    r"(?:(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day|lunes|martes|miércoles|jueves|viernes|sábado|domingo"
    r"|lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche"
    r"|(?:Mon|Diens|Donners|Frei|Sams|Sonn)tag|Mittwoch|Sonnabend)"
)
_MONTH: Final = (
    r"(?:Jan(?:uary|uar|\.)?|Feb(?:ruary|ruar|\.)?|Mar(?:ch|\.)?|Apr(?:il|\.)?|May|June?|July?|Aug(?:ust|\.)?"
    r"|Sept?(?:ember|\.)?|Oct(?:ober|\.)?|Nov(?:ember|\.)?|Dec(?:ember|\.)?|März|Mai|Juni|Juli|Oktober|Dezember"
    r"|enero|febrero|marzo|abril|mayo|junio|julio|agosto|septiembre|octubre|noviembre|diciembre"
    r"|janvier|février|mars|avril|mai|juin|juillet|août|septembre|octobre|novembre|décembre)\b"
)
_YEAR: Final = r"(?:,?\s+(?:de\s+)?20\d\d)?"
_DAY: Final = (
    rf"(?:{_WEEKDAY},?\s+(?:the\s+|den\s+|dem\s+)?)?"
    rf"(?:{_MONTH}\s+\d{{1,2}}(?:st|nd|rd|th)?\b|\d{{1,2}}(?:st|nd|rd|th|er|\.)?\s+(?:of\s+|de\s+)?{_MONTH}"
    rf"|\d{{1,2}}\.\d{{1,2}}\.){_YEAR}"
)
_CLOCK: Final = (
    r"(?:\d{1,2}(?:[:.]\d{2})?\s?(?:[ap]\.\s?m\.|[ap]m\b|noon\b|Uhr\b|heures\b|horas\b)"
    r"|\d{1,2}\s?h(?:\s?\d{2})?\b|\d{1,2}:\d{2}\b(?:\s?h\b)?|noon\b)"
)
_ZONE: Final = r"(?:\s+(?:[ECMP][SD]?T|GMT|BST|CET|CEST|UTC)\b)?"
_RANGE: Final = (
    rf"(?:(?:from|von|de)\s+)?(?:\d{{1,2}}\s?(?:to|[-–])\s?)?{_CLOCK}"
    rf"(?:\s?(?:to|until|till|[-–]|bis|a|à|hasta\s+las)\s?{_CLOCK})?{_ZONE}"
)
_BEFORE_TIME: Final = r",?\s+(?:at\s+|um\s+|ab\s+|a\s+las\s+|a\s+la\s+|à\s+|dès\s+)?"
_BEFORE_DAY: Final = r",?\s+(?:on\s+|am\s+|el\s+|le\s+)?"

#: A day of a month together with a time of day.
OCCASION: Final = re.compile(
    rf"\b(?:{_DAY}{_BEFORE_TIME}{_RANGE}|{_RANGE}{_BEFORE_DAY}{_DAY})", re.IGNORECASE
)
CLOCK: Final = re.compile(_CLOCK, re.IGNORECASE)
DAY: Final = re.compile(rf"\b{_DAY}|\b{_WEEKDAY}\b", re.IGNORECASE)

_NAME: Final = r"[A-ZÀ-Ý][\w.'’-]*"
#: A house number with its street.
ADDRESS: Final = re.compile(
    rf"\b\d{{1,5}}\s+(?:{_NAME}\s+){{1,4}}(?:Street|St|Avenue|Ave|Boulevard|Blvd|Road|Rd|Drive|Lane|Way|Square)\b"
    rf"|\b(?:[Cc]alle|[Aa]venida|[Pp]laza|[Pp]aseo)\s+(?:de\s+(?:la\s+|los\s+|las\s+)?|del\s+)?"
    rf"{_NAME}(?:\s+{_NAME}){{0,4}},?\s+\d{{1,4}}\b"
    rf"|\b\d{{1,4}},?\s+(?:rue|avenue|boulevard|place|quai)\s+(?:de\s+la\s+|de\s+l['’]|des\s+|du\s+|de\s+)?"
    rf"{_NAME}(?:\s+{_NAME}){{0,4}}"
    r"|\b[A-ZÄÖÜ]\w+(?:straße|strasse|platz|allee|weg|gasse)\s+\d{1,4}[a-z]?\b"
)
