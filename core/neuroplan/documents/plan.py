"""Read a plan back from its JSON document, and tell a plan from a client file."""

from __future__ import annotations

from collections.abc import Mapping

from neuroplan.documents.reading import Json
from neuroplan.documents.structuring import structure
from neuroplan.errors import Problem, UsageError
from neuroplan.model.plan import SCHEMA_VERSION, Plan


#: A plan with its references is far smaller.
MAX_BYTES = 20_000_000
#: The way to a plan that can be read back.
HOW = "a plan is made with `plan generate CLIENT -o plan.json`"


def is_plan(document: Json | Mapping[str, Json]) -> bool:
    """Tell a plan from a client file, which has no fingerprint."""
    return isinstance(document, Mapping) and "fingerprint" in document


def is_client(document: Json | Mapping[str, Json]) -> bool:
    """Tell a client file from a plan, which has the client's id alone."""
    return isinstance(document, Mapping) and "client" in document and not is_plan(document)


def read_plan(document: Json | Mapping[str, Json], *, name: str = "the document") -> Plan:
    """
    Give the plan that *document* holds.

    Args:
        name: What to call the document in an error.

    Raises:
        UsageError: It is no plan of this schema version; with everything that is wrong.
    """
    from neuroplan.documents.validation import schema_problems

    whole = plan_object(document, name=name)
    problems = schema_problems("plan", whole)
    if problems:
        raise UsageError(f"{name} is no valid plan", problems)
    return structure(whole, Plan)


def plan_object(
    document: Json | Mapping[str, Json], *, name: str = "the document"
) -> dict[str, Json]:
    """
    Give the fields of a plan, unchecked but for what tells it from other documents.

    Raises:
        UsageError: It is no object, a client file, or of another schema version.
    """
    if not isinstance(document, Mapping):
        raise UsageError(f"{name} is no plan", [Problem("$", "this must be an object")])
    if is_client(document):
        raise UsageError(f"{name} is no plan", [Problem("$", "this is a client file", HOW)])
    if document.get("schema_version") not in (None, SCHEMA_VERSION):
        raise UsageError(f"{name} is of another schema version than {SCHEMA_VERSION}")
    return dict(document)
