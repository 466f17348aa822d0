"""What an admin does in a terminal: held, approve, reject, withdraw, audit, rejudge."""

import getpass
from datetime import UTC, datetime

import pytest

from tests.acceptance.conftest import FEEDS_YAML, Ended, Program, Running, keys, statement
from tests.documents import Item

NOW = datetime.now(UTC)
TEXT = "We are on strike. Pickets begin at seven. Bring water, everybody is welcome."
ODD = Item("An odd one", "https://es.guild.example/odd", "The talks go on. We stay out.", NOW, "odd")
BY = f"cli:{getpass.getuser()}"
HELD_KEYS = {"id", "feed", "url", "title", "rule", "reason", "since"}


async def hold(program: Program) -> str:
    program.publish(ODD, statement("one", "On strike", TEXT, published_at=NOW))
    assert (await program("poll")).code == 0
    [record] = (await program("held", "--json")).records
    assert record.keys() >= HELD_KEYS
    assert (record["title"], record["rule"], record["revision"]) == ("An odd one", "link-subdomain", 1)
    return str(record["id"])


async def test_nothing_is_held_in_a_new_database(program: Program) -> None:
    ended = await program("held")
    assert (ended.code, ended.out) == (0, "")
    assert "Nothing is held." in ended.err
    assert (await program("held", "--json")).out == ""
    assert (await program("audit", "--json")).out == ""


async def test_what_is_approved_here_is_posted_by_the_running_service(program: Program) -> None:
    entry = await hold(program)
    assert "An odd one https://es.guild.example/odd" in (await program("held")).out
    running = Running(await program.start("run"))
    await program.site.wait_for_requests(2)
    approved = await program("approve", entry)
    assert approved.code == 0
    assert "Approved: it goes out in a moment" in approved.out
    printed = await running.read_until("How do we know?")
    assert "approved by an admin" in printed
    assert "The talks go on." in printed
    assert (await running.stop()).code == 0
    assert (await program("held", "--json")).out == ""
    assert "approve" in (await program("audit")).out
    [record] = (await program("audit", "--json")).records
    assert (record["by"], record["action"], record["subject"]) == (BY, "approve", f"entry:{entry}")


async def test_a_decision_stands(program: Program) -> None:
    entry = await hold(program)
    rejected = await program("reject", entry, "--revision", "1")
    assert rejected.code == 0
    assert "never posted" in rejected.out
    assert (await program("reject", entry)).code == 0
    late = await program("approve", entry)
    assert late.code == 1
    assert "This was decided before. Rejected by" in late.out
    assert "An odd one" not in (await program("poll")).out


@pytest.mark.parametrize("command", ["approve", "reject", "withdraw"])
async def test_an_unknown_entry_is_a_clear_error(program: Program, command: str) -> None:
    ended = await program(command, "99")
    assert (ended.code, ended.out) == (1, "")
    assert "there is no entry 99" in ended.err
    assert "Traceback" not in ended.err
    assert (await program(command, "one")).code == 2


async def test_what_cannot_be_decided_is_a_clear_error(program: Program) -> None:
    entry = await hold(program)
    changed = await program("approve", entry, "--revision", "2")
    assert (changed.code, changed.err) == (
        1,
        f"Entry {entry} has changed since: its revision is 1 now, not 2\n",
    )
    withdrawn = await program("withdraw", entry)
    assert withdrawn.code == 1
    assert "there is nothing to withdraw" in withdrawn.err


async def test_a_withdrawn_statement_is_struck_and_gone(program: Program) -> None:
    await hold(program)
    [direct] = [one for one in ("1", "2") if (await program("approve", one)).code == 1]
    withdrawn = await program("withdraw", direct)
    assert withdrawn.code == 0
    assert "Withdrawn: its posts are struck in a moment." in withdrawn.out
    assert "It was withdrawn before." in (await program("withdraw", direct)).out
    polled = await program("poll")
    assert "(withdrawn) On strike" in polled.out
    assert "Pickets begin" not in polled.out
    [status] = (await program("status", "--json")).records
    assert status["last_statement"]["title"] == "An odd one"


def changes(ended: Ended) -> list[tuple[object, ...]]:
    assert ended.code == 0
    return keys(ended.records, "feed", "url", "was_verdict", "was_rule", "verdict", "rule")


async def test_rejudge_lists_what_changes_and_posts_nothing(program: Program) -> None:
    await hold(program)
    assert changes(await program("rejudge", "--json")) == []
    program.configure(FEEDS_YAML.replace("hosts: [", "hosts: [es.guild.example, "))
    expected = [("guild-news", ODD.link, "held", "link-subdomain", "direct", "own-host")]
    dry = await program("rejudge", "--dry-run")
    assert "held (link-subdomain)" in dry.out
    assert "2 entries judged again, 1 verdicts would change; 0 skipped" in dry.err
    assert changes(await program("rejudge", "--dry-run", "--json")) == expected
    done = await program("rejudge", "--json")
    assert changes(done) == expected
    assert "1 verdicts changed" in done.err
    assert changes(await program("rejudge", "--json")) == []
    assert "An odd one" not in (await program("poll")).out
    assert "2 texts read again, 0 changed" in (await program("reread")).err
    assert "rejudge" in [record["action"] for record in (await program("audit", "--json")).records]


async def test_a_paused_feed_is_not_asked_until_it_is_resumed(program: Program) -> None:
    program.publish(statement("one", "On strike", TEXT, published_at=NOW))
    paused = await program("pause", "guild-news")
    assert (paused.code, paused.out.count("Paused guild-news")) == (0, 1)
    polled = await program("poll")
    assert (polled.code, program.site.requests) == (0, [])
    assert "guild-news: paused by an admin, not asked" in polled.err
    [status] = (await program("status", "--json")).records
    [source] = status["sources"]
    assert (source["contact"], status["health"]) == ("not_asked", "waiting")
    assert source["paused_at"]
    assert "guild-news: paused by an admin since" in (await program("status")).out
    assert "Resumed guild-news" in (await program("resume", "guild-news")).out
    assert "On strike" in (await program("poll")).out
    gone = await program("pause", "no-such-feed")
    assert (gone.code, gone.err.strip()) == (1, "There is no feed 'no-such-feed' in feeds.yaml")
    assert [one["action"] for one in (await program("audit", "--json")).records] == ["resume", "pause"]
