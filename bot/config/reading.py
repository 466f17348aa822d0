"""What does the YAML file say, and where? The first step of `bot.config.load`.

The file is composed into YAML nodes, which know their line and column, and turned into plain dicts,
lists and scalars here, so that a date stays as written, all duplicate keys are found at once and no tag
builds an object. Guarantees an answer for every file: a `Document` or a `ConfigError`.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode
from ruamel.yaml.reader import ReaderError

from bot.core.errors import ConfigError, Mistake

MAX_BYTES = 1024 * 1024
MAX_DEPTH = 20  # the deepest key there is lies at 6
MAX_VALUES = 50_000  # each use of an alias counts what it stands for, against alias bombs

_TAG = "tag:yaml.org,2002:"
_TAGS = frozenset(_TAG + name for name in ("map", "seq", "str", "null", "bool", "int", "float", "timestamp"))

_PLAIN_KEY = re.compile(r"[!-~]{1,40}\Z")

#: Where something lies in the document: keys and list indexes from the root.
KeyPath = tuple[str | int, ...]


@dataclass(frozen=True, slots=True)
class Spot:
    """A place in the file, from 1."""

    line: int
    column: int


@dataclass(frozen=True, slots=True)
class Document:
    """A readable YAML mapping; a key without a value is left out of `data` and is in `keys` only."""

    file: str
    data: dict[str, object]
    values: Mapping[KeyPath, Spot]
    keys: Mapping[KeyPath, Spot]

    def mistake(self, path: KeyPath, message: str, hint: str = "", *, at_key: bool = False) -> Mistake:
        """Return a mistake at the value of `path`, else at its key, else at the nearest place around it."""
        first, second = (self.keys, self.values) if at_key else (self.values, self.keys)
        outwards = (path[:end] for end in range(len(path), -1, -1))
        spot = next(filter(None, (first.get(place) or second.get(place) for place in outwards)))
        return Mistake(self.file, spot.line, spot.column, path_text(path), message, hint)


def path_text(path: KeyPath) -> str:
    """Return ``unions[0].feeds[1].url`` for ``("unions", 0, "feeds", 1, "url")``."""
    text = ""
    for part in path:
        if isinstance(part, int):
            text += f"[{part}]"
        else:
            text += f".{part if _PLAIN_KEY.match(part) else shown(part)}"
    return text.removeprefix(".")


def shown(value: object) -> str:
    """Return a value for a message: short, on one line, with nothing a terminal would obey."""
    text = repr(value)
    return text if len(text) <= 80 else f"{text[:77]}…{text[-1]}"


def read_document(path: Path) -> tuple[Document, tuple[Mistake, ...]]:
    """Read a YAML file into a document and the mistakes that leave the rest of it readable.

    Raises:
        ConfigError: there is no mapping to be read.
    """
    file = str(path)
    return document_of(read_bytes(path), file)


def document_of(body: bytes, file: str) -> tuple[Document, tuple[Mistake, ...]]:
    """Do as `read_document` with what was read before; `file` names it in the mistakes."""
    text = _decoded(body, file)
    try:
        node = YAML(typ="safe", pure=True).compose(text)
        reader = _NodeReader(file)
        data = reader.read(node, ()) if node is not None else None
    except YAMLError as error:
        raise ConfigError((_yaml_mistake(file, text, error),)) from error
    except RecursionError as error:
        raise _whole(file, "is nested too deeply", "write it like the example feeds.yaml") from error
    except ValueError as error:  # ruamel's scanner converts numbers of directives and escapes unchecked
        raise _whole(file, "is not valid YAML", "look for odd escapes and % directives") from error
    if not isinstance(data, dict):
        if reader.mistakes:
            raise ConfigError(tuple(reader.mistakes))
        what = "is empty" if data is None else "is not a mapping of keys to values"
        raise _whole(file, what, "start it with `unions:` like the example feeds.yaml")
    return Document(file, data, reader.values, reader.keys), tuple(reader.mistakes)


def _whole(file: str, message: str, hint: str) -> ConfigError:
    return ConfigError((Mistake(file, 1, 1, "", f"the file {message}", hint),))


def read_bytes(path: Path) -> bytes:
    """Return a file as it stands; ConfigError where it can't be read. Longer than 1 MiB, it is cut off."""
    file = str(path)
    try:
        with path.open("rb") as stream:
            return stream.read(MAX_BYTES + 1)
    except FileNotFoundError as error:
        hint = "let `python -m bot init` write it, or name another with FEEDS_FILE"
        raise _whole(file, "does not exist", hint) from error
    except IsADirectoryError as error:
        raise _whole(file, "is a directory", f"name the file in it, such as {path / 'feeds.yaml'}") from error
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise _whole(file, f"cannot be read: {reason}", "let the bot's user read it") from error


def _decoded(body: bytes, file: str) -> str:
    if len(body) > MAX_BYTES:
        raise _whole(file, "is larger than 1 MiB", "leave out what is not configuration")
    try:
        return body.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        # `start` counts from behind a byte order mark, where there is one.
        start = error.start + (3 if body.startswith(b"\xef\xbb\xbf") else 0)
        spot = _spot_after(body[:start].decode("utf-8-sig"))
        mistake = Mistake(file, spot.line, spot.column, "", "this is not UTF-8", "save the file as UTF-8")
        raise ConfigError((mistake,)) from error


def _spot_after(text: str) -> Spot:
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    return Spot(len(lines), len(lines[-1]) + 1)


def _yaml_mistake(file: str, text: str, error: YAMLError) -> Mistake:
    if isinstance(error, ReaderError):
        spot = _spot_after(text[: error.position])
        hint = "delete it, or write it as an escape in double quotes"
        return Mistake(file, spot.line, spot.column, "", "this character is not allowed in YAML", hint)
    problem, mark, hint = str(error), None, "check the indentation, quotes and brackets here and just above"
    if isinstance(error, MarkedYAMLError):
        mark = error.problem_mark or error.context_mark
        problem = ": ".join(part for part in (error.context, error.problem) if part)
    if "another document" in problem:
        problem, hint = "a second document begins here", "remove the line `---`; one file is one document"
    elif "'\\t'" in problem:
        hint = "indent with spaces, not with tabs"
    problem = "".join(char if char.isprintable() else ascii(char)[1:-1] for char in problem[:200])
    line, column = (mark.line + 1, mark.column + 1) if mark else (1, 1)
    return Mistake(file, line, column, "", f"not valid YAML: {problem}", hint)


class _NodeReader:
    """Turns nodes into plain data, noting where each value and key lies and what cannot be used."""

    def __init__(self, file: str) -> None:
        self.file = file
        self.values: dict[KeyPath, Spot] = {}
        self.keys: dict[KeyPath, Spot] = {}
        self.mistakes: list[Mistake] = []

    def read(self, node: Node, path: KeyPath) -> object:
        """Return the plain value of `node`, which lies at `path`."""
        self.values[path] = _spot(node)
        if len(self.values) > MAX_VALUES:
            raise _whole(
                self.file, f"holds more than {MAX_VALUES:,} values", "leave out what is not configuration"
            )
        if len(path) > MAX_DEPTH:
            raise RecursionError
        if str(node.tag) not in _TAGS:
            message = f"the YAML tag {shown(str(node.tag))} is not read here"
            self._note(node, path, message, "remove the tag")
        if isinstance(node, MappingNode):
            return self._mapping(node, path)
        if isinstance(node, SequenceNode):
            return [self.read(item, (*path, index)) for index, item in enumerate(node.value)]
        return _scalar(node)

    def _mapping(self, node: MappingNode, path: KeyPath) -> dict[str, object]:
        data: dict[str, object] = {}
        for key, value in node.value:
            if not isinstance(key, ScalarNode):
                self._note(key, path, "a key must be a plain word", "quote a value that begins with [ or {")
                continue
            here = (*path, str(key.value))
            if str(key.tag) == _TAG + "merge":
                self._note(key, here, "merge keys are not read here", "write the keys out")
                continue
            if here in self.keys:
                first = self.keys[here].line
                self._note(key, here, f"given twice, first in line {first}", "keep one of them")
                continue
            self.keys[here] = _spot(key)
            plain = self.read(value, here)
            if plain is None:
                del self.values[here]
            else:
                data[str(key.value)] = plain
        return data

    def _note(self, node: Node, path: KeyPath, message: str, hint: str) -> None:
        spot = _spot(node)
        self.mistakes.append(Mistake(self.file, spot.line, spot.column, path_text(path), message, hint))


def _scalar(node: Node) -> str | bool | int | float | None:
    """Return a scalar's value; its text where the tag's type cannot be read from it."""
    kind, text = str(node.tag).removeprefix(_TAG), str(node.value)
    if kind == "null":
        return None
    if kind == "bool" and text.lower() in {"true", "false"}:
        return text.lower() == "true"
    try:
        if kind == "int":
            return int(text.replace("_", ""), 0)
        return float(text) if kind == "float" else text
    except ValueError:
        return text


def _spot(node: Node) -> Spot:
    return Spot(node.start_mark.line + 1, node.start_mark.column + 1)
