"""
Turn checked JSON into the model's values, and values back into JSON.

The documents have been validated before; what fails here is a bug, or content
that bypassed its schema.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from collections.abc import Set as AbstractSet
from functools import lru_cache
from typing import Any, Final, TypeVar, get_args

import attrs
from cattrs import Converter
from cattrs.gen import make_dict_structure_fn, make_dict_unstructure_fn, override

from neuroplan.documents.reading import Json
from neuroplan.model import condition, instrument, plan, trigger
from neuroplan.model.presentation import Presentation
from neuroplan.model.technique import Adaptation, AtHome


T = TypeVar("T")

#: What the schemas call a field whose name there is none in Python.
_RENAMED: Final[Mapping[type, Mapping[str, str]]] = {
    Adaptation: {"for_whom": "for"},
    instrument.Cutoff: {"from_": "from"},
    instrument.FactorFlag: {"from_": "from"},
    instrument.SeverityMap: {"from_": "from"},
    instrument.SeverityReading: {"from_": "from"},
    instrument.StrengthMap: {"from_": "from"},
    plan.PlannedSessions: {"first": "from", "last": "to"},
    trigger.AllOf: {"parts": "all_of"},
    trigger.AnyOf: {"parts": "any_of"},
    trigger.Not: {"part": "not"},
    trigger.ReadinessAnswered: {"question": "readiness"},
    trigger.FactorRecorded: {"factor": "recorded"},
    trigger.FactorUnanswered: {"factor": "unanswered"},
    trigger.Flagged: {"asks": "flag"},
    trigger.FieldGiven: {"path": "field"},
    trigger.FieldAtLeast: {"path": "field"},
    trigger.FieldAtMost: {"path": "field"},
    trigger.FieldIn: {"path": "field", "values": "in"},
    trigger.GoalAtMost: {"name": "goal"},
    trigger.GoalIn: {"name": "goal", "values": "in"},
}
#: Fields that stand even in a whole document only where they say something.
_SPARSE: Final[Mapping[type, tuple[str, ...]]] = {
    plan.TargetFinding: ("via",),
    plan.Rationale: ("contested",),
    plan.ProcessFinding: ("conflict",),
    plan.PlannedTechnique: ("adapted_form", "kept_free"),
    plan.PlannedPhase: ("exit_test",),
    plan.SafetyAction: ("timing",),
    plan.Safety: ("trauma_consent",),
    plan.Formulation: ("language",),
    plan.Plan: ("administrative",),
}
#: The keys of each form a condition may have.
_CONDITION_KEYS = (
    {"all_of"},
    {"any_of"},
    {"not"},
    {"process", "at_least"},
    {"factor"},
    {"age"},
    {"trait", "is"},
    {"goal"},
    {"existential_topics"},
)
#: The kind of trigger, by the keys it is written with.
_TRIGGERS: Final[Mapping[frozenset[str], type]] = {
    frozenset(_RENAMED.get(kind, {}).get(each.name, each.name) for each in attrs.fields(kind)): kind
    for kind in get_args(trigger.Trigger)
}


def structure(value: Json, kind: type[T]) -> T:
    """Structure JSON into a value of the model."""
    return _converter().structure(value, kind)


def structure_presentation(document: Mapping[str, Json]) -> Presentation:
    """
    Structure a valid client presentation, short forms included.

    ``administrative`` is split off before anything else sees the document and is
    attached to the presentation untouched.
    """
    body = {
        key: value
        for key, value in document.items()
        if key not in ("schema_version", "$schema", "administrative")
    }
    body["processes"] = _ratings(body.get("processes", {}), "severity")
    body["strengths"] = _ratings(body.get("strengths", {}), "level")
    body["factors"] = _factor_answers(body.get("factors", []))
    presentation = structure(body, Presentation)
    administrative = document.get("administrative")
    if isinstance(administrative, dict):
        return attrs.evolve(presentation, administrative=administrative)
    return presentation


def presentation_document(presentation: Presentation) -> dict[str, Json]:
    """Give the long form of a presentation as JSON, without ``administrative``."""
    plain = attrs.evolve(presentation, administrative=None)
    return document_of(plain)


def canonical_json(value: Json) -> str:
    """Give JSON text that is the same for the same value: sorted keys, no spaces."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def unstructure(value: object, *, whole: bool = False) -> Json:
    """Give a value of the model as JSON; *whole*: with what stands at its default."""
    document: Json = _converter(whole=whole).unstructure(value)
    return document


def document_of(value: object, *, whole: bool = False) -> dict[str, Json]:
    """Give a value of the model as a JSON object; *whole*: with what stands at its default."""
    document = unstructure(value, whole=whole)
    return document if isinstance(document, dict) else {}


def _ratings(value: Json, key: str) -> Json:
    if not isinstance(value, dict):
        return value
    return {
        name: rating if isinstance(rating, dict) else {key: rating}
        for name, rating in value.items()
    }


def _factor_answers(value: Json) -> Json:
    if isinstance(value, list):
        return {str(name): "yes" for name in value}
    return value


def structure_condition(value: Any, _: object = None) -> condition.Condition:  # noqa: ANN401 - the JSON boundary
    """
    Structure a condition of the technique schema.

    Raises:
        ValueError: It has not one of the forms of the schema, or a key beyond it.
    """
    if not isinstance(value, dict) or set(value) not in _CONDITION_KEYS:
        raise ValueError("not a condition of the technique schema")
    match value:
        case {"all_of": parts}:
            return condition.AllOf(tuple(structure_condition(part) for part in parts))
        case {"any_of": parts}:
            return condition.AnyOf(tuple(structure_condition(part) for part in parts))
        case {"not": part}:
            return condition.Not(structure_condition(part))
        case {"process": process, "at_least": least}:
            return condition.SeverityAtLeast(process, least)
        case {"factor": factor}:
            return condition.HasFactor(factor)
        case {"age": [least, greatest]}:
            return condition.AgeBetween(least, greatest)
        case {"trait": trait, "is": wanted}:
            return condition.TraitIs(trait, wanted)
        case {"goal": process}:
            return condition.GoalNames(process)
        case {"existential_topics": wanted}:
            return condition.ExistentialTopics(wanted)
    raise ValueError("not a condition of the technique schema")


def _condition_document(value: condition.Condition) -> dict[str, Json]:
    """Give a condition in the form of the technique schema."""
    match value:
        case condition.AllOf(parts):
            return {"all_of": [_condition_document(part) for part in parts]}
        case condition.AnyOf(parts):
            return {"any_of": [_condition_document(part) for part in parts]}
        case condition.Not(part):
            return {"not": _condition_document(part)}
        case condition.SeverityAtLeast(process, least):
            return {"process": process, "at_least": least}
        case condition.HasFactor(factor):
            return {"factor": factor}
        case condition.AgeBetween(least, greatest):
            return {"age": [least, greatest]}
        case condition.TraitIs(trait, wanted):
            return {"trait": trait, "is": wanted}
        case condition.GoalNames(process):
            return {"goal": process}
        case condition.ExistentialTopics(wanted):
            return {"existential_topics": wanted}


def _structure_trigger(value: Any, _: object) -> trigger.Trigger:  # noqa: ANN401 - the JSON boundary
    kind = _TRIGGERS.get(frozenset(value))
    if kind is None:
        raise ValueError(f"no trigger is written with {', '.join(sorted(value))}")
    found: trigger.Trigger = structure(value, kind)
    return found


@lru_cache(maxsize=2)
def _converter(*, whole: bool = False) -> Converter:
    # A key nobody reads is a slip; passed over, a misspelt caution would be no caution.
    converter = Converter(
        detailed_validation=False,
        omit_if_default=not whole,
        forbid_extra_keys=True,
        unstruct_collection_overrides={AbstractSet: sorted, tuple: list},
    )
    optional_condition = condition.Condition | None
    converter.register_structure_hook_func(
        lambda kind: kind in (condition.Condition, optional_condition),
        lambda value, _: None if value is None else structure_condition(value),
    )
    for kind in get_args(condition.Condition):
        converter.register_unstructure_hook(kind, _condition_document)
    converter.register_structure_hook_func(lambda kind: kind == trigger.Trigger, _structure_trigger)
    plain = (bool | str, int | str | None)
    converter.register_structure_hook_func(lambda kind: kind in plain, lambda value, _: value)
    # Said to be null, it is "nothing at home"; left out, nothing changes.
    at_home = AtHome | None
    converter.register_structure_hook_func(
        lambda kind: kind == at_home, lambda value, _: AtHome(value)
    )
    converter.register_unstructure_hook(AtHome, lambda value: value.practice)
    administrative = Mapping[str, object] | None
    converter.register_structure_hook_func(
        lambda kind: kind == administrative, lambda value, _: value
    )

    def structuring(kind: type) -> Callable[[Any, Any], Any]:
        return make_dict_structure_fn(kind, converter, **_overrides(kind))

    def unstructuring(kind: type) -> Callable[[Any], dict[str, Any]]:
        return make_dict_unstructure_fn(
            kind,
            converter,
            _cattrs_omit_if_default=converter.omit_if_default,
            **_overrides(kind),
        )

    converter.register_structure_hook_factory(_RENAMED.__contains__, structuring)
    converter.register_unstructure_hook_factory({*_RENAMED, *_SPARSE}.__contains__, unstructuring)
    return converter


def _overrides(kind: type) -> dict[str, Any]:
    """Give what cattrs must know of the fields of *kind* that are written in a way of their own."""
    renamed = _RENAMED.get(kind, {})
    sparse = _SPARSE.get(kind, ())
    return {name: override(rename=key) for name, key in renamed.items()} | {
        name: override(omit_if_default=True) for name in sparse
    }
