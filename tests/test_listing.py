"""What a plan shows of each entry, and that each word of it that needs telling is told."""

from dataclasses import replace

from bot.core.model import Decision, Silence
from bot.listing import Listed, entry_table, reasons, silences
from tests.adapters.database.lantern import Given

GIVEN = Given()
POST = GIVEN.planned("post", text="We are on strike.\n\nAll of us,\x1b[2J " + "and then some more " * 9)
UNTITLED = replace(POST, entry=replace(POST.entry, title=""))
OLD = replace(GIVEN.planned("old"), silence=Silence.OLD)
HELD = GIVEN.planned("held", decision=Decision.HELD, rule="link-subdomain")


def test_a_row_for_each_entry_and_an_untitled_one_is_called_by_its_words() -> None:
    listed = [Listed("news", UNTITLED, True), Listed("news", OLD, False), Listed("news", HELD, False)]
    _, called, verdicts, _, posts = entry_table(listed).columns
    names = [str(cell) for cell in called.cells]
    assert names[0].startswith("We are on strike. All of us,\\x1b[2J and then")
    assert len(names[0]) < 70
    assert names[1:] == ["About old", "About held"]
    assert list(verdicts.cells) == ["direct", "direct", "held"]
    assert list(posts.cells) == ["yes", "old", "no"]


def test_each_word_in_the_last_column_and_each_rule_is_told_once() -> None:
    listed = [Listed("news", one, False) for one in (OLD, HELD, OLD, HELD)]
    [told] = silences(listed)
    assert told.startswith("old: said more than 48 hours before")
    assert list(reasons(listed)) == ["2 held by link-subdomain: On the guild's own host."]
    every = [Listed("news", replace(OLD, silence=silence), False) for silence in Silence]
    assert [words.partition(":")[0] for words in silences(every)] == ["backfill", "old", "topic"]
