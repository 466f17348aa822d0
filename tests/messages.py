"""What there is to translate: every sentence of ours in the source, and every word of the commands.

`python -m tests.messages` brings the catalogues in ``bot/locales`` up to date: new sentences are added with
an empty translation, those that are gone are taken out, what is translated stays; it prints what is to do.
"""

import ast
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.pofile import read_po, write_po

from bot.core.language import mark
from bot.discord_app.asking import did_the_union_say_this
from bot.discord_app.commands import COMMANDS
from bot.discord_app.reviewing import withdraw

ROOT = Path(__file__).parents[1]
LOCALES = ROOT / "bot" / "locales"
ONE_FORM = frozenset({"_", "tell", "say", mark.__name__})
TWO_FORMS = frozenset({"n_", "say_many"})
LOOKED_UP_BY = frozenset({"bot.core.language", "bot.core.render.words"})
DEFINED_IN = "bot/core/render/words.py"  #: `say_many` hands on what it was given

#: A sentence, or its forms for one and for many.
Key = str | tuple[str, str]


@dataclass(frozen=True, slots=True)
class Found:
    """A sentence of ours and the file it stands in."""

    key: Key
    file: str


class Untranslatable(ValueError):
    """A sentence is put together before it is looked up, so that no catalogue can list it."""


def in_source(source: str, file: str) -> Iterator[Found]:
    """Yield what one module says."""
    tree = ast.parse(source)
    ours = set(_ours(tree)) if file != DEFINED_IN else ONE_FORM | TWO_FORMS
    for node in ast.walk(tree):
        if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Name) or node.func.id not in ours:
            continue
        if node.func.id in ONE_FORM and (words := _literal(node.args[0], file)) is not None:
            yield Found(words, file)
        elif node.func.id in TWO_FORMS:
            one, many = (_literal(argument, file) for argument in node.args[:2])
            if one is None or many is None:
                if file == DEFINED_IN:
                    continue
                raise Untranslatable(f"{file}:{node.lineno}: write both forms out where they are looked up")
            yield Found((one, many), file)


def _ours(tree: ast.Module) -> Iterator[str]:
    """Yield the names under which a module imports what looks words up or marks them."""
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.module in LOOKED_UP_BY:
            yield from (name.name for name in node.names)


def _literal(node: ast.expr, file: str) -> str | None:
    """Return words that are written out; None for those that are marked elsewhere."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return node.value
    written = [one for one in ast.walk(node) if isinstance(one, ast.JoinedStr | ast.Constant)]
    if any(isinstance(one, ast.JoinedStr) or isinstance(one.value, str) for one in written):
        raise Untranslatable(
            f"{file}:{node.lineno}: no catalogue can list this; write a whole sentence with {{parts}}"
        )
    return None


def in_commands() -> Iterator[Found]:
    """Yield the words of the commands, as `bot.discord_app.translating.message_of` lists them."""
    for menu in (did_the_union_say_this, withdraw):
        yield Found(menu.name, "commands")
    for command in COMMANDS:
        yield Found(f"/{command.name}", "commands")
        yield Found(command.description, "commands")
        for option in command.parameters:
            yield Found(f"{option.display_name}:", "commands")
            yield Found(str(option.description), "commands")
            yield from (Found(choice.name, "commands") for choice in option.choices)


@lru_cache(maxsize=1)
def everything() -> dict[Key, list[str]]:
    """Return each sentence with the files it stands in, in the order of the alphabet."""
    found: dict[Key, list[str]] = {}
    for path in sorted((ROOT / "bot").rglob("*.py")):
        file = path.relative_to(ROOT).as_posix()
        for one in in_source(path.read_text(encoding="utf-8"), file):
            _add(found, one)
    for one in in_commands():
        _add(found, one)
    return dict(sorted(found.items(), key=lambda item: _first(item[0])))


def _add(found: dict[Key, list[str]], one: Found) -> None:
    files = found.setdefault(one.key, [])
    if one.key and one.file not in files:
        files.append(one.file)


def _first(key: str | Sequence[str]) -> str:
    return key if isinstance(key, str) else key[0]


def catalogues() -> Sequence[Path]:
    """Return the catalogues there are."""
    return sorted(LOCALES.glob("*.po"))


def read(path: Path) -> Catalog:
    """Return a catalogue as it stands in its file."""
    with path.open("rb") as file:
        return read_po(file, locale=path.stem, abort_invalid=True)


def updated(old: Catalog) -> Catalog:
    """Return a catalogue with what the source says now; an empty one for a language begins so too."""
    new = Catalog(locale=old.locale)
    for key, files in everything().items():
        kept = old.get(_first(key))
        if kept is None or kept.id != key:
            kept = Message(key)
        places = [(file, 0) for file in files]
        new.add(key, kept.string, locations=places, user_comments=kept.user_comments)
    return new


def save(path: Path, catalogue: Catalog) -> None:
    """Write a catalogue under the head that its file has: whose it is, and how it forms plurals."""
    head, _, _ = path.read_bytes().partition(b"\n\n")
    body = BytesIO()
    write_po(body, catalogue, width=110, omit_header=True, sort_output=True, include_lineno=False)
    path.write_bytes(head.rstrip() + b"\n\n" + body.getvalue().strip() + b"\n")


def is_translated(message: Message) -> bool:
    """Tell whether every form of a sentence has words."""
    forms = message.string if isinstance(message.string, tuple | list) else (message.string,)
    return all(forms)


def main() -> int:
    """Bring every catalogue up to date; 1 where something is not translated yet."""
    missing = 0
    for path in catalogues():
        catalogue = updated(read(path))
        save(path, catalogue)
        for message in catalogue:
            if message.id and not is_translated(message):
                missing += 1
                sys.stdout.write(f"{path.name}: not translated yet: {_first(message.id)}\n")
    return 1 if missing else 0


if __name__ == "__main__":
    sys.exit(main())
