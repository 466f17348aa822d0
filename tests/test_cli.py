"""How the command line ends: sentences and exit codes for whatever gets to the top."""

import pytest

from bot import cli
from bot.core.errors import BotError, ConfigError, Mistake, StoreError

MISTAKE = ConfigError((Mistake("feeds.yaml", 1, 1, "", "there is nothing in it", ""),))


def end_with(monkeypatch: pytest.MonkeyPatch, error: BaseException) -> int | str | None:
    def fail() -> None:
        raise error

    monkeypatch.setattr(cli, "cli", fail)
    with pytest.raises(SystemExit) as ended:
        cli.main()
    return ended.value.code


@pytest.mark.parametrize(
    ("error", "code", "said"),
    [
        (StoreError("bot.db: the disk is full"), 1, "bot.db: the disk is full\n"),
        (MISTAKE, 2, "feeds.yaml:1:1: there is nothing in it\n"),
        (
            ExceptionGroup("", [StoreError("full"), ExceptionGroup("", [StoreError("full"), BotError("b")])]),
            1,
            "full\nb\n",
        ),
        (SystemExit(3), 3, ""),
    ],
)
def test_what_we_expect_to_go_wrong_is_said_in_sentences(
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    error: BaseException,
    code: int,
    said: str,
) -> None:
    assert end_with(monkeypatch, error) == code
    assert capsys.readouterr().err == said


@pytest.mark.parametrize(
    "error",
    [
        KeyError("ours"),
        ExceptionGroup("", [StoreError("full"), KeyError("ours")]),
        FileNotFoundError(2, "No such file", "x"),
    ],
)
def test_a_fault_of_ours_is_not_hidden(monkeypatch: pytest.MonkeyPatch, error: Exception) -> None:
    with pytest.raises(type(error)):
        end_with(monkeypatch, error)
