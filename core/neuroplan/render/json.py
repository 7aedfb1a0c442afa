"""A plan as JSON: the field order of the schema, optional fields only where they say something."""

from __future__ import annotations

import json
from functools import lru_cache
from typing import Any

from cattrs import Converter
from cattrs.gen import make_dict_unstructure_fn, override

from neuroplan.model.plan import (
    Plan,
    PlannedPhase,
    PlannedSessions,
    PlannedTechnique,
    ProcessFinding,
    Rationale,
    Safety,
    TargetFinding,
)


_OPTIONAL = {
    TargetFinding: ("via",),
    Rationale: ("contested",),
    ProcessFinding: ("conflict",),
    PlannedTechnique: ("adapted_form", "kept_free"),
    PlannedPhase: ("exit_test",),
    Safety: ("trauma_consent",),
    Plan: ("administrative",),
}


def plan_to_dict(plan: Plan) -> dict[str, object]:
    """Give the plan as JSON values."""
    document: dict[str, object] = _converter().unstructure(plan)
    return document


def plan_to_json(plan: Plan) -> str:
    """Give the plan as JSON text with a final newline."""
    return json.dumps(plan_to_dict(plan), ensure_ascii=False, indent=2) + "\n"


@lru_cache(maxsize=1)
def _converter() -> Converter:
    converter = Converter(unstruct_collection_overrides={tuple: list})
    # Inner kinds first: a hook is made once, with the hooks its fields have by then.
    converter.register_unstructure_hook(
        PlannedSessions,
        make_dict_unstructure_fn(
            PlannedSessions, converter, first=override(rename="from"), last=override(rename="to")
        ),
    )
    for kind, names in _OPTIONAL.items():
        overrides: dict[str, Any] = {name: override(omit_if_default=True) for name in names}
        converter.register_unstructure_hook(
            kind, make_dict_unstructure_fn(kind, converter, **overrides)
        )
    return converter
