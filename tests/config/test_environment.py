from datetime import timedelta
from pathlib import Path

import pytest
import trustme

from bot.config import VARIABLES, Environment, LogFormat, read_environment
from bot.core.errors import ConfigError
from bot.core.model import ConnectTo

TOKEN = "abc.DEF-123_secret"


class Recorded(dict[str, str]):
    """An environment that notes which variables are asked for."""

    def __init__(self) -> None:
        super().__init__()
        self.asked: set[str] = set()

    def get(self, key: str, default: str = "") -> str:  # type: ignore[override]
        self.asked.add(key)
        return default


def test_nothing_set() -> None:
    environment = read_environment({"PATH": "/bin"})
    assert environment == Environment(
        discord_token=None,
        database_url="sqlite:///picketwire.db",
        feeds_file=Path("feeds.yaml"),
        discord_api=None,
        discord_gateway=None,
        connect_to=(),
        contact=None,
        log_format=LogFormat.TEXT,
        ssl_cert_file=None,
    )


def test_an_empty_variable_counts_as_not_set() -> None:
    assert read_environment({variable.name: " " for variable in VARIABLES}) == Environment()


def test_the_list_of_variables_is_what_is_read() -> None:
    environ = Recorded()
    read_environment(environ)
    assert environ.asked == {variable.name for variable in VARIABLES}


def test_everything_set(tmp_path: Path) -> None:
    authorities = tmp_path / "ca.pem"
    trustme.CA().cert_pem.write_to_path(str(authorities))
    environment = read_environment(
        {
            "DISCORD_TOKEN": f" {TOKEN}\n",
            "DATABASE_URL": "sqlite:////data/picketwire.db",
            "FEEDS_FILE": "/etc/picketwire/feeds.yaml",
            "PICKETWIRE_DISCORD_API": "http://127.0.0.1:8080/api/v10/",
            "PICKETWIRE_DISCORD_GATEWAY": "ws://[::1]:8081",
            "PICKETWIRE_CONNECT_TO": "WWW.guild.example:443=127.0.0.1:8443, b.example:80=[::1]:81\n"
            "c.example:443=proxy:9",
            "PICKETWIRE_CONTACT": "https://guild.example/bot?x=1",
            "PICKETWIRE_LOG": "JSON",
            "PICKETWIRE_LISTEN": "[::1]:9090",
            "NOTIFY_SOCKET": "/run/systemd/notify",
            "WATCHDOG_USEC": "120000000",
            "PICKETWIRE_FAILPOINT": "deliver.before:2",
            "SSL_CERT_FILE": str(authorities),
        }
    )
    assert environment.discord_token is not None
    assert environment.discord_token.get_secret_value() == TOKEN
    assert environment.database_url == "sqlite:////data/picketwire.db"
    assert environment.feeds_file == Path("/etc/picketwire/feeds.yaml")
    assert environment.discord_api == "http://127.0.0.1:8080/api/v10"
    assert environment.discord_gateway == "ws://[::1]:8081"
    assert environment.connect_to == (
        ConnectTo("www.guild.example", 443, "127.0.0.1", 8443),
        ConnectTo("b.example", 80, "::1", 81),
        ConnectTo("c.example", 443, "proxy", 9),
    )
    assert environment.contact == "https://guild.example/bot?x=1"
    assert environment.log_format is LogFormat.JSON
    assert environment.listen == ("::1", 9090)
    assert environment.notify_socket == "/run/systemd/notify"
    assert environment.watchdog == timedelta(minutes=2)
    assert environment.failpoint == "deliver.before:2"
    assert environment.ssl_cert_file == str(authorities)


def test_authorities_that_cannot_be_used_are_a_mistake(tmp_path: Path) -> None:
    (tmp_path / "letter.pem").write_text("Dear members")
    for name, why in [("nowhere.pem", "cannot be read"), (".", "cannot be read"), ("letter.pem", "holds no")]:
        with pytest.raises(ConfigError, match=f"SSL_CERT_FILE: .* {why}"):
            read_environment({"SSL_CERT_FILE": str(tmp_path / name)})


def test_the_token_in_a_file(tmp_path: Path) -> None:
    file, empty = tmp_path / "token", tmp_path / "empty"
    file.write_text(f"{TOKEN}\n")
    empty.write_text("\n")
    for environ in (
        {"DISCORD_TOKEN_FILE": str(file)},
        {"DISCORD_TOKEN_FILE": str(file), "DISCORD_TOKEN": TOKEN},
        {"DISCORD_TOKEN_FILE": str(empty), "DISCORD_TOKEN": TOKEN},
    ):
        token = read_environment(environ).discord_token
        assert token is not None
        assert token.get_secret_value() == TOKEN
    assert read_environment({"DISCORD_TOKEN_FILE": str(empty)}).discord_token is None


def test_a_token_file_that_is_no_good_says_so_without_repeating_it(tmp_path: Path) -> None:
    odd, binary, other = (tmp_path / name for name in ("odd", "binary", "other"))
    odd.write_text("Bot abc")
    binary.write_bytes(b"\xff\xfe")
    other.write_text("another")
    for environ, words in (
        ({"DISCORD_TOKEN_FILE": TOKEN}, "the file it names cannot be read"),
        ({"DISCORD_TOKEN_FILE": str(binary)}, "the file it names cannot be read"),
        ({"DISCORD_TOKEN_FILE": str(odd)}, "the token holds spaces or odd characters"),
        ({"DISCORD_TOKEN_FILE": str(other), "DISCORD_TOKEN": TOKEN}, "another token than DISCORD_TOKEN"),
    ):
        with pytest.raises(ConfigError) as caught:
            read_environment(environ)
        [mistake] = caught.value.mistakes
        assert (mistake.path, words in mistake.message) == ("DISCORD_TOKEN_FILE", True)
        assert TOKEN not in str(caught.value)


def test_the_token_never_shows() -> None:
    environment = read_environment({"DISCORD_TOKEN": TOKEN})
    assert TOKEN not in f"{environment} {environment!r} {environment.discord_token}"


@pytest.mark.parametrize(
    "url",
    ["sqlite:///a.db", "sqlite+aiosqlite:///a.db"],
)
def test_sqlite_gets_its_driver(url: str) -> None:
    assert read_environment({"DATABASE_URL": url}).database_url == "sqlite:///a.db"


@pytest.mark.parametrize(
    ("name", "value", "expected"),
    [
        (
            "DISCORD_TOKEN",
            f"Bot {TOKEN}",
            "the token holds spaces or odd characters; copy it again, alone, without `Bot `",
        ),
        (
            "DISCORD_TOKEN",
            "abc\N{EN DASH}def",
            "the token holds spaces or odd characters; copy it again, alone, without `Bot `",
        ),
        *[
            (
                "DATABASE_URL",
                url,
                "PostgreSQL is not supported yet; write sqlite:///picketwire.db for now",
            )
            for url in ["postgresql://me:secret@db/x", "postgres://db/x", "postgresql+psycopg://db/x"]
        ],
        (
            "DATABASE_URL",
            "mysql://me:secret@db/x",
            "this is not a database this version knows; write sqlite:///picketwire.db",
        ),
        (
            "DATABASE_URL",
            "picketwire.db",
            "this is not a database this version knows; write sqlite:///picketwire.db",
        ),
        *[
            (
                "DATABASE_URL",
                url,
                "the address names no file, and what was posted would be forgotten; "
                "write sqlite:///picketwire.db, or sqlite:////data/picketwire.db for an absolute path",
            )
            for url in ["sqlite://", "sqlite:///", "sqlite:///:memory:", "sqlite:///?x=1", "sqlite://a.db"]
        ],
        *[
            (
                "PICKETWIRE_DISCORD_API",
                url,
                "this is not an address that begins with https://; write https://proxy.example/api/v10",
            )
            for url in [
                "proxy",
                "https://",
                "wss://proxy/",
                "https://me@proxy/",
                "https://[x/",
                "https://p:x/",
            ]
        ],
        (
            "PICKETWIRE_DISCORD_GATEWAY",
            "https://gateway.example",
            "this is not an address that begins with wss://; write wss://gateway.example",
        ),
        *[
            (
                "PICKETWIRE_CONNECT_TO",
                f"ok.example:443=127.0.0.1:1,{entry}",
                f"'{entry}' does not say which host goes to which address; "
                "write host:port=address:port, such as www.guild.example:443=127.0.0.1:8443",
            )
            for entry in [
                "guild.example",
                "guild.example=127.0.0.1:1",
                "guild.example:443=127.0.0.1",
                "guild.example:0=127.0.0.1:1",
                "guild.example:443=127.0.0.1:65536",
                "guild.example:443=::1:1",
                "127.0.0.1:443=127.0.0.1:1",
            ]
        ],
        *[
            (
                "PICKETWIRE_CONTACT",
                contact,
                f"'{contact}' is not an address to reach you at; "
                "write https://guild.example/bot or mailto:bot@guild.example",
            )
            for contact in ["guild.example", "https://guild.example/(x)", "https://guild.example/ x"]
        ],
        (
            "PICKETWIRE_FAILPOINT",
            "yes",
            "'yes' is not a place such as deliver.before or deliver.before:2; leave the variable out: "
            "it ends the process, and is for tests (CONTRIBUTING.md)",
        ),
        ("PICKETWIRE_LOG", "xml", "'xml' is not a log format; write text or json"),
    ],
)
def test_a_mistake_names_its_variable(name: str, value: str, expected: str) -> None:
    with pytest.raises(ConfigError) as caught:
        read_environment({name: value})
    assert str(caught.value) == f"environment:1:1: {name}: {expected}"
    assert "secret" not in str(caught.value)


def test_all_mistakes_are_told_at_once() -> None:
    with pytest.raises(ConfigError) as caught:
        read_environment({"DATABASE_URL": "mysql://", "PICKETWIRE_LOG": "xml"})
    assert [mistake.path for mistake in caught.value.mistakes] == ["DATABASE_URL", "PICKETWIRE_LOG"]


@pytest.mark.parametrize(
    "written", ["9090", "127.0.0.1", "127.0.0.1:99999", "http://127.0.0.1:9090", ":9090"]
)
def test_where_to_listen_is_an_address_and_a_port(written: str) -> None:
    with pytest.raises(ConfigError, match=r"PICKETWIRE_LISTEN: .* write 127\.0\.0\.1:9090"):
        read_environment({"PICKETWIRE_LISTEN": written})


def test_what_systemd_says_in_another_way_is_left_alone() -> None:
    said = read_environment({"NOTIFY_SOCKET": "vsock:2:9", "WATCHDOG_USEC": "infinity"})
    assert (said.notify_socket, said.watchdog) == (None, None)
    assert read_environment({"NOTIFY_SOCKET": "@/picketwire"}).notify_socket == "@/picketwire"
