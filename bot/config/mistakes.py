"""Which values can't be used, in an admin's words? Turns pydantic's errors into mistakes with a place.

Called by `bot.config.loading` after the file is read. Guarantees one mistake for each error, at the
value, at the key (unknown keys) or at the mapping (missing keys).
"""

from types import UnionType
from typing import Annotated, Union, get_args, get_origin

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from bot.config.models import NOT_USED_YET, Config, Section
from bot.config.reading import Document, KeyPath, shown
from bot.config.values import nearest
from bot.core.errors import Mistake

_KINDS = {
    "tuple_type": ("is not a list", "write each item on a line of its own behind `- `"),
    "dict_type": ("is not a mapping", "write `talks: [negotiat*, bargaining]`, indented"),
    "model_type": ("is not a mapping", "write `key: value` lines, indented"),
}


def mistakes_of(error: ValidationError, document: Document) -> list[Mistake]:
    """Return a mistake for each of pydantic's errors."""
    return [_mistake(details, document) for details in error.errors(include_url=False)]


def unused_keys(document: Document) -> tuple[Mistake, ...]:
    """Return a notice for each key of the file whose feature is still to come."""
    notices = []
    for path in document.keys:
        section = section_at(path[:-1])
        field = section.model_fields.get(str(path[-1])) if section else None
        extra = field.json_schema_extra if field else None
        if path in document.values and isinstance(extra, dict) and NOT_USED_YET in extra:
            hint = "it is accepted and changes nothing in this version"
            notices.append(document.mistake(path, "not used yet", hint, at_key=True))
    return tuple(notices)


def section_at(path: KeyPath) -> type[Section] | None:
    """Return the model of the mapping at `path`, None where the models know no mapping."""
    section: type[Section] | None = Config
    names_one = False  # the key before is of a mapping whose keys are ids, as of topics
    for part in path:
        if section is None:
            return None
        if names_one:
            names_one = False
        elif isinstance(part, str):
            field = section.model_fields.get(part)
            section = _section_in(field.annotation) if field else None
            names_one = field is not None and get_origin(field.annotation) is dict
    return None if names_one else section


def _section_in(annotation: object) -> type[Section] | None:
    """Return the model within ``Model | None``, a tuple, a mapping or ``Annotated[Model, …]``."""
    if isinstance(annotation, type) and issubclass(annotation, Section):
        return annotation
    if get_origin(annotation) in {Union, UnionType, Annotated, tuple, dict}:
        return next(filter(None, map(_section_in, get_args(annotation))), None)
    return None


def _mistake(details: ErrorDetails, document: Document) -> Mistake:
    path, kind, context = details["loc"], details["type"], details.get("ctx", {})
    if kind == "extra_forbidden":
        return document.mistake(path, "unknown key", _known_keys(path), at_key=True)
    if kind == "missing":
        what = "has no value" if path in document.keys else "is missing"
        return document.mistake(path, what, _example(path))
    if kind in _KINDS:
        message, hint = _KINDS[kind]
        return document.mistake(path, f"{shown(details['input'])} {message}", hint)
    if path not in document.values and path and isinstance(path[-1], int):
        # An item of a list that stands for a mapping with the list under one of its keys.
        listed = (*path[:-2], path[-1])
        path = listed if listed in document.values else path
    while path and path not in document.values and path not in document.keys:
        path = path[:-1]  # pydantic looked into a mapping that stands for a single value of the file
    return document.mistake(path, str(context.get("message", details["msg"])), str(context.get("hint", "")))


def _known_keys(path: KeyPath) -> str:
    section = section_at(path[:-1])
    known = list(section.model_fields) if section else []
    near = nearest(str(path[-1]), known)
    return f"write `{near}`" if near else f"the keys here are {', '.join(known)}"


def _example(path: KeyPath) -> str:
    section = section_at(path[:-1])
    field = section.model_fields.get(str(path[-1])) if section else None
    return f"add `{path[-1]}:` ({(field.description or '').rstrip('.')})" if field else ""
