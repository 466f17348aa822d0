"""Every catalogue has every sentence of ours, with the same parts, and nothing that could become markup."""

import re
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.pofile import write_po
from hypothesis import given
from hypothesis import strategies as st

from bot.adapters.languages import read_language, read_languages
from bot.config.languages import spoken_languages
from bot.core.language import speaking
from bot.core.render.words import foreign, say, say_many
from tests import messages

PATHS = messages.catalogues()
#: What Discord or a browser could take for more than words.
MARKUP = "*_~|<>[]#`@\\"
_PART = re.compile(r"\{(\w*)\}")


@pytest.fixture(params=PATHS, ids=lambda path: path.stem)
def path(request: pytest.FixtureRequest) -> Path:
    found = request.param
    assert isinstance(found, Path)
    return found


@pytest.fixture
def catalogue(path: Path) -> Catalog:
    return messages.read(path)


def forms(message: Message) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return the English forms of a sentence, and its translated ones."""
    ids = (message.id,) if isinstance(message.id, str) else tuple(message.id)
    said = (message.string,) if isinstance(message.string, str) else tuple(message.string or ())
    return ids, said


def sentences(catalogue: Catalog) -> Iterator[tuple[tuple[str, ...], tuple[str, ...]]]:
    """Yield what is translated; what is not is told by a test of its own."""
    yield from (forms(one) for one in catalogue if one.id and messages.is_translated(one))


def test_there_is_a_catalogue_and_the_configuration_knows_it() -> None:
    assert "es" in {path.stem for path in PATHS}
    assert set(spoken_languages()) == {"en", *read_languages()}


def test_there_is_something_to_translate() -> None:
    found = messages.everything()
    assert "Straight from {union}" in found
    assert ("{n} day", "{n} days") in found
    assert {"/status", "public:", "Did the union say this?", "Which day of the strike it is"} <= set(found)


def test_nothing_is_missing_obsolete_or_in_doubt(catalogue: Catalog) -> None:
    listed = {message.id if isinstance(message.id, str) else tuple(message.id) for message in catalogue}
    wanted = set(messages.everything())
    ask = "run `python -m tests.messages`, translate what it names, and run it again"
    assert wanted - listed == set(), ask
    assert listed - wanted - {""} == set(), ask
    untranslated = [message.id for message in catalogue if message.id and not messages.is_translated(message)]
    assert untranslated == [], ask
    assert [message.id for message in catalogue if message.id and message.fuzzy] == [], "read them again"
    assert not catalogue.obsolete


def test_each_form_of_a_plural_is_there(catalogue: Catalog) -> None:
    for ids, said in sentences(catalogue):
        assert len(said) == (1 if len(ids) == 1 else catalogue.num_plurals), ids


def test_a_translation_has_the_parts_of_its_original(catalogue: Catalog) -> None:
    for ids, said in sentences(catalogue):
        parts = {name for one in ids for name in _PART.findall(one)}
        for one in said:
            # A form for exactly one may spell the number out, as the original does.
            assert set(_PART.findall(one)) in (parts, *({*_PART.findall(id_)} for id_ in ids)), (ids, one)


def test_a_translation_adds_no_markup_and_calls_nobody(catalogue: Catalog) -> None:
    for ids, said in sentences(catalogue):
        for id_, one in zip(ids, said, strict=False):
            assert {mark: one.count(mark) for mark in MARKUP} == {mark: id_.count(mark) for mark in MARKUP}, (
                one
            )
            assert one.count("http") == id_.count("http"), one
            assert one == one.strip(), one
            assert (one[-1] in ".:…") == (id_[-1] in ".:…") or id_[-1] == ":", (id_, one)


def test_a_catalogue_stands_in_its_file_as_the_tool_writes_it(path: Path, tmp_path: Path) -> None:
    copy = tmp_path / path.name
    copy.write_bytes(path.read_bytes())
    messages.save(copy, messages.updated(messages.read(copy)))
    assert copy.read_text(encoding="utf-8") == path.read_text(encoding="utf-8"), (
        "run `python -m tests.messages`"
    )


# --- whatever stands in the parts --------------------------------------------------------------------


@given(st.text(max_size=60))
def test_foreign_words_in_a_part_gain_nothing_in_any_sentence_of_any_language(words: str) -> None:
    part = foreign(words)
    for path in PATHS:
        language = read_languages()[path.stem]
        for ids, said in SENTENCES[path.stem]:
            names = {name for one in (*ids, *said) for name in _PART.findall(one)} - {"n"}
            parts = dict.fromkeys(names, part)
            with speaking(language):
                if len(ids) == 1:
                    shown, form, numbers = say(ids[0], **parts, **N), said[0], N
                else:
                    shown, form, numbers = say_many(ids[0], ids[1], 7, **parts), said[-1], N
            assert shown.markdown == form.format(**dict.fromkeys(names, part.markdown), **numbers)
            assert shown.plain == form.format(**dict.fromkeys(names, part.plain), **numbers)


N = {"n": 7}
SENTENCES = {path.stem: list(sentences(messages.read(path)))[::7] for path in PATHS}


# --- the tool ----------------------------------------------------------------------------------------


def written(catalogue: Catalog) -> bytes:
    file = BytesIO()
    write_po(file, catalogue, omit_header=True)
    return file.getvalue()


def test_the_tool_adds_what_is_new_and_takes_out_what_is_gone() -> None:
    old = Catalog(locale="es")
    old.add("What changed?", "¿Qué cambió?", user_comments=["Short: it is a button."])
    old.add("This was said once.", "Esto se dijo una vez.")
    new = messages.updated(old)
    assert new.get("This was said once.") is None
    kept, added = new.get("What changed?"), new.get("Withdrawn")
    assert kept is not None
    assert (kept.string, kept.user_comments) == ("¿Qué cambió?", ["Short: it is a button."])
    assert added is not None
    assert not messages.is_translated(added)
    assert b"bot/core/render/statement.py" in written(new)


def test_a_sentence_that_becomes_a_plural_is_translated_anew() -> None:
    old = Catalog(locale="es")
    old.add("{n} day", "{n} día")
    added = messages.updated(old).get("{n} day")
    assert added is not None
    assert not messages.is_translated(added)


def test_a_new_language_is_filled_and_what_is_to_be_done_is_listed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    head = 'msgid ""\nmsgstr ""\n"Language: pl\\n"\n"Plural-Forms: nplurals=3; plural=0;\\n"\n'
    polish = tmp_path / "pl.po"
    polish.write_text(head, encoding="utf-8")
    monkeypatch.setattr(messages, "LOCALES", tmp_path)
    assert messages.main() == 1
    assert "pl.po: not translated yet: What changed?" in capsys.readouterr().out
    text = polish.read_text(encoding="utf-8")
    assert text.startswith(head)
    assert 'msgid "{n} day"\nmsgid_plural "{n} days"\nmsgstr[0] ""\nmsgstr[1] ""\nmsgstr[2] ""\n' in text
    assert messages.main() == 1
    assert polish.read_text(encoding="utf-8") == text


def test_where_all_is_translated_the_tool_says_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(messages, "LOCALES", tmp_path)
    for path in PATHS:
        (tmp_path / path.name).write_bytes(path.read_bytes())
    assert messages.main() == 0
    assert capsys.readouterr().out == ""


@pytest.mark.parametrize(
    "call",
    [
        'say(f"Day {n}")',
        'say("Day " + n)',
        '_("a" if x else "b")',
        'n_(f"{n} day", f"{n} days", n)',
        "say_many(one, many, n)",
    ],
)
def test_what_no_catalogue_could_list_is_refused(call: str) -> None:
    source = f"from bot.core.language import _, n_\nfrom bot.core.render.words import say, say_many\n{call}\n"
    with pytest.raises(messages.Untranslatable, match=r"x\.py:3"):
        list(messages.in_source(source, "x.py"))


def test_only_our_own_functions_look_words_up() -> None:
    assert list(messages.in_source('def tell(x): ...\ntell("to a terminal")\n', "x.py")) == []


# --- reading ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("es.po", 'msgid "a'),
        ("xx-not-a-language.po", 'msgid "a"\nmsgstr "b"\n'),
        ("zz.po", 'msgid "a"\nmsgstr "b"\n'),
    ],
)
def test_a_file_that_is_no_catalogue_is_named(tmp_path: Path, name: str, text: str) -> None:
    file = tmp_path / name
    file.write_text(text, encoding="utf-8")
    with pytest.raises(ValueError, match=f"bot/locales/{re.escape(name)} is no usable catalogue"):
        read_language(file)


def test_a_language_is_a_file_and_nothing_else(tmp_path: Path) -> None:
    file = tmp_path / "pl.po"
    file.write_text(
        'msgid ""\nmsgstr "Plural-Forms: nplurals=3; plural=(n==1 ? 0 : n%10>=2 && n%10<=4 && (n%100<10 ||'
        ' n%100>=20) ? 1 : 2);\\nContent-Type: text/plain; charset=utf-8\\n"\n'
        '\nmsgid "{n} day"\nmsgid_plural "{n} days"\nmsgstr[0] "{n} dzień"\nmsgstr[1] "{n} dni"\n'
        'msgstr[2] "{n} dni"\n',
        encoding="utf-8",
    )
    polish = read_language(file)
    with speaking(polish):
        assert [say_many("{n} day", "{n} days", n).plain for n in (1, 2, 5)] == ["1 dzień", "2 dni", "5 dni"]
