"""No sentence of ours reaches a member without being looked up in the language that is spoken."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests import messages

#: Modules whose words members or admins read in Discord.
SHOWN = [
    *sorted((messages.ROOT / "bot" / "core" / "render").glob("*.py")),
    *sorted((messages.ROOT / "bot" / "discord_app").glob("*.py")),
    messages.ROOT / "bot" / "core" / "quotes" / "notes.py",
    messages.ROOT / "bot" / "core" / "naming.py",
    messages.ROOT / "bot" / "core" / "reasons.py",
    messages.ROOT / "bot" / "services" / "composer.py",
    messages.ROOT / "bot" / "services" / "reviewer.py",
]
#: What puts messages together, and takes words that were looked up before.
PUTS_TOGETHER = frozenset(
    [
        *("own", "joined", "stacked", "bold", "heading", "small", "struck", "foreign", "quoted", "fitted"),
        *("Block", "Message", "ActionButton", "LinkButton", "read_button", "notice", "ReviewError"),
        *("Button", "TextInput", "Label", "TextDisplay", "Modal"),
    ]
)
#: Words that are no language's: units, codes, markup.
_WORDS = re.compile(r"[^\W\d_]{2,}")
NOT_WORDS = {"yaml", "https", "http", "UTC", "Picketwire"}
#: Constants that are no words to a member: for the log, the terminal, or a pattern.
FOR_OTHERS = {
    ("client.py", "LOGIN_REFUSED"),
    ("permissions.py", "LABELS"),
    ("permissions.py", "FORUM_LABELS"),
}


def is_words(literal: object) -> bool:
    return isinstance(literal, str) and bool(set(_WORDS.findall(literal)) - NOT_WORDS)


def literals(node: ast.expr) -> Iterator[ast.Constant]:
    """Yield what is written out in an expression, but not what it hands to other functions."""
    if isinstance(node, ast.Constant):
        yield node
        return
    if isinstance(node, ast.Call | ast.Subscript | ast.Compare | ast.Lambda):
        return
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.expr):
            yield from literals(child)
        elif isinstance(child, ast.keyword | ast.comprehension):
            yield from literals(child.value if isinstance(child, ast.keyword) else child.iter)


def name_of(call: ast.Call) -> str:
    return getattr(call.func, "id", getattr(call.func, "attr", ""))


def put_together(tree: ast.Module) -> Iterator[str]:
    """Yield words that become part of a message as they are."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and name_of(node) in PUTS_TOGETHER:
            for argument in (*node.args, *(keyword.value for keyword in node.keywords)):
                yield from (
                    f"{one.lineno}: {one.value!r}" for one in literals(argument) if is_words(one.value)
                )


def constants(tree: ast.Module, file: str) -> Iterator[str]:
    """Yield constants that are sentences and not marked."""
    described = set(messages.everything())
    for node in tree.body:
        if not isinstance(node, ast.Assign | ast.AnnAssign) or node.value is None:
            continue
        target = node.targets[0] if isinstance(node, ast.Assign) else node.target
        if (file, getattr(target, "id", "")) in FOR_OTHERS:
            continue
        for one in literals(node.value):
            sentence = str(one.value)
            if is_words(one.value) and " " in sentence and sentence not in described:
                yield f"{one.lineno}: {sentence!r}"


@pytest.mark.parametrize("path", SHOWN, ids=lambda path: f"{path.parent.name}/{path.name}")
def test_no_words_are_put_into_a_message_untranslated(path: Path) -> None:
    assert list(put_together(ast.parse(path.read_text(encoding="utf-8")))) == []


@pytest.mark.parametrize("path", SHOWN, ids=lambda path: f"{path.parent.name}/{path.name}")
def test_no_constant_is_a_sentence_that_is_not_marked(path: Path) -> None:
    assert list(constants(ast.parse(path.read_text(encoding="utf-8")), path.name)) == []


@pytest.mark.parametrize(
    "source",
    [
        'own("Nothing new")',
        'joined("Day ", day, " of it")',
        'heading(own(f"{n} statements"))',
        'ActionButton("Approve", custom_id)',
        'ActionButton(label="Approve" if it else other, custom_id=x)',
        'foreign(title or "a statement without a title")',
        'ui.Button(label="More")',
    ],
)
def test_the_check_sees_words(source: str) -> None:
    assert list(put_together(ast.parse(source)))


@pytest.mark.parametrize(
    "source", ['joined("• ", a, " · ", b)', 'own(_("Nothing new"))', 'joined(say("Day {n}", n=1), ".")']
)
def test_the_check_lets_through_what_was_looked_up(source: str) -> None:
    assert not list(put_together(ast.parse(source)))


def test_the_check_sees_constants() -> None:
    assert list(constants(ast.parse('_A = "Nothing new"'), "x.py"))
    assert list(constants(ast.parse('_A = {1: ("Nothing new",)}'), "x.py"))
    assert not list(constants(ast.parse('_A = mark("Nothing new")'), "x.py"))
