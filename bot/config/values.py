"""How is a single value of feeds.yaml written? One reader a kind, used by the models and the checks.

Each reader takes what the YAML file holds and returns the typed value, or raises the error that
`refuse` makes: what is wrong and what to write instead. The annotated types carry the reader and its
JSON Schema.
"""

import difflib
import ipaddress
import re
import unicodedata
import zoneinfo
from collections.abc import Callable, Iterable
from datetime import date, datetime, time, timedelta
from typing import Annotated, TypeVar
from zoneinfo import ZoneInfo

from pydantic import PlainValidator, WithJsonSchema
from pydantic_core import PydanticCustomError

from bot.config.reading import shown
from bot.core.hosts import LinkFault, link_host, normalise_host
from bot.core.model import Account
from bot.core.platforms import parse_account
from bot.core.sharedhosts import is_shared_platform

T = TypeVar("T")

_ID = re.compile(r"[a-z0-9][a-z0-9-]*\Z")
_DURATION = re.compile(r"([0-9]{1,9})([smh])\Z")
_UNITS = {"s": timedelta(seconds=1), "m": timedelta(minutes=1), "h": timedelta(hours=1)}
_LONGEST = timedelta(days=366)
_TIME = re.compile(r"([0-9]{1,2}):([0-9]{2})\Z")
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}\Z")
_INSTANT = re.compile(
    r"([0-9]{4}-[0-9]{2}-[0-9]{2})[Tt ]+([0-9]{1,2}:[0-9]{2}(?::[0-9]{2})?)\s*(Z|z|[+-][0-9]{2}:?[0-9]{2})?\Z"
)
_YEARS = range(1800, 3000)  # far from the ends of datetime, where conversions between zones overflow
_LONGEST_NAME = 120
_MAX_SNOWFLAKE = 2**64


def refuse(message: str, hint: str) -> PydanticCustomError:
    """Return the error for a value that cannot be used, with what to write instead."""
    return PydanticCustomError("picketwire", "{message}", {"message": message, "hint": hint})


def valid_or_none(reader: Callable[[object], T], value: object) -> T | None:
    """Return what `reader` makes of `value`, None where it refuses (which is reported elsewhere)."""
    try:
        return reader(value)
    except PydanticCustomError:
        return None


def nearest(word: str, known: Iterable[str]) -> str | None:
    """Return the known word that `word` was probably meant to be."""
    matches = difflib.get_close_matches(word, sorted(known), n=1)
    return matches[0] if matches else None


def _text(value: object, example: str) -> str:
    if not isinstance(value, str):
        kind = "empty" if value is None else f"{_kind(value)}, not text"
        raise refuse(f"is {kind}", f"write {example}")
    return value


def _kind(value: object) -> str:
    if isinstance(value, dict):
        return "a mapping"
    if isinstance(value, list):
        return "a list"
    return "true or false" if isinstance(value, bool) else "a number"


def read_id(value: object) -> str:
    """Read an id: small letters, digits and hyphens."""
    text = _text(value, 'it in quotes, such as "2023"')
    if not _ID.match(text):
        suggestion = re.sub(r"[^a-z0-9]+", "-", text.lower()).strip("-")[:60] or "strike-news"
        raise refuse(
            f"{shown(text)} is not an id",
            f"use small letters, digits and hyphens only, such as {suggestion}",
        )
    return text


def read_name(value: object) -> str:
    """Read a name or word to be shown: one line, without control characters."""
    text = _text(value, 'it in quotes, such as "1199"').strip()
    if not text:
        raise refuse("is empty", "write the name as members know it")
    if any(unicodedata.category(char) in {"Cc", "Cs", "Zl", "Zp"} for char in text):
        raise refuse("holds a line break or control character", "write it on one line")
    if len(text) > _LONGEST_NAME:
        raise refuse(f"is longer than {_LONGEST_NAME} characters", "write a shorter one")
    return text


def read_officer(value: object) -> str:
    """Read an officer: a name, perhaps with an office, as one text or as ``{name, title}``."""
    if not isinstance(value, dict):
        return read_name(value)
    hint = 'write "Mara Quill, president", or {name: Mara Quill, title: president}'
    if "name" not in value or not set(value) <= {"name", "title"}:
        raise refuse("is no officer", hint)
    return ", ".join(read_name(value[key]) for key in ("name", "title") if key in value)


def read_host(value: object) -> str:
    """Read one of a union's own hosts, normalised."""
    text = _text(value, "a host name, such as www.guild.example")
    if "*" in text:
        raise refuse(f"{shown(text)} is a pattern", "list each host by its exact name; patterns are not read")
    if "/" in text or "@" in text or (":" in text and not _is_ip(text)):
        hint = f"write {meant_host(text) or 'www.guild.example'}"
        raise refuse(f"{shown(text)} is not a bare host", hint)
    if _is_ip(text):
        raise refuse(f"{shown(text)} is an IP address", "write the host name that stands in its links")
    host = normalise_host(text)
    if host is None:
        raise refuse(f"{shown(text)} is not a host name", "write a full one, such as www.guild.example")
    if is_shared_platform(host):
        raise refuse(
            f"{shown(text)} is a platform that many publishers share",
            "leave it out; give the feed there a pinned `account:`, or put it under `watch:`",
        )
    return host


def meant_host(text: str) -> str | None:
    """Return the host somebody meant who wrote an address or a pattern for one; for messages only."""
    authority = re.split(r"[/?#]", text.rpartition("://")[2])[0]
    return normalise_host(authority.rpartition("@")[2].partition(":")[0].removeprefix("*."))


def _is_ip(text: str) -> bool:
    try:
        ipaddress.ip_address(text.strip("[]"))
    except ValueError:
        return False
    return True


def read_https(value: object) -> str:
    """Read an HTTPS address on a plain host, at the default port."""
    text = _text(value, "an address, such as https://www.guild.example/feed/")
    fault = link_host(text)
    if isinstance(fault, LinkFault):
        hint = "write it as https://host/path, with nothing else"
        if text.lower().startswith("http://"):
            hint = f"write {shown('https' + text[4:])}, if the site answers there"
        raise refuse(f"{shown(text)} {fault.problem}", hint)
    return text


def read_feed_url(value: object) -> str:
    """Read a feed's address: HTTPS, without a fragment."""
    text = read_https(value)
    if "#" in text:
        raise refuse(f"{shown(text)} has a fragment", f"write {shown(text.partition('#')[0])}")
    return text


def read_account(value: object) -> Account:
    """Read a pinned platform account."""
    text = _text(value, "it in quotes")
    account = parse_account(text)
    if account is None:
        raise refuse(
            f"{shown(text)} is not an account",
            "write did:plc:… (Bluesky), UC… (YouTube channel) or @user@host (Mastodon); "
            "a Bluesky handle can change hands, so write the DID behind it",
        )
    return account


def read_duration(value: object) -> timedelta:
    """Read ``60s``, ``5m`` or ``2h``."""
    if isinstance(value, int) and not isinstance(value, bool):
        raise refuse(f"{shown(value)} has no unit", f"write {value}s or {value}m")
    text = _text(value, "a duration, such as 5m")
    match = _DURATION.match(text)
    length = int(match[1]) * _UNITS[match[2]] if match else timedelta()
    if not timedelta() < length <= _LONGEST:
        raise refuse(f"{shown(text)} is not a duration", "write 60s, 5m or 2h: at least 1s, at most 8784h")
    return length


def read_count(value: object) -> int:
    """Read a whole number, at least 0."""
    if not isinstance(value, int) or isinstance(value, bool) or value < 0:
        raise refuse(f"{shown(value)} is not a whole number from 0 up", "write a number such as 3")
    return value


def read_switch(value: object) -> bool:
    """Read true or false."""
    if not isinstance(value, bool):
        raise refuse(f"{shown(value)} is neither true nor false", "write true or false, without quotes")
    return value


def read_zone(value: object) -> ZoneInfo:
    """Read a time zone of the IANA database."""
    text = _text(value, "a time zone, such as America/Los_Angeles")
    try:
        return ZoneInfo(text)
    except (zoneinfo.ZoneInfoNotFoundError, ValueError, OSError) as error:
        near = _nearest_zone(text)
        example = near or "a name of the IANA database, such as America/Los_Angeles or UTC"
        raise refuse(f"{shown(text)} is not a known time zone", f"write {example}") from error


def _nearest_zone(text: str) -> str | None:
    names: dict[str, str] = {}
    for zone in sorted(zoneinfo.available_timezones()):
        names[zone.casefold()] = zone
        names.setdefault(zone.rpartition("/")[2].casefold(), zone)
    near = nearest(text.strip().replace(" ", "_").casefold(), names)
    return names[near] if near else None


def read_day(value: object) -> date:
    """Read a calendar date, ``2023-07-14``."""
    text = _text(value, "a date, such as 2023-07-14")
    try:
        day = date.fromisoformat(text) if _DATE.match(text) else None
    except ValueError:
        day = None
    if day is None or day.year not in _YEARS:
        raise refuse(f"{shown(text)} is not a date", "write year-month-day, such as 2023-07-14")
    return day


def read_instant(value: object) -> datetime:
    """Read a date with a time; naive where no offset is written (then it is the strike's local time)."""
    text = _text(value, "a date and time, such as 2023-11-09T00:01")
    if _DATE.match(text):
        raise refuse(f"{shown(text)} has no time", f"write the time too, such as {text}T00:01")
    match = _INSTANT.match(text)
    try:
        instant = _instant(match) if match else None
    except ValueError:
        instant = None
    if instant is None or instant.year not in _YEARS:
        hint = "write 2023-11-09T00:01 in the strike's own time, or add an offset such as -08:00"
        raise refuse(f"{shown(text)} is not a date and time", hint)
    return instant


def _instant(match: re.Match[str]) -> datetime:
    clock = match[2] if match[2][1] != ":" else f"0{match[2]}"
    offset = (match[3] or "").upper()
    return datetime.fromisoformat(f"{match[1]}T{clock}{offset}")


def read_time(value: object) -> time:
    """Read a time of day, ``09:00``, by the 24-hour clock."""
    text = _text(value, 'a time in quotes, such as "09:00"')
    match = _TIME.match(text)
    try:
        clock = time(int(match[1]), int(match[2])) if match else None
    except ValueError:
        clock = None
    if clock is None:
        raise refuse(f"{shown(text)} is not a time of day", 'write hours and minutes, such as "09:00"')
    return clock


def read_snowflake(value: object) -> int:
    """Read a Discord id, a number or digits in quotes."""
    if isinstance(value, str) and value.isascii() and value.isdecimal() and len(value) <= 20:
        value = int(value)
    if not isinstance(value, int) or isinstance(value, bool) or not 0 < value < _MAX_SNOWFLAKE:
        hint = "copy the channel's id in Discord (developer mode on), such as 123456789012345678"
        raise refuse(f"{shown(value)} is not a Discord id", hint)
    return value


def _pattern(pattern: str, example: str) -> WithJsonSchema:
    return WithJsonSchema({"type": "string", "pattern": pattern, "examples": [example]})


_ID_SCHEMA = {"type": "integer", "minimum": 1}

Id = Annotated[str, PlainValidator(read_id), _pattern(r"^[a-z0-9][a-z0-9-]*$", "strike-news")]
Name = Annotated[str, PlainValidator(read_name), WithJsonSchema({"type": "string", "minLength": 1})]
Officer = Annotated[
    str,
    PlainValidator(read_officer),
    WithJsonSchema(
        {
            "anyOf": [
                {"type": "string", "minLength": 1},
                {
                    "type": "object",
                    "properties": {"name": {"type": "string"}, "title": {"type": "string"}},
                    "required": ["name"],
                    "additionalProperties": False,
                },
            ]
        }
    ),
]
Host = Annotated[str, PlainValidator(read_host), _pattern(r"^[^/@*:\s]+\.[^/@*:\s]+$", "www.guild.example")]
FeedUrl = Annotated[str, PlainValidator(read_feed_url), _pattern("^https://", "https://guild.example/feed/")]
PageUrl = Annotated[str, PlainValidator(read_https), _pattern("^https://", "https://guild.example/news/1")]
PinnedAccount = Annotated[
    Account, PlainValidator(read_account), _pattern("^(did:|UC|@[^@]+@)", "did:plc:abc123")
]
Duration = Annotated[timedelta, PlainValidator(read_duration), _pattern("^[0-9]+[smh]$", "5m")]
Count = Annotated[int, PlainValidator(read_count), WithJsonSchema({"type": "integer", "minimum": 0})]
Switch = Annotated[bool, PlainValidator(read_switch), WithJsonSchema({"type": "boolean"})]
Zone = Annotated[
    ZoneInfo,
    PlainValidator(read_zone),
    WithJsonSchema({"type": "string", "examples": ["America/Los_Angeles"]}),
]
Day = Annotated[date, PlainValidator(read_day), _pattern("^[0-9]{4}-[0-9]{2}-[0-9]{2}$", "2023-07-14")]
Instant = Annotated[
    datetime,
    PlainValidator(read_instant),
    _pattern("^[0-9]{4}-[0-9]{2}-[0-9]{2}[Tt ]", "2023-11-09T00:01"),
]
TimeOfDay = Annotated[time, PlainValidator(read_time), _pattern("^[0-9]{1,2}:[0-9]{2}$", "09:00")]
Snowflake = Annotated[
    int,
    PlainValidator(read_snowflake),
    WithJsonSchema({"anyOf": [_ID_SCHEMA, {"type": "string", "pattern": "^[0-9]+$"}]}),
]
