"""What does the environment say? Reads the variables that Picketwire knows into a typed, frozen value.

Called by the command line and by the composition roots. Nothing else reads the environment. A mistake
never repeats a value that may hold a secret.
"""

import re
import ssl
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from pathlib import Path
from typing import TypeVar
from urllib.parse import urlsplit

from pydantic import SecretStr
from pydantic_core import PydanticCustomError

from bot.config.reading import shown
from bot.config.values import refuse
from bot.core.errors import ConfigError, Mistake
from bot.core.hosts import normalise_host
from bot.core.model import ConnectTo

T = TypeVar("T")

DEFAULT_DATABASE = "sqlite:///picketwire.db"


class LogFormat(StrEnum):
    """How log lines are written."""

    TEXT = "text"
    JSON = "json"


@dataclass(frozen=True, slots=True)
class Variable:
    """An environment variable and what it is for."""

    name: str
    meaning: str


DISCORD_TOKEN = Variable("DISCORD_TOKEN", "the bot's token; without it posts go to the terminal")
DISCORD_TOKEN_FILE = Variable("DISCORD_TOKEN_FILE", "a file that holds the token, instead of DISCORD_TOKEN")
DATABASE_URL = Variable("DATABASE_URL", "the database, such as sqlite:///picketwire.db")
FEEDS_FILE = Variable("FEEDS_FILE", "the configuration file")
DISCORD_API = Variable("PICKETWIRE_DISCORD_API", "a REST proxy or test server instead of Discord's API")
DISCORD_GATEWAY = Variable("PICKETWIRE_DISCORD_GATEWAY", "a gateway proxy or test server")
CONNECT_TO = Variable("PICKETWIRE_CONNECT_TO", "connect a host to another address, as curl's --connect-to")
CONTACT = Variable("PICKETWIRE_CONTACT", "where a site's owner reaches you; stands in the user agent")
LOG = Variable("PICKETWIRE_LOG", "how log lines are written: text or json")
LISTEN = Variable("PICKETWIRE_LISTEN", "where health and figures are served, such as 127.0.0.1:9090")
NOTIFY_SOCKET = Variable("NOTIFY_SOCKET", "systemd's own: where it is told that the service is ready")
WATCHDOG_USEC = Variable("WATCHDOG_USEC", "systemd's own: how long it waits for a sign of life")
FAILPOINT = Variable("PICKETWIRE_FAILPOINT", "for tests alone: the place at which the process kills itself")
SSL_CERT_FILE = Variable("SSL_CERT_FILE", "certificate authorities to trust instead of the system's")

#: Every variable that is read.
VARIABLES = (
    DISCORD_TOKEN,
    DISCORD_TOKEN_FILE,
    DATABASE_URL,
    FEEDS_FILE,
    DISCORD_API,
    DISCORD_GATEWAY,
    CONNECT_TO,
    CONTACT,
    LOG,
    LISTEN,
    NOTIFY_SOCKET,
    WATCHDOG_USEC,
    FAILPOINT,
    SSL_CERT_FILE,
)


@dataclass(frozen=True, slots=True)
class Environment:
    """The environment variables, read; an empty variable counts as not set."""

    discord_token: SecretStr | None = None
    database_url: str = DEFAULT_DATABASE  #: ``sqlite:///…``
    feeds_file: Path = Path("feeds.yaml")
    discord_api: str | None = None  #: without a slash at the end
    discord_gateway: str | None = None
    connect_to: tuple[ConnectTo, ...] = ()
    contact: str | None = None
    log_format: LogFormat = LogFormat.TEXT
    listen: tuple[str, int] | None = None  #: address and port of health and figures; None: not served
    notify_socket: str | None = None  #: a path, or ``@name``
    watchdog: timedelta | None = None  #: so long after a sign of life systemd takes the service for dead
    failpoint: str | None = None  #: ``name`` or ``name:nth``, for `bot.failpoints`
    ssl_cert_file: str | None = None


def read_environment(environ: Mapping[str, str]) -> Environment:
    """Read the variables that Picketwire knows from `environ`.

    Raises:
        ConfigError: with all mistakes, each with the file ``environment`` and the variable for its path.
    """
    reading = _Reading(environ)
    environment = Environment(
        discord_token=_one_token(reading),
        database_url=reading.get(DATABASE_URL, _database_url, DEFAULT_DATABASE),
        feeds_file=reading.get(FEEDS_FILE, Path, Path("feeds.yaml")),
        discord_api=reading.get(DISCORD_API, _web_url, None),
        discord_gateway=reading.get(DISCORD_GATEWAY, _gateway_url, None),
        connect_to=reading.get(CONNECT_TO, _connect_to, ()),
        contact=reading.get(CONTACT, _contact, None),
        log_format=reading.get(LOG, _log_format, LogFormat.TEXT),
        listen=reading.get(LISTEN, _listen, None),
        notify_socket=reading.get(NOTIFY_SOCKET, _notify_socket, None),
        watchdog=reading.get(WATCHDOG_USEC, _watchdog, None),
        failpoint=reading.get(FAILPOINT, _failpoint, None),
        ssl_cert_file=reading.get(SSL_CERT_FILE, _certificates, None),
    )
    if reading.mistakes:
        raise ConfigError(tuple(reading.mistakes))
    return environment


class _Reading:
    """Reads one variable after the other, collecting the mistakes."""

    def __init__(self, environ: Mapping[str, str]) -> None:
        self._environ = environ
        self.mistakes: list[Mistake] = []

    def get(self, variable: Variable, reader: Callable[[str], T], default: T) -> T:
        """Return what `reader` makes of the variable; `default` where it is empty or wrong."""
        text = self._environ.get(variable.name, "").strip()
        if not text:
            return default
        try:
            return reader(text)
        except PydanticCustomError as error:
            context = error.context or {}
            self.refuse(variable, str(context.get("message", error)), str(context.get("hint", "")))
            return default

    def refuse(self, variable: Variable, message: str, hint: str) -> None:
        """Take note of a mistake."""
        self.mistakes.append(Mistake("environment", 1, 1, variable.name, message, hint))


def _one_token(reading: _Reading) -> SecretStr | None:
    """Return the token, from its variable or its file."""
    given = reading.get(DISCORD_TOKEN, _token, None)
    in_file = reading.get(DISCORD_TOKEN_FILE, _token_file, None)
    if given is not None and in_file is not None and given != in_file:
        hint = "set only one of the two"
        reading.refuse(DISCORD_TOKEN_FILE, f"it holds another token than {DISCORD_TOKEN.name}", hint)
    return given or in_file


def _token_file(name: str) -> SecretStr | None:
    try:
        text = Path(name).read_text(encoding="ascii").strip()
    except (OSError, ValueError) as error:  # the name is not repeated: it may be the token itself
        hint = "name a file that holds the token alone and that Picketwire's user may read"
        raise refuse("the file it names cannot be read", hint) from error
    return _token(text) if text else None


def _token(text: str) -> SecretStr:
    if not re.fullmatch(r"[!-~]+", text):  # an HTTP header takes no other character
        raise refuse("the token holds spaces or odd characters", "copy it again, alone, without `Bot `")
    return SecretStr(text)


def _database_url(text: str) -> str:
    scheme, _, rest = text.partition("://")
    if scheme.startswith("postgres"):
        raise refuse("PostgreSQL is not supported yet", "write sqlite:///picketwire.db for now")
    if scheme not in {"sqlite", "sqlite+aiosqlite"}:
        raise refuse("this is not a database this version knows", "write sqlite:///picketwire.db")
    path = rest.partition("?")[0]
    if len(path) < 2 or not path.startswith("/") or path == "/:memory:":
        hint = "write sqlite:///picketwire.db, or sqlite:////data/picketwire.db for an absolute path"
        raise refuse("the address names no file, and what was posted would be forgotten", hint)
    return f"sqlite://{rest}"


def _web_url(text: str) -> str:
    return _server_url(text, ("https", "http"), "https://proxy.example/api/v10")


def _gateway_url(text: str) -> str:
    return _server_url(text, ("wss", "ws"), "wss://gateway.example")


def _server_url(text: str, schemes: tuple[str, ...], example: str) -> str:
    try:
        parts = urlsplit(text)
        plain = parts.hostname and parts.username is None and (parts.port is None or parts.port > 0)
    except ValueError:
        plain = False
    if not plain or parts.scheme not in schemes:
        raise refuse(f"this is not an address that begins with {schemes[0]}://", f"write {example}")
    return text.rstrip("/")


def _connect_to(text: str) -> tuple[ConnectTo, ...]:
    return tuple(_redirection(part) for part in re.split(r"[,\s]+", text) if part)


def _redirection(text: str) -> ConnectTo:
    match = re.fullmatch(r"([^:=]+):([0-9]{1,5})=(\[[0-9A-Fa-f:.]+\]|[^:=\[\]]+):([0-9]{1,5})", text)
    host = normalise_host(match[1]) if match else None
    if not match or not host or not all(0 < int(match[group]) < 65536 for group in (2, 4)):
        hint = "write host:port=address:port, such as www.guild.example:443=127.0.0.1:8443"
        raise refuse(f"{shown(text)} does not say which host goes to which address", hint)
    return ConnectTo(host, int(match[2]), match[3].strip("[]"), int(match[4]))


def _certificates(text: str) -> str:
    hint = "name a readable file of certificates (PEM), or leave the variable out to trust the system's"
    try:
        ssl.create_default_context(cafile=text)
    except ssl.SSLError as error:
        raise refuse(f"{shown(text)} holds no certificates", hint) from error
    except (OSError, ValueError) as error:
        raise refuse(f"{shown(text)} cannot be read", hint) from error
    return text


def _contact(text: str) -> str:
    if not re.fullmatch(r"(?:https?://|mailto:)[!-'*-~]+", text):  # no brackets: it stands within them
        hint = "write https://guild.example/bot or mailto:bot@guild.example"
        raise refuse(f"{shown(text)} is not an address to reach you at", hint)
    return text


def _listen(text: str) -> tuple[str, int]:
    match = re.fullmatch(r"(\[[0-9A-Fa-f:.]+\]|[A-Za-z0-9.-]+):([0-9]{1,5})", text)
    if not match or int(match[2]) > 65535:
        raise refuse(f"{shown(text)} is not an address and a port", "write 127.0.0.1:9090")
    return match[1].strip("[]"), int(match[2])


def _notify_socket(text: str) -> str | None:
    return text if text[0] in "/@" else None  # others, such as vsock, are for virtual machines


def _watchdog(text: str) -> timedelta | None:
    return timedelta(microseconds=int(text)) if re.fullmatch(r"[1-9][0-9]{0,17}", text) else None


def _failpoint(text: str) -> str:
    if not re.fullmatch(r"[a-z_]+\.[a-z]+(?::[1-9][0-9]{0,5})?", text):
        hint = "leave the variable out: it ends the process, and is for tests (CONTRIBUTING.md)"
        raise refuse(f"{shown(text)} is not a place such as deliver.before or deliver.before:2", hint)
    return text


def _log_format(text: str) -> LogFormat:
    try:
        return LogFormat(text.lower())
    except ValueError as error:
        raise refuse(f"{shown(text)} is not a log format", "write text or json") from error
