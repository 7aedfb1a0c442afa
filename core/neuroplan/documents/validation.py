"""
Check documents against the schemas, and say everything that is wrong at once.

The messages are ours: the validator's own quote the offending value, which may be the
client's text. Places are JSON paths; only what looks like an id is ever repeated.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any

from jsonschema import Draft202012Validator
from jsonschema.exceptions import ValidationError, best_match

from neuroplan.documents.nearest import did_you_mean, nearest, quoted
from neuroplan.documents.reading import Json
from neuroplan.errors import Problem
from neuroplan_schemas import schema_text


_TYPES = {
    "object": "an object",
    "array": "a list",
    "string": "text",
    "integer": "a whole number",
    "number": "a number",
    "boolean": "true or false",
    "null": "null",
}
_SMALL = ("the number is too small", "the least is {}")
_LARGE = ("the number is too large", "the greatest is {}")
_LITTLE = ("there is too little here", "at least {}")
_MUCH = ("there is too much here", "at most {}")
_LIMITS = {
    **dict.fromkeys(("minimum", "exclusiveMinimum"), _SMALL),
    **dict.fromkeys(("maximum", "exclusiveMaximum"), _LARGE),
    **dict.fromkeys(("minItems", "minLength", "minProperties"), _LITTLE),
    **dict.fromkeys(("maxItems", "maxLength", "maxProperties"), _MUCH),
}
#: Beyond this many problems a document is not the kind of document it claims to be.
MOST_PROBLEMS = 50
#: Longer lists of choices help nobody in an error message.
MOST_CHOICES = 15


def schema_problems(name: str, document: Json) -> list[Problem]:
    """Give everything in which *document* departs from the schema called *name*, sorted."""
    found: list[Problem] = []
    for error in _validator(name).iter_errors(document):
        found.extend(_problems(error))
        if len(found) >= MOST_PROBLEMS:
            break
    return sorted(set(found))


@cache
def _validator(name: str) -> Draft202012Validator:
    return Draft202012Validator(json.loads(schema_text(name)))


def _problems(error: ValidationError) -> Iterator[Problem]:
    """Turn one validator error into problems with messages of our own."""
    path = error.json_path
    value: Any = error.instance
    wanted: Any = error.validator_value
    match error.validator:
        case "required":
            missing = [key for key in wanted if key not in value]
            yield from (Problem(path, f"'{key}' is missing", "add it") for key in missing)
        case "additionalProperties":
            yield from _unknown_keys(error)
        case "type":
            kinds = [wanted] if isinstance(wanted, str) else wanted
            names = " or ".join(_TYPES[kind] for kind in kinds)
            yield Problem(path, f"this must be {names}, not {_kind(value)}")
        case "enum" | "const":
            yield _not_allowed(path, value, wanted if error.validator == "enum" else [wanted])
        case "anyOf" if _is_id(error):
            # Of a text the check of ids, which knows the plugins, says more.
            if not isinstance(value, str):
                yield Problem(path, f"this must be the text of an id, not {_kind(value)}")
        case "oneOf" | "anyOf":
            yield from _alternatives(error)
        case str(limit) if limit in _LIMITS:
            what, mend = _LIMITS[limit]
            yield Problem(path, what, mend.format(wanted))
        case "uniqueItems":
            yield Problem(path, "an entry stands twice", "keep one of them")
        case "not":
            key = quoted(str(error.path[-1]))
            yield Problem(path, f"{key} does not go with the rest of this entry", _form(error))
        case "pattern":
            yield Problem(path, "the text has not the form asked for", _form(error))
        case _:
            yield Problem(path, f"this does not fit the schema ({error.validator})", _form(error))


def _form(error: ValidationError) -> str:
    described = _mapping(error.schema).get("description")
    return str(described) if described else f"it must match {error.validator_value}"


def _unknown_keys(error: ValidationError) -> Iterator[Problem]:
    schema, document = _mapping(error.schema), _mapping(error.instance)
    if error.validator_value is not False:
        return
    known = sorted(schema.get("properties", {}))
    for key in sorted(document):
        if key not in known:
            mend = did_you_mean(key, known) or f"known keys: {', '.join(known)}"
            yield Problem(error.json_path, f"unknown key {quoted(key)}", mend)


def _not_allowed(path: str, value: object, allowed: list[object]) -> Problem:
    choices = [item if isinstance(item, str) else json.dumps(item) for item in allowed]
    listed = f"one of: {', '.join(choices)}" if len(choices) <= MOST_CHOICES else ""
    if isinstance(value, str):
        near = nearest(value, choices)
        hint = f"did you mean '{near}'?" if near else ""
        mend = " ".join(part for part in (hint, listed) if part)
        return Problem(path, f"{quoted(value)} is not allowed here", mend)
    return Problem(path, f"{_kind(value)} is not allowed here", listed)


def _alternatives(error: ValidationError) -> Iterator[Problem]:
    """Report against the alternative that comes nearest, or list the constants allowed."""
    alternatives: Any = error.validator_value
    constants = [each["const"] for each in alternatives if "const" in each]
    if len(constants) == len(alternatives):
        yield _not_allowed(error.json_path, error.instance, constants)
        return
    required = [each.get("required") for each in alternatives]
    if all(required) and isinstance(error.instance, dict) and not _keys_of(error, required):
        keys = " or ".join(f"'{names[0]}'" for names in required)
        yield Problem(error.json_path, f"{keys} is missing", "give at least one of them")
        return
    fitting = [each for each in error.context or () if each.validator != "type"]
    nearest_error = best_match(fitting or error.context or [])
    if nearest_error is None or nearest_error is error:
        yield Problem(error.json_path, "this does not fit any of the forms allowed here")
        return
    if nearest_error.parent is None or not _is_id(nearest_error.parent):
        yield from _problems(nearest_error)


def _is_id(error: ValidationError) -> bool:
    return str(_mapping(error.schema).get("$comment", "")).startswith("ids:")


def _keys_of(error: ValidationError, required: list[list[str]]) -> bool:
    return any(_mapping(error.instance).get(names[0]) for names in required)


def _mapping(value: object) -> Mapping[str, Any]:
    return value if isinstance(value, Mapping) else {}


def _kind(value: object) -> str:
    if isinstance(value, bool):
        return "true or false"
    for kind, name in (
        (str, "text"),
        (int, "a whole number"),
        (float, "a number"),
        (list, "a list"),
        (dict, "an object"),
    ):
        if isinstance(value, kind):
            return name
    return "null"
