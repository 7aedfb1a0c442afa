"""Read a plan back from its JSON document."""

from __future__ import annotations

from collections.abc import Mapping

from neuroplan.documents.reading import Json
from neuroplan.documents.structuring import structure
from neuroplan.documents.validation import schema_problems
from neuroplan.errors import Problem, UsageError
from neuroplan.model.plan import Plan
from neuroplan.pipeline.assembly import SCHEMA_VERSION


def read_plan(document: Json | Mapping[str, Json], *, name: str = "the document") -> Plan:
    """
    Give the plan that *document* holds.

    Args:
        name: What to call the document in an error.

    Raises:
        UsageError: It is no plan of this schema version; with everything that is wrong.
    """
    if not isinstance(document, Mapping):
        raise UsageError(f"{name} is no plan", [Problem("$", "this must be an object")])
    whole = dict(document)
    if whole.get("schema_version") not in (None, SCHEMA_VERSION):
        raise UsageError(f"{name} is of another schema version than {SCHEMA_VERSION}")
    problems = schema_problems("plan", whole)
    if problems:
        raise UsageError(f"{name} is no valid plan", problems)
    return structure({**whole, "phases": _renamed(whole["phases"])}, Plan)


def _renamed(value: Json) -> Json:
    """Rename ``from`` and ``to`` of sessions, which are no names in Python."""
    if isinstance(value, dict):
        names = {"from": "first", "to": "last"}
        return {names.get(key, key): _renamed(part) for key, part in value.items()}
    if isinstance(value, list):
        return [_renamed(part) for part in value]
    return value
