"""A plan as JSON: the field order of the schema, optional fields only where they say something."""

from __future__ import annotations

import json

from neuroplan.documents.structuring import document_of
from neuroplan.model.plan import Plan


def plan_to_dict(plan: Plan) -> dict[str, object]:
    """Give the plan as JSON values."""
    return {**document_of(plan, whole=True)}


def plan_to_json(plan: Plan) -> str:
    """Give the plan as JSON text with a final newline."""
    return json.dumps(plan_to_dict(plan), ensure_ascii=False, indent=2) + "\n"
