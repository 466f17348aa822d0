"""Has the union said this? Asked of the real program on the command line."""

from datetime import UTC, datetime

import pytest

from tests.acceptance.conftest import Program, keys, statement

NOW = datetime.now(UTC)
URL = "https://www.guild.example/we-are-out"
SAID = (
    "The crews walked out at midnight, and the crews will not go back without a contract. "
    "Pickets begin at seven in the morning at every gate of the lot."
)
TRUE = "“the crews will not go back without a contract”"
CHANGED = "“the crews will go back without a contract”"
STRANGE = "“Nobody at the studios expected any of this to happen”"
KEYS = {"quote", "result", "statement", "title", "published_at", "said", "differences", "note"}


@pytest.fixture
async def told(program: Program) -> Program:
    """Let the union have said one thing."""
    program.publish(statement("we-are-out", "We are out", SAID, published_at=NOW.replace(microsecond=0)))
    assert (await program("poll")).code == 0
    return program


async def test_each_piece_and_link_is_one_line_and_the_exit_code_says_whether_all_is_verbatim(
    told: Program,
) -> None:
    ended = await told("verify", f"{TRUE}, they said. {CHANGED}, they said. {STRANGE}. {URL}", "--json")
    assert ended.code == 3
    assert all(record.keys() >= KEYS for record in ended.records)
    assert keys(ended.records, "result", "statement") == [
        ("verbatim", URL),
        ("altered", URL),
        ("no_record", None),
        ("known", URL),
    ]
    verbatim, altered, unknown, known = ended.records
    assert verbatim["quote"] == TRUE.strip("“”")
    assert verbatim["said"] == "the crews will not go back without a contract"
    assert (verbatim["title"], verbatim["differences"]) == ("We are out", [])
    assert datetime.fromisoformat(verbatim["published_at"]) == NOW.replace(microsecond=0)
    assert altered["said"] == "the crews will not go back without a contract"
    assert altered["differences"] == [{"said": "not", "asked": "", "touches": "negation"}]
    assert "negation" in altered["note"]
    assert unknown["said"] is None
    assert "does not make them false" in unknown["note"]
    assert known["title"] == "We are out"


async def test_word_for_word_ends_with_0(told: Program) -> None:
    ended = await told("verify", TRUE)
    assert ended.code == 0
    assert "The quotation is word for word." in ended.out
    assert URL in ended.out
    assert ended.err == ""


@pytest.mark.parametrize("arguments", [("verify",), ("verify", "-")])
async def test_a_text_is_read_from_standard_input(told: Program, arguments: tuple[str, ...]) -> None:
    assert (await told(*arguments, given=TRUE.encode())).code == 0
    ended = await told(*arguments, given=CHANGED.encode())
    assert ended.code == 3
    assert "will [not] go back" in ended.out


async def test_standard_input_may_be_empty_or_no_text_at_all(told: Program) -> None:
    empty = await told("verify", "-", "--json", given=b"")
    assert (empty.code, empty.out, empty.err) == (3, "", "")
    odd = await told("verify", given=b"\xff\xfe\x00 \x1b[31m " + TRUE.encode())
    assert odd.code in (0, 3)
    assert "Traceback" not in odd.err
    assert "\x1b" not in odd.out


async def test_an_article_that_is_too_long_is_cut_and_said_to_be(told: Program) -> None:
    ended = await told("verify", given=b"Nobody on the lot had a word to say about it. " * 30_000)
    assert ended.code == 3
    assert "only its beginning was checked" in ended.out


async def test_an_earlier_wording_counts_and_is_said_to_be_one(told: Program) -> None:
    told.publish(statement("we-are-out", "We are out", SAID.replace("at seven", "at six"), published_at=NOW))
    await told("poll")
    ended = await told("verify", "“Pickets begin at seven in the morning”", "--json")
    assert ended.code == 0
    assert "edited this statement since" in ended.records[0]["note"]
    newest = await told("verify", "“Pickets begin at six in the morning”", "--json")
    assert (newest.code, newest.records[0]["note"]) == (0, "")


async def test_a_withdrawn_statement_counts_no_more(told: Program) -> None:
    assert (await told("withdraw", "1")).code == 0
    ended = await told("verify", f"{TRUE} {URL}", "--json")
    assert ended.code == 3
    assert keys(ended.records, "result") == [("no_record",), ("not_direct",)]
    assert "Withdrawn" in ended.records[1]["note"]


@pytest.mark.parametrize(
    ("url", "result", "note"),
    [
        ("https://strike.guild.example/tomorrow", "unseen", "not seen in its feeds yet"),
        ("https://www.guild.example.fund.example/x", "not_direct", "Be careful: its host"),
        ("https://www.guild.example@evil.example/x", "not_direct", "more than one way"),
        ("https://dailycurtain.example/x", "not_direct", "not the union's own site"),
    ],
)
async def test_a_link_is_answered_from_its_address(told: Program, url: str, result: str, note: str) -> None:
    ended = await told("verify", url, "--json")
    assert ended.code == 3
    [record] = ended.records
    assert (record["quote"], record["result"], record["statement"]) == (url, result, None)
    assert note in record["note"]
